"""Many cartridges, judged by a few processes at once."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.shelf.judge import REFUSED, Judged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PATIENCE = 120.0
"""Seconds that a cartridge may take in all: it should take a few."""


def judge_all(
    paths: Sequence[Path],
    steps: int,
    *,
    jobs: int | None = None,
    patience: float = PATIENCE,
    progress: Callable[[int, int], None] | None = None,
) -> list[Judged]:
    """Return what became of each file, in their order.

    `jobs`: processes, by default one per core. A file that ends its process, or takes longer than
    `patience` seconds, is refused for that. On Ctrl-C the processes are ended.
    """
    crew = _Crew(paths, steps, patience, progress)
    threads = [
        threading.Thread(target=crew.work, daemon=True)
        for _ in range(min(jobs or os.cpu_count() or 1, len(paths)))
    ]
    crew.tell()
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:
        crew.stop()
        raise
    return [crew.found[path] for path in paths]


@dataclass
class _Crew:
    """The files that wait, the judgements there are, and the processes at work."""

    paths: Sequence[Path]
    steps: int
    patience: float
    progress: Callable[[int, int], None] | None
    found: dict[Path, Judged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for path in self.paths:
            self._waiting.put(path)
        self._children: set[_Child] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def work(self) -> None:
        """Judge files as long as there are any: one thread's work, with a child of its own at a time."""
        child: _Child | None = None
        while not self._stopped and (path := self._next()) is not None:
            child = child or self._child()
            judged = child.ask(path)
            if child.gone:
                self._let_go(child)
                child = None
            with self._lock:
                self.found[path] = judged
                self.tell()
        if child is not None:
            self._let_go(child)

    def tell(self) -> None:
        """Tell how far it is."""
        if self.progress is not None:
            self.progress(len(self.found), len(self.paths))

    def stop(self) -> None:
        """End all children, and begin no more."""
        self._stopped = True
        for child in tuple(self._children):
            child.end()

    def _let_go(self, child: _Child) -> None:
        self._children.discard(child)
        child.end()

    def _next(self) -> Path | None:
        try:
            return self._waiting.get_nowait()
        except queue.Empty:
            return None

    def _child(self) -> _Child:
        child = _Child(self.steps, self.patience)
        self._children.add(child)
        return child


class _Child:
    """A process that judges one file after the other."""

    def __init__(self, steps: int, patience: float) -> None:
        self._patience = patience
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sim.shelf.child", str(steps)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            encoding="utf-8",
        )  # fmt: skip

    @property
    def gone(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def ask(self, path: Path) -> Judged:
        """Return the judgement on a file; the process may not live through it."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(self._patience, process.kill)
        late.start()
        try:
            process.stdin.write(json.dumps(str(path)) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (BrokenPipeError, ValueError):
            line = ""
        finally:
            in_time = late.is_alive()
            late.cancel()
        if line:
            return Judged(**json.loads(line))
        code = process.wait()
        why = f"ended the emulator's process (exit code {code})"
        return Judged(str(path), REFUSED, why if in_time else f"was not done after {self._patience:g} s")

    def end(self) -> None:
        """End the process."""
        with self._process as process:  # which closes its pipes, too
            process.kill()
