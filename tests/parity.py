"""Plays the cartridge and its symbolic twin side by side, and solves many worlds.

    python -m tests.parity --presses 100000
    python -m tests.parity --seeds 1000

After every press the whole truth, the events, the room's map in RAM and the pixels must be what the
rules say. Half of the presses are the oracle's, so that every part of a quest comes up; the other
half are random.
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
from sim.world import World, generate, status
from sim.world import rules as twin
from sim.world.cartridge import image
from sim.world.planners import Distances
from sim.world.prng import Pcg32

_RANDOM = (*([Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT] * 3), *([Button.A] * 4), *Button)
_BURST = 40  # most presses in a row of either kind
_PER_WORLD = 5000


class Pair:
    """A cartridge and its twin, pressed together. `seen` counts the kinds of events that came up."""

    def __init__(self, world: World) -> None:
        rom = image(world)
        self.world, self.game, self.seen = world, recognise(rom), Counter[str]()
        self.emulator = Emulator(rom, pacing=self.game.pacing, sound=self.game.sound)
        self.state = twin.start(world)
        self._compare("boot", twin.boot_events(world))

    def __enter__(self) -> Pair:
        return self

    def __exit__(self, *_: object) -> None:
        self.emulator.close()

    def press(self, button: Button) -> None:
        """Press a button on both; raises AssertionError where they differ."""
        before = self.state
        self.state, events = twin.step(self.world, before, button)
        self.emulator.press(button)
        self._compare(f"world {self.world.seed}, {button} at {before}", events)

    def _compare(self, where: str, events: twin.Events) -> None:
        ram, state = self.emulator.ram, self.state
        block = status.decode(ram(status.ADDRESS, status.ADDRESS + status.SIZE))
        assert self.game.truth(ram) == twin.truth(self.world, state), where
        assert self.game.events(ram) == events, where
        assert block.tiles == twin.status(self.world, state).tiles, where
        assert read(self.emulator.frame) == twin.percept(self.world, state), where
        self.seen.update(event.kind for event in events)


def play(pair: Pair, rng: Pcg32, presses: int) -> None:
    """Press this often: bursts of the oracle's presses and random ones by turns."""
    oracle = Distances(pair.world)
    for at_random in islice(_bursts(rng), presses):
        won = pair.state.objective == len(pair.world.objectives)
        pair.press(rng.pick(_RANDOM) if at_random or won else oracle.best(pair.state))


def _bursts(rng: Pcg32) -> Iterator[bool]:
    while True:
        for at_random in (False, True):
            yield from [at_random] * rng.between(1, _BURST)


def compare(seed: int, presses: int, ahead: float = 0) -> Counter[str]:
    """Compare on one world, after the first part `ahead` (0..1) of its quest; return events by kind."""
    world = generate(seed)
    way = Distances(world).plan.buttons
    with Pair(world) as pair:
        for button in way[: int(len(way) * ahead)]:
            pair.press(button)
        play(pair, Pcg32(seed, 99), presses)
    return pair.seen


def _compare_all(presses: int) -> None:
    worlds = max(1, presses // _PER_WORLD)
    began, seen = perf_counter(), Counter[str]()
    for seed in range(worlds):
        seen += compare(seed, presses // worlds, ahead=seed % 4 / 4)
    print(f"{presses} presses on {worlds} worlds equal in {perf_counter() - began:.0f} s: {dict(seen)}")


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
    parser.add_argument("--seeds", type=int, default=0, help="worlds to solve")
    options = parser.parse_args()
    if options.presses:
        _compare_all(options.presses)
    if options.seeds:
        _solve_all(range(options.seeds))


if __name__ == "__main__":
    main()
