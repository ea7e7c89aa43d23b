"""What the viewer shows of a run is what its file holds."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
from bisect import bisect_left
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from sim.core import Event, LongplayError, Revision, RunFileError, RunSettings, WorldError
from sim.drift.components.guide.watch import GuideWatch
from sim.drift.moment import Reading
from sim.record import Recorder, Run
from sim.record.lookup import Lookup
from sim.session.parts import world_of
from sim.viewer.data import Viewed
from sim.viewer.data.diff import operations
from sim.viewer.data.index import Index
from sim.world import EDITION
from sim.world.claims import ClaimReader
from tests.making import IDENTITY, frame, recorded, steps
from tests.viewing import HOSTILE, asked, explored, fetched, hostile


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("made") / "run", 10)


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored(tmp_path_factory.mktemp("explored") / "run")


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asked(tmp_path_factory.mktemp("asked") / "run")


# --- a run made by hand, value by value ---------------------------------------------------


def test_a_summary_tells_a_run_in_one_line(made: Path) -> None:
    told = Viewed(made, "some/run").summary()
    started, changed = told.pop("started"), told.pop("changed")
    assert told == {
        "id": "some/run", "name": "run", "label": "explorer", "agent": "explorer", "model": None,
        "game": "test", "world": 1, "legs": 24, "rom": None, "steps": 10, "of": 10, "status": "done",
        "live": False, "won": False, "objective": 0, "objectives": 3, "progress": 0.0, "spark": [0.0] * 10,
        "verdict": None, "front": [], "usd": None, "tokens": None, "forks": [], "error": None,
    }  # fmt: skip
    assert started - 2 < changed == (made / "run.sqlite").stat().st_mtime


def test_a_head_adds_what_does_not_depend_on_the_moment(made: Path) -> None:
    viewed = Viewed(made, "some/run")
    told, short = viewed.head(), viewed.summary()
    assert {key: value for key, value in told.items() if key not in short} == {
        "last_step": 10, "last_decision": 4, "last_revision": 0,
        "settings": json.loads(json.dumps(asdict(RunSettings(steps=10)))), "identity": IDENTITY,
        "assists": [],
        "seconds": pytest.approx(sum(viewed.steps()["seconds"]), abs=0.001),
        "guide": True, "truth": False, "map": False, "report": None, "report_state": "none",
        "screen": {"width": 160, "height": 144}, "events_kinds": {"bump": 5},
    }  # fmt: skip
    assert {key: told[key] for key in short} == short


def test_steps_come_in_columns_with_their_events(made: Path) -> None:
    told = Viewed(made).steps(after=4, count=3)
    assert all(0 <= seconds < 5 for seconds in told.pop("seconds"))
    assert told == {
        "after": 4, "number": [5, 6, 7], "decision": [2, 2, 3], "button": ["up"] * 3,
        "frame": [frame(number).digest.hex() for number in (5, 6, 7)], "mode": ["play"] * 3,
        "place": ["HERE"] * 3, "x": [1] * 3, "y": [2] * 3, "objective": [0] * 3,
        "events": [[5, "game", "bump", "bumps into something in HERE"],
                   [7, "game", "bump", "bumps into something in HERE"]],
    }  # fmt: skip


def test_there_are_no_steps_beyond_the_last(made: Path) -> None:
    told = Viewed(made).steps(after=10)
    assert {key: told[key] for key in ("after", "number", "events")} == {
        "after": 10, "number": [], "events": [],
    }  # fmt: skip


def test_a_decision_tells_what_was_said_and_done(tmp_path: Path) -> None:
    told = Viewed(recorded(tmp_path / "run", 17)).decision(5)
    assert told == {
        "number": 5, "first": 13, "last": 15, "buttons": ["up"] * 3,
        "saying": {"target": "target 4", "reason": "because", "expect": ""}, "reset": True, "account": None,
        "spent": {"usd": None, "tokens": None}, "assists": [], "replies": [], "revisions": [],
        "verdicts": {"approached": "none", "valid": "none", "expected": "none", "since": 5},
    }  # fmt: skip


def test_a_decision_that_is_not_there_is_said_so(made: Path) -> None:
    with pytest.raises(RunFileError, match=r"^this run has no decision 5 \(its last is 4\)$"):
        Viewed(made).decision(5)


@pytest.mark.parametrize("number", [1, 3])
def test_a_screen_comes_as_a_picture_of_its_pixels(made: Path, number: int) -> None:
    shown = frame(number)
    picture = Image.open(io.BytesIO(Viewed(made).frame(shown.digest)))
    assert (picture.size, picture.mode) == ((160, 144), "RGB" if number == 3 else "L")
    assert np.array_equal(np.asarray(picture.convert("RGB")), shown.pixels[:, :, :3])


def test_a_pack_holds_every_screen_as_it_was(made: Path) -> None:
    shown = [frame(number) for number in (9, 3, 1)]
    pack = Viewed(made).frames([one.digest for one in shown])
    expected = struct.pack("<I", 3)
    for one in shown:
        expected += one.digest + bytes([one.plane.size // (160 * 144)]) + one.plane.tobytes()
    assert pack == expected


def test_a_screen_that_is_not_there_is_said_so(made: Path) -> None:
    with pytest.raises(RunFileError, match=f"the screen {'00' * 16} is missing or damaged"):
        Viewed(made).frame(bytes(16))


def test_the_timeline_of_a_short_run_has_every_step(made: Path) -> None:
    viewed = Viewed(made)
    told = viewed.timeline(points=100)
    seconds = told.pop("seconds")
    assert seconds == pytest.approx(list(accumulate(viewed.steps()["seconds"])), abs=0.001)
    assert told == {
        "from": 1, "to": 10, "counted": 10, "steps": list(range(1, 11)), "progress": [0.0] * 10,
        "objective": [0] * 10, "objectives": 3, "context": [None] * 10, "context_limit": None,
        "usd": [None] * 10, "tokens": [None] * 10,
        "marks": {
            "events": {
                "shown": [[n, "game", "bump", "bumps into something in HERE"] for n in (1, 3, 5, 7, 9)],
                "more": 0,
            },
            "alarms": [], "resets": [], "revisions": [], "objectives": [[1, 0]], "decisions_every": 2.5,
        },
    }  # fmt: skip


def test_a_stretch_of_the_timeline_is_cut_out_of_the_whole(explorer: Path) -> None:
    viewed = Viewed(explorer)
    whole, part = viewed.timeline(4000), viewed.timeline(4000, 100, 199)
    series = ("steps", "progress", "objective", "seconds")
    assert {name: whole[name][99:199] for name in series} == {name: part[name] for name in series}
    marks = whole["marks"]["revisions"]
    assert part["marks"]["revisions"] == [mark for mark in marks if 100 <= mark[0] < 200] != []


def test_buckets_end_evenly_and_with_the_last_step(explorer: Path) -> None:
    told = Viewed(explorer).timeline(points=7)
    last = told["to"]
    assert told["steps"] == [(number + 1) * last // 7 for number in range(7)]


def test_too_many_events_leave_out_the_commonest(tmp_path: Path) -> None:
    told = Viewed(recorded(tmp_path / "run", 3000)).timeline()["marks"]["events"]
    assert (len(told["shown"]), told["more"]) == (500, 1000)
    assert (told["shown"][0][0], told["shown"][-1][0]) == (1, 2995)


# --- a real run ---------------------------------------------------------------------------


def test_the_index_is_the_same_when_it_is_made_bit_by_bit(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    recorder = Recorder.create(folder, RunSettings(steps=60), IDENTITY, {})
    recorder.begin_at(None)
    little = Index()
    with Lookup.open(folder) as run:
        for step in steps(60):
            if step.number % 9 == 1:
                recorder.revise(Revision(step.number // 9 + 1, "create", "a.md", str(step.number)))
            recorder.append(step)
            little.advance(run)
        whole = Index()
        whole.advance(run)
    recorder.abandon()
    hidden = ("_lock", "_heard", "_last")
    told = [{k: v for k, v in vars(each).items() if k not in hidden} for each in (little, whole)]
    assert told[0] == told[1]
    assert (whole.counted, len(whole.starts), len(whole.edits)) == (60, 20, 7)


def test_a_note_on_the_last_step_is_not_missed(tmp_path: Path) -> None:
    recorder = Recorder.create(tmp_path / "run", RunSettings(steps=9), IDENTITY, {})
    recorder.begin_at(None)
    index = Index()
    with Lookup.open(tmp_path / "run") as run:
        for step in steps(2):
            recorder.append(step, [Event("seen")])
            index.advance(run)
        recorder.revise(Revision(1, "create", "a.md", ""), [Event("seen"), Event("late")])
        index.advance(run)
        index.advance(run)
    recorder.abandon()
    found = {key: list(found) for key, found in index.events.items()}
    assert found == {("game", "bump"): [1], ("monitor", "seen"): [1, 2, 2], ("monitor", "late"): [2]}


def nearest(found: list[int], start: int, way: int) -> int | None:
    there = [step for step in found if (step > start if way > 0 else step < start)]
    return None if not there else min(there) if way > 0 else max(there)


@settings(max_examples=60, deadline=None)
@given(start=some.integers(0, 420), way=some.sampled_from([1, -1]))
def test_a_jump_lands_on_the_nearest_step_of_its_kind(explorer: Path, start: int, way: int) -> None:
    viewed = Viewed(explorer)
    with Run.open(explorer) as run:
        every = list(run.steps())
        edited = {decision for decision, _ in run.revisions()}
    met = [step.truth.objective for step in every]
    kinds = {
        "decision": [step.number for step in every if step.chosen],
        "reset": [step.number for step in every if step.chosen and step.chosen.reset],
        "edit": [step.number for step in every if step.chosen and step.decision in edited],
        "objective": [n for n in range(2, len(every) + 1) if met[n - 1] != met[n - 2]],
    }
    for kind, found in kinds.items():
        assert viewed.jump(start, kind, way) == {"step": nearest(found, start, way)}
    gates = [step.number for step in every if any(event.kind == "gate" for event in step.events)]
    assert viewed.jump(start, "event", way, "gate") == {"step": nearest(gates, start, way)}


def test_everyday_events_are_not_jumped_to_unless_asked_for(made: Path) -> None:
    viewed = Viewed(made)
    assert viewed.jump(1, "event", 1) == {"step": None}
    assert viewed.jump(1, "event", 1, "bump") == {"step": 3}


def test_claims_stand_as_the_drift_instrument_judges_them(explorer: Path) -> None:
    viewed, told, judged = Viewed(explorer), [], []
    with Run.open(explorer) as run:
        world = world_of(run.settings)
        assert world is not None
        watch = GuideWatch(world, run.guide(0), ClaimReader(room.name for room in world.rooms))
        reading, revisions = Reading(), run.revisions()
        pending = next(revisions, None)
        for step in run.steps():
            while pending is not None and pending[0] <= step.decision:
                watch.revised(pending[1])
                pending = next(revisions, None)
            watch.update(reading.read(step))
            if step.number % 60 == 0:
                truths = watch.quality().truths
                assert truths is not None
                judged.append((truths.verifiable, truths.true, truths.stale))
                told.append(counted(viewed.guide(step.number)))
    assert told == judged
    assert {state for _, true, stale in judged for state in (true, stale)} != {0}


def counted(guide: dict[str, Any]) -> tuple[int, int, int]:
    """(can be judged, true, stale) of the different claims that the guide is sure of."""
    plain = {
        (claim["subject"], claim["relation"], claim["object"]): claim["state"]
        for claim in guide["claims"]
        if not claim["maybe"]
    }
    states = list(plain.values())
    return sum(map(states.count, ("true", "stale", "false"))), states.count("true"), states.count("stale")


def test_a_guide_stands_as_it_did_at_each_step(explorer: Path) -> None:
    viewed = Viewed(explorer)
    with Run.open(explorer) as run:
        for number in (1, 77, 300, 400):
            step = next(run.steps(number - 1, number))
            made = [revision for decision, revision in run.revisions() if decision <= step.decision]
            told = viewed.guide(number)
            texts = {file["path"]: file["text"] for file in told["files"]}
            assert texts == run.guide(made[-1].number if made else 0)
            assert told["revision"] == (made[-1].number if made else 0)
            for file in told["files"]:
                assert "".join(f"{line['text']}\n" for line in file["lines"]) == file["text"]


def test_the_diff_leads_from_the_revision_before_to_this_one(explorer: Path) -> None:
    told = Viewed(explorer).guide(300)
    with Run.open(explorer) as run:
        before, now = run.guide(told["revision"] - 1), run.guide(told["revision"])
    (changed,) = [path for path in before.keys() | now.keys() if before.get(path) != now.get(path)]
    (found,) = told["diff"]
    assert found["path"] == changed
    old = "".join(text for sign, text in found["ops"] if sign in "=-")
    new = "".join(text for sign, text in found["ops"] if sign in "=+")
    assert (old, new) == (before.get(changed, ""), now.get(changed, ""))


def test_every_mark_of_a_line_is_a_claim_on_that_line(explorer: Path) -> None:
    told = Viewed(explorer).guide(400)
    marks = [
        (file["path"], line["n"], mark)
        for file in told["files"]
        for line in file["lines"]
        for mark in line["marks"]
    ]
    assert sorted(mark for _, _, mark in marks) == list(range(len(told["claims"])))
    assert all((told["claims"][m]["path"], told["claims"][m]["line"]) == (path, n) for path, n, m in marks)


@pytest.mark.parametrize(("late", "state"), [(False, "stale"), (True, "false")])
def test_a_false_line_is_stale_if_it_was_true_when_it_was_written(
    tmp_path: Path, late: bool, state: str
) -> None:
    """A thing lies in a room until it is taken: to write that down is right before, and wrong after."""
    told = Viewed(fetched(tmp_path / "run", late=late)).guide(1000)
    assert [claim["state"] for claim in told["claims"]] == [state]


def test_without_ground_truth_no_claim_is_judged(made: Path) -> None:
    told = Viewed(made).guide(10)
    assert told == {
        "revision": 0,
        "files": [
            {"path": "navigation_guide.md", "text": "# Guide\n",
             "lines": [{"n": 1, "text": "# Guide", "marks": []}]}
        ],
        "claims": [], "unread": [],
        "counts": {"true": 0, "stale": 0, "false": 0, "unchecked": 0, "unread": 0},
        "previous": None, "diff": [], "operation": None, "changed_at": None,
    }  # fmt: skip


def test_a_renamed_file_keeps_its_text(tmp_path: Path) -> None:
    recorder = Recorder.create(tmp_path / "run", RunSettings(steps=3), IDENTITY, {"old/a.md": "one\n"})
    recorder.begin_at(None)
    recorder.revise(Revision(1, "create", "old/b.md", "two\n"))
    recorder.revise(Revision(2, "rename", "old", None, "new"))
    for step in steps(3):
        recorder.append(step)
    recorder.close("done")
    told = Viewed(tmp_path / "run").guide(3)
    assert {file["path"]: file["text"] for file in told["files"]} == {
        "new/a.md": "one\n",
        "new/b.md": "two\n",
    }
    assert [changed["path"] for changed in told["diff"]] == ["new/a.md", "new/b.md", "old/a.md", "old/b.md"]


def test_replies_are_shown_as_they_came_with_what_they_cost(fake: Path) -> None:
    viewed = Viewed(fake)
    with Run.open(fake) as run:
        every: dict[int, list[Any]] = {}
        for decision, turn, sample, reply in run.replies():
            every.setdefault(decision, []).append((turn, sample, reply))
        accounts = [decision.account for decision in run.decisions()]
        spent = run.settled
    for number in (1, 10, len(accounts)):
        told = viewed.decision(number)
        assert [(reply["turn"], reply["sample"]) for reply in told["replies"]] == [
            (turn, sample) for turn, sample, _ in every[number]
        ]
        for shown, (_, _, reply) in zip(told["replies"], every[number], strict=True):
            message = reply["message"]
            assert (shown["model"], shown["usage"], shown["usd"]) == ("fake", message["usage"], reply["usd"])
            assert (shown["chosen"], shown["judge"]) == (True, False)
            assert [block["type"] for block in shown["blocks"]] == [b["type"] for b in message["content"]]
            for block, original in zip(shown["blocks"], message["content"], strict=True):
                kind = original["type"]
                assert block["text"] == (original[kind] if kind in ("text", "thinking") else "")
                assert block.get("input") == original.get("input")
        account = accounts[number - 1]
        assert account is not None
        assert told["account"] == asdict(account)
    assert told["spent"]["usd"] == pytest.approx(spent.least)
    assert viewed.summary()["usd"] == {"least": spent.least, "most": spent.most}


def test_the_timeline_adds_up_what_decisions_cost(fake: Path) -> None:
    told = Viewed(fake).timeline(4000)
    with Run.open(fake) as run:
        firsts = [step.number for step in run.steps() if step.chosen]
        accounts = [decision.account for decision in run.decisions() if decision.account is not None]
    at = [bisect_left(firsts, step + 1) - 1 for step in told["steps"]]
    costs = list(accumulate(account.usd for account in accounts))
    assert told["usd"] == pytest.approx([costs[turn] for turn in at], abs=1e-6)
    assert told["context"] == [accounts[turn].context for turn in at]
    assert told["context_limit"] == 60_000


def test_the_trail_stands_on_the_map(explorer: Path) -> None:
    viewed = Viewed(explorer)
    chart, trail = viewed.map(), viewed.trail(400, 50)
    rooms = {room["name"]: room for room in chart["rooms"]}
    told = viewed.steps(0, 2000)
    assert [point[0] for point in trail["points"]] == [(n + 1) * 400 // 50 for n in range(50)]
    for step, x, y in trail["points"]:
        room = rooms[told["place"][step - 1]]
        cell = (x - room["x"]) // chart["tile"], (y - room["y"]) // chart["tile"]
        assert cell == (told["x"][step - 1], told["y"][step - 1])
    picture = Image.open(io.BytesIO(viewed.map_picture()))
    assert picture.size == (chart["width"], chart["height"])


def test_rooms_are_told_with_their_first_step_and_visits(explorer: Path) -> None:
    viewed = Viewed(explorer)
    places = viewed.steps(0, 300)["place"]
    came = [n + 1 for n in range(300) if n == 0 or places[n] != places[n - 1]]
    expected: dict[str, list[Any]] = {}
    for step in came:
        expected.setdefault(places[step - 1], [places[step - 1], step, 0])[2] += 1
    assert viewed.trail(300)["rooms"] == list(expected.values())


def test_the_oracles_way_begins_here_and_meets_the_objective(explorer: Path) -> None:
    viewed = Viewed(explorer)
    way, here = viewed.way(300), viewed.trail(300, 300)["points"][-1]
    assert way["points"][0] == here[1:]
    assert way["presses"] >= len(way["points"]) - 1
    words = viewed.steps(299, 1)
    assert way["to"] == " ".join(objective_text(explorer, words["objective"][0]).split())


def objective_text(folder: Path, number: int) -> str:
    with Run.open(folder) as run:
        world = world_of(run.settings)
    assert world is not None
    return world.texts[world.objectives[number].text]


def test_another_cartridge_has_no_map_and_no_way(made: Path) -> None:
    viewed = Viewed(made)
    for ask in (viewed.map, viewed.map_picture, lambda: viewed.trail(5), lambda: viewed.way(5)):
        with pytest.raises(WorldError, match="has no map"):
            ask()


def test_a_run_without_a_guide_says_so(tmp_path: Path) -> None:
    recorder = Recorder.create(tmp_path / "run", RunSettings(steps=2, guide="off"), IDENTITY, None)
    recorder.begin_at(None)
    for step in steps(2):
        recorder.append(step)
    recorder.close("done")
    viewed = Viewed(tmp_path / "run")
    assert viewed.head()["guide"] is False
    with pytest.raises(RunFileError, match="without a guide"):
        viewed.guide(1)


def test_a_stored_report_is_shown_and_one_of_fewer_steps_is_not(explorer: Path, tmp_path: Path) -> None:
    told = Viewed(explorer).head()
    assert (told["report_state"], told["report"]["steps"]) == ("stored", told["last_step"])
    assert told["verdict"] == {"word": "undetermined", "reason": told["report"]["verdict"]["why"]}
    assert [row["name"] for row in told["front"]] == list(told["report"]["front"])
    recorder = Recorder.create(tmp_path / "run", RunSettings(steps=2), IDENTITY, {})
    recorder.begin_at(None)
    for step in steps(2):
        recorder.report("longplay-drift-2", {"steps": 0})
        recorder.append(step)
    recorder.close("done")
    assert Viewed(tmp_path / "run").head()["report_state"] == "none"


def test_hostile_text_comes_through_as_the_text_it_is(tmp_path: Path) -> None:
    viewed = Viewed(hostile(tmp_path / "run"))
    assert viewed.summary()["agent"] == HOSTILE
    assert viewed.steps()["place"] == [HOSTILE] * 3
    assert viewed.decision(2)["saying"] == {"target": HOSTILE, "reason": HOSTILE, "expect": HOSTILE}
    assert viewed.guide(3)["files"][0]["text"] == HOSTILE
    assert HOSTILE in json.dumps(viewed.timeline(), ensure_ascii=False).replace('\\"', '"')


@settings(max_examples=100, deadline=None)
@given(
    old=some.lists(some.sampled_from("abc\r"), max_size=8),
    new=some.lists(some.sampled_from("abc\r"), max_size=8),
)
def test_a_diff_leads_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    texts = "\n".join(old), "\n".join(new)
    ops = operations(*texts)
    assert tuple("".join(text for sign, text in ops if sign in kept) for kept in ("=-", "=+")) == texts


def test_nothing_here_needs_the_server_packages() -> None:
    code = (
        "import sys; sys.modules['starlette'] = sys.modules['uvicorn'] = None;"
        "import sim.viewer.data, sim.viewer.catalogue, sim.viewer.folder"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_run_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LongplayError, match="no run at"):
        Viewed(tmp_path).head()


def test_a_run_that_has_only_begun_is_shown_too(tmp_path: Path) -> None:
    identity = {**IDENTITY, "edition": EDITION}
    recorder = Recorder.create(tmp_path / "run", RunSettings(steps=9), identity, {"a.md": "one\n"})
    recorder.begin_at(None)
    viewed = Viewed(tmp_path / "run")
    head = viewed.head()
    assert (head["steps"], head["last_step"], head["status"], head["live"]) == (0, 0, "running", True)
    assert (head["progress"], head["spark"], head["seconds"]) == (None, [], 0.0)
    assert viewed.steps()["number"] == []
    timeline = viewed.timeline()
    assert (timeline["steps"], timeline["seconds"], timeline["marks"]["decisions_every"]) == ([], [], None)
    assert viewed.jump(0, "event", 1) == {"step": None}
    assert viewed.guide(0)["files"][0]["text"] == "one\n"
    trail = viewed.trail(0)
    assert (trail["points"], [visits for _, _, visits in trail["rooms"]]) == ([], [1])
    assert viewed.way(0)["presses"] > 0
    recorder.abandon()
