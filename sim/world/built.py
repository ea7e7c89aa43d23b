"""One land, finished but for its temptations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.prng import Pcg32
from sim.world.art import art
from sim.world.lands import MOST, Brief, Land, plan
from sim.world.layout import Way, beyond
from sim.world.model import BLOCK_ROOMS, Kind, opposite
from sim.world.paths import INSIDE, door_cell, mask_of
from sim.world.quest import compose
from sim.world.reports import is_fair
from sim.world.rooms import Crossing, Furnished, fitting, furnish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.world.recall import Schedule, Stage
    from sim.world.things import Contents, Thing

REGIONS = 4
"""Looks of lands."""

_PLAN, _QUEST, _ROOMS = range(5, 8)
_SMALL = 2  # stacks in a room that a hedge may cross
_LONG_WAY_ROUND = 4  # rooms, where the straight way is two: nobody walks around a hedge's room


@dataclass(frozen=True)
class Built:
    """A land: the plan, what stands where, the rooms; and the room and openings of its hedge, if any."""

    land: Land
    contents: Contents
    rooms: tuple[Furnished, ...]
    crossing: tuple[int, Crossing] | None

    def spot(self, room: int, fits: Callable[[Thing], bool]) -> int:
        """Return the cell of the first thing in a room (0-15) that fits."""
        pairs = zip(self.contents.stacks[room], self.rooms[room].spots, strict=True)
        return next(spot for stack, spot in pairs if any(map(fits, stack)))

    def opening(self, room: int, direction: int) -> int:
        """Return the border cell of an opening."""
        door = self.land.doors[room][direction]
        assert door
        return door_cell(direction, door.at)

    def floor(self, room: int, stage: Stage) -> int:
        """Return the cells inside the border to walk on in a leg: not stopped by what is not there then."""
        pairs = zip(self.contents.stacks[room], self.rooms[room].spots, strict=True)
        free = mask_of(spot for stack, spot in pairs if not any(_stops(thing, stage) for thing in stack))
        return self.rooms[room].open | free & INSIDE

    def solid(self, room: int) -> int:
        """Return the cells inside the border where something stands."""
        return mask_of(self.rooms[room].spots) & INSIDE

    def count(self, room: int) -> int:
        """Return the number of things in a room."""
        return sum(map(len, self.contents.stacks[room]))

    def is_changing(self, room: int, direction: int) -> bool:
        """Tell whether the way shuts or opens in mid-leg."""
        change = self.land.change
        if change is None:
            return False
        sides = {
            (change.room, change.direction),
            (beyond(change.room, change.direction), opposite(change.direction)),
        }
        return (room, direction) in sides


def _stops(thing: Thing, stage: Stage) -> bool:
    return thing.kind is not Kind.ITEM and thing.since < stage.end and thing.until > stage.first


def stream(part: int, land: int) -> int:
    """Return the number of the stream of random numbers that a part of a land draws from."""
    return part << 8 | land


def build(
    seed: int,
    number: int,
    timetable: Schedule,
    names: Sequence[str],
    *,
    hedged: bool,
    rooms: int = MOST,
    draw: int = 0,
) -> Built:
    """Draw land `number` from random numbers of its own; with a hedge across its way, if one fits.

    `rooms` is the most that its errands lead through. Each `draw` (0..65535) is another such land.
    """
    lands = len(timetable.ordinary)
    brief = Brief(
        number, timetable.of(number).kind, timetable.doors[number], timetable.doors[number + 1],
        first=number == 0, last=number == lands - 1, rooms=rooms,
    )  # fmt: skip
    planning, quest, walls = (
        Pcg32(seed, draw << 16 | stream(part, number)) for part in (_PLAN, _QUEST, _ROOMS)
    )
    while True:
        land = plan(planning, brief)
        built = _furnished(walls, land, compose(quest, land, timetable, names), hedged=hedged)
        if land.fence is None or is_fair(built, timetable.of(number)):
            return built


def _furnished(rng: Pcg32, land: Land, contents: Contents, *, hedged: bool) -> Built:
    ids, number = art().ids, land.brief.land
    crossing = _crossing(rng, land, contents) if hedged else None
    rooms = tuple(
        furnish(
            rng, number % REGIONS, land.doors[room], contents.stacks[room], ids, land.used(room),
            crossing[1] if crossing and crossing[0] == room else None, _landing(land, room),
        )
        for room in range(BLOCK_ROOMS)
    )  # fmt: skip
    return Built(land, contents, rooms, crossing)


def _landing(land: Land, room: int) -> int | None:
    """Return the cell where the quest begins, if it does so in this room."""
    return land.brief.start if land.brief.first and room == land.entry else None


def _crossing(rng: Pcg32, land: Land, contents: Contents) -> tuple[int, Crossing] | None:
    """Choose a room that the errands lead through, and that is not worth walking around."""
    route, no_room = land.route, {land.entry, land.exit, *land.stops} | land.kept_bare
    found = []
    for before, room, after in zip(route, route[1:], route[2:], strict=False):
        if (
            before != after
            and room not in no_room
            and len(contents.stacks[room]) <= _SMALL
            and land.graph.around(before, after, room) >= _LONG_WAY_ROUND
            and not any(door and door.way is Way.LEDGE for door in land.doors[room])
        ):
            crossing = Crossing(_towards(land, room, before), _towards(land, room, after))
            if fitting(land.doors[room], crossing):
                found.append((room, crossing))
    return rng.pick(found) if found else None


def _towards(land: Land, room: int, other: int) -> int:
    return next(number for number, door in enumerate(land.doors[room]) if door and door.to == other)
