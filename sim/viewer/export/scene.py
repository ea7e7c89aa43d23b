"""One picture of a film: the screen, the words beside it and the drift below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH
from sim.viewer.export.captions import Captions
from sim.viewer.export.lanes import Band, lanes_of
from sim.viewer.export.look import LINE, WHITE

if TYPE_CHECKING:
    from sim.core import Json
    from sim.record.frames import Array
    from sim.viewer.export.shots import Shot
    from sim.viewer.export.stretch import Stretch

_BESIDE, _LEAST = 120, 240
"""Width of the words: pixels of the screen's own, and pixels at least."""
_LEAST_HEIGHT = 192
"""Height of the words at least, in pixels."""


class Scene:
    """Draws the pictures of a film of a run, in which the screen is `scale` times as large.

    `last`: the run's last step, `report`: its drift report as JSON. Only what has changed since the picture
    before is drawn anew.
    """

    def __init__(self, title: str, last: int, report: Json, stretch: Stretch, scale: int) -> None:
        self._scale = scale
        beside = max(_BESIDE * scale, _LEAST)
        self._across, down = SCREEN_WIDTH * scale, max(SCREEN_HEIGHT * scale, _LEAST_HEIGHT)
        size = max(10, round(4.4 * scale))
        self._captions = Captions(title, last, beside, down, size)
        lane, letters = max(16, 6 * scale), max(10, round(3.8 * scale))
        self._band = Band(lanes_of(report, stretch), stretch, self._across + beside, lane, letters)
        height = down + self._band.height
        # An even height and width: video keeps one colour for each two by two pixels.
        self._canvas = np.full((height + height % 2, self._across + beside, 3), WHITE, np.uint8)
        self._canvas[:, self._across] = LINE
        self._down = down

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of each picture, in pixels; both are even."""
        return self._canvas.shape[1], self._canvas.shape[0]

    def draw(self, shot: Shot) -> Array:
        """Return the picture of a shot as uint8 (height, width, 3) RGB; the next one takes its place."""
        canvas, scale = self._canvas, self._scale
        screen = shot.screen.repeat(scale, axis=0).repeat(scale, axis=1)
        canvas[: len(screen), : self._across] = screen
        canvas[: self._down, self._across :] = self._captions.draw(shot)
        band = self._band.draw(shot.step.number)
        canvas[self._down : self._down + len(band)] = band
        canvas[self._down] = LINE
        canvas[: self._down, self._across] = LINE
        return canvas
