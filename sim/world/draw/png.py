"""The map as a picture; its letters are those of the cartridge."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from sim.world.art import TRANSPARENT, art
from sim.world.draw.shapes import LETTER_WIDTH, Area, Box, Label, Line, Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.world.draw.shapes import Point, Scene, Shape

_SHADES = np.array([[255, 255, 255], [190, 190, 190], [105, 105, 105], [20, 20, 20]], np.uint8)
_DASH = 9


def png(scene: Scene) -> bytes:
    """Return the scene as a PNG file."""
    image = Image.new("RGB", (scene.width, scene.height), "#ffffff")
    pen = ImageDraw.Draw(image)
    for shape in scene.shapes:
        _draw(shape, image, pen)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=4)
    return file.getvalue()


def _draw(shape: Shape, image: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    match shape:
        case Picture():
            _paste(shape, image)
        case Box():
            corners = (shape.x, shape.y, shape.x + shape.width - 1, shape.y + shape.height - 1)
            pen.rectangle(corners, shape.fill, shape.line, shape.weight)
        case Line():
            for part in _dashes(shape.points) if shape.dashed else [shape.points]:
                pen.line(part, shape.colour, shape.weight)
        case Area():
            pen.polygon(shape.points, shape.fill)
        case Label():
            _write(shape, pen)


def _paste(picture: Picture, image: Image.Image) -> None:
    seen = picture.shades != TRANSPARENT
    pixels = Image.fromarray(_SHADES[np.where(seen, picture.shades, 0)])
    image.paste(pixels, (picture.x, picture.y), Image.fromarray(seen))


def _write(label: Label, pen: ImageDraw.ImageDraw) -> None:
    for index, char in enumerate(label.text):
        left = label.x + LETTER_WIDTH * label.scale * index
        for x, y in _dots(char):
            corner = left + x * label.scale, label.y + y * label.scale
            pen.rectangle((*corner, corner[0] + label.scale - 1, corner[1] + label.scale - 1), label.colour)


@cache
def _dots(char: str) -> tuple[Point, ...]:
    """Return the black pixels of a letter."""
    glyph: NDArray[np.uint8] = art().font[char]
    return tuple((int(x), int(y)) for y, x in np.argwhere(glyph == 3))


def _dashes(points: tuple[Point, ...]) -> list[tuple[Point, ...]]:
    """Return every second piece of a straight line."""
    (x, y), (to_x, to_y) = points[0], points[-1]
    count = max(1, int(np.hypot(to_x - x, to_y - y)) // _DASH)
    steps = [(x + (to_x - x) * n // count, y + (to_y - y) * n // count) for n in range(count + 1)]
    return [(steps[n], steps[n + 1]) for n in range(0, count, 2)]
