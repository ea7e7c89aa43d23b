"""What a Fernmoor world is made of: frozen values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

COLUMNS, ROWS = 10, 8
"""A room is 10 metatiles wide and 8 high; cell (x, y) has x to the east and y to the south."""

NORTH, EAST, SOUTH, WEST = range(4)
STEPS = ((0, -1), (1, 0), (0, 1), (-1, 0))
"""(dx, dy) of a step north, east, south, west."""

RELIC = 15
"""Item number of the relic; items 0-7 are the keys A-H."""


def opposite(direction: int) -> int:
    """Return the direction that undoes `direction`."""
    return direction ^ 2


class Kind(IntEnum):
    """Kinds of things that stand in rooms, by their number in the cartridge."""

    SIGN = 1
    ITEM = 2
    GATE = 3
    NPC = 4
    LEVER = 5
    BARRIER = 6
    WARP = 7
    CHEST = 8


ALWAYS_SOLID = frozenset({Kind.SIGN, Kind.NPC, Kind.LEVER, Kind.CHEST})
SOLID_UNTIL_SET = frozenset({Kind.GATE, Kind.BARRIER})
"""Kinds that nobody can walk through, ever or until their flag is set."""


class Goal(StrEnum):
    """What an objective asks for."""

    TALK = "talk"
    LEVER = "lever"
    KEY = "key"
    GATE = "gate"
    RELIC = "relic"


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing at cell (`x`, `y`) of a room.

    `flag` is the world flag it sets or heeds (0: none), `item` the item it gives or the key it
    wants, `metatile` an item's look, `text` what it says (text id or None). `target` is where a
    warp leads: (room, x, y).
    """

    kind: Kind
    x: int
    y: int
    flag: int = 0
    item: int = 0
    metatile: int = 0
    text: int | None = None
    target: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """One screen: `tiles` are 80 metatile ids row by row, `neighbours` room ids to N, E, S, W."""

    name: str
    name_text: int
    region: int
    tiles: bytes
    neighbours: tuple[int | None, int | None, int | None, int | None]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """One demand of the quest: met when `flag` is set. Its thing stands in `room` at (`x`, `y`)."""

    goal: Goal
    flag: int
    text: int
    room: int
    x: int
    y: int


@dataclass(frozen=True)
class World:
    """A whole world, decided by (`seed`, `width`, `height`, `regions`).

    `width` and `height` count rooms; room `i` lies in column `i % width`, row `i // width` of the
    map, row 0 in the north. `start` is (room, x, y). `flags` counts the flags used, flag 0 included.
    """

    seed: int
    width: int
    height: int
    regions: int
    rooms: tuple[Room, ...]
    objectives: tuple[Objective, ...]
    texts: tuple[str, ...]
    start: tuple[int, int, int]
    flags: int

    def __hash__(self) -> int:
        return hash((self.seed, self.width, self.height, self.regions))

    def place(self, name: str) -> int | None:
        """Return the room with this name, or None."""
        return next((number for number, room in enumerate(self.rooms) if room.name == name), None)
