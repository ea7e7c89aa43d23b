"""What every game is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sim.core import Event, Pacing, Truth

Ram = Callable[[int, int], bytes]
"""Reads the bytes from one address up to, not including, another: `Emulator.ram`."""


class Game(Protocol):
    """A game that is being played: how to press its buttons, what to tell the player, what is true.

    A game may remember what it saw in RAM last, so it belongs to one emulator.
    """

    @property
    def name(self) -> str:
        """Return the game's short name, as runs store it."""
        ...

    @property
    def pacing(self) -> Pacing:
        """Return how long a press lasts."""
        ...

    @property
    def goal(self) -> str:
        """Return the text that an agent is given: what the game is, and what to do in it."""
        ...

    @property
    def sound(self) -> bool:
        """Tell whether the sound chip has to be emulated for the game to play as it should."""
        ...

    def truth(self, ram: Ram) -> Truth:
        """Return what RAM says now. No agent is ever told."""
        ...

    def events(self, ram: Ram) -> tuple[Event, ...]:
        """Return what happened since the last call, in order. Call it after each press.

        After a snapshot was restored, call it once and ignore the answer.
        """
        ...
