"""Writes a world into the prebuilt engine: a Game Boy cartridge without a compiler.

The engine's banks 0 and 1 stay as they are. Bank 2 holds the world's header and objectives, the
banks after it rooms, things and texts; all layouts are little endian and described at their packers.
"""

from __future__ import annotations

import struct
from binascii import crc_hqx
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.world.generate import generate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.model import Entity, World

EDITION = "fernmoor-1"
"""Names rules and generator: the same edition and seed give the same world. Part of a run's identity."""

BANK = 0x4000
SIZE = 8 * BANK
_WINDOW = 0x4000  # where the machine sees a switchable bank
_FIRST = 2  # the first bank of the world
_MAGIC, _FORMAT = b"FMW1", 1
_NONE = 0xFFFF

_HEADER = struct.Struct("<4sBBHHBBBBHHHIHHBBH")
_CRC_AT = 30
_OBJECTIVE = struct.Struct("<HH4x")
_ROOM = struct.Struct("<80s4HBBHH34x")
_ENTITY = struct.Struct("<BBHBBHHB5x")
_POINTER = struct.Struct("<BxH")
_ROOMS_PER_BANK, _ENTITIES_PER_BANK = BANK // _ROOM.size, BANK // _ENTITY.size


def engine() -> bytes:
    """Return the prebuilt cartridge without a world. Raises WorldError if it is damaged."""
    data = resources.files("sim.world").joinpath("engine.gb").read_bytes()
    _check_engine(data)
    return data


def identity() -> str:
    """Return 16 hex digits that name this engine and this edition of the generator together."""
    return sha256(EDITION.encode() + engine()).hexdigest()[:16]


def image(world: World, base: bytes | None = None) -> bytes:
    """Return the 128 KiB cartridge that holds `world`, with `base` as its engine if given.

    Raises WorldError if the engine is damaged or the world too large for the cartridge.
    """
    if base is not None:
        _check_engine(base)
    banks = _pack(world)
    data = bytearray(engine() if base is None else base)
    data[_FIRST * BANK : (_FIRST + len(banks)) * BANK] = b"".join(banks)
    _sign(data)
    return bytes(data)


def world_of(rom: bytes) -> World | None:
    """Return the world in a cartridge of this edition, None if it holds another thing."""
    header = _header(rom)
    if header is None:
        return None
    seed, width, height = header[12], header[15], header[16]
    regions = 1 + max(rom[_room_at(rom, number) + 88] for number in range(header[3]))
    try:
        world = generate(seed, width=width, height=height, regions=regions)
    except WorldError:
        return None
    banks = b"".join(_pack(world))
    return world if rom[_FIRST * BANK : _FIRST * BANK + len(banks)] == banks else None


def room_names(rom: bytes) -> tuple[str, ...]:
    """Return the name of every room of a cartridge. Raises WorldError if it holds no world."""
    header = _header(rom)
    if header is None:
        raise WorldError("this cartridge holds no Fernmoor world")
    names = []
    for number in range(header[3]):
        (text,) = struct.unpack_from("<H", rom, _room_at(rom, number) + 92)
        bank, address = _POINTER.unpack_from(rom, header[8] * BANK + text * _POINTER.size)
        first = bank * BANK + address - _WINDOW
        names.append(rom[first : rom.index(0, first)].decode("ascii"))
    return tuple(names)


# --- packing ------------------------------------------------------------------------------


def _pack(world: World) -> list[bytes]:
    """Return the world's banks from bank 2 on, checksum included."""
    rooms = _banks(_rooms(world), _ROOMS_PER_BANK)
    entities = _banks([_entity(thing) for room in world.rooms for thing in room.entities], _ENTITIES_PER_BANK)
    room_bank, entity_bank = _FIRST + 1, _FIRST + 1 + len(rooms)
    text_bank = entity_bank + len(entities)
    texts = _texts(world.texts, text_bank)
    count = 1 + len(rooms) + len(entities) + len(texts)
    if _FIRST + count > SIZE // BANK:
        raise WorldError(f"a world of {len(world.rooms)} rooms does not fit the cartridge: take fewer rooms")
    objectives = b"".join(_OBJECTIVE.pack(objective.flag, objective.text) for objective in world.objectives)
    room, x, y = world.start
    header = _HEADER.pack(
        *(_MAGIC, _FORMAT, count, len(world.rooms), room, y << 4 | x, room_bank, entity_bank, text_bank),
        *(
            len(world.objectives),
            len(world.texts),
            sum(len(room.entities) for room in world.rooms),
            world.seed,
        ),
        *(_HEADER.size + len(objectives), world.flags, world.width, world.height, 0),
    )
    banks = [_filled(header + objectives), *rooms, *entities, *texts]
    crc = crc_hqx(b"".join(banks), 0xFFFF)
    banks[0] = banks[0][:_CRC_AT] + crc.to_bytes(2, "little") + banks[0][_CRC_AT + 2 :]
    return banks


def _rooms(world: World) -> list[bytes]:
    """Pack rooms: 80 metatiles, 4 neighbours, region, count and first of its things, name."""
    packed, first = [], 0
    for room in world.rooms:
        neighbours = (_or_none(neighbour) for neighbour in room.neighbours)
        packed.append(
            _ROOM.pack(room.tiles, *neighbours, room.region, len(room.entities), first, room.name_text)
        )
        first += len(room.entities)
    return packed


def _entity(thing: Entity) -> bytes:
    """Pack a thing: kind, cell, flag, item or key, metatile, text, target room and cell."""
    room, x, y = thing.target or (0, 0, 0)
    return _ENTITY.pack(
        *(thing.kind, thing.y << 4 | thing.x, thing.flag, thing.item, thing.metatile),
        *(_or_none(thing.text), room, y << 4 | x),
    )


def _texts(texts: Iterable[str], first_bank: int) -> list[bytes]:
    """Pack texts: a table of pointers, then the texts, none of which crosses a bank."""
    encoded = [text.encode("ascii") + b"\0" for text in texts]
    table = bytearray()
    banks = [bytearray(len(encoded) * _POINTER.size)]
    for text in encoded:
        if len(banks[-1]) + len(text) > BANK:
            banks.append(bytearray())
        table += _POINTER.pack(first_bank + len(banks) - 1, _WINDOW + len(banks[-1]))
        banks[-1] += text
    banks[0][: len(table)] = table
    return [_filled(bytes(bank)) for bank in banks]


def _banks(records: list[bytes], per_bank: int) -> list[bytes]:
    return [
        _filled(b"".join(records[first : first + per_bank])) for first in range(0, len(records), per_bank)
    ]


def _filled(content: bytes) -> bytes:
    return content.ljust(BANK, b"\xff")


def _or_none(number: int | None) -> int:
    return _NONE if number is None else number


# --- cartridges ---------------------------------------------------------------------------


def _header(rom: bytes) -> tuple[int, ...] | None:
    if len(rom) != SIZE or rom[_FIRST * BANK :][:5] != _MAGIC + bytes([_FORMAT]):
        return None
    return _HEADER.unpack_from(rom, _FIRST * BANK)


def _room_at(rom: bytes, number: int) -> int:
    room_bank = rom[_FIRST * BANK + 11]
    return (room_bank + number // _ROOMS_PER_BANK) * BANK + number % _ROOMS_PER_BANK * _ROOM.size


def _check_engine(data: bytes) -> None:
    if (
        len(data) != SIZE
        or data[0x134:0x13C] != b"FERNMOOR"
        or data[0x14D] != _header_checksum(data)
        or data[0x14E:0x150] != _global_checksum(data)
        or data[_FIRST * BANK :].strip(b"\xff")
    ):
        raise WorldError("the engine image (sim/world/engine.gb) is damaged: install longplay again")


def _sign(data: bytearray) -> None:
    data[0x14D] = _header_checksum(data)
    data[0x14E:0x150] = _global_checksum(data)


def _header_checksum(data: bytes | bytearray) -> int:
    """Return the checksum that the machine's own start-up program insists on (Pan Docs, 014D)."""
    return -sum(data[0x134:0x14D]) - 0x19 & 0xFF


def _global_checksum(data: bytes | bytearray) -> bytes:
    """Return the 16-bit sum of all other bytes, high byte first (Pan Docs, 014E-014F)."""
    return (sum(data) - data[0x14E] - data[0x14F] & 0xFFFF).to_bytes(2, "big")
