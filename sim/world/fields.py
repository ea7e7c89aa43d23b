"""Distance fields: how many presses it takes to get something done, from every cell of a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.grounds import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FAR = 1 << 30
"""The distance of what cannot be reached."""

UNSURE = tuple((press, False) for press in range(5))
"""All presses, none of them known to lead anywhere (see `Field.choices`)."""

_WAYS = (-WIDE, 1, WIDE, -1)
_AT_ONCE = 8  # levels that a field grows by


class Terrain:
    """Which presses lead where on a board, while nothing is opened or taken.

    `enter`: the cells that a step from any side leads to. `links`: for some cells (each a mask) those from
    where a press leads there otherwise (a push, a warp, out of a room with moved blocks).
    `hops`: by direction the cells that hops land on. `floor`: those of `enter` where nothing happens;
    `solid`: those that only stop whoever walks into them.
    """

    __slots__ = ("enter", "floor", "hops", "joints", "links", "odd", "size", "solid")

    def __init__(
        self,
        size: int,
        enter: int,
        links: Mapping[int, int],
        hops: tuple[int, ...],
        floor: int,
        solid: int,
    ) -> None:
        self.size, self.enter, self.floor, self.solid = size, enter, floor, solid
        self.links = links
        self.joints = sum(links)
        self.hops = hops if any(hops) else ()
        self.odd = self.joints
        """Cells that more than steps may lead to."""
        for hop in self.hops:
            self.odd |= hop

    def before(self, cells: int) -> int:
        """Return the cells from where one press leads to `cells`."""
        inner = cells & self.enter
        found = inner << 1 | inner >> 1 | inner << WIDE | inner >> WIDE
        joined = cells & self.joints
        while joined:
            lowest = joined & -joined
            found |= self.links[lowest]
            joined ^= lowest
        if self.hops:
            north, east, south, west = self.hops
            found |= (cells & east) >> 2 | (cells & west) << 2
            found |= (cells & south) >> 2 * WIDE | (cells & north) << 2 * WIDE
        return found


class Field:
    """Presses left by cell, grown outwards as far as somebody has asked.

    `seeds` are cells (a mask) by the presses left there; `turned` are those left at (cell << 2 | face)
    for cells where looking the right way saves a press. Level d of the field holds the cells that
    are farther than d.
    """

    __slots__ = ("_found", "_front", "_levels", "_seeds", "_terrain", "_turned")

    def __init__(self, terrain: Terrain, seeds: dict[int, int], turned: Mapping[int, int]) -> None:
        self._terrain, self._seeds, self._turned = terrain, seeds, turned
        self._front = seeds.pop(0, 0)
        self._levels = [((1 << terrain.size) - 1) & ~self._front]
        self._found: dict[int, int] = {}

    def at(self, cell: int, face: int) -> int:
        """Return the presses left at a cell, facing 0-3; `FAR` if there is no way."""
        turned = self._turned.get(cell << 2 | face)
        distance = self.distance(cell)
        return distance if turned is None or distance < turned else turned

    def distance(self, cell: int) -> int:
        """Return the presses left at a cell, whatever way one faces."""
        found = self._found.get(cell)
        if found is None:
            found = self._found[cell] = self._look_up(cell)
        return found

    def _look_up(self, cell: int) -> int:
        levels = self._levels
        while levels[-1] >> cell & 1:
            if not self._grow():
                return FAR
        low, high = 0, len(levels) - 1
        while low < high:
            middle = (low + high) >> 1
            if levels[middle] >> cell & 1:
                low = middle + 1
            else:
                high = middle
        return low

    def choices(self, cell: int, presses: int) -> Iterator[tuple[int, bool]]:
        """Yield the presses (0-3: directions, 4: A) that may leave so many, and whether they surely do.

        From a cell with one press more left. What is no mere step or bump has to be tried.
        """
        terrain, turned = self._terrain, self._turned
        if terrain.floor >> cell & 1 and not self._level(presses + 1) >> cell & 1:
            nearer = self._level(presses)
            for face, way in enumerate(_WAYS):
                to = cell + way
                if to >= 0 and terrain.floor >> to & 1:
                    if not nearer >> to & 1 or turned.get(to << 2 | face) == presses:
                        yield face, True
                elif to < 0 or not terrain.solid >> to & 1 or turned.get(cell << 2 | face) == presses:
                    yield face, False
            yield 4, False
        else:
            yield from UNSURE

    def _level(self, number: int) -> int:
        """Return the cells that are farther than a number of presses."""
        while len(self._levels) <= number and self._grow():
            pass
        return self._levels[min(number, len(self._levels) - 1)]

    def unreached(self) -> int:
        """Return the cells from where there is no way, as a mask; most of them are walls."""
        while self._grow():
            pass
        return self._levels[-1]

    def _grow(self) -> bool:
        """Go some levels further; return False if there is nothing left to grow into."""
        front, seeds, levels, terrain = self._front, self._seeds, self._levels, self._terrain
        if not front and not seeds:
            return False
        before, enter, odd = terrain.before, terrain.enter, terrain.odd
        left = levels[-1]
        for level in range(len(levels), len(levels) + _AT_ONCE):
            if front & odd:
                front = before(front) & left
            else:  # most of the time nothing but steps leads on
                inner = front & enter
                front = (inner << 1 | inner >> 1 | inner << WIDE | inner >> WIDE) & left
            if seeds:
                front |= seeds.pop(level, 0) & left
            left ^= front
            levels.append(left)
            if not front and not seeds:
                break
        self._front = front
        return True
