"""What the rules and planners look up in a world, prepared once per world and kept while it is used."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from sim.world.art import art
from sim.world.model import COLUMNS, NO_LOOK, PEOPLE, ROWS, SEEN_AT_ONCE, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.model import Entity, Room, World

CELLS = COLUMNS * ROWS
FLOOR, BLOCKED = -1, -2
"""Kinds of ground; a ledge's kind is the direction in which it can be jumped (0-3)."""

_GROUNDS = {"FLOOR": FLOOR, "LEDGE_N": 0, "LEDGE_E": 1, "LEDGE_S": 2, "LEDGE_W": 3}


class Stage(NamedTuple):
    """A room's things at one time of the quest.

    `things` is the thing on each cell or None, blocks that can be pushed left out. `people` are the
    cells of people, `slots` the mask of opportunities noticed when the room is seen.
    """

    things: tuple[Entity | None, ...]
    people: tuple[int, ...]
    slots: int
    number: int


class RoomTable:
    """One room, indexed by cell (`y * 10 + x`).

    `ground` is the kind of ground without things, `mask` the flags that change how the room looks.
    `home` packs the cells of its push-blocks as they stand when it is entered: the first one's
    `y << 4 | x` in the low byte, 0 for none; `block_look` is their metatile.
    """

    __slots__ = (
        *("_bounds", "_drawn", "_stages", "block_look", "ground", "home", "mask", "name"),
        *("neighbours", "region", "tiles"),
    )

    def __init__(self, room: Room, grounds: tuple[int, ...]) -> None:
        self.name, self.region, self.neighbours, self.tiles = (
            *(room.name, room.region, room.neighbours, room.tiles),
        )
        self.ground = tuple([grounds[tile] for tile in room.tiles])
        blocks = [thing for thing in room.entities if thing.kind == Kind.BLOCK]
        self.home = sum((thing.y << 4 | thing.x) << 8 * number for number, thing in enumerate(blocks))
        self.block_look = blocks[0].look if blocks else NO_LOOK
        others = [thing for thing in room.entities if thing.kind != Kind.BLOCK]
        self.mask = 0
        for thing in others:
            self.mask |= 1 << thing.flag if thing.flag else 0
        self._bounds = sorted({bound for thing in others for bound in (thing.since, thing.until)} - {0})
        self._stages = [_stage(others, since, number) for number, since in enumerate([0, *self._bounds])]
        self._drawn: dict[tuple[int, int, int], bytes] = {}

    def stage(self, objective: int) -> Stage:
        """Return the room's things when so many objectives are met."""
        return self._stages[bisect_right(self._bounds, objective)]

    def drawn(self, flags: int, objective: int, blocks: int) -> bytes:
        """Return the 80 metatile ids of the room as it looks now."""
        stage = self.stage(objective)
        key = (flags & self.mask, stage.number, blocks)
        if key not in self._drawn:
            self._drawn[key] = self._draw(flags, stage, blocks)
        return self._drawn[key]

    def _draw(self, flags: int, stage: Stage, blocks: int) -> bytes:
        tiles = bytearray(self.tiles)
        for cell, thing in enumerate(stage.things):
            if thing is not None:
                look = thing.look_set if flags >> thing.flag & 1 and thing.flag else thing.look
                if look != NO_LOOK:
                    tiles[cell] = look
        for cell in block_cells(blocks):
            tiles[cell] = self.block_look
        return bytes(tiles)


def _stage(entities: Iterable[Entity], objective: int, number: int) -> Stage:
    things: list[Entity | None] = [None] * CELLS
    people: list[int] = []
    slots = 0
    for thing in entities:
        cell = thing.y * COLUMNS + thing.x
        if thing.since <= objective < thing.until and things[cell] is None:
            things[cell] = thing
            if thing.kind in PEOPLE:
                people.append(cell)
            if thing.kind in SEEN_AT_ONCE and thing.slot is not None:
                slots |= 1 << thing.slot
    return Stage(tuple(things), tuple(sorted(people)), slots, number)


def block_cells(blocks: int) -> tuple[int, ...]:
    """Return the cells (`y * 10 + x`) of packed push-blocks."""
    found = []
    while blocks:
        found.append((blocks >> 4 & 15) * COLUMNS + (blocks & 15))
        blocks >>= 8
    return tuple(found)


class Tables:
    """A world as lookup tables: its `rooms` and the `pages` of every text.

    By objective: its `wanted` flag, its `legs` and `objective_texts`. `opened` is the mask of
    opportunities of every leg.
    """

    __slots__ = ("grounds", "legs", "objective_texts", "opened", "pages", "rooms", "wanted")

    def __init__(self, world: World) -> None:
        self.grounds = tuple(_GROUNDS.get(attr, BLOCKED) for attr in art().attributes)
        self.rooms = [RoomTable(room, self.grounds) for room in world.rooms]
        self.pages = [tuple([tuple(page.split("\n")) for page in text.split("\f")]) for text in world.texts]
        self.wanted = [objective.flag for objective in world.objectives]
        self.legs = [objective.leg for objective in world.objectives]
        self.objective_texts = [objective.text for objective in world.objectives]
        self.opened = [leg.opened for leg in world.legs]


_KEPT = 16
_tables: dict[int, tuple[World, Tables]] = {}


def tables(world: World) -> Tables:
    """Return the tables of a world; those of the last 16 worlds are kept."""
    # By identity, because comparing two equal worlds takes longer than many steps. Keeping the world
    # beside its tables keeps its id from being given to another.
    kept = _tables.get(id(world))
    if kept is None:
        if len(_tables) >= _KEPT:
            _tables.pop(next(iter(_tables)))
        kept = _tables[id(world)] = (world, Tables(world))
    return kept[1]
