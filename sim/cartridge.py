"""Cartridge files, judged from their bytes before any emulator sees them."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from sim.core import CartridgeError

BANK = 0x4000
"""Bytes of one ROM bank."""
HEADER_END = 0x150
LARGEST = 8 * 1024 * 1024
"""Bytes of the largest ROM that a header can name (512 banks, MBC5)."""

_TITLE = slice(0x134, 0x143)
_COLOUR, _MAPPER, _ROM_SIZE, _RAM_SIZE, _CHECKSUM = 0x143, 0x147, 0x148, 0x149, 0x14D
_CLOCK = frozenset({0x0F, 0x10})
_BATTERY = frozenset({0x03, 0x06, 0x09, 0x0F, 0x10, 0x13, 0x1B, 0x1E})
_RAM_SIZES = range(6)
_MAPPERS = {
    0x00: "ROM", 0x08: "ROM", 0x09: "ROM",
    0x01: "MBC1", 0x02: "MBC1", 0x03: "MBC1", 0x05: "MBC2", 0x06: "MBC2",
    0x0F: "MBC3", 0x10: "MBC3", 0x11: "MBC3", 0x12: "MBC3", 0x13: "MBC3",
    0x19: "MBC5", 0x1A: "MBC5", 0x1B: "MBC5", 0x1C: "MBC5", 0x1D: "MBC5", 0x1E: "MBC5",
}  # fmt: skip
"""The mappers that PyBoy 2.8 emulates, by header byte."""
_FOREIGN = {
    0x0B: "MMM01", 0x0C: "MMM01", 0x0D: "MMM01", 0x20: "MBC6", 0x22: "MBC7",
    0xFC: "Pocket Camera", 0xFD: "TAMA5", 0xFE: "HuC3", 0xFF: "HuC1",
}  # fmt: skip
_OTHER_FILES = {
    b"PK\x03\x04": "a ZIP archive: unpack it",
    b"\x1f\x8b": "a gzip archive: unpack it",
    b"7z\xbc\xaf": "a 7z archive: unpack it",
    b"Rar!": "a RAR archive: unpack it",
    b"SQLite format 3\0": "an SQLite file, perhaps a run",
    b"\x89PNG": "a PNG image",
    b"NES\x1a": "a cartridge of another console",
}


@dataclass(frozen=True, slots=True)
class Cartridge:
    """A cartridge image that can be played, and what its header says.

    `title` is printable ASCII, up to 15 characters. `sha256` is of the whole image, in hex.
    `mapper` is "ROM", "MBC1", "MBC2", "MBC3" or "MBC5". `colour`: made for the Game Boy Color too.
    `banks`: ROM banks of 16 KiB. `battery`, `clock`: what else the cartridge carries.
    """

    data: bytes
    title: str
    sha256: str
    mapper: str
    colour: bool
    banks: int
    battery: bool
    clock: bool


def read_cartridge(path: str | Path) -> Cartridge:
    """Read a ROM file. Raises CartridgeError, in one line, if it is missing or cannot be played."""
    path = Path(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise CartridgeError(f"{path} is a folder: give the ROM file itself")
        if not stat.S_ISREG(mode):
            raise CartridgeError(f"{path} is no regular file: give the ROM file itself")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise CartridgeError(f"there is no file {path}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CartridgeError(f"cannot read {path}: {reason}") from None
    return check_cartridge(data, str(path))


def check_cartridge(data: bytes, name: str) -> Cartridge:
    """Return the cartridge in these bytes, which `name` stands for in errors.

    Raises CartridgeError if they are empty, cut short, larger than their header says, no ROM at all,
    damaged in the header, or made for a mapper that PyBoy does not emulate.
    """
    _check_file(data, name)
    _check_header(data, name)
    _check_length(data, name)
    mapper = data[_MAPPER]
    return Cartridge(
        data=data,
        title=_title(data),
        sha256=hashlib.sha256(data).hexdigest(),
        mapper=_MAPPERS[mapper],
        colour=data[_COLOUR] >= 0x80,
        banks=len(data) // BANK,
        battery=mapper in _BATTERY,
        clock=mapper in _CLOCK,
    )


def header_checksum(data: bytes) -> int:
    """Return the header checksum (0-255) that byte 0x14D has to hold.

    Source: Pan Docs, "The Cartridge Header".
    """
    return -sum(data[0x134:0x14D], 0x14D - 0x134) & 0xFF


def _check_file(data: bytes, name: str) -> None:
    if not data:
        raise CartridgeError(f"{name} is empty")
    if len(data) > LARGEST:
        raise CartridgeError(f"{name} is larger than any Game Boy ROM (8 MiB)")
    for start, what in _OTHER_FILES.items():
        if data.startswith(start):
            raise CartridgeError(f"{name} is no Game Boy ROM but {what}")
    if len(data) < HEADER_END:
        raise CartridgeError(f"{name} is cut short: {len(data)} bytes do not even hold a ROM's header")


def _check_header(data: bytes, name: str) -> None:
    found, right = data[_CHECKSUM], header_checksum(data)
    if found != right:
        raise CartridgeError(
            f"{name} is no Game Boy ROM, or is damaged: its header checksum is {found:#04x}, not {right:#04x}"
        )
    mapper = data[_MAPPER]
    if mapper not in _MAPPERS:
        kind = _FOREIGN.get(mapper, "unknown")
        raise CartridgeError(f"{name} needs a mapper that is not emulated: {kind} ({mapper:#04x})")
    if data[_RAM_SIZE] not in _RAM_SIZES:
        raise CartridgeError(f"{name} names a RAM size that does not exist ({data[_RAM_SIZE]:#04x})")


def _check_length(data: bytes, name: str) -> None:
    code = data[_ROM_SIZE]
    if code > 8:
        raise CartridgeError(f"{name} names a ROM size that does not exist ({code:#04x})")
    size = 2 * BANK << code
    if len(data) < size:
        raise CartridgeError(f"{name} is cut short: {len(data):,} bytes, its header says {size:,}")
    if len(data) > size:
        raise CartridgeError(f"{name} is larger than its header says: {len(data):,} bytes, not {size:,}")


def _title(data: bytes) -> str:
    raw = data[_TITLE].split(b"\0")[0]
    return "".join(chr(byte) for byte in raw if 0x20 <= byte < 0x7F).strip()
