"""Adapters of the drawing pad (`sim.standin`) that tests name as somebody would name his own."""

from __future__ import annotations

from collections.abc import Callable

from sim.core import Event, Pacing, Truth
from sim.standin import COLUMN, PRESSES, ROW


class Pad:
    """The drawing pad: thirty presses win."""

    name = "pad"
    pacing = Pacing(hold=2, frames=8)
    sound = True
    goal = "Draw."

    def __init__(self, rom: bytes) -> None:
        self.title = rom[0x134:0x13A]

    def truth(self, ram: Callable[[int, int], bytes]) -> Truth:
        presses, column = ram(PRESSES, COLUMN + 1)
        mode = "won" if presses >= 30 else "play"
        return Truth(column, mode, self.title.decode(), objective=presses // 10, objectives=3)

    def events(self, ram: Callable[[int, int], bytes]) -> tuple[Event, ...]:
        return (Event("pressed", {"times": ram(PRESSES, PRESSES + 1)[0]}),)


class Placed(Pad):
    """The drawing pad, told by position only."""

    def truth(self, ram: Callable[[int, int], bytes]) -> Truth:
        column, row = ram(COLUMN, ROW + 1)
        return Truth(100 * row + column, "play", None, column, row)

    def events(self, ram: Callable[[int, int], bytes]) -> tuple[Event, ...]:
        del ram
        return ()


class Blurred(Placed):
    """One that tells something else than what is around."""

    def truth(self, ram: Callable[[int, int], bytes]) -> Truth:
        told = super().truth(ram)
        return Truth(told.state, told.mode, None, told.x, told.y, detail={"around": [1, 2]})
