"""What can go wrong on the way, by schedule, and whether it is paid for all the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """One way for a request to fail.

    `OVERLOADED`, `RATE_LIMITED`, `SERVER_ERROR`: answered with 529, 429, 500. `RESET_BEFORE`: the
    connection is reset, nothing was done. `RESET_AFTER`: it is reset when the reply is ready and not a
    byte of it was sent. `RESET_MIDWAY`: half of the reply is sent. `ERROR_EVENT`: half of the stream and
    then an error (a 529 where there is no stream). `SHORT`: half of the reply, and then an end as if that
    were all. `STALL`: silence for some seconds, before a reply in one piece or in the middle of a stream.
    `GARBAGE`: 200 and no message.
    """

    OVERLOADED = "overloaded"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    RESET_MIDWAY = "reset_midway"
    ERROR_EVENT = "error_event"
    SHORT = "short"
    STALL = "stall"
    GARBAGE = "garbage"

    @property
    def billed(self) -> bool:
        """Whether the reply was made, so that it is paid for though it may not arrive."""
        return self not in _UNBILLED

    @property
    def loses(self) -> bool:
        """Whether the whole reply does not arrive."""
        return self is not Kind.STALL


_UNBILLED = frozenset({Kind.OVERLOADED, Kind.RATE_LIMITED, Kind.SERVER_ERROR, Kind.RESET_BEFORE})


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of some kind. `seconds`: the length of a stall, or the `retry-after` of a 429."""

    kind: Kind
    seconds: float = 1.0


Schedule = Callable[[int], Fault | None]
"""Maps the number of a request to `/v1/messages`, from 0, to what goes wrong with it."""

Faults = Schedule | Sequence[Fault | Kind | None] | Mapping[int, Fault | Kind] | None


def schedule(faults: Faults) -> Schedule:
    """Return a schedule from a function, a list by request number (then none), or a mapping.

    >>> schedule([None, Kind.SHORT])(1)
    Fault(kind=<Kind.SHORT: 'short'>, seconds=1.0)
    """
    if callable(faults):
        return faults
    table = dict(enumerate(faults)) if isinstance(faults, Sequence) else dict(faults or {})

    def lookup(number: int) -> Fault | None:
        found = table.get(number)
        return Fault(found) if isinstance(found, Kind) else found

    return lookup


def random_faults(rate: float, seed: int = 0) -> Schedule:
    """Return a schedule in which a request fails with probability `rate`, in any of the ways.

    The same seed and number always give the same fault. Stalls and waits take 0.2 seconds.
    """

    def draw(number: int) -> Fault | None:
        dice = random.Random(f"{seed} {number}")
        return Fault(dice.choice(list(Kind)), 0.2) if dice.random() < rate else None

    return draw
