"""A small reader of guides: what is said about rooms, as the planner of `told` believes it.

Reading is small on purpose. A room is known if there is anything under a heading with its name; an
exit if a line there has a side word and the name of a place, or says nothing about where it leads; a
thing if a line names its kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sim.world.model import COLUMNS, PEOPLE, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.world.model import World

SIDES = ("north", "east", "south", "west")
_SIDE = re.compile(r"(?<!\d )\b(north|east|south|west)\b", re.I)
_BULLET_SIDE = re.compile(r"\s*[-*]?\s*(north|east|south|west)\b", re.I)
_NO_WAY = re.compile(r"\b(no way|nowhere|wall|dead end)\b", re.I)
_CELL = re.compile(r"\((\d),\s*(\d)\)")
_UNREAD = re.compile(r"\bnot (read|spoken to|opened|tried) yet\b|\bclosed\b", re.I)
_WORD = re.compile(r"[A-Z'-]+")
_LONGEST_NAME = 4
_KEPT = 8192  # sections, and lines, kept: more than the rooms of the longest quest

_KINDS: Mapping[str, frozenset[Kind]] = {
    "sign": frozenset({Kind.SIGN}),
    "statue": frozenset({Kind.SIGN, Kind.CHEST}),
    "beast": frozenset({Kind.SIGN, Kind.CHEST}),
    **dict.fromkeys(("owl", "fox", "fish", "bear"), frozenset({Kind.SIGN, Kind.CHEST})),
    **dict.fromkeys(("person", "people", "somebody", "keeper", "trader"), PEOPLE),
    **dict.fromkeys(("item", "key", "seal", "raft", "lamp", "hammer", "parcel"), frozenset({Kind.ITEM})),
    "lever": frozenset({Kind.LEVER}),
    "chest": frozenset({Kind.CHEST}),
    "desk": frozenset({Kind.DESK}),
    **dict.fromkeys(("portal", "warp", "door"), frozenset({Kind.WARP, Kind.MARK})),
}
"""The kinds that a word may stand for."""
_A_KIND = re.compile(rf"\b({'|'.join(_KINDS)})s?\b", re.I)


@dataclass(frozen=True)
class Told:
    """What a guide says about a room.

    `exits`: the room behind each side (0-3), None where that is left open; a side that leads nowhere
    is not there. `kinds` are those of its things; `heard` the cells of things whose words are known, and
    `heard_kinds` the kinds of which that is said of all.
    """

    exits: Mapping[int, int | None] = field(default_factory=dict)
    kinds: frozenset[Kind] = frozenset()
    heard: frozenset[int] = frozenset()
    heard_kinds: frozenset[Kind] = frozenset()

    def joined(self, later: Told) -> Told:
        """Return both together; about exits the later one is believed."""
        return Told(
            {**self.exits, **later.exits},
            self.kinds | later.kinds,
            self.heard | later.heard,
            self.heard_kinds | later.heard_kinds,
        )


class GuideReader(Protocol):
    """Reads what a text says about the rooms of one world."""

    def read(self, text: str) -> Mapping[int, Told]:
        """Return what a text says, by room. The same words may give the same objects."""
        ...


class _Line(NamedTuple):
    """What one line says: a side (-1: none) and the room behind it, or kinds of things and cells heard."""

    side: int
    to: int | None
    kinds: frozenset[Kind] = frozenset()
    heard: frozenset[int] = frozenset()


class Reader:
    """The small reader. A section, and a line, is read once, however often it is given."""

    def __init__(self, world: World) -> None:
        self._names = {room.name.upper(): number for number, room in enumerate(world.rooms)}
        self._sections: dict[str, tuple[int, Told] | None] = {}
        self._lines: dict[str, _Line] = {}

    def read(self, text: str) -> dict[int, Told]:
        """Return what a text says, by room."""
        found: dict[int, Told] = {}
        for section in text.split("\n#"):
            if section not in self._sections:
                if len(self._sections) >= _KEPT:
                    self._sections.clear()
                self._sections[section] = self._read_section(section)
            read = self._sections[section]
            if read is not None:
                room, told = read
                found[room] = found[room].joined(told) if room in found else told
        return found

    def _read_section(self, section: str) -> tuple[int, Told] | None:
        heading, _, body = section.partition("\n")
        room = self._place(heading)
        if room is None or not body.strip():
            return None
        return room, self._read_lines(body.split("\n"))

    def _read_lines(self, lines: Iterable[str]) -> Told:
        exits: dict[int, int | None] = {}
        kinds: set[Kind] = set()
        heard: set[int] = set()
        for text in lines:
            line = self._lines.get(text)
            if line is None:
                if len(self._lines) >= _KEPT:
                    self._lines.clear()
                line = self._lines[text] = self._read_line(text)
            if line.to is not None:
                exits[line.side] = line.to
            elif line.side >= 0:
                exits.setdefault(line.side, None)
            kinds |= line.kinds
            heard |= line.heard
        return Told(exits, frozenset(kinds), frozenset(heard))

    def _read_line(self, line: str) -> _Line:
        side, kind = _SIDE.search(line), _A_KIND.search(line)
        if side and (kind is None or side.start() < kind.start()):
            place, number = self._place(line), SIDES.index(side[1].lower())
            open_way = place is not None or (_BULLET_SIDE.match(line) and not _NO_WAY.search(line))
            return _Line(number if open_way else -1, place)
        kinds = frozenset().union(*(_KINDS[word.lower()] for word in _A_KIND.findall(line)))
        cell = _CELL.search(line)
        heard = {int(cell[2]) * COLUMNS + int(cell[1])} if cell and not _UNREAD.search(line) else ()
        return _Line(-1, None, kinds, frozenset(heard))

    def _place(self, line: str) -> int | None:
        """Return the first room that is named in a line."""
        words = _WORD.findall(line.upper())
        for first in range(len(words)):
            for length in range(min(_LONGEST_NAME, len(words) - first), 0, -1):
                room = self._names.get(" ".join(words[first : first + length]))
                if room is not None:
                    return room
        return None
