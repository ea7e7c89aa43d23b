"""The players: the explorer's mind with faults, for the symbolic twin, and any agent with faults."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sim.agents.drifting.faults import parse
from sim.agents.drifting.injector import Injector
from sim.agents.mind import Mind
from sim.agents.reader import read
from sim.core import AgentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.agents.base import Agent, Setup
    from sim.agents.drifting.faults import Fault
    from sim.core import Decision, Observation, Percept
    from sim.guide import Guide


@runtime_checkable
class Interruptible(Protocol):
    """An agent that can be told that something else was done than it decided."""

    def interrupted(self, place: str | None) -> None:
        """Take note of it: it begins in `place` and leads into the next room at most; None if farther."""
        ...


@runtime_checkable
class Painstaking(Protocol):
    """An agent that can be asked to look at everything before it does what the quest asks."""

    def be_thorough(self) -> None:
        """Do so from now on."""
        ...


class DriftingMind:
    """The explorer's mind with faults; like `Mind` it plays from percepts, and needs no emulator.

    With the control "paraphraser" the guide that others see says the same as the mind's notes in other
    words, written anew at each edit. The mind itself goes on reading a private copy in its own words,
    because its reader knows no other handwriting: what is tested is the reader of the guide, not the mind.
    """

    def __init__(self, seed: int, guide: Guide | None, context: int, faults: tuple[Fault, ...]) -> None:
        """Begin at step 0. Raises AgentError for a fault in the guide where there is none."""
        self._injector = Injector(seed, guide, faults)
        self._mind = Mind(seed, self._injector.guide, context)
        _set_up(self._mind, faults)

    def decide(self, percept: Percept) -> Decision:
        """Return what to press next on a screen of Fernmoor."""
        return self._injector.decide(percept, partial(self._mind.decide, percept), self._mind.interrupted)

    def state(self) -> bytes:
        """Return the mind's state, the dice and what is under way, as JSON."""
        return _packed(self._injector, self._mind.state())

    def restore(self, state: bytes) -> None:
        """Go on where another with the same faults stopped. Raises AgentError on bytes of something else."""
        self._mind.restore(_unpacked(self._injector, state))


class Drifting:
    """Any agent with faults, as `build` makes it of a name such as "explorer+noise=0.1@3000".

    An agent with a method `interrupted` is told when something else is done than it decided. It is
    asked nothing while it goes round in a loop or is on its way elsewhere. What is done elsewhere than
    in Fernmoor, where the screen cannot be read, is noise, loops and remarks.
    """

    def __init__(self, setup: Setup, faults: tuple[str, ...], make: Callable[[Setup], Agent]) -> None:
        """`make` builds the agent itself. Raises AgentError if there is no such fault, or as `make` does."""
        parsed = tuple(parse(text) for text in faults)
        self._injector = Injector(setup.seed, setup.guide, parsed)
        self._agent = make(replace(setup, guide=self._injector.guide))
        _set_up(self._agent, parsed)

    def decide(self, observation: Observation) -> Decision:
        """Return what to press next, on whatever screen."""
        ask = partial(self._agent.decide, observation)
        return self._injector.decide(read(observation.frame), ask, self._interrupt)

    def _interrupt(self, place: str | None) -> None:
        if isinstance(self._agent, Interruptible):
            self._agent.interrupted(place)

    def state(self) -> bytes:
        """Return the agent's state, the dice and what is under way, as JSON."""
        return _packed(self._injector, self._agent.state())

    def restore(self, state: bytes) -> None:
        """Go on where another with the same faults stopped. Raises AgentError on bytes of something else."""
        self._agent.restore(_unpacked(self._injector, state))


def _set_up(agent: object, faults: tuple[Fault, ...]) -> None:
    if not any(fault.kind == "thorough" for fault in faults):
        return
    if not isinstance(agent, Painstaking):
        raise AgentError("thorough is for the explorer: this agent has no method be_thorough")
    agent.be_thorough()


def _packed(injector: Injector, inside: bytes) -> bytes:
    return json.dumps({"faults": injector.as_json(), "agent": base64.b85encode(inside).decode()}).encode()


def _unpacked(injector: Injector, state: bytes) -> bytes:
    try:
        saved = json.loads(state)
        injector.restore(saved["faults"])
        return base64.b85decode(saved["agent"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AgentError(f"this is no saved state of an agent with these faults: {error!r}") from error
