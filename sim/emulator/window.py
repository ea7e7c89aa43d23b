"""The machine in a window, for a person: the same presses, at the speed of the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.emulator.machine import Emulator
from sim.emulator.sdl import Keys

if TYPE_CHECKING:
    from sim.core import Button


class WindowedEmulator(Emulator):
    """An emulator whose screen is a window, and which tells what is pressed on the keyboard.

    What a press does is what it does without a window, so a run played here is played again anywhere.
    Until the keys are asked for the first time, the machine runs as fast as it can and shows little.
    Raises DisplayError if there is no display.
    """

    _windowed = True
    _live = False
    _keys: Keys

    @property
    def closed(self) -> bool:
        """True once the person has closed the window, or pressed Escape."""
        return self._keys.closed

    def poll(self) -> Button | None:
        """Return the button of the key that is pressed, None if there is none."""
        if not self._live:
            self._live, self._heard = True, self._sound
            self._pyboy.set_emulation_speed(1)
        return self._keys.next()

    def rest(self) -> None:
        """Keep the window as it is for the time of a frame, and the machine too."""
        self._pyboy.tick(0, False, False)

    def _switch_on(self) -> None:
        self._live = self._heard = False
        super()._switch_on()
        self._keys = Keys()

    def _skip(self, frames: int) -> None:
        """Emulate frames, which somebody looks at once the person plays."""
        if not self._live:
            super()._skip(frames)
            return
        for _ in range(frames):
            self._render()
