"""Plays whole quests on the symbolic twin: quick enough for every test, and a command for the figures.

python -m tests.twinplay --worlds 20
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

import numpy as np

from sim.agents import Setup
from sim.agents.mind import Mind
from sim.agents.random import Random
from sim.core import Button, Decision, Frame, Json, Observation, Percept, Spent
from sim.guide import Guide, starting_guide
from sim.world import World, generate
from sim.world.model import PROBE
from sim.world.planners import solve
from sim.world.rules import State, percept, start, step

LIMIT = 20_000
LEGS = 24
CONTEXT = 20
FIRST_UNSEEN = 5000
"""The explorer was tuned on worlds with smaller numbers only."""
NOTHING = Frame(np.zeros(144 * 160, np.uint8), b"")


@dataclass
class Table:
    """A game on the twin: the world, where it stands, how many steps were played, what happened how often.

    `wrongs` counts the temptations that were given in to: shortcuts and distractions; `recalled` the
    right answers to questions after earlier lands.
    """

    world: World
    state: State
    steps: int = 0
    decisions: int = 0
    wrongs: int = 0
    recalled: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    @classmethod
    def set_up(cls, seed: int, legs: int = LEGS) -> Table:
        world = generate(seed, legs=legs)
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
                self.state, events = step(self.world, self.state, button)
                self.steps += 1
                for event in events:
                    self.happened[event.kind] += 1
                    self.recalled += event.kind == "probe" and event.detail["right"]
                    self.wrongs += event.kind == "taken" and event.detail["slot"] != PROBE

    def play_one(self, mind: Mind) -> Decision:
        """Let a mind decide once and press what it says."""
        decision = mind.decide(self.percept)
        self.decisions += 1
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

    def recorded(self, request: Json, *, turn: int = 0, sample: int = 0) -> Json | None:
        raise AssertionError("this agent should not ask")

    def send(self, request: Json, *, turn: int = 0, sample: int = 0, most: float | None = 0.0) -> int:
        raise AssertionError("this agent should not ask")

    def receive(self, attempt: int, reply: Json, usd: float | None = 0.0) -> Json:
        raise AssertionError("this agent should not ask")

    def fail(self, attempt: int, why: str, *, billed: bool) -> None:
        raise AssertionError("this agent should not ask")

    def spent(self) -> Spent:
        raise AssertionError("this agent should not ask")


def explore(
    seed: int, *, legs: int = LEGS, guide: bool = True, context: int = CONTEXT, limit: int = LIMIT
) -> Table:
    """Play a world with the explorer's mind."""
    table = Table.set_up(seed, legs)
    table.play(Mind(seed, Guide(starting_guide("blank")) if guide else None, context), limit)
    return table


def press_at_random(seed: int, frame: Frame = NOTHING, *, legs: int = LEGS, limit: int = LIMIT) -> Table:
    """Play a world with the random agent, which does not look at the frame."""
    table = Table.set_up(seed, legs)
    agent = Random(Setup(seed, None, NoJournal()))
    seen = Observation(frame, "", 0)
    while not table.won and table.steps < limit:
        table.press(agent.decide(seen).buttons)
    return table


def summary(name: str, tables: list[Table], seconds: float) -> str:
    """Return one line on how some games went."""
    steps, met = sorted(table.steps for table in tables), [table.state.objective for table in tables]
    won, asked = sum(table.won for table in tables), len(tables[0].world.objectives)
    answers, right = sum(table.happened["probe"] for table in tables), sum(table.recalled for table in tables)
    return (
        f"{name}: {won} of {len(tables)} worlds won, median {median(steps):.0f} steps, from {steps[0]} to "
        f"{steps[-1]}; median {median(met):.0f} of {asked} objectives; gave in to "
        f"{sum(table.wrongs for table in tables)} temptations; {right} of {answers} answers right; "
        f"{sum(table.decisions for table in tables) / seconds:.0f} decisions/s"
    )


def main() -> None:
    """Print how oracle, explorer (with and without its guide) and random do over unseen worlds."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--first", type=int, default=FIRST_UNSEEN)
    parser.add_argument("--legs", type=int, default=LEGS)
    parser.add_argument("--context", type=int, default=CONTEXT)
    parser.add_argument("--limit", type=int, default=LIMIT)
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.worlds)
    legs, limit = options.legs, options.limit
    oracle = median(len(solve(generate(seed, legs=legs)).buttons) for seed in seeds)
    print(f"oracle: median {oracle:.0f} steps", flush=True)
    for guide in (True, False):
        began = perf_counter()
        tables = [
            explore(seed, legs=legs, guide=guide, context=options.context, limit=limit) for seed in seeds
        ]
        name = f"explorer, guide {'on' if guide else 'off'}"
        print(summary(name, tables, perf_counter() - began), flush=True)
    began = perf_counter()
    tables = [press_at_random(seed, legs=legs, limit=limit) for seed in seeds]
    print(summary("random", tables, perf_counter() - began), flush=True)


if __name__ == "__main__":
    main()
