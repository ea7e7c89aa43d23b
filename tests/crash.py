"""Kill a run at random instants, resume it, and compare it with one that was never interrupted.

    python -m tests.crash --kills 200

Each trial forks a process that plays the run, kills it (SIGKILL) after a random time, sometimes kills
the resumed run as well, resumes it to the end, and compares tables and memory folder row by row.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.core import RunSettings
from sim.session import Session

SETTINGS = RunSettings(agent="explorer", world=3, steps=600, context=15, snapshot_every=100)

COMPARED = {
    "step": "number,decision,button,frame,state,mode,place,x,y,objective,objectives,truth,frames",
    "decision": "*",
    "revision": "*",
    "event": "*",
    "frame": "hash,base,depth,image",
}


def play(folder: Path, settings: RunSettings) -> None:
    """Play the run to its end, from the start or from where it was killed."""
    begun = (folder / "run.sqlite").exists()
    session = Session.resume(folder) if begun else Session.new(folder, settings)
    with session:
        for _ in session.play():
            pass


def contents(folder: Path) -> dict[str, Any]:
    """Return everything of a run that a crash must not change."""
    connection = sqlite3.connect(folder / "run.sqlite")
    try:
        found: dict[str, Any] = {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3").fetchall()
            for table, columns in COMPARED.items()
        }
        found["status"] = connection.execute("SELECT value FROM meta WHERE key = 'status'").fetchone()
        found["check"] = connection.execute("PRAGMA integrity_check").fetchone()
    finally:
        connection.close()
    memory = folder / "memory"
    found["memory"] = {str(p.relative_to(memory)): p.read_text() for p in memory.rglob("*") if p.is_file()}
    return found


def killed_after(seconds: float, work: Callable[[], None]) -> bool:
    """Do `work` in a forked process and kill it after `seconds`; return whether it was still alive."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def trial(folder: Path, rng: random.Random, longest: float, settings: RunSettings = SETTINGS) -> int:
    """Play with one or two kills and then to the end; return how many kills met a living run."""
    kills = 0
    for _ in range(rng.choice((1, 1, 2))):
        kills += killed_after(rng.uniform(0, longest), lambda: play(folder, settings))
    play(folder, settings)
    return kills


def uninterrupted(folder: Path, settings: RunSettings = SETTINGS) -> tuple[dict[str, Any], float]:
    """Return the contents of a run that nobody killed, and how long it took."""
    started = time.perf_counter()
    play(folder, settings)
    return contents(folder), time.perf_counter() - started


def main() -> None:
    """Run the trials and print what came of them; exit code 1 if any run differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as root:
        wanted, seconds = uninterrupted(Path(root) / "whole")
        kills = trials = different = 0
        while kills < arguments.kills:
            folder = Path(root) / f"trial{trials}"
            kills += trial(folder, rng, seconds)
            different += contents(folder) != wanted
            trials += 1
        print(f"{kills} kills in {trials} runs of {SETTINGS.steps} steps: {different} differ")
    raise SystemExit(1 if different else 0)


if __name__ == "__main__":
    main()
