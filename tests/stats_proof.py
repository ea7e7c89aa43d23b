"""What the statistics of the drift instrument do on made-up agents: the command that prints their figures.

python -m tests.stats_proof --runs 2000
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from math import inf, log

import numpy as np

from sim.drift.stats.behaviour import habit_shift
from sim.drift.stats.between import detectable, difference, exact_interval, risk, sign_flip
from sim.drift.stats.changepoint import single_change, slope
from sim.drift.stats.edetector import EDetector
from sim.drift.stats.eprocess import EProcess
from sim.drift.stats.intervals import Interval, rate, ratio
from sim.drift.stats.reference import BLOCK
from sim.drift.stats.survival import Outcome, cumulative_incidence, kappa_of_first, kappa_within
from sim.drift.stats.watch import Watch

BASE = 0.066
"""Waste of a clean agent, per step."""
BURST = 30
KINDS = ("clean", "uneven legs", "loops .001", "loops .003", "rare loops", "learner")
Rng = np.random.Generator
Played = tuple[list[float], list[int]]


def legs(rng: Rng, steps: int, mean: float) -> list[int]:
    """Number the steps by legs of log-normal length."""
    found: list[int] = []
    number = 0
    while len(found) < steps:
        found += [number] * max(40, int(rng.lognormal(log(mean) - 0.06, 0.35)))
        number += 1
    return found[:steps]


def play(
    rng: Rng, kind: str, steps: int, *, leg: float = 250, onset: int | None = None, shift: float = 0.0
) -> Played:
    """Make the harm of each step, and its leg."""
    number = np.asarray(legs(rng, steps, leg))
    chance = np.full(steps, 0.0 if kind == "rare loops" else BASE)
    if kind == "uneven legs":
        strength = BASE * (1 - BASE) / 0.03**2 - 1
        chance = rng.beta(BASE * strength, (1 - BASE) * strength, size=number[-1] + 1)[number]
    if kind == "learner":
        chance = np.linspace(0.12, 0.04, steps)
    if onset is not None:
        chance[onset:] += shift
    harm = rng.random(steps) < chance
    starts = {"loops .001": 0.001, "loops .003": 0.003, "rare loops": 0.0001}.get(kind, 0.0)
    for start in np.flatnonzero(rng.random(steps) < starts):
        harm[start : start + BURST] = True
    return harm.astype(float).tolist(), number.tolist()


def watched(played: Played, margin: float) -> Watch:
    watch = Watch(margin=margin)
    for harm, leg in zip(*played, strict=True):
        watch.update(harm, leg)
    return watch


def share(hits: int, runs: int) -> str:
    """Return a share with its exact interval."""
    found = rate(hits, runs)
    assert found
    assert found.interval
    return f"{found.value:.3f} [{found.interval.low:.3f}, {found.interval.high:.3f}]"


def middle(values: list[float]) -> str:
    """Return median and upper quartile; what never came is infinite."""
    if not values:
        return "-"
    low, high = np.quantile(values, [0.5, 0.75], method="inverted_cdf")
    return f"{low:.0f} (q75 {high:.0f})"


def known_bound(runs: int) -> None:
    """The guarantee itself: false alarms in 200 blocks where m0 is the true mean."""
    for name, burst in (("iid", 1), ("bursts within blocks", BLOCK)):
        rng = np.random.default_rng(11)
        values = rng.binomial(BLOCK // burst, 0.1, size=(runs, 200)) * burst / BLOCK
        alarms = 0
        for row in values.tolist():
            detector = EDetector(0.1, block=1)
            alarms += any(detector.update(value) for value in row)
        print(f"e-detector, m0 known, {name}: alarms {share(alarms, runs)}, promise .05", flush=True)


def false_alarms(runs: int) -> None:
    """False alarms in 200 blocks where m0 is a plug-in."""
    for kind in KINDS:
        for leg in (150, 250):
            for margin in (0.0, 0.01, 0.02):
                rng = np.random.default_rng(12)
                alarms = sum(
                    watched(play(rng, kind, 12_500, leg=leg), margin).alarm is not None for _ in range(runs)
                )
                print(
                    f"e-detector, {kind}, legs of {leg}, margin {margin}: false alarms {share(alarms, runs)}",
                    flush=True,
                )


def delays(runs: int) -> None:
    """Delays and errors of the onset for rises in mid-run, onset uniform on 3,000-6,000."""
    for kind in KINDS:
        if kind in ("rare loops", "learner"):
            continue
        for shift in (0.07, 0.135):
            for margin in (0.0, 0.01, 0.02):
                rng = np.random.default_rng(13)
                late, wrong, early = [], [], 0
                for _ in range(runs):
                    onset = int(rng.integers(3000, 6001))
                    alarm = watched(play(rng, kind, 12_000, onset=onset, shift=shift), margin).alarm
                    if alarm and alarm.step <= onset:
                        early += 1
                        continue
                    late.append(alarm.step - onset if alarm else inf)
                    if alarm:
                        wrong.append(float(abs(alarm.onset_step - 1 - onset)))
                found = sum(np.isfinite(late))
                print(
                    f"e-detector, {kind} +{shift}, margin {margin}: detected {share(found, len(late))}, "
                    f"delay {middle(late)} steps, onset off by {middle(wrong)}, {early} before the onset",
                    flush=True,
                )


def opportunities(runs: int) -> None:
    """The e-process: false alarms at p0, and delays for rises at once and later."""
    for horizon in (0, 50, 100):
        rng = np.random.default_rng(14)
        alarms = 0
        for row in (rng.random((runs, 200)) < 0.05).tolist():
            process = EProcess(0.05, horizon=horizon)
            alarms += any(process.update(taken) for taken in row)
        print(f"e-process, h {horizon}, 200 at p0: alarms {share(alarms, runs)}, promise .05", flush=True)
        for risen in (0.25, 0.15):
            for before in (0, 20, 60):
                late = []
                for _ in range(runs):
                    process = EProcess(0.05, horizon=horizon)
                    for taken in (rng.random(before) < 0.05).tolist():
                        process.update(taken)
                    if not process.alarm:
                        draws = (rng.random(400) < risen).tolist()
                        late.append(next((i for i, x in enumerate(draws, 1) if process.update(x)), inf))
                within = sum(delay <= 40 for delay in late)
                print(
                    f"e-process, h {horizon}: .05 -> {risen} after {before}: median {middle(late)} "
                    f"opportunities, within 40: {share(within, len(late))}",
                    flush=True,
                )


def change_points(runs: int) -> None:
    """Size of the permutation test, error of the change point, coverage of its interval; slopes."""
    for kind in ("clean", "uneven legs", "loops .001"):
        for shift in (0.0, 0.07, 0.135):
            rng = np.random.default_rng(15)
            off, covered, named, small = [], 0, 0, 0
            for number in range(runs):
                onset = int(rng.integers(2000, 6001))
                harm, leg = play(rng, kind, 10_000, onset=onset, shift=shift)
                values = np.reshape(harm, (-1, BLOCK)).mean(axis=1).tolist()
                change = single_change(values, leg[BLOCK // 2 :: BLOCK], seed=number, resamples=500)
                assert change
                small += change.p <= 0.05
                off.append(float(abs(change.index * BLOCK - onset)))
                covered += (
                    onset / BLOCK - 1 <= change.interval.high and change.interval.low <= onset / BLOCK + 1
                )
                named += change.shape == "step"
            if shift:
                print(
                    f"change point, {kind} +{shift}: p <= .05 in {share(small, runs)}, off by {middle(off)}, "
                    f"interval holds it {share(covered, runs)}, called a step {share(named, runs)}",
                    flush=True,
                )
            else:
                print(f"change point, {kind}, no change: p <= .05 in {share(small, runs)}", flush=True)
    for rise in (0.0, 0.2):
        rng = np.random.default_rng(16)
        held, named, found = 0, 0, []
        for number in range(runs):
            number_of_leg = legs(rng, 10_000, 250)
            levels = rng.normal(0, 0.02, number_of_leg[-1] + 1)
            chance = np.clip(BASE + levels[number_of_leg] + np.linspace(0, rise, 10_000), 0, 1)
            values = (rng.random(10_000) < chance).astype(float).reshape(-1, BLOCK).mean(axis=1).tolist()
            at = np.arange(len(values)) * BLOCK
            line = slope(values, number_of_leg[BLOCK // 2 :: BLOCK], at.tolist(), seed=number, resamples=1000)
            assert line
            assert line.interval
            held += rise / 10 in line.interval
            found.append(line.value)
            change = single_change(values, number_of_leg[BLOCK // 2 :: BLOCK], seed=number, resamples=2)
            named += change is not None and change.shape == "ramp"
        print(
            f"slope, true {rise / 10} per 1,000 steps: mean {np.mean(found):.4f}, 95 % interval holds it "
            f"{share(held, runs)}, called a ramp {share(named, runs)}",
            flush=True,
        )


def habits(runs: int) -> None:
    """Null mean and size of the behavioural distance, where legs differ though nothing changed; its power."""
    for moved in (0.0, 0.15, 0.3):
        for old, new in ((8, 2), (10, 4)):
            rng = np.random.default_rng(17)
            plain, excess, small = [], [], 0
            for number in range(runs):
                habit = rng.dirichlet(np.full(8, 2.0), size=3)
                other = rng.dirichlet(np.full(8, 2.0), size=3)
                tables = [
                    [
                        rng.multinomial(80, rng.dirichlet(40 * p + 1e-6))
                        for p in (habit if leg < old else (1 - moved) * habit + moved * other)
                    ]
                    for leg in range(old + new)
                ]
                shift = habit_shift(tables[:old], tables[old:], seed=number)
                assert shift
                plain.append(shift.distance)
                excess.append(shift.excess)
                small += shift.p <= 0.05
            error = np.std(excess) / runs**0.5
            print(
                f"habits, {old} + {new} legs, moved {moved}: distance {np.mean(plain):.4f}, excess "
                f"{np.mean(excess):+.4f} +- {1.96 * error:.4f}, p <= .05 in {share(small, runs)}",
                flush=True,
            )


SHAPES: dict[str, Callable[[Rng, int], np.ndarray]] = {
    "normal": lambda rng, n: rng.normal(size=n),
    "heavy": lambda rng, n: rng.standard_t(3, size=n),
    "skewed": lambda rng, n: rng.exponential(size=n) - 1,
    "few events": lambda rng, n: (rng.binomial(20, 0.08, n) - rng.binomial(20, 0.08, n)) / 20,
}


def arms(runs: int) -> None:
    """Size of the sign-flip test; coverage of intervals for the mean difference; risks; power at the MDE."""
    for name, draw in SHAPES.items():
        for count in (10, 20):
            rng = np.random.default_rng(18)
            small, held, exact, wide = 0, 0, 0, 0
            for number in range(runs):
                d = draw(rng, count).tolist()
                p = sign_flip(d, seed=number)
                small += p is not None and p <= 0.05
                found = difference(d, seed=number, resamples=2000)
                if found and found.interval:
                    wide += 1
                    held += 0.0 in found.interval
                if count <= 12:
                    inside = exact_interval(d)
                    exact += inside is not None and 0.0 in inside
            print(
                f"arms, {name}, R {count}: sign-flip p <= .05 in {share(small, runs)}, BCa holds 0 "
                f"{share(held, wide)}" + (f", exact interval {share(exact, runs)}" if count <= 12 else ""),
                flush=True,
            )
    rng = np.random.default_rng(19)
    least = detectable(1.0, 10)
    assert least
    flips = [sign_flip((least + rng.normal(size=10)).tolist(), seed=0) for _ in range(runs)]
    hits = sum(p is not None and p <= 0.05 for p in flips)
    print(
        f"arms, R 10, effect of the MDE ({least:.3f} sd): found by sign-flip {share(hits, runs)}", flush=True
    )
    for base, arm in ((0.05, 0.15), (0.15, 0.15)):
        apart = ratios = known = 0
        for number in range(runs // 4):
            risks = [
                np.clip(rng.beta(p * 15, (1 - p) * 15, 10), 0, 1) for p in (base, arm)
            ]  # runs of an arm differ
            played = [[(float(x), 20.0) for x in rng.binomial(20, p)] for p in risks]
            found_risk = risk(played[0], played[1], seed=number, resamples=2000)
            assert found_risk
            wide_enough = found_risk.difference.interval
            apart += wide_enough is not None and arm - base in wide_enough
            if found_risk.ratio and found_risk.ratio.interval:
                known += 1
                ratios += arm / base in found_risk.ratio.interval
        print(
            f"risks {base} and {arm}, R 10: BCa of difference holds it {share(apart, runs // 4)}, of "
            f"ratio {share(ratios, known)}",
            flush=True,
        )


def windows(runs: int) -> None:
    """Coverage of the bootstrap for a ratio of sums."""
    for kind in ("clean", "loops .001", "uneven legs"):
        rng = np.random.default_rng(20)
        truth = float(np.mean(play(rng, kind, 1_000_000)[0])) if kind == "loops .001" else BASE
        for unit, count in (("blocks", 10), ("legs", 10), ("legs", 24)):
            held = 0
            for number in range(runs):
                harm, leg = play(rng, kind, count * (BLOCK if unit == "blocks" else 320), leg=250)
                units = [number // BLOCK for number in range(len(harm))] if unit == "blocks" else leg
                sums = np.bincount(units, harm), np.bincount(units)
                pairs = list(zip(*(part[:count].tolist() for part in sums), strict=True))
                found = ratio(pairs, seed=number, resamples=1000)
                held += found is not None and found.interval is not None and truth in found.interval
            print(
                f"ratio of sums, {kind}, {count} {unit}: 95 % interval holds it {share(held, runs)}",
                flush=True,
            )


def survival(runs: int) -> None:
    """Coverage of cumulative incidence; what differences between runs do to the two kappas."""
    rng = np.random.default_rng(21)
    held = known = 0
    first: list[Interval] = []
    within: list[Interval] = []
    for _ in range(runs):
        derail, finish = rng.exponential(8000, 40), rng.exponential(12_000, 40)
        outcomes = [
            Outcome(
                min(a, b, 8000.0), "derailed" if a < min(b, 8000) else "finished" if b < 8000 else "censored"
            )
            for a, b in zip(derail.tolist(), finish.tolist(), strict=True)
        ]
        last = cumulative_incidence(outcomes)[-1]
        if last.interval:
            known += 1
            held += 0.6 * (1 - np.exp(-8000 / 4800)) in last.interval
        rates = rng.gamma(0.7, 1 / 0.7, 20) * 6 / 10_000
        times = [np.sort(rng.uniform(0, 10_000, rng.poisson(10_000 * r))).tolist() for r in rates]
        firsts = [Outcome(each[0], "derailed") if each else Outcome(10_000, "censored") for each in times]
        one, other = kappa_of_first(firsts), kappa_within([(10_000, each) for each in times])
        first += [one.interval] if one and one.interval else []
        within += [other.interval] if other and other.interval else []
    print(f"cumulative incidence of 40 runs: 95 % interval holds it {share(held, known)}", flush=True)
    for name, found in (("first events", first), ("within runs", within)):
        held = sum(1.0 in interval for interval in found)
        print(
            f"kappa of {name}, constant hazards that differ: holds 1 {share(held, len(found))}",
            flush=True,
        )


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--only", help="one part, by the name of its function")
    options = parser.parse_args()
    for part in (
        *(known_bound, false_alarms, delays, opportunities, change_points),
        *(habits, arms, windows, survival),
    ):
        if options.only in (None, part.__name__):
            # Parts that play whole runs, or resample in each, take a tenth of the runs.
            slow = part in (delays, change_points, windows, habits)
            part(max(40, options.runs // 10) if slow else options.runs)


if __name__ == "__main__":
    main()
