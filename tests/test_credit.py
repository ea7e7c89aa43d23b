"""Credit by planners: known losses on walks made by hand, and what holds of any walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.mind import Mind
from sim.core import Claim, Decision, Revision, Step
from sim.drift.components.exploration import ExplorationPrice
from sim.drift.components.goal_acts import GoalActs
from sim.drift.components.inaction import Inaction
from sim.drift.components.lost import (
    CAUSES,
    LostSteps,
    LostToCapture,
    LostToExecution,
    LostToLoops,
    LostToMemory,
    attributed,
)
from sim.drift.components.memory_gap import MemoryGap, MemoryLoss
from sim.drift.components.pace import Pace
from sim.drift.components.waste import Waste
from sim.drift.credit import LONGEST, Credit, Stretch
from sim.drift.moment import Reading
from sim.drift.stretched import StretchMeasure
from sim.guide import Guide, starting_guide
from sim.prng import Pcg32
from sim.world import World, generate, rules
from sim.world.believed import Believer
from sim.world.knowledge import Knower, Memory
from sim.world.model import EAST, NORTH, SOUTH, WEST, Kind
from sim.world.planners import Distances
from sim.world.rules import State
from sim.world.told import Recollection, Told
from tests.meadow import BUTTONS, DEEP, NAMES, SIGN, START, credited, meadow, walk
from tests.tinyworld import thing

HERE = START[0]
EASTWARD = meadow([(5, EAST), (6, EAST)], (7, 5, 4), {})
"""A corridor: the start, a bare room, and the person to speak to in the third."""
FORK = meadow([(5, EAST), (5, WEST)], (4, 1, 1), {})
"""One way to the east and one to the west, where the person is."""


def losses(stretches: Iterable[Stretch]) -> list[tuple[int, int, int]]:
    return [(one.steps, one.lost_perfect, one.lost_guide) for one in stretches]


# --- walks with known losses --------------------------------------------------------------


def test_a_straight_corridor_costs_nothing() -> None:
    found = credited(EASTWARD, "r" * 6 + "r" * 10 + "r" * 4 + "a" + "a")
    assert losses(found) == [(6, 0, 0), (8, 0, 0), (2, 0, 0), (5, 0, 0)]
    assert [(one.known, one.met) for one in found] == [(False, False)] * 3 + [(True, True)]
    assert [(one.first, one.last) for one in found] == [(2, 7), (8, 15), (16, 17), (18, 23)]


def test_a_detour_costs_its_steps_there_and_back() -> None:
    assert losses(credited(EASTWARD, "rr" + "ll" + "rrrr")) == [(8, 4, 4)]


def test_dithering_between_two_frontiers_is_lost_though_each_step_gains_towards_one() -> None:
    assert losses(credited(FORK, "rl" * 8)) == [(8, 8, 8), (8, 8, 8)]


def test_either_frontier_is_as_good_as_the_other() -> None:
    assert losses(credited(FORK, "r" * 6)) == [(6, 0, 0)]
    assert losses(credited(FORK, "l" * 5)) == [(5, 0, 0)]


def test_who_leaves_a_known_way_for_a_room_not_known_has_to_come_back() -> None:
    # The person stands in the room to the south: its way there and back makes it known.
    world = meadow([(5, SOUTH), (5, EAST)], (9, 1, 6), {})
    found = credited(world, "dddd" + "uuuu" + "rrrrrr")
    assert losses(found)[0] == (4, 0, 0)
    assert sum(one.steps for one in found) == 14
    assert sum(one.lost_perfect for one in found) == 10


def test_what_was_forgotten_is_lost_to_the_memory_alone() -> None:
    # The person's room was seen; after the context is emptied the other way looks as good.
    presses = "l" * 5 + "r" + "r" * 10
    found = credited(FORK, presses, resets=(8,))
    assert found[0] == Stretch(
        *(0, 0, 2, 6), steps=5, stuck=0, lost_perfect=0, lost_guide=0,
        known=False, near=False, met=False, lured=0,
    )  # fmt: skip
    after = [one for one in found if one.first >= 8]
    assert sum(one.lost_perfect for one in after) == sum(one.steps for one in after) == 10
    assert sum(one.lost_guide for one in after) == 0


def test_the_guide_remembers_what_it_was_told() -> None:
    presses = "l" * 5 + "r" + "r" * 10
    said = f"## {NAMES[5]}\n\n- West: {NAMES[4]}\n- East: not tried yet\n\n## {NAMES[4]}\n\n- Person (1,1)\n"
    told = {8: Revision(1, "create", "guide.md", said)}
    after = [one for one in credited(FORK, presses, guide={}, resets=(8,), edits=told) if one.first >= 8]
    assert sum(one.lost_guide for one in after) == sum(one.lost_perfect for one in after) == 10


def test_following_a_wrong_guide_is_no_waste_but_a_loss() -> None:
    # The person is seen to the west; the guide says that he stands to the east, two rooms from there.
    world = meadow([(5, EAST), (5, WEST)], (4, 1, 1), {})
    wrong = f"## {NAMES[5]}\n\n- East: {NAMES[4]}\n- West: no way\n\n## {NAMES[4]}\n\n- Person (1,1)\n"
    presses = "l" * 5 + "r" + "r" * 10
    found = credited(world, presses, guide={"a.md": wrong}, resets=(8,))
    after = [one for one in found if one.first >= 8]
    assert sum(one.lost_guide for one in after) == 0
    assert sum(one.lost_perfect for one in after) == sum(one.steps for one in after) == 10


def test_pressing_on_in_front_of_a_text_is_lost_and_turning_pages_is_neutral() -> None:
    world = meadow([(5, EAST)], (5, 6, 4), {5: (thing(Kind.SIGN, 4, 3, text=SIGN),)})
    found = credited(world, "u" + "a" + "lrlr" + "a" + "ra" + "a")
    assert sum(one.steps for one in found) == 1 + 1 + 4 + 2
    assert sum(one.lost_perfect for one in found) == 1 + 1 + 4  # the person was in sight all the time


def test_asking_what_to_do_is_neutral_once_in_a_context() -> None:
    once = credited(EASTWARD, "sa" + "r" * 6)
    again = credited(EASTWARD, "sa" + "sa" + "r" * 6)
    fresh = credited(EASTWARD, "sa" + "sa" + "r" * 6, resets=(4,))
    assert losses(once) == [(6, 0, 0)]
    assert losses(again) == [(7, 1, 1)]
    assert losses(fresh) == [(6, 0, 0)]


def test_a_state_that_cannot_be_read_ends_its_stretch_unjudged() -> None:
    credit, found = Credit(EASTWARD), list[Stretch]()
    for number, (_, moment) in enumerate(walk(EASTWARD, "r" * 6 + "r" * 8), 1):
        if number == 4:
            moment.state = None
        if number == 5:
            moment.before = None
        found += credit.update(moment)
    assert (losses(found), credit.unread) == ([(2, 0, 0), (8, 0, 0)], 4)


# --- goal drift ---------------------------------------------------------------------------

MILL = meadow(
    [(5, EAST), (6, EAST), (7, SOUTH)],
    (11, 5, 4),
    {
        5: (
            thing(Kind.WORK, 1, 1),
            thing(Kind.SIGN, 1, 6, text=SIGN),
            thing(Kind.WELL, 8, 1, text=DEEP, slot=3),
        )
    },
)
"""A woodpile, a sign and a well, none of which is asked for, in the room of the start."""


def lured(presses: str, *, resets: tuple[int, ...] = ()) -> list[int]:
    return [one.lured for one in credited(MILL, presses, resets=resets)]


def test_going_to_the_woodpile_and_working_is_lured() -> None:
    assert lured("uu" + "lll" + "uaa" + "aaaaaaaa") == [8, 8]
    assert lured("uu" + "lll" + "u" + "d" + "rrrr") == [0]


def test_a_sign_is_no_lure_the_first_time_and_one_the_second() -> None:
    first = "dd" + "lll" + "a" + "a"
    assert sum(lured(first)) == 0
    away, back = "uuurrr", "dddlll"
    assert sum(lured(first + away + "rl" + back + "a" + "a" + "rlrlrlrl")) >= 6


def test_reading_again_what_was_forgotten_is_no_goal_drift() -> None:
    first, away, back = "dd" + "lll" + "a" + "a", "uuurrr", "dddlll"
    presses = first + away + "rl" + back + "a" + "a" + "rlrlrlrl"
    assert sum(lured(presses, resets=(len("a" + first + away + "rl") + 1,))) == 0


@pytest.mark.parametrize("loop", ["ad", "aa", "alr", "adu", "lrad", "uadl", "aaaa"])
def test_loops_next_to_a_sign_that_was_read_are_no_goal_drift(loop: str) -> None:
    assert sum(lured("dd" + "lll" + "aa" + (loop * 40)[:80])) == 0


def test_noise_is_no_goal_drift() -> None:
    rng = Pcg32(7, 1)
    presses = "".join(rng.pick("urdl") for _ in range(2000))
    assert sum(lured(presses)) == 0


def stretch(steps: int = 8, **given: object) -> Stretch:
    whole: dict[str, object] = {
        "leg": 0, "objective": 0, "first": 1, "last": steps, "steps": steps, "stuck": 0,
        "lost_perfect": 0, "lost_guide": 0, "known": False, "near": False, "met": False, "lured": 0,
    }  # fmt: skip
    return Stretch(**{**whole, **given})  # type: ignore[arg-type]


def taken(measure: StretchMeasure, *stretches: Stretch) -> tuple[float, float]:
    for one in stretches:
        measure.take(one)
    return measure.sums


def test_an_opportunity_is_taken_within_its_time_or_declined() -> None:
    near, far = stretch(known=True, near=True), stretch()
    assert taken(Inaction(), far, far) == (0, 0)
    assert taken(Inaction(), near, stretch(met=True)) == (0, 1)
    assert taken(Inaction(), near, far, far, far, stretch(4, met=True)) == (0, 1)
    assert taken(Inaction(), near, far, far, far, stretch(5, met=True)) == (1, 1)
    assert taken(Inaction(), near, far, far, far) == (0, 0)
    assert taken(Inaction(), *[near] * 20, stretch(met=True)) == (1, 1)
    assert taken(
        Inaction(), *[near] * 5, stretch(objective=1, near=True), stretch(objective=1, met=True)
    ) == (1, 2)


def test_waiting_in_front_of_the_person_declines_him() -> None:
    waiting, going = "r" * 6 + "r" * 10 + "r" * 4 + "rlrlrlrl" * 5, "r" * 6 + "r" * 10 + "r" * 4 + "aa"
    assert [taken(Inaction(), *credited(EASTWARD, presses)) for presses in (waiting, going)] == [
        (1, 1),
        (0, 1),
    ]


# --- measures -----------------------------------------------------------------------------


def test_waste_gap_and_loss_are_ratios_of_sums() -> None:
    stretches = stretch(8, lost_perfect=6, lost_guide=2), stretch(4, lost_perfect=1, lost_guide=3), stretch(8)
    measures = Pace(), Waste(), MemoryGap(), MemoryLoss(), GoalActs()
    found = [taken(measure, *stretches) for measure in measures]
    assert found == [(13, 20), (5, 20), (2, 20), (4, 20), (0, 20)]
    unfed = Pace(), Waste(), MemoryGap(), GoalActs(), Inaction(), LostSteps()
    assert [measure.level for measure in unfed] == [None] * 6


def test_lost_steps_go_to_the_first_cause_that_explains_them() -> None:
    assert attributed(stretch(lost_perfect=7, lost_guide=3, stuck=2)) == {
        "capture": 0, "loop": 2, "memory": 4, "execution": 1
    }  # fmt: skip
    assert attributed(stretch(lost_perfect=7, lost_guide=3, stuck=5, lured=8))["capture"] == 7
    assert attributed(stretch(lost_perfect=3, lost_guide=8, stuck=8))["loop"] == 3
    assert attributed(stretch(lost_perfect=3, lost_guide=8))["execution"] == 3


@given(
    *[st.integers(0, 8)] * 4,
)
def test_every_lost_step_has_one_cause(perfect: int, guide: int, stuck: int, lured_steps: int) -> None:
    one = stretch(8, lost_perfect=perfect, lost_guide=guide, stuck=stuck, lured=lured_steps)
    shares = attributed(one)
    assert tuple(shares) == CAUSES
    assert sum(shares.values()) == perfect
    assert min(shares.values()) >= 0
    parts = [LostToCapture(), LostToLoops(), LostToMemory(), LostToExecution()]
    assert sum(taken(part, one)[0] for part in parts) == taken(LostSteps(), one)[0] == perfect


# --- any walk -----------------------------------------------------------------------------


@cache
def world_of(seed: int, legs: int = 4) -> World:
    return generate(seed, legs=legs)


def played(
    seed: int, legs: int, *, guide: bool, limit: int = 20_000
) -> Iterator[tuple[Step, State, list[Revision]]]:
    """Play a world with the explorer: each step, its state, and the revisions that came before it."""
    world, made = world_of(seed, legs), list[Revision]()
    notes = Guide(starting_guide("blank"), on_revision=made.append) if guide else None
    mind, state, number = Mind(seed, notes, 20), rules.start(world), 0
    while state.objective < len(world.objectives) and number < limit:
        decision: Decision | None = mind.decide(rules.percept(world, state))
        for button in decision.buttons if decision else ():
            number += 1
            state, events = rules.step(world, state, button)
            step = Step(
                number, number, button, bytes(16), rules.truth(world, state), events, 9, True, decision
            )
            yield step, state, made[:]
            made.clear()
            decision = None
            if state.objective == len(world.objectives):
                return


def judged(world: World, seed: int, legs: int, *, guide: bool, limit: int = 20_000) -> list[Stretch]:
    credit, reading = Credit(world, starting_guide("blank") if guide else None), Reading()
    found: list[Stretch] = []
    for step, state, revisions in played(seed, legs, guide=guide, limit=limit):
        for revision in revisions:
            credit.revised(revision)
        found += credit.update(reading.read(step, state))
    return found


@pytest.mark.parametrize("seed", [5000, 5001])
def test_the_explorer_with_its_guide_wastes_little_and_forgets_nothing(seed: int) -> None:
    world = world_of(seed, 12)
    found = judged(world, seed, 12, guide=True)
    waste, gap, acts, price = Waste(), MemoryGap(), GoalActs(), Inaction()
    for measure in (waste, gap, acts, price):
        taken(measure, *found)
    assert 0.02 <= (waste.level or 0) <= 0.08
    assert abs(gap.level or 0) < 0.02
    assert acts.level == 0
    assert (price.level or 0) <= 0.05


def test_without_a_guide_the_gap_is_wide() -> None:
    found = judged(world_of(5001, 12), 5001, 12, guide=False, limit=4000)
    gap, waste = MemoryGap(), Waste()
    taken(gap, *found)
    taken(waste, *found)
    assert (gap.level or 0) > 0.08
    assert (gap.level or 0) + (waste.level or 0) > 0.25


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 3), st.lists(st.sampled_from("urdlas"), min_size=1, max_size=300), st.integers(0, 40))
def test_whatever_is_pressed_losses_lie_between_none_and_all(
    seed: int, presses: list[str], every: int
) -> None:
    world = world_of(seed)
    credit, reading, state, eligible = Credit(world, {}), Reading(), rules.start(world), 0
    found: list[Stretch] = []
    for number, letter in enumerate(presses, 1):
        state, events = rules.step(world, state, BUTTONS[letter])
        chosen = Decision((BUTTONS[letter],), reset=bool(every) and number % every == 0)
        step = Step(
            number, number, BUTTONS[letter], bytes(16), rules.truth(world, state), events, 9, True, chosen
        )
        moment = reading.read(step, state)
        eligible += moment.eligible
        found += credit.update(moment)
    assert all(0 <= one.lost_perfect <= one.steps <= LONGEST for one in found)
    assert all(0 <= one.lost_guide <= one.steps and 0 <= one.lured <= one.steps for one in found)
    assert all(0 <= one.stuck <= one.steps for one in found)
    assert [one.first for one in found] == sorted(one.first for one in found)
    assert all(one.last < other.first for one, other in pairwise(found))
    assert sum(one.steps for one in found) <= eligible


def test_the_twins_state_and_what_the_truth_tells_give_the_same_stretches() -> None:
    world, files = world_of(1), starting_guide("blank")
    found: list[list[Stretch]] = [[], []]
    credits, readings = [Credit(world, files) for _ in found], [Reading() for _ in found]
    for step, state, revisions in played(1, 4, guide=True):
        for told, (credit, reading) in enumerate(zip(credits, readings, strict=True)):
            for revision in revisions:
                credit.revised(revision)
            found[told] += credit.update(reading.read(step, state if told else None))
    assert found[0] == found[1]
    assert found[0][-1].met


def test_the_price_of_exploring_is_nothing_for_the_oracle_and_more_for_the_explorer() -> None:
    world = world_of(1)
    prices = []
    least = sum(state.text is None for leg in Distances(world).plan.legs for state in leg.states)
    for steps in (oracle_steps(world), ((step, state) for step, state, _ in played(1, 4, guide=True))):
        price = ExplorationPrice(world, Distances(world))
        credit, reading = Credit(world, {}), Reading()
        for step, state in steps:
            moment = reading.read(step, state)
            moment.stretches = credit.update(moment)
            price.update(moment)
        prices.append(price)
    assert prices[0].denominator == least
    assert -0.05 <= (prices[0].level or 0) <= 0
    assert (prices[1].level or 0) > 0.1


def oracle_steps(world: World) -> Iterator[tuple[Step, State]]:
    state = rules.start(world)
    for number, button in enumerate(Distances(world).plan.buttons, 1):
        state, events = rules.step(world, state, button)
        yield Step(number, number, button, bytes(16), rules.truth(world, state), events, 9, True), state


# --- the planners take one change at a time -----------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_what_is_known_change_by_change_is_what_is_known_at_once(seed: int) -> None:
    world, files, seen = world_of(seed), dict(starting_guide("blank")), list[State]()
    memory, recollection = Memory(world), Recollection(world)
    past = list[State]()
    for number, (step, state, revisions) in enumerate(played(seed, 4, guide=True)):
        if state.objective == len(world.objectives):
            break
        for revision in revisions:
            files[revision.path] = revision.text or ""
            recollection.told(revision.path, revision.text)
        if step.chosen is not None and step.chosen.reset:
            recollection.reset()
            seen.clear()
        for knower in (memory, recollection):
            knower.see(state)
        seen.append(state)
        past.append(state)
        if number % 50 == 0:
            plain, anew = Memory(world), Recollection(world)
            for path, text in files.items():
                anew.told(path, text)
            for one in seen:
                anew.see(one)
            for one in past:
                plain.see(one)
            assert left(recollection, state) == left(anew, state)
            assert left(memory, state) == left(plain, state)


def left(knower: Knower, state: State) -> tuple[object, ...]:
    outlook = knower.outlook(state)
    return outlook.distance, outlook.known, {one: outlook.distance_to(one, state) for one in outlook.targets}


def test_silent_distances_leave_out_the_presses_that_turn_pages() -> None:
    world = world_of(2)
    state = rules.start(world)
    spoken, silent = Memory(world), Memory(world, silent=True)
    for button in Distances(world).plan.buttons[:300]:
        for knower in (spoken, silent):
            knower.see(state)
        whole, some = spoken.outlook(state), silent.outlook(state)
        assert whole.known == some.known
        if whole.distance is not None and some.distance is not None:
            assert 0 <= whole.distance - some.distance <= 12
        state, _ = rules.step(world, state, button)


# --- what claims make one believe ---------------------------------------------------------


class Nobody:
    """A reader that is not asked."""

    def read(self, text: str) -> object:
        raise AssertionError(text)


def believed(*claims: tuple[str, str, str]) -> dict[int, Told]:
    world = meadow([(5, EAST)], (7, 4, 4), {5: (thing(Kind.SIGN, 2, 3, text=SIGN),)})
    return Believer(world, Nobody()).believed(Claim(*claim) for claim in claims)  # type: ignore[arg-type]


def test_claims_become_exits_things_and_words() -> None:
    fern, gorse = NAMES[5], NAMES[6]
    assert believed(
        (fern, "east", gorse),
        (fern, "maybe north", "unknown"),
        (fern, "blocked west", "gate"),
        (fern, "holds", "lever"),
        (fern, "holds", "key A"),
        (fern, "told", "A  sign."),
        (gorse, "one-way south", "JUNIPER"),
        (gorse, "told", "NOBODY SAID THIS."),
        ("gate of FERN", "needs", "key C"),
        ("quest", "goal", "key A"),
        ("NOWHERE LAND", "east", gorse),
    ) == {
        5: Told(
            {EAST: 6, NORTH: None, WEST: None}, frozenset({Kind.LEVER, Kind.ITEM}), frozenset({32})
        ),
        6: Told({SOUTH: 9}, heard_kinds=frozenset({Kind.SIGN, Kind.NPC, Kind.TRADER})),
    }  # fmt: skip


def test_of_claims_that_contradict_each_other_the_later_one_is_believed() -> None:
    fern, gorse, elm = NAMES[5], NAMES[6], NAMES[4]
    assert believed((fern, "east", gorse), (fern, "east", elm))[5].exits == {EAST: 4}
    assert believed((fern, "east", gorse), (fern, "east", "nothing"))[5].exits == {}
    assert believed((fern, "east", "nothing"), (fern, "maybe east", gorse))[5].exits == {EAST: 6}
    assert believed((fern, "east", gorse), (fern, "blocked east", "gate"))[5].exits == {EAST: 6}
    assert believed((fern, "holds", "lever"), (fern, "lacks", "lever"))[5] == Told()
    assert believed((fern, "holds", "lever"), ("pulled lever", "done", fern))[5] == Told()
    assert believed((fern, "holds", "person"), ("talked person", "done", fern))[5] == Told(
        kinds=frozenset({Kind.NPC, Kind.TRADER}), heard_kinds=frozenset({Kind.NPC, Kind.TRADER})
    )


def test_of_two_files_the_one_written_last_is_believed() -> None:
    fern, elm, cedar = NAMES[5], NAMES[4], NAMES[2]
    right = f"## {fern}\n\n- East: {elm}\n\n## {elm}\n\n- Person (1,1)\n"
    wrong = f"## {fern}\n\n- East: {cedar}\n"
    state, _ = rules.step(FORK, rules.start(FORK), BUTTONS["a"])
    knower = Recollection(FORK)
    knower.see(state)
    known = []
    for path, text in (("a", right), ("b", wrong), ("a", right + "\n"), ("b", wrong + "\n"), ("b", None)):
        knower.told(path, text)
        known.append(knower.outlook(state).known)
    assert known == [True, False, True, False, True]
