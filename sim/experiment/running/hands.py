"""Who plays the runs: so many at a time, here or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sim.experiment.running.job import Job


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: a `reply` as JSON, or what it `raised`, or how its worker `died` of it.

    `ours`: what was raised is a LongplayError's line, else a traceback. `steps`: how far the run was when
    its worker died.
    """

    task: str
    reply: Mapping[str, Any] | None = None
    raised: str | None = None
    ours: bool = False
    died: str | None = None
    steps: int = 0


class Hands(Protocol):
    """Plays jobs, several at a time."""

    @property
    def free(self) -> int:
        """How many more jobs can be given now."""
        ...

    @property
    def busy(self) -> int:
        """How many jobs are under way."""
        ...

    def give(self, job: Job) -> None:
        """Begin a job."""
        ...

    def wait(self, seconds: float) -> Sequence[Outcome]:
        """Return what has come of jobs since the last call; wait for something for so long."""
        ...

    def steps(self) -> Mapping[str, int]:
        """Return how far the runs under way are, in steps, by task."""
        ...

    def end(self) -> None:
        """Ask all that is under way to stop where it can be gone on with, and let go of it."""
        ...
