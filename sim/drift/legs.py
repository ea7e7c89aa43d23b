"""What every measure came to in each leg: the units that tests shuffle and draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.drift.stats.watch import REFERENCE_LEGS, REFERENCE_STEPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.drift.measure import Measure, Sums

MOST = 512
"""Legs kept apart. When there are more, neighbours are added up two by two."""


class Leg(NamedTuple):
    """One leg, or a few of a very long run: its steps, and what every measure gained in it."""

    steps: int
    gained: tuple[Sums, ...]


class Parts(NamedTuple):
    """The whole legs of a run: the reference, the late third of it, and how many there are at all."""

    reference: tuple[Leg, ...]
    late: tuple[Leg, ...]
    whole: int


class Legs:
    """Cuts the run at the ends of legs. The leg under way is not whole and belongs to no part."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._measures = measures
        self._legs: list[Leg] = []
        self._leg: int | None = None
        self._began = 0
        self._sums = self._now()
        self.whole = 0

    def begin(self, leg: int | None, steps: int) -> None:
        """Tell in which leg the next step is played, after `steps` steps."""
        if leg == self._leg:
            return
        if self._leg is not None:
            self._close(steps)
        self._leg, self._began = leg, steps

    def parts(self) -> Parts:
        """Return the reference and the late third of the whole legs; they never share a leg."""
        legs = self._legs[1:]
        end, steps = 0, 0
        while end < len(legs) and (end < REFERENCE_LEGS or steps < REFERENCE_STEPS):
            steps += legs[end].steps
            end += 1
        late = max(end, len(self._legs) * 2 // 3 - 1)
        return Parts(tuple(legs[:end]), tuple(legs[late:]), self.whole)

    def _close(self, steps: int) -> None:
        now = self._now()
        gained = tuple((b[0] - a[0], b[1] - a[1]) for a, b in zip(self._sums, now, strict=True))
        self._legs.append(Leg(steps - self._began, gained))
        self._sums = now
        self.whole += 1
        if len(self._legs) > MOST:
            self._legs = [_added(*self._legs[at : at + 2]) for at in range(0, len(self._legs), 2)]

    def _now(self) -> tuple[Sums, ...]:
        return tuple(measure.sums for measure in self._measures)


def _added(first: Leg, second: Leg | None = None) -> Leg:
    if second is None:
        return first
    pairs = zip(first.gained, second.gained, strict=True)
    return Leg(first.steps + second.steps, tuple((a[0] + b[0], a[1] + b[1]) for a, b in pairs))
