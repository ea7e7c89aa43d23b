"""What happens on a machine of a cluster: a run is played, and its heart is heard."""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError
from sim.experiment.running.job import Interrupted
from sim.experiment.running.playing import play_task
from sim.experiment.running.registration import FILE
from sim.experiment.running.storage import Storage
from sim.experiment.worker import Answer, done

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core import Json
    from sim.experiment.running.job import Job

BEAT, SAVE = 2.0, 60.0
"""Seconds between two heartbeats, and between two copies of a run that is under way."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where runs are kept: at `storage`, an fsspec URL, or in `folder`, which all machines see."""

    storage: str | None
    folder: str


class Beats:
    """Hears of the runs of a cluster: one of these lives on it, and everybody knows where."""

    def __init__(self) -> None:
        self._new: dict[str, int] = {}
        self._ended = False

    def beat(self, task: str, steps: int) -> bool:
        """Hear of a run that has played so many steps, and return whether it should come to an end."""
        self._new[task] = steps
        return self._ended

    def heard(self) -> dict[str, int]:
        """Return the steps of the runs that were heard of since the last call."""
        new, self._new = self._new, {}
        return new

    def end(self) -> None:
        """Have all runs told to come to an end."""
        self._ended = True


def play_there(job: Job, seat: Seat, beats: Any) -> Answer:
    """Play a job on this machine, a task of the cluster; its result is None if it was asked to end."""
    return done(_Player(seat, beats).play, job)


class _Player:
    def __init__(self, seat: Seat, beats: Any) -> None:
        self._seat, self._beats = seat, beats
        self._steps, self._ended = 0, False

    def play(self, job: Job) -> Json | None:
        """Play a job where it is to be played, and return its reply."""
        kept = self._seat.storage
        if kept is None:
            _refuse_blindness(Path(self._seat.folder))
            with self._beating(job, None):
                return self._reply(job)
        storage = Storage(f"{kept.rstrip('/')}/runs")
        with tempfile.TemporaryDirectory(prefix="longplay-") as scratch:
            folder = Path(scratch) / "run"
            storage.fetch(job.task.id, folder)
            try:
                with self._beating(job, lambda: storage.keep(job.task.id, folder)):
                    return self._reply(replace(job, folder=str(folder)))
            finally:
                storage.keep(job.task.id, folder)

    def _reply(self, job: Job) -> Json | None:
        try:
            return play_task(job, stop=lambda: self._ended, tell=self._tell).to_json()
        except Interrupted:
            return None

    def _tell(self, steps: int) -> None:
        self._steps = steps

    @contextmanager
    def _beating(self, job: Job, save: Any) -> Iterator[None]:
        """Let the heart of a run beat, and copies of it be kept, in a thread while it is played."""
        over = threading.Event()
        heart = threading.Thread(target=self._beat, args=(job.task.id, over, save), daemon=True)
        heart.start()
        try:
            yield
        finally:
            over.set()
            heart.join()

    def _beat(self, task: str, over: threading.Event, save: Any) -> None:
        import ray  # noqa: PLC0415 - an extra that only clusters need

        saved = time.monotonic()
        while not over.wait(BEAT):
            self._ended = self._ended or ray.get(self._beats.beat.remote(task, self._steps))
            if save is not None and time.monotonic() - saved > SAVE:
                save()
                saved = time.monotonic()


def _refuse_blindness(folder: Path) -> None:
    """Refuse to play where the experiment's folder cannot be seen: results would stay on this machine."""
    if not (folder / FILE).exists():
        raise LongplayError(
            f"a machine of the cluster does not see {folder}: "
            "give a path that all of them reach with --storage"
        )
