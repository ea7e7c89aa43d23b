"""The explorer's notes in other words: the same facts, so that a reader of the meaning sees no difference."""

from __future__ import annotations

import re
from functools import lru_cache

from sim.agents.drifting.chance import lot
from sim.agents.wording import BARRED, LEDGE, LOCK, NO_WAY, SHUTTER, UNTRIED

_EXIT = re.compile(r"- (North|East|South|West): ([^,]+)((?:, .*)?)")
_THING = re.compile(r"- ([A-Z][a-z]+) (\(\d,\d\)): (.+)")
_FIELD = re.compile(r"- (Goal \d+|Held): (.+)")
_CUT = re.compile(r"^(?=#)", re.M)

_LEADS = ("{side} leads to {to}", "{side} exit: {to}", "{side} -> {to}", "The {side} exit goes to {to}")
_UNTRIED = ("{side}: unexplored", "{side}: ?", "{side}: not yet tried", "{side}: a way out, not tried")
_NOTHING = ("{side}: wall", "{side}: nowhere", "{side}: none, no way", "{side}: no way out")
_OBSTACLES = {
    BARRED: ("a barrier is down", "shut by a barrier"),
    SHUTTER: ("a shutter is down", "shut by a shutter"),
    LEDGE: ("over a ledge, one-way", "one-way, down a ledge"),
    LOCK: ("a locked gate", "shut by a locked gate"),
}
_STANDS = ("{kind} at {cell}: {rest}", "{cell} {kind}: {rest}", "There is a {kind} at {cell}: {rest}")
_ASKED = ("Objective {number}: {rest}", "Quest, goal {number}: {rest}", "Asked now, goal {number}: {rest}")
_HELD = ("Inventory: {rest}", "In hand: {rest}", "Now held: {rest}")


def reworded(text: str, seed: int) -> str:
    """Return a text of the explorer's with its bullets in other words; other text, and names, stay.

    A section has the same words until something in it changes; then all of it is worded anew.
    """
    return "".join(_reworded(section, seed) for section in _CUT.split(text))


@lru_cache(1024)
def _reworded(section: str, seed: int) -> str:
    salt = lot(seed, section)
    return "\n".join(_line(line, lot(salt, number)) for number, line in enumerate(section.split("\n")))


def _line(line: str, luck: int) -> str:
    if found := _EXIT.fullmatch(line):
        return _exit(found, luck)
    if found := _THING.fullmatch(line):
        kind, cell, rest = found.groups()
        return "- " + _one_of(_STANDS, luck).format(kind=kind.lower(), cell=cell, rest=rest)
    if found := _FIELD.fullmatch(line):
        field, rest = found.groups()
        if field == "Held":
            return "- " + _one_of(_HELD, luck).format(rest=rest)
        return "- " + _one_of(_ASKED, luck).format(number=field.removeprefix("Goal "), rest=rest)
    return line


def _exit(found: re.Match[str], luck: int) -> str:
    side, to, conditions = found.groups()
    forms = _UNTRIED if to == UNTRIED else _NOTHING if to == NO_WAY else _LEADS
    words = _one_of(forms, luck).format(side=side.lower(), to=to)
    parts = [_condition(part, luck >> 8) for part in conditions.split(", ") if part]
    return "- " + ", ".join([words[0].upper() + words[1:], *parts])


def _condition(words: str, luck: int) -> str:
    for known, others in _OBSTACLES.items():
        if words.startswith(known):
            key = words.removeprefix(known).strip()
            return _one_of(others, luck) + (f" (key {key})" if key else "")
    return words


def _one_of(forms: tuple[str, ...], luck: int) -> str:
    return forms[luck % len(forms)]
