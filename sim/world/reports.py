"""Tasks that cannot be done: how long the way through the fence is, and how long that to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.world.layout import Way
from sim.world.model import BLOCK_ROOMS, BLOCK_SIDE, COLUMNS, ROWS, Goal, Kind
from sim.world.paths import beside, bit, cells_of, step_back

if TYPE_CHECKING:
    from sim.world.built import Built
    from sim.world.model import World
    from sim.world.planners import Plan

LEAST, MOST = 1.5, 3.0
"""How many times as long as a shortcut its honest way is, at least and at most."""

_WIDE = BLOCK_SIDE * COLUMNS + 1  # bits of a land's row of cells; the last one keeps rows apart
_CLOSE = 1  # presses to close the text of the desk or of the seal, each of one page
_DESK = 1 + _CLOSE  # and one more for who has to turn to it


def measured(built: Built, world: World, plan: Plan, leg: int) -> tuple[int, int]:
    """Return the presses from the giver to the prize, over the broken fence and honestly."""
    numbers = range(world.legs[leg].first, world.legs[leg].end)
    prize = next(number for number in numbers if world.objectives[number].goal is Goal.PRIZE)
    told = plan.legs[prize - 1].end
    start = _bits(told.room - built.land.base, told.y * COLUMNS + told.x)
    return _cheat(built, _board(built), start), len(plan.legs[prize].buttons)


def is_fair(built: Built) -> bool:
    """Tell whether the honest way is longer within bounds, from wherever one talks to the giver."""
    errands, board = built.land.errands, _board(built)
    desks = _around(built, errands.desk, built.spot(errands.desk, lambda thing: thing.kind is Kind.DESK))
    giver = built.spot(errands.giver, lambda thing: thing.kind is Kind.NPC and thing.flag > 0)
    for start in _singles(_around(built, errands.giver, giver)):
        honest, cheat = _steps(board, start, desks) + _DESK, _cheat(built, board, start)
        if not LEAST * cheat <= honest < honest + 1 <= MOST * cheat:
            return False
    return True


class _Board(NamedTuple):
    """The cells of a land to walk on, all in one mask, and its ledges: from one cell to another."""

    floor: int
    ledges: tuple[tuple[int, int], ...]


def _cheat(built: Built, board: _Board, start: int) -> int:
    """Return the presses from a cell over the fence to the seal."""
    pocket, fence = built.land.pocket.behind, built.land.fence
    assert fence
    seal = _bits(pocket, built.spot(pocket, lambda thing: thing.kind is Kind.ITEM))
    broken = _bits(fence.room, built.opening(fence.room, fence.direction))
    return _steps(_Board(board.floor | seal | broken, board.ledges), start, seal) + _CLOSE


def _bits(room: int, *cells: int) -> int:
    row, column = divmod(room, BLOCK_SIDE)
    base = row * ROWS * _WIDE + column * COLUMNS
    return sum(1 << base + cell // COLUMNS * _WIDE + cell % COLUMNS for cell in cells)


def _around(built: Built, room: int, cell: int) -> int:
    """Return the cells from which something can be used."""
    return _bits(room, *cells_of(beside(bit(cell)) & ~bit(cell) & built.rooms[room].open))


def _singles(mask: int) -> list[int]:
    """Return the masks of the single cells of a mask."""
    found = []
    while mask:
        found.append(mask & -mask)
        mask &= mask - 1
    return found


def _board(built: Built) -> _Board:
    """Return the land as it is once the giver has told the task, its obstacle shut."""
    floor, ledges = 0, []
    change = built.land.change
    for room in range(BLOCK_ROOMS):
        floor |= _bits(room, *cells_of(built.rooms[room].open))
        for direction, door in enumerate(built.land.doors[room]):
            if door is None or door.way in (Way.GATE, Way.FENCED, Way.DROP):
                continue
            if change and not change.opens and built.is_changing(room, direction):
                continue
            opening = built.opening(room, direction)
            floor |= _bits(room, opening)
            if door.way is Way.LEDGE:
                foot = step_back(step_back(opening, direction), direction)
                ledges.append((_bits(room, foot), _bits(room, opening)))
    return _Board(floor, tuple(ledges))


def _steps(board: _Board, start: int, targets: int) -> int:
    """Return the steps from a cell to the nearest of some cells, a hop down a ledge being one."""
    reached, front, steps = start, start, 0
    while front and not front & targets:
        found = front << 1 | front >> 1 | front << _WIDE | front >> _WIDE
        for foot, end in board.ledges:
            found |= end if front & foot else 0
        front = found & board.floor & ~reached
        reached |= front
        steps += 1
    return steps if front else 1 << 20
