"""Distance fields: how many presses it takes to get something done, from every cell of a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.grounds import WIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

FAR = 1 << 30
"""The distance of what cannot be reached."""

_AT_ONCE = 16  # levels that a field grows by


class Terrain:
    """Which presses lead where on a board, while nothing is opened or taken.

    `enter`: the cells that a step from any side leads to. `links`: for some cells (each a mask) those from
    where a press leads there otherwise (a push, a warp, out of a room with moved blocks).
    `hops`: by direction the cells that hops land on.
    """

    __slots__ = ("enter", "hops", "joints", "links", "size")

    def __init__(self, size: int, enter: int, links: Mapping[int, int], hops: tuple[int, ...]) -> None:
        self.size, self.enter = size, enter
        self.links = links
        self.joints = sum(links)
        self.hops = hops if any(hops) else ()

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

    __slots__ = ("_front", "_levels", "_seeds", "_terrain", "_turned")

    def __init__(self, terrain: Terrain, seeds: dict[int, int], turned: Mapping[int, int]) -> None:
        self._terrain, self._seeds, self._turned = terrain, seeds, turned
        self._front = seeds.pop(0, 0)
        self._levels = [((1 << terrain.size) - 1) & ~self._front]

    def at(self, cell: int, face: int) -> int:
        """Return the presses left at a cell, facing 0-3; `FAR` if there is no way."""
        turned = self._turned.get(cell << 2 | face)
        distance = self.distance(cell)
        return distance if turned is None or distance < turned else turned

    def distance(self, cell: int) -> int:
        """Return the presses left at a cell, whatever way one faces."""
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
        before = terrain.before
        left = levels[-1]
        for level in range(len(levels), len(levels) + _AT_ONCE):
            front = before(front) & left
            if seeds:
                front |= seeds.pop(level, 0) & left
            left ^= front
            levels.append(left)
            if not front and not seeds:
                break
        self._front = front
        return True
