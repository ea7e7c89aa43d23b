"""The plan of a world: which rooms join, in which region they lie, and what shuts the way.

A spanning tree joins all rooms. Five of its branches are cut off by gates, which makes six
regions; a region's number is higher than that of the region its gate stands in. Loops join rooms
of one region; ledges lead from a region to an earlier one only. Whoever stands in a region has
opened the gates of all earlier ones, because each gate's key lies in the region before it, so
whatever way a ledge goes, everything earlier can be reached again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.world.model import EAST, NORTH, SOUTH, STEPS, opposite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.prng import Pcg32

_DEEPEN = 70  # percent: how often the tree goes on from its newest room, which makes it winding
_LOOP = 18  # percent of the spare borders inside a region that become openings
_LEDGE = 45  # percent of the spare borders between regions that become ledges
_LEDGES_PER_ROOM = 2
_SMALLEST = 5  # rooms of a region: the start, guide, lever, barrier and dead end may need one each
_TRIES = 400


class Way(StrEnum):
    """What a room's opening is. NOOK: it leads to the foot of a ledge and no further."""

    OPEN = "open"
    GATE = "gate"
    BARRIER = "barrier"
    LEDGE = "ledge"
    NOOK = "nook"


@dataclass(frozen=True, slots=True)
class Door:
    """An opening in a room's border: the room behind it, and its column (north, south) or row."""

    to: int
    way: Way
    at: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """A shut opening: it stands in `room` towards `direction`, and `behind` it lies a room."""

    room: int
    direction: int
    behind: int


@dataclass(frozen=True)
class Layout:
    """The plan. `doors` has four entries per room (N, E, S, W), None where the border is closed.

    `gates[i]` leads to region i+1. `pockets[r]` is region r's dead end behind a barrier.
    """

    width: int
    height: int
    start: int
    region: tuple[int, ...]
    doors: tuple[tuple[Door | None, ...], ...]
    gates: tuple[Threshold, ...]
    pockets: tuple[Threshold, ...]

    def distances(self, source: int, highest: int) -> dict[int, int]:
        """Return how many rooms away each room is, with the gates up to region `highest` open."""
        found = {source: 0}
        queue = [source]
        for room in queue:
            for door in self.doors[room]:
                if door and door.way != Way.NOOK and self.region[door.to] <= highest and door.to not in found:
                    found[door.to] = found[room] + 1
                    queue.append(door.to)
        return found


@dataclass(frozen=True)
class _Tree:
    """A rooted spanning tree: rooms from the root on, and (parent, direction from it) of the others."""

    order: list[int]
    parent: dict[int, tuple[int, int]]

    @property
    def inner(self) -> set[int]:
        """Rooms that have children."""
        return {above for above, _ in self.parent.values()}


def beyond(room: int, direction: int, width: int, height: int) -> int | None:
    """Return the room next to `room` on the map, or None at the map's edge."""
    row, column = divmod(room, width)
    column += STEPS[direction][0]
    row += STEPS[direction][1]
    return row * width + column if 0 <= column < width and 0 <= row < height else None


def plan(rng: Pcg32, width: int, height: int, regions: int) -> Layout:
    """Draw a layout of `width` x `height` rooms. Raises WorldError if none is found (it never was)."""
    for _ in range(_TRIES):
        tree = _grow(rng, width, height)
        cuts = _cut(rng, tree, regions)
        if cuts is None:
            continue
        region = _regions(tree, cuts)
        pockets = _pockets(rng, tree, region, regions)
        if pockets is not None:
            gates = [Threshold(*tree.parent[cut], cut) for cut in cuts]
            doors = _Doors(rng, width, height, tree, gates, pockets)
            doors.add_loops_and_ledges(region)
            return Layout(width, height, tree.order[0], region, doors.frozen(), tuple(gates), tuple(pockets))
    raise WorldError(f"no layout of {width} x {height} rooms in {regions} regions: take fewer regions")


def _grow(rng: Pcg32, width: int, height: int) -> _Tree:
    """Grow a winding tree over all rooms: mostly on from the newest room, sometimes from any."""
    root = rng.below(width * height)
    order, parent, front = [root], dict[int, tuple[int, int]](), [root]
    while front:
        room = front[-1] if rng.chance(_DEEPEN) else rng.pick(front)
        steps = [(step, beyond(room, step, width, height)) for step in range(4)]
        fresh = [(step, new) for step, new in steps if new is not None and new != root and new not in parent]
        if not fresh:
            front.remove(room)
            continue
        step, new = rng.pick(fresh)
        parent[new] = (room, step)
        order.append(new)
        front.append(new)
    return _Tree(order, parent)


def _cut(rng: Pcg32, tree: _Tree, regions: int) -> list[int] | None:
    """Choose the rooms whose branches become regions of similar size, or None if it does not work out."""
    even = len(tree.order) / regions
    least, most = max(_SMALLEST, int(even * 0.55)), int(even * 1.6)
    size = _sizes(tree)
    cuts: list[int] = []
    for _ in range(regions - 1):
        fit = [room for room in tree.order[1:] if least <= size[room] <= most and room not in cuts]
        if not fit:
            return None
        cut = rng.pick(fit)
        cuts.append(cut)
        for room in _ancestors(tree, cut):
            size[room] -= size[cut]
            if room in cuts:
                break
    if not all(least <= size[room] <= most for room in (tree.order[0], *cuts)):
        return None
    return sorted(cuts, key=tree.order.index)


def _sizes(tree: _Tree) -> Counter[int]:
    size: Counter[int] = Counter()
    for room in reversed(tree.order):
        size[room] += 1
        if room in tree.parent:
            size[tree.parent[room][0]] += size[room]
    return size


def _ancestors(tree: _Tree, room: int) -> Iterable[int]:
    while room in tree.parent:
        room = tree.parent[room][0]
        yield room


def _regions(tree: _Tree, cuts: list[int]) -> tuple[int, ...]:
    region = {tree.order[0]: 0}
    for room in tree.order[1:]:
        region[room] = cuts.index(room) + 1 if room in cuts else region[tree.parent[room][0]]
    return tuple(region[room] for room in range(len(region)))


def _pockets(rng: Pcg32, tree: _Tree, region: tuple[int, ...], regions: int) -> list[Threshold] | None:
    """Choose one dead end per region to shut with a barrier, or None if a region has none."""
    inner = tree.inner
    chosen = []
    for number in range(regions):
        ends = [
            room
            for room in tree.order[1:]
            if room not in inner and region[room] == number == region[tree.parent[room][0]]
        ]
        if not ends:
            return None
        end = rng.pick(ends)
        chosen.append(Threshold(*tree.parent[end], end))
    return chosen


class _Doors:
    """Openings while they are being cut: a table by room and direction."""

    def __init__(
        self,
        rng: Pcg32,
        width: int,
        height: int,
        tree: _Tree,
        gates: list[Threshold],
        pockets: list[Threshold],
    ) -> None:
        self._rng, self._width, self._height = rng, width, height
        self._table: list[list[Door | None]] = [[None] * 4 for _ in tree.order]
        self._closed = {pocket.behind for pocket in pockets}
        special = {gate.behind: Way.GATE for gate in gates} | {
            pocket.behind: Way.BARRIER for pocket in pockets
        }
        for room in tree.order[1:]:
            above, direction = tree.parent[room]
            self._open(above, direction, special.get(room, Way.OPEN), Way.OPEN)

    def add_loops_and_ledges(self, region: tuple[int, ...]) -> None:
        """Join more neighbours: both ways inside a region, one way from a region to an earlier one."""
        for room in range(len(self._table)):
            for direction in range(4):
                other = beyond(room, direction, self._width, self._height)
                if other is None or self._table[room][direction] or {room, other} & self._closed:
                    continue
                if region[room] == region[other]:
                    if direction in (EAST, SOUTH) and self._rng.chance(_LOOP):
                        self._open(room, direction, Way.OPEN, Way.OPEN)
                elif (
                    region[room] > region[other]
                    and self._has_room_for_ledge(room)
                    and self._rng.chance(_LEDGE)
                ):
                    self._open(room, direction, Way.LEDGE, Way.NOOK)

    def frozen(self) -> tuple[tuple[Door | None, ...], ...]:
        return tuple(map(tuple, self._table))

    def _has_room_for_ledge(self, room: int) -> bool:
        return (
            sum(door is not None and door.way == Way.LEDGE for door in self._table[room]) < _LEDGES_PER_ROOM
        )

    def _open(self, room: int, direction: int, way: Way, way_back: Way) -> None:
        """Cut an opening; it keeps off the corners, where two ledges would get into each other's way."""
        other = beyond(room, direction, self._width, self._height)
        assert other is not None
        at = self._rng.between(2, 7) if direction in (NORTH, SOUTH) else self._rng.between(2, 5)
        self._table[room][direction] = Door(other, way, at)
        self._table[other][opposite(direction)] = Door(room, way_back, at)
