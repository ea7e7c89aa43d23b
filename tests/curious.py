"""A player who walks to anything in the room and uses it, so that every kind of thing comes up."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from sim.core import Button
from sim.prng import Pcg32
from sim.world import World
from sim.world.model import COLUMNS, Kind
from sim.world.rules import State, step
from sim.world.tables import block_cells, tables

DIRECTIONS = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT)
_OFTEN = frozenset({Kind.TILL, Kind.PANEL, Kind.FOUNT, Kind.FENCE, Kind.PEDESTAL, Kind.WELL, Kind.DESK})
"""Kinds that are rare and worth more than their share of visits."""


def visit(world: World, state: State, rng: Pcg32) -> tuple[Button, ...]:
    """Return presses that go to one of the room's things and use it twice, none if nothing is in reach."""
    table = tables(world).rooms[state.room]
    things = table.stage(state.objective).things
    cells = [cell for cell, thing in enumerate(things) if thing is not None]
    cells += [cell for cell in cells for _ in range(4) if (thing := things[cell]) and thing.kind in _OFTEN]
    cells += list(block_cells(state.blocks))
    if not cells:
        return ()
    way = _way(world, state, cells[rng.below(len(cells))])
    return (*way, Button.A, Button.A, Button.A, Button.A) if way else ()


def _way(world: World, begin: State, goal: int) -> tuple[Button, ...]:
    """Return the shortest presses in this room that end with one against, or onto, a cell."""
    ways: dict[tuple[int, int], tuple[Button, ...]] = {begin[1:3]: ()}
    queue = deque([begin])
    while queue:
        state = queue.popleft()
        for button, cell in _around(state):
            way = (*ways[state[1:3]], button)
            if cell == goal:
                return way
            after, _ = step(world, state, button)
            same = (after.room, after.text, after.flags) == (state.room, None, state.flags)
            if same and after[1:3] not in ways:
                ways[after[1:3]] = way
                queue.append(after)
    return ()


def _around(state: State) -> Iterator[tuple[Button, int]]:
    for button, move in zip(DIRECTIONS, (-COLUMNS, 1, COLUMNS, -1), strict=True):
        yield button, state.y * COLUMNS + state.x + move
