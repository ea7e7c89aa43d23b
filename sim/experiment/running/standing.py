"""How an experiment stands: what is done, what is under way, what it costs and how long it takes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiment.running.purse import Cost, cost_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Json
    from sim.experiment.spec.model import Task

_MEMORY = 120.0
"""Seconds over which the pace is told."""


@dataclass(frozen=True, slots=True)
class ArmStanding:
    """The runs of an arm: how many there are, are done, of those with an error, under way, and set aside.

    `steps`: of the runs that are done or under way; `cost`: of those that are done.
    """

    arm: str
    runs: int
    done: int
    failed: int
    running: int
    aside: int
    steps: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class Standing:
    """How an experiment stands.

    `pace`: steps a second lately, of all runs; `seconds_left`: None while nothing can be told. `cost` so far
    and `to_come` in USD, `cap` the most it may cost; None where it is not known, or there is none.
    """

    arms: tuple[ArmStanding, ...]
    pace: float
    seconds_left: float | None
    cost: Cost
    to_come: float | None
    cap: float | None

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return sum(arm.runs for arm in self.arms)

    @property
    def done(self) -> int:
        """How many runs are done, those with an error included."""
        return sum(arm.done for arm in self.arms)


class Tally:
    """Counts as runs begin and end, and says how the experiment stands."""

    def __init__(self, tasks: Sequence[Task], done: Json, cap: float | None) -> None:
        self._arms = {task.id: task.arm for task in tasks}
        self._planned = {task.id: int(task.settings.get("steps") or 0) for task in tasks}
        self._cap = cap
        self._names = tuple(dict.fromkeys(task.arm for task in tasks))
        self._counts = {name: [0, 0, 0, 0] for name in self._names}  # runs, done, failed, steps
        self._costs = dict.fromkeys(self._names, Cost())
        self._left = sum(self._planned.values())
        self._played = self._expected = 0
        self._points: deque[tuple[float, int]] = deque()
        self.aside: dict[str, str] = {}
        for task in tasks:
            self._counts[task.arm][0] += 1
        for name, measured in done.items():
            if name in self._arms:
                self.end(name, measured)
        self._begun = self._played

    def end(self, task: str, measured: Json) -> None:
        """Take note of a run that is done."""
        arm = self._arms[task]
        count = self._counts[arm]
        count[1] += 1
        count[2] += measured.get("error") is not None
        count[3] += measured["steps"]
        self._costs[arm] = self._costs[arm] + cost_of(measured)
        self._left -= self._planned[task]
        self._played += measured["steps"]
        self._expected += self._planned[task]

    def stand(self, under_way: Mapping[str, int]) -> Standing:
        """Return how the experiment stands with these runs under way, by the steps that each has played."""
        arms = tuple(self._arm(name, under_way) for name in self._names)
        pace = self._pace(sum(arm.steps for arm in arms))
        share = self._played / self._expected if self._expected else 1.0  # runs may be won before their end
        steps_left = max(self._left * share - sum(under_way.values()), 0)
        cost = sum(self._costs.values(), Cost())
        return Standing(arms, pace, steps_left / pace if pace else None, cost, self._to_come(arms), self._cap)

    def _arm(self, name: str, under_way: Mapping[str, int]) -> ArmStanding:
        runs, done, failed, steps = self._counts[name]
        own = [played for task, played in under_way.items() if self._arms[task] == name]
        aside = sum(self._arms[task] == name for task in self.aside)
        return ArmStanding(name, runs, done, failed, len(own), aside, steps + sum(own), self._costs[name])

    def _pace(self, steps: int) -> float:
        now = time.monotonic()
        self._points.append((now, steps))
        while len(self._points) > 2 and now - self._points[0][0] > _MEMORY:
            self._points.popleft()
        (then, before), (until, after) = self._points[0], self._points[-1]
        return max(after - before, 0) / (until - then) if until > then else 0.0

    def _to_come(self, arms: Sequence[ArmStanding]) -> float | None:
        """Return what the rest will cost if it goes on like this, None where an arm has no run yet."""
        left = [arm for arm in arms if arm.done < arm.runs]
        if any(not arm.done or arm.cost.most is None for arm in left):
            return None
        return sum((arm.runs - arm.done) * (arm.cost.most or 0.0) / arm.done for arm in left)
