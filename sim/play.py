"""The only loop: observe, decide, press, yield."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sim.core import Decision, Observation, Step
from sim.emulator import Emulator
from sim.games import Game, told


def play(
    emulator: Emulator,
    game: Game,
    decide: Callable[[Observation], Decision],
    *,
    step: int = 0,
    decision: int = 0,
    assists: Sequence[str] = (),
) -> Iterator[Step]:
    """Yield the steps after `step` and `decision`, for ever; whoever asks stops when it has enough.

    `assists`: what the agent is told beyond the screen.
    """
    while True:
        decision += 1
        chosen = decide(observe(emulator, game, step, assists))
        for made in press(emulator, game, chosen, step=step, decision=decision):
            step = made.number
            yield made


def observe(emulator: Emulator, game: Game, step: int, assists: Sequence[str] = ()) -> Observation:
    """Return what the agent may know after `step`: the screen and the goal, and no truth but the assists."""
    return Observation(emulator.frame, game.goal, step, told(game, emulator.ram, assists))


def press(emulator: Emulator, game: Game, chosen: Decision, *, step: int, decision: int) -> Iterator[Step]:
    """Yield one step for each button of the decision `chosen`, numbered after `step`."""
    left = len(chosen.buttons)
    first: Decision | None = chosen
    for button in chosen.buttons:
        frame = emulator.press(button)
        step += 1
        left -= 1
        yield Step(
            number=step,
            decision=decision,
            button=button,
            screen=frame.digest,
            truth=game.truth(emulator.ram),
            events=game.events(emulator.ram),
            frames=emulator.frames,
            last=left == 0,
            chosen=first,
            frame=frame,
        )
        first = None
