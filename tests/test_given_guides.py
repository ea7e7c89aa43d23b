"""Guides that a run is given: one that tells the truth, one that is fluent and wrong, and frozen ones."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.agents.drifting.pens import Overwritten, PrivateCopy
from sim.agents.drifting.wrongs import drop_left
from sim.agents.face import player
from sim.agents.knowledge import WORDS, Kind
from sim.agents.mind import Mind
from sim.agents.notes import render
from sim.agents.readback import parse
from sim.agents.surveyor import surveyed, written
from sim.cli import main
from sim.core import Event, GuideError, LongplayError, ModelSettings, RunFileError, RunSettings
from sim.drift.states import state_of
from sim.experiment.twin import TwinRun, play
from sim.guide import NAVIGATION, Guide, starting_guide
from sim.record import Run
from sim.record.lookup import Lookup
from sim.session import Change, Session, fork_off, verify
from sim.session.guides import files_of, oracle_guide, shuffled_guide, shuffled_names
from sim.standin import doodle
from sim.world import World, generate
from sim.world.claims.reader import ClaimReader
from sim.world.effects import State
from sim.world.facts import facts_of
from sim.world.rules import start
from tests.test_claude import service

SETTINGS = RunSettings("explorer", world=5003, legs=4, steps=240, snapshot_every=100, monitors=("drift=off",))
FROZEN = replace(SETTINGS, guide="oracle", frozen=True)
AT = 200


@pytest.fixture(scope="module")
def world() -> World:
    return generate(5003, legs=4)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose guide is the oracle's and frozen."""
    return played(tmp_path_factory.mktemp("runs") / "frozen", FROZEN)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a guide of its own."""
    return played(tmp_path_factory.mktemp("runs") / "plain", SETTINGS)


def played(folder: Path, settings: RunSettings) -> Path:
    with Session.new(folder, settings) as session:
        list(session.play())
    return folder


def went_on(folder: Path, steps: int = 240) -> Path:
    with Session.resume(folder, steps=steps) as session:
        list(session.play())
    return folder


def judged(world: World, files: Mapping[str, str], state: State) -> Counter[bool | None]:
    """How many claims of a guide are true, false, and neither."""
    reader, facts = ClaimReader(room.name for room in world.rooms), facts_of(world)
    return Counter(facts.judge(claim, state) for text in files.values() for claim in reader.read(text).claims)


def refusals(folder: Path) -> list[Event]:
    with Lookup.open(folder) as run:
        happened = run.happened(0, run.last_step)
    return [Event(each.kind, each.detail) for each in happened if each.source == "harness"]


# --- the oracle's guide -------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 5001, 5002])
def test_the_oracles_guide_claims_nothing_that_is_false(seed: int) -> None:
    world = generate(seed, legs=8)
    found = judged(world, oracle_guide(world, start(world)), start(world))
    assert found[False] == 0
    assert found[True] > 300 > 10 * found[None]


def test_the_oracles_guide_tells_of_every_room_and_of_what_everybody_says(world: World) -> None:
    known = surveyed(world, start(world))
    assert [*known.places] == [room.name for room in world.rooms]
    assert known.quest.number == 0
    things = [thing for place in known.places.values() for thing in place.things.values()]
    assert {thing.note for thing in things if thing.kind is Kind.DESK} == {""}
    assert all(thing.note for thing in things if thing.kind in WORDS)
    assert all(thing.note in "ABCDEFRLH" for thing in things if thing.kind is Kind.GATE)


def test_the_explorer_reads_in_the_oracles_guide_what_was_to_be_told(world: World) -> None:
    known = surveyed(world, start(world))
    files = written(known)
    assert sorted(files) == [*(f"lands/{land:02}.md" for land in (1, 2, 3, 4)), NAVIGATION]
    places = {name: place for text in files.values() for name, place in parse(text).places.items()}
    assert replace(parse(files[NAVIGATION]), places=places) == known


def test_the_oracles_guide_tells_of_the_world_as_it_is_then(world: World, plain: Path) -> None:
    with Run.open(plain) as run:
        later = state_of(next(run.steps(after=AT - 1, until=AT)).truth)
    assert later is not None
    assert later.objective > 5
    assert judged(world, oracle_guide(world, later), later)[False] == 0
    assert judged(world, oracle_guide(world, start(world)), later)[False] > 5


# --- the shuffled guide -------------------------------------------------------------------


def test_shuffled_names_change_places_within_a_land_and_none_stays(world: World) -> None:
    names = shuffled_names(world, 7)
    rooms = [room.name for room in world.rooms]
    assert all(name != other for name, other in names.items())
    for first in range(0, len(rooms), 16):
        land = set(rooms[first : first + 16])
        assert {names[name] for name in land} == land


def test_the_same_seed_shuffles_alike_and_another_one_otherwise(world: World) -> None:
    begin = start(world)
    one, same, other = (shuffled_guide(world, begin, seed) for seed in (7, 7, 8))
    assert one == same
    assert one != other
    assert files_of(replace(SETTINGS, guide="shuffled", seed=7)) == one


def test_the_shuffled_guide_is_the_oracles_under_other_names(world: World) -> None:
    names, known = shuffled_names(world, 7), surveyed(world, start(world))
    files = shuffled_guide(world, start(world), 7)
    text = "\n".join(files[path] for path in sorted(files))
    back = {other: name for name, other in names.items()}
    for name in names:
        text = text.replace(name, f"<{name}>")
    for name in names:
        text = text.replace(f"<{name}>", back[name])
    assert parse(text).places == known.places
    assert render(parse(text)) != render(parse("\n".join(files.values())))


def test_most_of_what_the_shuffled_guide_says_of_exits_is_wrong(world: World) -> None:
    found = judged(world, shuffled_guide(world, start(world), 7), start(world))
    assert found[False] > found[True]


@pytest.mark.parametrize("seed", [5001, 5002, 5003])
def test_the_explorer_profits_from_the_truth_and_is_hurt_by_a_wrong_guide(seed: int) -> None:
    world = generate(seed, legs=4)
    begin = start(world)
    wrong, true = shuffled_guide(world, begin, 0), oracle_guide(world, begin)
    assert progress(seed, wrong) < progress(seed, {}) < progress(seed, true)


def progress(seed: int, files: Mapping[str, str]) -> float:
    """Objectives met a step by an explorer's mind with a guide, within 600 steps."""
    run = TwinRun(seed, legs=4, steps=600)
    *_, last = play(run, lambda setup: Mind(0, Guide(files), 20))
    return (last.step.truth.objective or 0) / last.step.number


# --- a frozen guide -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "edit",
    [
        lambda guide: guide.create("new.md", "x"),
        lambda guide: guide.replace("a.md", "one", "two"),
        lambda guide: guide.insert("a.md", 0, "x"),
        lambda guide: guide.delete("a.md"),
        lambda guide: guide.rename("a.md", "b.md"),
    ],
    ids=["create", "replace", "insert", "delete", "rename"],
)
def test_a_frozen_guide_refuses_every_edit_says_so_and_stays_as_it_is(
    edit: Callable[[Guide], Any], request: pytest.FixtureRequest
) -> None:
    told: list[tuple[str, str]] = []
    guide = Guide({"a.md": "one\n"}, frozen=True, on_refusal=lambda *what: told.append(what))
    copies = (guide, guide.copy(), PrivateCopy(guide, str.upper), Overwritten(guide, _as_is, _leave))
    for copy in copies:
        with pytest.raises(GuideError, match=r"^the guide is frozen: it can be read, but nothing in it can"):
            edit(copy)
        assert (copy.files, copy.revision, copy.view("a.md")) == ({"a.md": "one\n"}, 0, "one\n")
    assert [operation for operation, _ in told] == [request.node.callspec.id] * len(copies)


def _as_is(path: str, text: str) -> str:
    return text


def _leave(path: str) -> None:
    pass


def test_an_agent_that_forgets_on_purpose_loses_nothing_of_a_frozen_guide() -> None:
    files = {NAVIGATION: "# Guide\n\n### OAK BEND\n\n- North: no way\n"}
    thawed, frozen = Guide(files), Guide(files, frozen=True)
    for guide in (thawed, frozen):
        drop_left(guide, 1, 1.0, "OAK BEND")
    assert (thawed.revision, frozen.revision) == (1, 0)


def test_a_frozen_guide_ends_as_it_began_and_what_was_refused_is_written_down(
    frozen: Path, world: World
) -> None:
    with Run.open(frozen) as run:
        assert run.guide() == run.guide(0) == oracle_guide(world, start(world))
        assert run.last_revision == 0
        assert run.settings == replace(FROZEN, assists=("guide oracle",))
        assert run.settings.label == "explorer, assist guide oracle, guide frozen"
        decisions = run.last_decision
    events = refusals(frozen)
    assert {event.kind for event in events} == {"refused"}
    assert 5 < len(events) <= decisions
    assert events[0].detail == {"edits": 1, "operation": "replace", "path": NAVIGATION}
    disk = {path: (frozen / "memory" / path).read_text() for path in oracle_guide(world, start(world))}
    assert disk == oracle_guide(world, start(world))


@pytest.mark.parametrize("guide", ["oracle", "shuffled"])
def test_such_a_run_decides_the_same_again(tmp_path: Path, frozen: Path, guide: str) -> None:
    folder = frozen if guide == "oracle" else played(tmp_path / "run", replace(SETTINGS, guide=guide))
    for deep in (False, True):
        found = verify(folder, deep=deep)
        assert (found.steps, found.mismatch) == (240, None)


def test_a_run_that_was_cut_short_goes_on_as_one_that_was_not(tmp_path: Path, frozen: Path) -> None:
    with Session.new(tmp_path / "cut", FROZEN) as session:
        playing = session.play()
        while next(playing).number < 131:
            pass
        assert session.observe().assists == {}
    went_on(tmp_path / "cut")
    with Run.open(tmp_path / "cut") as cut, Run.open(frozen) as whole:
        assert list(cut.steps()) == list(whole.steps())
    assert refusals(tmp_path / "cut") == refusals(frozen)


@pytest.mark.parametrize("samples", [1, 2])
def test_a_model_is_told_that_the_guide_is_frozen_and_plays_on(tmp_path: Path, samples: int) -> None:
    judge = "look-ahead" if samples > 1 else ""
    model = ModelSettings(reset_decisions=10, samples=samples, judge=judge)
    settings = replace(SETTINGS, agent="claude", model=model, steps=12, frozen=True)
    with (
        service(player()) as (_, client, asked),
        Session.new(tmp_path / "run", settings, model=client) as session,
    ):
        list(session.play())
    assert refusals(tmp_path / "run")
    assert "the guide is frozen" in json.dumps(asked)
    with Run.open(tmp_path / "run") as run:
        assert (run.last_step, run.last_revision) == (12, 0)
    assert verify(tmp_path / "run", deep=True).mismatch is None


def test_a_run_file_from_before_guides_could_be_frozen_opens_and_goes_on(tmp_path: Path) -> None:
    folder = played(tmp_path / "old", replace(SETTINGS, steps=60))
    with sqlite3.connect(folder / "run.sqlite") as file:
        (stored,) = file.execute("SELECT value FROM meta WHERE key = 'settings'").fetchone()
        older = {key: value for key, value in json.loads(stored).items() if key != "frozen"}
        file.execute("UPDATE meta SET value = ? WHERE key = 'settings'", (json.dumps(older),))
    with Run.open(folder) as run:
        assert run.settings == replace(SETTINGS, steps=60)
    with Run.open(went_on(folder, 80)) as run:
        assert run.last_step == 80


# --- forks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (Change(guide="oracle"), "explorer, assist guide oracle"),
        (Change(guide="oracle", frozen=True), "explorer, assist guide oracle, guide frozen"),
        (Change(guide="shuffled", frozen=True), "explorer, assist guide shuffled, guide frozen"),
        (Change(frozen=True), "explorer, guide frozen"),
    ],
    ids=str,
)
def test_a_fork_gets_such_a_guide_and_decides_the_same_again(
    plain: Path, tmp_path: Path, world: World, change: Change, label: str
) -> None:
    made = fork_off(plain, tmp_path / "fork", AT, change)
    with Run.open(tmp_path / "fork") as run:
        here = state_of(next(run.steps(after=made.step - 1, until=made.step)).truth)
        assert here is not None
        wanted = {
            "oracle": oracle_guide(world, here),
            "shuffled": shuffled_guide(world, here, 0),
            "kept": run.guide(run.last_revision),
        }
        assert run.guide() == wanted[change.guide]
        assert run.settings.label == label
    folder = went_on(tmp_path / "fork")
    with Run.open(folder) as run:
        assert (run.guide() == wanted[change.guide]) is (change.frozen is True)
    assert verify(folder, deep=True).mismatch is None


def test_a_frozen_run_is_thawed_by_a_fork(frozen: Path, tmp_path: Path) -> None:
    fork_off(frozen, tmp_path / "fork", AT, Change(frozen=False))
    with Run.open(went_on(tmp_path / "fork")) as run:
        assert run.settings.label == "explorer, assist guide oracle"
        assert run.last_revision > 0
    assert verify(tmp_path / "fork", deep=True).mismatch is None


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (Change(guide="blank"), "explorer, assist guide oracle, guide frozen"),
        (Change(context="empty"), "explorer, assist guide oracle, guide frozen"),
        (Change(guide="blank", context="empty"), "explorer, guide frozen"),
        (Change(guide="off"), "explorer, assist guide oracle"),
        (Change(guide="off", agent="random"), "random"),
    ],
    ids=str,
)
def test_the_assist_lasts_as_long_as_the_guide_or_who_has_read_it(
    frozen: Path, tmp_path: Path, change: Change, label: str
) -> None:
    fork_off(frozen, tmp_path / "fork", AT, change)
    with Run.open(tmp_path / "fork") as run:
        assert run.settings.label == label


# --- what cannot be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (replace(SETTINGS, guide="off", frozen=True), "without a guide there is nothing to freeze"),
        (RunSettings(world=None, rom="{rom}", guide="oracle"), "a ROM file has none to tell"),
        (replace(SETTINGS, guide="orakel"), "there is no folder orakel"),
    ],
)
def test_a_guide_that_cannot_be_is_refused_and_leaves_nothing(
    tmp_path: Path, settings: RunSettings, said: str
) -> None:
    if settings.rom is not None:
        (tmp_path / "game.gb").write_bytes(doodle())
        settings = replace(settings, rom=str(tmp_path / "game.gb"))
    with pytest.raises(GuideError, match=said):
        Session.new(tmp_path / "run", settings)
    assert not (tmp_path / "run").exists()


def test_only_a_folder_of_ones_own_that_can_change_is_carried_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("oracle", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / NAVIGATION).write_text("# Mine\n")
    with pytest.raises(RunFileError, match="--carry needs --guide FOLDER"):
        Session.new("run", replace(SETTINGS, guide="oracle"), carry=True)
    with pytest.raises(RunFileError, match="a frozen guide ends as it began"):
        Session.new("run", replace(SETTINGS, guide="mine", frozen=True), carry=True)


def test_forks_refuse_to_freeze_nothing_and_to_change_nothing(
    plain: Path, frozen: Path, tmp_path: Path
) -> None:
    for parent, change, said in (
        (plain, Change(guide="off", frozen=True), "nothing to freeze"),
        (plain, Change(frozen=False), "would be its parent again"),
        (frozen, Change(frozen=True), "would be its parent again"),
    ):
        with pytest.raises(LongplayError, match=said):
            fork_off(parent, tmp_path / "fork", AT, change)
    assert not (tmp_path / "fork").exists()


def test_where_there_is_no_session_such_a_guide_is_refused() -> None:
    with pytest.raises(GuideError, match="'oracle' is written from a Fernmoor world"):
        starting_guide("oracle")


# --- the commands -------------------------------------------------------------------------


def test_the_commands_give_such_guides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "runs" / "first"
    game = ["--world", "5003", "--legs", "4", "--steps", "60"]
    with pytest.raises(SystemExit) as left:
        main(["run", *game, "--guide", "oracle", "--frozen", "--out", str(out), "--json"])
    assert left.value.code == 0
    assert json.loads(capsys.readouterr().out)["agent"] == "explorer, assist guide oracle, guide frozen"
    with pytest.raises(SystemExit) as left:
        main(["fork", str(out), "--at", "40", "--guide", "shuffled", "--thawed"])
    assert left.value.code == 0
    assert "(guide shuffled and thawed, context kept)" in " ".join(capsys.readouterr().out.split())
    with Run.open(out.with_name("first-fork40")) as run:
        assert (run.settings.guide, run.settings.frozen) == ("shuffled", False)
