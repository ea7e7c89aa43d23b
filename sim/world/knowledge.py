"""Perfect memory: the shortest ways through what has been on the screen so far.

A room is known from when all of it was on the screen, and looks to the planner as it looked then;
what the player has opened, pulled and taken himself is known everywhere. Where the goal cannot be
come to through known rooms, the planner heads for the nearest way to a room not known yet, or for
the nearest thing not read, spoken to or opened yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.boards import atlas_of
from sim.world.fields import FAR
from sim.world.model import BLOCK_ROOMS, COLUMNS, STEPS, Kind, land_of
from sim.world.surveys import Group, Sort, Survey, Target, closed
from sim.world.tables import CELLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sim.world.boards import Atlas
    from sim.world.grounds import Look
    from sim.world.model import Entity, World
    from sim.world.rules import State

SPEAKING = frozenset({Kind.SIGN, Kind.NPC, Kind.TRADER, Kind.CHEST})
"""Kinds of things that tell something when they are used for the first time."""


class Outlook(NamedTuple):
    """What is left to do as far as is known.

    `distance`: presses to the objective if it is `known` how to meet it, else to the nearest target;
    None if there is no target either. `sight` is the knowledge this was judged by.
    """

    distance: int | None
    known: bool
    sight: Sight

    @property
    def targets(self) -> tuple[Target, ...]:
        """What it is right to go for: the goal if it is known how to come to it, else all there is.

        Some may be out of reach.
        """
        return (self.sight.goal,) if self.known else self.sight.open_ends

    def distance_to(self, target: Target, state: State) -> int | None:
        """Return the presses from any state to a target by this knowledge; None if there is no way.

        Press by press later states may be asked for, so that what a stretch of play was worth can be
        told by what was known when it began.
        """
        return self.sight.distance_to(target, state)


class Sight:
    """Knowledge at one moment. `open_ends` are the targets while it is not known how to meet the goal."""

    def __init__(self, survey: Survey, world: World, open_ends: tuple[Target, ...]) -> None:
        self._survey, self._world = survey, world
        goal = world.objectives[survey.objective]
        self.goal = Target(Sort.GOAL, goal.room, goal.x, goal.y)
        self.open_ends = open_ends
        self._all = Group(open_ends)
        self._single: dict[Target, Group] = {}

    def outlook(self, state: State) -> Outlook:
        """Return what is left from a state."""
        objective, reading = state.objective, 0
        if state.text is not None:
            state, reading = closed(self._world, state)
        if state.objective != objective or not self._survey.knows(state.room):
            return Outlook(reading, state.objective != objective, self)
        distance = self._survey.to_goal(state)
        if distance < FAR:
            return Outlook(reading + distance, True, self)
        distance = self._survey.to_any(state, self._all)
        return Outlook(reading + distance if distance < FAR else None, False, self)

    def distance_to(self, target: Target, state: State) -> int | None:
        """Return the presses from a state to a target, 0 if it has been come to, None if there is no way."""
        if state.objective != self._survey.objective:
            return 0 if target.sort == Sort.GOAL else None
        if target.sort == Sort.THING and self._is_read(target, state):
            return 0
        objective, reading = state.objective, 0
        if state.text is not None:
            state, reading = closed(self._world, state)
        if state.objective != objective:
            return reading if target.sort == Sort.GOAL else None
        if not self._survey.knows(state.room):
            return 0 if self._leads_to(target, state.room) else None
        if target.sort == Sort.GOAL:
            distance = self._survey.to_goal(state)
        else:
            if target not in self._single:
                self._single[target] = Group((target,))
            distance = self._survey.to_any(state, self._single[target])
        return reading + distance if distance < FAR else None

    def _is_read(self, target: Target, state: State) -> bool:
        thing = self._survey.atlas.look(target.room, state.objective).things.get(target.cell)
        if thing is None:
            return False
        told = (
            state.text is not None and state.room == target.room and state.text in (thing.text, thing.other)
        )
        return told or bool(thing.kind == Kind.CHEST and state.flags >> thing.flag & 1)

    def _leads_to(self, target: Target, room: int) -> bool:
        if target.sort != Sort.FRONTIER:
            return False
        if target.side >= 0:
            return self._survey.atlas.grounds[target.room].neighbours[target.side] == room
        thing = self._survey.looks[target.room].things.get(target.cell) if self._survey.looks else None
        return thing is not None and thing.target is not None and thing.target[0] == room


class Memory:
    """Never forgets: give it every state, in order, and ask what is left to do."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._atlas: Atlas = atlas_of(world)
        self._looks: dict[int, Look] = {}
        self._seen_at: dict[int, int] = {}
        self._read: set[tuple[int, int, int | None]] = set()
        self._sight: Sight | None = None
        self._situation = (-1, -1, -1)

    def see(self, state: State) -> None:
        """Take in what is on the screen in a state."""
        if state.text is not None:
            self._listen(state)
            return
        look = self._atlas.look(state.room, state.objective)
        if self._looks.get(state.room) is not look:
            self._looks[state.room] = look
            self._sight = None
        self._seen_at[state.room] = state.objective

    def outlook(self, state: State) -> Outlook:
        """Return what is left to do from a state. Raises WorldError if the quest is finished."""
        situation = (state.objective, state.flags, land_of(state.room))
        if self._sight is None or situation != self._situation:
            self._situation = situation
            self._sight = self._look_around(state)
        return self._sight.outlook(state)

    def _listen(self, state: State) -> None:
        heard = heard_from(self._atlas, state)
        if heard is not None and heard not in self._read:
            self._read.add(heard)
            self._sight = None

    def _look_around(self, state: State) -> Sight:
        lands = {*self._atlas.lands[self._atlas.tables.legs[state.objective]], land_of(state.room)}
        looks = {room: look for room, look in self._looks.items() if room // BLOCK_ROOMS in lands}
        survey = Survey(self._atlas, state.objective, looks, added=goal_thing(self._atlas, state, looks))
        grounds = self._atlas.grounds
        ways = [
            (room, side) for room in looks for side in range(4) if grounds[room].neighbours[side] not in looks
        ]
        things = unread(survey, looks, state.flags)
        told = [
            target for target, thing in things if (target.room, target.cell, thing.text) not in self._read
        ]
        ends = (*frontiers(survey, ways), *told)
        stale = tuple(self._stale(survey, looks, state)) if not ends else ()
        return Sight(survey, self._world, ends or stale)

    def _stale(self, survey: Survey, looks: Mapping[int, Look], state: State) -> Iterator[Target]:
        """Yield the rooms with a way that was shut when they were last on the screen, long ago."""
        for room, look in looks.items():
            shut = [cell for cell, thing in look.things.items() if thing.kind == Kind.SHUTTER]
            if shut and self._seen_at[room] < state.objective and land_of(room) in survey.lands:
                yield Target(Sort.ROOM, room, shut[0] % COLUMNS, shut[0] // COLUMNS)


def heard_from(atlas: Atlas, state: State) -> tuple[int, int, int | None] | None:
    """Return (room, cell, text) of the thing whose text is on show, None if it is no thing's."""
    x, y = state.x + STEPS[state.face][0], state.y + STEPS[state.face][1]
    cell = y * COLUMNS + x
    thing = atlas.look(state.room, state.objective).things.get(cell) if 0 <= cell < CELLS else None
    if thing is None or thing.kind not in SPEAKING or state.text not in (thing.text, thing.other):
        return None
    return state.room, cell, thing.text


def goal_thing(atlas: Atlas, state: State, looks: Mapping[int, Look]) -> list[tuple[int, Entity]]:
    """Return the objective's thing, which everybody is told of, where its known room did not show it."""
    goal = atlas.world.objectives[state.objective]
    if goal.room not in looks:
        return []
    cell = goal.y * COLUMNS + goal.x
    thing = atlas.look(goal.room, state.objective).things.get(cell)
    shown = looks[goal.room].things.get(cell)
    return [(goal.room, thing)] if thing is not None and thing is not shown else []


def frontiers(survey: Survey, ways: Iterable[tuple[int, int]]) -> Iterator[Target]:
    """Yield the openings of (room, side) that lead into one of the leg's lands."""
    for room, side in ways:
        ground = survey.atlas.grounds[room]
        other = ground.neighbours[side]
        if other is not None and land_of(other) in survey.lands:
            for cell in ground.openings[side]:
                yield Target(Sort.FRONTIER, room, cell % COLUMNS, cell // COLUMNS, side)


def unread(survey: Survey, looks: Mapping[int, Look], flags: int) -> Iterator[tuple[Target, Entity]]:
    """Yield what might tell something: warps to rooms not known, people, signs, chests not opened."""
    for room, look in looks.items():
        if land_of(room) not in survey.lands:
            continue
        for cell, thing in look.warps:
            if thing.target is not None and thing.target[0] not in looks:
                yield Target(Sort.FRONTIER, room, cell % COLUMNS, cell // COLUMNS), thing
        for cell, thing in look.doers:
            if thing.kind in SPEAKING and not (thing.kind == Kind.CHEST and flags >> thing.flag & 1):
                yield Target(Sort.THING, room, cell % COLUMNS, cell // COLUMNS), thing
