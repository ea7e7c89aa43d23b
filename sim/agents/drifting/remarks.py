"""Lines in the guide that say nothing, or once more what stands there already."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from sim.agents.drifting.chance import dice_for, happens
from sim.agents.notebook import LANDS
from sim.agents.sections import end, find, write_section
from sim.agents.wording import PLACE_MARK
from sim.core import GuideError
from sim.guide import MAX_FILE, NAVIGATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.agents.dice import Dice
    from sim.guide import Guide

_HEADING = "## Remarks"
_MOST = MAX_FILE // 2
"""Bytes of the navigation guide beyond which no remark is added, so that the notes always have room."""
_FACT = re.compile(rf"^{PLACE_MARK}(.+)$|^- (North|East|South|West): ([A-Z][A-Z' -]+[A-Z])$", re.M)
_AGAIN = (
    "Once more: from {place} {side} leads to {to}.",
    "As I said, {side} of {place} lies {to}.",
    "Remember that {place} has {to} to its {side}.",
    "To say it again, going {side} from {place} one comes to {to}.",
)
_EMPTY = (
    "It is good to keep one's notes {how}.",
    "I am {how} and go on with {what}.",
    "Whatever comes, {what} should be {how}.",
    "I have thought about {what} for a while and stay {how}.",
    "A {how} look at {what} never does any harm.",
)
_HOW = ("careful", "complete", "calm", "thorough", "hopeful", "orderly", "patient", "clear")
_WHAT = ("the quest", "my notes", "the way", "the task", "the rules", "the next step", "all of this")


class Remarks:
    """Adds a remark with some probability at each decision, as long as there is room."""

    def __init__(self, seed: int, guide: Guide, size: Callable[[int], float]) -> None:
        self.dice, self._guide, self._size = dice_for(seed, "bloat"), guide, size

    def add(self, step: int) -> None:
        """Perhaps add a remark, after `step` steps; a guide that refuses it stays as it is."""
        rate = self._size(step)
        if not rate or not happens(self.dice, rate):
            return
        remark = f"- {self._again() or _nothing(self.dice)}\n"
        text = self._guide.files.get(NAVIGATION, "")
        if len(text) + len(remark) > _MOST:
            return
        start = find(text, _HEADING)
        with suppress(GuideError):
            if start < 0:
                write_section(self._guide, NAVIGATION, f"{_HEADING}\n\n{remark}")
            else:
                self._guide.insert(NAVIGATION, text.count("\n", 0, end(text, start)), remark)

    def _again(self) -> str | None:
        """Return where some exit leads that a file of the lands tells of, every other time."""
        pages = [path for path in self._guide.files if path.startswith(LANDS)]
        if not pages or self.dice.roll() % 2:
            return None
        facts, place = [], ""
        for heading, side, to in _FACT.findall(self._guide.files[self.dice.pick(sorted(pages))]):
            if heading:
                place = heading
            else:
                facts.append((place, side.lower(), to))
        if not facts:
            return None
        place, side, to = self.dice.pick(facts)
        return self.dice.pick(_AGAIN).format(place=place, side=side, to=to)


def _nothing(dice: Dice) -> str:
    return dice.pick(_EMPTY).format(how=dice.pick(_HOW), what=dice.pick(_WHAT))
