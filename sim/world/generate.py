"""From a seed to a world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.world.art import art
from sim.world.layout import plan
from sim.world.model import Entity, Kind, Objective, Room, World
from sim.world.prng import Pcg32
from sim.world.quest import compose
from sim.world.rooms import furnish
from sim.world.texts import TextTable, place_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.world.layout import Layout
    from sim.world.quest import Quest, Thing
    from sim.world.rooms import Furnished

LEAST, MOST = 6, 16
"""Fewest and most rooms along each side of a world."""

_LAYOUT, _NAMES, _QUEST, _ROOMS = range(1, 5)  # streams of the random numbers


def generate(seed: int, *, width: int = 14, height: int = 14, regions: int = 6) -> World:
    """Return the world of a seed (0..2**32-1): `width` x `height` rooms (6..16) in 2..6 regions.

    The same arguments give the same world on every machine. Raises WorldError for a seed or size
    out of range.
    """
    _check(seed, width, height, regions)
    layout = plan(Pcg32(seed, _LAYOUT), width, height, regions)
    names = place_names(Pcg32(seed, _NAMES), layout.region)
    quest = compose(Pcg32(seed, _QUEST), layout, names)
    ids = art().ids
    rng = Pcg32(seed, _ROOMS)
    drawn = [
        furnish(rng, layout.region[room], layout.doors[room], quest.things[room], ids)
        for room in range(len(names))
    ]
    return _assemble(seed, layout, names, quest, drawn, ids)


def _check(seed: int, width: int, height: int, regions: int) -> None:
    if not 0 <= seed < 1 << 32:
        raise WorldError(f"a world's seed is a whole number from 0 to {(1 << 32) - 1}, not {seed}")
    if not (LEAST <= width <= MOST and LEAST <= height <= MOST):
        raise WorldError(f"a world is {LEAST} to {MOST} rooms wide and high, not {width} x {height}")
    if not 2 <= regions <= 6:
        raise WorldError(f"a world has 2 to 6 regions, not {regions}")


def _assemble(
    seed: int,
    layout: Layout,
    names: Sequence[str],
    quest: Quest,
    drawn: Sequence[Furnished],
    ids: Mapping[str, int],
) -> World:
    texts = TextTable()
    rooms = tuple(
        Room(
            name=name,
            name_text=texts.add_name(name),
            region=layout.region[number],
            tiles=drawn[number].tiles,
            neighbours=_neighbours(layout, number),
            entities=tuple(
                _entity(thing, number, spot, drawn, quest, texts, ids)
                for thing, spot in zip(quest.things[number], drawn[number].spots, strict=True)
            ),
        )
        for number, name in enumerate(names)
    )
    return World(
        seed=seed,
        width=layout.width,
        height=layout.height,
        regions=len(layout.pockets),
        rooms=rooms,
        objectives=_objectives(quest, rooms, texts),
        texts=texts.all(),
        start=(layout.start, *drawn[layout.start].free),
        flags=quest.flags,
    )


def _neighbours(layout: Layout, room: int) -> tuple[int | None, int | None, int | None, int | None]:
    north, east, south, west = (door.to if door else None for door in layout.doors[room])
    return north, east, south, west


def _entity(
    thing: Thing,
    room: int,
    spot: tuple[int, int],
    drawn: Sequence[Furnished],
    quest: Quest,
    texts: TextTable,
    ids: Mapping[str, int],
) -> Entity:
    target = None
    if thing.partner is not None:
        # The traveller steps out below the other warp.
        index = [other.partner for other in quest.things[thing.partner]].index(room)
        x, y = drawn[thing.partner].spots[index]
        target = (thing.partner, x, y + 1)
    look = 0
    if thing.kind == Kind.ITEM:
        look = ids["key"] if thing.item < 8 else ids["relic"]
    words = texts.add(thing.words) if thing.words else None
    return Entity(thing.kind, *spot, thing.flag, thing.item, look, words, target)


def _objectives(quest: Quest, rooms: Sequence[Room], texts: TextTable) -> tuple[Objective, ...]:
    found = []
    for demand in quest.demands:
        thing = next(thing for thing in rooms[demand.room].entities if thing.flag == demand.flag)
        found.append(
            Objective(demand.goal, demand.flag, texts.add(demand.words), demand.room, thing.x, thing.y)
        )
    return tuple(found)
