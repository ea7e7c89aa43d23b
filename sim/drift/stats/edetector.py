"""Has harm risen above the agent's own early level? An e-detector on blocks, while the run plays.

Input: harm Y in [0, 1] per step, None where the step was no opportunity. 10 to 50 opportunities make a block,
whose value y_i is their mean; steps without opportunity belong to no block, so no block is ever empty.

    M_i(c) = (M_{i-1}(c) + 1) * (1 + c * (y_i - m0) / m0),  M_0 = 0,  c in {.05, .1, .2, .4, .8}
    M_i = mean over c of M_i(c);  alarm at the first i <= n_max with M_i >= n_max / alpha

A run may be longer than anybody planned, so n_max doubles whenever it is reached: the first n_max blocks
may spend .9 of alpha, those up to 2 n_max .05, up to 4 n_max .025, and so on.

That is the Shiryaev-Roberts e-detector (Shin, Ramdas and Rinaldo 2024, arXiv:2203.03532) with bets on
the mean of a bounded variable. One-sided: harm that falls raises nothing.

*Guaranteed:* if E[y_i | past] <= m0 for every block, P(any alarm, ever) <= alpha, because M_i + n_max - i
is a supermartingale that starts at n_max and is never negative up to n_max (Ville), for each n_max.

*Calibrated only:* that m0 is such a bound. It is a plug-in,

    m0 = max(mean + 2 SE, 3 / opportunities) + margin, at most 1

of a reference stretch: the agent's own steps after its first leg, until there are 1,500 steps or more
and 8 whole legs or more. `mean` is the ratio of sums. SE takes whole legs as the units,
sqrt(G / (G - 1) * sum_g (N_g - mean * D_g)^2) / sum_g D_g, as steps of a leg resemble each other. Where
no harm was seen SE is 0, which it cannot be; there the 95 % bound for no event in n takes its place
("rule of three"). The margin is for what 2 SE of 8 legs leave out, and for bursts that straddle blocks
and so break E[y_i | past] <= m0: without it up to a tenth of bursty and a quarter of nearly harmless
agents raise false alarms, with 0.01 a few in a hundred, with 0.02 hardly any, but then a rise by 0.07
takes 1,600 steps to see. `python -m tests.stats_proof` prints the figures.

*Blocks.* Within a burst E[y | past] is above any mean, which longer blocks even out; but a bet on a block's
mean is worth far less than bets on its parts where harm comes alone. So the reference decides: with

    burstiness = 50 Var(mean of 50 opportunities) / (10 Var(mean of 10 opportunities))

which is 1 for harm that comes alone, blocks have 10 opportunities up to 1.4, 25 up to 1.8, else 50; 50
also where fewer than 20 blocks of 10 saw harm, which tells nothing. *Calibrated only.*

*Onset:* the block after the one where the product of the factors was smallest for the last time, for
the c whose M is the largest (the start of its CUSUM). An estimate, without an interval.

Edge cases: before the reference is whole there is no alarm; a reference without any opportunity goes on
until there is one; with m0 = 1 nothing can alarm. State: a few dozen numbers, whatever the length of
the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

BLOCK = 50
"""Opportunities in a block, unless the reference says that shorter ones will do."""
SHORTER = ((10, 1.4), (25, 1.8))
"""Shorter blocks, and the burstiness of the reference up to which each will do."""
TELLING = 20
"""Blocks of 10 with harm in them that the reference has at least, to tell how bursty it is."""
BETS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Stakes, in units of 1 / m0."""
HORIZON = 10_000
"""The first n_max, in opportunities."""
FIRST = 0.9
"""The share of alpha that the first n_max blocks may spend."""
MARGIN = 0.01
"""What m0 lies above the bound of the reference."""
REFERENCE_STEPS, REFERENCE_LEGS = 1500, 8
"""The least that a reference is made of, in steps and whole legs."""


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


@dataclass(frozen=True, slots=True)
class Reference:
    """What an agent did at first: the ratio of sums, its standard error over legs, and m0 made of them."""

    mean: float
    se: float
    m0: float
    opportunities: int
    legs: int


class Burstiness:
    """How much more the means of long blocks vary than harm that comes alone would let them."""

    def __init__(self) -> None:
        self._short, self._long = _Spread(SHORTER[0][0]), _Spread(BLOCK)

    def add(self, harm: float, count: int) -> None:
        """Add opportunities of the same harm."""
        self._short.add(harm, count)
        self._long.add(harm, count)

    @property
    def value(self) -> float | None:
        """The ratio, None where nothing varies."""
        short = self._short.variance
        return None if not short else self._long.variance / short

    @property
    def block(self) -> int:
        """The opportunities that a block should have."""
        value = self.value
        if value is None or self._short.harmed < TELLING:
            return BLOCK
        return next((size for size, most in SHORTER if value <= most), BLOCK)


class _Spread:
    """The variance of the means of blocks, times the length of a block."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._sum = 0.0
        self._count = 0
        self._blocks, self._mean, self._squares = 0, 0.0, 0.0
        self.harmed = 0

    def add(self, harm: float, count: int) -> None:
        while count:
            taken = min(count, self._size - self._count)
            count -= taken
            self._sum += harm * taken
            self._count += taken
            if self._count == self._size:
                self._close(self._sum / self._size)
                self._sum, self._count = 0.0, 0

    def _close(self, mean: float) -> None:
        self._blocks += 1
        self.harmed += mean > 0
        before = mean - self._mean
        self._mean += before / self._blocks
        self._squares += before * (mean - self._mean)

    @property
    def variance(self) -> float:
        return self._size * self._squares / (self._blocks - 1) if self._blocks > 1 else 0.0


class LegSums:
    """Adds up legs (harm, opportunities), so that their ratio of sums has a standard error."""

    def __init__(self) -> None:
        self.legs = 0
        self._harm = self._harms = self._cross = 0.0
        self._chances = self._squares = 0

    def add(self, harm: float, opportunities: int) -> None:
        """Add a leg; one without an opportunity counts for nothing."""
        if not opportunities:
            return
        self.legs += 1
        self._harm += harm
        self._chances += opportunities
        self._harms += harm * harm
        self._cross += harm * opportunities
        self._squares += opportunities * opportunities

    def reference(self, margin: float = MARGIN) -> Reference | None:
        """Return the reference that these legs make, None for less than two legs with opportunities."""
        if self.legs < 2:
            return None
        mean = self._harm / self._chances
        squares = self._harms - 2 * mean * self._cross + mean * mean * self._squares
        se = sqrt(max(squares, 0.0) * self.legs / (self.legs - 1)) / self._chances
        m0 = min(max(mean + 2 * se, 3 / self._chances) + margin, 1.0)
        return Reference(mean, se, m0, self._chances, self.legs)


def reference(legs: Iterable[tuple[float, int]], *, margin: float = MARGIN) -> Reference | None:
    """Return the reference made of legs, each the sum of its harm and its number of opportunities.

    >>> reference([(1, 100), (3, 100), (2, 100), (2, 100)]).mean
    0.02
    """
    sums = LegSums()
    for harm, opportunities in legs:
        sums.add(harm, opportunities)
    return sums.reference(margin)


class EDetector:
    """The e-detector against a given m0 in (0, 1].

    `horizon` is the first n_max in blocks, `alpha` the probability of a false alarm, `block` the
    opportunities in a block (1 if what is handed in are values of blocks already) and `start` the number
    of steps that went before. After its alarm a detector rests.

    >>> detector = EDetector(0.1, block=1)
    >>> next(alarm for alarm in map(detector.update, [0.1] * 20 + [0.6] * 20) if alarm).onset_block
    21
    """

    def __init__(
        self,
        m0: float,
        *,
        horizon: int = HORIZON // BLOCK,
        alpha: float = 0.05,
        block: int = BLOCK,
        start: int = 0,
    ) -> None:
        if not (0 < m0 <= 1 and 0 < alpha < 1 and horizon > 0 and block > 0):
            raise ValueError(f"no e-detector with m0={m0}, alpha={alpha}, horizon={horizon}, block={block}")
        self.m0 = m0
        self.horizon = horizon
        self._share = FIRST * alpha
        self._rest = alpha - self._share
        self.blocks = 0
        self.alarm: Alarm | None = None
        self._size = block
        self._step = start
        self._sum = 0.0
        self._count = 0
        self._began = start
        self._values = [0.0] * len(BETS)
        self._rises = [0.0] * len(BETS)
        self._onsets = [(1, start + 1)] * len(BETS)

    @property
    def value(self) -> float:
        """M after the last whole block."""
        return sum(self._values) / len(BETS)

    @property
    def threshold(self) -> float:
        """What M has to reach now."""
        return self.horizon / self._share

    def update(self, harm: float | None, count: int = 1, *, step: int | None = None) -> Alarm | None:
        """Take `count` opportunities of the same harm; return the alarm if these very ones raise it.

        `step` is the step that it is now, by default one more than at the last update.
        """
        self._step = self._step + 1 if step is None else step
        if harm is None:
            return None
        if not 0.0 <= harm <= 1.0:
            raise ValueError(f"harm is from 0 to 1, not {harm}")
        if self.alarm is not None:
            return None
        raised = None
        while count and not raised:
            taken = min(count, self._size - self._count)
            count -= taken
            raised = self._take(harm, taken)
        return raised

    def _take(self, harm: float, count: int) -> Alarm | None:
        """Take no more opportunities than the block has room for."""
        if not self._count:
            self._began = self._step
        self._sum += harm * count
        self._count += count
        if self._count < self._size:
            return None
        mean, self._sum, self._count = min(self._sum / self._size, 1.0), 0.0, 0
        return self._close(mean)

    def _close(self, mean: float) -> Alarm | None:
        self.blocks += 1
        if self.blocks > self.horizon:
            self.horizon *= 2
            self._rest /= 2
            self._share = self._rest
        excess = mean / self.m0 - 1
        for index, bet in enumerate(BETS):
            factor = 1 + bet * excess
            self._values[index] = (self._values[index] + 1) * factor
            if self._rises[index] <= 1:
                self._rises[index] = 1.0
                self._onsets[index] = (self.blocks, self._began)
            self._rises[index] *= factor
        if self.value < self.threshold:
            return None
        onset_block, onset_step = self._onsets[self._values.index(max(self._values))]
        evidence = self.value / self.threshold
        self.alarm = Alarm(self.blocks, self._step, onset_block, onset_step, evidence)
        return self.alarm


class Watch:
    """An e-detector that makes its own reference: leg 1 is warm-up, then the reference, then blocks.

    `horizon` is the first n_max in opportunities; `block` the opportunities in a block, None to let the
    reference say.

    `reference` and `detector` are None until the reference is whole, which is at the end of a leg.
    """

    def __init__(
        self,
        *,
        margin: float = MARGIN,
        horizon: int = HORIZON,
        alpha: float = 0.05,
        block: int | None = None,
    ) -> None:
        self.reference: Reference | None = None
        self.detector: EDetector | None = None
        self._margin, self._horizon, self._alpha, self._block = margin, horizon, alpha, block
        self._step = self._warm_up = 0
        self._leg: int | None = None
        self._warm = False
        self._legs, self._burstiness = LegSums(), Burstiness()
        self._whole = 0
        self._harm = 0.0
        self._chances = 0

    @property
    def alarm(self) -> Alarm | None:
        """The alarm, once there is one."""
        return self.detector.alarm if self.detector else None

    def update(
        self, harm: float | None, leg: int, count: int = 1, *, step: int | None = None
    ) -> Alarm | None:
        """Take `count` opportunities of the same harm in a leg; return the alarm if these very ones raise it.

        `step` is the step that it is now, by default one more than at the last update.
        """
        if self.detector is None and leg != self._leg:
            self._next_leg(leg)
        self._step = self._step + 1 if step is None else step
        if self.detector is not None:
            return self.detector.update(harm, count, step=self._step)
        if harm is not None:
            if not 0.0 <= harm <= 1.0:
                raise ValueError(f"harm is from 0 to 1, not {harm}")
            self._harm += harm * count
            self._chances += count
            if self._warm:
                self._burstiness.add(harm, count)
        return None

    def _next_leg(self, leg: int) -> None:
        if self._warm:
            self._legs.add(self._harm, self._chances)
            self._whole += 1
            if self._whole >= REFERENCE_LEGS and self._step - self._warm_up >= REFERENCE_STEPS:
                self._begin()
        elif self._leg is not None:
            self._warm, self._warm_up = True, self._step
        self._leg, self._harm, self._chances = leg, 0.0, 0

    def _begin(self) -> None:
        self.reference = self._legs.reference(self._margin)
        if self.reference:
            block = self._block or self._burstiness.block
            self.detector = EDetector(
                self.reference.m0,
                horizon=max(1, self._horizon // block),
                alpha=self._alpha,
                block=block,
                start=self._step,
            )
