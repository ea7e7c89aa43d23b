"""What the tracker reports: frozen values, and their JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.core import Json
from sim.drift.measure import WINDOW
from sim.drift.streams import Alarm
from sim.drift.tiers import Tiers
from sim.drift.verdict import Row, Verdict


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its level over the run and how it changed.

    `most` bounds the level where something does. `first` and `last` are the values over the first
    and the last third of the run, `windows` those in each window, all in `unit`. `trend` is the slope
    of a straight line through the windows, per 1,000 steps: a description without an error bar.
    None: there was no opportunity.
    """

    name: str
    unit: str
    level: float | None
    most: int | None
    first: float | None
    last: float | None
    trend: float | None
    windows: tuple[float | None, ...]

    @property
    def change(self) -> float | None:
        """The last third minus the first."""
        if self.first is None or self.last is None:
            return None
        return round(self.last - self.first, 6)

    def to_json(self) -> Json:
        """Return the component as a JSON object, without its name."""
        return {
            "unit": self.unit,
            "level": self.level,
            "most": self.most,
            "first_third": self.first,
            "last_third": self.last,
            "change": self.change,
            "trend_per_1000_steps": self.trend,
            "windows": list(self.windows),
        }


@dataclass(frozen=True, slots=True)
class DriftReport:
    """A run measured by one version of the instrument.

    `front` are the rows of the front page, `alarms` what was raised, in order; `lost` the lost steps per
    100 by cause; `more` what is no ratio, by component. `ends` are the last steps of the windows. `legs` are
    the steps that each objective took, `whole_legs` counts the legs played to their end. `unread` counts the
    steps that progress could not be told of. `tiers`: where no world is known, at which tier each
    component stands; None if all of it is ground truth. After the step that won nothing is counted.
    """

    instrument: str
    steps: int
    won: bool
    verdict: Verdict
    front: tuple[Row, ...]
    alarms: tuple[Alarm, ...]
    components: tuple[Component, ...]
    lost: Mapping[str, float]
    more: Mapping[str, Json]
    ends: tuple[int, ...]
    every: int
    legs: tuple[int, ...]
    whole_legs: int
    objectives: int | None
    covers: str
    files: int | None
    unread: int
    tiers: Tiers | None = None

    def component(self, name: str) -> Component:
        """Return the component with this name; raises KeyError if there is none."""
        for component in self.components:
            if component.name == name:
                return component
        raise KeyError(name)

    def to_json(self) -> Json:
        """Return the report as a JSON object."""
        return {
            "instrument": self.instrument,
            "steps": self.steps,
            "won": self.won,
            "verdict": self.verdict.to_json(),
            "front": {row.name: row.to_json() for row in self.front},
            "alarms": [alarm.to_json() for alarm in self.alarms],
            "lost_steps_per_100": dict(self.lost),
            "more": dict(self.more),
            "components": {component.name: component.to_json() for component in self.components},
            "windows": {"steps": WINDOW, "every": self.every, "ends": list(self.ends)},
            "objectives": {"met": len(self.legs), "of": self.objectives, "steps": list(self.legs)},
            "legs": self.whole_legs,
            "coverage": self.covers,
            "guide_files": self.files,
            "unread_steps": self.unread,
        } | ({} if self.tiers is None else {"tiers": self.tiers.to_json()})


def trend(ends: Sequence[int], values: Sequence[float | None]) -> float | None:
    """Return the least-squares slope per 1,000 steps, None with fewer than three values.

    >>> trend([500, 550, 600, 650], [1.0, 2.0, None, 4.0])
    20.0
    """
    points = [(end, value) for end, value in zip(ends, values, strict=True) if value is not None]
    if len(points) < 3:
        return None
    middle = sum(end for end, _ in points) / len(points)
    mean = sum(value for _, value in points) / len(points)
    spread = sum((end - middle) ** 2 for end, _ in points)
    return round(1000 * sum((end - middle) * (value - mean) for end, value in points) / spread, 6)
