"""The cost cap of a whole experiment: what a run can cost at most is set aside before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core import LongplayError
from sim.record import Run
from sim.record.lookup import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.core import Json
    from sim.experiment.running.job import Job
    from sim.experiment.spec.model import Task

_ROUNDING = 1e-9


def allowances(tasks: Sequence[Task], cap: float | None) -> dict[str, float | None]:
    """Return the most that each run and its probes may cost, in USD, by task; None for no limit.

    A run has the budget of its model's settings. Where an experiment has a cap, runs whose model has no
    budget share what the others leave of it, equally. Raises LongplayError if nothing is left.
    """
    own = {task.id: _budget(task) for task in tasks}
    if cap is None:
        return own
    without = [task.id for task in tasks if task.settings.get("model") and own[task.id] is None]
    if not without:
        return own
    left = cap - sum(budget or 0.0 for budget in own.values())
    if left <= 0:
        raise LongplayError(
            f"cost_usd: {cap:g} USD are all in the budgets of other arms; raise it, or give "
            f"the models of {len(without)} runs a budget_usd"
        )
    return {**own, **dict.fromkeys(without, left / len(without))}


def _budget(task: Task) -> float | None:
    model = task.settings.get("model")
    return None if not model else model.get("budget_usd")


@dataclass(frozen=True, slots=True)
class Cost:
    """What runs have cost in USD: at least, and at most; None where a price is not known."""

    least: float | None = 0.0
    most: float | None = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(_sum(self.least, other.least), _sum(self.most, other.most))


def cost_of(measured: Json) -> Cost:
    """Return what a measured run and its probes have cost."""
    total = Cost(*measured["usd"])
    for probe in measured.get("probes") or ():
        total = total + Cost(*probe["usd"])
    return total


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


class Purse:
    """Keeps what all runs have cost and could cost yet below the cap; without one it only counts."""

    def __init__(self, cap: float | None, done: Iterable[Json], waiting: Iterable[Job]) -> None:
        """Count the runs that are done, and those of the waiting ones that have begun."""
        self._cap = cap
        self.spent = sum((cost_of(measured) for measured in done), Cost())
        self._reserved: dict[str, float] = {}
        self._begun = {job.task.id: _begun(job) for job in waiting if job.task.settings.get("model")}

    def allows(self, job: Job) -> bool:
        """Tell whether a run can be begun so that the cap holds whatever it and those under way come to."""
        if self._cap is None or job.allowance is None:
            return True
        begun = sum(cost for task, cost in self._begun.items() if task != job.task.id)
        whole = (self.spent.most or 0.0) + begun + sum(self._reserved.values()) + job.allowance
        return whole <= self._cap * (1 + _ROUNDING)

    def begin(self, job: Job) -> None:
        """Set aside what a run can cost."""
        self._begun.pop(job.task.id, None)
        self._reserved[job.task.id] = job.allowance or 0.0

    def put_back(self, job: Job) -> None:
        """Take note that a run is not under way any more, and has no result yet."""
        self._reserved.pop(job.task.id, None)
        if job.task.settings.get("model"):
            self._begun[job.task.id] = _begun(job)

    def pay(self, job: Job, measured: Json) -> None:
        """Take note of what a run has cost."""
        self._reserved.pop(job.task.id, None)
        self.spent = self.spent + cost_of(measured)


def _begun(job: Job) -> float:
    """Return what a run that has no result yet and its probes have cost so far, at most."""
    folder = Path(job.folder)
    files = [folder, *(folder / "probes").glob("*")]
    return sum(_most(file) for file in files if (file / FILE_NAME).exists())


def _most(folder: Path) -> float:
    """Return what a run has cost by itself: a probe's history was paid for by the run that it left."""
    with Run.open(folder) as run:
        before = run.meta().get("spent_before") or {}
        return (run.spent.most or 0.0) - (before.get("most") or 0.0)
