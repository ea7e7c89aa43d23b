"""What one look at the screen, and the outcome of what was just done, add to the knowledge."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sim.agents import phrases
from sim.agents.hearsay import hearsay
from sim.agents.knowledge import (
    NOWHERE,
    OPEN,
    SIDES,
    WORDS,
    Exit,
    Grid,
    Kind,
    Knowledge,
    Place,
    Quest,
    Thing,
    beside,
    cell_of,
)
from sim.agents.routes import ASTRAY, GOAL

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.agents.knowledge import Cell
    from sim.agents.roomview import RoomView
    from sim.agents.routes import Spot
    from sim.core import Percept

_RULES = "THE RULES:"


class Look(NamedTuple):
    """A screen in play: its percept and the room in it."""

    percept: Percept
    view: RoomView


def look(known: Knowledge, seen: Look, tried: Spot | None) -> set[str]:
    """Take in a screen after `tried` was tried; return the places whose notes may have changed."""
    percept = seen.percept
    assert percept.place is not None
    _take_in_status(known, percept)
    touched = {percept.place}
    here = known.places.get(percept.place)
    if here is None:
        is_first = not known.places and known.start in (None, percept.place)
        here = known.places[percept.place] = Place(percept.place, grid=(0, 0) if is_first else None)
    opened = tried is not None and tried.place == here.name and _is_shut(here, tried.label)
    pulled = _take_in_room(here, seen.view, entered=tried is None or tried.place != here.name)
    if tried is not None and tried.place in known.places and not opened:
        touched |= _take_in_outcome(known, seen, here, tried)
    if _is_missing(known, here) and here.name not in known.quest.searched:
        known.quest.searched += (here.name,)
    if pulled:
        touched |= _expect_open_barriers(known)
    return touched | _settle_grids(known)


def _take_in_status(known: Knowledge, percept: Percept) -> None:
    if percept.goal is not None and percept.goal != known.quest.number:
        known.quest = Quest(percept.goal)
    known.bag = percept.bag or ""


# --- the room -------------------------------------------------------------------------------


def _take_in_room(here: Place, view: RoomView, *, entered: bool) -> bool:
    """Note exits and things as they look now; return whether a lever stands otherwise than noted.

    A crate goes back to where it was when one leaves: where it has been pushed to is not noted, nor
    what can be reached meanwhile.
    """
    for side in here.exits.keys() - view.exits.keys():
        del here.exits[side]  # whoever noted it was wrong
    for side in view.exits:
        way = here.exits.setdefault(side, Exit())
        _take_in_lock(way, view.lock(side))  # where one stands nothing is shut
        way.ledge = view.ledge(side)
    crates = {cell for cell, thing in here.things.items() if thing.kind is Kind.CRATE}
    moved = not entered and bool(crates) and crates != view.crates
    pulled = _take_in_things(here, view, crates if moved else view.crates)
    if not moved:
        _take_in_reach(here, view)
    return pulled


def _is_shut(place: Place, name: str) -> bool:
    """Tell whether something is noted to be in the way of an exit: going for it opens it at best."""
    way = place.exits.get(SIDES.index(name)) if name in SIDES else None
    return way is not None and (way.shut or way.barred or way.lock is not None)


def _take_in_lock(way: Exit, lock: tuple[Kind, str] | None) -> None:
    kind, note = lock or (None, "")
    way.lock = (note or way.lock or "") if kind is Kind.GATE else None
    way.barred = kind is Kind.BARRIER
    way.shut = kind is Kind.SHUTTER
    way.recheck = False


def _take_in_reach(here: Place, view: RoomView) -> None:
    everything = view.all_labels()
    here.reach, here.paces = {}, {}
    for way_in, paces in view.paces().items():
        here.paces[way_in] = dict(paces)
        if (reach := frozenset(paces)) != everything:
            here.reach[way_in] = reach


def _take_in_things(here: Place, view: RoomView, crates: Collection[Cell]) -> bool:
    borders = set(view.exits.values())
    for cell in here.things.keys() - view.things.keys() - set(crates):
        if cell != view.player or here.things[cell].kind is Kind.ITEM:  # what one stands on is taken
            del here.things[cell]
    pulled = False
    for cell, (kind, note) in view.things.items():
        if cell in borders or (kind is Kind.CRATE and cell not in crates):
            continue
        old = here.things.get(cell)
        if old is None or old.kind is not kind:
            here.things[cell] = Thing(kind, note)
        elif note or (kind is Kind.GATE and old.note == OPEN):
            pulled |= kind is Kind.LEVER and old.note != note
            old.note = note
    return pulled


def _expect_open_barriers(known: Knowledge) -> set[str]:
    touched = set()
    for place in known.places.values():
        for way in place.exits.values():
            if way.barred:
                way.recheck = True
                touched.add(place.name)
    return touched


def _is_missing(known: Knowledge, here: Place) -> bool:
    """Tell whether the objective names this place though nothing here can be what it asks for."""
    aim = phrases.aim(known.quest.text or "")
    return aim.place == here.name and not phrases.answers(here, aim)


# --- the outcome ----------------------------------------------------------------------------


def _take_in_outcome(known: Knowledge, seen: Look, here: Place, tried: Spot) -> set[str]:
    before = known.places[tried.place]
    if tried.label == ASTRAY:
        _take_in_border(seen, before, here)
    elif tried.label in SIDES:
        side = SIDES.index(tried.label)
        if before is not here:
            before.exits.setdefault(side, Exit()).to = here.name
            here.exits.setdefault(side ^ 2, Exit()).to = before.name
        elif seen.view.exits.get(side) == seen.view.player and seen.view.facing == side:
            here.exits[side].to = NOWHERE
    elif before is not here:
        _note_portal(before, cell_of(tried.label), here.name)
        _note_portal(here, _above(seen), before.name)
    return {before.name}


def _take_in_border(seen: Look, before: Place, here: Place) -> None:
    """Note where an exit leads by where one stands after having left by it without meaning to."""
    for side, cell in seen.view.exits.items():
        if before is not here and cell == seen.view.player and side ^ 2 in before.exits:
            before.exits[side ^ 2].to, here.exits[side].to = here.name, before.name


def _note_portal(place: Place, cell: tuple[int, int], to: str) -> None:
    thing = place.things.get(cell)
    if thing is not None and thing.kind is Kind.PORTAL:
        thing.note = to


def _above(seen: Look) -> tuple[int, int]:
    """Portals come in pairs, and one lands below the portal that leads back."""
    x, y = seen.view.player
    return x, y - 1


# --- the grid -------------------------------------------------------------------------------


def _settle_grids(known: Knowledge) -> set[str]:
    """Give every place a position that follows from a neighbour's or from a hint; return which got one."""
    lost = [place for place in known.places.values() if place.grid is None]
    if not lost:
        return set()
    lost.sort(key=attrgetter("name"))
    touched = set()
    hinted = hearsay(known.places.values()).grids
    for place in lost:
        place.grid = _grid_by_neighbour(known, place) or hinted.get(place.name)
        if place.grid is not None:
            touched.add(place.name)
    return touched | _settle_grids(known) if touched else touched


def _grid_by_neighbour(known: Knowledge, place: Place) -> Grid | None:
    for side, way in sorted(place.exits.items(), key=itemgetter(0)):
        other = known.places.get(way.to or "")
        if other is not None and other.grid is not None:
            return beside(other.grid, side ^ 2)
    return None


# --- words ----------------------------------------------------------------------------------


def hear(known: Knowledge, tried: Spot | None, words: str) -> set[str]:
    """Take in a text that was read to its end after `tried`; return the places concerned."""
    if words.startswith(_RULES):
        known.rules = words
    return _heed_news(known, words) | (_hear_from(known, tried, words) if tried else set())


def _heed_news(known: Knowledge, words: str) -> set[str]:
    """Note which ways are said to be shut or open now; return the places that they lead from."""
    touched = set()
    for ends, shut in phrases.news(words):
        for name, other in (ends, ends[::-1]):
            place, there = known.places.get(name), known.places.get(other)
            for side, way in place.exits.items() if place else ():
                ahead = beside(place.grid, side) if place and place.grid else None
                if way.to == other or (there is not None and ahead is not None and ahead == there.grid):
                    way.shut = shut
                    touched.add(name)
    return touched


def _hear_from(known: Knowledge, tried: Spot, words: str) -> set[str]:
    if tried == GOAL:
        known.quest.text = words
        return set()
    place = known.places.get(tried.place)
    if place is None or tried.label == ASTRAY:
        return set()
    if tried.label in SIDES:
        way = place.exits.get(SIDES.index(tried.label))
        if way is not None and way.lock is not None:
            way.lock = phrases.key_letter(words)
    elif thing := place.things.get(cell_of(tried.label)):
        if thing.kind in WORDS or thing.kind is Kind.DESK:
            thing.note = words
        elif thing.kind is Kind.GATE and thing.note != OPEN:
            thing.note = phrases.key_letter(words)
        elif thing.kind is Kind.STATUE and place.name not in known.quest.searched:
            known.quest.searched += (place.name,)  # if it is the right one the quest goes on
        elif thing.kind is Kind.PEDESTAL:
            _note_answer(place)
    return {place.name}


def _note_answer(place: Place) -> None:
    for thing in place.things.values():
        if phrases.asked_beast(thing.note):
            thing.note += phrases.ANSWERED
