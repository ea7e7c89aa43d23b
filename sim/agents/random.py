"""The lower bound: an agent that presses anything at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.agents.dice import Dice
from sim.core import AgentError, Button, Decision, Saying

if TYPE_CHECKING:
    from sim.agents.base import Setup
    from sim.core import Observation

BUTTONS = tuple(button for button in Button if button is not Button.WAIT)


class Random:
    """Presses one of the eight buttons, each as likely as any other, whatever is on the screen."""

    def __init__(self, setup: Setup) -> None:
        self._dice = Dice(setup.seed)

    def decide(self, observation: Observation) -> Decision:
        """Return one random press."""
        return Decision((self._dice.pick(BUTTONS),), Saying(reason="a random press"))

    def state(self) -> bytes:
        """Return the state of the random numbers as JSON."""
        return json.dumps({"dice": self._dice.state}).encode()

    def restore(self, state: bytes) -> None:
        """Go on where another one stopped. Raises AgentError on bytes of something else."""
        try:
            self._dice = Dice(int(json.loads(state)["dice"]))
        except (ValueError, KeyError, TypeError) as error:
            raise AgentError(f"this is no saved state of the random agent: {error}") from error
