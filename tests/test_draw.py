"""The map shows the whole world, the same picture every time."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor

from sim.core import WorldError
from sim.world import World, generate
from sim.world.art import art
from sim.world.draw import draw, png, save_map, svg
from sim.world.draw.page import CELL, LAND_WIDTH, Page
from sim.world.draw.shapes import Box, Label, Line, Picture, Scene
from sim.world.draw.style import WAYS
from sim.world.draw.words import head_height
from sim.world.model import COLUMNS, PROBE, ROWS, Goal, Kind, LegKind
from sim.world.planners import solve
from sim.world.rules import start, step
from sim.world.tables import tables

NAMESPACE = "{http://www.w3.org/2000/svg}"
GREYS = np.array([255, 190, 105, 20])


@pytest.fixture(scope="module")
def world() -> World:
    return generate(1, legs=8)


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return draw(world)


@pytest.fixture(scope="module")
def page(world: World) -> Page:
    return Page(world.lands, head_height(world))


@pytest.fixture(scope="module")
def picture(scene: Scene) -> Image.Image:
    return Image.open(io.BytesIO(png(scene)))


def labels(scene: Scene) -> list[str]:
    return [shape.text for shape in scene.shapes if isinstance(shape, Label)]


def test_every_room_is_drawn_as_it_looks_when_its_leg_begins(world: World, scene: Scene, page: Page) -> None:
    drawn = {(shape.x, shape.y): shape.shades for shape in scene.shapes if isinstance(shape, Picture)}
    first = {leg.land: leg.first for leg in world.legs if leg.kind is not LegKind.RECALL}
    for number, table in enumerate(tables(world).rooms):
        shades = drawn[page.room(number)]
        tiles = table.drawn(0, first[number // 16], table.home)
        people = table.stage(first[number // 16]).people
        for cell in set(range(COLUMNS * ROWS)) - set(people):
            y, x = (CELL * part for part in divmod(cell, COLUMNS))
            assert np.array_equal(shades[y : y + CELL, x : x + CELL], art().metatiles[tiles[cell]])


def test_every_room_and_every_demand_of_every_leg_is_written(world: World, scene: Scene) -> None:
    written = labels(scene)
    assert {room.name for room in world.rooms} <= set(written)
    for count, objective in enumerate(world.objectives, 1):
        words = " ".join(world.texts[objective.text].split())
        assert f"{count:3} {words}" in written
        assert str(count) in written
    for number, leg in enumerate(world.legs, 1):
        recall = leg.kind is LegKind.RECALL
        line = (
            f"LEG {number}: RECALL, BACK TO LAND {leg.land + 1}"
            if recall
            else f"LEG {number}: {leg.kind.upper()}"
        )
        assert any(line in text for text in written), line


def test_every_opportunity_is_marked_where_it_is_and_told_with_its_costs(world: World, scene: Scene) -> None:
    written = labels(scene)
    for leg in world.legs:
        for offer in leg.opportunities:
            kind = "PROBE" if offer.slot == PROBE else offer.kind.name
            effort = "/".join(str(one) for one in (offer.cost, offer.honest) if one is not None)
            name = world.rooms[offer.room].name
            assert [
                text
                for text in written
                if kind in text and text.endswith(f"IN {name}, {effort}" if effort else f"IN {name}")
            ], offer
    slots = [offer.slot for leg in world.legs for offer in leg.opportunities]
    for slot, mark in enumerate(("S0", "S1", "S2", "D", "Q?")):
        assert written.count(mark) >= slots.count(slot), mark


def test_the_whole_way_of_the_oracle_is_drawn(world: World, scene: Scene, page: Page) -> None:
    lines = [shape for shape in scene.shapes if isinstance(shape, Line) and not shape.dashed]
    state = start(world)
    for stretch in solve(world).legs:
        goal = world.objectives[stretch.objective].goal
        own = [line for line in lines if line.colour == WAYS[goal]]
        shift = 3 * (stretch.objective - world.legs[world.objectives[stretch.objective].leg].first - 2)
        for button in stretch.buttons:
            state, _ = step(world, state, button)
            x, y = page.centre(*state[:3])
            assert any(covers(line, x + shift, y + shift) for line in own), state


def covers(line: Line, x: int, y: int) -> bool:
    """Tell whether a point lies on a line of level and upright pieces."""
    return any(
        min(a[0], b[0]) <= x <= max(a[0], b[0]) and min(a[1], b[1]) <= y <= max(a[1], b[1])
        for a, b in zip(line.points, line.points[1:], strict=False)
    )


def test_the_way_is_seen_in_the_picture(picture: Image.Image, scene: Scene) -> None:
    pixels = np.asarray(picture)
    lengths = {
        goal: sum(
            abs(a[0] - b[0]) + abs(a[1] - b[1])
            for line in scene.shapes
            if isinstance(line, Line) and line.colour == WAYS[goal] and not line.dashed
            for a, b in zip(line.points, line.points[1:], strict=False)
        )
        for goal in Goal
    }
    for goal, length in lengths.items():
        seen = (pixels == ImageColor.getrgb(WAYS[goal])).all(axis=2).sum()
        assert seen > length, goal  # two pixels wide, less what marks and other ways cover


def test_every_recall_leg_has_its_two_portals_joined(world: World, scene: Scene) -> None:
    recalls = [leg for leg in world.legs if leg.kind is LegKind.RECALL]
    dashed = [shape for shape in scene.shapes if isinstance(shape, Line) and shape.dashed]
    written = labels(scene)
    assert len(dashed) == len(recalls)
    for leg in recalls:
        assert written.count(f"TO {leg.land + 1}") >= 1


def test_lands_lie_in_rows_inside_the_page_and_apart(scene: Scene, page: Page) -> None:
    frames = [
        shape
        for shape in scene.shapes
        if isinstance(shape, Box) and (shape.width, shape.height) == (LAND_WIDTH, page.land_height)
    ]
    assert [(frame.x, frame.y) for frame in frames] == [page.land(land) for land in range(page.lands)]
    assert len({(frame.x, frame.y) for frame in frames}) == page.lands
    assert scene.width / scene.height < 2.5
    for label in (shape for shape in scene.shapes if isinstance(shape, Label)):
        assert 0 <= label.x <= label.x + label.width <= scene.width, label
        assert 0 <= label.y <= scene.height - 8, label


def test_words_of_a_land_do_not_run_into_each_other(world: World, scene: Scene, page: Page) -> None:
    written = [shape for shape in scene.shapes if isinstance(shape, Label)]
    for land in range(world.lands):
        left, top = page.land(land)
        edge = left + LAND_WIDTH
        inside = [one for one in written if left <= one.x < edge and top <= one.y < top + page.head]
        inside.sort(key=lambda one: (one.y, one.x))
        for one, other in pairwise([*inside, None]):
            assert one is not None
            beside = other is not None and other.y == one.y
            assert one.x + one.width <= (other.x if other and beside else edge), one


def test_the_same_world_gives_the_same_files(world: World, scene: Scene, tmp_path: Path) -> None:
    save_map(generate(1, legs=8), tmp_path / "map.png")
    save_map(generate(1, legs=8), tmp_path / "map.SVG")
    assert (tmp_path / "map.png").read_bytes() == png(scene)
    assert (tmp_path / "map.SVG").read_bytes() == svg(scene)


def test_the_svg_holds_real_text_and_every_picture_once(world: World, scene: Scene) -> None:
    root = ET.fromstring(svg(scene))
    texts = [element.text for element in root.iter(f"{NAMESPACE}text")]
    assert texts == labels(scene)
    images = {element.get("id"): element.get("href") or "" for element in root.iter(f"{NAMESPACE}image")}
    assert len(set(images.values())) == len(images)
    pictures = [shape for shape in scene.shapes if isinstance(shape, Picture)]
    uses = list(root.iter(f"{NAMESPACE}use"))
    assert len(uses) == len(pictures)
    for use, shape in zip(uses, pictures, strict=True):
        data = images[(use.get("href") or "").removeprefix("#")].partition("base64,")[2]
        grey = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))
        seen = shape.shades < 4
        assert np.array_equal(grey[..., 3] > 0, seen)
        assert np.array_equal(grey[..., 0][seen], GREYS[shape.shades[seen]])


def test_the_default_world_fits_a_reasonable_file() -> None:
    scene = draw(generate(1))
    drawing = svg(scene)
    assert len(drawing) < 2_000_000
    assert len(png(scene)) < 4_000_000
    assert len(re.findall(rb"<image", drawing)) <= 16 * 24 + 60


def test_a_map_of_another_kind_is_refused_before_anything_is_drawn(world: World, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match=r"a map is a file \.png or \.svg, and .*map\.jpg is neither"):
        save_map(world, tmp_path / "map.jpg")
    assert list(tmp_path.iterdir()) == []


def test_what_is_needed_stands_beside_every_obstacle(world: World, scene: Scene, page: Page) -> None:
    marked = {(shape.x, shape.y): shape.text for shape in scene.shapes if isinstance(shape, Label)}
    for number, room in enumerate(world.rooms):
        for thing in room.entities:
            if thing.kind in (Kind.GATE, Kind.BARRIER):
                x, y = page.centre(number, thing.x, thing.y)
                near = {
                    text for (left, top), text in marked.items() if abs(left - x) < 30 and abs(top - y) < 24
                }
                assert near & {"LEVER", *"ABCDEFRLH"}, (room.name, thing)
