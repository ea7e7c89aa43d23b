"""What people, signs and the quest say, understood: where a place lies, and what is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.agents.knowledge import ON, OPEN, SIDES, Grid, Kind, Place, label

_WAYS = {"NORTH": (0, -1), "EAST": (1, 0), "SOUTH": (0, 1), "WEST": (-1, 0)}
_PART = r"(\d+) (NORTH|EAST|SOUTH|WEST)"
_HINT = re.compile(rf"(?:^|[.!?:] )([A-Z][A-Z' -]*?) IS {_PART}(?: AND {_PART})?")
_PLACE = re.compile(r"\bIN ([A-Z][A-Z' -]*[A-Z])")
_LETTER = re.compile(r"\b(?:KEY|GATE) ([A-H])\b")
_ASKED: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (r"\bGATE\b", (Kind.GATE,)),
    (r"\bLEVER\b", (Kind.LEVER,)),
    (r"\b(?:KEY|RELIC)\b", (Kind.CHEST, Kind.ITEM)),
    (r"\b(?:TALK|SPEAK|GUIDE)\b", (Kind.PERSON,)),
)


@dataclass(frozen=True, slots=True)
class Aim:
    """What an objective asks for: one of `kinds` in `place`; `letter` names the key or gate."""

    kinds: tuple[Kind, ...]
    place: str | None
    letter: str


def aim(words: str) -> Aim:
    """Return what an objective's text asks for.

    >>> aim("OPEN GATE B IN MOSS HOLLOW.")
    Aim(kinds=(<Kind.GATE: 'Gate'>,), place='MOSS HOLLOW', letter='B')
    """
    kinds = next((kinds for pattern, kinds in _ASKED if re.search(pattern, words)), ())
    place, letter = _PLACE.search(words), _LETTER.search(words)
    return Aim(kinds, place[1] if place else None, letter[1] if letter else "")


def answers(place: Place, wanted: Aim) -> list[str]:
    """Return the labels of what may be asked for in a place, as far as is known; the likelier only.

    A lever that was pulled, a chest that is empty and a gate that is open are no answers, and
    somebody not spoken to yet is a better one than somebody who was.
    """
    if Kind.GATE in wanted.kinds:
        exits = [SIDES[side] for side, way in place.exits.items() if way.lock in (wanted.letter, "")]
        gates = [
            label(cell)
            for cell, thing in place.things.items()
            if thing.kind is Kind.GATE and thing.note != OPEN
        ]
        return exits + gates
    found = {
        label(cell): thing.note
        for cell, thing in place.things.items()
        if thing.kind in wanted.kinds and thing.note not in (OPEN, ON)
    }
    return [name for name, note in found.items() if not note] or list(found)


def hints(words: str) -> dict[str, Grid]:
    """Return how many rooms (east, south) of here the places lie that a text speaks of.

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


def key_letter(words: str) -> str:
    """Return the letter of the key that a text speaks of, or "".

    >>> key_letter("GATE C IS LOCKED. IT NEEDS KEY C.")
    'C'
    """
    letter = _LETTER.search(words)
    return letter[1] if letter else ""
