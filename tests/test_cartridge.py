"""A ROM file is refused in one clear line, or it can be played."""

import hashlib
import os
from pathlib import Path

import pytest

from sim.cartridge import LARGEST, Cartridge, check_cartridge, header_checksum, read_cartridge
from sim.core import CartridgeError
from sim.emulator import Emulator
from sim.standin import build, doodle
from tests import tinyrom


def patched(address: int, value: int) -> bytes:
    image = bytearray(doodle())
    image[address] = value
    image[0x14D] = header_checksum(bytes(image))
    return bytes(image)


def test_a_good_file_is_read_whole_and_described(tmp_path: Path) -> None:
    rom = build(tinyrom.IDLE, title="CLOCKED", mapper=0x10, ram=3, colour=True, size=1)
    (tmp_path / "a.gbc").write_bytes(rom)
    assert read_cartridge(tmp_path / "a.gbc") == Cartridge(
        data=rom,
        title="CLOCKED",
        sha256=hashlib.sha256(rom).hexdigest(),
        mapper="MBC3",
        colour=True,
        banks=4,
        battery=True,
        clock=True,
    )


REFUSED = {
    "empty": (b"", "game.gb is empty"),
    "tiny": (bytes(100), "game.gb is cut short: 100 bytes do not even hold a ROM's header"),
    "cut": (doodle()[:-1], "game.gb is cut short: 32,767 bytes, its header says 32,768"),
    "half": (doodle()[:0x4000], "game.gb is cut short: 16,384 bytes, its header says 32,768"),
    "longer": (doodle() + b"\0", "game.gb is larger than its header says: 32,769 bytes, not 32,768"),
    "twice": (doodle() * 2, "game.gb is larger than its header says: 65,536 bytes, not 32,768"),
    "huge": (bytes(LARGEST + 1), "game.gb is larger than any Game Boy ROM (8 MiB)"),
    "text": (
        b"not a ROM, just words. " * 2000,
        "game.gb is no Game Boy ROM, or is damaged: its header checksum is 0x6a, not 0x0c",
    ),
    "zeros": (
        bytes(0x8000),
        "game.gb is no Game Boy ROM, or is damaged: its header checksum is 0x00, not 0xe7",
    ),
    "archive": (b"PK\x03\x04" + bytes(0x8000), "game.gb is no Game Boy ROM but a ZIP archive: unpack it"),
    "known mapper": (patched(0x147, 0xFE), "game.gb needs a mapper that is not emulated: HuC3 (0xfe)"),
    "unknown mapper": (patched(0x147, 0x77), "game.gb needs a mapper that is not emulated: unknown (0x77)"),
    "RAM size 255": (patched(0x149, 0xFF), "game.gb names a RAM size that does not exist (0xff)"),
    "RAM size 6": (patched(0x149, 6), "game.gb names a RAM size that does not exist (0x06)"),
    "ROM size 9": (patched(0x148, 9), "game.gb names a ROM size that does not exist (0x09)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_played_is_refused_in_one_line(case: str) -> None:
    data, complaint = REFUSED[case]
    with pytest.raises(CartridgeError) as caught:
        check_cartridge(data, "game.gb")
    assert str(caught.value) == complaint


def test_a_missing_file_a_folder_and_what_cannot_be_opened_are_told_apart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gb")
    (tmp_path / "loop.gb").symlink_to("loop.gb")
    complaints = {}
    for name in ("missing.gb", ".", "pipe.gb", "loop.gb", "nul\0.gb", "x" * 300):
        with pytest.raises(CartridgeError) as caught:
            read_cartridge(tmp_path / name)
        complaints[name] = str(caught.value).replace(str(tmp_path), "DIR")
    assert complaints == {
        "missing.gb": "there is no file DIR/missing.gb",
        ".": "DIR is a folder: give the ROM file itself",
        "pipe.gb": "DIR/pipe.gb is no regular file: give the ROM file itself",
        "loop.gb": "cannot read DIR/loop.gb: Too many levels of symbolic links",
        "nul\0.gb": "cannot read DIR/nul\0.gb: embedded null byte",
        "x" * 300: f"cannot read DIR/{'x' * 300}: File name too long",
    }


@pytest.mark.parametrize("mapper", [0, 1, 2, 3, 5, 6, 8, 9, *range(0x0F, 0x14), *range(0x19, 0x1F)])
@pytest.mark.parametrize("ram", [0, 5])
def test_every_mapper_let_through_can_be_played(mapper: int, ram: int) -> None:
    cartridge = check_cartridge(build(tinyrom.IDLE, mapper=mapper, ram=ram), "a")
    with Emulator(cartridge.data) as emulator:
        assert emulator.frame.pixels.shape == (144, 160, 4)
