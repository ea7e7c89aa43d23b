"""What the explorer knows of a Fernmoor world: everything here can be written into the guide."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

Cell = tuple[int, int]
"""Column (0-9, from the west) and row (0-7, from the north) of a room."""

Grid = tuple[int, int]
"""Rooms to the east and to the south of the first room."""

SIDES = ("north", "east", "south", "west")
STEPS: tuple[Cell, ...] = ((0, -1), (1, 0), (0, 1), (-1, 0))
"""(dx, dy) of a step north, east, south, west, on a room's cells and on the grid of rooms."""

NOWHERE = "-"
"""Where an exit leads that turned out to be none."""

LAND_COLUMNS = 4
"""A land is as many rooms wide; the first room stands in the westernmost column of the first land."""


class Kind(StrEnum):
    """Things that the explorer heeds, as it calls them in its guide."""

    SIGN = "Sign"
    PERSON = "Person"
    DESK = "Desk"
    LEVER = "Lever"
    CHEST = "Chest"
    ITEM = "Item"
    GATE = "Gate"
    BARRIER = "Barrier"
    SHUTTER = "Shutter"
    PORTAL = "Portal"
    CRATE = "Crate"
    STATUE = "Statue"
    PEDESTAL = "Pedestal"
    WELL = "Well"
    WOODPILE = "Woodpile"
    TILL = "Till"
    PANEL = "Panel"
    FOUNT = "Fount"
    FENCE = "Fence"


WORDS = (Kind.SIGN, Kind.PERSON)
"""What can be read or listened to."""

OPEN, SHUT, ON, OFF = "open", "shut", "on", "off"

KEYS = "ABCDEF"
TOOLS = {"R": "raft", "L": "lamp", "H": "hammer", "P": "parcel", "T": "token"}
"""The letters of keys on the status line, and what the others stand for."""
OBSTACLES = {"R": "deep water", "L": "darkness", "H": "a rock"}
"""What is in the way by the letter of the tool that it takes."""


@dataclass(slots=True)
class Thing:
    """Something at a cell of a room.

    `note` holds the words of a sign, person or desk, the place behind a portal, the letter of the
    key or tool that something in the way wants, the name of an item, the beast of a statue or
    pedestal, or one of OPEN, SHUT, ON and OFF; it is empty while that is unknown.
    """

    kind: Kind
    note: str = ""


@dataclass(slots=True)
class Exit:
    """An opening in a room's border.

    `to` is the place behind it, NOWHERE, or None while untried. `lock` is None where nothing is
    in the way, "" for a locked gate, the letter of its key or of the tool it takes once known.
    `barred`: a barrier is down. `recheck`: a lever was pulled since the barrier was seen. `shut`: a
    shutter is down. `ledge`: one cannot come back.
    """

    to: str | None = None
    lock: str | None = None
    barred: bool = False
    recheck: bool = False
    shut: bool = False
    ledge: bool = False


@dataclass(slots=True)
class Place:
    """A room. `exits` by side 0-3. `grid` is None while it is not known where the room lies.

    `reach` tells, for those ways in from which not everything can be reached, what can: labels
    as `label()` and `SIDES` give them. `extra` are lines that somebody else wrote. `paces` counts the
    presses from a way in to a label, as measured when the room was on screen; it is never written down.
    """

    name: str
    grid: Grid | None = None
    exits: dict[int, Exit] = field(default_factory=dict)
    things: dict[Cell, Thing] = field(default_factory=dict)
    reach: dict[str, frozenset[str]] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    paces: dict[str, dict[str, int]] = field(default_factory=dict, compare=False)

    def labels(self) -> frozenset[str]:
        """Return the labels of everything in this room that one can walk to."""
        return frozenset([*[SIDES[side] for side in self.exits], *map(label, self.things)])

    def reachable(self, way_in: str) -> frozenset[str]:
        """Return what can be walked to from a way in, itself included."""
        reach = self.reach.get(way_in)
        return self.labels() if reach is None else self.labels() & reach

    @property
    def land(self) -> int | None:
        """The number of the land it lies in, from 0 in the west, or None while that is not known."""
        return None if self.grid is None else self.grid[0] // LAND_COLUMNS


@dataclass(slots=True)
class Quest:
    """What is asked: `number` objectives are met, `text` asks for the next one.

    `text` is None while unread and empty when nothing more is asked. `searched` are places where
    the thing was looked for in vain.
    """

    number: int = -1
    text: str | None = None
    searched: tuple[str, ...] = ()


@dataclass(slots=True)
class Knowledge:
    """What is known now: the quest, what is held (`bag`, as letters) and the places at hand.

    `start` names the first room if it is known to be where the quest began, `rules` are the words
    of the rules if they were read.
    """

    quest: Quest = field(default_factory=Quest)
    bag: str = ""
    start: str | None = None
    rules: str = ""
    places: dict[str, Place] = field(default_factory=dict)


@lru_cache(256)
def label(cell: Cell) -> str:
    """Return how a thing's cell is written.

    >>> label((3, 5))
    '(3,5)'
    """
    return f"({cell[0]},{cell[1]})"


@lru_cache(256)
def cell_of(text: str) -> Cell:
    """Return the cell of a label.

    >>> cell_of("(3,5)")
    (3, 5)
    """
    return int(text[1]), int(text[3])


def beside(grid: Grid, side: int) -> Grid:
    """Return the position of the room next to one."""
    dx, dy = STEPS[side]
    return grid[0] + dx, grid[1] + dy
