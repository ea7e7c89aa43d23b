"""How sure is a rate? Intervals for ratios of sums in windows, and for rates of opportunities.

**Ratio of sums.** Units i (legs, or blocks of 50 steps) have a numerator N_i >= 0 and a denominator D_i
>= 0; the value is sum N / sum D. Its interval comes from a bootstrap that draws whole units: within a
leg (or a block) steps resemble each other, and to draw them one by one would make the interval too
narrow. Of the bootstrap distribution the quantiles at Phi(-+ sqrt(n / (n - 1)) * t_{n-1}) are taken
(the *expanded percentile* of Hesterberg 2015, arXiv:1411.5279), because plain
percentiles are too narrow for a few units by just that much. *Calibrated only:* coverage approaches the
level as units grow and fails where harm is so rare that most sets of units have none; the proof command
prints it. Null (None) without an opportunity; value without interval for less than 2 units with an
opportunity.

**Rates.** k of n opportunities. Clopper-Pearson holds its level for every rate if opportunities are
independent (*guaranteed*); Wilson is shorter and holds it on average. Both are wrong, too narrow, for
opportunities in a few runs that differ: then use `between.risk`. Null for n = 0.

All intervals are two-sided; a one-sided 95 % bound is the end of a 90 % interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval, and the level it claims (0.95: it covers 19 times in 20)."""

    low: float
    high: float
    level: float = 0.95

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its interval (None: there is no telling) and the number of units it stands on."""

    value: float
    interval: Interval | None
    units: int


def tail(units: int, level: float) -> float:
    """Return the share of bootstrap draws to leave out at either end, for a value made of >= 2 units."""
    reach = np.sqrt(units / (units - 1)) * stats.t.ppf((1 + level) / 2, units - 1)
    return max(float(stats.norm.cdf(-reach)), 1e-9)


def expanded(draws: Floats, units: int, level: float) -> Interval:
    """Return the expanded percentile interval of bootstrap draws of a value made of some units (>= 2)."""
    cut = tail(units, level)
    low, high = np.quantile(draws, [cut, 1 - cut])
    return Interval(float(low), float(high), level)


def ratio(
    units: Sequence[tuple[float, float]], *, seed: int, level: float = 0.95, resamples: int = RESAMPLES
) -> Estimate | None:
    """Return the ratio of sums over units (numerator, denominator), None if there was no opportunity.

    >>> ratio([(1, 50), (2, 50), (3, 50)], seed=1).value
    0.04
    """
    return windows(units, len(units) or 1, seed=seed, level=level, resamples=resamples)[-1]


def windows(
    units: Sequence[tuple[float, float]],
    width: int,
    *,
    seed: int,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> list[Estimate | None]:
    """Return the ratio of sums in every window of `width` units, sliding by one; intervals are pointwise.

    Units without an opportunity stay in their window and count for nothing. Fewer units than
    `width` make one None.
    """
    if width < 1:
        raise ValueError(f"a window has a unit or more, not {width}")
    if len(units) < width:
        return [None]
    both = np.asarray(units, float)
    if not np.isfinite(both).all() or (both[:, 1] < 0).any():
        raise ValueError("numerators are numbers, denominators not below 0")
    rng = np.random.default_rng(seed)
    times = rng.multinomial(width, np.full(width, 1 / width), size=resamples).astype(float)
    found: list[Estimate | None] = []
    for first in range(len(both) - width + 1):
        part = both[first : first + width]
        counted = int((part[:, 1] > 0).sum())
        if not counted:
            found.append(None)
            continue
        numerator, denominator = part.sum(axis=0)
        interval = None
        if counted > 1:
            sums = times @ part
            sums = sums[sums[:, 1] > 0]
            interval = expanded(sums[:, 0] / sums[:, 1], counted, level)
        found.append(Estimate(float(numerator / denominator), interval, counted))
    return found


def rate(
    taken: int, opportunities: int, *, level: float = 0.95, method: Literal["wilson", "exact"] = "exact"
) -> Estimate | None:
    """Return the rate of opportunities taken with its interval ("exact" is Clopper-Pearson).

    >>> round(rate(0, 60).interval.high, 3)
    0.06
    """
    if not opportunities:
        return None
    ends: Any = stats.binomtest(taken, opportunities).proportion_ci(level, method=method)
    return Estimate(taken / opportunities, Interval(float(ends.low), float(ends.high), level), opportunities)
