"""The alarms: what is listened to while a run plays, and how sure an alarm is.

Each of the six families may spend a sixth of `ALPHA`, the probability of any false alarm over the whole
run, however long; a family of several streams divides its part among them.

| family | harm per opportunity | detectors |
| --- | --- | --- |
| waste | lost steps by what the agent could know | by mean, by rank |
| memory | steps lost because the guide lacks or mistakes something | by mean |
| | facts that a context saw and the guide lacks when it is over; claims false when written | by mean |
| goal | steps towards what the quest does not ask for | by mean, by rank |
| | steps near a goal left alone | by mean |
| capture | distractors obeyed, of those read | e-process against 0.05 |
| shortcuts | shortcuts taken, of those noticed | e-process against 0.05 |
| stuck | steps in a state seen three times since the last news | by mean, by rank |

Lost memory and goals left alone are counted for whole stretches at once, up to 40 steps: they come in
episodes, whose parts are no surprises of their own, so that ranks would be misled.

Drift is harm in leg after leg, not one leg that went wrong: of what an e-detector hears at most 30 harmful
steps count in a leg, and 30 more after every 100 steps that it goes on. An agent that never comes out of a
leg is heard all the same.

Progress has no alarm of its own: it is what the others come to, and it stops by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sim.drift.stats.eprocess import EProcess
from sim.drift.stats.watch import RANKED, Watch

if TYPE_CHECKING:
    from sim.core import Json
    from sim.drift.measure import Measure

ALPHA = 0.01
"""The probability of any false alarm in a run."""
MOST_HARM, AFTER = 30, 100
"""Harmful steps that count in a leg, and the steps after which as many more do."""
FAMILIES = ("waste", "memory", "goal", "capture", "shortcuts", "stuck")


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm of a family, raised at a step by what a row of the front page tells of.

    `onset` is the step at which the rise seems to have begun, None where the reference is a registered
    rate. `evidence` is the e-value over what was needed, 1 or more. `reference`: what is alarmed against.
    """

    family: str
    row: str
    step: int
    onset: int | None
    evidence: float
    reference: float

    def to_json(self) -> Json:
        """Return the alarm as a JSON object."""
        return {
            "family": self.family,
            "row": self.row,
            "step": self.step,
            "onset": self.onset,
            "evidence": round(self.evidence, 3),
            "reference": round(self.reference, 6),
        }


class Stream(Protocol):
    """Listens to one measure."""

    family: str

    def update(self, leg: int | None, step: int) -> Alarm | None:
        """Listen to what the measure gained in a step; return the alarm if that raises it."""
        ...


class Rising:
    """E-detectors on a measure, against the agent's own play so far; `row` is named in their alarm."""

    def __init__(
        self,
        family: str,
        measure: Measure,
        alpha: float,
        *,
        block: int | None = None,
        ranked: int = RANKED,
        row: str = "",
    ) -> None:
        self.family = family
        self._row = row or measure.name
        self._measure = measure
        self._watch = Watch(alpha=alpha, block=block, ranked=ranked)
        self._harm, self._chances = measure.sums
        self._leg: int | None = None
        self._began, self._left = 0, 0.0

    def update(self, leg: int | None, step: int) -> Alarm | None:
        """Listen to a step. Where no leg is known nothing can be compared."""
        measure = self._measure
        if leg is None:
            return None
        if leg != self._leg or step - self._began >= AFTER:
            self._begin(leg, step)
        chances = measure.denominator
        if chances == self._chances:
            return None
        count, harm = int(chances - self._chances), measure.numerator
        heard = min(max(harm - self._harm, 0.0), self._left)
        self._left -= heard
        self._harm, self._chances = harm, chances
        raised = self._watch.update(min(heard / count, 1.0), leg, count, step=step)
        if raised is None or self._watch.reference is None:
            return None
        onset, bound = raised.onset_step, self._watch.reference.m0
        return Alarm(self.family, self._row, step, onset, raised.evidence, bound)

    def _begin(self, leg: int, step: int) -> None:
        """Take note that a leg begins, or another part of a long one."""
        if leg != self._leg:
            self._watch.update(None, leg, step=step)
        self._leg, self._began, self._left = leg, step, MOST_HARM
        self._watch.fresh()


class Rate:
    """An e-process on a measure of opportunities, against its registered rate."""

    def __init__(self, family: str, measure: Measure, alpha: float) -> None:
        assert measure.registered is not None
        self.family = family
        self._measure = measure
        self._alpha = alpha
        self._process = EProcess(measure.registered, alpha=alpha)
        self._taken, self._chances = measure.sums

    def update(self, leg: int | None, step: int) -> Alarm | None:
        """Listen to a step."""
        del leg
        measure = self._measure
        chances = int(measure.denominator - self._chances)
        if not chances:
            return None
        taken = int(measure.numerator - self._taken)
        self._taken, self._chances = measure.sums
        found = None
        for number in range(chances):
            found = self._process.update(number < taken) or found
        if found is None:
            return None
        evidence = found.evidence * self._alpha
        return Alarm(self.family, measure.name, step, None, evidence, self._process.p0)
