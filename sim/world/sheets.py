"""Sheets: one room laid out on a board, with all pictures of its moved blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.grounds import LOCAL, across
from sim.world.model import Kind, opposite
from sim.world.tables import block_cells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.boards import Board
    from sim.world.grounds import Ground, Look
    from sim.world.model import Entity

USED = frozenset({Kind.NPC, Kind.TRADER, Kind.LEVER, Kind.CHEST, Kind.DESK})
"""Kinds of things whose use may set a flag that matters."""

_ACTING = frozenset({Kind.WARP, Kind.ITEM, Kind.MARK})


class Spot(NamedTuple):
    """A thing on a board: its cell in one picture of its room, whose first bit is `base`."""

    room: int
    base: int
    cell: int
    thing: Entity

    @property
    def bit(self) -> int:
        """The number of its cell's bit."""
        return self.base + LOCAL[self.cell]


class Arrival(NamedTuple):
    """A press from one cell's bit to another's in direction `face`."""

    start: int
    end: int
    face: int


class Entry(NamedTuple):
    """A border cell (its bit) that can be entered from cell `start` of room `source` only."""

    source: int
    start: int
    face: int
    bit: int


class Sheet:
    """A room on a board. `free` are the cells anybody can enter, `hops` by direction those hopped to.

    With `lawless`, broken fences can be crossed.
    """

    __slots__ = (
        *("doers", "doors", "entries", "free", "heeded", "hops", "items", "marks", "pushes", "wanted"),
        "warps",
    )

    def __init__(self, board: Board, grounds: list[Ground], room: int, look: Look, *, lawless: bool) -> None:
        ground, places = grounds[room], board.places[room]
        free = look.free | (sum(1 << LOCAL[cell] for cell in look.fences) if lawless else 0)
        self.free = 0
        hops = [0, 0, 0, 0]
        for base, blocks in places:
            self.free |= (free & ~sum(1 << LOCAL[cell] for cell in block_cells(blocks))) << base
            for ledge in look.ledges:
                hops[ledge.face] |= 1 << base + LOCAL[ledge.end]
        self.hops = tuple(hops)
        bases = [base for base, _ in places]
        self.doors = _spots(room, bases, look.doors)
        self.items = _spots(room, bases, look.items)
        self.marks = _spots(room, bases, look.marks)
        self.warps = _spots(room, bases, look.warps)
        self.doers = _spots(room, bases, look.doers)
        self.pushes = [
            Arrival(base + LOCAL[slide.start], board.bit(room, slide.cell, slide.after), slide.face)
            for base, blocks in (places if ground.home else ())
            for slide in ground.slides[blocks]
            if slide.beyond not in look.things
        ]
        handled = _ACTING if lawless else _ACTING | {Kind.FENCE}
        self.entries = [
            Entry(way.to, start, opposite(way.side), bases[0] + LOCAL[end])
            for way in ground.ways
            for start in grounds[way.to].openings[opposite(way.side)]
            if not look.free >> LOCAL[end := across(start, opposite(way.side))] & 1
            and ((thing := look.things.get(end)) is None or thing.kind not in handled)
        ]
        self._heed(look)

    def _heed(self, look: Look) -> None:
        """Note the flags that ways depend on and the items that something asks for, as masks."""
        used = [thing for _, thing in look.doers if thing.kind in USED]
        acting = [thing for _, thing in (*look.doors, *look.items, *look.marks)]
        self.heeded = self.wanted = 0
        for thing in (*used, *acting):
            self.heeded |= 1 << thing.flag
            if thing.kind in (Kind.GATE, Kind.TRADER):
                self.wanted |= 1 << thing.item


def _spots(room: int, bases: list[int], found: Iterable[tuple[int, Entity]]) -> list[Spot]:
    return [Spot(room, base, cell, thing) for cell, thing in found for base in bases]
