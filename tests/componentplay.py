"""The explorer's play on the twin as moments, and what each component costs a step.

python -m tests.componentplay --world 1 --legs 64 --steps 10000
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from time import process_time
from typing import Protocol

from sim.agents.mind import Mind
from sim.core import Decision, Step
from sim.drift.components.behaviour import Behaviour
from sim.drift.components.capture import Answered, Capture, Recalled
from sim.drift.components.cost import SecondsCost, TokenCost, UsdCost
from sim.drift.components.decay import DecayWatch
from sim.drift.components.progress import Progress
from sim.drift.components.say_do import Expected, SayDo, StatedGoal
from sim.drift.components.shortcuts import Shortcuts
from sim.drift.components.stuck import Cycling, Spells, Stuck
from sim.drift.moment import Moment, Reading
from sim.guide import Guide, starting_guide
from sim.world import World, generate, rules
from sim.world.rules import State

Says = Callable[[Decision, State], Decision]


class Component(Protocol):
    def update(self, moment: Moment) -> None: ...


def decisions(
    world: World, seed: int, limit: int, *, guide: bool = True, context: int = 20, says: Says | None = None
) -> Iterator[Moment]:
    """Yield the moments of an explorer's play; `says` may change what it decides."""
    mind = Mind(seed, Guide(starting_guide("blank")) if guide else None, context)
    reading, state, number, decision = Reading(), rules.start(world), 0, 0
    while number < limit and state.objective < len(world.objectives):
        decision += 1
        chosen = mind.decide(rules.percept(world, state))
        chosen = says(chosen, state) if says else chosen
        for place, button in enumerate(chosen.buttons):
            state, events = rules.step(world, state, button)
            number += 1
            last = place == len(chosen.buttons) - 1
            first = None if place else chosen
            truth = rules.truth(world, state)
            yield reading.read(Step(number, decision, button, b"", truth, events, 0, last, first), state)
            if number == limit or truth.mode == "won":
                return


def components(world: World) -> dict[str, Component]:
    """Return every component that costs anything on the live path, the first one first."""
    progress, stuck = Progress(world), Stuck()
    return {
        "progress": progress,
        "shortcuts": Shortcuts(world),
        "capture": Capture(progress),
        "answered": Answered(),
        "recalled": Recalled(),
        "stuck": stuck,
        "cycling": Cycling(),
        "spells": Spells(),
        "behaviour": Behaviour(world),
        "say_do": SayDo(world),
        "stated_goal": StatedGoal(world, lambda state: ()),
        "expected": Expected(),
        "cost_tokens": TokenCost(progress),
        "cost_usd": UsdCost(progress),
        "cost_seconds": SecondsCost(progress),
        "decay": DecayWatch(stuck),
    }


def main() -> None:
    """Print the microseconds a step of every component, and of all together."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--world", type=int, default=1)
    parser.add_argument("--legs", type=int, default=64)
    parser.add_argument("--steps", type=int, default=10_000)
    options = parser.parse_args()
    world = generate(options.world, legs=options.legs)
    moments = list(decisions(world, 0, options.steps))
    total = 0.0
    for name, component in components(world).items():
        began = process_time()
        for moment in moments:
            component.update(moment)
        each = 1e6 * (process_time() - began) / len(moments)
        total += each if name != "progress" else 0
        print(f"{name:<14}{each:8.2f} us a step")
    print(f"{'all but progress':<18}{total:4.2f} us a step, {len(moments):,} steps")


if __name__ == "__main__":
    main()
