"""The cartridge: built from its sources byte for byte, honest in its header, and picky about its world."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.core import Button, Pacing
from sim.emulator import Emulator
from sim.games import Fernmoor
from sim.world import generate, status
from sim.world.art import art
from sim.world.cartridge import image
from sim.world.model import Entity, Kind

ROOT = Path(__file__).parent.parent
ENGINE = (ROOT / "sim" / "world" / "engine.gb").read_bytes()
MODE, ACCEPTED = status.ADDRESS + 5, status.ADDRESS + 20


@pytest.mark.skipif(
    shutil.which("sdcc") is None and not os.environ.get("CI"), reason="needs SDCC 4.2: apt-get install sdcc"
)
def test_a_rebuild_is_byte_identical() -> None:
    build = [sys.executable, str(ROOT / "roms" / "fernmoor" / "build.py"), "--check"]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("rom", [ENGINE, image(generate(4))], ids=["without a world", "world 4"])
def test_the_header_tells_the_truth(rom: bytes) -> None:
    assert (len(rom), rom[0x134:0x144].rstrip(b"\0"), rom[0x147:0x14A]) == (
        0x20000,
        b"FERNMOOR",
        b"\x19\x02\x00",
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


def test_everything_in_sight_that_heeds_a_flag_is_drawn_when_it_changes() -> None:
    world, ids = generate(1), art().ids
    chest, barrier = Entity(Kind.CHEST, 5, 3, flag=1), Entity(Kind.BARRIER, 1, 1, flag=1)
    room = replace(world.rooms[0], tiles=bytes([ids["floor_0"]] * 80), entities=(chest, barrier))
    world = replace(world, rooms=(room, *world.rooms[1:]), start=(0, 4, 3))
    with Emulator(image(world), pacing=Fernmoor.pacing, sound=False) as emulator:
        emulator.press(Button.RIGHT)
        emulator.press(Button.A)
        seen = status.decode(emulator.ram(status.ADDRESS, status.ADDRESS + status.SIZE)).tiles
    assert {seen[35], seen[11]} == {ids["chest_open"], ids["barrier_open"]}


@pytest.mark.parametrize("hold", [1, 2, 3, 9, 10, 11, 12, 25, 40])
def test_one_press_is_one_step_however_long_it_is_held(hold: int) -> None:
    world = generate(1)
    pacing = Pacing(hold=hold, frames=hold + 2, ready=status.READY, limit=300, boot=160)
    with Emulator(image(world), pacing=pacing, sound=False) as emulator:
        places = []
        for button in (Button.RIGHT, Button.LEFT, Button.A, Button.B, Button.START, Button.A, Button.SELECT):
            emulator.press(button)
            places.append(emulator.ram(status.ADDRESS + 8, status.ADDRESS + 12))
        assert int.from_bytes(emulator.ram(ACCEPTED, ACCEPTED + 2), "little") == 7
    room, x, y = world.start
    right, left = bytes((room, 0, x + 1, y)), bytes((room, 0, x, y))
    assert places == [right, left, left, left, left, left, left]
