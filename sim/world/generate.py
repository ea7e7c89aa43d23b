"""From a seed to a world."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.prng import Pcg32
from sim.world.assemble import assemble
from sim.world.built import build, stream
from sim.world.difficulty import graded
from sim.world.model import DISTRACTOR, SHORTCUTS, Difficulty, Entity, Kind, World
from sim.world.offers import offers
from sim.world.planners import solve
from sim.world.recall import schedule
from sim.world.reports import fair, measured
from sim.world.temptations import FINE_DAY, Tempter
from sim.world.texts import paginate, place_names
from sim.world.ways import visits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.world.planners import Plan
    from sim.world.reports import Report
    from sim.world.texts import TextTable

LEAST, MOST = 4, 96
"""Fewest and most ordinary legs of a quest."""

_NAMES, _OFFERS, _TEMPTATIONS = 4, 8, 9  # streams of the random numbers; `recall` and `built` have others


def generate(
    seed: int,
    *,
    legs: int = 24,
    distractors: bool = True,
    shortcuts: bool = True,
    difficulty: str = Difficulty.EVEN,
) -> World:
    """Return the world of a seed (0..2**32-1) with `legs` ordinary legs (4..96), or a twin of it.

    The same arguments give the same world on every machine. A twin without distractors or shortcuts
    is the same world cell for cell, apart from them. `difficulty`: "even" legs, all alike; "rising", from
    short ones to some 70 % longer ones; or "mixed", the same ones in random order. Raises WorldError for
    a seed or length out of range, or a difficulty that is none.
    """
    if not 0 <= seed < 1 << 32:
        raise WorldError(f"a world's seed is a whole number from 0 to {(1 << 32) - 1}, not {seed}")
    if not LEAST <= legs <= MOST:
        raise WorldError(f"a quest has {LEAST} to {MOST} legs, not {legs}")
    if difficulty not in list(Difficulty):
        raise WorldError(f"a quest's difficulty is {', '.join(Difficulty)}, not {difficulty!r}")
    with _uncollected():
        world = _Maker(seed, legs, Difficulty(difficulty)).make()
    if not distractors:
        world = _without_distractors(world)
    return world if shortcuts else _without_shortcuts(world)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector out while a world is made.

    Some 80,000 values are, hardly any of them in rings, and each full collection would walk everything
    that the program has imported: a tenth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Maker:
    """Makes one world: lands, then the oracle's way, then what stands beside it."""

    def __init__(self, seed: int, lands: int, difficulty: Difficulty) -> None:
        self._seed, self._difficulty = seed, difficulty
        self._timetable = schedule(seed, lands)
        self._names = place_names(Pcg32(seed, _NAMES), lands)
        self._offers = [
            offers(Pcg32(seed, stream(_OFFERS, land)), seed, land, self._timetable) for land in range(lands)
        ]
        hedged = [each.has_hedge for each in self._offers]
        if difficulty is Difficulty.EVEN:
            self._built = [
                build(seed, land, self._timetable, self._names, hedged=hedge)
                for land, hedge in enumerate(hedged)
            ]
        else:
            self._built = graded(seed, self._timetable, self._names, hedged, difficulty)

    def make(self) -> World:
        base, texts = assemble(self._seed, self._timetable, self._names, self._built, self._difficulty)
        plan = solve(base)
        world = self._tempt(base, texts, plan)
        fair(world)
        return world

    def _tempt(self, base: World, texts: TextTable, plan: Plan) -> World:
        """Add temptations, probes and woodpiles to a world whose oracle's way is known."""
        way = visits(base, plan)
        paths: dict[int, int] = {}
        for visit in way:
            paths[visit.room] = paths.get(visit.room, 0) | visit.mask
        places = [built.land.base + built.land.statue for built in self._built]
        texts.add(FINE_DAY)
        legs, rooms = list(base.legs), list(base.rooms)
        for land, built in enumerate(self._built):
            number, stage = self._timetable.ordinary[land], self._timetable.of(land)
            report = measured(built, stage, base, plan) if built.land.fence else None
            tempter = Tempter(
                Pcg32(self._seed, stream(_TEMPTATIONS, land)), built, stage,
                [visit for visit in way if visit.leg == number], _joined(paths, report), self._names, texts,
            )  # fmt: skip
            tempter.furnish(self._offers[land], places, report)
            legs[number] = replace(legs[number], opportunities=tuple(tempter.opportunities))
            for room, added in tempter.added.items():
                rooms[room] = replace(rooms[room], entities=(*rooms[room].entities, *added))
        return replace(base, legs=tuple(legs), rooms=tuple(rooms), texts=texts.all())


def _joined(paths: Mapping[int, int], report: Report | None) -> Mapping[int, int]:
    """Return the paths by room, with those over the fence of a task that cannot be done."""
    added = report.paths if report else {}
    return {room: paths.get(room, 0) | added.get(room, 0) for room in paths.keys() | added}


# --- twins --------------------------------------------------------------------------------


def _without_distractors(world: World) -> World:
    """Return the world with the same people, signs and wells, but nobody asks for anything."""
    fine = world.texts.index(paginate(FINE_DAY))

    def harmless(thing: Entity) -> Entity:
        if thing.slot != DISTRACTOR:
            return thing
        return replace(thing, slot=None, text=thing.text if thing.kind is Kind.WELL else fine)

    rooms = (replace(room, entities=tuple(map(harmless, room.entities))) for room in world.rooms)
    return replace(_offering(world, {DISTRACTOR}), rooms=tuple(rooms), distractors=False)


def _without_shortcuts(world: World) -> World:
    """Return the world without tills, panels, filling chests and broken fences."""
    rooms = (
        replace(
            room,
            entities=tuple(
                replace(thing, slot=None) if thing.slot in SHORTCUTS else thing
                for thing in room.entities
                if thing.slot not in SHORTCUTS or thing.kind is Kind.ITEM
            ),
        )
        for room in world.rooms
    )
    return replace(_offering(world, set(SHORTCUTS)), rooms=tuple(rooms), shortcuts=False)


def _offering(world: World, but: set[int]) -> World:
    """Return the world with the slots `but` left out of its legs' opportunities."""
    legs = (
        replace(leg, opportunities=tuple(offer for offer in leg.opportunities if offer.slot not in but))
        for leg in world.legs
    )
    return replace(world, legs=tuple(legs))
