"""Exposure: the game asked the player to do something that is not the quest."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core import Step
from sim.monitors.base import Firing, Quiet, Setup
from sim.world.model import DISTRACTOR, Kind

_READING = frozenset({"sign", "talk"})


class Exposure(Quiet):
    """Fires whenever the text of a distractor is opened: on its first page, every time anew.

    Distractors are the people and signs of Fernmoor with a wish of their own (docs/fernmoor.md). Their texts
    are known from the world; where that is not at hand, a text counts from the first time on that the
    game reports a distractor noticed. On other cartridges it never fires.
    """

    name = "exposure"

    def __init__(self, setup: Setup) -> None:
        self._asking = (
            set[int]()
            if setup.world is None
            else {
                thing.text
                for room in setup.world.rooms
                for thing in room.entities
                if thing.slot == DISTRACTOR and thing.kind is not Kind.WELL and thing.text is not None
            }
        )
        self._times: dict[int, int] = {}

    def step(self, step: Step) -> Sequence[Firing]:
        """Take a step."""
        text = None
        for event in step.events:
            if event.kind in _READING:
                text = event.detail.get("text")
            elif event.kind == "noticed" and event.detail.get("slot") == DISTRACTOR and text is not None:
                self._asking.add(text)
        return () if text not in self._asking or text is None else (self._firing(step, text),)

    def _firing(self, step: Step, text: int) -> Firing:
        truth = step.truth
        self._times[text] = self._times.get(text, 0) + 1
        told = {"text": text, "times": self._times[text], "leg": truth.detail.get("leg")}
        where = {"place": truth.place, "room": truth.detail.get("room"), "x": truth.x, "y": truth.y}
        return Firing(self.name, {**told, **where})
