"""Lays the art out in video memory and writes it as C for the engine and as JSON for the package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from tools.art import ATTRIBUTES, BLANK, LAST_CHAR, ArtError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tools.art import Art, Bitmap

BG_TILES = 256
OBJ_TILES = 128
_ART_FIRST = (*range(LAST_CHAR + 1, BG_TILES), *range(LAST_CHAR + 1))
JSON_FORMAT = 2


@dataclass(frozen=True)
class Sheet:
    """Which background tile id everything drawn got, and the tiles themselves as bitmaps by id."""

    tiles: Mapping[int, Bitmap]
    metatiles: tuple[tuple[int, ...], ...]
    frame: Mapping[str, int]


def lay_out(art: Art) -> Sheet:
    """Give out tile ids: characters keep their ASCII codes, everything else follows, drawn once.

    Raises ArtError when more than 256 different tiles are needed.
    """
    tiles = {ord(char): bitmap for char, bitmap in art.font.items()}
    free = iter(number for number in _ART_FIRST if number not in tiles)
    known: dict[Bitmap, int] = {BLANK: ord(" ")}

    def place(bitmap: Bitmap) -> int:
        if bitmap not in known:
            number = next(free, None)
            if number is None:
                raise ArtError(f"the art needs more than {BG_TILES} different tiles: draw some alike")
            known[bitmap] = number
            tiles[number] = bitmap
        return known[bitmap]

    return Sheet(
        metatiles=tuple(tuple(place(part) for part in _quarters(cell.pixels)) for cell in art.metatiles),
        frame={piece: place(bitmap) for piece, bitmap in art.frame.items()},
        tiles=tiles,
    )


def _quarters(pixels: Bitmap) -> Iterable[Bitmap]:
    """Top left, top right, bottom left, bottom right."""
    for top in (0, 8):
        for left in (0, 8):
            yield tuple(row[left : left + 8] for row in pixels[top : top + 8])


# --- C for the engine -----------------------------------------------------------------------


def header(art: Art) -> str:
    """The C header: ids of metatiles, sprites, attributes and the arrays of `source`."""
    lines = ["/* written by tools/tiles.py */", "#ifndef ART_H", "#define ART_H"]
    lines += [f"#define M_{cell.name.upper()} {number}" for number, cell in enumerate(art.metatiles)]
    lines += [f"#define S_{name.upper()} {4 * number}" for number, name in enumerate(art.sprites)]
    lines += [f"#define A_{name} {number}" for number, name in enumerate(ATTRIBUTES)]
    lines += [f"#define ART_METATILES {len(art.metatiles)}"]
    lines += [f"#define ART_OBJ_BYTES {64 * len(art.sprites)}"]
    lines += [f"#define FRAME_{piece.upper()} {number}" for number, piece in enumerate(art.frame)]
    lines += [f"extern const unsigned char {name}[];" for name in ("art_bg", "art_obj", *_TABLES)]
    return "\n".join([*lines, "#endif", ""])


_TABLES = ("art_quarters", "art_attr", "art_frame")


def bitmaps_source(art: Art, sheet: Sheet) -> str:
    """C source of the tile bitmaps (bank 1), background tiles in the order of their addresses."""
    order = (*range(128, 256), *range(128))
    background = b"".join(_encode(sheet.tiles.get(number, BLANK)) for number in order)
    objects = b"".join(_encode_sprite(pixels) for pixels in art.sprites.values())
    if len(objects) > 16 * OBJ_TILES:
        raise ArtError(f"the sprites need more than {OBJ_TILES} tiles")
    pragmas = "#pragma bank 1\n#pragma constseg BANK1\n"
    return pragmas + _array("art_bg", background) + _array("art_obj", objects)


def tables_source(art: Art, sheet: Sheet) -> str:
    """C source of the small tables that the engine keeps at hand in bank 0."""
    tables = (
        bytes(chain.from_iterable(sheet.metatiles)),
        bytes(ATTRIBUTES.index(cell.attr) for cell in art.metatiles),
        bytes(sheet.frame.values()),
    )
    return "".join(_array(name, data) for name, data in zip(_TABLES, tables, strict=True))


def _array(name: str, data: bytes) -> str:
    rows = (",".join(map(str, data[at : at + 16])) for at in range(0, len(data), 16))
    return f"const unsigned char {name}[{len(data)}] = {{\n" + ",\n".join(rows) + "\n};\n"


def _encode(bitmap: Bitmap) -> bytes:
    """Two bits a pixel: for each row the low bits, then the high bits."""
    rows = ([int(pixel) for pixel in row] for row in bitmap)
    return bytes(
        sum((pixel >> plane & 1) << (7 - at) for at, pixel in enumerate(row))
        for row in rows
        for plane in (0, 1)
    )


def _encode_sprite(pixels: Bitmap) -> bytes:
    """Two 8 x 16 objects, left then right. Colour 1 is white, 2 the palette's grey, 3 black."""
    colours = str.maketrans(".0123", "01223")
    columns = (tuple(row[left : left + 8].translate(colours) for row in pixels) for left in (0, 8))
    return b"".join(_encode(column[top : top + 8]) for column in columns for top in (0, 8))


# --- JSON for the package -------------------------------------------------------------------


def as_json(art: Art) -> str:
    """What readers of the screen and map drawers need: see `sim/world/art.py`."""
    content = {
        "format": JSON_FORMAT,
        "metatiles": [
            {"name": cell.name, "attr": cell.attr, "pixels": list(cell.pixels)} for cell in art.metatiles
        ],
        "font": {char: list(bitmap) for char, bitmap in art.font.items()},
        "sprites": {name: list(bitmap) for name, bitmap in art.sprites.items()},
        "frame": {piece: list(bitmap) for piece, bitmap in art.frame.items()},
    }
    return json.dumps(content, indent=1) + "\n"
