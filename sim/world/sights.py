"""Sights: what is known at one moment, and what is left to do from any state by that knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.fields import FAR
from sim.world.grounds import EDGES, across
from sim.world.model import COLUMNS, Kind
from sim.world.surveys import Group, Sort, Survey, Target, closed

if TYPE_CHECKING:
    from sim.world.model import World
    from sim.world.rules import State


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
    """Knowledge at one moment. `open_ends` are the targets while it is not known how to meet the goal.

    Presses that turn pages count unless the survey is `silent`.
    """

    def __init__(self, survey: Survey, world: World, open_ends: tuple[Target, ...]) -> None:
        self.survey, self._world = survey, world
        goal = world.objectives[survey.objective]
        self.goal = Target(Sort.GOAL, goal.room, goal.x, goal.y)
        self.open_ends = open_ends
        self._all = Group(open_ends)

    def outlook(self, state: State) -> Outlook:
        """Return what is left from a state."""
        objective = state.objective
        state, reading = self._read_out(state)
        if state.objective != objective or not self.survey.knows(state.room):
            return Outlook(reading, state.objective != objective, self)
        distance = self.survey.to_goal(state)
        if distance < FAR:
            return Outlook(reading + distance, True, self)
        distance = self.survey.to_any(state, self._all)
        return Outlook(reading + distance if distance < FAR else None, False, self)

    def distance_to(self, target: Target, state: State) -> int | None:
        """Return the presses from a state to a target, 0 if it has been come to, None if there is no way."""
        if state.objective != self.survey.objective:
            return 0 if target.sort == Sort.GOAL else None
        if target.sort == Sort.THING and self._is_read(target, state):
            return 0
        objective = state.objective
        state, reading = self._read_out(state)
        if state.objective != objective:
            return reading if target.sort == Sort.GOAL else None
        if not self.survey.knows(state.room):
            return 0 if self._leads_to(target, state.room) else None
        survey = self.survey
        distance = survey.to_goal(state) if target.sort == Sort.GOAL else survey.to_target(state, target)
        return reading + distance if distance < FAR else None

    def left(self, target: Target, before: State, state: State) -> int | None:
        """Return the presses to a target after a press that led from `before` to `state`.

        Like `distance_to`, but a press that this knowledge could not foresee is judged by what it
        promised: a frontier is come to by crossing it, whatever lies there; who crosses a side that is
        wrongly believed to lead to some room is taken to have come there; any other room not known is
        one press off the way. Meeting the objective while it was not known how is one press forward.
        """
        if state.objective != self.survey.objective and target.sort != Sort.GOAL:
            distance = self.distance_to(target, before)
            return distance and distance - 1
        if before.room == state.room:
            return self.distance_to(target, state)
        side = _side_crossed(before, state)
        if target.sort == Sort.FRONTIER and target.room == before.room and side == target.side >= 0:
            return 0
        to = None if side is None else self.survey.led(before.room, side)
        if side is not None and to is not None and to != state.room:
            return self.distance_to(target, self._taken_to(to, side, before))
        distance = self.distance_to(target, state)
        if distance is None and not self.survey.knows(state.room):
            distance = self.distance_to(target, before)
            return None if distance is None else distance + 1
        return distance

    def _read_out(self, state: State) -> tuple[State, int]:
        """Return the state in which a text on show is closed, and the presses that count for it."""
        if state.text is None:
            return state, 0
        state, presses = closed(self._world, state)
        return state, 0 if self.survey.silent else presses

    def _taken_to(self, room: int, side: int, before: State) -> State:
        """Return the state in which one would have come into a room across a side."""
        cell = across(before.y * COLUMNS + before.x, side)
        home = self.survey.atlas.grounds[room].home
        return before._replace(room=room, x=cell % COLUMNS, y=cell // COLUMNS, face=side, blocks=home)

    def _is_read(self, target: Target, state: State) -> bool:
        thing = self.survey.atlas.look(target.room, state.objective).things.get(target.cell)
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
            return self.survey.atlas.grounds[target.room].neighbours[target.side] == room
        thing = self.survey.looks[target.room].things.get(target.cell) if self.survey.looks else None
        return thing is not None and thing.target is not None and thing.target[0] == room


def _side_crossed(before: State, state: State) -> int | None:
    """Return the side by which a press led out of a room, None if it was no side."""
    cell = before.y * COLUMNS + before.x
    walked = cell in EDGES[state.face] and state.y * COLUMNS + state.x == across(cell, state.face)
    return state.face if walked else None
