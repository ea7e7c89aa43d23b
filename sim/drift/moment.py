"""What a step means to the instrument: worked out once, for every component to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.drift.seen import Seen
from sim.drift.states import state_of

if TYPE_CHECKING:
    from sim.core import Event, Step
    from sim.drift.stretches import Stretch
    from sim.world.rules import State

OFTEN = 3
"""A state is a stuck one from its third time on."""
NEWS = frozenset(
    {
        *("item", "chest", "gate", "lever", "talk", "sign", "hop", "warp", "objective", "win"),
        *("trade", "report", "probe", "push", "flag", "badge"),
    }
)
"""Kinds of events that are news when they happen for the first time: with what they tell of."""
_REMEMBERED = 1 << 14


@dataclass(slots=True)
class Moment:
    """One step as the components see it.

    `number` counts the steps from 1. `before` and `state` are the twin's states around it (its scores may
    lag: they are no part of a state's hash), None where the truth does not tell (another cartridge, the
    start, a step that cannot be read). `leg` is the leg it was played
    in: Fernmoor's, elsewhere the number of milestones met; None where nothing is known of any. `eligible` is
    false for a neutral step: one that turned a page. `reset`: the agent's context was emptied before it.
    `novel`: it led to a room (a screen, where rooms are unknown) never seen before. `news`: that, or
    something happened for the first time. `times`: how often the state it led to was seen since then.
    `stretches` of play are those of which it brought certainty (see `sim.drift.credit`).
    """

    step: Step
    number: int
    before: State | None
    state: State | None
    leg: int | None
    eligible: bool
    reset: bool
    novel: bool
    news: bool
    times: int
    stretches: tuple[Stretch, ...] = ()

    @property
    def stuck(self) -> bool:
        """Whether the step led nowhere new for the third time or more."""
        return self.eligible and self.times >= OFTEN


class Reading:
    """Turns steps into moments.

    Of more than 16,384 states since the last news the older half is forgotten, and places that are
    screens are kept in a `Seen`, so that memory does not grow with the run.
    """

    def __init__(self) -> None:
        self.rooms: bool | None = None
        self._number = 0
        self._places: set[str] = set()
        self._screens = Seen()
        self._told: set[tuple[str, str]] = set()
        self._times: dict[int, int] = {}
        self._last: Step | None = None
        self._state: State | None = None
        self._leg: int | None = None

    @property
    def places(self) -> int:
        """Distinct rooms or screens seen so far."""
        return len(self._places) if self.rooms else self._screens.count

    def read(self, step: Step, state: State | None = None) -> Moment:
        """Return what the next step means. `state` is what its truth tells, if it is known already."""
        truth, last = step.truth, self._last
        self._number += 1
        if state is None:
            same = last is not None and last.truth.state == truth.state
            state = self._state if same else state_of(truth)
        novel = self._is_novel(step)
        news = self._is_first(step.events) or novel
        if news:
            self._times.clear()
        times = self._times[truth.state] = self._times.get(truth.state, 0) + 1
        if len(self._times) > _REMEMBERED:
            self._times = dict(list(self._times.items())[_REMEMBERED // 2 :])
        turned = last is not None and last.truth.mode == "text" and truth.state != last.truth.state
        leg = self._leg if last is not None else _leg_of(step)
        reset = step.chosen is not None and step.chosen.reset
        moment = Moment(step, self._number, self._state, state, leg, not turned, reset, novel, news, times)
        self._last, self._state, self._leg = step, state, _leg_of(step)
        return moment

    def _is_novel(self, step: Step) -> bool:
        place = step.truth.place
        if self.rooms is None:
            self.rooms = place is not None
        if not self.rooms:
            return self._screens.add(step.screen)
        if place is None or place in self._places:
            return False
        self._places.add(place)
        return True

    def _is_first(self, events: tuple[Event, ...]) -> bool:
        if not events:
            return False
        told = {(event.kind, str(sorted(event.detail.items()))) for event in events if event.kind in NEWS}
        news = not told <= self._told
        self._told |= told
        return news


def _leg_of(step: Step) -> int | None:
    leg = step.truth.detail.get("leg")
    return leg if isinstance(leg, int) else step.truth.objective
