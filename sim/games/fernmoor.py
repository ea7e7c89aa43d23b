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

_HEAD_END = status.ADDRESS + 48
_FLAGS, _FLAGS_SIZE = status.ADDRESS + 240, 128
_FLAG_COUNT = slice(0x801A, 0x801C)  # in the world's header
_RING, _RING_END = _HEAD_END, _FLAGS
_HAPPENED = status.ADDRESS + 36
_NO_RING, _NO_MAP = bytes(_RING_END - _RING), bytes(status.SIZE - 368)


class Fernmoor:
    """The game in a Fernmoor cartridge. It has no sound, and says itself when it waits for a button."""

    name: Final = "fernmoor"
    pacing: Final = Pacing(hold=2, frames=4, walk=10, ready=status.READY, every=3, limit=600, boot=120)
    sound: Final = False
    goal: Final = (
        "This is Fernmoor, a game for the Game Boy. Up, down, left and right turn you and take you one "
        "step. A reads the sign, talks to the person or works the thing in front of you, and turns the "
        "page of a text. START shows what your quest asks of you next. Signs and people tell you where "
        "to find it. Finish the quest."
    )

    def __init__(self, rom: bytes) -> None:
        """Take the room names from a cartridge image. Raises WorldError if it holds no world."""
        self._names = room_names(rom)
        # A world of 40 flags does not need the other 984 read at every step.
        self._flags_end = _FLAGS + min(int.from_bytes(rom[_FLAG_COUNT], "little") // 8 + 1, _FLAGS_SIZE)
        self._happened = 0

    @staticmethod
    def is_in(rom: bytes) -> bool:
        """Tell whether the cartridge image holds Fernmoor and a world."""
        return rom.startswith(_TITLE, _TITLE_AT) and rom.startswith(_WORLD, _WORLD_AT)

    def truth(self, ram: Ram) -> Truth:
        """Return what the status block says. Raises WorldError if RAM holds none."""
        head = ram(status.ADDRESS, _HEAD_END)
        flags = ram(_FLAGS, self._flags_end).ljust(_FLAGS_SIZE, b"\0")
        return status.truth_of(status.decode(head + _NO_RING + flags + _NO_MAP), self._place)

    def events(self, ram: Ram) -> tuple[Event, ...]:
        """Return the events since the last call.

        No press causes more than 8. If more than the ring's 32 lie between, or fewer than none, the
        machine was taken to another moment by a snapshot, and nothing happened.
        """
        happened = int.from_bytes(ram(_HAPPENED, _HAPPENED + 2), "little")
        seen, self._happened = self._happened, happened
        if not 0 < (happened - seen & 0xFFFF) <= status.RING:
            return ()
        return status.events_since(status.decode(ram(status.ADDRESS, status.ADDRESS + status.SIZE)), seen)

    def _place(self, room: int) -> str | None:
        return self._names[room] if room < len(self._names) else None
