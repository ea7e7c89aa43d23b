"""Rooms with a block that can be pushed: where it needs space, and the proof that it traps nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.layout import Way
from sim.world.model import COLUMNS, STEPS
from sim.world.paths import bit, door_cell, flood, step_back

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.world.layout import Door


def gadget(inner: int, direction: int) -> tuple[int, ...]:
    """Return the cells around the block at `inner`, before the opening in `direction`, that stay bare."""
    dx, dy = STEPS[direction]
    back, aside = -dy * COLUMNS - dx, dx * COLUMNS + dy
    return (inner + aside, inner - aside, inner + back, inner + back + aside, inner + back - aside)


def is_safe(doors: Sequence[Door | None], direction: int, floor: int) -> bool:
    """Tell whether one can always leave the room, however its block has been pushed.

    The block stands before the opening in `direction`; `floor` are the other cells to walk on.
    """
    ways = {number: door for number, door in enumerate(doors) if door and door.way not in _NO_WAY_OUT}
    home = _inner(direction, ways.pop(direction))
    ground = floor | bit(home)
    exits = sum(bit(_inner(number, door)) for number, door in ways.items())
    sure = sum(bit(_inner(number, door)) for number, door in ways.items() if door.way is not Way.GATE)
    # Who comes out of the dead end pushes the block ahead, and must get past it.
    dx, dy = STEPS[direction]
    ahead = home - dy * COLUMNS - dx
    if flood(ground & ~bit(ahead), bit(home)) & exits != exits:
        return False
    if flood(floor, exits & -exits) & exits != exits:
        return False
    begin = [(home, flood(floor, exits & -exits)), (ahead, flood(ground & ~bit(ahead), bit(home)))]
    return all(area & (sure | bit(home)) for _, area in _reached(ground, begin))


_NO_WAY_OUT = frozenset({Way.FENCED, Way.LEDGE, Way.DROP})


def _inner(direction: int, door: Door) -> int:
    return step_back(door_cell(direction, door.at), direction)


def _reached(ground: int, begin: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield every (cell of the block, cells its pusher can walk to) that pushing leads to."""
    queue, seen = list(begin), set(begin)
    for block, area in queue:
        yield block, area
        for dx, dy in STEPS:
            step = dy * COLUMNS + dx
            pushed = block + step
            if area & bit(block - step) and ground & bit(pushed):
                following = (pushed, flood(ground & ~bit(pushed), bit(block)))
                if following not in seen:
                    seen.add(following)
                    queue.append(following)
