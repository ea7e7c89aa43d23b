"""Plays solved quests in mGBA, an emulator that has nothing to do with ours, and compares with the twin.

    python -m tests.mgba --worlds 3

Needs mGBA's library 0.10 (`apt-get install libmgba0.10`); nothing is shown and nothing is written.
"""

from __future__ import annotations

import argparse
import ctypes
from collections.abc import Callable
from ctypes import POINTER, byref, c_bool, c_char_p, c_int, c_size_t, c_uint32, c_void_p
from functools import cache
from time import perf_counter

from sim.core import Button
from sim.world import World, generate, status
from sim.world import rules as twin
from sim.world.cartridge import image
from sim.world.planners import Distances

LIBRARY = "libmgba.so.0.10"
_KEYS = (
    *(Button.A, Button.B, Button.SELECT, Button.START),
    *(Button.RIGHT, Button.LEFT, Button.UP, Button.DOWN),
)
"""The buttons by their bit number in mGBA's mask."""
_LIMIT = 600
_WORK_RAM = 0xC000
_ACCEPTED, _BUSY = 20, 6  # in the status block

# The functions of a core are a table in `struct mCore`. Where the table lies depends on how the library
# was built, but one of its entries is an exported function, and the others are so many places away.
_INIT, _DEINIT, _LOAD_ROM, _RESET, _RUN_FRAME, _SET_KEYS = -18, -17, 1, 10, 11, 17
_SEARCHED = 2048  # places in which that entry is looked for
_QUIET = ctypes.CFUNCTYPE(None, c_void_p, c_int, c_int, c_char_p, c_void_p)


class _Logger(ctypes.Structure):
    _fields_ = (("log", _QUIET), ("filter", c_void_p))


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(LIBRARY)
    library.GBCoreCreate.restype = c_void_p
    library.VFileFromConstMemory.restype = c_void_p
    library.VFileFromConstMemory.argtypes = (c_void_p, c_size_t)
    library._GBGetMemoryBlock.restype = c_void_p
    library._GBGetMemoryBlock.argtypes = (c_void_p, c_size_t, POINTER(c_size_t))
    library.mCoreInitConfig.argtypes = (c_void_p, c_char_p)
    return library


@cache
def _silence() -> _Logger:
    """Keep mGBA from writing to the terminal."""
    logger = _Logger(_QUIET(lambda *_: None), None)
    _library().mLogSetDefaultLogger(byref(logger))
    return logger


class Mgba:
    """A cartridge in mGBA, waiting for its first button."""

    def __init__(self, rom: bytes) -> None:
        """Start the cartridge. Raises OSError if the library is not installed."""
        library = _library()
        _silence()
        self._rom = ctypes.create_string_buffer(rom, len(rom))  # which mGBA reads as long as it plays
        self._core = c_void_p(library.GBCoreCreate())
        self._table = self._find_table(ctypes.cast(library.GBIsROM, c_void_p).value)
        self._run_frame, self._set_keys = self._function(_RUN_FRAME), self._function(_SET_KEYS, c_uint32)
        if not self._function(_INIT, restype=c_bool)(self._core):
            raise OSError("mGBA cannot start a Game Boy")
        library.mCoreInitConfig(self._core, None)
        file = library.VFileFromConstMemory(self._rom, len(rom))
        if not self._function(_LOAD_ROM, c_void_p, restype=c_bool)(self._core, file):
            raise OSError("mGBA refuses the cartridge")
        self._function(_RESET)(self._core)
        memory = library._GBGetMemoryBlock(self._core, _WORK_RAM >> 12, byref(c_size_t()))
        self._status = memory + status.ADDRESS - _WORK_RAM
        self.frames = 0
        self._run_until_ready()

    def press(self, button: Button) -> None:
        """Press one button until the game has taken it, and wait until it is ready again."""
        before = self._byte(_ACCEPTED)
        began = self.frames
        self._set_keys(self._core, 1 << _KEYS.index(button))
        while self._byte(_ACCEPTED) == before:
            self._frame()
            assert self.frames - began < _LIMIT, f"mGBA: {button} was not taken"
        self._set_keys(self._core, 0)
        self._run_until_ready()

    def status(self) -> status.Status:
        """Return the status block."""
        return status.decode(self._block(0, status.SIZE))

    def close(self) -> None:
        """Switch the machine off."""
        self._function(_DEINIT)(self._core)

    def _run_until_ready(self) -> None:
        began = self.frames
        while self._block(0, 4) != b"FMR1" or self._byte(_BUSY):
            self._frame()
            assert self.frames - began < _LIMIT, "mGBA: the game does not become ready"

    def _frame(self) -> None:
        self._run_frame(self._core)
        self.frames += 1

    def _byte(self, place: int) -> int:
        return self._block(place, 1)[0]

    def _block(self, place: int, size: int) -> bytes:
        return ctypes.string_at(self._status + place, size)

    def _find_table(self, known: int | None) -> int:
        """Return the address of the known function's entry."""
        assert self._core.value is not None
        words = (c_void_p * _SEARCHED).from_address(self._core.value)
        return self._core.value + 8 * list(words[:]).index(known)

    def _function(self, place: int, *arguments: type, restype: type | None = None) -> Callable[..., object]:
        address = c_void_p.from_address(self._table + 8 * place).value
        assert address is not None
        return ctypes.CFUNCTYPE(restype, c_void_p, *arguments)(address)


def play(world: World) -> tuple[int, int]:
    """Play the oracle's way to the win; return presses and frames. Raises AssertionError on a difference."""
    machine, state = Mgba(image(world)), twin.start(world)
    try:
        _compare(machine, world, state)
        presses = Distances(world).plan.buttons
        for button in presses:
            machine.press(button)
            state, _ = twin.step(world, state, button)
            _compare(machine, world, state)
        assert machine.status().mode == status.WON
        return len(presses), machine.frames
    finally:
        machine.close()


def _compare(machine: Mgba, world: World, state: twin.State) -> None:
    found = machine.status()
    told = status.truth_of(found, lambda room: world.rooms[room].name)
    assert told == twin.truth(world, state), f"world {world.seed}, {state}: mGBA says {told}"
    assert found.tiles == twin.status(world, state).tiles, f"world {world.seed}, {state}"
    assert found.overflow == 0


def main() -> None:
    """Play solved quests and print how long they were."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--legs", type=int, default=24)
    options = parser.parse_args()
    for seed in range(1, options.worlds + 1):
        began = perf_counter()
        presses, frames = play(generate(seed, legs=options.legs))
        seconds = perf_counter() - began
        print(f"world {seed}: won in mGBA after {presses} presses, {frames} frames; {seconds:.1f} s")


if __name__ == "__main__":
    main()
