"""How long planners and credit take for a step of the explorer, alone and next to a bare step of the twin.

python -m tests.credit_bench --world 7 --legs 64 --limit 10000
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import process_time

from sim.agents.mind import Mind
from sim.core import Button, Decision, Revision, Step
from sim.drift.components.goal_acts import GoalActs
from sim.drift.components.inaction import Inaction
from sim.drift.components.memory_gap import MemoryGap
from sim.drift.components.waste import Waste
from sim.drift.credit import Credit, Stretch
from sim.drift.moment import Moment, Reading
from sim.guide import Guide, starting_guide
from sim.world import World, generate, rules
from sim.world.knowledge import Memory
from sim.world.planners import Distances
from sim.world.rules import State
from sim.world.told import Recollection

_CONTEXT = 20  # decisions between two context resets


@dataclass(frozen=True)
class Played:
    """A run of the explorer: its presses, and the moments with the revisions that came before them."""

    world: World
    buttons: tuple[Button, ...]
    moments: tuple[tuple[tuple[Revision, ...], Moment], ...]
    guide: int


def play(world: World, limit: int, *, guide: bool) -> Played:
    """Let the explorer play a world."""
    made: list[Revision] = []
    notes = Guide(starting_guide("blank"), on_revision=made.append) if guide else None
    mind, state, reading = Mind(world.seed, notes, _CONTEXT), rules.start(world), Reading()
    buttons: list[Button] = []
    moments: list[tuple[tuple[Revision, ...], Moment]] = []
    while state.objective < len(world.objectives) and len(buttons) < limit:
        chosen: Decision | None = mind.decide(rules.percept(world, state))
        for button in chosen.buttons if chosen else ():
            state, events = rules.step(world, state, button)
            buttons.append(button)
            number, truth = len(buttons), rules.truth(world, state)
            step = Step(number, number, button, bytes(16), truth, events, 9, True, chosen)
            moments.append((tuple(made), reading.read(step, state)))
            made.clear()
            chosen = None
            if state.objective == len(world.objectives):
                break
    return Played(world, tuple(buttons), tuple(moments), sum(map(len, notes.files.values())) if notes else 0)


def states(played: Played) -> list[State]:
    """Return the states that there is something left to do in."""
    found = [moment.state for _, moment in played.moments if moment.state is not None]
    return [state for state in found if state.objective < len(played.world.objectives)]


def stepping(played: Played) -> None:
    """Press all buttons on the twin, and nothing else."""
    state = rules.start(played.world)
    for button in played.buttons:
        state, _ = rules.step(played.world, state, button)


def full_map(played: Played) -> None:
    """Ask the full-map planner in every state."""
    distances = Distances(played.world)
    for state in states(played):
        distances.to_objective(state)


def perfect(played: Played) -> None:
    """Remember everything, and look around in every state."""
    memory = Memory(played.world, silent=True)
    for state in states(played):
        memory.see(state)
        if state.text is None:
            memory.sight(state)


def guided(played: Played) -> None:
    """Read every revision of the guide, forget at every reset, and look around in every state."""
    known = Recollection(played.world, silent=True)
    for path, text in starting_guide("blank").items() if played.guide else ():
        known.told(path, text)
    for revisions, moment in played.moments:
        for revision in revisions:
            known.told(revision.path, revision.text)
        state = moment.state
        if moment.reset:
            known.reset()
        if state is not None and state.objective < len(played.world.objectives):
            known.see(state)
            if state.text is None:
                known.sight(state)


def credit(played: Played) -> list[Stretch]:
    """Cut the run into stretches and judge them: both planners and credit together."""
    judge, found = Credit(played.world, starting_guide("blank") if played.guide else None), list[Stretch]()
    for revisions, moment in played.moments:
        for revision in revisions:
            judge.revised(revision)
        found += judge.update(replace(moment, stretches=()))
    return found


def measured(name: str, played: Played, work: Callable[[Played], object], bare: float | None = None) -> float:
    """Do some work on a run three times, print the best pace, and return the seconds it took."""
    spent = []
    for _ in range(3):
        began = process_time()
        work(played)
        spent.append(process_time() - began)
    count, best = len(played.buttons), min(spent)
    against = "" if bare is None else f"  {best / bare:6.1f} bare steps"
    print(f"{name:34}{count / best:10,.0f} steps/s  {1e6 * best / count:6.1f} us{against}", flush=True)
    return best


def main() -> None:
    """Print what planners and credit cost, and what credit says of the run."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--world", type=int, default=7)
    parser.add_argument("--legs", type=int, default=64)
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--no-guide", action="store_true")
    options = parser.parse_args()
    played = play(generate(options.world, legs=options.legs), options.limit, guide=not options.no_guide)
    print(f"the explorer's {len(played.buttons):,} steps; its guide ends with {played.guide:,} characters")
    bare = measured("the twin, bare", played, stepping)
    whole = measured("full map", played, full_map, bare)
    measured("perfect memory", played, perfect, bare)
    measured("guide planner", played, guided, bare)
    whole += measured("both planners and credit", played, credit, bare)
    count = len(played.buttons)
    print(f"{'all together':34}{count / whole:10,.0f} steps/s  {1e6 * whole / count:6.1f} us")
    found, measures = credit(played), (Waste(), MemoryGap(), GoalActs(), Inaction())
    for measure in measures:
        for stretch in found:
            measure.take(stretch)
    print(f"{len(found):,} stretches; " + ", ".join(f"{one.title} {one.level}" for one in measures))


if __name__ == "__main__":
    main()
