"""From an image in a request back to the screen that it shows."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import xxhash
from PIL import Image

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH, Frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core import Json


def frame_of(block: Json) -> Frame | None:
    """Return the screen of an image block, None if the image is not a screen enlarged by a whole factor."""
    source = block["source"]
    if source["type"] != "base64":
        return None
    try:
        image = Image.open(io.BytesIO(base64.b64decode(source["data"])))
        scale = image.width // SCREEN_WIDTH
        if not scale or image.size != (SCREEN_WIDTH * scale, SCREEN_HEIGHT * scale):
            return None
        pixels = np.asarray(image.convert("RGBA"))[::scale, ::scale]
    except (OSError, ValueError):  # no base64, no image, or a damaged one
        return None
    return _frame(np.ascontiguousarray(pixels))


def _frame(pixels: NDArray[np.uint8]) -> Frame:
    """Return the frame of RGBA pixels, which keeps one byte a pixel where all are grey."""
    reds = pixels[:, :, 0]
    is_grey = bool((reds == pixels[:, :, 1]).all() and (reds == pixels[:, :, 2]).all())
    plane: NDArray[Any] = (reds if is_grey else pixels).reshape(-1).copy()
    plane.flags.writeable = False
    return Frame(plane, xxhash.xxh3_128_digest(pixels.tobytes()))
