"""What a drawing is made of: values that the writers of PNG and SVG turn into pixels or text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Point = tuple[int, int]

LETTER_WIDTH, LETTER_HEIGHT = 6, 8
"""Pixels of a letter at scale 1, the space after it included."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels in shades 0 (white) to 3 (black), 255 for those that show what is below; (height, width)."""

    x: int
    y: int
    shades: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, filled or with a line around it `weight` pixels wide, or both."""

    x: int
    y: int
    width: int
    height: int
    fill: str | None = None
    line: str | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line from point to point."""

    points: tuple[Point, ...]
    colour: str
    weight: int = 2
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon."""

    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Label:
    """Capital letters with their upper left corner at (`x`, `y`), `scale` times as large."""

    x: int
    y: int
    text: str
    colour: str
    scale: int = 1

    @property
    def width(self) -> int:
        """Pixels from the first letter to the end of the last."""
        return len(self.text) * LETTER_WIDTH * self.scale


Shape = Picture | Box | Line | Area | Label


@dataclass(frozen=True)
class Scene:
    """A whole drawing on white paper: later shapes cover earlier ones."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
