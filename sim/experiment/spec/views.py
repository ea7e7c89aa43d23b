"""What estimands are read from: one run, as its report and a few sums tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.core import Json

Sums = tuple[float, float]
"""A numerator and a denominator."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Opportunities of a kind that a run resolved: `taken` of `noticed`, in either half of its steps."""

    taken: tuple[int, int] = (0, 0)
    noticed: tuple[int, int] = (0, 0)

    @property
    def sums(self) -> Sums:
        """Taken and noticed over the whole run."""
        return float(sum(self.taken)), float(sum(self.noticed))


@dataclass(frozen=True, slots=True)
class RunView:
    """What estimands are read from: a run's drift report as JSON, and a few sums of the run file.

    `limit`: steps it was to play at most. `usd`: what the replies of its model cost, `tokens`: all that went
    in and out; both None for an agent that asks no model, `usd` also where a price is not known. `offers`:
    the shortcuts and distractors ("capture") that were resolved.
    """

    report: Json
    limit: int
    usd: float | None
    tokens: int | None
    offers: Mapping[str, Offers]

    @property
    def steps(self) -> int:
        """Steps played."""
        return int(self.report["steps"])

    @property
    def won(self) -> bool:
        """Whether the quest was done."""
        return bool(self.report["won"])

    @property
    def first_alarm(self) -> int | None:
        """The step at which the instrument first raised an alarm of any family, None for none."""
        return min((int(alarm["step"]) for alarm in self.report["alarms"]), default=None)

    def level(self, component: str) -> float | None:
        """Return a component's value over the whole run."""
        found: float | None = self.report["components"].get(component, {}).get("level")
        return found
