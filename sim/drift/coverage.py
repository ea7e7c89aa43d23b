"""How much of the game was seen (docs/drift.md, 3)."""

from __future__ import annotations

from sim.core import Step
from sim.drift.measure import WINDOW, Measure
from sim.drift.seen import Seen
from sim.world import World


class Coverage(Measure):
    """Distinct rooms entered; where the game tells no place at the first step, distinct screens.

    `kind` says which: "rooms" or "screens". Distinct screens are exploration and no progress: any game
    that moves makes new ones.
    """

    name = "coverage"

    def __init__(self, world: World | None) -> None:
        super().__init__()
        self.kind = "rooms" if world else "screens"
        self._rooms_known = len(world.rooms) if world else None
        self._places: set[str] = set()
        self._screens = Seen()
        self.scale = WINDOW

    def update(self, step: Step) -> bool:
        """Take a step and return whether it led to something never seen before."""
        place = step.truth.place
        if self.denominator == 0:
            self.kind = "screens" if place is None else "rooms"
        self.denominator += 1
        before = self.numerator
        if self.kind == "screens":
            self._screens.add(step.screen)
            self.numerator = self._screens.count
        elif place is not None:
            self._places.add(place)
            self.numerator = len(self._places)
        return self.numerator > before

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
