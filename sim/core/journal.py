"""What is stored as JSON, and where every reply of a model is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

Json = Mapping[str, Any]
"""A JSON object: what settings, event details and truth are stored as."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run has cost in USD, None where a price is not known.

    `least`: the replies that arrived. `most`: also every reply that may have been billed and lost, each
    at its dearest.
    """

    least: float | None
    most: float | None


@runtime_checkable
class Journal(Protocol):
    """Where every reply of a model is kept, so that it is paid for once.

    An agent that asks anything outside of itself (a model, a service, a clock) asks through the
    journal; when the run is played again it gets the recorded reply and nothing is asked. A request is
    known by this decision's (turn, sample) and told from others by a digest.
    """

    def reply(self, request: Json, ask: Callable[[], Json], *, turn: int = 0, sample: int = 0) -> Json:
        """Return the recorded reply, or `ask()`, committed first: `recorded`, `send` and `receive` in one.

        Raises ReplayMismatch if the recorded reply answered another request.
        """
        ...

    def recorded(self, request: Json, *, turn: int = 0, sample: int = 0) -> Json | None:
        """Return the recorded reply, None if there is none yet; raises ReplayMismatch as `reply` does."""
        ...

    def send(self, request: Json, *, turn: int = 0, sample: int = 0, most: float | None = 0.0) -> int:
        """Commit that a request is about to be sent, at most for `most` USD; return the attempt's number."""
        ...

    def receive(self, attempt: int, reply: Json, usd: float | None = 0.0) -> Json:
        """Commit the whole reply of an attempt, before it is acted on, and return it as it will be read."""
        ...

    def fail(self, attempt: int, why: str, *, billed: bool) -> None:
        """Commit that an attempt brought no reply; `billed` if it may have been paid for all the same."""
        ...

    def spent(self) -> Spent:
        """Return what all attempts of the run have cost."""
        ...
