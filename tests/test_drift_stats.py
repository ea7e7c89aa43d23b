"""The statistics of the drift instrument: known answers, properties, and short simulations.

The long simulations, with their figures, are `python -m tests.stats_proof`.
"""

from __future__ import annotations

import pickle
import re
import tracemalloc
from itertools import product
from math import inf, isclose
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from sim.drift.stats.behaviour import habit_shift
from sim.drift.stats.between import (
    Pairs,
    detectable,
    difference,
    exact_interval,
    pairs,
    risk,
    sign_flip,
)
from sim.drift.stats.changepoint import LEAST, single_change, slope
from sim.drift.stats.edetector import BETS, EDetector, RankDetector
from sim.drift.stats.eprocess import GRID, EProcess
from sim.drift.stats.evidence import Alarm
from sim.drift.stats.intervals import Estimate, Interval, rate, ratio, windows
from sim.drift.stats.multiple import equivalent, holm
from sim.drift.stats.ranks import SHIFTS, Ranks
from sim.drift.stats.reference import BLOCK, MARGIN, Reference, reference
from sim.drift.stats.survival import (
    Outcome,
    cumulative_incidence,
    differ,
    kaplan_meier,
    kappa_of_first,
    kappa_within,
)
from sim.drift.stats.watch import Watch
from tests import stats_proof

settings.register_profile("stats", deadline=None, max_examples=50, derandomize=True)
ours = settings.get_profile("stats")
shares = st.floats(0, 1)
harms = st.one_of(st.none(), shares)


def first_alarm(detector: EDetector | Watch, *updates: tuple[Any, ...]) -> Alarm | None:
    return next((alarm for alarm in (detector.update(*each) for each in updates) if alarm), None)


# --- the e-detector -------------------------------------------------------------------------


@ours
@given(st.lists(shares, max_size=60), st.floats(0.01, 1))
def test_m_is_the_mixture_of_the_recursion_as_written(values: list[float], m0: float) -> None:
    detector = EDetector(m0, block=1, horizon=10**9)
    m = dict.fromkeys(BETS, 0.0)
    for value in values:
        detector.update(value)
        m = {c: (m[c] + 1) * (1 + c / m0 * (value - m0)) for c in BETS}
    assert detector.value == pytest.approx(sum(m.values()) / len(BETS)) or detector.alarm


@ours
@given(st.lists(st.sampled_from([0.0, 0.1, 0.5]), min_size=1, max_size=3), st.floats(0.02, 0.98))
def test_m_less_the_number_of_blocks_is_fair_at_the_bound(before: list[float], m0: float) -> None:
    def after(value: float) -> float:
        detector = EDetector(m0, block=1, horizon=10**9)
        for each in (*before, value):
            detector.update(each)
        return detector.value

    detector = EDetector(m0, block=1, horizon=10**9)
    for each in before:
        detector.update(each)
    expected = m0 * after(1.0) + (1 - m0) * after(0.0)
    assert isclose(expected, detector.value + 1, rel_tol=1e-9)


@ours
@given(st.lists(shares, max_size=60), st.data())
def test_more_harm_is_never_less_evidence(values: list[float], data: st.DataObject) -> None:
    more = [data.draw(st.floats(value, 1)) for value in values]
    one, other = EDetector(0.3, block=1, horizon=10**9), EDetector(0.3, block=1, horizon=10**9)
    for less, much in zip(values, more, strict=True):
        one.update(less)
        other.update(much)
    assert one.value <= other.value * (1 + 1e-12)


@ours
@given(st.lists(shares, max_size=400), st.lists(st.integers(0, 400), max_size=50))
def test_steps_without_an_opportunity_change_only_the_count_of_steps(
    values: list[float], at: list[int]
) -> None:
    with_gaps: list[float | None] = list(values)
    for index in at:
        with_gaps.insert(min(index, len(with_gaps)), None)
    one, other = EDetector(0.2, block=5), EDetector(0.2, block=5)
    for value in values:
        one.update(value)
    for gap in with_gaps:
        other.update(gap)
    assert (one.value, one.blocks) == (other.value, other.blocks)
    if one.alarm and other.alarm:
        assert (one.alarm.block, one.alarm.onset_block) == (other.alarm.block, other.alarm.onset_block)


@ours
@given(st.lists(st.floats(0, 0.25), max_size=300))
def test_harm_at_or_below_the_bound_never_alarms(values: list[float]) -> None:
    detector = EDetector(0.25, block=1)
    assert first_alarm(detector, *((value,) for value in values)) is None


def test_an_alarm_tells_its_block_its_step_and_the_onset_once() -> None:
    detector = EDetector(0.1, start=1000)
    steps = [0.1] * (20 * BLOCK) + [0.7] * (20 * BLOCK)
    alarms = [alarm for alarm in map(detector.update, steps) if alarm]
    assert [detector.alarm] == alarms
    alarm = alarms[0]
    assert alarm == Alarm(alarm.block, 1000 + alarm.block * BLOCK, 21, 2001, alarm.evidence)
    assert 21 < alarm.block < 26
    assert alarm.evidence >= 1
    frozen = detector.value
    assert detector.update(1.0) is None
    assert detector.value == frozen


def test_the_horizon_doubles_and_what_is_spent_on_all_of_them_stays_within_alpha() -> None:
    detector = EDetector(0.1, horizon=10, block=1, alpha=0.1)
    spent = {}
    for _ in range(100):
        detector.update(0.1)
        spent[detector.horizon] = detector.horizon / detector.threshold
    assert list(spent) == [10, 20, 40, 80, 160]
    assert list(spent.values()) == pytest.approx([0.09, 0.005, 0.0025, 0.00125, 0.000625])
    assert first_alarm(detector, *[(1.0,)] * 20) is not None


@pytest.mark.parametrize("m0", [0.0, -0.1, 1.1, float("nan")])
def test_a_bound_outside_0_to_1_is_refused(m0: float) -> None:
    with pytest.raises(ValueError, match="no e-detector"):
        EDetector(m0)


@pytest.mark.parametrize("harm", [-0.1, 1.1, float("nan"), inf])
def test_harm_outside_0_to_1_is_refused(harm: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        EDetector(0.5).update(harm)
    with pytest.raises(ValueError, match="from 0 to 1"):
        Watch().update(harm, 0)


@ours
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(30, 90)), min_size=2, max_size=20))
def test_a_reference_is_a_ratio_of_sums_with_an_error_over_legs(legs: list[tuple[int, int]]) -> None:
    found = reference(legs, margin=0.0)
    assert found is not None
    n, d = np.asarray(legs, float).T
    mean = n.sum() / d.sum()
    se = np.sqrt(len(legs) / (len(legs) - 1) * ((n - mean * d) ** 2).sum()) / d.sum()
    assert found.mean == pytest.approx(mean)
    assert found.se == pytest.approx(se, abs=1e-7)
    assert found.m0 == pytest.approx(min(1, max(mean + 2 * se, 3 / d.sum())), abs=1e-6)


def test_a_reference_without_harm_still_leaves_room_for_some() -> None:
    assert reference([(0, 100)] * 10, margin=0) == Reference(0.0, 0.0, 0.003, 1000, 10)
    assert reference([(0, 100), (0, 0)]) is None


def test_a_watch_warms_up_on_leg_1_and_refers_to_whole_legs_up_to_the_end_of_one() -> None:
    watch = Watch()
    for leg in range(12):
        for number in range(200):
            watch.update(None if number % 2 else float(number % 20 == 0) if leg else 1.0, leg)
        assert (not watch.detectors) == (leg < 9)
    assert watch.reference is not None
    assert (watch.reference.legs, watch.reference.opportunities) == (8, 800)
    assert watch.reference.m0 == pytest.approx(0.1 + MARGIN)
    assert [detector.blocks for detector in watch.detectors] == [600 // 2 // BLOCK] * 2
    steps = [(1.0, 12)] * 400
    alarm = first_alarm(watch, *steps)
    assert alarm == watch.alarm
    assert alarm is not None
    assert abs(alarm.onset_step - 2401) <= 20


def test_short_legs_lengthen_the_reference_until_it_has_its_steps() -> None:
    watch = Watch()
    for leg in range(40):
        for number in range(100):
            watch.update(float(number == 0), leg)
    assert watch.reference
    assert (watch.reference.legs, watch.reference.opportunities) == (15, 1500)


def test_a_run_without_opportunities_gets_no_reference_and_no_alarm() -> None:
    watch = Watch()
    assert first_alarm(watch, *((None, step // 100) for step in range(5000))) is None
    assert watch.reference is None


def test_false_alarms_keep_to_alpha_and_rises_are_found() -> None:
    rng = np.random.default_rng(1)
    alarms = 0
    for row in (rng.binomial(1, 0.1, size=(300, 200)).astype(float)).tolist():
        alarms += first_alarm(EDetector(0.1, block=1), *((value,) for value in row)) is not None
    assert alarms <= 22, "an upper tail of 2 % if the rate were 5 %"
    delays = []
    for _ in range(20):
        played = stats_proof.play(rng, "clean", 8000, onset=4000, shift=0.135)
        alarm = stats_proof.watched(played, MARGIN).alarm
        delays.append(alarm.step - 4000 if alarm else inf)
    assert min(delays) > 0
    assert median(delays) <= 800


# --- bets on ranks --------------------------------------------------------------------------


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0, 0.0, 0.4], [n / 50 for n in range(51)]])
def test_bets_on_ranks_are_fair_whatever_the_harm_is_like(values: list[float]) -> None:
    rng = np.random.default_rng(3)
    won = []
    for seed in range(400):
        ranks = Ranks(seed)
        for value in rng.choice(values, 30).tolist():
            ranks.add(value)
        won.append(ranks.bets(float(rng.choice(values)))[:3])
    for bet, mean, error in zip(SHIFTS, np.mean(won, axis=0), np.std(won, axis=0), strict=False):
        assert abs(mean - 1) < 4 * error / 20, bet


def test_bets_on_ranks_keep_to_alpha_and_see_a_rise_that_a_bound_takes_long_to_see() -> None:
    rng = np.random.default_rng(4)

    def first(values: np.ndarray[Any, Any]) -> float:
        detector = RankDetector(Ranks(), block=1, horizon=1000)
        for number, value in enumerate(values.tolist()):
            if number % 10 == 0:
                detector.fresh()
            if detector.update(value):
                return number
        return inf

    def played(shift: float) -> np.ndarray[Any, Any]:
        chance = np.where(np.arange(1000) < 400, 0.05, 0.05 + shift)
        return np.asarray(rng.binomial(10, chance) / 10)

    assert sum(first(played(0.0)) < inf for _ in range(100)) <= 10
    delays = [first(played(0.07)) - 400 for _ in range(20)]
    assert min(delays) > 0
    assert median(delays) < 100


def test_the_second_surprise_of_a_stretch_counts_less_than_that_of_another() -> None:
    def both(*, apart: bool) -> list[float]:
        ranks = Ranks()
        for _ in range(200):
            ranks.add(0.0)
        first = ranks.bets(0.9)
        if apart:
            ranks.fresh()
        return [one * other for one, other in zip(first, ranks.bets(0.9), strict=True)]

    for shift, one, other in zip(SHIFTS[:3], both(apart=False), both(apart=True), strict=False):
        assert 1 < one < other, shift


def test_ranks_keep_no_more_of_a_long_run_than_of_a_short_one() -> None:
    ranks = Ranks()
    small = len(pickle.dumps(ranks))
    for number in range(5000):
        ranks.bets(number % 100 / 100)
    assert len(pickle.dumps(ranks)) < 2 * small + 500


# --- the e-process --------------------------------------------------------------------------


@ours
@given(st.lists(st.booleans(), max_size=40), st.floats(0.01, 0.99))
def test_the_e_process_is_the_mixture_of_likelihood_ratios(taken: list[bool], p0: float) -> None:
    process = EProcess(p0, horizon=0, alpha=1e-300)
    for each in taken:
        process.update(each)
    k, n = sum(taken), len(taken)
    rates = [p0 + (1 - p0) * share for share in GRID]
    expected = np.mean([(p / p0) ** k * ((1 - p) / (1 - p0)) ** (n - k) for p in rates])
    assert process.value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("horizon", [0, 3, 50])
@pytest.mark.parametrize("p0", [0.05, 0.4])
def test_the_expected_e_value_at_p0_is_1_exactly(p0: float, horizon: int) -> None:
    total = 0.0
    for path in product([True, False], repeat=8):
        process = EProcess(p0, horizon=horizon, alpha=1e-12)
        for each in path:
            process.update(each)
        total += process.value * p0 ** sum(path) * (1 - p0) ** (8 - sum(path))
    assert total == pytest.approx(1.0)


@pytest.mark.parametrize("horizon", [0, 200])
def test_the_e_process_keeps_to_alpha_and_finds_a_rise_to_a_quarter(horizon: int) -> None:
    rng = np.random.default_rng(2)

    def crossing(rate: float) -> float:
        process = EProcess(0.05, horizon=horizon)
        draws = (rng.random(200) < rate).tolist()
        return next((number for number, x in enumerate(draws, 1) if process.update(x)), inf)

    assert sum(crossing(0.05) < inf for _ in range(400)) <= 28
    delays = [crossing(0.25) for _ in range(200)]
    assert median(delays) <= 20
    assert sum(delay <= 40 for delay in delays) >= 160


def test_an_e_process_alarms_once_counts_on_and_passes_over_what_was_no_opportunity() -> None:
    process = EProcess(0.05, horizon=0)
    updates = [None, False, True, True, True, True]
    found = [crossing for crossing in map(process.update, updates) if crossing]
    assert [process.alarm] == found
    assert (found[0].opportunity, found[0].taken) == (3, 2)
    assert (process.opportunities, process.taken) == (5, 4)
    with pytest.raises(ValueError, match="no e-process"):
        EProcess(0.0)


@pytest.mark.parametrize("fold", [EDetector(0.1, horizon=10**9), Watch(horizon=10**9), EProcess(0.05)])
def test_folds_are_quick_small_and_can_be_pickled(fold: EDetector | Watch | EProcess) -> None:
    def feed(steps: range) -> None:
        for step in steps:
            if isinstance(fold, Watch):
                fold.update(float(step % 20 == 0), step // 250)
            elif isinstance(fold, EDetector):
                fold.update(float(step % 20 == 0))
            else:
                fold.update(step % 25 == 0)

    began = perf_counter()
    feed(range(20_000))
    assert (perf_counter() - began) / 20_000 < 20e-6, (
        "meant to be 2 us; a busy machine is given ten times that"
    )
    tracemalloc.start()
    feed(range(20_000, 40_000))
    assert tracemalloc.get_traced_memory()[0] < 5_000
    tracemalloc.stop()
    copy = pickle.loads(pickle.dumps(fold))
    assert len(pickle.dumps(fold)) < 4_000
    feed(range(1000))
    original, fold = fold, copy
    feed(range(1000))
    assert pickle.dumps(original) == pickle.dumps(copy)


def test_the_folds_need_neither_numpy_nor_scipy_of_their_own() -> None:
    for name in ("edetector", "eprocess", "evidence", "ranks", "reference", "watch"):
        text = (Path(__file__).parent.parent / "sim/drift/stats" / f"{name}.py").read_text()
        assert not re.search("^ *(import|from) (numpy|scipy)", text, re.MULTILINE), name


# --- change points --------------------------------------------------------------------------


@ours
@given(st.lists(st.integers(0, 9), min_size=2 * LEAST, max_size=60))
def test_the_change_is_the_cut_of_least_squares(values: list[int]) -> None:
    legs = [block // 4 for block in range(len(values))]
    change = single_change(values, legs, seed=1, resamples=20)
    assert change is not None

    def error(cut: int) -> float:
        return sum(float(np.var(side)) * len(side) for side in (values[:cut], values[cut:]))

    best = min(map(error, range(LEAST, len(values) - LEAST + 1)))
    assert error(change.index) == pytest.approx(best, abs=1e-9)
    total = float(np.var(values)) * len(values)
    assert change.gain == pytest.approx(1 - best / total if total else 0, abs=1e-9)
    assert 0 < change.p <= 1
    assert change.interval.low <= change.interval.high


def noisy(rng: np.random.Generator, level: Any, legs: int = 24) -> tuple[list[float | None], list[int]]:
    """Blocks of legs that have a level of their own, on top of what is given."""
    numbers = [block // 8 for block in range(legs * 8)]
    own = rng.normal(0, 0.02, legs)[numbers]
    return (level + own + rng.normal(0, 0.03, legs * 8)).tolist(), numbers


def test_a_step_is_found_where_it_is_and_a_ramp_is_called_one() -> None:
    rng = np.random.default_rng(3)
    step = np.where(np.arange(192) < 100, 0.07, 0.17)
    values, legs = noisy(rng, step)
    values[7] = None
    change = single_change(values, legs, seed=1)
    assert change is not None
    assert abs(change.index - 100) <= 3
    assert 100 in change.interval
    assert change.interval.high - change.interval.low < 30
    assert (change.shape, change.p < 0.01) == ("step", True)
    assert change.shift == pytest.approx(0.1, abs=0.03)
    assert single_change(values, legs, seed=1) == change, "the same seed gives the same answer"
    values, legs = noisy(rng, np.linspace(0.07, 0.27, 192))
    change = single_change(values, legs, seed=1)
    assert change is not None
    assert (change.shape, change.p < 0.01) == ("ramp", True)
    line = slope(values, legs, [50 * block for block in range(192)], seed=1)
    assert line is not None
    assert line.interval is not None
    assert 0.2 / 9.55 in line.interval


def test_where_only_legs_differ_the_p_of_a_change_keeps_its_size() -> None:
    rng = np.random.default_rng(4)
    runs = [noisy(rng, 0.1) for _ in range(100)]
    found = [single_change(*run, seed=number, resamples=200) for number, run in enumerate(runs)]
    assert sum(change is not None and change.p <= 0.05 for change in found) <= 10


def test_too_few_blocks_or_legs_have_no_change_and_no_slope() -> None:
    for values, legs in (([0.1] * 9, list(range(9))), ([0.1] * 30, [0] * 30), ([None] * 30, list(range(30)))):
        assert single_change(values, legs, seed=1) is None
        assert slope(values, legs, range(len(values)), seed=1) is None
    constant = single_change([0.5] * 30, [0] * 15 + [1] * 15, seed=1)
    assert constant is not None
    assert (constant.p, constant.shift, constant.gain) == (1.0, 0.0, 0.0)


# --- behaviour ------------------------------------------------------------------------------


def test_the_distance_is_the_weighted_root_of_jensen_shannon_divergences() -> None:
    old = np.asarray([[[8, 2], [0, 4]], [[2, 3], [1, 4]]])
    new = np.asarray([[[1, 9], [5, 5]], [[2, 2], [0, 0]]])
    shift = habit_shift(old, new, seed=1)
    assert shift is not None

    def root(p: list[float], q: list[float]) -> float:
        from scipy.spatial.distance import jensenshannon

        return float(jensenshannon(p, q, base=2))

    expected = (29 * root([10, 5], [3, 11]) + 19 * root([1, 8], [5, 5])) / 48
    assert shift.distance == pytest.approx(expected)
    assert (shift.deals, shift.shared) == (6, 1.0)


@ours
@given(st.lists(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=2), min_size=2, max_size=7), st.integers(1, 6))  # fmt: skip  # noqa: E501
def test_distances_are_from_0_to_1_and_the_excess_has_mean_0_over_all_deals(legs: Any, taken: int) -> None:
    taken = min(taken, len(legs) - 1)
    shift = habit_shift(legs[taken:], legs[:taken], seed=1)
    if shift is None:
        return
    assert 0 <= shift.distance <= 1
    assert 0 <= shift.null_mean <= 1
    assert 1 / shift.deals <= shift.p <= 1
    same = habit_shift([legs[0]] * 3, [legs[0]] * 2, seed=1)
    if same is not None:
        assert same.distance == pytest.approx(0, abs=1e-6)
        assert same.p == 1


def test_other_situations_are_no_other_habits() -> None:
    rng = np.random.default_rng(5)
    habit = np.asarray([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])

    def leg(first: int, habit: Any) -> Any:
        return [rng.multinomial(n, p) for n, p in zip((first, 100 - first), habit, strict=True)]

    old = [leg(80, habit) for _ in range(10)]
    moved = habit_shift(old, [leg(20, habit) for _ in range(4)], seed=1)
    other = habit_shift(old, [leg(80, habit[:, ::-1]) for _ in range(4)], seed=1)
    assert moved is not None
    assert other is not None
    assert moved.p > 0.05
    assert (other.p < 0.01, other.excess > 0.3) == (True, True)


def test_behaviour_that_cannot_be_compared_is_null() -> None:
    left, right = [[3, 1], [0, 0]], [[0, 0], [2, 2]]
    assert habit_shift([left], [right], seed=1) is None
    assert habit_shift([], [right], seed=1) is None
    with pytest.raises(ValueError, match="none below 0"):
        habit_shift([[[-1, 1]]], [[[1, 1]]], seed=1)


def test_many_deals_are_sampled_and_the_seed_decides_which() -> None:
    legs = np.random.default_rng(6).integers(0, 9, (30, 2, 3))
    one, again, other = (habit_shift(legs[:20], legs[20:], seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one is not None
    assert one != other
    assert one.deals == 2001


# --- survival -------------------------------------------------------------------------------


def outcomes(*ends: tuple[float, str]) -> list[Outcome]:
    return [Outcome(time, how) for time, how in ends]  # type: ignore[arg-type]


def test_kaplan_meier_and_cumulative_incidence_by_hand() -> None:
    runs = outcomes((1, "derailed"), (2, "finished"), (3, "derailed"), (4, "censored"), (5, "derailed"))
    assert [(p.time, round(p.probability, 6), p.at_risk) for p in kaplan_meier(runs)] == [
        (1, 0.8, 5), (3, 0.533333, 3), (5, 0.0, 1),
    ]  # fmt: skip
    assert [(p.time, round(p.probability, 6), p.at_risk) for p in cumulative_incidence(runs)] == [
        (1, 0.2, 5), (3, 0.4, 3), (5, 0.8, 1),
    ]  # fmt: skip


ends = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(["derailed", "finished", "censored"])), max_size=25
)


@ours
@given(ends)
def test_incidence_rises_and_never_exceeds_what_kaplan_meier_would_say(runs: list[tuple[int, str]]) -> None:
    incidence, survival = cumulative_incidence(outcomes(*runs)), kaplan_meier(outcomes(*runs))
    assert [p.time for p in incidence] == [p.time for p in survival]
    values = [p.probability for p in incidence]
    assert values == sorted(values)
    for one, other in zip(incidence, survival, strict=True):
        assert 0 < one.probability <= 1 - other.probability + 1e-12
        for point in (one, other):
            assert point.interval is None or point.probability in point.interval
    mirrored = [(time, {"derailed": "finished", "finished": "derailed"}.get(how, how)) for time, how in runs]
    for end in (10.0,):
        both = [cumulative_incidence(outcomes(*each)) for each in (runs, mirrored)]
        total = sum(points[-1].probability for points in both if points and points[-1].time <= end)
        assert total <= 1 + 1e-9


@ours
@given(st.lists(st.integers(1, 9), min_size=2, max_size=25))
def test_without_censoring_incidence_is_a_share_with_the_variance_of_one(times: list[int]) -> None:
    found = cumulative_incidence(outcomes(*((t, "derailed") for t in times)))
    for point in found:
        share = sum(t <= point.time for t in times) / len(times)
        assert point.probability == pytest.approx(share)
        if point.interval and 0 < share < 1:
            # Where nothing is censored the delta method gives F (1 - F) / n.
            spread = np.log(np.log(point.interval.low) / np.log(share))
            se = float(spread) * abs(share * np.log(share)) / scipy_stats.norm.ppf(0.975)
            assert se**2 == pytest.approx(share * (1 - share) / len(times))


def test_arms_that_derail_at_other_times_differ() -> None:
    early = outcomes(*((10 + n, "derailed") for n in range(10)))
    late = outcomes(*((100 + n, "derailed") for n in range(10)))
    p = differ(early, late)
    assert p is not None
    assert p < 0.001
    assert differ(early, early) == pytest.approx(1.0)
    assert differ(early, []) is None
    assert differ(outcomes((5, "censored")), outcomes((5, "finished"))) is None


def test_the_weibull_shape_agrees_with_scipy() -> None:
    rng = np.random.default_rng(7)
    times = 5000 * rng.weibull(1.7, 60)
    runs = outcomes(*((min(t, 6000.0), "derailed" if t < 6000 else "censored") for t in times.tolist()))
    found = kappa_of_first(runs)
    data = scipy_stats.CensoredData.right_censored(np.minimum(times, 6000), times >= 6000)
    assert found is not None
    assert found.interval is not None
    assert found.value == pytest.approx(scipy_stats.weibull_min.fit(data, floc=0)[0], rel=1e-3)
    assert 1.7 in found.interval
    assert kappa_of_first(outcomes((5, "derailed"), (5, "derailed"), (9, "censored"))) is None


def test_runs_that_differ_fake_a_falling_hazard_among_first_events_but_not_within_runs() -> None:
    rng = np.random.default_rng(8)
    rates = rng.gamma(0.5, 2, 200) * 5 / 10_000
    times = [np.sort(rng.uniform(0, 10_000, rng.poisson(10_000 * r))).tolist() for r in rates]
    firsts = outcomes(*((t[0], "derailed") if t else (10_000, "censored") for t in times))
    first, within = kappa_of_first(firsts), kappa_within([(10_000, t) for t in times])
    assert first is not None
    assert first.interval is not None
    assert first.interval.high < 1
    assert within is not None
    assert within.interval is not None
    assert 1 in within.interval
    rising = [(10_000, (10_000 * rng.random(5) ** 0.5).tolist()) for _ in range(40)]
    found = kappa_within(rising)
    assert found is not None
    assert found.interval is not None
    assert (2 in found.interval, found.interval.low > 1) == (True, True)


def test_too_few_events_have_no_kappa_and_impossible_times_are_refused() -> None:
    assert kappa_within([(100, [50])]) is None
    assert kappa_within([]) is None
    assert kappa_of_first([]) is None
    assert (kaplan_meier([]), cumulative_incidence([])) == ([], [])
    with pytest.raises(ValueError, match="not after its end"):
        kappa_within([(100, [150])])
    with pytest.raises(ValueError, match="longer than 0"):
        kaplan_meier(outcomes((0, "derailed")))


# --- between arms ---------------------------------------------------------------------------

numbers = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=9)


@ours
@given(numbers)
def test_sign_flips_are_counted_exactly(d: list[float]) -> None:
    sums = [sum(s * x for s, x in zip(signs, d, strict=True)) for signs in product([1, -1], repeat=len(d))]
    expected = sum(abs(each) >= abs(sum(d)) for each in sums) / len(sums)
    assert sign_flip(d, seed=1) == expected
    assert sign_flip([-x for x in d], seed=1) == expected
    assert sign_flip(d, seed=1, side="greater") == sum(each >= sum(d) for each in sums) / len(sums)
    assert sign_flip(d, seed=1, side="less") == sum(each <= sum(d) for each in sums) / len(sums)


@pytest.mark.parametrize("runs", [6, 8, 10])
def test_the_size_of_the_sign_flip_test_is_exact(runs: int) -> None:
    sizes = np.random.default_rng(9).normal(size=runs)
    p = np.asarray([sign_flip((sizes * s).tolist(), seed=1) for s in product([1, -1], repeat=runs)])
    grain = 2 / 2**runs
    for alpha in (0.05, 0.1, 0.5):
        assert (p <= alpha).mean() == pytest.approx(grain * int(alpha / grain + 1e-9))


def test_many_runs_are_flipped_at_random_with_a_p_that_is_never_0() -> None:
    assert sign_flip([1.0] * 30, seed=1) == pytest.approx(1 / 10_001)
    p = sign_flip(np.linspace(-1, 2, 20).tolist(), seed=1)
    scipys = scipy_stats.permutation_test(
        (np.linspace(-1, 2, 20),), np.mean, permutation_type="samples", n_resamples=9999, rng=1
    ).pvalue
    assert p == pytest.approx(scipys, abs=0.01)
    assert sign_flip([], seed=1) is None


@ours
@given(st.lists(st.floats(-10, 10).map(lambda x: round(x, 3)), min_size=6, max_size=10))
def test_the_exact_interval_is_what_the_test_does_not_reject(d: list[float]) -> None:
    interval = exact_interval(d)
    assert interval is not None
    for inside in (0.25, 0.5, 0.75):
        centre = interval.low + inside * (interval.high - interval.low)
        p = sign_flip([x - centre for x in d], seed=1)
        assert p is not None
        assert p > 0.05 or isclose(interval.low, interval.high, abs_tol=1e-9)
    for outside in (interval.low - 0.01, interval.high + 0.01):
        p = sign_flip([x - outside for x in d], seed=1)
        assert p is not None
        assert p <= 0.05
    assert exact_interval(d[:5]) is None


def test_pairs_without_a_partner_are_dropped_and_named() -> None:
    assert pairs({3: 1.0, 1: 0.5, 2: None}, {1: 0.75, 2: 1.0, 4: 0.0}) == Pairs({1: 0.25}, (2, 3, 4))


def test_differences_get_an_interval_unless_there_is_nothing_to_tell_it_from() -> None:
    d = [0.02, 0.05, -0.01, 0.03, 0.06, 0.04, 0.00, 0.05, 0.02, 0.07]
    found = difference(d, seed=1)
    assert found is not None
    assert found.interval is not None
    low, high = scipy_stats.ttest_1samp(d, 0).confidence_interval()
    assert found.interval.low == pytest.approx(low, abs=0.004)
    assert found.interval.high == pytest.approx(high, abs=0.004)
    assert found == difference(d, seed=1)
    assert difference([0.0] * 10, seed=1) == Estimate(0.0, None, 10)
    assert difference([0.1], seed=1) == Estimate(0.1, None, 1)
    assert difference([], seed=1) is None


def test_risks_are_shown_with_their_base_rates() -> None:
    base = [(1, 20), (0, 20), (2, 20), (1, 10), (0, 25), (1, 20)]
    arm = [(4, 20), (2, 20), (5, 20), (1, 10), (3, 20), (3, 20)]
    found = risk(base, arm, seed=1)
    assert found is not None
    assert found.ratio is not None
    assert found.base.value == pytest.approx(5 / 115)
    assert found.arm.value == pytest.approx(18 / 110)
    assert found.difference.value == pytest.approx(18 / 110 - 5 / 115)
    assert found.ratio.value == pytest.approx(18 / 110 / (5 / 115))
    for estimate in (found.base, found.arm, found.difference, found.ratio):
        assert estimate.interval is not None
        assert estimate.value in estimate.interval
    assert found.difference.interval is not None
    assert found.difference.interval.low > 0


def test_an_arm_without_harm_has_a_bound_and_no_ratio() -> None:
    none, some = [(0, 20)] * 6, [(n, 20) for n in range(6)]
    found = risk(none, some, seed=1)
    assert found is not None
    assert found.ratio is None
    assert found.base.value == 0
    assert found.base.interval is not None
    assert found.base.interval.high == pytest.approx(1 - 0.025 ** (1 / 120))
    back = risk([(1, 20), *[(0, 20)] * 5], some, seed=1)
    assert back is not None
    assert back.ratio is not None
    assert back.ratio.interval is not None
    assert back.ratio.interval.high == inf
    assert risk([(0, 0)], [(1, 2)], seed=1) is None
    with pytest.raises(ValueError, match="cannot be paired"):
        risk(none, some[:3], seed=1)


def test_the_smallest_effect_detectable_has_the_power_it_names() -> None:
    effect = detectable(1.0, 10)
    assert effect is not None
    rng = np.random.default_rng(10)
    p = scipy_stats.ttest_1samp(rng.normal(effect, 1, size=(4000, 10)), 0, axis=1).pvalue
    assert (p <= 0.05).mean() == pytest.approx(0.8, abs=0.02)
    flips = [sign_flip(rng.normal(effect, 1, 10).tolist(), seed=1) for _ in range(400)]
    assert np.mean([p is not None and p <= 0.05 for p in flips]) == pytest.approx(0.8, abs=0.06)
    assert detectable(0.03, 10) == pytest.approx(0.03 * effect)
    assert [detectable(1.0, runs) is None for runs in (4, 5, 6)] == [True, True, False]
    assert detectable(1.0, 5, side="greater") is not None
    assert detectable(0.0, 10) == 0


# --- several claims, and none ---------------------------------------------------------------

p_values = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=2), st.one_of(st.none(), shares), max_size=6
)


@ours
@given(p_values)
def test_holm_lies_between_the_plain_p_and_bonferroni_and_keeps_the_order(p: dict[str, float | None]) -> None:
    adjusted = holm(p)
    assert list(adjusted) == list(p)
    known = sorted((value, adjusted[name]) for name, value in p.items() if value is not None)
    assert [after for _, after in known] == sorted(after for _, after in known if after is not None)
    for before, after in known:
        assert after is not None
        assert before <= after <= min(1.0, len(p) * before) or after == before
    if known and known[0][1] is not None:
        assert known[0][1] == min(1.0, len(p) * known[0][0])
    assert all((adjusted[name] is None) == (value is None) for name, value in p.items())


def test_holm_by_hand() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}) == pytest.approx(
        {"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02}
    )
    with pytest.raises(ValueError, match="from 0 to 1"):
        holm({"a": 1.2})


def test_an_effect_is_shown_to_be_small_only_by_an_interval_inside_the_margin() -> None:
    assert equivalent(Interval(-0.02, 0.04, 0.9), 0.05)
    assert not equivalent(Interval(-0.02, 0.06, 0.9), 0.05)
    assert not equivalent(Interval(-0.06, 0.04, 0.9), 0.05)
    assert equivalent(Interval(-0.06, 0.04, 0.9), 0.05, side="upper")
    assert not equivalent(None, 0.05)
    with pytest.raises(ValueError, match="above 0"):
        equivalent(Interval(0, 0), 0)


# --- intervals ------------------------------------------------------------------------------

units = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 50)), min_size=1, max_size=20)


@ours
@given(units)
def test_a_ratio_of_sums_is_one_and_its_interval_holds_it(sums: list[tuple[int, int]]) -> None:
    found = ratio(sums, seed=1, resamples=500)
    total = sum(d for _, d in sums)
    if not total:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(sum(n for n, _ in sums) / total)
    assert found.units == sum(d > 0 for _, d in sums)
    assert (found.interval is None) == (found.units < 2)
    alike = ratio([(2, 40)] * 5, seed=1)
    assert alike == Estimate(0.05, Interval(0.05, 0.05), 5)


def test_windows_slide_by_one_unit_and_are_null_where_there_was_no_opportunity() -> None:
    found = windows([(1, 50), (2, 50), (0, 0), (0, 0), (3, 50)], 2, seed=1, resamples=200)
    assert [each and each.value for each in found] == [0.03, 0.04, None, 0.06]
    assert [each and each.units for each in found] == [2, 1, None, 1]
    assert windows([(1, 50)], 2, seed=1) == [None]
    assert found == windows([(1, 50), (2, 50), (0, 0), (0, 0), (3, 50)], 2, seed=1, resamples=200)
    for bad in ([(1.0, -1.0)], [(float("nan"), 1.0)]):
        with pytest.raises(ValueError, match="denominators"):
            ratio(bad, seed=1)
    with pytest.raises(ValueError, match="a unit or more"):
        windows([(1, 50)], 0, seed=1)


def test_the_bootstrap_covers_what_it_says_over_whole_legs() -> None:
    rng = np.random.default_rng(11)
    held = 0
    for number in range(200):
        sizes = rng.integers(100, 400, 12)
        harm = rng.binomial(sizes, rng.beta(6.6, 59.4, 12))
        found = ratio(list(zip(harm.tolist(), sizes.tolist(), strict=True)), seed=number, resamples=500)
        held += found is not None and found.interval is not None and 0.1 in found.interval
    assert 0.88 <= held / 200 <= 0.99


@ours
@given(st.integers(0, 60), st.integers(1, 60))
def test_rates_have_intervals_and_the_exact_one_is_exact(taken: int, opportunities: int) -> None:
    taken = min(taken, opportunities)
    exact, wilson = (rate(taken, opportunities, method=method) for method in ("exact", "wilson"))
    assert exact is not None
    assert wilson is not None
    assert exact.interval is not None
    assert wilson.interval is not None
    for estimate in (exact, wilson):
        assert estimate.interval is not None
        assert 0 <= estimate.interval.low <= estimate.value + 1e-12
        assert estimate.value - 1e-12 <= estimate.interval.high <= 1
    if exact.interval.high < 1:
        tail = scipy_stats.binom.cdf(taken, opportunities, exact.interval.high)
        assert tail == pytest.approx(0.025, abs=1e-6)


def test_no_opportunity_has_no_rate() -> None:
    assert rate(0, 0) is None


def test_the_proof_command_prints_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    for part in (stats_proof.known_bound, stats_proof.survival, stats_proof.arms):
        part(12)
    told = capsys.readouterr().out
    assert [word in told for word in ("m0 known", "kappa of", "sign-flip", "risks")] == [True] * 4
