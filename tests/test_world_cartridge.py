"""A world's cartridge holds the whole world, and is the world's only."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from typing import NamedTuple

import pytest

from sim.core import WorldError
from sim.world import World, generate
from sim.world.cartridge import engine, identity, image, room_names, world_of
from sim.world.model import Entity, Kind, Room
from tests.tinyworld import thing, tiny

BANK = 0x4000
WORLD = 2 * BANK


class Cartridge(NamedTuple):
    """What a cartridge holds, as a stranger reads it who knows the format only."""

    seed: int
    lands: int
    options: int
    start: tuple[int, int, int]
    rules: int
    flags: int
    objectives: list[tuple[int, int, int, int]]
    rooms: tuple[Room, ...]
    texts: tuple[str, ...]


def number(rom: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(rom[at : at + size], "little")


def or_none(value: int) -> int | None:
    return None if value == 0xFFFF else value


def unpack(rom: bytes) -> Cartridge:
    """Read a cartridge byte by byte."""
    assert rom[WORLD : WORLD + 5] == b"FMW1\x02"
    rooms, cell, (room_bank, entity_bank, text_bank) = (
        *(number(rom, WORLD + 6), rom[WORLD + 10]),
        rom[WORLD + 11 : WORLD + 14],
    )
    texts = tuple(text_at(rom, text_bank, index) for index in range(number(rom, WORLD + 16)))
    return Cartridge(
        seed=number(rom, WORLD + 20, 4),
        lands=rom[WORLD + 28],
        options=rom[WORLD + 29],
        start=(number(rom, WORLD + 8), cell & 15, cell >> 4),
        rules=number(rom, WORLD + 32),
        flags=number(rom, WORLD + 26),
        objectives=[
            struct.unpack_from("<HHBB", rom, WORLD + 48 + 8 * index)
            for index in range(number(rom, WORLD + 14))
        ],
        rooms=tuple(room_at(rom, room_bank, entity_bank, texts, index) for index in range(rooms)),
        texts=texts,
    )


def text_at(rom: bytes, bank: int, index: int) -> str:
    there, zero, address = struct.unpack_from("<BBH", rom, bank * BANK + 4 * index)
    first = there * BANK + address - BANK
    assert (zero, 0x4000 <= address < 0x8000) == (0, True)
    end = rom.index(0, first)
    assert end // BANK == there
    return rom[first:end].decode("ascii")


def room_at(rom: bytes, bank: int, entity_bank: int, texts: tuple[str, ...], index: int) -> Room:
    at = (bank + index // 128) * BANK + index % 128 * 128
    region, count, first, name = struct.unpack_from("<BBHH", rom, at + 88)
    north, east, south, west = map(or_none, struct.unpack_from("<4H", rom, at + 80))
    things = tuple(entity_at(rom, entity_bank, first + place) for place in range(count))
    return Room(texts[name], name, region, rom[at : at + 80], (north, east, south, west), things)


def entity_at(rom: bytes, bank: int, index: int) -> Entity:
    at = (bank + index // 512) * BANK + index % 512 * 32
    kind, cell, flag, item, look, look_set, slot = struct.unpack_from("<BBHBBBB", rom, at)
    text, other, room, to, value, since, until = struct.unpack_from("<HHHBBHH", rom, at + 8)
    assert rom[at + 20 : at + 32] == bytes(12)
    return Entity(
        Kind(kind), cell & 15, cell >> 4, flag, item, look, look_set, or_none(text), or_none(other),
        None if room == 0xFFFF else (room, to & 15, to >> 4), value, None if slot == 0xFF else slot, since,
        until,
    )  # fmt: skip


def of(world: World) -> Cartridge:
    """What the cartridge of a world should hold."""
    opened = [leg.opened for leg in world.legs]
    return Cartridge(
        world.seed, world.lands, (not world.distractors) + 2 * (not world.shortcuts), world.start,
        world.rules, world.flags,
        [(one.flag, one.text, one.leg, opened[one.leg]) for one in world.objectives],
        world.rooms, world.texts,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("legs", "without"),
    [(4, ()), (24, ("distractors",)), (24, ("shortcuts",)), (24, ("distractors", "shortcuts")), (96, ())],
)
def test_a_cartridge_holds_every_room_thing_objective_and_text(legs: int, without: tuple[str, ...]) -> None:
    world = generate(
        7, legs=legs, distractors="distractors" not in without, shortcuts="shortcuts" not in without
    )
    rom = image(world)
    assert unpack(rom) == of(world)
    assert world_of(rom) == world
    assert room_names(rom) == tuple(room.name for room in world.rooms)


@pytest.mark.parametrize(("texts", "kilobytes"), [(891, 256), (892, 512), (2187, 512), (4300, 1024)])
def test_a_cartridge_is_as_large_as_its_world_needs(texts: int, kilobytes: int) -> None:
    world = replace(tiny(), texts=("A" * 199,) * texts)
    rom = image(world)
    assert unpack(rom).texts == world.texts
    assert (len(rom) // 1024, 32 << rom[0x148]) == (kilobytes, kilobytes)


def test_a_cartridge_holds_every_field_of_a_thing() -> None:
    full = Entity(Kind.WARP, 9, 7, 1999, 12, 3, 4, 5, 6, (1, 8, 2), 255, 4, 1000, 2000)
    world = tiny(full, Entity(Kind.MARK, 1, 2))
    assert unpack(image(world)) == of(world)


def test_a_world_too_large_for_a_cartridge_is_refused() -> None:
    world = tiny()
    with pytest.raises(WorldError, match="does not fit a cartridge: take fewer legs"):
        image(replace(world, texts=("A" * 200,) * 6000))
    with pytest.raises(WorldError, match="does not fit a cartridge: take fewer legs"):
        image(replace(world, texts=("A" * 20_000,)))
    with pytest.raises(WorldError, match="does not fit a cartridge: take fewer legs"):
        image(replace(world, objectives=world.objectives * 1000))
    with pytest.raises(WorldError, match="more than 12 things"):
        image(tiny(*(thing(Kind.SIGN, 1 + x % 8, 1 + x // 8) for x in range(13))))


def test_a_cartridge_with_another_world_is_not_taken_for_ours() -> None:
    rom = bytearray(image(generate(1, legs=4)))
    rom[0xC000] ^= 1  # a metatile of the first room
    assert world_of(bytes(rom)) is None
    rom[WORLD + 28] = 3  # lands
    assert world_of(bytes(rom)) is None
    assert world_of(engine()) is None
    with pytest.raises(WorldError, match="holds no Fernmoor world"):
        room_names(engine())


@pytest.mark.parametrize("address", [0x134, 0x14D, 0x14F, 0x2000, 0x8000])
def test_a_damaged_engine_is_refused(address: int) -> None:
    damaged = bytearray(engine())
    damaged[address] ^= 0xFF
    with pytest.raises(WorldError, match="damaged"):
        image(tiny(), bytes(damaged))
    with pytest.raises(WorldError, match="damaged"):
        image(tiny(), bytes(damaged[:-1]))


def test_identity_names_the_engine_and_the_edition() -> None:
    assert re.fullmatch("[0-9a-f]{16}", identity())
