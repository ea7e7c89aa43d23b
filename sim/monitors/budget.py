"""Budget: how much of the money is gone."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core import Json, Spent
from sim.monitors.base import Firing, Quiet, Setup

MARKS = (50, 80, 95)
"""Percent of the budget."""


class Budget(Quiet):
    """Fires when the most that the run may have cost reaches 50, 80 and 95 % of `budget_usd`.

    Each mark fires once; one reply may reach several. A run that is resumed with a larger budget
    counts anew against that: marks not reached under it fire when they are. Without a budget there
    are no marks. A cost that is not known, because a model's price is not, fires once in a run.
    """

    name = "budget"

    def __init__(self, setup: Setup) -> None:
        model = setup.settings.model
        self._budget = None if model is None else model.budget_usd
        self._reached = 0
        self._unpriced = False

    def replied(self, message: Json, spent: Spent) -> Sequence[Firing]:
        """Take a reply of a model; only what the run has cost matters."""
        if spent.most is None:
            return self._unknown(message)
        if self._budget is None:
            return ()
        reached = sum(spent.most >= self._budget * mark / 100 for mark in MARKS)
        marks, self._reached = MARKS[self._reached : reached], max(self._reached, reached)
        return [self._mark(mark, spent.most, self._budget) for mark in marks]

    def _mark(self, percent: int, most: float, budget: float) -> Firing:
        told = {"percent": percent, "usd": round(most, 6), "budget_usd": budget}
        return Firing(self.name, {"what": "spent", **told})

    def _unknown(self, message: Json) -> Sequence[Firing]:
        if self._unpriced:
            return ()
        self._unpriced = True
        return (Firing(self.name, {"what": "unpriced", "model": str(message.get("model", ""))}),)
