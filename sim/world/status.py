"""The status block that the cartridge keeps in its RAM, and what it means.

All numbers are little endian; `ADDRESS` is in work RAM. The twin builds the same `Status` from its
own state, so that one function turns either into a `Truth`.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xxhash import xxh3_64_intdigest

from sim.core import Event, Truth, WorldError

if TYPE_CHECKING:
    from collections.abc import Callable

ADDRESS, SIZE = 0xC100, 448
"""Address and length in bytes of the block."""
READY = (ADDRESS + 6, 0)
"""Address of the busy byte, and its value when the game waits for a button."""

NO_TEXT = 0xFFFF
RING = 32
"""Slots of the event ring; no press causes more than 8 events."""

BOOT, PLAY, TEXT, WON, NO_WORLD = 0, 1, 2, 3, 0xFF
MODES = {PLAY: "play", TEXT: "text", WON: "won"}
NONE, MOVED, BUMP, HOP, ROOM, TALKED, OPEN, GOT, NOTHING = range(9)
RESULTS = ("none", "moved", "bump", "hop", "room", "text", "open", "got", "nothing")

_HEAD = struct.Struct("<4sBBBBHBBBBHHHHHHBBIHBBH")
_RING_AT, _FLAGS_AT, _MAP_AT = 48, 240, 368
_SLOT = struct.Struct("<BxHH")
_IDENTITY = struct.Struct("<HBBBBHHHB128s")


class Status(NamedTuple):
    """The block's fields. `inventory` has a bit per item, `flags` 128 bytes, `tiles` 80 metatiles.

    `accepted` and `done` count presses, `happened` events, all modulo 65,536; `ring` holds the last
    32 events, 6 bytes each. `text` is the id of the text on show or `NO_TEXT`, `page` counts from 0.
    """

    mode: int
    busy: int
    room: int
    x: int
    y: int
    face: int
    region: int
    objective: int
    objectives: int
    inventory: int
    accepted: int
    done: int
    text: int
    page: int
    result: int
    seed: int
    frame: int
    happened: int
    ring: bytes
    flags: bytes
    tiles: bytes


def decode(block: bytes) -> Status:
    """Read the `SIZE` bytes at `ADDRESS`. Raises WorldError if they are not a status block."""
    if len(block) != SIZE or block[:5] != b"FMR1\x01":
        raise WorldError(
            "the cartridge shows no Fernmoor status block: it is not Fernmoor, or has not started yet"
        )
    head = _HEAD.unpack_from(block)
    _, _, mode, busy, _, room, x, y, face, region, objective, objectives, inventory, *rest = head
    accepted, done, text, page, result, seed, frame, _, _, happened = rest
    return Status(
        *(mode, busy, room, x, y, face, region, objective, objectives, inventory),
        *(accepted, done, text, page, result, seed, frame, happened),
        *(block[_RING_AT:_FLAGS_AT], block[_FLAGS_AT:_MAP_AT], block[_MAP_AT:SIZE]),
    )


def truth_of(status: Status, place: Callable[[int], str | None]) -> Truth:
    """Return the truth a status block tells; `place` names a room by its number.

    The detail holds, with the truth's own fields, all of the game's state: `items` is a bit set,
    `flags` another one, in hexadecimal because JSON readers lose the end of long numbers.
    """
    return Truth(
        state=state_hash(status),
        mode=MODES.get(status.mode, "unknown"),
        place=place(status.room),
        x=status.x,
        y=status.y,
        objective=status.objective,
        objectives=status.objectives,
        detail={
            "room": status.room,
            "face": status.face,
            "region": status.region,
            "items": status.inventory,
            "flags": f"{int.from_bytes(status.flags, 'little'):x}",
            "text": None if status.text == NO_TEXT else status.text,
            "page": status.page,
            "result": RESULTS[status.result],
        },
    )


def state_hash(status: Status) -> int:
    """Return the signed 64-bit hash (xxh3-64) of all that matters to the game's future."""
    packed = _IDENTITY.pack(
        *(status.room, status.x, status.y, status.face, status.mode, status.objective),
        *(status.inventory, status.text, status.page, status.flags),
    )
    number = xxh3_64_intdigest(packed)
    return number - (1 << 64) if number >> 63 else number


# --- events -------------------------------------------------------------------------------

EVENTS = {
    1: ("boot", ("engine", "rooms")),
    2: ("room", ("room", "cell")),
    3: ("item", ("item", "flag")),
    4: ("gate", ("key", "flag")),
    5: ("lever", ("flag", "on")),
    6: ("talk", ("text", "flag")),
    7: ("sign", ("text", "room")),
    8: ("objective", ("index",)),
    9: ("win", ()),
    10: ("bump", ("room", "cell")),
    11: ("hop", ("room", "cell")),
    12: ("chest", ("item", "flag")),
    13: ("warp", ("room", "cell")),
}
"""Number of each event: its kind and what its two arguments are. A cell becomes an x and a y."""

NUMBERS = {kind: number for number, (kind, _) in EVENTS.items()}


@lru_cache(maxsize=8192)
def event(kind: str, first: int = 0, second: int = 0) -> Event:
    """Return an event of the cartridge. Events are shared: their `detail` must not be changed.

    >>> event("hop", 12, 0x63).detail
    {'room': 12, 'x': 3, 'y': 6}
    """
    detail = dict(zip(EVENTS[NUMBERS[kind]][1], (first, second), strict=False))
    cell = detail.pop("cell", None)
    if cell is not None:
        detail |= {"x": cell & 15, "y": cell >> 4}
    return Event(kind, detail)


def events_since(status: Status, seen: int) -> tuple[Event, ...]:
    """Return the events after the first `seen` ones (a value of `happened` read before).

    Raises WorldError if the ring has turned over since, so that events were lost.
    """
    new = status.happened - seen & 0xFFFF
    if new > RING:
        raise WorldError(f"{new} events since the last look, but the cartridge keeps only {RING}")
    slots = [number % RING for number in range(status.happened - new, status.happened)]
    words = [_SLOT.unpack_from(status.ring, slot * _SLOT.size) for slot in slots]
    return tuple(event(EVENTS[number][0], first, second) for number, first, second in words)
