"""What the rules and planners look up in a world, prepared once per world and kept while it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.art import art
from sim.world.model import COLUMNS, ROWS, Kind

if TYPE_CHECKING:
    from sim.world.model import Entity, Room, World

CELLS = COLUMNS * ROWS
FLOOR, BLOCKED = -1, -2
"""Kinds of ground; a ledge's kind is the direction in which it can be jumped (0-3)."""

LOOKS = {
    Kind.SIGN: ("sign", "sign"),
    Kind.GATE: ("gate", "gate_open"),
    Kind.LEVER: ("lever_off", "lever_on"),
    Kind.BARRIER: ("barrier", "barrier_open"),
    Kind.WARP: ("warp", "warp"),
    Kind.CHEST: ("chest", "chest_open"),
}
"""Metatiles of a thing with its flag unset and set; items bring their own, people are sprites."""

_GROUNDS = {"FLOOR": FLOOR, "LEDGE_N": 0, "LEDGE_E": 1, "LEDGE_S": 2, "LEDGE_W": 3}


class RoomTable:
    """One room, indexed by cell (`y * 10 + x`).

    `ground` is the kind of ground without things, `things` the thing on a cell or None, `mask` the
    flags that change how the room looks, `people` the cells of people.
    """

    __slots__ = ("_drawn", "ground", "mask", "name", "neighbours", "people", "region", "things", "tiles")

    def __init__(self, room: Room, grounds: tuple[int, ...]) -> None:
        self.name, self.region, self.neighbours, self.tiles = (
            room.name,
            room.region,
            room.neighbours,
            room.tiles,
        )
        self.ground = tuple(grounds[tile] for tile in room.tiles)
        self.things: list[Entity | None] = [None] * CELLS
        self.mask = 0
        for thing in room.entities:
            self.things[thing.y * COLUMNS + thing.x] = thing
            self.mask |= 1 << thing.flag if thing.flag else 0
        self.people = tuple(
            cell for cell, thing in enumerate(self.things) if thing and thing.kind == Kind.NPC
        )
        self._drawn: dict[int, bytes] = {}

    def drawn(self, flags: int) -> bytes:
        """Return the 80 metatile ids of the room as it looks with these flags."""
        key = flags & self.mask
        if key not in self._drawn:
            self._drawn[key] = self._draw(key)
        return self._drawn[key]

    def _draw(self, flags: int) -> bytes:
        ids = art().ids
        tiles = bytearray(self.tiles)
        for cell, thing in enumerate(self.things):
            if thing is None or thing.kind == Kind.NPC:
                continue
            is_set = flags >> thing.flag & 1
            if thing.kind != Kind.ITEM:
                tiles[cell] = ids[LOOKS[thing.kind][is_set]]
            elif not is_set:
                tiles[cell] = thing.metatile
        return bytes(tiles)


class Tables:
    """A world as lookup tables: `rooms`, `pages` of every text, `wanted` flag of every objective."""

    __slots__ = ("grounds", "objective_texts", "pages", "rooms", "wanted")

    def __init__(self, world: World) -> None:
        self.grounds = tuple(_GROUNDS.get(attr, BLOCKED) for attr in art().attributes)
        self.rooms = [RoomTable(room, self.grounds) for room in world.rooms]
        self.pages = [tuple(tuple(page.split("\n")) for page in text.split("\f")) for text in world.texts]
        self.wanted = [objective.flag for objective in world.objectives]
        self.objective_texts = [objective.text for objective in world.objectives]


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
