"""How a screen is stored: RGBA bytes, exclusive-or of the screen before it, zstandard level 1.

Consecutive screens differ little, so most screens take about a kilobyte and 30 microseconds. A chain
of differences is at most `MAX_DEPTH` long, which bounds the time to read any one screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import zstandard

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH

MAX_DEPTH = 24
_SHAPE = (SCREEN_HEIGHT, SCREEN_WIDTH, 4)
_SIZE = SCREEN_HEIGHT * SCREEN_WIDTH * 4
_WORDS = np.dtype(np.uint64)

Pixels = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A screen as the file holds it: its digest, its depth in the chain, and its pixels."""

    digest: bytes
    depth: int
    pixels: Pixels


class FrameCodec:
    """Packs screens against each other and unpacks them again; keeps its (de)compressor."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=1)
        self._decompressor = zstandard.ZstdDecompressor()

    def pack(self, pixels: Pixels, base: Pixels | None) -> bytes:
        """Compress `pixels`, uint8 (144, 160, 4), as the difference to `base` if there is one."""
        if base is None:
            return self._compressor.compress(pixels.tobytes())
        difference = np.bitwise_xor(_words(pixels), _words(base))
        return self._compressor.compress(difference.data)

    def unpack(self, images: list[bytes]) -> Pixels:
        """Return the screen of a chain of `images`, key frame last; raises ValueError if damaged."""
        total = np.zeros(_SIZE // 8, _WORDS)
        for image in images:
            try:
                raw = self._decompressor.decompress(image, max_output_size=_SIZE)
            except zstandard.ZstdError as error:
                raise ValueError(f"a stored screen is damaged: {error}") from error
            if len(raw) != _SIZE:
                raise ValueError(f"a stored screen has {len(raw)} bytes, not {_SIZE}")
            np.bitwise_xor(total, np.frombuffer(raw, _WORDS), out=total)
        pixels = total.view(np.uint8).reshape(_SHAPE)
        pixels.flags.writeable = False
        return pixels


def _words(pixels: Pixels) -> Pixels:
    return pixels.reshape(-1).view(_WORDS)
