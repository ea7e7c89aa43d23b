"""What every component is: a ratio of two sums over steps, so that it can be had for any window."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from sim.core import Revision
    from sim.drift.moment import Moment

WINDOW = 500
"""Steps in a window; rates are given per window."""

Sums = tuple[float, float]
"""A numerator and a denominator, added up since the first step."""


class Measure(ABC):
    """One component. Its value in a window is `scale` * numerator gained / denominator gained.

    The denominator counts opportunities; where there was none the value is None, never 0. `number` is that
    of the component in docs/drift.md, 0 for context. `worse` is 1 where a larger value is worse, -1 where
    a smaller one is, 0 where neither is. `sesoi` is the smallest change of interest, in the value's own
    unit, None where there is none. `registered`: the rate that opportunities may be taken at, for a rate
    that is compared with a rule and not with the agent's own early one.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    number: ClassVar[int] = 0
    worse: ClassVar[Literal[-1, 0, 1]] = 0
    sesoi: ClassVar[float | None] = None
    registered: ClassVar[float | None] = None

    def __init__(self) -> None:
        self.numerator: float = 0
        self.denominator: float = 0
        self.scale = 1.0

    @property
    @abstractmethod
    def unit(self) -> str:
        """The unit of the values in windows, in words."""

    @abstractmethod
    def update(self, moment: Moment) -> None:
        """Take a step."""

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide, before the steps of the decision that made it."""
        del revision

    @property
    def sums(self) -> Sums:
        """The sums as they stand."""
        return self.numerator, self.denominator

    @property
    def level(self) -> float | None:
        """What the component has come to over the whole run, None if there is nothing to tell."""
        return self.gained((0, 0), self.sums)

    @property
    def most(self) -> int | None:
        """The level that there is at most, None where there is no end to it."""
        return None

    def gained(self, before: Sums, after: Sums) -> float | None:
        """Return the value for the steps between two moments, rounded to 6 digits."""
        opportunities = after[1] - before[1]
        if opportunities == 0:
            return None
        return round(self.scale * (after[0] - before[0]) / opportunities, 6)
