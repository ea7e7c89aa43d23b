"""The cells of one room: walls, openings, obstacles, and a place for everything in it.

Whatever is drawn, all openings and things of a room can be walked between inside the room; only
ledges, gates and barriers stop anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.world.layout import Way
from sim.world.model import COLUMNS, EAST, NORTH, ROWS, STEPS, WEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.world.layout import Door
    from sim.world.prng import Pcg32
    from sim.world.quest import Thing

Cell = tuple[int, int]

_TRIES = 300
_BARE = 240  # from this try on a room is left without obstacles
_DECO = 14  # percent of the floor
_CELLS = [(x, y) for y in range(ROWS) for x in range(COLUMNS)]
_INSIDE = [(x, y) for x, y in _CELLS if 0 < x < COLUMNS - 1 and 0 < y < ROWS - 1]
_STANDING = [(x, y) for x, y in _INSIDE if y < ROWS - 2]  # a thing here has a cell below it


@dataclass(frozen=True, slots=True)
class Furnished:
    """A finished room: 80 metatile ids, the cell of each thing in order, and a free cell."""

    tiles: bytes
    spots: tuple[Cell, ...]
    free: Cell


class _Sketch:
    """One try at a room. `reserved` cells stay floor; `needed` ones must be joined by walking."""

    def __init__(self, region: int, doors: Sequence[Door | None]) -> None:
        self.look: dict[Cell, str] = {
            cell: f"floor_{region}" if cell in _INSIDE else f"wall_{region}" for cell in _CELLS
        }
        self.reserved: set[Cell] = set()
        self.solid: set[Cell] = set()
        self.needed: list[Cell] = []
        self.region = region
        for direction, door in enumerate(doors):
            if door:
                self._cut_opening(direction, door)

    def _cut_opening(self, direction: int, door: Door) -> None:
        opening = door_cell(direction, door.at)
        inner = _back(opening, direction)
        self.look[opening] = f"floor_{self.region}"
        if door.way != Way.LEDGE:
            self.reserve(inner)
            return
        dx, dy = STEPS[direction]
        for cell in (inner, (inner[0] + dy, inner[1] + dx), (inner[0] - dy, inner[1] - dx)):
            self.look[cell] = f"wall_{self.region}"
            self.reserved.add(cell)
        self.look[inner] = ("ledge_n", "ledge_e", "ledge_s", "ledge_w")[direction]
        self.reserve(_back(inner, direction))

    def reserve(self, cell: Cell) -> None:
        self.reserved.add(cell)
        self.needed.append(cell)

    def is_floor(self, cell: Cell) -> bool:
        return self.look.get(cell, "").startswith("floor") and cell not in self.solid

    def block(self, cell: Cell, name: str | None = None) -> None:
        if cell not in self.reserved and cell in _INSIDE:
            self.look[cell] = name or f"block_{self.region}"

    def joined(self) -> set[Cell]:
        """Return all cells that can be walked to from the first needed one."""
        queue = self.needed[:1]
        found = set(queue)
        for x, y in queue:
            for dx, dy in STEPS:
                cell = (x + dx, y + dy)
                if cell not in found and self.is_floor(cell):
                    found.add(cell)
                    queue.append(cell)
        return found


def door_cell(direction: int, at: int) -> Cell:
    """Return the border cell of an opening at column or row `at`."""
    if direction in (EAST, WEST):
        return (COLUMNS - 1 if direction == EAST else 0, at)
    return (at, 0 if direction == NORTH else ROWS - 1)


def furnish(
    rng: Pcg32, region: int, doors: Sequence[Door | None], things: Sequence[Thing], ids: Mapping[str, int]
) -> Furnished:
    """Draw a room of a region with these openings and things; `ids` are the metatiles by name.

    Raises WorldError if everything does not fit in one room (which no generated quest asks for).
    """
    for number in range(_TRIES):
        sketch = _Sketch(region, doors)
        spots = _place(rng, sketch, doors, things)
        if spots is None:
            continue
        if number < _BARE:
            rng.pick(_STYLES)(rng, sketch)
        joined = sketch.joined()
        free = [cell for cell in joined if cell in _STANDING and cell not in sketch.reserved]
        if free and all(cell in joined for cell in sketch.needed):
            return Furnished(_paint(rng, sketch, joined, ids), spots, rng.pick(sorted(free)))
    raise WorldError("a room has more openings and things than fit on one screen")


def _place(
    rng: Pcg32, sketch: _Sketch, doors: Sequence[Door | None], things: Sequence[Thing]
) -> tuple[Cell, ...] | None:
    """Choose a cell for each thing, apart from each other and from the openings."""
    spots = []
    candidates = rng.shuffled(_STANDING)
    for thing in things:
        if thing.direction is not None:
            door = doors[thing.direction]
            assert door is not None
            spots.append(door_cell(thing.direction, door.at))
            continue
        spot = next((cell for cell in candidates if _has_space(sketch, cell)), None)
        if spot is None:
            return None
        spots.append(spot)
        sketch.reserved.add(spot)
        sketch.solid.add(spot)
        sketch.reserve((spot[0], spot[1] + 1))
    return tuple(spots)


def _has_space(sketch: _Sketch, cell: Cell) -> bool:
    x, y = cell
    around = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    return not around & sketch.reserved and sketch.is_floor(cell) and sketch.is_floor((x, y + 1))


def _paint(rng: Pcg32, sketch: _Sketch, joined: set[Cell], ids: Mapping[str, int]) -> bytes:
    """Return the metatile ids; floor that nobody can reach becomes an obstacle, some gets a pattern."""
    floor, deco, block = (f"{look}_{sketch.region}" for look in ("floor", "deco", "block"))
    tiles = bytearray()
    for cell in _CELLS:
        look = sketch.look[cell]
        if look == floor and cell in _INSIDE and cell not in sketch.solid:
            look = block if cell not in joined else deco if rng.chance(_DECO) else floor
        tiles.append(ids[look])
    return bytes(tiles)


def _scatter(rng: Pcg32, sketch: _Sketch) -> None:
    for _ in range(rng.between(5, 11)):
        sketch.block(rng.pick(_INSIDE))


def _pond(rng: Pcg32, sketch: _Sketch) -> None:
    left, top = rng.between(2, 5), rng.between(2, 4)
    for y in range(top, top + rng.between(1, 3)):
        for x in range(left, left + rng.between(2, 3)):
            sketch.block((x, y), "water")
    for _ in range(rng.between(2, 5)):
        sketch.block(rng.pick(_INSIDE))


def _hedge(rng: Pcg32, sketch: _Sketch) -> None:
    """Draw a line across the room with one or two gaps."""
    upright = rng.chance(50)
    across, along = (
        (rng.between(3, 6), range(1, ROWS - 1)) if upright else (rng.between(2, 5), range(1, COLUMNS - 1))
    )
    gaps = {rng.pick(along), rng.pick(along)}
    for place in along:
        if place not in gaps:
            sketch.block((across, place) if upright else (place, across))


def _pillars(rng: Pcg32, sketch: _Sketch) -> None:
    left, top = rng.between(1, 2), rng.between(1, 2)
    for y in range(top, ROWS - 1, 2):
        for x in range(left, COLUMNS - 1, rng.between(2, 3)):
            if rng.chance(75):
                sketch.block((x, y))


_STYLES = (_scatter, _scatter, _pond, _hedge, _hedge, _pillars)


def _back(cell: Cell, direction: int) -> Cell:
    dx, dy = STEPS[direction]
    return (cell[0] - dx, cell[1] - dy)
