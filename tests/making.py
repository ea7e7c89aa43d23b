"""Steps, frames and runs made by hand, for tests that need no emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xxhash

from sim.core import Button, Decision, Event, Frame, RunSettings, Saying, Step, Truth
from sim.record import Recorder

IDENTITY = {"rom": "00", "game": "test", "edition": None, "longplay": "0", "pyboy": "0"}


def frame(number: int) -> Frame:
    """A screen of its own for every number: mostly white, a few grey blocks that depend on it."""
    rng = np.random.default_rng(number)
    pixels = np.full((144, 160, 4), 255, np.uint8)
    for _ in range(6):
        y, x = rng.integers(0, 128), rng.integers(0, 144)
        pixels[y : y + 16, x : x + 16, :3] = rng.integers(0, 256, (16, 16, 1))
    in_colour = number % 7 == 3
    plane = pixels.reshape(-1) if in_colour else np.ascontiguousarray(pixels[:, :, 0]).reshape(-1)
    return Frame(plane, xxhash.xxh3_128_digest(pixels.data))


def steps(count: int, *, per_decision: int = 3, screens: int = 40, won_at: int = 0) -> Iterator[Step]:
    """`count` steps in decisions of `per_decision`, over `screens` distinct screens."""
    for number in range(1, count + 1):
        decision, place = divmod(number - 1, per_decision)
        shown = frame(number % screens)
        chosen = Decision(
            (Button.UP,) * per_decision, Saying(f"target {decision}", "because"), decision % 5 == 4
        )
        yield Step(
            number=number,
            decision=decision + 1,
            button=Button.UP,
            screen=shown.digest,
            truth=Truth(
                number % screens, "won" if number == won_at else "play", "HERE", 1, 2, 0, 3, {"room": 7}
            ),
            events=(Event("bump", {"room": 7}),) if number % 2 else (),
            frames=9,
            last=place == per_decision - 1,
            chosen=chosen if place == 0 else None,
            frame=shown,
        )


def recorded(folder: Path, count: int) -> Path:
    """A finished run of `count` steps in `folder`."""
    recorder = Recorder.create(
        folder, RunSettings(steps=count), IDENTITY, {"navigation_guide.md": "# Guide\n"}
    )
    recorder.begin_at(None)
    for step in steps(count):
        recorder.append(step)
    recorder.close("done")
    return folder
