"""The words beside the screen: where the run stands, what is pressed, and what the agent says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from sim.viewer.export.look import BLUE, GREY, INK, WHITE, letters, wrapped

if TYPE_CHECKING:
    from sim.record.frames import Array
    from sim.viewer.export.look import Colour
    from sim.viewer.export.shots import Shot

_REASON = 12
"""Lines of a reason at most."""


class Captions:
    """Draws the words for shots of one run, `width` x `height` pixels in letters of `size`."""

    def __init__(self, title: str, last: int, width: int, height: int, size: int) -> None:
        self._title, self._last, self._size = title, last, size
        self._width, self._height = width, height
        self._pad, self._line = size // 2 + 2, round(size * 1.4)
        self._said: tuple[object, ...] = ()
        self._below: Array = np.zeros((0, width, 3), np.uint8)

    def draw(self, shot: Shot) -> Array:
        """Return the words for a shot as uint8 RGB; what is said is drawn anew when it changes only."""
        step = shot.step
        said = (step.decision, step.place, step.objective)
        if said != self._said:
            self._said, self._below = said, self._saying(shot)
        head = self._blank(self._height - len(self._below))
        pen = ImageDraw.Draw(head)
        pressed = "waits" if step.button == "wait" else f"presses {step.button.upper()}"
        told = ((self._title, GREY), (f"step {step.number:,} of {self._last:,}", INK), (pressed, BLUE))
        for number, (line, colour) in enumerate(told):
            self._write(pen, self._pad + number * self._line, line, colour)
        return np.concatenate([np.asarray(head), self._below])

    def _saying(self, shot: Shot) -> Array:
        """Return the lower part, which stays as it is through a decision."""
        step, saying = shot.step, shot.saying
        image = self._blank(self._height - self._pad - 3 * self._line)
        pen = ImageDraw.Draw(image)
        lines: list[tuple[str, Colour]] = []
        if step.objective is not None:
            of = "" if step.objectives is None else f" of {step.objectives}"
            lines.append((f"objectives met {step.objective}{of}", INK))
        if step.place is not None:
            lines.append((step.place, INK))
        for head, text, most in (
            ("target", saying.target, 2),
            ("reason", saying.reason, _REASON),
            ("expects", saying.expect, 3),
        ):
            if text.strip():
                lines += [("", INK), (head, GREY), *((line, INK) for line in self._wrapped(text, most))]
        for number, (line, colour) in enumerate(lines):
            self._write(pen, number * self._line, line, colour)
        return np.asarray(image)

    def _wrapped(self, text: str, most: int) -> list[str]:
        return wrapped(text, self._size, self._width - 2 * self._pad, most)

    def _write(self, pen: ImageDraw.ImageDraw, top: int, line: str, colour: Colour) -> None:
        for fitting in self._wrapped(line, 1):
            pen.text((self._pad, top), fitting, fill=colour, font=letters(self._size))

    def _blank(self, height: int) -> Image.Image:
        return Image.new("RGB", (self._width, max(0, height)), WHITE)
