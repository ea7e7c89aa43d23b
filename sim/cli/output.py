"""What every command needs to talk: consoles, JSON, a stop on Ctrl-C."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

import click
from rich.console import Console


def console() -> Console:
    """Return the console on stdout; it draws plain text where that is no terminal."""
    return Console(highlight=False)


def print_json(value: Any) -> None:
    """Print one JSON object on stdout."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


@dataclass(slots=True)
class Stop:
    """Whether the user has asked to stop."""

    asked: bool = False

    def __call__(self) -> bool:
        """Return the answer, for whoever asks time and again."""
        return self.asked


@contextmanager
def stop_on_signal() -> Iterator[Stop]:
    """Turn the first Ctrl-C (or SIGTERM) into a wish to stop between two steps; a second one interrupts."""
    stop = Stop()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
