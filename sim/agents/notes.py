"""The explorer's handwriting: what it knows as Markdown that a person likes to read."""

from __future__ import annotations

from sim.agents.knowledge import (
    NOWHERE,
    OBSTACLES,
    OPEN,
    SIDES,
    TOOLS,
    WORDS,
    Cell,
    Exit,
    Grid,
    Kind,
    Knowledge,
    Place,
    Thing,
    label,
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
    PLACES_SECTION,
    QUEST,
    RECHECK,
    SHUTTER,
    STATES,
    UNREAD,
    UNTRIED,
)


def render(known: Knowledge) -> str:
    """Return everything known: the quest, and the places by name."""
    places = (render_place(known.places[name]) for name in sorted(known.places))
    return "\n".join([render_quest(known), PLACES_SECTION, *places])


def render_quest(known: Knowledge) -> str:
    """Return the section on what is asked and what is held."""
    quest = known.quest
    lines = [f"{QUEST}\n"]
    if quest.number >= 0:
        asked = NOTHING_READ if quest.text is None else quest.text or DONE
        lines.append(f"- Goal {quest.number}: {asked}")
    if quest.searched:
        lines.append(f"- Searched in vain: {', '.join(quest.searched)}")
    lines.append(f"- Held: {', '.join(map(_held, known.bag)) or 'nothing'}")
    if known.start:
        lines.append(f"- Start: {known.start}")
    if known.rules:
        lines.append(f"- Rules: {known.rules}")
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


def _held(letter: str) -> str:
    return TOOLS.get(letter, f"key {letter}")


def land_title(land: int) -> str:
    """Return how the file of a land begins."""
    return f"# Land {land + 1}\n" if land >= 0 else f"# Land {-land} in the west\n"


def heading(name: str) -> str:
    """Return the heading line of a place's section."""
    return PLACE_MARK + name


def _order(place: Place) -> list[Cell]:
    return sorted(place.things, key=lambda cell: (cell[1], cell[0]))


def _where(grid: Grid) -> str:
    if grid == (0, 0):
        return FIRST
    east, south = grid
    parts = [f"{abs(south)} {'south' if south > 0 else 'north'}"] * (south != 0)
    parts += [f"{abs(east)} {'east' if east > 0 else 'west'}"] * (east != 0)
    return f"{' and '.join(parts)} of the first room."


def _exit(way: Exit) -> str:
    parts = [UNTRIED if way.to is None else NO_WAY if way.to == NOWHERE else way.to]
    if way.lock is not None:
        parts.append(OBSTACLES.get(way.lock, f"{LOCK} {way.lock}".rstrip()))
    if way.barred:
        parts.append(BARRED)
    if way.recheck:
        parts.append(RECHECK)
    if way.shut:
        parts.append(SHUTTER)
    if way.ledge:
        parts.append(LEDGE)
    return ", ".join(parts)


def _thing(thing: Thing) -> str:
    if thing.kind in WORDS or thing.kind is Kind.DESK:
        return thing.note or UNREAD[thing.kind]
    if thing.kind is Kind.PORTAL:
        return LEADS + thing.note if thing.note else UNTRIED
    if thing.kind is Kind.GATE:
        return _gate(thing.note)
    return thing.note if thing.kind in NAMED else STATES[thing.kind][thing.note]


def _gate(note: str) -> str:
    if note == OPEN:
        return OPENED
    return OBSTACLES.get(note, f"{NEEDS}{note}" if note else "locked")


def _reach(way_in: str, labels: frozenset[str]) -> str:
    source = way_in if way_in.startswith("(") else f"the {way_in}"
    others = sorted(labels - {way_in})
    what = f"only {' and '.join(others)}" if others else "nothing else"
    return f"- Coming from {source}, {what} can be reached."
