"""What measuring drift costs: steps a second next to playing on the twin, time to report, peak memory.

python -m tests.drift_bench                  # a short run, long ones, and the real command on a run file
python -m tests.drift_bench --no-recorded    # without the run file, which takes some minutes to record
python -m tests.drift_bench --only-short

The reference of each ratio is playing the same run without measuring it, in the same process. The long
agent is in no hurry and presses at random seven times in ten, because the explorer alone has done a quest
of 96 legs after some 20,000 steps; it sees ever more rooms all the same.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from sim.core import RunSettings
from sim.experiment.calibration.job import mind_of
from sim.experiment.twin import TwinRun, play, tracker_of, world_of
from sim.session import Session

SHORT = TwinRun(world=90_002, legs=72, steps=10_000, agent="explorer")
LONG = TwinRun(world=98_201, seed=3, legs=96, agent="explorer+noise=0.7+thorough")
LENGTHS = (25_000, 50_000, 100_000)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost: CPU seconds to play, to measure on top, and to report first and again; peak MB."""

    steps: int
    playing: float
    measuring: float
    first_report: float
    report: float
    memory: float

    def __str__(self) -> str:
        ratio = self.playing / self.measuring if self.measuring else float("inf")
        return (
            f"{self.steps:>8,} steps: {self.steps / self.measuring:8,.0f} steps/s measured,"
            f" {ratio:5.2f} of playing's {self.steps / self.playing:6,.0f};"
            f" report {self.first_report:5.2f} s, again {self.report:5.2f} s; {self.memory:6.0f} MB"
        )


def cost(run: TwinRun, *, measured: bool = True) -> Cost:
    """Play a run and measure it while it plays, as the calibration does, each step timed for both."""
    world_of(run)
    playing = measuring = 0.0
    began = process_time()
    tracker, count = tracker_of(run), 0
    measuring += process_time() - began
    mark = process_time()
    for step, state, revisions in play(run, partial(mind_of, run.agent)):
        count += 1
        now = process_time()
        playing += now - mark
        if measured:
            for revision in revisions:
                tracker.revised(revision)
            tracker.update(step, state)
        mark = process_time()
        measuring += mark - now
    times = []
    for _ in range(2 if measured else 0):
        began = process_time()
        tracker.report()
        times.append(process_time() - began)
    first, again = times or (0.0, 0.0)
    return Cost(count, playing, measuring, first, again, _peak())


def apart(run: TwinRun, *, measured: bool = True) -> Cost:
    """Return what a run costs in a process of its own, so that its peak memory is its own."""
    told = json.dumps({**asdict(run), "measured": measured})
    command = [sys.executable, "-m", "tests.drift_bench", "--one", told]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def recorded(steps: int) -> None:
    """Record a run on the cartridge and print what the command takes, first and again."""
    settings = RunSettings(
        agent=LONG.agent, world=LONG.world, legs=LONG.legs, seed=LONG.seed, steps=steps, context=LONG.context
    )
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        began = perf_counter()
        with Session.new(run, settings) as session:
            count = sum(1 for _ in session.play())
        took = perf_counter() - began
        print(f"recorded {count:,} steps on the cartridge in {took:.0f} s", flush=True)
        for which in ("first", "stored"):
            began, spent = perf_counter(), _children()
            command = [sys.executable, "-c", "from sim.cli import main; main()", "drift", str(run), "--json"]
            subprocess.run(command, capture_output=True, check=True)
            took, spent = perf_counter() - began, _children() - spent
            print(f"  longplay drift, {which}: {took:6.2f} s, {spent:6.2f} of the processor", flush=True)


def _children() -> float:
    """Return the CPU seconds of all child processes that are over."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _peak() -> float:
    """Return the most memory that this process has held, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _one(told: str) -> None:
    settings = json.loads(told)
    measured = settings.pop("measured")
    run = TwinRun(**{**settings, "without": tuple(settings["without"])})
    print(json.dumps(asdict(cost(run, measured=measured))))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what measuring costs."""
    parser = argparse.ArgumentParser(prog="python -m tests.drift_bench", description=main.__doc__)
    parser.add_argument("--only-short", action="store_true", help="no long runs")
    parser.add_argument("--no-recorded", action="store_true", help="no run on the cartridge")
    parser.add_argument("--lengths", type=int, nargs="*", default=LENGTHS, help="steps of the long runs")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        _one(options.one)
        return
    print(f"{SHORT.agent}, {SHORT.legs} legs; best of 3")
    print(min((apart(SHORT) for _ in range(3)), key=lambda found: found.measuring), flush=True)
    if options.only_short:
        return
    print(f"{LONG.agent}, {LONG.legs} legs")
    for steps in options.lengths:
        long = TwinRun(**{**asdict(LONG), "steps": steps})
        found, alone = apart(long), apart(long, measured=False)
        print(f"{found} ({alone.memory:.0f} MB without measuring)", flush=True)
    if not options.no_recorded:
        recorded(max(options.lengths))


if __name__ == "__main__":
    main()
