"""Screens in the forms that a page takes: a PNG, and packs of plain planes to play from."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.record.frames import Array
    from sim.record.lookup import Lookup

MOST = 128
"""Screens in a pack at most."""
_GREY, _RGB = 0, 2
"""Colour types of PNG (PNG specification, third edition, 11.2.1)."""


def picture(run: Lookup, digest: bytes) -> bytes:
    """Return a stored screen as PNG: 160 x 144, 8-bit grey, RGB from a cartridge in colour.

    Raises RunFileError if the run has no such screen.
    """
    return png(run.planes([digest])[digest])


def pack(run: Lookup, digests: Sequence[bytes]) -> bytes:
    """Return screens one after another, as they are stored in memory.

    A little-endian u32 with their number; for each its digest (16 bytes), its channels (a byte: 1 for grey,
    4 for RGBA) and its plane (160 x 144 x channels bytes). Raises RunFileError if one is missing.
    """
    planes = run.planes(digests)
    parts = [struct.pack("<I", len(digests))]
    for digest in digests:
        plane = planes[digest]
        parts += (digest, bytes([_channels(plane)]), plane.tobytes())
    return b"".join(parts)


def png(plane: Array) -> bytes:
    """Return a plane (see `core.Frame`) as PNG."""
    channels = _channels(plane)
    pixels = plane.reshape(SCREEN_HEIGHT, SCREEN_WIDTH, channels)[:, :, :3]
    rows = np.zeros((SCREEN_HEIGHT, 1 + pixels[0].size), np.uint8)  # each begins with its filter: none
    rows[:, 1:] = pixels.reshape(SCREEN_HEIGHT, -1)
    kind = _GREY if channels == 1 else _RGB
    head = struct.pack(">IIBBBBB", SCREEN_WIDTH, SCREEN_HEIGHT, 8, kind, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _channels(plane: Array) -> int:
    return plane.size // (SCREEN_WIDTH * SCREEN_HEIGHT)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
