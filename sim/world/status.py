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

ADDRESS, SIZE = 0xC100, 592
"""Address and length in bytes of the block."""
HEAD, FLAG_BYTES = 64, 256
"""Bytes before the event ring, and bytes of world flags after it."""
FLAGS_AT = 256
READY = (ADDRESS + 6, 0)
"""Address of the busy byte, and its value when the game waits for a button."""
HAPPENED = ADDRESS + 36
"""Address of the 16-bit number of events so far."""

NO_TEXT = 0xFFFF
RING, SLOT = 32, 6
"""Slots of the event ring, and bytes of one; no press causes more than 20 events."""

BOOT, PLAY, TEXT, WON, NO_WORLD = 0, 1, 2, 3, 0xFF
MODES = {PLAY: "play", TEXT: "text", WON: "won"}
NONE, MOVED, BUMP, HOP, ROOM, TALKED, OPEN, GOT, NOTHING = range(9)
RESULTS = ("none", "moved", "bump", "hop", "room", "text", "open", "got", "nothing")

_HEAD = struct.Struct("<4sBBBBHBBBBHHHHHHBBIHxxHHHHBBBBH14x")
_MAP_AT = FLAGS_AT + FLAG_BYTES
_SLOT = struct.Struct("<BxHH")
_IDENTITY = struct.Struct("<HBBBBHHHBBBBH256s")


class Status(NamedTuple):
    """The block's fields. `inventory` has a bit per item, `flags` 256 bytes, `tiles` 80 metatiles.

    `accepted` and `done` count presses, `happened` events, all modulo 65,536; they differ while a press
    is being played, when the rest must not be trusted. `overflow` counts presses whose events did not
    fit the ring. `ring` holds the last 32 events, 6 bytes each. `text` is the id of the text on show or
    `NO_TEXT`, `page` counts from 0. `leg` is the present leg; `opened`, `noticed`, `taken` and
    `reported` are masks of its opportunities. `blocks` packs the cells of push-blocks, two at most.
    """

    mode: int
    busy: int
    overflow: int
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
    leg: int
    shown: int
    legit: int
    opened: int
    noticed: int
    taken: int
    reported: int
    blocks: int
    ring: bytes
    flags: bytes
    tiles: bytes


def decode(block: bytes) -> Status:
    """Read the `SIZE` bytes at `ADDRESS`.

    Raises WorldError if they are not a status block, or one torn in the middle of a press.
    """
    if len(block) != SIZE or block[:5] != b"FMR1\x02":
        raise WorldError(
            "the cartridge shows no Fernmoor status block: it is not Fernmoor, or has not started yet"
        )
    rest = (block[HEAD:FLAGS_AT], block[FLAGS_AT:_MAP_AT], block[_MAP_AT:SIZE])
    status = Status._make((*_HEAD.unpack_from(block)[2:], *rest))
    if status.busy or status.accepted != status.done:
        raise WorldError(
            "the Fernmoor status block was read in the middle of a press: wait until it is ready"
        )
    return status


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
            "leg": status.leg,
            "shown": status.shown,
            "legit": status.legit,
            "opened": status.opened,
            "noticed": status.noticed,
            "taken": status.taken,
            "reported": status.reported,
            "blocks": status.blocks,
        },
    )


def state_hash(status: Status) -> int:
    """Return the signed 64-bit hash (xxh3-64) of all that matters to the game's future."""
    packed = _IDENTITY.pack(
        *(status.room, status.x, status.y, status.face, status.mode, status.objective),
        *(status.inventory, status.text, status.page),
        *(status.noticed, status.taken, status.reported, status.blocks, status.flags),
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
    14: ("trade", ("item", "flag")),
    15: ("push", ("room", "cell")),
    16: ("leg", ("leg",)),
    17: ("opened", ("leg", "slots")),
    18: ("noticed", ("leg", "slot")),
    19: ("taken", ("leg", "slot")),
    20: ("declined", ("leg", "slot")),
    21: ("report", ("leg", "slots")),
    22: ("work", ("room",)),
    23: ("probe", ("leg", "right")),
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
    slots = (number % RING for number in range(status.happened - new, status.happened))
    return told(b"".join(status.ring[SLOT * slot : SLOT * slot + SLOT] for slot in slots))


def told(words: bytes) -> tuple[Event, ...]:
    """Return the events in slots of the ring, one after another."""
    return tuple(
        event(EVENTS[number][0], first, second) for number, first, second in _SLOT.iter_unpack(words)
    )
