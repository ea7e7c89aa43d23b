"""Layers: what can be done on a chart while certain things are open, taken and held.

Flags only ever rise, so that layers have no way back: the field of a layer starts from the aim and
from every press that leads into a later layer, whose field tells what is left from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.fields import FAR, Field
from sim.world.grounds import BESIDE, LOCAL
from sim.world.model import NO_ITEM, Kind
from sim.world.sheets import USED, Spot

if TYPE_CHECKING:
    from sim.world.charts import Chart
    from sim.world.model import Entity


class End(NamedTuple):
    """A cell in one picture of its room with `presses` left, for those who face `face` (-1: anybody)."""

    room: int
    base: int
    cell: int
    face: int
    presses: int


class Aim:
    """What is to be done: set one of `flags` (a mask), or come to one of `ends`."""

    __slots__ = ("__weakref__", "ends", "flags")

    def __init__(self, flags: int, ends: tuple[End, ...] = ()) -> None:
        self.flags, self.ends = flags, ends


class Deed(NamedTuple):
    """What using or taking a thing costs, and what is set and held afterwards."""

    presses: int
    flags: int
    inventory: int


class Layer:
    """One layer of a chart: what can be done in it, and its field."""

    def __init__(self, chart: Chart, aim: Aim, flags: int, inventory: int) -> None:
        self._chart, self._aim, self._flags, self._inventory = chart, aim, flags, inventory
        self._terrain = chart.terrain(aim, flags)
        self._seeds: dict[int, int] = {}
        self._turned: dict[int, int] = {}

    def field(self) -> Field:
        """Return the field of the layer's aim."""
        chart = self._chart
        for end in self._aim.ends:
            if end.face < 0:
                self._seed(end.base + LOCAL[end.cell], end.presses)
            else:
                self._face(end)
        for spot in chart.doers:
            self._use(spot)
        for spot in chart.doors:
            self._open(spot)
        for spot in (*chart.items, *chart.marks):
            self._step_on(spot)
        return Field(self._terrain, self._seeds, self._turned)

    def _seed(self, cell: int, presses: int) -> None:
        if presses < FAR:
            self._seeds[presses] = self._seeds.get(presses, 0) | 1 << cell

    def _use(self, spot: Spot) -> None:
        deed = self.deed(spot.thing)
        if deed is None:
            return
        after = self._after(deed)
        for cell, face in BESIDE[spot.cell]:
            left = after.at(spot.base + LOCAL[cell], face) if after else 0
            if left < FAR:
                self._face(End(spot.room, spot.base, cell, face, deed.presses + left))

    def _face(self, end: End) -> None:
        """Note what is left for who faces the right way, and that it takes a press to turn there."""
        room, base, cell, face, presses = end
        bit = base + LOCAL[cell]
        key = bit << 2 | face
        self._turned[key] = min(presses, self._turned.get(key, FAR))
        near = 1 << bit
        for starts, direction in self._chart.arrivals.get(bit, ()):
            near |= starts if direction == face else 0
        if self._terrain.enter >> bit & 1:
            for start, direction in self._chart.steps(room, base, cell):
                near |= 1 << start if direction == face else 0
        self._seeds[presses + 1] = self._seeds.get(presses + 1, 0) | near

    def deed(self, thing: Entity) -> Deed | None:
        """Return what using a thing comes to, if that is any use."""
        flag, chart = thing.flag, self._chart
        if thing.kind not in USED or not flag or self._flags >> flag & 1:
            return None
        if thing.kind == Kind.TRADER and not self._inventory >> thing.item & 1:
            return None
        if thing.kind == Kind.DESK and not thing.value:
            return None
        if not self._aim.flags >> flag & 1 and not self._matters(thing):
            return None
        second = thing.kind in (Kind.TRADER, Kind.DESK)
        text = thing.other if second else None if thing.kind == Kind.LEVER else thing.text
        inventory = self._inventory
        if thing.kind == Kind.TRADER:
            inventory = inventory & ~(1 << thing.item) | _held(thing.value)
        elif thing.kind == Kind.CHEST:
            inventory |= _held(thing.item)
        return Deed(1 + chart.reading(text), self._flags | 1 << flag, inventory)

    def _matters(self, thing: Entity) -> bool:
        """Tell whether using a thing that is no aim itself may open a way."""
        if any(spot.thing.flag == thing.flag for spot in self._chart.doors):
            return True
        given = thing.value if thing.kind == Kind.TRADER else thing.item
        useful = thing.kind in (Kind.TRADER, Kind.CHEST)
        return useful and given != NO_ITEM and bool(self._chart.wanted >> given & 1)

    def _after(self, deed: Deed) -> Field | None:
        """Return the field of what is left after a deed, None if that is nothing."""
        if deed.flags & self._aim.flags & ~self._flags:
            return None
        return self._chart.field(self._aim, deed.flags, deed.inventory)

    def _open(self, spot: Spot) -> None:
        deed = self.opening(spot.thing)
        if deed is None:
            return
        after = self._after(deed)
        for cell, face in BESIDE[spot.cell]:
            bit = spot.base + LOCAL[cell]
            if self._terrain.enter >> bit & 1:
                self._seed(bit, 1 + (after.at(bit, face) if after else 0))

    def opening(self, door: Entity) -> Deed | None:
        """Return what opening a door comes to, if it is a shut gate and what it wants is held."""
        if door.kind != Kind.GATE or self._flags >> door.flag & 1 or not self._inventory >> door.item & 1:
            return None
        return Deed(1, self._flags | 1 << door.flag, self._inventory)

    def _step_on(self, spot: Spot) -> None:
        deed = self.taking(spot)
        if deed is None:
            return
        after = self._after(deed)
        for start, face in self._chart.into(spot):
            self._seed(start, deed.presses + (after.at(spot.bit, face) if after else 0))

    def taking(self, spot: Spot) -> Deed | None:
        """Return what coming to the cell of an item or mark comes to, if it does anything."""
        thing = spot.thing
        if self._terrain.enter >> spot.bit & 1:
            return None
        flags = self._flags | 1 << thing.flag
        if thing.kind == Kind.MARK:
            return Deed(1, flags, self._inventory)
        presses = 1 + self._chart.reading(thing.text)
        return Deed(presses, flags, self._inventory | _held(thing.item))


def _held(item: int) -> int:
    return 0 if item == NO_ITEM else 1 << item
