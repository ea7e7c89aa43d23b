"""Charts: the known rooms of some lands on one board, and the distances to an aim on them.

A board joins cells that lie side by side; all other ways that a press may lead are noted one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from sim.world.fields import Field, Terrain
from sim.world.grounds import BESIDE, EDGES, LOCAL, across
from sim.world.layers import Aim, Layer
from sim.world.model import COLUMNS, Kind, opposite
from sim.world.sheets import Sheet, Spot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.world.boards import Atlas, Board
    from sim.world.grounds import Look
    from sim.world.model import Entity

_EDGES = tuple(frozenset(edge) for edge in EDGES)


class Bridge(NamedTuple):
    """A belief: the openings of `room` towards `side` lead into room `to`."""

    room: int
    side: int
    to: int


class Chart:
    """Rooms on a board as they look; rooms that are not in `looks` cannot be entered.

    With `lawless`, broken fences can be crossed. `added` are things that stand there besides. `cuts`
    are sides (0-3) of rooms that lead nowhere, whatever lies there, and `bridges` lead elsewhere.
    With `silent`, turning pages takes no presses.
    """

    def __init__(
        self,
        atlas: Atlas,
        board: Board,
        looks: Mapping[int, Look],
        *,
        added: Sequence[tuple[int, Entity]] = (),
        cuts: Sequence[tuple[int, int]] = (),
        bridges: Sequence[Bridge] = (),
        lawless: bool = False,
        silent: bool = False,
    ) -> None:
        self.atlas, self.board, self.looks = atlas, board, looks
        self._silent = silent
        self._cuts = frozenset(cuts)
        self._free = self._solid = self.heeded = self.wanted = 0
        """`heeded`: the flags that ways depend on; `wanted`: the items that something asks for."""
        self._hops = [0, 0, 0, 0]
        self.doors: list[Spot] = []
        self.items: list[Spot] = []
        self.marks: list[Spot] = []
        self.doers: list[Spot] = []
        self._warps: list[Spot] = []
        self.arrivals: dict[int, tuple[tuple[int, int], ...]] = {}
        """By cell's bit the cells (a mask) from where a press in some direction leads there."""
        self._links: dict[int, int] = {}
        self._fields: WeakKeyDictionary[Aim, dict[tuple[int, int], Field]] = WeakKeyDictionary()
        self._terrains: dict[tuple[int, int], Terrain] = {}
        self._apart: list[tuple[int, int]] = []
        for room, look in looks.items():
            self._lay(room, self._sheet(room, look, lawless=lawless))
        for room, thing in added:
            self._add(room, thing)
        for spot in self._warps:
            self._join_warp(spot)
        for room, side in self._cuts:
            self._separate(room, side)
        for bridge in bridges:
            self._build(bridge)
        self._marked = sum({1 << spot.thing.flag for spot in self.marks})

    # --- laying rooms out -----------------------------------------------------------------

    def _sheet(self, room: int, look: Look, *, lawless: bool) -> Sheet:
        sheets, key = self.board.sheets, (room, look, lawless)
        if key not in sheets:
            sheets[key] = Sheet(self.board, self.atlas.grounds, room, look, lawless=lawless)
        return sheets[key]

    def _lay(self, room: int, sheet: Sheet) -> None:
        self._free |= sheet.free
        self._solid |= sheet.solid
        if not sheet.bare:
            self._furnish(sheet)
        if sheet.pushes or self.atlas.grounds[room].borders_land:
            self._leave(room)

    def _furnish(self, sheet: Sheet) -> None:
        """Note everything in a room but its floor."""
        self.heeded |= sheet.heeded
        self.wanted |= sheet.wanted
        if any(sheet.hops):
            self._hops = [hop | more for hop, more in zip(self._hops, sheet.hops, strict=True)]
        self.doors += sheet.doors
        self.items += sheet.items
        self.marks += sheet.marks
        self.doers += sheet.doers
        self._warps += sheet.warps
        if self.arrivals.keys().isdisjoint(sheet.pushes):
            self.arrivals |= sheet.pushes
            self._links |= sheet.links
        else:
            for end, pushes in sheet.pushes.items():
                self._arrive(end, *pushes)
        for source, cell, face, bit in sheet.entries:
            if source in self.looks and (source, face) not in self._cuts:
                self._arrive(bit, (self.board.bases[source] << LOCAL[cell], face))

    def _leave(self, room: int) -> None:
        """Note the ways out of a room that the board does not join by itself."""
        home, bases = self.board.places[room][0][0], self.board.bases[room]
        for side, to, apart, openings in self.atlas.grounds[room].ways:
            starts = bases if apart else bases & ~(1 << home)
            if not starts or to not in self.looks or (room, side) in self._cuts:
                continue
            free, target = self.looks[to].free, self.board.places[to][0][0]
            for cell, end in openings:
                if free >> LOCAL[end] & 1:
                    self._arrive(target + LOCAL[end], (starts << LOCAL[cell], side))

    def _add(self, room: int, thing: Entity) -> None:
        """Put a thing on its cell, in place of what stands there."""
        cell = thing.y * COLUMNS + thing.x
        kept = {Kind.MARK: self.marks, Kind.ITEM: self.items}.get(thing.kind, self.doers)
        for base, _ in self.board.places[room]:
            self._free &= ~(1 << base + LOCAL[cell])
            self._solid &= ~(1 << base + LOCAL[cell])
            kept.append(Spot(room, base, cell, thing))
        self.heeded |= 1 << thing.flag
        if thing.kind == Kind.TRADER:
            self.wanted |= 1 << thing.item

    def _join_warp(self, spot: Spot) -> None:
        assert spot.thing.target is not None
        room, x, y = spot.thing.target
        if room in self.looks:
            end = self.board.places[room][0][0] + LOCAL[y * COLUMNS + x]
            for start, face in self.into(spot):
                self._arrive(end, (1 << start, face))

    def _separate(self, room: int, side: int) -> None:
        """Part the cells on both sides of a border, which the board lets join."""
        other = self.atlas.grounds[room].neighbours[side]
        if other is None or other not in self.looks:
            return
        here, there = self.board.places[room][0][0], self.board.places[other][0][0]
        comes_back = (other, opposite(side)) not in self._cuts
        for cell in self.atlas.grounds[room].openings[side]:
            end = across(cell, side)
            self._apart += [(here, cell), (there, end)]
            if comes_back:
                self._arrive(here + LOCAL[cell], (1 << there + LOCAL[end], opposite(side)))

    def _build(self, bridge: Bridge) -> None:
        """Let the openings of a room's side lead into the opposite side of another room."""
        entries = self.atlas.grounds[bridge.to].openings[opposite(bridge.side)]
        for cell in self.atlas.grounds[bridge.room].openings[bridge.side]:
            straight = across(cell, bridge.side)
            end = straight if straight in entries or not entries else entries[0]
            starts = self.board.bases[bridge.room] << LOCAL[cell]
            self._arrive(self.board.places[bridge.to][0][0] + LOCAL[end], (starts, bridge.side))

    def _arrive(self, end: int, *ways: tuple[int, int]) -> None:
        self.arrivals[end] = self.arrivals.get(end, ()) + ways
        for starts, _ in ways:
            self._links[1 << end] = self._links.get(1 << end, 0) | starts

    def into(self, spot: Spot) -> list[tuple[int, int]]:
        """Return (cell's bit, direction) of all presses that step onto a thing's cell."""
        return self.steps(spot.room, spot.base, spot.cell)

    def steps(self, room: int, base: int, cell: int) -> list[tuple[int, int]]:
        """Return (cell's bit, direction) of all presses that step onto a cell."""
        found = [(base + LOCAL[start], face) for start, face in BESIDE[cell]]
        found += [
            (base + LOCAL[ledge.start], ledge.face) for ledge in self.looks[room].ledges if ledge.end == cell
        ]
        if base == self.board.places[room][0][0]:
            for side, source in enumerate(self.atlas.grounds[room].neighbours):
                if (
                    source is not None
                    and source in self.looks
                    and cell in _EDGES[side]
                    and (source, opposite(side)) not in self._cuts
                ):
                    start = LOCAL[across(cell, side)]
                    found += [(first + start, opposite(side)) for first, _ in self.board.places[source]]
        return found

    # --- distances ------------------------------------------------------------------------

    def field(self, aim: Aim, flags: int, inventory: int) -> Field:
        """Return the field of an aim while these flags are set and these items held (masks)."""
        fields = self._fields.setdefault(aim, {})
        key = (flags & self.heeded, inventory & self.wanted)
        field = fields.get(key)
        if field is None:
            field = fields[key] = Layer(self, aim, *key).field()
        return field

    def reading(self, text: int | None) -> int:
        """Return the presses that reading a text takes here."""
        return 0 if self._silent else self.atlas.reading(text)

    def terrain(self, aim: Aim, flags: int) -> Terrain:
        """Return which presses lead where while these flags are set."""
        key = (flags & self.heeded, aim.flags & self._marked)
        terrain = self._terrains.get(key)
        if terrain is None:
            terrain = self._terrains[key] = self._terrain(aim, flags)
        return terrain

    def _terrain(self, aim: Aim, flags: int) -> Terrain:
        enter = self._free
        for spot in (*self.doors, *self.items):
            if flags >> spot.thing.flag & 1:
                enter |= 1 << spot.bit
        unset = 0
        for spot in self.marks:
            if flags >> spot.thing.flag & 1:
                enter |= 1 << spot.bit
            elif not aim.flags >> spot.thing.flag & 1:
                unset |= 1 << spot.bit
        enter |= unset
        links = self._links
        if self._apart:
            links = dict(links)
        for base, cell in self._apart:
            bit = base + LOCAL[cell]
            if enter >> bit & 1:
                inside = sum(1 << base + LOCAL[start] for start, _ in BESIDE[cell])
                links[1 << bit] = links.get(1 << bit, 0) | inside
        for base, cell in self._apart:
            enter &= ~(1 << base + LOCAL[cell])
        hops = tuple(hop & enter for hop in self._hops)
        return Terrain(self.board.size, enter, links, hops, enter & ~unset, self._solid)
