"""The board of an experiment on the terminal: arms, runs, pace, cost so far and to come."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.experiment.running.standing import ArmStanding, Standing

_SECONDS = 15.0
"""Between two plain lines."""


@contextmanager
def board(title: str, console: Console | None = None) -> Iterator[Callable[[Standing], None]]:
    """Hand out what is to be told time and again how an experiment stands; it shows that on stderr.

    A live table on a terminal; otherwise a plain line now and then, and one when all is done.
    """
    console = console or Console(stderr=True, highlight=False)
    if console.is_terminal:
        with Live(console=console, transient=True, auto_refresh=False) as live:
            yield lambda standing: live.update(drawn(title, standing), refresh=True)
    else:
        yield _Lines(console)


def drawn(title: str, standing: Standing) -> Group:
    """Return the board as it is drawn on a terminal."""
    table = Table("arm", box=None, pad_edge=False, padding=(0, 2, 0, 0), title=title, title_justify="left")
    for head in ("done", "running", "errors", "set aside", "steps", "USD"):
        table.add_column(head, justify="right", no_wrap=True)
    for arm in standing.arms:
        table.add_row(*_cells(arm))
    return Group(table, Text(line(standing), style="dim"))


def _cells(arm: ArmStanding) -> tuple[str, ...]:
    counts = (arm.running, arm.failed, arm.aside)
    return (
        arm.arm, f"{arm.done:,}/{arm.runs:,}", *(f"{count:,}" if count else "" for count in counts),
        f"{arm.steps:,}", _usd(arm.cost.most) if arm.cost.most != 0 else "",
    )  # fmt: skip


def line(standing: Standing) -> str:
    """Return how an experiment stands in one line."""
    failed = sum(arm.failed for arm in standing.arms)
    aside = sum(arm.aside for arm in standing.arms)
    running = sum(arm.running for arm in standing.arms)
    words = [f"{standing.done:,} of {standing.runs:,} runs"]
    words += [f"{running:,} running"] if running else []
    words += [f"{failed:,} with an error"] if failed else []
    words += [f"{aside:,} set aside"] if aside else []
    if standing.done < standing.runs:
        words += [f"{standing.pace:,.0f} steps/s"] if standing.pace else []
        words += [f"{_span(standing.seconds_left)} left"] if standing.seconds_left is not None else []
    return ", ".join([*words, *_money(standing)])


def _money(standing: Standing) -> list[str]:
    is_free = standing.cost.most == 0 and standing.cap is None and standing.to_come in (0, None)
    if is_free:
        return []
    words = [f"{_usd(standing.cost.most)} so far"]
    if standing.done < standing.runs:
        words.append(
            f"about {_usd(standing.to_come)} to come" if standing.to_come is not None else "more to come"
        )
    return [*words, *([f"cap {_usd(standing.cap)}"] if standing.cap is not None else [])]


def _usd(amount: float | None) -> str:
    return "$?" if amount is None else f"${amount:,.2f}"


def _span(seconds: float) -> str:
    """Return a length of time in words.

    >>> _span(42), _span(125), _span(7400)
    ('42 s', '2 min', '2 h 3 min')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._next = time.monotonic() + _SECONDS

    def __call__(self, standing: Standing) -> None:
        now = time.monotonic()
        if now >= self._next or standing.done == standing.runs:
            self._console.print(line(standing), soft_wrap=True)
            self._next = now + _SECONDS
