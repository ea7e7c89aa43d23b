"""Distances on a graph that somebody knows, no farther looked for than is needed."""

from __future__ import annotations

from typing import Protocol

MOST = 8192
"""Tiles that one search looks at. What lies farther off is left out."""
View = tuple[tuple[int, ...], bool]
"""The tiles that one press leads to, and whether something there was never tried: an open end."""


class Sees(Protocol):
    """Somebody who knows a graph."""

    def view(self, tile: int) -> View:
        """Return what is known of a tile."""
        ...


class Reach:
    """The tiles around one, layer by layer: distances in presses, looked for as far as they are asked for."""

    def __init__(self, knower: Sees, start: int) -> None:
        self._knower = knower
        self.found = {start: 0}
        """By tile its distance, of those looked at so far."""
        self.layer = [start]
        """The tiles that are farthest among them, all equally far; none when there are no more."""
        self.ends: list[int] = []
        """The open ends among the tiles of all layers before that one."""

    def grow(self) -> None:
        """Look at one layer more."""
        view, found, grown = self._knower.view, self.found, []
        for tile in self.layer:
            beside, is_end = view(tile)
            if is_end:
                self.ends.append(tile)
            far = found[tile] + 1
            for other in beside:
                if other not in found:
                    found[other] = far
                    grown.append(other)
        self.layer = grown if len(found) < MOST else []

    def to(self, tile: int) -> int | None:
        """Return the distance to a tile, None if it cannot be come to."""
        found = self.found
        while tile not in found and self.layer:
            self.grow()
        return found.get(tile)


def gain(knower: Sees, start: int, end: int) -> int | None:
    """Return by how many presses `end` is nearer than `start` to the open end that it gained most on.

    That is max over open ends g of d(start, g) - d(end, g), or 0 if none became nearer; None if none can be
    come to from `start`. Exact, and seldom a search of all: on a shortest way from `end` to g the
    difference d(start, v) - d(end, v) never grows from tile to tile, so no end behind the layers looked at
    can be worth more than the best tile v of the last.
    """
    here, there = Reach(knower, start), Reach(knower, end)
    best = 0
    while there.layer:
        far = there.found[there.layer[0]]
        worth = {tile: _worth(here, tile, far) for tile in there.layer}
        if best >= max(worth.values()):
            break
        known = len(there.ends)
        there.grow()
        best = max([best, *(worth[tile] for tile in there.ends[known:])])
    if not there.ends and not _has_end(here):
        return None
    return best


def _worth(here: Reach, tile: int, far: int) -> int:
    begun = here.to(tile)
    return 0 if begun is None else begun - far


def _has_end(reach: Reach) -> bool:
    while not reach.ends and reach.layer:
        reach.grow()
    return bool(reach.ends)
