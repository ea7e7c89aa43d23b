"""The screen as the model gets it: a PNG, enlarged by a whole factor.

It is written here (w3.org/TR/png): rows that are told to equal the row above them make it
small, and a colour screen several times as fast to write as by a general encoder.
"""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core import Frame

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB, _PALETTE = 2, 3
_AS_ABOVE = 2
"""The filter of a row that holds the differences to the row above it."""
_LEVEL = 3


def png(frame: Frame, scale: int) -> bytes:
    """Return the screen as PNG, each pixel `scale` x `scale` (from 1); equal frames give equal bytes.

    A monochrome cartridge's screen has a palette of its shades, one in colour is RGB.
    """
    if frame.plane.size != SCREEN_WIDTH * SCREEN_HEIGHT:
        colours = frame.pixels[:, :, :3].repeat(scale, axis=1)
        return _written(colours.reshape(SCREEN_HEIGHT, -1), scale, _RGB, 8)
    shades = np.flatnonzero(np.bincount(frame.plane, minlength=256)).astype(np.uint8)
    depth = next(bits for bits in (1, 2, 4, 8) if shades.size <= 1 << bits)
    index = np.zeros(256, np.uint8)
    index[shades] = np.arange(shades.size)
    indices = index[frame.plane].reshape(SCREEN_HEIGHT, SCREEN_WIDTH).repeat(scale, axis=1)
    rows = _packed(indices, depth)
    return _written(rows, scale, _PALETTE, depth, _chunk(b"PLTE", shades.repeat(3).tobytes()))


def data(frame: Frame, scale: int) -> str:
    """Return the PNG of a screen as base64."""
    return base64.b64encode(png(frame, scale)).decode("ascii")


def _packed(indices: NDArray[np.uint8], depth: int) -> NDArray[np.uint8]:
    """Return rows of numbers with `depth` bits for each, the first in the highest bits of a byte."""
    bits = indices[:, :, None] >> np.arange(depth - 1, -1, -1, dtype=np.uint8) & 1
    return np.packbits(bits.reshape(len(indices), -1), axis=1)


def _written(rows: NDArray[np.uint8], scale: int, kind: int, depth: int, palette: bytes = b"") -> bytes:
    """Return the PNG of rows that are enlarged sideways already; each of them is shown `scale` times."""
    filtered = np.zeros((SCREEN_HEIGHT, scale, 1 + rows.shape[1]), np.uint8)
    filtered[:, 0, 1:] = rows
    filtered[:, 1:, 0] = _AS_ABOVE
    header = struct.pack(">IIBBBBB", SCREEN_WIDTH * scale, SCREEN_HEIGHT * scale, depth, kind, 0, 0, 0)
    packed = zlib.compress(filtered.tobytes(), _LEVEL)
    return b"".join(
        (_SIGNATURE, _chunk(b"IHDR", header), palette, _chunk(b"IDAT", packed), _chunk(b"IEND", b""))
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
