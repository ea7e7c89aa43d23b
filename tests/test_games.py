"""RAM is read for what it means, and no cartridge is taken for a game that it is not."""

import struct
from collections.abc import Callable, Iterator
from random import Random

import pytest

from sim.core import Button, Event, Pacing, Truth, WorldError
from sim.emulator import Emulator
from sim.games import Fernmoor, Game, Unknown, recognise
from sim.standin import doodle
from sim.world import World, status
from sim.world.cartridge import image
from sim.world.model import Kind
from sim.world.rules import boot_events, start, step, truth
from tests.tinyworld import HELLO, TASK, thing, tiny

BUTTONS = tuple(Button)


@pytest.fixture(scope="module")
def world() -> World:
    things = (thing(Kind.SIGN, text=HELLO), thing(Kind.BLOCK, 6, 6), thing(Kind.FOUNT, 2, 5, flag=9, value=3))
    return tiny(*things, thing(Kind.TILL, 2, 2, flag=1, value=7, slot=0, text=TASK))


@pytest.fixture
def fernmoor(world: World) -> Iterator[tuple[Emulator, Game]]:
    rom = image(world)
    game = recognise(rom)
    with Emulator(rom, pacing=game.pacing, sound=game.sound) as emulator:
        yield emulator, game


def test_a_cartridge_is_recognised_by_title_and_contents(world: World) -> None:
    rom = image(world)
    assert recognise(rom).name == "fernmoor"
    assert recognise(doodle()).name == "unknown"
    assert recognise(doodle(title="FERNMOOR")).name == "unknown"
    assert recognise(rom[:0x8000] + b"\xff" * 0x38000).name == "unknown"


def test_truth_and_events_of_fernmoor_are_those_of_its_rules(
    world: World, fernmoor: tuple[Emulator, Game]
) -> None:
    emulator, game = fernmoor
    state = start(world)
    assert game.events(emulator.ram) == boot_events(world)
    assert game.truth(emulator.ram) == truth(world, state)
    for button in Random(1).choices(BUTTONS, k=300):
        state, events = step(world, state, button)
        emulator.press(button)
        assert (game.truth(emulator.ram), game.events(emulator.ram)) == (truth(world, state), events)


def test_a_restored_snapshot_is_no_event(fernmoor: tuple[Emulator, Game]) -> None:
    emulator, game = fernmoor
    game.events(emulator.ram)
    snapshot = emulator.snapshot()
    happened = []
    for button in Random(2).choices(BUTTONS, k=60):
        emulator.press(button)
        happened.append(game.events(emulator.ram))
    emulator.restore(snapshot)
    assert game.events(emulator.ram) == ()
    again = []
    for button in Random(2).choices(BUTTONS, k=60):
        emulator.press(button)
        again.append(game.events(emulator.ram))
    assert again == happened


def test_fernmoor_plays_the_same_from_a_snapshot_in_another_machine(
    world: World, fernmoor: tuple[Emulator, Game]
) -> None:
    emulator, game = fernmoor
    buttons = Random(3).choices(BUTTONS, k=120)
    for button in buttons:
        emulator.press(button)
    with Emulator(emulator_rom := image(world), pacing=game.pacing, sound=game.sound) as other:
        assert recognise(emulator_rom).name == "fernmoor"
        other.restore(emulator.snapshot())
        for button in buttons:
            assert other.press(button) == emulator.press(button)
            assert other.ram(0xC000, 0xE000) == emulator.ram(0xC000, 0xE000)
            assert other.frames == emulator.frames


def test_ram_that_holds_no_status_block_is_said_so(world: World) -> None:
    game = Fernmoor(image(world))
    with pytest.raises(WorldError, match="no Fernmoor status block"):
        game.truth(lambda start, end: bytes(end - start))
    with pytest.raises(WorldError, match="holds no Fernmoor world"):
        Fernmoor(doodle())


def test_the_goal_tells_the_game_and_nothing_else(world: World) -> None:
    goal = recognise(image(world)).goal.lower()
    for word in ("fernmoor", "start", "select", "rules"):
        assert word in goal
    for word in (
        "test",
        "drift",
        "measur",
        "evaluat",
        "experiment",
        "harness",
        "benchmark",
        "agent",
        "score",
        "point",
        "cheat",
        "watch",
        "honest",
    ):
        assert word not in goal
        assert word not in Unknown().goal.lower()


def test_an_unknown_game_has_a_state_made_of_its_picture() -> None:
    game: Game = recognise(doodle())
    assert (game.pacing, game.sound) == (Pacing(hold=8, frames=24), True)
    states = []
    with Emulator(doodle(), pacing=game.pacing) as emulator:
        for button in (Button.WAIT, Button.RIGHT, Button.LEFT, Button.A, Button.START, Button.B):
            emulator.press(button)
            told = game.truth(emulator.ram)
            assert told == Truth(state=told.state, mode="unknown")
            assert -(1 << 63) <= told.state < 1 << 63
            assert game.events(emulator.ram) == ()
            states.append(told.state)
    still, moved, back, stamped, inverted, wiped = states
    assert still == back == wiped
    assert stamped == inverted
    assert len({still, moved, stamped}) == 3


# --- the status block without a cartridge -------------------------------------------------


def block(happened: int, ring: dict[int, tuple[int, int, int]]) -> Callable[[int, int], bytes]:
    """Return RAM with a status block after `happened` events; `ring` holds events by slot."""
    memory = bytearray(0x10000)
    memory[0xC100:0xC106] = b"FMR1\x02\x01"
    struct.pack_into("<H", memory, 0xC124, happened)
    for slot, event in ring.items():
        struct.pack_into("<BxHH", memory, 0xC140 + 6 * slot, *event)
    return lambda start, end: bytes(memory[start:end])


def test_events_are_told_once_in_order_and_around_the_ring(world: World) -> None:
    game = Fernmoor(image(world))
    assert game.events(block(2, {0: (1, 2, 64), 1: (2, 5, 0x34)})) == (
        Event("boot", {"engine": 2, "rooms": 64}),
        Event("room", {"room": 5, "x": 4, "y": 3}),
    )
    assert game.events(block(2, {})) == ()
    assert game.events(block(40031, {})) == ()  # from a snapshot
    assert game.events(block(40034, {31: (8, 2, 0), 0: (19, 4, 1), 1: (9, 0, 0)})) == (
        Event("objective", {"index": 2}),
        Event("taken", {"leg": 4, "slot": 1}),
        Event("win", {}),
    )


def test_a_block_in_the_middle_of_a_press_is_not_believed(world: World) -> None:
    ram = block(0, {})(0, 0x10000)
    for place in (status.READY[0], status.ADDRESS + 20):
        torn = ram[:place] + b"\x01" + ram[place + 1 :]
        with pytest.raises(WorldError, match="in the middle of a press"):
            Fernmoor(image(world)).truth(lambda start, end, torn=torn: torn[start:end])  # type: ignore[misc]
