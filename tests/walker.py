"""An agent that walks as it is told, whatever it sees: `--agent tests.walker:Straight` and those below it."""

from __future__ import annotations

from typing import ClassVar

from sim.agents import Setup
from sim.core import Decision, Observation
from tests.observedplay import BUTTONS


class Straight:
    """Presses the letters of `WAY`, a decision each, and goes on with the last; "!" is a context reset."""

    WAY: ClassVar[str] = "d" + "r" * 13 + "d" * 6
    """On the stand-in of Pokemon Red: around the end of the long wall, and something new at every step."""

    def __init__(self, setup: Setup) -> None:
        del setup
        self._at = 0

    def decide(self, observation: Observation) -> Decision:
        del observation
        reset = self.WAY[self._at] == "!"
        self._at += reset
        letter = self.WAY[self._at]
        self._at = min(self._at + 1, len(self.WAY) - 1)
        return Decision((BUTTONS[letter],), reset=reset)

    def state(self) -> bytes:
        return bytes([self._at])

    def restore(self, state: bytes) -> None:
        (self._at,) = state


class Dithering(Straight):
    """Goes to and fro where it has come to."""

    WAY = Straight.WAY + "ud" * 12


class Forgetting(Dithering):
    """Looks around again where it went to and fro, as it has forgotten all."""

    WAY = Dithering.WAY + "!" + "uuuudddd"


class Returning(Dithering):
    """Looks around again although it has forgotten nothing."""

    WAY = Dithering.WAY + "uuuudddd"
