"""Where presses lead within a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.knowledge import STEPS
from sim.agents.roomview import COLUMNS, PRESSES, ROWS
from sim.agents.tilebook import FLOOR, WALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.agents.knowledge import Cell
    from sim.agents.roomview import RoomView
    from sim.core import Button


def stays(view: RoomView, pattern: Sequence[Button], count: int) -> bool:
    """Tell whether `count` presses of a pattern, over and over, meet bare floor and walls only."""
    cell: Cell | None = view.player
    for number in range(count):
        button = pattern[number % len(pattern)]
        if button in PRESSES and cell is not None:
            cell = _next(view, cell, PRESSES.index(button))
    return cell is not None


def is_free(view: RoomView, way: int) -> bool:
    """Tell whether the next cell to a side (0-3) can be walked to, and back from."""
    there = _next(view, view.player, way)
    return there not in (None, view.player)


def _next(view: RoomView, cell: Cell, way: int) -> Cell | None:
    """Return where a step leads, None if it is out of the room or onto, over or against something special."""
    x, y = cell[0] + STEPS[way][0], cell[1] + STEPS[way][1]
    if not (0 <= x < COLUMNS and 0 <= y < ROWS):
        return None
    ground = view.ground[y * COLUMNS + x]
    return (x, y) if ground == FLOOR else cell if ground == WALL else None
