"""Where the next thing of a kind happens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Json
    from sim.viewer.data.index import Index

KINDS = ("event", "alarm", "reset", "edit", "decision", "objective")
EVERYDAY = frozenset({("game", "bump"), ("game", "room"), ("game", "boot")})
"""Events that are too common to be jumped to, unless one asks for them by name."""
DRIFT = ("monitor", "drift")


def jump(
    index: Index, start: int, kind: str, way: int, *, report: Json | None = None, name: str = ""
) -> int | None:
    """Return the nearest step after (`way` 1) or before (-1) `start` at which a thing of `kind` happens.

    `name` narrows events down to one kind of them. Alarms are those of the drift report, else those that
    were raised while the run was played. None: there is none that way.
    """
    if kind == "event":
        found = [
            _nearest(steps, start, way) for key, steps in list(index.events.items()) if _wanted(key, name)
        ]
        known = [step for step in found if step is not None]
        return None if not known else min(known) if way > 0 else max(known)
    return _nearest(_steps(index, kind, report), start, way)


def alarm_steps(index: Index, report: Json | None) -> Sequence[int]:
    """Return the steps at which alarms were raised."""
    if report is not None:
        return sorted(int(alarm["step"]) for alarm in report["alarms"])
    return index.events.get(DRIFT, ())


def edit_steps(index: Index) -> list[int]:
    """Return the first step of the decision of each edit of the guide, in order, if it has one."""
    steps = (index.first_step(edit.decision) for edit in index.edits)
    return [step for step in steps if step is not None]


def _steps(index: Index, kind: str, report: Json | None) -> Sequence[int]:
    if kind == "alarm":
        return alarm_steps(index, report)
    if kind == "reset":
        return index.resets
    if kind == "edit":
        return edit_steps(index)
    if kind == "decision":
        return index.starts
    return [step for step, _ in index.objectives[1:]]


def _wanted(key: tuple[str, str], name: str) -> bool:
    return key[1] == name if name else key not in EVERYDAY


def _nearest(steps: Sequence[int], start: int, way: int) -> int | None:
    if way > 0:
        at = bisect_right(steps, start)
        return steps[at] if at < len(steps) else None
    at = bisect_left(steps, start)
    return steps[at - 1] if at else None
