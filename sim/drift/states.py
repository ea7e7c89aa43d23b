"""From the truth that a step tells of to a state of Fernmoor's twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.rules import State
from sim.world.status import NONE

if TYPE_CHECKING:
    from sim.core import Truth

_FIELDS = frozenset(
    {
        *("room", "face", "text", "page", "items", "flags"),
        *("shown", "legit", "noticed", "taken", "reported", "blocks"),
    }
)


def state_of(truth: Truth) -> State | None:
    """Return the twin's state that a Fernmoor step's truth tells of, None if it is no such truth."""
    detail, objective = truth.detail, truth.objective
    if truth.x is None or truth.y is None or objective is None or not detail.keys() >= _FIELDS:
        return None
    return State(
        room=detail["room"], x=truth.x, y=truth.y, face=detail["face"], text=detail["text"],
        page=detail["page"], inventory=detail["items"], flags=int(detail["flags"], 16),
        objective=objective, result=NONE, shown=detail["shown"], legit=detail["legit"],
        noticed=detail["noticed"], taken=detail["taken"], reported=detail["reported"],
        blocks=detail["blocks"],
    )  # fmt: skip
