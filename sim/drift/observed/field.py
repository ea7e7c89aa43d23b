"""Distances to one goal, kept up to date while the graph is learnt."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sim.drift.observed.search import Sees


class Field:
    """How many presses it is from any tile to the nearest goal tile, by what somebody knows.

    A graph that only grows is read once, tile by tile as far as one comes from where it is asked for, and
    what is learnt later shortens distances from there on; only where a way is lost is all read anew.
    """

    def __init__(self, knower: Sees, is_goal: Callable[[int], bool]) -> None:
        self._knower, self._is_goal = knower, is_goal
        self._stale: set[int] = set()
        self._forget()

    def _forget(self) -> None:
        self._beside: dict[int, tuple[int, ...]] = {}
        """By tile that was read those that one press leads to."""
        self._from: dict[int, list[int]] = {}
        self._left: dict[int, int] = {}

    def changed(self, tiles: Collection[int]) -> None:
        """Take note that more is known of some tiles, or something else."""
        self._stale.update(tiles)

    def distance(self, tile: int) -> int | None:
        """Return the presses from a tile, None if no way is known."""
        if self._has_lost():
            self._forget()
            again: set[int] = set()
        else:
            again = {one for one in self._stale if one in self._beside}
        self._stale = set()
        self._read([*again, tile], again)
        return self._left.get(tile)

    def _has_lost(self) -> bool:
        """Tell whether a way that was read is no more."""
        beside, view = self._beside, self._knower.view
        return any(not set(beside[tile]) <= set(view(tile)[0]) for tile in self._stale if tile in beside)

    def _read(self, tiles: Iterable[int], again: Collection[int]) -> None:
        """Read tiles, those that were read before `again`, and all that one comes to from there."""
        waiting, read = list(tiles), []
        new = set(again)
        while waiting:
            tile = waiting.pop()
            old = self._beside.get(tile)
            if old is not None and tile not in new:
                continue
            new.discard(tile)
            beside = self._beside[tile] = self._knower.view(tile)[0]
            read.append(tile)
            for other in beside:
                if old is None or other not in old:
                    self._from.setdefault(other, []).append(tile)
            waiting += beside
        self._shorten(read)

    def _shorten(self, read: Collection[int]) -> None:
        """Bring the distances up to date with tiles that were read."""
        left, queue = self._left, deque[int]()
        for tile in read:
            best = self._best(tile)
            if best is not None and best < left.get(tile, best + 1):
                left[tile] = best
                queue.append(tile)
        while queue:
            tile = queue.popleft()
            far = left[tile] + 1
            for other in self._from.get(tile, ()):
                if far < left.get(other, far + 1):
                    left[other] = far
                    queue.append(other)

    def _best(self, tile: int) -> int | None:
        if self._is_goal(tile):
            return 0
        found = [self._left[other] for other in self._beside[tile] if other in self._left]
        return min(found) + 1 if found else None
