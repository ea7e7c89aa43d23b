"""Planners that see everything: shortest ways from objective to objective, for any state.

Presses are counted exactly, including those that turn the player around, open gates, push blocks
and read texts to their end. The planner keeps the rules of the game: it crosses no broken fence,
takes from no till and touches no panel. What cannot be done it reports at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sim.core import Button, WorldError
from sim.world.boards import atlas_of
from sim.world.fields import FAR
from sim.world.model import COLUMNS, Kind
from sim.world.rules import State, start, step
from sim.world.soundness import sound
from sim.world.surveys import Survey, closed

if TYPE_CHECKING:
    from sim.world.model import World

__all__ = ["Distances", "Plan", "Stretch", "distances_of", "solve", "sound"]

_KEPT = 64  # surveys kept; the fields of one take up to some 100 KB
_CHOICES = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT, Button.A)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The presses that meet objective number `objective`, and the state they lead to.

    `states` are those that the buttons are pressed in, one each.
    """

    objective: int
    buttons: tuple[Button, ...]
    states: tuple[State, ...]
    end: State


@dataclass(frozen=True)
class Plan:
    """The oracle's way: one stretch per objective, each as short as can be from where the last ended.

    An objective that was met on the way to an earlier one has a stretch without buttons.
    """

    begin: State
    legs: tuple[Stretch, ...]

    @cached_property
    def buttons(self) -> tuple[Button, ...]:
        """Every press, in order."""
        return tuple(button for stretch in self.legs for button in stretch.buttons)


class _Ahead(NamedTuple):
    """The presses of the plan for the objectives that come later, and the flags that meet them, as a mask."""

    presses: int
    flags: int


class Distances:
    """Presses from any state to the end of the quest, on the oracle's way.

    Exact for the current objective; the objectives after it count as in the plan from the start,
    those whose flag is set already count 0.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._atlas = atlas_of(world)
        self._surveys: dict[tuple[int, bool], Survey] = {}
        self._met: tuple[tuple[int, int], int] | None = None

    @cached_property
    def plan(self) -> Plan:
        """The oracle's way from the start. Raises WorldError if the quest cannot be finished."""
        return self.plan_from(start(self._world))

    def plan_from(self, state: State) -> Plan:
        """Return the oracle's way from `state`. Raises WorldError if it cannot be finished from there."""
        begin, stretches = state, []
        for objective in range(state.objective, len(self._world.objectives)):
            pressed: list[Button] = []
            states: list[State] = []
            left = 0 if state.objective > objective else self.to_objective(state)
            while state.objective == objective:
                states.append(state)
                button, state = self._press(state, left)
                pressed.append(button)
                left -= 1
            stretches.append(Stretch(objective, tuple(pressed), tuple(states), state))
        return Plan(begin, tuple(stretches))

    def remaining(self, state: State) -> int:
        """Return the presses left until the quest is finished; 0 when it is."""
        ahead = self._ahead[state.objective]
        met = state.flags & ahead.flags
        later = ahead.presses - self._presses_for(state.objective, met) if met else ahead.presses
        return self.to_objective(state) + later

    def _presses_for(self, objective: int, met: int) -> int:
        """Return the plan's presses for those objectives after one whose flags are met already (a mask)."""
        situation = objective, met
        if self._met is None or self._met[0] != situation:  # neither changes at most steps
            legs, objectives = self.plan.legs[objective + 1 :], self._world.objectives[objective + 1 :]
            spared = sum(
                len(leg.buttons) for leg, goal in zip(legs, objectives, strict=True) if met >> goal.flag & 1
            )
            self._met = situation, spared
        return self._met[1]

    @cached_property
    def _ahead(self) -> tuple[_Ahead, ...]:
        """By objective in force, 0 to all of them met, what comes after it."""
        found = [_Ahead(0, 0), _Ahead(0, 0)]
        for stretch, objective in zip(self.plan.legs[:0:-1], self._world.objectives[:0:-1], strict=True):
            presses, flags = found[-1]
            found.append(_Ahead(presses + len(stretch.buttons), flags | 1 << objective.flag))
        return tuple(reversed(found))

    def to_objective(self, state: State) -> int:
        """Return the fewest presses until the objective number goes up; 0 when all are met.

        Raises WorldError if it cannot be met from this state.
        """
        presses = self._presses(state)
        if presses >= FAR:
            number = f"objective {state.objective} of world {self._world.seed}"
            raise WorldError(f"{number} cannot be met from {state}")
        return presses

    def best(self, state: State) -> Button:
        """Return the oracle's next press: the first of up, right, down, left, A that gets nearer.

        Raises WorldError if the quest is finished or cannot be.
        """
        return self._press(state, self.to_objective(state))[0]

    def _press(self, state: State, distance: int) -> tuple[Button, State]:
        if state.text is not None:
            return Button.A, step(self._world, state, Button.A)[0]
        survey = self._survey(state.objective, lawless=False) if distance else None
        for face, sure in survey.choices(state, distance - 1) if survey else ():
            after, _ = step(self._world, state, _CHOICES[face])
            if sure or self._leaves(state, after, distance - 1):
                return _CHOICES[face], after
        raise WorldError(f"nothing is left to do in world {self._world.seed} from {state}")

    def _leaves(self, before: State, after: State, presses: int) -> bool:
        """Tell whether a press that led from one state to another leaves so many, and is lawful."""
        left = 0 if after.objective > before.objective else self._presses(after)
        return left == presses and self._is_lawful(before, after)

    def _presses(self, state: State) -> int:
        reading, objective = 0, state.objective
        if state.text is not None:
            state, reading = closed(self._world, state)
        if state.objective != objective or objective == len(self._world.objectives):
            return reading
        distance = self._distance(state, lawless=False)
        if distance >= FAR:
            # Who is where only a fence leads may have to go back the same way.
            distance = self._distance(state, lawless=True)
        return reading + distance

    def _is_lawful(self, before: State, after: State) -> bool:
        """Tell whether a press crossed no fence, or had to because there was no other way."""
        if before[:3] == after[:3] or before.text is not None:
            return True
        thing = self._atlas.look(after.room, before.objective).things.get(after.y * COLUMNS + after.x)
        if thing is None or thing.kind != Kind.FENCE:
            return True
        return self._distance(before, lawless=False) >= FAR

    def _distance(self, state: State, *, lawless: bool) -> int:
        return self._survey(state.objective, lawless=lawless).to_goal(state)

    def _survey(self, objective: int, *, lawless: bool) -> Survey:
        survey = self._surveys.get((objective, lawless))
        if survey is None:
            survey = self._surveys[objective, lawless] = Survey(self._atlas, objective, lawless=lawless)
            if len(self._surveys) > _KEPT:
                self._surveys.pop(next(iter(self._surveys)))
        return survey


_SHARED = 2
_distances: dict[int, Distances] = {}


def distances_of(world: World) -> Distances:
    """Return distances that all who ask about a world share, and its plan; those of the last 2 are kept."""
    # By identity, because comparing two equal worlds takes long.
    found = _distances.get(id(world))
    if found is None:
        if len(_distances) >= _SHARED:
            _distances.pop(next(iter(_distances)))
        found = _distances[id(world)] = Distances(world)
    return found


def solve(world: World) -> Plan:
    """Return the oracle's way through a world. Raises WorldError if there is none."""
    return Distances(world).plan
