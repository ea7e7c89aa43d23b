"""The cartridge: built from its sources byte for byte, honest in its header, and picky about its world."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from binascii import crc_hqx
from pathlib import Path

import numpy as np
import pytest

from sim.agents.reader import read as read_screen
from sim.core import Button, Pacing
from sim.emulator import Emulator
from sim.games import Fernmoor
from sim.world import World, generate, status
from sim.world.art import art
from sim.world.cartridge import image
from sim.world.model import NO_LOOK, Kind
from sim.world.planners import solve
from sim.world.status import Status
from tests.tinyworld import thing, tiny

ROOT = Path(__file__).parent.parent
ENGINE = (ROOT / "sim" / "world" / "engine.gb").read_bytes()
MODE, ACCEPTED, WORST_LINE = status.ADDRESS + 5, status.ADDRESS + 20, status.ADDRESS + 34
VBLANK_OVER = 153
"""The line on which the screen is drawn again: video memory must have been written before."""


def play(world: World) -> Emulator:
    """A cartridge of this world, with the rules that it shows at the start read."""
    emulator = Emulator(image(world), pacing=Fernmoor.pacing, sound=False)
    read(emulator)
    return emulator


def read(emulator: Emulator) -> None:
    while status_of(emulator).mode == status.TEXT:
        emulator.press(Button.A)


def press(emulator: Emulator, *buttons: Button) -> Status:
    for button in buttons:
        emulator.press(button)
    return status_of(emulator)


def status_of(emulator: Emulator) -> Status:
    return status.decode(emulator.ram(status.ADDRESS, status.ADDRESS + status.SIZE))


def looks(emulator: Emulator, *cells: tuple[int, int]) -> list[str]:
    """The names of the metatiles at these cells."""
    tiles = status_of(emulator).tiles
    return [art().names[tiles[10 * y + x]] for x, y in cells]


def people(emulator: Emulator) -> tuple[tuple[int, int], ...]:
    """Where people are seen."""
    percept = read_screen(emulator.frame)
    assert percept is not None
    return percept.npcs


@pytest.mark.skipif(
    shutil.which("sdcc") is None and not os.environ.get("CI"), reason="needs SDCC 4.2: apt-get install sdcc"
)
def test_a_rebuild_is_byte_identical() -> None:
    build = [sys.executable, str(ROOT / "roms" / "fernmoor" / "build.py"), "--check"]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("rom", "kib"), [(ENGINE, 128), (image(generate(4)), 256)], ids=["without a world", "world 4"]
)
def test_the_header_tells_the_truth(rom: bytes, kib: int) -> None:
    assert (len(rom), rom[0x134:0x144].rstrip(b"\0"), rom[0x147:0x14A]) == (
        1024 * kib,
        b"FERNMOOR",
        bytes((0x19, {128: 2, 256: 3}[kib], 0)),
    )
    assert rom[0x14D] == -sum(byte + 1 for byte in rom[0x134:0x14D]) & 0xFF
    assert int.from_bytes(rom[0x14E:0x150], "big") == (sum(rom) - sum(rom[0x14E:0x150])) & 0xFFFF


def test_only_four_bytes_of_the_logo_are_there() -> None:
    assert ENGINE[0x104:0x134] == bytes((0xCE, 0xED, 0x66, 0x66)) + bytes(44)


@pytest.mark.parametrize("at", [0x8000, 0x8004, 0x8005, 0x801E, 0x8050, 0xC000, 0x10000, 0x14003])
def test_a_damaged_world_is_not_played(at: int) -> None:
    rom = bytearray(image(generate(4)))
    rom[at] ^= 0x81
    with Emulator(bytes(rom), pacing=Fernmoor.pacing, sound=False) as emulator:
        assert emulator.ram(MODE, MODE + 1) == b"\xff"


def test_an_engine_without_a_world_says_so() -> None:
    expected = np.full((144, 160), 255, np.uint8)
    for column, letter in enumerate("BAD WORLD", start=5):
        expected[64:72, 8 * column : 8 * column + 8] = 255 - 85 * art().font[letter]
    with Emulator(ENGINE, pacing=Fernmoor.pacing, sound=False) as emulator:
        assert emulator.ram(MODE, MODE + 1) == b"\xff"
        assert np.array_equal(emulator.frame.pixels[:, :, 0], expected)


def test_a_world_of_another_format_is_not_played() -> None:
    rom = bytearray(image(generate(4)))
    rom[0x8004] = 1
    rom[0x801E:0x8020] = bytes(2)
    crc = crc_hqx(rom[0x8000 : 0x8000 + 0x4000 * rom[0x8005]], 0xFFFF)
    rom[0x801E:0x8020] = crc.to_bytes(2, "little")
    with Emulator(bytes(rom), pacing=Fernmoor.pacing, sound=False) as emulator:
        assert emulator.ram(MODE, MODE + 1) == b"\xff"


def test_everything_in_sight_that_heeds_a_flag_is_drawn_when_it_changes() -> None:
    with play(tiny(thing(Kind.CHEST, flag=1), thing(Kind.BARRIER, 1, 1, flag=1))) as emulator:
        press(emulator, Button.UP)
        assert looks(emulator, (4, 3), (1, 1)) == ["chest", "barrier"]
        press(emulator, Button.A)
        assert looks(emulator, (4, 3), (1, 1)) == ["chest_open", "barrier_open"]


def test_a_push_moves_a_block_until_the_room_is_left() -> None:
    with play(tiny(thing(Kind.BLOCK, 6, 4))) as emulator:
        pushed = press(emulator, Button.RIGHT, Button.RIGHT)
        assert looks(emulator, (6, 4), (7, 4)) == ["floor_0", "push_block"]
        assert (pushed.x, pushed.blocks) == (6, 0x47)
        press(emulator, *[Button.UP], *[Button.RIGHT] * 2, Button.DOWN, *[Button.RIGHT] * 2, Button.LEFT)
        assert looks(emulator, (6, 4), (7, 4)) == ["push_block", "floor_0"]
        assert status_of(emulator).blocks == 0x46


def test_what_comes_and_goes_with_an_objective_is_drawn_when_it_is_met() -> None:
    world = tiny(
        thing(Kind.LEVER, flag=1),
        thing(Kind.NPC, 2, 2, until=1),
        thing(Kind.TRADER, 3, 2, since=1),
        thing(Kind.SHUTTER, 7, 2, until=1),
        thing(Kind.SIGN, 1, 1, since=1),
        thing(Kind.WELL, 7, 2, since=1, until=2),
        quest=((1,), (2,)),
    )
    with play(world) as emulator:
        press(emulator, Button.UP)
        assert (looks(emulator, (7, 2), (1, 1)), people(emulator)) == (["shutter", "floor_0"], ((2, 2),))
        press(emulator, Button.A)
        assert (looks(emulator, (7, 2), (1, 1)), people(emulator)) == (["well", "sign"], ((3, 2),))
        assert (status_of(emulator).x, status_of(emulator).y) == (4, 4)


def test_a_thing_without_a_look_shows_the_ground() -> None:
    item = thing(Kind.ITEM, flag=1, look_set=NO_LOOK)
    with play(tiny(item, ground={(4, 3): "deco_0"})) as emulator:
        assert looks(emulator, (4, 3)) == ["key"]
        press(emulator, Button.UP)
        assert looks(emulator, (4, 3)) == ["deco_0"]


def test_a_press_whose_events_do_not_fit_the_ring_is_counted() -> None:
    fitting = tiny(thing(Kind.LEVER, flag=1), quest=((1,) * 28, (2,)))
    with play(fitting) as emulator:
        assert press(emulator, Button.UP, Button.A).overflow == 0
        assert len(status.events_since(status_of(emulator), 5)) == 31
    with play(tiny(thing(Kind.LEVER, flag=1), quest=((1,) * 32, (2,)))) as emulator:
        assert press(emulator, Button.UP, Button.A, Button.A).overflow == 1


def test_a_whole_quest_loses_no_event_and_writes_no_video_memory_late() -> None:
    world = generate(4, legs=4)
    with Emulator(image(world), pacing=Fernmoor.pacing, sound=False) as emulator:
        done = press(emulator, *solve(world).buttons)
        assert (done.mode, done.overflow) == (status.WON, 0)
        assert emulator.ram(WORST_LINE, WORST_LINE + 1)[0] < VBLANK_OVER


@pytest.mark.parametrize("hold", [1, 2, 3, 9, 10, 11, 12, 25, 40])
def test_one_press_is_one_step_however_long_it_is_held(hold: int) -> None:
    world = tiny()
    pacing = Pacing(hold=hold, frames=hold + 2, ready=status.READY, limit=300, boot=160)
    page, walk = [Button.A] * 2, [Button.RIGHT, Button.LEFT]
    with Emulator(image(world), pacing=pacing, sound=False) as emulator:
        places = []
        for button in (*page, *walk, Button.B, Button.START, Button.A, Button.SELECT, *page):
            emulator.press(button)
            places.append((status_of(emulator).x, status_of(emulator).page))
        assert int.from_bytes(emulator.ram(ACCEPTED, ACCEPTED + 2), "little") == len(places)
    assert places == [(4, 1), (4, 0), (5, 0), *[(4, 0)] * 5, (4, 1), (4, 0)]
