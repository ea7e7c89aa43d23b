"""Lands made by hand and walks through them, as an adapter tells of them that knows no more than places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sim.core import Around, Button, Decision, Json, Step, Truth
from sim.drift import Tracker

BUTTONS = {"u": Button.UP, "r": Button.RIGHT, "d": Button.DOWN, "l": Button.LEFT, "a": Button.A}
SHIFTS = {Button.UP: (0, -1), Button.RIGHT: (1, 0), Button.DOWN: (0, 1), Button.LEFT: (-1, 0)}
Spot = tuple[str, int, int]


@dataclass
class Land:
    """Places as rows of text, # a wall; outside of them is no way, of which nothing is told.

    `joins` says where a press leads that leaves a place: (tile, letter of `BUTTONS`) to a tile. `sight`: how
    many tiles to each side an adapter tells of, None if it tells of none. `doors` are told as warps.
    `goal`: where the objective is, by the number of objectives met.
    """

    places: Mapping[str, Sequence[str]]
    joins: Mapping[tuple[Spot, str], Spot] = field(default_factory=dict)
    sight: int | None = 1
    doors: frozenset[Spot] = frozenset()
    goal: Mapping[int, Json] = field(default_factory=dict)

    def is_floor(self, place: str, x: int, y: int) -> bool:
        rows = self.places[place]
        return 0 <= y < len(rows) and 0 <= x < len(rows[y]) and rows[y][x] != "#"

    def _mark(self, place: str, x: int, y: int) -> str:
        rows = self.places[place]
        if not (0 <= y < len(rows) and 0 <= x < len(rows[y])):
            return " "
        return "." if self.is_floor(place, x, y) else "#"

    def pressed(self, spot: Spot, letter: str) -> Spot:
        """Return where a press leads."""
        if (spot, letter) in self.joins:
            return self.joins[spot, letter]
        dx, dy = SHIFTS.get(BUTTONS[letter], (0, 0))
        place, x, y = spot[0], spot[1] + dx, spot[2] + dy
        return (place, x, y) if self.is_floor(place, x, y) else spot

    def truth(self, spot: Spot, *, met: int = 0, mode: str = "play", mark: int = 0) -> Truth:
        """Return what is told of a tile; `mark` is a part of the state that is no position."""
        place, x, y = spot
        detail: dict[str, Any] = {"goal": self.goal[met]} if met in self.goal else {}
        if self.sight is not None:
            reach = range(-self.sight, self.sight + 1)
            rows = tuple("".join(self._mark(place, x + dx, y + dy) for dx in reach) for dy in reach)
            near = [(a, b) for name, a, b in sorted(self.doors) if name == place]
            warps = tuple((a, b) for a, b in near if max(abs(a - x), abs(b - y)) <= self.sight)
            detail["around"] = Around(x - self.sight, y - self.sight, rows, warps).to_json()
        digest = blake2b(repr((spot, mode, mark)).encode(), digest_size=8).digest()
        state = int.from_bytes(digest, signed=True)
        return Truth(state, mode, place, x, y, met, 9, detail)


def walk(
    land: Land,
    start: Spot,
    presses: str,
    *,
    resets: Sequence[int] = (),
    met: Sequence[int] = (),
    marks: Sequence[int] = (),
    modes: Mapping[int, str] | None = None,
) -> Iterator[Step]:
    """Yield the steps of pressing letters of `BUTTONS`, numbered from 1.

    The first does nothing but tell where the player is. `resets`: steps before which the context is
    emptied; `met`: steps that meet an objective; `marks`: steps that change something that is no position;
    `modes`: the mode after a step, "play" where it is not told.
    """
    spot, done, mark = start, 0, 0
    for number, letter in enumerate("a" + presses, 1):
        spot = land.pressed(spot, letter)
        done, mark = done + (number in met), mark + (number in marks)
        truth = land.truth(spot, met=done, mode=(modes or {}).get(number, "play"), mark=mark)
        chosen = Decision((BUTTONS[letter],), reset=number in resets)
        yield Step(number, number, BUTTONS[letter], bytes(16), truth, (), 24, True, chosen)


def tracked(land: Land, start: Spot, presses: str, *, guide: str | None = None, **how: Any) -> Tracker:
    """Return a tracker that took a walk; `guide` is the text of the guide, None for no guide."""
    tracker = Tracker(guide=None if guide is None else {"navigation_guide.md": guide})
    for step in walk(land, start, presses, **how):
        tracker.update(step)
    return tracker


def sums(tracker: Tracker, name: str) -> tuple[float, float]:
    """Return the numerator and the denominator of a measure."""
    return next(one.sums for one in tracker._panel.measures if one.name == name)
