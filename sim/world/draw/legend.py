"""What colours, marks and tiles mean, below the lands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sim.world.art import art
from sim.world.draw.page import CELL, MARGIN
from sim.world.draw.shapes import Box, Label, Line, Picture
from sim.world.draw.style import (
    INK,
    PAPER,
    START,
    WAYS,
    Tag,
    drawn,
    item_tag,
    link_tag,
    objective_tag,
    obstacle_tag,
    temptation_tag,
)
from sim.world.model import Goal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sim.world.draw.page import Page
    from sim.world.draw.shapes import Shape

_ROW = 22


class Entry(NamedTuple):
    """A sample, drawn with its middle left at (x, y) and `width` pixels wide, and what it means."""

    sample: Callable[[int, int], Iterable[Shape]]
    width: int
    text: str


_MARKS: tuple[tuple[tuple[Tag, ...], str], ...] = (
    ((objective_tag(7, Goal.PRIZE),), "OBJECTIVE 7 IS MET HERE"),
    ((item_tag("A"), item_tag("R")), "KEY A, THE RAFT IS HERE"),
    ((item_tag("P>A"),), "GIVES KEY A FOR THE PARCEL"),
    ((obstacle_tag("A"), obstacle_tag("LEVER")), "NEEDS KEY A, THE LEVER"),
    ((temptation_tag("S0"),), "SHORTCUT (7/15: PRESSES OFF THE WAY, AND OF THE HONEST WAY)"),
    ((temptation_tag("D"), temptation_tag("W")), "DISTRACTOR, ITS WELL"),
    (tuple(map(temptation_tag, ("Q?", "Q!", "Q-"))), "RECALL PROBE, RIGHT AND WRONG ANSWER"),
    ((link_tag("SHUT AT 9"),), "SHUT WHEN 9 OBJECTIVES ARE MET"),
    ((link_tag("TO 2"),), "PORTAL TO LAND 2, IN A RECALL LEG"),
)

_NAMED = {
    "gate": "GATE (NEEDS A KEY)",
    "rock": "ROCK (HAMMER)",
    "ford": "DEEP WATER (RAFT)",
    "dark": "DARK (LAMP)",
    "barrier": "BARRIER (LEVER)",
    "shutter": "SHUT FOR NOW",
    "push_block": "BLOCK TO PUSH",
    "ledge_s": "LEDGE: ONE WAY",
    "warp": "PORTAL",
    "seal": "SEAL (PRIZE)",
    "desk": "REPORT DESK",
    "woodpile": "WOODPILE (WORK)",
    "till": "TILL",
    "panel": "PANEL",
    "fount": "CHEST THAT REFILLS",
    "fence": "BROKEN FENCE",
    "well": "WELL",
    "statue_owl": "STONE BEAST",
    "pedestal_owl": "PEDESTAL",
}


def legend_height(page: Page) -> int:
    """Return the pixels that the legend needs."""
    return max(y for _, _, y in _placed(page)) + _ROW


def legend(page: Page) -> Iterator[Shape]:
    """Yield what all of it means."""
    yield Label(MARGIN, page.bottom, "LEGEND", INK, 2)
    for entry, x, y in _placed(page):
        yield from entry.sample(x, page.bottom + y)
        yield Label(x + entry.width + 6, page.bottom + y - 4, entry.text, INK)


def _placed(page: Page) -> Iterator[tuple[Entry, int, int]]:
    """Yield every entry with its place, from left to right; each group begins a row of its own."""
    y = _ROW // 2
    for group in ([_start(), *_ways()], list(_marks()), list(_tiles())):
        x, y = MARGIN, y + _ROW
        for entry in group:
            wide = entry.width + 6 + Label(0, 0, entry.text, INK).width + 20
            if x + wide > page.width and x > MARGIN:
                x, y = MARGIN, y + _ROW
            yield entry, x, y
            x += wide


def _start() -> Entry:
    return Entry(lambda x, y: [Box(x, y - 6, 12, 12, START, PAPER)], 12, "START")


def _ways() -> Iterator[Entry]:
    def line(colour: str, x: int, y: int) -> list[Shape]:
        return [Line(((x, y), (x + 30, y)), colour, 3)]

    for goal, colour in WAYS.items():
        yield Entry(partial(line, colour), 30, f"ORACLE'S WAY TO {goal.upper()}")


def _marks() -> Iterator[Entry]:
    def row(tags: tuple[Tag, ...], half: int, x: int, y: int) -> Iterator[Shape]:
        return drawn(tags, (x + half, y))

    for tags, text in _MARKS:
        wide = sum(tag.width for tag in tags)
        yield Entry(partial(row, tags, wide // 2), wide, text)


def _tiles() -> Iterator[Entry]:
    def tile(name: str, x: int, y: int) -> list[Shape]:
        return [Picture(x, y - CELL // 2, art().metatiles[art().ids[name]])]

    for name, text in _NAMED.items():
        yield Entry(partial(tile, name), CELL, text)
