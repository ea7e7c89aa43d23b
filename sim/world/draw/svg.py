"""The map as shapes and text, so that it can be searched and looked at from near."""

from __future__ import annotations

import io
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from sim.world.art import TRANSPARENT
from sim.world.draw.shapes import LETTER_HEIGHT, Area, Box, Label, Line, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.world.draw.shapes import Point, Scene, Shape

_GREYS = bytes([255, 255, 255, 190, 190, 190, 105, 105, 105, 20, 20, 20, 0, 0, 0])
_CLEAR = 4  # the number in the palette of a pixel that shows what is below
_LETTER = 10  # a monospaced letter is 0.6 times as wide as it is high


def svg(scene: Scene) -> bytes:
    """Return the scene as an SVG file. A picture that occurs more than once is in it once."""
    size = f'width="{scene.width}" height="{scene.height}" viewBox="0 0 {scene.width} {scene.height}"'
    pictures = _Pictures()
    body = [_element(shape, pictures) for shape in scene.shapes]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="monospace" font-size="{_LETTER}">',
        "<style>image{image-rendering:pixelated}text{white-space:pre}</style>",
        "<defs>",
        *pictures.definitions(),
        "</defs>",
        f'<rect width="{scene.width}" height="{scene.height}" fill="#ffffff"/>',
        *body,
        "</svg>",
    ]
    return "\n".join(parts).encode() + b"\n"


class _Pictures:
    """The different pictures of a file, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[int, ...], bytes], int] = {}

    def number(self, picture: Picture) -> int:
        key = (picture.shades.shape, picture.shades.tobytes())
        return self._numbers.setdefault(key, len(self._numbers))

    def definitions(self) -> Iterator[str]:
        for (shape, content), number in self._numbers.items():
            shades = np.frombuffer(content, np.uint8).reshape(shape)
            image = Image.fromarray(np.where(shades == TRANSPARENT, _CLEAR, shades).astype(np.uint8), "P")
            image.putpalette(_GREYS)
            file = io.BytesIO()
            image.save(file, "PNG", optimize=True, bits=4, transparency=_CLEAR)
            data = b64encode(file.getvalue()).decode()
            yield (
                f'<image id="p{number}" width="{shape[1]}" height="{shape[0]}" '
                f'href="data:image/png;base64,{data}"/>'
            )


def _element(shape: Shape, pictures: _Pictures) -> str:
    match shape:
        case Picture():
            return f'<use href="#p{pictures.number(shape)}" x="{shape.x}" y="{shape.y}"/>'
        case Box():
            return _box(shape)
        case Line():
            dash = ' stroke-dasharray="9"' if shape.dashed else ""
            return (
                f'<polyline points="{_points(shape.points)}" fill="none" stroke="{shape.colour}" '
                f'stroke-width="{shape.weight}" stroke-linejoin="round"{dash}/>'
            )
        case Area():
            return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}"/>'
        case Label():
            return _label(shape)


def _box(box: Box) -> str:
    line = f' stroke="{box.line}" stroke-width="{box.weight}"' if box.line else ""
    inset = box.weight / 2 if box.line else 0
    return (
        f'<rect x="{box.x + inset:g}" y="{box.y + inset:g}" width="{box.width - 2 * inset:g}" '
        f'height="{box.height - 2 * inset:g}" fill="{box.fill or "none"}"{line}/>'
    )


def _label(label: Label) -> str:
    size = f' font-size="{_LETTER * label.scale}"' if label.scale > 1 else ""
    x, base = label.x + label.scale, label.y + LETTER_HEIGHT * label.scale
    fitted = f'textLength="{label.width - label.scale}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{x}" y="{base}" fill="{label.colour}"{size} {fitted}>{escape(label.text)}</text>'


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
