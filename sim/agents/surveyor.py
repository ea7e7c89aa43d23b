"""What the explorer would know had it been in every room of a world and listened to everybody there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.knowledge import KEYS, NOWHERE, OPEN, SIDES, STEPS, WORDS, Kind, Knowledge, Quest
from sim.agents.learning import Look, look
from sim.agents.notebook import Notebook
from sim.agents.roomview import COLUMNS, ROWS, RoomView
from sim.core import Button
from sim.guide import Guide
from sim.world.facts import facts_of
from sim.world.model import TOOLS, position
from sim.world.rules import bag, percept, step
from sim.world.tables import FLOOR, block_cells, tables

if TYPE_CHECKING:
    from sim.agents.knowledge import Cell, Exit, Place, Thing
    from sim.world import World
    from sim.world.effects import State
    from sim.world.model import Entity


def written(known: Knowledge) -> dict[str, str]:
    """Return the files, by path, in which the explorer would keep what it knows.

    Raises GuideError if it is more than a guide may hold.
    """
    guide = Guide()
    Notebook(guide).write(known, known.places)
    return dict(guide.files)


def surveyed(world: World, state: State) -> Knowledge:
    """Return all that is true of a world in a state and that the explorer has words for.

    Of what comes and goes with the quest it is what is there now, and of people what they would say now to
    somebody with empty hands. Desks it has not asked: what they answer depends on the task.
    """
    return Survey(world, state).known()


class Survey:
    """Goes through the rooms of a world without pressing a button of it."""

    def __init__(self, world: World, state: State) -> None:
        self._world, self._tables, self._rooms = world, tables(world), facts_of(world).rooms
        self._state = state._replace(text=None, page=0)
        self._first = position(world.start[0])

    def known(self) -> Knowledge:
        """Return the quest and every place."""
        world, state = self._world, self._state
        asked = world.objectives[state.objective].text if state.objective < len(world.objectives) else None
        return Knowledge(
            quest=Quest(state.objective, self._words(asked)),
            bag=bag(state.inventory).replace("-", ""),
            start=world.rooms[world.start[0]].name,
            rules=self._words(world.rules),
            places={room.name: self.place(number) for number, room in enumerate(world.rooms)},
        )

    def place(self, room: int) -> Place:
        """Return what there is to know of a room."""
        seen = self._look(room)
        known = Knowledge()
        look(known, seen, None)
        place = known.places[self._world.rooms[room].name]
        column, row = position(room)
        place.grid = (column - self._first[0], row - self._first[1])
        for side, way in place.exits.items():
            self._learn_exit(room, side, way, self._entity(room, seen.view.exits[side]))
        for cell, thing in place.things.items():
            self._learn_thing(room, cell, thing)
        return place

    def _look(self, room: int) -> Look:
        """Return the room as somebody sees it who hides nothing by standing there."""
        table = self._tables.rooms[room]
        stage = table.stage(self._state.objective)
        taken = {*block_cells(table.home), *stage.people}
        x, y = next(
            (x, y)
            for y in range(1, ROWS - 1)
            for x in range(1, COLUMNS - 1)
            if table.ground[cell := y * COLUMNS + x] == FLOOR
            and stage.things[cell] is None
            and cell not in taken
        )
        here = self._state._replace(room=room, x=x, y=y, blocks=table.home)
        seen = percept(self._world, here)
        return Look(seen, RoomView.of(seen))

    def _entity(self, room: int, cell: Cell) -> Entity | None:
        return self._tables.rooms[room].stage(self._state.objective).things[cell[1] * COLUMNS + cell[0]]

    def _learn_exit(self, room: int, side: int, way: Exit, there: Entity | None) -> None:
        to = self._rooms.gaps(room)[side].to
        way.to = NOWHERE if to is None else self._world.rooms[to].name
        if way.lock is not None and there is not None:
            way.lock = _letter(there.item)

    def _learn_thing(self, room: int, cell: Cell, thing: Thing) -> None:
        there = self._entity(room, cell)
        if thing.kind in WORDS:
            thing.note = self._said(room, cell)
        elif there is None:
            return
        elif thing.kind is Kind.PORTAL and there.target is not None:
            thing.note = self._world.rooms[there.target[0]].name
        elif thing.kind is Kind.GATE and thing.note != OPEN:
            thing.note = _letter(there.item)

    def _said(self, room: int, cell: Cell) -> str:
        """Return what somebody or something says to whoever presses A before it, by the rules of the game."""
        for side in range(len(SIDES)):
            x, y = cell[0] - STEPS[side][0], cell[1] - STEPS[side][1]
            if 0 <= x < COLUMNS and 0 <= y < ROWS:
                before = self._state._replace(room=room, x=x, y=y, face=side, inventory=0, blocks=0)
                return self._words(step(self._world, before, Button.A)[0].text)
        return ""

    def _words(self, text: int | None) -> str:
        return "" if text is None else " ".join(self._world.texts[text].split())


def _letter(item: int) -> str:
    """Return the letter of a key or tool as the status line shows it."""
    return TOOLS[item] if item in TOOLS else KEYS[item]
