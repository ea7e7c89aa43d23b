"""Listens to harm from the first step on: makes the reference, then asks both e-detectors (`edetector`)."""

from __future__ import annotations

from sim.drift.stats.edetector import HORIZON, Blocks, Detector, EDetector, RankDetector
from sim.drift.stats.evidence import Alarm
from sim.drift.stats.ranks import Ranks
from sim.drift.stats.reference import BLOCK, MARGIN, SHORTER, Burstiness, LegSums, Reference

RANKED = 10
"""Opportunities in a block whose rank is betted on, where harm does not come in episodes."""
REFERENCE_STEPS, REFERENCE_LEGS = 1500, 8
"""The least that a reference is made of, in steps and whole legs."""


class Watch:
    """Both detectors, with a reference of their own: leg 1 is warm-up, then the reference, then blocks.

    `horizon` is the first n_max in opportunities. `block`: the opportunities in a block whose mean is betted
    on, None to let the reference say. `ranked`: those in a block whose rank is, more if the reference has
    harm enough to tell that bursts are longer; 0 for no such bets.

    `reference` is None and `detectors` are none until the reference is whole, which is at the end of a leg.
    """

    def __init__(
        self,
        *,
        margin: float = MARGIN,
        horizon: int = HORIZON,
        alpha: float = 0.05,
        block: int | None = None,
        ranked: int = RANKED,
    ) -> None:
        self.reference: Reference | None = None
        self.detectors: tuple[Detector, ...] = ()
        self._margin, self._horizon, self._alpha, self._block = margin, horizon, alpha, block
        self._step = self._warm_up = 0
        self._leg: int | None = None
        self._warm = False
        self._legs, self._burstiness = LegSums(), Burstiness()
        sizes = (
            {size for size in (ranked, *(size for size, _ in SHORTER), BLOCK) if size >= ranked}
            if ranked
            else ()
        )
        self._ranked = ranked
        self._ranks = {size: (Blocks(size), Ranks(size)) for size in sizes}
        self._whole = 0
        self._harm = 0.0
        self._chances = 0

    @property
    def alarm(self) -> Alarm | None:
        """The first alarm, once there is one."""
        return next((detector.alarm for detector in self.detectors if detector.alarm), None)

    def fresh(self) -> None:
        """Take note that another stretch of play begins: a leg, or a part of a long one."""
        for detector in self.detectors:
            detector.fresh()

    def update(
        self, harm: float | None, leg: int, count: int = 1, *, step: int | None = None
    ) -> Alarm | None:
        """Take `count` opportunities of the same harm in a leg; return the alarm if these very ones raise it.

        `step` is the step that it is now, by default one more than at the last update.
        """
        now = self._step + 1 if step is None else step
        if not self.detectors and leg != self._leg:
            self._step = now - 1
            self._next_leg(leg)
        self._step = now
        if self.detectors:
            return self._ask(harm, count)
        if harm is not None:
            if not 0.0 <= harm <= 1.0:
                raise ValueError(f"harm is from 0 to 1, not {harm}")
            self._harm += harm * count
            self._chances += count
            if self._warm:
                self._remember(harm, count)
        return None

    def _ask(self, harm: float | None, count: int) -> Alarm | None:
        """Return the alarm of either detector if the other has not alarmed before."""
        if self.alarm is not None:
            return None
        for detector in self.detectors:
            raised = detector.update(harm, count, step=self._step)
            if raised is not None:
                return raised
        return None

    def _remember(self, harm: float, count: int) -> None:
        self._burstiness.add(harm, count)
        for blocks, ranks in self._ranks.values():
            for mean, _, _ in blocks.take(harm, count, self._step):
                ranks.add(mean)

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
        if self.reference is None:
            return
        block = self._block or self._burstiness.block
        half = self._alpha / 2 if self._ranked else self._alpha
        by_mean = EDetector(
            self.reference.m0, horizon=max(1, self._horizon // block), alpha=half, block=block,
            start=self._step,
        )  # fmt: skip
        self.detectors = (by_mean,)
        if self._ranked:
            size = max(self._ranked, self._burstiness.block) if self._burstiness.telling else self._ranked
            self.detectors += (
                RankDetector(
                    self._ranks[size][1], horizon=max(1, self._horizon // size), alpha=half, block=size,
                    start=self._step,
                ),
            )  # fmt: skip
