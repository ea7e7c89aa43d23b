"""Colours, and the small marks that stand on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.world.draw.shapes import LETTER_HEIGHT, LETTER_WIDTH, Box, Label
from sim.world.model import Goal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.world.draw.shapes import Point, Shape

PAPER, INK, FAINT, START = "#ffffff", "#202020", "#868e96", "#2f9e44"
TINTS = ("#e6f2dc", "#faf0cf", "#dcebf7", "#f3dfee")
"""What lies around the rooms of each of the four regions."""

WAYS = {
    Goal.TALK: "#1971c2",
    Goal.MEANS: "#2b8a3e",
    Goal.TRADE: "#0b7285",
    Goal.PRIZE: "#e8590c",
    Goal.DOOR: "#e03131",
    Goal.RECALL: "#6741d9",
    Goal.RETURN: "#c2255c",
}
"""The oracle's way to each kind of objective."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A word or two in a small box."""

    text: str
    colour: str = INK
    fill: str = PAPER
    line: str = INK

    @property
    def width(self) -> int:
        """Pixels of the box, its line included."""
        return len(self.text) * LETTER_WIDTH + 3


def objective_tag(number: int, goal: Goal) -> Tag:
    """Return the mark of the objective that brings the count to `number`."""
    return Tag(str(number), PAPER, WAYS[goal], PAPER)


def item_tag(text: str) -> Tag:
    """Return the mark of where a thing can be had."""
    return Tag(text, INK, "#b2f2bb")


def obstacle_tag(text: str) -> Tag:
    """Return the mark of what needs a thing."""
    return Tag(text, INK, "#ffd8a8")


def temptation_tag(text: str) -> Tag:
    """Return the mark of an opportunity."""
    return Tag(text, "#ffe066", "#212529", PAPER)


def link_tag(text: str) -> Tag:
    """Return the mark of a portal's other end, or of a way that shuts."""
    return Tag(text, "#6741d9", PAPER, "#6741d9")


def drawn(tags: Iterable[Tag], centre: Point) -> Iterator[Shape]:
    """Yield tags side by side, with their middle at `centre`."""
    row = list(tags)
    left = centre[0] - sum(tag.width for tag in row) // 2
    top = centre[1] - LETTER_HEIGHT // 2 - 2
    for tag in row:
        yield Box(left, top, tag.width, LETTER_HEIGHT + 3, tag.fill, tag.line)
        yield Label(left + 1, top + 1, tag.text, tag.colour)
        left += tag.width
