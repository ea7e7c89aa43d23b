"""One worker process, and the line to it: it is given jobs one by one and sends back what they come to."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job came to: its `result` as JSON, or what it `raised`, as text; `ours` if a LongplayError."""

    result: str = ""
    raised: str | None = None
    ours: bool = False


class Worker:
    """A process that does `work`, one job at a time.

    It is spawned, not forked: it shares no open file and no thread with this process, and ends by itself when
    this one is gone. Ctrl-C is this process's business alone. `line` is readable when the job is done or the
    worker dead.
    """

    def __init__(self, work: Callable[[Any], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, work), daemon=True)
        with _deaf_to_ctrl_c():
            self._process.start()
        far_end.close()
        self.job = ""

    def give(self, job: str, spec: object) -> None:
        """Give the worker a job to do. One that has just died says so when it is asked for the answer."""
        self.job = job
        with suppress(BrokenPipeError, ConnectionResetError):
            self.line.send(spec)

    def answer(self) -> Answer | None:
        """Wait for what the job came to; None if the worker died of it."""
        try:
            answer = self.line.recv()
        except (EOFError, ConnectionResetError):
            return None
        assert isinstance(answer, Answer)
        return answer

    def ask_to_end(self) -> None:
        """Ask the process to end (SIGTERM), and go on: work may end in order what it is in the middle of."""
        self._process.terminate()

    def end(self, seconds: float | None = None) -> str:
        """End the process and return how it ended.

        It is asked to end, and killed if it has not after so many `seconds`, None for never. One that has
        ended may be ended again.
        """
        self.ask_to_end()
        self._process.join(seconds)
        self._process.kill()
        self._process.join()
        self.line.close()
        code = self._process.exitcode or 0
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _serve(line: Connection, work: Callable[[Any], Any]) -> None:
    """Do what is asked until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            line.send(done(work, line.recv()))


def _end_with_parent() -> None:
    """End this process at once when the one that started it is gone, also in the middle of a job."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def done(work: Callable[[Any], Any], spec: object) -> Answer:
    """Do a job and return what it came to, whatever that is."""
    try:
        return Answer(json.dumps(work(spec), allow_nan=False))
    except LongplayError as error:
        return Answer(raised=str(error), ours=True)
    except Exception:  # whatever a job raises is told, and raised again, where the jobs come from
        return Answer(raised=traceback.format_exc())


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Start processes that ignore Ctrl-C from their first moment: they inherit that from this one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
