"""Guide only: the shortest ways through what a guide says now and what was seen since the last reset.

The text is believed, also where it is wrong: an exit leads where the guide says. Reading is small on
purpose. A room is known if there is anything under a heading with its name; an exit if a line there
has a side word and the name of a place, or says nothing about where it leads; a thing if a line names
its kind. Floors, and what is open in a room that is known by name only, are taken from the world.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.world.boards import atlas_of
from sim.world.charts import Bridge
from sim.world.knowledge import Sight, frontiers, goal_thing, heard_from, unread
from sim.world.model import BLOCK_ROOMS, COLUMNS, Kind, land_of, opposite
from sim.world.surveys import Survey, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.world.boards import Atlas
    from sim.world.grounds import Look
    from sim.world.knowledge import Outlook
    from sim.world.model import World
    from sim.world.rules import State

SIDES = ("north", "east", "south", "west")
_SIDE = re.compile(r"(?<!\d )\b(north|east|south|west)\b", re.I)
_BULLET_SIDE = re.compile(r"\s*[-*]?\s*(north|east|south|west)\b", re.I)
_NO_WAY = re.compile(r"\b(no way|nowhere|wall|dead end)\b", re.I)
_CELL = re.compile(r"\((\d),\s*(\d)\)")
_UNREAD = re.compile(r"\bnot (read|spoken to|opened|tried) yet\b|\bclosed\b", re.I)
_WORD = re.compile(r"[A-Z'-]+")
_LONGEST_NAME = 4
_NOWHERE, _UNTRIED = -1, -2

_PERSON = frozenset({Kind.NPC, Kind.TRADER})
_KINDS: Mapping[str, frozenset[Kind]] = {
    "sign": frozenset({Kind.SIGN}),
    "statue": frozenset({Kind.SIGN, Kind.CHEST}),
    "beast": frozenset({Kind.SIGN, Kind.CHEST}),
    **dict.fromkeys(("owl", "fox", "fish", "bear"), frozenset({Kind.SIGN, Kind.CHEST})),
    **dict.fromkeys(("person", "people", "somebody", "keeper", "trader"), _PERSON),
    **dict.fromkeys(("item", "key", "seal", "raft", "lamp", "hammer", "parcel"), frozenset({Kind.ITEM})),
    "lever": frozenset({Kind.LEVER}),
    "chest": frozenset({Kind.CHEST}),
    "desk": frozenset({Kind.DESK}),
    **dict.fromkeys(("portal", "warp", "door"), frozenset({Kind.WARP, Kind.MARK})),
}
"""The kinds that a word may stand for."""
_A_KIND = re.compile(rf"\b({'|'.join(_KINDS)})s?\b", re.I)


@dataclass
class Told:
    """What a guide says about a room.

    `exits`: the room behind each side (0-3), None where that is left open; a side that leads nowhere
    is not there. `kinds` are those of its things; `heard` the cells of things whose words are known.
    """

    exits: dict[int, int | None] = field(default_factory=dict)
    kinds: set[Kind] = field(default_factory=set)
    heard: set[int] = field(default_factory=set)


class Reader:
    """Reads guides about one world; a section is read once, however often it is given."""

    def __init__(self, world: World) -> None:
        self._names = {room.name.upper(): number for number, room in enumerate(world.rooms)}
        self._sections: dict[str, tuple[int, Told] | None] = {}

    def read(self, text: str) -> dict[int, Told]:
        """Return what a guide says, by room."""
        found: dict[int, Told] = {}
        for section in text.split("\n#"):
            if section not in self._sections:
                self._sections[section] = self._read_section(section)
            read = self._sections[section]
            if read is None:
                continue
            room, told = read
            if room in found:
                known = found[room]
                told = Told(known.exits | told.exits, known.kinds | told.kinds, known.heard | told.heard)
            found[room] = told
        return found

    def _read_section(self, section: str) -> tuple[int, Told] | None:
        heading, _, body = section.partition("\n")
        room = self._place(heading)
        if room is None or not body.strip():
            return None
        told = Told()
        for line in body.split("\n"):
            self._read_line(told, line)
        return room, told

    def _read_line(self, told: Told, line: str) -> None:
        side = _SIDE.search(line)
        kind = _A_KIND.search(line)
        if side and (kind is None or side.start() < kind.start()):
            place = self._place(line)
            number = SIDES.index(side[1].lower())
            if place is not None:
                told.exits[number] = place
            elif _BULLET_SIDE.match(line) and not _NO_WAY.search(line):
                told.exits.setdefault(number, None)
            return
        for word in _A_KIND.findall(line):
            told.kinds |= _KINDS[word.lower()]
        cell = _CELL.search(line)
        if cell and not _UNREAD.search(line):
            told.heard.add(int(cell[2]) * COLUMNS + int(cell[1]))

    def _place(self, line: str) -> int | None:
        """Return the first room that is named in a line."""
        words = _WORD.findall(line.upper())
        for first in range(len(words)):
            for length in range(min(_LONGEST_NAME, len(words) - first), 0, -1):
                room = self._names.get(" ".join(words[first : first + length]))
                if room is not None:
                    return room
        return None


class Recollection:
    """Knows what a guide says and what was on the screen since its last reset."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._atlas: Atlas = atlas_of(world)
        self._reader = Reader(world)
        self._text = ""
        self._told: dict[int, Told] = {}
        self._looks: dict[int, Look] = {}
        self._read: set[tuple[int, int, int | None]] = set()
        self._sight: Sight | None = None
        self._situation = (-1, -1, -1)

    def told(self, text: str) -> None:
        """Take the whole text of the guide as it is now."""
        if text != self._text:
            self._text = text
            told = self._reader.read(text)
            if told != self._told:
                self._told, self._sight = told, None

    def reset(self) -> None:
        """Forget everything that is not in the guide."""
        self._looks, self._read, self._sight = {}, set(), None

    def see(self, state: State) -> None:
        """Take in what is on the screen in a state."""
        if state.text is not None:
            heard = heard_from(self._atlas, state)
            if heard is not None and heard not in self._read:
                self._read.add(heard)
                self._sight = None
            return
        look = self._atlas.look(state.room, state.objective)
        if self._looks.get(state.room) is not look:
            self._looks[state.room] = look
            self._sight = None

    def outlook(self, state: State) -> Outlook:
        """Return what is left to do from a state. Raises WorldError if the quest is finished."""
        situation = (state.objective, state.flags, land_of(state.room))
        if self._sight is None or situation != self._situation:
            self._situation = situation
            self._sight = self._look_around(state)
        return self._sight.outlook(state)

    # --- putting both together ------------------------------------------------------------

    def _look_around(self, state: State) -> Sight:
        lands = {*self._atlas.lands[self._atlas.tables.legs[state.objective]], land_of(state.room)}
        looks = {room: look for room, look in self._looks.items() if room // BLOCK_ROOMS in lands}
        told = {room: told for room, told in self._told.items() if room // BLOCK_ROOMS in lands}
        for room, said in told.items():
            if room not in looks:
                looks[room] = self._imagined(room, said, state.objective)
        ways = [(room, side) for room in looks for side in range(len(SIDES))]
        leads = {way: self._belief(*way, looks, told) for way in ways}
        wrong = {way: to for way, to in leads.items() if to != self._neighbour(*way)}
        survey = Survey(
            self._atlas,
            state.objective,
            looks,
            added=goal_thing(self._atlas, state, looks),
            cuts=list(wrong),
            bridges=[Bridge(*way, to) for way, to in wrong.items() if to in looks],
        )
        open_ways = [way for way, to in leads.items() if to != _NOWHERE and to not in looks]
        return Sight(
            survey, self._world, (*frontiers(survey, open_ways), *self._unread(survey, looks, told, state))
        )

    def _imagined(self, room: int, told: Told, objective: int) -> Look:
        """Return how a room is thought to look that is known by the guide only."""
        return self._atlas.look(room, objective).showing(frozenset(told.kinds))

    def _belief(self, room: int, side: int, looks: Mapping[int, Look], told: Mapping[int, Told]) -> int:
        """Return the room that a side is believed to lead to, `_UNTRIED` or `_NOWHERE`."""
        neighbour = self._neighbour(room, side)
        if room in self._looks and neighbour in self._looks:
            return neighbour
        said, back = told.get(room), told.get(neighbour)
        if said is not None and side in said.exits:
            to = said.exits[side]
            return _UNTRIED if to is None else to
        if back is not None and back.exits.get(opposite(side)) == room:
            return neighbour
        return _UNTRIED if room in self._looks and neighbour >= 0 else _NOWHERE

    def _neighbour(self, room: int, side: int) -> int:
        to = self._atlas.grounds[room].neighbours[side]
        return _NOWHERE if to is None else to

    def _unread(
        self, survey: Survey, looks: Mapping[int, Look], told: Mapping[int, Told], state: State
    ) -> Iterator[Target]:
        """Yield the things not read yet: those seen, and those that the guide names."""
        for target, thing in unread(survey, looks, state.flags):
            said = told.get(target.room)
            if (target.room, target.cell, thing.text) in self._read:
                continue
            if said is not None and target.cell in said.heard:
                continue
            if target.room in self._looks or (said is not None and thing.kind in said.kinds):
                yield target
