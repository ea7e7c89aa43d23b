"""Where there is space beside the oracle's way, and what it costs to go there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.world.layout import Way
from sim.world.model import BLOCK_ROOMS, COLUMNS, ROWS, opposite
from sim.world.paths import INSIDE, beside, bit, cells_of, distances, flood, mask_of, step_back, wide
from sim.world.ways import detour

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from sim.prng import Pcg32
    from sim.world.built import Built
    from sim.world.recall import Stage
    from sim.world.ways import Visit

MOST_THINGS = 12
"""Things in a room."""

_DRAWS = 12  # tries at a room before all are looked through
_UPPER = mask_of(cell for cell in cells_of(INSIDE) if cell < COLUMNS * (ROWS - 2))  # no text box there
_NEAR, _FAR = 2, 4  # steps off the way


class Place(NamedTuple):
    """A cell of a room of the world, and the presses that it costs to stand before it and to go on.

    `visit` is the one beside whose way it lies, if any.
    """

    room: int
    cell: int
    cost: int
    visit: Visit | None = None


@dataclass(slots=True)
class _Site:
    """A room that more is put into: `floor` can be walked, `free` may hold a thing."""

    floor: int
    free: int
    things: int

    def take(self, cell: int) -> None:
        self.floor &= ~bit(cell)
        self.free &= ~wide(bit(cell))
        self.things += 1

    def fits(self, cell: int) -> bool:
        """Tell whether all of the floor can still be walked with something solid on `cell`."""
        rest = self.floor & ~bit(cell)
        near = beside(bit(cell)) & rest
        # The floor hangs together, and still does if the cells beside this one do: mostly close by.
        grounds = (wide(bit(cell)) & rest, rest)
        return bool(near) and any(not near & ~flood(ground, near & -near) for ground in grounds)


class Sites:
    """The rooms of one land during the leg of a `stage`.

    `way` are the visits of that leg, `paths` the cells by room that stay free for ways of the quest.
    """

    def __init__(
        self, rng: Pcg32, built: Built, stage: Stage, way: Sequence[Visit], paths: Mapping[int, int]
    ) -> None:
        self._rng, self._built, self._stage, base = rng, built, stage, built.land.base
        self._way = [visit for visit in way if 0 <= visit.room - base < BLOCK_ROOMS]
        # Where the way has something to do that can be done from several sides, or ends, who leaves it
        # may come back to it by a shorter way than over its own cells.
        self._busy = {visit.room for visit in self._way if any(moment.faced for moment in visit.moments)}
        self._busy.add(base + built.land.exit)
        self._sites: dict[int, _Site] = {}
        for inside, room in enumerate(built.rooms):
            # What stands in the way of a block, or beside a fence, would change what has been proved.
            if inside not in built.land.kept_bare and room.hedge is None:
                free = room.open & ~room.kept & ~wide(built.solid(inside)) & ~paths.get(base + inside, 0)
                self._sites[base + inside] = _Site(room.open, free & _UPPER, built.count(inside))

    def visits_to(self, room: int) -> list[Visit]:
        """Return the visits to a room."""
        return [visit for visit in self._way if visit.room == room]

    def take(self, room: int, cell: int) -> None:
        """Put something solid on a cell."""
        self._sites[room].take(cell)

    def near_the_way(self, reach: int = _NEAR, *, quiet: bool = False) -> Place | None:
        """Find a cell at most so many steps off the way, at a time of the leg that is drawn evenly.

        With `quiet` its room is one where the cost of leaving the way is exact.
        """
        for visit in self._visits(self._busy if quiet else ()):
            cell = self._spot(visit, reach)
            cost = None if cell is None else self._cost(visit, cell)
            if cell is not None and cost is not None:
                return Place(visit.room, cell, cost, visit)
        return None

    def again(self, place: Place) -> Place:
        """Return a place with its cost as it is now that more has been put up, as long as one gets there."""
        if place.visit is None:
            return place
        costs = (self._cost(visit, place.cell) for visit in self.visits_to(place.room))
        return place._replace(cost=min((cost for cost in costs if cost is not None), default=place.cost))

    def group(self, count: int) -> list[Place] | None:
        """Find cells for several things in one room, the first of them near the way."""
        for visit in self._visits():
            site = self._sites[visit.room]
            if site.things + count > MOST_THINGS:
                continue
            before = (site.floor, site.free, site.things)
            places: list[Place] = []
            while len(places) < count:
                cell = self._spot(visit, _FAR if places else _NEAR)
                if cell is None:
                    break
                places.append(Place(visit.room, cell, 0))
                site.take(cell)
            site.floor, site.free, site.things = before
            if len(places) == count:
                return places
        return None

    def off_the_way(self, but: int) -> Place | None:
        """Find a cell in a room next to those of the way, or else in one of them, but not in room `but`."""
        seen, base = {visit.room for visit in self._way}, self._built.land.base
        doors = [
            (visit, direction, base + door.to)
            for visit in self._way
            for direction, door in enumerate(self._built.land.doors[visit.room - base])
            if door and door.way is Way.OPEN and 0 <= door.to < BLOCK_ROOMS
        ]
        for visit, direction, room in self._rng.shuffled([door for door in doors if door[2] not in seen]):
            place = self._next_door(visit, direction, room)
            if place is not None:
                return place
        for visit in self._rng.shuffled([visit for visit in self._way if visit.room in self._sites]):
            cell = self._spot(visit, _FAR) if visit.room != but else None
            cost = None if cell is None else self._cost(visit, cell)
            if cell is not None and cost is not None:
                return Place(visit.room, cell, cost, visit)
        return None

    def _visits(self, but: Container[int] = ()) -> Iterator[Visit]:
        """Yield visits to rooms with space, at times of the leg that are drawn evenly, then all."""
        open_ = [visit for visit in self._way if visit.room in self._sites and visit.room not in but]
        total = sum(visit.presses for visit in open_)
        for _ in range(_DRAWS if open_ else 0):
            at = self._rng.below(total)
            for visit in open_:
                at -= visit.presses
                if at < 0:
                    yield visit
                    break
        yield from open_

    def _spot(self, visit: Visit, reach: int) -> int | None:
        """Draw a cell at most `reach` steps off the way of a visit."""
        site = self._sites[visit.room]
        if site.things >= MOST_THINGS:
            return None
        around = visit.mask
        for _ in range(reach):
            around = beside(around) & INSIDE
        fitting = [cell for cell in cells_of(around & site.free) if site.fits(cell)]
        return self._rng.pick(fitting) if fitting else None

    def _cost(self, visit: Visit, cell: int) -> int | None:
        inside = visit.room - self._built.land.base
        absent = self._built.floor(inside, self._stage) & ~self._built.rooms[inside].open
        return detour(visit, (self._sites[visit.room].floor | absent) & ~bit(cell), cell)

    def _next_door(self, visit: Visit, direction: int, room: int) -> Place | None:
        """Find a cell behind an opening of a room on the way."""
        site, inside, base = self._sites.get(room), visit.room - self._built.land.base, self._built.land.base
        if site is None or site.things >= MOST_THINGS or self._built.is_changing(inside, direction):
            return None
        fitting = [cell for cell in cells_of(site.free) if site.fits(cell)]
        if not fitting:
            return None
        cell = self._rng.pick(fitting)
        out = step_back(self._built.opening(inside, direction), direction)
        back = opposite(direction)
        come = step_back(self._built.opening(room - base, back), back)
        here = distances(self._built.rooms[inside].open, out)
        there = distances(site.floor & ~bit(cell), come)
        leave = min((here[moment.cell] for moment in visit.moments if moment.cell in here), default=None)
        near = cells_of(beside(bit(cell)) & ~bit(cell))
        reach = min((there[beneath] for beneath in near if beneath in there), default=None)
        if leave is None or reach is None:
            return None
        # To the door, through it, to the cell, and a press to turn to it; and back.
        return Place(room, cell, 2 * (leave + 3 + reach) + 1)
