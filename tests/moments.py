"""Moments made by hand."""

from __future__ import annotations

from typing import Any

from sim.core import Account, Button, Decision, Event, Json, Saying, Step, Truth
from sim.drift.moment import Moment
from sim.world.rules import State
from sim.world.status import event


def moment(
    number: int,
    *events: Event,
    state: int | None = None,
    button: Button = Button.UP,
    mode: str = "play",
    place: str | None = "MOSS",
    leg: int | None = 0,
    detail: Json | None = None,
    chosen: Decision | None = None,
    last: bool = True,
    frames: int = 0,
    twin: tuple[State | None, State | None] = (None, None),
    **meant: Any,
) -> Moment:
    """A step that ends in a state never seen before, and all that `meant` does not tell is ordinary."""
    truth = Truth(number if state is None else state, mode, place, detail=detail or {})
    step = Step(number, number, button, b"", truth, events, frames, last, chosen)
    means = {"eligible": True, "reset": bool(chosen and chosen.reset), "novel": False, "news": False} | meant
    return Moment(step, number, *twin, leg, times=1, **means)


def decision(
    target: str = "", *, expect: str = "", reset: bool = False, account: Account | None = None
) -> Decision:
    return Decision((Button.UP,), Saying(target, "", expect), reset, account)


def noticed(slot: int, leg: int = 0) -> Event:
    return event("noticed", leg, slot)


def taken(slot: int, leg: int = 0) -> Event:
    return event("taken", leg, slot)


def declined(slot: int, leg: int = 0) -> Event:
    return event("declined", leg, slot)
