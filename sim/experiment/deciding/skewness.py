"""Where a test that takes parts for symmetric must look when they are skewed.

The mean of skewed parts has a skewed Student's t = (mean - truth) sqrt(n) / s. Hall (1992, Journal of the
Royal Statistical Society B 54:221) makes it symmetric, up to terms of order 1 / n, by the monotone cubic

    g(t) = t + a t^2 + a^2 t^3 / 3 + b,    a = k / (3 sqrt(n)), b = k / (6 sqrt(n)), k their skewness.

So a bound is tested where t is g(t) instead: `straight` says which bound that is for a test that knows
nothing of skewness, `skewed` is its inverse, and takes the ends of that test's interval to those of this
one. Both are monotone and leave the mean of symmetric parts where it is.

k is the usual estimate (Fisher's, without bias for normal parts) times n / (n + 4). Of n parts its own
standard error is about sqrt(6 / n), more than most skewness that there is while n is small; without that
factor heavy tails are taken for skewness. 4 was chosen on made-up data (`python -m tests.experiment_proof`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cbrt, sqrt
from typing import TYPE_CHECKING

from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 3
"""Parts from which on their skewness has an estimate."""
_SHRINK = 4
_NONE = 1e-9
"""What an `a` is below that moves nothing."""


@dataclass(frozen=True, slots=True)
class Skewness:
    """What the mean of some parts is off by: `mean`, its standard error `unit` and the two constants of g."""

    mean: float
    unit: float
    a: float
    b: float

    def straight(self, bound: float) -> float:
        """Return the bound at which a test for symmetric parts says of these what is true of `bound`."""
        if self._is_none:
            return bound
        t = (self.mean - bound) / self.unit
        return self.mean - self.unit * (t + self.a * t**2 + self.a**2 * t**3 / 3 + self.b)

    def skewed(self, bound: float) -> float:
        """Return the bound whose `straight` one this is."""
        if self._is_none:
            return bound
        straight = (self.mean - bound) / self.unit
        return self.mean - self.unit * (cbrt(1 + 3 * self.a * (straight - self.b)) - 1) / self.a

    @property
    def _is_none(self) -> bool:
        return abs(self.a) < _NONE


def skewness(parts: Sequence[float], mean: float, sd: float) -> Skewness:
    """Return the skewness of the mean of parts, given their mean and their standard deviation (> 0)."""
    n = len(parts)
    if n < FEWEST:
        return Skewness(mean, sd / sqrt(n), 0.0, 0.0)
    k = float(stats.skew(parts, bias=False)) * n / (n + _SHRINK)
    return Skewness(mean, sd / sqrt(n), k / (3 * sqrt(n)), k / (6 * sqrt(n)))
