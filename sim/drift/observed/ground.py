"""The observed graph: every tile that was stood on or told of, and where each press there led.

A *way* is a press of a direction on a tile: way `4 * tile + side`. It is known from having been tried, or
from both its tiles having been told of. The way back, from the tile beside or from another place, is taken
to be open until it is tried or something else is told of it. Nothing is ever taken from anywhere but the
run's own steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.around import DARK, FLOOR
from sim.drift.observed.glance import SHIFTS, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core import Around

UNTRIED, BLOCKED = -1, -2
"""A way of which nothing is known, and one that was tried and led nowhere."""
GLANCES = 4096
"""What was told around the player is known again for so many places where he stood, and else read anew."""
_ALL = range(4)


class Ground:
    """What was observed so far. It grows with the tiles met, and with nothing else.

    Tiles and places are numbered in the order in which they were met. `changed` names the tiles whose
    ways, floor or warp are other than they were, for planners to look at anew; they empty it.
    """

    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self.place: list[int] = []
        """By tile the number of its place."""
        self.names: list[str] = []
        """By place its name."""
        self.entry: list[int] = []
        """By place the tile that was met first."""
        self.to: list[int] = []
        """By way the tile that it leads to, `UNTRIED` or `BLOCKED`; a tile that is no floor blocks it too."""
        self.walked = bytearray()
        """By way whether it was tried, so that `to` is no hearsay."""
        self.floor = bytearray()
        """By tile whether one can stand on it."""
        self.warps: set[int] = set()
        """Tiles told to be a door, stairs or a hole."""
        self.exits: list[set[tuple[int, int]]] = []
        """By place the (side, place) of presses that led from it to another."""
        self.gates: set[int] = set()
        """Tiles from which a press leads to another place."""
        self.beyond: dict[int, int] = {}
        """By warp that was gone through the place that it led to."""
        self.changed: set[int] = set()
        self.stood = bytearray()
        """By tile whether the player ever stood there."""
        self._told = bytearray()
        self._tiles: dict[Spot, int] = {}
        self._places: dict[str, int] = {}
        self._failed: set[int] = set()
        self._looked: set[tuple[str, Around]] = set()

    def tile(self, spot: Spot) -> int:
        """Return the number of a tile, which is met now if it was not before."""
        found = self._tiles.get(spot)
        if found is None:
            found = self._tiles[spot] = len(self.spots)
            self.spots.append(spot)
            self.place.append(self._place(spot.place, found))
            self.to += (UNTRIED,) * 4
            self.walked += bytes(4)
            for flags in (self.floor, self.stood, self._told):
                flags.append(0)
        return found

    def past(self, tile: int, side: int) -> int | None:
        """Return the tile beside a tile, wherever the way to that side leads; None if it was never met."""
        (place, x, y), (dx, dy) = self.spots[tile], SHIFTS[side]
        return self._tiles.get(Spot(place, x + dx, y + dy))

    def place_named(self, name: str) -> int | None:
        """Return the number of a place, None if it was never met."""
        return self._places.get(name)

    def _place(self, name: str, tile: int) -> int:
        found = self._places.get(name)
        if found is None:
            found = self._places[name] = len(self.names)
            self.names.append(name)
            self.entry.append(tile)
            self.exits.append(set())
        return found

    # --- taking in ------------------------------------------------------------------------

    def stand(self, spot: Spot) -> int:
        """Take in that the player stands on a tile, and return it."""
        tile = self.tile(spot)
        if not self.stood[tile]:
            self.stood[tile] = self.floor[tile] = 1
            self._note(tile)
        return tile

    def try_way(self, tile: int, side: int, end: int, *, certain: bool) -> None:
        """Take in that a press on a tile led to `end`, which is the tile itself if nobody moved.

        One that moved nobody may only have turned the player, or met somebody who stands there today. So
        it is held to be blocked the second time before the player walks on, or at once if that is
        `certain` and nothing was known of the way.
        """
        way = 4 * tile + side
        before = self.to[way]
        if end != tile:
            self._failed.clear()
            if self.place[end] != self.place[tile]:
                self._cross(tile, side, end, through=before)
            if before != end:
                self.to[way] = end
                self._note(tile)
            self.walked[way] = 1
            back = self.back(tile, side)
            if back is not None and self.to[back] == UNTRIED:
                self.to[back] = tile
                self._note(end)
            return
        if before == BLOCKED or (before >= 0 and not self.floor[before]):
            return
        if way in self._failed or (certain and before == UNTRIED):
            self._failed.discard(way)
            self.to[way], self.walked[way] = BLOCKED, 1
            self._note(tile)
        else:
            self._failed.add(way)

    def _cross(self, tile: int, side: int, end: int, *, through: int) -> None:
        """Note that a press led to another place, maybe through the tile that was taken to be beside."""
        self.exits[self.place[tile]].add((side, self.place[end]))
        self.gates |= {tile, end}
        for warp in (through, tile):
            if warp in self.warps and warp not in self.beyond:
                self.beyond[warp] = self.place[end]
                self._note(warp)

    def look(self, place: str, around: Around) -> None:
        """Take in what was told of the tiles around the player."""
        if (place, around) in self._looked:
            return
        for spot, mark in _marks(place, around):
            tile = self.tile(spot)
            if not self._told[tile]:
                self._told[tile] = 1
                self._join(tile)
                self._note(tile)
            floor = mark == FLOOR or self.stood[tile]
            if self.floor[tile] != floor:
                self.floor[tile] = floor
                self._note(tile)
                self._looked.clear()  # a door that opened may be told of as shut again
        for x, y in around.warps:
            warp = self._tiles.get(Spot(place, x, y))
            if warp is not None and warp not in self.warps:
                self.warps.add(warp)
                self._note(warp)
        if len(self._looked) >= GLANCES:
            self._looked.clear()
        self._looked.add((place, around))

    def tiles(self, place: str, around: Around) -> Iterator[int]:
        """Yield the tiles that were told of, all of them taken in before."""
        for spot, _ in _marks(place, around):
            yield self._tiles[spot]

    def back(self, tile: int, side: int) -> int | None:
        """Return the way back of a way that led to the tile beside or to another place, else None."""
        end = self.to[4 * tile + side]
        if end < 0 or (self.place[end] == self.place[tile] and self.past(tile, side) != end):
            return None
        return 4 * end + (side ^ 2)

    def is_told(self, way: int) -> bool:
        """Tell whether a way is known from both its tiles having been told of."""
        end = self.to[way]
        return end >= 0 and bool(self._told[way >> 2] and self._told[end]) and not self.crosses(way)

    def crosses(self, way: int) -> bool:
        """Tell whether a way leads to another place."""
        end = self.to[way]
        return end >= 0 and self.place[end] != self.place[way >> 2]

    def _join(self, tile: int) -> None:
        """Join a tile that was told of to those beside it; what was tried is known better."""
        for side in _ALL:
            other = self.past(tile, side)
            if other is None or not self._told[other]:
                continue
            for way, end in ((4 * tile + side, other), (4 * other + (side ^ 2), tile)):
                if not self.walked[way]:
                    self.to[way] = end
            self._note(other)

    def _note(self, tile: int) -> None:
        """Note that a tile is another than it was, and with it the ways from around it."""
        self.changed.add(tile)
        for side in _ALL:
            end = self.to[4 * tile + side]
            if end >= 0:
                self.changed.add(end)


def _marks(place: str, around: Around) -> Iterator[tuple[Spot, str]]:
    """Yield the tiles that are told of, and what is told."""
    for y, row in enumerate(around.rows, around.top):
        for x, mark in enumerate(row, around.left):
            if mark != DARK:
                yield Spot(place, x, y), mark
