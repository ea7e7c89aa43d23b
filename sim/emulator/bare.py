"""PyBoy with nothing around it: what a recorded run is measured against."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sim.core import Button
from sim.emulator import border

if TYPE_CHECKING:
    from collections.abc import Sequence


def seconds_bare(
    rom: bytes,
    presses: Sequence[tuple[Button, int]],
    *,
    hold: int,
    boot: int,
    sound: bool,
    render: bool,
) -> float:
    """Return the seconds that PyBoy alone takes for these presses, each with its emulated frames.

    `boot` frames come first and are not timed. With `render`, the last frame of each press is rendered
    and copied; without, nothing is ever drawn.
    """
    pyboy = border.power_on(rom, sound=sound)
    pyboy.tick(boot, False, False)
    tick, button, screen = pyboy.tick, pyboy.button, pyboy.screen.ndarray
    began = time.perf_counter()
    for pressed, frames in presses:
        if pressed is not Button.WAIT:
            button(pressed, hold)
        tick(frames, render, False)
        if render:
            screen.copy()
    took = time.perf_counter() - began
    pyboy.stop(save=False)
    return took
