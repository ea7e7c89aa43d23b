"""The explorer's handwriting: what it knows as Markdown that a person likes to read, and back.

Reading is lenient. A person may add headings, sentences and bullets anywhere: what is not
understood is left alone, and a line inside a place's section is kept there.
"""

from __future__ import annotations

import re

from sim.agents.knowledge import (
    NOWHERE,
    OFF,
    ON,
    OPEN,
    SHUT,
    SIDES,
    WORDS,
    Cell,
    Exit,
    Grid,
    Kind,
    Knowledge,
    Place,
    Quest,
    Thing,
    cell_of,
    label,
)

QUEST = "## Quest"
PLACES = "## Places"
PLACES_SECTION = f"""\
{PLACES}

Distances count rooms; (3,5) is the cell in column 3 and row 5 of a room, from the top left, from 0.
"""
_PLACE = "### "

_UNTRIED, _NOWHERE = "not tried yet", "no way"
_LOCK, _BARRED, _RECHECK, _LEDGE = "locked gate", "barred", "look again", "one-way ledge"
_UNREAD = {Kind.SIGN: "not read yet", Kind.PERSON: "not spoken to yet", Kind.DOOR: _UNTRIED}
_STATES = {
    Kind.LEVER: {OFF: "not pulled", ON: "pulled"},
    Kind.CHEST: {SHUT: "closed", OPEN: "empty"},
    Kind.BARRIER: {SHUT: "down", OPEN: "up"},
    Kind.ITEM: {"": "there to take"},
}
_READ_STATES = {kind: {words: state for state, words in table.items()} for kind, table in _STATES.items()}
_NEEDS, _LEADS, _OPENED = "locked, needs key ", "leads to ", "open"

_BULLET = re.compile(r"[-*]\s+(.*\S)\s*$")
_EXIT = re.compile(r"(north|east|south|west)\s*:\s*(.+)$", re.I)
_THING = re.compile(rf"({'|'.join(Kind)})\s*(\(\d,\d\))\s*:\s*(.*)$", re.I)
_REACH = re.compile(r"coming from (?:the )?(\(\d,\d\)|\w+), (only .+|nothing else) can be reached\.?$", re.I)
_GOAL = re.compile(r"goal\s+(\d+)\s*:\s*(.*)$", re.I)
_FIELD = re.compile(r"(keys|start|searched in vain)\s*:\s*(.*)$", re.I)
_WHERE = re.compile(r"(?:(\d+) (north|south))?(?: and )?(?:(\d+) (east|west))? of the first room\.?$", re.I)
_FIRST = "The first room."
_DONE = "nothing more is asked"
_NOTHING_READ = "not asked for yet"


# --- writing --------------------------------------------------------------------------------


def render(known: Knowledge) -> str:
    """Return everything known: the quest, and the places by name."""
    places = (render_place(known.places[name]) for name in sorted(known.places))
    return "\n".join([render_quest(known), PLACES_SECTION, *places])


def render_quest(known: Knowledge) -> str:
    """Return the section on what is asked and what is held."""
    quest = known.quest
    lines = [f"{QUEST}\n"]
    if quest.number >= 0:
        asked = _NOTHING_READ if quest.text is None else quest.text or _DONE
        lines.append(f"- Goal {quest.number}: {asked}")
    if quest.searched:
        lines.append(f"- Searched in vain: {', '.join(quest.searched)}")
    lines.append(f"- Keys: {', '.join(known.keys) or 'none'}")
    if known.start:
        lines.append(f"- Start: {known.start}")
    return "\n".join(lines) + "\n"


def render_place(place: Place) -> str:
    """Return the section of one place, which begins with its heading."""
    lines = [heading(place.name), ""]
    if place.grid is not None:
        lines += [_where(place.grid), ""]
    lines += [f"- {SIDES[side].title()}: {_exit(place.exits[side])}" for side in sorted(place.exits)]
    lines += [
        f"- {place.things[cell].kind} {label(cell)}: {_thing(place.things[cell])}" for cell in _order(place)
    ]
    lines += [_reach(way_in, place.reach[way_in]) for way_in in sorted(place.reach)]
    lines += place.extra
    return "\n".join(lines) + "\n"


def heading(name: str) -> str:
    """Return the heading line of a place's section."""
    return _PLACE + name


def _order(place: Place) -> list[Cell]:
    return sorted(place.things, key=lambda cell: (cell[1], cell[0]))


def _where(grid: Grid) -> str:
    if grid == (0, 0):
        return _FIRST
    east, south = grid
    parts = [f"{abs(south)} {'south' if south > 0 else 'north'}"] * (south != 0)
    parts += [f"{abs(east)} {'east' if east > 0 else 'west'}"] * (east != 0)
    return f"{' and '.join(parts)} of the first room."


def _exit(way: Exit) -> str:
    parts = [_UNTRIED if way.to is None else _NOWHERE if way.to == NOWHERE else way.to]
    if way.lock is not None:
        parts.append(f"{_LOCK} {way.lock}".rstrip())
    if way.barred:
        parts.append(_BARRED)
    if way.recheck:
        parts.append(_RECHECK)
    if way.ledge:
        parts.append(_LEDGE)
    return ", ".join(parts)


def _thing(thing: Thing) -> str:
    if thing.kind in WORDS:
        return thing.note or _UNREAD[thing.kind]
    if thing.kind is Kind.DOOR:
        return _LEADS + thing.note if thing.note else _UNTRIED
    if thing.kind is Kind.GATE:
        return _OPENED if thing.note == OPEN else f"{_NEEDS}{thing.note}" if thing.note else "locked"
    return _STATES[thing.kind][thing.note]


def _reach(way_in: str, labels: frozenset[str]) -> str:
    source = way_in if way_in.startswith("(") else f"the {way_in}"
    others = sorted(labels - {way_in})
    what = f"only {' and '.join(others)}" if others else "nothing else"
    return f"- Coming from {source}, {what} can be reached."


# --- reading --------------------------------------------------------------------------------


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
    if not line.startswith(_PLACE):
        return None
    name = line.removeprefix(_PLACE).strip().upper()
    return known.places.setdefault(name, Place(name)) if name else None


def _read_quest(known: Knowledge, line: str) -> None:
    bullet = _BULLET.match(line)
    if not bullet:
        return
    if goal := _GOAL.match(bullet[1]):
        words = goal[2].strip()
        asked = {_NOTHING_READ: None, _DONE: ""}.get(words.lower(), words)
        known.quest = Quest(int(goal[1]), asked, known.quest.searched)
    elif line_of := _FIELD.match(bullet[1]):
        _read_field(known, line_of[1].lower(), line_of[2].strip())


def _read_field(known: Knowledge, name: str, value: str) -> None:
    if name == "keys":
        known.keys = "".join(sorted(set(re.findall(r"\b[A-H]\b", value))))
    elif name == "start":
        known.start = value.upper()
    else:
        known.quest.searched = tuple(name.strip().upper() for name in value.split(",") if name.strip())


def _read_place(place: Place, line: str) -> None:
    bullet = _BULLET.match(line)
    if not ((bullet and _read_bullet(place, bullet[1])) or _read_where(place, line)):
        place.extra += (line,)


def _read_where(place: Place, line: str) -> bool:
    if line.strip().lower() == _FIRST.lower():
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
    way = Exit(to={_UNTRIED: None, _NOWHERE: NOWHERE}.get(lowered, head.upper().rstrip(".")))
    for condition in (part.lower() for part in conditions):
        if condition.startswith(_LOCK):
            way.lock = condition.removeprefix(_LOCK).strip().upper()[:1]
        way.barred |= condition == _BARRED
        way.recheck |= condition == _RECHECK
        way.ledge |= condition == _LEDGE
    return way


def _read_note(kind: Kind, words: str) -> str:
    lowered = words.lower().rstrip(".")
    if kind in WORDS:
        return "" if lowered == _UNREAD[kind] else words
    if kind is Kind.DOOR:
        return words[len(_LEADS) :].upper() if lowered.startswith(_LEADS) else ""
    if kind is Kind.GATE:
        return (
            OPEN
            if lowered == _OPENED
            else words[len(_NEEDS) :].upper()[:1]
            if lowered.startswith(_NEEDS)
            else ""
        )
    default = next(iter(_STATES[kind]))
    return _READ_STATES[kind].get(lowered, default)
