"""How large is a level, or a difference between two arms, and how sure is it?

**Value.** Of one arm sum N / sum D over its units (worlds), of two the difference of two such ratios, the
units in the same order: each world was played in both. With one denominator for all units that is the mean
of the units' differences.

**Parts.** A ratio of sums is made a mean, of K parts: z_w = R_b - R_a + K * ((b_w - R_b m_w) / M - (a_w -
R_a n_w) / N) with b_w of m_w in the arm, a_w of n_w in the base, M and N their sums (Taylor linearisation;
Woodruff 1971). Their mean is the value; with one denominator for all units they are the units' differences
themselves. All that follows is done on them, so that shares and means have the same statistics.

**Interval.** Of the sign-flip test: what it does not reject. Up to 12 parts that is
`between.exact_interval`; for more its ends are quantiles of the means of 10,000 random sets of parts
(Hartigan 1969: each part is in or out by a fair coin), from 100 on those of Student's t. Of a difference it
is *guaranteed* where parts are symmetric about their mean, up to the draw; what skews both arms cancels. In
one arm nothing does: there the ends are moved by the skewness of the parts (`skewness`). For levels, shares
of few opportunities and skewed differences it is calibrated only: `python -m tests.experiment_proof` prints
what it holds. It is not the BCa bootstrap because that holds less where it matters: for shares around .05
in 13 to 20 worlds 90 to 92 %, where this holds 94 to 95 %. Where all parts are alike there is no interval,
as nothing says how far they could be apart; counts get one from Clopper-Pearson's two (low - high, high -
low: on the safe side), which takes opportunities for independent. The level of an arm with one opportunity
a unit, as "quests done" with one run a world, has Clopper-Pearson's own, which is *guaranteed*.

**p.** Of the same test that the value is `bound`, moved likewise: one-sided for a side. So interval and p
say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import stats

from sim.drift.stats.between import EXACT, FLIPS, detectable, exact_interval, sign_flip
from sim.drift.stats.intervals import Floats, Interval, rate
from sim.experiment.deciding.skewness import skewness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.deciding.samples import Clustered, Sums

Side = Literal["two", "greater", "less"]
LARGE = 100
"""Parts from which on sums are as good as normal, and resampling only costs memory."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A value and the parts it is the mean of; `arm` and `base` are the two ratios (base None for one arm).

    `spare`: the sums of both arms where all are counts, for an interval where all parts are alike.
    """

    value: float
    parts: tuple[float, ...]
    arm: float
    base: float | None
    spare: tuple[Sums, Sums | None] | None = None

    @property
    def units(self) -> int:
        """How many units it stands on."""
        return len(self.parts)

    @property
    def sd(self) -> float:
        """The standard deviation of the parts; 0 for a single one."""
        return float(np.std(self.parts, ddof=1)) if self.units > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """A value with its interval (None: there is no telling), and what it stands on.

    `unit`: what is independent of each other, "world" or "seed", `units`: how many; `pairs`: runs, or pairs
    of runs.
    """

    value: float
    interval: Interval | None
    unit: str
    units: int
    pairs: int


def told(sums: Clustered, *, seed: int, counts: bool = False, level: float = 0.95) -> Told | None:
    """Return the value of clustered sums with its interval, None if no place has one."""
    found = contrast(sums, counts=counts)
    if found is None:
        return None
    return Told(found.value, interval(found, seed=seed, level=level), sums.unit, found.units, sums.pairs)


def contrast(sums: Clustered, *, counts: bool = False) -> Contrast | None:
    """Return the value of clustered sums, None if an arm has none. `counts`: all are counts."""
    if not all(_sum(side)[1] > 0 for side in (sums.arm, sums.base) if side is not None):
        return None
    arm, arm_parts = _linear(sums.arm)
    if sums.base is None:
        spare = (_sum(sums.arm), None) if counts else None
        return Contrast(arm, tuple(arm + part for part in arm_parts), arm, None, spare)
    base, base_parts = _linear(sums.base)
    parts = tuple(arm - base + one - other for one, other in zip(arm_parts, base_parts, strict=True))
    return Contrast(arm - base, parts, arm, base, (_sum(sums.arm), _sum(sums.base)) if counts else None)


def interval(found: Contrast, *, seed: int, level: float = 0.95) -> Interval | None:
    """Return the interval of a contrast at a level; None where nothing can be told."""
    exact = _alike(found.parts) or _is_tries(found)
    ends = _of_counts(found, level) if exact else _of_parts(found, seed, level)
    if ends is None or found.spare is None:
        return ends
    least = 0.0 if found.base is None else -1.0  # what shares cannot be below, and above 1
    return Interval(max(least, ends.low), min(1.0, ends.high), level)


def p_value(found: Contrast, bound: float, *, side: Side, seed: int) -> float | None:
    """Return the p-value of the test that the value is `bound`; None for less than two units."""
    if found.units < 2:
        return None
    if _is_tries(found):
        return _p_of_tries(found, bound, side)
    if _is_level(found):
        bound = skewness(found.parts, found.value, found.sd).straight(bound)
    shifted = [part - bound for part in found.parts]
    if found.units <= LARGE or found.sd == 0:
        return sign_flip(shifted, seed=seed, side=side)
    t = (found.value - bound) / (found.sd / sqrt(found.units))
    tails = {"greater": stats.t.sf(t, found.units - 1), "less": stats.t.cdf(t, found.units - 1)}
    return float(tails[side] if side in tails else min(1.0, 2 * stats.t.sf(abs(t), found.units - 1)))


def least_detectable(found: Contrast, *, side: Side, alpha: float) -> float | None:
    """Return how far from a bound the truth must lie to be found at `alpha` in 4 of 5 such designs.

    None where there are too few units for any p that small, or nothing is known of how they vary.
    """
    return detectable(found.sd, found.units, alpha=alpha, side=side) if found.sd > 0 else None


def _linear(sums: Sequence[Sums]) -> tuple[float, list[float]]:
    """Return a ratio of sums, and each unit's part of what it varies by."""
    done, had = _sum(sums)
    ratio = done / had
    return ratio, [len(sums) * (one - ratio * other) / had for one, other in sums]


def _sum(sums: Sequence[Sums]) -> Sums:
    return sum(done for done, _ in sums), sum(had for _, had in sums)


def _alike(parts: Sequence[float]) -> bool:
    return max(parts) - min(parts) <= 1e-12 * max(1.0, *(abs(part) for part in parts))


def _is_tries(found: Contrast) -> bool:
    """Tell whether it is the level of an arm whose units are one try each, done or not."""
    return found.base is None and found.spare is not None and round(found.spare[0][1]) == found.units


def _p_of_tries(found: Contrast, bound: float, side: Side) -> float:
    assert found.spare
    done, had = found.spare[0]
    alternative = {"two": "two-sided"}.get(side, side)
    return float(stats.binomtest(round(done), round(had), min(1.0, max(0.0, bound)), alternative).pvalue)


def _is_level(found: Contrast) -> bool:
    """Tell whether nothing cancels what skews the parts, and they differ."""
    return found.base is None and not _alike(found.parts)


def _of_parts(found: Contrast, seed: int, level: float) -> Interval | None:
    ends = _as_symmetric(found, seed, level)
    if ends is None or not _is_level(found):
        return ends
    moved = skewness(found.parts, found.value, found.sd)
    return Interval(moved.skewed(ends.low), moved.skewed(ends.high), level)


def _as_symmetric(found: Contrast, seed: int, level: float) -> Interval | None:
    if found.units <= EXACT:
        return exact_interval(found.parts, level=level)
    if found.units <= LARGE:
        return _of_sets(found.parts, seed, level)
    reach = float(stats.t.ppf((1 + level) / 2, found.units - 1)) * found.sd / sqrt(found.units)
    return Interval(found.value - reach, found.value + reach, level)


def _of_sets(parts: Sequence[float], seed: int, level: float) -> Interval:
    """Return the interval whose ends are quantiles of the means of random sets of parts."""
    chosen = _sets(len(parts), seed)
    means = np.sort(chosen @ np.asarray(parts) / chosen.sum(axis=1))
    cut = int((1 - level) / 2 * (len(means) + 1))
    return Interval(float(means[cut - 1]), float(means[-cut]), level)


@lru_cache(maxsize=2)
def _sets(units: int, seed: int) -> Floats:
    """Return random rows of zeros and ones, none of zeros only; kept, as many values have the same units."""
    drawn = np.random.default_rng(seed).integers(0, 2, size=(FLIPS, units)).astype(float)
    kept: Floats = drawn[drawn.any(axis=1)]
    return kept


def _of_counts(found: Contrast, level: float) -> Interval | None:
    if found.spare is None:
        return None
    ends = [_exact(sums, level) for sums in found.spare if sums is not None]
    if len(ends) == 1:
        return ends[0]
    arm, base = ends
    return Interval(arm.low - base.high, arm.high - base.low, level)


def _exact(sums: Sums, level: float) -> Interval:
    done, had = sums
    found = rate(round(done), round(had), level=level)
    if found is None or found.interval is None:
        raise ValueError("a rate of no opportunity")
    return found.interval
