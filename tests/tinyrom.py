"""Tiny cartridges for the tests, each with one habit."""

from __future__ import annotations

from sim.standin import Part, assemble, build

BAD_OPCODES = (0xD3, 0xDB, 0xDD, 0xE3, 0xE4, 0xEB, 0xEC, 0xED, 0xF4, 0xFC, 0xFD)

IDLE = bytes.fromhex("18fe")
HALTED_FOR_EVER = bytes.fromhex("f376")
STOPPED = bytes.fromhex("100018fe")
SCREEN_OFF = bytes.fromhex("afe04018fe")

_BUTTONS = "3e 10 e0 00 f0 00 f0 00 2f e6 0f"  # a = A, B, SELECT, START in bits 0-3
_UNTIL_VBLANK: list[Part] = ["vblank:", bytes.fromhex("f044fe90"), (0x20, "vblank")]


def until_a_button(code: bytes) -> bytes:
    """Wait for A, B, SELECT or START, then run `code`."""
    return assemble(["wait:", bytes.fromhex(_BUTTONS), (0x28, "wait"), code])


def busy_for(frames: int) -> bytes:
    """While $C106 is 0, a button sets it to 1; it goes back to 0 so many frames later."""
    tick: list[Part] = ["frame:", b"\x76\x00", b"\x05", (0x20, "frame")]  # halt; dec b
    return assemble(
        [
            bytes.fromhex("f3 af ea 06 c1 e0 0f 3e 01 e0 ff fb"),
            "wait:",
            bytes.fromhex(_BUTTONS),
            (0x28, "wait"),
            bytes.fromhex("3e 01 ea 06 c1 fa 00 c1 3c ea 00 c1"),
            bytes([0x06, frames]),
            *tick,
            bytes.fromhex("af ea 06 c1"),
            "release:",
            bytes.fromhex(_BUTTONS),
            (0x20, "release"),
            (0x18, "wait"),
        ]
    )


def clock_reader() -> bytes:
    """Latch the cartridge's clock all the time, and add its seconds to what $C000 holds."""
    return assemble(
        [
            bytes.fromhex("3e 0a ea 00 00 3e 08 ea 00 40"),
            "again:",
            bytes.fromhex("af ea 00 60 3c ea 00 60 fa 00 a0 47 fa 00 c0 80 ea 00 c0"),
            (0x18, "again"),
        ]
    )


def battery_writer() -> bytes:
    """Count in battery RAM."""
    return assemble(
        [
            bytes.fromhex("3e 0a ea 00 00 21 00 a0"),
            "again:",
            b"\x34",
            bytes.fromhex("7e ea 00 c0"),
            (0x18, "again"),
        ]
    )


def window_torn_by_darkness() -> bytes:
    """Show a window of many rows; in the third frame after a button, switch the screen off in midst."""
    line_80: list[Part] = [bytes.fromhex("f044fe50")]
    return assemble(
        [
            *_UNTIL_VBLANK,
            bytes.fromhex("af e0 40 21 10 80 06 10 3e 3c"),
            "tile:",
            bytes.fromhex("22 05"),
            (0x20, "tile"),
            bytes.fromhex("21 00 9c"),  # window map: rows of tile 0 and of tile 1 in turn
            "map:",
            bytes.fromhex("7d cb 37 0f e6 01 22 7c fe a0"),
            (0x20, "map"),
            bytes.fromhex("3e e4 e0 47 3e 08 e0 4a 3e 27 e0 4b"),
            "light:",
            bytes.fromhex("3e f1 e0 40"),
            "wait:",
            bytes.fromhex(_BUTTONS),
            (0x28, "wait"),
            b"\x06\x03",
            "leave:",
            *line_80,
            (0x28, "leave"),
            "reach:",
            *line_80,
            (0x20, "reach"),
            b"\x05",
            (0x20, "leave"),
            bytes.fromhex("af e0 40 01 00 78"),  # dark for twelve frames
            "dark:",
            bytes.fromhex("0b 78 b1"),
            (0x20, "dark"),
            (0x18, "light"),
        ]
    )


def cartridge(code: bytes, **header: int) -> bytes:
    """Return an image that runs `code`; `header`: mapper, ram, size."""
    return build(code, title="TINY", **header)  # type: ignore[arg-type]
