"""Compares what the reader sees on the real cartridge with what the twin says should be seen.

    python -m tests.reader_parity --worlds 20

The oracle plays each world to its end on both; every room that it passed by is then looked at on a
cartridge in which the player starts just there, and every text on one in which signs say it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter

from sim.agents.reader import read
from sim.core import Button
from sim.emulator import Emulator
from sim.games import recognise
from sim.world import World, generate
from sim.world.art import art
from sim.world.cartridge import image
from sim.world.model import COLUMNS, Kind, Room
from sim.world.planners import Distances
from sim.world.rules import percept
from sim.world.tables import CELLS, FLOOR, tables
from tests.tinyworld import Twin, thing

_SIGNS = 8  # in a row, north of the row that the player walks along


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
        pages = tables(self.world).pages
        return {
            text
            for text, shown in enumerate(pages)
            if {(text, page) for page in range(len(shown))} - self.pages
        }


class Pair(Twin):
    """The cartridge and the twin, pressed together; every screen is compared."""

    def __init__(self, coverage: Coverage, world: World) -> None:
        super().__init__(world)
        rom = image(world)
        game = recognise(rom)
        self.coverage = coverage
        self.emulator = Emulator(rom, pacing=game.pacing, sound=game.sound)
        self.compare()

    def press_one(self, button: Button) -> tuple[()]:
        super().press_one(button)
        self.emulator.press(button)
        self.compare()
        return ()

    def compare(self) -> None:
        seen, told = read(self.emulator.frame), percept(self.world, self.state)
        assert seen == told, f"world {self.world.seed}, {self.state}: the screen reads {seen}, not {told}"
        self.coverage.screens += 1
        if self.state.text is not None:
            self.coverage.pages.add((self.state.text, self.state.page))
        elif self.world.rooms[self.state.room] is self.coverage.world.rooms[self.state.room]:
            self.coverage.rooms.add(self.state.room)


def check(world: World) -> Coverage:
    """Compare every room and every text of a world; raises AssertionError on the first difference."""
    coverage = Coverage(world)
    _play(coverage, world, Distances(world).plan.buttons)
    for room in sorted(coverage.missing_rooms):
        x, y = next(_free_cells(world, room))
        _play(coverage, replace(world, start=(room, x, y)), (Button.B,) * 8)
    texts = sorted(coverage.missing_texts)
    for first in range(0, len(texts), _SIGNS):
        _read_signs(coverage, texts[first : first + _SIGNS])
    return coverage


def _play(coverage: Coverage, world: World, buttons: tuple[Button, ...]) -> None:
    pair = Pair(coverage, world)
    pair.press(*buttons)
    pair.emulator.close()


def _read_signs(coverage: Coverage, texts: list[int]) -> None:
    """Read texts from a row of signs."""
    signs = tuple(thing(Kind.SIGN, 1 + number, 2, text=text) for number, text in enumerate(texts))
    world, name = coverage.world, coverage.world.rooms[0]
    floor = bytes([art().ids["floor_0"]] * CELLS)
    hall = Room(name.name, name.name_text, 0, floor, (None, None, None, None), signs)
    pair = Pair(coverage, replace(world, rooms=(hall, *world.rooms[1:]), start=(0, 1, 3)))
    pair.close_text()
    for _ in signs:
        pair.press(Button.UP, Button.A)
        pair.close_text()
        pair.press(Button.RIGHT)
    pair.emulator.close()


def _free_cells(world: World, room: int) -> Iterator[tuple[int, int]]:
    """Yield the cells inside a room on which nothing stands at first, as (x, y)."""
    table = tables(world).rooms[room]
    for cell in range(COLUMNS, CELLS - COLUMNS):
        if table.ground[cell] == FLOOR and table.stage(0).things[cell] is None:
            yield cell % COLUMNS, cell // COLUMNS


def main() -> None:
    """Compare screens of many worlds and print how many there were."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--legs", type=int, default=24)
    options = parser.parse_args()
    for seed in range(options.first, options.first + options.worlds):
        began = perf_counter()
        coverage = check(generate(seed, legs=options.legs))
        assert not coverage.missing_rooms
        assert not coverage.missing_texts
        print(
            f"world {seed}: {coverage.screens} screens equal, all {len(coverage.rooms)} rooms and "
            f"all {len(coverage.pages)} pages of text; {perf_counter() - began:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
