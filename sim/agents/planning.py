"""What to do next: the explorer's choice of a target among everything that it knows a road to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents import phrases
from sim.agents.frontiers import unknown_land
from sim.agents.knowledge import NOWHERE, OFF, SHUT, SIDES, WORDS, Kind, cell_of
from sim.agents.routes import Spot
from sim.agents.situation import Target, exits, home_of, is_unread, things
from sim.agents.thorough import left_to_see

if TYPE_CHECKING:
    from sim.agents.dice import Dice
    from sim.agents.knowledge import Exit, Place, Thing
    from sim.agents.situation import Situation

_DETOUR, _LONG_DETOUR = 2, 6
"""Presses worth walking to read something in the room, when the way is known and when it is not."""
_RIDDLE = 12
"""Presses worth walking to read what may be a riddle: there are pedestals in the room."""
_IMPOSSIBLE = "it cannot be done, which is to be told at a desk"


def choose(now: Situation, dice: Dice, *, thorough: bool = False) -> Target | None:
    """Return the next target: the objective's thing, what is worth a detour, or unknown land.

    Who is `thorough` goes for the objective only when nothing is left to see and to read in its land.
    """
    aim = phrases.aim(now.known.quest.text or "")
    if any(phrases.gives_up(words, aim) for words in now.told.words):
        aim = phrases.REPORT
    return (
        _treasure_here(now)
        or _riddle_here(now)
        or (left_to_see(now) if thorough else None)
        or _asked_for(now, aim)
        or _words_here(now, _detour(now, aim))
        or unknown_land(now, aim, dice)
        or _last_resort(now, dice)
    )


# --- things ---------------------------------------------------------------------------------


def _is_treasure(thing: Thing) -> bool:
    """Tell whether something is there to be had by anybody: levers stay pulled, so that pulling one helps."""
    return (
        thing.kind is Kind.ITEM
        or (thing.kind is Kind.CHEST and thing.note == SHUT)
        or (thing.kind is Kind.LEVER and thing.note == OFF)
    )


def _treasure_here(now: Situation) -> Target | None:
    spot = now.nearest(things(now, _is_treasure, now.here))
    return Target(spot, "it may be of use") if spot else None


def _detour(now: Situation, aim: phrases.Aim) -> int:
    """Return how many presses it is worth to read something in this room."""
    if things(now, lambda thing: thing.kind is Kind.PEDESTAL, now.here):
        return _RIDDLE
    return _DETOUR if _is_located(now, aim) else _LONG_DETOUR


def _words_here(now: Situation, detour: int) -> Target | None:
    spot = now.nearest(things(now, is_unread, now.here))
    return Target(spot, "it may tell me something") if spot and now.cost(spot) <= detour else None


def _riddle_here(now: Situation) -> Target | None:
    """Answer a question after an earlier land's beast of stone, if the answer is known."""
    here = now.known.places[now.here]
    asked = [phrases.asked_beast(thing.note) for thing in here.things.values() if thing.kind in WORDS]
    beasts = {
        thing.note
        for name in asked
        if name in now.known.places
        for thing in now.known.places[name].things.values()
        if thing.kind is Kind.STATUE
    }
    spot = now.nearest(
        things(now, lambda thing: thing.kind is Kind.PEDESTAL and thing.note in beasts, now.here)
    )
    return Target(spot, "I remember the answer") if spot else None


# --- the objective --------------------------------------------------------------------------


def _is_located(now: Situation, aim: phrases.Aim) -> bool:
    home = home_of(now, aim)
    return home in now.known.places or home in now.told.grids or aim.subject in now.told.grids


def _asked_for(now: Situation, aim: phrases.Aim) -> Target | None:
    """Go for the objective's thing, or to its place to see what is there."""
    if aim.portal is not None:
        return _recalled(now, aim)
    home = now.known.places.get(home_of(now, aim) or "")
    places = now.near if home is None and aim.place is None else [home] if home else []
    found = [Spot(place.name, answer) for place in places for answer in phrases.answers(place, aim)]
    spot = now.nearest(found)
    if spot is None and home and not found and home.name not in (now.here, *now.known.quest.searched):
        spot = now.nearest(spot for spot in now.roads if spot.place == home.name)
    spot = spot or now.nearest(exits(now, lambda way: _is_opened(now, way)))
    if spot is None:
        return None
    impossible = aim is phrases.REPORT
    return Target(spot, _IMPOSSIBLE if impossible else f"the quest asks: {now.known.quest.text}")


def _is_opened(now: Situation, way: Exit) -> bool:
    """Tell whether something that was in the way of an exit is not any more, or can be opened."""
    return now.atlas.passable(way) and (way.lock is not None or (way.barred and way.recheck))


def _recalled(now: Situation, aim: phrases.Aim) -> Target | None:
    """Go for a stone beast of an earlier land: first through the portal that leads there."""
    start = now.land(aim.portal)
    statues = [
        Spot(place.name, answer)
        for place in now.near
        if place.land != start and place.name not in now.known.quest.searched
        for answer in phrases.answers(place, aim)
    ]
    spot = now.nearest(statues)
    if spot is None and now.land(now.here) == start and aim.portal in now.known.places:
        spot = now.nearest(things(now, lambda thing: thing.kind is Kind.PORTAL, aim.portal))
        spot = spot or now.nearest(spot for spot in now.roads if spot.place == aim.portal != now.here)
    return Target(spot, f"the quest asks: {now.known.quest.text}") if spot else None


# --- nothing else left ----------------------------------------------------------------------


def _last_resort(now: Situation, dice: Dice) -> Target | None:
    """Try what is left, the more promising first; at last go anywhere."""
    attempts: tuple[tuple[list[Spot], str], ...] = (
        (things(now, _is_treasure), "it may be of use"),
        (things(now, is_unread), "it may tell me something"),
        (exits(now, lambda way: way.to is None and now.atlas.passable(way)), "it was never tried"),
        (exits(now, lambda way: way.recheck), "the barrier may be up by now"),
        (things(now, lambda thing: thing.kind is Kind.DESK), "perhaps it cannot be done"),
        (exits(now, lambda way: way.shut), "the shutter may be up by now"),
        (exits(now, lambda way: way.to == NOWHERE), "I may have been wrong about it"),
    )
    for spots, why in attempts:
        if spot := now.nearest(spots):
            return Target(spot, why)
    return wander(now, dice)


def wander(now: Situation, dice: Dice) -> Target | None:
    """Return any exit or portal of the present room that can be passed, or None."""
    place = now.known.places[now.here]
    spots = sorted(
        spot for spot in now.roads if spot.place == now.here and _leads_out(now, place, spot.label)
    )
    return Target(dice.pick(spots), "I do not know what else to do") if spots else None


def _leads_out(now: Situation, place: Place, name: str) -> bool:
    if name in SIDES:
        return now.atlas.passable(place.exits[SIDES.index(name)])
    thing = place.things.get(cell_of(name))
    return thing is not None and thing.kind is Kind.PORTAL
