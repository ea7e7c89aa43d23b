"""A map of a whole world as one picture, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from sim.world.art import TRANSPARENT, art
from sim.world.model import COLUMNS, ROWS, Kind
from sim.world.planners import solve
from sim.world.rules import start, step
from sim.world.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.world.model import World

CELL = 16
_GAP, _LABEL = 8, 12
_WIDTH, _HEIGHT = COLUMNS * CELL + _GAP, ROWS * CELL + _LABEL + _GAP
_SHADES = np.array([[255, 255, 255], [190, 190, 190], [105, 105, 105], [20, 20, 20]], np.uint8)
_TINTS = ("#e6f2dc", "#e9e4dd", "#faf0cf", "#f7dfd6", "#e4dcf0", "#dcebf7")
_PAPER, _INK, _WAY, _MARK = "#ffffff", "#202020", "#d6336c", "#1864ab"

Point = tuple[int, int]


def map_image(world: World) -> Image.Image:
    """Return the map (RGB): every room as it looks at the start, names, gates, and the oracle's way.

    The way is a red line from the green start to the relic; blue numbers count the objectives where
    they are met. A room takes 168 x 148 pixels.
    """
    picture = Image.new("RGB", (world.width * _WIDTH + _GAP, world.height * _HEIGHT + _GAP), _PAPER)
    pen = ImageDraw.Draw(picture)
    for room in range(len(world.rooms)):
        _draw_room(world, room, picture, pen)
    _draw_way(world, pen)
    return picture


def _draw_room(world: World, room: int, picture: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    left, top = _corner(world, room)
    region = world.rooms[room].region
    pen.rectangle((left - 2, top - _LABEL, left + COLUMNS * CELL + 1, top + ROWS * CELL + 1), _TINTS[region])
    picture.paste(Image.fromarray(_SHADES[_room_shades(world, room)]), (left, top))
    _write(pen, (left, top - _LABEL + 2), world.rooms[room].name, _INK)
    for thing in world.rooms[room].entities:
        if thing.kind in (Kind.GATE, Kind.ITEM, Kind.CHEST) and thing.item < 8:
            _tag(pen, _centre(world, room, thing.x, thing.y), "ABCDEFGH"[thing.item], _INK)


def _room_shades(world: World, room: int) -> NDArray[np.uint8]:
    """Return the room's pixels as shades 0-3, shape (128, 160), people included."""
    table = tables(world).rooms[room]
    tiles = art().metatiles[np.frombuffer(table.drawn(0), np.uint8)]
    shades = (
        tiles.reshape(ROWS, COLUMNS, CELL, CELL).swapaxes(1, 2).reshape(ROWS * CELL, COLUMNS * CELL).copy()
    )
    person = art().sprites["npc"]
    for cell in table.people:
        y, x = (CELL * part for part in divmod(cell, COLUMNS))
        spot = shades[y : y + CELL, x : x + CELL]
        spot[:] = np.where(person == TRANSPARENT, spot, person)
    return shades


def _draw_way(world: World, pen: ImageDraw.ImageDraw) -> None:
    for stretch in _stretches(world):
        pen.line(stretch, _WAY, 2)
    for leg in solve(world).legs:
        room, x, y = leg.end[:3]
        cx, cy = _centre(world, room, x, y)
        _tag(pen, (cx, cy), str(leg.objective + 1), _MARK)
    cx, cy = _centre(world, *world.start)
    pen.ellipse((cx - 6, cy - 6, cx + 6, cy + 6), fill="#2f9e44", outline=_PAPER)


def _stretches(world: World) -> Iterator[list[Point]]:
    """Yield the oracle's way as lines; a new one begins where a warp carries it off."""
    state = start(world)
    line = [_centre(world, *state[:3])]
    for button in solve(world).buttons:
        state, events = step(world, state, button)
        if any(event.kind == "warp" for event in events):
            yield line
            line = []
        line.append(_centre(world, *state[:3]))
    yield line


def _tag(pen: ImageDraw.ImageDraw, centre: Point, text: str, colour: str) -> None:
    cx, cy = centre
    half = 3 + 3 * len(text)
    pen.rectangle((cx - half, cy - 6, cx + half, cy + 5), _PAPER, colour)
    _write(pen, (cx - 3 * len(text), cy - 5), text, colour)


def _write(pen: ImageDraw.ImageDraw, corner: Point, text: str, colour: str) -> None:
    """Write with the cartridge's own letters, 6 pixels apart."""
    for index, char in enumerate(text):
        glyph = art().font[char]
        rows, columns = np.nonzero(glyph == glyph.max()) if glyph.any() else ((), ())
        points = [
            (corner[0] + 6 * index + int(x), corner[1] + int(y)) for y, x in zip(rows, columns, strict=True)
        ]
        pen.point(points, colour)


def _corner(world: World, room: int) -> Point:
    row, column = divmod(room, world.width)
    return column * _WIDTH + _GAP, row * _HEIGHT + _GAP + _LABEL


def _centre(world: World, room: int, x: int, y: int) -> Point:
    left, top = _corner(world, room)
    return left + x * CELL + CELL // 2, top + y * CELL + CELL // 2
