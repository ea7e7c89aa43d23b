"""Reads a Fernmoor screen from its pixels: the room's cells, who stands where, and every letter.

Nothing is guessed: a screen with any cell or letter that is not in the cartridge's art is no screen
of Fernmoor. A read takes some 50 microseconds, most of which is spent on cutting the picture up.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH, Percept
from sim.world.art import TRANSPARENT, art

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sim.core import Frame

_CELL, _GLYPH = 16, 8
_COLUMNS, _ROWS, _GLYPHS = SCREEN_WIDTH // _CELL, 8, SCREEN_WIDTH // _GLYPH
_STATUS_ROW, _BOX_ROW = 16, 12  # rows of glyphs where the status lines and the text box begin
_BOX_CELLS = 6 * _COLUMNS  # the cells above the text box
_HELD = re.compile(r"GOAL(\d{3}) \$(\d{4}) ([A-F-][R-][L-][H-][P-][T-])")
"""The second status line: objectives met, points, and what is held, each thing in a place of its own."""
_PLAYER = (("player_up", False), ("player_side", False), ("player_down", False), ("player_side", True))
"""The sprite of a player who faces north, east, south, west, and whether it is mirrored for it."""


class _Sprite(NamedTuple):
    """The opaque pixels of a sprite in a cell of 256, and their shades; `facing` is None for people."""

    where: NDArray[np.intp]
    shades: bytes
    facing: int | None


class _Lookup(NamedTuple):
    """Pixels (shades, row by row) of cells and glyphs, and what they are."""

    tiles: Mapping[bytes, int]
    sprites: tuple[_Sprite, ...]
    font: Mapping[bytes, str]
    corner: bytes


def read(frame: Frame) -> Percept | None:
    """Return what a frame of Fernmoor shows, or None if it is a frame of something else.

    The greys may be any four that are evenly apart, as PyBoy's are.
    """
    lookup = _lookup()
    if frame.plane.size != SCREEN_HEIGHT * SCREEN_WIDTH:
        return None  # in colour, which Fernmoor is not
    greys = frame.plane.reshape(SCREEN_HEIGHT, SCREEN_WIDTH)
    shades = np.right_shift(greys, 6, dtype=np.uint8) ^ np.uint8(3)
    lower = _cut(shades[_BOX_ROW * _GLYPH :], _GLYPH)
    has_box = lower[: len(lookup.corner)] == lookup.corner
    room = _room(lookup, shades, _BOX_CELLS if has_box else _COLUMNS * _ROWS)
    if room is None:
        return None
    return _with_box(lookup, room, lower) if has_box else _with_status(lookup, room, lower)


# --- the room -------------------------------------------------------------------------------


class _Room(NamedTuple):
    tiles: bytes
    player: tuple[int, int]
    facing: int
    npcs: tuple[tuple[int, int], ...]


def _room(lookup: _Lookup, shades: NDArray[np.uint8], cells: int) -> _Room | None:
    pixels = _cut(shades[: cells // _COLUMNS * _CELL], _CELL)
    tiles = bytearray([Percept.UNSEEN]) * (_COLUMNS * _ROWS)
    player, facing, npcs = (-1, -1), -1, []
    size = _CELL * _CELL
    for cell in range(cells):
        picture = pixels[cell * size : cell * size + size]
        tile = lookup.tiles.get(picture)
        if tile is not None:
            tiles[cell] = tile
            continue
        sprite = _sprite(lookup, picture)
        if sprite is None:
            return None
        if sprite.facing is None:
            npcs.append((cell % _COLUMNS, cell // _COLUMNS))
        elif facing < 0:
            player, facing = (cell % _COLUMNS, cell // _COLUMNS), sprite.facing
        else:
            return None  # there is one player only
    return _Room(bytes(tiles), player, facing, tuple(npcs))


def _sprite(lookup: _Lookup, picture: bytes) -> _Sprite | None:
    pixels = np.frombuffer(picture, np.uint8)
    return next((one for one in lookup.sprites if pixels[one.where].tobytes() == one.shades), None)


# --- letters --------------------------------------------------------------------------------


def _with_status(lookup: _Lookup, room: _Room, lower: bytes) -> Percept | None:
    place = _line(lookup.font, lower, _STATUS_ROW, 0, _GLYPHS)
    held = _HELD.fullmatch(_line(lookup.font, lower, _STATUS_ROW + 1, 0, _GLYPHS) or "")
    if not place or held is None or room.facing < 0:
        return None
    goal, score, bag = held.groups()
    return Percept(*room, place.rstrip(), bag.replace("-", ""), int(goal), int(score), None, more=False)


def _with_box(lookup: _Lookup, room: _Room, lower: bytes) -> Percept | None:
    lines = [_line(lookup.font, lower, row, 1, 19) for row in range(_BOX_ROW + 1, _BOX_ROW + 5)]
    prompt = _line(lookup.font, lower, _BOX_ROW + 5, 17, 19)
    if prompt not in (">A", "<A") or None in lines:
        return None
    text = [line.rstrip() for line in lines if line is not None]
    while text and not text[-1]:
        text.pop()
    return Percept(*room, None, None, None, None, tuple(text), more=prompt == ">A")


def _line(font: Mapping[bytes, str], lower: bytes, row: int, first: int, end: int) -> str | None:
    """Return the characters of a row of glyphs, or None if one of them is none of the font."""
    size = _GLYPH * _GLYPH
    start = ((row - _BOX_ROW) * _GLYPHS + first) * size
    marks = [font.get(lower[at : at + size], "") for at in range(start, start + (end - first) * size, size)]
    return "".join(marks) if all(marks) else None


# --- pictures -------------------------------------------------------------------------------


def _cut(shades: NDArray[np.uint8], size: int) -> bytes:
    """Return the squares of a picture, row by row, as the bytes of their pixels one after another."""
    height, width = shades.shape
    squares = shades.reshape(height // size, size, width // size, size).swapaxes(1, 2)
    return squares.tobytes()


@cache
def _lookup() -> _Lookup:
    drawn = art()
    players = (
        _of_sprite(picture, facing)
        for facing, (name, mirrored) in enumerate(_PLAYER)
        for picture in _looks(drawn.sprites[name], facing=facing, mirrored=mirrored)
    )
    return _Lookup(
        tiles={picture.tobytes(): number for number, picture in enumerate(drawn.metatiles)},
        sprites=(*players, _of_sprite(drawn.sprites["npc"], None)),
        font=_letters(drawn.font.items()),
        corner=drawn.frame["top_left"].tobytes(),
    )


def _looks(picture: NDArray[np.uint8], *, facing: int, mirrored: bool) -> Iterable[NDArray[np.uint8]]:
    """Yield a sprite as it is drawn: walking north or south is animated by mirroring it."""
    if facing in (0, 2) or not mirrored:
        yield picture
    if facing in (0, 2) or mirrored:
        yield np.fliplr(picture)


def _of_sprite(picture: NDArray[np.uint8], facing: int | None) -> _Sprite:
    where = np.flatnonzero(picture != TRANSPARENT)
    return _Sprite(where, picture.reshape(-1)[where].tobytes(), facing)


def _letters(glyphs: Iterable[tuple[str, NDArray[np.uint8]]]) -> dict[bytes, str]:
    return {picture.tobytes(): mark for mark, picture in glyphs}
