"""Detectors that one would pick instead, and ours, all with one question: when did harm rise first?

Each is given harm in [0, 1] as a `Series` and yields the steps of its alarms. All are used as their
authors set them. Only a rise counts, as with ours: a run that gets better is no false alarm. What is
raised in the first 1,500 steps counts for none of them: ours and CUSUM take their reference there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from math import log

import numpy as np
import ruptures
from river.drift import ADWIN, PageHinkley
from scipy.stats import kendalltau

from sim.drift.stats.watch import Watch
from tests.comparators.trace import Floats, Series

WARM_UP = 1500
"""Steps without an alarm that counts; CUSUM takes its mean and standard deviation from them."""

Alarms = Callable[[Series], Iterator[int]]


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector by its name in the table; `alarms` yields the steps of its alarms, in order.

    With `hindsight` those are the steps at which it says, after the end, that harm rose.
    """

    name: str
    alarms: Alarms
    hindsight: bool = False

    def find(self, series: Series) -> int | None:
        """Return the step of the first alarm that counts."""
        return next((step for step in self.alarms(series) if step > WARM_UP), None)


def adwin(series: Series) -> Iterator[int]:
    """ADWIN of Bifet and Gavalda (2007) in river, with its defaults.

    A cut leaves the newer part of the window: harm rose if the window's mean did.
    """
    detector = ADWIN()
    for value, step in _in_order(series):
        before = detector.estimation
        detector.update(value)
        if detector.drift_detected and detector.estimation > before:
            yield step


def page_hinkley(series: Series) -> Iterator[int]:
    """Page-Hinkley (Page 1954) in river, with its defaults but for the direction."""
    detector = PageHinkley(mode="up")
    for value, step in _in_order(series):
        detector.update(value)
        if detector.drift_detected:
            yield step


def cusum(series: Series, *, h: float, k: float = 0.5) -> Iterator[int]:
    """Upper CUSUM (Page 1954; Montgomery, Statistical Quality Control, 9.1) of standardised values.

    S_i = max(0, S_{i-1} + z_i - k), alarm at S_i > h, and from 0 again; z by mean and standard deviation
    of the warm-up. One without any spread has no scale: whatever exceeds it alarms.
    """
    early = series.until(WARM_UP)
    if early < 2:
        return
    mean = float(series.values[:early].mean())
    spread = max(float(series.values[:early].std(ddof=1)), 1e-9)
    total = 0.0
    for value, step in list(_in_order(series))[early:]:
        total = max(0.0, total + (value - mean) / spread - k)
        if total > h:
            yield step
            total = 0.0


def pelt(series: Series) -> Iterator[int]:
    """PELT of Killick, Fearnhead and Eckley (2012) in ruptures: changes upward, seen from the end.

    The cost is the squared error; by default every fifth value is a candidate. The penalty follows the
    BIC: a change is two more parameters (where, and how high), so 2 * variance * log(n) (Yao 1988); the
    variance is half the mean squared difference of neighbours, which a few changes hardly touch.
    """
    values = series.values
    if len(values) < 4:
        return
    variance = float(np.mean(np.diff(values) ** 2)) / 2
    # a penalty of 0 would cut everywhere: nothing varies, so there is nothing to find either
    penalty = max(2 * variance * log(len(values)), 1e-12)
    cuts = ruptures.Pelt(model="l2").fit(values).predict(pen=penalty)
    means = [float(part.mean()) for part in np.split(values, cuts[:-1])]
    for cut, before, after in zip(cuts, means, means[1:], strict=False):
        if after > before:
            yield int(series.steps[cut - 1]) + 1


def dedrift_page_hinkley(series: Series) -> Iterator[int]:
    """The sequential channel of dedrift, with its defaults; a value is what a cycle's mean is there.

    It looks at a whole stream and tells whether the first alarm in it was raised by a rise or a fall. When
    that was is found by cutting the stream shorter; after it the stream begins anew.
    """
    from dedrift.detectors.sequential import page_hinkley as scan

    def alarmed(values: Floats, count: int) -> bool:
        return bool(scan(values[:count]).alarm)

    rest, begin = series.values, 0
    while (at := first_true(partial(alarmed, rest), len(rest))) is not None:
        begin += at
        if scan(rest[:at]).direction == "up":
            yield int(series.steps[begin - 1])
        rest = rest[at:]


def e_detector(series: Series) -> Iterator[int]:
    """Ours: the block e-detector against the run's own first legs, alpha .05. It alarms once."""
    watch = Watch()
    for (value, step), leg in zip(_in_order(series), series.legs.tolist(), strict=True):
        if watch.update(value, leg, step=step):
            yield step


def rises(values: Floats) -> bool:
    """Mann-Kendall (Mann 1945): whether values rise along the run, one-sided at .05, seen from its end."""
    if len(values) < 4:
        return False
    return bool(kendalltau(np.arange(len(values)), values, alternative="greater").pvalue < 0.05)


def first_true(holds: Callable[[int], bool], most: int) -> int | None:
    """Return the least of 1..most from which on `holds` is true; None if it never is."""
    at = bisect_left(range(1, most + 1), True, key=holds) + 1
    return at if at <= most else None


def _in_order(series: Series) -> Iterator[tuple[float, int]]:
    return zip(series.values.tolist(), series.steps.tolist(), strict=True)


def _on_blocks(alarms: Alarms) -> Alarms:
    return lambda series: alarms(series.blocks())


OTHERS = (
    Detector("ADWIN, steps", adwin),
    Detector("ADWIN, blocks", _on_blocks(adwin)),
    Detector("Page-Hinkley, steps", page_hinkley),
    Detector("Page-Hinkley, blocks", _on_blocks(page_hinkley)),
    Detector("CUSUM h=5, blocks", _on_blocks(lambda series: cusum(series, h=5))),
    Detector("CUSUM h=12, blocks", _on_blocks(lambda series: cusum(series, h=12))),
    Detector("PELT, blocks", _on_blocks(pelt), hindsight=True),
)
"""What river, ruptures and the textbook offer."""
TREND = "Mann-Kendall, legs"
"""What `rises` is called in the table."""
DEDRIFT = Detector("dedrift PH, blocks", _on_blocks(dedrift_page_hinkley))
OURS = Detector("e-detector (ours)", e_detector)


def detectors() -> tuple[Detector, ...]:
    """Return all detectors of series; that of dedrift only where it is installed."""
    return (*OTHERS, *((DEDRIFT,) if find_spec("dedrift") else ()), OURS)
