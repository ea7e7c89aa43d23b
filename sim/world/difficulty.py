"""Quests whose legs differ in length on purpose, which an instrument must not take for drift.

How long a leg is follows from how many rooms its errands lead through; the rest is luck. So every
land is drawn several times with as many rooms as its length asks for, and the draw that comes nearest
is kept. Lands are sealed, so that how long a leg is hardly depends on which draws the others come from: a
leg begins where the one before it ended, which is a few steps out of that one's land.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.prng import Pcg32
from sim.world.assemble import assemble
from sim.world.built import build
from sim.world.lands import MOST
from sim.world.model import Difficulty
from sim.world.planners import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.built import Built
    from sim.world.recall import Schedule

_SHORTEST, _LONGEST = 76, 152
"""Presses of the oracle aimed at in the shortest and the longest ordinary leg."""
_PLAIN, _LONGER = 86, 18  # presses of a leg through `MOST` rooms, and of two rooms more, on average
_MOST_ROOMS = 12
_DRAWS = 3
_ORDER = 10  # the stream of random numbers; `recall`, `built` and `generate` have others


def graded(
    seed: int, timetable: Schedule, names: Sequence[str], hedged: Sequence[bool], difficulty: Difficulty
) -> list[Built]:
    """Draw the lands of a quest that is not even; `hedged` tells which get a hedge across their way.

    Of a rising quest the aims rise evenly from the first leg to the last; a mixed one has the same aims
    in random order. Raises WorldError if a draw cannot be finished.
    """
    aims = _aims(seed, len(hedged), difficulty)

    def drawn(draw: int) -> list[Built]:
        return [
            build(seed, land, timetable, names, hedged=hedge, rooms=_rooms(aim), draw=draw)
            for land, (hedge, aim) in enumerate(zip(hedged, aims, strict=True))
        ]

    rows = [drawn(draw) for draw in range(_DRAWS)]
    lengths = [_lengths(seed, timetable, names, row) for row in rows]
    nearest = (
        min(range(_DRAWS), key=lambda draw: abs(lengths[draw][land] - aim)) for land, aim in enumerate(aims)
    )
    return [rows[draw][land] for land, draw in enumerate(nearest)]


def _aims(seed: int, lands: int, difficulty: Difficulty) -> list[float]:
    """Return the presses aimed at in every land's leg."""
    rise = (_LONGEST - _SHORTEST) / (lands - 1)
    aims = [_SHORTEST + rise * land for land in range(lands)]
    return Pcg32(seed, _ORDER).shuffled(aims) if difficulty is Difficulty.MIXED else aims


def _rooms(aim: float) -> int:
    """Return how many rooms the errands of a leg of so many presses lead through; always an even number."""
    more = 2 * round((aim - _PLAIN) / _LONGER)
    return min(max(MOST, MOST + more), _MOST_ROOMS)


def _lengths(seed: int, timetable: Schedule, names: Sequence[str], built: Sequence[Built]) -> list[int]:
    """Return the oracle's presses in every land's leg."""
    world, _ = assemble(seed, timetable, names, built)
    presses = [0] * len(world.legs)
    for stretch in solve(world).legs:
        presses[world.objectives[stretch.objective].leg] += len(stretch.buttons)
    return [presses[leg] for leg in timetable.ordinary]
