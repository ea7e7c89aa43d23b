"""The reader gets from the pixels of the real cartridge exactly what the twin knows to be there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import xxhash

from sim.agents.reader import read
from sim.core import Button, Frame, Percept
from sim.emulator import Emulator
from sim.games import Fernmoor
from sim.standin import doodle
from sim.world import generate
from sim.world.cartridge import image
from sim.world.model import HAMMER, LAMP, PARCEL, RAFT, TOKEN, Kind
from tests.reader_parity import check
from tests.tinyworld import thing, tiny

# All 20 worlds of the promise: python -m tests.reader_parity --worlds 20


@pytest.mark.parametrize("seed", [3, 19])
def test_every_room_and_every_text_of_a_world_reads_as_the_twin_says(seed: int) -> None:
    world = generate(seed, legs=4)
    coverage = check(world)
    assert coverage.rooms == set(range(64))
    assert coverage.missing_texts == set()


@pytest.fixture(scope="module")
def screen() -> Iterator[Frame]:
    """A screen without a text."""
    with Emulator(image(tiny()), pacing=Fernmoor.pacing, sound=False) as emulator:
        emulator.press(Button.A)
        yield emulator.press(Button.A)


def changed(frame: Frame, row: int, column: int) -> Frame:
    """The frame with one pixel turned into its opposite grey."""
    pixels = frame.pixels.copy()
    pixels[row, column, :3] = 255 - pixels[row, column, :3]
    return of(pixels)


def of(pixels: np.ndarray) -> Frame:
    return Frame(pixels[:, :, 0].reshape(-1), xxhash.xxh3_128_digest(pixels.tobytes()))


@pytest.mark.parametrize(
    ("row", "column"), [(0, 0), (60, 80), (88, 104), (130, 3), (140, 12), (140, 155)], ids=str
)
def test_one_wrong_pixel_makes_a_screen_unreadable_instead_of_misread(
    screen: Frame, row: int, column: int
) -> None:
    assert read(screen) is not None
    assert read(changed(screen, row, column)) is None


def test_other_screens_are_not_taken_for_fernmoor() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (144, 160, 4), np.uint8)
    plain = [np.full((144, 160, 4), grey, np.uint8) for grey in (0, 85, 153, 255)]
    assert [read(of(pixels)) for pixels in (noise, *plain)] == [None] * 5


def test_a_cartridge_of_something_else_is_not_read() -> None:
    with Emulator(doodle()) as emulator:
        for button in (Button.WAIT, Button.RIGHT, Button.A):
            assert read(emulator.press(button)) is None


def test_a_world_less_cartridge_is_not_read_as_a_room() -> None:
    rom = bytearray(image(tiny()))
    rom[0x8000:0x8004] = b"\xff" * 4
    with Emulator(bytes(rom)) as emulator:
        assert read(emulator.frame) is None


def test_a_screen_says_where_the_player_is_and_what_is_held(screen: Frame) -> None:
    percept = read(screen)
    assert percept is not None
    assert (percept.place, percept.player, percept.facing) == ("MOSS", (4, 4), 2)
    assert (percept.bag, percept.goal, percept.score) == ("", 0, 0)
    assert (percept.text, percept.more) == (None, False)
    assert percept.tiles[44] == Percept.UNSEEN


def test_everything_held_has_its_place_on_the_status_line() -> None:
    items = (2, RAFT, LAMP, HAMMER, PARCEL, TOKEN)
    world = tiny(*(thing(Kind.ITEM, 3 + n, 5, flag=1 + n, item=item) for n, item in enumerate(items)))
    with Emulator(image(world), pacing=Fernmoor.pacing, sound=False) as emulator:
        for button in (Button.A, Button.A, Button.LEFT, Button.DOWN):
            seen = read(emulator.press(button))
        held = [seen and seen.bag]
        for _ in items[1:]:
            seen = read(emulator.press(Button.RIGHT))
            held.append(seen and seen.bag)
    assert held == ["C", "CR", "CRL", "CRLH", "CRLHP", "CRLHPT"]
