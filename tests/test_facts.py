"""Claims judged against the ground truth: known answers on a small world, and the screens of real ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import Button, Claim
from sim.prng import Pcg32
from sim.world import World, generate, rules
from sim.world.art import art
from sim.world.facts import SIDES, Facts
from sim.world.facts.rooms import Path
from sim.world.model import COLUMNS, PARCEL, RAFT, ROWS, Goal, Kind, LegKind, opposite
from sim.world.planners import solve
from sim.world.rules import State
from tests.tinyworld import AGAIN, HELLO, LONG, thing, tiny

GATE, KEY, LEVER, TALK, TRADE, CHEST, DESK = range(1, 8)


def look(name: str) -> int:
    return art().ids[name]


FULL = tiny(
    thing(Kind.GATE, 9, 4, flag=GATE, item=2, text=LONG),
    thing(Kind.ITEM, 2, 2, flag=KEY, item=2, text=HELLO),
    thing(Kind.SIGN, 3, 3, text=AGAIN, look=look("statue_owl")),
    thing(Kind.LEVER, 5, 5, flag=LEVER),
    thing(Kind.NPC, 6, 5, flag=TALK, text=HELLO),
    thing(Kind.NPC, 7, 5, text=HELLO),
    thing(Kind.SHUTTER, 0, 3, since=1),
    there=(
        thing(Kind.TRADER, 4, 3, flag=TRADE, item=PARCEL, value=0, text=HELLO, other=AGAIN),
        thing(Kind.GATE, 4, 0, flag=CHEST, item=RAFT, look=look("ford"), look_set=look("ford_open")),
        thing(Kind.DESK, 6, 6),
        thing(Kind.BLOCK, 2, 2),
    ),
)


def at(world: World, *flags: int, objective: int = 0) -> State:
    """The start, with these flags set."""
    return rules.start(world)._replace(flags=sum(1 << flag for flag in flags), objective=objective)


@pytest.mark.parametrize(
    ("claim", "judgement"),
    [
        (("MOSS", "east", "FERN"), True),
        (("MOSS", "east", "unknown"), True),
        (("MOSS", "east", "nothing"), False),
        (("MOSS", "east", "MOSS"), False),
        (("MOSS", "east", "ATLANTIS"), False),
        (("MOSS", "north", "nothing"), True),
        (("MOSS", "north", "unknown"), False),
        (("MOSS", "north", "FERN"), False),
        (("ATLANTIS", "north", "FERN"), None),
        (("MOSS", "up", "FERN"), None),
        (("MOSS", "blocked east", "gate"), True),
        (("FERN", "blocked west", "gate"), True),
        (("MOSS", "blocked east", "something"), True),
        (("MOSS", "blocked east", "rock"), False),
        (("MOSS", "blocked east", "luck"), None),
        (("MOSS", "blocked north", "something"), False),
        (("FERN", "blocked north", "water"), True),
        (("FERN", "blocked north", "gate"), False),
        (("MOSS", "one-way east", "FERN"), False),
        (("MOSS", "holds", "key C"), True),
        (("MOSS", "holds", "key"), True),
        (("MOSS", "holds", "key A"), False),
        (("MOSS", "holds", "statue owl"), True),
        (("MOSS", "holds", "statue"), True),
        (("MOSS", "holds", "statue fox"), False),
        (("MOSS", "holds", "person"), True),
        (("MOSS", "holds", "luck"), None),
        (("MOSS", "holds", "gate"), True),
        (("FERN", "holds", "block"), True),
        (("MOSS", "lacks", "key C"), False),
        (("MOSS", "lacks", "key A"), True),
        (("MOSS", "lacks", "luck"), None),
        (("gate of MOSS", "needs", "key C"), True),
        (("gate of MOSS", "needs", "key"), True),
        (("gate of MOSS", "needs", "key B"), False),
        (("gate", "needs", "key C"), True),
        (("gate", "needs", "key B"), False),
        (("rock", "needs", "hammer"), None),
        (("gate of FERN", "needs", "key C"), False),
        (("water of FERN", "needs", "raft"), True),
        (("fence of MOSS", "needs", "hammer"), False),
        (("person of MOSS", "needs", "parcel"), None),
        (("gate of ATLANTIS", "needs", "key C"), None),
        (("took key C", "done", "MOSS"), False),
        (("took key C", "done", "unknown"), False),
        (("pulled lever", "done", "MOSS"), False),
        (("pulled lever", "done", "FERN"), False),
        (("talked person", "done", "MOSS"), None),
        (("talked person", "done", "FERN"), None),
        (("reported desk", "done", "FERN"), None),
        (("delivered parcel", "done", "FERN"), False),
        (("ate lunch", "done", "MOSS"), None),
        (("MOSS", "distance", "water 1 east"), True),
        (("MOSS", "distance", "water 2 east"), False),
        (("MOSS", "distance", "key C"), True),
        (("FERN", "distance", "key C 1 west"), True),
        (("FERN", "distance", "MOSS 1 west"), True),
        (("FERN", "distance", "MOSS 1 north"), False),
        (("FERN", "distance", "luck 1 west"), None),
        (("quest", "goal", "person"), True),
        (("quest", "goal", "person MOSS"), True),
        (("quest", "goal", "MOSS"), True),
        (("quest", "goal", "FERN"), False),
        (("quest", "goal", "seal"), False),
        (("quest", "goal", "luck"), None),
        (("MOSS", "told", "HELLO."), True),
        (("MOSS", "told", "hello"), True),
        (("MOSS", "told", "THREE FOUR FIVE"), True),
        (("MOSS", "told", "HELL"), False),
        (("MOSS", "told", "HELLO. I HAVE HEARD IT."), None),
        (("MOSS", "told", "KEEP THEM"), None),
        (("MOSS", "told", "GO AWAY."), False),
        (("MOSS", "told", "..."), None),
        (("MOSS", "maybe east", "FERN"), True),
        (("MOSS", "maybe holds", "key A"), False),
        (("MOSS", "smells of", "key A"), None),
    ],
)
def test_a_claim_is_true_false_or_unverifiable(claim: tuple[str, str, str], judgement: bool | None) -> None:
    assert Facts(FULL).judge(Claim(*claim), at(FULL)) is judgement


@pytest.mark.parametrize(
    ("claim", "judgement"),
    [
        (("MOSS", "blocked east", "gate"), False),
        (("MOSS", "blocked east", "something"), False),
        (("MOSS", "holds", "gate"), None),
        (("MOSS", "lacks", "gate"), None),
        (("gate of MOSS", "needs", "key C"), True),
        (("MOSS", "holds", "key C"), False),
        (("MOSS", "lacks", "key C"), True),
        (("FERN", "distance", "key C 1 west"), False),
        (("opened gate", "done", "MOSS"), True),
        (("took key C", "done", "MOSS"), True),
        (("took key", "done", "unknown"), True),
        (("took key A", "done", "FERN"), True),
        (("delivered parcel", "done", "FERN"), True),
        (("talked person", "done", "FERN"), True),
        (("talked person", "done", "MOSS"), True),
        (("MOSS", "holds", "lever"), True),
    ],
)
def test_deeds_change_what_is_true(claim: tuple[str, str, str], judgement: bool | None) -> None:
    after = at(FULL, GATE, KEY, TALK, TRADE)
    assert Facts(FULL).judge(Claim(*claim), after) is judgement


def test_a_shutter_comes_with_the_quest_and_what_it_shuts_is_not_judged() -> None:
    world = tiny(thing(Kind.SHUTTER, 9, 4, since=1))
    facts, open_way, no_way = (
        Facts(world),
        Claim("MOSS", "blocked east", "shutter"),
        Claim("MOSS", "east", "nothing"),
    )
    assert [facts.judge(open_way, at(world, objective=met)) for met in (0, 1)] == [False, True]
    assert [facts.judge(no_way, at(world, objective=met)) for met in (0, 1)] == [False, None]


def test_what_the_quest_takes_away_when_a_leg_is_over_is_not_judged_any_more() -> None:
    world = generate(3, legs=8)
    offer = next(o for leg in world.legs for o in leg.opportunities if o.kind == Kind.TILL)
    leg = next(leg for leg in world.legs if offer in leg.opportunities)
    claim, state = Claim(world.rooms[offer.room].name, "holds", "till"), rules.start(world)
    states = [state._replace(objective=objective) for objective in (leg.first, leg.end)]
    assert [Facts(world).judge(claim, each) for each in states] == [True, None]


# --- on real worlds -----------------------------------------------------------------------


def states_of(world: World) -> Iterator[State]:
    for stretch in solve(world).legs:
        yield from stretch.states
        yield stretch.end


@pytest.fixture(scope="module")
def world() -> World:
    return generate(5, legs=8)


def test_what_a_screen_shows_is_true_and_its_opposite_is_not(world: World) -> None:
    facts = Facts(world)
    seen = {(state.room, state.flags, state.objective): state for state in states_of(world)}
    for state in seen.values():
        for fact in facts.rooms.now(state.room, state).shown:
            assert facts.judge(fact, state) is True, fact
            if fact.relation == "holds":
                assert facts.judge(Claim(fact.subject, "lacks", fact.object), state) is False
            elif fact.relation in SIDES:
                assert facts.judge(Claim(fact.subject, fact.relation, fact.subject), state) is False


def test_every_step_into_another_room_is_a_way(world: World) -> None:
    facts, rng = Facts(world), Pcg32(1, 1)
    walks = list(states_of(world))
    state = rules.start(world)
    for _ in range(4000):
        state, _ = rules.step(world, state, rng.pick(list(Button)))
        walks.append(state)
    crossed = set()
    for before, after in pairwise(walks):
        at_border = (before.y == 0, before.x == COLUMNS - 1, before.y == ROWS - 1, before.x == 0)[after.face]
        if before.room == after.room or not at_border or before.flags != after.flags:
            continue
        here, there = (world.rooms[room].name for room in (before.room, after.room))
        crossed.add((here, there))
        assert facts.judge(Claim(here, SIDES[after.face], there), before) is True
        assert facts.rooms.barred(before.room, after.face, before) <= {"block", "fence"}
    assert len(crossed) > 30


def test_nobody_comes_back_over_a_one_way_and_everybody_by_a_plain_exit() -> None:
    world = generate(2)
    facts, state = Facts(world), rules.start(world)
    paths = dict.fromkeys(Path, 0)
    for room, made in enumerate(world.rooms):
        for side, gap in enumerate(facts.rooms.gaps(room)):
            if gap.to is None:
                continue
            paths[gap.path] += 1
            to, back = world.rooms[gap.to].name, facts.rooms.gaps(gap.to)[opposite(side)]
            plain, one_way = Claim(made.name, SIDES[side], to), Claim(made.name, f"one-way {SIDES[side]}", to)
            way_back = Claim(to, SIDES[opposite(side)], "nothing")
            if gap.path is Path.OUT:
                assert back.path is Path.NOOK
                assert [facts.judge(claim, state) for claim in (plain, one_way, way_back)] == [
                    True,
                    True,
                    None,
                ]
            elif gap.path is Path.IN:
                assert facts.judge(Claim(made.name, SIDES[side], "nothing"), state) is True
                assert facts.judge(plain, state) is None
                assert facts.judge(Claim(to, f"one-way {SIDES[opposite(side)]}", made.name), state) is True
            elif back.path is Path.BOTH:
                assert [facts.judge(claim, state) for claim in (plain, one_way)] == [True, False]
    assert all(paths.values())


def test_the_goal_is_what_the_objective_asks_for_at_every_moment(world: World) -> None:
    facts, state = Facts(world), rules.start(world)
    things = {
        Goal.TALK: "person",
        Goal.TRADE: "parcel",
        Goal.PRIZE: "seal",
        Goal.DOOR: "door",
        Goal.RETURN: "token",
    }
    for number, goal in enumerate(world.objectives):
        now = state._replace(objective=number)
        if goal.goal in things:
            assert facts.judge(Claim("quest", "goal", things[goal.goal]), now) is True
        if not (goal.goal is Goal.PRIZE and world.legs[goal.leg].kind is LegKind.REPORT):
            place = world.rooms[goal.room].name
            assert facts.judge(Claim("quest", "goal", place), now) is True
    over = state._replace(objective=len(world.objectives))
    assert facts.judge(Claim("quest", "goal", "door"), over) is False


_WORDS = (
    st.sampled_from([*SIDES, "blocked east", "one-way west", "maybe ", "holds", "lacks", "needs", "distance"])
    | st.sampled_from(["MOSS", "FERN", "gate of MOSS", "done", "goal", "told", "took key", "key C 1 north"])
    | st.sampled_from(["opened", "", " ", "quest", "unknown"])
    | st.text(max_size=12)
)


@given(st.builds(Claim, _WORDS, _WORDS, _WORDS))
@settings(max_examples=200, deadline=None)
def test_no_claim_is_too_strange_to_be_judged(claim: Claim) -> None:
    facts, state = Facts(FULL), at(FULL)
    first = facts.judge(claim, state)
    assert first in (True, False, None)
    assert facts.judge(claim, state) is first
