"""Kill workers and coordinators of an experiment at random instants: no final number may change.

    python -m tests.experiment_soak --workers 50 --coordinators 10 [--cluster local]

Each trial runs an experiment in a process of its own and kills (SIGKILL) its workers, or itself, after
random times, until it is done; its results are compared with those of one that nobody disturbed.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sim.prng import Pcg32
from tests.experimenting import ROOT, numbers

LONGEST = 60
"""Tenths of a second between two kills, at most."""


def begun(folder: Path, cluster: str | None) -> subprocess.Popen[str]:
    """Start, or go on with, the experiment in `folder`."""
    command = [sys.executable, "-m", "tests.experimenting", str(folder)]
    command += ["--cluster", cluster] if cluster else []
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def finished(process: subprocess.Popen[str]) -> bool:
    """Wait for the experiment to end, and return whether everything was played."""
    said, _ = process.communicate()
    if process.returncode not in (0, 1) or "Traceback" in said:
        raise SystemExit(f"an experiment ended with exit code {process.returncode}:\n{said}")
    return process.returncode == 0


def workers_of(pid: int) -> list[int]:
    """Return the worker processes below one, those of Ray too."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        children = _read(f"/proc/{one}/task/{one}/children").split()
        waiting += map(int, children)
        found += [int(child) for child in children if _is_worker(int(child))]
    return found


def _is_worker(pid: int) -> bool:
    said = _read(f"/proc/{pid}/cmdline")
    return "spawn_main" in said or said.startswith("ray::play_there")


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:  # it has ended
        return ""


def kill_workers(folder: Path, kills: int, dice: Pcg32, cluster: str | None) -> int:
    """Run the experiment and kill up to so many of its workers; return how many were.

    Runs whose workers never got to a step are set aside: then it is run again.
    """
    killed, is_whole = 0, False
    while not is_whole:
        process = begun(folder, cluster)
        while process.poll() is None and killed < kills:
            time.sleep(dice.between(1, LONGEST) / 10)
            workers = workers_of(process.pid)
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(dice.pick(workers), signal.SIGKILL)
                    killed += 1
        is_whole = finished(process)
    return killed


def kill_coordinators(folder: Path, kills: int, dice: Pcg32, cluster: str | None) -> int:
    """Run the experiment and kill up to so many processes that run it; return how many were."""
    killed, is_whole = 0, False
    while not is_whole:
        process = begun(folder, cluster)
        try:
            process.wait(dice.between(10, 2 * LONGEST) / 10 if killed < kills else None)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            killed += 1
        else:
            is_whole = finished(process)
    return killed


def soak(
    name: str,
    kill: Callable[[Path, int, Pcg32, str | None], int],
    kills: int,
    home: Path,
    seed: int,
    cluster: str | None,
) -> int:
    """Run experiments until so many processes were killed; return in how many results differ."""
    wanted, dice = numbers(home / "whole"), Pcg32(seed)
    done = trials = different = 0
    while done < kills:
        folder = home / f"{name}-{trials}"
        done += kill(folder, kills - done, dice, cluster)
        different += numbers(folder) != wanted
        trials += 1
    print(
        f"{done} {name} killed in {trials} experiments of {len(wanted)} runs: {different} differ", flush=True
    )
    return different


def main() -> None:
    """Run the trials and print what came of them; exit code 1 if any number differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--workers", type=int, default=50)
    parser.add_argument("--coordinators", type=int, default=10)
    parser.add_argument("--cluster")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        home = Path(root)
        if not finished(begun(home / "whole", None)):
            raise SystemExit("not even an experiment that nobody disturbed was played")
        different = soak("workers", kill_workers, asked.workers, home, asked.seed, asked.cluster)
        different += soak(
            "coordinators", kill_coordinators, asked.coordinators, home, asked.seed, asked.cluster
        )
    raise SystemExit(1 if different else 0)


if __name__ == "__main__":
    main()
