"""Forks: one history, one thing changed, and a run of its own afterwards."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli import main
from sim.core import ModelSettings, RunFileError, RunSettings
from sim.record import Fork, Run
from sim.session import Change, Session, fork_off, verify

SETTINGS = RunSettings("explorer", legs=4, steps=260, snapshot_every=100)
MODEL = ModelSettings(name="fake", reset_decisions=10)
AT = 180


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "parent"
    with Session.new(folder, SETTINGS) as session:
        list(session.play())
    return folder


def went_on(folder: Path, steps: int = 260) -> Run:
    with Session.resume(folder, steps=steps) as session:
        list(session.play())
        session.report()
    return Run.open(folder)


def presses(run: Run, after: int) -> list[str]:
    return [step.button.value for step in run.steps(after=after)]


@pytest.mark.parametrize(
    ("change", "context"),
    [
        (Change(guide="blank"), "kept"),
        (Change(guide="off"), "kept"),
        (Change(context="empty"), "empty"),
        (Change(guide="blank", context="empty"), "empty"),
        (Change(agent="random", seed=3), "empty"),
        (Change(agent="oracle"), "empty"),
    ],
    ids=str,
)
def test_a_fork_shares_its_history_differs_afterwards_and_decides_the_same_again(
    parent: Path, tmp_path: Path, change: Change, context: str
) -> None:
    made = fork_off(parent, tmp_path / "fork", AT, change)
    with Run.open(parent) as before, went_on(tmp_path / "fork") as after:
        assert made == Fork("parent", made.step, made.decision, change.guide, context, before.settings, None)
        assert after.forks == (made,)
        assert list(after.steps(until=made.step)) == list(before.steps(until=made.step))
        assert after.last_step == 260
        assert (presses(after, made.step), after.guide()) != (presses(before, made.step), before.guide())
        woken = next(after.decisions(after=made.decision))
        assert woken.reset or context == "kept"
        assert [after.settings_at(step).agent for step in (made.step, made.step + 1)] == [
            "explorer", change.agent or "explorer",
        ]  # fmt: skip
    for deep in (False, True):
        found = verify(tmp_path / "fork", deep=deep)
        assert (found.steps, found.mismatch) == (260, None)


def test_a_fork_is_made_where_the_decision_of_its_step_began(parent: Path, tmp_path: Path) -> None:
    with Run.open(parent) as run:
        steps = list(run.steps())
        within = next(step for step in steps if step.number > 50 and not step.last)
        last = max(step.number for step in steps if step.number < within.number and step.last)
        assert run.end_of_decision(within.number) == last
        assert run.end_of_decision(last) == last
    assert fork_off(parent, tmp_path / "fork", within.number, Change(guide="blank")).step == last
    assert within.number > last


def test_a_changed_guide_is_a_revision_that_the_next_decision_finds(parent: Path, tmp_path: Path) -> None:
    home = tmp_path / "mine"
    home.mkdir()
    (home / "navigation_guide.md").write_text("# Mine\n")
    made = fork_off(parent, tmp_path / "fork", AT, Change(guide=str(home), context="empty"))
    with Run.open(parent) as before, Run.open(tmp_path / "fork") as after:
        shared = [made_by for made_by in before.revisions() if made_by[0] <= made.decision]
        new = list(after.revisions())
        assert new[: len(shared)] == shared
        assert {decision for decision, _ in new[len(shared) :]} == {made.decision + 1}
        assert after.guide() == {"navigation_guide.md": "# Mine\n"}
        assert {each.operation for decision, each in new if decision == made.decision + 1} == {"fork"}
    with Session.resume(tmp_path / "fork") as session:
        assert session.guide is not None
        assert session.guide.files == {"navigation_guide.md": "# Mine\n"}
        list(session.play())
    assert verify(tmp_path / "fork", deep=True).mismatch is None


def test_a_model_takes_over_and_its_replies_are_not_asked_for_again(parent: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    fork_off(parent, one, AT, Change(agent="claude", model=MODEL))
    went_on(one, 200).close()
    made = fork_off(one, two, 195, Change(guide="blank"))
    with Run.open(two) as run:
        assert [each.before.agent for each in run.forks] == ["explorer", "claude"]
        assert run.last_step == made.step
        asked = len(list(run.replies()))
    with went_on(two, 205) as run:
        assert len(list(run.replies())) > asked > 0
        assert run.settings.label == "claude, fake, context reset"
    for folder in (one, two):
        assert verify(folder, deep=True).mismatch is None


def test_a_fork_of_a_fork_before_it_left_is_a_fork_of_its_parent(parent: Path, tmp_path: Path) -> None:
    fork_off(parent, tmp_path / "one", AT, Change(agent="random"))
    went_on(tmp_path / "one").close()
    made = fork_off(tmp_path / "one", tmp_path / "two", 90, Change(context="empty", agent="explorer"))
    with Run.open(tmp_path / "two") as run:
        assert [each.step for each in run.forks] == [made.step]
        assert run.settings_at(made.step).agent == "explorer"
    went_on(tmp_path / "two").close()
    assert verify(tmp_path / "two", deep=True).mismatch is None


def test_what_came_after_a_fork_is_not_in_its_file(parent: Path, tmp_path: Path) -> None:
    made = fork_off(parent, tmp_path / "fork", 60, Change(guide="blank"))
    assert made.step <= 60
    with sqlite3.connect(tmp_path / "fork" / "run.sqlite") as file:
        for table, column in (("step", "number"), ("event", "step"), ("snapshot", "step")):
            (most,) = file.execute(f"SELECT max({column}) FROM {table}").fetchone()
            assert most <= made.step, table
        (unused,) = file.execute(
            "SELECT count(*) FROM frame WHERE hash NOT IN (SELECT frame FROM step)"
        ).fetchone()
        (frames,) = file.execute("SELECT count(*) FROM frame").fetchone()
    assert unused < frames / 2, "only what others are stored as a difference to"
    with Run.open(tmp_path / "fork") as run:
        for step in run.steps():
            assert run.plane(step.screen).size > 0


@pytest.mark.parametrize(
    ("at", "change", "said"),
    [
        (999, Change(guide="blank"), "has no step 999: its last is 260"),
        (AT, Change(), "with everything kept a fork would be its parent again"),
        (AT, Change(guide="blank", seed=4), "a seed is drawn from when an agent begins"),
    ],
)
def test_what_cannot_be_forked_is_refused_and_leaves_nothing(
    parent: Path, tmp_path: Path, at: int, change: Change, said: str
) -> None:
    with pytest.raises(RunFileError, match=said):
        fork_off(parent, tmp_path / "fork", at, change)
    assert not (tmp_path / "fork").exists()


def test_a_fork_never_writes_over_a_run(parent: Path, tmp_path: Path) -> None:
    shutil.copytree(parent, tmp_path / "taken")
    with pytest.raises(RunFileError, match="holds a run already"):
        fork_off(parent, tmp_path / "taken", AT, Change(guide="blank"))
    assert verify(tmp_path / "taken").mismatch is None


def test_a_parent_that_is_being_played_can_be_forked(tmp_path: Path) -> None:
    with Session.new(tmp_path / "parent", SETTINGS) as session:
        playing = session.play()
        while next(playing).number < 120:
            pass
        made = fork_off(tmp_path / "parent", tmp_path / "fork", 100, Change(context="empty"))
        list(playing)
    assert made.step <= 100
    went_on(tmp_path / "fork", 150).close()
    assert verify(tmp_path / "fork", deep=True).mismatch is None


def test_the_command_makes_forks_beside_the_run_and_repeats_with_other_seeds(
    parent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "runs" / "first"
    shutil.copytree(parent, run)
    with pytest.raises(SystemExit) as left:
        main(["fork", str(run), "--at", "100", "--context", "empty", "--repeats", "2", "--steps", "130"])
    assert left.value.code == 0
    assert "leaves first after step" in capsys.readouterr().out
    forks = sorted(path.name for path in run.parent.iterdir())
    assert forks == ["first", "first-fork100-1", "first-fork100-2"]
    seeds = []
    for name in forks[1:]:
        with Run.open(run.parent / name) as made:
            seeds.append(made.settings.seed)
            assert made.settings == replace(SETTINGS, seed=made.settings.seed, steps=130)
    assert seeds == [0, 1]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (
            ["--agent", "explorer+unknownfault=1.0"],
            "no fault is called 'unknownfault': say one of noise, ramp",
        ),
        (["--agent", "nobody"], "no agent is called 'nobody': say one of random, explorer, oracle, claude"),
        (
            ["--model", "claude-opus-5-5"],
            "there are no credentials for the Claude API: set ANTHROPIC_API_KEY",
        ),
        (["--agent", "human"], "no window can be opened (neither DISPLAY nor WAYLAND_DISPLAY is set)"),
        (
            ["--agent", "external"],
            "agent 'external' does not play by itself: name one that does with --agent",
        ),
    ],
    ids=str,
)
def test_a_fork_that_nobody_can_go_on_with_is_one_line_and_leaves_nothing(
    parent: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    wish: list[str],
    said: str,
) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as left:
        main(["fork", str(parent), "--at", "100", *wish, "--out", str(tmp_path / "fork")])
    out, err = capsys.readouterr()
    assert (left.value.code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"longplay: {said}")
    assert list(tmp_path.iterdir()) == []


def test_a_fork_never_clears_a_memory_folder_of_the_user(parent: Path, tmp_path: Path) -> None:
    mine = tmp_path / "fork" / "memory" / "mine.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("# Mine\n")
    with pytest.raises(RunFileError, match="memory holds files already"):
        fork_off(parent, tmp_path / "fork", AT, Change(guide="blank"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_text() == "# Mine\n"


def test_repeats_that_would_all_be_the_same_are_refused(
    parent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["fork", str(parent), "--at", "100", "--guide", "blank", "--repeats", "2"])
    assert left.value.code == 2
    assert capsys.readouterr().err == (
        "longplay: repeats of an embedded agent need --context empty: else all are the same run\n"
    )
