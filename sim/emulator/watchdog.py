"""A watchdog over emulated CPUs: it brings `tick()` back when a cartridge has stopped for good.

An illegal opcode stops a Game Boy until it is switched off. In PyBoy it is an endless loop outside
of Python, which no signal handler and no exception can end. But the loop reads the program counter
from memory, and the interpreter lock is free while it spins: so a second thread, which looks at the
CPU a few times a second, can lead it into an idle loop of its own. The frame then ends as always,
and the press that waited for it raises CartridgeHung.
"""

from __future__ import annotations

import os
import threading
import weakref
from typing import Any

_INTERVAL = 0.1
"""Seconds between two looks."""
_GIVE_UP = 50
"""Looks after which a CPU that was led away and still does not come back is given up."""
_HIGH_RAM = 0xFF80
_INTERRUPT_ENABLE = 0xFFFF
_JUMP_TO_ITSELF = (0x18, 0xFE)
_LAST_WORDS = b"longplay: the cartridge stopped the emulator for good; the run is kept up to its last step\n"


class Guard:
    """One emulated CPU under watch.

    `working` is the number of the press under way, 0 between presses; its owner sets it. `stopped`
    is set by the watchdog: where the CPU stood still, and at which opcode.
    """

    __slots__ = ("__weakref__", "_looks", "_pyboy", "_seen", "_still", "stopped", "working")

    def __init__(self, pyboy: Any, patience: float) -> None:
        """Guard the CPU of this PyBoy. `patience`: seconds that it may stand still within a press."""
        self.working = 0
        self.stopped: str | None = None
        self._pyboy = pyboy
        self._looks = max(2, round(patience / _INTERVAL))
        self._seen = (0, 0)
        self._still = 0

    def look(self) -> None:
        """Compare with the last look, and lead the CPU away if it stood still for too many looks.

        It counts looks and not seconds, so that a process which was suspended for an hour is not
        taken for one that hung for an hour; and a CPU whose cycles advance is slow, not stuck.
        """
        seen = (self.working, self._pyboy._cycles())
        waits = seen[0] != 0 and (seen == self._seen or (self.stopped and seen[0] == self._seen[0]))
        self._seen, self._still = seen, self._still + 1 if waits else 0
        if self._still >= self._looks + _GIVE_UP:
            os.write(2, _LAST_WORDS)
            os._exit(2)
        if self._still >= self._looks:
            self._lead_away()

    def _lead_away(self) -> None:
        """Send the CPU into an idle loop in high RAM, interrupts off, so that its frames end again."""
        pyboy = self._pyboy
        if self.stopped is None:
            address = pyboy.register_file.PC
            self.stopped = f"address {address:#06x}, opcode {pyboy.memory[address]:#04x}"
        for offset, byte in enumerate(_JUMP_TO_ITSELF):
            pyboy.memory[_HIGH_RAM + offset] = byte
        pyboy.memory[_INTERRUPT_ENABLE] = 0
        pyboy.register_file.PC = _HIGH_RAM


class Watchdog:
    """One thread per process for all guards; it runs only while there are any."""

    def __init__(self) -> None:
        self._guards: weakref.WeakSet[Guard] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._fork_hook = False

    def watch(self, guard: Guard) -> None:
        """Look at this CPU from now on, until it is released or collected."""
        with self._lock:
            self._guards.add(guard)
            if not self._fork_hook:
                os.register_at_fork(after_in_child=self._after_fork)
                self._fork_hook = True
            self._start()

    def release(self, guard: Guard) -> None:
        """Stop looking at this CPU; after the last one, let the thread end."""
        with self._lock:
            self._guards.discard(guard)
            if self._guards or self._thread is None:
                return
            thread = self._thread
            self._wake.set()
        thread.join(_INTERVAL)  # it may have been given another guard meanwhile

    def _start(self) -> None:
        if self._thread is None:
            self._wake.clear()
            self._thread = threading.Thread(target=self._run, name="longplay watchdog", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            self._wake.wait(_INTERVAL)
            with self._lock:
                self._wake.clear()
                guards = list(self._guards)
                if not guards:
                    self._thread = None
                    return
            for guard in guards:
                guard.look()
            del guard, guards  # hold on to no emulator while asleep

    def _after_fork(self) -> None:
        """In a forked child: its parent's thread is not there, and the lock may be taken for ever."""
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread = None
        if self._guards:
            self._start()


WATCHDOG = Watchdog()
