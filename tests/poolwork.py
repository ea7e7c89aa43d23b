"""Jobs for the tests of the pool, in a module that worker processes can import; and a pool to interrupt:

python -m tests.poolwork FOLDER
"""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core import Json, WorldError
from sim.experiment import TwinRun, fold, run_jobs


@dataclass(frozen=True)
class Sum:
    """Adds two numbers and notes in `folder` that it did, one file a time."""

    folder: str
    left: int
    right: int
    seconds: float = 0.0


def add(spec: Sum) -> dict[str, Any]:
    time.sleep(spec.seconds)
    note(spec)
    return {"sum": spec.left + spec.right, "pair": (spec.left, spec.right)}


def add_or_die_once(spec: Sum) -> dict[str, Any]:
    """Like `add`, but whoever is the first to add 3 is killed in the middle of it."""
    if spec.left == 3 and times(spec) == 0:
        note(spec)
        os.kill(os.getpid(), signal.SIGKILL)
    return add(spec)


def add_or_die(spec: Sum) -> dict[str, Any]:
    if spec.left == 3:
        note(spec)
        os.kill(os.getpid(), signal.SIGKILL)
    return add(spec)


def refuse(spec: Sum) -> dict[str, Any]:
    if spec.left == 3:
        raise WorldError("no such world")
    return add(spec)


def divide(spec: Sum) -> float:
    return spec.left / spec.right


def tell_no_json(spec: Sum) -> set[int]:
    return {spec.left}


def drift(run: TwinRun) -> Json:
    return fold(run).to_json()


def note(spec: Sum) -> None:
    number = times(spec)
    (Path(spec.folder) / f"{spec.left}.{number}").touch(exist_ok=False)


def times(spec: Sum) -> int:
    """How often a job was done, or begun by one that died."""
    return len(list(Path(spec.folder).glob(f"{spec.left}.*")))


def sums(folder: Path, count: int, seconds: float = 0.0) -> dict[str, Sum]:
    """Jobs that note what they do in `folder`/done."""
    done = folder / "done"
    done.mkdir(exist_ok=True)
    return {f"sum-{number}": Sum(str(done), number, 100, seconds) for number in range(count)}


def main() -> None:
    folder = Path(sys.argv[1])
    run_jobs(add, sums(folder, 30, 0.05), folder / "results.jsonl", definition={"edition": 1}, jobs=2)


if __name__ == "__main__":
    main()
