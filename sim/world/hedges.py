"""Hedges across a room: a broken fence on the straight way, an honest gap further off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from sim.world.model import COLUMNS, ROWS
from sim.world.paths import bit, mask_of, steps

_LEAST, _MOST = 1.55, 2.9


@dataclass(frozen=True, slots=True)
class Hedge:
    """A line of obstacles on `cells` from wall to wall, with a `gap`; the fence is to stand on `fence`.

    `sides` are the cells before and behind the fence, `ends` the cells inside the two openings.
    """

    cells: int
    fence: int
    gap: int
    sides: int
    ends: tuple[int, int]

    def lengths(self, joined: int) -> tuple[int, int]:
        """Return the presses across the room by the fence and by the gap, given the cells to walk on."""
        broken, whole = joined | bit(self.fence), joined & ~bit(self.fence)
        return steps(broken, *self.ends) + _DOORS, steps(whole, *self.ends) + _DOORS

    def holds(self, joined: int) -> bool:
        """Tell whether the way by the gap is longer than that by the fence, within bounds."""
        return _is_fair(*self.lengths(joined))


def _is_fair(by_fence: int, by_gap: int) -> bool:
    return _LEAST * by_fence <= by_gap <= _MOST * by_fence


_DOORS = 3  # from an opening's border cell to the cell inside, back to one, and out of the room


@lru_cache(maxsize=1024)
def hedges(enter: int, leave: int) -> tuple[Hedge, ...]:
    """Return all hedges that part the openings at two border cells, as far as a bare room goes."""
    ends = (_inside(enter), _inside(leave))
    found = []
    lines = [([along * COLUMNS + at for along in range(1, ROWS - 1)], 1) for at in range(2, COLUMNS - 2)]
    lines += [
        ([at * COLUMNS + along for along in range(1, COLUMNS - 1)], COLUMNS) for at in range(2, ROWS - 2)
    ]
    for line, side in lines:
        if not _parts(line, side, ends):
            continue
        over = {cell: _apart(ends[0], cell) + _apart(cell, ends[1]) + _DOORS for cell in line}
        found += [
            _hedge(line, side, fence, gap, ends)
            for fence, gap in permutations(line, 2)
            if abs(fence - gap) > 2 * abs(line[1] - line[0]) and _is_fair(over[fence], over[gap])
        ]
    return tuple(found)


def _apart(cell: int, other: int) -> int:
    """Return the steps between two cells with nothing in the way."""
    return abs(cell % COLUMNS - other % COLUMNS) + abs(cell // COLUMNS - other // COLUMNS)


def _hedge(line: list[int], side: int, fence: int, gap: int, ends: tuple[int, int]) -> Hedge:
    cells = mask_of(cell for cell in line if cell != gap)
    return Hedge(cells, fence, gap, bit(fence - side) | bit(fence + side), ends)


def _parts(line: list[int], side: int, ends: tuple[int, int]) -> bool:
    """Tell whether a line lies between two cells, on neither of them."""
    first, last = (end % COLUMNS if side == 1 else end // COLUMNS for end in ends)
    at = line[0] % COLUMNS if side == 1 else line[0] // COLUMNS
    return min(first, last) < at < max(first, last)


def _inside(border: int) -> int:
    y, x = divmod(border, COLUMNS)
    return min(max(y, 1), ROWS - 2) * COLUMNS + min(max(x, 1), COLUMNS - 2)
