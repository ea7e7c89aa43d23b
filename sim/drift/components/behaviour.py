"""Habits: what is pressed in which situation (docs/drift.md, 7)."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from sim.core import Button
from sim.drift.measure import Measure
from sim.drift.stats.watch import REFERENCE_LEGS, REFERENCE_STEPS
from sim.world.model import COLUMNS, ROWS, SOLID_UNTIL_SET, STEPS, Kind
from sim.world.tables import BLOCKED, block_cells, tables

if TYPE_CHECKING:
    from sim.drift.moment import Moment
    from sim.drift.stats.behaviour import Shift
    from sim.world import World
    from sim.world.rules import State

ACTIONS = tuple(Button)
FACED = ("way out", "ground", "wall", "words", "lock", "gain", "temptation", "other")
"""What a player may face, by class; "way out" is beyond the border of the room."""
CONTEXTS = (
    *(f"play, {faced}, {where}" for where in ("elsewhere", "goal's room") for faced in FACED),
    *("text, elsewhere", "text, goal's room", "play", "text", "unknown"),
)
"""All contexts; the last three are for games of which no world is known."""
MOST = 256
"""Legs kept apart. When there are more, neighbours are added up two by two."""
_OUT, _GROUND, _WALL, _WORDS, _LOCK, _GAIN, _TEMPTATION, _OTHER = range(len(FACED))
_TEXT = 2 * len(FACED)
_PLAIN = {"play": _TEXT + 2, "text": _TEXT + 3}
_CLASSES = {
    **dict.fromkeys((Kind.SIGN, Kind.NPC, Kind.TRADER, Kind.DESK), _WORDS),
    **dict.fromkeys((Kind.GATE, Kind.BARRIER, Kind.SHUTTER), _LOCK),
    **dict.fromkeys((Kind.ITEM, Kind.CHEST, Kind.LEVER, Kind.PEDESTAL), _GAIN),
    **dict.fromkeys((Kind.TILL, Kind.PANEL, Kind.FOUNT, Kind.FENCE, Kind.WELL, Kind.WORK), _TEMPTATION),
    **dict.fromkeys((Kind.WARP, Kind.BLOCK), _OTHER),
    Kind.MARK: _GROUND,
}
_GONE = SOLID_UNTIL_SET | {Kind.ITEM}
"""Kinds of things that leave bare ground once their flag is set."""
_ACTION = {button: number for number, button in enumerate(ACTIONS)}


class Leg(NamedTuple):
    """The steps of a leg, and its counts by context and action, one after another."""

    steps: int
    counts: list[int]


class Behaviour(Measure):
    """How far habits moved from the early legs to the late ones: no level, a change, and its p.

    A step is counted by its context, the situation before it, and its action, the button. A context is the
    mode, what the player faces (`FACED`) and whether the objective's thing is in this room: 18 of them;
    where no world is known, the mode alone. Steps before which nothing is known are left out. The counts
    are kept for each whole leg; legs beyond 256 are added up two by two.

    The measure has no level and no values in windows: one table of counts is no habit to compare with, and
    the distance of two has a bias that depends on their size. `shift` compares legs (Jensen-Shannon, by
    permutation of whole legs; `sim.drift.stats.behaviour` has formula, range and source). A change of
    habits is no harm by itself: `worse` is 0.
    """

    name, title, number = "behaviour", "habits", 7

    def __init__(self, world: World | None = None) -> None:
        super().__init__()
        self._world = world
        self._mode: str | None = None
        self._leg: int | None = None
        self._steps, self._counts = 0, _empty()
        self._legs: list[Leg] = []

    def update(self, moment: Moment) -> None:
        """Take a step."""
        if moment.leg != self._leg:
            self._begin(moment.leg)
        self._steps += 1
        mode, self._mode = self._mode, moment.step.truth.mode
        context = self._context(moment.before, mode)
        if context is not None:
            self._counts[context * len(ACTIONS) + _ACTION[moment.step.button]] += 1

    @property
    def unit(self) -> str:
        """The unit of the change."""
        return "distance of habits beyond chance"

    @property
    def parts(self) -> tuple[list[Leg], list[Leg]]:
        """The whole legs of the reference, and the late ones.

        The first leg is warm-up; the reference are the next ones up to 8 legs and 1,500 steps, the late legs
        those of the last third of the run that come after them.
        """
        legs = self._legs[1:]
        end, steps = 0, 0
        while end < len(legs) and (end < REFERENCE_LEGS or steps < REFERENCE_STEPS):
            steps += legs[end].steps
            end += 1
        return legs[:end], legs[max(end, 2 * len(self._legs) // 3 - 1) :]

    def shift(self, seed: int = 0) -> Shift | None:
        """Return how far habits moved; None without late legs or without a context that both have met."""
        # numpy takes longer to load than a short run to play
        from sim.drift.stats.behaviour import habit_shift  # noqa: PLC0415

        early, late = ([_table(leg.counts) for leg in part] for part in self.parts)
        return habit_shift(early, late, seed=seed)

    def _begin(self, leg: int | None) -> None:
        if self._leg is not None:
            self._legs.append(Leg(self._steps, self._counts))
            if len(self._legs) > MOST:
                nothing = Leg(0, _empty())
                self._legs = [
                    _together(one, other)
                    for one, other in zip_longest(self._legs[::2], self._legs[1::2], fillvalue=nothing)
                ]
        self._leg, self._steps, self._counts = leg, 0, _empty()

    def _context(self, state: State | None, mode: str | None) -> int | None:
        if self._world is None:
            return None if mode is None else _PLAIN.get(mode, len(CONTEXTS) - 1)
        if state is None or state.objective >= len(self._world.objectives):
            return None
        at_goal = self._world.objectives[state.objective].room == state.room
        if state.text is not None:
            return _TEXT + at_goal
        return len(FACED) * at_goal + faced(self._world, state)


def faced(world: World, state: State) -> int:
    """Return the class of what the player faces, by its place in `FACED`."""
    dx, dy = STEPS[state.face]
    x, y = state.x + dx, state.y + dy
    room = tables(world).rooms[state.room]
    if not (0 <= x < COLUMNS and 0 <= y < ROWS):
        return _WALL if room.neighbours[state.face] is None else _OUT
    cell = y * COLUMNS + x
    if state.blocks and cell in block_cells(state.blocks):
        return _OTHER
    thing = room.stage(state.objective).things[cell]
    if thing is None:
        return _WALL if room.ground[cell] == BLOCKED else _GROUND
    if thing.kind in _GONE and thing.flag and state.flags >> thing.flag & 1:
        return _GROUND
    return _CLASSES[thing.kind]


def _together(one: Leg, other: Leg) -> Leg:
    counts = [a + b for a, b in zip(one.counts, other.counts, strict=True)]
    return Leg(one.steps + other.steps, counts)


def _empty() -> list[int]:
    return [0] * (len(CONTEXTS) * len(ACTIONS))


def _table(counts: list[int]) -> list[list[int]]:
    return [counts[at : at + len(ACTIONS)] for at in range(0, len(counts), len(ACTIONS))]
