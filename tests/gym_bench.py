"""How many steps a second the Gymnasium environments make: `python -m tests.gym_bench`.

On the stand-in cartridge every press lasts 24 frames, on Fernmoor about ten; all play the same presses.
Everything takes turns in the same run, and the best of several rounds counts, as noise only ever slows down.
Beside the steps per second of the clock stand those per second of the processor: of this process and of the
busiest worker one after the other (or of all workers, shared among the cores), which is how it would go with
the cores to itself. The two agree on an idle machine; on a busy one the clock says little about processes
that wait for each other.

- bare: PyBoy alone, one call for all frames of a press, its last frame drawn and copied;
- by hand: PyBoy as environments for Pokemon step it (PWhiddy's second one): press, 8 frames, release, 15
  frames, one more that is drawn, of which every second pixel of every second row is copied;
- one: `gymnasium.make`, with the wrappers that it puts around;
- N x P: `gymnasium.make_vec`, N machines over P processes (0: in this one), and gymnasium's own vector
  environments, "sync" in one process and "async" with a process for each machine.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import gymnasium
import numpy as np

from sim.bench import Course, fernmoor, standin
from sim.core import Button
from sim.doors.gym import ACTIONS, CARTRIDGE, FERNMOOR
from sim.emulator import Emulator
from sim.games import recognise

MACHINES = 8
CORES = os.cpu_count() or 1
_HOLD, _FRAMES = 8, 24
_SINGLE, _PARALLEL = 0.8, 1.4


@dataclass(frozen=True)
class Took:
    """Seconds of all presses by the clock, and of the processor on the longest way through the processes."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Kind:
    """A way to step: what it is called, how many machines it steps at once, and what all presses take."""

    name: str
    machines: int
    play: Callable[[], Took]


def on_processor(pid: int) -> float:
    """Seconds that a process has run, to the nanosecond (Linux: Documentation/scheduler/sched-stats.rst)."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def timed(press: Callable[[Any], object], presses: Iterable[Any], workers: Sequence[int] = ()) -> Took:
    before = [on_processor(pid) for pid in workers]
    clock, processor = perf_counter(), process_time()
    for one in presses:
        press(one)
    clock, processor = perf_counter() - clock, process_time() - processor
    ran = [on_processor(pid) - then for pid, then in zip(workers, before, strict=True)]
    longest = max([sum(ran) / CORES, *ran])
    return Took(clock, processor + longest)


def powered(rom: bytes, boot: int, sound: bool) -> Any:
    import pyboy

    machine = pyboy.PyBoy(io.BytesIO(rom), window="null", log_level=5, sound_emulated=sound)
    machine.set_emulation_speed(0)
    machine.tick(boot, False, False)
    return machine


def by_hand(course: Course) -> Took:
    machine = powered(course.rom, 120, True)

    def press(button: Button) -> None:
        if button is not Button.WAIT:
            machine.button_press(button)
        machine.tick(_HOLD, False)
        if button is not Button.WAIT:
            machine.button_release(button)
        machine.tick(_FRAMES - _HOLD - 1, False)
        machine.tick(1, True)
        machine.screen.ndarray[::2, ::2, 0:1].copy()

    took = timed(press, course.presses)
    machine.stop(save=False)
    return took


def bare(course: Course) -> Took:
    game = recognise(course.rom)
    with Emulator(course.rom, pacing=game.pacing, sound=game.sound) as emulator:
        boot, frames = emulator.frames, []
        for button in course.presses:
            emulator.press(button)
            frames.append(emulator.frames)
    machine = powered(course.rom, boot, game.sound)
    hold, screen = game.pacing.hold, machine.screen.ndarray

    def press(script: tuple[Button, int]) -> None:
        if script[0] is not Button.WAIT:
            machine.button(script[0], hold)
        machine.tick(script[1], True, False)
        screen.copy()

    took = timed(press, zip(course.presses, frames, strict=True))
    machine.stop(save=False)
    return took


def in_turns(env: Any, actions: list[Any], workers: Sequence[int] = ()) -> Took:
    env.reset()
    return timed(env.step, actions, workers)


def kinds_of(course: Course, name: str, options: dict[str, Any], open_: ExitStack) -> list[Kind]:
    """Every way to step; environments are kept from round to round, as switching on is not measured."""
    actions = [ACTIONS.index(button) for button in course.presses]
    kinds = [Kind("bare", 1, lambda: bare(course))]
    if course.world is None:
        kinds.append(Kind("by hand", 1, lambda: by_hand(course)))
    single = gymnasium.make(name, **options)
    open_.callback(single.close)
    kinds.append(Kind("one", 1, lambda: in_turns(single, actions)))

    def add(label: str, machines: int, **how: Any) -> None:
        before = set(active_children())
        env = gymnasium.make_vec(name, machines, **how, **options)
        open_.callback(env.close)
        workers = [process.pid or 0 for process in set(active_children()) - before]
        batches = [np.full(machines, action) for action in actions]
        kinds.append(Kind(label, machines, lambda: in_turns(env, batches, workers)))

    for workers in (0, 1, 2):
        add(f"{MACHINES} x {workers}", MACHINES, workers=workers)
    add("2 x 2", 2, workers=2)
    add(f"sync {MACHINES}", MACHINES, vectorization_mode="sync")
    add("async 2", 2, vectorization_mode="async")
    add(f"async {MACHINES}", MACHINES, vectorization_mode="async")
    return kinds


@dataclass(frozen=True)
class Rate:
    """Steps per second of the clock, and of the processor."""

    clock: float
    processor: float


def measured(course: Course, name: str, options: dict[str, Any], rounds: int) -> dict[str, Rate]:
    """How fast each kind is."""
    with ExitStack() as open_:
        kinds = kinds_of(course, name, {**options, "steps": len(course.presses) + 1}, open_)
        found = [[kind.play() for kind in kinds] for _ in range(rounds)]
    rates = {}
    for kind, tries in zip(kinds, zip(*found, strict=True), strict=True):
        steps = kind.machines * len(course.presses)
        clock, processor = min(took.clock for took in tries), min(took.processor for took in tries)
        rates[kind.name] = Rate(steps / clock, steps / processor)
    return rates


def table(course: Course, rates: dict[str, Rate]) -> str:
    head = f"{'steps/s':>10}{'of bare':>9}{'of one':>8}"
    lines = [f"{course.name}, {len(course.presses)} presses{head}{head}  of the processor"]
    for name, rate in rates.items():
        cells = ""
        for unit in ("clock", "processor"):
            speed, bare_one, one = (
                getattr(rates_of, unit) for rates_of in (rate, rates["bare"], rates["one"])
            )
            cells += f"{speed:>10,.0f}{speed / bare_one:>9.2f}{speed / one:>8.2f}"
        lines.append(f"  {name:<{len(lines[0].split(' presses')[0]) + 6}}{cells}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gym_bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--presses", type=int, default=100)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rom = Path(folder) / "standin.gb"
        pad, quest = standin(asked.presses), fernmoor(1, asked.presses)
        rom.write_bytes(pad.rom)
        rates = measured(pad, CARTRIDGE, {"rom": str(rom)}, asked.rounds)
        print(table(pad, rates))
        print(table(quest, measured(quest, FERNMOOR, {"seed": 1}, asked.rounds)))
    double = rates[f"{MACHINES} x 2"]
    single, parallel = rates["one"].clock / rates["bare"].clock, double.clock / rates["one"].clock
    print(f"one of bare {single:.2f} (at least {_SINGLE})")
    print(f"two processes of one {parallel:.2f} (at least {_PARALLEL})")
    return 0 if single >= _SINGLE and parallel >= _PARALLEL else 1


if __name__ == "__main__":
    raise SystemExit(main())
