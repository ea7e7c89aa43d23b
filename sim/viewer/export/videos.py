"""Films as MP4: H.264 as every browser and player takes it. The only module that speaks to PyAV."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sim.core import LongplayError

if TYPE_CHECKING:
    from pathlib import Path

    from sim.record.frames import Array

_CODEC, _PIXELS = "libx264", "yuv420p"
_MISSING = 'mp4 needs PyAV: pip install "longplay[video]" (gif needs nothing)'
_NO_CODEC = (
    f"this PyAV has no {_CODEC}: pip install --force-reinstall av takes one that has it, or ask for a gif"
)
_QUALITY = {"crf": "20", "preset": "veryfast", "tune": "animation"}
"""Quality (0 best, 51 worst), how much time is spent on making it small, and what it is of."""
_SEEK = 10
"""Seconds between two pictures that stand for themselves, to which a player can jump."""


class Mp4:
    """Writes an MP4 of pictures of `size` pixels, even both. Memory does not depend on its length.

    Raises LongplayError if PyAV is missing, or has no H.264.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: float, title: str) -> None:
        self._av = need_av()
        # "faststart": what a browser needs first stands at the beginning
        self._container = self._av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._container.metadata["title"] = title
        rate = Fraction(fps).limit_denominator(1000)
        stream = self._container.add_stream(_CODEC, rate=rate, options=_QUALITY)
        stream.width, stream.height = size
        stream.pix_fmt = _PIXELS
        stream.gop_size = max(1, round(_SEEK * fps))
        self._stream = stream
        self.bytes = 0

    def add(self, picture: Array) -> None:
        """Add a picture, uint8 (height, width, 3) RGB."""
        self._mux(self._av.VideoFrame.from_ndarray(picture, format="rgb24"))

    def finish(self) -> None:
        """Write what the codec still holds."""
        self._mux(None)

    def close(self) -> None:
        """Let go of the file; it is whole if `finish` was called."""
        self._container.close()

    def _mux(self, frame: Any) -> None:
        for packet in self._stream.encode(frame):
            self.bytes += packet.size
            self._container.mux(packet)


def need_av() -> Any:
    """Return PyAV; raises LongplayError if it is missing, or has no H.264."""
    try:
        # an extra, and a tenth of a second
        import av  # noqa: PLC0415
    except ImportError as error:
        raise LongplayError(_MISSING) from error
    if _CODEC not in av.codecs_available:
        raise LongplayError(_NO_CODEC)
    return av
