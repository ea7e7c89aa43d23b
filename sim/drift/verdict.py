"""From levels, legs and alarms to words: drift, bounded or undetermined (docs/drift.md, "Verdict").

*Change* is the ratio of sums over the legs of the late third minus that over the reference legs. Its
interval draws whole legs on either side with replacement; its p shuffles them between both.

A component *drifts* if its family raised an alarm, or if p, adjusted after Holm for all components on
the front page, is at most .05 and the change at least the smallest one of interest. It is *bounded* if
neither holds and the upper 95 % bound of its change lies below the smallest change of interest. Else
it is *undetermined*. A rate with a registered bound (shortcuts taken, distractors obeyed) is compared with
that bound instead: it drifts if its e-process alarmed, and is bounded if the upper 95 % bound of the
rate (Clopper-Pearson) is at most its smallest rate of interest. The run drifts if any component does, and
is bounded if all of them are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Json

FRONT: Mapping[str, str] = {
    "pace": "progress",
    "waste": "waste",
    "memory_gap": "memory",
    "guide_precision": "memory",
    "goal_acts": "goal",
    "inaction": "goal",
    "capture": "goal",
    "shortcuts": "shortcuts",
    "stuck": "stuck",
}
"""The measures on the front page, and which of its six items each belongs to."""
LEAST_STEPS, LEAST_LEGS = 3000, 16
"""A run with less of either is too short for a verdict."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said: a word, and why it is not another."""

    word: str
    why: str

    def to_json(self) -> Json:
        """Return the verdict as a JSON object."""
        return {"word": self.word, "why": self.why}


@dataclass(frozen=True, slots=True)
class Change:
    """How the late legs differ from the reference, in the unit of the measure.

    `low` and `high` are the ends of the 90 % interval, so that either is a 95 % bound. `p` is that of a
    change for the worse, `adjusted` after Holm for the whole front page. `worse` is the measure's.
    """

    reference: float
    late: float
    low: float
    high: float
    p: float
    worse: int
    adjusted: float | None = None

    @property
    def value(self) -> float:
        """The late value minus the reference."""
        return self.late - self.reference

    @property
    def harm(self) -> float:
        """How much worse it became; below 0 where it became better."""
        return self.worse * self.value

    @property
    def most_harm(self) -> float:
        """The upper 95 % bound of how much worse it became."""
        return self.high if self.worse > 0 else -self.low

    def to_json(self) -> Json:
        """Return the change as a JSON object."""
        return {
            "reference": round(self.reference, 6),
            "late": round(self.late, 6),
            "change": round(self.value, 6),
            "interval_90": [round(self.low, 6), round(self.high, 6)],
            "p": round(self.p, 6),
            "p_holm": None if self.adjusted is None else round(self.adjusted, 6),
        }


@dataclass(frozen=True, slots=True)
class Point:
    """The single change that explains most of a row: its step, the 95 % interval, its size and p.

    `shape`: "step" or "ramp"; a ramp has no onset worth telling, only `slope`. `slope` is per 1,000 steps.
    """

    step: int
    low: int
    high: int
    shift: float
    p: float
    shape: str
    slope: float | None

    def to_json(self) -> Json:
        """Return the point as a JSON object."""
        return {
            "step": self.step,
            "interval_95": [self.low, self.high],
            "shift": round(self.shift, 6),
            "p": round(self.p, 6),
            "shape": self.shape,
            "slope_per_1000_steps": None if self.slope is None else round(self.slope, 6),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the front page. None: there were too few opportunities to tell.

    `worse`: 1 where a larger value is worse, -1 where a smaller one is.
    """

    name: str
    item: str
    title: str
    unit: str
    worse: int
    sesoi: float
    level: float | None
    change: Change | None
    point: Point | None
    verdict: Verdict

    def to_json(self) -> Json:
        """Return the row as a JSON object, without its name."""
        return {
            "item": self.item,
            "title": self.title,
            "unit": self.unit,
            "worse": self.worse,
            "sesoi": self.sesoi,
            "level": self.level,
            "change": self.change and self.change.to_json(),
            "change_point": self.point and self.point.to_json(),
            "verdict": self.verdict.to_json(),
        }


def together(verdicts: Mapping[str, Verdict]) -> Verdict:
    """Return the verdict on the run, from those on the components of its front page."""
    drifting = [name for name, verdict in verdicts.items() if verdict.word == "drift"]
    if drifting:
        return Verdict("drift", ", ".join(drifting))
    open_ = {name: verdict for name, verdict in verdicts.items() if verdict.word != "bounded"}
    if not open_:
        return Verdict("bounded", "no component changed by as much as the smallest change of interest")
    reasons = {verdict.why for verdict in open_.values()}
    if len(reasons) == 1:
        return Verdict("undetermined", reasons.pop())
    return Verdict("undetermined", f"not bounded: {', '.join(open_)}")


def too_short(steps: int, legs: int) -> str | None:
    """Return why a run is too short for a verdict, and what would be enough; None if it is not.

    >>> too_short(2000, 20)
    'short: 2,000 of the 3,000 steps needed'
    """
    needs = ((steps, LEAST_STEPS, "steps"), (legs, LEAST_LEGS, "legs"))
    missing = [f"{have:,} of the {least:,} {what} needed" for have, least, what in needs if have < least]
    return f"short: {' and '.join(missing)}" if missing else None
