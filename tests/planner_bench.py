"""How fast the three planners are, over a walk that explores, and how much faster than plain search.

python -m tests.planner_bench --world 1 --legs 24
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from time import process_time

from sim.core import Button, WorldError
from sim.prng import Pcg32
from sim.world import World, generate
from sim.world.knowledge import Memory
from sim.world.planners import Distances, solve, sound
from sim.world.rules import State, start, step
from sim.world.told import SIDES, Recollection

BUTTONS = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT, Button.A)
_RESET = 150  # presses between two context resets
_EDIT = 5  # presses between two edits of the guide
_SLIP = 8  # percent of the presses that are pressed at random


def explored(world: World, seed: int = 0, limit: int = 20_000) -> list[State]:
    """Return the states of somebody who goes for the nearest thing not known, and slips now and then."""
    memory, rng, state = Memory(world), Pcg32(seed, 3), start(world)
    states = [state]
    while state.objective < len(world.objectives) and len(states) < limit:
        memory.see(state)
        button = None if rng.chance(_SLIP) else toward(world, memory, state)
        state, _ = step(world, state, button or rng.pick(BUTTONS))
        states.append(state)
    return states


def toward(world: World, memory: Memory, state: State) -> Button | None:
    """Return a press that gets nearer to what the memory holds for the best thing to do."""
    outlook = memory.outlook(state)
    for button in BUTTONS if outlook.distance else ():
        after, _ = step(world, state, button)
        if after.objective > state.objective:
            return button
        left = outlook.sight.outlook(after).distance
        if left is not None and left < (outlook.distance or 0) and not after.taken & ~state.taken:
            return button
    return None


def guide(world: World, states: Sequence[State]) -> Iterator[str]:
    """Yield what somebody wrote down who notes every room and way he comes through, state by state."""
    sections: dict[int, dict[int, str]] = {}
    text = ""
    for number, (before, state) in enumerate(zip((states[0], *states), states, strict=False)):
        exits = sections.setdefault(state.room, {})
        for side, other in enumerate(world.rooms[state.room].neighbours):
            if other is not None:
                exits.setdefault(side, "not tried yet")
            if other == before.room:
                exits[side] = world.rooms[other].name
        if number % _EDIT == 0:
            text = "# Guide\n\n## Places\n\n" + "\n".join(
                f"### {world.rooms[room].name}\n\n"
                + "".join(f"- {SIDES[side].title()}: {to}\n" for side, to in sorted(exits.items()))
                for room, exits in sections.items()
            )
        yield text


def searched(world: World, state: State, limit: int = 1 << 30) -> int | None:
    """Return the presses to the next objective by trying everything within the rules, breadth first.

    Returns None if there is no way, or none within `limit` states.
    """
    begin = _plain(state)
    front, found, presses = [begin], {begin}, 0
    while front and len(found) < limit:
        presses += 1
        following = []
        for before in front:
            for button in BUTTONS:
                after, _ = step(world, before, button)
                if after.taken:
                    continue
                if after.objective > state.objective:
                    return presses
                after = _plain(after)
                if after not in found:
                    found.add(after)
                    following.append(after)
        front = following
    return None


def _plain(state: State) -> State:
    """Return the state without what decides nothing about ways."""
    return state._replace(result=0, shown=0, legit=0, noticed=0, taken=0, reported=0)


def paced(name: str, count: int, work: Callable[[], object], whole: float | None = None) -> float:
    """Do some work on `count` states, print how fast it went, and return the seconds."""
    began = process_time()
    work()
    seconds = process_time() - began
    pace = f"{count / seconds:10,.0f} steps/s"
    print(f"{name:32}{pace}" + (f"  {whole / (seconds / count):8,.0f} times plain search" if whole else ""))
    return seconds


def main() -> None:
    """Print steps per second of each planner over an exploring walk, against plain search."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--world", type=int, default=1)
    parser.add_argument("--legs", type=int, default=24)
    parser.add_argument("--sample", type=int, default=20)
    options = parser.parse_args()
    began = process_time()
    world = generate(options.world, legs=options.legs)
    print(f"generated in {1e3 * (process_time() - began):.0f} ms")
    for name, work in (("solved", solve), ("proved sound", sound)):
        began = process_time()
        work(world)
        print(f"{name} in {1e3 * (process_time() - began):.0f} ms")
    states = [state for state in explored(world) if state.objective < len(world.objectives)]
    texts = list(guide(world, states))
    print(f"a walk of {len(states)} steps; the oracle takes {len(solve(world).buttons)}")
    sample = states[:: max(1, len(states) // options.sample)]
    plain = paced("plain search", len(sample), lambda: [searched(world, at) for at in sample]) / len(sample)

    def full() -> None:
        distances = Distances(world)
        for state in states:
            distances.to_objective(state)

    def memory() -> None:
        known = Memory(world)
        for state in states:
            known.see(state)
            _ = known.outlook(state).distance

    def told() -> None:
        known = Recollection(world)
        for number, (state, text) in enumerate(zip(states, texts, strict=True)):
            if number % _RESET == 0:
                known.reset()
            known.told("guide.md", text)
            known.see(state)
            _ = known.outlook(state).distance

    def credit() -> None:
        known, ago = Memory(world), []
        for state in states:
            known.see(state)
            outlook = known.outlook(state)
            ago.append((outlook, state, [outlook.distance_to(target, state) for target in outlook.targets]))
            if len(ago) > 8:
                before, _, left = ago.pop(0)
                for target, _ in zip(before.targets, left, strict=True):
                    before.distance_to(target, state)

    spent = paced("full map", len(states), full, plain)
    spent += paced("perfect memory", len(states), memory, plain)
    spent += paced("guide only", len(states), told, plain)
    print(f"{'all three':32}{len(states) / spent:10,.0f} steps/s")
    paced("perfect memory, credit per target", len(states), credit)


if __name__ == "__main__":
    try:
        main()
    except WorldError as error:
        raise SystemExit(str(error)) from error
