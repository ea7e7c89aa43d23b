"""Distance fields over all cells of a world: how many presses it takes to get something done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.world.model import ALWAYS_SOLID, COLUMNS, ROWS, SOLID_UNTIL_SET, STEPS, Kind
from sim.world.tables import CELLS, FLOOR, tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.world.model import Entity, World
    from sim.world.rules import State

FAR = 1 << 30
"""The distance of what cannot be reached."""

Spot = tuple[int, "Entity"]
"""A thing and its room."""


@dataclass(frozen=True, slots=True)
class Field:
    """Presses left by cell (`room * 80 + y * 10 + x`), and where looking the right way saves one.

    `turned` holds those left at (cell, face), for cells next to the goal.
    """

    cells: Sequence[int]
    turned: Mapping[tuple[int, int], int]

    def at(self, state: State) -> int:
        """Return the presses left from a state without a text on show, `FAR` if there is no way."""
        return self.toward(state.room * CELLS + state.y * COLUMNS + state.x, state.face)

    def toward(self, cell: int, face: int) -> int:
        """Return the presses left at a cell, facing 0-3."""
        return min(self.cells[cell], self.turned.get((cell, face), FAR))


class Atlas:
    """All ways of a world, backwards. `heeded` are the flags that ways depend on.

    Going from cell to cell costs one press. What costs more depends on the state: stepping on an
    item opens its text, a gate has to be opened, a shut barrier lets nobody in.
    """

    def __init__(self, world: World) -> None:
        self._tables = tables(world)
        spots = [(number, thing) for number, room in enumerate(world.rooms) for thing in room.entities]
        self._things = {_cell_of(spot): spot[1] for spot in spots}
        self.goals = [
            (goal.room, self._things[goal.room * CELLS + goal.y * COLUMNS + goal.x])
            for goal in world.objectives
        ]
        self.levers = [spot for spot in spots if spot[1].kind == Kind.LEVER]
        self._shut = {_cell_of(spot): spot[1] for spot in spots if spot[1].kind in SOLID_UNTIL_SET}
        self._items = {_cell_of(spot): spot[1] for spot in spots if spot[1].kind == Kind.ITEM}
        self.heeded = sum(
            1 << flag for flag in {thing.flag for thing in (*self._shut.values(), *self._items.values())}
        )
        self._ways: list[list[tuple[int, int]]] = [[] for _ in range(len(world.rooms) * CELLS)]
        self._guarded: dict[int, list[tuple[int, int]]] = {cell: [] for cell in self._shut}
        for room in range(len(world.rooms)):
            self._add_room(room)
        self._before = [[cell for cell, _ in ways] for ways in self._ways]

    def field(self, goal: Spot, flags: int, inventory: int, behind: Field | None = None) -> Field:
        """Return the field of getting `goal` done: talked to, pulled, opened, taken.

        With `behind`, what is left afterwards is added, as that field tells for where it was done.
        """
        tolls = self._tolls(flags, inventory)
        cells = [FAR] * len(self._before)
        turned: dict[tuple[int, int], int] = {}
        waiting: dict[int, list[int]] = {}
        for cell, face, cost in self._ends(goal, behind):
            if cost < FAR:
                waiting.setdefault(cost + (face is not None), []).append(cell)
                if face is not None:
                    turned[cell, face] = cost
                    self._approach(cell, face, cost, tolls, waiting)
        self._spread(cells, waiting, tolls)
        return Field(cells, turned)

    # --- the graph ------------------------------------------------------------------------

    def _add_room(self, room: int) -> None:
        for cell in range(CELLS):
            if self._can_stand(room, cell):
                for direction in range(4):
                    self._add_way(room, cell, direction)

    def _can_stand(self, room: int, cell: int) -> bool:
        thing = self._tables.rooms[room].things[cell]
        return self._tables.rooms[room].ground[cell] == FLOOR and (
            thing is None or thing.kind not in ALWAYS_SOLID
        )

    def _add_way(self, room: int, cell: int, direction: int) -> None:
        """Note where a press leads, all gates and barriers being open."""
        table = self._tables.rooms[room]
        (dx, dy), y, x = STEPS[direction], *divmod(cell, COLUMNS)
        x, y, source = x + dx, y + dy, room * CELLS + cell
        if not (0 <= x < COLUMNS and 0 <= y < ROWS):
            beyond = table.neighbours[direction]
            if beyond is not None:
                self._join(source, direction, beyond, x % COLUMNS, y % ROWS)
            return
        if table.ground[y * COLUMNS + x] == direction:
            x, y = x + dx, y + dy
        if self._can_stand(room, y * COLUMNS + x):
            guarded = room * CELLS + y * COLUMNS + x in self._shut
            self._join(source, direction, room, x, y, guarded=guarded)

    def _join(self, source: int, direction: int, room: int, x: int, y: int, *, guarded: bool = False) -> None:
        target = room * CELLS + y * COLUMNS + x
        thing = self._things.get(target)
        if thing is not None and thing.target is not None:
            room, x, y = thing.target
            target = room * CELLS + y * COLUMNS + x
        found = self._guarded[target] if guarded else self._ways[target]
        found.append((source, direction))

    # --- going backwards ------------------------------------------------------------------

    def _tolls(self, flags: int, inventory: int) -> dict[int, int]:
        """Return what entering a cell costs beyond the one press; FAR at shut ways."""
        tolls = dict.fromkeys(self._shut, 0)
        for cell, thing in self._shut.items():
            if not flags >> thing.flag & 1:
                can_open = thing.kind == Kind.GATE and inventory >> thing.item & 1
                tolls[cell] = 1 if can_open else FAR
        for cell, item in self._items.items():
            if not flags >> item.flag & 1:
                tolls[cell] = self._reading(item)
        return tolls

    def _reading(self, thing: Entity) -> int:
        return 0 if thing.text is None else len(self._tables.pages[thing.text])

    def _ends(self, goal: Spot, behind: Field | None) -> list[tuple[int, int | None, int]]:
        """Return (cell, face, presses left) where the goal is about to be done; face None: any."""
        cell, thing = _cell_of(goal), goal[1]
        if thing.kind == Kind.ITEM:
            # Coming here takes the toll of reading, and nothing is left to do then.
            return [(cell, None, 0)]
        ends: list[tuple[int, int | None, int]] = []
        for face, (dx, dy) in enumerate(STEPS):
            x, y = thing.x - dx, thing.y - dy
            if 0 <= x < COLUMNS and 0 <= y < ROWS and self._can_stand(goal[0], y * COLUMNS + x):
                near = cell - dy * COLUMNS - dx
                after = 0 if behind is None else behind.toward(near, face)
                if thing.kind == Kind.GATE:
                    ends.append((near, None, 1 + after))
                else:
                    ends.append((near, face, 1 + self._reading(thing) + after))
        return ends

    def _approach(
        self, cell: int, face: int, cost: int, tolls: Mapping[int, int], waiting: dict[int, list[int]]
    ) -> None:
        """Let those who come to `cell` facing the goal already save the press that turns them."""
        toll = tolls.get(cell, 0)
        for before, direction in self._ways[cell]:
            if direction == face:
                waiting.setdefault(cost + 1 + (0 if cell in self._shut else toll), []).append(before)
        for before, direction in self._guarded.get(cell, ()):
            if direction == face:
                waiting.setdefault(cost + 1 + toll, []).append(before)

    def _spread(self, cells: list[int], waiting: dict[int, list[int]], tolls: Mapping[int, int]) -> None:
        """Fill `cells` outwards, nearest first: `waiting` holds cells to settle by distance."""
        distance = 0
        while waiting:
            front = waiting.pop(distance, None)
            if front is not None:
                following = waiting.setdefault(distance + 1, [])
                for cell in front:
                    if cells[cell] == FAR:
                        cells[cell] = distance
                        if cell in tolls:
                            self._enter(cell, distance, tolls[cell], waiting)
                        else:
                            following += self._before[cell]
                if not following:
                    del waiting[distance + 1]
            distance += 1

    def _enter(self, cell: int, distance: int, toll: int, waiting: dict[int, list[int]]) -> None:
        """Go back from a cell with a toll. Who comes from the next room is past the gate already."""
        is_item = cell in self._items
        waiting.setdefault(distance + 1 + (toll if is_item else 0), []).extend(self._before[cell])
        if toll < FAR:
            guarded = [before for before, _ in self._guarded.get(cell, ())]
            waiting.setdefault(distance + 1 + toll, []).extend(guarded)


def _cell_of(spot: Spot) -> int:
    return spot[0] * CELLS + spot[1].y * COLUMNS + spot[1].x
