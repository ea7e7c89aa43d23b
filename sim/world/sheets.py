"""Sheets: one room laid out on a board, with all pictures of its moved blocks."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from sim.world.grounds import LOCAL, across, spread
from sim.world.model import Kind, opposite
from sim.world.tables import block_cells

if TYPE_CHECKING:
    from sim.world.boards import Board
    from sim.world.grounds import Ground, Look
    from sim.world.model import Entity

USED = frozenset({Kind.NPC, Kind.TRADER, Kind.LEVER, Kind.CHEST, Kind.DESK})
"""Kinds of things whose use may set a flag that matters."""

_ACTING = frozenset({Kind.WARP, Kind.ITEM, Kind.MARK})
_ACTING_OR_BROKEN = _ACTING | {Kind.FENCE}


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


class Entry(NamedTuple):
    """A border cell (its bit) that can be entered from cell `start` of room `source` only."""

    source: int
    start: int
    face: int
    bit: int


class Sheet:
    """A room on a board. `free` are the cells anybody can enter, `hops` by direction those hopped to.

    `solid` are those that only stop whoever walks into them. `pushes` has by cell's bit the cells (a
    mask) from where a press in some direction pushes a block and leads there, `links` the same with masks
    for cells. In a `bare` room there is nothing else to tell. With `lawless`, broken fences can be crossed.
    """

    __slots__ = (
        *("bare", "doers", "doors", "entries", "free", "heeded", "hops", "items", "links", "marks"),
        *("pushes", "solid", "wanted", "warps"),
    )

    def __init__(self, board: Board, grounds: list[Ground], room: int, look: Look, *, lawless: bool) -> None:
        ground, places = grounds[room], board.places[room]
        free = look.free | (spread(look.fences) if lawless else 0)
        self.free = self.solid = 0
        hops = [0, 0, 0, 0]
        for base, blocks in places:
            unblocked = ~spread(block_cells(blocks))
            self.free |= (free & unblocked) << base
            self.solid |= (look.solid & unblocked) << base
            for ledge in look.ledges:
                hops[ledge.face] |= 1 << base + LOCAL[ledge.end]
        self.hops = tuple(hops)
        bases = [base for base, _ in places]
        self.doors, self.items, self.marks, self.warps, self.doers = (
            tuple([Spot(room, base, cell, thing) for cell, thing in found for base in bases]) if found else ()
            for found in (look.doors, look.items, look.marks, look.warps, look.doers)
        )
        self.pushes: dict[int, tuple[tuple[int, int], ...]] = {}
        for base, blocks in places if ground.home else ():
            for slide in ground.slides[blocks]:
                if slide.beyond not in look.things:
                    end = board.bit(room, slide.cell, slide.after)
                    push = 1 << base + LOCAL[slide.start], slide.face
                    self.pushes[end] = (*self.pushes.get(end, ()), push)
        self.links = {
            1 << end: reduce(or_, [starts for starts, _ in pushes]) for end, pushes in self.pushes.items()
        }
        handled = _ACTING if lawless else _ACTING_OR_BROKEN
        self.entries = tuple(
            Entry(to, start, opposite(side), bases[0] + LOCAL[end])
            for side, to, *_ in ground.ways
            for start in grounds[to].openings[opposite(side)]
            if not look.free >> LOCAL[end := across(start, opposite(side))] & 1
            and ((thing := look.things.get(end)) is None or thing.kind not in handled)
        )
        for entry in self.entries:
            self.solid &= ~(1 << entry.bit)
        self._heed(look)
        self.bare = not (look.ledges or look.doors or look.items or look.marks or look.warps or look.doers)
        self.bare = self.bare and not (self.pushes or self.entries)

    def _heed(self, look: Look) -> None:
        """Note the flags that ways depend on and the items that something asks for, as masks."""
        used = [thing for _, thing in look.doers if thing.kind in USED]
        acting = [thing for _, thing in (*look.doors, *look.items, *look.marks)]
        self.heeded = self.wanted = 0
        for thing in (*used, *acting):
            self.heeded |= 1 << thing.flag
            if thing.kind in (Kind.GATE, Kind.TRADER):
                self.wanted |= 1 << thing.item
