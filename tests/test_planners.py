"""The planners: no way is shorter than theirs, nobody can be lost, and they know no more than they may."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from sim.core import Button, WorldError
from sim.prng import Pcg32
from sim.world import World, generate
from sim.world.knowledge import Memory
from sim.world.model import Goal, Kind, LegKind
from sim.world.planners import Distances, solve, sound
from sim.world.rules import State, start, step
from sim.world.surveys import Sort, closed
from sim.world.told import Reader, Recollection, Told
from tests.planner_bench import BUTTONS, explored, guide, searched

SEEDS = range(6)
LEGS = 4
MOST_STATES = 60_000
"""States that a plain search may look at before it is given up."""


@cache
def world_of(seed: int) -> World:
    return generate(seed, legs=LEGS)


def test_stretches_are_numbered_and_meet_their_objectives() -> None:
    world = world_of(0)
    stretches = solve(world).legs
    assert [stretch.objective for stretch in stretches] == list(range(len(world.objectives)))
    state = start(world)
    for stretch in stretches:
        for button in stretch.buttons:
            state, _ = step(world, state, button)
        assert state == stretch.end
        assert state.objective > stretch.objective


def test_every_press_of_the_oracle_leaves_one_less() -> None:
    world = world_of(1)
    distances, state = Distances(world), start(world)
    left = [distances.remaining(state)]
    for button in distances.plan.buttons:
        state, _ = step(world, state, button)
        left.append(distances.remaining(state))
    assert left == list(range(len(distances.plan.buttons), -1, -1))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_oracle_presses_what_is_first_to_get_nearer(seed: int) -> None:
    world, rng = world_of(seed), Pcg32(seed, 11)
    distances = Distances(world)
    compared = 0
    for stretch in distances.plan.legs[:-1]:
        state = wandered(world, stretch.end, rng, 40)
        for _ in range(40):
            if state.text is not None or state.objective == len(world.objectives):
                break
            left = distances.to_objective(state)
            trials = [(button, step(world, state, button)[0]) for button in BUTTONS]
            leading = [
                (button, after)
                for button, after in trials
                if after.objective > state.objective or distances.to_objective(after) == left - 1
            ]
            honest = [(button, after) for button, after in leading if after.taken == state.taken]
            nearer = honest or leading  # the wandering may have gone over a fence
            assert distances.best(state) is nearer[0][0]
            compared += 1
            state = nearer[0][1]
    assert compared > 100


@pytest.mark.parametrize("seed", SEEDS)
def test_distances_to_an_objective_are_the_shortest_there_are(seed: int) -> None:
    world, rng = world_of(seed), Pcg32(seed, 7)
    distances = Distances(world)
    compared = 0
    for stretch in distances.plan.legs[:-1]:
        state = wandered(world, stretch.end, rng, 40)
        while state.objective < len(world.objectives) and distances.to_objective(state) > 12:
            state, _ = step(world, state, distances.best(state))
        state = wandered(world, state, rng, 4)
        if state.objective < len(world.objectives):
            want = searched(world, state, MOST_STATES)
            compared += want is not None
            assert want in (None, distances.to_objective(state))
    assert compared >= len(world.objectives) // 2


@pytest.mark.parametrize("kind", [LegKind.PUSH, LegKind.RECALL, LegKind.REPORT])
def test_blocks_portals_and_desks_are_planned_exactly(kind: LegKind) -> None:
    world = next(world for world in map(world_of, range(20)) if any(leg.kind == kind for leg in world.legs))
    leg = next(leg for leg in world.legs if leg.kind == kind)
    distances, rng = Distances(world), Pcg32(5, 9)
    compared = 0
    for objective in range(leg.first, leg.end):
        state = distances.plan.legs[objective - 1].end if objective else start(world)
        for _ in range(3):
            state = wandered(world, state, rng, 12)
            while distances.to_objective(state) > 9:
                state, _ = step(world, state, distances.best(state))
            nearby = wandered(world, state, rng, 3)
            want = searched(world, nearby, MOST_STATES)
            compared += want is not None
            assert want in (None, distances.to_objective(nearby))
            if state.objective != objective:
                break
    assert compared >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_the_objective_can_be_met_from_wherever_one_gets(seed: int) -> None:
    world, rng = world_of(seed), Pcg32(seed, 8)
    distances = Distances(world)
    for stretch in distances.plan.legs[:-1]:
        state = stretch.end
        for _ in range(12):
            state = wandered(world, state, rng, 25)
            assert distances.to_objective(state) < 1000


@pytest.mark.parametrize("seed", SEEDS)
def test_the_oracle_keeps_the_rules(seed: int) -> None:
    world = world_of(seed)
    state = start(world)
    for button in solve(world).buttons:
        state, _ = step(world, state, button)
        assert (state.taken, state.shown - state.legit) == (0, 0)


def test_a_finished_quest_has_nothing_left_to_do() -> None:
    world = world_of(2)
    distances = Distances(world)
    end = distances.plan.legs[-1].end
    assert (distances.remaining(end), distances.plan_from(end).buttons) == (0, ())
    with pytest.raises(WorldError, match="nothing is left"):
        distances.best(end)


@pytest.mark.parametrize("seed", range(8))
def test_worlds_are_proved_sound(seed: int) -> None:
    sound(world_of(seed))


def test_a_world_that_can_be_lost_is_found_out() -> None:
    world = world_of(3)
    with pytest.raises(WorldError, match="can be lost"):
        sound(without_prizes(world))


def without_prizes(world: World) -> World:
    """Return a world whose seals lie behind ever-shut gates, though nothing tells so."""
    rooms = [
        replace(
            room,
            entities=tuple(
                replace(thing, item=5) if thing.kind == Kind.GATE else thing
                for thing in room.entities
                if thing.kind not in (Kind.DESK, Kind.FENCE)
            ),
        )
        for room in world.rooms
    ]
    return replace(world, rooms=tuple(rooms))


# --- perfect memory -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_memory_is_nearer_than_the_full_map_only_where_a_way_has_shut(seed: int) -> None:
    world = world_of(seed)
    memory, distances = Memory(world), Distances(world)
    for state in explored(world):
        if state.objective < len(world.objectives):
            memory.see(state)
            outlook = memory.outlook(state)
            assert outlook.distance is not None
            if outlook.known and not has_shut(world, state.objective):
                assert outlook.distance >= distances.to_objective(state)


def has_shut(world: World, objective: int) -> bool:
    """Tell whether a way inside the leg's lands is shut that was open once."""
    leg = next(leg for leg in world.legs if leg.first <= objective < leg.end)
    lands = {goal.room // 16 for goal in world.objectives[leg.first : leg.end]}
    return any(
        thing.kind == Kind.SHUTTER and 0 < thing.since <= objective < thing.until
        for number, room in enumerate(world.rooms)
        for thing in room.entities
        if number // 16 in lands and not (thing.x == 9 and number % 4 == 3)
    )


def test_memory_of_everything_is_the_full_map() -> None:
    world = world_of(4)
    memory, distances = Memory(world), Distances(world)
    leg = world.legs[1]
    state = distances.plan.legs[leg.first].end
    for room in range(16 * leg.land, 16 * leg.land + 16):
        memory.see(state._replace(room=room, text=None))
    for stretch in distances.plan.legs[leg.first + 1 : leg.end]:
        for button in stretch.buttons:
            memory.see(state)
            outlook = memory.outlook(state)
            assert (outlook.distance, outlook.known) == (distances.to_objective(state), True)
            state, _ = step(world, state, button)


def test_at_first_the_nearest_thing_not_known_is_the_target() -> None:
    world = world_of(5)
    state, reading = closed(world, start(world))
    memory = Memory(world)
    assert memory.outlook(start(world)).distance == reading
    memory.see(state)
    outlook = memory.outlook(state)
    left = [outlook.distance_to(target, state) for target in outlook.targets]
    assert outlook.known or outlook.distance == min(presses for presses in left if presses is not None)
    assert {target.room for target in outlook.targets} <= {state.room, world.objectives[0].room}


def test_a_frontier_is_come_to_when_its_room_is_on_the_screen() -> None:
    world = world_of(1)
    memory, states = Memory(world), explored(world)
    for before, state in pairwise(states[:300]):
        memory.see(before)
        outlook = memory.outlook(before)
        crossed = [
            target
            for target in outlook.targets
            if target.sort == Sort.FRONTIER
            and target.side >= 0
            and world.rooms[target.room].neighbours[target.side] == state.room
            and target.room == before.room != state.room
            and (target.x, target.y) == (before.x, before.y)
        ]
        left = [(outlook.distance_to(way, before), outlook.distance_to(way, state)) for way in crossed]
        assert left == [(1, 0)] * len(crossed)


# --- guide only ---------------------------------------------------------------------------


def test_with_a_full_guide_and_no_reset_recollection_knows_what_memory_knows() -> None:
    world = world_of(2)
    memory, recollection = Memory(world), Recollection(world)
    states = [state for state in explored(world) if state.objective < len(world.objectives)]
    states = states[closed(world, states[0])[1] :]
    for state, text in zip(states, guide(world, states), strict=True):
        memory.see(state)
        recollection.see(state)
        recollection.told("guide.md", text)
        assert recollection.outlook(state)[:2] == memory.outlook(state)[:2]


def test_a_reset_loses_what_the_guide_does_not_say() -> None:
    world = world_of(2)
    recollection = Recollection(world)
    for state in explored(world):
        recollection.see(state)
        before = {target.room for target in recollection.outlook(state).targets}
        if state.text is None and len(before) > 1:
            break
    recollection.reset()
    recollection.see(state)
    assert {target.room for target in recollection.outlook(state).targets} == {state.room} < before


def test_exits_and_things_are_read_out_of_a_guide() -> None:
    world = world_of(0)
    here, there = world.rooms[0].name, world.rooms[1].name
    text = (
        f"# Navigation guide\n\n## Quest\n\n- Goal 3: GET KEY A IN {there}.\n\n## Places\n\n"
        f"### {here}\n\n2 north and 1 east of the first room.\n\n- North: not tried yet\n"
        f"- East: {there}, locked gate A\n- West: no way\n- Sign (3,5): {there} IS 1 EAST.\n"
        "- Person (4,2): not spoken to yet\n- Lever (7,1): not pulled\n"
        "- Coming from the east, only (3,5) can be reached.\n"
    )
    kinds = frozenset({Kind.SIGN, Kind.NPC, Kind.TRADER, Kind.LEVER})
    assert Reader(world).read(text) == {0: Told({0: None, 1: 1}, kinds, frozenset({17, 53}))}


def test_a_wrong_exit_is_believed() -> None:
    world = world_of(0)
    distances = Distances(world)
    doors = [number for number, goal in enumerate(world.objectives) if goal.goal == Goal.DOOR]
    state, goal, side = next(
        (state, goal, side)
        for state, goal in ((distances.plan.legs[door - 1].end, world.objectives[door]) for door in doors)
        for side, to in enumerate(world.rooms[state.room].neighbours)
        if to not in (None, goal.room)
    )
    state, _ = closed(world, state)
    word = ("North", "East", "South", "West")[side]
    text = (
        f"# Guide\n\n### {world.rooms[state.room].name}\n\n- {word}: {world.rooms[goal.room].name}\n\n"
        f"### {world.rooms[goal.room].name}\n\n- Nothing to see.\n"
    )
    recollection = Recollection(world)
    recollection.told("guide.md", text)
    recollection.see(state)
    outlook = recollection.outlook(state)
    assert outlook.known
    assert outlook.distance is not None
    assert outlook.distance < 40


def wandered(world: World, state: State, rng: Pcg32, presses: int) -> State:
    """Return the state after random presses, most of which go on as the one before."""
    button = Button.UP
    for _ in range(presses):
        button = button if rng.chance(60) else rng.pick(BUTTONS)
        after, _ = step(world, state, button)
        if after.objective < len(world.objectives):
            state = after
    return state
