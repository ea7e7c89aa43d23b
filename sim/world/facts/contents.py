"""Claims on what is in rooms: what they hold and lack, how far it is, what an obstacle wants."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.world.facts.checks import UNVERIFIABLE, Check, certain
from sim.world.facts.naming import OBSTACLES, OPENABLE, THINGS, item_name, sorts, thing_name
from sim.world.facts.relations import Judgement, distance_of
from sim.world.model import BLOCK_ROOMS, BLOCK_SIDE, Kind, land_of, position
from sim.world.tables import tables

if TYPE_CHECKING:
    from sim.world.effects import State
    from sim.world.facts.rooms import Rooms
    from sim.world.model import World


class Contents:
    """Checks claims on things."""

    def __init__(self, world: World, rooms: Rooms) -> None:
        self._world, self._rooms = world, rooms
        self._legs = tables(world).legs
        self._wants: dict[tuple[int, str], frozenset[str]] = {}
        for number, room in enumerate(world.rooms):
            for thing in room.entities:
                if thing.kind in (Kind.GATE, Kind.BARRIER):
                    wanted = "lever" if thing.kind == Kind.BARRIER else item_name(thing.item)
                    self._wants[number, thing_name(thing)] = frozenset(sorts(wanted))

    # --- holds, lacks, distance -----------------------------------------------------------

    def holds(self, room: int, thing: str) -> Check:
        """Check that a thing is in a room."""
        return Check(partial(self._is_there, room, thing), (room,)) if thing in THINGS else UNVERIFIABLE

    def lacks(self, room: int, thing: str) -> Check:
        """Check that a thing is not in a room."""
        return Check(partial(self._is_missing, room, thing), (room,)) if thing in THINGS else UNVERIFIABLE

    def _is_there(self, room: int, thing: str, state: State) -> Judgement:
        now = self._rooms.now(room, state)
        return None if thing in now.opened or thing in now.vanished else thing in now.holds

    def _is_missing(self, room: int, thing: str, state: State) -> Judgement:
        there = self._is_there(room, thing, state)
        return None if there is None else not there

    def distance(self, room: int, words: str) -> Check:
        """Check that a thing, or a room, lies so many rooms away."""
        what, east, south = distance_of(words)
        there = self._room_at(room, east, south)
        if what in self._rooms.numbers:
            return certain(self._rooms.numbers[what] == there)
        if what not in THINGS:
            return UNVERIFIABLE
        return certain(False) if there is None else self.holds(there, what)

    def _room_at(self, room: int, east: int, south: int) -> int | None:
        column, row = position(room)
        land, column = divmod(column + east, BLOCK_SIDE)
        row += south
        there = BLOCK_ROOMS * land + BLOCK_SIDE * row + column
        return there if 0 <= row < BLOCK_SIDE and 0 <= there < len(self._world.rooms) else None

    # --- needs ----------------------------------------------------------------------------

    def needs(self, subject: str, thing: str) -> Check:
        """Check what an obstacle wants; one without a place is that of the present leg's land."""
        obstacle, _, place = subject.partition(" of ")
        if obstacle not in OBSTACLES or thing not in THINGS:
            return UNVERIFIABLE
        if obstacle not in OPENABLE:
            return certain(False)
        if not place:
            return Check(partial(self._is_wanted_here, obstacle, thing), None)
        room = self._rooms.numbers.get(place)
        return UNVERIFIABLE if room is None else certain(thing in self._wants.get((room, obstacle), ()))

    def _is_wanted_here(self, obstacle: str, thing: str, state: State) -> Judgement:
        leg = self._world.legs[self._legs[min(state.objective, len(self._legs) - 1)]]
        wanted = [
            things
            for (room, name), things in self._wants.items()
            if name == obstacle and land_of(room) == leg.land
        ]
        return any(thing in things for things in wanted) if wanted else None
