"""Plays whole quests on the symbolic twin: quick enough for every test, and a command for the figures.

python -m tests.twinplay --worlds 20
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from sim.agents import Setup
from sim.agents.mind import Mind
from sim.agents.random import Random
from sim.core import Button, Decision, Frame, Json, Observation, Percept
from sim.guide import Guide, starting_guide
from sim.world import World, generate
from sim.world.planners import solve
from sim.world.rules import State, percept, start, step

LIMIT = 20_000
FIRST_UNSEEN = 1000
"""The explorer was tuned on worlds with smaller numbers only."""


@dataclass
class Table:
    """A game on the twin: the world, where it stands, and how many steps were played."""

    world: World
    state: State
    steps: int = 0

    @classmethod
    def set_up(cls, seed: int) -> Table:
        world = generate(seed)
        return cls(world, start(world))

    @property
    def won(self) -> bool:
        return self.state.objective == len(self.world.objectives)

    @property
    def percept(self) -> Percept:
        return percept(self.world, self.state)

    def press(self, buttons: Iterable[Button]) -> None:
        for button in buttons:
            if not self.won:
                self.state, _ = step(self.world, self.state, button)
                self.steps += 1

    def play_one(self, mind: Mind) -> Decision:
        """Let a mind decide once and press what it says."""
        decision = mind.decide(self.percept)
        self.press(decision.buttons)
        return decision

    def play(self, mind: Mind, limit: int = LIMIT) -> list[Decision]:
        """Let a mind play until it has won or the steps are used up; return its decisions."""
        decisions = []
        while not self.won and self.steps < limit:
            decisions.append(self.play_one(mind))
        return decisions


class NoJournal:
    """For agents that ask nothing."""

    def reply(self, request: Json, ask: object, *, turn: int = 0, sample: int = 0) -> Json:
        raise AssertionError("this agent should not ask")


def explore(seed: int, *, guide: bool = True, limit: int = LIMIT) -> Table:
    """Play a world with the explorer's mind."""
    table = Table.set_up(seed)
    table.play(Mind(seed, Guide(starting_guide("blank")) if guide else None), limit)
    return table


def press_at_random(seed: int, frame: Frame, limit: int = LIMIT) -> Table:
    """Play a world with the random agent, which does not look at the frame."""
    table = Table.set_up(seed)
    agent = Random(Setup(seed, None, NoJournal()))
    seen = Observation(frame, "", 0)
    while not table.won and table.steps < limit:
        table.press(agent.decide(seen).buttons)
    return table


def main() -> None:
    """Print the steps of oracle and explorer, with and without its guide, over unseen worlds."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--first", type=int, default=FIRST_UNSEEN)
    parser.add_argument("--limit", type=int, default=LIMIT)
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.worlds)
    print(f"oracle: median {median(len(solve(generate(seed)).buttons) for seed in seeds):.0f} steps")
    for guide in (True, False):
        began = perf_counter()
        tables = [explore(seed, guide=guide, limit=options.limit) for seed in seeds]
        pace = sum(table.steps for table in tables) / (perf_counter() - began)
        steps = sorted(table.steps for table in tables)
        won = sum(table.won for table in tables)
        print(
            f"explorer, guide {'on' if guide else 'off'}: {won} of {len(tables)} worlds won, "
            f"median {median(steps):.0f} steps, from {steps[0]} to {steps[-1]}; {pace:.0f} steps/s"
        )


if __name__ == "__main__":
    main()
