"""Rooms as they look, and the marks on what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.world.art import TRANSPARENT, art
from sim.world.draw.page import CELL, NAME, ROOM_HEIGHT, ROOM_WIDTH
from sim.world.draw.shapes import Box, Label, Picture
from sim.world.draw.style import (
    INK,
    TINTS,
    Tag,
    drawn,
    item_tag,
    link_tag,
    objective_tag,
    obstacle_tag,
    temptation_tag,
)
from sim.world.model import (
    BLOCK_SIDE,
    COLUMNS,
    DISTRACTOR,
    KEYS,
    NO_LOOK,
    NORTH,
    PEOPLE,
    PROBE,
    ROWS,
    TOOLS,
    WEST,
    Kind,
    LegKind,
    land_of,
)
from sim.world.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.world.draw.page import Page
    from sim.world.draw.shapes import Shape
    from sim.world.model import Entity, Leg, World


_BESIDE = 12
"""Pixels from a thing to its marks: above it, so that it can be seen, or below it at the room's edge."""


def letter(item: int) -> str:
    """Return the letter of an item, as on the status line; "" for none."""
    return KEYS[item] if item < len(KEYS) else TOOLS.get(item, "")


def leg_of_land(world: World, land: int) -> Leg:
    """Return the ordinary leg that is played in a land."""
    return next(leg for leg in world.legs if leg.land == land and leg.kind is not LegKind.RECALL)


def room(world: World, number: int, page: Page) -> Iterator[Shape]:
    """Yield a room with its name, as it looks when the leg of its land begins."""
    left, top = page.room(number)
    here = world.rooms[number]
    yield Box(left - 2, top - NAME, ROOM_WIDTH + 4, ROOM_HEIGHT + NAME + 2, TINTS[here.region])
    begins = leg_of_land(world, land_of(number)).first
    yield Picture(left, top, _shades(world, number, begins))
    yield Label(left, top - NAME + 2, here.name, INK)
    stage = tables(world).rooms[number].stage(begins)
    for thing in here.entities:
        if thing.since > begins and stage.things[thing.y * COLUMNS + thing.x] is None and _later(thing):
            yield Picture(left + thing.x * CELL, top + thing.y * CELL, _look(thing))


def marks(world: World, number: int, page: Page) -> Iterator[Shape]:
    """Yield the marks on the things of a room: what is had, what is needed, what tempts."""
    cells: dict[tuple[int, int], list[Tag]] = {}
    for count, objective in enumerate(world.objectives, 1):
        if objective.room == number:
            tag = objective_tag(count, objective.goal)
            cells.setdefault((objective.x, objective.y), []).append(tag)
    for thing in world.rooms[number].entities:
        tags = cells.setdefault((thing.x, thing.y), [])
        tags += [tag for tag in _tags(world, number, thing) if tag not in tags]
    for (x, y), tags in cells.items():
        centre_x, centre_y = page.centre(number, x, y)
        yield from drawn(tags, (centre_x, centre_y + (_BESIDE if y == 0 else -_BESIDE)))


def _tags(world: World, number: int, thing: Entity) -> Iterator[Tag]:
    """Yield what is to be said about a thing."""
    if thing.kind == Kind.GATE:
        yield obstacle_tag(letter(thing.item))
    elif thing.kind == Kind.BARRIER:
        yield obstacle_tag("LEVER")
    elif thing.kind == Kind.TRADER:
        yield item_tag(f"{letter(thing.item)}>{letter(thing.value)}")
    elif thing.kind in (Kind.ITEM, Kind.CHEST) and letter(thing.item):
        yield item_tag(letter(thing.item))
    elif thing.kind == Kind.SHUTTER and not (_is_exit(number, thing) or _is_told(world, number, thing)):
        yield from _changes(world, number, thing)
    elif thing.slot is not None and thing.kind != Kind.ITEM:
        yield temptation_tag(_slot_word(thing))


def _slot_word(thing: Entity) -> str:
    if thing.slot == DISTRACTOR:
        return "W" if thing.kind == Kind.WELL else "D"
    if thing.slot == PROBE:
        if thing.kind == Kind.PEDESTAL:
            return "Q!" if thing.value else "Q-"
        return "Q?"
    return f"S{thing.slot}"


def _changes(world: World, number: int, shutter: Entity) -> Iterator[Tag]:
    """Yield when a way is shut: from, or until, so many objectives are met."""
    leg = leg_of_land(world, land_of(number))
    if leg.first < shutter.since < leg.end:
        yield link_tag(f"SHUT AT {shutter.since}")
    if leg.first < shutter.until < leg.end:
        yield link_tag(f"OPEN AT {shutter.until}")


def _is_exit(number: int, shutter: Entity) -> bool:
    return number % BLOCK_SIDE == BLOCK_SIDE - 1 and shutter.x == COLUMNS - 1


def _is_told(world: World, number: int, shutter: Entity) -> bool:
    """Tell whether the other side of the opening, to the west or north, is marked already."""
    side = WEST if shutter.x == 0 else NORTH if shutter.y == 0 else None
    behind = None if side is None else world.rooms[number].neighbours[side]
    if behind is None:
        return False
    x, y = (COLUMNS - 1, shutter.y) if side == WEST else (shutter.x, ROWS - 1)
    return any(
        (other.kind, other.x, other.y, other.since, other.until)
        == (Kind.SHUTTER, x, y, shutter.since, shutter.until)
        for other in world.rooms[behind].entities
    )


def _later(thing: Entity) -> bool:
    """Tell whether a thing that comes later is worth a picture: people, portals, not shut doors."""
    return thing.kind in PEOPLE or (thing.look != NO_LOOK and thing.kind != Kind.SHUTTER)


def _look(thing: Entity) -> NDArray[np.uint8]:
    return art().sprites["npc"] if thing.kind in PEOPLE else art().metatiles[thing.look]


def _shades(world: World, number: int, objective: int) -> NDArray[np.uint8]:
    """Return the room's pixels as shades 0-3, shape (128, 160), people included."""
    table = tables(world).rooms[number]
    tiles = art().metatiles[np.frombuffer(table.drawn(0, objective, table.home), np.uint8)]
    rows = tiles.reshape(ROWS, COLUMNS, CELL, CELL).swapaxes(1, 2)
    shades = rows.reshape(ROOM_HEIGHT, ROOM_WIDTH).copy()
    person = art().sprites["npc"]
    for cell in table.stage(objective).people:
        y, x = (CELL * part for part in divmod(cell, COLUMNS))
        spot = shades[y : y + CELL, x : x + CELL]
        spot[:] = np.where(person == TRANSPARENT, spot, person)
    return shades
