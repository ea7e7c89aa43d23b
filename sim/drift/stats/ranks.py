"""Is the newest block worse than those before it? Bets on its rank, which need no bound to compare with.

The newest of n blocks has harm y_n. With U uniform on (0, 1), drawn by our own generator,

    p_n = (#{j < n: y_j > y_n} + U * (1 + #{j < n: y_j = y_n})) / n
    z_n = Phi^-1(1 - p_n);  L_n(d) = exp(e d z_n - (e d)^2 / 2),  d in {.5, 1, 1.5, 2, 3}

*Guaranteed:* as long as all orders of the blocks are equally likely, the p_n are independent and uniform
(Vovk, Gammerman and Shafer 2005, "Algorithmic learning in a random world", theorem 8.1), so that each L_n has
mean 1 whatever came before. Nothing is estimated. An agent that improves has ever larger p, and is heard
ever less.

*Calibrated only:* that blocks are exchangeable. Bursts longer than a block break that: harm that lasts for
three blocks is three surprises, but one event. So bets shrink within a stretch of play, e = .7^k after k
blocks with z > 1 in it, which leaves the guarantee as it is; and a bursty agent has longer blocks.

What came after a rise counts among "those before" too, so a rise is heard less and less: bets on ranks see
well what is small and new, and are deaf to what has long been so. Values are put into 128 bins, which changes
nothing in the guarantee; so the state does not grow with the run.
"""

from __future__ import annotations

from math import exp
from statistics import NormalDist

from sim.prng import Pcg32

SHIFTS = (0.5, 1.0, 1.5, 2.0, 3.0)
"""Rises betted on, in standard deviations."""
_SURPRISE, _EASE = 1.0, 0.7
_BINS = 128
_TURN = 1 << 32
_STREAM = 97
_NORMAL = NormalDist()


class Ranks:
    """Keeps the harm of blocks, each from 0 to 1, and bets on each new one.

    >>> ranks = Ranks()
    >>> for harm in [0.1, 0.2] * 20: ranks.add(harm)
    >>> min(ranks.bets(0.9)) > 1
    True
    """

    def __init__(self, seed: int = 0) -> None:
        self._counts = [0] * (_BINS + 1)
        self._all = 0
        self._ease = 1.0
        self._dice = Pcg32(seed, _STREAM)

    def add(self, harm: float) -> None:
        """Take a block without a bet."""
        self._counts[int(harm * _BINS)] += 1
        self._all += 1

    def fresh(self) -> None:
        """Take note that another stretch of play begins."""
        self._ease = 1.0

    def bets(self, harm: float) -> list[float]:
        """Take the next block; return L for each of `SHIFTS`."""
        bin_ = int(harm * _BINS)
        share = (self._dice.next() + 0.5) / _TURN
        worse = sum(self._counts[bin_ + 1 :])
        p = (worse + share * (1 + self._counts[bin_])) / (self._all + 1)
        self.add(harm)
        z = -_NORMAL.inv_cdf(p)
        eased = [shift * self._ease for shift in SHIFTS]
        if z > _SURPRISE:
            self._ease *= _EASE
        return [exp(shift * (z - shift / 2)) for shift in eased]
