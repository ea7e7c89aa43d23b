"""What the explorer does on a screen that it cannot read: whatever it has done least there.

Screens are told apart coarsely, so that a blinking cursor does not make a new one. For each it
counts how often each button was pressed; the buttons that brought something new count for less.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np
import xxhash

from sim.agents.dice import Dice
from sim.core import Button, Decision, Saying

if TYPE_CHECKING:
    from sim.core import Frame, Json

BUTTONS = (
    *(Button.A, Button.START, Button.RIGHT, Button.DOWN, Button.LEFT, Button.UP),
    *(Button.B, Button.SELECT),
)
"""In the order in which they are tried on a new screen: A and START get through titles."""

SCREENS = 2048
"""How many screens are remembered; the one not seen for longest is forgotten first."""

_HELD = 4
"""Presses of one direction in a decision, where it got somewhere the last time."""
_MENU = 3
"""START and SELECT, which open menus more often than they help, count as pressed this often already
once there has been something to see."""


class Novelty:
    """Counts screens and presses; `seen` counts different screens, `helped` new ones by button."""

    def __init__(self, seed: int) -> None:
        self._dice = Dice(seed)
        self._counts: OrderedDict[str, list[int]] = OrderedDict()
        self._before: tuple[str, int] | None = None
        self.seen = 0
        self.helped = [0] * len(BUTTONS)

    def decide(self, frame: Frame) -> Decision:
        """Return what was done least on this screen."""
        screen = coarse(frame)
        is_new = screen not in self._counts
        moved = self._judge(screen, is_new=is_new)
        counts = self._counts.setdefault(screen, [0] * len(BUTTONS))
        self._counts.move_to_end(screen)
        if len(self._counts) > SCREENS:
            self._counts.popitem(last=False)
        choice = self._choose(counts)
        counts[choice] += 1
        self._before = (screen, choice)
        button = BUTTONS[choice]
        is_step = button in (Button.UP, Button.DOWN, Button.LEFT, Button.RIGHT)
        presses = (button,) * (_HELD if is_step and moved else 1)
        return Decision(presses, Saying("something new", "a new screen" if is_new else "least tried here"))

    def _judge(self, screen: str, *, is_new: bool) -> bool:
        """Take in what the last decision led to; return whether it changed the screen."""
        self.seen += is_new
        if self._before is None:
            return False
        if is_new:
            self.helped[self._before[1]] += 1
        return self._before[0] != screen

    def _choose(self, counts: list[int]) -> int:
        menu = _MENU * (self.seen > 2 * _MENU)
        burden = [
            counts[number] + (menu if button in (Button.START, Button.SELECT) else 0)
            for number, button in enumerate(BUTTONS)
        ]
        least = min(burden)
        if not any(counts):
            return burden.index(least)
        return self._dice.pick([number for number, count in enumerate(burden) if count == least])

    def as_json(self) -> Json:
        """Return everything as JSON."""
        return {
            "dice": self._dice.state,
            "counts": list(self._counts.items()),
            "before": self._before,
            "seen": self.seen,
            "helped": self.helped,
        }

    @classmethod
    def of_json(cls, saved: Json) -> Novelty:
        """Return the one whose `as_json()` this was; raises KeyError, TypeError or ValueError."""
        restored = cls(int(saved["dice"]))
        counts: Any = saved["counts"]
        restored._counts = OrderedDict((str(screen), [int(n) for n in numbers]) for screen, numbers in counts)
        before = saved["before"]
        restored._before = None if before is None else (str(before[0]), int(before[1]))
        restored.seen = int(saved["seen"])
        restored.helped = [int(count) for count in saved["helped"]]
        return restored


def coarse(frame: Frame) -> str:
    """Return a hash, 16 hex digits, that equals that of a screen which differs in small things only.

    The picture is shrunk to 20 x 18 squares, each of which is one of four greys.
    """
    greys = frame.pixels[:, :, 1].astype(np.uint16)
    height, width = greys.shape
    squares = greys.reshape(height // 8, 8, width // 8, 8).sum(axis=(1, 3)) >> 12
    return xxhash.xxh3_64_hexdigest(squares.astype(np.uint8).tobytes())
