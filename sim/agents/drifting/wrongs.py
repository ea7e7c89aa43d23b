"""Guide text that is wrong or lost, section by section: the same wrong always for a section and fact."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sim.agents.drifting.chance import is_drawn, lot
from sim.agents.knowledge import OFF, ON, Kind
from sim.agents.roomview import COLUMNS, ROWS
from sim.agents.sections import end, find
from sim.agents.wording import NO_WAY, PLACE_MARK, STATES, UNTRIED

if TYPE_CHECKING:
    from re import Match

    from sim.guide import Guide

_SECTION = re.compile(rf"^{PLACE_MARK}.*\n(?:(?!#).*(?:\n|$))*", re.M)
_HEADING = re.compile(rf"^{PLACE_MARK}(.+)$", re.M)
_EXIT = re.compile(r"^- (North|East|South|West): ([^,\n]+)", re.M)
_PORTAL = f"\n- {Kind.PORTAL} "
_ITEM = re.compile(rf"^- ({Kind.ITEM}) \((\d),(\d)\)", re.M)
_LEVER = re.compile(rf"^(- {Kind.LEVER} \(\d,\d\): ){STATES[Kind.LEVER][OFF]}$", re.M)


def rooms_in(text: str) -> tuple[str, ...]:
    """Return the names of the rooms that have a section in a file."""
    return tuple(_HEADING.findall(text))


def corrupted(text: str, seed: int, share: float, rooms: tuple[str, ...]) -> str:
    """Return a text in which a share of the facts in the sections of rooms is wrong, each by its own lot.

    Where an exit leads is told of another of `rooms` or as no way, an item such as a key lies in another
    corner, a lever is pulled. What is quoted of signs and people stays: a room named falsely there is never
    corrected by looking, and is searched for thousands of steps.
    """
    return _SECTION.sub(lambda section: _wrong_section(section[0], seed, share, rooms), text)


def without_lost(text: str, seed: int, share: float, here: str) -> str:
    """Return a text without a share of the sections of rooms.

    That of the room `here` stays, and those of rooms with a portal: who has lost the two ends of what he
    came through does not know any more in which land he is, and never finds out again.
    """
    return _SECTION.sub(lambda found: "" if _is_lost(found[0], seed, share, here) else found[0], text)


def drop_lost(guide: Guide, path: str, seed: int, share: float, here: str) -> None:
    """Take the sections that are lost out of a file."""
    for name in _HEADING.findall(guide.files.get(path, "")):
        _drop(guide, path, name, seed, share, here)


def drop_left(guide: Guide, seed: int, share: float, left: str) -> None:
    """Take the section of the room `left` out of whatever file it stands in, if it is one that is lost."""
    if is_drawn(share, seed, "lost", left):
        for path in [path for path, text in guide.files.items() if find(text, PLACE_MARK + left) >= 0]:
            _drop(guide, path, left, seed, share, "")


def _drop(guide: Guide, path: str, name: str, seed: int, share: float, here: str) -> None:
    text = guide.files[path]
    start = find(text, PLACE_MARK + name)
    section = text[start : end(text, start)]
    if _is_lost(section, seed, share, here) and not guide.frozen:
        guide.replace(path, section, "")


def _is_lost(section: str, seed: int, share: float, here: str) -> bool:
    name = _name_of(section)
    return name != here and is_drawn(share, seed, "lost", name) and _PORTAL not in section


def _name_of(section: str) -> str:
    return section.split("\n", 1)[0].removeprefix(PLACE_MARK)


@lru_cache(1024)
def _wrong_section(section: str, seed: int, share: float, rooms: tuple[str, ...]) -> str:
    return _Liar(seed, share, _name_of(section), rooms).retold(section)


class _Liar:
    """Tells a share of the facts of one room wrong."""

    def __init__(self, seed: int, share: float, place: str, rooms: tuple[str, ...]) -> None:
        self._seed, self._share, self._place, self._rooms = seed, share, place, rooms

    def retold(self, section: str) -> str:
        section = _EXIT.sub(self._exit, section)
        section = _ITEM.sub(self._item, section)
        return _LEVER.sub(self._lever, section)

    def _is_wrong(self, fact: str) -> bool:
        return is_drawn(self._share, self._seed, "fact", self._place, fact)

    def _other(self, fact: str, right: str) -> str | None:
        """Return a room that is neither the right one nor this one; a new room is chosen rarely only."""
        others = [room for room in self._rooms if room not in (right, self._place)]
        return min(others, key=lambda room: lot(self._seed, self._place, fact, room), default=None)

    def _exit(self, found: Match[str]) -> str:
        side, right = found.groups()
        if right in (UNTRIED, NO_WAY) or not self._is_wrong(side):
            return found[0]
        no_way = is_drawn(0.25, self._seed, "no way", self._place, side)
        return f"- {side}: {NO_WAY if no_way else self._other(side, right) or NO_WAY}"

    def _item(self, found: Match[str]) -> str:
        kind, x, y = found.groups()
        if not self._is_wrong(f"{kind} {x} {y}"):
            return found[0]
        return f"- {kind} ({COLUMNS - 1 - int(x)},{ROWS - 1 - int(y)})"

    def _lever(self, found: Match[str]) -> str:
        return found[1] + STATES[Kind.LEVER][ON] if self._is_wrong("lever") else found[0]
