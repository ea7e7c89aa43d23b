"""One run of an experiment, from its first step or from where it was left, to its measures."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core import LongplayError, ModelError, ReplayMismatch, RunFileError, RunStopped
from sim.experiment.measured import measure
from sim.experiment.running.job import UNREACHABLE, Aside, Interrupted, Reply, settings_of
from sim.experiment.running.probes import probe
from sim.record import Run
from sim.record.lookup import FILE_NAME
from sim.record.recorder import lock
from sim.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from sim.core import Json, RunSettings
    from sim.experiment.running.job import Job

_OVER = ("won", "done", "paused", "stopped by monitor")
"""What a run says of itself when there is nothing left to play."""
_PATIENCE = 10.0
"""Seconds to wait for a process that is about to let go of a run."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def work(job: Job) -> Json:
    """Play a job in a worker process, and return a `Reply` as JSON.

    Asked to end (SIGTERM), the process closes the run file after the step it is at, and ends.
    """
    with _asked_to_end() as asked:
        try:
            return play_task(job, stop=asked).to_json()
        except Interrupted:
            sys.exit(0)


def play_task(
    job: Job, *, stop: Callable[[], bool] = lambda: False, tell: Callable[[int], None] = lambda step: None
) -> Reply:
    """Play a run to its end, take its probes and measure it; what is there already is not played again.

    `stop` is asked between two steps, `tell` is told the number of each. What goes wrong while the run plays,
    in the agent or by its budget, is a result with an error. Raises Interrupted when `stop` said so, and the
    LongplayError that keeps a run from being begun or written, which says nothing of the run.
    """
    folder = Path(job.folder)
    settings = settings_of(job)
    try:
        error = None if _is_over(folder) else _played(job, folder, settings, stop, tell)
        probes = [] if error or job.probes is None else probe(job, folder, job.probes, stop)
    except Aside as aside:
        return Reply(aside=str(aside))
    found = measure(folder, job.task)
    return Reply(measured=replace(found, error=error or found.error, probes=probes).to_json())


def _is_over(folder: Path) -> bool:
    if not (folder / FILE_NAME).exists():
        return False
    with Run.open(folder) as run:
        return run.meta().get("status") in _OVER


def _played(
    job: Job, folder: Path, settings: RunSettings, stop: Callable[[], bool], tell: Callable[[int], None]
) -> str | None:
    """Play what is left of a run; return what went wrong with it, None for nothing."""
    try:
        session = _opened(job, folder, settings)
    except ReplayMismatch as error:
        return str(error)
    try:
        with session:
            _step_by_step(session, stop, tell)
        if not session.ended:
            raise Interrupted
        return None
    except RunStopped as stopped:
        if stopped.status == UNREACHABLE:
            raise Aside(str(stopped)) from stopped
        return None if stopped.status in _OVER else str(stopped)
    except (Interrupted, RunFileError):
        raise
    except ModelError as error:
        raise Aside(str(error)) from error
    except LongplayError as error:
        return str(error)
    except Exception as error:  # whatever an agent of one's own raises is the end of its run, and told
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise RunFileError(f"cannot write in {folder}: {error.strerror}") from error
        return f"{type(error).__name__}: {error}"


def _step_by_step(session: Session, stop: Callable[[], bool], tell: Callable[[int], None]) -> None:
    """Play until the run has ended or `stop` says so, and keep the report on a run that goes no further."""
    try:
        for step in session.play():
            tell(step.number)
            if stop():
                break
    except RunStopped:
        session.report()
        raise
    if session.ended:
        session.report()


def _opened(job: Job, folder: Path, settings: RunSettings) -> Session:
    """Begin the run or go on with it; it says which experiment it is part of."""
    _wait_for(folder)
    begun = (folder / FILE_NAME).exists()
    session = Session.resume(folder) if begun else Session.new(folder, settings)
    mark, said = job.mark.to_json(job.task), session.run.meta().get("experiment")
    if said is None:
        session.remember("experiment", mark)
    elif said != mark:
        session.close()
        raise RunFileError(f"{folder} holds a run of another experiment ({said.get('id')}): move it away")
    return session


def _wait_for(folder: Path) -> None:
    """Wait a little for a process that was told to end, or whose parent was killed, to let go of a run."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            lock(folder).release()
        except RunFileError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@contextmanager
def _asked_to_end() -> Iterator[Callable[[], bool]]:
    """Turn SIGTERM into a wish; hand out what tells whether there was one."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = signal.signal(signal.SIGTERM, ask)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGTERM, before)
        if asked:  # it came when nobody asked any more
            os.kill(os.getpid(), signal.SIGTERM)
