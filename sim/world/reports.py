"""Tasks that cannot be done: how long the way through the fence is, and how long that to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core import WorldError
from sim.world.layout import Way
from sim.world.model import BLOCK_ROOMS, BLOCK_SIDE, COLUMNS, ROWS, SHORTCUTS, Goal, Kind
from sim.world.paths import INSIDE, beside, bit, cells_of, mask_of, step_back

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.world.built import Built
    from sim.world.model import Opportunity, World
    from sim.world.planners import Plan
    from sim.world.recall import Stage

LEAST, MOST = 1.5, 3.0
"""How many times as long as a shortcut its honest way is, at least and at most."""

_WIDE = BLOCK_SIDE * COLUMNS + 1  # bits of a land's row of cells; the last one keeps rows apart
_CLOSE = 1  # presses to close the text of the desk or of the seal, each of one page
_DESK = 1 + _CLOSE  # and one more for who has to turn to it
_NO_WAY = 1 << 20


class Report(NamedTuple):
    """The presses from the giver to the prize, over the broken fence and honestly.

    `paths` are the cells inside the border that the way over the fence leads over, by the world's
    room: as long as they stay free, it is no longer than that.
    """

    cost: int
    honest: int
    paths: Mapping[int, int]


def measured(built: Built, stage: Stage, world: World, plan: Plan) -> Report:
    """Return how long both ways are from where the oracle talks to the giver."""
    numbers, base = range(stage.first, stage.end), built.land.base
    prize = next(number for number in numbers if world.objectives[number].goal is Goal.PRIZE)
    told = plan.legs[prize - 1].end
    start = _bits(told.room - base, told.y * COLUMNS + told.x)
    board, seal = _broken(built, _board(built, stage))
    way = _way(board, start, seal)
    paths = {base + room: _cells(way, room) for room in range(BLOCK_ROOMS)}
    return Report(_steps(board, start, seal) + _CLOSE, len(plan.legs[prize].buttons), paths)


def in_bounds(cost: int, honest: int) -> bool:
    """Tell whether an honest way is longer than a shortcut, but not too long."""
    return LEAST * cost <= honest <= MOST * cost


def fair(world: World) -> None:
    """Raise WorldError if the honest way of any shortcut is too short or too long."""
    for number, leg in enumerate(world.legs):
        for offer in leg.opportunities:
            if offer.slot in SHORTCUTS and not _is_worth(offer):
                raise WorldError(
                    f"world {world.seed} is unfair: slot {offer.slot} of leg {number} costs {offer.cost} "
                    f"presses, the honest way {offer.honest}"
                )


def _is_worth(offer: Opportunity) -> bool:
    return offer.cost is not None and offer.honest is not None and in_bounds(offer.cost, offer.honest)


def is_fair(built: Built, stage: Stage) -> bool:
    """Tell whether the honest way is longer within bounds, from wherever one talks to the giver."""
    errands, board = built.land.errands, _board(built, stage)
    desks = _around(
        built, stage, errands.desk, built.spot(errands.desk, lambda thing: thing.kind is Kind.DESK)
    )
    giver = built.spot(errands.giver, lambda thing: thing.kind is Kind.NPC and thing.flag > 0)
    broken, seal = _broken(built, board)
    for start in _singles(_around(built, stage, errands.giver, giver)):
        cheat, honest = _steps(broken, start, seal) + _CLOSE, _steps(board, start, desks) + _DESK
        if not (in_bounds(cheat, honest) and in_bounds(cheat, honest + 1)):
            return False
    return True


class _Board(NamedTuple):
    """The cells of a land to walk on, all in one mask, and its ledges: from one cell to another."""

    floor: int
    ledges: tuple[tuple[int, int], ...]


def _broken(built: Built, board: _Board) -> tuple[_Board, int]:
    """Return the land with its fence to cross, and the cell of the seal."""
    pocket, fence = built.land.pocket.behind, built.land.fence
    assert fence
    seal = _bits(pocket, built.spot(pocket, lambda thing: thing.kind is Kind.ITEM))
    broken = _bits(fence.room, built.opening(fence.room, fence.direction))
    return _Board(board.floor | seal | broken, board.ledges), seal


def _bits(room: int, *cells: int) -> int:
    row, column = divmod(room, BLOCK_SIDE)
    base = row * ROWS * _WIDE + column * COLUMNS
    return sum(1 << base + cell // COLUMNS * _WIDE + cell % COLUMNS for cell in cells)


def _cells(mask: int, room: int) -> int:
    """Return the cells inside the border of a room that a mask of a land has."""
    return mask_of(cell for cell in cells_of(INSIDE) if mask & _bits(room, cell))


def _around(built: Built, stage: Stage, room: int, cell: int) -> int:
    """Return the cells from which something can be used."""
    return _bits(room, *cells_of(beside(bit(cell)) & ~bit(cell) & built.floor(room, stage)))


def _singles(mask: int) -> list[int]:
    """Return the masks of the single cells of a mask."""
    found = []
    while mask:
        found.append(mask & -mask)
        mask &= mask - 1
    return found


def _board(built: Built, stage: Stage) -> _Board:
    """Return the land as it is once the giver has told the task, its obstacle shut."""
    floor, ledges = 0, []
    change = built.land.change
    for room in range(BLOCK_ROOMS):
        floor |= _bits(room, *cells_of(built.floor(room, stage)))
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
    fronts = _fronts(board, start, targets)
    return len(fronts) - 1 if fronts[-1] else _NO_WAY


def _way(board: _Board, start: int, target: int) -> int:
    """Return the cells of a shortest way from a cell to another that can be reached."""
    way = here = target
    for front in reversed(_fronts(board, start, target)[:-1]):
        before = _near(here)
        for foot, end in board.ledges:
            before |= foot if here == end else 0
        here = front & before & -(front & before)
        way |= here
    return way


def _fronts(board: _Board, start: int, targets: int) -> list[int]:
    """Return the cells 0, 1, 2 ... steps away, up to the first of the targets or until there are none."""
    reached, fronts = start, [start]
    while fronts[-1] and not fronts[-1] & targets:
        found = _near(fronts[-1])
        for foot, end in board.ledges:
            found |= end if fronts[-1] & foot else 0
        fronts.append(found & board.floor & ~reached)
        reached |= fronts[-1]
    return fronts


def _near(mask: int) -> int:
    """Return the cells next to those of a mask."""
    return mask << 1 | mask >> 1 | mask << _WIDE | mask >> _WIDE
