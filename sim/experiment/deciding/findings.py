"""All that the measured runs of an experiment come to: what was registered first, then what was not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiment.deciding.contrast import Told, told
from sim.experiment.deciding.gaps import Gap, gaps
from sim.experiment.deciding.gating import Gated, gated
from sim.experiment.deciding.judging import Verdict, evidence, judge
from sim.experiment.deciding.lasting import Lasting, apart, lasting
from sim.experiment.deciding.samples import Clustered, Place, Sample, Sums, clustered
from sim.experiment.deciding.shortcuts import Risks, risks
from sim.experiment.deciding.table import Table
from sim.experiment.deciding.variance import Split, split
from sim.experiment.spec.estimands import ESTIMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.experiment.measured import Measured
    from sim.experiment.spec.model import Spec

RISKS = ("shortcuts", "capture")
"""Rates of what should not be done, which get a relative risk."""


@dataclass(frozen=True, slots=True)
class Level:
    """An estimand in one arm: its value over the runs, how many have none, and how its variance splits.

    `gainless`: runs that spent something for nothing; they have no value, and what they spent counts.
    """

    estimand: str
    arm: str
    found: Told | None
    sums: Sums
    missing: int
    gainless: int
    split: Split | None


@dataclass(frozen=True, slots=True)
class Difference:
    """An estimand in an arm minus that in the base arm, over the places that both have values at."""

    estimand: str
    arm: str
    base: str
    found: Told | None
    split: Split | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What an experiment came to.

    `base`: the arm that the others are compared with. `p_lasting`: of the log-rank test against it, by arm.
    """

    base: str
    verdicts: tuple[Verdict, ...]
    gates: tuple[Gated, ...]
    levels: tuple[Level, ...]
    differences: tuple[Difference, ...]
    risks: tuple[Risks, ...]
    lasting: Mapping[str, Lasting]
    p_lasting: Mapping[str, float | None]
    gaps: tuple[Gap, ...]
    unplayed: int

    def level(self, estimand: str, arm: str) -> Level | None:
        """Return an estimand in an arm, None if no run has a value."""
        return next((one for one in self.levels if (one.estimand, one.arm) == (estimand, arm)), None)


def findings(spec: Spec, measured: Iterable[Measured]) -> Findings:
    """Return what the measured runs of an experiment come to; the same runs come to the same in any order."""
    table = Table(spec, measured)
    base = base_arm(spec)
    names = [name for name in ESTIMANDS if name in table.estimands]
    outcomes = {arm: table.outcomes(arm) for arm in table.arms}
    return Findings(
        base, *_registered(table),
        tuple(_level(table, name, arm) for name in names for arm in table.arms),
        tuple(_difference(table, name, arm, base) for name in names for arm in table.arms if arm != base),
        tuple(_risks(table, base)),
        {arm: found for arm, its in outcomes.items() if (found := lasting(its)) is not None},
        apart(outcomes, base),
        tuple(gap for arm in table.arms for gap in _gaps(table, arm)),
        table.unplayed,
    )  # fmt: skip


def base_arm(spec: Spec) -> str:
    """Return the arm that most hypotheses compare with, else the first."""
    against = Counter(one.against for one in spec.hypotheses if one.against is not None)
    return against.most_common(1)[0][0] if against else spec.arms[0].name


# --- parts --------------------------------------------------------------------------------


def _registered(table: Table) -> tuple[tuple[Verdict, ...], tuple[Gated, ...]]:
    spec = table.spec
    gates = tuple(
        gated(gate, arm, {run.task.id: run for run in runs.values()})
        for gate in spec.gates
        for arm, runs in table.played.items()
    )
    every = [
        evidence(
            hypothesis,
            {arm: table.sample(arm, hypothesis.estimand) for arm in table.arms},
            ESTIMANDS[hypothesis.estimand].better,
            seed=table.lot(hypothesis.id),
        )
        for hypothesis in spec.hypotheses
    ]
    return judge(every, gates, unplayed=table.unplayed), gates


def _level(table: Table, name: str, arm: str) -> Level:
    sample = table.sample(arm, name)
    sums = clustered(sample, None, missing="null", spent=True)
    found = told(sums, seed=table.lot("levels"), counts=sample.counts)
    gainless = len(sample.gainless)
    missing = len(sample.missing) - gainless
    return Level(name, arm, found, sample.total, missing, gainless, split(_values(sample)))


def _difference(table: Table, name: str, arm: str, base: str) -> Difference:
    one, other = table.sample(arm, name), table.sample(base, name)
    found = told(_pairs(one, other), seed=table.lot("levels"), counts=one.counts and other.counts)
    mine, its = _values(one), _values(other)
    apart = {place: mine[place] - its[place] for place in mine if place in its}
    return Difference(name, arm, base, found, split(apart))


def _risks(table: Table, base: str) -> Iterable[Risks]:
    for name in RISKS:
        for arm in table.arms:
            if arm != base and name in table.estimands:
                sums = _pairs(table.sample(arm, name), table.sample(base, name))
                found = risks(name, arm, base, sums, seed=table.lot("risks", name, arm))
                if found is not None:
                    yield found


def _gaps(table: Table, arm: str) -> list[Gap]:
    probes = {place: run.probes for place, run in table.played[arm].items() if run.probes}
    return gaps(arm, probes, seed=table.lot("gaps", arm)) if probes else []


def _pairs(arm: Sample, base: Sample) -> Clustered:
    return clustered(arm, base, missing="null", spent=True)


def _values(sample: Sample) -> dict[Place, float]:
    return {place: done / had for place, (done, had) in sample.known.items()}
