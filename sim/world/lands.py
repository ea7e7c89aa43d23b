"""The plan of one land: its openings, and which rooms the errands of its leg lead to.

Whatever the draw, its rooms can all be reached from each other but for the pocket, which is shut
until the leg's obstacle is out of the way; the drop at the entry and the ledges lead one way only.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

from sim.world.layout import Door, Graph, Threshold, Way, Ways, beyond, dead_ends, grow
from sim.world.model import BLOCK_ROOMS, BLOCK_SIDE, COLUMNS, EAST, WEST, LegKind, opposite

if TYPE_CHECKING:
    from sim.prng import Pcg32

MOST = 6
"""Most rooms that the errands of an even quest's leg lead through; there are at least one fewer."""

_TO_PUSH = 2  # more rooms of a leg with two dead ends, which is longer by nature
_LOOP = 30  # percent of the spare borders that become openings
_LEDGE = 12  # percent of the others that become ledges
_CHANGE = 60  # percent of the lands with a loop that have a way which shuts or opens
_STATUE = 2  # rooms after the entry among which the one of the stone beast is drawn


@dataclass(frozen=True, slots=True)
class Brief:
    """What a land's plan has to fit: where its entry and its exit lie (rows, and places of the doors).

    `first` and `last` tell whether there is no land to the west or to the east. `rooms` is the most
    that the errands lead through.
    """

    land: int
    kind: LegKind
    entry: tuple[int, int]
    exit: tuple[int, int]
    first: bool
    last: bool
    rooms: int = MOST

    @property
    def start(self) -> int:
        """The cell of the entry room on which one lands: inside the drop, or where it would be."""
        return self.entry[1] * COLUMNS + 2

    @property
    def most(self) -> int:
        """The most rooms that the errands lead through, with those that a second dead end takes."""
        return self.rooms + (_TO_PUSH if self.kind is LegKind.PUSH else 0)


@dataclass(frozen=True, slots=True)
class Change:
    """A way that shuts in mid-leg, or opens if `opens`: the opening of `room` towards `direction`."""

    room: int
    direction: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Errands:
    """The rooms that a leg leads to. Without a trader, `trader` is the room of the means."""

    giver: int
    means: int
    trader: int
    desk: int


@dataclass(frozen=True)
class Land:
    """A plan, rooms numbered 0-15. `doors` has four entries per room (N, E, S, W), None where shut.

    `cell` is the dead end behind the block, `fence` the broken fence in the pocket's other border.
    `stops` are the rooms that the errands lead to in order, `route` all rooms on the way there.
    """

    brief: Brief
    doors: tuple[tuple[Door | None, ...], ...]
    graph: Graph
    entry: int
    exit: int
    pocket: Threshold
    cell: Threshold | None
    fence: Threshold | None
    errands: Errands
    statue: int
    change: Change | None
    stops: tuple[int, ...]
    route: tuple[int, ...]

    @property
    def base(self) -> int:
        """The world's number of the land's room 0."""
        return BLOCK_ROOMS * self.brief.land

    @property
    def ends(self) -> set[int]:
        """The rooms that are dead ends for good."""
        return {self.pocket.behind} | ({self.cell.behind} if self.cell else set())

    @property
    def kept_bare(self) -> set[int]:
        """The room of the block, which holds nothing else that anybody could push it against."""
        return {self.cell.room} if self.cell else set()

    def used(self, room: int) -> list[int]:
        """Return the directions of the openings of a room by which the leg comes and goes."""
        steps = {step for step in pairwise(self.route) if room in step}
        near = {other for step in steps for other in step if other != room}
        doors = enumerate(self.doors[room])
        # Those to other lands lead out of the block.
        return [n for n, door in doors if door and (door.to in near or not 0 <= door.to < BLOCK_ROOMS)]


def plan(rng: Pcg32, brief: Brief) -> Land:
    """Draw the plan of a land."""
    while True:
        land = _Draft(rng, brief).finish()
        if land is not None:
            return land


class _Draft:
    """One try at a plan."""

    def __init__(self, rng: Pcg32, brief: Brief) -> None:
        self._rng, self._brief = rng, brief
        self._entry = BLOCK_SIDE * brief.entry[0]
        self._exit = BLOCK_SIDE * brief.exit[0] + BLOCK_SIDE - 1
        self._tree = grow(rng, self._entry, self._exit)
        self._ways = Ways(rng)
        self._cell: Threshold | None = None
        self._fence: Threshold | None = None
        self._change: Change | None = None

    def finish(self) -> Land | None:
        pairs = self._dead_ends()
        if not pairs:
            return None
        ends = self._rng.pick(pairs)
        if self._brief.kind is LegKind.PUSH:
            self._cell = self._threshold(ends[1])
        self._pocket = self._threshold(ends[0])
        if self._brief.kind is LegKind.REPORT:
            self._fence = self._other_border(self._pocket)
            if self._fence is None:
                return None
        self._cut()
        changed = self._change
        graph = self._ways.without(
            {(changed.room, changed.direction)} | _far_side(changed) if changed else ()
        )
        found = self._errands(graph)
        return self._land(graph, *self._rng.pick(found)) if found else None

    # --- openings -------------------------------------------------------------------------

    def _threshold(self, end: int) -> Threshold:
        return Threshold(*self._tree[end], end)

    def _dead_ends(self) -> list[tuple[int, int]]:
        """Return the dead ends that do not lie too far off the way, in pairs where a leg leads to two."""
        graph = Graph.of_tree(self._tree)
        ends = [room for room in dead_ends(self._tree) if room != self._exit]
        from_entry, from_exit = graph.distances(self._entry), graph.distances(self._exit)
        if self._brief.kind is not LegKind.PUSH:
            # On the way to the pocket there has to be space for the giver, the means and the trader.
            least = 3 if self._brief.kind in (LegKind.LEVER, LegKind.FETCH) else 2
            return [
                (end, end)
                for end in ends
                if from_entry[end] >= least and from_entry[end] + from_exit[end] <= self._brief.most
            ]
        found = []
        for cell in ends:
            if self._tree[cell][0] not in (self._entry, self._exit):
                onward = graph.distances(cell)
                rooms = [from_entry[cell] + onward[end] + from_exit[end] for end in ends]
                pairs = zip(ends, rooms, strict=True)
                found += [(end, cell) for end, length in pairs if end != cell and length <= self._brief.most]
        return found

    def _other_border(self, pocket: Threshold) -> Threshold | None:
        """Choose a border of the pocket that the tree does not open."""
        found = []
        for direction in range(4):
            other = beyond(pocket.behind, direction)
            if other not in (None, pocket.room, self._entry, self._exit):
                assert other is not None
                found.append(Threshold(other, opposite(direction), pocket.behind))
        return self._rng.pick(found) if found else None

    def _cut(self) -> None:
        """Cut the openings of the tree, of the obstacles, of loops and of ledges."""
        special = {self._pocket.behind: Way.GATE}
        if self._cell:
            special[self._cell.behind] = Way.PUSHED
        for room, (above, direction) in self._tree.items():
            self._ways.open(above, direction, special.get(room, Way.OPEN))
        if self._fence:
            self._ways.open(self._fence.room, self._fence.direction, Way.FENCED, Way.NOOK)
        bare = {self._cell.room} if self._cell else set[int]()
        loops = []
        for room, direction, other in self._ways.spare(special):
            if self._rng.chance(_LOOP):
                self._ways.open(room, direction)
                loops.append((room, direction, other))
            elif not {room, other} & bare and self._rng.chance(_LEDGE):
                self._ledge(room, direction, other)
        loops = [loop for loop in loops if not {loop[0], loop[2]} & bare]
        if loops and self._rng.chance(_CHANGE):
            room, direction, _ = self._rng.pick(loops)
            self._change = Change(room, direction, self._rng.chance(50))

    def _ledge(self, room: int, direction: int, other: int) -> None:
        """Make a border a ledge, down to one side or the other; a room has one at most."""
        if self._rng.chance(50):
            room, direction, other = other, opposite(direction), room
        if not any(door and door.way is Way.LEDGE for door in self._ways.table[room]):
            self._ways.open(room, direction, Way.LEDGE, Way.NOOK)

    # --- errands --------------------------------------------------------------------------

    def _errands(self, graph: Graph) -> list[tuple[Errands, tuple[int, ...]]]:
        """Return all choices of the errands' rooms that lie neither too near each other nor too far."""
        away, least, most = graph.distance, self._brief.rooms - 1, self._brief.most
        taken = {self._exit, self._pocket.behind}
        taken |= {self._cell.room, self._cell.behind} if self._cell else set()
        free = [room for room in range(BLOCK_ROOMS) if room not in taken]
        fetch = self._brief.kind is LegKind.FETCH
        found = []
        for giver, means in product(free, [self._cell.behind] if self._cell else free):
            begun = away[self._entry][giver]
            # Who knew where to look would pass by the giver if the means lay nearer.
            if away[self._entry][means] <= begun or self._is_at_barrier(means):
                continue
            if begun + away[giver][means] + away[means][self._exit] > most:
                continue
            for trader in [room for room in free if room not in (giver, means)] if fetch else [means]:
                errands = Errands(giver, means, trader, means)
                stops = self._stops(errands)
                rooms = sum(away[here][there] for here, there in pairwise(stops))
                if least <= rooms <= most and (not self._fence or self._is_far(graph, giver, means)):
                    found.append((errands, stops))
        return found

    def _is_at_barrier(self, means: int) -> bool:
        """Tell whether a lever in this room would stand beside its barrier."""
        return self._brief.kind is LegKind.LEVER and means == self._pocket.room

    def _stops(self, errands: Errands) -> tuple[int, ...]:
        """Return the rooms that the leg leads to, in order."""
        stops = [self._entry, errands.giver]
        if self._fence:
            stops.append(errands.desk)
        else:
            stops += [errands.means, errands.trader, self._pocket.behind]
        return (*stops, self._exit)

    def _is_far(self, graph: Graph, giver: int, desk: int) -> bool:
        """Tell whether the desk is farther than the prize by the fence, which lies on the way."""
        assert self._fence
        broken = self._fence.room
        cheat, honest = graph.distance[giver][broken] + 1, graph.distance[giver][desk]
        # Next door, the way to the fence is much shorter than a room; `reports.is_fair` counts the steps.
        if not 2 * cheat + (cheat == 1) <= honest <= 3 * cheat:
            return False
        return broken in graph.route(self._entry, giver) + graph.route(giver, desk)

    def _land(self, graph: Graph, errands: Errands, stops: tuple[int, ...]) -> Land | None:
        route = [self._entry]
        for pair in pairwise(stops):
            route += graph.route(*pair)[1:]
        before = route[1 : route.index(stops[2]) + 1]
        ends = {self._pocket.behind} | ({self._cell.behind} if self._cell else set())
        bare = {self._cell.room} if self._cell else set[int]()
        beasts = [room for room in before[:_STATUE] if room not in {*bare, *ends, self._exit}]
        if not beasts:
            return None
        statue = self._rng.pick(beasts)
        if not self._fence:
            seen = [room for room in route if room not in {*bare, self._pocket.behind, errands.means, statue}]
            errands = Errands(errands.giver, errands.means, errands.trader, self._rng.pick(seen))
        self._open_sides()
        return Land(
            brief=self._brief, doors=tuple(map(tuple, self._ways.table)), graph=graph, entry=self._entry,
            exit=self._exit, pocket=self._pocket, cell=self._cell, fence=self._fence, errands=errands,
            statue=statue, change=self._change, stops=stops, route=tuple(route),
        )  # fmt: skip

    def _open_sides(self) -> None:
        """Cut the drop from the land to the west and the door to the land in the east."""
        base = BLOCK_ROOMS * self._brief.land
        if not self._brief.first:
            west = self._exit_of_west()
            self._ways.table[self._entry][WEST] = Door(west - base, Way.DROP, self._brief.entry[1])
        if not self._brief.last:
            east = BLOCK_ROOMS + BLOCK_SIDE * self._brief.exit[0]
            self._ways.table[self._exit][EAST] = Door(east, Way.OPEN, self._brief.exit[1])

    def _exit_of_west(self) -> int:
        row, _ = self._brief.entry
        return BLOCK_ROOMS * (self._brief.land - 1) + BLOCK_SIDE * row + BLOCK_SIDE - 1


def _far_side(change: Change) -> set[tuple[int, int]]:
    other = beyond(change.room, change.direction)
    assert other is not None
    return {(other, opposite(change.direction))}
