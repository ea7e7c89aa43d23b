"""How fast it is: `python -m sim.bench` (`--long` for 100,000 steps).

Ratios are of the same presses in the same run: the oracle's on Fernmoor, and seeded ones on the
stand-in cartridge, whose presses last 24 frames as those of any cartridge that is not known. The
reference is PyBoy alone, with the last frame of each press drawn and copied.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter

from sim.core import Button, Decision, RunSettings, Step
from sim.emulator import Emulator, seconds_bare
from sim.games import Game, recognise
from sim.record import Run
from sim.session import Session
from sim.standin import doodle
from sim.world import generate
from sim.world.cartridge import image
from sim.world.planners import solve


@dataclass(frozen=True, slots=True)
class Course:
    """What is played: a cartridge (of a Fernmoor world, or None) and the presses."""

    name: str
    world: int | None
    rom: bytes
    presses: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """Presses per second on one course.

    `unrendered` and `rendered` are of PyBoy alone, which draws nothing, or draws and copies the last
    frame of each press; `pressed` is of our `Emulator`, which also waits for the game, hashes the
    frame and watches for hangs; `told` reads the game's truth and events after each press too;
    `recorded` is of a whole session, with everything in its run file. `frames`: emulated frames per
    press.
    """

    unrendered: float
    rendered: float
    pressed: float
    told: float
    recorded: float
    frames: float


def fernmoor(seed: int = 1, presses: int = 2500) -> Course:
    """Return the first presses of the oracle's way through a world."""
    world = generate(seed)
    return Course(f"Fernmoor {seed}", seed, image(world), solve(world).buttons[:presses])


def standin(presses: int = 1500, seed: int = 0) -> Course:
    """Return seeded presses on the stand-in cartridge, 24 frames each."""
    return Course("stand-in", None, doodle(), tuple(Random(seed).choices(tuple(Button), k=presses)))


def measure(course: Course, repeats: int = 5) -> Rates:
    """Measure a course: the best of `repeats`, as noise only ever slows down.

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
        (
            bare(False),
            bare(True),
            _seconds(course, game, told=False),
            _seconds(course, game, told=True),
            _seconds_recorded(course),
        )
        for _ in range(repeats)
    ]
    unrendered, rendered, pressed, told, recorded = (
        len(course.presses) / min(seconds) for seconds in zip(*rounds, strict=True)
    )
    return Rates(unrendered, rendered, pressed, told, recorded, sum(frames) / len(frames))


@dataclass(frozen=True, slots=True)
class Long:
    """A long recorded run: microseconds per step and resident MB early and late, and its file.

    `early` is around step 1,000, `late` at the end. `seek_p50` and `seek_p95` are milliseconds to read
    any one screen; `bytes_per_step` is the size of the finished file.
    """

    steps: int
    early: float
    late: float
    early_memory: float
    late_memory: float
    bytes_per_step: float
    seek_p50: float
    seek_p95: float


def long(steps: int) -> Long:
    """Play `steps` random steps on Fernmoor with everything recorded."""
    window = min(2000, steps // 4)
    settings = RunSettings(agent="random", world=1, steps=steps, guide="off")
    with tempfile.TemporaryDirectory() as folder:
        with Session.new(folder, settings) as session:
            play = session.play()
            early = _seconds_for(play, window)
            early_memory = _resident()
            for _ in islice(play, steps - 2 * window):
                pass
            late = _seconds_for(play, window)
            late_memory = _resident()
        size = (Path(folder) / "run.sqlite").stat().st_size
        p50, p95 = seek(Path(folder))
    return Long(
        steps, early / window * 1e6, late / window * 1e6, early_memory, late_memory, size / steps, p50, p95
    )


def seek(path: Path, samples: int = 1000) -> tuple[float, float]:
    """Return the median and the 95th percentile of reading one screen of a run, in milliseconds."""
    rng, times = Random(0), []
    with Run.open(path) as run:
        last = run.last_step
        for _ in range(samples):
            began = perf_counter()
            run.frame(rng.randint(1, last))
            times.append((perf_counter() - began) * 1e3)
    times.sort()
    return times[samples // 2], times[int(samples * 0.95)]


def main() -> None:
    """Print what a step costs, against the bare emulator."""
    parser = argparse.ArgumentParser(prog="python -m sim.bench", description=__doc__)
    parser.add_argument("--long", action="store_true", help="also play 100,000 steps (about a minute)")
    arguments = parser.parse_args()
    for course in (fernmoor(), standin()):
        _print_rates(course, measure(course))
    found = long(100_000 if arguments.long else 8_000)
    print(f"{found.steps:,} random steps on Fernmoor, everything recorded")
    for label, values in (
        ("a step, early and late", f"{found.early:.0f} us, {found.late:.0f} us"),
        ("resident memory, early and late", f"{found.early_memory:.1f} MB, {found.late_memory:.1f} MB"),
        ("the file", f"{found.bytes_per_step:.0f} bytes a step"),
        ("any screen, median and 95th percentile", f"{found.seek_p50:.2f} ms, {found.seek_p95:.2f} ms"),
    ):
        print(f"  {label:<42}{values}")


def _print_rates(course: Course, rates: Rates) -> None:
    print(f"{course.name}: {len(course.presses)} presses, {rates.frames:.1f} frames each")
    for label, rate in (
        ("PyBoy alone, nothing drawn", rates.unrendered),
        ("PyBoy alone, last frame drawn and copied", rates.rendered),
        ("Emulator.press", rates.pressed),
        ("Emulator.press, truth and events", rates.told),
        ("a session, everything recorded", rates.recorded),
    ):
        print(f"  {label:<42}{rate:>8,.0f}/s {1e6 / rate:>8.1f} us {rate / rates.rendered:>6.2f}")


def _frames(course: Course, game: Game) -> tuple[int, list[int]]:
    """Return the frames until the game waits for the first press, and those that each press takes."""
    with Emulator(course.rom, pacing=game.pacing, sound=game.sound) as emulator:
        boot, frames = emulator.frames, []
        for button in course.presses:
            emulator.press(button)
            frames.append(emulator.frames)
        return boot, frames


def _seconds(course: Course, game: Game, *, told: bool) -> float:
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


def _seconds_recorded(course: Course) -> float:
    """Return the seconds that the course takes in a session, eight presses a decision."""
    presses = course.presses
    with tempfile.TemporaryDirectory() as folder:
        rom = Path(folder) / "course.gb"
        rom.write_bytes(course.rom)
        settings = RunSettings(
            agent="external", world=course.world, rom=None if course.world else str(rom), steps=len(presses)
        )
        with Session.new(Path(folder) / "run", settings) as session:
            began = perf_counter()
            for at in range(0, len(presses), 8):
                session.step(Decision(presses[at : at + 8]))
            return perf_counter() - began


def _seconds_for(steps: Iterator[Step], count: int) -> float:
    began = perf_counter()
    for _ in islice(steps, count):
        pass
    return perf_counter() - began


def _resident() -> float:
    """Return the most memory this process has held so far, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()
