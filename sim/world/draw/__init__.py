"""A map of a whole world, for people: as a picture (PNG) or as text and shapes (SVG)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.world.draw.png import png
from sim.world.draw.scene import draw
from sim.world.draw.svg import svg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.world.draw.shapes import Scene
    from sim.world.model import World

__all__ = ["draw", "format_of", "png", "save_map", "svg"]

_WRITERS: dict[str, Callable[[Scene], bytes]] = {".png": png, ".svg": svg}


def format_of(path: Path) -> Callable[[Scene], bytes]:
    """Return what makes a file of this name, told by its suffix. Raises WorldError if nothing does."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise WorldError(f"a map is a file .png or .svg, and {path} is neither")
    return writer


def save_map(world: World, path: Path) -> None:
    """Draw the world into a file, PNG or SVG by its suffix; the same world gives the same bytes.

    It shows every room as it looks when the leg of its land begins, what each leg asks for, what stands
    in the way, temptations, ways back to earlier lands, and the oracle's way. Raises WorldError for
    another suffix, OSError if the file cannot be written.
    """
    writer = format_of(path)
    path.write_bytes(writer(draw(world)))
