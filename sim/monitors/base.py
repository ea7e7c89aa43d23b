"""What a monitor is: asked after everything that was committed, it says what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sim.core import Event, Json, Revision, RunSettings, Spent, Step

if TYPE_CHECKING:
    from sim.world import World


class Action(StrEnum):
    """What a firing does beyond being written into the run file.

    `NOTE`: nothing. `PAUSE`: the run waits for somebody to look at it. `STOP`: the run ends. Either can
    be resumed, and does not fire again for the same thing.
    """

    NOTE = "note"
    PAUSE = "pause"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Firing:
    """Something that a monitor found: a `kind`, plain JSON that tells what, and what it does."""

    kind: str
    detail: Json
    action: Action = Action.NOTE

    @property
    def event(self) -> Event:
        """The event, of the source "monitor", that stands for it in the run file."""
        return Event(self.kind, {**self.detail, "action": self.action.value})

    @property
    def line(self) -> str:
        """What was found, as one line for people.

        >>> Firing("loop", {"period": 4, "steps": 24}).line
        'loop (period 4, steps 24)'
        """
        told = ", ".join(f"{key} {value}" for key, value in self.detail.items())
        return f"{self.kind} ({told})" if told else self.kind


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a monitor is built from.

    `guide`: the files that the memory folder started with. `world`: the Fernmoor world played, None
    for another cartridge.
    """

    settings: RunSettings
    guide: Mapping[str, str] = field(default_factory=dict)
    world: World | None = None


@runtime_checkable
class Monitor(Protocol):
    """Somebody who watches a run. Nothing it says reaches the agent.

    It is a deterministic fold over what the run file holds: no clock, no random numbers, and of a step
    neither `frame` nor `last`, which a step read back from a file does not have or know. Within a
    decision all replies may come before all edits. It holds bounded memory, and takes some
    microseconds a step. Change nothing that you are given: events are shared.
    """

    name: str

    def step(self, step: Step) -> Sequence[Firing]:
        """Take a step, its events and, on the first step of a decision, what was decided and used."""
        ...

    def revised(self, revision: Revision) -> Sequence[Firing]:
        """Take an edit of the guide, made before the steps of the decision it belongs to."""
        ...

    def replied(self, message: Json, spent: Spent) -> Sequence[Firing]:
        """Take a reply of a model, the whole message, and what the run has cost with it."""
        ...


class Quiet:
    """A monitor that looks at nothing: one's own overrides what it wants to look at."""

    name = "quiet"

    def step(self, step: Step) -> Sequence[Firing]:
        """Take a step."""
        return ()

    def revised(self, revision: Revision) -> Sequence[Firing]:
        """Take an edit of the guide."""
        return ()

    def replied(self, message: Json, spent: Spent) -> Sequence[Firing]:
        """Take a reply of a model."""
        return ()
