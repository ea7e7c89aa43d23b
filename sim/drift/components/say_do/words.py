"""Reading a stated target: what kind of thing, in which room.

The embedded explorer says "exit north of FERN BEND", "sign in FERN BEND", "goal", "text" or "rest" (see
`sim.agents.mind`). A language model says the same in words of its own, which are read by these rules, upper
and lower case alike:

1. The place is a known room's name, the first one after "of", "in", "at" or "from", else the first one;
   without a name it is the room that one is in.
2. A thing's word ("sign", "notice", "lever", "key", ...) makes it the things of that kind there.
3. Else a side's word ("north", "up", "east", ...) makes it the exit to that side.
4. Else a room's name alone makes it that room.
5. Else words of reading ("text", "dialogue"), asking ("goal", "menu") or waiting ("rest", "wait") make it
   something that has no place.

What none of them fits cannot be read.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sim.world.model import EAST, NORTH, SOUTH, WEST, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world import World

_KEPT = 2048
_WORD = re.compile(r"[A-Z0-9]+")
_PREPOSITIONS = frozenset({"OF", "IN", "AT", "FROM"})
_SIDES = {
    **dict.fromkeys(("NORTH", "NORTHERN", "NORTHWARD", "UP", "UPPER", "TOP"), NORTH),
    **dict.fromkeys(("EAST", "EASTERN", "EASTWARD", "RIGHT"), EAST),
    **dict.fromkeys(("SOUTH", "SOUTHERN", "SOUTHWARD", "DOWN", "LOWER", "BOTTOM"), SOUTH),
    **dict.fromkeys(("WEST", "WESTERN", "WESTWARD", "LEFT"), WEST),
}
STATUE, PLAIN = "statue", "plain"
"""Looks of signs and chests: some are statues."""
_PEOPLE = frozenset({Kind.NPC, Kind.TRADER})
_THINGS: dict[str, tuple[frozenset[Kind], str]] = {
    **dict.fromkeys(("SIGN", "NOTICE", "BOARD", "SIGNPOST"), (frozenset({Kind.SIGN}), PLAIN)),
    **dict.fromkeys(("STATUE", "BEAST", "STONE"), (frozenset({Kind.SIGN, Kind.CHEST}), STATUE)),
    **dict.fromkeys(
        ("PERSON", "PEOPLE", "NPC", "VILLAGER", "MAN", "WOMAN", "CHARACTER", "SOMEBODY", "TRADER"),
        (_PEOPLE, ""),
    ),
    **dict.fromkeys(("DESK", "COUNTER"), (frozenset({Kind.DESK}), "")),
    **dict.fromkeys(("LEVER", "SWITCH"), (frozenset({Kind.LEVER}), "")),
    "CHEST": (frozenset({Kind.CHEST, Kind.FOUNT}), PLAIN),
    **dict.fromkeys(
        ("ITEM", "KEY", "RAFT", "LAMP", "HAMMER", "PARCEL", "SEAL"), (frozenset({Kind.ITEM}), "")
    ),
    **dict.fromkeys(("PEDESTAL", "PLINTH"), (frozenset({Kind.PEDESTAL}), "")),
    "GATE": (frozenset({Kind.GATE}), ""),
    "BARRIER": (frozenset({Kind.BARRIER}), ""),
    "SHUTTER": (frozenset({Kind.SHUTTER}), ""),
    **dict.fromkeys(("PORTAL", "WARP", "TELEPORTER"), (frozenset({Kind.WARP}), "")),
    **dict.fromkeys(("CRATE", "BLOCK", "BOULDER"), (frozenset({Kind.BLOCK}), "")),
    "WELL": (frozenset({Kind.WELL}), ""),
    **dict.fromkeys(("WOODPILE", "WOOD", "LOGS"), (frozenset({Kind.WORK}), "")),
    "TILL": (frozenset({Kind.TILL}), ""),
    "PANEL": (frozenset({Kind.PANEL}), ""),
    "FOUNT": (frozenset({Kind.FOUNT}), ""),
    **dict.fromkeys(("FENCE", "HEDGE"), (frozenset({Kind.FENCE}), "")),
}
_READING = frozenset({"TEXT", "DIALOGUE", "DIALOG", "MESSAGE", "PAGE", "PAGES", "READING", "READ"})
_ASKING = frozenset({"GOAL", "OBJECTIVE", "QUEST", "TASK", "MENU", "RULES"})
_WAITING = frozenset({"REST", "WAIT", "WAITING", "IDLE", "NOTHING"})


class Sort(StrEnum):
    """What a stated target is; the last one has no place."""

    THING = "thing"
    EXIT = "exit"
    ROOM = "room"
    PLACELESS = "placeless"


class Stated(NamedTuple):
    """A target as it was said: a `room`, None for the one that one is in, and what is there.

    `side` (0-3) is that of an exit, else -1; `kinds` are those of a thing, and `look` is "statue" or "plain"
    where they have to be the one or the other.
    """

    sort: Sort
    room: int | None = None
    side: int = -1
    kinds: frozenset[Kind] = frozenset()
    look: str = ""


class Words:
    """Reads stated targets in one world. What was read is kept, of more than 2,048 targets the latest."""

    def __init__(self, world: World) -> None:
        names = {tuple(_WORD.findall(room.name)): number for number, room in enumerate(world.rooms)}
        self._names = names
        self._lengths = sorted({len(name) for name in names}, reverse=True)
        self._read: dict[str, Stated | None] = {}

    def read(self, said: str) -> Stated | None:
        """Return the target that was said, None if it cannot be read."""
        if said not in self._read:
            if len(self._read) >= _KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[said] = self._stated(_WORD.findall(said.upper()))
        return self._read[said]

    def _stated(self, words: Sequence[str]) -> Stated | None:
        room, others = self._place(words)
        for word in others:
            thing = _THINGS.get(word) or _THINGS.get(word.removesuffix("S"))
            if thing is not None:
                return Stated(Sort.THING, room, -1, *thing)
        side = next((_SIDES[word] for word in others if word in _SIDES), None)
        if side is not None:
            return Stated(Sort.EXIT, room, side)
        if room is not None:
            return Stated(Sort.ROOM, room)
        placeless = not (_READING | _ASKING | _WAITING).isdisjoint(others)
        return Stated(Sort.PLACELESS) if placeless else None

    def _place(self, words: Sequence[str]) -> tuple[int | None, list[str]]:
        """Return the room that is named, and the words that are no part of a room's name."""
        found: list[tuple[bool, int]] = []
        others: list[str] = []
        at = 0
        while at < len(words):
            length = next((n for n in self._lengths if tuple(words[at : at + n]) in self._names), 0)
            if length:
                after = at > 0 and words[at - 1] in _PREPOSITIONS
                found.append((after, self._names[tuple(words[at : at + length])]))
            else:
                others.append(words[at])
            at += length or 1
        named = [room for after, room in found if after] or [room for _, room in found]
        return (named[0] if named else None), others
