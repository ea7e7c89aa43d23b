"""The oracle: every world can be finished from wherever one gets, and no way is shorter than its own."""

from __future__ import annotations

from statistics import median

import pytest

from sim.core import Button, WorldError
from sim.world import World, generate
from sim.world.model import Goal
from sim.world.planners import Distances, solve
from sim.world.prng import Pcg32
from sim.world.rules import State, start, step

BUTTONS = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT, Button.A)


def test_sixty_seeds_are_solved_in_the_length_of_a_quest() -> None:
    lengths = [len(solve(generate(seed)).buttons) for seed in range(1000, 1060)]
    assert 1900 <= median(lengths) <= 2500
    assert 1200 <= min(lengths) < max(lengths) <= 3400


def test_legs_are_numbered_and_each_meets_its_objective() -> None:
    world = generate(4)
    legs = solve(world).legs
    assert [leg.objective for leg in legs] == list(range(len(world.objectives)))
    assert all(leg.buttons and leg.end.objective == leg.objective + 1 for leg in legs)
    state = start(world)
    for leg in legs:
        for button in leg.buttons:
            state, _ = step(world, state, button)
        assert state == leg.end


def test_every_press_of_the_oracle_leaves_one_less() -> None:
    world = generate(8)
    distances, state = Distances(world), start(world)
    left = [distances.remaining(state)]
    for button in distances.plan.buttons:
        state, _ = step(world, state, button)
        left.append(distances.remaining(state))
    assert left == list(range(len(distances.plan.buttons), -1, -1))


@pytest.mark.parametrize("seed", range(4))
def test_distances_to_an_objective_are_the_shortest_there_are(seed: int) -> None:
    world = generate(seed)
    distances, rng = Distances(world), Pcg32(seed, 7)
    for leg in distances.plan.legs[rng.below(4) : -1 : 4]:
        state = wandered(world, leg.end, rng, 40)
        while distances.to_objective(state) > 25:
            state, _ = step(world, state, distances.best(state))
        state = wandered(world, state, rng, 3)
        assert distances.to_objective(state) == searched(world, state)


def test_a_lever_pulled_back_is_pulled_again_on_the_shortest_way() -> None:
    world = generate(6)
    distances = Distances(world)
    for leg in distances.plan.legs[:8]:
        if world.objectives[leg.objective].goal == Goal.LEVER:
            before = distances.to_objective(leg.end)
            shut, _ = step(world, leg.end, Button.A)
            assert distances.to_objective(shut) == before + 1


@pytest.mark.parametrize("seed", range(20, 24))
def test_the_quest_can_be_finished_from_wherever_one_gets(seed: int) -> None:
    world = generate(seed)
    distances, rng = Distances(world), Pcg32(seed, 8)
    for leg in distances.plan.legs[rng.below(5) : -1 : 5]:
        state = wandered(world, leg.end, rng, 300)
        state = wandered(world, with_levers_at_random(world, state, rng), rng, 100)
        assert distances.plan_from(state).legs[-1].end.objective == len(world.objectives)


def test_a_finished_quest_has_nothing_left_to_do() -> None:
    world = generate(2)
    distances = Distances(world)
    end = distances.plan.legs[-1].end
    assert (distances.remaining(end), distances.plan_from(end).buttons) == (0, ())
    with pytest.raises(WorldError, match="nothing is left"):
        distances.best(end)


def wandered(world: World, state: State, rng: Pcg32, presses: int) -> State:
    """Return the state after random presses, most of which go on as the one before."""
    button = Button.UP
    for _ in range(presses):
        button = button if rng.chance(60) else rng.pick(BUTTONS)
        state, _ = step(world, state, button)
    return state


def with_levers_at_random(world: World, state: State, rng: Pcg32) -> State:
    """Return the state of somebody who came back here after pulling levers that he knows.

    Whoever stands in a dead end (its barrier is open) cannot have shut it.
    """
    if sum(room is not None for room in world.rooms[state.room].neighbours) == 1:
        return state
    known = world.objectives[: state.objective]
    flips = (1 << lever.flag for lever in known if lever.goal == Goal.LEVER and rng.chance(50))
    return state._replace(flags=state.flags ^ sum(flips))


def searched(world: World, state: State) -> int:
    """Return the presses to the next objective by trying everything, breadth first."""
    front, found, presses = [state], {state._replace(result=0)}, 0
    while front:
        presses += 1
        following = []
        for before in front:
            for button in BUTTONS:
                after, _ = step(world, before, button)
                if after.objective > state.objective:
                    return presses
                after = after._replace(result=0)
                if after not in found:
                    found.add(after)
                    following.append(after)
        front = following
    raise AssertionError("the objective cannot be met")
