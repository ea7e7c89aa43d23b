"""What an agent is, what it is built from, and how one is found by its name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sim import own
from sim.core import AgentError, Decision, Journal, Observation

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core import Button, Frame, ModelSettings
    from sim.guide import Guide
    from sim.models import Model, ModelInfo
    from sim.world import World

EMBEDDED = {
    "random": "sim.agents.random:Random",
    "explorer": "sim.agents.explorer:Explorer",
    "oracle": "sim.agents.oracle:Oracle",
    "claude": "sim.agents.claude:Player",
}
"""The agents that come with the package, by their short names."""
_DRIFTING = "sim.agents.drifting:Drifting"
"""Plays an agent with faults: made from a setup, the faults as written, and the maker of the agent."""


@dataclass(frozen=True, slots=True)
class ModelSetup:
    """The model that an agent asks: how to reach it, how it plays, and what it says of itself.

    `files`: the ids of the files of the settings, as they were uploaded.
    """

    model: Model
    settings: ModelSettings
    info: ModelInfo | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setup:
    """All that an agent is given when it is built.

    `guide` is the memory folder, or None when the run has none. `context`: decisions between two
    context resets of an embedded agent, 0 for none. `world` is the full map, an assist, and None for
    everybody else. `model` is None for an agent that asks no model. `lend` presses buttons in a fork of the
    emulator and returns the screens, an assist (`look-ahead`), and is None for everybody else.
    """

    seed: int
    guide: Guide | None
    journal: Journal
    context: int = 20
    world: World | None = None
    model: ModelSetup | None = None
    lend: Callable[[tuple[Button, ...]], tuple[Frame, ...]] | None = None


@runtime_checkable
class Agent(Protocol):
    """Who decides. Two agents of one class, setup and state decide the same for ever after."""

    def decide(self, observation: Observation) -> Decision:
        """Return the buttons to press next."""
        ...

    def state(self) -> bytes:
        """Return all that the agent remembers outside of the guide."""
        ...

    def restore(self, state: bytes) -> None:
        """Become the agent whose `state()` this was; the guide is restored by the session."""
        ...


def build(name: str, setup: Setup) -> Agent:
    """Build an agent by its short name or as "module:Class".

    Faults of known kind and size, as in "explorer+noise=0.1@3000", are put into any agent (see
    `sim.agents.drifting`). Raises AgentError if there is no such agent or fault, or if it cannot be built.
    """
    plain, *faults = name.split("+")
    make = _find(EMBEDDED.get(plain, plain))
    if faults:
        make = partial(_find(_DRIFTING), faults=tuple(faults), make=partial(build, plain))
    try:
        agent = make(setup)
    except AgentError:
        raise
    except Exception as error:  # whatever someone else's constructor raises is the user's to see
        if plain in EMBEDDED:
            raise
        raise AgentError(f"the agent {name} could not be built: {type(error).__name__}: {error}") from error
    if not isinstance(agent, Agent):
        raise AgentError(f"{name} is no agent: it needs the methods decide, state and restore")
    return agent


def _find(name: str) -> Callable[..., object]:
    module, _, attribute = name.partition(":")
    if not (module and attribute):
        names = ", ".join(EMBEDDED)
        raise AgentError(f"no agent is called {name!r}: say one of {names}, or module:Class for your own")
    return own.find("agent", name, AgentError)
