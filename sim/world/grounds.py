"""The rooms of a world as the planners see them: floor, ledges, pushes, and what acts on who comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core import WorldError
from sim.world.model import (
    ALWAYS_SOLID,
    BLOCK_ROOMS,
    BLOCK_SIDE,
    COLUMNS,
    ROWS,
    SOLID_UNTIL_SET,
    STEPS,
    Kind,
)
from sim.world.tables import BLOCKED, CELLS, FLOOR, RoomTable, block_cells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.model import Entity

WIDE = BLOCK_SIDE * COLUMNS + 1
"""Bits of a row."""
_MOST_PICTURES = 400

LOCAL = tuple(cell // COLUMNS * WIDE + cell % COLUMNS for cell in range(CELLS))
"""The bit of each cell of a room, from the bit of its north-west corner."""


_PLACES = tuple(1 << place for place in LOCAL)


def spread(cells: Iterable[int]) -> int:
    """Return the mask of some cells of a room, by `LOCAL`."""
    mask = 0
    for cell in cells:
        mask |= _PLACES[cell]
    return mask


EDGES: tuple[tuple[int, ...], ...] = (
    tuple(range(COLUMNS)),
    tuple(range(COLUMNS - 1, CELLS, COLUMNS)),
    tuple(range(CELLS - COLUMNS, CELLS)),
    tuple(range(0, CELLS, COLUMNS)),
)
"""The cells of a room's border to the north, east, south and west."""

BESIDE: tuple[tuple[tuple[int, int], ...], ...] = tuple(
    tuple(
        (cell - dy * COLUMNS - dx, face)
        for face, (dx, dy) in enumerate(STEPS)
        if 0 <= cell % COLUMNS - dx < COLUMNS and 0 <= cell // COLUMNS - dy < ROWS
    )
    for cell in range(CELLS)
)
"""For each cell the cells of the same room next to it, and the direction from there to it."""


_ACROSS = tuple(
    tuple((cell // COLUMNS + dy) % ROWS * COLUMNS + (cell % COLUMNS + dx) % COLUMNS for cell in range(CELLS))
    for dx, dy in STEPS
)


def across(cell: int, side: int) -> int:
    """Return the cell of the next room that a border cell leads to.

    >>> across(39, 1)
    30
    """
    return _ACROSS[side][cell]


class Ledge(NamedTuple):
    """A hop from cell `start` to cell `end` in direction `face`."""

    start: int
    end: int
    face: int


class Slide(NamedTuple):
    """A push from `start`: the block goes from `cell` to `beyond`, then the blocks lie as in `after`."""

    start: int
    cell: int
    beyond: int
    face: int
    after: int


Placed = tuple[tuple[int, "Entity"], ...]
"""Things with their cells."""


class Look:
    """A room at one time of the quest, as far as ways through it go.

    `free` are the cells anybody can enter, `solid` those that are nothing but in the way (bits by
    `LOCAL`, blocks not looked at). By cell:
    `doors` are gates and barriers, `items`, `marks`, `warps` and `fences` what acts on who comes,
    `doers` the solid things that can be used.
    """

    __slots__ = (
        *("_shown", "doers", "doors", "fences", "free", "items", "ledges", "marks", "solid", "things"),
        "warps",
    )

    def __init__(self, ground: Ground, things: dict[int, Entity]) -> None:
        self.things = things
        bare = ~spread(things)
        self.free, self.solid = ground.free & bare, ground.walls & bare
        # Tuples: a world has thousands of looks, and empty tuples are nothing to look through for garbage.
        self.ledges = tuple(
            [ledge for ledge in ground.ledges if (ledge.start + ledge.end) // 2 not in things]
        )
        self.doors: Placed = ()
        self.items: Placed = ()
        self.marks: Placed = ()
        self.warps: Placed = ()
        self.doers: Placed = ()
        self.fences: tuple[int, ...] = ()
        self._shown: dict[frozenset[Kind], Look] = {}
        for cell, thing in things.items():
            self._add(cell, thing)

    def showing(self, kinds: frozenset[Kind]) -> Look:
        """Return this look with only these kinds of things to use or take; others are in the way."""
        other = self._shown.get(kinds)
        if other is not None:
            return other
        hidden = [thing for _, thing in (*self.items, *self.warps, *self.doers) if thing.kind not in kinds]
        if not hidden:
            return self._shown.setdefault(kinds, self)
        other = self._shown[kinds] = Look.__new__(Look)
        other.things, other.ledges, other.doors = self.things, self.ledges, self.doors
        other.marks, other.fences, other.solid = self.marks, self.fences, self.solid
        other.items = tuple([(cell, thing) for cell, thing in self.items if thing.kind in kinds])
        other.warps = tuple([(cell, thing) for cell, thing in self.warps if thing.kind in kinds])
        other.doers = tuple([(cell, thing) for cell, thing in self.doers if thing.kind in kinds])
        other.free = self.free | spread(cell for cell, thing in self.items if thing.kind not in kinds)
        return other

    def _add(self, cell: int, thing: Entity) -> None:
        kind = thing.kind
        if kind in ALWAYS_SOLID:
            self.doers += ((cell, thing),)
            self.solid |= 1 << LOCAL[cell]
        elif kind in SOLID_UNTIL_SET:
            self.doors += ((cell, thing),)
        elif kind == Kind.ITEM:
            self.items += ((cell, thing),)
        elif kind == Kind.MARK and thing.flag:
            self.marks += ((cell, thing),)
        elif kind == Kind.WARP and thing.target is not None:
            self.warps += ((cell, thing),)
        elif kind == Kind.FENCE:
            self.fences += (cell,)
        else:
            self.free |= 1 << LOCAL[cell]


class Ground:
    """What never changes in a room: its floor, its ledges, the ways its blocks can be pushed."""

    __slots__ = (
        *("borders_land", "free", "home", "kinds", "ledges", "neighbours", "openings", "slides", "spots"),
        *("walls", "ways"),
    )

    def __init__(self, room: int, table: RoomTable, spots: tuple[int, ...]) -> None:
        self.kinds, self.home, self.neighbours, self.spots = table.ground, table.home, table.neighbours, spots
        self.free = self.walls = 0
        self.ledges: list[Ledge] = []
        for cell, kind in enumerate(self.kinds):
            if kind == FLOOR:
                self.free |= _PLACES[cell]
            elif kind == BLOCKED:
                self.walls |= _PLACES[cell]
            elif (ledge := _ledge(cell, kind)) is not None:
                self.ledges.append(ledge)
        self.openings = tuple(
            [cell for cell in edge if self.kinds[cell] != BLOCKED or cell in spots] for edge in EDGES
        )
        self.ways = [
            Way(
                *(side, to, room // BLOCK_ROOMS != to // BLOCK_ROOMS),
                tuple([(cell, across(cell, side)) for cell in self.openings[side]]),
            )
            for side, to in enumerate(table.neighbours)
            if to is not None
        ]
        self.borders_land = any(way.apart for way in self.ways)
        self.slides: dict[int, list[Slide]] = self._find_slides() if table.home else {}
        """For every way the blocks may lie, home first, all pushes; things in the way are not looked at."""

    def _find_slides(self) -> dict[int, list[Slide]]:
        found: dict[int, list[Slide]] = {}
        queue = [self.home]
        for blocks in queue:
            found[blocks] = self._slides_of(blocks)
            queue += {slide.after: None for slide in found[blocks] if slide.after not in queue}
            if len(queue) > _MOST_PICTURES:
                raise WorldError("a room's blocks can be pushed in too many ways")
        return found

    def _slides_of(self, blocks: int) -> list[Slide]:
        cells = block_cells(blocks)
        found = []
        for number, cell in enumerate(cells):
            for face, (dx, dy) in enumerate(STEPS):
                x, y = cell % COLUMNS + dx, cell // COLUMNS + dy
                beyond = y * COLUMNS + x
                if not (0 < x < COLUMNS - 1 and 0 < y < ROWS - 1) or beyond in cells:
                    continue
                start = cell - dy * COLUMNS - dx
                if self.kinds[beyond] == FLOOR and (self.kinds[start] == FLOOR or start in self.spots):
                    shift = 8 * number
                    after = blocks & ~(0xFF << shift) | (y << 4 | x) << shift
                    found.append(Slide(start, cell, beyond, face, after))
        return found


def _ledge(cell: int, face: int) -> Ledge | None:
    (dx, dy), x, y = STEPS[face], cell % COLUMNS, cell // COLUMNS
    if all(0 <= x + sign * dx < COLUMNS and 0 <= y + sign * dy < ROWS for sign in (-1, 1)):
        return Ledge(cell - dy * COLUMNS - dx, cell + dy * COLUMNS + dx, face)
    return None


class Way(NamedTuple):
    """The border of a room towards `side`, where `to` lies, and its openings: (cell here, cell there).

    `apart`: the other room lies in another land, so that its cells are no neighbours on a board.
    """

    side: int
    to: int
    apart: bool
    openings: tuple[tuple[int, int], ...]
