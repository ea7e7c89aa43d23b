"""From a screen of the machine to what a policy sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core import Frame

GREY, RGB = 1, 3
"""Channels that an observation can have."""

_LUMA = np.array([19_595, 38_470, 7_471], dtype=np.uint32)
"""Weights of red, green and blue in 65,536ths: ITU-R BT.601, 0.299, 0.587 and 0.114."""


def seen(frame: Frame, channels: int) -> NDArray[np.uint8]:
    """Return a screen as uint8 (144, 160, channels), 0 for black to 255 for white; the array is new.

    One channel is grey: of a cartridge in colour its luma, ITU-R BT.601.
    """
    plane: NDArray[Any] = frame.plane
    if plane.size != SCREEN_HEIGHT * SCREEN_WIDTH:
        rgb = plane.reshape(SCREEN_HEIGHT, SCREEN_WIDTH, 4)[..., :3]
        return rgb.copy() if channels == RGB else (rgb @ _LUMA + 0x8000 >> 16).astype(np.uint8)[..., None]
    grey = plane.reshape(SCREEN_HEIGHT, SCREEN_WIDTH, 1)
    return grey.copy() if channels == GREY else grey.repeat(RGB, axis=2)
