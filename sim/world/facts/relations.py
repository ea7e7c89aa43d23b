"""The words that claims are made of (docs/guide-quality.md, "Claims")."""

from __future__ import annotations

import re

from sim.core import Claim

Judgement = bool | None
"""True, False, or None: it cannot be told from the state, or both could be said of it."""

HEDGE = "maybe "
"""What stands before the relation of a claim that its text is not sure of."""
SIDES = ("north", "east", "south", "west")
NOTHING, UNKNOWN, SOMETHING = "nothing", "unknown", "something"
"""No way out there; a way out, or a place, that is left open; an obstacle that is not named."""
BLOCKED, ONE_WAY = "blocked ", "one-way "
"""What stands before the side in relations on obstacles and on ways without return."""
ALL_SORTS = ("key", "statue", "pedestal")
"""Things with a letter or a beast that may also be named without."""

_OFFSETS = re.compile(r"((?: \d+ (?:north|east|south|west))*)$")
_OFFSET = re.compile(r"(\d+) (\w+)")
_STEPS = {"north": (0, -1), "east": (1, 0), "south": (0, 1), "west": (-1, 0)}


def base(relation: str) -> str:
    """Return a relation without its hedge.

    >>> base("maybe north")
    'north'
    """
    return relation.removeprefix(HEDGE)


def plain(claim: Claim) -> Claim:
    """Return a claim without its hedge."""
    return Claim(claim.subject, base(claim.relation), claim.object)


def side_of(relation: str) -> int | None:
    """Return the side (0-3) that a relation on an exit, an obstacle or a ledge tells of, else None.

    >>> side_of("blocked east"), side_of("needs")
    (1, None)
    """
    word = relation.rpartition(" ")[2]
    return SIDES.index(word) if word in SIDES else None


def distance_of(words: str) -> tuple[str, int, int]:
    """Return what a distance is to, and how many rooms east and south that is.

    >>> distance_of("key A 1 south 2 east"), distance_of("FERN BEND 3 north")
    (('key A', 2, 1), ('FERN BEND', 0, -3))
    """
    found = _OFFSETS.search(words)
    offsets = found[1] if found else ""
    east = south = 0
    for count, way in _OFFSET.findall(offsets):
        dx, dy = _STEPS[way]
        east, south = east + dx * int(count), south + dy * int(count)
    return words[: len(words) - len(offsets)], east, south


def words_of(text: str) -> str:
    r"""Return a text as its words alone, in capitals, between blanks, so that a part is found as a substring.

    >>> words_of("Key a is\n2 south.")
    ' KEY A IS 2 SOUTH '
    """
    return f" {' '.join(re.findall(r'[A-Z0-9]+', text.upper()))} "
