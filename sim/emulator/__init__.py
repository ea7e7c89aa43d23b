"""The one room that knows PyBoy: it plays a cartridge headless and turns every surprise into our errors."""

from sim.emulator.bare import seconds_bare
from sim.emulator.border import VERSION
from sim.emulator.machine import Emulator

__all__ = ["VERSION", "Emulator", "seconds_bare"]
