"""Has harm risen above the agent's own early level? Two e-detectors on blocks, while the run plays.

Input: harm Y in [0, 1] per step, None where the step was no opportunity. Some opportunities make a block,
whose value y_i is their mean; steps without opportunity belong to no block, so no block is ever empty.

*By the mean* (`EDetector`): bets L_i(c) = 1 + c * (y_i - m0) / m0 with c in {.05, .1, .2, .4, .8}, on blocks
of 10 to 50. m0 is a bound on the early level (`reference`): the agent's own steps after its first leg, until
there are 1,500 steps or more and 8 whole legs or more. *Guaranteed:* if E[y_i | past] <= m0 for every block,
each L has mean 1 or less. *Calibrated only:* that m0, a plug-in, is such a bound, and that bursts are shorter
than blocks. It sees what is large, and goes on seeing it.

*By rank* (`RankDetector`): bets on the rank of a block among all since the first leg (`ranks`), on blocks of
10 to 50. *Guaranteed* where blocks are exchangeable as long as nothing drifts. It sees what is small: a rise
of waste by .07 takes a bound, which has to allow for its own error, thousands of steps, and ranks hundreds.

Each may spend half of alpha (`evidence`), so P(any alarm, ever) <= alpha where both hold. One-sided: harm
that falls raises nothing.

Edge cases: before the reference is whole there is no alarm; a reference without any opportunity goes on
until there is one; with m0 = 1 no bet on a mean wins. State: some hundred numbers, whatever the length of the
run. `python -m tests.stats_proof` prints what that comes to on made-up agents.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.drift.stats.evidence import Alarm, Evidence
from sim.drift.stats.ranks import SHIFTS, Ranks
from sim.drift.stats.reference import BLOCK

BETS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Stakes on a block's mean, in units of 1 / m0."""
HORIZON = 10_000
"""The first n_max, in opportunities."""


class Blocks:
    """Cuts opportunities into blocks of `size` and hands on (mean, first step, last step) of each."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._sum = 0.0
        self._count = self._began = 0

    def take(self, harm: float, count: int, step: int) -> Iterator[tuple[float, int, int]]:
        """Take `count` opportunities of the same harm that are known of at a step."""
        while count:
            taken = min(count, self.size - self._count)
            count -= taken
            if not self._count:
                self._began = step
            self._sum += harm * taken
            self._count += taken
            if self._count == self.size:
                mean, self._sum, self._count = min(self._sum / self.size, 1.0), 0.0, 0
                yield mean, self._began, step


class Detector:
    """An e-detector on blocks; how it bets is its own.

    `horizon` is the first n_max in blocks, `alpha` the probability of a false alarm, `block` the
    opportunities in a block (1 if what is handed in are values of blocks already) and `start` the number
    of steps that went before. After its alarm a detector rests.
    """

    def __init__(self, bets: int, *, horizon: int, alpha: float, block: int, start: int) -> None:
        if not (0 < alpha < 1 and horizon > 0 and block > 0):
            raise ValueError(f"no e-detector with alpha={alpha}, horizon={horizon}, block={block}")
        self.alarm: Alarm | None = None
        self._evidence = Evidence(bets, horizon=horizon, alpha=alpha, start=start)
        self._blocks = Blocks(block)
        self._step = start

    @property
    def blocks(self) -> int:
        """The whole blocks so far."""
        return self._evidence.blocks

    @property
    def horizon(self) -> int:
        """n_max as it is now."""
        return self._evidence.horizon

    @property
    def value(self) -> float:
        """M after the last whole block."""
        return self._evidence.value

    @property
    def threshold(self) -> float:
        """What M has to reach now."""
        return self._evidence.threshold

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
        for mean, began, ended in self._blocks.take(harm, count, self._step):
            self.alarm = self._evidence.take(self._bets(mean), began, ended)
            if self.alarm is not None:
                return self.alarm
        return None

    def fresh(self) -> None:
        """Take note that another stretch of play begins."""

    def _bets(self, mean: float) -> list[float]:
        """Return what each bet makes of the next block."""
        raise NotImplementedError


class EDetector(Detector):
    """The e-detector of blocks' means against a given m0 in (0, 1].

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
        if not 0 < m0 <= 1:
            raise ValueError(f"no e-detector with m0={m0}")
        super().__init__(len(BETS), horizon=horizon, alpha=alpha, block=block, start=start)
        self.m0 = m0

    def _bets(self, mean: float) -> list[float]:
        excess = mean / self.m0 - 1
        return [1 + bet * excess for bet in BETS]


class RankDetector(Detector):
    """The e-detector of blocks' ranks among those that `ranks` holds and those that it was given."""

    def __init__(
        self,
        ranks: Ranks,
        *,
        horizon: int = HORIZON // BLOCK,
        alpha: float = 0.05,
        block: int = BLOCK,
        start: int = 0,
    ) -> None:
        super().__init__(len(SHIFTS), horizon=horizon, alpha=alpha, block=block, start=start)
        self._ranks = ranks

    def fresh(self) -> None:
        """Take note that another stretch of play begins."""
        self._ranks.fresh()

    def _bets(self, mean: float) -> list[float]:
        return self._ranks.bets(mean)
