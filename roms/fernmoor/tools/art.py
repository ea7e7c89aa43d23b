"""Reads the text art of the cartridge and turns it into Game Boy tiles.

Art is drawn in four shades as shown on screen: 0 white, 1 light, 2 dark, 3 black.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHADES = {".": "0", "-": "1", "+": "2", "#": "3"}
ATTRIBUTES = ("FLOOR", "SOLID", "LEDGE_S", "LEDGE_N", "LEDGE_E", "LEDGE_W", "WATER")
FIRST_CHAR, LAST_CHAR = 0x20, 0x5F
BLANK = ("00000000",) * 8

Bitmap = tuple[str, ...]
"""Rows of shade digits; in a sprite `.` stands for a transparent pixel."""


class ArtError(Exception):
    """The text art cannot be compiled; the message is one line naming file and block."""


@dataclass(frozen=True)
class Metatile:
    """A 16 x 16 cell of a room: what it is called, how it can be walked and what it looks like."""

    name: str
    attr: str
    pixels: Bitmap


@dataclass(frozen=True)
class Art:
    """Everything that is drawn, in the order of the ids."""

    metatiles: tuple[Metatile, ...]
    font: dict[str, Bitmap]
    frame: dict[str, Bitmap]
    sprites: dict[str, Bitmap]


def load(folder: Path) -> Art:
    """Read all `*.txt` of the art folder. Raises ArtError."""
    cells = _blocks(folder / "regions.txt", "tile", 16) + _blocks(folder / "shared.txt", "tile", 16)
    return Art(
        metatiles=tuple(_metatile(title, rows) for title, rows in cells),
        font=_font(folder / "font.txt"),
        frame={title: _shaded(title, rows) for title, rows in _blocks(folder / "frame.txt", "tile", 8)},
        sprites={
            title: _sprite(title, rows) for title, rows in _blocks(folder / "sprites.txt", "sprite", 16)
        },
    )


def _metatile(title: str, rows: Bitmap) -> Metatile:
    name, _, attr = title.partition(" ")
    if attr not in ATTRIBUTES:
        raise ArtError(f"tile {name}: attribute {attr!r} is not one of {', '.join(ATTRIBUTES)}")
    return Metatile(name, attr, _shaded(name, rows))


def _shaded(name: str, rows: Bitmap) -> Bitmap:
    try:
        return tuple("".join(SHADES[mark] for mark in row) for row in rows)
    except KeyError as error:
        raise ArtError(f"{name}: unknown mark {error}") from None


def _sprite(name: str, rows: Bitmap) -> Bitmap:
    """`+` is one grey per sprite palette: the player wears dark, everybody else light."""
    grey = "2" if name.startswith("player") else "1"
    marks = {"_": ".", ".": "0", "+": grey, "#": "3"}
    if not set("".join(rows)) <= set(marks):
        raise ArtError(f"sprite {name}: only the marks _ . + # may be used")
    return tuple("".join(marks[mark] for mark in row) for row in rows)


def _font(path: Path) -> dict[str, Bitmap]:
    glyphs: dict[str, Bitmap] = {" ": BLANK}
    for chars, rows in _titled(path, "band"):
        width = 6 * len(chars) - 1
        if len(rows) != 7 or any(len(row) != width for row in rows):
            raise ArtError(
                f"{path.name}: band {chars} must be 7 rows of {len(chars)} letters, 5 wide and 1 apart"
            )
        for index, char in enumerate(chars):
            if char in glyphs or not FIRST_CHAR <= ord(char) <= LAST_CHAR:
                raise ArtError(f"{path.name}: {char!r} comes twice or is none of 0x20-0x5F")
            glyphs[char] = (BLANK[0], *(_glyph_row(row, index) for row in rows))
    return glyphs


def _glyph_row(row: str, index: int) -> str:
    return "0" + _shaded("font", (row[6 * index : 6 * index + 5],))[0] + "00"


def _blocks(path: Path, word: str, size: int) -> list[tuple[str, Bitmap]]:
    blocks = list(_titled(path, word))
    for title, rows in blocks:
        if len(rows) != size or any(len(row) != size for row in rows):
            raise ArtError(f"{path.name}: {word} {title} must be {size} rows of {size} marks")
    return blocks


def _titled(path: Path, word: str) -> Iterator[tuple[str, Bitmap]]:
    title: str | None = None
    rows: list[str] = []
    for line in path.read_text("ascii").splitlines():
        if not line or line.startswith(";"):
            continue
        if line.startswith(word + " "):
            if title is not None:
                yield title, tuple(rows)
            title, rows = line.removeprefix(word + " "), []
        else:
            rows.append(line)
    if title is not None:
        yield title, tuple(rows)
