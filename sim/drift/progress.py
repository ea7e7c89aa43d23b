"""Progress against the oracle (docs/drift.md, 1)."""

from __future__ import annotations

from sim.core import Step, Truth, WorldError
from sim.drift.measure import WINDOW, Measure
from sim.world import World
from sim.world.planners import Distances
from sim.world.rules import State, start
from sim.world.status import NONE

_FIELDS = frozenset(
    {
        *("room", "face", "text", "page", "items", "flags"),
        *("shown", "legit", "noticed", "taken", "reported", "blocks"),
    }
)
_UNREADABLE = 0.05


class Progress(Measure):
    """P(t) = 1 - remaining(t) / remaining(0), the most so far.

    `remaining` are the oracle's presses from where the agent stands to the end of the quest. Steps
    whose truth does not tell where that is are `unread`; when they are more than 5 % there is no level.
    """

    name = "progress"

    def __init__(self, world: World | None) -> None:
        super().__init__()
        self.unread = 0
        self._distances = Distances(world) if world else None
        self._whole = self._distances.remaining(start(world)) if world and self._distances else 1
        self._last: int | None = None
        self.scale = WINDOW / self._whole

    def update(self, step: Step) -> None:
        """Take a step."""
        if self._distances is None:
            return
        self.denominator += 1
        if step.truth.state == self._last:
            return
        state = state_of(step.truth)
        if state is None:
            self.unread += 1
            return
        try:
            remaining = self._distances.remaining(state)
        except WorldError:
            self.unread += 1
            return
        self._last = step.truth.state
        self.numerator = max(self.numerator, self._whole - remaining)

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return f"share of the quest per {WINDOW} steps"

    @property
    def level(self) -> float | None:
        """P, from 0 to 1."""
        if self.unread > _UNREADABLE * self.denominator or not self.denominator:
            return None
        return round(self.numerator / self._whole, 6)

    @property
    def most(self) -> int | None:
        """The whole quest."""
        return None if self._distances is None else 1


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
