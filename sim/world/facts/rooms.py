"""One room as claims tell of it: its sides for good, and what stands in it and in its ways now."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from sim.core import Claim
from sim.world.art import art
from sim.world.facts.naming import OBSTACLES, OPENABLE, sorts, thing_name
from sim.world.facts.relations import BLOCKED, SIDES, UNKNOWN
from sim.world.grounds import EDGES
from sim.world.model import COLUMNS, STEPS, TOKEN, Goal, Kind, opposite
from sim.world.tables import BLOCKED as SOLID
from sim.world.tables import block_cells, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.world.effects import State
    from sim.world.model import Entity, World
    from sim.world.tables import Stage


class Path(Enum):
    """How a side can be walked: OUT over a ledge and not back, IN only (the same from the other side).

    NOOK: an opening that leads to the foot of a ledge and no further.
    """

    BOTH = "both"
    OUT = "out"
    IN = "in"
    NOOK = "nook"


class Gap(NamedTuple):
    """A side of a room: the room it leads `to` (None: no way), how, and the cells of its opening."""

    to: int | None
    path: Path
    cells: tuple[int, ...]

    @property
    def is_way(self) -> bool:
        """Whether one can go anywhere by it."""
        return self.to is not None and self.path in (Path.BOTH, Path.OUT)


class RoomNow(NamedTuple):
    """What is in a room in one situation.

    `holds` are its things, by each name they may have; `opened` are obstacles out of the way, of which
    one may say that they are there and that they are gone; `vanished` is what the quest took away when a
    leg was over, with nobody there to see it. `bars` are obstacles in the way, by side.
    `shown` are the facts that the screen tells.
    """

    holds: frozenset[str]
    opened: frozenset[str]
    vanished: frozenset[str]
    bars: tuple[frozenset[str], ...]
    shown: tuple[Claim, ...]


class Rooms:
    """The rooms of a world; what is worked out is kept."""

    def __init__(self, world: World) -> None:
        self._world, self._tables = world, tables(world)
        self.numbers = {room.name: number for number, room in enumerate(world.rooms)}
        self._gaps: dict[int, tuple[Gap, ...]] = {}
        self._edges: dict[tuple[int, int], tuple[tuple[int, ...], Path]] = {}
        self._now: dict[tuple[int, int, int], RoomNow] = {}
        self._by_flag: dict[int, list[int]] = {}
        self._by_objective: dict[int, list[int]] = {}
        for number, room in enumerate(world.rooms):
            for thing in room.entities:
                self._by_flag.setdefault(thing.flag, []).append(number)
                for bound in (thing.since, thing.until):
                    self._by_objective.setdefault(bound, []).append(number)
        self._doors = {goal.room for goal in world.objectives if goal.goal is Goal.DOOR}

    def name(self, room: int) -> str:
        """Return a room's name."""
        return self._world.rooms[room].name

    def changed(self, before: State, after: State) -> set[int]:
        """Return the rooms that may be in another situation than they were."""
        found: set[int] = set()
        flags = before.flags ^ after.flags
        while flags:
            found.update(self._by_flag.get(flags.bit_length() - 1, ()))
            flags ^= 1 << flags.bit_length() - 1
        first, last = sorted((before.objective, after.objective))
        for objective in range(first + 1, last + 1):
            found.update(self._by_objective.get(objective, ()))
        return found

    def gaps(self, room: int) -> tuple[Gap, ...]:
        """Return the four sides of a room."""
        found = self._gaps.get(room)
        if found is None:
            found = self._gaps[room] = tuple(self._gap(room, side) for side in range(len(SIDES)))
        return found

    def is_one_way(self, room: int, side: int) -> bool:
        """Tell whether who leaves by a side cannot come back by it."""
        gap = self.gaps(room)[side]
        if gap.to is None:
            return False
        return gap.path is Path.OUT or self._edge(gap.to, opposite(side))[1] is Path.IN

    def now(self, room: int, state: State) -> RoomNow:
        """Return what is in a room in a state."""
        table = self._tables.rooms[room]
        stage = table.stage(state.objective)
        key = (room, state.flags & table.mask, stage.number)
        found = self._now.get(key)
        if found is None:
            found = self._now[key] = self._look(room, stage, state)
        return found

    def barred(self, room: int, side: int, state: State) -> frozenset[str]:
        """Return the obstacles between a room and the one behind a side, on either bank."""
        bars = self.now(room, state).bars[side]
        to = self.gaps(room)[side].to
        beyond = self.now(to, state).bars[opposite(side)] if to is not None else None
        return bars | beyond if beyond else bars

    # --- sides ----------------------------------------------------------------------------

    def _gap(self, room: int, side: int) -> Gap:
        cells, path = self._edge(room, side)
        to = self._tables.rooms[room].neighbours[side] if cells else None
        if to is not None and path is Path.BOTH and self._edge(to, opposite(side))[1] is Path.OUT:
            path = Path.NOOK
        return Gap(to, path, cells)

    def _edge(self, room: int, side: int) -> tuple[tuple[int, ...], Path]:
        """Return the cells of an opening, and how it is walked as far as this room's own ground goes."""
        found = self._edges.get((room, side))
        if found is None:
            ground = self._tables.rooms[room].ground
            spots = {thing.y * COLUMNS + thing.x for thing in self._world.rooms[room].entities}
            cells = tuple([cell for cell in EDGES[side] if ground[cell] != SOLID or cell in spots])
            dx, dy = STEPS[side]
            inner = {ground[cell - dy * COLUMNS - dx] for cell in cells}
            path = Path.OUT if side in inner else Path.IN if opposite(side) in inner else Path.BOTH
            found = self._edges[room, side] = cells, path
        return found

    # --- now ------------------------------------------------------------------------------

    def _look(self, room: int, stage: Stage, state: State) -> RoomNow:
        table = self._tables.rooms[room]
        things = [(thing, thing_name(thing)) for thing in stage.things if thing is not None]
        there = [(thing, name) for thing, name in things if name and not _is_gone(thing, state.flags)]
        names = {name for _, name in there}
        names |= {"block"} if table.home else set()
        names |= {"token"} if any(_has_token(thing, state.flags) for thing, _ in there) else set()
        opened = {name for _, name in things if name in OPENABLE} - names
        past = {thing_name(thing) for thing in self._past(room, state.objective)} - {""}
        obstacles = {thing.y * COLUMNS + thing.x: name for thing, name in there if name in OBSTACLES}
        bars = tuple([self._bars(room, side, obstacles) for side in range(len(SIDES))])
        holds = frozenset({sort for name in names for sort in sorts(name)} | self._ground_names(room))
        return RoomNow(
            holds=holds,
            opened=_frozen(opened),
            vanished=_frozen({sort for name in past for sort in sorts(name)} - holds),
            bars=bars,
            shown=self._shown(room, names, bars),
        )

    def _past(self, room: int, objective: int) -> list[Entity]:
        """Return what the quest has taken away. Shutters come and go where one can see it."""
        things = self._world.rooms[room].entities
        return [thing for thing in things if thing.until <= objective and thing.kind != Kind.SHUTTER]

    def _ground_names(self, room: int) -> set[str]:
        """Return what is always there and nothing on its own: the last door, ledges, ponds."""
        tiles = self._world.rooms[room].tiles
        found = {"door"} if room in self._doors else set[str]()
        if any(kind >= 0 for kind in self._tables.rooms[room].ground):
            found.add("ledge")
        return found | ({"water"} if art().ids["water"] in tiles else set())

    def _bars(self, room: int, side: int, obstacles: Mapping[int, str]) -> frozenset[str]:
        cells = self.gaps(room)[side].cells
        found = {name for cell, name in obstacles.items() if cell in cells} if obstacles else set()
        home = self._tables.rooms[room].home
        if home:
            dx, dy = STEPS[side]
            inner = {cell - dy * COLUMNS - dx for cell in cells}
            found |= {"block"} if inner & set(block_cells(home)) else set()
        return _frozen(found)

    def _shown(self, room: int, names: set[str], bars: tuple[frozenset[str], ...]) -> tuple[Claim, ...]:
        name = self._world.rooms[room].name
        ways = [
            Claim(name, side, UNKNOWN) for side, gap in zip(SIDES, self.gaps(room), strict=True) if gap.is_way
        ]
        shut = [
            Claim(name, BLOCKED + side, bar)
            for side, found in zip(SIDES, bars, strict=True)
            for bar in sorted(found & OBSTACLES)
        ]
        return (*ways, *shut, *(Claim(name, "holds", thing) for thing in sorted(names)))


_NONE: frozenset[str] = frozenset()


def _frozen(names: set[str]) -> frozenset[str]:
    """Return names as they are kept; most often there are none."""
    return frozenset(names) if names else _NONE


def _is_gone(thing: Entity, flags: int) -> bool:
    """Tell whether a thing has been carried off, or opened so that nothing is in the way."""
    leaves = thing.kind in (Kind.ITEM, Kind.GATE, Kind.BARRIER)
    return leaves and bool(thing.flag and flags >> thing.flag & 1)


def _has_token(thing: Entity, flags: int) -> bool:
    return thing.kind == Kind.CHEST and thing.item == TOKEN and not flags >> thing.flag & 1
