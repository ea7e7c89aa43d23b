"""What running an experiment costs beyond its runs:

    python -m tests.experiment_bench                                       the first two of these
    python -m tests.experiment_bench throughput --runs 200 --steps 4000    2 processes against 1
    python -m tests.experiment_bench cluster --runs 20 --steps 2000        Ray against processes
    python -m tests.experiment_bench plan --runs 10000                     planned, stopped, resumed, reported

Scheduling overhead is what is left of the processes' time when the runs' own is taken away: 1 - (seconds of
all runs in their workers) / (wall seconds x processes). The start of the workers counts as overhead. Ray's
overhead is what a cluster of as many workers on this machine takes more, with its start and without.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from sim.core import Json
from sim.experiment.report import write
from sim.experiment.running import Ended, Job, register, run_experiment
from sim.experiment.running.cluster import Cluster
from sim.experiment.running.hands import Hands, Outcome
from sim.experiment.running.local import Processes
from sim.experiment.running.playing import work
from sim.experiment.spec.model import Spec
from sim.experiment.spec.reading import load_spec
from tests.experimenting import conduct, numbers, spec_of

WORLDS = 5000


def timed(job: Job) -> Json:
    """Play a job as a worker does, and say how long that took."""
    began = time.perf_counter()
    reply = dict(work(job))
    reply["measured"] = {**reply["measured"], "error": str(time.perf_counter() - began)}
    return reply


def spec_for(runs: int, steps: int) -> Spec:
    """Return an experiment of two arms, so many runs in all."""
    worlds = tuple(range(WORLDS, WORLDS + max(runs // 2, 1)))
    return spec_of(worlds=worlds, legs=24, steps=steps, snapshot_every=1000)


def clocked(spec: Spec, folder: Path, hands: Callable[[], Hands]) -> tuple[float, Ended]:
    """Run an experiment and return the wall seconds that it took."""
    began = time.perf_counter()
    ended = conduct(spec, folder, hands)
    assert not ended.unplayed, ended.unplayed
    return time.perf_counter() - began, ended


def throughput(runs: int, steps: int, home: Path) -> None:
    """Print the pace of one process and of two, and the overhead of scheduling."""
    seconds = {}
    for jobs in (1, 2):
        spec = spec_for(runs, steps)
        used = time.process_time()
        seconds[jobs], ended = clocked(spec, home / str(jobs), lambda: Processes(jobs, timed))  # noqa: B023
        own = sum(float(result["error"]) for result in numbers(home / str(jobs)).values())
        played = sum(arm.steps for arm in ended.standing.arms)
        overhead = 1 - own / (seconds[jobs] * jobs)
        print(
            f"{jobs} processes: {len(spec.tasks())} runs, {played:,} steps in {seconds[jobs]:.1f} s,"
            f" {played / seconds[jobs]:,.0f} steps/s, overhead {overhead:.1%},"
            f" coordinator {(time.process_time() - used) / len(spec.tasks()):.3f} s of CPU a run",
            flush=True,
        )
    print(f"two against one: {seconds[1] / seconds[2]:.2f} times the throughput")


def cluster(runs: int, steps: int, home: Path) -> None:
    """Print what Ray on this machine costs against processes, and whether the numbers are the same."""
    spec = spec_for(runs, steps)
    starts: list[float] = []

    def joined() -> Cluster:
        began = time.perf_counter()
        made = Cluster("local", home / "ray", jobs=2)
        starts.append(time.perf_counter() - began)
        return made

    here, _ = clocked(spec, home / "here", lambda: Processes(2))
    there, _ = clocked(spec, home / "ray", joined)
    same = numbers(home / "here") == numbers(home / "ray")
    (start,) = starts
    with_start, without = there / here - 1, (there - start) / here - 1
    print(
        f"{len(spec.tasks())} runs: processes {here:.1f} s, Ray {there:.1f} s ({with_start:+.1%}), of which"
        f" {start:.1f} s to start it ({without:+.1%} without), same numbers: {same}",
        flush=True,
    )


class Instant:
    """Hands that have a result at once: runs are stubbed as files have them. Stops after `most`."""

    def __init__(self, measured: Json, most: int | None = None) -> None:
        self._measured, self._left = measured, most
        self._jobs: list[Job] = []

    @property
    def free(self) -> int:
        return 64 - len(self._jobs)

    @property
    def busy(self) -> int:
        return len(self._jobs)

    def give(self, job: Job) -> None:
        if self._left == 0:
            raise KeyboardInterrupt
        self._left = None if self._left is None else self._left - 1
        self._jobs.append(job)

    def wait(self, seconds: float) -> Sequence[Outcome]:
        jobs, self._jobs = self._jobs, []
        return [Outcome(job.task.id, {"measured": self._result(job), "aside": None}) for job in jobs]

    def _result(self, job: Job) -> dict[str, Any]:
        task = job.task
        told = {
            "id": task.id,
            "arm": task.arm,
            "world": task.world,
            "seed": task.seed,
            "settings": task.settings,
        }
        values = {
            name: value if value is None else value * (1 + (crc32(f"{task.id} {name}".encode()) % 100) / 1000)
            for name, value in self._measured["values"].items()
        }
        return {**self._measured, "task": told, "values": values}

    def steps(self) -> Mapping[str, int]:
        return {}

    def end(self) -> None:
        pass


WRITTEN = """
id: many
title: Many runs of which none is played
purpose: to be planned, stopped, resumed and reported
worlds: {{generator: fernmoor-2, seeds: 1000-{last}}}
base: {{agent: explorer, legs: 24, steps: 4000}}
arms:
  guide: {{}}
  none: {{guide: off}}
hypotheses:
  - id: H1
    question: Is there a difference?
    estimand: progress
    arm: guide
    against: none
    unit: share of the quest
    denominator: run
    direction: greater
    missing: worst
    sesoi: 0.1
    met: CI_low >= 0.1
    not_met: CI_high < 0.1
    decides: {{met: nothing, not_met: nothing}}
power: {{mde80: null, source: not known}}
"""


def plan(runs: int, home: Path) -> None:
    """Print how long an experiment takes of which nothing is played, stopped half-way and gone on with."""
    conduct(spec_for(2, 200), home / "one", lambda: Processes(1))
    one = next(iter(numbers(home / "one").values())) | {"seconds": 1.0, "usd": [0.0, 0.0]}
    (home / "many.yaml").write_text(WRITTEN.format(last=1000 + runs // 2 - 1))
    began, used = time.perf_counter(), time.process_time()

    def told(what: str) -> None:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        wall = time.perf_counter() - began
        print(
            f"{what}: {wall:.1f} s ({time.process_time() - used:.1f} s of CPU), {memory:,.0f} MB", flush=True
        )

    spec, folder = load_spec(home / "many.yaml"), home / "many"
    registration = register(spec, home / "many.yaml", folder, exploratory=True)
    try:
        run_experiment(spec, registration, folder, lambda: Instant(one, runs // 2))
    except KeyboardInterrupt:
        told("planned, and stopped half-way")
    ended = run_experiment(spec, registration, folder, lambda: Instant(one))
    told(f"resumed, {ended.standing.done:,} of {ended.standing.runs:,} runs done")
    write(folder)
    told("reported")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["throughput", "cluster", "plan"])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--steps", type=int, default=4000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        home = Path(root)
        if asked.what == "plan":
            plan(asked.runs, home)
        for name, measured in (("throughput", throughput), ("cluster", cluster)):
            if asked.what in (None, name):
                measured(asked.runs, asked.steps, home / name)


if __name__ == "__main__":
    main()
