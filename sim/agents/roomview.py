"""One room as it is seen: what stands where, and how one walks in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.knowledge import OPEN, SIDES, STEPS, Cell, Kind, cell_of, label
from sim.agents.tilebook import FLOOR, LEAF, SHUT_WAY, WALL, tilebook
from sim.core import Button

if TYPE_CHECKING:
    from sim.core import Percept

COLUMNS, ROWS = 10, 8
PRESSES = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT)
_BORDERS: tuple[tuple[Cell, ...], ...] = (
    tuple((x, 0) for x in range(1, COLUMNS - 1)),
    tuple((COLUMNS - 1, y) for y in range(1, ROWS - 1)),
    tuple((x, ROWS - 1) for x in range(1, COLUMNS - 1)),
    tuple((0, y) for y in range(1, ROWS - 1)),
)
"""The cells of the border to the north, east, south and west; a corner would belong to two sides."""


class Walks:
    """All walks from one cell: `presses` to each cell that can be reached, `via` its last step."""

    __slots__ = ("facing", "presses", "start", "via")

    def __init__(self, start: Cell, facing: int) -> None:
        self.start, self.facing = start, facing
        self.presses: dict[Cell, int] = {start: 0}
        self.via: dict[Cell, tuple[Cell, tuple[int, ...]]] = {}

    def to(self, cell: Cell) -> tuple[int, ...]:
        """Return the directions (0-3) to press for a cell that can be reached."""
        steps: list[int] = []
        while cell != self.start:
            cell, directions = self.via[cell]
            steps.extend(reversed(directions))
        return tuple(reversed(steps))

    def beside(self, cell: Cell) -> tuple[tuple[int, ...], int] | None:
        """Return the walk to a cell next to `cell` and the direction that `cell` is in, or None.

        Of several walks it is the one after which the player faces `cell` with the fewest presses.
        """
        best: tuple[int, tuple[int, ...], int] | None = None
        for direction, (dx, dy) in enumerate(STEPS):
            stand = (cell[0] - dx, cell[1] - dy)
            if stand in self.presses:
                steps = self.to(stand)
                turn = (steps[-1] if steps else self.facing) != direction
                best = min(best or (99, (), 0), (len(steps) + turn, steps, direction))
        return best[1:] if best else None


class RoomView:
    """A room in play (no text box): `things` by cell with their notes, `exits` by side.

    What is below the player is taken for floor.
    """

    def __init__(self, percept: Percept) -> None:
        self.player, self.facing = percept.player, percept.facing
        book = tilebook()
        self.ground = bytearray(book.ground[tile] for tile in percept.tiles)
        self.things: dict[Cell, tuple[Kind, str]] = {
            (cell % COLUMNS, cell // COLUMNS): thing
            for cell, tile in enumerate(percept.tiles)
            if (thing := book.things[tile]) is not None
        }
        for person in percept.npcs:
            self.things[person] = (Kind.PERSON, "")
            self.ground[person[1] * COLUMNS + person[0]] = WALL
        self.exits = self._find_exits()

    def _find_exits(self) -> dict[int, Cell]:
        """Return the openings: cells of the border that are no wall, one for each side."""
        exits: dict[int, Cell] = {}
        for side, border in enumerate(_BORDERS):
            for x, y in border:
                if self.ground[y * COLUMNS + x] in (FLOOR, SHUT_WAY):
                    exits.setdefault(side, (x, y))
        return exits

    def lock(self, side: int) -> Kind | None:
        """Return GATE or BARRIER if the opening to a side is shut by one."""
        kind, note = self.things.get(self.exits[side], (None, ""))
        return kind if kind in (Kind.GATE, Kind.BARRIER) and note != OPEN else None

    def ledge(self, side: int) -> bool:
        """Tell whether one leaves to this side over a ledge and cannot come back."""
        (x, y), (dx, dy) = self.exits[side], STEPS[side]
        return self.ground[(y - dy) * COLUMNS + x - dx] == side

    def walks(self, start: Cell | None = None, opening: frozenset[Cell] = frozenset()) -> Walks:
        """Return all walks from a cell (the player's own if none is given).

        Gates on the cells `opening` are opened on the way, at one press more.
        """
        found = Walks(start or self.player, self.facing)
        queue = [found.start]
        ground, presses, via = self.ground, found.presses, found.via
        for cell in queue:
            here = ground[cell[1] * COLUMNS + cell[0]]
            if here == LEAF and cell != found.start:
                continue
            for direction, (dx, dy) in enumerate(STEPS):
                x, y = cell[0] + dx, cell[1] + dy
                if not (0 <= x < COLUMNS and 0 <= y < ROWS):
                    continue
                kind = ground[y * COLUMNS + x]
                steps: tuple[int, ...] = (direction,)
                if kind == direction:  # a ledge that is hopped this way
                    x, y = x + dx, y + dy
                    if not (0 <= x < COLUMNS and 0 <= y < ROWS) or ground[y * COLUMNS + x] not in (
                        FLOOR,
                        LEAF,
                    ):
                        continue
                elif kind == SHUT_WAY and (x, y) in opening:
                    steps = (direction, direction)
                elif kind not in (FLOOR, LEAF):
                    continue
                if (x, y) not in presses:
                    presses[x, y] = presses[cell] + len(steps)
                    via[x, y] = (cell, steps)
                    queue.append((x, y))
        return found

    def labels(self, walks: Walks) -> dict[str, int]:
        """Return what the walks come to, exits and things by their labels, and after how many presses."""
        cells = [*((SIDES[side], cell) for side, cell in self.exits.items())]
        cells += [(label(cell), cell) for cell in self.things if cell not in self.exits.values()]
        found = {}
        for name, cell in cells:
            if cell in walks.presses:
                found[name] = walks.presses[cell]
            elif beside := walks.beside(cell):
                found[name] = len(beside[0])
        return found

    def use(self, walks: Walks, goal: str) -> tuple[Button, ...]:
        """Return the presses that walk to an exit or thing and use it.

        An open exit is left by, a shut one pushed against; a door or item is stepped on, a gate
        pushed against; anything else is faced and asked with A. The walks must come to it.
        """
        side = SIDES.index(goal) if goal in SIDES else None
        cell = cell_of(goal) if side is None else self.exits[side]
        if cell in walks.presses:
            steps = walks.to(cell)
            return _buttons(steps if side is None else (*steps, side))
        beside = walks.beside(cell)
        assert beside is not None
        steps, direction = beside
        pushed = self.ground[cell[1] * COLUMNS + cell[0]] == SHUT_WAY
        if pushed or (steps[-1] if steps else walks.facing) != direction:
            steps = (*steps, direction)
        return _buttons(steps) if pushed else (*_buttons(steps), Button.A)

    def paces(self, way_in: str) -> dict[str, int]:
        """Return what can be walked to after coming in by an exit or door, and in how many presses."""
        start = self.exits[SIDES.index(way_in)] if way_in in SIDES else self._landing(cell_of(way_in))
        return {way_in: 0} | (self.labels(self.walks(start)) if start is not None else {})

    def all_labels(self) -> frozenset[str]:
        """Return the labels of all exits and things; a gate in an opening is part of the exit."""
        borders = set(self.exits.values())
        return frozenset(SIDES[side] for side in self.exits) | {
            label(cell) for cell in self.things if cell not in borders
        }

    def _landing(self, door: Cell) -> Cell | None:
        """Where one stands after coming through a door: below it, else on any free cell next to it."""
        for direction in (2, 1, 3, 0):
            x, y = door[0] + STEPS[direction][0], door[1] + STEPS[direction][1]
            if 0 <= x < COLUMNS and 0 <= y < ROWS and self.ground[y * COLUMNS + x] == FLOOR:
                return x, y
        return None


def _buttons(directions: tuple[int, ...]) -> tuple[Button, ...]:
    """Return the buttons for directions 0-3."""
    return tuple(PRESSES[direction] for direction in directions)
