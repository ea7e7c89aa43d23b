"""The pieces of a text that tokens are made of: words, numbers, marks, quotations and distances."""

from __future__ import annotations

import re
from typing import NamedTuple

from sim.world.claims.tokens import DISTANCE, LEX, NUMBERS

_ONE_OF = re.compile(r"one\s+(?:to|on|in|at)\b", re.I)
_LISTED = re.compile(
    r"(?:one|another)\s+(?:north|east|south|west)\b\s*(?:to\b|,|;|leads|goes|into|which|that|is\b|being)(?!\s*\w+\s+(?:north|east|south|west))",
    re.I,
)
"""Exits counted one by one, which are no distances: "one north to Moss Hollow, one east"."""
_POINTS = frozenset({"the", "this", "that", "other"})


class Piece(NamedTuple):
    """A piece of a text: its kind (a group of `LEX`, or "dist"), its words, its line and where it begins."""

    kind: str
    words: str
    line: int
    start: int


def pieces(text: str, line: int) -> list[Piece]:
    """Return the pieces of a text whose first line has this number."""
    found: list[Piece] = []
    lines, seen = "\n" in text, 0
    at: int | None = 0
    while at is not None:
        start, at = at, None
        for match in LEX.finditer(text, start):
            kind, words, begin = match.lastgroup or "mark", match[0], match.start()
            if lines:
                line += text.count("\n", seen, begin)
                seen = begin
            if kind == "num" or (kind == "word" and words.lower() in NUMBERS):
                skip = DISTANCE.match(text, begin)
                if skip and _tells(skip[0], found) and not _LISTED.match(text, begin):
                    found.append(Piece("dist", skip[0], line, begin))
                    at = skip.end()
                    break
            found.append(Piece(kind, words, line, begin))
    return found


def _tells(words: str, before: list[Piece]) -> bool:
    """Return whether what looks like a distance is one: not "one on the east", not "the two south"."""
    return not _ONE_OF.match(words) and not (before and before[-1].words.lower() in _POINTS)
