"""The pictures of the cartridge, as the art compiler left them in `art.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

TRANSPARENT = 255
"""The shade of a sprite's pixels that show what is below."""


@dataclass(frozen=True, eq=False)
class Art:
    """Everything drawn, in shades 0 (white) to 3 (black); arrays are read-only uint8.

    Metatile `i` is called `names[i]`, walks like `attributes[i]` (FLOOR, SOLID, WATER, LEDGE_N, ...)
    and looks like `metatiles[i]`, of shape (n, 16, 16). `ids` gives a metatile by its name. `font`
    holds the 8 x 8 glyphs of texts and of the status lines, `frame` the pieces of the text box;
    `sprites` are 16 x 16 with `TRANSPARENT` pixels.
    """

    names: tuple[str, ...]
    attributes: tuple[str, ...]
    ids: Mapping[str, int]
    metatiles: NDArray[np.uint8]
    font: Mapping[str, NDArray[np.uint8]]
    frame: Mapping[str, NDArray[np.uint8]]
    sprites: Mapping[str, NDArray[np.uint8]]


@cache
def art() -> Art:
    """Return the art, read once."""
    content = json.loads(resources.files("sim.world").joinpath("art.json").read_text("utf-8"))
    tiles = content["metatiles"]
    names = tuple(tile["name"] for tile in tiles)
    return Art(
        names=names,
        attributes=tuple(tile["attr"] for tile in tiles),
        ids=MappingProxyType({name: number for number, name in enumerate(names)}),
        metatiles=_frozen(np.stack([_bitmap(tile["pixels"]) for tile in tiles])),
        font=_bitmaps(content["font"]),
        frame=_bitmaps(content["frame"]),
        sprites=_bitmaps(content["sprites"]),
    )


def _bitmaps(pictures: Mapping[str, Any]) -> Mapping[str, NDArray[np.uint8]]:
    return MappingProxyType({name: _frozen(_bitmap(rows)) for name, rows in pictures.items()})


def _bitmap(rows: Iterable[str]) -> NDArray[np.uint8]:
    return np.array([[TRANSPARENT if mark == "." else int(mark) for mark in row] for row in rows], np.uint8)


def _frozen(bitmap: NDArray[np.uint8]) -> NDArray[np.uint8]:
    bitmap.flags.writeable = False
    return bitmap
