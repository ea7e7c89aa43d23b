"""Short forms that a text explains: "CV = Coral Vale", "Owl Tower (OT)", "G=gate"."""

from __future__ import annotations

import re

from sim.world.claims.lexicon import LABELS, PHRASES
from sim.world.claims.names import RoomIndex

_WORDS = r"[^\W\d_]+(?:\.|(?:[ _-][^\W\d_]+){0,2})"
_EQUALS = re.compile(
    r"(?<![\w])(?P<codes>[A-Za-z]{1,4}\d?(?:/[A-Za-z]{1,4}\d?)*|\?)\s*"
    r"(?P<mark>=|:|->|—|\u2013|\bis\b|\bmeans\b|\bfor\b|\bstands for\b)\s*"
    r"(?=(?P<names>[A-Za-z][A-Za-z _/-]{2,80}))"
)
_BEHIND = re.compile(r"(?P<name>[^\W\d_]+(?:[ _-][^\W\d_]+){1,2})\s*[(\[](?P<code>[A-Za-z]{1,4})[)\]]")
_BEFORE = re.compile(r"(?<![\w])[(\[]?(?P<code>[A-Z]{2,4})[)\]]?[ \t]+(?P<name>[A-Za-z]+[ _][A-Za-z]+)")
_LETTERS = re.compile(r"(?<!\w)(?P<code>[A-Z])\s+(?P<name>[a-z]+)")
_PAIRS = re.compile(r"(?<!\w)(?P<code>[a-z]{2,4})\s+(?P<name>[a-z]+ [a-z]+)")
_INSIDE = re.compile(r"\b(?P<code>[A-Z])\((?P<rest>[a-z]{2,9})\)")
_TITLE = re.compile(r"\W*(?:legend|key|codes?|symbols?|abbr|short|names)")
_BRACKETED = re.compile(r"[(\[][A-Za-z]{1,9}[)\]]")
_TITLES = ("legend", "key", "code", "symbol", "abbr", "short", "names")
_SIDES = frozenset("nesw")

Legend = dict[str, tuple[str, str]]
"""Kind and value by short form."""


def legend_of(text: str, index: RoomIndex) -> Legend:
    """Return the short forms that a text explains."""
    found: Legend = {}
    if _BRACKETED.search(text):
        for match in _BEHIND.finditer(text):
            room = _room(match["name"], index, last=True)
            if room and _short(match["code"], room):
                _put(found, match["code"], ("ROOM", room))
        for match in _INSIDE.finditer(text):
            word = (match["code"] + match["rest"]).lower()
            if PHRASES.get(word, ("",))[0] == "THING":
                found.setdefault(match["code"], PHRASES[word])
    for match in _BEFORE.finditer(text):
        room = _room(match["name"], index)
        if room and _short(match["code"], room):
            _put(found, match["code"], ("ROOM", room))
    lowered = text.lower()
    for written in text.split("\n") if any(title in lowered for title in _TITLES) else ():
        line = written.lower()
        if title := _TITLE.match(line):
            for match in _LETTERS.finditer(written, title.end()):
                meaning = PHRASES.get(match["name"])
                if meaning and meaning[0] in {"THING", "NONE", "UNK"} and _fits(match["code"], match["name"]):
                    found.setdefault(match["code"], meaning)
            for match in _PAIRS.finditer(line, title.end()):
                room = _room(match["name"], index)
                if room and _short(match["code"], room):
                    _put(found, match["code"], ("ROOM", room))
    for match in _EQUALS.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].lower()
        sure = (
            match["mark"] == "=" or match["mark"] in {"is", "means", "stands for"} or bool(_TITLE.match(line))
        )
        _equal(found, match["codes"], match["names"], index, things=sure)
    return found


def _equal(found: Legend, codes: str, names: str, index: RoomIndex, *, things: bool) -> None:
    several, meant = codes.split("/"), names.split("/")
    if len(several) > 1 and len(meant) < len(several):
        return
    for code, name in zip(several, meant, strict=False):
        lower = code.lower()
        if len(lower) > 2 and lower in PHRASES:
            continue
        room = _room(name, index)
        if (
            room
            and lower not in _SIDES
            and lower not in LABELS
            and (_short(code, room) or (PHRASES.get(lower) is None and len(code) < 4 and code.isupper()))
        ):
            _put(found, code, ("ROOM", room))
        elif (
            not room
            and things
            and len(code) <= 2
            and not index.initials(code)
            and (len(code) == 1 or code.isupper())
        ):
            first = " ".join(name.lower().split())
            word = next((w for w in (first, *first.split(" ")[:1]) if w in PHRASES), None)
            initial = word is not None and (
                word.startswith(lower) or lower in {"x", "?"} or lower not in _SIDES
            )
            if word and initial and PHRASES[word][0] in {"THING", "NONE", "UNK"} and _fits(code, word):
                found.setdefault(code, PHRASES[word])


def _fits(code: str, word: str) -> bool:
    """Return whether a letter can be short for a thing: a side's letter only if the thing begins with it."""
    lower = code.lower()
    if lower in _SIDES:
        return word.startswith(lower) and (PHRASES[word][0] == "THING" or code.islower())
    return True


def _put(found: Legend, code: str, meaning: tuple[str, str]) -> None:
    found.setdefault(code, meaning)
    found.setdefault(code.lower(), meaning)


def _short(code: str, room: str) -> bool:
    """Return whether a code is made of letters of the room's name, beginning with its first."""
    letters = iter(room.lower())
    name = code.lower()
    return len(name) > 1 and name[0] == room[0].lower() and all(letter in letters for letter in name)


def _room(words: str, index: RoomIndex, *, last: bool = False) -> str | None:
    split = re.findall(r"[^\W\d_]+", words.lower())
    starts = range(len(split) - 1, -1, -1) if last else range(1)
    for start in starts:
        if start < len(split):
            match = index.match(split[start:], 0, [False] * (len(split) - start))
            if match and (not last or start + match[1] == len(split)):
                return match[0]
    return None
