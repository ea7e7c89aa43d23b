"""Which side of a room the way to the objective leads by, counted in rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.facts.rooms import Path
from sim.world.model import Kind, opposite
from sim.world.tables import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sim.world.effects import State
    from sim.world.facts import Facts
    from sim.world.facts.rooms import RoomNow

_Step = tuple[int, int | None]


class Roads:
    """The rooms from which an objective's room can be come to as things stand, and how.

    A gate can be passed if it is open or what it wants is held; nobody crosses a fence or climbs a ledge.
    Ways inside a room are not looked at.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts, self._tables = facts, tables(facts.world)
        self._key: tuple[int, int, int] | None = None
        self._sides: dict[int, int | None] = {}

    def side(self, state: State, among: Collection[int]) -> int | None:
        """Return the side by which to leave the state's room for the objective's; None if there is none.

        `among` are the rooms that the way may lead through; they must depend on the objective alone.
        """
        key = (state.objective, state.flags, state.inventory)
        if key != self._key:
            self._key, self._sides = key, self._survey(state, among)
        return self._sides.get(state.room)

    def _survey(self, state: State, among: Collection[int]) -> dict[int, int | None]:
        """Search from the objective's room outwards: one step back at a time."""
        goal = self._facts.world.objectives[state.objective].room
        back: dict[int, list[_Step]] = {}
        looks = {room: self._facts.rooms.now(room, state) for room in among}
        for room in among:
            for to, side in self._steps(room, looks, state):
                back.setdefault(to, []).append((room, side))
        sides: dict[int, int | None] = {goal: None}
        queue = [goal]
        for room in queue:
            for source, side in back.get(room, ()):
                if source not in sides:
                    sides[source] = side
                    queue.append(source)
        return sides

    def _steps(self, room: int, looks: Mapping[int, RoomNow], state: State) -> Iterator[_Step]:
        """Yield the rooms that a room leads to now, with the side; None for a portal."""
        look = looks[room]
        for side, (to, path, _) in enumerate(self._facts.rooms.gaps(room)):
            if to is not None and to in looks and path in (Path.BOTH, Path.OUT):
                bars = look.bars[side] or looks[to].bars[opposite(side)]
                if not bars or self._can_pass(room, side, bars, state):
                    yield to, side
        if "portal" in look.holds:
            for thing in self._tables.rooms[room].stage(state.objective).things:
                if thing is not None and thing.kind == Kind.WARP and thing.target is not None:
                    yield thing.target[0], None

    def _can_pass(self, room: int, side: int, bars: frozenset[str], state: State) -> bool:
        """Tell whether what is in the way gives way: a block, or a gate that opens with what is held."""
        if bars <= {"block"}:
            return True
        things = self._tables.rooms[room].stage(state.objective).things
        in_it = [things[cell] for cell in self._facts.rooms.gaps(room)[side].cells]
        return any(
            thing is not None and thing.kind == Kind.GATE and bool(state.inventory >> thing.item & 1)
            for thing in in_it
        )
