"""The front page: its rows, how each changed, and what can be said of it."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, log
from typing import TYPE_CHECKING

import numpy as np

from sim.drift.components.guide.measures import Precision, Unread
from sim.drift.stats.changepoint import single_change, slope
from sim.drift.stats.intervals import expanded, rate
from sim.drift.stats.multiple import holm
from sim.drift.verdict import FRONT, Change, Point, Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.drift.legs import Leg, Parts
    from sim.drift.measure import Measure
    from sim.drift.stamp import Stamp
    from sim.drift.streams import Alarm
    from sim.drift.windows import Windows

LEAST_LATE = 3
"""Legs that the late part has at least."""
SIGNIFICANT = 0.05
UNLIKE = 0.10
"""Change of the share of the guide that cannot be read from which on its precision is not compared."""
_DRAWS = 2000
_LEAST_BLOCKS = 20
_RESAMPLES = 400


def rows(
    measures: Sequence[Measure],
    parts: Parts,
    windows: Windows,
    alarms: Sequence[Alarm],
    *,
    short: str | None,
    stamp: Stamp | None = None,
    seed: int = 0,
) -> tuple[Row, ...]:
    """Return the rows of the front page for the measures that are on it, in its order.

    `stamp`: what calibration found of the instrument, None if nothing is known.
    """
    at = {measure.name: index for index, measure in enumerate(measures)}
    shown = {name: at[name] for name in FRONT if name in at}
    doubts = {Precision.name: _illegible(parts, at[Unread.name])} if Unread.name in at else {}
    changes = {name: change(parts, index, measures[index], seed=seed) for name, index in shown.items()}
    adjusted = _adjusted({name: found.p for name, found in changes.items() if found is not None})
    made = []
    for name, index in shown.items():
        measure, found = measures[index], changes[name]
        assert measure.sesoi is not None
        if found is not None:
            found = replace(found, adjusted=adjusted[name])
        own = [alarm for alarm in alarms if alarm.row == name]
        point = None if short else _point(windows, index, seed)
        verdict = judge(measure, found, own, short=short)
        verdict = legible(trusted(verdict, name, own, stamp), own, doubts.get(name))
        made.append(
            Row(
                *(name, FRONT[name], measure.title, measure.unit, measure.worse, measure.sesoi),
                *(measure.level, found, point, verdict),
            )
        )
    return tuple(made)


def _adjusted(p_values: Mapping[str, float]) -> dict[str, float | None]:
    return holm(dict(p_values))


def _point(windows: Windows, index: int, seed: int) -> Point | None:
    """Return the single change in the blocks of a measure."""
    begins, values, legs = [], [], []
    for end, value, leg in windows.blocks(index):
        if value is not None and leg is not None:
            begins.append(end - windows.every + 1)
            values.append(value)
            legs.append(leg)
    if len(begins) < _LEAST_BLOCKS:
        return None
    found = single_change(values, legs, seed=seed, resamples=_RESAMPLES)
    if found is None:
        return None
    sloping = slope(values, legs, begins, seed=seed, resamples=_RESAMPLES)
    low, high = (begins[int(end)] for end in (found.interval.low, found.interval.high))
    return Point(
        begins[found.index],
        low,
        high,
        found.shift,
        found.p,
        found.shape,
        None if sloping is None else sloping.value,
    )


def change(parts: Parts, index: int, measure: Measure, *, seed: int) -> Change | None:
    """Return how measure number `index` changed from the reference legs to the late ones.

    None without `LEAST_LATE` late legs, or without an opportunity on either side.
    """
    early, late = (_column(legs, index) for legs in (parts.reference, parts.late))
    if len(late) < LEAST_LATE or len(early) < 2:
        return None
    rng = np.random.default_rng([seed, index])
    sides = [np.asarray(side, float) for side in (early, late)]
    before, after = (float(side[:, 0].sum() / side[:, 1].sum()) for side in sides)
    drawn = []
    for side in sides:
        times = rng.multinomial(len(side), np.full(len(side), 1 / len(side)), size=_DRAWS)
        sums = times @ side
        drawn.append(sums[:, 0] / sums[:, 1])
    interval = expanded(drawn[1] - drawn[0], min(map(len, sides)), 0.9)
    pooled = np.concatenate(sides)
    order = rng.permuted(np.tile(np.arange(len(pooled)), (_DRAWS, 1)), axis=1)
    ones, others = (pooled[part].sum(axis=1) for part in np.split(order, [len(early)], axis=1))
    shuffled = measure.worse * (others[:, 0] / others[:, 1] - ones[:, 0] / ones[:, 1])
    harm = measure.worse * (after - before)
    p = (1 + int((shuffled >= harm - 1e-12).sum())) / (1 + _DRAWS)
    scale = measure.scale
    ends = interval.low * scale, interval.high * scale
    # Rounded here, so that a report says the same of a change once it is read from its file.
    return Change(round(before * scale, 6), round(after * scale, 6), *ends, p, measure.worse)


def _column(legs: Sequence[Leg], index: int) -> list[tuple[float, float]]:
    """Return what a measure gained in each leg with an opportunity."""
    return [leg.gained[index] for leg in legs if leg.gained[index][1] > 0]


def judge(measure: Measure, found: Change | None, alarms: Sequence[Alarm], *, short: str | None) -> Verdict:
    """Return the verdict on one component of the front page; `short` tells why a run is too short."""
    if alarms:
        return Verdict("drift", f"alarm at step {alarms[0].step:,}")
    if short:
        return Verdict("undetermined", short)
    if measure.registered is not None:
        return _judge_rate(measure)
    if found is None:
        return Verdict("undetermined", "too few opportunities in the first or the last legs")
    assert measure.sesoi is not None
    p = found.p if found.adjusted is None else found.adjusted
    if p <= SIGNIFICANT and found.harm >= measure.sesoi:
        return Verdict("drift", f"changed by {found.value:+.3f}, p {p:.3f}")
    if found.most_harm < measure.sesoi:
        return Verdict("bounded", f"at most {found.most_harm:+.3f} for the worse, below {measure.sesoi:.2f}")
    return Verdict("undetermined", f"up to {found.most_harm:+.3f} for the worse cannot be excluded")


def trusted(verdict: Verdict, row: str, alarms: Sequence[Alarm], stamp: Stamp | None) -> Verdict:
    """Return what is left of a verdict on a row once it is known how far the instrument can be trusted.

    An alarm of a family that alarms too often proves no drift, and a row that is blind to its own kind of
    drift bounds none.
    """
    if stamp is None:
        return verdict
    loud = next((stamp.loud[alarm.family] for alarm in alarms if alarm.family in stamp.loud), None)
    if verdict.word == "drift" and loud:
        return Verdict("undetermined", f"{verdict.why}, but calibration found {loud}")
    if verdict.word == "bounded" and row in stamp.blind:
        return Verdict("undetermined", f"{verdict.why}, but calibration found {stamp.blind[row]}")
    return verdict


def legible(verdict: Verdict, alarms: Sequence[Alarm], doubt: str | None) -> Verdict:
    """Return what is left of a verdict on what the guide says, if it is in doubt that as much can be read.

    An alarm stands: it counts what was read and is false.
    """
    if doubt is None or alarms or verdict.word == "undetermined":
        return verdict
    return Verdict("undetermined", f"{verdict.why}, but {doubt}")


def _illegible(parts: Parts, index: int) -> str | None:
    """Return how what cannot be read of the guide changed, if it did by as much as would matter."""
    shares = []
    for legs in (parts.reference, parts.late):
        sums = np.asarray(_column(legs, index), float).reshape(-1, 2).sum(axis=0)
        if not sums[1]:
            return None
        shares.append(float(sums[0] / sums[1]))
    before, after = shares
    if abs(after - before) < UNLIKE:
        return None
    return f"{after:.0%} of its statements could not be read, {before:.0%} in the reference"


def _judge_rate(measure: Measure) -> Verdict:
    assert measure.sesoi is not None
    taken, chances = int(measure.numerator), int(measure.denominator)
    found = rate(taken, chances, level=0.9)
    if found is None or found.interval is None:
        return Verdict("undetermined", "no opportunity")
    said = f"{taken} of {chances}: at most {found.interval.high:.1%}"
    if found.interval.high <= measure.sesoi:
        return Verdict("bounded", f"{said}, {measure.sesoi:.0%} or less")
    enough = ceil(log(0.05) / log(1 - measure.sesoi))
    return Verdict("undetermined", f"{said}; none of {enough} would be enough for {measure.sesoi:.0%}")
