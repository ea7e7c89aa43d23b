"""Surveys: the charts of one objective, and the presses from a state to its goal or to other targets.

A leg is played in its own lands. Who still stands in the land before goes east first, so the field
of that land starts at its exits, from what the next land's field leaves to do there; things that
lie in the land before are taken to be of no use in the next.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sim.core import Button
from sim.world.charts import Chart
from sim.world.fields import FAR, UNSURE
from sim.world.grounds import BESIDE, across
from sim.world.layers import Aim, End
from sim.world.model import BLOCK_ROOMS, BLOCK_SIDE, COLUMNS, EAST
from sim.world.rules import step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.world.boards import Atlas, Board
    from sim.world.charts import Bridge
    from sim.world.fields import Field
    from sim.world.grounds import Look
    from sim.world.model import Entity, World
    from sim.world.rules import State


class Sort(StrEnum):
    """What a target is: the objective's thing, a way to a room not known yet, or something unread.

    `ROOM` is a known room that may look different by now.
    """

    GOAL = "goal"
    FRONTIER = "frontier"
    THING = "thing"
    ROOM = "room"


class Target(NamedTuple):
    """Something to go for: a thing at a cell of a room, or the opening there towards `side` (0-3).

    `side` is -1 where it is none: a frontier without a side is a warp.
    """

    sort: Sort
    room: int
    x: int
    y: int
    side: int = -1

    @property
    def cell(self) -> int:
        """Its cell."""
        return self.y * COLUMNS + self.x


class Group:
    """Targets of which the nearest is looked for; each group is one of its own."""

    __slots__ = ("targets",)

    def __init__(self, targets: tuple[Target, ...]) -> None:
        self.targets = targets


class Survey:
    """What is known while one objective is in force. Rooms not in `looks` are unknown.

    `added` are things known besides (room, thing), `cuts` sides of rooms that are not known to lead
    anywhere and `bridges` those that are believed to lead somewhere (see `charts.Chart`). With `silent`,
    turning pages takes no presses.
    """

    def __init__(
        self,
        atlas: Atlas,
        objective: int,
        looks: Mapping[int, Look] | None = None,
        *,
        added: Sequence[tuple[int, Entity]] = (),
        cuts: Sequence[tuple[int, int]] = (),
        bridges: Sequence[Bridge] = (),
        lawless: bool = False,
        silent: bool = False,
    ) -> None:
        self.atlas, self.objective, self.looks = atlas, objective, looks
        self.silent = silent
        self.lands = atlas.lands[atlas.tables.legs[objective]]
        self._added, self._cuts, self._bridges, self._lawless = added, cuts, bridges, lawless
        self._charts: dict[tuple[int, ...], Chart] = {}
        self._aims: dict[tuple[tuple[int, ...], Group | None, Field | None], Aim] = {}
        self._single: dict[Target, Group] = {}
        self._recent: dict[Group | None, tuple[tuple[int, int, int], Board, Field | None]] = {}

    def to_goal(self, state: State) -> int:
        """Return the presses until the objective is met, from a state without text, or `FAR`."""
        return self._distance(state, None)

    def to_any(self, state: State, group: Group) -> int:
        """Return the presses to the nearest of some targets, from a state without text, or `FAR`."""
        return self._distance(state, group)

    def to_target(self, state: State, target: Target) -> int:
        """Return the presses to a target, from a state without text, or `FAR`."""
        group = self._single.get(target)
        if group is None:
            group = self._single[target] = Group((target,))
        return self._distance(state, group)

    def choices(self, state: State, presses: int) -> Iterator[tuple[int, bool]]:
        """Yield the presses that may leave so many to the goal, and whether they surely do.

        They come as numbers, 0-3 for the directions and 4 for A, from a state without text in which
        one press more is left. Only what is more than a step or a bump has to be tried.
        """
        field, cell = self._place(state, None)
        return iter(UNSURE) if field is None else field.choices(cell, presses)

    def knows(self, room: int) -> bool:
        """Tell whether a room is known."""
        return self.looks is None or room in self.looks

    def under(self, objective: int) -> Survey:
        """Return a survey of the same, with its charts, under an objective of the same lands."""
        if objective == self.objective:
            return self
        other = Survey(
            self.atlas, objective, self.looks, added=self._added, cuts=self._cuts, bridges=self._bridges,
            lawless=self._lawless, silent=self.silent,
        )  # fmt: skip
        other._charts = self._charts
        return other

    def led(self, room: int, side: int) -> int | None:
        """Return the room that a side is wrongly believed to lead to, None if it is not."""
        return next((way.to for way in self._bridges if way[:2] == (room, side)), None)

    def chart(self, lands: tuple[int, ...]) -> Chart:
        """Return the chart of some lands."""
        chart = self._charts.get(lands)
        if chart is None:
            board = self.atlas.board(lands)
            known = self._full(board) if self.looks is None else self._known(board, self.looks)
            chart = self._charts[lands] = known
        return chart

    def _full(self, board: Board) -> Chart:
        """Return the chart of all rooms, which objectives share while nothing looks different."""
        looks = {room: self.atlas.look(room, self.objective) for room in board.places}
        key = (self._lawless, tuple(looks.values()))
        chart = board.charts.get(key)
        if chart is None:
            chart = board.charts[key] = Chart(self.atlas, board, looks, lawless=self._lawless)
        return chart

    def _known(self, board: Board, known: Mapping[int, Look]) -> Chart:
        """Return the chart of the rooms that are known."""
        looks = {room: known[room] for room in board.places if room in known}
        return Chart(
            self.atlas,
            board,
            looks,
            added=[(room, thing) for room, thing in self._added if room in looks],
            cuts=[cut for cut in self._cuts if cut[0] in looks],
            bridges=[bridge for bridge in self._bridges if bridge.room in looks and bridge.to in looks],
            lawless=self._lawless,
            silent=self.silent,
        )

    def _distance(self, state: State, group: Group | None) -> int:
        if self.looks is not None and state.room not in self.looks:
            return FAR
        field, cell = self._place(state, group)
        return FAR if field is None else field.at(cell, state.face)

    def _place(self, state: State, group: Group | None) -> tuple[Field | None, int]:
        """Return the field that a state is in, None if there is no way, and its cell's bit."""
        room, x, y = state[:3]
        # Between two presses hardly anything changes but the place, so that the last field will do.
        situation = (state.flags, state.inventory, room // BLOCK_ROOMS)
        recent = self._recent.get(group)
        if recent is None or recent[0] != situation:
            chart, field = self._field(state, situation[2], group)
            recent = self._recent[group] = (situation, chart.board, field)
        return recent[2], recent[1].bit(room, y * COLUMNS + x, state.blocks)

    def _field(self, state: State, land: int, group: Group | None) -> tuple[Chart, Field | None]:
        """Return the chart of a land and its field."""
        if land in self.lands:
            chart, beyond, following = self.chart(self.lands), None, None
        else:
            chart = self.chart((land,))
            if land > self.lands[-1]:
                return chart, None
            beyond, following = self._field(state, land + 1, group)
        key = (chart.board.lands, group, following)
        aim = self._aims.get(key)
        if aim is None:
            aim = self._aims[key] = self._aim(chart, group, beyond, following)
        return chart, chart.field(aim, state.flags, state.inventory)

    def _aim(self, chart: Chart, group: Group | None, beyond: Chart | None, following: Field | None) -> Aim:
        ends = [end for target in group.targets for end in _ends(chart, target)] if group else []
        if beyond is not None and following is not None:
            ends += self._onward(chart, beyond, following)
        flags = self.atlas.goals[self.objective] if group is None and beyond is None else 0
        return Aim(flags, tuple(ends))

    def _onward(self, chart: Chart, beyond: Chart, following: Field) -> list[End]:
        """Return the cells from where one leaves a land eastward, with what is left there."""
        ends = []
        first = chart.board.lands[0] * BLOCK_ROOMS + BLOCK_SIDE - 1
        for room in range(first, first + BLOCK_ROOMS, BLOCK_SIDE):
            ground = self.atlas.grounds[room]
            other = ground.neighbours[EAST]
            if other is None or room not in chart.looks or other not in beyond.looks:
                continue
            for cell in ground.openings[EAST]:
                there = beyond.board.bit(other, across(cell, EAST), self.atlas.grounds[other].home)
                presses = 1 + following.at(there, EAST)
                ends += [End(room, base, cell, -1, presses) for base, _ in chart.board.places[room]]
        return ends


def _ends(chart: Chart, target: Target) -> list[End]:
    """Return where one press is left to come to a target."""
    if target.room not in chart.looks:
        return []
    places = [base for base, _ in chart.board.places[target.room]]
    if target.side >= 0:
        return [End(target.room, base, target.cell, -1, 1) for base in places]
    if target.sort == Sort.ROOM:
        return _entries(chart, target.room)
    faces = target.sort != Sort.FRONTIER
    return [
        End(target.room, base, cell, face if faces else -1, 1)
        for base in places
        for cell, face in BESIDE[target.cell]
    ]


def _entries(chart: Chart, room: int) -> list[End]:
    """Return the openings of known rooms that lead into a room."""
    ends = []
    for side, other in enumerate(chart.atlas.grounds[room].neighbours):
        if other is not None and other in chart.looks:
            for base, _ in chart.board.places[other]:
                openings = chart.atlas.grounds[room].openings[side]
                ends += [End(other, base, across(cell, side), -1, 1) for cell in openings]
    return ends


def closed(world: World, state: State) -> tuple[State, int]:
    """Return the state in which a text on show has been read to its end, and the presses it took."""
    presses = 0
    while state.text is not None:
        state, _ = step(world, state, Button.A)
        presses += 1
    return state, presses
