"""What the explorer knows of a Fernmoor world: everything here can be written into the guide."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Cell = tuple[int, int]
"""Column (0-9, from the west) and row (0-7, from the north) of a room."""

Grid = tuple[int, int]
"""Rooms to the east and to the south of the first room."""

SIDES = ("north", "east", "south", "west")
STEPS: tuple[Cell, ...] = ((0, -1), (1, 0), (0, 1), (-1, 0))
"""(dx, dy) of a step north, east, south, west, on a room's cells and on the grid of rooms."""

NOWHERE = "-"
"""Where an exit leads that turned out to be none."""


class Kind(StrEnum):
    """Things that the explorer heeds, as it calls them in its guide."""

    SIGN = "Sign"
    PERSON = "Person"
    LEVER = "Lever"
    CHEST = "Chest"
    ITEM = "Item"
    GATE = "Gate"
    BARRIER = "Barrier"
    DOOR = "Door"


WORDS = (Kind.SIGN, Kind.PERSON)
"""What can be read or listened to."""

OPEN, SHUT, ON, OFF = "open", "shut", "on", "off"


@dataclass(slots=True)
class Thing:
    """Something at a cell of a room.

    `note` holds the words of a sign or person, the place behind a door, the key letter that a
    locked gate wants, or one of OPEN, SHUT, ON and OFF; it is empty while that is unknown.
    """

    kind: Kind
    note: str = ""


@dataclass(slots=True)
class Exit:
    """An opening in a room's border.

    `to` is the place behind it, NOWHERE, or None while untried. `lock` is None where nothing is
    in the way, "" for a locked gate, its key's letter once known. `barred`: a barrier is down.
    `recheck`: a lever was pulled since the barrier was seen. `ledge`: one cannot come back.
    """

    to: str | None = None
    lock: str | None = None
    barred: bool = False
    recheck: bool = False
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
        return frozenset(SIDES[side] for side in self.exits) | {label(cell) for cell in self.things}

    def reachable(self, way_in: str) -> frozenset[str]:
        """Return what can be walked to from a way in, itself included."""
        reach = self.reach.get(way_in)
        return self.labels() if reach is None else self.labels() & reach


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
    """Everything known. `start` names the first room if it is known to be where the quest began."""

    quest: Quest = field(default_factory=Quest)
    keys: str = ""
    start: str | None = None
    places: dict[str, Place] = field(default_factory=dict)

    def at(self, grid: Grid) -> Place | None:
        """Return the visited place at a position of the grid."""
        return next((place for place in self.places.values() if place.grid == grid), None)


def label(cell: Cell) -> str:
    """Return how a thing's cell is written.

    >>> label((3, 5))
    '(3,5)'
    """
    return f"({cell[0]},{cell[1]})"


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
