"""One land of sixteen bare rooms made by hand, and walks through it, for planners and what judges by them.

Room `4 * row + column` is called NAMES[...]; it is floor inside walls. Opened sides have a gap in their
middle: at column 4 to the north and south, at row 4 to the east and west. Walks begin at (4, 4) of room 5,
facing south, with the rules (one page) on show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.core import Button, Decision, Revision, Step
from sim.drift.credit import Credit, Stretch
from sim.drift.moment import Moment, Reading
from sim.world import World, rules
from sim.world.art import art
from sim.world.boards import beside
from sim.world.model import COLUMNS, ROWS, Entity, Goal, Kind, Leg, LegKind, Objective, Room, opposite
from sim.world.rules import State
from tests.tinyworld import thing

NAMES = (
    *("ALDER", "BIRCH", "CEDAR", "DALE", "ELM", "FERN", "GORSE", "HAZEL"),
    *("IVY", "JUNIPER", "KNOLL", "LARCH", "MOSS", "NETTLE", "OAK", "PINE"),
)
RULES, TASK, HELLO, SIGN, DEEP = range(5)
TEXTS = ("THE RULES.", "DO IT.", "HELLO.", "A SIGN.", "THE WELL IS DEEP.", *NAMES)
START = (5, 4, 4)
BUTTONS = {
    "u": Button.UP,
    "r": Button.RIGHT,
    "d": Button.DOWN,
    "l": Button.LEFT,
    "a": Button.A,
    "s": Button.START,
}
_GAPS = ((4, 0), (9, 4), (4, 7), (0, 4))
_FLAG = 9


def person(x: int, y: int) -> Entity:
    """The person whom the objective asks to be spoken to."""
    return thing(Kind.NPC, x, y, flag=_FLAG, text=HELLO)


def meadow(
    ways: Sequence[tuple[int, int]], goal: tuple[int, int, int], things: Mapping[int, Sequence[Entity]]
) -> World:
    """A world whose one objective is to speak to the person at `goal` (room, x, y).

    `ways` are (room, side) that are open, from either end; `things` stand in rooms, besides the person.
    """
    blank = World(0, 1, (), (), (), TEXTS, RULES, START, _FLAG + 1)
    sides: dict[int, set[int]] = {room: set() for room in range(16)}
    for room, side in ways:
        to = beside(blank, room, side)
        assert to is not None
        sides[room].add(side)
        sides[to].add(opposite(side))
    rooms = []
    for number, name in enumerate(NAMES):
        here = [*things.get(number, ()), *([person(*goal[1:])] if number == goal[0] else ())]
        neighbours = [beside(blank, number, side) if side in sides[number] else None for side in range(4)]
        joined = (neighbours[0], neighbours[1], neighbours[2], neighbours[3])
        tiles = _tiles([_GAPS[side] for side in sides[number]])
        rooms.append(Room(name, len(TEXTS) - 16 + number, 0, tiles, joined, tuple(here)))
    return World(
        seed=0, lands=1, rooms=tuple(rooms), legs=(Leg(LegKind.KEY, 0, 0, 1),),
        objectives=(Objective(Goal.TALK, _FLAG, TASK, 0, *goal),), texts=TEXTS, rules=RULES, start=START,
        flags=_FLAG + 1,
    )  # fmt: skip


def _tiles(gaps: Sequence[tuple[int, int]]) -> bytes:
    ids = art().ids
    walls = {
        (x, y) for x in range(COLUMNS) for y in range(ROWS) if x in (0, COLUMNS - 1) or y in (0, ROWS - 1)
    }
    return bytes(
        ids["wall_0" if (x, y) in walls and (x, y) not in gaps else "floor_0"]
        for y in range(ROWS)
        for x in range(COLUMNS)
    )


def walk(world: World, presses: str, *, resets: Sequence[int] = ()) -> Iterator[tuple[State, Moment]]:
    """Yield what pressing (letters of `BUTTONS`) comes to, the rules closed first.

    `resets`: the numbers of the presses, from 1 (the one that closes the rules), before which the context
    is emptied.
    """
    reading, state = Reading(), rules.start(world)
    for number, letter in enumerate("a" + presses, 1):
        state, events = rules.step(world, state, BUTTONS[letter])
        chosen = Decision((BUTTONS[letter],), reset=number in resets)
        truth = rules.truth(world, state)
        step = Step(number, number, BUTTONS[letter], bytes(16), truth, events, 9, True, chosen)
        yield state, reading.read(step, state)


def credited(
    world: World,
    presses: str,
    *,
    guide: Mapping[str, str] | None = None,
    resets: Sequence[int] = (),
    edits: Mapping[int, Revision] | None = None,
) -> list[Stretch]:
    """Return the stretches of a walk; `edits` are revisions of the guide, by the press they come before."""
    credit, found = Credit(world, guide), list[Stretch]()
    for _, moment in walk(world, presses, resets=resets):
        if edits and moment.number in edits:
            credit.revised(edits[moment.number])
        found += credit.update(moment)
    return found
