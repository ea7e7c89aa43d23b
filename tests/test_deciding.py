"""What the runs of an experiment come to: values, intervals and verdicts, on values whose truth is known."""

from __future__ import annotations

import random
from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.drift.stats.between import exact_interval
from sim.drift.stats.intervals import Interval
from sim.drift.stats.survival import Outcome
from sim.experiment.deciding.contrast import contrast, interval, p_value, told
from sim.experiment.deciding.findings import base_arm, findings
from sim.experiment.deciding.gaps import gaps
from sim.experiment.deciding.gating import gated
from sim.experiment.deciding.judging import Verdict, evidence, judge
from sim.experiment.deciding.lasting import apart, lasting
from sim.experiment.deciding.samples import Clustered, Missing, Place, Sample, Sums, clustered
from sim.experiment.deciding.shortcuts import risks
from sim.experiment.deciding.skewness import skewness
from sim.experiment.deciding.variance import split
from sim.experiment.spec.model import Bound, Gate, Hypothesis
from tests import experiment_proof as proof
from tests.madeup import Shares, Ways, hypothesis, run, runs, spec

SUMS = st.tuples(st.integers(0, 20), st.integers(1, 40)).map(lambda pair: (float(pair[0]), float(pair[1])))


def sample(*values: float | None, seeds: int = 1) -> Sample:
    """Return a sample of runs' values, world by world."""
    places = [Place(at // seeds, at % seeds) for at in range(len(values))]
    sums = {
        place: None if value is None else (value, 1.0) for place, value in zip(places, values, strict=True)
    }
    return Sample(sums)


def paired(arm: Sample, base: Sample | None, missing: Missing = "null") -> Clustered:
    return clustered(arm, base, missing=missing)


def verdict(values: list[float | None], base: float = 0.0, *, made: Hypothesis | None = None) -> Verdict:
    """Return the verdict where the arm has these values and the base arm the same everywhere."""
    samples = {"guide": sample(*values), "none": sample(*(base for _ in values))}
    return judge([evidence(made or hypothesis(), samples, "less", seed=1)])[0]


# --- values ---------------------------------------------------------------------------------


def test_a_difference_is_the_mean_over_worlds_of_what_differs_within_each() -> None:
    found = contrast(paired(sample(0.5, 0.7, 0.9), sample(0.1, 0.2, 0.3)))
    assert found
    assert found.parts == pytest.approx((0.4, 0.5, 0.6))
    assert (found.value, found.arm, found.base) == pytest.approx((0.5, 0.7, 0.2))


def test_runs_of_one_world_are_one_unit() -> None:
    found = contrast(paired(sample(1, 3, 5, 7, seeds=2), sample(0, 0, 1, 1, seeds=2)))
    assert found
    assert found.parts == (2.0, 5.0)


def test_where_there_is_one_world_only_its_seeds_are_the_units() -> None:
    sums = paired(Sample({Place(7, seed): (float(seed), 1.0) for seed in range(3)}), None)
    assert (sums.unit, sums.arm) == ("seed", ((0.0, 1.0), (1.0, 1.0), (2.0, 1.0)))


@given(st.lists(st.tuples(SUMS, SUMS), min_size=1, max_size=15))
def test_the_parts_of_a_ratio_of_sums_have_it_as_their_mean(rows: list[tuple[Sums, Sums]]) -> None:
    arm, base = (tuple(side) for side in zip(*rows, strict=True))
    found = contrast(Clustered("world", arm, base, len(rows)))
    assert found
    rates = [sum(done for done, _ in side) / sum(had for _, had in side) for side in (arm, base)]
    assert found.value == pytest.approx(rates[0] - rates[1])
    assert sum(found.parts) / len(rows) == pytest.approx(found.value, abs=1e-9)


def test_up_to_twelve_worlds_the_interval_is_exact_and_is_what_the_test_does_not_reject() -> None:
    values = [0.31, 0.02, 0.17, 0.26, -0.05, 0.11, 0.08, 0.21]
    found = contrast(paired(sample(*values), sample(*(0.0 for _ in values))))
    assert found
    ends = interval(found, seed=1)
    assert ends is not None
    assert ends == exact_interval(found.parts)
    for side, edge in (("greater", ends.low), ("less", ends.high)):
        inside = edge + (1e-6 if side == "greater" else -1e-6)
        outside = edge - (1e-6 if side == "greater" else -1e-6)
        assert p_value(found, outside, side=side, seed=1) <= 0.025  # type: ignore[arg-type, operator]
        assert p_value(found, inside, side=side, seed=1) > 0.025  # type: ignore[arg-type, operator]


SKEWED = (0.01, 0.02, 0.03, 0.03, 0.05, 0.06, 0.11, 0.34)


def test_the_interval_of_a_skewed_level_reaches_further_to_its_tail_and_agrees_with_its_test() -> None:
    level = contrast(paired(sample(*SKEWED), None))
    between = contrast(paired(sample(*SKEWED), sample(*(0.0 for _ in SKEWED))))
    assert level
    assert between
    ends, straight = interval(level, seed=1), interval(between, seed=1)
    assert ends
    assert straight
    assert ends.low > straight.low
    assert ends.high > straight.high
    for side, edge, out in (("greater", ends.low, -1e-6), ("less", ends.high, 1e-6)):
        assert p_value(level, edge + out, side=side, seed=1) <= 0.025  # type: ignore[arg-type, operator]
        assert p_value(level, edge - out, side=side, seed=1) > 0.025  # type: ignore[arg-type, operator]


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=15), st.floats(-20, 20))
def test_a_bound_is_made_straight_and_skewed_again(parts: list[float], bound: float) -> None:
    sd = float(np.std(parts, ddof=1))
    assume(sd > 1e-3)
    moved = skewness(parts, float(np.mean(parts)), sd)
    assert moved.skewed(moved.straight(bound)) == pytest.approx(bound, abs=1e-6)
    assert moved.straight(bound) <= moved.straight(bound + 0.1)


def test_one_try_in_every_world_has_the_exact_interval_of_a_share_and_its_test() -> None:
    won = contrast(paired(sample(*(1.0,) * 11, 0.0), None), counts=True)
    assert won
    ends = interval(won, seed=1)
    assert ends
    assert (ends.low, ends.high) == pytest.approx((0.6152, 0.9979), abs=1e-4)
    assert p_value(won, ends.low, side="greater", seed=1) == pytest.approx(0.025, abs=1e-6)
    assert p_value(won, ends.high, side="less", seed=1) == pytest.approx(0.025, abs=1e-6)


def test_symmetric_parts_move_no_bound() -> None:
    assert skewness((-1.0, 0.0, 1.0), 0.0, 1.0).straight(0.7) == pytest.approx(0.7, abs=1e-12)


def test_where_all_worlds_are_alike_only_counts_have_an_interval() -> None:
    same = contrast(paired(sample(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5), None))
    assert same
    assert interval(same, seed=1) is None
    none = Sample({Place(world, 0): (0.0, 10.0) for world in range(6)})
    found = told(paired(none, none), seed=1, counts=True)
    assert found
    assert found.interval
    assert found.interval.low == pytest.approx(-0.0596, abs=1e-4)  # Clopper-Pearson: 0 of 60 is below .0596
    assert found.interval.high == pytest.approx(0.0596, abs=1e-4)


def test_a_share_is_never_told_to_lie_outside_of_0_to_1() -> None:
    won = Sample({Place(world, 0): (float(world == 0), 1.0) for world in range(8)})
    found = told(paired(won, None), seed=1, counts=True)
    assert found
    assert found.interval
    assert found.interval.low >= 0


def test_a_missing_value_leaves_out_its_pair_its_world_or_is_the_worst_as_the_rule_says() -> None:
    arm, base = sample(0.5, None, 0.5, 0.75, seeds=2), sample(0.25, 0.5, 0.25, 0.125, seeds=2)
    pair = paired(arm, base)
    assert (pair.arm, pair.base) == (((0.5, 1.0), (1.25, 2.0)), ((0.25, 1.0), (0.375, 2.0)))
    assert (pair.pairs, pair.dropped) == (3, ((0, 1),))
    world = paired(arm, base, "exclude")
    assert (world.arm, world.base) == (((1.25, 2.0),), ((0.375, 2.0),))
    assert (world.pairs, world.dropped) == (2, ((0, 0), (0, 1)))
    worst = evidence(hypothesis(missing="worst"), {"guide": arm, "none": base}, "less", seed=1).sums
    assert (worst.pairs, worst.dropped, worst.filled) == (4, (), ((0, 1),))
    assert worst.arm == ((1.25, 2.0), (1.25, 2.0))  # .75 is the worst of all


# --- verdicts -------------------------------------------------------------------------------


def test_a_verdict_asks_where_the_whole_interval_lies() -> None:
    wide = [0.01 * at for at in range(-4, 6)]
    assert verdict([0.2 + value for value in wide]).word == "met"
    assert verdict([-0.1 + value for value in wide]).word == "not_met"
    between = verdict([0.05 + value for value in wide])
    assert (between.word, between.reason) == ("undetermined", "neither CI_low >= 0.05 nor CI_high < 0.05")
    assert between.detectable is not None


def test_a_gate_that_does_not_hold_comes_before_any_estimate() -> None:
    samples = {"guide": sample(*(0.5 + 0.01 * at for at in range(10))), "none": sample(*(0.0,) * 10)}
    one = evidence(hypothesis(), samples, "less", seed=1)
    gate = Gate("unattributed", "<=", 0.05)
    task = spec([hypothesis()]).tasks()[0]
    open_, closed, silent = (
        gated(gate, "guide", {task.id: run(task, {}, gates={"unattributed": value})})
        for value in (0.05, 0.06, None)
    )
    assert judge([one], [open_])[0].word == "met"
    assert judge([one], [closed])[0].word == "undetermined"
    assert judge([one], [silent])[0].reason == (
        "a gate does not hold: unattributed <= 0.05 in guide: no run tells"
    )
    assert judge([one], [replace(closed, arm="another")])[0].word == "met"


def test_a_model_that_changed_its_name_between_runs_closes_the_gate_that_it_is_constant() -> None:
    tasks = spec([hypothesis()]).tasks()
    told_ = {t.id: run(t, {}, gates={"model_fingerprint": f"m{at % 2}"}) for at, t in enumerate(tasks[:4])}
    found = gated(Gate("model_fingerprint", "==", "constant"), "guide", told_)
    assert (found.holds, found.worst, len(found.failing)) == (False, "m0, m1", 4)


def test_there_is_no_verdict_before_all_runs_are_played() -> None:
    samples = {"guide": sample(*(0.5 + 0.01 * at for at in range(10))), "none": sample(*(0.0,) * 10)}
    found = judge([evidence(hypothesis(), samples, "less", seed=1)], unplayed=3)[0]
    assert (found.word, found.reason) == ("undetermined", "3 runs of the experiment are not played yet")


def test_what_one_hypothesis_could_claim_alone_it_may_not_claim_in_a_large_family() -> None:
    edge: list[float | None] = [0.04, 0.07, 0.09, 0.1, 0.12, 0.15, 0.18, 0.06]
    assert verdict(edge).word == "met"
    far = {"guide": sample(*(-at / 10 for at in range(8))), "none": sample(*(0.0,) * 8)}
    near = {"guide": sample(*edge), "none": sample(*(0.0,) * 8)}
    every = [evidence(hypothesis(f"H{at}"), near if at == 1 else far, "less", seed=1) for at in range(1, 7)]
    first = judge(every)[0]
    assert first.word == "undetermined"
    assert "after Holm over the 6 of its family" in first.reason
    others = [replace(one, hypothesis=replace(one.hypothesis, family="side")) for one in every[1:]]
    assert judge([every[0], *others])[0].word == "met"


def test_too_few_worlds_and_worlds_that_are_all_alike_say_so() -> None:
    assert verdict([0.5, 0.6, 0.7]).reason == "3 worlds are too few for any interval: 6 are the least"
    assert "came to the same value" in verdict([0.5] * 8).reason
    assert verdict([None] * 8).reason == "no pair of runs has values"


def test_thresholds_that_overlap_leave_a_hypothesis_undetermined_where_both_hold() -> None:
    made = hypothesis(met=Bound("low", ">", 0.0), not_met=Bound("high", "<", 0.5))
    found = verdict([0.1 + 0.01 * at for at in range(10)], made=made)
    assert (found.word, found.reason) == (
        "undetermined",
        "CI_low > 0 and CI_high < 0.5 both hold: they overlap",
    )


def test_a_threshold_that_claims_nothing_needs_no_test() -> None:
    made = hypothesis(not_met=Bound("low", "<", 0.05))
    found = verdict([0.01 * at for at in range(-4, 6)], made=made)
    assert (found.word, found.adjusted["not_met"]) == ("not_met", None)


# --- risks, variance, times, probes -----------------------------------------------------------


def test_a_relative_risk_is_told_with_both_of_its_rates_and_their_counts() -> None:
    arm, base = (Sample({Place(w, 0): (done, 20.0) for w, done in enumerate(its)}) for its in (
        (3.0, 4.0, 2.0, 5.0, 1.0, 3.0), (1.0, 0.0, 2.0, 1.0, 1.0, 1.0)))  # fmt: skip
    found = risks("shortcuts", "guide", "none", paired(arm, base), seed=1)
    assert found
    assert found.words().startswith("guide: 18 of 120 (15.0% [")
    assert "; none: 6 of 120 (5.0% [" in found.words()
    assert "; relative risk 3.00 [" in found.words()


def test_without_harm_in_the_base_arm_there_is_no_relative_risk_but_there_are_rates() -> None:
    arm, base = (Sample({Place(w, 0): (done, 20.0) for w in range(6)}) for done in (1.0, 0.0))
    found = risks("shortcuts", "guide", "none", paired(arm, base), seed=1)
    assert found
    assert found.found.ratio is None
    assert found.words().endswith(
        "none: 0 of 120 (0.0% [0.0%, 3.0%]); no relative risk, as the base rate is 0"
    )


def test_variance_splits_as_worked_out_by_hand() -> None:
    values = {Place(w, s): v for w, pair in enumerate([(1, 3), (5, 7), (9, 11)]) for s, v in enumerate(pair)}
    found = split(values)
    assert found
    # means 2, 6, 10: mean square between 2 * 32 / 2 = 32, within 6 / 3 = 2: (32 - 2) / 2 = 15
    assert (found.world, found.chance, found.share) == pytest.approx((15.0, 2.0, 15 / 17))
    assert split({Place(w, 0): float(w) for w in range(5)}) is None


def test_runs_that_won_are_not_counted_as_lasting() -> None:
    its = [
        Outcome(100, "derailed"),
        Outcome(200, "finished"),
        Outcome(300, "derailed"),
        Outcome(400, "censored"),
    ]
    found = lasting(its)
    assert found
    assert (found.derailed, found.finished, found.censored, found.horizon) == (2, 1, 1, 400)
    assert [(point.time, point.probability) for point in found.curve] == [(100, 0.25), (300, 0.5)]
    assert apart({"a": its, "b": its}, "a") == {"b": pytest.approx(1.0)}


def probe(at: int, cell: str, lost: int, anchor: int | None = None) -> dict[str, object]:
    return {"at": at, "cell": cell, "repeat": 0, "anchor": anchor, "steps": 30, "lost": lost}


def test_the_drift_of_an_agent_is_how_its_gap_to_a_fresh_self_grows() -> None:
    runs_ = {
        Place(world, 0): [
            probe(1000, "kept/kept", 6), probe(1000, "empty/blank", 6), probe(2000, "kept/kept", 12 + world),
            probe(2000, "empty/blank", 6),
        ]
        for world in range(6)
    }  # fmt: skip
    found = {(gap.where, gap.to, gap.point): gap for gap in gaps("guide", runs_, seed=1)}
    assert set(found) == {
        ("here", "fresh", 0),
        ("here", "fresh", 1),
        ("here", "fresh", 2),
        ("here", "drift", 0),
    }
    assert found["here", "fresh", 1].found.value == 0
    assert found["here", "fresh", 2].found.value == pytest.approx(8.5 / 30)
    assert found["here", "drift", 0].found.value == pytest.approx(8.5 / 30)
    ends = found["here", "drift", 0].found.interval
    assert ends
    assert (ends.low, ends.high) == pytest.approx((6 / 30, 11 / 30))


def test_a_fresh_self_that_played_an_anchor_once_is_what_all_later_points_are_compared_with() -> None:
    runs_ = {
        Place(world, 0): [
            probe(1000, "kept/kept", 5, 3), probe(1000, "empty/blank", 5, 3), probe(2000, "kept/kept", 20, 3)
        ]
        for world in range(6)
    }  # fmt: skip
    found = {(gap.to, gap.point): gap.found.value for gap in gaps("guide", runs_, seed=1)}
    assert found["fresh", 2] == found["drift", 0] == pytest.approx(0.5)


# --- the whole --------------------------------------------------------------------------------


def test_the_same_runs_come_to_the_same_in_any_order() -> None:
    made = spec([hypothesis(), hypothesis("H2", estimand="shortcuts")], worlds=8, seeds=2)
    rng = np.random.default_rng(3)
    values = {
        "waste_change": Ways({"none": 0.0, "guide": 0.2}).samples(rng, 8, 2),
        "shortcuts": Shares({"none": 0.1, "guide": 0.2}).samples(rng, 8, 2),
    }
    played = runs(made, values, ratios=["shortcuts"])
    mixed = random.Random(1).sample(played, len(played))
    first, second = findings(made, played), findings(made, mixed)
    assert first == second
    assert first.verdicts[0].word == "met"
    assert base_arm(made) == "none"


def test_a_run_that_failed_has_no_value_whatever_it_measured() -> None:
    made = spec([hypothesis()], worlds=8)
    values = {arm: sample(*(0.1 * at for at in range(8))) for arm in ("none", "guide")}
    played = runs(made, {"waste_change": values})
    played[0] = replace(played[0], error="AgentError: it left")
    found = findings(made, played)
    level = found.level("waste_change", played[0].task.arm)
    assert level
    assert (level.missing, level.found and level.found.pairs) == (1, 7)
    assert found.verdicts[0].evidence.sums.pairs == 7


def test_a_share_of_steps_that_is_0_everywhere_is_no_count_of_runs() -> None:
    made = spec([hypothesis()], worlds=8)
    none = {arm: sample(*(0.0,) * 8) for arm in ("none", "guide")}
    found = findings(made, runs(made, {"goal_acts": none, "won": none}))
    ends = {one.estimand: one.found and one.found.interval for one in found.levels if one.arm == "guide"}
    assert ends["goal_acts"] is None
    assert ends["won"] == Interval(0.0, pytest.approx(0.3694, abs=1e-4))  # type: ignore[arg-type]


# --- what is promised where the truth is known: quick, in full `python -m tests.experiment_proof` ---


@pytest.mark.parametrize("worlds", [10, 16])
@pytest.mark.parametrize(
    "name", ["difference, normal", "difference of shares .15 and .05", "level, skewed", "share .05"]
)
def test_a_95_percent_interval_holds_the_truth_in_93_to_97_percent(name: str, worlds: int) -> None:
    ways, truth, base = proof.CASES[name]
    low, high = proof.covered(ways, truth, 300, worlds=worlds, base=base).ends
    assert low <= 0.97
    assert high >= 0.93


def test_any_wrong_verdict_in_a_family_has_a_probability_of_5_percent_at_most() -> None:
    found = proof.false_verdicts(80, family=4, worlds=10)
    assert {name: share.ends[0] <= 0.05 for name, share in found.items()} == dict.fromkeys(found, True)


def test_the_printed_smallest_effect_is_found_in_4_of_5_experiments() -> None:
    hits, least, printed = proof.power(150, family=2, worlds=10)
    assert hits.ends[0] <= 0.8 <= hits.ends[1]
    assert printed == pytest.approx(least, rel=0.15)


@settings(max_examples=25)
@given(st.lists(st.floats(-1, 1), min_size=6, max_size=11), st.floats(-1, 1), st.floats(0.01, 0.5))
def test_a_hypothesis_and_its_mirror_image_get_mirrored_verdicts(
    values: list[float], edge: float, sesoi: float
) -> None:
    one = hypothesis(met=Bound("low", ">", edge), not_met=Bound("high", "<", edge), sesoi=sesoi)
    other = hypothesis(met=Bound("high", "<", -edge), not_met=Bound("low", ">", -edge), sesoi=sesoi)
    assert verdict(list(values), made=one).word == verdict([-value for value in values], made=other).word
    assert verdict(list(values), made=one).evidence.interval != Interval(-inf, inf)
