"""Any cartridge that is not known: the screen is all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xxhash import xxh3_64_intdigest

from sim.core import Event, Pacing, Truth

if TYPE_CHECKING:
    from sim.games.base import Ram

_TILE_MAPS = (0x9800, 0xA000)
_SPRITES = (0xFE00, 0xFEA0)
_SCREEN_REGISTERS = (0xFF40, 0xFF4C)
_LCDC, _SCY, _SCX, _WY, _WX = 0x0, 0x2, 0x3, 0xA, 0xB


class Unknown:
    """A game nothing is known about: every press lasts 24 frames, and nothing is ever reported.

    Its state is what the picture is made of: both tile maps, the scroll and window positions, the
    screen's switches and the sprites. Two screens that differ only in tile patterns or palettes
    count as one state.
    """

    name: Final = "unknown"
    pacing: Final = Pacing()
    sound: Final = True
    goal: Final = (
        "This is a game for the Game Boy. The buttons are up, down, left, right, a, b, start and select. "
        "Play it, and see as much of it as you can."
    )

    def truth(self, ram: Ram) -> Truth:
        """Return the state that the picture is made of; the mode is "unknown"."""
        registers = ram(*_SCREEN_REGISTERS)
        switches = bytes(registers[register] for register in (_LCDC, _SCY, _SCX, _WY, _WX))
        number = xxh3_64_intdigest(ram(*_TILE_MAPS) + ram(*_SPRITES) + switches)
        return Truth(state=number - (1 << 64) if number >> 63 else number)

    def events(self, ram: Ram) -> tuple[Event, ...]:
        """Return no events: RAM tells none."""
        return ()
