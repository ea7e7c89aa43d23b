"""How a long run shows that it moves: a bar on a terminal, a plain line now and then otherwise."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from sim.core import Step
from sim.drift import FRONT, Tracker

_SECONDS = 5.0


class Meter(Protocol):
    """Shows one step after the other."""

    def show(self, step: Step, revisions: int) -> None:
        """Show that `step` was played, with the guide at `revisions`."""


@contextmanager
def meter(total: int, tracker: Tracker | None = None) -> Iterator[Meter]:
    """Show progress towards `total` steps on stderr, and the front page of `tracker` as it stands."""
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        columns = (
            TextColumn("step"),
            MofNCompleteColumn(),
            BarColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
        )
        bar, front = Progress(*columns, console=console), Text("", style="dim")
        with Live(Group(bar, front), console=console, transient=True, refresh_per_second=5):
            yield _Bar(bar, front, total, tracker)
    else:
        yield _Lines(console, total, tracker)


def describe(step: Step, revisions: int) -> str:
    """Return where the run stands, in a few words."""
    truth = step.truth
    words = [f"guide revision {revisions}"]
    if truth.objective is not None:
        words.insert(0, f"objective {truth.objective}/{truth.objectives}")
    if truth.place is not None:
        words.append(truth.place.title())
    return ", ".join(words)


def front_line(tracker: Tracker) -> str:
    """Return the front page so far in one line: the level of each row, and the alarms.

    >>> front_line(Tracker())
    'no alarm'
    """
    levels = tracker.levels()
    shown = [f"{name.replace('_', ' ')} {levels[name]:.1%}" for name in FRONT if levels.get(name) is not None]
    alarms = [f"{alarm.row.replace('_', ' ')} at step {alarm.step:,}" for alarm in tracker.alarms]
    return ", ".join([*shown, f"ALARM: {'; '.join(alarms)}" if alarms else "no alarm"])


class _Bar:
    def __init__(self, bar: Progress, front: Text, total: int, tracker: Tracker | None) -> None:
        self._bar, self._task = bar, bar.add_task("", total=total)
        self._front, self._tracker = front, tracker
        self._next = 0.0

    def show(self, step: Step, revisions: int) -> None:
        now = time.monotonic()
        if now >= self._next:  # ten times a second is all that an eye wants
            self._bar.update(self._task, completed=step.number, description=describe(step, revisions))
            if self._tracker is not None:
                self._front.plain = front_line(self._tracker)
            self._next = now + 0.1


class _Lines:
    def __init__(self, console: Console, total: int, tracker: Tracker | None) -> None:
        self._console, self._total, self._tracker = console, total, tracker
        self._next = time.monotonic() + _SECONDS

    def show(self, step: Step, revisions: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._console.print(
                f"step {step.number}/{self._total}: {describe(step, revisions)}", soft_wrap=True
            )
            if self._tracker is not None:
                self._console.print(f"  {front_line(self._tracker)}", soft_wrap=True)
            self._next = now + _SECONDS
