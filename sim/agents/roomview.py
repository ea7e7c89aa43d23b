"""One room as it is seen: what stands where, and how one walks in it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sim.agents.knowledge import OPEN, SIDES, STEPS, Cell, Kind, cell_of, label
from sim.agents.tilebook import FLOOR, LEAF, SHUT_WAY, WALL, tilebook
from sim.core import Button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Percept

Seen = tuple[Kind, str]
"""A thing and what can be seen of it, as a note."""

COLUMNS, ROWS = 10, 8
PRESSES = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT)
_BORDERS: tuple[tuple[Cell, ...], ...] = (
    tuple((x, 0) for x in range(1, COLUMNS - 1)),
    tuple((COLUMNS - 1, y) for y in range(1, ROWS - 1)),
    tuple((x, ROWS - 1) for x in range(1, COLUMNS - 1)),
    tuple((0, y) for y in range(1, ROWS - 1)),
)
"""The cells of the border to the north, east, south and west; a corner would belong to two sides."""
_LOCKS = (Kind.GATE, Kind.BARRIER, Kind.SHUTTER)


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

    def __init__(self, ground: bytearray, things: dict[Cell, Seen], player: Cell, facing: int) -> None:
        self.ground, self.things, self.player, self.facing = ground, things, player, facing
        self.crates = frozenset(cell for cell, (kind, _) in self.things.items() if kind is Kind.CRATE)
        self.exits = self._find_exits()

    @classmethod
    def of(cls, percept: Percept) -> RoomView:
        """Return the room that a percept shows."""
        book = tilebook()
        ground = bytearray(percept.tiles.translate(book.ground))
        things = {
            (cell % COLUMNS, cell // COLUMNS): thing
            for cell, tile in enumerate(percept.tiles)
            if (thing := book.things[tile]) is not None
        }
        for person in percept.npcs:
            if person == percept.player:
                continue  # nobody can be walked up to who stands where one stands
            things[person] = (Kind.PERSON, "")
            ground[person[1] * COLUMNS + person[0]] = WALL
        return cls(ground, things, percept.player, percept.facing)

    def _find_exits(self) -> dict[int, Cell]:
        """Return the openings: cells of the border that are no wall, one for each side."""
        exits: dict[int, Cell] = {}
        for side, border in enumerate(_BORDERS):
            for x, y in border:
                if self.ground[y * COLUMNS + x] in (FLOOR, SHUT_WAY):
                    exits.setdefault(side, (x, y))
        return exits

    def lock(self, side: int) -> Seen | None:
        """Return the gate, barrier or shutter that shuts the opening to a side, with its note."""
        thing = self.things.get(self.exits[side])
        return thing if thing and thing[0] in _LOCKS and thing[1] != OPEN else None

    def ledge(self, side: int) -> bool:
        """Tell whether one leaves to this side over a ledge and cannot come back."""
        (x, y), (dx, dy) = self.exits[side], STEPS[side]
        return self.ground[(y - dy) * COLUMNS + x - dx] == side

    def drop(self, side: int) -> bool:
        """Tell whether one comes in from this side over a ledge and cannot go back."""
        (x, y), (dx, dy) = self.exits[side], STEPS[side]
        return self.ground[(y - dy) * COLUMNS + x - dx] == side ^ 2

    def walks(self, start: Cell | None = None, opening: frozenset[Cell] = frozenset()) -> Walks:
        """Return all walks from a cell (the player's own if none is given).

        Gates on the cells `opening` are opened on the way, at one press more. Where nothing else
        helps one crate is pushed, once.
        """
        found = Walks(start or self.player, self.facing)
        _spread(found, found.start, self.ground, opening)
        for crate in sorted(self.crates):
            self._push(found, crate, opening)
        return found

    def _push(self, found: Walks, crate: Cell, opening: frozenset[Cell]) -> None:
        """Add the walks that lead on from where a crate stands, after pushing it the nearest way."""
        pushes = []
        for direction, (dx, dy) in enumerate(STEPS):
            stand, beyond = (crate[0] - dx, crate[1] - dy), (crate[0] + dx, crate[1] + dy)
            if stand in found.presses and self._is_bare(beyond):
                pushes.append((found.presses[stand], direction, stand, beyond))
        if not pushes or crate in found.presses:
            return
        presses, direction, stand, beyond = min(pushes)
        ground = self.ground.copy()
        ground[crate[1] * COLUMNS + crate[0]] = FLOOR
        ground[beyond[1] * COLUMNS + beyond[0]] = WALL
        found.presses[crate], found.via[crate] = presses + 1, (stand, (direction,))
        _spread(found, crate, ground, opening)

    def _is_bare(self, cell: Cell) -> bool:
        """Tell whether a crate can be pushed onto a cell: bare floor that is no border."""
        x, y = cell
        inside = 0 < x < COLUMNS - 1 and 0 < y < ROWS - 1
        return inside and self.ground[y * COLUMNS + x] == FLOOR and cell not in self.things

    def labels(self, walks: Walks) -> dict[str, int]:
        """Return what the walks come to, exits and things by their labels, and after how many presses.

        Whoever stands where one comes in over a ledge does not turn back.
        """
        cells = [(SIDES[side], cell) for side, cell in self.exits.items() if not self.drop(side)]
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

        An open exit is left by, a shut one pushed against; a portal or item is stepped on, a gate
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

    def paces(self) -> Mapping[str, Mapping[str, int]]:
        """Return, for every exit and portal, how many presses everything is away for who comes in by it.

        Rooms that look the same walk the same, which is looked up rather than walked again.
        """
        return _paces(bytes(self.ground), tuple(self.things.items()))

    def all_labels(self) -> frozenset[str]:
        """Return the labels of all exits and things; a gate in an opening is part of the exit."""
        borders = set(self.exits.values())
        return frozenset(SIDES[side] for side in self.exits) | {
            label(cell) for cell in self.things if cell not in borders
        }

    def paces_from(self, way_in: str) -> dict[str, int]:
        """Return what can be walked to after coming in by an exit or portal, and in how many presses."""
        start = self.exits[SIDES.index(way_in)] if way_in in SIDES else self._landing(cell_of(way_in))
        return {way_in: 0} | (self.labels(self.walks(start)) if start is not None else {})

    def _landing(self, portal: Cell) -> Cell | None:
        """Where one stands after coming through a portal: below it, else on any free cell next to it."""
        for direction in (2, 1, 3, 0):
            x, y = portal[0] + STEPS[direction][0], portal[1] + STEPS[direction][1]
            if 0 <= x < COLUMNS and 0 <= y < ROWS and self.ground[y * COLUMNS + x] == FLOOR:
                return x, y
        return None


@lru_cache(1024)
def _paces(ground: bytes, things: tuple[tuple[Cell, Seen], ...]) -> Mapping[str, Mapping[str, int]]:
    view = RoomView(bytearray(ground), dict(things), (0, 0), 0)
    portals = [label(cell) for cell, (kind, _) in things if kind is Kind.PORTAL]
    return {way_in: view.paces_from(way_in) for way_in in [*(SIDES[side] for side in view.exits), *portals]}


def _spread(found: Walks, begin: Cell, ground: bytearray, opening: frozenset[Cell]) -> None:
    """Add to `found` every cell that can be walked to from `begin` and is not in it yet."""
    queue = [begin]
    presses, via = found.presses, found.via
    for cell in queue:
        if ground[cell[1] * COLUMNS + cell[0]] == LEAF and cell != found.start:
            continue
        for direction, x, y, x2, y2 in _AROUND[cell]:
            kind = ground[y * COLUMNS + x]
            to: Cell = (x, y)
            steps: tuple[int, ...] = _ONE[direction]
            if kind == direction:  # a ledge that is hopped this way
                to = (x2, y2)
                if not (0 <= x2 < COLUMNS and 0 <= y2 < ROWS) or ground[y2 * COLUMNS + x2] not in (
                    FLOOR,
                    LEAF,
                ):
                    continue
            elif kind == SHUT_WAY and to in opening:
                steps = (direction, direction)
            elif kind not in (FLOOR, LEAF):
                continue
            if to not in presses:
                presses[to] = presses[cell] + len(steps)
                via[to] = (cell, steps)
                queue.append(to)


_ONE = ((0,), (1,), (2,), (3,))
_AROUND = {
    (x, y): tuple(
        (direction, x + dx, y + dy, x + 2 * dx, y + 2 * dy)
        for direction, (dx, dy) in enumerate(STEPS)
        if 0 <= x + dx < COLUMNS and 0 <= y + dy < ROWS
    )
    for y in range(ROWS)
    for x in range(COLUMNS)
}
"""By cell: the directions to its neighbours, their cells and those one further on."""


def _buttons(directions: tuple[int, ...]) -> tuple[Button, ...]:
    """Return the buttons for directions 0-3."""
    return tuple(PRESSES[direction] for direction in directions)
