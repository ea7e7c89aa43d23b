"""A cartridge of our own that lays out its RAM as Pokemon Red documents it, and plays a script.

The pad walks where `LAND` has no wall, and through the door, which leads from Pallet Town to Viridian City
and back. A opens and closes a text, B wins the next badge, SELECT goes to the next map and up a level
(while a text is open a battle begins or ends instead), START sets the next of `FLAGS`.
"""

from __future__ import annotations

from sim.games.pokemon.memory import EVENTS
from sim.standin import READ_PAD, Part, assemble, build

FLAGS = (34, 37, 119, 24)
"""Event flags that START sets, one after the other."""
LAND = (
    "####################",
    "#..................#",
    "#.....###..........#",
    "#.....#.#..........#",
    *["#..................#"] * 4,
    "#.################.#",
    *["#..................#"] * 8,
    "####################",
)
"""Every map: 20 x 18 steps, where # is a wall."""
DOOR = 7, 3
_ENTRY = 0x150
_STRIDE, _MARGIN = 32, 4
_FLOOR, _WALL = 1, 2


def cartridge(title: str = "POKEMON RED") -> bytes:
    """Return the stand-in: 1 MiB, MBC3 with battery, both checksums right."""
    tables: tuple[Part, ...] = ("floor:", b"\x01\x03\xff", "flags:", _flag_table(), "land:", _land())
    code = assemble([*_SET_UP, *_LOOP, *_DRAW, *READ_PAD, *tables])
    image = bytearray(build(code, title=title, mapper=0x13, ram=3, size=5))
    image[0x14E:0x150] = bytes(2)
    image[0x14E:0x150] = (sum(image) & 0xFFFF).to_bytes(2)
    return bytes(image)


def _flag_table() -> bytes:
    """Return (address, mask) of each flag: three bytes, low one first."""
    places = ((EVENTS[0] + number // 8, 1 << number % 8) for number in FLAGS)
    return b"".join(address.to_bytes(2, "little") + bytes([mask]) for address, mask in places)


def _land() -> bytes:
    """Return the tiles of `LAND` within a margin as wide as one sees, each row 32 bytes long."""
    rows = [""] * _MARGIN + [" " * _MARGIN + row for row in LAND] + [""] * (_MARGIN + 1)
    return b"".join(bytes(_FLOOR if mark == "." else _WALL for mark in row.ljust(_STRIDE)) for row in rows)


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
    _poke(0xD163, 1, 0x99, 0xFF),
    _poke(0xD16B, 0x99, 0, 20),
    _poke(0xD18C, 5, 0, 21),
    _poke(0xD347, 0x00, 0x30, 0x05),
    _poke(0xD35E, 0, 0, 0, 6, 5),  # Pallet Town, row 6, column 5
    _poke(0xD368, 9, 10),
    _poke(0xD3AE, 1, DOOR[1], DOOR[0], 0, 1),
    (0x11, "floor"),  # ld de, floor
    _hex("7b ea 30 d5 7a ea 31 d5"),
    (0xCD, "draw"),
    _hex("3e e4 e0 47 3e 01 e0 ff fb 3e 91 e0 40"),
)


def _walking(name: str, pressed: str, facing: int, ahead: int, move: str) -> tuple[Part, ...]:
    """Return code that turns to a side when its button is pressed, and walks if no wall is `ahead`."""
    after = f"no_{name}"
    look = bytes([0x3E, facing, 0xEA, 0x09, 0xC1, 0xFA, ahead & 255, ahead >> 8, 0xFE, _WALL])
    return (_hex(pressed), (0x28, after), look, (0x28, after), _hex(move), (0xCD, "walk"), f"{after}:")


_LOOP: tuple[Part, ...] = (
    "main:",
    _hex("76 00 21 c5 cf 7e b7"),  # halt; hl = walk counter
    (0x28, "still"),
    b"\x35",
    "still:",
    (0xCD, "draw"),
    (0xCD, "read_pad"),
    *_walking("right", "cb 61", 0x0C, 0xC45E, "21 62 d3 34"),
    *_walking("left", "cb 69", 0x08, 0xC45A, "21 62 d3 35"),
    *_walking("up", "cb 71", 0x04, 0xC434, "21 61 d3 35"),
    *_walking("down", "cb 79", 0x00, 0xC484, "21 61 d3 34"),
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
    (0xCA, "main"),
    (0x11, "flags"),  # de = flags + 3 * count; hl = where, a = mask
    _hex("21 10 c0 7e 34 6f 87 85 83 5f 7a ce 00 57 1a 6f 13 1a 67 13 1a b6 77"),
    (0xC3, "main"),
    "walk:",
    _hex("3e 08 ea c5 cf"),
    _hex("21 61 d3 2a fe 03 c0 7e fe 07 c0"),  # at the door: hl = column
    _hex("21 61 d3 34 21 5e d3 7e ee 01 77 c9"),  # before the one of the other map
)

_DRAW: tuple[Part, ...] = (
    "draw:",
    _hex("fa 61 d3 6f 26 00 29 29 29 29 29 fa 62 d3 5f 16 00 19"),  # hl = 32 * row + column
    (0x11, "land"),
    _hex("19 11 a0 c3 06 09"),
    "draw_row:",
    b"\xe5",
    (0xCD, "line"),
    _hex("e1 e5"),
    (0xCD, "line"),
    _hex("e1 c5 01 20 00 09 c1 05"),
    (0x20, "draw_row"),
    b"\xc9",
    "line:",
    _hex("0e 0a"),
    "cell:",
    _hex("2a 12 13 12 13 0d"),
    (0x20, "cell"),
    b"\xc9",
)
"""Two tiles each way for each of the 10 x 9 steps around the player, as the map has them."""
