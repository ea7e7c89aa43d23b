"""Rows of the run file to the frozen values of the core, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
import xxhash

from sim.core import Account, Button, Decision, Event, Json, Saying, Step, Truth

Row = tuple[Any, ...]

STEP_COLUMNS = "number,decision,button,frame,state,mode,place,x,y,objective,objectives,truth,frames"


def dumps(value: Any) -> str:
    """Return the one JSON text of `value` that run files use: sorted keys, no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def digest(request: Any) -> str:
    """Return what a request is known by in run files: 32 hexadecimal digits of xxh3-128 of its JSON text."""
    return xxhash.xxh3_128_hexdigest(orjson.dumps(request, option=orjson.OPT_SORT_KEYS))


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


DECISION_COLUMNS = (
    "number,step,buttons,target,reason,expect,reset,"
    "replies,input,cache_read,cache_write,output,context,usd,compactions,samples"
)
_NO_ACCOUNT = (None,) * len(Account.__slots__)


def decision_row(number: int, step: int, decision: Decision) -> Row:
    """Return the decision as DECISION_COLUMNS; the last nine are NULL for an agent that asks no model."""
    saying, account = decision.saying, decision.account
    spent = _NO_ACCOUNT if account is None else tuple(getattr(account, name) for name in Account.__slots__)
    buttons = " ".join(decision.buttons)
    return (
        number, step, buttons, saying.target, saying.reason, saying.expect, int(decision.reset), *spent,
    )  # fmt: skip


def event_rows(step: int, source: str, events: Iterable[Event], first: int = 0) -> list[Row]:
    """Return (step, number, source, kind, detail) for each event, numbered from `first`."""
    return [(step, n, source, event.kind, dumps(event.detail)) for n, event in enumerate(events, first)]


def decision_of(row: Row) -> Decision:
    """Return the decision of a DECISION_COLUMNS row."""
    _, _, buttons, target, reason, expect, reset, *spent = row
    account = None if spent[0] is None else Account(*spent)
    return Decision(tuple(map(Button, buttons.split())), Saying(target, reason, expect), bool(reset), account)


def truth_of(row: Row) -> Truth:
    """Return the truth of a STEP_COLUMNS row."""
    state, mode, place, x, y, objective, objectives, detail = row[4:12]
    return Truth(state, mode, place, x, y, objective, objectives, loads(detail))


def event_of(kind: str, detail: str) -> Event:
    """Return the event of its two columns."""
    parsed: Json = loads(detail)
    return Event(kind, parsed)
