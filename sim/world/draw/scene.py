"""The whole map, shape by shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.draw.legend import legend, legend_height
from sim.world.draw.page import Page
from sim.world.draw.shapes import Box, Scene
from sim.world.draw.style import PAPER, START
from sim.world.draw.things import marks, room
from sim.world.draw.way import portal_marks, portals, way
from sim.world.draw.words import head, head_height, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.world.draw.shapes import Shape
    from sim.world.model import World


def draw(world: World) -> Scene:
    """Return the map of a world: lands in rows, each with its words and its 4 x 4 rooms.

    A room takes 168 x 148 pixels. Raises WorldError if the quest cannot be finished.
    """
    page = Page(world.lands, head_height(world))
    return Scene(page.width, page.bottom + legend_height(page), tuple(_shapes(world, page)))


def _shapes(world: World, page: Page) -> Iterator[Shape]:
    yield from title(world)
    for land in range(world.lands):
        yield from head(world, land, page)
    for number in range(len(world.rooms)):
        yield from room(world, number, page)
    yield from portals(world, page)
    yield from way(world, page)
    for number in range(len(world.rooms)):
        yield from marks(world, number, page)
    yield from portal_marks(world, page)
    x, y = page.centre(*world.start)
    yield Box(x - 6, y - 6, 12, 12, START, PAPER, 2)
    yield from legend(page)
