"""Does an agent do other things than before in the same situations? A distance between habits.

Input: for every leg a table of counts, contexts x actions; some legs are the reference, others the
window.

    d = sum_c pi_c * sqrt(JSD(p_window(a | c), p_reference(a | c))),  JSD in bits

over the contexts c that both parts have met, pi_c the share of c in the steps of both parts together
among those contexts. d is from 0 to 1 and never 0 on average: two samples of n from one habit of k
actions have JSD about (k - 1) / (4 n ln 2) bits. What is reported is therefore the *excess*: d minus
its mean when the same legs are dealt out to window and reference at random. *p* is the share of deals
with a d no smaller, the true one included; all deals are counted if they are 5,000 or fewer, else 2,000
random ones are.

*Guaranteed:* p holds if nothing changed and legs are exchangeable. pi_c is a function of the pooled
counts (but for contexts that a deal leaves to one part alone), so a change of *situations* is not
mistaken for one of habits. *Calibrated:* the excess has mean 0 only over deals like these; legs of very
different length widen it. With 8 + 2 legs there are 45 deals, and p is never below 1/45; with 8 + 3
never below 1/165.

Null (None): no leg on one side, or no context that both have met. `shared` is the share of steps whose
contexts both met: where it is small the rest of the behaviour was not compared. Source: Lin 1991 (JSD);
sqrt(JSD) is a metric (Endres and Schindelin 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from sim.drift.stats.intervals import Floats

MOST_DEALS = 5000
"""Deals counted one by one."""
RANDOM_DEALS = 2000


@dataclass(frozen=True, slots=True)
class Shift:
    """How far habits moved: `distance` - `null_mean` = `excess` (-1 to 1); `shared` is from 0 to 1."""

    distance: float
    null_mean: float
    p: float
    shared: float
    deals: int

    @property
    def excess(self) -> float:
        """The distance beyond what legs alone make of it."""
        return self.distance - self.null_mean


def habit_shift(reference: ArrayLike, window: ArrayLike, *, seed: int) -> Shift | None:
    """Compare two lists of legs; both are arrays of counts, legs x contexts x actions.

    >>> left, right = [[9, 0]], [[0, 9]]
    >>> shift = habit_shift([left] * 8, [right] * 3, seed=1)
    >>> shift.distance, shift.deals, round(shift.p, 4)
    (1.0, 165, 0.0061)
    """
    old, new = np.asarray(reference, float), np.asarray(window, float)
    if not len(old) or not len(new):
        return None
    legs = np.concatenate([old, new])
    if legs.ndim != 3 or (legs < 0).any():
        raise ValueError("counts are legs x contexts x actions, none below 0")
    deals = _deals(len(legs), len(new), seed)
    distances, shared = _distances(legs, deals)
    if np.isnan(distances[0]):
        return None
    known = distances[~np.isnan(distances)]
    p = float((known >= distances[0] - 1e-12).mean())
    return Shift(float(distances[0]), float(known.mean()), p, float(shared[0]), len(known))


def _deals(legs: int, taken: int, seed: int) -> Floats:
    """Return rows that mark the legs dealt to the window, the true deal (the last legs) first."""
    true = tuple(range(legs - taken, legs))
    if comb(legs, taken) <= MOST_DEALS:
        chosen: Sequence[Sequence[int]] = [
            true,
            *(deal for deal in combinations(range(legs), taken) if deal != true),
        ]
    else:
        rng = np.random.default_rng(seed)
        chosen = [true, *(rng.permutation(legs)[:taken].tolist() for _ in range(RANDOM_DEALS))]
    deals = np.zeros((len(chosen), legs))
    np.put_along_axis(deals, np.asarray(chosen), 1.0, axis=1)
    return deals


def _distances(legs: Floats, deals: Floats) -> tuple[Floats, Floats]:
    total = legs.sum(axis=0)
    of_context = total.sum(axis=1)
    window = np.tensordot(deals, legs, axes=1)
    n, m = window.sum(axis=2), (total - window).sum(axis=2)
    both = (n > 0) & (m > 0)
    p = window / np.where(both, n, 1)[..., None]
    q = (total - window) / np.where(both, m, 1)[..., None]
    jsd = np.clip(_bits((p + q) / 2) - (_bits(p) + _bits(q)) / 2, 0, 1)
    weights = np.where(both, of_context, 0)
    met = weights.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return (weights * np.sqrt(jsd)).sum(axis=1) / np.where(met > 0, met, np.nan), met / max(
            total.sum(), 1
        )


def _bits(p: Floats) -> Floats:
    """Return the entropies of the distributions in the last axis, in bits."""
    entropies: Floats = -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1)
    return entropies
