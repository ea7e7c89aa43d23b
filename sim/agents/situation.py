"""What the explorer's choice depends on: what it knows, what it can get to, what it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.agents.knowledge import SIDES, WORDS, label
from sim.agents.routes import Road, Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from sim.agents.hearsay import Hearsay
    from sim.agents.knowledge import Exit, Grid, Knowledge, Place, Thing
    from sim.agents.phrases import Aim
    from sim.agents.routes import Atlas


class Target(NamedTuple):
    """Where to go and why, in words."""

    spot: Spot
    why: str


class Situation(NamedTuple):
    """All that a choice depends on.

    `near` are the places that there is a road to; `avoid` spots where something went wrong lately.
    """

    known: Knowledge
    atlas: Atlas
    here: str
    roads: Mapping[Spot, Road]
    near: tuple[Place, ...]
    told: Hearsay
    avoid: Collection[Spot]
    last: Spot | None
    heading: Grid | None = None

    def cost(self, spot: Spot) -> int:
        """Return the presses to a spot that there is a road to."""
        return self.roads[spot].cost

    def nearest(self, spots: Iterable[Spot]) -> Spot | None:
        """Return the spot that costs least to get to, or None if none can be got to."""
        open_to = [spot for spot in spots if spot in self.roads and spot not in self.avoid]
        return min(open_to, key=lambda spot: (self.roads[spot].cost, spot), default=None)

    def land(self, name: str | None) -> int | None:
        """Return the land of a place, None if either is not known."""
        place = self.known.places.get(name or "")
        return None if place is None else place.land


def things(now: Situation, wanted: Callable[[Thing], bool], place: str | None = None) -> list[Spot]:
    """Return the spots of all things within reach, of one place or everywhere, that are `wanted`."""
    places = now.near if place is None else (now.known.places[place],)
    return [
        Spot(one.name, label(cell)) for one in places for cell, thing in one.things.items() if wanted(thing)
    ]


def is_unread(thing: Thing) -> bool:
    """Tell whether something can be read or listened to, and was not yet."""
    return thing.kind in WORDS and not thing.note


def exits(now: Situation, wanted: Callable[[Exit], bool]) -> list[Spot]:
    """Return the spots of all exits within reach that are `wanted`."""
    return [
        Spot(place.name, SIDES[side])
        for place in now.near
        for side, way in place.exits.items()
        if wanted(way)
    ]


def home_of(now: Situation, aim: Aim) -> str | None:
    """Return the place that the objective names, or somebody else named for what it asks for."""
    return aim.place or now.told.homes.get(aim.subject)
