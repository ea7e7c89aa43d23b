"""Small homebrew cartridges made from bytes: the public stand-in for a ROM file.

`doodle()` is a real, if tiny, game: a cursor that moves, tiles that it stamps, a sound. Tests and the
benchmark play it, and so may anybody who has no ROM at hand. `build` makes a cartridge of any code,
and `assemble` resolves the jumps of a handful of machine code.
"""

from __future__ import annotations

from collections.abc import Sequence

_ENTRY = 0x150
_BANK = 0x4000
_RELATIVE_JUMPS = frozenset({0x18, 0x20, 0x28, 0x30, 0x38})
_RETURN_FROM_INTERRUPT = 0xD9

Part = bytes | str | tuple[int, str]
"""Machine code, "name:" for a label, or (opcode, "name") for an instruction that takes its address."""


def assemble(parts: Sequence[Part], origin: int = _ENTRY) -> bytes:
    r"""Return the machine code of `parts` at the address `origin`.

    >>> assemble([b"\x3e\x01", "again:", (0x18, "again")]).hex(" ")
    '3e 01 18 fe'
    >>> assemble([(0xC3, "end"), "end:", b"\x76"]).hex(" ")
    'c3 53 01 76'
    """
    labels = {}
    address = origin
    for part in parts:
        if isinstance(part, str):
            labels[part.removesuffix(":")] = address
        else:
            address += len(part) if isinstance(part, bytes) else _size(part[0])
    code = bytearray()
    for part in parts:
        if isinstance(part, bytes):
            code += part
        elif isinstance(part, tuple):
            opcode, target = part[0], labels[part[1]]
            if opcode in _RELATIVE_JUMPS:
                operand = (target - origin - len(code) - 2).to_bytes(1, signed=True)
            else:
                operand = target.to_bytes(2, "little")
            code += bytes([opcode]) + operand
    return bytes(code)


def build(
    code: bytes, *, title: str = "STANDIN", mapper: int = 0, ram: int = 0, colour: bool = False, size: int = 0
) -> bytes:
    """Return a cartridge image that runs `code` from address 0x150, with a valid header.

    `mapper`, `ram` and `size` are the header bytes 0x147, 0x149 and 0x148 (32 KiB << size). Interrupts
    return at once. The logo is left out: PyBoy does not ask for it.
    """
    image = bytearray(2 * _BANK << size)
    for vector in range(0x40, 0x68, 8):
        image[vector] = _RETURN_FROM_INTERRUPT
    image[0x100:0x104] = b"\x00\xc3" + _ENTRY.to_bytes(2, "little")
    image[0x134 : 0x134 + len(title)] = title.encode("ascii")
    image[0x143] = 0x80 if colour else 0
    image[0x147:0x14A] = bytes([mapper, size, ram])
    image[0x14D] = -sum(image[0x134:0x14D], 0x14D - 0x134) & 0xFF
    image[_ENTRY : _ENTRY + len(code)] = code
    return bytes(image)


PRESSES, COLUMN, ROW, TILE = 0xC000, 0xC001, 0xC002, 0xC003
"""Where `doodle` keeps its count of presses (mod 256), its cursor and the tile it stamps (1-4)."""


def doodle(title: str = "DOODLE") -> bytes:
    """Return a drawing pad for the Game Boy, about as busy as most games.

    The pad moves the cursor over 20 x 18 cells and around the edges; A stamps a tile, with a sound; B
    wipes one; SELECT takes the next of four tiles; START swaps black and white.
    """
    return build(assemble([*_SET_UP, *_MAIN_LOOP, *READ_PAD, *_STAMP, *_WORK, "tiles:", _TILES]), title=title)


def _size(opcode: int) -> int:
    return 2 if opcode in _RELATIVE_JUMPS else 3


def _hex(text: str) -> bytes:
    return bytes.fromhex(text)


_TILES = b"".join(
    bytes(rows)
    for rows in (
        [0xFF, 0xFF] + [0x81, 0x81] * 6 + [0xFF, 0xFF],
        [0x55, 0xAA, 0xAA, 0x55] * 4,
        [0x18, 0x00, 0x3C, 0x18, 0x7E, 0x3C, 0xFF, 0x7E, 0xFF, 0x7E, 0x7E, 0x3C, 0x3C, 0x18, 0x18, 0x00],
        [0xC3, 0xC3, 0x81, 0x81] + [0x00, 0x00] * 4 + [0x81, 0x81, 0xC3, 0xC3],
    )
)

_SET_UP: tuple[Part, ...] = (
    _hex("f3 31 fe ff"),  # di; ld sp, $fffe
    "vblank:",
    _hex("f0 44 fe 90"),  # ldh a, (LY); cp 144
    (0x20, "vblank"),
    _hex("af e0 40 21 00 80"),  # xor a; ldh (LCDC), a; ld hl, $8000
    "clear_video:",
    _hex("af 22 7c fe a0"),  # xor a; ld (hl+), a; ld a, h; cp $a0
    (0x20, "clear_video"),
    _hex("21 00 c0"),
    "clear_work:",
    _hex("af 22 7c fe c1"),
    (0x20, "clear_work"),
    _hex("21 00 fe 06 a0 af"),
    "clear_sprites:",
    _hex("22 05"),
    (0x20, "clear_sprites"),
    (0x11, "tiles"),  # ld de, tiles
    _hex("21 10 80 06 40"),  # ld hl, $8010; ld b, 64
    "copy_tiles:",
    _hex("1a 13 22 05"),
    (0x20, "copy_tiles"),
    _hex("3e e4 e0 47 e0 48"),  # palettes
    _hex("3e 0a ea 01 c0 3e 09 ea 02 c0 3e 01 ea 03 c0"),  # cursor at (10, 9), tile 1
    _hex("3e 80 e0 26 3e 77 e0 24 3e ff e0 25"),  # sound on
    _hex("3e 01 e0 ff fb 3e 93 e0 40"),  # vblank interrupt; screen on
)

_MAIN_LOOP: tuple[Part, ...] = (
    "main:",
    _hex("76 00"),  # halt; nop
    (0xCD, "read_pad"),  # call: c = buttons newly pressed
    _hex("79 b7"),
    (0x28, "show"),
    _hex("21 00 c0 34 23"),  # count the press; hl = column
    _hex("cb 61"),
    (0x28, "not_right"),
    _hex("34 7e fe 14"),
    (0x20, "not_right"),
    _hex("36 00"),
    "not_right:",
    _hex("cb 69"),
    (0x28, "not_left"),
    _hex("7e b7"),
    (0x20, "left"),
    _hex("36 14"),
    "left:",
    _hex("35"),
    "not_left:",
    _hex("23 cb 71"),  # hl = row
    (0x28, "not_up"),
    _hex("7e b7"),
    (0x20, "up"),
    _hex("36 12"),
    "up:",
    _hex("35"),
    "not_up:",
    _hex("cb 79"),
    (0x28, "not_down"),
    _hex("34 7e fe 12"),
    (0x20, "not_down"),
    _hex("36 00"),
    "not_down:",
    _hex("fa 03 c0 47 cb 41"),  # b = tile
    (0xC4, "stamp"),
    _hex("06 00 cb 49"),
    (0xC4, "stamp"),
    _hex("cb 51"),
    (0x28, "not_select"),
    _hex("fa 03 c0 e6 03 3c ea 03 c0"),
    "not_select:",
    _hex("cb 59"),
    (0x28, "show"),
    _hex("f0 47 2f e0 47"),
    "show:",  # the cursor is sprite 0
    _hex("fa 02 c0 87 87 87 c6 10 21 00 fe 22 fa 01 c0 87 87 87 c6 08 22 3e 04 22"),
    (0xCD, "work"),
    (0xC3, "main"),
)

READ_PAD: tuple[Part, ...] = (
    "read_pad:",
    _hex("3e 20 e0 00 f0 00 f0 00 e6 0f cb 37 47"),  # directions, into the high half
    _hex("3e 10 e0 00 f0 00 f0 00 e6 0f b0 2f 47"),  # buttons, into the low half
    _hex("fa 04 c0 2f a0 4f 78 ea 04 c0 c9"),  # c = now and not before
)
"""A routine, "read_pad": c = the buttons newly pressed, A B SELECT START right left up down from bit 0 on."""

_STAMP: tuple[Part, ...] = (
    "stamp:",  # tile b under the cursor, and a sound
    _hex("fa 02 c0 6f 26 00 29 29 29 29 29 fa 01 c0 5f 16 98 19 70"),
    _hex("3e 15 e0 10 3e 80 e0 11 3e f3 e0 12 3e 73 e0 13 3e 86 e0 14 c9"),
)

_WORK: tuple[Part, ...] = (
    "work:",  # what games do all the time, here a sum over 512 bytes
    _hex("21 00 d0 06 00"),
    "sum:",
    _hex("2a 80 47 7c fe d2"),  # ld a, (hl+); add b; ld b, a; ld a, h; cp $d2
    (0x20, "sum"),
    _hex("78 ea 06 c0 c9"),
)
