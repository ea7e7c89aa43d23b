"""What the words that were read and heard in some places say, put together."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from sim.agents import phrases
from sim.agents.knowledge import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.agents.knowledge import Grid, Place


class Hearsay(NamedTuple):
    """Where things and places are, as others tell.

    `grids`: positions by name. `homes`: the place in which a thing is, by what it is called.
    `bearings`: a thing's direction from a position, by what it is called. `words`: every text.
    """

    grids: Mapping[str, Grid]
    homes: Mapping[str, str]
    bearings: Mapping[str, tuple[Grid, Grid]]
    words: tuple[str, ...]


def hearsay(places: Iterable[Place]) -> Hearsay:
    """Return what is told in some places."""
    grids: dict[str, Grid] = {}
    homes: dict[str, str] = {}
    bearings: dict[str, tuple[Grid, Grid]] = {}
    words: list[str] = []
    for place in sorted(places, key=attrgetter("name")):
        told = [thing.note for _, thing in sorted(place.things.items()) if thing.kind in WORDS and thing.note]
        words += told
        for text in told:
            homes |= phrases.homes(text)
            if place.grid is None:
                continue
            grids |= {
                name: (place.grid[0] + east, place.grid[1] + south)
                for name, (east, south) in phrases.hints(text).items()
            }
            bearings |= {name: (place.grid, way) for name, way in phrases.bearings(text).items()}
    return Hearsay(grids, homes, bearings, tuple(words))
