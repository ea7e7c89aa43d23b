"""Plays the runs of a set over many processes, and reads them back from the file that keeps them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sim.drift import INSTRUMENT
from sim.experiment.calibration.job import work
from sim.experiment.calibration.plan import EDITION
from sim.experiment.calibration.record import Record, record_of
from sim.experiment.pool import run_jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.experiment.calibration.plan import Plan


def results_file(folder: Path, which: str) -> Path:
    """Return where the runs of a set are kept."""
    return folder / f"runs-{which}.jsonl"


def play_set(
    plan: Plan,
    which: str,
    folder: Path,
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Record]:
    """Play the runs of a set that are not in its file yet, and return the records of all.

    `jobs`: processes, by default one per core. `progress` is told (done, of). Raises ResultsError if the
    file belongs to another instrument or plan, and whatever `run_jobs` does.
    """
    definition = {"instrument": INSTRUMENT, "edition": EDITION}
    found = run_jobs(
        work, plan.specs(which), results_file(folder, which), definition=definition, jobs=jobs,
        progress=progress,
    )  # fmt: skip
    return [record_of(saved) for saved in found.values()]


def last_day(folder: Path, sets: tuple[str, ...]) -> str:
    """Return the day on which the last run of some sets was kept, UTC, such as 2026-11-23."""
    newest = max(results_file(folder, which).stat().st_mtime for which in sets)
    return datetime.fromtimestamp(newest, UTC).date().isoformat()
