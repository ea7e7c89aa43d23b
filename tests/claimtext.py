"""Guides whose claims are known: one claim a line, "MOSS | north | FERN"; the explorer's notes read back."""

from __future__ import annotations

from dataclasses import dataclass

from sim.agents.knowledge import NOWHERE, OBSTACLES, OPEN, SIDES, TOOLS, Exit, Kind, Place, Thing
from sim.agents.readback import parse
from sim.core import Claim


@dataclass(frozen=True)
class Said:
    claim: Claim


@dataclass(frozen=True)
class Reading:
    said: tuple[Said, ...]
    unread: tuple[tuple[int, str], ...] = ()


class Bars:
    """Reads lines of three parts; what has a question mark in front is unread."""

    def read(self, text: str) -> Reading:
        lines = [line.strip() for line in text.split("\n")]
        rows = [tuple(map(str.strip, line.split("|"))) for line in lines if line.count("|") == 2]
        unread = tuple((number, line) for number, line in enumerate(lines, 1) if line.startswith("?"))
        return Reading(tuple(Said(Claim(*row)) for row in rows), unread)


def lines(*claims: tuple[str, str, str]) -> str:
    """A text that says these claims."""
    return "".join(f"{' | '.join(claim)}\n" for claim in claims)


_OBSTACLES = {"R": "water", "L": "darkness", "H": "rock"}
_LOOSE = {Kind.CRATE: "block"}


class Notes:
    """Reads what the explorer writes, by its own reading of it."""

    def read(self, text: str) -> Reading:
        places = parse(text).places.values()
        return Reading(tuple(Said(claim) for place in places for claim in _claims(place)))


def _claims(place: Place) -> list[Claim]:
    found = [claim for side, way in place.exits.items() for claim in _exit(place.name, SIDES[side], way)]
    for thing in place.things.values():
        found += _thing(place.name, thing)
    return found


def _exit(name: str, side: str, way: Exit) -> list[Claim]:
    to = {None: "unknown", NOWHERE: "nothing"}.get(way.to, way.to) or ""
    found = [Claim(name, f"one-way {side}" if way.ledge else side, to)]
    bars = {"barrier": way.barred and not way.recheck, "shutter": way.shut}
    if way.lock is not None:
        obstacle = _OBSTACLES.get(way.lock, "gate")
        bars[obstacle] = True
        if obstacle == "gate" and way.lock:
            found.append(Claim(f"gate of {name}", "needs", f"key {way.lock}"))
    return found + [Claim(name, f"blocked {side}", bar) for bar, is_there in bars.items() if is_there]


def _thing(name: str, thing: Thing) -> list[Claim]:
    kind, note = thing.kind, thing.note
    if kind is Kind.GATE:
        return [] if note in (OPEN, *OBSTACLES) else [Claim(name, "holds", "gate")]
    if kind in (Kind.STATUE, Kind.PEDESTAL) and note:
        return [Claim(name, "holds", f"{kind.lower()} {note}")]
    if kind is Kind.ITEM:
        return [Claim(name, "holds", note)] if note in (*TOOLS.values(), "key", "seal") else []
    found = [Claim(name, "holds", _LOOSE.get(kind, kind.lower()))]
    told = kind in (Kind.SIGN, Kind.PERSON) and note and not note.endswith("I HAVE ANSWERED.")
    return [*found, Claim(name, "told", note)] if told else found
