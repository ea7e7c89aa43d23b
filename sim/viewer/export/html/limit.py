"""How few screens must be kept for a file to stay within its size."""

from __future__ import annotations

from collections import deque
from math import ceil
from typing import TYPE_CHECKING

from sim.viewer.export.html.files import ExportError
from sim.viewer.export.html.writer import element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.record.lookup import Lookup
    from sim.viewer.export.html.screens import Screens

MEGA = 1_000_000


class TooLarge(ExportError):
    """A file would be larger than it may be."""


class Full(Exception):
    """There is no room for all screens, only for a `share` of them."""

    def __init__(self, share: float) -> None:
        super().__init__(share)
        self.share = share


def elements(run: Lookup, screens: Screens, room: int) -> Iterator[tuple[int, bytes]]:
    """Yield (screens in it, the element of a sheet); raises Full before they take more than `room` bytes."""
    done = 0
    for at, (count, image) in enumerate(screens.sheets(run)):
        told = element(f"sheets-{at}", image)
        if len(told) > room:
            raise Full((done + count * room / len(told)) / len(screens.digests))
        yield count, told
        room -= len(told)
        done += count


def check_data(size: int, most: int) -> None:
    """Raise TooLarge if everything but the screens is more than there may be: thinning them is no help."""
    if size > most:
        raise TooLarge(
            f"without a single screen this run takes {size / MEGA:.1f} MB, and it may take {most / MEGA:g}: "
            "allow it more"
        )


def too_large(run: Lookup, screens: Screens, every: int, room: int, share: float, most: int) -> TooLarge:
    """Return the refusal of a file: it says what would fit, which was tried.

    `screens` are all of the run. Of those that one in `every` steps has, a `share` takes the `room` in bytes
    that there is for screens.
    """
    steps = len(screens.shown)
    while every < steps:
        # Screens that are farther apart have less in common: this may be too few, and is then tried again.
        every = min(steps, max(every + 1, ceil(every / max(share, 1 / steps))))
        try:
            deque(elements(run, screens.thinned(every), room), maxlen=0)
        except Full as full:
            share = full.share
        else:
            return TooLarge(
                f"the file would be larger than {most / MEGA:g} MB: --every {every} fits, which keeps all "
                f"data and the screen of one step in {every}"
            )
    return TooLarge(
        f"not even one screen fits into {most / MEGA:g} MB with the data of this run: allow it more"
    )
