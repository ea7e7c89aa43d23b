"""What to do next: the explorer's choice of a target among everything that it knows a road to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.agents import phrases
from sim.agents.knowledge import NOWHERE, OFF, SHUT, SIDES, WORDS, Grid, Kind, beside, cell_of
from sim.agents.routes import Road, Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from sim.agents.dice import Dice
    from sim.agents.knowledge import Knowledge, Place, Thing
    from sim.agents.routes import Atlas

_PER_ROOM = 9
"""Presses that a room on the way is taken to cost when the distance to a rumoured place is judged."""
_DETOUR, _LONG_DETOUR = 2, 6
"""Presses worth walking to read something in the room, when the way is known and when it is not."""
_STEADY = 4
"""Presses that another frontier must be better before the explorer changes its mind."""


_ONE_WAY = 60
"""Presses that a way without return is taken to cost on top."""


class Target(NamedTuple):
    """Where to go and why, in words."""

    spot: Spot
    why: str


class Situation(NamedTuple):
    """All that a choice depends on. `avoid` are spots where something went wrong lately."""

    known: Knowledge
    atlas: Atlas
    here: str
    roads: Mapping[Spot, Road]
    rumours: Mapping[str, Grid]
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


def choose(now: Situation, dice: Dice) -> Target | None:
    """Return the next target: the objective's thing, what is worth a detour, or unknown land."""
    aim = phrases.aim(now.known.quest.text or "")
    return (
        _treasure_here(now)
        or _asked_for(now, aim)
        or _words_here(now, _DETOUR if _is_located(now, aim) else _LONG_DETOUR)
        or _unknown_land(now, aim, dice)
        or _last_resort(now, dice)
    )


# --- things ---------------------------------------------------------------------------------


def things(now: Situation, wanted: Callable[[Thing], bool], place: str | None = None) -> list[Spot]:
    """Return the spots of all known things, of one place or everywhere, that are `wanted`."""
    names = [place] if place is not None else list(now.known.places)
    return [
        Spot(name, f"({cell[0]},{cell[1]})")
        for name in names
        for cell, thing in now.known.places[name].things.items()
        if wanted(thing)
    ]


def _is_treasure(thing: Thing) -> bool:
    return thing.kind is Kind.ITEM or (thing.kind is Kind.CHEST and thing.note == SHUT)


def _is_unread(thing: Thing) -> bool:
    return thing.kind in WORDS and not thing.note


def _treasure_here(now: Situation) -> Target | None:
    spot = now.nearest(things(now, _is_treasure, now.here))
    return Target(spot, "it may be of use") if spot else None


def _words_here(now: Situation, detour: int) -> Target | None:
    spot = now.nearest(things(now, _is_unread, now.here))
    return Target(spot, "it may tell me something") if spot and now.cost(spot) <= detour else None


# --- the objective --------------------------------------------------------------------------


def _is_located(now: Situation, aim: phrases.Aim) -> bool:
    return aim.place in now.known.places or aim.place in now.rumours


def _asked_for(now: Situation, aim: phrases.Aim) -> Target | None:
    """Go for the objective's thing, or to its place to see what is there."""
    place = now.known.places.get(aim.place or "")
    if place is None or place.name in now.known.quest.searched:
        return None
    found = [Spot(place.name, label) for label in phrases.answers(place, aim)]
    spot = now.nearest(found)
    if not found and place.name != now.here:
        spot = now.nearest(spot for spot in now.roads if spot.place == place.name)
    return Target(spot, f"the quest asks: {now.known.quest.text}") if spot else None


# --- unknown land ---------------------------------------------------------------------------


def _unknown_land(now: Situation, aim: phrases.Aim, dice: Dice) -> Target | None:
    """Choose the frontier that is near, and in the direction of the place asked for if that is known."""
    goal = _position(now, aim.place) or now.heading
    scores = {spot: _score(now, spot, goal) for spot in _frontiers(now) if spot not in now.avoid}
    if not scores:
        return None
    best = min(scores.values())
    spot = dice.pick(sorted(spot for spot, score in scores.items() if score == best))
    if goal is not None:
        return Target(spot, f"it leads towards {aim.place}")
    return Target(spot, "nobody has gone there yet")


def _position(now: Situation, name: str | None) -> Grid | None:
    if name is None:
        return None
    place = now.known.places.get(name)
    return place.grid if place is not None else now.rumours.get(name)


def _frontiers(now: Situation) -> Iterable[Spot]:
    """Yield the reachable exits and doors that were never gone through."""
    for spot in now.roads:
        place = now.known.places[spot.place]
        if spot.label in SIDES:
            if _is_frontier(now, place, SIDES.index(spot.label)):
                yield spot
        elif (thing := place.things.get(cell_of(spot.label))) and thing.kind is Kind.DOOR and not thing.note:
            yield spot


def _is_frontier(now: Situation, place: Place, side: int) -> bool:
    way = place.exits[side]
    if way.to == NOWHERE or now.atlas.behind(place, side) is not None:
        return False
    if way.barred and not way.recheck:
        return False
    return way.lock is None or now.atlas.holds(way.lock) or (way.lock == "" and now.known.keys != "")


def _score(now: Situation, spot: Spot, goal: Grid | None) -> int:
    cost = now.cost(spot) - (_STEADY if spot == now.last else 0)
    place = now.known.places[spot.place]
    grid = place.grid
    if spot.label in SIDES and place.exits[SIDES.index(spot.label)].ledge:
        cost += _ONE_WAY
    if goal is None or grid is None:
        return cost
    ahead = beside(grid, SIDES.index(spot.label)) if spot.label in SIDES else grid
    return cost + _PER_ROOM * (abs(ahead[0] - goal[0]) + abs(ahead[1] - goal[1]))


# --- nothing else left ----------------------------------------------------------------------


def _last_resort(now: Situation, dice: Dice) -> Target | None:
    """Try what is left, the more promising first; at last go anywhere."""
    attempts: tuple[tuple[list[Spot], str], ...] = (
        (things(now, _is_treasure), "it may be of use"),
        (things(now, _is_unread), "it may tell me something"),
        (_unconfirmed(now), "it should lead on, but was never tried"),
        (things(now, lambda thing: thing.kind is Kind.LEVER and thing.note == OFF), "it may open a way"),
        (_rechecks(now), "the barrier may be up by now"),
        (_dismissed(now), "I may have been wrong about it"),
    )
    for spots, why in attempts:
        if spot := now.nearest(spots):
            return Target(spot, why)
    return wander(now, dice)


def _unconfirmed(now: Situation) -> list[Spot]:
    return [
        Spot(name, SIDES[side])
        for name, place in now.known.places.items()
        for side, way in place.exits.items()
        if way.to is None and now.atlas.passable(way)
    ]


def _dismissed(now: Situation) -> list[Spot]:
    return [
        Spot(name, SIDES[side])
        for name, place in now.known.places.items()
        for side, way in place.exits.items()
        if way.to == NOWHERE
    ]


def _rechecks(now: Situation) -> list[Spot]:
    return [
        Spot(name, SIDES[side])
        for name, place in now.known.places.items()
        for side, way in place.exits.items()
        if way.recheck
    ]


def wander(now: Situation, dice: Dice) -> Target | None:
    """Return any exit or door of the present room that can be passed, or None."""
    place = now.known.places[now.here]
    spots = sorted(
        spot for spot in now.roads if spot.place == now.here and _leads_out(now, place, spot.label)
    )
    return Target(dice.pick(spots), "I do not know what else to do") if spots else None


def _leads_out(now: Situation, place: Place, label: str) -> bool:
    if label in SIDES:
        return now.atlas.passable(place.exits[SIDES.index(label)])
    thing = place.things.get(cell_of(label))
    return thing is not None and thing.kind is Kind.DOOR
