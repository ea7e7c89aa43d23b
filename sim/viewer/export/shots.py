"""What a film of a run shows, one moment after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH, Saying
from sim.viewer.data import DAMAGE, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.record.frames import Array
    from sim.record.lookup import Lookup, Shown
    from sim.viewer.export.stretch import Stretch

_AT_A_TIME = 64
"""Screens that are unpacked together: what they have in common is unpacked once."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A step with what was said about its decision, and its screen as uint8 (144, 160, 3) RGB."""

    step: Shown
    saying: Saying
    screen: Array


def count_of(stretch: Stretch, every: int) -> int:
    """Return how many shots `shots` yields."""
    return -(-(stretch.steps - 1) // every) + 1 if stretch.steps else 0


def shots(run: Lookup, stretch: Stretch, every: int) -> Iterator[Shot]:
    """Yield the first step of a stretch, every so many-th after it, and the last one.

    Raises RunFileError where the run is damaged.
    """
    try:
        yield from _shots(run, stretch, every)
    except DAMAGE as error:
        raise damaged(run.folder, error) from error


def _shots(run: Lookup, stretch: Stretch, every: int) -> Iterator[Shot]:
    heard, saying = 0, Saying()
    for page in _pages(run, stretch, every):
        planes = run.planes([step.frame for step in page])
        for step in page:
            if step.decision != heard:
                heard, saying = step.decision, _saying(run, step.decision)
            yield Shot(step, saying, _rgb(planes[step.frame]))


def _pages(run: Lookup, stretch: Stretch, every: int) -> Iterator[list[Shown]]:
    page: list[Shown] = []
    for number in [*range(stretch.first, stretch.last, every), stretch.last]:
        shown = run.shown(number)
        if shown is None:
            raise LookupError(f"step {number} is missing")
        page.append(shown)
        if len(page) == _AT_A_TIME:
            yield page
            page = []
    yield page


def _saying(run: Lookup, decision: int) -> Saying:
    found = run.decided(decision)
    if found is None:
        raise LookupError(f"decision {decision} is missing")
    return Saying(*found[2:5])


def _rgb(plane: Array) -> Array:
    pixels = plane.reshape(SCREEN_HEIGHT, SCREEN_WIDTH, -1)[:, :, :3]
    return np.broadcast_to(pixels, (SCREEN_HEIGHT, SCREEN_WIDTH, 3))
