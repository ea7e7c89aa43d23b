"""Lost steps by what they were lost to: one currency for what went wrong (docs/drift.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from sim.drift.stretched import StretchMeasure

if TYPE_CHECKING:
    from sim.drift.stretches import Stretch

Cause = Literal["capture", "loop", "memory", "execution"]
CAUSES: tuple[Cause, ...] = ("capture", "loop", "memory", "execution")
"""What a step may be lost to, in the order in which it is asked."""


def attributed(stretch: Stretch) -> dict[Cause, int]:
    """Return the steps that perfect memory calls lost in a stretch, each put down to one cause.

    Where the stretch was lured all of them are lost to that (capture); else as many as were stuck to
    going in circles (loop); of the rest those that the guide planner does not call lost to the memory;
    what remains to execution.
    """
    left = stretch.lost_perfect
    shares = {
        "capture": left if stretch.lured else 0,
        "loop": stretch.stuck,
        "memory": max(0, stretch.lost_perfect - stretch.lost_guide),
        "execution": left,
    }
    found: dict[Cause, int] = {}
    for cause in CAUSES:
        found[cause] = min(left, shares[cause])
        left -= found[cause]
    return found


class LostSteps(StretchMeasure):
    """Steps lost per 100 eligible steps, whatever to, from 0 to 100.

    Every lost step counts once, so that the four causes add up to this. Null without eligible steps.
    """

    name, title, worse = "lost_steps", "lost steps", 1
    sesoi: ClassVar[float | None] = 10.0
    cause: ClassVar[Cause | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.scale = 100

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "steps per 100"

    def take(self, stretch: Stretch) -> None:
        """Take a stretch that is over."""
        self.numerator += stretch.lost_perfect if self.cause is None else attributed(stretch)[self.cause]
        self.denominator += stretch.steps


class LostToCapture(LostSteps):
    """Steps lost per 100 eligible steps to what the quest does not ask for."""

    name, title, sesoi, cause = "lost_to_capture", "lost steps: capture", None, "capture"


class LostToLoops(LostSteps):
    """Steps lost per 100 eligible steps to going in circles."""

    name, title, sesoi, cause = "lost_to_loops", "lost steps: loops", None, "loop"


class LostToMemory(LostSteps):
    """Steps lost per 100 eligible steps to what was forgotten, or remembered wrongly."""

    name, title, sesoi, cause = "lost_to_memory", "lost steps: memory", None, "memory"


class LostToExecution(LostSteps):
    """Steps lost per 100 eligible steps to nothing else: it might have been known better."""

    name, title, sesoi, cause = "lost_to_execution", "lost steps: execution", None, "execution"
