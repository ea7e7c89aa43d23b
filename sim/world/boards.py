"""Lands as bitboards: every cell is one bit of a Python integer, so that a flood is a few shifts.

A row of a land is 40 cells and a column of padding that nobody can enter, which keeps shifts from
wrapping around; below each land lies a row of padding. Leaving a room keeps the row or column, so
the next room's cell is simply the next bit. A room whose push-blocks have been moved is another
picture of that room, further up in the same integer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from sim.core import WorldError
from sim.world.grounds import EDGES, LOCAL, WIDE, Ground, Look, across
from sim.world.model import BLOCK_ROOMS, BLOCK_SIDE, COLUMNS, ROWS, STEPS, land_of, opposite
from sim.world.tables import tables

if TYPE_CHECKING:
    from sim.world.charts import Chart
    from sim.world.model import World
    from sim.world.sheets import Sheet

_LAND = WIDE * (BLOCK_SIDE * ROWS + 1)
_PICTURES = 3  # moved pictures of rooms side by side, each with a column of padding
_BAND = WIDE * (ROWS + 1)


class Board:
    """Where the cells of some lands lie in an integer. `places` gives each room's pictures.

    A picture is (first bit, blocks); the first of a room is the one with its blocks at home. `bases`
    are the first bits of each room's pictures, as a mask.
    """

    __slots__ = ("_moved", "bases", "charts", "lands", "places", "sheets", "size")

    def __init__(self, lands: tuple[int, ...], grounds: list[Ground]) -> None:
        self.lands = lands
        self.places: dict[int, list[tuple[int, int]]] = {}
        self.sheets: dict[tuple[int, Look, bool], Sheet] = {}
        """Rooms laid out before, by room, look and whether fences can be crossed."""
        self.charts: WeakValueDictionary[tuple[bool, tuple[Look, ...]], Chart] = WeakValueDictionary()
        """Charts of all rooms that somebody uses, by whether fences can be crossed and the looks."""
        self._moved: dict[tuple[int, int], int] = {}
        above, count = len(lands) * _LAND, 0
        for number, land in enumerate(lands):
            for inside in range(BLOCK_ROOMS):
                room, (row, column) = land * BLOCK_ROOMS + inside, divmod(inside, BLOCK_SIDE)
                ground = grounds[room]
                base = number * _LAND + row * ROWS * WIDE + column * COLUMNS
                self.places[room] = [(base, ground.home)]
                for blocks in list(ground.slides)[1:]:
                    band, slot = divmod(count, _PICTURES)
                    count += 1
                    base = above + band * _BAND + slot * (COLUMNS + 1)
                    self.places[room].append((base, blocks))
                    self._moved[room, blocks] = base
        self.bases = {room: sum(1 << base for base, _ in places) for room, places in self.places.items()}
        self.size = above + -(-count // _PICTURES) * _BAND

    def bit(self, room: int, cell: int, blocks: int) -> int:
        """Return the number of the bit of a cell, with the room's blocks lying as they do."""
        base, home = self.places[room][0]
        if blocks != home:
            base = self._moved[room, blocks]
        return base + LOCAL[cell]


class Atlas:
    """Everything about a world that its planners share, prepared when it is first asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tables = tables(world)
        self.grounds = [
            Ground(number, table, tuple({thing.y * COLUMNS + thing.x: None for thing in room.entities}))
            for number, (table, room) in enumerate(zip(self.tables.rooms, world.rooms, strict=True))
        ]
        self._looks: list[dict[int, Look]] = [{} for _ in self.grounds]
        self._boards: dict[tuple[int, ...], Board] = {}
        self._check()
        self.lands = [
            tuple(sorted({land_of(goal.room) for goal in world.objectives[leg.first : leg.end]}))
            for leg in world.legs
        ]
        """The lands that each leg is played in."""
        self.goals = [
            sum({1 << goal.flag for goal in world.objectives[number : world.legs[goal_leg].end]})
            for number, goal_leg in enumerate(self.tables.legs)
        ]
        """For each objective the flags that meet it, as a mask."""

    def _check(self) -> None:
        """Raise WorldError where rooms join that do not lie side by side, or lie open without joining."""
        for room, ground in enumerate(self.grounds):
            for side in (1, 2):
                beyond = beside(self.world, room, side)
                if ground.neighbours[side] not in (None, beyond):
                    raise WorldError(f"room {room} leads to one that does not lie next to it")
                if beyond is None:
                    continue
                joined = ground.neighbours[side] is not None
                if joined != (self.grounds[beyond].neighbours[opposite(side)] is not None):
                    raise WorldError(f"one cannot come back the way from room {room} to room {beyond}")
                if not joined and self._gaps(room, side):
                    raise WorldError(f"rooms {room} and {beyond} have openings but no way")

    def _gaps(self, room: int, side: int) -> bool:
        beyond = beside(self.world, room, side)
        if beyond is None or land_of(room) != land_of(beyond):
            return False
        here, there = self.grounds[room].free, self.grounds[beyond].free
        return any(here >> LOCAL[cell] & 1 and there >> LOCAL[across(cell, side)] & 1 for cell in EDGES[side])

    def look(self, room: int, objective: int) -> Look:
        """Return how a room looks when so many objectives are met."""
        stage = self.tables.rooms[room].stage(objective)
        look = self._looks[room].get(stage.number)
        if look is None:
            ground = self.grounds[room]
            things = {cell: thing for cell in ground.spots if (thing := stage.things[cell]) is not None}
            look = self._looks[room][stage.number] = Look(ground, things)
        return look

    def board(self, lands: tuple[int, ...]) -> Board:
        """Return the board of some lands."""
        board = self._boards.get(lands)
        if board is None:
            board = self._boards[lands] = Board(lands, self.grounds)
        return board

    def reading(self, text: int | None) -> int:
        """Return the presses that reading a text takes."""
        return 0 if text is None else len(self.tables.pages[text])


def beside(world: World, room: int, side: int) -> int | None:
    """Return the room that lies next to a room on the map, or None at its edge."""
    land, inside = divmod(room, BLOCK_ROOMS)
    row, column = divmod(inside, BLOCK_SIDE)
    column, row = BLOCK_SIDE * land + column + STEPS[side][0], row + STEPS[side][1]
    if not (0 <= row < BLOCK_SIDE and 0 <= column < world.width):
        return None
    land, column = divmod(column, BLOCK_SIDE)
    return BLOCK_ROOMS * land + BLOCK_SIDE * row + column


_KEPT = 8
_atlases: dict[int, Atlas] = {}


def atlas_of(world: World) -> Atlas:
    """Return the atlas of a world; those of the last 8 worlds are kept."""
    atlas = _atlases.get(id(world))
    if atlas is None:
        if len(_atlases) >= _KEPT:
            _atlases.pop(next(iter(_atlases)))
        atlas = _atlases[id(world)] = Atlas(world)
    return atlas
