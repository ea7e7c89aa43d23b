"""The oracle's way as lines, and the portals of recall legs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sim.world.draw.page import CELL
from sim.world.draw.shapes import Area, Line
from sim.world.draw.style import WAYS, drawn, link_tag
from sim.world.model import Goal, Kind, land_of
from sim.world.planners import solve
from sim.world.rules import start, step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.world.draw.page import Page
    from sim.world.draw.shapes import Point, Shape
    from sim.world.model import Entity, World

_APART = 3
"""Pixels between the ways to two objectives of a leg, where they lead over the same cells."""
_ABOVE = 12
"""Pixels from the middle of a portal to its mark."""


class Place(NamedTuple):
    """A cell of the way."""

    room: int
    x: int
    y: int


def way(world: World, page: Page) -> Iterator[Shape]:
    """Yield the oracle's way, in the colour of what it leads to, with an arrow into every room."""
    for objective, places in _stretches(world):
        goal, leg = world.objectives[objective].goal, world.legs[world.objectives[objective].leg]
        shift = _APART * (objective - leg.first - 2)
        for run in _runs(page, places):
            points = [_moved(page.centre(*place), shift) for place in run]
            yield Line(_straightened(points), WAYS[goal])
            for before, after in pairwise(run):
                if before.room != after.room:
                    yield _arrow(
                        _moved(page.centre(*before), shift), _moved(page.centre(*after), shift), WAYS[goal]
                    )


def portals(world: World, page: Page) -> Iterator[Shape]:
    """Yield a dashed line between the two portals of every recall leg."""
    for room, thing, target in _portals_back(world):
        here, there = page.centre(room, thing.x, thing.y), page.centre(*target)
        yield Line((here, there), WAYS[Goal.RECALL], 2, dashed=True)


def portal_marks(world: World, page: Page) -> Iterator[Shape]:
    """Yield at every portal the land at its other end."""
    for room, thing, target in _portals_back(world):
        (x, y), (to_x, to_y) = page.centre(room, thing.x, thing.y), page.centre(*target)
        yield from drawn([link_tag(f"TO {land_of(target[0]) + 1}")], (x, y - _ABOVE))
        # Who comes out of a portal stands below it.
        yield from drawn([link_tag(f"FROM {land_of(room) + 1}")], (to_x, to_y - CELL - _ABOVE))


def _portals_back(world: World) -> Iterator[tuple[int, Entity, tuple[int, int, int]]]:
    """Yield the portals that lead to an earlier land: the room, the portal, where it leads."""
    for room, here in enumerate(world.rooms):
        for thing in here.entities:
            target = thing.target if thing.kind == Kind.WARP else None
            if target is not None and land_of(target[0]) < land_of(room):
                yield room, thing, target


def _stretches(world: World) -> Iterator[tuple[int, list[Place]]]:
    """Yield each objective with the cells of the way to it."""
    state = start(world)
    for stretch in solve(world).legs:
        places = [Place(*state[:3])]
        for button in stretch.buttons:
            state, _ = step(world, state, button)
            if state[:3] != places[-1]:
                places.append(Place(*state[:3]))
        yield stretch.objective, places


def _runs(page: Page, places: list[Place]) -> Iterator[list[Place]]:
    """Yield the parts of a way that can be drawn in one go: portals and the ends of rows part it."""
    run = places[:1]
    for before, after in pairwise(places):
        lands = land_of(before.room), land_of(after.room)
        if not page.together(*lands) or lands[1] - lands[0] not in (0, 1) or _leap(page, before, after):
            yield run
            run = []
        run.append(after)
    yield run


def _leap(page: Page, before: Place, after: Place) -> bool:
    """Tell whether two places are neither in line nor next to each other."""
    (x, y), (to_x, to_y) = page.centre(*before), page.centre(*after)
    return x != to_x and y != to_y


def _moved(point: Point, shift: int) -> Point:
    return point[0] + shift, point[1] + shift


def _straightened(points: list[Point]) -> tuple[Point, ...]:
    """Leave out the points in the midst of a straight line."""
    kept = points[:1]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        if _heading(before, point) != _heading(point, after):
            kept.append(point)
    return (*kept, *points[-1:]) if len(points) > 1 else tuple(kept * 2)


def _heading(one: Point, other: Point) -> Point:
    dx, dy = other[0] - one[0], other[1] - one[1]
    return (dx > 0) - (dx < 0), (dy > 0) - (dy < 0)


def _arrow(before: Point, after: Point, colour: str) -> Area:
    """Return the head of an arrow that comes from `before` and ends at `after`."""
    (dx, dy), (x, y) = _heading(before, after), after
    back_x, back_y = x - 8 * dx, y - 8 * dy
    return Area(((x, y), (back_x - 5 * dy, back_y - 5 * dx), (back_x + 5 * dy, back_y + 5 * dx)), colour)
