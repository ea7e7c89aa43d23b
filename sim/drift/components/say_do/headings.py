"""Where a stated target is, how far it is, and whether it has been come to.

Presses are those on the true map of the land: of walking as things stand now, where what is held opens the
gates it fits, items may be walked over and fences may not. Where there is no way (another land, a gate whose
key is not held) the tiles between, as a crow walks along the map's columns and rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core import Button
from sim.drift.components.say_do.words import STATUE, Sort, Stated
from sim.world.art import art
from sim.world.boards import atlas_of
from sim.world.fields import FAR, Field
from sim.world.grounds import BESIDE, EDGES, LOCAL
from sim.world.layers import Aim
from sim.world.model import COLUMNS, EAST, NORTH, ROWS, SOUTH, STEPS, WEST, Kind, land_of, position
from sim.world.surveys import Survey
from sim.world.tables import block_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.world import World
    from sim.world.charts import Chart
    from sim.world.fields import Terrain
    from sim.world.rules import State

_KEPT = 32
_NOWHERE = Aim(0)
_WALKED = {Button.UP: NORTH, Button.RIGHT: EAST, Button.DOWN: SOUTH, Button.LEFT: WEST}
_STEPPED_ON = frozenset({Kind.ITEM, Kind.WARP, Kind.MARK, Kind.FENCE})
_BORDER = tuple(sorted({cell for edge in EDGES for cell in edge}))


class Heading(NamedTuple):
    """A target with its place: cells of a room, any of which will do; `behind` an exit lies that room.

    `solid`: it is used from beside, else it is stepped on or walked through.
    """

    sort: Sort
    room: int
    cells: tuple[int, ...]
    side: int = -1
    behind: int | None = None
    solid: bool = False


class Left(NamedTuple):
    """How far a heading is: `presses`, None if there is no way, and `tiles` as a crow walks."""

    presses: int | None
    tiles: int

    def is_less(self, before: Left) -> bool:
        """Tell whether it is nearer than before: in presses if there was and is a way, else in tiles."""
        if self.presses is not None and before.presses is not None:
            return self.presses < before.presses
        return self.tiles < before.tiles


class Headings:
    """Headings and distances in one world; keeps the fields of the latest 32 headings."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._atlas = atlas_of(world)
        self._statues = frozenset(
            number for number, name in enumerate(art().names) if name.startswith(STATUE)
        )
        self._charts: tuple[int, dict[tuple[int, ...], Chart]] = (-1, {})
        self._terrains: dict[tuple[Chart, int], Terrain] = {}
        self._fields: dict[tuple[Heading, Chart, int], Field] = {}

    def heading(self, stated: Stated, state: State) -> Heading | None:
        """Return where what was stated is in a state, None if there is no such thing or place."""
        room = state.room if stated.room is None else stated.room
        if stated.sort is Sort.EXIT:
            ground = self._atlas.grounds[room]
            cells = tuple(ground.openings[stated.side])
            behind = ground.neighbours[stated.side]
            return Heading(Sort.EXIT, room, cells, stated.side, behind) if cells else None
        if stated.sort is Sort.ROOM:
            return None if room == state.room else Heading(Sort.ROOM, room, _BORDER)
        if stated.sort is Sort.THING:
            return self._things(stated, room, state)
        return None

    def _things(self, stated: Stated, room: int, state: State) -> Heading | None:
        if Kind.BLOCK in stated.kinds:
            blocks = state.blocks if room == state.room else self._atlas.grounds[room].home
            return Heading(Sort.THING, room, block_cells(blocks), solid=True) if blocks else None
        found = []
        solid = True
        for cell, thing in self._atlas.look(room, min(state.objective, self._last)).things.items():
            if thing.kind not in stated.kinds:
                continue
            if stated.look and (thing.look in self._statues) != (stated.look == STATUE):
                continue
            found.append(cell)
            solid = thing.kind not in _STEPPED_ON
        return Heading(Sort.THING, room, tuple(found), solid=solid) if found else None

    @property
    def _last(self) -> int:
        return len(self._world.objectives) - 1

    def left(self, heading: Heading, state: State) -> Left:
        """Return how far a heading is from a state; a text on show is in nobody's way."""
        chart, presses = self._chart(heading, state), FAR
        if chart is not None:
            bit = chart.board.bit(state.room, state.y * COLUMNS + state.x, state.blocks)
            presses = self._field(heading, chart, _opened(chart, state)).at(bit, state.face)
        return Left(presses if presses < FAR else None, _tiles(heading, state))

    def _chart(self, heading: Heading, state: State) -> Chart | None:
        """Return the chart that both the player and the heading are on, None if there is none."""
        objective = min(state.objective, self._last)
        if self._charts[0] != objective:
            self._charts = (objective, {})
            self._fields.clear()
            self._terrains.clear()
        played = self._atlas.lands[self._atlas.tables.legs[objective]]
        here, there = land_of(state.room), land_of(heading.room)
        lands = played if here in played and there in played else (here,)
        if there not in lands:
            return None
        charts = self._charts[1]
        if lands not in charts:
            charts[lands] = Survey(self._atlas, objective).chart(lands)
        return charts[lands]

    def _field(self, heading: Heading, chart: Chart, flags: int) -> Field:
        key = (heading, chart, flags)
        field = self._fields.get(key)
        if field is None:
            if len(self._fields) >= _KEPT:
                self._fields.pop(next(iter(self._fields)))
            field = self._fields[key] = _grown(heading, chart, self._terrain(chart, flags))
        return field

    def _terrain(self, chart: Chart, flags: int) -> Terrain:
        terrain = self._terrains.get((chart, flags))
        if terrain is None:
            if len(self._terrains) >= _KEPT:
                self._terrains.pop(next(iter(self._terrains)))
            terrain = self._terrains[chart, flags] = chart.terrain(_NOWHERE, flags)
        return terrain


def reached(heading: Heading, before: State, state: State, button: Button) -> bool:
    """Tell whether a press came to a heading: touched the thing, went through the exit, into the room."""
    if heading.sort is Sort.ROOM:
        return state.room == heading.room
    if before.room != heading.room or before.text is not None:
        return False
    if heading.sort is Sort.EXIT:
        return state.room != before.room and state.room == heading.behind
    face = before.face if button is Button.A else _WALKED.get(button, -1)
    if face < 0:
        return False
    x, y = before.x + STEPS[face][0], before.y + STEPS[face][1]
    return 0 <= x < COLUMNS and 0 <= y < ROWS and y * COLUMNS + x in heading.cells


def _opened(chart: Chart, state: State) -> int:
    """Return the flags that walking heeds, as if items were taken and gates opened that can be."""
    flags = state.flags & chart.heeded
    for spot in chart.doors:
        if spot.thing.kind == Kind.GATE and state.inventory >> spot.thing.item & 1:
            flags |= 1 << spot.thing.flag
    for spot in chart.items:
        flags |= 1 << spot.thing.flag
    return flags


def _grown(heading: Heading, chart: Chart, terrain: Terrain) -> Field:
    seeds: dict[int, int] = {}
    turned: dict[int, int] = {}
    for bit, face in _ends(heading, chart):
        if face >= 0:
            turned[bit << 2 | face] = 1
        presses = 0 if heading.sort is Sort.ROOM else 2 if face >= 0 else 1
        seeds[presses] = seeds.get(presses, 0) | 1 << bit
    return Field(terrain, seeds, turned)


def _ends(heading: Heading, chart: Chart) -> Iterator[tuple[int, int]]:
    """Yield the cells (bits) that a heading is come to from, and how one has to face there (-1: anyhow)."""
    for base, _ in chart.board.places[heading.room]:
        for cell in range(COLUMNS * ROWS) if heading.sort is Sort.ROOM else heading.cells:
            if heading.sort is not Sort.THING:
                yield base + LOCAL[cell], -1
                continue
            for beside, face in BESIDE[cell]:
                yield base + LOCAL[beside], face if heading.solid else -1


def _tiles(heading: Heading, state: State) -> int:
    there, here = position(heading.room), position(state.room)
    dx = (there[0] - here[0]) * COLUMNS - state.x
    dy = (there[1] - here[1]) * ROWS - state.y
    return min(abs(dx + cell % COLUMNS) + abs(dy + cell // COLUMNS) for cell in heading.cells)
