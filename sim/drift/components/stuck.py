"""Loops and stuckness: going round in circles (docs/drift.md, 8)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from sim.drift.measure import Measure
from sim.drift.stats.watch import REFERENCE_LEGS, REFERENCE_STEPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Json
    from sim.drift.moment import Moment

LONGEST, TIMES = 20, 3
"""The longest period of a cycle, and how many whole periods make one."""
_CAP = 1 << 12
_QUANTILE = 0.99
_NONE = (0,) * LONGEST
_NEEDED = tuple((TIMES - 1) * period for period in range(1, LONGEST + 1))


class Stuck(Measure):
    """Share of eligible steps that end in a state seen three times or more since the last news.

    News is a room (or screen) never seen before, or an event of the kinds in `moment.NEWS` that never
    happened before with these details: reading one sign again, or pulling one lever for ever, is
    none. A step that turned a page is neutral and not eligible; a press that did nothing while a
    text waited is eligible.
    """

    name, title, number, worse, sesoi = "stuck", "stuck", 8, 1, 0.05

    def update(self, moment: Moment) -> None:
        """Take a step."""
        self.denominator += moment.eligible
        self.numerator += moment.stuck

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of eligible steps"


class Cycling(Measure):
    """Share of eligible steps inside a cycle, from 0 to 1.

    After a step one is inside a cycle if the last 3p states are the same p states (p from 1 to 20, the
    page-turning ones among them) three times over. What leads up to that, the first 3p - 1 steps, is not
    counted: nobody could have known. So standing still counts from the third step in the same state. It
    tells loops with a beat from wandering about, which `Stuck` counts as well. Keeps 20 states; a step
    costs a look-up as long as its state is not among them.
    """

    name, title, number, worse = "cycling", "cycling", 8, 1

    def __init__(self) -> None:
        super().__init__()
        self._past: deque[int | None] = deque([None] * LONGEST, LONGEST)
        self._runs: Sequence[int] = _NONE
        """For each period, steps in a row that came to the state of so many steps before."""

    def update(self, moment: Moment) -> None:
        """Take a step."""
        state = moment.step.truth.state
        self.denominator += moment.eligible
        if state in self._past:
            pairs = zip(self._runs, self._past, strict=True)
            self._runs = [run + 1 if before == state else 0 for run, before in pairs]
            if moment.eligible:
                self.numerator += any(
                    run >= needed for run, needed in zip(self._runs, _NEEDED, strict=True) if run
                )
        else:
            self._runs = _NONE
        self._past.appendleft(state)

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of eligible steps"


@dataclass(frozen=True, slots=True)
class StuckSpells:
    """Stretches without news for longer than is usual for the agent.

    `limit`: the 99 % quantile, over the eligible steps of the reference, of the eligible steps since the
    last news; None while there is no reference, and then nothing is counted. After the reference: `count`
    spells with more steps than that since the last news, `steps` beyond the limit in all, `longest` of
    them in one spell, and `first`, the number of the first one, None if there was none.
    """

    limit: int | None
    count: int
    steps: int
    longest: int
    first: int | None

    def to_json(self) -> Json:
        """Return the value as a JSON object."""
        return {
            "limit": self.limit,
            "count": self.count,
            "steps": self.steps,
            "longest": self.longest,
            "first_stuck_step": self.first,
        }


class Spells:
    """Watches for spells without news; the limit is learnt from the reference, and then kept.

    The reference begins with the second leg and ends with the first whole leg by which it has 1,500 steps
    and 8 legs. It counts times since the last news up to 4,096, longer ones as that.
    """

    def __init__(self) -> None:
        self._leg: int | None = None
        self._legs = -1
        """Whole legs of the reference; -1 in the first leg, which is warm-up."""
        self._counts = [0] * (_CAP + 1)
        self._reference = 0
        self._quiet = 0
        self._limit: int | None = None
        self._count = self._steps = self._longest = 0
        self._first: int | None = None

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if moment.leg is None:
            return
        if moment.leg != self._leg:
            self._begin(moment.leg)
        self._quiet = 0 if moment.news else self._quiet + moment.eligible
        if self._limit is None:
            self._learn(moment)
        elif moment.eligible and self._quiet > self._limit:
            over = self._quiet - self._limit
            self._count += over == 1
            self._steps += 1
            self._longest = max(self._longest, over)
            self._first = self._first or moment.number

    @property
    def spells(self) -> StuckSpells:
        """The spells so far."""
        return StuckSpells(self._limit, self._count, self._steps, self._longest, self._first)

    def _begin(self, leg: int) -> None:
        if self._leg is not None:
            self._legs += 1
        self._leg = leg
        if self._limit is None and self._legs >= REFERENCE_LEGS and self._reference >= REFERENCE_STEPS:
            self._limit = _quantile(self._counts)

    def _learn(self, moment: Moment) -> None:
        if self._legs >= 0:
            self._reference += 1
            self._counts[min(self._quiet, _CAP)] += moment.eligible


def _quantile(counts: Sequence[int]) -> int:
    """Return the least number that 99 % of what is counted by number do not exceed."""
    sums = list(accumulate(counts))
    return next(number for number, total in enumerate(sums) if total >= _QUANTILE * sums[-1])
