"""A cartridge of our own that lays out its RAM as Pokemon Red documents it, and plays a script.

The pad walks, A opens and closes a text, B wins the next badge, SELECT goes to the next map and up a level
(while a text is open a battle begins or ends instead), START sets the next of `FLAGS`.
"""

from __future__ import annotations

from sim.games.pokemon.memory import EVENTS
from sim.standin import READ_PAD, Part, assemble, build

FLAGS = (34, 37, 119, 24)
"""Event flags that START sets, one after the other."""
_ENTRY = 0x150


def cartridge(title: str = "POKEMON RED") -> bytes:
    """Return the stand-in: 1 MiB, MBC3 with battery, both checksums right."""
    code = assemble([*_SET_UP, *_LOOP, *READ_PAD, "floor:", b"\x01\x03\xff", "flags:", _flag_table()])
    image = bytearray(build(code, title=title, mapper=0x13, ram=3, size=5))
    image[0x14E:0x150] = bytes(2)
    image[0x14E:0x150] = (sum(image) & 0xFFFF).to_bytes(2)
    return bytes(image)


def _flag_table() -> bytes:
    """Return (address, mask) of each flag: three bytes, low one first."""
    places = ((EVENTS[0] + number // 8, 1 << number % 8) for number in FLAGS)
    return b"".join(address.to_bytes(2, "little") + bytes([mask]) for address, mask in places)


def _hex(text: str) -> bytes:
    return bytes.fromhex(text)


def _poke(address: int, *values: int) -> bytes:
    """Return code that writes bytes at an address: ld hl, address; ld (hl+), n ..."""
    return bytes([0x21, address & 255, address >> 8]) + b"".join(bytes([0x3E, one, 0x22]) for one in values)


_SET_UP: tuple[Part, ...] = (
    _hex("f3 31 fe ff"),
    "vblank:",
    _hex("f0 44 fe 90"),
    (0x20, "vblank"),
    _hex("af e0 40 21 00 c0"),  # screen off; hl = $c000
    "clear:",
    _hex("af 22 7c fe df"),
    (0x20, "clear"),
    _hex("21 a0 c3 06 00"),  # tiles: 40 of number 2 (two rows), then 320 of number 1
    "walls:",
    _hex("3e 02 22 04 78 fe 28"),
    (0x20, "walls"),
    _hex("0e 02"),
    "floors:",
    _hex("06 a0"),
    "row:",
    _hex("3e 01 22 05"),
    (0x20, "row"),
    _hex("0d"),
    (0x20, "floors"),
    _poke(0xD163, 1, 0x99, 0xFF),
    _poke(0xD16B, 0x99, 0, 20),
    _poke(0xD18C, 5, 0, 21),
    _poke(0xD347, 0x00, 0x30, 0x05),
    _poke(0xD35E, 0, 0, 0, 6, 5),  # Pallet Town, row 6, column 5
    _poke(0xD3AE, 1, 3, 7, 0, 37),
    (0x11, "floor"),  # ld de, floor
    _hex("7b ea 30 d5 7a ea 31 d5"),
    _hex("3e e4 e0 47 3e 01 e0 ff fb 3e 91 e0 40"),
)

_LOOP: tuple[Part, ...] = (
    "main:",
    _hex("76 00 21 c5 cf 7e b7"),  # halt; hl = walk counter
    (0x28, "still"),
    b"\x35",
    "still:",
    (0xCD, "read_pad"),
    _hex("cb 61"),
    (0x28, "no_right"),
    _hex("21 62 d3 34 3e 0c"),
    (0xCD, "walk"),
    "no_right:",
    _hex("cb 69"),
    (0x28, "no_left"),
    _hex("21 62 d3 35 3e 08"),
    (0xCD, "walk"),
    "no_left:",
    _hex("cb 71"),
    (0x28, "no_up"),
    _hex("21 61 d3 35 3e 04"),
    (0xCD, "walk"),
    "no_up:",
    _hex("cb 79"),
    (0x28, "no_down"),
    _hex("21 61 d3 34 3e 00"),
    (0xCD, "walk"),
    "no_down:",
    _hex("cb 41"),
    (0x28, "no_a"),
    _hex("21 c4 cf 7e ee 01 77"),
    "no_a:",
    _hex("cb 49"),
    (0x28, "no_b"),
    _hex("21 56 d3 37 cb 16"),  # scf; rl (hl)
    "no_b:",
    _hex("cb 51"),
    (0x28, "no_select"),
    _hex("fa c4 cf b7"),
    (0x20, "battle"),
    _hex("21 5e d3 34 21 8c d1 34"),
    (0x18, "no_select"),
    "battle:",
    _hex("21 57 d0 7e ee 01 77"),
    "no_select:",
    _hex("cb 59"),
    (0x28, "main"),
    (0x11, "flags"),  # de = flags + 3 * count; hl = where, a = mask
    _hex("21 10 c0 7e 34 6f 87 85 83 5f 7a ce 00 57 1a 6f 13 1a 67 13 1a b6 77"),
    (0xC3, "main"),
    "walk:",
    _hex("ea 09 c1 3e 08 ea c5 cf c9"),
)
