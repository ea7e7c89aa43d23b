"""What one step tells of where the player is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.core import Around, Button

if TYPE_CHECKING:
    from sim.core import Json, Step

SIDES = {Button.UP: 0, Button.RIGHT: 1, Button.DOWN: 2, Button.LEFT: 3}
"""The presses that walk, numbered as the guide's sides are: north, east, south, west."""
SHIFTS = ((0, -1), (1, 0), (0, 1), (-1, 0))
"""Columns and rows that each of them goes."""
_WALKING = frozenset({"play", "unknown"})


class Spot(NamedTuple):
    """A tile: the place that it is in ("" where none is told), its column and its row."""

    place: str
    x: int
    y: int


class Aim(NamedTuple):
    """Where the current objective is, as an adapter tells it; `x` and `y` are None if it knows no more."""

    place: str
    x: int | None
    y: int | None


@dataclass(frozen=True, slots=True)
class Glance:
    """Where the player is after a step, and what was told of the tiles there.

    `walking`: the next press can walk, as neither text nor battle waits. `state` is the truth's,
    `objective` the objectives met (0 where none are told).
    """

    spot: Spot
    walking: bool
    state: int
    objective: int
    around: Around | None
    aim: Aim | None


class Eyes:
    """Reads steps; what is told twice in a row is taken apart once."""

    def __init__(self) -> None:
        self._told: Json | None = None
        self._around: Around | None = None

    def read(self, step: Step) -> Glance | None:
        """Return what a step tells, None if it tells no position."""
        truth = step.truth
        if truth.x is None or truth.y is None:
            return None
        return Glance(
            spot=Spot(truth.place or "", truth.x, truth.y),
            walking=truth.mode in _WALKING,
            state=truth.state,
            objective=truth.objective or 0,
            around=self._read(truth.detail.get("around")),
            aim=_aim(truth.detail.get("goal")),
        )

    def _read(self, told: Json | None) -> Around | None:
        if told is None:
            return None
        if told != self._told:
            self._told, self._around = told, Around.from_json(told)
        return self._around


def _aim(told: object) -> Aim | None:
    if not isinstance(told, Mapping) or not isinstance(told.get("place"), str):
        return None
    x, y = told.get("x"), told.get("y")
    if isinstance(x, int) and isinstance(y, int):
        return Aim(told["place"], x, y)
    return Aim(told["place"], None, None)
