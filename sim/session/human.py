"""A person at the keys: every press is a decision of one button, recorded as any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from sim.core import Button, Decision, Step

if TYPE_CHECKING:
    from sim.session.session import Session


class Pad(Protocol):
    """Where the buttons come from: the keys of a window, or whatever stands for them."""

    @property
    def closed(self) -> bool:
        """Tell whether the person is done."""
        ...

    def poll(self) -> Button | None:
        """Return the button that is pressed now, None if there is none."""
        ...

    def rest(self) -> None:
        """Let the time of a frame pass in which nobody presses and nothing moves."""
        ...


def by_hand(session: Session, pad: Pad, stopped: Callable[[], bool] = lambda: False) -> Iterator[Step]:
    """Yield the steps of a person until the run has ended, the pad is closed or `stopped()`.

    While nobody presses, a game that waits for a button stands still, and nothing is recorded. Any
    other game goes on: that is a step with the button WAIT. The screen on which the run ended stays
    until the pad is closed.
    """
    played = False
    while not (pad.closed or stopped() or (session.ended and not played)):
        button = pad.poll()
        if session.ended or (button is None and session.waits):
            pad.rest()
        elif button is not None or not pad.closed:
            yield from session.step(Decision((button or Button.WAIT,)))
            played = True
