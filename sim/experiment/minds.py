"""Who decides on the twin: whoever can decide from what a screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Protocol

import numpy as np

from sim.agents import build
from sim.agents.mind import Mind
from sim.core import AgentError, Frame, Observation, Spent

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.agents import Agent, Setup
    from sim.core import Decision, Json, Percept

UNSEEING = ("oracle", "random")
"""The embedded agents that look at no screen, so that they need none."""
MINDS = ("explorer", *UNSEEING)
"""The embedded agents that can play on the twin."""

_DARK = Frame(np.zeros(0, np.uint8), bytes(16))


class Thinker(Protocol):
    """Decides from percepts. An agent's mind, without the eyes that read them from pixels."""

    def decide(self, percept: Percept) -> Decision:
        """Return the buttons to press next."""
        ...


def mind_of(agent: str, setup: Setup) -> Thinker:
    """Build the mind of an embedded agent. Raises AgentError for one that cannot play on the twin."""
    if agent == "explorer":
        return Mind(setup.seed, setup.guide, setup.context)
    if agent in UNSEEING:
        return Unseeing(build(agent, setup))
    raise AgentError(f"the agent {agent!r} cannot play on the twin: say one of {', '.join(MINDS)}")


class Unseeing:
    """The mind of an agent that looks at no screen: it is shown a dark one."""

    def __init__(self, agent: Agent) -> None:
        self._decide: Callable[[Observation], Decision] = agent.decide
        self._dark = Observation(_DARK, "", 0)

    def decide(self, percept: Percept) -> Decision:
        """Return what the agent presses next."""
        return self._decide(self._dark)


class NoJournal:
    """The journal of a run that asks nothing of the outside: whoever asks all the same is told so."""

    def reply(self, request: Json, ask: Callable[[], Json], *, turn: int = 0, sample: int = 0) -> NoReturn:
        """Raise AgentError."""
        raise AgentError("nobody can be asked on the twin: play models on the cartridge")

    def recorded(self, request: Json, *, turn: int = 0, sample: int = 0) -> None:
        """Return None: nothing is recorded."""

    def send(self, request: Json, *, turn: int = 0, sample: int = 0, most: float | None = 0.0) -> NoReturn:
        """Raise AgentError."""
        self.reply(request, dict)

    def receive(self, attempt: int, reply: Json, usd: float | None = 0.0) -> NoReturn:
        """Raise AgentError: nothing was sent."""
        self.reply(reply, dict)

    def fail(self, attempt: int, why: str, *, billed: bool) -> NoReturn:
        """Raise AgentError: nothing was sent."""
        self.reply({}, dict)

    def spent(self) -> Spent:
        """Return that nothing was spent."""
        return Spent(0.0, 0.0)
