"""From built lands to one world: rooms, things on their cells, legs and objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.art import art
from sim.world.built import REGIONS
from sim.world.model import (
    BLOCK_ROOMS,
    COLUMNS,
    NO_LOOK,
    Difficulty,
    Entity,
    Kind,
    Leg,
    Objective,
    Room,
    World,
)
from sim.world.quest import RULES
from sim.world.texts import TextTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.world.built import Built
    from sim.world.recall import Schedule
    from sim.world.things import Demand, Thing


def assemble(
    seed: int,
    timetable: Schedule,
    names: Sequence[str],
    built: Sequence[Built],
    difficulty: Difficulty = Difficulty.EVEN,
) -> tuple[World, TextTable]:
    """Return the world without temptations, and its texts, to which more can be added."""
    texts = TextTable()
    rules = texts.add(RULES)
    ids = art().ids
    rooms = tuple(
        Room(
            name=name,
            name_text=texts.add_name(name),
            region=number // BLOCK_ROOMS % REGIONS,
            tiles=built[number // BLOCK_ROOMS].rooms[number % BLOCK_ROOMS].tiles,
            neighbours=_neighbours(built[number // BLOCK_ROOMS], number % BLOCK_ROOMS),
            entities=_entities(built, number, texts, ids),
        )
        for number, name in enumerate(names)
    )
    demands = {index: demand for part in built for index, demand in part.contents.demands.items()}
    objectives = tuple(_objective(built, demands[index], texts) for index in range(len(demands)))
    legs = tuple(Leg(stage.kind, stage.back, stage.first, stage.end) for stage in timetable.stages)
    first = built[0].land
    y, x = divmod(first.brief.start, COLUMNS)
    start = (first.entry, x, y)
    world = World(
        seed, len(built), rooms, legs, objectives, texts.all(), rules, start, timetable.flags,
        difficulty=difficulty,
    )  # fmt: skip
    return world, texts


def _neighbours(part: Built, room: int) -> tuple[int | None, int | None, int | None, int | None]:
    north, east, south, west = (part.land.base + door.to if door else None for door in part.land.doors[room])
    return north, east, south, west


def _entities(
    built: Sequence[Built], number: int, texts: TextTable, ids: Mapping[str, int]
) -> tuple[Entity, ...]:
    part, room = built[number // BLOCK_ROOMS], number % BLOCK_ROOMS
    pairs = zip(part.contents.stacks[room], part.rooms[room].spots, strict=True)
    return tuple(_entity(built, thing, spot, texts, ids) for stack, spot in pairs for thing in stack)


def _entity(
    built: Sequence[Built], thing: Thing, spot: int, texts: TextTable, ids: Mapping[str, int]
) -> Entity:
    """Return a thing on its cell."""
    y, x = divmod(spot, COLUMNS)
    return Entity(
        thing.kind, x, y, thing.flag, thing.item,
        look=ids[thing.look] if thing.look else NO_LOOK,
        look_set=ids[thing.look_set] if thing.look_set else NO_LOOK,
        text=texts.add(thing.words) if thing.words else None,
        other=texts.add(thing.other) if thing.other else None,
        target=None if thing.partner is None else _arrival(built, thing, thing.partner),
        value=thing.value, slot=thing.slot, since=thing.since, until=thing.until,
    )  # fmt: skip


def _arrival(built: Sequence[Built], warp: Thing, partner: int) -> tuple[int, int, int]:
    """Return where a warp leads: below the one that leads back."""
    part, room = built[partner // BLOCK_ROOMS], partner % BLOCK_ROOMS
    y, x = divmod(
        part.spot(room, lambda thing: thing.kind is Kind.WARP and thing.since == warp.since), COLUMNS
    )
    return partner, x, y + 1


def _objective(built: Sequence[Built], demand: Demand, texts: TextTable) -> Objective:
    part, room = built[demand.room // BLOCK_ROOMS], demand.room % BLOCK_ROOMS
    y, x = divmod(part.spot(room, lambda thing: thing is demand.thing), COLUMNS)
    return Objective(demand.goal, demand.thing.flag, texts.add(demand.words), demand.leg, demand.room, x, y)
