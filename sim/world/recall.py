"""What happens when: the legs in order, their objectives' and flags' numbers, and who looks back how far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.prng import Pcg32
from sim.world.layout import place_of_door
from sim.world.model import BLOCK_SIDE, EAST, TASKS, LegKind

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY = 3
"""Ordinary legs between two ways back."""
LONGEST = 16
"""The most lands that anything looks back."""
BEASTS = ("owl", "fox", "fish", "bear")

TALK, MEANS, TRADE, PRIZE, DOOR, OBSTACLE, WELL, PROBE, SLOT = range(9)
"""What the flags of an ordinary leg are for, counted from its first; from `SLOT` on, its shortcuts."""
TOKEN, THANKS = range(2)
"""What the flags of a way back are for."""

_FLAGS, _RECALL_FLAGS = 12, 2
_OBJECTIVES = {LegKind.FETCH: 5, LegKind.REPORT: 3, LegKind.RECALL: 2}
_WEIGHT = 720_720  # divisible by 1 to 16

_KINDS_STREAM, _LAGS_STREAM, _BEASTS_STREAM = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Stage:
    """A leg of the schedule: objectives `first` to before `end`, its flags from `flag` on.

    It is played in `land`; a way back begins there and leads to the land `back`.
    """

    kind: LegKind
    land: int
    back: int
    first: int
    end: int
    flag: int


@dataclass(frozen=True)
class Schedule:
    """The legs in order; `ordinary[i]` is the number of the leg of land `i`, `beasts[i]` its beast.

    `doors[i]` are the row of rooms and the place in its border of the door into land `i`; the one
    after the last is the exit of the world.
    """

    stages: tuple[Stage, ...]
    ordinary: tuple[int, ...]
    beasts: tuple[str, ...]
    doors: tuple[tuple[int, int], ...]
    flags: int

    def of(self, land: int) -> Stage:
        """Return the ordinary leg of a land."""
        return self.stages[self.ordinary[land]]

    def ways_back(self) -> list[Stage]:
        """Return the legs that lead back."""
        return [stage for stage in self.stages if stage.kind is LegKind.RECALL]


def schedule(seed: int, lands: int) -> Schedule:
    """Write the schedule of a world. The kinds of its legs are a Latin square over eight seeds."""
    deck = Pcg32(seed // len(TASKS), _KINDS_STREAM).shuffled(TASKS)
    lags, rng = Pcg32(seed, _LAGS_STREAM), Pcg32(seed, _BEASTS_STREAM)
    stages: list[Stage] = []
    ordinary, seen, flag = [], set[int](), 1
    for land in range(lands):
        ordinary.append(len(stages))
        stages.append(_stage(stages, deck[(land + seed) % len(deck)], land, land, flag))
        flag += _FLAGS
        # The second of every three, so that the last leg of all is an ordinary one.
        if land % EVERY == 1 and len(stages) - len(ordinary) < lands // EVERY:
            back = look_back(lags, land, seen)
            seen.add(back)
            stages.append(_stage(stages, LegKind.RECALL, land, back, flag))
            flag += _RECALL_FLAGS
    beasts = tuple(rng.pick(BEASTS) for _ in range(lands))
    return Schedule(tuple(stages), tuple(ordinary), beasts, _doors(rng, lands), flag)


def _doors(rng: Pcg32, lands: int) -> tuple[tuple[int, int], ...]:
    """Draw the doors between the lands: from one to the next always a row up or down."""
    # Drawn like this the first row is as likely as any later one, which keeps the legs alike.
    row = rng.pick((0, 1, 1, 2, 2, 3))
    doors = [(row, place_of_door(rng, EAST))]
    while len(doors) <= lands:
        row += rng.pick([step for step in (-1, 1) if 0 <= row + step < BLOCK_SIDE])
        doors.append((row, place_of_door(rng, EAST)))
    return tuple(doors)


def _stage(before: Sequence[Stage], kind: LegKind, land: int, back: int, flag: int) -> Stage:
    first = before[-1].end if before else 0
    return Stage(kind, land, back, first, first + _OBJECTIVES.get(kind, 4), flag)


def look_back(rng: Pcg32, land: int, but: set[int] | frozenset[int] = frozenset()) -> int:
    """Draw a land before `land`: how many lands it lies back is log-uniform, 16 at most."""
    lags = [lag for lag in range(1, min(land, LONGEST) + 1) if land - lag not in but]
    weights = [_WEIGHT // lag for lag in lags]
    at = rng.below(sum(weights))
    for lag, weight in zip(lags, weights, strict=True):
        if at < weight:
            return land - lag
        at -= weight
    raise AssertionError("the weights do not sum up")
