"""Walking inside one room: sets of cells as bit masks (bit `y * 10 + x`), and distances over them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sim.world.model import COLUMNS, EAST, NORTH, ROWS, STEPS, WEST

if TYPE_CHECKING:
    from collections.abc import Iterable


def bit(cell: int) -> int:
    """Return the mask of one cell."""
    return 1 << cell


def mask_of(cells: Iterable[int]) -> int:
    """Return the mask of some cells."""
    mask = 0
    for cell in cells:
        mask |= 1 << cell
    return mask


@lru_cache(maxsize=4096)
def cells_of(mask: int) -> tuple[int, ...]:
    """Return the cells of a mask, lowest first."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return tuple(found)


INSIDE = mask_of(y * COLUMNS + x for y in range(1, ROWS - 1) for x in range(1, COLUMNS - 1))
"""All cells but the border's. Masks inside it can be shifted without running over a row's end."""


def beside(mask: int) -> int:
    """Return the cells of a mask inside the border and those next to them."""
    return mask | mask << 1 | mask >> 1 | mask << COLUMNS | mask >> COLUMNS


def wide(mask: int) -> int:
    """Return the cells of a mask inside the border and all eight around each."""
    row = mask | mask << 1 | mask >> 1
    return row | row << COLUMNS | row >> COLUMNS


def flood(floor: int, begin: int) -> int:
    """Return the part of `floor`, inside the border, that can be walked to from `begin`."""
    reached = front = begin & floor
    while front:
        front = (front << 1 | front >> 1 | front << COLUMNS | front >> COLUMNS) & floor & ~reached
        reached |= front
    return reached


def distances(floor: int, target: int, wanted: int = -1) -> dict[int, int]:
    """Return the steps to the cell `target` from all of `floor` that is `wanted` (a mask) and leads there."""
    front, left, steps = 1 << target & floor, floor, 0
    wanted &= floor
    found: dict[int, int] = {}
    while front and wanted:
        left &= ~front
        rest = front & wanted
        wanted ^= rest
        while rest:
            lowest = rest & -rest
            found[lowest.bit_length() - 1] = steps
            rest ^= lowest
        front = (front << 1 | front >> 1 | front << COLUMNS | front >> COLUMNS) & left
        steps += 1
    return found


def steps(floor: int, begin: int, target: int) -> int:
    """Return the steps over `floor` between two of its cells, a great many if there is no way."""
    front, left, count = bit(begin), floor, 0
    while front and not front >> target & 1:
        left &= ~front
        front = (front << 1 | front >> 1 | front << COLUMNS | front >> COLUMNS) & left
        count += 1
    return count if front else _NO_WAY


_NO_WAY = 1 << 20


def door_cell(direction: int, at: int) -> int:
    """Return the border cell of an opening at column or row `at`."""
    if direction in (EAST, WEST):
        return at * COLUMNS + (COLUMNS - 1 if direction == EAST else 0)
    return at + (0 if direction == NORTH else COLUMNS * (ROWS - 1))


def step_back(cell: int, direction: int) -> int:
    """Return the cell from which a step in `direction` leads to `cell`."""
    dx, dy = STEPS[direction]
    return cell - dy * COLUMNS - dx
