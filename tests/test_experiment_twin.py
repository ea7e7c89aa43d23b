"""A run on the twin is the run that a session records on the cartridge, but for what is made of pixels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.agents import Setup
from sim.agents.mind import Mind
from sim.core import AgentError, Button, Decision, GuideError, Percept, RunSettings, Step, WorldError
from sim.drift.states import state_of
from sim.experiment import TwinRun, fold, play, world_of
from sim.guide import NAVIGATION
from sim.record import Run
from sim.session import Session
from sim.world import generate, rules
from sim.world.model import Difficulty

SHORT = TwinRun(world=3, steps=600, context=12)


def settings(run: TwinRun) -> RunSettings:
    """The same run on the cartridge."""
    return RunSettings(
        agent=run.agent, world=run.world, steps=run.steps, seed=run.seed, guide=run.guide,
        context=run.context, legs=run.legs, without=run.without,
    )  # fmt: skip


def plain(step: Step) -> Step:
    """A step without what is made of pixels and of emulated time."""
    return replace(step, screen=b"", frame=None, frames=0)


class Pressing:
    """A mind that presses the same buttons at every decision, and keeps what it saw."""

    def __init__(self, *buttons: Button) -> None:
        self.buttons, self.seen = buttons, list[Percept]()

    def decide(self, percept: Percept) -> Decision:
        self.seen.append(percept)
        return Decision(self.buttons)


# --- the same as a session ----------------------------------------------------------------


@pytest.mark.parametrize(
    "run",
    [
        SHORT,
        TwinRun(world=2, steps=2000, legs=4, agent="oracle", without=("distractors",)),
        TwinRun(world=5, seed=7, steps=250, agent="random", guide="off", legs=5),
    ],
    ids=lambda run: run.agent,
)
def test_a_run_is_what_a_session_records(run: TwinRun, tmp_path: Path) -> None:
    with Session.new(tmp_path / "run", settings(run)) as session:
        recorded, status = list(session.play()), session.status
        report = session.report()
    with Run.open(tmp_path / "run") as file:
        revisions = list(file.revisions())
    played = list(play(run))
    assert [plain(step) for step, _, _ in played] == [plain(step) for step in recorded]
    assert [(made.step.decision, revision) for made in played for revision in made.revisions] == revisions
    assert fold(run) == report
    assert (played[-1].step.truth.mode == "won") == (status == "won") == (run.agent == "oracle")
    assert bool(revisions) == (run.agent == "explorer")


def test_the_same_settings_give_the_same_run_and_another_seed_another() -> None:
    assert list(play(SHORT)) == list(play(replace(SHORT)))
    assert [made.step.button for made in play(SHORT)] != [
        made.step.button for made in play(replace(SHORT, seed=1))
    ]


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    longer = list(play(SHORT))
    for steps in (1, 2, 99, 100):
        assert list(play(replace(SHORT, steps=steps))) == longer[:steps]


# --- what comes with a step ---------------------------------------------------------------


def test_the_state_beside_a_step_is_the_one_that_its_truth_tells_of() -> None:
    for step, state, _ in play(SHORT):
        assert state_of(step.truth) == state._replace(result=0)
        assert step.truth == rules.truth(world_of(SHORT), state)


def test_two_steps_have_one_screen_if_and_only_if_they_show_the_same() -> None:
    world, shown = world_of(SHORT), dict[bytes, Percept]()
    for step, state, _ in play(SHORT):
        seen = rules.percept(world, state)
        assert len(step.screen) == 16
        assert shown.setdefault(step.screen, seen) == seen
    assert len({repr(seen) for seen in shown.values()}) == len(shown) > 100


def test_a_decision_is_shown_the_screen_before_it_and_its_steps_are_numbered() -> None:
    mind = Pressing(Button.A, Button.WAIT, Button.DOWN)
    steps = [made.step for made in play(replace(SHORT, steps=8), lambda setup: mind)]
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [step.decision for step in steps] == [1, 1, 1, 2, 2, 2, 3, 3]
    assert [step.last for step in steps] == [False, False, True] * 2 + [False, False]
    chosen = Decision(mind.buttons)
    assert [step.chosen for step in steps] == [chosen, None, None] * 2 + [chosen, None]
    world = world_of(SHORT)
    states = [rules.start(world), *(made.state for made in play(replace(SHORT, steps=8), lambda setup: mind))]
    assert mind.seen[:3] == [rules.percept(world, states[number]) for number in (0, 3, 6)]


def test_a_mind_of_ones_own_is_given_what_an_agent_is() -> None:
    given: list[Setup] = []

    def make(setup: Setup) -> Mind:
        given.append(setup)
        return Mind(setup.seed, setup.guide, setup.context)

    own = TwinRun(world=3, steps=600, context=12, agent="mine")
    assert list(play(own, make)) == list(play(SHORT))
    setup = given[0]
    assert (setup.seed, setup.context, setup.world, setup.model) == (0, 12, None, None)
    with pytest.raises(AgentError, match="nobody can be asked on the twin"):
        setup.journal.reply({}, dict)
    with pytest.raises(AgentError, match="nobody can be asked on the twin"):
        setup.journal.send({})


def test_a_guide_of_ones_own_is_where_the_run_starts(tmp_path: Path) -> None:
    (tmp_path / NAVIGATION).write_text("# Here and there\n")
    made = next(play(replace(SHORT, guide=str(tmp_path)), Scribe))
    assert [(one.number, one.operation, one.text) for one in made.revisions] == [
        (1, "insert", "# Here and there\n- I was here\n")
    ]


class Scribe(Pressing):
    """Writes a line at every decision."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(Button.DOWN)
        self.guide = setup.guide

    def decide(self, percept: Percept) -> Decision:
        assert self.guide is not None
        self.guide.insert(NAVIGATION, 1, "- I was here")
        return super().decide(percept)


# --- the world played ---------------------------------------------------------------------


@pytest.mark.parametrize("difficulty", Difficulty)
def test_the_world_is_the_one_asked_for(difficulty: str) -> None:
    run = TwinRun(world=6, legs=4, difficulty=difficulty, without=("shortcuts",), agent="oracle")
    world = generate(6, legs=4, shortcuts=False, difficulty=difficulty)
    assert world_of(run) == world
    report = fold(run)
    assert (report.won, report.component("progress").level, report.objectives) == (
        *(True, 1, len(world.objectives)),
    )


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"agent": "claude"}, AgentError, "'claude' cannot play on the twin: say one of explorer, oracle"),
        ({"agent": "nobody"}, AgentError, "'nobody' cannot play on the twin"),
        ({"legs": 3}, WorldError, "4 to 96 legs"),
        ({"difficulty": "hard"}, WorldError, "not 'hard'"),
        ({"guide": "nowhere"}, GuideError, "no folder nowhere"),
    ],
)
def test_what_cannot_be_played_is_refused_at_once(
    wrong: dict[str, str | int], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        play(replace(SHORT, **wrong))  # type: ignore[arg-type]


def test_settings_that_mean_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="steps must be at least 1, not 0"):
        TwinRun(steps=0)
    with pytest.raises(ValueError, match="not \\('trees',\\)"):
        TwinRun(without=("trees",))


def test_a_mind_that_decides_nothing_is_told_so() -> None:
    class Empty:
        def decide(self, percept: Percept) -> None:
            pass

    with pytest.raises(AgentError, match=r"Empty\.decide returned None, not a Decision"):
        list(play(SHORT, lambda setup: Empty()))  # type: ignore[arg-type,return-value]
