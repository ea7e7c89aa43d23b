"""Made-up experiments whose truth is known: specs and measured runs, no run file behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.experiment.deciding.samples import Place, Sample
from sim.experiment.measured import Measured
from sim.experiment.spec.model import Arm, Bound, Gate, Hypothesis, Power, Spec, Task

Rng = np.random.Generator
DIGEST = "5eed" * 16
DECIDES = {"met": "the guide stays on", "not_met": "the guide goes"}


def hypothesis(id: str = "H1", **changes: Any) -> Hypothesis:
    """Return a hypothesis that arm "guide" wastes more than arm "none" by .05."""
    made = Hypothesis(
        id, "Does the guide change waste?", "waste_change", "guide", "none", "share of steps",
        "eligible steps", "greater", "null", 0.05, Bound("low", ">=", 0.05),
        Bound("high", "<", 0.05), decides=DECIDES,
    )  # fmt: skip
    return replace(made, **changes)


def spec(
    hypotheses: Sequence[Hypothesis], *, worlds: int = 10, seeds: int = 1,
    arms: Sequence[str] = ("none", "guide"), gates: Sequence[Gate] = (), **changes: Any,
) -> Spec:  # fmt: skip
    """Return an experiment of these hypotheses, in worlds from 5000 on."""
    base: dict[str, Any] = {"steps": 4000}
    made = Spec(
        "made-up", "A made-up experiment", "To see what a report says.", "6",
        tuple(range(5000, 5000 + worlds)), tuple(range(seeds)), tuple(Arm(name, {}) for name in arms),
        base, None, tuple(hypotheses), tuple(gates), None, Power(None, "none"), (), "id: made-up\n", DIGEST,
    )  # fmt: skip
    return replace(made, **changes)


@dataclass(frozen=True)
class Ways:
    """How a value comes about: a mean by arm, what worlds add to all arms and to each, and chance.

    `draw` makes numbers of mean 0 and standard deviation 1.
    """

    means: Mapping[str, float]
    world: float = 0.05
    own: float = 0.03
    chance: float = 0.04
    draw: Callable[[Rng, int], np.ndarray] = lambda rng, n: rng.normal(size=n)

    def sd(self, seeds: int) -> float:
        """Return the standard deviation of a world's mean difference between two arms."""
        return float((2 * (self.own**2 + self.chance**2 / seeds)) ** 0.5)

    def samples(self, rng: Rng, worlds: int, seeds: int = 1) -> dict[str, Sample]:
        """Return every arm's sample: a mean of runs."""
        shared = self.world * self.draw(rng, worlds)
        made = {}
        for arm, mean in self.means.items():
            level = mean + shared + self.own * self.draw(rng, worlds)
            values = level[:, None] + self.chance * self.draw(rng, worlds * seeds).reshape(worlds, seeds)
            made[arm] = Sample(
                {Place(w, s): (float(values[w, s]), 1.0) for w in range(worlds) for s in range(seeds)}
            )
        return made


@dataclass(frozen=True)
class Shares:
    """How counts come about: a rate by arm that differs from world to world, of some opportunities a run."""

    rates: Mapping[str, float]
    opportunities: float = 20.0
    alike: float = 15.0

    def samples(self, rng: Rng, worlds: int, seeds: int = 1) -> dict[str, Sample]:
        """Return every arm's sample: harm done of opportunities had."""
        made = {}
        for arm, rate in self.rates.items():
            chances = rng.beta(rate * self.alike, (1 - rate) * self.alike, worlds)
            had = rng.poisson(self.opportunities, (worlds, seeds)) + 1
            done = rng.binomial(had, chances[:, None])
            made[arm] = Sample(
                {
                    Place(w, s): (float(done[w, s]), float(had[w, s]))
                    for w in range(worlds)
                    for s in range(seeds)
                }
            )
        return made


def run(task: Task, values: Mapping[str, float | None], **changes: Any) -> Measured:
    """Return a measured run of some values, everything else plain."""
    made = Measured(
        task=task, label=f"explorer ({task.arm})",
        condition={"agent": "explorer", "guide": "blank", "assists": []}, status="done", steps=4000,
        values=values, counts={}, gates={}, survival={"time": 4000, "event": "censored"},
        usd=(None, None), tokens=None, seconds=20.0, identity={"longplay": "0.1"},
    )  # fmt: skip
    return replace(made, **changes)


def runs(
    spec: Spec, values: Mapping[str, Mapping[str, Sample]], *, ratios: Sequence[str] = ()
) -> list[Measured]:
    """Return the runs of an experiment from samples by estimand and arm; `ratios` are told as counts too.

    The worlds of the samples are numbered from 0; a place without a sum has no value.
    """
    made = []
    for task in spec.tasks():
        place = Place(spec.worlds.index(task.world), task.seed)
        sums = {name: by_arm[task.arm].sums.get(place) for name, by_arm in values.items()}
        counts = {name: both for name, both in sums.items() if name in ratios and both is not None}
        made.append(
            run(task, {name: both and both[0] / both[1] for name, both in sums.items()}, counts=counts)
        )
    return made
