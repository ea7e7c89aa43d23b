"""The explorer's notes, read back.

Reading is lenient. A person may add headings, sentences and bullets anywhere: what is not
understood is left alone, and a line inside a place's section is kept there.
"""

from __future__ import annotations

import re

from sim.agents.knowledge import (
    NOWHERE,
    OBSTACLES,
    OPEN,
    SIDES,
    TOOLS,
    WORDS,
    Exit,
    Kind,
    Knowledge,
    Place,
    Quest,
    Thing,
    cell_of,
)
from sim.agents.wording import (
    BARRED,
    DONE,
    FIRST,
    LEADS,
    LEDGE,
    LOCK,
    NAMED,
    NEEDS,
    NO_WAY,
    NOTHING_READ,
    OPENED,
    PLACE_MARK,
    QUEST,
    RECHECK,
    SHUTTER,
    STATES,
    UNREAD,
    UNTRIED,
)

_READ_STATES = {kind: {words: state for state, words in table.items()} for kind, table in STATES.items()}
_WAYS = {words: letter for letter, words in OBSTACLES.items()}
_HOLDS = {words: letter for letter, words in TOOLS.items()}

_BULLET = re.compile(r"[-*]\s+(.*\S)\s*$")
_EXIT = re.compile(r"(north|east|south|west)\s*:\s*(.+)$", re.I)
_THING = re.compile(rf"({'|'.join(Kind)})\s*(\(\d,\d\))\s*:\s*(.*)$", re.I)
_REACH = re.compile(r"coming from (?:the )?(\(\d,\d\)|\w+), (only .+|nothing else) can be reached\.?$", re.I)
_GOAL = re.compile(r"goal\s+(\d+)\s*:\s*(.*)$", re.I)
_FIELD = re.compile(r"(held|start|rules|searched in vain)\s*:\s*(.*)$", re.I)
_WHERE = re.compile(r"(?:(\d+) (north|south))?(?: and )?(?:(\d+) (east|west))? of the first room\.?$", re.I)


def parse(text: str) -> Knowledge:
    """Return what a guide says. Never raises: what it does not understand it passes over."""
    known = Knowledge()
    place: Place | None = None
    in_quest = False
    for line in text.split("\n"):
        if line.startswith("#"):
            in_quest = line.strip().lower() == QUEST.lower()
            place = _place_of(known, line)
        elif in_quest:
            _read_quest(known, line)
        elif place is not None and line.strip():
            _read_place(place, line.rstrip())
    return known


def _place_of(known: Knowledge, line: str) -> Place | None:
    if not line.startswith(PLACE_MARK):
        return None
    name = line.removeprefix(PLACE_MARK).strip().upper()
    return known.places.setdefault(name, Place(name)) if name else None


def _read_quest(known: Knowledge, line: str) -> None:
    bullet = _BULLET.match(line)
    if not bullet:
        return
    if goal := _GOAL.match(bullet[1]):
        words = goal[2].strip()
        asked = {NOTHING_READ: None, DONE: ""}.get(words.lower(), words)
        known.quest = Quest(int(goal[1]), asked, known.quest.searched)
    elif line_of := _FIELD.match(bullet[1]):
        _read_field(known, line_of[1].lower(), line_of[2].strip())


def _read_field(known: Knowledge, name: str, value: str) -> None:
    if name == "held":
        known.bag = "".join(_letter(part.strip().lower()) for part in value.split(","))
    elif name == "start":
        known.start = value.upper()
    elif name == "rules":
        known.rules = value
    else:
        known.quest.searched = tuple(name.strip().upper() for name in value.split(",") if name.strip())


def _letter(held: str) -> str:
    key = re.fullmatch(r"key ([a-f])", held)
    return key[1].upper() if key else _HOLDS.get(held, "")


def _read_place(place: Place, line: str) -> None:
    bullet = _BULLET.match(line)
    if not ((bullet and _read_bullet(place, bullet[1])) or _read_where(place, line)):
        place.extra += (line,)


def _read_where(place: Place, line: str) -> bool:
    if line.strip().lower() == FIRST.lower():
        place.grid = (0, 0)
        return True
    where = _WHERE.match(line.strip())
    if not where:
        return False
    south, north_south, east, east_west = where.groups()
    place.grid = (
        int(east or 0) * (-1 if (east_west or "").lower() == "west" else 1),
        int(south or 0) * (-1 if (north_south or "").lower() == "north" else 1),
    )
    return True


def _read_bullet(place: Place, words: str) -> bool:
    if way := _EXIT.match(words):
        place.exits[SIDES.index(way[1].lower())] = _read_exit(way[2])
    elif thing := _THING.match(words):
        kind = Kind(thing[1].title())
        place.things[cell_of(thing[2])] = Thing(kind, _read_note(kind, thing[3].strip()))
    elif reach := _REACH.match(words):
        way_in = reach[1].lower()
        labels = re.findall(r"\(\d,\d\)|\b(?:north|east|south|west)\b", reach[2].lower())
        place.reach[way_in] = frozenset(labels) | {way_in}
    else:
        return False
    return True


def _read_exit(words: str) -> Exit:
    head, *conditions = (part.strip() for part in words.split(","))
    lowered = head.lower().rstrip(".")
    way = Exit(to={UNTRIED: None, NO_WAY: NOWHERE}.get(lowered, head.upper().rstrip(".")))
    for condition in (part.lower() for part in conditions):
        if condition.startswith(LOCK):
            way.lock = condition.removeprefix(LOCK).strip().upper()[:1]
        way.lock = _WAYS.get(condition, way.lock)
        way.barred |= condition == BARRED
        way.recheck |= condition == RECHECK
        way.shut |= condition == SHUTTER
        way.ledge |= condition == LEDGE
    return way


def _read_note(kind: Kind, words: str) -> str:
    lowered = words.lower().rstrip(".")
    if kind in WORDS or kind is Kind.DESK:
        return "" if lowered == UNREAD[kind] else words
    if kind is Kind.PORTAL:
        return words[len(LEADS) :].upper() if lowered.startswith(LEADS) else ""
    if kind is Kind.GATE:
        return _read_gate(lowered)
    if kind in NAMED:
        return lowered
    default = next(iter(STATES[kind]))
    return _READ_STATES[kind].get(lowered, default)


def _read_gate(words: str) -> str:
    if words == OPENED:
        return OPEN
    return _WAYS.get(words, words[len(NEEDS) :].upper()[:1] if words.startswith(NEEDS) else "")
