"""Slips of the finger and of the tongue: presses that become others, targets stated and not meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.drifting.chance import dice_for, happens
from sim.agents.knowledge import SIDES
from sim.agents.roomview import PRESSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.agents.drifting.rounds import Scene
    from sim.core import Button


class Fingers:
    """Presses a random direction instead with some probability; then the agent looks again."""

    def __init__(self, seed: int, size: Callable[[int], float]) -> None:
        self.dice, self._size = dice_for(seed, "noise"), size

    def pressed(self, buttons: tuple[Button, ...], step: int) -> tuple[Button, ...]:
        """Return what is pressed where these buttons were meant, after `step` steps."""
        for number in range(len(buttons)):
            rate = self._size(step + number)
            if rate and happens(self.dice, rate):
                return (*buttons[:number], self.dice.pick(PRESSES))
        return buttons


class Tongue:
    """States another target than the one acted on, with some probability at each decision."""

    def __init__(self, seed: int, size: Callable[[int], float]) -> None:
        self.dice, self._size = dice_for(seed, "say-do"), size

    def stated(self, target: str, scene: Scene) -> str:
        """Return the target to state: another exit or thing of the room one is in, in the mind's own grammar.

        What names no place ("goal", "text", "rest", "") is stated as it is.
        """
        rate = self._size(scene.step)
        if not rate or " in " not in target.replace(" of ", " in ") or not happens(self.dice, rate):
            return target
        view, here = scene.view, scene.here
        borders = set(view.exits.values())
        others = {f"exit {SIDES[side]} of {here}" for side in view.exits} | {
            f"{kind.lower()} in {here}" for cell, (kind, _) in view.things.items() if cell not in borders
        }
        others.discard(target)
        return self.dice.pick(sorted(others)) if others else target
