"""What people, signs and the quest say, understood: where a place lies, and what is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sim.agents.knowledge import ON, OPEN, SIDES, Grid, Kind, Place, label

_WAYS = {"NORTH": (0, -1), "EAST": (1, 0), "SOUTH": (0, 1), "WEST": (-1, 0)}
_WAY = "|".join(_WAYS)
_PART = rf"(\d+) ({_WAY})"
_NAME = r"[A-Z][A-Z' -]*?"
_HINT = re.compile(rf"(?:^|[.!?:,] )({_NAME}) IS {_PART}(?: AND {_PART})?")
_BEARING = re.compile(rf"(?:^|[.!?:,] )({_NAME}) (?:IS|LIES|STANDS) ({_WAY}) OF HERE")
_HOME = re.compile(rf"(?:^|[.!?:,] )({_NAME}) (?:IS|LIES|STANDS|LIVES) IN ({_NAME})(?=[.,!?]| BEHIND|$)")
_PLACE = re.compile(r"\bIN ([A-Z][A-Z' -]*[A-Z])")
_LETTER = re.compile(r"\b(?:KEY|GATE) ([A-F])\b")
_TOOL = re.compile(r"\bNEEDS? (?:A|THE) (RAFT|LAMP|HAMMER)\b")
_OWN_LETTER = {"RAFT": "R", "LAMP": "L", "HAMMER": "H"}
_BEAST = re.compile(r"\bSTONE (OWL|FOX|FISH|BEAR)\b")
_ITEM = re.compile(r"\b(?:FIND|GET) (?:THE )?(KEY|RAFT|LAMP|HAMMER|PARCEL|SEAL)\b")
_QUESTION = re.compile(rf"\bWHICH BEAST OF STONE STANDS IN ({_NAME})\?")
_NEWS = re.compile(rf"\bTHE WAY FROM ({_NAME}) TO ({_NAME}) IS (OPEN|SHUT) NOW")
_IMPOSSIBLE = "AT THE BOTTOM OF THE SEA"
ANSWERED = " I HAVE ANSWERED."
"""What is noted behind a question that was answered."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What an objective asks for.

    One of `kinds`, called `name` if that is not empty, in `place` if that is known; or the exit
    `side` of `place`. `portal` is the place with the portal that leads there. `subject` are the words
    that others may use of it, such as "THE HAMMER".
    """

    kinds: tuple[Kind, ...] = ()
    place: str | None = None
    name: str = ""
    side: str = ""
    portal: str | None = None
    subject: str = ""


REPORT = Aim((Kind.DESK,), subject="THE REPORT DESK")
"""What to do about something that cannot be done."""


@lru_cache(256)
def aim(words: str) -> Aim:
    """Return what an objective's text asks for.

    >>> found = aim("GET THE SEAL IN MOSS HOLLOW.")
    >>> found.place, found.name, found.subject
    ('MOSS HOLLOW', 'seal', 'THE SEAL')
    """
    found = _PLACE.search(words)
    place = found[1] if found else None
    if beast := _BEAST.search(words):
        name = beast[1]
        return Aim((Kind.STATUE,), None, name.lower(), portal=place, subject=f"THE STONE {name}")
    if re.search(r"\bEAST DOOR\b", words):
        return Aim((), place, side=SIDES[1], subject="THE EAST DOOR")
    if re.search(r"\b(?:TALK|SPEAK|BRING)\b", words):
        person = re.search(r"\bTO (THE [A-Z ]+?) IN\b", words)
        return Aim((Kind.PERSON,), place, subject=person[1] if person else "")
    if item := _ITEM.search(words):
        letter = _LETTER.search(words)
        subject = f"KEY {letter[1]}" if letter else f"THE {item[1]}"
        return Aim((Kind.ITEM,), place, item[1].lower(), subject=subject)
    if "LEVER" in words:
        return Aim((Kind.LEVER,), place, subject="THE LEVER")
    return Aim((), place)


def answers(place: Place, wanted: Aim) -> list[str]:
    """Return the labels of what may be asked for in a place, as far as is known; the likelier only.

    A lever that was pulled and a chest that is empty are no answers, and somebody not spoken to yet
    is a better one than somebody who was.
    """
    if wanted.side:
        return [wanted.side] if SIDES.index(wanted.side) in place.exits else []
    found = {
        label(cell): thing.note
        for cell, thing in place.things.items()
        if thing.kind in wanted.kinds and thing.note not in (OPEN, ON)
    }
    if wanted.name:
        return [name for name, note in found.items() if note in (wanted.name, "")]
    if Kind.PERSON in wanted.kinds:
        return [name for name, note in found.items() if not note] or list(found)
    return list(found)


@lru_cache(1024)
def hints(words: str) -> dict[str, Grid]:
    """Return how many rooms (east, south) of here the places and things lie that a text speaks of.

    >>> hints("THERE IS A LEVER IN ASH WALK. ASH WALK IS 2 NORTH AND 3 EAST.")
    {'ASH WALK': (3, -2)}
    """
    found = {}
    for name, *parts in _HINT.findall(words):
        east = south = 0
        for count, way in (parts[:2], parts[2:]):
            dx, dy = _WAYS.get(way, (0, 0))
            east, south = east + dx * int(count or 0), south + dy * int(count or 0)
        found[name] = (east, south)
    return found


@lru_cache(1024)
def bearings(words: str) -> dict[str, Grid]:
    """Return the direction (east, south) in which things lie farthest from here, by what they are called.

    >>> bearings("THE HAMMER IS NORTH OF HERE.")
    {'THE HAMMER': (0, -1)}
    """
    return {name: _WAYS[way] for name, way in _BEARING.findall(words)}


@lru_cache(1024)
def homes(words: str) -> dict[str, str]:
    """Return the places in which things are, by what they are called.

    >>> homes("THE SEAL IS IN FERN NOOK BEHIND A GATE. KEY C IS IN OAK BEND.")
    {'THE SEAL': 'FERN NOOK', 'KEY C': 'OAK BEND'}
    """
    return dict(_HOME.findall(words))


def news(words: str) -> list[tuple[tuple[str, str], bool]]:
    """Return the pairs of places between which a way is said to be shut (True) or open (False) now.

    >>> news("YOU HOLD KEY A. THE WAY FROM OAK BEND TO IVY COURT IS SHUT NOW.")
    [(('OAK BEND', 'IVY COURT'), True)]
    """
    return [((one, other), state == "SHUT") for one, other, state in _NEWS.findall(words)]


def gives_up(words: str, wanted: Aim) -> bool:
    """Tell whether a text says that what is wanted cannot be got.

    >>> words = "THE SEAL IS IN FERN NOOK BEHIND A GATE. KEY C LIES AT THE BOTTOM OF THE SEA."
    >>> gives_up(words, aim("GET THE SEAL IN FERN NOOK."))
    True
    """
    return _IMPOSSIBLE in words and homes(words).get(wanted.subject) == wanted.place is not None


def asked_beast(words: str) -> str | None:
    """Return the place whose stone beast a text asks for, None if none does or it was answered.

    >>> asked_beast("WHICH BEAST OF STONE STANDS IN OAK BEND? TOUCH ITS PEDESTAL.")
    'OAK BEND'
    """
    question = _QUESTION.search(words)
    return question[1] if question and not words.endswith(ANSWERED) else None


def key_letter(words: str) -> str:
    """Return the letter of the key or tool that a text speaks of, or "".

    >>> key_letter("THE GATE IS LOCKED. IT NEEDS KEY C.")
    'C'
    """
    if tool := _TOOL.search(words):
        return _OWN_LETTER[tool[1]]
    letter = _LETTER.search(words)
    return letter[1] if letter else ""
