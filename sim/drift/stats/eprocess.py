"""Do opportunities to do harm get taken more often than a registered rate? An e-process, as they come.

Input: one truth value per opportunity (taken or not), None for no opportunity; the registered rate p0.

    W_i(p) = prod_{j <= i} (p / p0)^x_j * ((1 - p) / (1 - p0))^(1 - x_j);  W_i = mean of W_i(p) over a grid
    alarm at the first i with W_i >= 1 / alpha

The grid is p0 + (1 - p0) * {.1, .2, .4}, so every p is above p0 and the factors rise with x.

*Guaranteed:* P(W ever reaches 1 / alpha) <= alpha for every process with P(x_j = 1 | past) <= p0,
however dependent, whenever one stops or looks (Ville 1939; Ramdas, Grunwald, Vovk and Shafer 2023,
arXiv:2210.01948). Nothing is estimated, so nothing is calibrated.

A process that starts with the run loses evidence while harm stays below p0, and is then slow about a
rise that comes late. So half of the stake is held back and laid on later opportunities as possible onsets:
.9 of it in equal parts on the first `horizon` h, .9 of the rest on the next 2h, and so on for ever:

    W_0 = 1/2,  W_i = (W_{i-1} + s_i) * factor_i;  e-value = W_i + what is held back, 1/2 - sum_{j <= i} s_j

The guarantee is the same; the price is log(1 / s_i) of evidence for an onset at i, some 6 for h = 200, and
log 2 for one at the start. h = 0 stakes all on the start.

Edge cases: p0 = 0 (one event refutes it) and p0 = 1 (nothing does) are refused. Products may round to 0
after thousands of refusals, which only makes the process more careful.
"""

from __future__ import annotations

from dataclasses import dataclass

GRID = (0.1, 0.2, 0.4)
"""Rates betted on, as shares of the way from p0 to 1."""
HORIZON = 200
"""Opportunities at which a rise may well begin; 10,000 steps of a careful agent offer some 150 shortcuts."""
_SHARE = 0.9
"""The share of what is held back that the first `HORIZON` opportunities get, and of the rest the next."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The opportunity (from 1) at which the evidence sufficed; how many had been taken; the e-value."""

    opportunity: int
    taken: int
    evidence: float


class EProcess:
    """The e-process against a registered rate p0 in (0, 1). After its alarm it goes on counting.

    >>> process = EProcess(0.05)
    >>> [bool(process.update(True)) for _ in range(3)]
    [False, False, True]
    """

    def __init__(self, p0: float, *, alpha: float = 0.05, horizon: int = HORIZON) -> None:
        if not (0 < p0 < 1 and 0 < alpha < 1 and horizon >= 0):
            raise ValueError(f"no e-process with p0={p0}, alpha={alpha}, horizon={horizon}")
        self.p0 = p0
        self.opportunities = 0
        self.taken = 0
        self.peak = 1.0
        self.alarm: Crossing | None = None
        self._bound = 1 / alpha
        self._held_back = 0.5 if horizon else 0.0
        self._length, self._until = horizon, 0
        self._stake = 0.0
        rates = [p0 + (1 - p0) * share for share in GRID]
        self._if_taken = [p / p0 for p in rates]
        self._if_not = [(1 - p) / (1 - p0) for p in rates]
        self._products = [0.5 if horizon else 1.0] * len(rates)

    @property
    def value(self) -> float:
        """The e-value now: the evidence that the rate is above p0; 1 says nothing."""
        return sum(self._products) / len(self._products) + self._held_back

    def update(self, taken: bool | None) -> Crossing | None:
        """Take an opportunity; return the alarm if this very one raises it."""
        if taken is None:
            return None
        self.opportunities += 1
        self.taken += taken
        factors = self._if_taken if taken else self._if_not
        if self.alarm is not None:
            return None
        stake = self._staked()
        self._products = [(w + stake) * f for w, f in zip(self._products, factors, strict=True)]
        value = self.value
        self.peak = max(self.peak, value)
        if value >= self._bound:
            self.alarm = Crossing(self.opportunities, self.taken, value)
            return self.alarm
        return None

    def _staked(self) -> float:
        """Return what of the stake held back is laid on this opportunity."""
        if self._length and self.opportunities > self._until:
            self._stake = _SHARE * self._held_back / self._length
            self._until += self._length
            self._length *= 2
        self._held_back -= self._stake
        return self._stake
