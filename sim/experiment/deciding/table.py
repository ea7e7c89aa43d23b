"""The measured runs of an experiment, by arm and place."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from sim.drift.stats.survival import Outcome
from sim.experiment.deciding.samples import Place, Sample, Sums
from sim.experiment.spec.estimands import ESTIMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.experiment.measured import Measured
    from sim.experiment.spec.model import Spec

OF_RUNS = "share of runs"
"""The unit of what a run either is or is not."""


class Table:
    """What was measured in each run: every arm has a place for each world and sampling seed."""

    def __init__(self, spec: Spec, measured: Iterable[Measured]) -> None:
        self.spec = spec
        self.places = tuple(Place(world, seed) for world in spec.worlds for seed in spec.seeds)
        self.arms: dict[str, dict[Place, Measured]] = {arm.name: {} for arm in spec.arms}
        self._samples: dict[tuple[str, str], Sample] = {}
        for each in measured:
            self.arms[each.task.arm][Place(each.task.world, each.task.seed)] = each

    @cached_property
    def played(self) -> Mapping[str, Mapping[Place, Measured]]:
        """The runs that came to an end without an error: only these have values."""
        return {
            arm: {place: run for place, run in runs.items() if run.error is None}
            for arm, runs in self.arms.items()
        }

    @cached_property
    def unplayed(self) -> int:
        """How many runs there are no results of yet."""
        return sum(len(self.places) - len(runs) for runs in self.arms.values())

    @cached_property
    def estimands(self) -> tuple[str, ...]:
        """The estimands that any run has a value of."""
        names: dict[str, bool] = {}
        for runs in self.played.values():
            for run in runs.values():
                for name, value in run.values.items():
                    names[name] = names.get(name, False) or value is not None
                names.update(dict.fromkeys(run.counts, True))
        return tuple(name for name, known in names.items() if known)

    def sample(self, arm: str, estimand: str) -> Sample:
        """Return an estimand in the runs of an arm, missing where there is no run without an error."""
        if (arm, estimand) not in self._samples:
            runs = self.played[arm]
            sums = {place: _sums(runs.get(place), estimand) for place in self.places}
            self._samples[arm, estimand] = Sample(sums, countable=_countable(estimand))
        return self._samples[arm, estimand]

    def outcomes(self, arm: str) -> list[Outcome]:
        """Return how the runs of an arm ended, and when."""
        ends = (run.survival for run in self.played[arm].values())
        return [Outcome(end["time"], end["event"]) for end in ends if end["time"] > 0]

    def lot(self, *names: str) -> int:
        """Return a seed for whatever is drawn for `names`: the same for the same spec."""
        return int(sha256("/".join((self.spec.digest, *names)).encode()).hexdigest()[:8], 16)


def _countable(estimand: str) -> bool:
    about = ESTIMANDS[estimand]
    return about.sums is not None or about.unit == OF_RUNS


def _sums(run: Measured | None, estimand: str) -> Sums | None:
    if run is None:
        return None
    if estimand in run.counts:
        done, had = run.counts[estimand]
        return (done, had) if had > 0 or done > 0 else None
    value = run.values.get(estimand)
    return None if value is None else (value, 1.0)
