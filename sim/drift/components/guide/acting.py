"""Whether the agent acts on what it was told or has seen: consultation and forgetting.

At a decision's first step the next fact needed is where the way to the objective leads from here: the
exit that is first on the shortest way, in rooms, to the objective's room. It is looked at only if the
agent can know where the objective is: its text names the room, or the guide does. Acted on: within
the next 8 eligible steps the agent comes into the room behind that exit, or it is at the end nearer to
the exit by 4 cells or more. One such stretch at a time; one that an objective met cuts short is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core import Claim
from sim.drift.components.guide.roads import Roads
from sim.world.facts.naming import thing_name
from sim.world.facts.relations import SIDES
from sim.world.model import COLUMNS

if TYPE_CHECKING:
    from sim.drift.components.guide.ledger import Ledger
    from sim.drift.components.guide.needed import Needs, Recall
    from sim.drift.components.guide.observed import Observed
    from sim.world.effects import State
    from sim.world.facts import Facts

LONGEST, NEARER = 8, 4
"""Eligible steps in a stretch, and the cells that count as gaining towards an exit."""


class Outcome(NamedTuple):
    """A stretch that is over: whether the fact was acted on.

    `consulted`: only the guide could tell it. `lag`: steps since the agent last went that way itself, 8 or
    more; None if it never did, or only just now, which is no test of memory.
    """

    acted: bool
    consulted: bool
    lag: int | None


class _Stretch(NamedTuple):
    objective: int
    room: int
    side: int
    to: int
    far: int
    consulted: bool
    lag: int | None


class Acting:
    """Opens a stretch at decisions, and tells what came of it."""

    def __init__(
        self, facts: Facts, needs: Needs, observed: Observed, ledger: Ledger, recall: Recall
    ) -> None:
        self._facts, self._observed, self._ledger, self._recall = facts, observed, ledger, recall
        self._needs, self._roads = needs, Roads(facts)
        self._recent: set[int] = set()
        self._stretch: _Stretch | None = None
        self._left = 0

    def decide(self, state: State, step: int, *, reset: bool) -> None:
        """Take the state that a decision is made in."""
        if reset:
            self._recent.clear()
        self._recent.add(state.room)
        if self._stretch is None and state.text is None:
            self._stretch, self._left = self._open(state, step), LONGEST

    def update(self, state: State, *, eligible: bool) -> Outcome | None:
        """Take the state after a step; return how a stretch went that ends with it."""
        self._recent.add(state.room)
        stretch = self._stretch
        if stretch is None:
            return None
        if state.objective != stretch.objective:
            self._stretch = None
            return None
        self._left -= eligible
        if state.room != stretch.to and self._left > 0:
            return None
        self._stretch = None
        nearer = state.room == stretch.room and stretch.far - self._far(stretch.side, state) >= NEARER
        return Outcome(state.room == stretch.to or nearer, stretch.consulted, stretch.lag)

    def _open(self, state: State, step: int) -> _Stretch | None:
        world = self._facts.world
        if state.objective >= len(world.objectives):
            return None
        if not self._knows_the_goal(state):
            return None
        side = self._roads.side(state, self._needs.need(state.objective).rooms)
        if side is None:
            return None
        rooms = self._facts.rooms
        to = rooms.gaps(state.room)[side].to
        assert to is not None
        fact = Claim(rooms.name(state.room), SIDES[side], rooms.name(to))
        consulted = to not in self._recent and self._recall.is_told(state.room, fact)
        crossed = self._observed.crossed.get((state.room, to))
        lag = None if crossed is None or step - crossed < LONGEST else step - crossed
        if lag is None and not consulted:
            return None
        return _Stretch(state.objective, state.room, side, to, self._far(side, state), consulted, lag)

    def _knows_the_goal(self, state: State) -> bool:
        quest, goal = self._facts.quest, self._facts.world.objectives[state.objective]
        name = self._facts.rooms.name(goal.room)
        if name in quest.asked(state.objective).named:
            return True
        thing = quest.thing(state.objective)
        return thing is not None and Claim(name, "holds", thing_name(thing)) in self._ledger

    def _far(self, side: int, state: State) -> int:
        cells = self._facts.rooms.gaps(state.room)[side].cells
        return min(
            (abs(cell % COLUMNS - state.x) + abs(cell // COLUMNS - state.y) for cell in cells), default=0
        )


class Lags:
    """What was acted on, by how long ago it was observed: counts by lag in steps, in bins from 2^i on."""

    def __init__(self) -> None:
        self._counts: list[list[int]] = []

    def add(self, lag: int, *, acted: bool) -> None:
        """Take a fact that was needed `lag` steps (1 or more) after it was last observed."""
        number = lag.bit_length() - 1
        while len(self._counts) <= number:
            self._counts.append([0, 0])
        self._counts[number][0] += 1
        self._counts[number][1] += acted

    @property
    def bins(self) -> tuple[tuple[int, int, int], ...]:
        """(least lag, facts needed, of them acted on) of every bin that holds any."""
        found = ((1 << number, needed, acted) for number, (needed, acted) in enumerate(self._counts))
        return tuple(row for row in found if row[1])

    @property
    def slope(self) -> float | None:
        """Change of P(acted on) each time the lag doubles: least squares over the bins, by their counts.

        None with fewer than two bins. Forgetting shows as a slope below 0.
        """
        points = [(least.bit_length(), acted / needed, needed) for least, needed, acted in self.bins]
        weight = sum(count for *_, count in points)
        if len(points) < 2:
            return None
        mean_x = sum(x * count for x, _, count in points) / weight
        mean_y = sum(y * count for _, y, count in points) / weight
        spread = sum(count * (x - mean_x) ** 2 for x, _, count in points)
        return sum(count * (x - mean_x) * (y - mean_y) for x, y, count in points) / spread
