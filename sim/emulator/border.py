"""Where PyBoy is imported, started and copied: quietly, and without any file beside the ROM.

PyBoy 2.8 loads SDL2 even where no window is opened, prints when it starts a cartridge with a clock,
writes battery RAM beside the ROM when it stops, and raises what its arrays raise. That ends here.
"""

from __future__ import annotations

import functools
import importlib
import io
import struct
import sys
import time
import warnings
from importlib.metadata import version
from typing import Any

from sim.core import CartridgeError
from sim.emulator import sdl

_CART_TYPE = 0x147
_CLOCK_CARTS = (0x0F, 0x10)
_NO_LOG = 5
"""Above all of PyBoy's levels: even "DISABLE" lets some lines through to stdout."""
_SCALE = 4
"""Pixels of a window for each of the machine's."""

VERSION = version("pyboy")
"""The version of PyBoy that is installed, for example "2.8.1"."""


@functools.cache
def pyboy_errors() -> tuple[type[Exception], ...]:
    """Return what PyBoy raises: its own errors, and those of its tables, arrays and numbers."""
    return (pyboy_module().utils.PyBoyException, LookupError, ArithmeticError, ValueError)


def failed(what: str, error: Exception) -> CartridgeError:
    """Return the error of ours that stands for one of PyBoy's; it says `what` failed, and why."""
    reason = " ".join(str(error).split()) or type(error).__name__
    return CartridgeError(f"{what}: {reason}")


def power_on(rom: bytes, *, sound: bool, window: bool = False) -> Any:
    """Return a PyBoy with this cartridge in it, no frame emulated yet, at unlimited speed.

    With `window`, PyBoy shows what it renders in its own window; no key reaches the machine that way.
    The clock of a cartridge that has one is stopped at zero: it would tell the wall time, and no run
    could be played again. Raises CartridgeError if PyBoy refuses the cartridge, DisplayError if there
    is no display for a window.
    """
    if window:
        _lend_sdl2()
    try:
        pyboy = pyboy_module().PyBoy(
            io.BytesIO(rom),
            window="SDL2" if window else "null",
            scale=_SCALE,
            sound_emulated=sound,
            log_level=_NO_LOG,
            no_input=True,
        )
    except pyboy_errors() as error:
        raise failed("the emulator refuses this cartridge", error) from error
    pyboy.set_emulation_speed(0)
    if _has_clock(rom):
        pyboy.rtc_lock_experimental(True)
    return pyboy


def save(pyboy: Any, rom: bytes) -> bytes:
    """Return PyBoy's state, the same bytes for the same state at any time of the day.

    PyBoy writes it byte by byte through Python: 13 to 20 ms, whatever file it is given.
    """
    buffer = io.BytesIO()
    pyboy.save_state(buffer)
    state = buffer.getvalue()
    return _without_wall_time(state, time.time()) if _has_clock(rom) else state


def load(pyboy: Any, state: bytes) -> None:
    """Put a state from `save` into PyBoy. Raises CartridgeError if it does not fit."""
    try:
        pyboy.load_state(io.BytesIO(state))
    except pyboy_errors() as error:
        raise failed("the emulator cannot take up this snapshot", error) from error


def _without_wall_time(state: bytes, now: float) -> bytes:
    """Zero the two times of day that PyBoy saves with a cartridge's clock.

    With the clock locked since power-on they are equal: a double, 17 zero bytes, the double again.
    They are near the end, and a day's tolerance forgives a host whose own clock is being set.
    """
    for at in range(len(state) - 33, -1, -1):
        (moment,) = struct.unpack_from("<d", state, at)
        if abs(moment - now) < 86_400 and state[at + 8 : at + 33] == bytes(17) + state[at : at + 8]:
            return state[:at] + bytes(33) + state[at + 33 :]
    raise CartridgeError("the emulator saved a cartridge clock in a way that is not known here")


def _has_clock(rom: bytes) -> bool:
    return rom[_CART_TYPE] in _CLOCK_CARTS


def _lend_sdl2() -> None:
    """Give PyBoy's window the SDL2 that was hidden from it when it was imported."""
    sdl.require_display()
    pyboy_module()
    plugin = importlib.import_module("pyboy.plugins.window_sdl2")
    library = sdl.sdl2()
    vars(plugin).update(sdl2=library, get_events=library.ext.get_events)


@functools.cache
def pyboy_module() -> Any:
    """Import PyBoy on first use, without SDL2, which it would load and announce for nothing."""
    hide = "sdl2" not in sys.modules
    if hide:
        sys.modules["sdl2"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module("pyboy.utils")
            return importlib.import_module("pyboy")
    finally:
        if hide:
            del sys.modules["sdl2"]
