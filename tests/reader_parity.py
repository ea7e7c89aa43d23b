"""Compares what the reader sees on the real cartridge with what the twin says should be seen.

    python -m tests.reader_parity --worlds 20

The explorer's mind plays each world to its end on both; every room and every page of every text that
it passed by is then looked at on a cartridge in which the player starts just there.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter

from sim.agents.mind import Mind
from sim.agents.reader import read
from sim.core import Button
from sim.emulator import Emulator
from sim.games import recognise
from sim.world import World, generate
from sim.world.cartridge import image
from sim.world.model import COLUMNS, STEPS, Entity, Kind
from sim.world.rules import percept, start, step
from sim.world.tables import CELLS, FLOOR, tables

_PRESSES = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT)
_SPEAKING = (Kind.SIGN, Kind.NPC, Kind.GATE, Kind.CHEST, Kind.ITEM)
_LIMIT = 20_000


@dataclass
class Coverage:
    """What was compared so far: `screens`, distinct `rooms` in play, and `pages` as (text, page)."""

    world: World
    screens: int = 0
    rooms: set[int] = field(default_factory=set)
    pages: set[tuple[int, int]] = field(default_factory=set)

    @property
    def missing_rooms(self) -> set[int]:
        return set(range(len(self.world.rooms))) - self.rooms

    @property
    def missing_texts(self) -> set[int]:
        spoken = {thing.text for room in self.world.rooms for thing in room.entities}
        asked = {objective.text for objective in self.world.objectives}
        pages = tables(self.world).pages
        return {
            text
            for text in (spoken | asked) - {None}
            if text is not None and {(text, page) for page in range(len(pages[text]))} - self.pages
        }


class Pair:
    """The cartridge and the twin, pressed together; every screen is compared."""

    def __init__(self, coverage: Coverage, world: World) -> None:
        rom = image(world)
        game = recognise(rom)
        self.world, self.coverage = world, coverage
        self.emulator = Emulator(rom, pacing=game.pacing, sound=game.sound)
        self.state = start(world)
        self.compare()

    def press(self, button: Button) -> None:
        self.emulator.press(button)
        self.state, _ = step(self.world, self.state, button)
        self.compare()

    def compare(self) -> None:
        seen, told = read(self.emulator.frame), percept(self.world, self.state)
        assert seen == told, f"world {self.world.seed}, {self.state}: the screen reads {seen}, not {told}"
        self.coverage.screens += 1
        if self.state.text is None:
            self.coverage.rooms.add(self.state.room)
        else:
            self.coverage.pages.add((self.state.text, self.state.page))

    def read_on(self) -> None:
        while self.state.text is not None:
            self.press(Button.A)


def check(world: World) -> Coverage:
    """Compare every room and every text of a world; raises AssertionError on the first difference."""
    coverage = Coverage(world)
    _play(Pair(coverage, world))
    for room, thing in _speakers(world):
        if thing.text in coverage.missing_texts:
            _listen(coverage, room, thing)
    for room in sorted(coverage.missing_rooms):
        x, y = next(_free_cells(world, room))
        Pair(coverage, replace(world, start=(room, x, y))).emulator.close()
    return coverage


def _play(pair: Pair) -> None:
    mind = Mind(0, None, context=0)
    while pair.state.objective < len(pair.world.objectives) and pair.coverage.screens < _LIMIT:
        for button in mind.decide(percept(pair.world, pair.state)).buttons:
            pair.press(button)
    pair.emulator.close()


def _speakers(world: World) -> Iterator[tuple[int, Entity]]:
    for number, room in enumerate(world.rooms):
        for thing in room.entities:
            if thing.kind in _SPEAKING and thing.text is not None:
                yield number, thing


def _listen(coverage: Coverage, room: int, thing: Entity) -> None:
    """Start beside the thing, walk against it, and press A where that is not enough."""
    free = set(_free_cells(coverage.world, room))
    x, y, direction = next(
        (thing.x - dx, thing.y - dy, direction)
        for direction, (dx, dy) in enumerate(STEPS)
        if (thing.x - dx, thing.y - dy) in free
    )
    pair = Pair(coverage, replace(coverage.world, start=(room, x, y)))
    pair.press(_PRESSES[direction])
    if pair.state.text is None:
        pair.press(Button.A)
    pair.read_on()
    pair.emulator.close()


def _free_cells(world: World, room: int) -> Iterator[tuple[int, int]]:
    """Yield the cells inside a room on which nothing stands, as (x, y)."""
    table = tables(world).rooms[room]
    for cell in range(COLUMNS, CELLS - COLUMNS):
        if table.ground[cell] == FLOOR and table.things[cell] is None:
            yield cell % COLUMNS, cell // COLUMNS


def main() -> None:
    """Compare screens of many worlds and print how many there were."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    options = parser.parse_args()
    for seed in range(options.first, options.first + options.worlds):
        began = perf_counter()
        coverage = check(generate(seed))
        assert not coverage.missing_rooms
        assert not coverage.missing_texts
        print(
            f"world {seed}: {coverage.screens} screens equal, all {len(coverage.rooms)} rooms and "
            f"all {len(coverage.pages)} pages of text; {perf_counter() - began:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
