from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.drift.streams import FAMILIES
from tests.comparators.comparing import all_found, found_in
from tests.comparators.detectors import (
    OTHERS,
    OURS,
    TREND,
    WARM_UP,
    Detector,
    cusum,
    detectors,
    first_true,
    rises,
)
from tests.comparators.findings import ANY, Cell, Finding, cell, findings
from tests.comparators.table import by_cell, notes, table
from tests.comparators.trace import Floats, Series, Trace
from tests.comparators.traces import GUIDE, LEG_REGRET, LEG_WASTE, PERFECT, REGRET, ROWS, played

STEPS, LEG = 10_000, 150
ONSET = 5001
FINDERS = {detector.name: detector for detector in (*OTHERS, OURS)}
UNREACHABLE = "Page-Hinkley, blocks"
"""Its default threshold is 50: more than the harm of 200 blocks can add up to."""
UNSURE = "CUSUM h=5, blocks"
"""Alarms in most runs in which nothing changes, as its 30 blocks of reference are too few."""


def series(values: Floats) -> Series:
    steps = np.arange(1, len(values) + 1)
    return Series(values, steps, steps // LEG)


def noise(seed: int, before: float, after: float | None = None) -> Series:
    """Harm of 0 or 1 that happens with one chance, and from `ONSET` on with another."""
    chance = np.full(STEPS, before)
    if after is not None:
        chance[ONSET - 1 :] = after
    return series((np.random.default_rng(seed).random(STEPS) < chance).astype(float))


def growing_lands(seed: int) -> Series:
    """Regret to the full map of an agent that always plays alike, in lands of ever more rooms.

    The way to what is looked for grows with the side of a land, the looking for it with its area: the
    share of steps off the shortest way rises from a third to a half.
    """
    rng = np.random.default_rng(seed)
    lands = [int(rng.integers(120, 180)) for _ in range(100)]
    chance = np.concatenate([np.full(steps, 0.33 + 0.17 * land / 70) for land, steps in enumerate(lands)])
    return series((rng.random(STEPS) < chance[:STEPS]).astype(float))


# --- detectors ----------------------------------------------------------------------------


@pytest.mark.parametrize("detector", FINDERS.values(), ids=FINDERS)
def test_a_large_step_change_is_found_soon_after_it(detector: Detector) -> None:
    found = [detector.find(noise(seed, 0.07, 0.4)) for seed in range(4)]
    latest = 3000 if detector.name == "ADWIN, blocks" else 600
    early = 250 if detector.hindsight else 0
    soon = [step is not None and ONSET - early <= step < ONSET + latest for step in found]
    assert soon == [detector.name != UNREACHABLE] * 4, found


@pytest.mark.parametrize("detector", FINDERS.values(), ids=FINDERS)
def test_constant_noise_is_quiet_but_for_the_cusum_that_is_set_too_fine(detector: Detector) -> None:
    alarms = sum(detector.find(noise(seed, 0.07)) is not None for seed in range(6))
    assert alarms >= 3 if detector.name == UNSURE else alarms == 0


@pytest.mark.parametrize("detector", FINDERS.values(), ids=FINDERS)
def test_harm_that_never_varies_or_falls_raises_nothing(detector: Detector) -> None:
    for quiet in (series(np.zeros(STEPS)), series(np.full(STEPS, 0.3)), noise(1, 0.4, 0.07)):
        assert detector.find(quiet) is None


@pytest.mark.parametrize("detector", FINDERS.values(), ids=FINDERS)
def test_a_run_too_short_for_a_detector_raises_nothing(detector: Detector) -> None:
    for steps in (0, 1, 49, 51, 120):
        assert detector.find(series(np.linspace(0, 1, steps))) is None


def test_raw_regret_alarms_nearly_always_where_lands_only_get_harder() -> None:
    alarmed = {
        name: sum(detector.find(growing_lands(seed)) is not None for seed in range(8))
        for name, detector in FINDERS.items()
        if name not in {UNREACHABLE, "ADWIN, blocks"}  # see no change as small as this on 200 blocks
    }
    assert all(runs >= 7 for runs in alarmed.values()), alarmed


def test_what_is_raised_in_the_warm_up_does_not_count() -> None:
    steps = [WARM_UP - 1, WARM_UP, WARM_UP + 1, WARM_UP + 2]
    assert Detector("a", lambda _: iter(steps)).find(series(np.zeros(3))) == WARM_UP + 1
    assert Detector("a", lambda _: iter(steps[:2])).find(series(np.zeros(3))) is None


def test_cusum_adds_up_what_exceeds_the_reference_and_begins_anew_after_an_alarm() -> None:
    # mean 1/2 and deviation 1/2 (nearly) in the warm-up: a harm of 1 is one deviation above it, half too much
    early = np.tile([0.0, 1.0], WARM_UP // 2)
    after = np.array([1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    alarms = list(cusum(series(np.concatenate([early, after])), h=1.2))
    assert alarms == [WARM_UP + 6]
    assert list(cusum(series(np.concatenate([early, np.ones(7)])), h=1.2)) == [WARM_UP + 3, WARM_UP + 6]


@given(st.integers(1, 60), st.integers(0, 60))
def test_first_true_finds_where_a_thing_becomes_true(least: int, most: int) -> None:
    assert first_true(lambda number: number >= least, most) == (least if least <= most else None)


# --- traces -------------------------------------------------------------------------------


def test_blocks_are_means_at_their_last_step_and_a_rest_is_left_out() -> None:
    whole = Series(np.arange(7) / 10, np.arange(10, 80, 10), np.array([0, 0, 0, 1, 1, 1, 2]))
    blocks = whole.blocks(3)
    assert blocks.values == pytest.approx([0.1, 0.4])
    assert blocks.steps.tolist() == [30, 60]
    assert blocks.legs.tolist() == [0, 1]
    assert [whole.until(step) for step in (9, 10, 69, 99)] == [0, 1, 6, 7]


@pytest.mark.parametrize("values", [[0.5, 1.01], [-0.1, 0.0]])
def test_harm_out_of_bounds_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="harm is from 0 to 1"):
        series(np.array(values))
    with pytest.raises(ValueError, match="a step and a leg"):
        Series(np.array([0.5]), np.array([1, 2]), np.array([0]))


def test_every_row_is_played_and_only_kinds_of_drift_have_an_onset() -> None:
    traces = {name: played(name, 1, steps=300, legs=8) for name in ROWS}
    assert {name for name, trace in traces.items() if trace.onset} == {"noise", "amnesia", "loops"}
    for trace in traces.values():
        assert list(trace.series) == [REGRET, PERFECT, GUIDE]
        assert trace.length == 300
        for made in trace.series.values():
            assert 150 < len(made.values) <= 300
            assert (np.diff(made.steps) >= 0).all()
            assert made.steps[-1] <= 300


def test_a_trace_is_the_same_each_time() -> None:
    one, other = (played("loops", 3, steps=400, legs=8) for _ in range(2))
    assert (one.seed, one.onset, one.length, one.alarms) == (
        other.seed, other.onset, other.length, other.alarms,
    )  # fmt: skip
    for name, made in one.series.items():
        assert made.values.tolist() == other.series[name].values.tolist()
        assert made.steps.tolist() == other.series[name].steps.tolist()


# --- findings and the table ---------------------------------------------------------------


def finding(step: int | None, onset: int | None = None, *, hindsight: bool = False) -> Finding:
    return Finding("row", 1, onset, "input", "detector", step, hindsight)


def test_an_alarm_is_false_without_an_onset_or_before_it() -> None:
    assert [finding(step).false for step in (None, 9)] == [False, True]
    assert [finding(step, 3001).false for step in (None, 3000, 3001)] == [False, True, False]
    assert [finding(step, 3001).delay for step in (None, 3000, 3001, 3100)] == [None, None, 0, 99]
    late, early = (finding(step, 3001, hindsight=True) for step in (2501, 2500))
    assert (late.false, late.delay, early.false, early.delay) == (False, 0, True, None)


def test_a_cell_counts_runs_and_takes_the_median_delay() -> None:
    assert cell([finding(None), finding(5), finding(6)]) == Cell(3, False, 2, 0, None)
    drifting = [finding(step, 3001) for step in (3011, 3021, 3201, 2000, None)]
    assert cell(drifting) == Cell(5, True, 1, 3, 20.0)
    assert str(cell(drifting)) == "3 at 20 (1)"
    assert str(cell([finding(None, 3001)])) == "0"
    assert str(cell([replace(found, hindsight=True) for found in drifting])) == "3 (1)"
    with pytest.raises(ValueError, match="needs a trace"):
        cell([])


def test_a_trace_is_looked_at_by_the_tracker_and_by_each_detector_on_each_series() -> None:
    empty = series(np.zeros(0))
    by_leg = {"c": np.arange(9.0), "d": np.zeros(9)}
    trace = Trace("noise", 7, 3001, 9000, {"a": empty, "b": empty}, {"stuck": 4000, "waste": 3500}, by_leg)
    found = list(findings(trace, detectors()))
    tracker = {one.detector: one.step for one in found if one.source.startswith("tracker")}
    assert tracker == {ANY: 3500, **dict.fromkeys(FAMILIES), "waste": 3500, "stuck": 4000}
    names = [detector.name for detector in detectors()]
    assert [(one.source, one.detector) for one in found[len(tracker) :]] == [
        *((source, name) for source in "ab" for name in names),
        *((source, TREND) for source in "cd"),
    ]
    assert [one.step for one in found[-2:]] == [9000, None]
    assert {(one.row, one.seed, one.onset) for one in found} == {("noise", 7, 3001)}


def test_a_rise_from_leg_to_leg_is_told_from_chance_and_from_a_fall() -> None:
    rng = np.random.default_rng(5)
    rising, flat = [100 + slope * np.arange(70) + 40 * rng.standard_normal((200, 70)) for slope in (0.7, 0)]
    assert sum(map(rises, rising)) > 150
    assert sum(map(rises, flat)) < 20
    assert not any(map(rises, -rising))
    assert not rises(np.arange(3.0))


def test_the_legs_of_a_run_hold_all_its_eligible_steps() -> None:
    trace = played("clean", 1, steps=600, legs=8)
    regret, waste = trace.by_leg[LEG_REGRET], trace.by_leg[LEG_WASTE]
    legs = trace.series[REGRET].legs
    whole = [leg for leg in dict.fromkeys(legs.tolist()) if leg != legs[-1]]
    assert len(regret) == len(waste) == len(whole) > 2
    assert (regret >= 0).all()
    lost = trace.series[GUIDE]
    expected = [float(lost.values[lost.legs == leg].sum() / (legs == leg).sum()) for leg in whole]
    assert waste == pytest.approx(expected)


def test_the_table_has_a_line_per_detector_and_a_column_per_row() -> None:
    made = [
        Finding("clean", 1, None, "input", "one", 9),
        Finding("clean", 1, None, "input", "two", None),
        Finding("noise", 2, 3001, "input", "one", 3101),
        Finding("noise", 2, 3001, "input", "two", 2000),
    ]
    assert table(made, ("clean", "noise")) == (
        "       clean, 1  noise, 1\n"
        "input\n"
        "  one         1  1 at 100\n"
        "  two         0     0 (1)"
    )  # fmt: skip
    assert by_cell(made)["input", "two"]["noise"] == Cell(1, True, 1, 0, None)
    assert "dedrift" in notes()


def test_a_worker_finds_what_one_finds_oneself() -> None:
    rows = ("clean", "loops")
    others = all_found(rows, runs=1, jobs=1, steps=200, legs=4)
    assert sorted(others, key=lambda one: one[1][0].seed) == [found_in(row, 0, 200, 4) for row in rows]
