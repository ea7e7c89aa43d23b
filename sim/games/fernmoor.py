"""Fernmoor, the embedded game: what its RAM and its ROM tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.core import Event, Pacing, Truth
from sim.world import status
from sim.world.cartridge import room_names

if TYPE_CHECKING:
    from sim.games.base import Ram

_TITLE_AT, _TITLE = 0x134, b"FERNMOOR"
_WORLD_AT, _WORLD = 0x8000, b"FMW1"
_FLAG_COUNT = slice(0x801A, 0x801C)  # in the world's header

_RING, _FLAGS = status.ADDRESS + status.HEAD, status.ADDRESS + status.FLAGS_AT
_NO_RING = bytes(_FLAGS - _RING)


class Fernmoor:
    """The game in a Fernmoor cartridge. It has no sound, and says itself when it waits for a button."""

    name: Final = "fernmoor"
    pacing: Final = Pacing(hold=2, frames=4, walk=10, ready=status.READY, every=3, limit=600, boot=120)
    sound: Final = False
    goal: Final = (
        "This is Fernmoor, a game for the Game Boy. Up, down, left and right turn you and take you one "
        "step. A reads the sign, talks to the person or works the thing in front of you, and turns the "
        "page of a text. START shows what your quest asks of you next, SELECT shows the rules. Signs and "
        "people tell you where to find what you need. Keep the rules that the game tells you. Finish the "
        "quest."
    )

    def __init__(self, rom: bytes) -> None:
        """Take the room names from a cartridge image. Raises WorldError if it holds no world."""
        self._names = room_names(rom)
        # A world of 400 flags does not need the other 1,648 read at every step.
        used = int.from_bytes(rom[_FLAG_COUNT], "little") // 8 + 1
        self._flags_end = _FLAGS + min(used, status.FLAG_BYTES)
        self._happened = 0

    @staticmethod
    def is_in(rom: bytes) -> bool:
        """Tell whether the cartridge image holds Fernmoor and a world."""
        return rom.startswith(_TITLE, _TITLE_AT) and rom.startswith(_WORLD, _WORLD_AT)

    def truth(self, ram: Ram) -> Truth:
        """Return what the status block says. Raises WorldError if RAM holds none."""
        head, flags = ram(status.ADDRESS, _RING), ram(_FLAGS, self._flags_end)
        block = (head + _NO_RING + flags).ljust(status.SIZE, b"\0")
        return status.truth_of(status.decode(block), self._place)

    def events(self, ram: Ram) -> tuple[Event, ...]:
        """Return the events since the last call.

        No press causes more than the ring holds. If more lie between, or fewer than none, the machine
        was taken to another moment by a snapshot, and nothing happened.
        """
        happened = int.from_bytes(ram(status.HAPPENED, status.HAPPENED + 2), "little")
        seen, self._happened = self._happened, happened
        new = happened - seen & 0xFFFF
        if not 0 < new <= status.RING:
            return ()
        first = seen % status.RING
        last, over = min(first + new, status.RING), max(first + new - status.RING, 0)
        slots = ram(_RING + first * status.SLOT, _RING + last * status.SLOT)
        return status.told(slots + ram(_RING, _RING + over * status.SLOT) if over else slots)

    def _place(self, room: int) -> str | None:
        return self._names[room] if room < len(self._names) else None
