"""Perfect memory: the shortest ways through what has been on the screen so far.

A room is known from when all of it was on the screen, and looks to the planner as it looked then;
what the player has opened, pulled and taken himself is known everywhere. Where the goal cannot be
come to through known rooms, the planner heads for the nearest way to a room not known yet, or for
the nearest thing not read, spoken to or opened yet.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from sim.core import WorldError
from sim.world.boards import atlas_of
from sim.world.model import BLOCK_ROOMS, COLUMNS, STEPS, Kind, land_of
from sim.world.sights import Outlook, Sight
from sim.world.surveys import Sort, Survey, Target
from sim.world.tables import CELLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sim.world.boards import Atlas
    from sim.world.charts import Bridge
    from sim.world.grounds import Look
    from sim.world.model import Entity, World
    from sim.world.rules import State

__all__ = ["SPEAKING", "Knower", "Memory", "Outline", "Outlook", "Sight"]

SPEAKING = frozenset({Kind.SIGN, Kind.NPC, Kind.TRADER, Kind.CHEST})
"""Kinds of things that tell something when they are used for the first time."""

Heard = tuple[int, int, int | None]
"""A thing whose words are known: its room, its cell and the number of its text."""


class Outline(NamedTuple):
    """All that a sight depends on: two of them that are equal see the same.

    `looks`, `added`, `cuts` and `bridges` are those of a survey; `ends` the open ends.
    """

    looks: Mapping[int, Look]
    added: tuple[tuple[int, Entity], ...]
    cuts: tuple[tuple[int, int], ...]
    bridges: tuple[Bridge, ...]
    ends: tuple[Target, ...]


class Knower(ABC):
    """Somebody who takes in states, in order, and can be asked what is left to do.

    As long as nothing that is known changes, the sight is the same object. With `silent`, turning pages
    takes no presses: distances are then in eligible steps. What somebody `beside`, who is asked first and
    as silent, has worked out already is shared where both know the same.
    """

    def __init__(self, world: World, *, silent: bool = False, beside: Knower | None = None) -> None:
        self._world, self._silent, self._beside = world, silent, beside
        self._atlas: Atlas = atlas_of(world)
        self._looks: dict[int, dict[int, Look]] = {}
        """By land the rooms that were on the screen, as they looked."""
        self._heard: set[Heard] = set()
        self._speaking: dict[Look, tuple[tuple[Target, Entity], ...]] = {}
        self._openings: dict[tuple[int, int], tuple[Target, ...]] = {}
        self._sight: Sight | None = None
        self._outlined: Outline | None = None
        self._stale = True
        self._situation = (-1, -1, -1)

    def see(self, state: State) -> None:
        """Take in what is on the screen in a state."""
        if state.text is not None:
            self._listen(state)
            return
        look = self._atlas.look(state.room, state.objective)
        looks = self._looks.setdefault(state.room // BLOCK_ROOMS, {})
        if looks.get(state.room) is not look:
            looks[state.room] = look
            self._stale = True

    def outlook(self, state: State) -> Outlook:
        """Return what is left to do from a state. Raises WorldError if the quest is finished."""
        return self.sight(state).outlook(state)

    def sight(self, state: State) -> Sight:
        """Return what is known now, to somebody in a state. Raises WorldError if the quest is finished."""
        situation = (state.objective, state.flags, state.room // BLOCK_ROOMS)
        if self._sight is None or self._stale or situation != self._situation:
            if state.objective == len(self._world.objectives):
                raise WorldError(f"the quest of world {self._world.seed} is finished: nothing is left to do")
            outline = self._outline(state)
            if self._sight is None or state.objective != self._situation[0] or outline != self._outlined:
                self._sight = self._look_around(outline, state.objective)
            self._outlined, self._situation, self._stale = outline, situation, False
        return self._sight

    def has_heard(self, room: int, cell: int, thing: Entity) -> bool:
        """Tell whether the words of a thing at a cell of a room are known."""
        return (room, cell, thing.text) in self._heard

    def _listen(self, state: State) -> None:
        heard = heard_from(self._atlas, state)
        if heard is not None and heard not in self._heard:
            self._heard.add(heard)
            self._stale = True

    @abstractmethod
    def _outline(self, state: State) -> Outline:
        """Return what is known now."""

    def _look_around(self, outline: Outline, objective: int) -> Sight:
        """Return a sight of what is known, with what was worked out already, if it is the same."""
        for knower in (self._beside, self):
            if knower is None or knower._sight is None or knower._outlined is None:
                continue
            survey = knower._sight.survey
            if knower._outlined[:-1] == outline[:-1] and survey.lands == self._lands_of(objective):
                return Sight(survey.under(objective), self._world, outline.ends)
        looks, added, cuts, bridges, _ = outline
        survey = Survey(
            self._atlas, objective, looks, added=added, cuts=cuts, bridges=bridges, silent=self._silent
        )
        return Sight(survey, self._world, outline.ends)

    # --- parts of an outline --------------------------------------------------------------

    def _lands_of(self, objective: int) -> tuple[int, ...]:
        return self._atlas.lands[self._atlas.tables.legs[objective]]

    def _lands(self, state: State) -> tuple[int, ...]:
        """Return the lands that matter in a state: those of its leg, and where it is."""
        own, here = self._lands_of(state.objective), land_of(state.room)
        return own if here in own else (*own, here)

    def _unread(
        self, looks: Mapping[int, Look], lands: Iterable[int], flags: int
    ) -> Iterator[tuple[Target, Entity]]:
        """Yield what might tell something: warps to rooms not known, people, signs, chests not opened."""
        for room, look in looks.items():
            if room // BLOCK_ROOMS not in lands:
                continue
            for target, thing in self._speakers(room, look):
                if thing.kind == Kind.WARP:
                    if thing.target is not None and thing.target[0] not in looks:
                        yield target, thing
                elif (room, target.cell, thing.text) not in self._heard and not (
                    thing.kind == Kind.CHEST and flags >> thing.flag & 1
                ):
                    yield target, thing

    def _frontiers(self, room: int, side: int) -> tuple[Target, ...]:
        """Return the openings of a room's side."""
        found = self._openings.get((room, side))
        if found is None:
            openings = self._atlas.grounds[room].openings[side]
            found = self._openings[room, side] = tuple(
                Target(Sort.FRONTIER, room, cell % COLUMNS, cell // COLUMNS, side) for cell in openings
            )
        return found

    def _speakers(self, room: int, look: Look) -> tuple[tuple[Target, Entity], ...]:
        """Return the warps and speaking things of a room that looks so."""
        found = self._speaking.get(look)
        if found is None:
            warps = [(Sort.FRONTIER, cell, thing) for cell, thing in look.warps]
            doers = [(Sort.THING, cell, thing) for cell, thing in look.doers if thing.kind in SPEAKING]
            found = self._speaking[look] = tuple(
                (Target(sort, room, cell % COLUMNS, cell // COLUMNS), thing)
                for sort, cell, thing in (*warps, *doers)
            )
        return found


class Memory(Knower):
    """Never forgets: give it every state, in order, and ask what is left to do."""

    def __init__(self, world: World, *, silent: bool = False) -> None:
        super().__init__(world, silent=silent)
        self._seen_at: dict[int, int] = {}

    def see(self, state: State) -> None:
        """Take in what is on the screen in a state."""
        super().see(state)
        if state.text is None:
            self._seen_at[state.room] = state.objective

    def _outline(self, state: State) -> Outline:
        atlas = self._atlas
        looks: dict[int, Look] = {}
        for land in self._lands(state):
            looks.update(self._looks.get(land, {}))
        leg = self._lands_of(state.objective)
        ends = [
            target
            for room in looks
            for side, other in enumerate(atlas.grounds[room].neighbours)
            if other is not None and other not in looks and other // BLOCK_ROOMS in leg
            for target in self._frontiers(room, side)
        ]
        ends += [target for target, _ in self._unread(looks, leg, state.flags)]
        if not ends:
            ends += self._changed(looks, leg, state)
        return Outline(looks, goal_thing(atlas, state, looks), (), (), tuple(ends))

    def _changed(self, looks: Mapping[int, Look], lands: Iterable[int], state: State) -> Iterator[Target]:
        """Yield the rooms with a way that was shut when they were last on the screen, long ago."""
        for room, look in looks.items():
            shut = [cell for cell, thing in look.things.items() if thing.kind == Kind.SHUTTER]
            if shut and self._seen_at[room] < state.objective and land_of(room) in lands:
                yield Target(Sort.ROOM, room, shut[0] % COLUMNS, shut[0] // COLUMNS)


def heard_from(atlas: Atlas, state: State) -> Heard | None:
    """Return the thing whose text is on show, None if it is no thing's."""
    x, y = state.x + STEPS[state.face][0], state.y + STEPS[state.face][1]
    cell = y * COLUMNS + x
    thing = atlas.look(state.room, state.objective).things.get(cell) if 0 <= cell < CELLS else None
    if thing is None or thing.kind not in SPEAKING or state.text not in (thing.text, thing.other):
        return None
    return state.room, cell, thing.text


def goal_thing(atlas: Atlas, state: State, looks: Mapping[int, Look]) -> tuple[tuple[int, Entity], ...]:
    """Return the objective's thing, which everybody is told of, where its known room did not show it."""
    goal = atlas.world.objectives[state.objective]
    if goal.room not in looks:
        return ()
    cell = goal.y * COLUMNS + goal.x
    thing = atlas.look(goal.room, state.objective).things.get(cell)
    shown = looks[goal.room].things.get(cell)
    return ((goal.room, thing),) if thing is not None and thing is not shown else ()
