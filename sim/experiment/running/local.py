"""Runs on this machine's processes."""

from __future__ import annotations

import json
import os
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from sim.core import RunFileError
from sim.experiment.running.hands import Outcome
from sim.experiment.running.playing import work
from sim.experiment.worker import Worker
from sim.record import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from sim.core import Json
    from sim.experiment.running.job import Job

_GRACE = 20.0
"""Seconds that a worker has to come to the end of a step when it is asked to end; then it is killed."""


class Processes:
    """So many worker processes (by default one per core), each with one run at a time.

    `play` is what a worker does with a job: a function at the top of a module.
    """

    def __init__(self, most: int | None = None, play: Callable[[Job], Json] = work) -> None:
        self._most, self._play = most or os.cpu_count() or 1, play
        self._idle: list[Worker] = []
        self._crew: dict[Any, tuple[Worker, Job]] = {}

    @property
    def free(self) -> int:
        """How many more jobs can be given now."""
        return self._most - len(self._crew)

    @property
    def busy(self) -> int:
        """How many jobs are under way."""
        return len(self._crew)

    def give(self, job: Job) -> None:
        """Begin a job."""
        worker = self._idle.pop() if self._idle else Worker(self._play)
        worker.give(job.task.id, job)
        self._crew[worker.line] = worker, job

    def wait(self, seconds: float) -> Sequence[Outcome]:
        """Return what has come of jobs since the last call; wait for something for so long."""
        return [self._outcome(*self._crew.pop(line)) for line in wait(list(self._crew), seconds)]

    def _outcome(self, worker: Worker, job: Job) -> Outcome:
        answer = worker.answer()
        if answer is None:
            return Outcome(job.task.id, died=worker.end(), steps=steps_of(job))
        self._idle.append(worker)
        if answer.raised is not None:
            return Outcome(job.task.id, raised=answer.raised, ours=answer.ours)
        return Outcome(job.task.id, json.loads(answer.result))

    def steps(self) -> dict[str, int]:
        """Return how far the runs under way are, in steps, by task."""
        return {job.task.id: steps_of(job) for _, job in self._crew.values()}

    def end(self) -> None:
        """Let every worker close its run after the step it is at; kill one that does not."""
        workers = [*self._idle, *(worker for worker, _ in self._crew.values())]
        self._idle, self._crew = [], {}
        for worker in workers:
            worker.ask_to_end()
        try:
            for worker in workers:
                worker.end(_GRACE)
        except KeyboardInterrupt:  # Ctrl-C once more: nobody waits for what they are in the middle of
            for worker in workers:
                worker.end(0)
            raise


def steps_of(job: Job) -> int:
    """Return how far a job's run is, in steps; 0 where there is none yet."""
    try:
        with Run.open(job.folder) as run:
            return run.last_step
    except RunFileError:  # not born yet, or being closed just now
        return 0
