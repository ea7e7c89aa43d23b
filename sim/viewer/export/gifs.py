"""Films as GIF: written as they are made, each picture only where it differs from the one before.

The container is that of GIF89a (CompuServe, 1990); Pillow packs the pixels.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import GifImagePlugin, Image

from sim.viewer.export.look import BLUE, FAINT, GREY, INK, LINE, ORANGE

if TYPE_CHECKING:
    from sim.record.frames import Array

_CLEAR = 255
"""The entry of the palette that stands for what was there before."""
_BINS = 32
"""Shades of each channel that are told apart, which is as many as a Game Boy Color has."""


class Gif:
    """Writes a GIF that repeats for ever into `file`. Memory does not depend on its length.

    `fps`: pictures in a second; each is shown for whole hundredths of one, that are right on average.
    """

    def __init__(self, file: BinaryIO, size: tuple[int, int], fps: float, comment: str) -> None:
        self._file, self._size, self._fps = file, size, fps
        self._before: Array | None = None
        self._waiting: tuple[Array, tuple[int, int], int] | None = None
        self._pictures = 0
        file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0xF7, 0, 0) + _palette().tobytes())
        file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
        words = comment.encode()[:255]
        file.write(b"!\xfe" + bytes([len(words)]) + words + b"\x00")

    def add(self, picture: Array) -> None:
        """Add a picture, uint8 (height, width, 3) RGB. One like that before it makes that one last longer."""
        packed = picture.astype(np.uint16) // (256 // _BINS)
        indices = _nearest()[(packed[:, :, 0] * _BINS + packed[:, :, 1]) * _BINS + packed[:, :, 2]]
        if self._before is None:
            self._wait(indices, (0, 0))
        else:
            changed = indices != self._before
            down, across = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
            if len(down):
                box = np.s_[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
                clear = np.where(changed[box], indices[box], np.uint8(_CLEAR))
                self._wait(clear, (int(across[0]), int(down[0])))
        self._before = indices
        self._pictures += 1

    @property
    def bytes(self) -> int:
        """Bytes written so far."""
        return self._file.tell()

    def close(self) -> None:
        """Write what is left, and the end."""
        self._flush()
        self._file.write(b";")

    def _wait(self, indices: Array, offset: tuple[int, int]) -> None:
        self._flush()
        self._waiting = indices, offset, self._pictures

    def _flush(self) -> None:
        """Write the picture that waits, as it is known by now for how long it stands."""
        if self._waiting is None:
            return
        indices, offset, since = self._waiting
        image = Image.frombytes("P", (indices.shape[1], indices.shape[0]), indices.tobytes())
        image.putpalette(_palette().tobytes())
        lasting = 10 * (self._hundredths(self._pictures) - self._hundredths(since))
        # disposal 1: the picture stays, and the next one is laid over it
        parts = GifImagePlugin.getdata(image, offset, duration=lasting, transparency=_CLEAR, disposal=1)
        self._file.write(b"".join(parts))

    def _hundredths(self, pictures: int) -> int:
        return round(100 * pictures / self._fps)


@cache
def _palette() -> Array:
    """Return 256 colours: the greys, those that things are drawn in, and a cube of all others."""
    drawn = np.array([BLUE, ORANGE, INK, GREY, FAINT, LINE], np.float64)
    greys = np.arange(0, 256, 17, dtype=np.float64)[:, None].repeat(3, axis=1)
    # The edges of letters and lines: half-way to white.
    edges = np.concatenate([drawn + (255 - drawn) * share for share in (0.0, 0.25, 0.5, 0.75)])
    shades = [np.linspace(0, 255, count) for count in (6, 7, 5)]
    cube = np.stack(np.meshgrid(*shades, indexing="ij"), axis=-1).reshape(-1, 3)
    colours = np.rint(np.concatenate([greys, edges, cube])).astype(np.uint8)
    return np.concatenate([colours, np.zeros((256 - len(colours), 3), np.uint8)])


@cache
def _nearest() -> Array:
    """Return the entry of the palette nearest to each colour, by 5 bits of red, green and blue."""
    shades = np.rint(np.linspace(0, 255, _BINS))
    wanted = np.stack(np.meshgrid(shades, shades, shades, indexing="ij"), axis=-1).reshape(-1, 3)
    palette = _palette()
    known = palette[:_CLEAR].astype(np.float64)
    found = np.empty(len(wanted), np.uint8)
    for begin in range(0, len(wanted), 1024):
        apart = ((wanted[begin : begin + 1024, None] - known[None]) ** 2).sum(2)
        found[begin : begin + 1024] = apart.argmin(1)
    exact = palette[:_CLEAR].astype(np.uint16) // (256 // _BINS)
    for entry in range(len(exact) - 1, -1, -1):  # what is in the palette stays as it is; the first one wins
        red, green, blue = exact[entry]
        found[(red * _BINS + green) * _BINS + blue] = entry
    return found
