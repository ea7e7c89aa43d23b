"""The ways of one land: which of its 4 x 4 rooms join, where its dead ends are, who is how far away.

A spanning tree joins all rooms, so that every room can be reached from every other; loops and
ledges, which can be jumped one way only, are extra. Rooms are numbered 0-15 row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sim.world.model import BLOCK_ROOMS, BLOCK_SIDE, EAST, NORTH, SOUTH, STEPS, opposite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.prng import Pcg32

_DEEPEN = 25  # percent: how often the tree goes on from its newest room


class Way(StrEnum):
    """What a room's opening is.

    GATE: something stands in it. NOOK: it leads to the foot of a ledge and no further. DROP: a ledge
    into the room. FENCED: its border cell is solid. PUSHED: a block stands before it.
    """

    OPEN = "open"
    GATE = "gate"
    LEDGE = "ledge"
    NOOK = "nook"
    DROP = "drop"
    FENCED = "fenced"
    PUSHED = "pushed"


@dataclass(frozen=True, slots=True)
class Door:
    """An opening in a room's border: the room behind it, and its column (north, south) or row."""

    to: int
    way: Way
    at: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """An opening: it stands in `room` towards `direction`, and `behind` it lies a room."""

    room: int
    direction: int
    behind: int


@cache
def beyond(room: int, direction: int) -> int | None:
    """Return the room next to `room` in its land, or None at the land's edge."""
    row, column = divmod(room, BLOCK_SIDE)
    column += STEPS[direction][0]
    row += STEPS[direction][1]
    inside = 0 <= column < BLOCK_SIDE and 0 <= row < BLOCK_SIDE
    return row * BLOCK_SIDE + column if inside else None


@cache
def _neighbours(room: int) -> tuple[tuple[int, int], ...]:
    found = ((direction, beyond(room, direction)) for direction in range(4))
    return tuple((direction, other) for direction, other in found if other is not None)


Tree = dict[int, tuple[int, int]]
"""A rooted spanning tree: (parent, direction from it) of every room but the root."""


def grow(rng: Pcg32, first: int, last: int) -> Tree:
    """Grow a winding tree over all rooms, from a shortest way between two rooms; `first` is its root."""
    parent, front = Tree(), [first]
    while front[-1] != last:
        nearer = [step for step in _neighbours(front[-1]) if _apart(step[1], last) < _apart(front[-1], last)]
        step, new = rng.pick(nearer)
        parent[new] = (front[-1], step)
        front.append(new)
    while front:
        room = front[-1] if rng.chance(_DEEPEN) else rng.pick(front)
        fresh = [(step, new) for step, new in _neighbours(room) if new != first and new not in parent]
        if not fresh:
            front.remove(room)
            continue
        step, new = rng.pick(fresh)
        parent[new] = (room, step)
        front.append(new)
    return parent


def _apart(room: int, other: int) -> int:
    (row, column), (row2, column2) = divmod(room, BLOCK_SIDE), divmod(other, BLOCK_SIDE)
    return abs(row - row2) + abs(column - column2)


def dead_ends(tree: Tree) -> list[int]:
    """Return the rooms that nothing grows on from, in order."""
    inner = {above for above, _ in tree.values()}
    return sorted(tree.keys() - inner)


class Ways:
    """The openings of a land while they are being cut, and the distances over those cut so far."""

    def __init__(self, rng: Pcg32) -> None:
        self._rng = rng
        self.table: list[list[Door | None]] = [[None] * 4 for _ in range(BLOCK_ROOMS)]

    def open(self, room: int, direction: int, way: Way = Way.OPEN, back: Way = Way.OPEN) -> None:
        """Cut an opening; it keeps off the corners, where two ledges would get into each other's way."""
        other = beyond(room, direction)
        assert other is not None
        at = place_of_door(self._rng, direction)
        self.table[room][direction] = Door(other, way, at)
        self.table[other][opposite(direction)] = Door(room, back, at)

    def spare(self, closed: Iterable[int]) -> list[tuple[int, int, int]]:
        """Return the uncut borders (room, direction, other) between rooms that are not `closed`."""
        kept = set(closed)
        return [
            (room, direction, other)
            for room in range(BLOCK_ROOMS)
            for direction, other in _neighbours(room)
            if direction in (EAST, SOUTH) and not self.table[room][direction] and not {room, other} & kept
        ]

    def without(self, shut: Iterable[tuple[int, int]] = ()) -> Graph:
        """Return who can be walked to from where, ledges and the openings `shut` left out."""
        closed = set(shut)
        return Graph(
            [
                [
                    door.to
                    for direction, door in enumerate(doors)
                    if door and door.way in _WALKED and (room, direction) not in closed
                ]
                for room, doors in enumerate(self.table)
            ]
        )


_WALKED = frozenset({Way.OPEN, Way.GATE, Way.PUSHED})


def place_of_door(rng: Pcg32, direction: int) -> int:
    """Draw the column or row of an opening."""
    return rng.between(3, 6) if direction in (NORTH, SOUTH) else rng.between(3, 4)


class Graph:
    """Rooms and the rooms next to them."""

    def __init__(self, near: list[list[int]]) -> None:
        self._near = near

    @classmethod
    def of_tree(cls, tree: Tree) -> Graph:
        """Return the ways of a tree."""
        near: list[list[int]] = [[] for _ in range(BLOCK_ROOMS)]
        for room, (above, _) in tree.items():
            near[room].append(above)
            near[above].append(room)
        return cls(near)

    @cached_property
    def distance(self) -> list[list[int]]:
        """How many rooms each room is away from each: `distance[a][b]`."""
        return [self.distances(source) for source in range(len(self._near))]

    def route(self, source: int, target: int) -> list[int]:
        """Return the rooms of a shortest way, both ends included."""
        route = [source]
        while route[-1] != target:
            # Ways lead both ways, so that the distance to the target is that from it.
            route.append(min(self._near[route[-1]], key=self.distance[target].__getitem__))
        return route

    def around(self, source: int, target: int, room: int) -> int:
        """Return the distance without passing `room`, or `AWAY` if there is no such way."""
        return self.distances(source, 1 << room)[target]

    def distances(self, source: int, seen: int = 0) -> list[int]:
        """Return how many rooms each is away from `source`, without passing those in the mask `seen`."""
        distances = [AWAY] * len(self._near)
        distances[source] = 0
        seen |= 1 << source
        queue = [source]
        for room in queue:
            for new in self._near[room]:
                if not seen >> new & 1:
                    seen |= 1 << new
                    distances[new] = distances[room] + 1
                    queue.append(new)
        return distances


AWAY = 99
"""The distance of a room that cannot be reached."""
