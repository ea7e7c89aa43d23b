"""Claims on the sides of rooms: where they lead, what is in the way, which have no way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.world.facts.checks import UNVERIFIABLE, Check, certain
from sim.world.facts.naming import OBSTACLES
from sim.world.facts.relations import NOTHING, SOMETHING, UNKNOWN, Judgement
from sim.world.facts.rooms import Path

if TYPE_CHECKING:
    from sim.world.effects import State
    from sim.world.facts.rooms import Rooms


class Ways:
    """Checks claims on exits."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def exit(self, room: int, side: int, to: str) -> Check:
        """Check that a side leads to a room, nowhere ("nothing"), or somewhere ("unknown")."""
        gap = self._rooms.gaps(room)[side]
        if to == NOTHING:
            if gap.to is None or gap.path is Path.IN:
                return certain(True)
            if gap.path is Path.NOOK:
                return UNVERIFIABLE  # there is a way, but it leads no further
            return Check(partial(self._no_way, room, side), (room, gap.to))
        if to == UNKNOWN:
            if gap.to is None:
                return certain(None if gap.cells else False)
            return certain(None if gap.path is Path.IN else True)
        if gap.to is None or self._rooms.numbers.get(to) != gap.to:
            return certain(False)
        # Behind a ledge that leads in only, the room lies there all the same.
        return certain(None if gap.path is Path.IN else True)

    def _no_way(self, room: int, side: int, state: State) -> Judgement:
        # A shutter makes a wall of it for a time.
        return None if "shutter" in self._rooms.barred(room, side, state) else False

    def one_way(self, room: int, side: int, to: str) -> Check:
        """Check that a side leads to a room (or "unknown") and that there is no way back."""
        gap = self._rooms.gaps(room)[side]
        leads = gap.to is not None and to in (UNKNOWN, self._rooms.name(gap.to))
        return certain(leads and self._rooms.is_one_way(room, side))

    def blocked(self, room: int, side: int, by: str) -> Check:
        """Check that an obstacle, or "something", is in the way."""
        gap = self._rooms.gaps(room)[side]
        if by not in OBSTACLES and by not in (SOMETHING, "block"):
            return UNVERIFIABLE
        if by == SOMETHING and gap.path in (Path.IN, Path.NOOK):
            return certain(True)
        rooms = (room,) if gap.to is None else (room, gap.to)
        return Check(partial(self._is_barred, room, side, by), rooms)

    def _is_barred(self, room: int, side: int, by: str, state: State) -> Judgement:
        bars = self._rooms.barred(room, side, state)
        if by in bars or by == SOMETHING:
            return bool(bars)
        return None if by in self._rooms.now(room, state).vanished else False
