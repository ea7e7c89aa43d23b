"""The guides that a run or fork can be given: a folder's, or one that is written from the world itself.

The oracle's guide tells what is true of the world at that moment, in the explorer's own words and files.
The shuffled one is the same with the rooms of each land under each other's names: as fluent, and wrong.
Either is more than the screen tells, so it is listed as an assist.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.agents.notes import render
from sim.agents.readback import parse
from sim.agents.surveyor import surveyed, written
from sim.core import GuideError
from sim.guide import OFF, SHUFFLED, TRUTHFUL, starting_guide
from sim.prng import Pcg32
from sim.session.parts import world_of
from sim.world.model import BLOCK_ROOMS
from sim.world.rules import start

if TYPE_CHECKING:
    from sim.core import RunSettings
    from sim.world import World
    from sim.world.effects import State

_STREAM = 0x6775696465
"""The stream of random numbers that names are shuffled by."""


def files_of(settings: RunSettings, state: State | None = None) -> dict[str, str] | None:
    """Return the files of the guide that the settings name, by path, None for no guide.

    `state` is where a Fernmoor world stands; None is its beginning. Raises GuideError if there is no such
    guide, or if there would be none to freeze.
    """
    refuse_frozen_nothing(settings)
    if settings.guide == OFF:
        return None
    if settings.guide not in TRUTHFUL:
        return starting_guide(settings.guide)
    world = world_of(settings)
    if world is None:
        raise GuideError(
            f"a guide {settings.guide!r} is written from a Fernmoor world: a ROM file has none to tell"
        )
    now = start(world) if state is None else state
    if settings.guide == SHUFFLED:
        return shuffled_guide(world, now, settings.seed)
    return oracle_guide(world, now)


def refuse_frozen_nothing(settings: RunSettings) -> None:
    """Raise GuideError for settings that freeze a guide without having one."""
    if settings.frozen and settings.guide == OFF:
        raise GuideError("without a guide there is nothing to freeze: leave --frozen out")


def oracle_guide(world: World, state: State) -> dict[str, str]:
    """Return the files of a guide that tells what is true of a world in a state.

    Raises GuideError if it is more than a guide may hold.
    """
    return written(surveyed(world, state))


def shuffled_guide(world: World, state: State, seed: int) -> dict[str, str]:
    """Return the oracle's guide with the rooms of each land under each other's names, drawn by a seed.

    A name stands for the same other room wherever it occurs, and never for its own.
    """
    names = shuffled_names(world, seed)
    # A name is two words, and no two of them can be found where another one is.
    firsts, seconds = ("|".join(sorted(set(words))) for words in zip(*map(str.split, names), strict=True))
    a_name = re.compile(rf"\b(?:{firsts}) (?:{seconds})\b")
    text = render(surveyed(world, state))
    return written(parse(a_name.sub(lambda found: names.get(found[0], found[0]), text)))


def shuffled_names(world: World, seed: int) -> dict[str, str]:
    """Return another room's name for the name of every room: one of the same land."""
    rng = Pcg32(seed, _STREAM)
    names: dict[str, str] = {}
    for first in range(0, len(world.rooms), BLOCK_ROOMS):
        land = rng.shuffled([room.name for room in world.rooms[first : first + BLOCK_ROOMS]])
        names |= zip(land, [*land[1:], land[0]], strict=True)  # one round through all: nobody stays
    return names
