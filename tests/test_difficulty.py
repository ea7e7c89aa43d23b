"""Quests that get harder on purpose, or are hard in any order: and proved like all others."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from statistics import mean, quantiles, stdev

import pytest

from sim.core import WorldError
from sim.world import World, generate
from sim.world.cartridge import image, world_of
from sim.world.model import Difficulty, LegKind
from sim.world.planners import solve, sound
from sim.world.reports import fair
from tests.parity import quest
from tests.test_world import PINNED
from tests.worlds import interval, leg_lengths, slope

SEEDS, LEGS = range(60, 80), 8
Lengths = Mapping[str, list[list[int]]]


def ordinary(world: World) -> list[int]:
    """The oracle's presses in every ordinary leg."""
    pairs = zip(world.legs, leg_lengths(world), strict=True)
    return [length for leg, length in pairs if leg.kind is not LegKind.RECALL]


def rise(lengths: list[int]) -> float:
    """How many times as long as the first quarter the last one is."""
    quarter = len(lengths) // 4
    return mean(lengths[-quarter:]) / mean(lengths[:quarter])


def slopes(worlds: list[list[int]]) -> list[float]:
    return [slope([float(length) for length in lengths]) for lengths in worlds]


def code(world: World) -> str:
    return sha256(image(world)[0x8000:]).hexdigest()[:16]


@pytest.fixture(scope="module")
def lengths() -> Lengths:
    return {
        kind: [ordinary(generate(seed, legs=LEGS, difficulty=kind)) for seed in SEEDS] for kind in Difficulty
    }


# --- how long the legs are ----------------------------------------------------------------


def test_the_legs_of_every_rising_quest_get_longer_by_some_seventy_percent(lengths: Lengths) -> None:
    rises = [rise(world) for world in lengths["rising"]]
    assert 1.5 < min(rises) <= max(rises) < 2
    assert 1.6 < mean(rises) < 1.8
    assert min(slopes(lengths["rising"])) > 0.45


def test_neither_even_nor_mixed_quests_have_a_trend(lengths: Lengths) -> None:
    for kind in ("even", "mixed"):
        found = slopes(lengths[kind])
        low, high = interval(found)
        assert low < 0 < high
        assert -0.5 < min(found) < 0 < max(found) < 0.5


def test_a_mixed_quest_has_the_spread_of_a_rising_one_and_an_even_quest_has_not(lengths: Lengths) -> None:
    for even, rising, mixed in zip(*(lengths[kind] for kind in Difficulty), strict=True):
        assert max(stdev(even), 15) < min(stdev(rising), stdev(mixed))
    together = {kind: [length for world in worlds for length in world] for kind, worlds in lengths.items()}
    for one, other in zip(*(quantiles(together[kind], n=8) for kind in ("rising", "mixed")), strict=True):
        assert abs(one - other) < 6
    assert max(together["even"]) < max(together["mixed"]) - 20


@pytest.mark.parametrize("legs", [4, 5, 40])
def test_quests_of_other_lengths_rise_as_well(legs: int) -> None:
    world = generate(4, legs=legs, difficulty="rising")
    assert (world.lands, len(world.legs)) == (legs, legs + legs // 3)
    assert 1.4 < rise(ordinary(world)) < 2.1


# --- worlds like all others ---------------------------------------------------------------

PINS = {
    (0, 24, "rising"): "72c3b57268e30fc7",
    (7, 24, "mixed"): "684bc8c8044366cf",
    (4294967295, 5, "rising"): "15f744f5af4972cd",
    (5, 40, "mixed"): "edc04fa290538e89",
}


@pytest.mark.parametrize(("seed", "legs", "difficulty"), PINS)
def test_a_seed_gives_the_same_world_for_ever(seed: int, legs: int, difficulty: str) -> None:
    assert code(generate(seed, legs=legs, difficulty=difficulty)) == PINS[seed, legs, difficulty]


@pytest.mark.parametrize(("seed", "legs"), [(1, 24), (5, 4)])
def test_even_is_what_worlds_were_before(seed: int, legs: int) -> None:
    world = generate(seed, legs=legs, difficulty="even")
    assert world == generate(seed, legs=legs)
    assert (world.difficulty, code(world)) == (Difficulty.EVEN, PINNED[seed, legs])


@pytest.mark.parametrize("difficulty", ["rising", "mixed"])
@pytest.mark.parametrize(("seed", "legs"), [(3, 16), (8, 5)])
def test_they_can_be_finished_and_never_lost_and_are_fair(seed: int, legs: int, difficulty: str) -> None:
    world = generate(seed, legs=legs, difficulty=difficulty)
    assert len(solve(world).legs) == len(world.objectives)
    sound(world)
    fair(world)


def test_only_difficulty_differs_in_what_is_asked() -> None:
    even, rising, mixed = (generate(9, legs=6, difficulty=kind) for kind in Difficulty)
    for other in (rising, mixed):
        assert [(leg.kind, leg.land, leg.first, leg.end) for leg in other.legs] == [
            (leg.kind, leg.land, leg.first, leg.end) for leg in even.legs
        ]
        assert [room.name for room in other.rooms] == [room.name for room in even.rooms]
    assert len({even, rising, mixed}) == 3


def test_a_twin_is_the_same_world_apart_from_what_it_leaves_out() -> None:
    world = generate(9, legs=6, difficulty="rising")
    twin = generate(9, legs=6, difficulty="rising", distractors=False, shortcuts=False)
    assert [room.tiles for room in twin.rooms] == [room.tiles for room in world.rooms]
    assert solve(twin).buttons == solve(world).buttons
    assert (twin.difficulty, twin.distractors, twin.shortcuts) == (Difficulty.RISING, False, False)


@pytest.mark.parametrize("difficulty", Difficulty)
def test_a_cartridge_knows_the_difficulty_of_its_world(difficulty: Difficulty) -> None:
    world = generate(2, legs=4, difficulty=difficulty, shortcuts=False)
    assert world_of(image(world)) == world


def test_cartridge_and_twin_agree_on_the_way_to_the_win() -> None:
    assert quest(generate(2, legs=4, difficulty="rising"))["win"] == 1


def test_a_difficulty_that_is_none_is_refused() -> None:
    with pytest.raises(WorldError, match="a quest's difficulty is even, rising, mixed, not 'hard'"):
        generate(1, difficulty="hard")
