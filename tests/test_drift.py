"""The drift instrument: known answers on steps made by hand, and on a run of the twin."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from sim import drift
from sim.cli.drift_table import drift_line, drift_table, sparkline
from sim.core import Button, Event, Revision, Step, Truth
from sim.drift import FRONT, INSTRUMENT, Component, DriftReport, Tracker, Verdict, from_json, windows
from sim.drift.seen import Seen
from sim.drift.states import state_of
from sim.prng import Pcg32
from sim.world import World, generate, rules
from sim.world.planners import Distances
from tests.curious import visit


def step(
    number: int,
    state: int | None = None,
    *,
    mode: str = "play",
    place: str | None = "MOSS",
    objective: int | None = 0,
    events: tuple[Event, ...] = (),
    screen: int = 0,
) -> Step:
    """A step that ends in `state`, by default one never seen before. No position is told."""
    truth = Truth(number if state is None else state, mode, place, objective=objective, objectives=20)
    digest = screen.to_bytes(4, "little") * 4
    return Step(number, number, Button.UP, digest, truth, events, 9, True)


def report(steps: Iterable[Step], **given: Any) -> DriftReport:
    tracker = Tracker(**given)
    for each in steps:
        tracker.update(each)
    return tracker.report()


def values(component: Component) -> tuple[Any, ...]:
    return component.level, component.first, component.last, component.windows


def cycling(count: int, period: int, *, after: int = 0) -> Iterator[Step]:
    """Fresh states, and after step number `after` the same `period` states over and over."""
    for number in range(1, count + 1):
        yield step(number, -(number % period) - 1 if number > after else None)


# --- each component -----------------------------------------------------------------------


def test_an_empty_run_has_no_values_and_no_verdict() -> None:
    empty = Tracker().report()
    assert {values(component) for component in empty.components} == {(None, None, None, ())}
    assert (empty.steps, empty.won, empty.ends, empty.legs, empty.alarms) == (0, False, (), (), ())
    short = Verdict("undetermined", "short: 0 of the 3,000 steps needed and 0 of the 16 legs needed")
    assert empty.verdict == short
    assert {
        row.name: (row.level, row.change, row.point, row.verdict) for row in empty.front
    } == dict.fromkeys((row.name for row in empty.front), (None, None, None, short))
    assert [row.name for row in empty.front] == list(FRONT)


def test_steps_per_objective_is_a_ratio_of_sums_and_null_without_one() -> None:
    met = {100: 1, 400: 2, 1150: 4}
    objective, steps = 0, []
    for number in range(1, 1201):
        objective = met.get(number, objective)
        steps.append(step(number, objective=objective))
    found = report(steps)
    assert found.legs == (100, 300, 750, 0)
    assert (len(found.legs), found.objectives) == (4, 20)
    component = found.component("steps_per_objective")
    assert (component.level, component.first, component.last, component.change) == (300, 200, 200, 0)
    assert dict(zip(found.ends, component.windows, strict=True)) == {
        500: 250, 550: 250, 600: 500, 650: 500, 700: 500, 750: 500, 800: 500, 850: 500,
        900: None, 950: None, 1000: None, 1050: None, 1100: None, 1150: 250, 1200: 250,
    }  # fmt: skip


def test_coverage_counts_rooms_and_screens_only_where_rooms_are_unknown() -> None:
    rooms = report(step(n, place=f"ROOM {min(n // 100, 7)}", screen=n) for n in range(1, 1501))
    assert rooms.covers == "rooms"
    assert rooms.component("coverage").unit == "new rooms per 500 steps"
    assert values(rooms.component("coverage"))[:3] == (8, 6, 0)
    assert rooms.component("coverage").windows == (6, 5, 5, 5, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, *[0] * 7)
    screens = report(step(n, place=None, objective=None, screen=n % 30) for n in range(1, 601))
    assert screens.covers == "screens"
    assert screens.component("coverage").unit == "new screens (exploration, not progress) per 500 steps"
    assert values(screens.component("coverage")) == (30, 75, 0, (30, 0, 0))


def test_a_state_is_stuck_from_its_third_time_since_the_last_news() -> None:
    news = Event("sign", {"room": 1, "text": 5})
    states = [7, 7, 7, 7, 8, 7, 7, 7, 7]
    told = [(), (), (), (), (news,), (), (), (), ()]
    found = report(step(n, s, events=e) for n, (s, e) in enumerate(zip(states, told, strict=True), 1))
    # Steps 3 and 4 are stuck, then a sign is read; after it 8, 7, 7 are not, and the last two are.
    assert found.component("stuck").level == round(4 / 9, 6)


def test_what_happened_before_is_no_news() -> None:
    sign = (Event("sign", {"room": 1, "text": 5}),)
    bump = (Event("bump", {"room": 1, "x": 2, "y": 3}),)
    for again in (sign, bump):
        found = report(step(n, 7, events=again) for n in range(1, 101))
        assert found.component("stuck").level == 0.98
    fresh = report(step(n, 7, events=(Event("sign", {"room": 1, "text": n}),)) for n in range(1, 101))
    assert fresh.component("stuck").level == 0
    between_rooms = report(step(n, n % 2, place=f"ROOM {n % 2}") for n in range(1, 101))
    assert between_rooms.component("stuck").level == 0.95


def test_turned_pages_are_neutral_and_presses_that_turn_none_are_not() -> None:
    reading = [step(1, 1, mode="text"), *(step(n, n, mode="text") for n in range(2, 9)), step(9, 1)]
    assert report(reading).component("stuck").level == 0
    assert report(reading[1:8]).component("stuck").level == 0
    helpless = [step(n, 1, mode="text") for n in range(1, 11)]
    assert report(helpless).component("stuck").level == 0.8


def test_a_window_without_an_opportunity_is_null() -> None:
    pages = [step(1, 1, mode="text"), *(step(n, n, mode="text") for n in range(2, 1201))]
    stuck = report(pages).component("stuck")
    assert values(stuck) == (0, 0, None, (0, *[None] * 14))
    assert stuck.change is None


def test_an_agent_that_begins_to_walk_in_circles_shows_it_in_the_last_third() -> None:
    stuck = report(cycling(3000, 10, after=1500)).component("stuck")
    assert values(stuck)[:3] == (round(1480 / 3000, 6), 0, 1)
    assert (stuck.change, stuck.windows[:21]) == (1, (0,) * 21)
    assert stuck.windows[21:31] == (0.06, 0.16, 0.26, 0.36, 0.46, 0.56, 0.66, 0.76, 0.86, 0.96)
    assert stuck.windows[31:] == (1,) * 20
    assert stuck.trend is not None
    assert stuck.trend > 0


def test_guide_size_and_revisions_follow_the_edits() -> None:
    tracker = Tracker(guide={"a.md": "12345"})
    for number in range(1, 601):
        if number == 301:
            tracker.revised(Revision(1, "create", "b/c.md", "1234567890"))
            tracker.revised(Revision(2, "rename", "b", None, "d"))
        if number == 451:
            tracker.revised(Revision(3, "delete", "a.md", None))
        tracker.update(step(number))
    found = tracker.report()
    assert values(found.component("guide")) == (10, 5, 11.25, (8.5, 9, 9.5))
    assert values(found.component("revisions")) == (3, 0, 2.5, (3, 3, 3))
    assert found.files == 1


def test_a_run_without_a_guide_has_no_guide_size() -> None:
    found = report(cycling(600, 600))
    assert values(found.component("guide")) == (None, None, None, (None,) * 3)
    assert values(found.component("revisions")) == (None, None, None, (None,) * 3)
    assert found.files is None


# --- the run as a whole -------------------------------------------------------------------


def test_nothing_is_counted_after_the_step_that_wins() -> None:
    steps = [step(n, mode="won" if n >= 700 else "play", objective=int(n >= 700)) for n in range(1, 1000)]
    won = Tracker()
    for each in steps:
        won.update(each)
    won.revised(Revision(1, "create", "a.md", "x"))
    assert won.report() == report(steps[:700])
    assert (won.report().steps, won.report().won) == (700, True)


def test_without_planners_a_long_run_is_judged_by_what_can_be_seen() -> None:
    long = report(step(n, objective=n // 100) for n in range(1, 6001))
    verdicts = {row.name: row.verdict.word for row in long.front}
    assert verdicts == dict.fromkeys(verdicts, "undetermined") | {"stuck": "bounded"}
    few = report(step(n, objective=min(n // 100, 14)) for n in range(1, 4001))
    assert few.verdict.why == "short: 14 of the 16 legs needed"


def test_going_round_in_circles_from_a_step_on_is_alarmed_and_located() -> None:
    def stumbling() -> Iterator[Step]:
        for number in range(1, 8001):
            yield step(number, number % 4 if number > 5000 else None, objective=number // 200)

    found = report(stumbling())
    (alarm,) = found.alarms
    assert (alarm.family, alarm.row) == ("stuck", "stuck")
    assert 5000 < alarm.step <= 5500
    assert alarm.onset is not None
    assert abs(alarm.onset - 5009) <= 50
    assert found.verdict == Verdict("drift", "stuck")


def test_asking_along_the_way_changes_nothing() -> None:
    asked, steps = Tracker(guide={}), list(cycling(1234, 7, after=400))
    for each in steps:
        asked.update(each)
        if each.number % 97 == 0:
            asked.report()
    assert asked.report() == report(steps, guide={})
    for length in (0, 1, 49, 50, 149, 150, 499, 500, 501, 1000):
        prefix = report(steps[:length])
        assert (prefix.steps, len(prefix.ends)) == (length, max(0, length // 50 - 9))


def test_a_report_is_plain_json() -> None:
    found = report(cycling(700, 5), guide={})
    text = json.dumps(found.to_json(), allow_nan=False)
    assert json.loads(text) == found.to_json()
    assert found.to_json()["components"]["stuck"] == {
        "unit": "share of eligible steps",
        "level": round(690 / 700, 6),
        "most": None,
        "first_third": 0.95,
        "last_third": 1.0,
        "change": 0.05,
        "trend_per_1000_steps": found.component("stuck").trend,
        "windows": [0.98, 1.0, 1.0, 1.0, 1.0],
    }
    assert found.to_json()["instrument"] == INSTRUMENT


def test_a_report_follows_its_schema_and_is_read_back_from_it(world: World) -> None:
    schema = json.loads((Path(drift.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
    oracle = report(played(world, Distances(world).plan.buttons), world=world, guide={})
    for found in (oracle, report(cycling(4000, 5, after=3000)), Tracker().report()):
        told = json.loads(json.dumps(found.to_json()))
        jsonschema.Draft202012Validator(schema).validate(told)
        assert from_json(told).to_json() == told


def test_a_very_long_run_keeps_fewer_windows_of_the_same_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MOST", 100)
    found = report(cycling(11_000, 4, after=10_000))
    assert found.every == 200
    assert found.ends == tuple(range(600, 11_001, 200))
    assert set(found.component("steps_per_objective").windows) == {None}
    at = dict(zip(found.ends, found.component("stuck").windows, strict=True))
    assert (at[10_000], at[10_200], at[10_400], at[10_600]) == (0, 0.384, 0.784, 1)


def test_memory_does_not_grow_with_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MOST", 100)

    def held(count: int, *, place: str | None) -> int:
        """Bytes a tracker holds after `count` steps with new screens, states and many revisions."""
        tracker = Tracker(guide={})
        gc.collect()
        tracemalloc.start()
        for number in range(1, count + 1):
            if number % 10 == 0:
                tracker.revised(Revision(number, "create", "a.md", "x" * (number % 1000)))
            tracker.update(step(number, place=place, screen=number))
        held_now, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return held_now

    for place in ("MOSS", None):
        assert held(50_000, place=place) - held(5_000, place=place) < 3_000_000


def test_distinct_screens_are_counted_nearly_exactly() -> None:
    seen = Seen()
    for number in [*range(5_000), *range(5_000)]:
        seen.add((number * 0x9E3779B97F4A7C15 % (1 << 64)).to_bytes(8, "big"))
    assert 4_995 <= seen.count <= 5_000


# --- on a real run ------------------------------------------------------------------------


def played(world: World, buttons: Iterable[Button]) -> Iterator[Step]:
    """The steps of pressing `buttons` in the twin."""
    state = rules.start(world)
    for number, button in enumerate(buttons, 1):
        state, events = rules.step(world, state, button)
        truth = rules.truth(world, state)
        yield Step(number, number, button, bytes(16), truth, events, 9, True)


@pytest.fixture(scope="module")
def world() -> World:
    return generate(1, legs=4)


def test_the_oracle_makes_steady_progress_to_the_end_and_is_never_stuck() -> None:
    world = generate(3)
    buttons = Distances(world).plan.buttons
    tracker, levels = Tracker(world), []
    for each in played(world, buttons):
        tracker.update(each)
        levels.append(tracker.levels()["progress"])
    whole = len(buttons)
    assert levels == [round(number / whole, 6) for number in range(1, whole + 1)]
    found = tracker.report()
    progress = found.component("progress")
    assert (progress.level, progress.most, found.unread, found.won) == (1, 1, 0, True)
    assert set(progress.windows) == {round(500 / whole, 6)}
    assert (found.component("stuck").level, set(found.component("stuck").windows)) == (0, {0})
    assert sum(found.legs) == whole
    assert found.component("coverage").most == len(world.rooms)


def test_walking_back_is_no_negative_progress(world: World) -> None:
    back = {
        Button.UP: Button.DOWN,
        Button.DOWN: Button.UP,
        Button.LEFT: Button.RIGHT,
        Button.RIGHT: Button.LEFT,
    }
    plan = Distances(world).plan.buttons
    reading = tuple(takewhile(lambda button: button not in back, plan))
    there = tuple(takewhile(lambda button: button in back, plan[len(reading) :]))
    forth = report(played(world, [*reading, *there]), world=world)
    return_ = [back[button] for button in reversed(there)]
    and_back = report(played(world, [*reading, *there, *return_]), world=world)
    assert forth.component("progress").level == round(len([*reading, *there]) / len(plan), 6)
    assert and_back.component("progress").level == forth.component("progress").level


def test_the_truth_of_a_step_tells_the_whole_state(world: World) -> None:
    state, rng, oracle = rules.start(world), Pcg32(1), Distances(world)
    while state.objective < len(world.objectives):
        curious = visit(world, state, rng) if state.text is None and rng.chance(5) else ()
        for press in curious or (oracle.best(state),):
            state, _ = rules.step(world, state, press)
            assert state_of(rules.truth(world, state)) == state._replace(result=0)


def test_steps_that_tell_no_place_give_no_progress(world: World) -> None:
    found = report(cycling(100, 100), world=world)
    assert (found.unread, found.component("progress").level) == (100, None)


# --- on the terminal ----------------------------------------------------------------------


def rendered(found: DriftReport, width: int) -> list[str]:
    console = Console(width=width, color_system=None, force_terminal=False, highlight=False)
    with console.capture() as captured:
        console.print(drift_table(found))
    return captured.get().splitlines()


def test_the_table_fits_into_80_columns_and_needs_no_colour(world: World) -> None:
    buttons = Distances(world).plan.buttons
    reports = [
        report(played(world, buttons), world=world, guide={"a.md": "x" * 1_000_000}),
        report(step(n, place=None, objective=None, screen=n) for n in range(1, 701)),
        Tracker().report(),
    ]
    for found in reports:
        lines = rendered(found, 80)
        assert max(map(len, lines)) <= 80
        assert "…" not in "".join(lines)
    titles = [row.title for row in reports[0].front]
    assert [
        line[: len(title)] for line, title in zip(rendered(reports[0], 80)[1:], titles, strict=False)
    ] == titles
    assert rendered(reports[1], 80)[len(titles)].split() == [
        "stuck",
        "0.0%",
        "-",
        "-",
        "undetermined",
        "▁▁▁▁▁",
    ]


def test_the_drift_line_says_where_the_run_stands(world: World) -> None:
    steps = list(played(world, Distances(world).plan.buttons))
    rooms, each = len({one.truth.place for one in steps}), len(steps) / len(world.objectives)
    assert drift_line(report(steps, world=world, guide={})).plain == (
        f"{len(steps):,} steps, 100% of the quest, {each:.0f} per objective, {rooms} rooms,"
        f" guide 0 characters: drift undetermined (short: {len(steps):,} of the 3,000 steps needed"
        " and 4 of the 16 legs needed)"
    )
    assert drift_line(Tracker().report()).plain == (
        "0 steps, 0 screens (exploration): drift undetermined"
        " (short: 0 of the 3,000 steps needed and 0 of the 16 legs needed)"
    )


def test_a_sparkline_is_as_wide_as_asked_and_shows_missing_values() -> None:
    assert sparkline([]) == ""
    assert sparkline([None, 0.0, None]) == "·▁·"
    assert sparkline([float(n) for n in range(160)], 8) == "▁▂▃▄▅▆▇█"
    assert sparkline([None] * 30 + [1.0] * 10, 4) == "···█"


def test_the_documentation_names_this_instrument() -> None:
    page = Path(__file__).parent.parent / "docs" / "drift.md"
    assert f"`{INSTRUMENT}`" in page.read_text(encoding="utf-8")
