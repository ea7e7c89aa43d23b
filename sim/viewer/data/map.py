"""The map of a run's world: every room as it looks, where it stands, and what is marked on its things."""

from __future__ import annotations

import io
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from PIL import Image

from sim.world.draw.page import CELL, GAP, LAND_WIDTH, NAME, ROOM_HEIGHT, ROOM_WIDTH
from sim.world.draw.png import png
from sim.world.draw.shapes import Box, Label, Scene
from sim.world.draw.style import FAINT, INK, TINTS
from sim.world.draw.things import marks, room
from sim.world.model import BLOCK_ROOMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.viewer.data.ground import Ground
    from sim.world.draw.shapes import Shape


_DRAWING = Lock()


def map_of(ground: Ground) -> dict[str, Any]:
    """Return the size of the map and of a cell in pixels, and where each room stands on it, by its number.

    A room's rectangle is its picture; its name stands in the `above` pixels over it.
    """
    page, scale = ground.page, ground.scale
    places = ((here, page.room(number)) for number, here in enumerate(ground.world.rooms))
    size = {"w": ROOM_WIDTH // scale, "h": ROOM_HEIGHT // scale}
    return {
        "width": page.width // scale,
        "height": page.bottom // scale,
        "tile": CELL // scale,
        "above": NAME // scale,
        "rooms": [
            {"name": here.name, "x": left // scale, "y": top // scale, **size} for here, (left, top) in places
        ],
    }


@lru_cache(maxsize=4)
def picture(ground: Ground) -> bytes:
    """Return the map as PNG. The oracle's way is not on it: that is asked for by itself."""
    with _DRAWING:  # and not the world's lock: other answers need that meanwhile, and drawing changes nothing
        page, scale = ground.page, ground.scale
        width, height = page.width // scale * scale, page.bottom // scale * scale
        drawn = png(Scene(width, height, tuple(_shapes(ground))))
        return drawn if scale == 1 else _smaller(drawn, scale)


def _smaller(drawn: bytes, scale: int) -> bytes:
    file = io.BytesIO()
    Image.open(io.BytesIO(drawn)).reduce(scale).save(file, "PNG", compress_level=4)
    return file.getvalue()


def _shapes(ground: Ground) -> Iterator[Shape]:
    world, page = ground.world, ground.page
    for land in range(world.lands):
        left, top = page.land(land)
        tint = TINTS[world.rooms[BLOCK_ROOMS * land].region]
        yield Box(left, top, LAND_WIDTH, page.land_height, None, FAINT, 2)
        yield Box(left, top, LAND_WIDTH, page.head, tint, FAINT, 2)
        yield Label(left + GAP, top + 5, f"LAND {land + 1}", INK, 2)
    for number in range(len(world.rooms)):
        yield from room(world, number, page)
    for number in range(len(world.rooms)):
        yield from marks(world, number, page)
