"""What the decisions on an experiment do where the truth is known: the command that prints their figures.

python -m tests.experiment_proof --runs 2000
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.drift.stats.between import detectable
from sim.drift.stats.intervals import rate
from sim.experiment.deciding.contrast import contrast, interval
from sim.experiment.deciding.judging import Verdict, evidence, judge
from sim.experiment.deciding.samples import Sample, clustered
from sim.experiment.deciding.shortcuts import risks
from sim.experiment.deciding.variance import split
from tests.madeup import Shares, Ways, hypothesis

EDGE = 0.05
"""The threshold that the hypotheses here are about."""
SHAPES = {
    "normal": lambda rng, n: rng.normal(size=n),
    "heavy tails": lambda rng, n: rng.standard_t(5, size=n) / (5 / 3) ** 0.5,
    "skewed": lambda rng, n: rng.exponential(size=n) - 1,
}


@dataclass(frozen=True)
class Share:
    """Hits of trials, with the exact interval of their share."""

    hits: int
    trials: int

    @property
    def value(self) -> float:
        """The share."""
        return self.hits / self.trials

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the share's 95 % interval."""
        found = rate(self.hits, self.trials)
        assert found
        assert found.interval
        return found.interval.low, found.interval.high

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.ends[0]:.3f}, {self.ends[1]:.3f}]"


def covered(
    ways: Ways | Shares, truth: float, runs: int, *, worlds: int, seeds: int = 1, base: bool = True
) -> Share:
    """Return how often the 95 % interval of arm b, or of its difference to arm a, holds the truth."""
    rng = np.random.default_rng(31)
    held = known = 0
    for number in range(runs):
        samples = ways.samples(rng, worlds, seeds)
        sums = clustered(samples["b"], samples["a"] if base else None, missing="null")
        found = contrast(sums, counts=samples["a"].counts and samples["b"].counts)
        assert found
        ends = interval(found, seed=number)
        known += ends is not None
        held += ends is not None and truth in ends
    return Share(held, known)


def verdicts(samples: Sequence[Mapping[str, Sample]], seed: int) -> tuple[Verdict, ...]:
    """Return the verdicts of a family of hypotheses, one for each set of samples."""
    every = [
        evidence(hypothesis(f"H{number}", arm="b", against="a"), its, "less", seed=seed * 100 + number)
        for number, its in enumerate(samples, 1)
    ]
    return judge(every)


def false_verdicts(runs: int, *, family: int, worlds: int, shape: str = "normal") -> dict[str, Share]:
    """Return how often any hypothesis of a family gets a verdict that is wrong, by what truths they have.

    "below": all lie just below the threshold of "met", where a verdict "met" is wrong; "at": all just at it,
    where "not met" is; "both": half and half.
    """
    found = {}
    for name in ("below", "at", "both"):
        rng, ways = np.random.default_rng(32), Ways({"a": 0.2, "b": 0.2 + EDGE}, draw=SHAPES[shape])
        wrong = 0
        for number in range(runs):
            below = [{"below": True, "at": False, "both": at % 2 == 0}[name] for at in range(family)]
            samples = [ways.samples(rng, worlds) for _ in below]
            words = [verdict.word for verdict in verdicts(samples, number)]
            wrong += any(
                word == ("met" if its else "not_met") for word, its in zip(words, below, strict=True)
            )
        found[name] = Share(wrong, runs)
    return found


def power(runs: int, *, family: int, worlds: int, seeds: int = 1) -> tuple[Share, float, float]:
    """Return how often an effect of the smallest detectable size is found; that size, true and as printed.

    One hypothesis of the family has that effect, the others are far from being met.
    """
    rng = np.random.default_rng(33)
    plain = Ways({"a": 0.2, "b": 0.2 - EDGE})
    least = detectable(plain.sd(seeds), worlds, alpha=0.05 / family)
    assert least
    there = Ways({"a": 0.2, "b": 0.2 + EDGE + least})
    hits, printed = 0, []
    for number in range(runs):
        samples = [(plain if at else there).samples(rng, worlds, seeds) for at in range(family)]
        first = verdicts(samples, number)[0]
        hits += first.word == "met"
        assert first.detectable
        printed.append(first.detectable)
    return Share(hits, runs), least, float(np.median(printed))


def split_of(runs: int, *, worlds: int, seeds: int) -> tuple[Share, float, float]:
    """Return how often the interval of the share holds it, and the mean variances over the true ones."""
    rng = np.random.default_rng(34)
    ways = Ways({"a": 0.2}, world=0.05, own=0.0, chance=0.04)
    true = 0.05**2 / (0.05**2 + 0.04**2)
    held, between, within = 0, [], []
    for _ in range(runs):
        sums = ways.samples(rng, worlds, seeds)["a"].known
        found = split({place: done for place, (done, _) in sums.items()})
        assert found
        held += true in found.interval
        between.append(found.world)
        within.append(found.chance)
    return Share(held, runs), float(np.mean(between)) / 0.05**2, float(np.mean(within)) / 0.04**2


def ratios(runs: int, rates: tuple[float, float], *, worlds: int) -> Share:
    """Return how often the interval of the relative risk holds the true one."""
    rng = np.random.default_rng(35)
    ways = Shares({"a": rates[0], "b": rates[1]})
    held = known = 0
    for number in range(runs):
        samples = ways.samples(rng, worlds)
        found = risks(
            "shortcuts", "b", "a", clustered(samples["b"], samples["a"], missing="null"), seed=number,
            resamples=2000,
        )  # fmt: skip
        ends = found.found.ratio.interval if found and found.found.ratio else None
        known += ends is not None
        held += ends is not None and rates[1] / rates[0] in ends
    return Share(held, known)


CASES: Mapping[str, tuple[Ways | Shares, float, bool]] = {
    **{
        f"difference, {name}": (Ways({"a": 0.2, "b": 0.22}, draw=draw), 0.02, True)
        for name, draw in SHAPES.items()
    },
    "difference of shares .15 and .05": (Shares({"a": 0.05, "b": 0.15}), 0.10, True),
    "difference of shares .05 and .05": (Shares({"a": 0.05, "b": 0.05}), 0.0, True),
    "difference of shares, 4 a run": (Shares({"a": 0.3, "b": 0.3}, opportunities=4), 0.0, True),
    "level, skewed": (Ways({"a": 0.2, "b": 0.22}, draw=SHAPES["skewed"]), 0.22, False),
    "level, normal": (Ways({"a": 0.2, "b": 0.22}), 0.22, False),
    "level, heavy tails": (Ways({"a": 0.2, "b": 0.22}, draw=SHAPES["heavy tails"]), 0.22, False),
    "level, exponential": (
        Ways({"a": 0.2, "b": 0.22}, own=0.0, chance=0.0, draw=SHAPES["skewed"]),
        0.22,
        False,
    ),
    "share .15": (Shares({"a": 0.05, "b": 0.15}), 0.15, False),
    "share .05": (Shares({"a": 0.05, "b": 0.05}), 0.05, False),
}
"""What intervals are tried on: how values come about, the truth, and whether it is a difference."""


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    runs = parser.parse_args().runs
    for name, (ways, truth, base) in CASES.items():
        for worlds, seeds in ((8, 1), (10, 1), (10, 3), (12, 1), (16, 1), (24, 1), (40, 1)):
            found = covered(ways, truth, runs, worlds=worlds, seeds=seeds, base=base)
            print(f"95 % interval, {name}, {worlds} worlds x {seeds}: holds the truth {found}", flush=True)
    for shape in SHAPES:
        for family, worlds in ((1, 10), (4, 10), (4, 16), (8, 12)):
            for name, found in false_verdicts(runs // 2, family=family, worlds=worlds, shape=shape).items():
                print(
                    f"family of {family}, {worlds} worlds, {shape}, truths {name}: any wrong verdict {found}",
                    flush=True,
                )
    for family, worlds, seeds in ((1, 10, 1), (1, 20, 1), (4, 10, 1), (4, 12, 3), (4, 20, 1)):
        hits, least, printed = power(runs // 2, family=family, worlds=worlds, seeds=seeds)
        print(
            f"family of {family}, {worlds} worlds x {seeds}: effect {least:.4f} beyond the edge (printed:"
            f" {printed:.4f} in the median) is met {hits}",
            flush=True,
        )
    for worlds, seeds in ((10, 2), (10, 5), (30, 2)):
        held, between, within = split_of(runs, worlds=worlds, seeds=seeds)
        print(
            f"variance, {worlds} worlds x {seeds}: interval holds the share {held}; means {between:.2f} and"
            f" {within:.2f} of the true variances",
            flush=True,
        )
    for rates in ((0.05, 0.15), (0.15, 0.15)):
        for worlds in (10, 20):
            found = ratios(runs // 4, rates, worlds=worlds)
            print(f"relative risk {rates}, {worlds} worlds: holds the truth {found}", flush=True)


if __name__ == "__main__":
    main()
