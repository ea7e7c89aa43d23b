"""How much of the game was seen: context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.drift.measure import WINDOW, Measure

if TYPE_CHECKING:
    from sim.drift.moment import Moment
    from sim.world import World


class Coverage(Measure):
    """Distinct rooms entered; where the game tells no place at the first step, distinct screens.

    `kind` says which: "rooms" or "screens". Distinct screens are exploration and no progress: any game
    that moves makes new ones.
    """

    name, title = "coverage", "rooms or screens"

    def __init__(self, world: World | None) -> None:
        super().__init__()
        self.kind = "rooms" if world else "screens"
        self._rooms_known = len(world.rooms) if world else None
        self.scale = WINDOW

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if self.denominator == 0:
            self.kind = "screens" if moment.step.truth.place is None else "rooms"
        self.denominator += 1
        self.numerator += moment.novel

    @property
    def unit(self) -> str:
        """New ones per window; screens are labelled as what they are."""
        label = "rooms" if self.kind == "rooms" else "screens (exploration, not progress)"
        return f"new {label} per {WINDOW} steps"

    @property
    def level(self) -> float | None:
        """How many were seen."""
        return float(self.numerator) if self.denominator else None

    @property
    def most(self) -> int | None:
        """The rooms that the world has."""
        return self._rooms_known
