"""A run is played once, survives anything, and plays the same way twice."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from types import MethodType, NoneType
from typing import ClassVar

import numpy as np
import pytest

import sim
from sim.agents import Setup
from sim.core import (
    AgentError,
    Button,
    Decision,
    Frame,
    Observation,
    ReplayMismatch,
    RunFileError,
    RunSettings,
    WorldError,
)
from sim.games import Fernmoor
from sim.guide import Guide
from sim.record import Run
from sim.session import Session, fold, verify
from sim.session.parts import Asking, world_of
from sim.world import EDITION, generate
from sim.world.cartridge import identity as edition_hash
from tests import crash

SHORT = RunSettings(agent="explorer", world=3, steps=160, context=12, snapshot_every=50)


def play(folder: Path, settings: RunSettings = SHORT) -> Path:
    with Session.new(folder, settings) as session:
        for _ in session.play():
            pass
    return folder


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return play(tmp_path_factory.mktemp("session") / "run")


def other_identity(field: str, value: str) -> str:
    return f"UPDATE meta SET value = json_set(value, '$.{field}', '{value}') WHERE key = 'identity'"


def table(folder: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "run.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def edited(played: Path, folder: Path, statement: str) -> Path:
    folder.mkdir()
    (folder / "run.sqlite").write_bytes((played / "run.sqlite").read_bytes())
    connection = sqlite3.connect(folder / "run.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()
    return folder


# --- the same twice ---------------------------------------------------------------------------


def test_the_same_settings_give_the_same_run(played: Path, tmp_path: Path) -> None:
    assert crash.contents(play(tmp_path / "again")) == crash.contents(played)


def test_another_agent_seed_gives_another_run(played: Path, tmp_path: Path) -> None:
    other = play(tmp_path / "other", replace(SHORT, agent="random", seed=1))
    same = play(tmp_path / "same", replace(SHORT, agent="random", seed=2))
    presses = "SELECT button FROM step ORDER BY number"
    assert table(other, presses) != table(same, presses)


@pytest.mark.parametrize("deep", [False, True])
def test_a_run_verifies(played: Path, deep: bool) -> None:
    found = verify(played, deep=deep, jobs=2)
    assert (found.steps, found.segments > 2, found.deep, found.mismatch) == (160, True, deep, None)


@pytest.mark.parametrize(
    ("statement", "deep", "message"),
    [
        ("UPDATE step SET state = 1 WHERE number = 70", False, "step 70: state was 1, now it is"),
        ("UPDATE step SET button = 'a' WHERE number = 130", True, "step 130: button was a, now it is"),
        (
            "UPDATE step SET frame = (SELECT frame FROM step WHERE number = 1) WHERE number = 99",
            False,
            "step 99",
        ),
        ("UPDATE decision SET reason = 'else' WHERE number = 3", True, "decision 3: reason was else"),
        ("UPDATE revision SET text = 'else' WHERE number = 2", True, "guide revision 2: text was else"),
        ("DELETE FROM event WHERE step > 20", False, ": events was [], now it is [("),
    ],
)
def test_a_changed_record_does_not_verify(
    played: Path, tmp_path: Path, statement: str, deep: bool, message: str
) -> None:
    found = verify(edited(played, tmp_path / "edited", statement), deep=deep, jobs=1)
    assert found.mismatch is not None
    assert message in found.mismatch


# --- interrupted ------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [1, 49, 75, 118])
def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(played: Path, tmp_path: Path, at: int) -> None:
    folder = tmp_path / "run"
    with Session.new(folder, SHORT) as session:
        assert len(list(itertools.islice(session.play(), at))) == at
    assert table(folder, "SELECT value FROM meta WHERE key = 'status'") == [('"stopped"',)]
    with Session.resume(folder) as session:
        assert [step.number for step in session.play()] == list(range(at + 1, 161))
    assert crash.contents(folder) == crash.contents(played)


def test_a_finished_run_can_be_made_longer(played: Path, tmp_path: Path) -> None:
    folder = play(tmp_path / "run", replace(SHORT, steps=90))
    with Session.resume(folder) as session:
        assert list(session.play()) == []
    with Session.resume(folder, steps=160) as session:
        assert len(list(session.play())) == 70
    assert crash.contents(folder) == crash.contents(played)


def test_killed_runs_resume_to_the_run_that_was_never_killed(tmp_path: Path) -> None:
    wanted, seconds = crash.uninterrupted(tmp_path / "whole")
    rng = random.Random(7)
    kills = 0
    for number in range(8):
        kills += crash.trial(tmp_path / str(number), rng, seconds)
        assert crash.contents(tmp_path / str(number)) == wanted
    assert kills > 0


def test_resume_refuses_a_record_that_does_not_replay(played: Path, tmp_path: Path) -> None:
    broken = edited(played, tmp_path / "broken", "UPDATE step SET state = 1 WHERE number = 159")
    broken = edited(broken, tmp_path / "older", "DELETE FROM snapshot WHERE step > 120")
    with pytest.raises(ReplayMismatch, match="step 159: state was 1"):
        Session.resume(broken, steps=200)
    assert table(broken, "SELECT max(number) FROM step") == [(160,)]


def test_resume_after_an_upgrade_proves_the_whole_run(played: Path, tmp_path: Path) -> None:
    older = edited(played, tmp_path / "older", other_identity("longplay", "0.0.1"))
    with Session.resume(older, steps=170) as session:
        assert len(list(session.play())) == 10
    with Run.open(older) as run:
        assert run.identity()["longplay"] == sim.__version__
    changed = edited(older, tmp_path / "changed", "UPDATE step SET state = 1 WHERE number = 3")
    changed = edited(changed, tmp_path / "changed twice", other_identity("pyboy", "2.0"))
    with pytest.raises(ReplayMismatch, match="step 3: state was 1"):
        Session.resume(changed)


def test_a_run_on_another_cartridge_is_refused(played: Path, tmp_path: Path) -> None:
    other = edited(
        played,
        tmp_path / "other",
        "UPDATE meta SET value = json_set(value, '$.rom', 'ff') WHERE key = 'identity'",
    )
    for replay in (Session.resume, verify):
        with pytest.raises(RunFileError, match="cannot be played again"):
            replay(other)


def test_a_run_file_from_before_quests_had_lengths_is_read_and_refused(played: Path, tmp_path: Path) -> None:
    older = edited(
        played,
        tmp_path / "older",
        "UPDATE meta SET value = json_remove(value, '$.legs', '$.without') WHERE key = 'settings'",
    )
    with Run.open(older) as run:
        assert run.settings == SHORT
    older = edited(older, tmp_path / "older edition", other_identity("edition", "fernmoor-1"))
    older = edited(older, tmp_path / "other cartridge", other_identity("rom", "ff"))
    with pytest.raises(RunFileError, match="it was played on fernmoor-1 of Longplay"):
        Session.resume(older)
    with Run.open(older) as run:
        assert fold(run).component("progress").level is None


def test_a_run_knows_its_edition_by_name_and_by_hash(played: Path) -> None:
    with Run.open(played) as run:
        identity = run.identity()
    assert (identity["edition"], identity["edition_hash"]) == (EDITION, edition_hash())


def test_a_run_plays_the_quest_and_the_twin_of_its_settings() -> None:
    settings = RunSettings(world=5, legs=6, without=("shortcuts",))
    assert world_of(settings) == generate(5, legs=6, shortcuts=False)
    with pytest.raises(WorldError, match="cannot be played without 'trees'"):
        world_of(replace(settings, without=("trees",)))
    with pytest.raises(WorldError, match="legs"):
        world_of(replace(settings, legs=3))


# --- the agent's side -------------------------------------------------------------------------


class Curious:
    """An agent of one's own that asks something outside of itself, and counts how often."""

    asked = 0

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.turn = 0

    def ask(self) -> dict[str, str]:
        Curious.asked += 1
        return {"button": random.SystemRandom().choice(["up", "down", "left", "right"])}

    def decide(self, observation: Observation) -> Decision:
        self.turn += 1
        reply = self.setup.journal.reply({"step": observation.step}, self.ask)
        if self.setup.guide is not None and self.turn == 2:
            self.setup.guide.create("notes.md", f"asked {self.turn} times\n")
        return Decision((Button(reply["button"]), Button.WAIT))

    def state(self) -> bytes:
        return str(self.turn).encode()

    def restore(self, state: bytes) -> None:
        self.turn = int(state)


def test_an_agent_of_ones_own_is_paid_for_once(tmp_path: Path) -> None:
    settings = RunSettings(agent="tests.test_session:Curious", world=2, steps=60, snapshot_every=20)
    Curious.asked = 0
    folder = tmp_path / "run"
    with Session.new(folder, settings) as session:
        list(itertools.islice(session.play(), 31))
    assert Curious.asked == 16
    with Session.resume(folder) as session:
        list(session.play())
    assert Curious.asked == 30
    assert verify(folder, deep=True, jobs=1).mismatch is None
    assert Curious.asked == 30
    assert (folder / "memory" / "notes.md").read_text() == "asked 2 times\n"


def test_decisions_from_outside_make_an_ordinary_run(tmp_path: Path) -> None:
    settings = RunSettings(agent="external", world=2, steps=31, snapshot_every=20, guide="off")
    rng = random.Random(5)

    def play_on(session: Session) -> list[int]:
        numbers: list[int] = []
        while not session.ended:
            assert session.observe().step == (numbers[-1] if numbers else session.run.last_step)
            buttons = tuple(rng.choices([Button.UP, Button.LEFT, Button.A, Button.DOWN], k=3))
            numbers += [step.number for step in session.step(Decision(buttons))]
        return numbers

    folder = tmp_path / "run"
    with Session.new(folder, settings) as session:
        assert play_on(session) == list(range(1, 32))
    with Session.resume(folder, steps=50) as session:
        # The decision that the end of the run had cut short is played to its end first.
        assert play_on(session) == list(range(32, 51))
    assert table(folder, "SELECT count(*), max(step) FROM decision") == [(17, 49)]
    assert verify(folder, jobs=1).mismatch is None
    with pytest.raises(RunFileError, match="came from outside"):
        verify(folder, deep=True)
    with Session.resume(folder, steps=60) as session, pytest.raises(AgentError, match="decides outside"):
        list(session.play())


class Spy:
    """Keeps all that an agent is given."""

    given: ClassVar[list[object]] = []

    def __init__(self, setup: Setup) -> None:
        Spy.given = [setup]

    def decide(self, observation: Observation) -> Decision:
        Spy.given.append(observation)
        return Decision((Button.START, Button.A, Button.UP, Button.LEFT))

    def state(self) -> bytes:
        return b""

    def restore(self, state: bytes) -> None:
        pass


def all_of(value: object) -> Iterator[object]:
    """Everything that can be reached through public names, fields and containers."""
    yield value
    if isinstance(value, Mapping):
        inside: Iterable[object] = [*value, *value.values()]
    elif isinstance(value, list | tuple | set):
        inside = value
    elif is_dataclass(value):
        inside = [getattr(value, field.name) for field in fields(value)]
    else:
        inside = (
            [each for name, each in vars(value).items() if name[0] != "_"]
            if hasattr(value, "__dict__")
            else []
        )
    for each in inside:
        yield from all_of(each)


def test_the_agent_is_never_given_the_truth(tmp_path: Path) -> None:
    play(tmp_path / "run", RunSettings(agent="tests.test_session:Spy", world=3, steps=120))
    observations = [given for given in Spy.given if isinstance(given, Observation)]
    assert [observation.step for observation in observations] == list(range(0, 120, 4))
    assert {observation.goal for observation in observations} == {Fernmoor.goal}
    assert [dict(observation.assists) for observation in observations] == [{}] * 30
    kinds = {type(each) for given in Spy.given for each in all_of(given)}
    assert kinds == {
        Setup,
        Observation,
        Frame,
        Guide,
        Asking,
        MethodType,
        np.ndarray,
        int,
        str,
        bytes,
        dict,
        NoneType,
    }
    world = generate(3)
    for word in ("drift", "measure", "test", "score", "oracle", *(room.name for room in world.rooms)):
        assert word.lower() not in Fernmoor.goal.lower()


def test_a_session_that_cannot_start_leaves_nothing_behind(tmp_path: Path) -> None:
    for settings, message in (
        (RunSettings(agent="nobody"), "nobody"),
        (RunSettings(agent="tests.test_session:Missing"), "Missing"),
        (RunSettings(world=None, rom=str(tmp_path / "none.gb")), "none.gb"),
        (RunSettings(guide=str(tmp_path / "none")), "none"),
    ):
        with pytest.raises(Exception, match=message):
            Session.new(tmp_path / "run", settings)
        assert not (tmp_path / "run").exists()
    play(tmp_path / "run", replace(SHORT, steps=2))


def test_the_memory_folder_is_what_the_run_file_says(played: Path) -> None:
    with Run.open(played) as run:
        assert run.guide() == crash.contents(played)["memory"]
        assert "navigation_guide.md" in run.guide()


def test_a_memory_folder_that_was_tampered_with_is_mended_on_resume(played: Path, tmp_path: Path) -> None:
    folder = play(tmp_path / "run", replace(SHORT, steps=90))
    (folder / "memory" / "navigation_guide.md").write_text("lies\n")
    (folder / "memory" / "extra.md").write_text("more lies\n")
    with Session.resume(folder, steps=160) as session:
        list(session.play())
    assert crash.contents(folder) == crash.contents(played)


def test_the_guide_is_carried_back_when_the_run_ends(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "navigation_guide.md").write_text("# Navigation guide\n")
    with Session.new(tmp_path / "run", replace(SHORT, guide=str(mine)), carry=True) as session:
        list(itertools.islice(session.play(), 100))
    assert (mine / "navigation_guide.md").read_text() == "# Navigation guide\n"  # stopped is not ended
    with Session.resume(tmp_path / "run") as session:
        list(session.play())
    carried = (mine / "navigation_guide.md").read_text()
    assert carried == (tmp_path / "run" / "memory" / "navigation_guide.md").read_text()
    assert carried != "# Navigation guide\n"


def test_a_run_without_a_guide_writes_none(tmp_path: Path) -> None:
    folder = play(tmp_path / "run", replace(SHORT, guide="off"))
    assert not (folder / "memory").exists()
    assert table(folder, "SELECT count(*) FROM revision") == [(0,)]
