"""Afterwards: when did it change, and by how much? One change point, or a slope, over the blocks of a run.

Input: values of blocks in their order (None: no opportunity; left out, but it keeps its index) and the
leg of each. Blocks of one leg resemble each other, so whatever is drawn or shuffled here is a whole
leg.

**One change** (binary segmentation stopped after its first cut; Scott and Knott 1974). With n values,
the cut k leaves `LEAST` = 5 values or more on both sides and maximises the drop in squared error

    G(k) = k (n - k) / n * (mean of values after k - mean of values up to k)^2

*p* is the share of shuffles of the legs' order, the true one included, whose largest G is no smaller:
*guaranteed* where legs are exchangeable if nothing changed (legs from one generator are), *calibrated*
if first and last leg are cut short. The *interval* of the cut: on either side of it the residuals of
whole legs are drawn with replacement, put end to end on that side's mean, and the cut is found again;
percentiles of what is found. *Calibrated only*, and too short where the change is small. `shift` is the
difference of the means; for a change that is not there it is biased away from 0, so read it with p.

**Shape.** A hinge (level up to k, then a straight line from there) has as many parameters as a step.
The one with the smaller squared error names the shape: a ramp has no onset worth reporting, only a
slope.

**Slope** of least squares through the values, per 1,000 steps, with an expanded percentile interval
(`intervals.expanded`) of a bootstrap that draws whole legs, each with its place in the run.

Null (None): fewer than 10 values, or than 2 legs; no interval for a slope from fewer than 4 legs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from sim.drift.stats.intervals import RESAMPLES, Estimate, Floats, Interval, expanded

LEAST = 5
"""Values that a side of a change has at least."""
_BATCH = 8  # legs drawn at a time
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Change:
    """The change that explains most, whether or not it is more than chance (that is `p`).

    `index` is that of the first block after it; `interval` is of indexes, too. `gain` is the share of
    the squared error that the change takes away, from 0 to 1.
    """

    index: int
    interval: Interval
    before: float
    after: float
    gain: float
    p: float
    shape: Literal["step", "ramp"]

    @property
    def shift(self) -> float:
        """Mean after minus mean before."""
        return self.after - self.before


def single_change(
    values: Sequence[float | None],
    legs: Sequence[int],
    *,
    seed: int,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> Change | None:
    """Return the single change that explains most.

    >>> change = single_change([0.0] * 20 + [1.0] * 20, [block // 4 for block in range(40)], seed=1)
    >>> change.index, change.shift, change.shape
    (20, 1.0, 'step')
    """
    found, known, leg = _known(values, legs)
    starts = _starts(leg)
    if len(known) < 2 * LEAST or len(starts) < 2:
        return None
    gains = _gains(known[None, :])[0]
    best = int(gains.argmax())
    cut = best + LEAST
    before, after = float(known[:cut].mean()), float(known[cut:].mean())
    rng = np.random.default_rng(seed)
    pieces = _Pieces(known, starts)
    orders = np.stack([rng.permutation(len(starts)) for _ in range(resamples)])
    largest = _gains(pieces.joined(orders.ravel()).reshape(resamples, len(known))).max(axis=1)
    p = (1 + int((largest >= gains[best] - 1e-12).sum())) / (1 + resamples)
    sides = [
        _redrawn(known[:cut], leg[:cut], resamples, rng),
        _redrawn(known[cut:], leg[cut:], resamples, rng),
    ]
    cuts = _gains(np.concatenate(sides, axis=1)).argmax(axis=1) + LEAST
    tails = np.quantile(cuts, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf").astype(int)
    total = float(((known - known.mean()) ** 2).sum())
    gain = float(gains[best]) / total if total > 0 else 0.0
    interval = Interval(int(found[tails[0]]), int(found[tails[1]]), level)
    shape: Literal["step", "ramp"] = "ramp" if _hinge(known) < total - float(gains[best]) else "step"
    return Change(int(found[cut]), interval, before, after, min(gain, 1.0), p, shape)


def slope(
    values: Sequence[float | None],
    legs: Sequence[int],
    at: Sequence[float],
    *,
    seed: int,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> Estimate | None:
    """Return the slope of the values per 1,000 steps; `at` tells the step each belongs to.

    >>> slope([block / 10 for block in range(20)], [0] * 10 + [1] * 10, range(0, 1000, 50), seed=1).value
    2.0
    """
    found, known, leg = _known(values, legs)
    x = np.asarray(at, float)[found] / 1000
    starts = _starts(leg)
    if len(known) < 2 * LEAST or len(starts) < 2 or np.ptp(x) == 0:
        return None
    middle = x.mean(), known.mean()
    x, y = x - middle[0], known - middle[1]
    columns = np.stack([np.ones_like(x), x, y, x * x, x * y], axis=1)
    sums = np.add.reduceat(columns, starts, axis=0)
    value = float(sums[:, 4].sum() / sums[:, 3].sum())
    if len(starts) < 4:
        return Estimate(round(value, 12), None, len(starts))
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(starts), np.full(len(starts), 1 / len(starts)), size=resamples)
    n, sx, sy, sxx, sxy = (times @ sums).T
    spread = sxx - sx * sx / n
    good = spread > 1e-12
    draws = (sxy - sx * sy / n)[good] / spread[good]
    return Estimate(round(value, 12), expanded(draws, len(starts), level), len(starts))


def _known(
    values: Sequence[float | None], legs: Sequence[int]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats, list[int]]:
    """Leave out the blocks without a value; the first part tells the indexes of those that stay."""
    known = [index for index, _ in zip(range(len(values)), legs, strict=True) if values[index] is not None]
    return (
        np.asarray(known, np.int64),
        np.asarray([values[index] for index in known], float),
        [legs[index] for index in known],
    )


def _starts(legs: Sequence[int]) -> list[int]:
    """Return where each leg begins, legs being runs of the same number."""
    return [0, *(i + 1 for i, (one, other) in enumerate(pairwise(legs)) if one != other)] if legs else []


def _gains(rows: Floats) -> Floats:
    """Return G(k) for every cut of every row, the first of them at `LEAST`."""
    n = rows.shape[1]
    cuts = np.arange(LEAST, n - LEAST + 1)
    sums = (rows - rows.mean(axis=1, keepdims=True)).cumsum(axis=1)[:, cuts - 1]
    gains: Floats = sums * sums * (n / (cuts * (n - cuts)))
    return gains


def _redrawn(side: Floats, legs: Sequence[int], rows: int, rng: np.random.Generator) -> Floats:
    """Return rows like this side: its mean, and residuals of whole legs drawn with replacement."""
    mean = side.mean()
    starts = _starts(legs)
    pieces = _Pieces(side - mean, starts)
    most = _BATCH * -(-len(side) // _BATCH)  # no piece is empty: so many draws are enough for a row
    before = rng.bit_generator.state
    drawn = rng.integers(len(starts), size=rows * most)
    begins, used = _row_begins(pieces.lengths[drawn], len(side), rows)
    # What is drawn next is to follow on what was used, not on what was drawn to have enough.
    rng.bit_generator.state = before
    rng.integers(len(starts), size=used)
    values = pieces.joined(drawn[:used])
    redrawn: Floats = values[begins[:, None] + np.arange(len(side))] + mean
    return redrawn


def _row_begins(lengths: Ints, width: int, rows: int) -> tuple[Ints, int]:
    """Return where rows of a width begin in pieces of these lengths, and how many pieces they take.

    Each takes batches of 8 pieces, until they are long enough; what is too much of the last one is left out.
    """
    ends = [0, *lengths.reshape(-1, _BATCH).sum(axis=1).cumsum().tolist()]
    batch, begins = 0, []
    for _ in range(rows):
        begins.append(ends[batch])
        batch = bisect_left(ends, ends[batch] + width, batch)
    return np.asarray(begins, np.int64), batch * _BATCH


class _Pieces:
    """Values cut into pieces that begin at `starts`, to be put together in another order."""

    def __init__(self, values: Floats, starts: Sequence[int]) -> None:
        self._values = values
        self._starts = np.asarray(starts, np.int64)
        self.lengths: Ints = np.diff(self._starts, append=len(values))

    def joined(self, numbers: Ints) -> Floats:
        """Return the pieces with these numbers, end to end."""
        lengths = self.lengths[numbers]
        ends = lengths.cumsum()
        shifts = np.repeat(self._starts[numbers] - (ends - lengths), lengths)
        found: Floats = self._values[shifts + np.arange(len(shifts))]
        return found


def _hinge(values: Floats) -> float:
    """Return the least squared error of a level that turns into a straight line at one of the cuts."""
    n = len(values)
    cuts = np.arange(0, n - LEAST + 1)
    after = np.clip(np.arange(n)[None, :] - cuts[:, None], 0, None).astype(float)
    after -= after.mean(axis=1, keepdims=True)
    y = values - values.mean()
    explained = (after @ y) ** 2 / (after * after).sum(axis=1)
    return float((y * y).sum() - explained.max())
