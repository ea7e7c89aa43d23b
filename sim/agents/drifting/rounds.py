"""What the faults have to know of the game: the rooms seen lately, what was read in them, what is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sim.agents.knowledge import STEPS, Cell, Kind
from sim.agents.roomview import COLUMNS, ROWS, RoomView
from sim.agents.tilebook import tilebook

if TYPE_CHECKING:
    from sim.core import Json, Percept

_KEPT = 24
"""How many rooms are remembered, a land and a half; the one not seen for longest is forgotten first."""


class Scene:
    """A room in play at a decision: its percept, its `view` when somebody asks for it, where it is."""

    def __init__(self, percept: Percept, step: int) -> None:
        assert percept.place is not None
        assert percept.goal is not None
        self.percept, self.step = percept, step
        self.here: str = percept.place
        self.goal: int = percept.goal

    @cached_property
    def view(self) -> RoomView:
        """Return the room as it can be walked in."""
        return RoomView.of(self.percept)


@dataclass(slots=True)
class Room:
    """What was seen of a room: its things, where its exits led, what was read or spoken to."""

    things: dict[Cell, Kind] = field(default_factory=dict)
    ways: dict[int, str] = field(default_factory=dict)
    read: set[Cell] = field(default_factory=set)


class Rounds:
    """Keeps the rooms seen lately by name. `asked` are the words of the present objective, if they were read.

    Words are taken for the objective's if they came after START.
    """

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.asked = ""
        self._here = ""
        self._goal = -1
        self._pages: list[str] = []

    @property
    def here(self) -> Room:
        """The room last seen, which must have been taken in by `look`."""
        return self.rooms[self._here]

    def look(self, scene: Scene, *, asking: bool) -> None:
        """Take in a room in play; `asking` if the words read before were asked for with START."""
        if scene.goal != self._goal:
            self.asked = ""
        if asking:
            self.asked = " ".join(self._pages)
        self._pages = []
        if (scene.here, scene.goal) == (self._here, self._goal):
            return
        before, self._here, self._goal = self._here, scene.here, scene.goal
        room = self.rooms[scene.here] = self.rooms.pop(scene.here, Room())
        room.things = _kinds(scene.percept)
        side = _side_of(scene.percept.player)
        if before in self.rooms and before != scene.here and side is not None:
            room.ways[side] = before
            self.rooms[before].ways[side ^ 2] = scene.here
        if len(self.rooms) > _KEPT:
            del self.rooms[next(iter(self.rooms))]

    def hear(self, percept: Percept) -> None:
        """Take in a page of a text, and that what the player faces was read."""
        assert percept.text is not None
        self._pages.append(" ".join(" ".join(percept.text).split()))
        if percept.facing >= 0 and self._here in self.rooms:
            (x, y), (dx, dy) = percept.player, STEPS[percept.facing]
            self.rooms[self._here].read.add((x + dx, y + dy))

    def route(self, start: str, rooms: int) -> dict[str, tuple[tuple[str, int], ...]]:
        """Return the rooms at most so many away by known ways, with (place, side) on the way to each."""
        found: dict[str, tuple[tuple[str, int], ...]] = {start: ()}
        queue = [start]
        for name in queue:
            if len(found[name]) == rooms or name not in self.rooms:
                continue
            for side, to in sorted(self.rooms[name].ways.items()):
                if to not in found:
                    found[to] = (*found[name], (name, side))
                    queue.append(to)
        return found

    def as_json(self) -> Json:
        """Return everything as JSON."""
        rooms = [
            (
                name,
                [(*cell, kind) for cell, kind in room.things.items()],
                list(room.ways.items()),
                sorted(room.read),
            )
            for name, room in self.rooms.items()
        ]
        return {
            "rooms": rooms,
            "asked": self.asked,
            "here": self._here,
            "goal": self._goal,
            "pages": self._pages,
        }

    def restore(self, saved: Json) -> None:
        """Become the one whose `as_json` this was; raises KeyError, TypeError or ValueError."""
        self.rooms = {
            str(name): Room(
                {(x, y): Kind(kind) for x, y, kind in things},
                {int(side): str(to) for side, to in ways},
                {(x, y) for x, y in read},
            )
            for name, things, ways, read in saved["rooms"]
        }
        self.asked, self._here = str(saved["asked"]), str(saved["here"])
        self._goal, self._pages = int(saved["goal"]), [str(page) for page in saved["pages"]]


def _kinds(percept: Percept) -> dict[Cell, Kind]:
    """Return the things of a room by cell, as `RoomView` does, without looking at how they are walked."""
    table, kinds = _numbers()
    found = {
        (cell % COLUMNS, cell // COLUMNS): kinds[number]
        for cell, number in enumerate(percept.tiles.translate(table))
        if number
    }
    for person in percept.npcs:
        if person != percept.player:
            found[person] = Kind.PERSON
    return found


@cache
def _numbers() -> tuple[bytes, tuple[Kind, ...]]:
    """Return a number for each metatile, 0 where it is no thing, and the kind for each number."""
    kinds = tuple(Kind)
    numbers = bytes(1 + kinds.index(thing[0]) if thing else 0 for thing in tilebook().things)
    return numbers, (kinds[0], *kinds)


def _side_of(cell: Cell) -> int | None:
    """Return the side (0-3) of a room that a cell of its border lies at, None for any other."""
    x, y = cell
    borders = (y == 0, x == COLUMNS - 1, y == ROWS - 1, x == 0)
    return borders.index(True) if any(borders) else None
