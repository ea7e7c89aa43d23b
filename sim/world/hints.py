"""Signs and people who know a thing. Every hint is true; some tell no more than a direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.model import BLOCK_ROOMS, Kind
from sim.world.texts import towards
from sim.world.things import Thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.prng import Pcg32
    from sim.world.things import Scene

_SIGNS = 2  # in a land
_PERSON = 50  # percent of the lands where somebody knows a thing
_RULES = 30  # percent of the lands with a sign that tells the rules
_CROWDED = 2  # stacks in a room that gets none of them
_HALF = 50  # percent


def put_hints(rng: Pcg32, scene: Scene, landmarks: Sequence[tuple[int, str]], rules: str) -> None:
    """Put signs and people into rooms with space for them; they know where the landmarks are."""
    land = scene.land
    rooms = [room for room in range(BLOCK_ROOMS) if room not in land.ends | land.kept_bare]
    rooms = [room for room in rng.shuffled(rooms) if _has_space(scene, room)]
    for _ in range(_SIGNS):
        here = rooms.pop()
        scene.put(here, Thing(Kind.SIGN, _hint(rng, scene, here, landmarks), look="sign"))
    if rng.chance(_PERSON):
        here = rooms.pop()
        scene.put(here, Thing(Kind.NPC, _hint(rng, scene, here, landmarks)))
    if rng.chance(_RULES):
        scene.put(rooms.pop(), Thing(Kind.SIGN, rules, look="sign"))


def _has_space(scene: Scene, room: int) -> bool:
    return sum(stack[0].cell is None for stack in scene.contents.stacks[room]) < _CROWDED


def _hint(rng: Pcg32, scene: Scene, here: int, landmarks: Sequence[tuple[int, str]]) -> str:
    """Return where a room is, or in which direction something lies."""
    there, what = rng.pick([mark for mark in landmarks if mark[0] != here])
    if rng.chance(_HALF):
        return f"{what} IS {towards(here, there)} OF HERE."
    if rng.chance(_HALF):
        there = rng.pick([room for room in range(BLOCK_ROOMS) if room != here])
    return scene.hint(here, there)
