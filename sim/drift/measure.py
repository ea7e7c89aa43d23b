"""What every component is: a ratio of two sums over steps, so that it can be had for any window."""

from __future__ import annotations

from abc import ABC, abstractmethod

WINDOW = 500
"""Steps in a window; rates are given per window."""

Sums = tuple[int, int]
"""A numerator and a denominator, added up since the first step."""


class Measure(ABC):
    """One component. Its value in a window is `scale` * numerator gained / denominator gained.

    The denominator counts opportunities; where there was none the value is None, never 0.
    """

    name = ""

    def __init__(self) -> None:
        self.numerator = 0
        self.denominator = 0
        self.scale = 1.0

    @property
    @abstractmethod
    def unit(self) -> str:
        """The unit of the values in windows, in words."""

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
