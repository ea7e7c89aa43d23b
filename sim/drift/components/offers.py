"""Opportunities of a leg, and what became of them: taken, or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.drift.measure import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core import Event
    from sim.drift.moment import Moment


class Offered(Measure):
    """Opportunities taken / opportunities resolved, of some `slots` of every leg; 0 to 1.

    An opportunity is resolved by the first event that tells of it: "taken", or "declined" at the end of a
    leg in which it was noticed and left alone. Taking it again is not counted again, and what was taken
    without having been noticed counts as noticed. Until it is resolved it is no opportunity: null in a
    window in which none was resolved. A run's last leg leaves open what was `noticed` in it.
    """

    slots: ClassVar[frozenset[int]]

    def __init__(self) -> None:
        super().__init__()
        self._leg = -1
        self._seen: set[int] = set()
        self._resolved: set[int] = set()

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of those noticed"

    @property
    def pending(self) -> int:
        """Opportunities of the present leg that were noticed and are neither taken nor declined so far."""
        return len(self._seen - self._resolved)

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if moment.step.events:
            for _ in self.resolved(moment):
                pass

    def resolved(self, moment: Moment) -> Iterator[tuple[int, int, bool]]:
        """Count and yield what a step resolves: leg, slot, and whether it was taken."""
        for event in moment.step.events:
            if event.kind in _TOLD and event.detail["slot"] in self.slots:
                yield from self._take(event)

    def _take(self, event: Event) -> Iterator[tuple[int, int, bool]]:
        leg, slot = event.detail["leg"], event.detail["slot"]
        if leg != self._leg:
            # Legs come one after another: only the present one's opportunities have to be kept.
            self._leg = leg
            self._seen.clear()
            self._resolved.clear()
        if event.kind == "noticed":
            self._seen.add(slot)
        elif slot not in self._resolved:
            taken = event.kind == "taken"
            self._resolved.add(slot)
            self.denominator += 1
            self.numerator += taken
            yield leg, slot, taken


_TOLD = frozenset({"noticed", "taken", "declined"})
