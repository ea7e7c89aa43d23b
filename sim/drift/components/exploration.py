"""The price of not knowing the map: context (docs/drift.md, 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.drift.stretched import StretchMeasure
from sim.world.rules import start

if TYPE_CHECKING:
    from sim.drift.moment import Moment
    from sim.drift.stretches import Stretch
    from sim.world import World
    from sim.world.planners import Distances
    from sim.world.rules import State


class ExplorationPrice(StretchMeasure):
    """(T - lost_O - L_F) / L_F over the legs that are over; 0 for who knows the map, and unbounded.

    T are a leg's eligible steps, lost_O those of them that perfect memory calls lost, and L_F the steps
    that the full-map planner takes from where the leg began: exact for its first objective, as on the
    oracle's own way for the others, presses that turn pages left out as on that way. It is what the
    competitive ratio of online search compares (LaValle 2006, Planning Algorithms, chapter 12), less 1.
    It tells how hard a leg was to explore, no drift; it may fall below 0 where an agent got through a
    fence, or where perfect memory gave more credit than there was way. The denominator counts steps.
    """

    name, title, number = "exploration", "price of exploring", 4

    def __init__(self, world: World | None, distances: Distances | None) -> None:
        super().__init__()
        self._world, self._distances = world, distances
        self._least: dict[int, int] = {}
        """By leg under way the steps of the full-map planner."""
        self._leg = 0
        self._spent = 0

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "steps more per step of the oracle"

    def update(self, moment: Moment) -> None:
        """Take a step."""
        world, state = self._world, moment.state
        super().update(moment)
        if world is None or state is None:
            return
        if state.objective == len(world.objectives):
            self._settle()
            return
        leg = world.objectives[state.objective].leg
        if leg not in self._least and leg >= self._leg:
            self._least[leg] = self._full_map(leg, start(world) if moment.number == 1 else state)

    def take(self, stretch: Stretch) -> None:
        """Take a stretch that is over."""
        if stretch.leg != self._leg:
            self._settle()
            self._leg = stretch.leg
        self._spent += stretch.steps - stretch.lost_perfect

    def _settle(self) -> None:
        """Count the leg that is over."""
        least = self._least.pop(self._leg, 0)
        if least > 0:
            self.numerator += self._spent - least
            self.denominator += least
        self._spent = 0

    def _full_map(self, leg: int, state: State) -> int:
        """Return the steps that the full-map planner takes to the end of a leg, 0 if it cannot."""
        if self._world is None or self._distances is None:
            return 0
        stretches = self._distances.plan.legs[state.objective : self._world.legs[leg].end]
        pages = sum(one.text is not None for stretch in stretches for one in stretch.states)
        try:
            first = self._distances.to_objective(state)
        except WorldError:
            return 0
        return first + sum(len(stretch.buttons) for stretch in stretches[1:]) - pages
