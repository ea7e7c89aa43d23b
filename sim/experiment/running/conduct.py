"""Bringing an experiment to its end, whoever plays the runs: what is missing is played, and nothing twice."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from sim.core import LongplayError
from sim.drift import INSTRUMENT
from sim.experiment.results import Results
from sim.experiment.running.job import Job, Mark
from sim.experiment.running.purse import Purse, allowances
from sim.experiment.running.standing import Standing, Tally
from sim.record.recorder import lock
from sim.world import EDITION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.core import Json
    from sim.experiment.running.hands import Hands, Outcome
    from sim.experiment.running.registration import Registration
    from sim.experiment.spec.model import Spec

RESULTS, RUNS = "results.jsonl", "runs"
TRIES = 5
"""Deaths of workers, without a step in between, after which a run is set aside."""
_LOOK = 0.5
"""Seconds between two looks at how things stand."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: how the experiment stands, and why runs were not played, by task."""

    standing: Standing
    unplayed: Mapping[str, str]


def run_experiment(
    spec: Spec,
    registration: Registration,
    folder: Path,
    hands: Callable[[], Hands],
    tell: Callable[[Standing], None] = lambda standing: None,
) -> Ended:
    """Play every run of `spec` that has no result in `folder` yet, and return how it ended.

    Each result is in `results.jsonl` as soon as it is there; a run that was left half-way is gone on with.
    So the same call after Ctrl-C, a kill or a full disk does what is missing. `hands` begins to play; `tell`
    is told time and again how the experiment stands. Raises LongplayError if the folder belongs to another
    experiment or process, or cannot be written, and if a run cannot be begun; RuntimeError with a traceback
    for a defect.
    """
    held = lock(folder)
    try:
        mark = Mark(spec.id, spec.digest, registration.exploratory)
        jobs = jobs_of(spec, mark, folder)
        definition = {
            "experiment": spec.digest, "longplay": sim.__version__, "instrument": INSTRUMENT,
            "edition": EDITION,
        }  # fmt: skip
        with Results(folder / RESULTS, definition, {job.task.id: job.task for job in jobs}) as results:
            return _Conductor(spec, jobs, results, tell).conduct(hands)
    finally:
        held.release()


def jobs_of(spec: Spec, mark: Mark, folder: Path) -> list[Job]:
    """Return every run of an experiment in the order in which they are to be begun."""
    tasks = spec.tasks()
    allowed = allowances(tasks, spec.cost_usd)
    runs = folder / RUNS
    return [Job(task, str(runs / task.id), mark, spec.probes, allowed[task.id]) for task in tasks]


class _Conductor:
    """Hands out jobs and takes what comes of them."""

    def __init__(
        self, spec: Spec, jobs: list[Job], results: Results, tell: Callable[[Standing], None]
    ) -> None:
        self._results, self._tell = results, tell
        self._waiting = deque(job for job in jobs if job.task.id not in results.found)
        self._jobs = {job.task.id: job for job in self._waiting}
        self._purse = Purse(spec.cost_usd, results.found.values(), self._waiting)
        self._tally = Tally([job.task for job in jobs], results.found, spec.cost_usd)
        self._deaths: dict[str, tuple[int, int]] = {}
        self._told = 0.0

    def conduct(self, hands: Callable[[], Hands]) -> Ended:
        """Play what is waiting; nobody is asked to if there is nothing."""
        if self._waiting:
            at_work = hands()
            try:
                self._play(at_work)
            finally:
                at_work.end()
        standing = self._tally.stand({})
        self._tell(standing)
        return Ended(standing, dict(self._tally.aside))

    def _play(self, hands: Hands) -> None:
        while True:
            while hands.free and (job := self._next()) is not None:
                self._purse.begin(job)
                hands.give(job)
            if not hands.busy:
                break
            if time.monotonic() - self._told >= _LOOK:
                self._tell(self._tally.stand(hands.steps()))
                self._told = time.monotonic()
            for outcome in hands.wait(_LOOK):
                self._take(outcome)
        for job in self._waiting:
            self._tally.aside[job.task.id] = "the cost cap of the experiment leaves no room for it"

    def _next(self) -> Job | None:
        """Return the first waiting job that the cost cap allows."""
        for at, job in enumerate(self._waiting):
            if self._purse.allows(job):
                del self._waiting[at]
                return job
        return None

    def _take(self, outcome: Outcome) -> None:
        job = self._jobs[outcome.task]
        if outcome.died is not None:
            self._purse.put_back(job)
            self._mourn(job, outcome)
        elif outcome.reply is None:
            raise _raised(outcome)
        elif outcome.reply["aside"] is not None:
            self._purse.put_back(job)
            self._tally.aside[outcome.task] = outcome.reply["aside"]
        else:
            self._keep(job, outcome.reply["measured"])

    def _keep(self, job: Job, measured: Json) -> None:
        self._results.add(job.task.id, measured)
        self._purse.pay(job, measured)
        self._tally.end(job.task.id, measured)

    def _mourn(self, job: Job, outcome: Outcome) -> None:
        """Let a run whose worker died be gone on with next of all, but not for ever where it stands still."""
        steps, deaths = self._deaths.get(outcome.task, (-1, 0))
        deaths = 1 if outcome.steps > steps else deaths + 1
        self._deaths[outcome.task] = outcome.steps, deaths
        if deaths < TRIES:
            self._waiting.appendleft(job)
        else:
            self._tally.aside[outcome.task] = (
                f"its worker ended {deaths} times at step {outcome.steps:,} ({outcome.died})"
            )


def _raised(outcome: Outcome) -> Exception:
    if outcome.ours:
        return LongplayError(f"run {outcome.task}: {outcome.raised}")
    return RuntimeError(f"run {outcome.task} failed in its worker:\n{outcome.raised}")
