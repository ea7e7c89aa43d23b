"""Runs on a Ray cluster: one run a task, tried again where a machine or a worker is lost."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import time
from contextlib import redirect_stdout
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError
from sim.experiment.running.hands import Outcome
from sim.experiment.running.pulse import Beats, Seat, play_there
from sim.experiment.running.storage import MISSING, Storage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.experiment.running.job import Job

LOCAL = "local"
SILENT = 60.0
"""Seconds without a heartbeat after which a run is taken to be lost."""
_GRACE = 20.0
_MEMORY = 100 * 1024 * 1024
"""Bytes of a local cluster's object store: results are small."""


class ClusterError(LongplayError):
    """A cluster cannot be reached, or Ray is not there."""


class Cluster:
    """A Ray cluster that plays `jobs` runs at a time, by default one for each of its processors.

    `address` as Ray takes it, or "local" for a cluster of this machine's processes. `storage` is an fsspec
    URL that all machines reach: each plays on its own disk, keeps a copy there every minute, and goes on
    from the copy that another one kept; without it they play in `folder` itself, which all must see. Raises
    ClusterError.
    """

    def __init__(
        self, address: str, folder: Path, *, jobs: int | None = None, storage: str | None = None
    ) -> None:
        self._ray = ray = _ray()
        self._folder, self._storage = folder.resolve(), storage
        self._kept = Storage(f"{storage.rstrip('/')}/runs") if storage else None
        _join(ray, address, jobs)
        # Ray tells of lost workers on stdout, where only results belong; the outcomes tell of them.
        self._hushed = redirect_stdout(_Nowhere())
        self._hushed.__enter__()
        self._most = jobs or max(int(ray.cluster_resources().get("CPU", 1)), 1)
        self._beats = ray.remote(Beats).options(num_cpus=0).remote()
        self._play = ray.remote(play_there).options(max_retries=0, num_cpus=1)
        self._refs: dict[Any, Job] = {}
        self._seen: dict[str, tuple[int, float]] = {}

    @property
    def free(self) -> int:
        """How many more jobs can be given now."""
        return self._most - len(self._refs)

    @property
    def busy(self) -> int:
        """How many jobs are under way."""
        return len(self._refs)

    def give(self, job: Job) -> None:
        """Begin a job."""
        job = replace(job, folder=str(self._folder / "runs" / job.task.id))
        seat = Seat(self._storage, str(self._folder))
        self._refs[self._play.remote(job, seat, self._beats)] = job

    def wait(self, seconds: float) -> Sequence[Outcome]:
        """Return what has come of jobs since the last call; wait for something for so long."""
        refs = list(self._refs)
        self._ray.wait(refs, num_returns=1, timeout=seconds)
        ready, _ = self._ray.wait(refs, num_returns=len(refs), timeout=0)
        outcomes = [self._outcome(ref) for ref in ready]
        self._listen()
        return [*outcomes, *self._silent()]

    def _outcome(self, ref: Any) -> Outcome:
        job = self._refs.pop(ref)
        steps, _ = self._seen.pop(job.task.id, (0, 0.0))
        errors = self._ray.exceptions
        try:
            answer = self._ray.get(ref)
        except errors.RayTaskError as error:
            return Outcome(job.task.id, raised=str(error))
        except errors.RayError as error:
            return Outcome(job.task.id, died=f"{type(error).__name__}", steps=steps)
        if answer.raised is not None:
            return Outcome(job.task.id, raised=answer.raised, ours=answer.ours)
        reply = json.loads(answer.result)
        if reply is None:
            return Outcome(job.task.id, died="asked to end", steps=steps)
        if self._kept is not None:
            self._kept.fetch(job.task.id, self._folder / "runs" / job.task.id)
        return Outcome(job.task.id, reply)

    def _listen(self) -> None:
        """Take note of how far the runs are that have been heard of since the last call."""
        try:
            heard = self._ray.get(self._beats.heard.remote(), timeout=5)
        except self._ray.exceptions.RayError:  # also when it takes long: it will be heard the next time
            return
        self._seen |= {task: (steps, time.monotonic()) for task, steps in heard.items()}

    def _silent(self) -> list[Outcome]:
        """Give up on runs that have not been heard of for long."""
        lost = []
        for ref, job in list(self._refs.items()):
            steps, last = self._seen.get(job.task.id, (0, None))
            if last is not None and time.monotonic() - last > SILENT:
                self._ray.cancel(ref, force=True)
                del self._refs[ref], self._seen[job.task.id]
                lost.append(Outcome(job.task.id, died=f"no heartbeat for {SILENT:.0f} s", steps=steps))
        return lost

    def steps(self) -> dict[str, int]:
        """Return how far the runs under way are, in steps, by task."""
        return {job.task.id: self._seen.get(job.task.id, (0, 0.0))[0] for job in self._refs.values()}

    def end(self) -> None:
        """Let every run be closed after the step it is at, stop those that are late, and leave."""
        try:
            if self._refs:
                self._beats.end.remote()
                _, late = self._ray.wait(list(self._refs), num_returns=len(self._refs), timeout=_GRACE)
                for ref in late:
                    self._ray.cancel(ref, force=True)
        finally:
            self._refs = {}
            self._ray.shutdown()
            self._hushed.__exit__(None, None, None)


def check_installed() -> None:
    """Raise ClusterError if a package is missing that a cluster needs; none is imported."""
    if any(find_spec(name) is None for name in ("ray", "fsspec")):
        raise ClusterError(MISSING)


class _Nowhere(io.StringIO):
    """Takes text and keeps none."""

    def write(self, text: str, /) -> int:
        """Forget a text."""
        return len(text)


def _ray() -> Any:
    try:
        import ray  # noqa: PLC0415 - an extra that only clusters need
        import ray.exceptions  # noqa: PLC0415
    except ImportError as error:
        raise ClusterError(MISSING) from error
    return ray


def _join(ray: Any, address: str, jobs: int | None) -> None:
    """Join a cluster, or start one of this machine's processes, which find what this process finds."""
    quiet = {"logging_level": logging.ERROR, "log_to_driver": False}
    try:
        if address == LOCAL:
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
            paths = os.pathsep.join(path for path in sys.path if path)
            ray.init(
                address=LOCAL, num_cpus=jobs or os.cpu_count(), include_dashboard=False,
                object_store_memory=_MEMORY, runtime_env={"env_vars": {"PYTHONPATH": paths}}, **quiet,
            )  # fmt: skip
        else:
            ray.init(address=address, **quiet)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise ClusterError(f"no cluster at {address}: {error}") from error
