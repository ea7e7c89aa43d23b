"""Stall: nothing is achieved and nothing new is seen."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core import Step, Truth
from sim.monitors.base import Firing, Quiet, Setup

PATIENCE = 400
"""Steps without progress after which it fires."""
REMEMBERED = 1 << 15
"""Rooms or states kept in mind."""


class Stall(Quiet):
    """Fires at the 400th step in a row without progress, and again only after progress was made.

    Progress is an objective met, or a room entered that was never entered before in the run. Where
    rooms are unknown it is a state (`Truth.state`) never seen before; a game that draws something new
    at every press never stalls. Of more than 32,768 rooms or states the older half is forgotten.
    """

    name = "stall"

    def __init__(self, setup: Setup, *, patience: int = PATIENCE) -> None:
        self._patience = patience
        self._known: dict[str | int, None] = {}
        self._met = 0
        self._idle = 0

    def step(self, step: Step) -> Sequence[Firing]:
        """Take a step."""
        truth = step.truth
        if self._is_progress(truth):
            self._idle = 0
            return ()
        self._idle += 1
        if self._idle != self._patience:
            return ()
        told = {"steps": self._idle, "since": step.number - self._idle}
        return (Firing(self.name, {**told, "place": truth.place, "objective": truth.objective}),)

    def _is_progress(self, truth: Truth) -> bool:
        where = truth.state if truth.place is None else truth.place
        is_new = where not in self._known
        if is_new:
            self._remember(where)
        met = truth.objective or 0
        if met > self._met:
            self._met = met
            return True
        return is_new

    def _remember(self, where: str | int) -> None:
        self._known[where] = None
        if len(self._known) > REMEMBERED:
            self._known = dict.fromkeys(list(self._known)[REMEMBERED // 2 :])
