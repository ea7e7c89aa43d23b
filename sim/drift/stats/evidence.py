"""Evidence that something rose at an unknown time: the Shiryaev-Roberts sum of bets, as blocks come in.

    M_i(b) = (M_{i-1}(b) + 1) * L_i(b),  M_0 = 0;  M_i = mean over bets b of M_i(b)
    alarm at the first i <= n_max with M_i >= n_max / alpha

L_i(b) >= 0 is what bet b makes of block i, at most 1 on average as long as nothing rose. Then M_i + n_max - i
is a supermartingale that starts at n_max and is never negative up to n_max, so that (Ville)
P(any alarm by block n_max) <= alpha: the e-detector of Shin, Ramdas and Rinaldo 2024, arXiv:2203.03532.

A run may be longer than anybody planned, so n_max doubles whenever it is reached: the first n_max blocks
may spend .9 of alpha, those up to 2 n_max .05, up to 4 n_max .025, and so on.

*Onset:* the block after the one where the product of a bet's factors was smallest for the last time, for the
bet whose M is the largest (the start of its CUSUM). An estimate, without an interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FIRST = 0.9
"""The share of alpha that the first n_max blocks may spend."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """The first block with evidence enough, and the block where the rise seems to have begun.

    Blocks are numbered from 1 in the order the detector closed them; `step` is the last step of
    `block` and `onset_step` the first of `onset_block`, numbered from 1 in the order of `update`.
    `evidence` is M over the threshold, 1 or more.
    """

    block: int
    step: int
    onset_block: int
    onset_step: int
    evidence: float


class Evidence:
    """Sums up `bets` bets a block; `horizon` is the first n_max, `alpha` the probability of a false alarm."""

    def __init__(self, bets: int, *, horizon: int, alpha: float, start: int = 0) -> None:
        self.horizon = horizon
        self.blocks = 0
        self._share = FIRST * alpha
        self._rest = alpha - self._share
        self._values = [0.0] * bets
        self._rises = [0.0] * bets
        self._onsets = [(1, start + 1)] * bets

    @property
    def value(self) -> float:
        """M after the last whole block."""
        return sum(self._values) / len(self._values)

    @property
    def threshold(self) -> float:
        """What M has to reach now."""
        return self.horizon / self._share

    def take(self, factors: Sequence[float], began: int, step: int) -> Alarm | None:
        """Take what the bets make of the next block, from step `began` to `step`; return its alarm."""
        self.blocks += 1
        if self.blocks > self.horizon:
            self.horizon *= 2
            self._rest /= 2
            self._share = self._rest
        values, rises = self._values, self._rises
        for index, factor in enumerate(factors):
            values[index] = (values[index] + 1) * factor
            if rises[index] <= 1:
                rises[index] = 1.0
                self._onsets[index] = (self.blocks, began)
            rises[index] *= factor
        value, threshold = self.value, self.threshold
        if value < threshold:
            return None
        onset_block, onset_step = self._onsets[values.index(max(values))]
        return Alarm(self.blocks, step, onset_block, onset_step, value / threshold)
