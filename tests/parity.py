"""Plays the cartridge and its symbolic twin side by side, and solves many worlds.

    python -m tests.parity --presses 100000
    python -m tests.parity --jumbles 200
    python -m tests.parity --quests 50
    python -m tests.parity --seeds 1000

After every press the whole truth, the events, the room's map in RAM and the pixels must be what the
rules say. Presses come in bursts: the oracle's, so that every part of a quest comes up, those of a
curious player, who uses anything in the room, and random ones.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from statistics import median
from time import perf_counter

from sim.agents.reader import read
from sim.core import Button
from sim.emulator import Emulator
from sim.games import recognise
from sim.prng import Pcg32
from sim.world import World, generate, status
from sim.world import rules as twin
from sim.world.cartridge import image
from sim.world.planners import Distances
from tests.curious import visit
from tests.jumble import jumble
from tests.jumble import presses as jumble_presses
from tests.tinyworld import Twin

_RANDOM = (*([Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT] * 3), *([Button.A] * 4), *Button)
_BURST = 40  # most presses in a row of the oracle or at random
_PER_WORLD = 5000
_PER_JUMBLE = 200
_LEGS = (24, 4, 12, 9)


class Pair(Twin):
    """A cartridge and its twin, pressed together. `seen` counts the kinds of events that came up."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        rom = image(world)
        self.game, self.seen = recognise(rom), Counter[str]()
        self.emulator = Emulator(rom, pacing=self.game.pacing, sound=self.game.sound)
        self._compare("boot", twin.boot_events(world))

    def __enter__(self) -> Pair:
        return self

    def __exit__(self, *_: object) -> None:
        self.emulator.close()

    def press_one(self, button: Button) -> twin.Events:
        """Press a button on both; raises AssertionError where they differ."""
        before = self.state
        events = super().press_one(button)
        self.emulator.press(button)
        self._compare(f"world {self.world.seed}, {button} at {before}", events)
        return events

    def _compare(self, where: str, events: twin.Events) -> None:
        ram, state = self.emulator.ram, self.state
        block = status.decode(ram(status.ADDRESS, status.ADDRESS + status.SIZE))
        assert self.game.truth(ram) == twin.truth(self.world, state), where
        assert self.game.events(ram) == events, where
        assert block.tiles == twin.status(self.world, state).tiles, where
        assert block.overflow == 0, where
        assert read(self.emulator.frame) == twin.percept(self.world, state), where
        self.seen.update(event.kind for event in events)


def mixed(game: Twin, rng: Pcg32) -> Iterator[Button]:
    """Yield presses for ever: bursts of the oracle's, of a curious player's, and random ones by turns."""
    oracle = Distances(game.world)
    while True:
        for _ in range(rng.between(1, _BURST)):
            won = game.state.objective == len(game.world.objectives)
            yield rng.pick(_RANDOM) if won else oracle.best(game.state)
        for _ in range(rng.between(1, 4)):
            yield from _reading(game)
            yield from visit(game.world, game.state, rng)
        for _ in range(rng.between(1, _BURST)):
            yield rng.pick(_RANDOM)


def _reading(game: Twin) -> Iterator[Button]:
    while game.state.text is not None:
        yield Button.A


def world_number(number: int) -> World:
    """Return one of many worlds, of various lengths, some of them without this or that."""
    return generate(
        number,
        legs=_LEGS[number % len(_LEGS)],
        distractors=number % 5 != 3,
        shortcuts=number % 7 != 5,
    )


def compare(world: World, presses: int, ahead: float = 0) -> Counter[str]:
    """Compare on one world, after the first part `ahead` (0..1) of its quest; return events by kind."""
    way = Distances(world).plan.buttons if ahead else ()
    with Pair(world) as pair:
        pair.press(*way[: int(len(way) * ahead)])
        for button in islice(mixed(pair, Pcg32(world.seed, 99)), presses):
            pair.press_one(button)
    return pair.seen


def tumble(seed: int, presses: int) -> Counter[str]:
    """Compare on two rooms full of things at random; return events by kind."""
    with Pair(jumble(seed)) as pair:
        for button in islice(jumble_presses(pair, Pcg32(seed, 98)), presses):
            pair.press_one(button)
    return pair.seen


def quest(world: World) -> Counter[str]:
    """Compare on the oracle's way through a whole quest; return events by kind."""
    with Pair(world) as pair:
        pair.press(*Distances(world).plan.buttons)
        assert pair.state.objective == len(world.objectives)
    return pair.seen


def _compare_all(presses: int) -> None:
    worlds = max(1, presses // _PER_WORLD)
    began, seen = perf_counter(), Counter[str]()
    for number in range(worlds):
        seen += compare(world_number(number), presses // worlds, ahead=number % 6 / 6)
    print(f"{presses} presses on {worlds} worlds equal in {perf_counter() - began:.0f} s")
    _print_kinds(seen)


def _tumble_all(worlds: int) -> None:
    began, seen = perf_counter(), Counter[str]()
    for seed in range(worlds):
        seen += tumble(seed, _PER_JUMBLE)
    presses = worlds * _PER_JUMBLE
    print(f"{presses} presses on {worlds} jumbled worlds equal in {perf_counter() - began:.0f} s")
    _print_kinds(seen)


def _play_all(quests: int) -> None:
    began, seen = perf_counter(), Counter[str]()
    for number in range(quests):
        seen += quest(world_number(number))
    print(f"{quests} quests played to the win, every press equal, in {perf_counter() - began:.0f} s")
    _print_kinds(seen)


def _print_kinds(seen: Counter[str]) -> None:
    for kind, _ in status.EVENTS.values():
        print(f"  {kind:<10}{seen[kind]:>9,}")


def _solve_all(seeds: Iterable[int]) -> None:
    lengths, generating, solving = [], [], []
    for seed in seeds:
        began = perf_counter()
        world = generate(seed)
        made = perf_counter()
        lengths.append(len(Distances(world).plan.buttons))
        generating.append(made - began)
        solving.append(perf_counter() - made)
    print(
        f"{len(lengths)} worlds solved in {min(lengths)} to {max(lengths)} presses, "
        f"median {median(lengths):.0f}; "
        f"generating {1e3 * median(generating):.0f} ms (most {1e3 * max(generating):.0f}), "
        f"solving {1e3 * median(solving):.0f} ms (most {1e3 * max(solving):.0f})"
    )


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--presses", type=int, default=0, help="presses to compare, in all")
    parser.add_argument("--jumbles", type=int, default=0, help="worlds of random things to compare on")
    parser.add_argument("--quests", type=int, default=0, help="quests to play to the win")
    parser.add_argument("--seeds", type=int, default=0, help="worlds to solve")
    options = parser.parse_args()
    if options.presses:
        _compare_all(options.presses)
    if options.jumbles:
        _tumble_all(options.jumbles)
    if options.quests:
        _play_all(options.quests)
    if options.seeds:
        _solve_all(range(options.seeds))


if __name__ == "__main__":
    main()
