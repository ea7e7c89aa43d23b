"""How films look: colours, letters, and how long the words of a line may be."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PIL import ImageColor, ImageFont

from sim.figures.theme import COLOURS
from sim.figures.theme import GREY as _GREY
from sim.figures.theme import INK as _INK

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont
    from PIL.ImageFont import ImageFont as PlainFont

Colour = tuple[int, ...]
"""Red, green and blue, 0 to 255."""


def _colour(name: str) -> Colour:
    return ImageColor.getrgb(name)[:3]


WHITE, LINE = _colour("#FFFFFF"), _colour("#DDDDDD")
INK, GREY = _colour(_INK), _colour("#666666")
FAINT = _colour(_GREY)
BLUE, ORANGE = _colour(COLOURS[0]), _colour(COLOURS[1])
_CUT = 4000
"""Characters of a text that are looked at: no caption has room for more."""


@cache
def letters(size: int) -> FreeTypeFont | PlainFont:
    """Return Pillow's own letters, `size` pixels high."""
    return ImageFont.load_default(size)


def wrapped(text: str, size: int, width: int, most: int) -> list[str]:
    """Return a text in at most `most` lines of `width` pixels; what does not fit is cut off with three dots.

    >>> wrapped("go north and take the raft there", 10, 80, 2)
    ['go north and', 'take the raft...']
    """
    font = letters(size)
    lines: list[str] = []
    line, cut = "", len(text) > _CUT
    for word in _words(text[:_CUT], size, width):
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= width:
            line = longer
            continue
        if len(lines) == most - 1:
            cut = True
            break
        lines.append(line)
        line = word
    lines += [line] if line else []
    if cut and lines:
        lines[-1] = _shortened(lines[-1], size, width)
    return lines


def _words(text: str, size: int, width: int) -> list[str]:
    """Return the words of a text, those that no line can hold in pieces."""
    font, found = letters(size), []
    for whole in "".join(sign if sign.isprintable() else " " for sign in text).split():
        word = whole
        while font.getlength(word) > width and len(word) > 1:
            fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or font.getlength(word[:n]) <= width)
            found.append(word[:fits])
            word = word[fits:]
        found.append(word)
    return found


def _shortened(line: str, size: int, width: int) -> str:
    font = letters(size)
    while line and font.getlength(f"{line}...") > width:
        line = line[:-1]
    return f"{line.rstrip()}..."
