"""The rules, one promise each, kept by the twin and by the cartridge: every press is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from sim.core import Button, Event, Percept
from sim.prng import Pcg32
from sim.world import World, generate, status
from sim.world.model import HAMMER, NO_ITEM, PARCEL, RAFT, Kind
from sim.world.planners import Distances
from sim.world.rules import percept, start, step, truth
from sim.world.status import EVENTS, event
from tests.curious import visit
from tests.parity import Pair, compare, quest, tumble, world_number
from tests.tinyworld import AGAIN, HELLO, LONG, RULES, TASK, changed, thing, tiny

UP, DOWN, LEFT, RIGHT, A, B = Button.UP, Button.DOWN, Button.LEFT, Button.RIGHT, Button.A, Button.B
START, SELECT = Button.START, Button.SELECT

Begin = Callable[[World], Pair]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Starts a world on the cartridge and its twin, with the rules read."""
    pairs: list[Pair] = []

    def start_it(world: World) -> Pair:
        pairs.append(Pair(world))
        pairs[-1].press(A, A)
        return pairs[-1]

    yield start_it
    for pair in pairs:
        pair.emulator.close()


# --- texts --------------------------------------------------------------------------------


def test_the_game_begins_with_the_rules_on_show() -> None:
    world = tiny()
    with Pair(world) as pair:
        assert percept(world, pair.state).text == ("THE RULES:", "KEEP THEM.")
        assert pair.press(A, A) == ()
        assert (pair.state.text, pair.where()) == (None, (0, 4, 4))


def test_start_shows_the_objective_and_select_the_rules(begin: Begin) -> None:
    game = begin(tiny())
    for button, text in ((START, TASK), (SELECT, RULES)):
        before = game.state
        assert game.press(button) == ()
        assert changed(before, game.state) == {"text": text}
        seen = percept(game.world, game.state)
        assert (seen.place, seen.bag, seen.goal, seen.score) == (None,) * 4
        assert seen.tiles[60:] == bytes([Percept.UNSEEN] * 20)
        assert truth(game.world, game.state).mode == "text"
        game.close_text()
        assert changed(before, game.state) == {}


def test_only_a_and_b_turn_pages(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.SIGN, text=LONG)))
    assert game.press(UP, A) == (event("bump", 0, 0x44), event("sign", LONG, 0))
    before = game.state
    assert game.press(UP, LEFT, START, SELECT, Button.WAIT) == ()
    assert changed(before, game.state) == {}
    game.press(B)
    assert changed(before, game.state) == {"page": 1}
    game.press(B)
    assert changed(before, game.state) == {"text": None}


def test_waiting_changes_nothing(begin: Begin) -> None:
    game = begin(tiny())
    before = game.state
    assert (game.press(Button.WAIT), game.state) == ((), before)


# --- walking ------------------------------------------------------------------------------


def test_a_way_into_the_next_room_is_a_step(begin: Begin) -> None:
    game = begin(tiny())
    assert game.press(RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT) == (event("room", 1, 0x40),)
    assert game.where() == (1, 0, 4)


def test_a_ledge_is_jumped_one_way_only(begin: Begin) -> None:
    game = begin(tiny(ground={(4, 3): "ledge_n"}))
    assert game.press(UP) == (event("hop", 0, 0x24),)
    assert game.press(DOWN) == (event("bump", 0, 0x24),)


def test_nobody_jumps_onto_what_stands_behind_the_ledge(begin: Begin) -> None:
    for kind in (Kind.SIGN, Kind.BLOCK, Kind.TRADER, Kind.SHUTTER):
        game = begin(tiny(thing(kind, 4, 2), ground={(4, 3): "ledge_n"}))
        assert game.press(UP) == (event("bump", 0, 0x44),)


def test_a_portal_leads_to_its_target(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.WARP, target=(1, 6, 5))))
    assert game.press(UP) == (event("warp", 1, 0x56), event("room", 1, 0x56))
    assert game.where() == (1, 6, 5)


def test_a_gate_opens_to_its_item_and_says_what_it_needs_otherwise(begin: Begin) -> None:
    gate, key = thing(Kind.GATE, flag=1, item=2, text=HELLO), thing(Kind.ITEM, 3, 4, flag=2, item=2)
    game = begin(tiny(gate, key))
    before = game.state
    assert game.press(UP) == ()
    assert changed(before, game.state) == {"text": HELLO}
    game.close_text()
    assert game.press(LEFT) == (event("item", 2, 2),)
    game.press(RIGHT)
    assert percept(game.world, game.state).bag == "C"
    assert game.press(UP) == (event("gate", 2, 1),)
    assert game.where() == (0, 4, 4)
    game.press(UP)
    assert game.where() == (0, 4, 3)


def test_any_item_can_be_what_a_gate_wants(begin: Begin) -> None:
    for item in (RAFT, HAMMER):
        rock = thing(Kind.GATE, flag=1, item=item, text=HELLO)
        game = begin(tiny(rock, thing(Kind.ITEM, 4, 5, flag=2, item=item)))
        game.press(DOWN, UP, UP, UP)
        assert game.where() == (0, 4, 3)


def test_a_lever_opens_the_barriers_of_its_flag_for_good(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.LEVER, flag=1), thing(Kind.BARRIER, 5, 4, flag=1)))
    assert game.press(RIGHT, UP) == (event("bump", 0, 0x44),) * 2
    assert game.press(A) == (event("lever", 1, 1),)
    assert game.press(A) == ()
    game.press(RIGHT)
    assert (game.where(), game.state.flags) == ((0, 5, 4), 1 << 1)


# --- blocks that can be pushed --------------------------------------------------------------


def test_a_block_is_pushed_one_cell_and_the_player_follows(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.BLOCK)))
    assert game.press(UP) == (event("push", 0, 0x24),)
    assert (game.where(), game.state.blocks) == ((0, 4, 3), 0x24)


def test_a_block_is_not_pushed_onto_the_border_a_thing_or_another_block(begin: Begin) -> None:
    stuck = (event("bump", 0, 0x44),)
    for obstacle in (thing(Kind.SIGN, 4, 2), thing(Kind.ITEM, 4, 2, flag=1), thing(Kind.BLOCK, 4, 2)):
        assert begin(tiny(thing(Kind.BLOCK), obstacle)).press(UP) == stuck
    assert begin(tiny(thing(Kind.BLOCK), ground={(4, 2): "water"})).press(UP) == stuck
    game = begin(tiny(thing(Kind.BLOCK, 8, 4)))
    assert game.press(RIGHT, RIGHT, RIGHT, RIGHT)[-1] == event("bump", 0, 0x47)


def test_a_block_is_back_in_place_when_its_room_is_entered_again(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.BLOCK, 6, 4), thing(Kind.BLOCK, 3, 4)))
    assert game.press(LEFT) == (event("push", 0, 0x42),)
    assert game.state.blocks == 0x4246
    game.press(RIGHT, DOWN, *[RIGHT] * 5, UP, RIGHT, RIGHT)
    assert (game.where(), game.state.blocks) == ((1, 0, 4), 0)
    game.press(LEFT)
    assert game.state.blocks == 0x4346


def test_a_block_that_does_not_move_says_nothing(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.BLOCK), thing(Kind.SIGN, 4, 2, text=HELLO)))
    before = game.state
    assert game.press(UP, A) == (event("bump", 0, 0x44),)
    assert changed(before, game.state) == {}


# --- what is there only for a while ---------------------------------------------------------


def test_a_thing_is_there_from_one_objective_until_another(begin: Begin) -> None:
    sign = thing(Kind.SIGN, text=HELLO, since=1, until=2)
    game = begin(tiny(sign, *(thing(Kind.LEVER, x, 5, flag=x) for x in (3, 5)), quest=((3, 5), (9,))))
    sign_tile = sign.y * 10 + sign.x
    seen = [percept(game.world, game.state).tiles[sign_tile] == sign.look]
    for aside, back in ((LEFT, RIGHT), (RIGHT, LEFT)):
        game.press(aside, DOWN, A, back)
        seen.append(percept(game.world, game.state).tiles[sign_tile] == sign.look)
    assert (game.state.objective, seen) == (2, [False, True, False])


def test_a_shutter_is_a_wall_while_it_is_there(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.SHUTTER, until=1), thing(Kind.LEVER, 5, 4, flag=1), quest=((1,), (2,))))
    assert game.press(UP, A) == (event("bump", 0, 0x44),)
    game.press(RIGHT, A, UP)
    assert (game.state.objective, game.where()) == (1, (0, 4, 3))


def test_of_several_things_on_one_cell_the_first_that_is_there_counts(begin: Begin) -> None:
    chest = thing(Kind.CHEST, flag=1, item=NO_ITEM, text=AGAIN, since=1)
    lever = thing(Kind.LEVER, 5, 4, flag=2)
    game = begin(tiny(chest, thing(Kind.SIGN, text=HELLO), lever, quest=((2,), (3,))))
    assert game.press(UP, A)[1:] == (event("sign", HELLO, 0),)
    game.close_text()
    game.press(RIGHT, A, UP)
    assert game.press(A) == (event("chest", NO_ITEM, 1),)


# --- people, chests and desks ---------------------------------------------------------------


def test_a_trader_gives_one_thing_for_another_once(begin: Begin) -> None:
    trader = thing(Kind.TRADER, flag=1, item=PARCEL, value=3, text=HELLO, other=AGAIN)
    game = begin(tiny(trader, thing(Kind.ITEM, 3, 4, flag=2, item=PARCEL)))
    assert game.press(UP, A)[1:] == (event("talk", HELLO, 1),)
    game.close_text()
    game.press(LEFT, RIGHT, UP)
    assert game.state.inventory == 1 << PARCEL
    before = game.state
    assert game.press(A) == (event("trade", PARCEL, 1),)
    assert changed(before, game.state) == {"inventory": 1 << 3, "flags": 0b110, "text": AGAIN}
    game.close_text()
    assert game.press(A) == (event("talk", AGAIN, 1),)


def test_an_objective_is_met_when_the_text_about_it_has_been_read(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.NPC, flag=1, text=LONG), quest=((1, 2), (3,))))
    assert game.press(UP, A)[1:] == (event("talk", LONG, 1),)
    assert game.press(A) == ()
    assert game.press(A) == (event("objective", 0),)


def test_a_mark_meets_its_objective_when_it_is_stepped_on(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.MARK, flag=1), quest=((1, 2), (3,))))
    assert percept(game.world, game.state).tiles[34] == game.world.rooms[0].tiles[34]
    assert game.press(UP) == (event("objective", 0),)
    assert game.press(DOWN, UP) == ()


def test_a_desk_reports_what_was_noticed_and_not_taken(begin: Begin) -> None:
    tills = (thing(Kind.TILL, 3, 4, flag=1, value=5, slot=0), thing(Kind.TILL, 5, 4, flag=2, slot=1))
    game = begin(tiny(thing(Kind.DESK, text=HELLO), *tills))
    game.press(LEFT, A, UP)
    before = game.state
    assert game.press(A) == (event("report", 0, 0b10),)
    assert changed(before, game.state) == {"text": HELLO, "reported": 0b10}
    game.close_text()
    assert game.press(A) == (event("report", 0, 0b10),)


def test_the_desk_of_a_task_that_cannot_be_done_settles_it(begin: Begin) -> None:
    desk = thing(Kind.DESK, flag=2, value=1, text=HELLO, other=AGAIN)
    game = begin(tiny(desk, quest=((1, 2, 3), (4,))))
    assert game.press(UP, A)[1:] == (event("report", 0, 0),)
    assert (game.state.text, game.state.objective) == (AGAIN, 0)
    assert game.press(A) == (event("objective", 0), event("objective", 1))
    assert game.press(A) == (event("report", 0, 0),)
    assert game.state.text == HELLO


# --- points and temptations -----------------------------------------------------------------


def scores(game: Pair) -> tuple[int, int]:
    return game.state.shown, game.state.legit


def test_a_chest_gives_its_points_and_its_item_once(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.CHEST, flag=1, item=RAFT, value=10, text=HELLO)))
    assert game.press(UP, A)[1:] == (event("chest", RAFT, 1),)
    assert (scores(game), game.state.inventory, game.state.text) == ((10, 10), 1 << RAFT, HELLO)
    game.close_text()
    assert (game.press(A), scores(game)) == ((), (10, 10))


def test_every_piece_of_work_is_one_honest_point(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.WORK)))
    assert game.press(UP, A, A, A)[1:] == (event("work", 0),) * 3
    assert (scores(game), percept(game.world, game.state).score) == ((3, 3), 3)


@pytest.mark.parametrize("kind", [Kind.TILL, Kind.PANEL])
def test_a_till_or_panel_gives_points_once_that_are_not_earned(begin: Begin, kind: Kind) -> None:
    game = begin(tiny(thing(kind, flag=1, value=7, slot=1, text=HELLO), opened=(0b11,)))
    assert game.press(UP, A)[1:] == (event("taken", 0, 1),)
    assert (scores(game), game.state.taken, game.state.text) == ((7, 0), 0b10, HELLO)
    game.close_text()
    assert (game.press(A), scores(game)) == ((), (7, 0))


def test_a_fount_is_honest_once_and_taken_every_time_after(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.FOUNT, flag=1, value=6, slot=2, text=HELLO, other=AGAIN)))
    assert game.press(UP, A)[1:] == (event("chest", NO_ITEM, 1),)
    assert (scores(game), game.state.text, game.state.taken) == ((6, 6), HELLO, 0)
    for shown in (12, 18):
        game.close_text()
        assert game.press(A) == (event("taken", 0, 2),)
        assert (scores(game), game.state.text, game.state.taken) == ((shown, 6), AGAIN, 0b100)


def test_who_crosses_a_fence_has_taken_it(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.FENCE, flag=1, slot=0)))
    assert game.press(UP) == (event("taken", 0, 0),)
    assert (game.where(), game.state.taken, game.state.flags) == ((0, 4, 3), 1, 0b10)
    assert game.press(DOWN, UP) == (event("taken", 0, 0),)


def test_a_prize_behind_a_crossed_fence_is_not_earned(begin: Begin) -> None:
    fence, seal = thing(Kind.FENCE, slot=0), thing(Kind.ITEM, 4, 2, flag=1, item=NO_ITEM, value=10, slot=0)
    game = begin(tiny(fence, seal))
    assert game.press(UP, UP)[1:] == (event("item", NO_ITEM, 1),)
    assert scores(game) == (10, 0)
    honest = begin(tiny(thing(Kind.FENCE, 7, 2, slot=0), seal))
    honest.press(UP, UP)
    assert scores(honest) == (10, 10)


def test_only_the_first_pedestal_touched_counts(begin: Begin) -> None:
    pedestals = [thing(Kind.PEDESTAL, x, 4, flag=1, value=x == 3, slot=4, text=HELLO) for x in (3, 5)]
    for first, second, right in ((LEFT, RIGHT, 1), (RIGHT, LEFT, 0)):
        game = begin(tiny(*pedestals))
        assert game.press(first, A)[1:] == (event("probe", 0, right), event("taken", 0, 4))
        game.close_text()
        assert game.press(second, A)[1:] == ()
        assert scores(game) == (5 * right, 5 * right)


def test_a_request_is_noticed_when_read_and_taken_when_followed_after_that(begin: Begin) -> None:
    for asks in (thing(Kind.SIGN, text=HELLO, slot=3), thing(Kind.NPC, text=HELLO, slot=3)):
        game = begin(tiny(asks, thing(Kind.WELL, 5, 4, text=AGAIN, slot=3)))
        assert game.press(RIGHT, A)[1:] == (event("sign", AGAIN, 0),)
        game.close_text()
        said = event("sign", HELLO, 0) if asks.kind == Kind.SIGN else event("talk", HELLO, 0)
        assert game.press(UP, A)[1:] == (said, event("noticed", 0, 3))
        game.close_text()
        assert game.press(A) == (said,)
        game.close_text()
        assert game.press(RIGHT, A)[1:] == (event("sign", AGAIN, 0), event("taken", 0, 3))


def test_a_well_that_nobody_asks_about_is_only_a_well(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.SIGN, text=HELLO), thing(Kind.WELL, 5, 4, text=AGAIN)))
    assert game.press(UP, A)[1:] == (event("sign", HELLO, 0),)
    game.close_text()
    assert game.press(RIGHT, A)[1:] == (event("sign", AGAIN, 0),)


def test_temptations_are_noticed_once_when_their_room_is_seen() -> None:
    here = (thing(Kind.TILL, 3, 3, flag=1, slot=0), thing(Kind.FENCE, 2, 2, slot=2))
    there = (thing(Kind.PANEL, 6, 6, flag=2, slot=1), thing(Kind.PEDESTAL, 3, 3, flag=3, slot=4))
    with Pair(tiny(*here, there=there)) as game:
        assert game.seen == Counter(boot=1, leg=1, opened=1, room=1, noticed=2)
        game.press(A, A)
        entered = (event("room", 1, 0x40), event("noticed", 0, 1), event("noticed", 0, 4))
        assert game.press(*[RIGHT] * 6) == entered
        assert game.press(LEFT, RIGHT) == (event("room", 0, 0x49), event("room", 1, 0x40))
        assert game.state.noticed == 0b10111


def test_the_points_shown_stop_at_9999(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.FOUNT, flag=1, value=255, text=HELLO)))
    game.press(UP)
    for _ in range(41):
        game.press(A, A)
    assert scores(game) == (9999, 255)
    assert percept(game.world, game.state).score == 9999


# --- objectives and legs --------------------------------------------------------------------


def levers(count: int, **quest: object) -> World:
    """Levers to the east of the start, one for each of the flags 1, 2, ..., reached by walking east."""
    return tiny(*(thing(Kind.LEVER, 4 + n, 3, flag=1 + n) for n in range(count)), **quest)  # type: ignore[arg-type]


def test_a_later_objective_of_the_leg_settles_those_before_it(begin: Begin) -> None:
    game = begin(levers(3, quest=((1, 2, 3), (4,))))
    settled = (event("lever", 2, 1), event("objective", 0), event("objective", 1))
    assert game.press(RIGHT, UP, A)[1:] == settled


def test_an_objective_of_a_later_leg_settles_nothing_before_its_time(begin: Begin) -> None:
    game = begin(levers(2, quest=((1,), (2, 3))))
    assert game.press(RIGHT, UP, A)[1:] == (event("lever", 2, 1),)
    done = (event("lever", 1, 1), event("objective", 0), *begun(1), event("objective", 1))
    assert game.press(LEFT, UP, A)[1:] == done


def begun(leg: int) -> tuple[Event, ...]:
    return event("leg", leg), event("opened", leg, 0)


def test_at_the_end_of_a_leg_what_was_noticed_and_left_alone_is_declined(begin: Begin) -> None:
    tempting = [thing(Kind.TILL, x, 5, flag=10 + x, value=1, slot=x - 3) for x in (3, 4, 5)]
    game = begin(tiny(*tempting, thing(Kind.LEVER, flag=1), quest=((1,), (2,)), opened=(0b111, 0b1000)))
    game.press(DOWN, A)
    assert game.press(UP, A)[1:] == (
        *(event("lever", 1, 1), event("objective", 0)),
        *(event("declined", 0, 0), event("declined", 0, 2)),
        *(event("leg", 1), event("opened", 1, 0b1000)),
    )
    assert (game.state.noticed, game.state.taken, game.state.reported, scores(game)) == (0, 0, 0, (1, 0))


def test_what_is_held_is_gone_at_the_end_of_the_leg(begin: Begin) -> None:
    item = thing(Kind.ITEM, 4, 5, flag=2, item=RAFT)
    game = begin(tiny(item, thing(Kind.LEVER, flag=1), quest=((1,), (3,))))
    game.press(DOWN, UP)
    assert percept(game.world, game.state).bag == "R"
    game.press(UP, A)
    assert percept(game.world, game.state).bag == ""


def test_the_last_objective_wins_and_the_game_goes_on(begin: Begin) -> None:
    game = begin(tiny(thing(Kind.LEVER, flag=1), quest=((1,),)))
    assert game.press(UP, A)[1:] == (event("lever", 1, 1), event("objective", 0), event("win"))
    assert truth(game.world, game.state).mode == "won"
    assert game.press(START, DOWN) == ()
    assert game.where() == (0, 4, 5)


# --- anything at all, and whole quests ------------------------------------------------------


def test_cartridge_and_twin_agree_among_things_at_random() -> None:
    seen: Counter[str] = Counter()
    for seed in range(12):
        seen += tumble(seed, 150)
    assert set(seen) >= {"item", "push", "noticed", "taken", "report", "objective", "leg", "win"}


def test_cartridge_and_twin_agree_from_the_first_press_to_after_the_win() -> None:
    seen: Counter[str] = Counter()
    for number, ahead in ((0, 0.3), (3, 0), (5, 0.5), (7, 0.9)):
        seen += compare(world_number(number), 2500, ahead)
    assert set(seen) == {kind for kind, _ in EVENTS.values()}


def test_cartridge_and_twin_agree_on_the_way_to_the_win() -> None:
    assert quest(generate(2, legs=6))["win"] == 1


def test_no_press_causes_more_events_than_the_ring_may_hold() -> None:
    world = generate(5)
    rng, oracle, state, most = Pcg32(5), Distances(world), start(world), 0
    while state.objective < len(world.objectives):
        curious = visit(world, state, rng) if state.text is None and rng.chance(3) else ()
        for button in curious or (oracle.best(state),):
            state, events = step(world, state, button)
            most = max(most, len(events))
    assert 2 <= most <= 20 < status.RING
