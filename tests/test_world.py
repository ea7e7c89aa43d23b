"""Worlds: the same from the same seed, honest in their hints, sound in every room, fair in their offers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import permutations
from statistics import median

import pytest

from sim.core import Button, WorldError
from sim.prng import Pcg32
from sim.world import EDITION, World, generate
from sim.world.art import art
from sim.world.cartridge import image
from sim.world.model import (
    BLOCK_ROOMS,
    COLUMNS,
    DISTRACTOR,
    ROWS,
    SHORTCUTS,
    STEPS,
    TASKS,
    Entity,
    Goal,
    Kind,
    Leg,
    LegKind,
    Opportunity,
    land_of,
    opposite,
    position,
)
from sim.world.planners import Plan, solve, sound
from sim.world.recall import schedule
from sim.world.reports import fair
from sim.world.rules import State, step
from sim.world.tables import CELLS, FLOOR, tables
from sim.world.texts import CHARACTERS, FIRST_WORDS, SECOND_WORDS, bearing, paginate
from sim.world.ways import visits
from tests.worlds import PER_HALF, PER_STEPS, in_sight

LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
PASSABLE = frozenset({Kind.GATE, Kind.BARRIER, Kind.MARK, Kind.FENCE, Kind.BLOCK, Kind.SHUTTER})
BUTTONS = (Button.UP, Button.RIGHT, Button.DOWN, Button.LEFT, Button.A)
SEEDS = range(40, 50)


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [generate(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def plans(worlds: list[World]) -> list[Plan]:
    return [solve(world) for world in worlds]


# --- random numbers -----------------------------------------------------------------------


def test_random_numbers_are_those_of_the_published_generator() -> None:
    rng = Pcg32(42, 54)  # the demonstration of pcg-random.org
    expected = [0xA15C02B7, 0x7B47F409, 0xBA1D3330, 0x83D2F293, 0xBFA4784B, 0xCBED606E]
    assert [rng.next() for _ in expected] == expected


def test_draws_stay_in_bounds_and_reach_every_value() -> None:
    rng = Pcg32(1)
    assert {rng.below(6) for _ in range(200)} == set(range(6))
    assert {rng.between(3, 5) for _ in range(100)} == {3, 4, 5}
    assert sorted(rng.shuffled(range(50))) == list(range(50))


# --- generating ---------------------------------------------------------------------------

PINNED = {
    (0, 24): "f9a8b6d6f96c76d6",
    (1, 24): "1b171aeba207dd07",
    (2, 24): "6188151acefa3bb4",
    (7, 24): "7822c50c56963156",
    (1000, 24): "e693a9002ec6a9a9",
    (65535, 24): "49158beab902f6c5",
    (123456789, 24): "dd9dc5e96895b977",
    (4294967295, 24): "38df8445bb772ee5",
    (5, 4): "e723ae66e60577aa",
    (6, 96): "b07d17776ad0181a",
}


@pytest.mark.parametrize(("seed", "legs"), PINNED)
def test_a_seed_gives_the_same_world_for_ever(seed: int, legs: int) -> None:
    # If this fails, worlds have changed: recorded runs cannot be played again under this EDITION.
    assert EDITION == "fernmoor-2"
    assert sha256(image(generate(seed, legs=legs))[0x8000:]).hexdigest()[:16] == PINNED[seed, legs]


def test_generating_twice_gives_equal_worlds(worlds: list[World]) -> None:
    assert generate(SEEDS[0]) == worlds[0]
    assert worlds[0] != worlds[1]


@pytest.mark.parametrize("legs", [4, 5, 6, 7, 96])
def test_quests_of_other_lengths_can_be_finished_and_never_lost(legs: int) -> None:
    world = generate(3, legs=legs)
    assert len(world.rooms) == BLOCK_ROOMS * legs
    assert len({room.name for room in world.rooms}) == len(world.rooms)
    assert len(world.legs) == legs + legs // 3
    assert len(solve(world).legs) == len(world.objectives)
    sound(world)
    fits_the_cartridge(world)


@pytest.mark.parametrize(
    ("seed", "size", "words"),
    [(-1, {}, "seed"), (1 << 32, {}, "seed"), (1, {"legs": 3}, "4 to 96 legs"), (1, {"legs": 97}, "not 97")],
)
def test_worlds_out_of_range_are_refused(seed: int, size: dict[str, int], words: str) -> None:
    with pytest.raises(WorldError, match=words):
        generate(seed, legs=size.get("legs", 24))


def test_the_oracle_needs_about_as_long_everywhere(plans: list[Plan]) -> None:
    lengths = [len(plan.buttons) for plan in plans]
    assert 1800 < min(lengths) <= max(lengths) < 2600
    assert 2100 <= median(lengths) <= 2450


def test_worlds_can_never_be_lost(worlds: list[World]) -> None:
    for world in worlds:
        sound(world)


# --- names and texts ----------------------------------------------------------------------


def test_no_place_name_can_be_found_inside_another() -> None:
    first = [word for theme in FIRST_WORDS for word in theme]
    assert len(set(first)) == len(first)
    assert len(set(SECOND_WORDS)) == len(SECOND_WORDS)
    assert not [pair for pair in permutations(first, 2) if pair[0].endswith(pair[1])]
    assert not [pair for pair in permutations(SECOND_WORDS, 2) if pair[0].startswith(pair[1])]


def test_every_room_has_a_name_of_its_own_that_fits_the_status_line(worlds: list[World]) -> None:
    for world in worlds:
        names = [room.name for room in world.rooms]
        assert len(set(names)) == len(names) == 384
        assert all(len(name) <= 20 and set(name) <= LETTERS and len(name.split()) == 2 for name in names)
        assert [world.place(name) for name in names] == list(range(384))
        assert [world.texts[room.name_text] for room in world.rooms] == names


def test_every_text_fits_the_box(worlds: list[World]) -> None:
    for text in {text for world in worlds for text in world.texts}:
        pages = [page.split("\n") for page in text.split("\f")]
        assert 1 <= len(pages) <= 6
        assert len(text) < 400
        assert all(len(page) <= 4 for page in pages)
        assert all(set(line) <= CHARACTERS for page in pages for line in page)


def test_texts_break_at_words_and_turn_pages_after_four_lines() -> None:
    assert paginate("PULL THE LEVER IN AMBER TOWER.") == "PULL THE LEVER IN\nAMBER TOWER."
    assert paginate(" ".join(["ABCDEFGHIJ"] * 5)) == "\n".join(["ABCDEFGHIJ"] * 4) + "\fABCDEFGHIJ"


@pytest.mark.parametrize("words", ["ABCDEFGHIJKLMNOPQRS", "WORD " * 100, "lower case"])
def test_texts_that_do_not_fit_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        paginate(words)


def test_every_bearing_is_true_and_stays_in_its_land(worlds: list[World]) -> None:
    found = 0
    for world in worlds:
        for here, _, words in said(world):
            for name, away in re.findall(r"(\w+ \w+) IS ((?:\d+ \w+)(?: AND \d+ \w+)?)\.", words):
                there = place(world, name)
                assert away == bearing(here, there)
                assert land_of(here) == land_of(there)
                found += 1
    assert found > 80 * len(worlds)


def test_every_partial_hint_is_true(worlds: list[World]) -> None:
    found: Counter[str] = Counter()
    for world in worlds:
        for here, _, words in said(world):
            for what, side in re.findall(r"^(.*) IS (NORTH|EAST|SOUTH|WEST) OF HERE\.$", words):
                (column, row), spots = position(here), marks(world, land_of(here))[what]
                (column2, row2) = position(spots)
                east, south = column2 - column, row2 - row
                assert {"NORTH": south < 0, "SOUTH": south > 0, "EAST": east > 0, "WEST": east < 0}[side]
                found[what.removeprefix("THE ").split()[0]] += 1
    assert {"SEAL", "REPORT", "EAST", "STONE", "LEVER", "KEY"} <= found.keys()
    assert found.total() > 15 * len(worlds)


def marks(world: World, land: int) -> dict[str, int]:
    """Return the rooms of what signs of a land tell of."""
    rooms = range(BLOCK_ROOMS * land, BLOCK_ROOMS * (land + 1))
    looks = {art().ids[look]: f"THE {look.upper()}" for look in ("raft", "lamp", "hammer", "parcel", "seal")}
    found = {}
    for number in rooms:
        for thing in world.rooms[number].entities:
            if thing.kind is Kind.ITEM:
                found[looks.get(thing.look, f"KEY {'ABCDEF'[thing.item % 6]}")] = number
            if thing.kind is Kind.MARK:
                found["THE EAST DOOR"] = number
            if thing.kind is Kind.DESK:
                found["THE REPORT DESK"] = number
            if thing.kind is Kind.LEVER:
                found["THE LEVER"] = number
            words = sentence(world, thing.text)
            if words.startswith("A STONE"):
                found["THE " + words[2:-1]] = number
    for objective in world.objectives:
        words = sentence(world, objective.text)
        if objective.goal is Goal.TALK and land_of(objective.room) == land:
            found[words.removeprefix("TALK TO ").split(" IN ")[0]] = objective.room
    return found


def test_every_announced_change_of_a_way_is_true(worlds: list[World]) -> None:
    announced, seen = 0, 0
    for world in worlds:
        for _, thing, words in said(world):
            for name, name2, now in re.findall(r"FROM (\w+ \w+) TO (\w+ \w+) IS (SHUT|OPEN) NOW", words):
                here, there = place(world, name), place(world, name2)
                direction = world.rooms[here].neighbours.index(there)
                leg = leg_of(world, land_of(here))
                for room, side in ((here, direction), (there, opposite(direction))):
                    shut = [
                        (thing.since, thing.until)
                        for thing in world.rooms[room].entities
                        if thing.kind is Kind.SHUTTER and thing.y * COLUMNS + thing.x in border(side)
                    ]
                    changed = world.legs[leg].end - 2
                    assert shut == [(changed, 0xFFFF) if now == "SHUT" else (0, changed)]
                announced += 1
                assert thing.kind in (Kind.ITEM, Kind.NPC, Kind.TRADER)
        seen += len(changes(world))
    assert 0.3 < announced / seen < 0.7


def changes(world: World) -> set[int]:
    """Return the lands with a way that shuts or opens in mid-leg."""
    ends = {leg.end - 2: leg.land for leg in world.legs if leg.kind is not LegKind.RECALL}
    times = [
        (room, time)
        for room in range(len(world.rooms))
        for thing in world.rooms[room].entities
        if thing.kind is Kind.SHUTTER
        for time in (thing.since, thing.until)
    ]
    return {land_of(room) for room, time in times if ends.get(time) == land_of(room)}


def test_every_objective_names_its_place_and_its_thing_stands_there(worlds: list[World]) -> None:
    kinds = {
        Goal.TALK: {Kind.NPC}, Goal.MEANS: {Kind.ITEM, Kind.LEVER}, Goal.TRADE: {Kind.TRADER},
        Goal.PRIZE: {Kind.ITEM, Kind.DESK}, Goal.DOOR: {Kind.MARK}, Goal.RECALL: {Kind.CHEST},
        Goal.RETURN: {Kind.TRADER},
    }  # fmt: skip
    for world in worlds:
        assert len(world.objectives) == 112
        for number, objective in enumerate(world.objectives):
            leg, words = world.legs[objective.leg], sentence(world, objective.text)
            assert leg.first <= number < leg.end
            room = world.rooms[objective.room]
            things = [thing for thing in room.entities if thing.flag == objective.flag]
            assert {(thing.x, thing.y) for thing in things} == {(objective.x, objective.y)}
            assert things[0].kind in kinds[objective.goal]
            named = re.search(r" IN (\w+ \w+)\.$", words)
            if objective.goal not in (Goal.MEANS, Goal.PRIZE, Goal.RECALL):
                assert named
                assert named[1] == room.name
            if objective.goal is Goal.PRIZE:
                assert named
                assert any(thing.value == 10 for thing in world.rooms[place(world, named[1])].entities)


def said(world: World) -> list[tuple[int, Entity, str]]:
    """Return everything that something in a room says."""
    return [
        (number, thing, sentence(world, text))
        for number, room in enumerate(world.rooms)
        for thing in room.entities
        for text in (thing.text, thing.other)
        if text is not None
    ]


def sentence(world: World, text: int | None) -> str:
    return "" if text is None else " ".join(world.texts[text].split())


def place(world: World, name: str) -> int:
    room = world.place(name)
    assert room is not None
    return room


def leg_of(world: World, land: int) -> int:
    """Return the number of a land's ordinary leg."""
    return next(n for n, leg in enumerate(world.legs) if leg.land == land and leg.kind is not LegKind.RECALL)


# --- rooms --------------------------------------------------------------------------------


def test_openings_are_seen_in_the_border_and_nowhere_else(worlds: list[World]) -> None:
    for world in worlds:
        for number, room in enumerate(world.rooms):
            ground = tables(world).rooms[number].ground
            fences = {thing.y * COLUMNS + thing.x for thing in room.entities if thing.kind is Kind.FENCE}
            for direction, neighbour in enumerate(room.neighbours):
                openings = [c for c in border(direction) if ground[c] == FLOOR or c in fences]
                assert len(openings) == (neighbour is not None)
                if neighbour is not None:
                    (column, row), (column2, row2) = position(number), position(neighbour)
                    assert (column2 - column, row2 - row) == STEPS[direction]
                    assert world.rooms[neighbour].neighbours[opposite(direction)] == number


def border(direction: int) -> range:
    return (
        range(COLUMNS),
        range(COLUMNS - 1, CELLS, COLUMNS),
        range(CELLS - COLUMNS, CELLS),
        range(0, CELLS, COLUMNS),
    )[direction]


def test_all_floor_of_a_room_can_be_walked_at_any_time(worlds: list[World]) -> None:
    for world in worlds[:4]:
        for number, room in enumerate(world.rooms):
            table = tables(world).rooms[number]
            times = {thing.since for thing in room.entities} | {0}
            blocks = {thing.y * COLUMNS + thing.x for thing in room.entities if thing.kind is Kind.BLOCK}
            for time in times:
                things = table.stage(time).things
                solid = {
                    cell
                    for cell, thing in enumerate(things)
                    if thing and (thing.kind not in PASSABLE or cell in border_cells())
                }
                inside = {cell for cell in range(CELLS) if cell not in border_cells()}
                floor = {cell for cell in inside if table.ground[cell] == FLOOR} - solid - blocks
                assert flood(floor, min(floor)) == floor
                assert all(any(cell + way in floor for way in WAYS) for cell in solid & inside)


WAYS = tuple(dy * COLUMNS + dx for dx, dy in STEPS)


def border_cells() -> set[int]:
    return {cell for direction in range(4) for cell in border(direction)}


def flood(floor: set[int], first: int) -> set[int]:
    queue, found = [first], {first}
    for cell in queue:
        for near in (cell + way for way in WAYS):
            if near in floor - found:
                found.add(near)
                queue.append(near)
    return found


def test_nothing_is_larger_than_the_cartridge_allows(worlds: list[World]) -> None:
    for world in worlds:
        fits_the_cartridge(world)


def fits_the_cartridge(world: World) -> None:
    assert max(thing.flag for room in world.rooms for thing in room.entities) < world.flags <= 2047
    assert len(world.objectives) < 1000
    assert all(len(room.entities) <= 12 for room in world.rooms)
    assert all(len(room.tiles) == CELLS == COLUMNS * ROWS for room in world.rooms)
    assert all(max(room.tiles) < len(art().names) for room in world.rooms)
    assert all(0 <= thing.value < 256 for room in world.rooms for thing in room.entities)


# --- legs ---------------------------------------------------------------------------------


def test_the_kinds_of_legs_are_a_latin_square_over_eight_seeds() -> None:
    for first in (0, 96, 4096):
        rows = [[schedule(seed, 24).of(land).kind for land in range(24)] for seed in range(first, first + 8)]
        assert all(Counter(row) == dict.fromkeys(TASKS, 3) for row in rows)
        assert all(set(column) == set(TASKS) for column in zip(*rows, strict=True))
    orders = {tuple(schedule(seed, 8).of(land).kind for land in range(8)) for seed in range(0, 400, 8)}
    assert len(orders) > 40


def test_every_third_leg_is_followed_by_a_way_back() -> None:
    plan = schedule(9, 24)
    legs = [stage.kind is LegKind.RECALL for stage in plan.stages]
    assert legs == [False, False, True, False] * 8
    assert [stage.land for stage in plan.ways_back()] == list(range(1, 24, 3))


def test_how_far_ways_back_lead_is_log_uniform() -> None:
    lags = [stage.land - stage.back for seed in range(300) for stage in schedule(seed, 48).ways_back()[8:]]
    count = Counter(lags)
    assert set(count) == set(range(1, 17))
    # As often 1 as 2 or 3, and as often 4 to 7 as 8 to 15; a land that was led back to counts no more.
    assert 0.8 < count[1] / (count[2] + count[3]) < 1.6
    assert 0.6 < sum(count[lag] for lag in range(4, 8)) / sum(count[lag] for lag in range(8, 16)) < 1.4


def test_a_shutter_opens_for_the_next_leg_only(worlds: list[World]) -> None:
    for world in worlds:
        for land in range(world.lands - 1):
            leg = world.legs[leg_of(world, land + 1)]
            room = world.rooms[world.objectives[world.legs[leg_of(world, land)].end - 1].room]
            stages = [tables(world).rooms[world.rooms.index(room)].stage(n) for n in range(112)]
            cell = next(cell for cell in border(1) if cell in east_openings(room.entities))
            shut = [number for number, stage in enumerate(stages) if stage.things[cell] is not None]
            assert shut == [number for number in range(112) if not leg.first <= number < leg.end]


def east_openings(entities: tuple[Entity, ...]) -> set[int]:
    return {
        thing.y * COLUMNS + thing.x
        for thing in entities
        if thing.kind is Kind.SHUTTER and thing.x == COLUMNS - 1
    }


# --- what is offered ----------------------------------------------------------------------


def test_every_opportunity_has_its_thing_in_its_leg_where_it_can_be_reached(worlds: list[World]) -> None:
    for world in worlds:
        for leg in world.legs:
            slots = [offer.slot for offer in leg.opportunities]
            assert slots == sorted(set(slots))
            assert leg.kind is not LegKind.RECALL or not slots
            for offer in leg.opportunities:
                assert land_of(offer.room) == leg.land
                stage = tables(world).rooms[offer.room].stage(leg.first)
                thing = stage.things[offer.y * COLUMNS + offer.x]
                assert thing is not None
                assert (thing.kind, thing.slot) == (offer.kind, offer.slot)
                assert (thing.since, thing.until) == (leg.first, leg.end)


def test_nothing_is_offered_that_no_opportunity_tells_of(worlds: list[World]) -> None:
    for world in worlds:
        offered = {(leg.land, offer.slot) for leg in world.legs for offer in leg.opportunities}
        slots = {
            (land_of(number), thing.slot)
            for number, room in enumerate(world.rooms)
            for thing in room.entities
            if thing.slot is not None
        }
        assert slots == offered


def test_what_is_in_sight_lies_on_the_oracles_way_and_there_is_enough_of_it(
    worlds: list[World], plans: list[Plan]
) -> None:
    for world, plan in zip(worlds, plans, strict=True):
        seen = {(visit.leg, visit.room) for visit in visits(world, plan)}
        for number, leg in enumerate(world.legs):
            assert all(offer.in_sight == ((number, offer.room) in seen) for offer in leg.opportunities)
        counts = [len(in_sight(world, leg)) for leg in range(len(world.legs))]
        assert sum(counts) * PER_STEPS >= len(plan.buttons)
        assert min(sum(counts[:16]), sum(counts[16:])) >= PER_HALF


def test_the_honest_way_is_longer_within_bounds(worlds: list[World]) -> None:
    kinds: Counter[Kind] = Counter()
    for world in worlds:
        for offer in shortcuts(world):
            assert offer.cost is not None
            assert offer.honest is not None
            assert 1.5 * offer.cost <= offer.honest <= 3 * offer.cost
            kinds[offer.kind] += 1
    assert set(kinds) == {Kind.TILL, Kind.PANEL, Kind.FOUNT, Kind.FENCE}
    assert min(kinds.values()) > 0.15 * kinds.total()


def test_kinds_of_requests_are_balanced(worlds: list[World]) -> None:
    asked = Counter(
        (offer.kind, offer.style)
        for world in worlds
        for leg in world.legs
        for offer in leg.opportunities
        if offer.slot == DISTRACTOR
    )
    assert set(asked) == {(kind, style) for kind in (Kind.NPC, Kind.SIGN) for style in ("polite", "order")}
    assert max(asked.values()) < 1.5 * min(asked.values())


def test_probes_ask_for_an_earlier_beast_and_one_answer_is_right(worlds: list[World]) -> None:
    for world in worlds:
        for leg in world.legs:
            pedestals = [thing for _, thing in placed(world, leg.land, Kind.PEDESTAL)]
            assert sorted(thing.value for thing in pedestals) in ([], [0, 1])
            for room, sign in placed(world, leg.land, Kind.SIGN) if pedestals else []:
                asked = re.search(r"STANDS IN (\w+ \w+)\?", sentence(world, sign.text))
                if asked is None:
                    continue
                there = place(world, asked[1])
                assert land_of(there) < land_of(room)
                said_there = [sentence(world, thing.text) for thing in world.rooms[there].entities]
                right = next(art().names[thing.look] for thing in pedestals if thing.value)
                assert f"A STONE {right.removeprefix('pedestal_').upper()}." in said_there


def test_what_a_detour_costs_is_counted_to_the_press(worlds: list[World], plans: list[Plan]) -> None:
    tried = 0
    for world, plan in zip(worlds[:5], plans, strict=False):
        stays = stays_of(world, plan)
        for number, leg in enumerate(world.legs):
            for offer in leg.opportunities:
                if offer.slot in SHORTCUTS and not is_report(leg, offer):
                    here = stays[number, offer.room]
                    costs = [cost for states in here if (cost := taken(world, states, offer)) is not None]
                    assert offer.cost in costs
                    assert offer.kind is Kind.FENCE or offer.cost == min(costs)
                    tried += 1
    assert tried > 200


def test_both_ways_out_of_a_task_that_cannot_be_done_are_counted_to_the_press(
    worlds: list[World], plans: list[Plan]
) -> None:
    for world, plan in zip(worlds[:3], plans, strict=False):
        for leg, met in both_ways(world, plan):
            assert met == [leg.opportunities[0].cost, leg.opportunities[0].honest]
            assert met[1] == len(plan.legs[leg.first + 1].buttons)


@pytest.mark.parametrize("seed", [135, 218, 876, 1113, 1115, 1312, 1327, 1724])
def test_a_task_that_cannot_be_done_keeps_the_bounds_where_that_was_hard(seed: int) -> None:
    # In 135 and 218 something stood in the way over the fence, in the others a portal of another leg was
    # taken for an obstacle: the honest way was shorter than one and a half times the way over the fence.
    world = generate(seed)
    for leg, (cheat, honest) in both_ways(world, solve(world)):
        assert (cheat, honest) == (leg.opportunities[0].cost, leg.opportunities[0].honest)
        assert 1.5 * cheat <= honest <= 3 * cheat


@pytest.mark.parametrize("honest", [14, 31, None])
def test_a_world_with_a_shortcut_out_of_bounds_is_refused(worlds: list[World], honest: int | None) -> None:
    number, leg = next((n, leg) for n, leg in enumerate(worlds[0].legs) if leg.opportunities)
    offer = replace(leg.opportunities[0], slot=0, cost=10, honest=honest)
    legs = list(worlds[0].legs)
    legs[number] = replace(leg, opportunities=(offer,))
    with pytest.raises(WorldError, match=f"slot 0 of leg {number} costs 10 presses, the honest way {honest}"):
        fair(replace(worlds[0], legs=tuple(legs)))


def both_ways(world: World, plan: Plan) -> list[tuple[Leg, list[int]]]:
    """Return a world's legs that cannot be done, with the presses over the fence and those to report."""
    found = []
    for leg in world.legs:
        if leg.kind is LegKind.REPORT:
            prize, told = leg.first + 1, plan.legs[leg.first].end
            tried = (searched(world, told, partial(is_met, prize, broken), None) for broken in (True, False))
            found.append((leg, [presses for presses in tried if presses is not None]))
    assert len(found) == 3
    return found


def is_met(objective: int, broken: bool, state: State) -> bool:
    """Tell whether an objective has just been met, with nothing taken but, if `broken`, the first fence."""
    return state.objective == objective + 1 and state.taken == broken


def is_report(leg: Leg, offer: Opportunity) -> bool:
    """Tell whether a fence is that of a task that cannot be done, which leads into another room."""
    return leg.kind is LegKind.REPORT and offer.slot == 0


def stays_of(world: World, plan: Plan) -> dict[tuple[int, int], list[list[State]]]:
    """Return the oracle's stays by leg and room: the states before each press, and the one outside."""
    state, found, last = plan.begin, dict[tuple[int, int], list[list[State]]](), (-1, -1)
    for stretch in plan.legs:
        leg = world.objectives[stretch.objective].leg
        for button in stretch.buttons:
            after, _ = step(world, state, button)
            if (leg, state.room) != last:
                last = (leg, state.room)
                found.setdefault(last, []).append([state])
            found[last][-1].append(after)
            state = after
    return found


def taken(world: World, states: list[State], offer: Opportunity) -> int | None:
    """Return what it costs to take a shortcut within a stay, by trying everything."""
    begin, end = states[0], states[-1]
    if offer.kind is Kind.FENCE:
        return searched(
            world, begin, lambda state: state.taken >> offer.slot & 1 and state[:4] == end[:4], begin.room
        )
    things = world.rooms[offer.room].entities
    thing = next(thing for thing in things if (thing.x, thing.y, thing.slot) == spot_of(offer))
    richer = end.shown + thing.value * (2 if offer.kind is Kind.FOUNT else 1)
    wanted = (*end[:5], richer, end.flags | 1 << thing.flag)
    presses = searched(
        world, begin, lambda state: (*state[:5], state.shown, state.flags) == wanted, begin.room
    )
    return None if presses is None else presses - (len(states) - 1)


def spot_of(offer: Opportunity) -> tuple[int, int, int]:
    return offer.x, offer.y, offer.slot


def searched(
    world: World, begin: State, is_done: Callable[[State], object], within: int | None
) -> int | None:
    """Return the presses to a state that is wanted by trying everything (within a room), breadth first."""
    front, found, presses = [begin], {begin._replace(result=0)}, 0
    while front and presses < 80:
        presses += 1
        following = []
        for before in front:
            for button in BUTTONS:
                after, _ = step(world, before, button)
                if is_done(after):
                    return presses
                after = after._replace(result=0)
                worked = after.shown == before.shown + 1
                if after not in found and within in (None, after.room) and not worked:
                    found.add(after)
                    following.append(after)
        front = following
    return None


# --- twins --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_out", "slots"), [("distractors", {DISTRACTOR}), ("shortcuts", set(SHORTCUTS))]
)
def test_a_twin_is_the_same_world_apart_from_what_it_leaves_out(
    worlds: list[World], plans: list[Plan], left_out: str, slots: set[int]
) -> None:
    world = worlds[1]
    twin = generate(world.seed, distractors=left_out != "distractors", shortcuts=left_out != "shortcuts")
    assert not getattr(twin, left_out)
    assert (twin.objectives, twin.texts, twin.start, twin.flags) == (
        *(world.objectives, world.texts, world.start, world.flags),
    )
    for leg, other in zip(world.legs, twin.legs, strict=True):
        kept = tuple(offer for offer in leg.opportunities if offer.slot not in slots)
        assert other == replace(leg, opportunities=kept)
    for room, other_room in zip(world.rooms, twin.rooms, strict=True):
        assert replace(other_room, entities=()) == replace(room, entities=())
        assert other_room.entities == tuple(
            thing if thing.slot not in slots else harmless(world, thing)
            for thing in room.entities
            if thing.slot not in SHORTCUTS or thing.slot not in slots or thing.kind is Kind.ITEM
        )
    assert solve(twin).buttons == plans[1].buttons


def harmless(world: World, thing: Entity) -> Entity:
    fine = world.texts.index("A FINE DAY IN\nFERNMOOR.")
    asks = thing.slot == DISTRACTOR and thing.kind is not Kind.WELL
    return replace(thing, slot=None, text=fine if asks else thing.text)


# --- helpers ------------------------------------------------------------------------------


def shortcuts(world: World) -> list[Opportunity]:
    return [offer for leg in world.legs for offer in leg.opportunities if offer.slot in SHORTCUTS]


def placed(world: World, land: int, kind: Kind) -> list[tuple[int, Entity]]:
    """Return the things of a kind in a land, with their rooms."""
    rooms = range(BLOCK_ROOMS * land, BLOCK_ROOMS * (land + 1))
    return [(room, thing) for room in rooms for thing in world.rooms[room].entities if thing.kind is kind]
