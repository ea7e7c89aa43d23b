"""Where everything goes: lands in rows, rooms in lands, cells in rooms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.world.model import BLOCK_SIDE, COLUMNS, ROWS, land_of, position

if TYPE_CHECKING:
    from sim.world.draw.shapes import Point

CELL = 16
ROOM_WIDTH, ROOM_HEIGHT = COLUMNS * CELL, ROWS * CELL
NAME = 12
"""Pixels above a room, for its name."""
GAP = 8
MARGIN = 24
"""Pixels around the page and between lands."""
TITLE = 44
_ACROSS, _DOWN = ROOM_WIDTH + GAP, ROOM_HEIGHT + NAME + GAP
LAND_WIDTH = BLOCK_SIDE * _ACROSS + GAP
_ROOMS_HEIGHT = BLOCK_SIDE * _DOWN + GAP


@dataclass(frozen=True, slots=True)
class Page:
    """The lands of a world in rows from west to east, `across` in each; a land's words are `head` high."""

    lands: int
    head: int

    @property
    def across(self) -> int:
        """Lands in a row, so that the page is about one and a half times as wide as high."""
        return min(self.lands, max(1, round(math.sqrt(1.5 * self.lands))))

    @property
    def width(self) -> int:
        """Pixels of the page from west to east."""
        return MARGIN + self.across * (LAND_WIDTH + MARGIN)

    @property
    def bottom(self) -> int:
        """The first line of pixels below the last row of lands."""
        return TITLE + math.ceil(self.lands / self.across) * (self.land_height + MARGIN) + MARGIN

    @property
    def land_height(self) -> int:
        """Pixels of a land from its words to its southern edge."""
        return self.head + _ROOMS_HEIGHT

    def land(self, land: int) -> Point:
        """Return the upper left corner of a land."""
        row, column = divmod(land, self.across)
        return MARGIN + column * (LAND_WIDTH + MARGIN), TITLE + MARGIN + row * (self.land_height + MARGIN)

    def room(self, room: int) -> Point:
        """Return the upper left corner of a room's picture."""
        left, top = self.land(land_of(room))
        column, row = position(room)
        return (
            left + GAP + column % BLOCK_SIDE * _ACROSS,
            top + self.head + GAP + NAME + row * _DOWN,
        )

    def centre(self, room: int, x: int, y: int) -> Point:
        """Return the middle of a cell."""
        left, top = self.room(room)
        return left + x * CELL + CELL // 2, top + y * CELL + CELL // 2

    def together(self, one: int, other: int) -> bool:
        """Tell whether two lands stand in the same row."""
        return one // self.across == other // self.across
