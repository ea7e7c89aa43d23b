"""A world's cartridge and its map."""

from __future__ import annotations

import re

import pytest

from sim.core import WorldError
from sim.world import generate
from sim.world.cartridge import engine, identity, image, room_names, world_of
from sim.world.draw import map_image


def test_a_cartridge_tells_which_world_it_holds() -> None:
    world = generate(7)
    rom = image(world)
    assert len(rom) == 128 * 1024
    assert world_of(rom) == world
    assert room_names(rom) == tuple(room.name for room in world.rooms)


def test_a_cartridge_with_another_world_is_not_taken_for_ours() -> None:
    rom = bytearray(image(generate(1)))
    rom[0xC000] ^= 1  # a metatile of the first room
    assert world_of(bytes(rom)) is None
    assert world_of(engine()) is None
    with pytest.raises(WorldError, match="holds no Fernmoor world"):
        room_names(engine())


@pytest.mark.parametrize("address", [0x134, 0x14D, 0x14F, 0x2000, 0x8000])
def test_a_damaged_engine_is_refused(address: int) -> None:
    damaged = bytearray(engine())
    damaged[address] ^= 0xFF
    with pytest.raises(WorldError, match="damaged"):
        image(generate(1), bytes(damaged))
    with pytest.raises(WorldError, match="damaged"):
        image(generate(1), bytes(damaged[:-1]))


def test_identity_names_the_engine_and_the_edition() -> None:
    assert re.fullmatch("[0-9a-f]{16}", identity())


def test_the_map_shows_every_room_and_is_always_the_same() -> None:
    world = generate(1, width=6, height=7)
    picture = map_image(world)
    assert (picture.mode, picture.size) == ("RGB", (6 * 168 + 8, 7 * 148 + 8))
    assert picture.tobytes() == map_image(world).tobytes()
