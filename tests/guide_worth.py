"""What a guide is worth to the explorer: objectives met with none, its own, the truth, and a wrong one.

    python -m tests.guide_worth --worlds 10 --legs 8

Plays the explorer's mind on the twin, on held-out worlds, with every guide that a run can be given.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sim.agents.mind import Mind
from sim.core import RunSettings
from sim.experiment.twin import TwinRun, play
from sim.guide import Guide
from sim.session.guides import files_of

if TYPE_CHECKING:
    from sim.agents import Setup

FIRST_WORLD = 5001
ARMS = (
    ("off", False), ("blank", False), ("blank", True), ("oracle", False), ("oracle", True),
    ("shuffled", False), ("shuffled", True),
)  # fmt: skip


class Outcome(NamedTuple):
    """What came of one run."""

    steps: int
    met: int
    won: bool


def outcome(arm: tuple[str, bool], world: int, *, legs: int, steps: int, context: int) -> Outcome:
    """Play one world with a guide, frozen or not."""
    name, frozen = arm
    files = files_of(RunSettings(world=world, legs=legs, guide=name, frozen=frozen))

    def mind(setup: Setup) -> Mind:
        return Mind(setup.seed, None if files is None else Guide(files, frozen=frozen), context)

    *_, last = play(TwinRun(world, legs=legs, steps=steps), mind)
    return Outcome(last.step.number, last.step.truth.objective or 0, last.step.truth.mode == "won")


def main() -> None:
    """Print one line for each guide."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("worlds", 10), ("legs", 8), ("steps", 2000), ("context", 20), ("jobs", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    worlds = range(FIRST_WORLD, FIRST_WORLD + asked.worlds)
    print(f"{'guide':18}{'won':>5}{'objectives / 1,000 steps':>26}   by world")
    with ProcessPoolExecutor(asked.jobs) as pool:
        for name, frozen in ARMS:
            one = partial(outcome, (name, frozen), legs=asked.legs, steps=asked.steps, context=asked.context)
            found = list(pool.map(one, worlds))
            paces = [1000 * each.met / each.steps for each in found]
            mean = 1000 * sum(each.met for each in found) / sum(each.steps for each in found)
            title = f"{name}{' frozen' if frozen else ''}"
            shown = " ".join(f"{pace:4.1f}" for pace in paces)
            print(f"{title:18}{sum(each.won for each in found):5}{mean:26.1f}   {shown}", flush=True)


if __name__ == "__main__":
    main()
