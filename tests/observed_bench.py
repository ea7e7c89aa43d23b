"""How long the observed graph takes to follow runs that are hard on it: `python -m tests.observed_bench`.

Every run has 10,000 steps, a context reset every 300 and a place for every 20 x 20 tiles. *wander* turns at
random, *explore* always goes to the nearest tile that it never stood on, *dither* explores for 6,000 steps
and then walks to and fro on what it knows. Each is told of as by an adapter with collision (10 x 9 tiles
around) and as by one without; with `goal` the objective is told to be where the run began.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

from sim.agents.dice import Dice
from sim.core import Around, Button, Decision, Json, Step, Truth
from sim.drift import Tracker

STEPS, RESET, PLACE = 10_000, 300, 20
SIDES = {Button.UP: (0, -1), Button.RIGHT: (1, 0), Button.DOWN: (0, 1), Button.LEFT: (-1, 0)}
Tile = tuple[int, int]


class Field:
    """A square of tiles, some of them walls, and somebody on it."""

    def __init__(self, size: int, walls: float, seed: int = 1) -> None:
        self._size, self.dice = size, Dice(seed)
        self._walls = {
            (x, y) for x in range(size) for y in range(size) if self.dice.roll() % 1000 < 1000 * walls
        } - {(size // 2, size // 2)}
        self.here: Tile = (size // 2, size // 2)
        self.stood = {self.here}
        self._way: deque[Button] = deque()

    def is_wall(self, x: int, y: int) -> bool:
        return (x, y) in self._walls or not (0 <= x < self._size and 0 <= y < self._size)

    def _mark(self, x: int, y: int) -> str:
        """Return what is told of a tile: nothing if it is in another place."""
        if (x // PLACE, y // PLACE) != tuple(one // PLACE for one in self.here):
            return " "
        return ".#"[self.is_wall(x, y)]

    def press(self, button: Button) -> None:
        x, y = (a + b for a, b in zip(self.here, SIDES[button], strict=True))
        if not self.is_wall(x, y):
            self.here = x, y
            self.stood.add(self.here)

    def wander(self) -> Button:
        return self.dice.pick(tuple(SIDES))

    def explore(self) -> Button:
        if not self._way:
            self._way.extend(self._to_new())
        return self._way.popleft() if self._way else self.wander()

    def _to_new(self) -> list[Button]:
        came: dict[Tile, tuple[Tile, Button] | None] = {self.here: None}
        queue = deque([self.here])
        while queue:
            tile = queue.popleft()
            if tile not in self.stood:
                way = []
                while (last := came[tile]) is not None:
                    tile = last[0]
                    way.append(last[1])
                return way[::-1]
            for button, (dx, dy) in SIDES.items():
                other = tile[0] + dx, tile[1] + dy
                if other not in came and not self.is_wall(*other):
                    came[other] = tile, button
                    queue.append(other)
        return []

    def truth(self, *, told: bool, goal: bool) -> Truth:
        x, y = self.here
        detail: dict[str, Json] = {}
        if told:
            rows = tuple("".join(self._mark(a, b) for a in range(x - 4, x + 6)) for b in range(y - 4, y + 5))
            detail["around"] = Around(x - 4, y - 4, rows).to_json()
        if goal:
            middle = self._size // 2
            detail["goal"] = {"place": f"{middle // PLACE} {middle // PLACE}", "x": middle, "y": middle}
        place = f"{x // PLACE} {y // PLACE}"
        return Truth(x * self._size + y, "play", place, x, y, detail=detail)


def run(how: str, *, size: int, told: bool, goal: bool) -> Iterator[Step]:
    field = Field(size, 0.2)
    for number in range(1, STEPS + 1):
        if how == "wander":
            button = field.wander()
        elif how == "explore" or number < 6000:
            button = field.explore()
        else:
            button = (Button.LEFT, Button.RIGHT)[number // 4 % 2]
        field.press(button)
        chosen = Decision((button,), reset=number % RESET == 0)
        truth = field.truth(told=told, goal=goal)
        yield Step(number, number, button, bytes(16), truth, (), 24, True, chosen)


def main() -> None:
    print(
        f"{'run':8} {'size':>5} {'told':>5} {'goal':>5} {'seconds':>8} {'tiles':>7} {'waste':>6} {'gap':>6}"
    )
    for told in (True, False):
        for how, size in (("wander", 60), ("explore", 60), ("explore", 300), ("dither", 300)):
            for goal in (False, True):
                steps = list(run(how, size=size, told=told, goal=goal))
                tracker, began = Tracker(guide={}), time.process_time()
                for step in steps:
                    tracker.update(step)
                took, levels = time.process_time() - began, tracker.levels()
                tiers = tracker.report().tiers
                assert tiers is not None
                assert tiers.observed is not None
                values = " ".join(f"{levels[name] or 0:6.3f}" for name in ("waste", "memory_gap"))
                print(
                    f"{how:8} {size:5} {told!s:>5} {goal!s:>5} {took:8.2f} {tiers.observed.tiles:7} {values}"
                )


if __name__ == "__main__":
    main()
