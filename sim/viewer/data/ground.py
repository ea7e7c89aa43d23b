"""The ground truth of the worlds that runs are played in, worked out once for all runs of a world."""

from __future__ import annotations

from functools import cached_property, lru_cache
from threading import RLock
from typing import TYPE_CHECKING

from sim.core import RunSettings
from sim.drift.states import state_of
from sim.session.parts import world_of
from sim.world import EDITION
from sim.world.claims import ClaimReader
from sim.world.draw.page import Page
from sim.world.facts import Facts
from sim.world.planners import Distances
from sim.world.rules import start

if TYPE_CHECKING:
    from sim.record.lookup import Lookup
    from sim.world import World
    from sim.world.rules import State

_LOADING = RLock()
_LARGEST = 12_000_000
"""Pixels of a map at most: a browser holds four bytes for each."""
_HEAD = 26
"""Pixels above the rooms of a land, for its number."""


class Ground:
    """A world, and what judges, reads and plans in it. Hold `lock` to use it: none is thread-safe."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lock = RLock()
        self.rooms = {room.name: number for number, room in enumerate(world.rooms)}

    @cached_property
    def facts(self) -> Facts:
        """What judges claims."""
        return Facts(self.world)

    @cached_property
    def reader(self) -> ClaimReader:
        """What reads claims."""
        return ClaimReader(self.rooms)

    @cached_property
    def distances(self) -> Distances:
        """What knows the ways."""
        return Distances(self.world)

    @cached_property
    def page(self) -> Page:
        """Where everything stands on the map."""
        return Page(self.world.lands, _HEAD)

    @cached_property
    def scale(self) -> int:
        """How many pixels of the page go into one of the map, each way: 1, 2, 4 ... as the world is large."""
        scale = 1
        while self.page.width * self.page.bottom > _LARGEST * scale * scale:
            scale *= 2
        return scale

    def centre(self, room: int, x: int, y: int) -> tuple[int, int]:
        """Return the middle of a cell in pixels of the map."""
        left, top = self.page.centre(room, x, y)
        return left // self.scale, top // self.scale

    def state(self, run: Lookup, step: int) -> State | None:
        """Return the state after a step, that of the start before the first; None if it cannot be told."""
        if step < 1:
            return start(self.world)
        truth = run.truth(step)
        return None if truth is None else state_of(truth)


def is_known(run: Lookup) -> bool:
    """Tell whether the ground truth of a run is known: not that of other cartridges and editions."""
    return run.settings.world is not None and run.identity().get("edition") == EDITION


def ground_of(run: Lookup) -> Ground | None:
    """Return the ground truth of a run, None where it is not known."""
    settings = run.settings
    if settings.world is None or not is_known(run):
        return None
    with _LOADING:
        return _ground(settings.world, settings.legs, settings.without)


@lru_cache(maxsize=4)
def _ground(seed: int, legs: int, without: tuple[str, ...]) -> Ground:
    world = world_of(RunSettings(world=seed, legs=legs, without=without))
    assert world is not None
    return Ground(world)
