"""Does what was predicted happen? (docs/drift.md, 10)"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from sim.drift.components.say_do.said import Said
from sim.drift.measure import Measure

if TYPE_CHECKING:
    from sim.core import Truth
    from sim.drift.moment import Moment

_WORD = re.compile(r"[a-z]+")


class Outcome(StrEnum):
    """What may come of a decision."""

    TEXT = "a text opens"
    ROOM = "the room changes"
    GAIN = "I get something"
    WAY = "a way opens"
    STAY = "the same room"
    NOTHING = "nothing"


_WORDS = {
    **dict.fromkeys(
        (
            *("text", "texts", "dialogue", "dialog", "message", "words", "says", "say", "speak", "speaks"),
            *("talk", "talks", "tells", "tell", "read", "reads", "page", "box"),
        ),
        Outcome.TEXT,
    ),
    **dict.fromkeys(("room", "rooms", "area", "screen", "place", "enter", "leave", "arrive"), Outcome.ROOM),
    **dict.fromkeys(
        ("get", "gets", "got", "receive", "obtain", "pick", "hold", "gain", "item", "key", "chest", "points"),
        Outcome.GAIN,
    ),
    **dict.fromkeys(("gate", "barrier", "lever", "unlock", "unlocks"), Outcome.WAY),
    **dict.fromkeys(("same", "stay", "stays", "again"), Outcome.STAY),
    **dict.fromkeys(("nothing", "none", "unchanged"), Outcome.NOTHING),
}


_TOLD = {
    **dict.fromkeys(("item", "chest", "trade", "work"), Outcome.GAIN),
    **dict.fromkeys(("gate", "lever"), Outcome.WAY),
}


@lru_cache(maxsize=2048)
def expectation(said: str) -> frozenset[Outcome]:
    """Return what is expected, by words; empty if that cannot be read.

    "Nothing" leaves nothing else, and whoever speaks of the same room does not expect another.

    >>> sorted(expectation("I enter the next room, and get a key"))
    [<Outcome.GAIN: 'I get something'>, <Outcome.ROOM: 'the room changes'>]
    """
    found = frozenset(_WORDS[word] for word in _WORD.findall(said.lower()) if word in _WORDS)
    if Outcome.NOTHING in found:
        return frozenset({Outcome.NOTHING})
    return found - {Outcome.ROOM} if Outcome.STAY in found else found


class Expected(Measure):
    """Predictions that did not come true / predictions, from 0 to 1.

    A decision predicts "a text opens", "the room changes", "I get something", "a way opens", "the same room"
    or "nothing", or says so in words of its own, read by single words. It comes true if any of what it names
    happens by the end of the decision: a press brings a text or another page of it; another place; an item,
    what is in a chest, or points; a gate or lever is opened or pulled; the place was never another;
    "nothing" is no text, place, gain or way. Judged at the decision's last step: null where nothing is
    predicted, or nothing that can be read (see `said`). Where the game tells no place a prediction about it
    cannot be read, and where it tells no score none about gains and ways.
    """

    name, title, number, worse = "expected", "predictions that fail", 10, 1

    def __init__(self) -> None:
        super().__init__()
        self._truth: Truth | None = None
        self._expected: frozenset[Outcome] = frozenset()
        self._happened: set[Outcome] = set()
        self._said = self._read = 0

    def update(self, moment: Moment) -> None:
        """Take a step."""
        step = moment.step
        before, self._truth = self._truth, step.truth
        if step.chosen is not None:
            self._expected = self._hear(step.chosen.saying.expect, step.truth)
            self._happened.clear()
        if not self._expected:
            return
        self._happened |= _happened(before, step.truth)
        self._happened |= {_TOLD[event.kind] for event in step.events if event.kind in _TOLD}
        if step.last:
            if Outcome.ROOM not in self._happened:
                self._happened |= {Outcome.STAY} if self._happened else {Outcome.STAY, Outcome.NOTHING}
            self.denominator += 1
            self.numerator += self._expected.isdisjoint(self._happened)
            self._expected = frozenset()

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "share of the predictions"

    @property
    def said(self) -> Said:
        """How many decisions predicted something, and how many of these could be read."""
        return Said(self._said, self._read)

    def _hear(self, said: str, truth: Truth) -> frozenset[Outcome]:
        """Read what is expected and count whether that can be done."""
        if not said.strip():
            return frozenset()
        found = expectation(said)
        if truth.place is None:
            found -= {Outcome.ROOM, Outcome.STAY, Outcome.NOTHING}
        if "shown" not in truth.detail:
            found -= {Outcome.GAIN, Outcome.WAY, Outcome.NOTHING}
        self._said += 1
        self._read += bool(found)
        return found


def _happened(before: Truth | None, truth: Truth) -> set[Outcome]:
    found = set()
    if truth.mode == "text" and (before is None or truth.state != before.state):
        found.add(Outcome.TEXT)
    if before is not None and truth.place != before.place:
        found.add(Outcome.ROOM)
    if before is not None and truth.detail.get("shown", 0) > before.detail.get("shown", 0):
        found.add(Outcome.GAIN)
    return found
