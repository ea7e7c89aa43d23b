"""Two rooms made by hand, in which one thing at a time can be tried on the twin and on the cartridge.

Room 0 is MOSS, room 1 FERN to the east of it; each is bare floor inside walls, with an opening at row 4
between them. The player starts in MOSS at (4, 4) and faces south.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.core import Button
from sim.world import World
from sim.world import rules as twin
from sim.world.art import art
from sim.world.model import (
    COLUMNS,
    NO_LOOK,
    ROWS,
    Entity,
    Goal,
    Kind,
    Leg,
    LegKind,
    Objective,
    Opportunity,
    Room,
)
from sim.world.rules import Events, State

TEXTS = (
    "THE RULES:\nKEEP THEM.\fSECOND PAGE.",
    "MOSS",
    "FERN",
    "DO IT.",
    "HELLO.",
    "AGAIN.",
    "ONE\nTWO\nTHREE\nFOUR\fFIVE",
)
RULES, MOSS, FERN, TASK, HELLO, AGAIN, LONG = range(len(TEXTS))
START = (0, 4, 4)

_LOOKS = {
    Kind.SIGN: ("sign",),
    Kind.ITEM: ("key", "floor_0"),
    Kind.GATE: ("gate", "gate_open"),
    Kind.LEVER: ("lever_off", "lever_on"),
    Kind.BARRIER: ("barrier", "barrier_open"),
    Kind.WARP: ("warp",),
    Kind.CHEST: ("chest", "chest_open"),
    Kind.BLOCK: ("push_block",),
    Kind.SHUTTER: ("shutter",),
    Kind.DESK: ("desk",),
    Kind.WORK: ("woodpile",),
    Kind.TILL: ("till", "till_open"),
    Kind.PANEL: ("panel", "panel_on"),
    Kind.FOUNT: ("fount",),
    Kind.FENCE: ("fence",),
    Kind.PEDESTAL: ("pedestal_owl",),
    Kind.WELL: ("well",),
}


def thing(kind: Kind, x: int = 4, y: int = 3, **fields: object) -> Entity:
    """A thing, by default just north of the start, that looks like its kind."""
    names = _LOOKS.get(kind, ())
    looks = [art().ids[name] for name in (*names, *names[-1:])][:2] or [NO_LOOK, NO_LOOK]
    return Entity(kind, x, y, **{"look": looks[0], "look_set": looks[1], **fields})  # type: ignore[arg-type]


def tiny(
    *things: Entity,
    there: tuple[Entity, ...] = (),
    quest: tuple[tuple[int, ...], ...] = ((250, 251), (252,)),
    opened: tuple[int, ...] = (),
    ground: Mapping[tuple[int, int], str] | None = None,
) -> World:
    """A world with `things` in MOSS and those of `there` in FERN.

    `quest`: the flags of each leg's objectives. `opened`: the slots of each leg's opportunities.
    `ground`: names of metatiles by cell of MOSS.
    """
    legs: list[Leg] = []
    objectives: list[Objective] = []
    for number, flags in enumerate(quest):
        first = len(objectives)
        objectives += [Objective(Goal.TALK, flag, TASK, number, 0, 0, 0) for flag in flags]
        slots = opened[number] if number < len(opened) else 0
        opportunities = tuple(Opportunity(slot, Kind.SIGN, 0, 0, 0) for slot in range(5) if slots >> slot & 1)
        legs.append(Leg(LegKind.KEY, 0, first, len(objectives), opportunities))
    rooms = (
        Room("MOSS", MOSS, 0, _tiles((9, 4), ground or {}), (None, 1, None, None), things),
        Room("FERN", FERN, 1, _tiles((0, 4), {}), (None, None, None, 0), there),
    )
    used = [one.flag for room in rooms for one in room.entities] + [flag for flags in quest for flag in flags]
    return World(
        seed=0, lands=1, rooms=rooms, legs=tuple(legs), objectives=tuple(objectives), texts=TEXTS,
        rules=RULES, start=START, flags=max(used) + 1,
    )  # fmt: skip


def _tiles(opening: tuple[int, int], ground: Mapping[tuple[int, int], str]) -> bytes:
    ids = art().ids
    names = {
        (x, y): "wall_0" if x in (0, COLUMNS - 1) or y in (0, ROWS - 1) else "floor_0"
        for y in range(ROWS)
        for x in range(COLUMNS)
    }
    names |= {opening: "floor_0", **ground}
    return bytes(ids[names[x, y]] for y in range(ROWS) for x in range(COLUMNS))


class Twin:
    """A world being played by its rules."""

    def __init__(self, world: World) -> None:
        self.world, self.state = world, twin.start(world)

    def press(self, *buttons: Button) -> Events:
        """Press these and return what happened."""
        happened: Events = ()
        for button in buttons:
            happened += self.press_one(button)
        return happened

    def press_one(self, button: Button) -> Events:
        """Press one button and return what happened."""
        self.state, events = twin.step(self.world, self.state, button)
        return events

    def close_text(self) -> Events:
        """Press A until no text is on show, and return what happened."""
        happened: Events = ()
        while self.state.text is not None:
            happened += self.press_one(Button.A)
        return happened

    def where(self) -> tuple[int, int, int]:
        """The player's room, x and y."""
        return self.state[:3]


def changed(before: State, after: State) -> dict[str, object]:
    """The fields in which two states differ, by their value afterwards, `result` and `face` aside."""
    skipped = {"result", "face"}
    pairs = zip(State._fields, before, after, strict=True)
    return {name: new for name, old, new in pairs if new != old and name not in skipped}
