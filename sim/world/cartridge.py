"""Writes a world into the prebuilt engine: a Game Boy cartridge without a compiler.

The engine's banks 0 and 1 stay as they are. Bank 2 holds the world's header and objectives, the
banks after it rooms, things and texts; all layouts are little endian and described at their packers.
"""

from __future__ import annotations

import struct
from binascii import crc_hqx
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from sim.core import WorldError
from sim.world.generate import generate
from sim.world.model import Difficulty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.model import Entity, World

EDITION = "fernmoor-2"
"""Names rules and generator: the same edition and options give the same world. Part of a run's identity."""

BANK = 0x4000
ENGINE_SIZE = 8 * BANK
SIZES = {16 * BANK: 3, 32 * BANK: 4, 64 * BANK: 5}
"""Bytes of a cartridge, and the code for them in its header."""
CHECKED = 6
"""Most banks of a world under its checksum: the machine reads them at every start."""
MOST_THINGS = 12
"""Things that the engine can keep in a room."""

_WINDOW = 0x4000  # where the machine sees a switchable bank
_FIRST = 2  # the first bank of the world
_MAGIC, _FORMAT = b"FMW1", 2
_NONE, _NO_SLOT = 0xFFFF, 0xFF
_DIFFICULTIES = (*Difficulty, Difficulty.EVEN)  # by two bits of the options, of which 3 means nothing

_HEADER = struct.Struct("<4sBBHHBBBBHHHIHHBBHH14x")
_SIZE_CODE_AT, _CRC_AT = 0x148, 30
_OBJECTIVE = struct.Struct("<HHBB2x")
_ROOM = struct.Struct("<80s4HBBHH34x")
_ENTITY = struct.Struct("<BBHBBBBHHHBBHH12x")
_POINTER = struct.Struct("<BxH")
_ROOMS_PER_BANK, _ENTITIES_PER_BANK = BANK // _ROOM.size, BANK // _ENTITY.size
_POINTERS_PER_BANK = BANK // _POINTER.size


def engine() -> bytes:
    """Return the prebuilt cartridge without a world. Raises WorldError if it is damaged."""
    data = resources.files("sim.world").joinpath("engine.gb").read_bytes()
    _check_engine(data)
    return data


@cache
def identity() -> str:
    """Return 16 hex digits that name this engine and this edition of the generator together."""
    return sha256(EDITION.encode() + engine()).hexdigest()[:16]


def image(world: World, base: bytes | None = None) -> bytes:
    """Return the cartridge that holds `world`, 256, 512 or 1,024 KiB, with `base` as its engine if given.

    Raises WorldError if the engine is damaged or the world too large for the cartridge.
    """
    if base is not None:
        _check_engine(base)
    banks = _pack(world)
    used = (_FIRST + len(banks)) * BANK
    size = next((size for size in SIZES if size >= used), None)
    if size is None:
        raise _too_large(world)
    data = bytearray((engine() if base is None else base)[: _FIRST * BANK])
    data += b"".join(banks)
    data += b"\xff" * (size - used)
    data[_SIZE_CODE_AT] = SIZES[size]
    _sign(data)
    return bytes(data)


def world_of(rom: bytes) -> World | None:
    """Return the world in a cartridge of this edition, None if it holds another thing."""
    header = _header(rom)
    if header is None:
        return None
    seed, lands, options = header[12], header[15], header[16]
    try:
        world = generate(
            seed, legs=lands, distractors=not options & 1, shortcuts=not options & 2,
            difficulty=_DIFFICULTIES[options >> 2 & 3],
        )  # fmt: skip
        banks = b"".join(_pack(world))
    except WorldError:
        return None
    return world if rom[_FIRST * BANK : _FIRST * BANK + len(banks)] == banks else None


def room_names(rom: bytes) -> tuple[str, ...]:
    """Return the name of every room of a cartridge. Raises WorldError if it holds no world."""
    header = _header(rom)
    if header is None:
        raise WorldError("this cartridge holds no Fernmoor world")
    names = []
    for number in range(header[3]):
        (text,) = struct.unpack_from("<H", rom, _room_at(header[6], number) + 92)
        bank, address = _POINTER.unpack_from(rom, header[8] * BANK + text * _POINTER.size)
        first = bank * BANK + address - _WINDOW
        names.append(rom[first : rom.index(0, first)].decode("ascii"))
    return tuple(names)


# --- packing ------------------------------------------------------------------------------


def _pack(world: World) -> list[bytes]:
    """Return the world's banks from bank 2 on, checksum included. Raises WorldError if it is too large."""
    if any(len(room.entities) > MOST_THINGS for room in world.rooms):
        raise WorldError(f"a room of world {world.seed} holds more than {MOST_THINGS} things")
    try:
        rooms = _banks(_rooms(world), _ROOMS_PER_BANK)
        things = [_entity(thing) for room in world.rooms for thing in room.entities]
        entities = _banks(things, _ENTITIES_PER_BANK)
        text_bank = _FIRST + 1 + len(rooms) + len(entities)
        banks = [b"", *rooms, *entities, *_texts(world.texts, text_bank)]
        banks[0] = _filled(_head(world, len(banks), len(rooms), len(entities)))
    except struct.error as error:
        raise _too_large(world) from error
    crc = crc_hqx(b"".join(banks[:CHECKED]), 0xFFFF)
    banks[0] = banks[0][:_CRC_AT] + crc.to_bytes(2, "little") + banks[0][_CRC_AT + 2 :]
    return banks


def _head(world: World, banks: int, room_banks: int, entity_banks: int) -> bytes:
    """Pack the header, its checksum still 0, and the objectives: flag, text, leg, what its leg opens."""
    objectives = b"".join(
        _OBJECTIVE.pack(one.flag, one.text, one.leg, world.legs[one.leg].opened) for one in world.objectives
    )
    room, x, y = world.start
    room_bank, entity_bank = _FIRST + 1, _FIRST + 1 + room_banks
    header = _HEADER.pack(
        *(_MAGIC, _FORMAT, min(banks, CHECKED), len(world.rooms), room, y << 4 | x),
        *(room_bank, entity_bank, entity_bank + entity_banks),
        *(len(world.objectives), len(world.texts), sum(len(room.entities) for room in world.rooms)),
        *(world.seed, _HEADER.size + len(objectives), world.flags, world.lands),
        *(_options(world), 0, world.rules),
    )
    return header + objectives


def _options(world: World) -> int:
    """Return what was asked of the generator besides seed and length; the engine does not look at it."""
    left_out = (not world.distractors) | (not world.shortcuts) << 1
    return left_out | _DIFFICULTIES.index(world.difficulty) << 2


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
    """Pack a thing.

    Kind, cell, flag, item, metatile with the flag unset and set, slot, text, other text, target room
    and cell, value, first objective and the one that it is no longer there for.
    """
    room, x, y = thing.target or (_NONE, 0, 0)
    return _ENTITY.pack(
        *(thing.kind, thing.y << 4 | thing.x, thing.flag, thing.item, thing.look, thing.look_set),
        *(_NO_SLOT if thing.slot is None else thing.slot, _or_none(thing.text), _or_none(thing.other)),
        *(room, y << 4 | x, thing.value, thing.since, thing.until),
    )


def _texts(texts: Sequence[str], first_bank: int) -> list[bytes]:
    """Pack texts: banks with a table of pointers, then the texts, none of which crosses a bank."""
    first_bank += -(-len(texts) // _POINTERS_PER_BANK)
    pointers, banks = [], [bytearray()]
    for text in texts:
        encoded = text.encode("ascii") + b"\0"
        if len(banks[-1]) + len(encoded) > BANK:
            banks.append(bytearray())
        pointers.append(_POINTER.pack(first_bank + len(banks) - 1, _WINDOW + len(banks[-1])))
        banks[-1] += encoded
    return [*_banks(pointers, _POINTERS_PER_BANK), *(_filled(bytes(bank)) for bank in banks)]


def _banks(records: Sequence[bytes], per_bank: int) -> list[bytes]:
    starts = range(0, len(records), per_bank)
    return [_filled(b"".join(records[first : first + per_bank])) for first in starts]


def _filled(content: bytes) -> bytes:
    if len(content) > BANK:
        raise struct.error("more than a bank")
    return content.ljust(BANK, b"\xff")


def _or_none(number: int | None) -> int:
    return _NONE if number is None else number


def _too_large(world: World) -> WorldError:
    return WorldError(f"world {world.seed} with {world.lands} legs does not fit a cartridge: take fewer legs")


# --- cartridges ---------------------------------------------------------------------------


def _header(rom: bytes) -> tuple[int, ...] | None:
    start = _FIRST * BANK
    if len(rom) not in SIZES or rom[start : start + 5] != _MAGIC + bytes([_FORMAT]):
        return None
    return _HEADER.unpack_from(rom, start)


def _room_at(room_bank: int, number: int) -> int:
    bank, place = divmod(number, _ROOMS_PER_BANK)
    return (room_bank + bank) * BANK + place * _ROOM.size


def _check_engine(data: bytes) -> None:
    if (
        len(data) != ENGINE_SIZE
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
