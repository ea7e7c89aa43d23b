"""Waste and memory gap by the observed graph: where an adapter tells positions and nobody knows the world."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections import deque
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import drift
from sim.core import Around, Revision
from sim.drift import Tracker, from_json
from sim.drift.observed.field import Field
from sim.drift.observed.search import View, gain
from tests.observedplay import Land, sums, tracked, walk

LONG = "#" + "." * 40 + "#"
HALL = ("#" * 42, LONG, "#" * 42)
ALONE = Land({"HALL": HALL})
START = ("HALL", 1, 1)
ROW = Land(
    {
        "HALL": ("#" * 12, "#...........", "#" * 12),
        "YARD": ("#" * 12, "............", "#" * 12),
        "BARN": ("#" * 12, "............", "#" * 12),
    },
    {
        (("HALL", 11, 1), "r"): ("YARD", 0, 1),
        (("YARD", 0, 1), "l"): ("HALL", 11, 1),
        (("YARD", 11, 1), "r"): ("BARN", 0, 1),
        (("BARN", 0, 1), "l"): ("YARD", 11, 1),
    },
)
"""Three places in a row, from west to east, twelve tiles each. What is east of BARN is never told."""
WEST = ("HALL", 1, 1)


def lost(tracker: Tracker) -> tuple[float, float, float]:
    """Steps that the guide planner calls lost, those that only perfect memory does, and all judged ones."""
    (waste, steps), (gap, judged) = sums(tracker, "waste"), sums(tracker, "memory_gap")
    assert steps == judged
    return waste, gap, steps


# --- what goes where ----------------------------------------------------------------------


@pytest.mark.parametrize("sight", [1, 4, None])
def test_walking_straight_into_the_unknown_loses_nothing(sight: int | None) -> None:
    land = Land({"HALL": HALL}, sight=sight)
    assert lost(tracked(land, START, "r" * 24)) == (0, 0, 24)


@pytest.mark.parametrize("sight", [1, None])
def test_dithering_is_waste_and_no_fault_of_memory(sight: int | None) -> None:
    land = Land({"HALL": HALL}, sight=sight)
    there = "r" * 12 if sight else "".join("rud" for _ in range(12))
    before, after = (lost(tracked(land, START, there + more)) for more in ("", "lr" * 12))
    assert (after[0] - before[0], after[1], after[2] - before[2]) == (24, 0, 24)


def test_looking_for_what_was_known_is_a_fault_of_memory_after_a_reset_and_waste_without_one() -> None:
    there, back = "r" * 24, "l" * 16
    assert lost(tracked(ALONE, START, there + back)) == (16, 0, 40)
    assert lost(tracked(ALONE, START, there + back, resets=[26])) == (0, 16, 40)


def test_who_forgets_and_goes_the_right_way_all_the_same_lacks_nothing() -> None:
    there = "r" * 24 + "l" * 16
    assert lost(tracked(ALONE, START, there)) == (16, 0, 40)
    assert lost(tracked(ALONE, START, there + "r" * 20, resets=[42])) == (16, 0, 60)


def test_without_a_reset_both_planners_know_the_same() -> None:
    presses = "rrrllrrrrrrlrlrrrrrrrllllllrrrrrrrrrrr" * 4
    for land in (ROW, Land(ROW.places, ROW.joins, sight=None), ALONE):
        assert sums(tracked(land, ("HALL", 5, 1), presses), "memory_gap")[0] == 0


# --- what the guide says ------------------------------------------------------------------

EAST = "r" * 32
"""From the west of HALL through YARD into BARN, where two tiles are left to its east."""


def back(guide: str | None) -> tuple[float, float, float]:
    """Walk to the east, forget, and go back to the west of YARD: what the way back adds."""
    before = lost(tracked(ROW, WEST, EAST, guide=guide))
    after = lost(tracked(ROW, WEST, EAST + "l" * 16, guide=guide, resets=[34]))
    return after[0] - before[0], after[1] - before[1], after[2] - before[2]


def test_what_the_guide_tells_is_not_forgotten() -> None:
    told = "- Hall: east to Yard.\n- Yard: east to Barn, west to Hall.\n- Barn: west to Yard.\n"
    assert back(None) == (0, 16, 16)
    assert back("") == (0, 16, 16)
    assert back(told) == (16, 0, 16)


def test_places_that_the_guide_leaves_out_are_forgotten() -> None:
    # Of YARD nobody told him more than its name and where it lies. So he might have gone to see.
    assert back("- Barn: west to Yard.\n") == (0, 16, 16)
    # In BARN, of which he was told, he need not have looked around.
    around = EAST + "llllrrrr"
    for guide, more in (
        (None, (0, 8)),
        ("- Yard: west to Hall.\n", (0, 8)),
        ("A lever is in Barn.\n", (8, 0)),
    ):
        assert lost(tracked(ROW, WEST, around, guide=guide, resets=[34])) == (*more, 40)


def test_a_guide_that_says_wrongly_what_leads_where_is_a_fault_of_memory() -> None:
    sides = {
        (("HUB", 0, 0), "l"): ("PEN", 8, 0),
        (("PEN", 8, 0), "r"): ("HUB", 0, 0),
        (("HUB", 16, 0), "r"): ("SHED", 0, 0),
        (("SHED", 0, 0), "l"): ("HUB", 16, 0),
    }
    land = Land(
        {"HUB": ("." * 17,), "PEN": ("." * 9,), "SHED": ("." * 9,)}, sides, goal={1: {"place": "SHED"}}
    )
    # To PEN, to SHED, and back to the middle of HUB, where the objective is met and the next is in SHED.
    seen = "l" * 10 + "r" * 19 + "l" * 9

    def on(guide: str, way: str) -> tuple[float, float, float]:
        before = lost(tracked(land, ("HUB", 8, 0), seen, guide=guide, met=[39], resets=[40]))
        after = lost(tracked(land, ("HUB", 8, 0), seen + way, guide=guide, met=[39], resets=[40]))
        return after[0] - before[0], after[1] - before[1], after[2] - before[2]

    true, wrong = "- Hub: west to Pen, east to Shed.\n", "- Hub: west to Shed.\n"
    assert on(true, "r" * 8) == (0, 0, 8)
    assert on(true, "l" * 8) == (8, 0, 8)
    assert on(wrong, "r" * 8) == (8, -8, 8)
    assert on(wrong, "l" * 8) == (0, 8, 8)


def test_an_edit_counts_from_the_next_reset_on() -> None:
    def taken(*, edited: bool) -> tuple[float, float, float]:
        tracker = Tracker(guide={})
        for step in walk(ALONE, START, "r" * 24 + "l" * 16, resets=[26]):
            if edited and step.number == 25:
                tracker.revised(Revision(1, "create", "notes.md", "Hall: west is blocked.\n"))
            tracker.update(step)
        return lost(tracker)

    assert (taken(edited=False), taken(edited=True)) == ((0, 16, 40), (16, 0, 40))


# --- what is there to go for --------------------------------------------------------------


def test_towards_a_told_objective_nothing_is_lost_and_away_from_it_all_is() -> None:
    land = Land({"HALL": HALL}, goal={1: {"place": "HALL", "x": 1, "y": 1}})
    there = "r" * 24
    towards = lost(tracked(land, START, there + "l" * 16, met=[25]))
    away = lost(tracked(land, START, there + "r" * 16, met=[25]))
    assert (towards, away) == ((0, 0, 40), (16, 0, 40))


def test_a_told_door_is_an_open_end_until_it_is_entered() -> None:
    room = {"ROOM": ("#######", "#.....#", "#######")}
    plain, door = Land(room, sight=2), Land(room, sight=2, doors=frozenset({("ROOM", 5, 1)}))
    # All of the room is known from (4, 1): without a door nothing is left to go for, and nothing is judged.
    assert lost(tracked(plain, ("ROOM", 1, 1), "rrr" + "lr" * 8)) == (0, 0, 3)
    assert lost(tracked(door, ("ROOM", 1, 1), "rrr" + "lr" * 8)) == (16, 0, 19)
    assert lost(tracked(door, ("ROOM", 1, 1), "rrrr" + "lr" * 8)) == (0, 0, 4)


def test_talking_menus_and_turning_are_no_walks() -> None:
    seen = "r" * 8
    assert lost(tracked(ALONE, START, seen + "aaaa", marks=range(10, 14))) == (0, 0, 8)
    assert lost(tracked(ALONE, START, seen + "a" * 8)) == (8, 0, 16)
    assert lost(tracked(ALONE, START, seen + "u" * 9, marks=range(10, 19))) == (8, 0, 16)
    words = dict.fromkeys(range(9, 13), "text")
    assert lost(tracked(ALONE, START, seen + "uuuur", modes=words)) == (0, 0, 9)


def test_being_taken_elsewhere_is_no_way() -> None:
    land = Land(ALONE.places, {(("HALL", 9, 1), "a"): START})
    assert lost(tracked(land, START, "r" * 8 + "a" + "rl" * 4)) == (8, 0, 16)


def test_a_step_without_a_position_ends_a_stretch_without_a_judgement() -> None:
    steps = list(walk(ALONE, START, "r" * 8 + "lr" * 3))
    tracker = Tracker()
    for step in steps:
        tracker.update(step)
    blind = drift.Tracker()
    for step in (*steps, *walk(Land({"X": (".",)}, sight=None), ("X", 0, 0), "")):
        blind.update(step)
    assert lost(tracker) == (0, 0, 8)
    assert lost(blind) == (6, 0, 14)


# --- the search ---------------------------------------------------------------------------


class Known:
    """A graph told as it is."""

    def __init__(self, ways: list[set[int]], ends: set[int]) -> None:
        self.ways, self.ends = ways, ends

    def view(self, tile: int) -> View:
        return tuple(sorted(self.ways[tile])), tile in self.ends

    def distances(self, start: int) -> dict[int, int]:
        found, queue = {start: 0}, deque([start])
        while queue:
            tile = queue.popleft()
            for other in self.ways[tile]:
                if other not in found:
                    found[other] = found[tile] + 1
                    queue.append(other)
        return found


@st.composite
def walks(draw: st.DrawFn) -> tuple[Known, int, int]:
    """A graph, and two tiles of it with a way from the first to the second."""
    size = draw(st.integers(2, 14))
    tile = st.integers(0, size - 1)
    ways = [draw(st.sets(tile, max_size=3)) for _ in range(size)]
    known = Known(ways, draw(st.sets(tile, max_size=4)))
    start = draw(tile)
    return known, start, draw(st.sampled_from(sorted(known.distances(start))))


@given(walks())
def test_the_gain_is_that_of_looking_at_every_open_end(walked: tuple[Known, int, int]) -> None:
    known, start, end = walked
    begun, left = known.distances(start), known.distances(end)
    ends = [tile for tile in known.ends if tile in begun]
    gains = [begun[tile] - left[tile] for tile in ends if tile in left]
    assert gain(known, start, end) == (max([0, *gains]) if ends else None)


@given(walks(), st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13), st.booleans()), max_size=12))
def test_distances_to_a_goal_are_right_whatever_is_learnt_or_lost(
    walked: tuple[Known, int, int], edits: list[tuple[int, int, bool]]
) -> None:
    known, start, goal = walked
    field = Field(known, lambda tile: tile == goal)
    for tile, other, learnt in (*edits, (0, 0, False)):
        assert field.distance(start) == known.distances(start).get(goal)
        if max(tile, other) < len(known.ways):
            (known.ways[tile].add if learnt else known.ways[tile].discard)(other)
            field.changed((tile,))


# --- what is told, and the report ---------------------------------------------------------


@given(st.data())
def test_what_is_told_around_is_read_back_from_its_json(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 12))
    row = st.text(".# ", min_size=width, max_size=width)
    tile = st.integers(-300, 300)
    rows = tuple(data.draw(st.lists(row, min_size=1, max_size=10)))
    warps = tuple(data.draw(st.lists(st.tuples(tile, tile), max_size=3)))
    around = Around(data.draw(tile), data.draw(tile), rows, warps)
    told = json.loads(json.dumps(around.to_json()))
    assert Around.from_json(told) == around
    assert len(json.dumps(told)) < 250


@pytest.mark.parametrize(
    "told", [7, {}, {"at": [0, 0]}, {"at": [0, 0], "size": [2, 2], "known": "ff", "open": "0"}]
)
def test_what_is_no_such_json_tells_nothing(told: object) -> None:
    assert Around.from_json(told) is None


def test_rows_of_other_marks_or_lengths_are_refused() -> None:
    for rows in ((), ("",), ("..", "."), ("x",)):
        with pytest.raises(ValueError, match="rows of equal length"):
            Around(0, 0, rows)


def test_the_report_tells_at_which_tier_each_component_stands() -> None:
    report = tracked(ALONE, START, "r" * 30 + "lr" * 40, guide="").report()
    assert report.tiers is not None
    stands = report.tiers.components
    assert {stands[name] for name in ("pace", "waste", "memory_gap", "lost_steps", "stuck")} == {"adapter"}
    assert {stands[name] for name in ("progress", "goal_acts", "inaction", "capture", "shortcuts")} == {None}
    assert "capture" not in report.lost
    told = json.loads(json.dumps(report.to_json()))
    assert (told["tiers"]["run"], told["tiers"]["observed"]["graph"]) == (
        "adapter",
        "told collision and walked ways",
    )
    schema = json.loads((Path(drift.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(told)
    assert from_json(told) == report


def test_a_report_of_before_there_were_tiers_is_not_taken_for_one() -> None:
    told = dict(tracked(ALONE, START, "r").report().to_json())
    del told["tiers"]
    with pytest.raises(KeyError):
        from_json(told)


def test_memory_grows_with_the_ground_and_not_with_the_run() -> None:
    room = Land({"ROOM": ("." * 12,) * 12}, sight=4, goal={0: {"place": "ROOM", "x": 1, "y": 1}})

    def held(rounds: int) -> int:
        """Bytes that a tracker holds after so many rounds of the room, 44 steps and a reset each."""
        tracker = Tracker(guide={})
        gc.collect()
        tracemalloc.start()
        presses = ("r" * 11 + "d" * 11 + "l" * 11 + "u" * 11) * rounds
        for step in walk(room, ("ROOM", 0, 0), presses, resets=range(44, 44 * rounds, 44)):
            tracker.update(step)
        now, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return now

    assert held(60) - held(20) < 300_000
