"""What a report is about: the experiment, what it came to, under which conditions, and what deviated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiment.deciding.findings import findings
from sim.experiment.report.words import condition, many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.experiment.deciding.findings import Findings
    from sim.experiment.deciding.judging import Verdict
    from sim.experiment.folder import Experiment
    from sim.experiment.measured import Measured

TABLE = (
    "progress", "won", "progress_per_1000_steps", "lost_steps", "waste_change", "memory_gap_change",
    "guide_precision", "goal_acts", "stuck", "shortcuts", "capture", "derailed", "usd_per_progress",
)  # fmt: skip
"""The estimands of the table that a paper can cite, those of the hypotheses aside."""
_VERSIONS = ("longplay", "instrument", "edition", "edition_hash", "pyboy")


@dataclass(frozen=True, slots=True)
class ArmTold:
    """An arm: the condition of its runs, how many were done of how many, and what they took.

    `condition`: of most of its runs, in parts; none without a run. `failed`: runs with an error. `seconds`:
    of wall time.
    """

    name: str
    condition: tuple[str, ...]
    planned: int
    done: int
    failed: int
    steps: int
    usd: tuple[float | None, float | None]
    tokens: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two runs of one place that are worth a look, by their ids (one, for a hypothesis on a single arm)."""

    words: str
    runs: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Matter:
    """All that a report tells."""

    experiment: Experiment
    found: Findings
    arms: tuple[ArmTold, ...]
    deviations: tuple[str, ...]

    @property
    def exploratory(self) -> bool:
        """Whether the spec was not registered before the runs."""
        return self.experiment.registration.exploratory

    @property
    def shared(self) -> tuple[str, ...]:
        """The parts of the condition that all arms have in common."""
        every = [arm.condition for arm in self.arms if arm.condition]
        return tuple(part for part in every[0] if all(part in its for its in every)) if every else ()

    def own(self, arm: str) -> str:
        """Return what an arm's condition adds to what all arms share, "" for nothing."""
        parts = next(one.condition for one in self.arms if one.name == arm)
        return ", ".join(part for part in parts if part not in self.shared)

    @property
    def table(self) -> tuple[str, ...]:
        """The estimands of the table: those of the hypotheses first, each where any run has a value."""
        asked = [one.estimand for one in self.experiment.spec.hypotheses]
        known = {level.estimand for level in self.found.levels}
        return tuple(name for name in dict.fromkeys([*asked, *TABLE]) if name in known)


def matter(experiment: Experiment) -> Matter:
    """Return what the report of an experiment is about."""
    arms = tuple(_arm(experiment, arm.name) for arm in experiment.spec.arms)
    found = findings(experiment.spec, experiment.measured)
    return Matter(experiment, found, arms, tuple(_deviations(experiment, arms)))


def pairs(verdict: Verdict, runs: Sequence[Measured]) -> tuple[Pair, ...]:
    """Return the pairs of runs in which a hypothesis' estimand differs most either way."""
    hypothesis = verdict.evidence.hypothesis
    values: dict[tuple[int, int], dict[str, tuple[float, str]]] = {}
    for run in runs:
        value = run.values.get(hypothesis.estimand)
        if value is not None and run.error is None:
            place = run.task.world, run.task.seed
            values.setdefault(place, {})[run.task.arm] = value, run.task.id
    sides = [arm for arm in (hypothesis.arm, hypothesis.against) if arm is not None]
    whole = [its for its in values.values() if all(arm in its for arm in sides)]
    apart = sorted(
        ((its[sides[0]][0] - (its[sides[1]][0] if len(sides) > 1 else 0.0), its) for its in whole),
        key=lambda one: one[0],
    )
    if not apart:
        return ()
    ends = {"most": apart[-1], "median": apart[len(apart) // 2], "least": apart[0]}
    return tuple(
        Pair(words, tuple(its[arm][1] for arm in sides), value) for words, (value, its) in ends.items()
    )


# --- parts --------------------------------------------------------------------------------


def _arm(experiment: Experiment, name: str) -> ArmTold:
    runs = [run for run in experiment.measured if run.task.arm == name]
    said = Counter(condition(run.label, run.condition) for run in runs)
    planned = len(experiment.spec.worlds) * len(experiment.spec.seeds)
    least, most = ([run.usd[end] for run in runs] for end in (0, 1))
    tokens = [run.tokens for run in runs]
    return ArmTold(
        name, said.most_common(1)[0][0] if said else (), planned, len(runs),
        sum(run.error is not None for run in runs), sum(run.steps for run in runs),
        (_least(least), _most(most)), None if None in tokens or not tokens else sum(filter(None, tokens)),
        sum(run.seconds for run in runs),
    )  # fmt: skip


def _least(costs: Sequence[float | None]) -> float | None:
    """Return what is known to have been spent; None where nothing is."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if known else None


def _most(costs: Sequence[float | None]) -> float | None:
    """Return the most that may have been spent; None where one of the costs is not known."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def _deviations(experiment: Experiment, arms: Sequence[ArmTold]) -> Iterator[str]:
    """Yield what was done otherwise than registered: as declared, then as found in the runs."""
    spec, registration = experiment.spec, experiment.registration
    yield from dict.fromkeys((*spec.deviations, *registration.deviations))
    if registration.exploratory:
        yield "The spec was not committed before the first run: everything here is exploratory."
    for arm in arms:
        if arm.done < arm.planned:
            yield f"{arm.name}: {arm.planned - arm.done} of {many(arm.planned, 'run')} are not played yet."
        if arm.failed:
            done = many(arm.done, "run")
            yield f"{arm.name}: {arm.failed} of {done} ended with an error and have no values."
    yield from _differing(experiment)
    spent = _most([arm.usd[1] for arm in arms])
    if spec.cost_usd is not None and spent is not None and spent > spec.cost_usd:
        yield f"The runs may have cost {spent:.2f} USD, more than the cap of {spec.cost_usd:.2f}."


def _differing(experiment: Experiment) -> Iterator[str]:
    """Yield what is not the same in all runs, or not what was registered."""
    runs, registration = experiment.measured, experiment.registration
    registered = {"longplay": registration.longplay, "instrument": registration.instrument}
    for name in _VERSIONS:
        found = Counter(str(run.identity[name]) for run in runs if run.identity.get(name) is not None)
        if len(found) > 1:
            counts = ", ".join(
                f"{value[:24]} in {many(count, 'run')}" for value, count in found.most_common()
            )
            yield f"Not all runs have the same {name}: {counts}."
        elif found and name in registered and registered[name] not in found:
            yield f"The runs were played with {name} {next(iter(found))}, registered was {registered[name]}."
    for arm in experiment.spec.arms:
        its = [run for run in runs if run.task.arm == arm.name]
        for what, said in (
            ("condition", {", ".join(condition(run.label, run.condition)) for run in its}),
            ("model", {", ".join(run.identity.get("answered_as", ())) for run in its}),
        ):
            if len(said) > 1:
                yield f"{arm.name}: its runs do not have the same {what}: {'; '.join(sorted(said))}."
