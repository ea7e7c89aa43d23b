"""What one look at the screen, and the outcome of what was just done, add to the knowledge."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sim.agents import phrases
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
from sim.agents.routes import GOAL

if TYPE_CHECKING:
    from sim.agents.roomview import RoomView
    from sim.agents.routes import Spot
    from sim.core import Percept


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
        here = known.places[percept.place] = Place(percept.place, grid=None if known.places else (0, 0))
    pulled = _take_in_room(here, seen.view)
    if tried is not None and tried.place in known.places:
        touched |= _take_in_outcome(known, seen, here, tried)
    if _is_missing(known, here) and here.name not in known.quest.searched:
        known.quest.searched += (here.name,)
    if pulled:
        touched |= _expect_open_barriers(known)
    return touched | _settle_grids(known)


def _take_in_status(known: Knowledge, percept: Percept) -> None:
    if percept.goal is not None and percept.goal != known.quest.number:
        known.quest = Quest(percept.goal)
    known.keys = percept.keys or ""


# --- the room -------------------------------------------------------------------------------


def _take_in_room(here: Place, view: RoomView) -> bool:
    """Note exits and things as they look now; return whether a lever stands otherwise than noted."""
    for side in here.exits.keys() - view.exits.keys():
        del here.exits[side]  # whoever noted it was wrong
    for side, cell in view.exits.items():
        way = here.exits.setdefault(side, Exit())
        if cell != view.player:
            lock = view.lock(side)
            way.lock = (way.lock or "") if lock is Kind.GATE else None
            way.barred = lock is Kind.BARRIER
            way.recheck = False
        way.ledge = view.ledge(side)
    pulled = _take_in_things(here, view)
    for way_in in [*(SIDES[side] for side in view.exits), *_doors(view)]:
        here.paces[way_in] = view.paces(way_in)
        here.reach[way_in] = frozenset(here.paces[way_in])
        if here.reach[way_in] == view.all_labels():
            del here.reach[way_in]
    return pulled


def _doors(view: RoomView) -> list[str]:
    return [f"({x},{y})" for (x, y), (kind, _) in view.things.items() if kind is Kind.DOOR]


def _take_in_things(here: Place, view: RoomView) -> bool:
    borders = set(view.exits.values())
    for cell in [cell for cell in here.things if cell not in view.things and cell != view.player]:
        del here.things[cell]
    pulled = False
    for cell, (kind, note) in view.things.items():
        if cell in borders:
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
    if tried.label in SIDES:
        side = SIDES.index(tried.label)
        if before is not here:
            before.exits.setdefault(side, Exit()).to = here.name
            here.exits.setdefault(side ^ 2, Exit()).to = before.name
        elif seen.view.exits.get(side) == seen.view.player and seen.view.facing == side:
            here.exits[side].to = NOWHERE
    elif before is not here:
        _note_door(before, cell_of(tried.label), here.name)
        _note_door(here, _above(seen), before.name)
    return {before.name}


def _note_door(place: Place, cell: tuple[int, int], to: str) -> None:
    thing = place.things.get(cell)
    if thing is not None and thing.kind is Kind.DOOR:
        thing.note = to


def _above(seen: Look) -> tuple[int, int]:
    """Doors come in pairs, and one lands below the door that leads back."""
    x, y = seen.view.player
    return x, y - 1


# --- the grid -------------------------------------------------------------------------------


def _settle_grids(known: Knowledge) -> set[str]:
    """Give every place a position that follows from a neighbour's or from a hint; return which got one."""
    lost = [place for _, place in sorted(known.places.items(), key=itemgetter(0)) if place.grid is None]
    if not lost:
        return set()
    touched = set()
    hinted = rumours(known)
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


def rumours(known: Knowledge) -> dict[str, Grid]:
    """Return where places lie according to what was read and heard."""
    found: dict[str, Grid] = {}
    for name in sorted(known.places):
        place = known.places[name]
        if place.grid is None:
            continue
        for _, thing in sorted(place.things.items(), key=itemgetter(0)):
            if thing.kind in WORDS and thing.note:
                for there, (east, south) in phrases.hints(thing.note).items():
                    found[there] = (place.grid[0] + east, place.grid[1] + south)
    return found


# --- words ----------------------------------------------------------------------------------


def hear(known: Knowledge, tried: Spot | None, words: str) -> set[str]:
    """Take in a text that was read to its end after `tried`; return the places concerned."""
    if tried is None:
        return set()
    if tried == GOAL:
        known.quest.text = words
        return set()
    place = known.places.get(tried.place)
    if place is None:
        return set()
    if tried.label in SIDES:
        way = place.exits.get(SIDES.index(tried.label))
        if way is not None and way.lock is not None:
            way.lock = phrases.key_letter(words)
    elif thing := place.things.get(cell_of(tried.label)):
        if thing.kind in WORDS:
            thing.note = words
        elif thing.kind is Kind.GATE and thing.note != OPEN:
            thing.note = phrases.key_letter(words)
    return {place.name}
