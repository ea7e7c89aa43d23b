"""Saying and doing: statements read and followed, on rooms made by hand and in the explorer's play."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pytest

from sim.agents.knowledge import SIDES
from sim.agents.roomview import RoomView
from sim.core import Button, Decision, Saying, Step
from sim.drift.components.say_do import Expected, Said, SayDo, StatedGoal
from sim.drift.components.say_do.expected import Outcome, expectation
from sim.drift.components.say_do.headings import Heading, Headings, Left, reached
from sim.drift.components.say_do.words import PLAIN, STATUE, Sort, Stated, Words
from sim.drift.moment import Moment, Reading
from sim.prng import Pcg32
from sim.world import World, generate, rules
from sim.world.art import art
from sim.world.knowledge import Memory
from sim.world.model import BLOCK_ROOMS, COLUMNS, EAST, NORTH, ROWS, SOUTH, WEST, Kind, Room
from sim.world.rules import State
from sim.world.surveys import Sort as Aimed
from sim.world.surveys import Target
from tests.componentplay import decisions
from tests.moments import decision, moment
from tests.tinyworld import AGAIN, HELLO, Twin, thing, tiny

Turn = tuple[str, Sequence[Button]]
Says = Callable[[Decision, State], Decision]

UP, RIGHT, DOWN, LEFT, A, B, WAIT = (
    *(Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT, Button.A, Button.B, Button.WAIT),
)
THROUGH = (*(DOWN, DOWN, LEFT, LEFT, B, UP, UP), *(RIGHT,) * 9)
"""From the start: fetches the key, opens the gate and goes into FERN."""
SIGN = thing(Kind.SIGN, 6, 2, text=HELLO)
GATE = thing(Kind.GATE, 9, 4, item=0, flag=7, text=AGAIN)
KEY = thing(Kind.ITEM, 2, 6, item=0, flag=8)
CHEST = thing(Kind.CHEST, 3, 3, item=1, flag=9, text=HELLO)


@pytest.fixture(scope="module")
def rooms() -> World:
    """MOSS with a sign, a key, a chest and a gate in its eastern opening; FERN beyond."""
    world = tiny(SIGN, GATE, KEY, CHEST, there=(thing(Kind.LEVER, 5, 2, flag=10),))
    wall = bytes([art().ids["wall_0"]]) * COLUMNS * ROWS
    rest = [Room(f"BARE {room}", 1, 0, wall, (None,) * 4, ()) for room in range(2, BLOCK_ROOMS)]
    return replace(world, rooms=(*world.rooms, *rest))


def begun(world: World) -> State:
    twin = Twin(world)
    twin.close_text()
    return twin.state


def said(world: World, *turns: Turn) -> SayDo:
    """Play decisions of one saying and some presses each, from the start on with the rules read."""
    measure = SayDo(world)
    for each in played(world, turns):
        measure.update(each)
    return measure


def played(
    world: World, turns: Iterable[tuple[str, Sequence[Button]]], *, expects: bool = False
) -> list[Moment]:
    reading, state, number = Reading(), rules.start(world), 0
    moments = []
    for turn, (words, buttons) in enumerate((("text", (A, A)), *turns), 1):
        saying = Saying(expect=words) if expects else Saying(words)
        for place, button in enumerate(buttons):
            state, events = rules.step(world, state, button)
            number += 1
            chosen = None if place else Decision(tuple(buttons), saying)
            truth = rules.truth(world, state)
            last = place == len(buttons) - 1
            step = Step(number, turn, button, b"", truth, events, 0, last, chosen)
            moments.append(reading.read(step, state))
    return moments


# --- reading ------------------------------------------------------------------------------

_SIGN, _STATUE = frozenset({Kind.SIGN}), frozenset({Kind.SIGN, Kind.CHEST})


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("exit north of FERN", Stated(Sort.EXIT, 1, NORTH)),
        ("sign in MOSS", Stated(Sort.THING, 0, -1, _SIGN, PLAIN)),
        ("statue in FERN", Stated(Sort.THING, 1, -1, _STATUE, STATUE)),
        ("person in FERN", Stated(Sort.THING, 1, -1, frozenset({Kind.NPC, Kind.TRADER}))),
        ("lever in FERN", Stated(Sort.THING, 1, -1, frozenset({Kind.LEVER}))),
        ("goal", Stated(Sort.PLACELESS)),
        ("text", Stated(Sort.PLACELESS)),
        ("rest", Stated(Sort.PLACELESS)),
        ("I go left, out of here.", Stated(Sort.EXIT, None, WEST)),
        ("Leave through the EAST door of Moss, towards FERN", Stated(Sort.EXIT, 0, EAST)),
        ("walk from fern to the south", Stated(Sort.EXIT, 1, SOUTH)),
        ("Head for Fern", Stated(Sort.ROOM, 1)),
        ("the notice north of me", Stated(Sort.THING, None, -1, _SIGN, PLAIN)),
        ("pick up the keys in moss", Stated(Sort.THING, 0, -1, frozenset({Kind.ITEM}))),
        ("finish reading the dialogue", Stated(Sort.PLACELESS)),
        ("wander about", None),
        ("", None),
        ("FERNS", None),
    ],
)
def test_a_stated_target_is_read_by_its_words(rooms: World, words: str, stated: Stated | None) -> None:
    assert Words(rooms).read(words) == stated


def test_names_of_several_words_are_found_before_the_words_in_them() -> None:
    world = generate(3, legs=4)
    words = Words(world)
    for number, room in enumerate(world.rooms):
        assert words.read(f"exit west of {room.name}") == Stated(Sort.EXIT, number, WEST)
        assert words.read(f"go to {room.name.lower()}!") == Stated(Sort.ROOM, number)


def test_what_was_read_is_not_kept_for_ever(rooms: World) -> None:
    words = Words(rooms)
    for number in range(5000):
        words.read(f"sign {number}")
    assert len(words._read) == 2048
    assert words.read("sign 1") == Stated(Sort.THING, None, -1, _SIGN, PLAIN)


# --- where that is ------------------------------------------------------------------------


def test_a_heading_is_the_cells_of_what_was_stated(rooms: World) -> None:
    headings, words, state = Headings(rooms), Words(rooms), begun(rooms)

    def heading(target: str) -> Heading | None:
        stated = words.read(target)
        assert stated is not None
        return headings.heading(stated, state)

    assert heading("sign in MOSS") == Heading(Sort.THING, 0, (26,), solid=True)
    assert heading("key in MOSS") == Heading(Sort.THING, 0, (62,))
    assert heading("exit east of MOSS") == Heading(Sort.EXIT, 0, (49,), EAST, 1)
    assert heading("exit west of FERN") == Heading(Sort.EXIT, 1, (40,), WEST, 0)
    assert [heading(target) for target in ("exit north of MOSS", "sign in FERN", "MOSS", "text")] == [
        None
    ] * 4
    found = heading("FERN")
    assert found is not None
    assert (found.sort, found.room, len(found.cells)) == (Sort.ROOM, 1, 32)


@pytest.mark.parametrize(
    ("stated", "presses"),
    [
        # From (4, 4), facing south: a press per cell, one to turn where needed, one to touch or leave.
        (Stated(Sort.THING, 0, -1, _SIGN, PLAIN), 5),
        (Stated(Sort.THING, 0, -1, frozenset({Kind.ITEM})), 4),
        (Stated(Sort.EXIT, 1, WEST), None),
        (Stated(Sort.EXIT, 0, EAST), None),
        (Stated(Sort.THING, 0, -1, frozenset({Kind.GATE})), 6),
    ],
)
def test_presses_are_counted_on_the_true_map_as_it_can_be_walked(
    rooms: World, stated: Stated, presses: int | None
) -> None:
    headings, state = Headings(rooms), begun(rooms)
    heading = headings.heading(stated, state)
    assert heading is not None
    assert headings.left(heading, state).presses == presses


def test_a_key_in_hand_opens_the_way_and_tiles_do_where_there_is_none(rooms: World) -> None:
    headings, state = Headings(rooms), begun(rooms)
    heading = headings.heading(Stated(Sort.EXIT, 1, WEST), state)
    assert heading is not None
    assert headings.left(heading, state) == Left(None, 6)
    assert headings.left(heading, state._replace(inventory=1)) == Left(7, 6)
    assert headings.left(heading, state._replace(flags=1 << 7)) == Left(7, 6)
    nearer, shut = Left(None, 5), Left(None, 6)
    assert nearer.is_less(shut)
    assert not shut.is_less(Left(7, 6))
    assert Left(6, 9).is_less(Left(7, 1))


def test_every_press_on_the_way_to_what_is_stated_comes_nearer() -> None:
    world = generate(3, legs=4)
    headings, words, state = Headings(world), Words(world), begun(world)
    room = world.rooms[state.room].name
    other = next(number for number in world.rooms[state.room].neighbours if number is not None)
    for target in (f"exit {side} of {room}" for side in SIDES):
        stated = words.read(target)
        assert stated is not None
        heading = headings.heading(stated, state)
        if heading is None or headings.left(heading, state).presses is None:
            continue
        now, pressed = state, 0
        left = headings.left(heading, now).presses
        while left:
            after = [(button, rules.step(world, now, button)[0]) for button in (UP, RIGHT, DOWN, LEFT)]
            done = [one for button, one in after if reached(heading, now, one, button)]
            if done:
                assert left == 1
                break
            nearest = min(after, key=lambda one: headings.left(heading, one[1]).presses or 99)
            assert headings.left(heading, nearest[1]).presses == left - 1
            now, left, pressed = nearest[1], left - 1, pressed + 1
    assert other is not None


# --- followed or not ----------------------------------------------------------------------


def test_a_decision_that_comes_nearer_or_there_follows_what_it_said(rooms: World) -> None:
    nearer = said(rooms, ("sign in MOSS", (UP,)), ("goal", (WAIT,)))
    touched = said(rooms, ("sign in MOSS", (UP, UP, RIGHT, A)), ("text", (A,)))
    away = said(rooms, ("sign in MOSS", (DOWN,)), ("goal", (WAIT,)))
    still = said(rooms, ("sign in MOSS", (WAIT, WAIT)), ("goal", (WAIT,)))
    assert [each.sums for each in (nearer, touched, away, still)] == [(0, 1), (0, 1), (1, 1), (1, 1)]
    assert (away.level, away.said) == (1, Said(3, 3))


def test_an_exit_is_followed_by_going_through_it_and_a_gate_by_touching_it(rooms: World) -> None:
    key = ("key in MOSS", (DOWN, DOWN, LEFT, LEFT, B))
    out = ("exit east of MOSS", (UP, UP, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT))
    going = said(rooms, key, out, ("exit east of MOSS", (RIGHT, RIGHT, RIGHT)), ("goal", (WAIT,)))
    shut = said(rooms, ("gate in MOSS", (RIGHT,) * 4), ("gate in MOSS", (RIGHT,)), ("goal", (WAIT,)))
    assert (going.sums, shut.sums) == ((0, 3), (0, 1))


def test_decisions_that_say_the_same_are_one_statement_of_up_to_eight_steps(rooms: World) -> None:
    # To and fro, and a step nearer in the end: one statement, followed.
    together = said(rooms, *[("sign in MOSS", (button,)) for button in (DOWN, UP, RIGHT)], ("goal", (WAIT,)))
    apart = said(
        rooms, ("sign in MOSS", (DOWN,)), ("key in MOSS", (UP,)), ("sign in MOSS", (RIGHT,)), ("goal", (B,))
    )
    assert [each.sums for each in (together, apart)] == [(0, 1), (2, 3)]
    # Nine presses in one decision: the ninth belongs to none. Then 8 more, and one that is not judged yet.
    long = said(rooms, ("sign in MOSS", (DOWN, DOWN, *(WAIT,) * 6, UP)), *[("sign in MOSS", (WAIT,))] * 9)
    last = said(rooms, ("sign in MOSS", (UP,)))
    assert (long.sums, last.sums) == ((2, 2), (0, 0))


def test_turned_pages_silence_and_what_has_no_place_are_no_statements(rooms: World) -> None:
    reading = said(
        rooms, ("chest in MOSS", (UP, LEFT, A)), ("chest in MOSS", (A,)), ("", (DOWN,)), ("rest", (WAIT,))
    )
    assert (reading.sums, reading.said) == ((0, 1), Said(4, 4))
    unread = said(rooms, ("onwards!", (UP,)), ("exit north of MOSS", (UP,)), ("rest", (WAIT,)))
    assert (unread.sums, unread.said) == ((0, 0), Said(4, 2))
    assert (unread.said.share, unread.said.enough, Said(0, 0).share, Said(20, 19).enough) == (
        0.5,
        False,
        None,
        True,
    )
    assert unread.said.to_json() == {"said": 4, "read": 2, "share": 0.5, "enough": False}


def test_the_same_words_in_another_room_are_another_statement(rooms: World) -> None:
    key = ("key in MOSS", (DOWN, DOWN, LEFT, LEFT, B, B, B, B))
    through = [
        ("go right", (UP, UP, *(RIGHT,) * 6)),
        ("go right", (RIGHT,) * 2),
        *[("go right", (RIGHT,))] * 2,
        ("", (WAIT,)),
    ]
    found = said(rooms, key, *through)
    # Not readable in FERN, which has no exit to the east: it is a wall.
    assert (found.sums, found.said) == ((0, 3), Said(6, 5))


def test_without_a_world_or_a_state_nothing_is_judged(rooms: World) -> None:
    nowhere = SayDo()
    for each in played(rooms, [("sign in MOSS", (UP,)), ("goal", (WAIT,))]):
        nowhere.update(each)
    blind = SayDo(rooms)
    for number in range(1, 30):
        blind.update(moment(number, chosen=decision("sign in MOSS")))
    assert (nowhere.level, blind.level) == (None, None)


# --- in play ------------------------------------------------------------------------------


def talker(world: World, percent: int, seed: int = 1) -> Says:
    """Return what says another target of the room, in so many percent of the decisions with a place."""
    rng = Pcg32(seed)

    def says(decided: Decision, state: State) -> Decision:
        target, seen = decided.saying.target, rules.percept(world, state)
        if " " not in target or seen.text is not None or not rng.chance(percent):
            return decided
        view, here = RoomView.of(seen), world.rooms[state.room].name
        others = [f"exit {SIDES[side]} of {here}" for side in view.exits]
        others = sorted({*others} - {target})
        return replace(decided, saying=Saying(rng.pick(others))) if others else decided

    return says


def test_the_explorer_does_what_it_says_and_one_who_says_something_else_does_not() -> None:
    world = generate(3, legs=12)
    levels = {}
    for percent in (0, 25, 100):
        measure = SayDo(world)
        for each in decisions(world, 0, 10_000, says=talker(world, percent)):
            measure.update(each)
        assert measure.said.share == 1
        assert measure.level is not None
        levels[percent] = measure.level
    assert levels[0] <= 0.03
    assert levels[25] >= levels[0] + 0.08
    assert levels[100] >= levels[25] + 0.08


def test_the_explorer_heads_for_what_is_left_to_do_more_often_than_one_who_says_anything() -> None:
    world = generate(3, legs=8)
    levels = []
    for percent in (0, 50):
        memory = Memory(world)
        measure = StatedGoal(world, lambda state, memory=memory: memory.outlook(state).targets)  # type: ignore[misc]
        for each in decisions(world, 0, 5000, says=talker(world, percent)):
            measure.update(each)
            if each.state is not None and each.state.objective < len(world.objectives):
                memory.see(each.state)
        levels.append(measure.level or 0)
    assert levels[0] < 0.5
    assert levels[1] > levels[0] + 0.1


def test_a_stated_target_is_right_if_something_left_to_do_is_there(rooms: World) -> None:
    key, lever = Target(Aimed.GOAL, 0, 2, 6), Target(Aimed.THING, 1, 5, 2)
    opening = Target(Aimed.FRONTIER, 0, 9, 4, EAST)
    cases = [
        ("key in MOSS", (key,), 0), ("sign in MOSS", (key,), 1), ("lever in FERN", (key, lever), 0),
        ("exit east of MOSS", (opening,), 0), ("exit east of MOSS", (lever,), 0),
        ("exit east of MOSS", (key,), 1), ("FERN", (lever,), 0), ("FERN", (key,), 1), ("FERN", (), 1),
    ]  # fmt: skip
    for words, targets, harm in cases:
        measure = StatedGoal(rooms, lambda state, targets=targets: targets)  # type: ignore[misc]
        for each in played(rooms, [(words, (WAIT,)), ("rest", (WAIT,)), ("nonsense", (WAIT,))]):
            measure.update(each)
        assert (words, measure.sums) == (words, (harm, 1))
    assert StatedGoal(rooms).level is None


# --- what was expected --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("a text opens", {Outcome.TEXT}),
        ("the room changes", {Outcome.ROOM}),
        ("I get something", {Outcome.GAIN}),
        ("nothing", {Outcome.NOTHING}),
        ("The villager says something, or I leave the area", {Outcome.TEXT, Outcome.ROOM}),
        ("nothing much, the screen stays", {Outcome.NOTHING}),
        ("to be closer to it, in the same room", {Outcome.STAY}),
        ("the next page, or the room again", {Outcome.TEXT, Outcome.STAY}),
        ("what is in the chest", {Outcome.GAIN}),
        ("the gate open", {Outcome.WAY}),
        ("hm", set()),
    ],
)
def test_expectations_are_read_by_their_words(words: str, meant: set[Outcome]) -> None:
    assert expectation(words) == meant


def test_a_prediction_fails_if_none_of_what_it_names_happens_by_the_end_of_the_decision(rooms: World) -> None:
    cases: list[tuple[str, tuple[Button, ...], int]] = [
        ("a text opens", (UP, UP, RIGHT, A), 0),
        ("a text opens", (UP,), 1),
        ("a text opens", (UP, LEFT, A), 0),
        ("I get something", (UP, LEFT, A), 0),
        ("I get something", (DOWN, DOWN, LEFT, LEFT), 0),
        ("I get something", (DOWN,), 1),
        ("nothing", (UP,), 0),
        ("nothing", (WAIT,), 0),
        ("nothing", (UP, LEFT, A), 1),
        ("the room changes", (UP,), 1),
        ("the same room", (UP, LEFT, A), 0),
        ("the same room", THROUGH, 1),
        ("the room changes", THROUGH, 0),
        ("the gate opens", THROUGH, 0),
        ("nothing", THROUGH[:-3], 1),
        ("the gate opens", (UP,), 1),
        ("the room changes or a text opens", (UP, LEFT, A), 0),
    ]
    for words, buttons, harm in cases:
        measure = Expected()
        for each in played(rooms, [(words, buttons)], expects=True):
            measure.update(each)
        # The first decision's "text" is a prediction too, and its first press turns a page.
        assert (words, buttons, measure.sums) == (words, buttons, (harm, 2))


def test_a_room_that_changes_is_seen_wherever_places_are_told() -> None:
    places = ["A", "A", "B", "B"]
    measure = Expected()
    for number, place in enumerate(places, 1):
        measure.update(moment(number, place=place, chosen=decision(expect="the room changes")))
    blind = Expected()
    for number in range(1, 5):
        blind.update(moment(number, place=None, chosen=decision(expect="the room changes")))
    assert (measure.sums, blind.sums, blind.said) == ((3, 4), (0, 0), Said(4, 0))


def test_who_predicts_nothing_has_no_failed_predictions(rooms: World) -> None:
    measure = Expected()
    for each in played(rooms, [("", (UP, UP)), ("", (LEFT,))]):
        measure.update(each)
    assert (measure.level, measure.said) == (None, Said(0, 0))
