"""Planners that see everything: shortest ways from objective to objective, for any state.

A field holds, for every cell of the world, the presses that are left until the current objective is
met, including those that turn the player around, open gates and read texts to their end. It is
found by going backwards from the goal, and depends only on the objective and on what is open, taken
and held, so that one field serves a whole leg.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.core import Button, WorldError
from sim.world.fields import FAR, Atlas, Field
from sim.world.rules import State, start, step

if TYPE_CHECKING:
    from sim.world.model import Entity, World

_KEPT = 96  # fields kept; one takes about 64 KB
_CHOICES = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT, Button.A)


@dataclass(frozen=True, slots=True)
class Leg:
    """The presses that meet objective number `objective`, and the state they lead to."""

    objective: int
    buttons: tuple[Button, ...]
    end: State


@dataclass(frozen=True)
class Plan:
    """The oracle's way: one leg per objective, each as short as can be from where the last ended.

    An objective that was met on the way to an earlier one has a leg without buttons.
    """

    begin: State
    legs: tuple[Leg, ...]

    @cached_property
    def buttons(self) -> tuple[Button, ...]:
        """Every press, in order."""
        return tuple(button for leg in self.legs for button in leg.buttons)


class Distances:
    """Presses from any state to the end of the quest, on the oracle's way.

    Exact for the current objective; the objectives after it count as in the plan from the start,
    those whose flag is set already count 0.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._atlas = Atlas(world)
        self._fields: OrderedDict[tuple[int, int, int], Field] = OrderedDict()

    @cached_property
    def plan(self) -> Plan:
        """The oracle's way from the start. Raises WorldError if the quest cannot be finished."""
        return self.plan_from(start(self._world))

    def plan_from(self, state: State) -> Plan:
        """Return the oracle's way from `state`. Raises WorldError if it cannot be finished from there."""
        begin, legs = state, []
        for objective in range(state.objective, len(self._world.objectives)):
            pressed = []
            while state.objective == objective:
                button = self.best(state)
                pressed.append(button)
                state, _ = step(self._world, state, button)
            legs.append(Leg(objective, tuple(pressed), state))
        return Plan(begin, tuple(legs))

    def remaining(self, state: State) -> int:
        """Return the presses left until the quest is finished; 0 when it is."""
        later = sum(
            len(leg.buttons)
            for leg, objective in zip(self.plan.legs, self._world.objectives, strict=True)
            if leg.objective > state.objective and not state.flags >> objective.flag & 1
        )
        return self.to_objective(state) + later

    def to_objective(self, state: State) -> int:
        """Return the fewest presses until the objective number goes up; 0 when all are met.

        Raises WorldError if it cannot be met from this state.
        """
        reading = 0
        objective = state.objective
        while state.text is not None:
            state, _ = step(self._world, state, Button.A)
            reading += 1
        if state.objective != objective or objective == len(self._world.objectives):
            return reading
        distance = self._field(state).at(state)
        if distance >= FAR:
            raise WorldError(f"objective {objective} of world {self._world.seed} cannot be met from {state}")
        return reading + distance

    def best(self, state: State) -> Button:
        """Return the oracle's next press: the first of up, right, down, left, A that gets nearer.

        Raises WorldError if the quest is finished or cannot be.
        """
        distance = self.to_objective(state)
        for button in _CHOICES:
            after, _ = step(self._world, state, button)
            left = 0 if after.objective > state.objective else self.to_objective(after)
            if left == distance - 1:
                return button
        raise WorldError(f"nothing is left to do in world {self._world.seed} from {state}")

    def _field(self, state: State) -> Field:
        key = (state.objective, state.flags & self._atlas.heeded, state.inventory)
        field = self._fields.get(key)
        if field is None:
            field = self._fields[key] = self._survey(state)
            if len(self._fields) > _KEPT:
                self._fields.popitem(last=False)
        else:
            self._fields.move_to_end(key)
        return field

    def _survey(self, state: State) -> Field:
        """Return the field of the current objective; where a shut barrier is in the way, by its lever."""
        atlas = self._atlas
        goal = atlas.goals[state.objective]
        field = atlas.field(goal, state.flags, state.inventory)
        if field.at(state) < FAR:
            return field
        detours = (
            self._detour(lever, goal, state) for lever in atlas.levers if not state.flags >> lever[1].flag & 1
        )
        return min(detours, key=lambda detour: detour.at(state), default=field)

    def _detour(self, lever: tuple[int, Entity], goal: tuple[int, Entity], state: State) -> Field:
        """Return the field of pulling a lever first and going for the goal afterwards."""
        behind = self._atlas.field(goal, state.flags | 1 << lever[1].flag, state.inventory)
        return self._atlas.field(lever, state.flags, state.inventory, behind)


def solve(world: World) -> Plan:
    """Return the oracle's way through a world. Raises WorldError if there is none."""
    return Distances(world).plan
