"""Many small jobs over worker processes, each result kept in a file as soon as it is there."""

from __future__ import annotations

import json
import os
from collections import deque
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, TypeVar

import sim
from sim.core import LongplayError
from sim.experiment.results import Results
from sim.experiment.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sim.core import Json
    from sim.experiment.worker import Answer

Spec = TypeVar("Spec")

_TRIES = 2
"""How often a job is tried that its worker does not live through."""


def run_jobs(
    work: Callable[[Spec], Any],
    specs: Mapping[str, Spec],
    path: Path,
    *,
    definition: Json,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Return `work(spec)` for every spec by its job's id, in the order of `specs`.

    `work` is a pure function at the top of a module; specs are JSON values or frozen dataclasses of such,
    results are JSON. What `path` holds already is not done again: each result is added to it as soon as it is
    there, so that after Ctrl-C, a kill or a crash the same call does what is missing. `definition`: whatever
    else the results depend on, versions above all; Longplay's own and the name of `work` are part of it.
    `jobs`: processes, by default one per core. `progress` is told (done, total), at the start too.

    Raises ResultsError if the file belongs to another definition or cannot be written, LongplayError when a
    job raises one or kills its worker twice, RuntimeError with the worker's traceback when a job raises
    anything else. A program that calls this must guard its start with `if __name__ == "__main__"`.
    """
    whole = {"work": work.__qualname__, "longplay": sim.__version__, "more": definition}
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs must be at least 1, not {jobs}")
    with Results(path, whole, specs) as results:
        _Crew(work, specs, results, progress).do(jobs or os.cpu_count() or 1)
        return {job: results.found[job] for job in specs}


class _Crew:
    """The workers of one call and the jobs that wait for them."""

    def __init__(
        self,
        work: Callable[[Any], Any],
        specs: Mapping[str, Any],
        results: Results,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._work, self._specs, self._results, self._progress = work, specs, results, progress
        self._waiting = deque(job for job in specs if job not in results.found)
        self._done = len(specs) - len(self._waiting)
        self._deaths: dict[str, int] = {}
        self._crew: dict[object, Worker] = {}

    def do(self, most: int) -> None:
        """Do the jobs that wait, on so many workers at most."""
        self._tell()
        try:
            for _ in range(min(most, len(self._waiting))):
                self._go_on(Worker(self._work))
            while self._crew:
                for line in wait([worker.line for worker in self._crew.values()]):
                    self._take(self._crew[line])
        finally:
            for worker in self._crew.values():
                worker.end()

    def _go_on(self, worker: Worker) -> None:
        """Give a worker the next job, or let it go."""
        self._crew[worker.line] = worker
        if self._waiting:
            job = self._waiting.popleft()
            worker.give(job, self._specs[job])
        else:
            self._let_go(worker)

    def _let_go(self, worker: Worker) -> str:
        """End a worker and return how it ended."""
        del self._crew[worker.line]
        return worker.end()

    def _take(self, worker: Worker) -> None:
        """Take a worker's answer; put another one in the place of a dead one."""
        answer = worker.answer()
        if answer is None:
            self._mourn(worker.job, self._let_go(worker))
            self._go_on(Worker(self._work))
        else:
            self._results.add(worker.job, _result(worker.job, answer))
            self._done += 1
            self._tell()
            self._go_on(worker)

    def _mourn(self, job: str, how: str) -> None:
        """Let a job that its worker died of be tried again, next of all, but not for ever."""
        self._deaths[job] = self._deaths.get(job, 0) + 1
        if self._deaths[job] >= _TRIES:
            raise LongplayError(
                f"job {job} ended its worker {_TRIES} times (the last time by {how}): "
                "what is done is kept, the same command goes on from there"
            )
        self._waiting.appendleft(job)

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self._done, len(self._specs))


def _result(job: str, answer: Answer) -> Any:
    if answer.raised is None:
        return json.loads(answer.result)
    if answer.ours:
        raise LongplayError(f"job {job}: {answer.raised}")
    raise RuntimeError(f"job {job} failed in its worker:\n{answer.raised}")
