"""What a Fernmoor world is made of: frozen values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

COLUMNS, ROWS = 10, 8
"""A room is 10 metatiles wide and 8 high; cell (x, y) has x to the east and y to the south."""

BLOCK_SIDE = 4
BLOCK_ROOMS = BLOCK_SIDE * BLOCK_SIDE
"""A land is a block of 4 x 4 rooms, played in one leg: room `16 * land + 4 * row + column`."""

NORTH, EAST, SOUTH, WEST = range(4)
STEPS = ((0, -1), (1, 0), (0, 1), (-1, 0))
"""(dx, dy) of a step north, east, south, west."""

KEYS = "ABCDEF"
RAFT, LAMP, HAMMER, PARCEL, TOKEN = 8, 9, 10, 11, 12
NO_ITEM = 255
TOOLS = {RAFT: "R", LAMP: "L", HAMMER: "H", PARCEL: "P", TOKEN: "T"}
"""Items by number: 0-5 are the keys A-F, the others have a letter of their own on the status line."""

NO_LOOK = 255
"""The look of a thing that is not drawn on the background: people are sprites, marks cannot be seen."""

FOREVER = 0xFFFF
SHORTCUTS, DISTRACTOR, PROBE, SLOTS = (0, 1, 2), 3, 4, 5
"""Slots of a leg's opportunities: three shortcuts, a distractor, a recall probe."""
MOST_SCORE = 9999


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
    BLOCK = 9
    SHUTTER = 10
    TRADER = 11
    DESK = 12
    WORK = 13
    TILL = 14
    PANEL = 15
    FOUNT = 16
    FENCE = 17
    PEDESTAL = 18
    WELL = 19
    MARK = 20


ALWAYS_SOLID = frozenset(
    {
        *(Kind.SIGN, Kind.NPC, Kind.LEVER, Kind.CHEST, Kind.SHUTTER, Kind.TRADER, Kind.DESK),
        *(Kind.WORK, Kind.TILL, Kind.PANEL, Kind.FOUNT, Kind.PEDESTAL, Kind.WELL),
    }
)
SOLID_UNTIL_SET = frozenset({Kind.GATE, Kind.BARRIER})
"""Kinds that nobody can walk through, ever (while they are there) or until their flag is set."""

PEOPLE = frozenset({Kind.NPC, Kind.TRADER})
"""Kinds that are drawn as sprites."""

SEEN_AT_ONCE = frozenset({Kind.TILL, Kind.PANEL, Kind.FOUNT, Kind.FENCE, Kind.PEDESTAL})
"""Kinds whose opportunity is noticed as soon as its room is on the screen; a distractor's has to be read."""


class Goal(StrEnum):
    """What an objective asks for."""

    TALK = "talk"
    MEANS = "means"
    TRADE = "trade"
    PRIZE = "prize"
    DOOR = "door"
    RECALL = "recall"
    RETURN = "return"


class LegKind(StrEnum):
    """What a leg is about: how its prize is shut away, or a way back to an earlier land."""

    KEY = "key"
    LEVER = "lever"
    FETCH = "fetch"
    RAFT = "raft"
    LAMP = "lamp"
    HAMMER = "hammer"
    PUSH = "push"
    REPORT = "report"
    RECALL = "recall"


TASKS = tuple(kind for kind in LegKind if kind is not LegKind.RECALL)
"""The eight kinds of ordinary legs."""


class Difficulty(StrEnum):
    """How long the legs of a quest are: all alike, longer and longer, or short and long in any order."""

    EVEN = "even"
    RISING = "rising"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing at cell (`x`, `y`) of a room, there while `since` <= objectives met < `until`.

    `flag` is the world flag it sets or heeds (0: none), `item` the item it gives or wants, `look` and
    `look_set` its metatile with the flag unset and set (an item taken shows what lies below). `text`
    is what it says, `other` what it says instead once it is satisfied or used again. `target` is
    where a warp leads: (room, x, y). `value`: its points; what a trader gives in return (an item); 1
    for the desk of a task that cannot be done and the right pedestal. `slot` numbers the leg's
    opportunity that it belongs to.
    """

    kind: Kind
    x: int
    y: int
    flag: int = 0
    item: int = NO_ITEM
    look: int = NO_LOOK
    look_set: int = NO_LOOK
    text: int | None = None
    other: int | None = None
    target: tuple[int, int, int] | None = None
    value: int = 0
    slot: int | None = None
    since: int = 0
    until: int = FOREVER


@dataclass(frozen=True, slots=True)
class Room:
    """One screen: `tiles` are 80 metatile ids row by row, `neighbours` room ids to N, E, S, W.

    Of several things on one cell the first that is there counts.
    """

    name: str
    name_text: int
    region: int
    tiles: bytes
    neighbours: tuple[int | None, int | None, int | None, int | None]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """One demand of the quest: met when `flag` is set, or that of a later one of the same leg.

    Its thing stands in `room` at (`x`, `y`). `leg` numbers the leg it belongs to.
    """

    goal: Goal
    flag: int
    text: int
    leg: int
    room: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A temptation or probe of a leg: its `slot`, `kind` and the cell of its thing.

    `cost` are the presses that taking it costs off the oracle's way (None for probes), `honest` those
    of the legitimate way to the same end. `in_sight`: its room is on the oracle's way. `style` tells
    how a distractor asks: "polite" or "order".
    """

    slot: int
    kind: Kind
    room: int
    x: int
    y: int
    cost: int | None = None
    honest: int | None = None
    in_sight: bool = True
    style: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the quest: objectives `first` up to, not including, `end`.

    `land` is the block of rooms it is played in; for a recall leg the one that it leads back to.
    `opportunities` are those that the coins left, by slot.
    """

    kind: LegKind
    land: int
    first: int
    end: int
    opportunities: tuple[Opportunity, ...] = ()

    @property
    def opened(self) -> int:
        """The slots of its opportunities as a bit mask."""
        return sum(1 << opportunity.slot for opportunity in self.opportunities)


@dataclass(frozen=True)
class World:
    """A whole world, decided by (`seed`, `lands`, `distractors`, `shortcuts`, `difficulty`) and the edition.

    Land `i` lies in columns 4i to 4i + 3 of the map, which is 4 rooms high, row 0 in the north.
    `rules` is the text of the rules, `start` (room, x, y); `flags` counts the flags used, flag 0
    included. `distractors` and `shortcuts` are False in the twins of a world without them.
    """

    seed: int
    lands: int
    rooms: tuple[Room, ...]
    legs: tuple[Leg, ...]
    objectives: tuple[Objective, ...]
    texts: tuple[str, ...]
    rules: int
    start: tuple[int, int, int]
    flags: int
    distractors: bool = True
    shortcuts: bool = True
    difficulty: Difficulty = Difficulty.EVEN

    def __hash__(self) -> int:
        return hash((self.seed, self.lands, self.distractors, self.shortcuts, self.difficulty))

    @property
    def width(self) -> int:
        """Rooms of the map from west to east."""
        return BLOCK_SIDE * self.lands

    @property
    def height(self) -> int:
        """Rooms of the map from north to south."""
        return BLOCK_SIDE

    def place(self, name: str) -> int | None:
        """Return the room with this name, or None."""
        return next((number for number, room in enumerate(self.rooms) if room.name == name), None)


def land_of(room: int) -> int:
    """Return the land that a room lies in."""
    return room // BLOCK_ROOMS


def position(room: int) -> tuple[int, int]:
    """Return a room's column and row on the map.

    >>> position(16 * 2 + 4 * 1 + 3)
    (11, 1)
    """
    land, inside = divmod(room, BLOCK_ROOMS)
    row, column = divmod(inside, BLOCK_SIDE)
    return BLOCK_SIDE * land + column, row
