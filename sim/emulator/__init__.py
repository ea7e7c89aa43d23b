"""The one room that knows PyBoy: it plays a cartridge and turns every surprise into our errors."""

from sim.emulator.bare import seconds_bare
from sim.emulator.border import VERSION
from sim.emulator.machine import Emulator
from sim.emulator.sdl import KEYS, DisplayError
from sim.emulator.window import WindowedEmulator

__all__ = ["KEYS", "VERSION", "DisplayError", "Emulator", "WindowedEmulator", "seconds_bare"]
