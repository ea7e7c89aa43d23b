"""How a long run shows that it moves: a bar on a terminal, a plain line now and then otherwise."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sim.core import Step

_SECONDS = 5.0


class Meter(Protocol):
    """Shows one step after the other."""

    def show(self, step: Step, revisions: int) -> None:
        """Show that `step` was played, with the guide at `revisions`."""


@contextmanager
def meter(total: int) -> Iterator[Meter]:
    """Show progress towards `total` steps on stderr."""
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        columns = (
            TextColumn("step"),
            MofNCompleteColumn(),
            BarColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, transient=True) as bar:
            yield _Bar(bar, total)
    else:
        yield _Lines(console, total)


def describe(step: Step, revisions: int) -> str:
    """Return where the run stands, in a few words."""
    truth = step.truth
    words = [f"guide revision {revisions}"]
    if truth.objective is not None:
        words.insert(0, f"objective {truth.objective}/{truth.objectives}")
    if truth.place is not None:
        words.append(truth.place.title())
    return ", ".join(words)


class _Bar:
    def __init__(self, bar: Progress, total: int) -> None:
        self._bar, self._task = bar, bar.add_task("", total=total)
        self._next = 0.0

    def show(self, step: Step, revisions: int) -> None:
        now = time.monotonic()
        if now >= self._next:  # ten times a second is all that an eye wants
            self._bar.update(self._task, completed=step.number, description=describe(step, revisions))
            self._next = now + 0.1


class _Lines:
    def __init__(self, console: Console, total: int) -> None:
        self._console, self._total = console, total
        self._next = time.monotonic() + _SECONDS

    def show(self, step: Step, revisions: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._console.print(
                f"step {step.number}/{self._total}: {describe(step, revisions)}", soft_wrap=True
            )
            self._next = now + _SECONDS
