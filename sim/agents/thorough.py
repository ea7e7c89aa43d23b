"""What somebody who leaves nothing out still has to see in a land before doing what is asked there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.knowledge import LAND_COLUMNS, SIDES, beside
from sim.agents.situation import Target, is_unread, things

if TYPE_CHECKING:
    from sim.agents.routes import Spot
    from sim.agents.situation import Situation


def left_to_see(now: Situation) -> Target | None:
    """Return the nearest thing not read or room not seen in the land that one is in, None if none is left."""
    land = now.land(now.here)
    if land is None:
        return None
    unread = [spot for spot in things(now, is_unread) if now.land(spot.place) == land]
    unseen = [spot for spot in now.roads if spot.label in SIDES and _leads_on(now, spot, land)]
    spot = now.nearest([*unread, *unseen])
    return Target(spot, "I want to have seen everything here") if spot else None


def _leads_on(now: Situation, spot: Spot, land: int) -> bool:
    """Tell whether an exit that can be passed leads to a room of this land that was never seen."""
    place, side = now.known.places[spot.place], SIDES.index(spot.label)
    if place.grid is None or beside(place.grid, side)[0] // LAND_COLUMNS != land:
        return False
    return now.atlas.behind(place, side) is None and now.atlas.passable(place.exits[side])
