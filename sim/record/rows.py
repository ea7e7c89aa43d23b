"""Rows of the run file to the frozen values of the core, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from sim.core import Button, Decision, Event, Json, Saying, Step, Truth

Row = tuple[Any, ...]

STEP_COLUMNS = "number,decision,button,frame,state,mode,place,x,y,objective,objectives,truth,frames"


def dumps(value: Any) -> str:
    """Return the one JSON text of `value` that run files use: sorted keys, no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def loads(text: str) -> Any:
    """Return the value of a JSON text; raises ValueError if it is none."""
    return orjson.loads(text)


def step_row(step: Step) -> Row:
    """Return the step as STEP_COLUMNS."""
    truth = step.truth
    return (
        step.number, step.decision, step.button.value, step.screen, truth.state, truth.mode, truth.place,
        truth.x, truth.y, truth.objective, truth.objectives, dumps(truth.detail), step.frames,
    )  # fmt: skip


def decision_row(number: int, step: int, decision: Decision) -> Row:
    """Return (number, step, buttons, target, reason, reset)."""
    buttons = " ".join(decision.buttons)
    return (number, step, buttons, decision.saying.target, decision.saying.reason, int(decision.reset))


def event_rows(step: int, source: str, events: Iterable[Event]) -> list[Row]:
    """Return (step, number, source, kind, detail) for each event."""
    return [(step, n, source, event.kind, dumps(event.detail)) for n, event in enumerate(events)]


def decision_of(row: Row) -> Decision:
    """Return the decision of a `decision` row."""
    _, _, buttons, target, reason, reset = row
    return Decision(tuple(map(Button, buttons.split())), Saying(target, reason), bool(reset))


def truth_of(row: Row) -> Truth:
    """Return the truth of a STEP_COLUMNS row."""
    state, mode, place, x, y, objective, objectives, detail = row[4:12]
    return Truth(state, mode, place, x, y, objective, objectives, loads(detail))


def event_of(kind: str, detail: str) -> Event:
    """Return the event of its two columns."""
    parsed: Json = loads(detail)
    return Event(kind, parsed)
