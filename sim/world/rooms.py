"""The cells of one room: walls, openings, obstacles, and a place for everything in it.

Whatever is drawn, all openings and things of a room can be walked between inside the room; only
ledges and what stands in an opening stop anybody. Sets of cells are bit masks, cell `y * 10 + x`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.core import WorldError
from sim.world.hedges import Hedge, hedges
from sim.world.layout import Way
from sim.world.model import COLUMNS, ROWS, STEPS
from sim.world.paths import INSIDE, bit, cells_of, door_cell, flood, mask_of, step_back, wide
from sim.world.pushing import gadget, is_safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.prng import Pcg32
    from sim.world.layout import Door
    from sim.world.things import Stack

_TRIES = 300
_BARE = 200  # from this try on a room is left without obstacles
_CHOICES = 8  # cells drawn for a thing, of which the one nearest to the way is taken
_PATTERNED = 6  # cells of the floor that get a pattern
_INSIDE = cells_of(INSIDE)
_STANDING = mask_of(cell for cell in _INSIDE if cell < COLUMNS * (ROWS - 2))  # there is a cell below
_LEDGES = ("ledge_n", "ledge_e", "ledge_s", "ledge_w")


class Crossing(NamedTuple):
    """A way through a room that a hedge is to cross: in by one opening, out by another."""

    enter: int
    leave: int


@dataclass(frozen=True, slots=True)
class Furnished:
    """A finished room: 80 metatile ids and the cell of each stack of things, in order.

    `open` are the cells inside that can be walked, `kept` those that nothing may be put on.
    """

    tiles: bytes
    spots: tuple[int, ...]
    open: int
    kept: int
    hedge: Hedge | None


class _Sketch:
    """One try at a room. `reserved` cells stay as they are; `needed` ones must be joined by walking."""

    def __init__(self, region: int, doors: Sequence[Door | None], ids: Mapping[str, int]) -> None:
        self.region, self._ids = region, ids
        self.tiles = bytearray([ids[f"wall_{region}"]]) * (COLUMNS * ROWS)
        self.floor = INSIDE
        self.reserved = self.needed = 0
        self.block = ids[f"block_{region}"]
        for cell in _INSIDE:
            self.tiles[cell] = ids[f"floor_{region}"]
        for direction, door in enumerate(doors):
            if door:
                self._cut_opening(direction, door)

    def _cut_opening(self, direction: int, door: Door) -> None:
        opening = door_cell(direction, door.at)
        inner = step_back(opening, direction)
        if door.way is not Way.FENCED:
            self.tiles[opening] = self._ids[f"floor_{self.region}"]
        if door.way is Way.PUSHED:
            self._keep_for_block(inner, direction)
        elif door.way in (Way.LEDGE, Way.DROP):
            dx, dy = STEPS[direction]
            for cell in (inner, inner + dx * COLUMNS + dy, inner - dx * COLUMNS - dy):
                self.solidify(cell, self._ids[f"wall_{self.region}"])
            jump = direction if door.way is Way.LEDGE else direction ^ 2
            self.tiles[inner] = self._ids[_LEDGES[jump]]
            self.reserve(step_back(inner, direction))
        else:
            self.reserve(inner)

    def _keep_for_block(self, inner: int, direction: int) -> None:
        self.floor &= ~bit(inner)
        self.reserved |= bit(inner)
        for cell in gadget(inner, direction):
            self.reserve(cell)

    def reserve(self, cell: int) -> None:
        self.reserved |= bit(cell)
        self.needed |= bit(cell)

    def solidify(self, cell: int, tile: int) -> None:
        self.tiles[cell] = tile
        self.floor &= ~bit(cell)
        self.reserved |= bit(cell)

    def scatter(self, cell: int, tile: int | None = None) -> None:
        """Put an obstacle on a cell that is not reserved."""
        if INSIDE & ~self.reserved & bit(cell):
            self.tiles[cell] = self.block if tile is None else tile
            self.floor &= ~bit(cell)

    def water(self, cell: int) -> None:
        self.scatter(cell, self._ids["water"])

    def joined(self) -> int:
        """Return all cells that can be walked to from a needed one, 0 if the needed ones are not joined."""
        joined = flood(self.floor, self.needed & -self.needed)
        return joined if joined & self.needed == self.needed else 0

    def painted(self, rng: Pcg32, joined: int, things: int) -> bytes:
        """Return the metatile ids; floor that nobody can reach becomes an obstacle, some gets a pattern."""
        for cell in cells_of(self.floor & ~joined & ~things):
            self.tiles[cell] = self.block
        for _ in range(_PATTERNED):
            cell = rng.pick(_INSIDE)
            if joined & bit(cell):
                self.tiles[cell] = self._ids[f"deco_{self.region}"]
        return bytes(self.tiles)


def furnish(
    rng: Pcg32,
    region: int,
    doors: Sequence[Door | None],
    stacks: Sequence[Stack],
    ids: Mapping[str, int],
    used: Sequence[int] = (),
    crossing: Crossing | None = None,
    landing: int | None = None,
) -> Furnished:
    """Draw a room with these openings and things; `ids` are the metatiles by name.

    The leg comes and goes by the openings in the directions `used`; things stand rather near them.
    With `crossing` a hedge is drawn across that way (one must be `fitting`). The cell `landing` is
    kept free. Raises WorldError if everything does not fit in one room (which no generated quest asks
    for).
    """
    doorsteps = [divmod(door_cell(number, door.at), COLUMNS) for number in used if (door := doors[number])]
    pushed = next((number for number, door in enumerate(doors) if door and door.way is Way.PUSHED), None)
    for number in range(_TRIES):
        sketch = _Sketch(region, doors, ids)
        if landing is not None:
            sketch.reserve(landing)
        hedge = _plant(rng, sketch, doors, crossing) if crossing and number < _BARE else None
        spots = _place(rng, sketch, stacks, doorsteps)
        if spots is None:
            continue
        if number < _BARE and hedge is None and pushed is None:
            rng.pick(_STYLES)(rng, sketch)
        joined = sketch.joined()
        if not joined or (hedge and not hedge.holds(joined)):
            continue
        if pushed is not None and not is_safe(doors, pushed, joined):
            continue
        solid = mask_of(spots)
        tiles = sketch.painted(rng, joined, solid)
        return Furnished(tiles, spots, joined, sketch.reserved | solid, hedge)
    raise WorldError("a room has more openings and things than fit on one screen")


def fitting(doors: Sequence[Door | None], crossing: Crossing) -> list[Hedge]:
    """Return the hedges between two openings that keep off all openings of the room."""
    kept = mask_of(step_back(door_cell(number, door.at), number) for number, door in enumerate(doors) if door)
    enter, leave = (door_cell(number, door.at) for number in crossing if (door := doors[number]))
    return [hedge for hedge in hedges(enter, leave) if not kept & (hedge.cells | bit(hedge.gap))]


def _plant(rng: Pcg32, sketch: _Sketch, doors: Sequence[Door | None], crossing: Crossing) -> Hedge:
    """Draw a hedge between two openings: a line of obstacles with a gap far off the way."""
    hedge = rng.pick(fitting(doors, crossing))
    for cell in cells_of(hedge.cells):
        sketch.solidify(cell, sketch.block)
    for cell in (hedge.gap, *cells_of(hedge.sides)):
        sketch.reserve(cell)
    return hedge


def _place(
    rng: Pcg32, sketch: _Sketch, stacks: Sequence[Stack], doorsteps: Sequence[tuple[int, int]]
) -> tuple[int, ...] | None:
    """Choose a cell for each stack of things, apart from each other and from the openings."""
    spots = []
    for stack in stacks:
        spot = stack[0].cell
        if spot is None:
            free = sketch.floor & ~wide(sketch.reserved)
            found = cells_of(free & sketch.floor >> COLUMNS & _STANDING)
            if not found:
                return None
            drawn = [rng.pick(found) for _ in range(_CHOICES)]
            spot = min(drawn, key=lambda cell: _detour(cell, doorsteps))
            sketch.floor &= ~bit(spot)
            sketch.reserved |= bit(spot)
            sketch.reserve(spot + COLUMNS)
        elif sketch.floor & bit(spot):
            sketch.reserve(spot)
        spots.append(spot)
    return tuple(spots)


def _detour(cell: int, doorsteps: Sequence[tuple[int, int]]) -> int:
    y, x = divmod(cell, COLUMNS)
    return sum(abs(y - row) + abs(x - column) for row, column in doorsteps)


def _scatter(rng: Pcg32, sketch: _Sketch) -> None:
    for _ in range(rng.between(3, 8)):
        sketch.scatter(rng.pick(_INSIDE))


def _pond(rng: Pcg32, sketch: _Sketch) -> None:
    left, top = rng.between(2, 5), rng.between(2, 4)
    wide_, high = rng.between(2, 3), rng.between(1, 3)
    for y in range(top, top + high):
        for x in range(left, left + wide_):
            sketch.water(y * COLUMNS + x)
    for _ in range(rng.between(2, 4)):
        sketch.scatter(rng.pick(_INSIDE))


def _wall(rng: Pcg32, sketch: _Sketch) -> None:
    """Draw a line across the room with one to three gaps."""
    upright = rng.chance(50)
    across, along = (
        (rng.between(3, 6), range(1, ROWS - 1)) if upright else (rng.between(2, 5), range(1, COLUMNS - 1))
    )
    gaps = {rng.pick(along) for _ in range(3)}
    for place in along:
        if place not in gaps:
            sketch.scatter(place * COLUMNS + across if upright else across * COLUMNS + place)


def _pillars(rng: Pcg32, sketch: _Sketch) -> None:
    left, top, apart = rng.between(1, 2), rng.between(1, 2), rng.between(2, 3)
    for y in range(top, ROWS - 1, 2):
        for x in range(left, COLUMNS - 1, apart):
            if rng.chance(70):
                sketch.scatter(y * COLUMNS + x)


_STYLES = (_scatter, _scatter, _pond, _wall, _pillars)
