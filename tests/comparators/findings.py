"""What the detectors found in a trace, and what that comes to over the traces of a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from sim.drift.streams import ALPHA, FAMILIES
from tests.comparators.detectors import TREND, Detector, rises
from tests.comparators.trace import Trace

NEARLY = 500
"""Steps by which a detector with hindsight may place a change too early."""
ANY = "any of the six"


@dataclass(frozen=True, slots=True)
class Finding:
    """The step of a detector's first alarm in a trace, None for no alarm.

    `row`, `seed` and `onset` are those of the trace. `source` is what the detector read.
    """

    row: str
    seed: int
    onset: int | None
    source: str
    detector: str
    step: int | None
    hindsight: bool = False

    @property
    def false(self) -> bool:
        """Whether it alarmed while nothing drifted."""
        if self.step is None:
            return False
        slack = NEARLY if self.hindsight else 0
        return self.onset is None or self.step < self.onset - slack

    @property
    def delay(self) -> int | None:
        """Steps from the first that may drift to the alarm; None where it missed that."""
        if self.step is None or self.onset is None or self.false:
            return None
        return max(0, self.step - self.onset)


@dataclass(frozen=True, slots=True)
class Cell:
    """One detector over all traces of a row; `delay` is the median, None without any or with hindsight."""

    traces: int
    drifts: bool
    false: int
    found: int
    delay: float | None

    def __str__(self) -> str:
        """Say it as the table does: "3" (false alarms), or "17 at 550 (2)" (found, delay, false alarms)."""
        if not self.drifts:
            return str(self.false)
        at = "" if self.delay is None else f" at {self.delay:.0f}"
        return f"{self.found}{at}" + (f" ({self.false})" if self.false else "")


def findings(trace: Trace, detectors: Sequence[Detector]) -> Iterator[Finding]:
    """Yield what the tracker's families and every detector on every series found in a trace."""
    made = (trace.name, trace.seed, trace.onset)
    tracker = f"tracker, {ALPHA:.0%} in all"
    yield Finding(*made, tracker, ANY, min(trace.alarms.values(), default=None))
    for family in FAMILIES:
        yield Finding(*made, tracker, family, trace.alarms.get(family))
    for source, series in trace.series.items():
        for detector in detectors:
            step = detector.find(series)
            yield Finding(*made, source, detector.name, step, detector.hindsight)
    for source, values in trace.by_leg.items():
        yield Finding(*made, source, TREND, trace.length if rises(values) else None, hindsight=True)


def cell(found: Sequence[Finding]) -> Cell:
    """Add up one detector's findings in the traces of a row; raises ValueError for none."""
    if not found:
        raise ValueError("a cell needs a trace")
    delays = [finding.delay for finding in found if finding.delay is not None]
    told = bool(delays) and not any(finding.hindsight for finding in found)
    return Cell(
        traces=len(found),
        drifts=any(finding.onset is not None for finding in found),
        false=sum(finding.false for finding in found),
        found=len(delays),
        delay=float(median(delays)) if told else None,
    )
