"""How a screen is stored: its bytes, exclusive-or of the screen before it, zstandard level 1.

A screen is kept as one byte a pixel where its cartridge is monochrome, as four (RGBA) where it is in
colour. Consecutive screens differ little, so most take half a kilobyte and 15 microseconds. A chain of
differences is at most `MAX_DEPTH` long, which bounds the time to read any one screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import zstandard

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH, Frame

MAX_DEPTH = 24
_GREYS = SCREEN_HEIGHT * SCREEN_WIDTH
_SIZES = (_GREYS, 4 * _GREYS)

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A screen as the file holds it: its digest, its depth in the chain, and its bytes, flat uint8."""

    digest: bytes
    depth: int
    plane: Array


class FrameCodec:
    """Packs screens against each other and unpacks them again; keeps its (de)compressor."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=1)
        self._decompressor = zstandard.ZstdDecompressor()

    def pack(self, plane: Array, base: Array | None) -> bytes:
        """Compress `plane` as it is, or as the difference to a `base` of the same size."""
        return self._compressor.compress((plane if base is None else plane ^ base).data)

    def unpack(self, images: list[bytes]) -> Array:
        """Return the plane of a chain of `images`, key frame last; raises ValueError if damaged."""
        planes = [self._decompressed(image) for image in images]
        if len({len(plane) for plane in planes}) != 1:
            raise ValueError("a stored screen is damaged: its chain mixes colour and monochrome")
        plane: Array = np.bitwise_xor.reduce(planes)
        return plane

    def _decompressed(self, image: bytes) -> Array:
        try:
            raw = self._decompressor.decompress(image, max_output_size=_SIZES[-1])
        except zstandard.ZstdError as error:
            raise ValueError(f"a stored screen is damaged: {error}") from error
        if len(raw) not in _SIZES:
            raise ValueError(f"a stored screen is damaged: it has {len(raw)} bytes, not one of {_SIZES}")
        return np.frombuffer(raw, np.uint8)


def plane_of(frame: Frame) -> Array:
    """Return the bytes to keep of a frame: its greys, or all of its RGBA."""
    flat = frame.pixels.reshape(-1)
    return flat.view("<u4").astype(np.uint8) if frame.grey else flat


def frame_of(plane: Array, digest: bytes) -> Frame:
    """Return the frame whose plane this is."""
    grey = plane.size == _GREYS
    if grey:
        words = plane.astype("<u4")
        words *= 0x010101
        words |= 0xFF000000
        plane = words.view(np.uint8)
    pixels = plane.reshape(SCREEN_HEIGHT, SCREEN_WIDTH, 4)
    pixels.flags.writeable = False
    return Frame(pixels, digest, grey)
