"""A contact sheet: one screen of every cartridge, with its name, in one picture."""

from __future__ import annotations

import base64
import io
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from sim.shelf.judge import REFUSED, Judged

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 160, 144
_GAP, _LINE, _LETTERS = 12, 15, 26
_PAPER, _INK, _FAINT, _ALARM = "#ffffff", "#1b1b1b", "#6b6b6b", "#b3471d"
_ROOM = HEIGHT + 2 * _LINE + _GAP


def contact_sheet(shelf: Sequence[Judged], columns: int = 6) -> bytes:
    """Return a PNG with a screen for each cartridge, in their order; who was refused has his reason there."""
    columns = min(columns, max(1, len(shelf)))
    rows = ceil(len(shelf) / columns)
    sheet = Image.new("RGB", (_GAP + columns * (WIDTH + _GAP), _GAP + rows * _ROOM), _PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for number, judged in enumerate(shelf):
        x = _GAP + number % columns * (WIDTH + _GAP)
        y = _GAP + number // columns * _ROOM
        _place(sheet, pen, judged, x, y)
        refused = judged.verdict == REFUSED
        name = _cut(Path(judged.path).name)
        pen.text((x, y + HEIGHT + 2), name, fill=_INK, font=font)
        note = judged.why if refused else f"{judged.verdict}, {judged.screens} screens"
        pen.text((x, y + HEIGHT + _LINE), _cut(note), fill=_ALARM if refused else _FAINT, font=font)
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def _place(sheet: Image.Image, pen: ImageDraw.ImageDraw, judged: Judged, x: int, y: int) -> None:
    if judged.screen:
        with Image.open(io.BytesIO(base64.b64decode(judged.screen))) as screen:
            sheet.paste(screen.convert("RGB"), (x, y))
    edge = _ALARM if judged.verdict == REFUSED else _FAINT
    pen.rectangle((x - 1, y - 1, x + WIDTH, y + HEIGHT), outline=edge)


def _cut(words: str) -> str:
    r"""Return words short enough for a picture's width, in letters that the font has.

    >>> _cut("a name that is much too long for it")
    'a name that is much too l…'
    """
    plain = words.encode("latin-1", "replace").decode("latin-1")
    return plain if len(plain) <= _LETTERS else plain[: _LETTERS - 1] + "…"
