"""A cartridge in a headless Game Boy: press a button, get the next screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
import xxhash

from sim.core import Button, CartridgeError, CartridgeHung, Frame, Pacing
from sim.emulator import border, snapshots
from sim.emulator.watchdog import WATCHDOG, Guard

if TYPE_CHECKING:
    from types import TracebackType

_COLOUR_FLAG = 0x143  # of the cartridge header; the machine is a monochrome one without it
_DIRECTIONS = frozenset({Button.UP, Button.DOWN, Button.LEFT, Button.RIGHT})
_LCDC = 0xFF40
_SCREEN_ON = 0x80


class Emulator:
    """One cartridge being played. The same presses give the same frames and RAM in any process.

    A press lasts at least `pacing.frames`. If the game tells when it waits for input
    (`pacing.ready`), it lasts until then, and one frame more, which is the one rendered; a game that
    is not ready within `pacing.limit` frames is pressed again all the same.

    The cartridge's battery RAM lives and ends with the object: no file is read or written.
    """

    frame: Frame
    """The screen after the last press."""
    frames: int
    """Emulated frames that the last press took; 0 after `restore`."""
    _guard: Guard
    _dark: bool
    _windowed = False
    _heard = False

    def __init__(
        self, rom: bytes, *, pacing: Pacing | None = None, sound: bool = True, patience: float = 3.0
    ) -> None:
        """Start the cartridge and let it run until it waits for the first press.

        `sound`: emulate the sound chip (it is never heard); only a cartridge known to be silent plays
        the same without. `patience`: seconds that the emulated CPU may stand still before it counts
        as hung. Raises CartridgeError if PyBoy refuses the cartridge, CartridgeHung if it hangs.
        """
        self._rom = rom
        self._grey = not any(byte & 0x80 for byte in rom[_COLOUR_FLAG : _COLOUR_FLAG + 1])
        self._sound = sound
        self._patience = patience
        self._pacing = pacing or Pacing()
        self._least = {
            button: max(self._pacing.frames, self._pacing.walk if button in _DIRECTIONS else 0)
            for button in Button
        }
        self._seal = snapshots.Seal.of(rom, border.VERSION, sound)
        self._errors = border.pyboy_errors()
        self._presses = 0
        self._switch_on()

    def press(self, button: Button) -> Frame:
        """Press one button (or wait as long), and return the screen when the game is ready again.

        Raises CartridgeHung if the cartridge stopped the CPU; no further press is possible then.
        """
        self._run(None if button is Button.WAIT else button, self._least[button])
        return self.frame

    def ram(self, start: int, end: int) -> bytes:
        """Return the bytes of the address space from `start` up to, not including, `end`."""
        return bytes(self._memory[start:end])

    # --- snapshots ------------------------------------------------------------------------

    def snapshot(self) -> bytes:
        """Return the machine's whole state between two presses, compressed: a few KB."""
        state = border.save(self._pyboy, self._rom)
        return snapshots.wrap(self._seal, snapshots.Opened(state, self._dark))

    def restore(self, snapshot: bytes) -> None:
        """Continue from a snapshot of this cartridge, taken in any process.

        Raises RunFileError, and leaves the machine as it was, if the snapshot is damaged or belongs
        to another cartridge, PyBoy version or sound setting.
        """
        opened = snapshots.unwrap(self._seal, snapshot)
        if self._guard.stopped or (self._dark and not opened.dark):
            self.close()
            self._switch_on()
        border.load(self._pyboy, opened.state)
        self._dark = opened.dark
        self._look()
        self.frames = 0

    # --- life -----------------------------------------------------------------------------

    def close(self) -> None:
        """Switch the machine off. Nothing is saved anywhere."""
        WATCHDOG.release(self._guard)
        self._pyboy.stop(save=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- inside ---------------------------------------------------------------------------

    def _switch_on(self) -> None:
        """Start a fresh machine, and run it until it waits for the first press."""
        self._pyboy = border.power_on(self._rom, sound=self._sound, window=self._windowed)
        self._memory = self._pyboy.memory
        self._tick = self._pyboy.tick
        self._button = self._pyboy.button
        self._screen = self._pyboy.screen.ndarray
        self._words = self._screen.view("<u4").reshape(-1)
        self._dark = True
        self._digest = b""
        self._guard = Guard(self._pyboy, self._patience)
        WATCHDOG.watch(self._guard)
        try:
            self._run(None, self._pacing.boot)
        except CartridgeError:
            self.close()
            raise

    def _run(self, button: Button | None, least: int) -> None:
        """Emulate one press, or none: `least` frames or until the game is ready; render the last."""
        guard, pacing, skip = self._guard, self._pacing, self._skip
        self._presses = guard.working = self._presses + 1
        try:
            if button is not None:
                self._button(button, pacing.hold)
            frames = least - 1
            skip(frames)
            if pacing.ready is not None:
                address, value = pacing.ready
                memory, last = self._memory, max(pacing.limit, least) - 1
                while memory[address] != value and frames < last:
                    skip(pacing.every)
                    frames += pacing.every
            self._render()
        except self._errors as error:
            raise border.failed("the cartridge crashed the emulator", error) from error
        finally:
            guard.working = 0
        if guard.stopped:
            raise CartridgeHung(f"the cartridge stopped the CPU for good ({guard.stopped}): nothing follows")
        self.frames = frames + 1
        self._look()

    def _skip(self, frames: int) -> None:
        """Emulate frames that nobody looks at.

        PyBoy's counter of window lines is neither part of its saved state nor reset by a frame that
        is not rendered. It is right after any whole rendered frame, and wrong only if the screen went
        dark in the midst of one: then every frame is rendered until there was a whole one, so that a
        restored machine draws what the first one drew.
        """
        while self._dark and frames:
            self._render()
            frames -= 1
        self._tick(frames, False, False)

    def _render(self) -> None:
        """Emulate and render one frame, and note whether the count of window lines is in doubt."""
        doubt = self._dark and not self._memory[_LCDC] & _SCREEN_ON
        self._tick(1, True, self._heard)
        self._dark = doubt or not self._memory[_LCDC] & _SCREEN_ON

    def _look(self) -> None:
        """Keep a copy of the screen, unless it is the one we have."""
        digest = xxhash.xxh3_128_digest(self._screen)
        if digest != self._digest:
            # The low byte of a little-endian RGBA word is its red, which is the grey where all are one.
            plane = self._words.astype(np.uint8) if self._grey else self._screen.reshape(-1).copy()
            plane.flags.writeable = False
            self._digest = digest
            self.frame = Frame(plane, digest)
