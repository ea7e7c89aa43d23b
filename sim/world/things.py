"""Things before they have a place, and the scene that they are put into: one land."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sim.world.model import BLOCK_ROOMS, FOREVER, NO_ITEM, Goal, Kind
from sim.world.paths import door_cell
from sim.world.texts import bearing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.lands import Land
    from sim.world.layout import Threshold
    from sim.world.recall import Schedule, Stage


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is to stand in a room; looks are names of metatiles. `cell` is None until chosen.

    A warp leads to the one that leads back, in the world's room `partner`.
    """

    kind: Kind
    words: str = ""
    other: str = ""
    flag: int = 0
    item: int = NO_ITEM
    look: str = ""
    look_set: str = ""
    value: int = 0
    slot: int | None = None
    since: int = 0
    until: int = FOREVER
    cell: int | None = None
    partner: int | None = None

    def during(self, stage: Stage) -> Thing:
        """Return the thing as it is there in one leg only."""
        return replace(self, since=stage.first, until=stage.end)


Stack = tuple[Thing, ...]
"""Things on one cell; of those that are there, the first counts."""


@dataclass(frozen=True, slots=True)
class Demand:
    """An objective before texts are numbered: `thing` stands in the world's room `room`."""

    goal: Goal
    thing: Thing
    words: str
    room: int
    leg: int


@dataclass
class Contents:
    """All stacks of a land by room (0-15), and its demands by objective."""

    stacks: list[list[Stack]] = field(default_factory=lambda: [[] for _ in range(BLOCK_ROOMS)])
    demands: dict[int, Demand] = field(default_factory=dict)


class Scene:
    """One land while it is filled. Rooms are numbered 0-15."""

    def __init__(self, land: Land, timetable: Schedule, names: Sequence[str]) -> None:
        self.land, self.timetable, self._names = land, timetable, names
        self.number = land.brief.land
        self.leg = timetable.ordinary[self.number]
        self.stage = timetable.stages[self.leg]
        self.contents = Contents()

    @property
    def prize_index(self) -> int:
        """The number of the objective to get the prize."""
        return self.stage.end - 2

    @property
    def beast(self) -> str:
        """The land's stone beast."""
        return self.timetable.beasts[self.number]

    def put(self, room: int, *stack: Thing) -> None:
        """Put things on one cell of a room."""
        self.contents.stacks[room].append(stack)

    def ask(self, goal: Goal, thing: Thing, words: str, room: int) -> None:
        """Add the next objective of the land's own leg."""
        asked = sum(demand.leg == self.leg for demand in self.contents.demands.values())
        self.ask_for(self.stage.first + asked, self.leg, Demand(goal, thing, words, room, self.leg))

    def ask_for(self, number: int, leg: int, demand: Demand) -> None:
        """Add objective `number`, of some leg, in a room of this land."""
        self.contents.demands[number] = replace(demand, room=self.land.base + demand.room, leg=leg)

    def flag(self, use: int) -> int:
        """Return a flag of the land's own leg."""
        return self.stage.flag + use

    def name(self, room: int) -> str:
        """Return a room's name."""
        return self._names[self.land.base + room]

    def name_abroad(self, room: int) -> str:
        """Return the name of any room of the world."""
        return self._names[room]

    def hint(self, here: int, there: int) -> str:
        """Return "MOSS HOLLOW IS 2 NORTH AND 3 EAST." as seen from `here`."""
        return f"{self.name(there)} IS {bearing(here, there)}."

    def opening(self, threshold: Threshold) -> int:
        """Return the border cell of an opening."""
        door = self.land.doors[threshold.room][threshold.direction]
        assert door
        return door_cell(threshold.direction, door.at)


def shutter(cell: int, since: int = 0, until: int = FOREVER) -> Thing:
    """Return what shuts an opening for a time."""
    return Thing(Kind.SHUTTER, look="shutter", since=since, until=until, cell=cell)
