"""How a screen is stored: its bytes, exclusive-or of the screen before it, in zstandard's fastest mode.

The bytes are a frame's plane: one a pixel where the cartridge is monochrome, four where it is in
colour. Consecutive screens differ little, so most take half a kilobyte and 15 microseconds. A chain of
differences is at most `MAX_DEPTH` long, which bounds the time to read any one screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import zstandard

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH

MAX_DEPTH = 24
_GREYS = SCREEN_HEIGHT * SCREEN_WIDTH
_SIZES = (_GREYS, 4 * _GREYS)

# Level 1 with tables of 16 KiB: they stay out of the emulator's way in the processor's cache.
_PARAMETERS = zstandard.ZstdCompressionParameters(
    window_log=17, hash_log=12, chain_log=6, search_log=1, min_match=5, target_length=1,
    strategy=zstandard.STRATEGY_FAST,
)  # fmt: skip

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
        self._compressor = zstandard.ZstdCompressor(compression_params=_PARAMETERS)
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
