"""Screens as the file holds them: each distinct one once, below each other in images without loss."""

from __future__ import annotations

import io
from array import array
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, features

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH
from sim.record.lookup import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.record.frames import Array
    from sim.record.lookup import Lookup

SHEET = 64
"""Screens in an image: below each other, where what two have in common lies near."""
_LARGEST = 16_383
"""Pixels of a WebP each way at most (RFC 9649, 2.6)."""


@dataclass(frozen=True)
class Screens:
    """The distinct screens that are kept, in the order in which they came.

    `shown` has for each step the place of its screen among them: its own, or where that is not kept the one
    of the nearest earlier step whose screen is.
    """

    digests: Sequence[bytes]
    shown: Sequence[int]

    def thinned(self, every: int) -> Screens:
        """Return the screens of steps 1, 1 + every, 1 + 2 * every ..."""
        if every == 1:
            return self
        places: dict[int, int] = {}
        shown = array("l")
        for at, place in enumerate(self.shown):
            shown.append(places.setdefault(place, len(places)) if at % every == 0 else shown[-1])
        return Screens([self.digests[place] for place in places], shown)

    def sheets(self, run: Lookup) -> Iterator[tuple[int, bytes]]:
        """Yield (screens in it, image) one after another; `SHEET` screens in each but the last."""
        digests = iter(self.digests)
        while batch := list(islice(digests, SHEET)):
            planes = run.planes(batch)
            yield len(batch), image([planes[digest] for digest in batch])


def screens_of(run: Lookup) -> Screens:
    """Return all screens of a run."""
    places: dict[bytes, int] = {}
    shown = array("l")
    while page := run.page(len(shown), CHUNK):
        shown.extend(places.setdefault(step.frame, len(places)) for step in page)
    return Screens(list(places), shown)


def image(planes: Sequence[Array]) -> bytes:
    """Return screens below each other as lossless WebP or PNG, whichever is smaller.

    `planes` are as `core.Frame` has them; a sheet with any screen in colour is RGB.
    """
    if all(plane.size == SCREEN_WIDTH * SCREEN_HEIGHT for plane in planes):
        sheet = _indexed(np.concatenate(planes).reshape(-1, SCREEN_WIDTH))
        colours = len(sheet.getcolors() or ())
        png = _saved(sheet, "PNG", compress_level=9, bits=max(1, (colours - 1).bit_length()))
    else:
        sheet = Image.fromarray(np.concatenate([_rgb(plane) for plane in planes]))
        png = _saved(sheet, "PNG", compress_level=9)
    return smaller(png)


def smaller(png: bytes) -> bytes:
    """Return a picture as lossless WebP if that is smaller than the PNG, as most often it is."""
    picture = Image.open(io.BytesIO(png))
    if not features.check("webp") or max(picture.size) > _LARGEST:
        return png
    # Of all efforts this one takes least for a sheet, 130 bytes a screen, and next to no longer than others.
    return min(png, _saved(picture.convert("RGB"), "WEBP", lossless=True, method=3, quality=100), key=len)


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _indexed(grey: Array) -> Image.Image:
    """Return a picture whose palette has only the greys that occur: a Game Boy has four."""
    levels = np.flatnonzero(np.bincount(grey.reshape(-1), minlength=256))
    place = np.zeros(256, np.uint8)
    place[levels] = np.arange(len(levels))
    picture = Image.fromarray(place[grey], "P")
    picture.putpalette(np.repeat(levels, 3).astype(np.uint8).tobytes())
    return picture


def _rgb(plane: Array) -> Array:
    channels = plane.reshape(SCREEN_HEIGHT, SCREEN_WIDTH, -1)
    return np.broadcast_to(channels[:, :, :3], (SCREEN_HEIGHT, SCREEN_WIDTH, 3))
