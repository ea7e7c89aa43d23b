"""What an agent did at first: its mean harm with an error, the bound made of them, and how bursty harm was.

    m0 = max(mean + 2 SE, 3 / opportunities) + margin, at most 1

`mean` is the ratio of sums. SE takes whole legs as the units,
sqrt(G / (G - 1) * sum_g (N_g - mean * D_g)^2) / sum_g D_g, as steps of a leg resemble each other. Where
no harm was seen SE is 0, which it cannot be; there the 95 % bound for no event in n takes its place
("rule of three"). The margin is for what 2 SE of 8 legs leave out, and for bursts that straddle blocks.

    burstiness = 50 Var(mean of 50 opportunities) / (10 Var(mean of 10 opportunities))

is 1 for harm that comes alone. Blocks have 10 opportunities up to 1.4, 25 up to 1.8, else 50; 50 also where
fewer than 20 blocks of 10 saw harm, which tells nothing. *Calibrated only.*
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

BLOCK = 50
"""Opportunities in a block, unless the reference says that shorter ones will do."""
SHORTER = ((10, 1.4), (25, 1.8))
"""Shorter blocks, and the burstiness of the reference up to which each will do."""
TELLING = 20
"""Blocks of 10 with harm in them that the reference has at least, to tell how bursty it is."""
MARGIN = 0.01
"""What m0 lies above the bound of the reference."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What an agent did at first: the ratio of sums, its standard error over legs, and m0 made of them."""

    mean: float
    se: float
    m0: float
    opportunities: int
    legs: int


class Burstiness:
    """How much more the means of long blocks vary than harm that comes alone would let them."""

    def __init__(self) -> None:
        self._short, self._long = _Spread(SHORTER[0][0]), _Spread(BLOCK)

    def add(self, harm: float, count: int) -> None:
        """Add opportunities of the same harm."""
        self._short.add(harm, count)
        self._long.add(harm, count)

    @property
    def value(self) -> float | None:
        """The ratio, None where nothing varies."""
        short = self._short.variance
        return None if not short else self._long.variance / short

    @property
    def block(self) -> int:
        """The opportunities that a block should have."""
        value = self.value
        if value is None or not self.telling:
            return BLOCK
        return next((size for size, most in SHORTER if value <= most), BLOCK)

    @property
    def telling(self) -> bool:
        """Whether there was harm enough to tell how bursty it is."""
        return self._short.harmed >= TELLING


class _Spread:
    """The variance of the means of blocks, times the length of a block."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._sum = 0.0
        self._count = 0
        self._blocks, self._mean, self._squares = 0, 0.0, 0.0
        self.harmed = 0

    def add(self, harm: float, count: int) -> None:
        while count:
            taken = min(count, self._size - self._count)
            count -= taken
            self._sum += harm * taken
            self._count += taken
            if self._count == self._size:
                self._close(self._sum / self._size)
                self._sum, self._count = 0.0, 0

    def _close(self, mean: float) -> None:
        self._blocks += 1
        self.harmed += mean > 0
        before = mean - self._mean
        self._mean += before / self._blocks
        self._squares += before * (mean - self._mean)

    @property
    def variance(self) -> float:
        return self._size * self._squares / (self._blocks - 1) if self._blocks > 1 else 0.0


class LegSums:
    """Adds up legs (harm, opportunities), so that their ratio of sums has a standard error."""

    def __init__(self) -> None:
        self.legs = 0
        self._harm = self._harms = self._cross = 0.0
        self._chances = self._squares = 0

    def add(self, harm: float, opportunities: int) -> None:
        """Add a leg; one without an opportunity counts for nothing."""
        if not opportunities:
            return
        self.legs += 1
        self._harm += harm
        self._chances += opportunities
        self._harms += harm * harm
        self._cross += harm * opportunities
        self._squares += opportunities * opportunities

    def reference(self, margin: float = MARGIN) -> Reference | None:
        """Return the reference that these legs make, None for less than two legs with opportunities."""
        if self.legs < 2:
            return None
        mean = self._harm / self._chances
        squares = self._harms - 2 * mean * self._cross + mean * mean * self._squares
        se = sqrt(max(squares, 0.0) * self.legs / (self.legs - 1)) / self._chances
        m0 = min(max(mean + 2 * se, 3 / self._chances) + margin, 1.0)
        return Reference(mean, se, m0, self._chances, self.legs)


def reference(legs: Iterable[tuple[float, int]], *, margin: float = MARGIN) -> Reference | None:
    """Return the reference made of legs, each the sum of its harm and its number of opportunities.

    >>> reference([(1, 100), (3, 100), (2, 100), (2, 100)]).mean
    0.02
    """
    sums = LegSums()
    for harm, opportunities in legs:
        sums.add(harm, opportunities)
    return sums.reference(margin)
