"""Steps per objective: context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.measure import Measure

if TYPE_CHECKING:
    from sim.drift.moment import Moment


class Objectives(Measure):
    """Steps taken / objectives met, a ratio of sums.

    The steps of an objective that is not met yet count as well: an agent that no longer meets any
    has a growing value, and a window without one has none (it is censored, not infinite).
    """

    name, title, worse = "steps_per_objective", "steps per objective", 1

    def __init__(self) -> None:
        super().__init__()
        self._known: int | None = None
        self._legs: list[int] = []
        self._leg_began = 0

    def update(self, moment: Moment) -> None:
        """Take a step."""
        self.numerator += 1
        truth = moment.step.truth
        objective = truth.objective
        if objective is None:
            return
        self._known = truth.objectives
        while self.denominator < objective:
            self.denominator += 1
            self._legs.append(int(self.numerator) - self._leg_began)
            self._leg_began = int(self.numerator)

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "steps per objective met"

    @property
    def met(self) -> int:
        """Objectives met so far."""
        return int(self.denominator)

    @property
    def known(self) -> int | None:
        """Objectives that there are, None where nobody knows of any."""
        return self._known

    @property
    def legs(self) -> tuple[int, ...]:
        """The steps that each objective took, in order; 0 for one that was met along with another."""
        return tuple(self._legs)
