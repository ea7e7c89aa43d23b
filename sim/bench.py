"""How fast it is: `python -m sim.bench`.

Every figure is of the same presses: the oracle's on Fernmoor, and seeded ones on the stand-in
cartridge, whose presses last 24 frames as those of any cartridge that is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from time import perf_counter

from sim.core import Button
from sim.emulator import Emulator, seconds_bare
from sim.games import Game, recognise
from sim.standin import doodle
from sim.world import generate
from sim.world.cartridge import image
from sim.world.planners import solve


@dataclass(frozen=True, slots=True)
class Course:
    """What is played: a cartridge and the presses."""

    name: str
    rom: bytes
    presses: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """Presses per second of the emulator, without a run around it.

    `unrendered` and `rendered` are of PyBoy alone, which draws nothing, or draws and copies the last
    frame of each press; `pressed` is of our `Emulator`, which also waits for the game, hashes the
    frame and watches for hangs; `told` reads the game's truth and events after each press too.
    `frames`: emulated frames per press.
    """

    unrendered: float
    rendered: float
    pressed: float
    told: float
    frames: float


def fernmoor(seed: int = 1, least: int = 2000) -> Course:
    """Return the oracle's way through a world, and back and forth at its end for `least` presses."""
    world = generate(seed)
    presses = solve(world).buttons
    walk = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT)
    rest = max(0, least - len(presses))
    return Course(f"Fernmoor {seed}", image(world), presses + (walk * (rest // 4 + 1))[:rest])


def standin(presses: int = 2000, seed: int = 0) -> Course:
    """Return seeded presses on the stand-in cartridge, 24 frames each."""
    return Course("stand-in", doodle(), tuple(Random(seed).choices(tuple(Button), k=presses)))


def raw(course: Course, repeats: int = 3) -> Raw:
    """Measure the emulator on a course: the best of `repeats`, as noise only ever slows down.

    The kinds take turns, so that a busy minute of the machine does not hit one of them alone.
    """
    game = recognise(course.rom)
    boot, frames = _frames(course, game)
    script = tuple(zip(course.presses, frames, strict=True))

    def bare(render: bool) -> float:
        return seconds_bare(
            course.rom, script, hold=game.pacing.hold, boot=boot, sound=game.sound, render=render
        )

    rounds = [
        (bare(False), bare(True), _seconds(course, game, False), _seconds(course, game, True))
        for _ in range(repeats)
    ]
    unrendered, rendered, pressed, told = (
        len(course.presses) / min(seconds) for seconds in zip(*rounds, strict=True)
    )
    return Raw(unrendered, rendered, pressed, told, sum(frames) / len(frames))


def main() -> None:
    """Print what the emulator does in a second."""
    for course in (fernmoor(), standin()):
        measured = raw(course)
        print(f"{course.name}: {len(course.presses)} presses, {measured.frames:.1f} frames each")
        for label, rate in (
            ("PyBoy alone, nothing drawn", measured.unrendered),
            ("PyBoy alone, last frame drawn and copied", measured.rendered),
            ("Emulator.press", measured.pressed),
            ("Emulator.press, truth and events", measured.told),
        ):
            print(f"  {label:<42}{rate:>8,.0f}/s {1e6 / rate:>8.1f} us {rate / measured.rendered:>6.2f}")


def _frames(course: Course, game: Game) -> tuple[int, list[int]]:
    """Return the frames until the game waits for the first press, and those that each press takes."""
    with Emulator(course.rom, pacing=game.pacing, sound=game.sound) as emulator:
        boot, frames = emulator.frames, []
        for button in course.presses:
            emulator.press(button)
            frames.append(emulator.frames)
        return boot, frames


def _seconds(course: Course, game: Game, told: bool) -> float:
    """Return the seconds that the course takes on our emulator, with or without reading RAM."""
    with Emulator(course.rom, pacing=game.pacing, sound=game.sound) as emulator:
        press, ram = emulator.press, emulator.ram
        began = perf_counter()
        for button in course.presses:
            press(button)
            if told:
                game.truth(ram)
                game.events(ram)
        return perf_counter() - began


if __name__ == "__main__":
    main()
