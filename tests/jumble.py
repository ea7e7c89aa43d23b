"""Worlds of two rooms full of things at random, which no generator would make, but the rules allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.core import Button
from sim.prng import Pcg32
from sim.world import World
from sim.world.model import FOREVER, NO_ITEM, PEOPLE, RAFT, Entity, Kind
from tests.curious import visit
from tests.tinyworld import AGAIN, HELLO, LONG, Twin, thing, tiny

_FLAGS = 9
_QUESTS = (((1, 2, 3), (4, 5), (6, 7, 8)), ((1, 2), (3, 4)), ((1, 2),))
_ITEMS = (3, RAFT)
_USEFUL = (Kind.ITEM, Kind.CHEST, Kind.GATE, Kind.TRADER, Kind.LEVER, Kind.MARK)
_KINDS = (*Kind, *_USEFUL, *_USEFUL)
_GROUNDS = ("wall_0", "water", "ledge_n", "ledge_e", "ledge_s", "ledge_w", "gate_open", "rock")
_ROWS = (1, 2, 3, 5, 6)
"""Where things stand: the way between the two rooms stays free."""
_PRESSES = (*([Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT] * 3), *([Button.A] * 4), *Button)
_MEETING = frozenset({Kind.ITEM, Kind.NPC, Kind.LEVER, Kind.CHEST, Kind.MARK, Kind.GATE, Kind.TRADER})
"""Kinds whose flag an objective may wait for."""


def jumble(seed: int) -> World:
    """Return two rooms with up to 12 things each, of any kind, flag, item, slot and time."""
    rng = Pcg32(seed, 7)
    ground = {(rng.between(1, 8), rng.pick(_ROWS)): rng.pick(_GROUNDS) for _ in range(rng.below(9))}
    rooms = [_things(rng, rng.between(4, 12)), _things(rng, rng.between(0, 12))]
    quest = rng.pick(_QUESTS)
    opened = tuple(rng.below(32) for _ in quest)
    return replace(tiny(*rooms[0], there=rooms[1], quest=quest, opened=opened, ground=ground), seed=seed)


def _things(rng: Pcg32, count: int) -> tuple[Entity, ...]:
    found = [_thing(rng) for _ in range(count)]
    blocks = [one for one in found if one.kind == Kind.BLOCK]
    people = [one for one in found if one.kind in PEOPLE]
    # A room has at most two blocks, on cells of their own, and as many people as the machine has sprites.
    spare = [one for one in blocks[1:] if (one.x, one.y) == (blocks[0].x, blocks[0].y)] + blocks[2:]
    return tuple(one for one in found if one not in spare and one not in people[6:])


def _thing(rng: Pcg32) -> Entity:
    kind = rng.pick(_KINDS)
    since, until = (rng.below(6), rng.between(1, 8)) if rng.chance(40) else (0, FOREVER)
    if kind == Kind.BLOCK:
        since, until = 0, FOREVER
    return thing(
        *(kind, rng.between(1, 8), rng.pick(_ROWS)),
        flag=rng.below(_FLAGS) if kind in _MEETING else rng.between(9, 14),
        item=rng.pick(_ITEMS) if kind in (Kind.GATE, Kind.TRADER) or rng.chance(80) else NO_ITEM,
        text=rng.pick((HELLO, LONG)),
        other=rng.pick((AGAIN, LONG)),
        target=(rng.below(2), rng.between(1, 8), rng.between(1, 6)),
        value=_value(rng, kind),
        slot=rng.pick((0, 1, 2, 3, 4)) if rng.chance(60) else None,
        since=since,
        until=until,
    )


def _value(rng: Pcg32, kind: Kind) -> int:
    values: tuple[int, ...] = (0, 1, 10, 255)
    if kind == Kind.TRADER:
        values = (*_ITEMS, NO_ITEM)
    elif kind in (Kind.DESK, Kind.PEDESTAL):
        values = (0, 1)
    return rng.pick(values)


def presses(game: Twin, rng: Pcg32) -> Iterator[Button]:
    """Yield presses for ever: visits to the room's things, and random ones."""
    while True:
        for _ in range(rng.between(0, 3)):
            while game.state.text is not None:
                yield Button.A
            yield from visit(game.world, game.state, rng)
        for _ in range(rng.between(1, 8)):
            yield rng.pick(_PRESSES)
        if rng.chance(30):
            yield from [rng.pick((Button.LEFT, Button.RIGHT))] * 9
