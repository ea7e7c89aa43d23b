"""Where to explore: the explorer's choice among the ways that it has never gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.knowledge import LAND_COLUMNS, SIDES, Grid, Kind, beside, cell_of
from sim.agents.situation import Target, home_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.agents.dice import Dice
    from sim.agents.knowledge import Place, Thing
    from sim.agents.phrases import Aim
    from sim.agents.routes import Spot
    from sim.agents.situation import Situation

_PER_ROOM = 9
"""Presses that a room on the way is taken to cost when the distance to a rumoured place is judged."""
_STEADY = 4
"""Presses that another frontier must be better before the explorer changes its mind."""
_ONE_WAY = 60
"""Presses that a way without return is taken to cost on top."""
_ONWARD = 500
"""Presses that the door to the next land is worth, which stands open only when it is to be taken."""


def unknown_land(now: Situation, aim: Aim, dice: Dice) -> Target | None:
    """Choose the frontier that is near, and in the direction of the place asked for if that is known."""
    goal = _position(now, aim) or now.heading
    bearing = now.told.bearings.get(aim.subject) if goal is None else None
    scores = {spot: _score(now, spot, goal, bearing) for spot in _frontiers(now) if spot not in now.avoid}
    if not scores:
        return None
    best = min(scores.values())
    spot = dice.pick(sorted(spot for spot, score in scores.items() if score == best))
    towards = home_of(now, aim) or aim.subject.lower()
    if towards and (goal or bearing):
        return Target(spot, f"it leads towards {towards}")
    return Target(spot, "nobody has gone there yet")


def _position(now: Situation, aim: Aim) -> Grid | None:
    home = home_of(now, aim)
    place = now.known.places.get(home or "")
    if place is not None:
        return place.grid
    return now.told.grids.get(home or "") or now.told.grids.get(aim.subject)


def _frontiers(now: Situation) -> Iterable[Spot]:
    """Yield the reachable exits and portals that were never gone through."""
    for spot in now.roads:
        place = now.known.places[spot.place]
        if spot.label in SIDES:
            if _is_frontier(now, place, SIDES.index(spot.label)):
                yield spot
        elif _is_untried_portal(now, place.things.get(cell_of(spot.label))):
            yield spot


def _is_untried_portal(now: Situation, thing: Thing | None) -> bool:
    return thing is not None and thing.kind is Kind.PORTAL and now.atlas.is_untried(thing)


def _is_frontier(now: Situation, place: Place, side: int) -> bool:
    way = place.exits[side]
    return now.atlas.behind(place, side) is None and now.atlas.passable(way)


def _score(now: Situation, spot: Spot, goal: Grid | None, bearing: tuple[Grid, Grid] | None) -> int:
    cost = now.cost(spot) - (_STEADY if spot == now.last else 0)
    place = now.known.places[spot.place]
    grid = place.grid
    if spot.label in SIDES and place.exits[SIDES.index(spot.label)].ledge:
        cost += _ONE_WAY
    if grid is None:
        return cost
    ahead = beside(grid, SIDES.index(spot.label)) if spot.label in SIDES else grid
    if ahead[0] // LAND_COLUMNS > grid[0] // LAND_COLUMNS:
        cost -= _ONWARD
    if goal is not None:
        cost += _PER_ROOM * (abs(ahead[0] - goal[0]) + abs(ahead[1] - goal[1]))
    elif bearing is not None:
        (east, south), (dx, dy) = bearing
        cost += _PER_ROOM * max(0, 1 - (ahead[0] - east) * dx - (ahead[1] - south) * dy)
    return cost
