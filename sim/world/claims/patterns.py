"""Patterns over tokens: a regular expression whose letters are kinds and words, and what it stands for.

A pattern is written in upper case for kinds (`ROOM`, `SIDE`, and for things `OBSTACLE`, `TOOL`, `LEDGE`,
`OTHER`, or `THING` for them all) and in quotation marks for words; the rest is as in `re`. Each token of
a sentence is one letter to it, so that a match tells which tokens it takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sim.world.claims.keeping import Kept
from sim.world.claims.lexicon import OBSTACLES, PHRASES, TOOLS
from sim.world.claims.tokens import Token

_NAME = re.compile(r"[A-Z]{2,}|'[^']+'")
_SETS = 4096
"""Sets of letters whose likely patterns are kept."""
_FIRST = 0xE000  # letters that no text needs
OTHER = chr(_FIRST)
"""The letter of what no pattern names."""
_JOINS = {"and": "AND", "plus": "AND", "or": "OR", "but": "BUT", "while": "BUT", "whereas": "BUT"}
_THING_KINDS = ("OBSTACLE", "TOOL", "LEDGE", "OTHER")


class _Letters:
    """Gives each kind and each word of the patterns a letter of its own."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self._of_kind: dict[str, list[str]] = {}
        self._next = _FIRST

    def _new(self) -> str:
        self._next += 1
        return chr(self._next)

    def kind(self, name: str) -> str:
        """Return the letter of a kind."""
        if name not in self.kinds:
            self.kinds[name] = self._new()
        return self.kinds[name]

    def word(self, text: str) -> str:
        """Return the letter of a word, which still counts as one of its kind."""
        if text not in self.words:
            self.words[text] = self._new()
            kind = PHRASES.get(text, ("WORD", text))[0]
            self._of_kind.setdefault(kind, []).append(self.words[text])
        return self.words[text]

    def all_of(self, name: str) -> str:
        """Return the letters of a kind and of its words."""
        if name == "THING":
            return "".join(self.all_of(kind) for kind in _THING_KINDS)
        return self.kind(name) + "".join(self._of_kind.get(name, ()))

    def of(self, token: Token) -> str:
        """Return the letter of a token."""
        found = self.words.get(token.value if token.kind == "WORD" else token.text.lower())
        return found or self.kinds.get(_kind(token), OTHER)


def _kind(token: Token) -> str:
    if token.kind == "WORD":
        return _JOINS.get(token.value, "WORD")
    if token.kind != "THING":
        return token.kind
    first = token.value.split(" ", 1)[0]
    if first in OBSTACLES:
        return "OBSTACLE"
    if first in TOOLS:
        return "TOOL"
    return "LEDGE" if first == "ledge" else "OTHER"


class Pattern(NamedTuple):
    """A compiled pattern and letters of which it takes one of each set."""

    found: re.Pattern[str]
    marks: tuple[frozenset[str], ...]


class Grammar:
    """Patterns that share their letters: each is written once, then tried on the letters of a sentence.

    `sources` are pairs of a pattern and the kinds or quoted words without which it cannot match.
    """

    def __init__(self, sources: Sequence[tuple[str, str]]) -> None:
        self._letters = _Letters()
        for name in _NAME.findall(" ".join(f"{pattern} {marks}" for pattern, marks in sources)):
            if name.startswith("'"):
                self._letters.word(name[1:-1])
        self._patterns = tuple(self._compiled(pattern, marks) for pattern, marks in sources)
        self._known: dict[tuple[str, str, str], str] = {}
        self._likely: Kept[frozenset[str], tuple[int, ...]] = Kept(_SETS)

    def likely(self, letters: str) -> tuple[int, ...]:
        """Return the numbers of the patterns that can stand in a sentence with these letters."""
        present = frozenset(letters)
        found = self._likely.get(present)
        if found is None:
            found = tuple(
                at
                for at, pattern in enumerate(self._patterns)
                if all(not mark.isdisjoint(present) for mark in pattern.marks)
            )
            self._likely.put(present, found)
        return found

    def search(self, number: int, letters: str) -> re.Match[str] | None:
        """Return where a pattern stands first in a sentence."""
        return self._patterns[number].found.search(letters)

    def spell(self, tokens: Sequence[Token]) -> str:
        """Return the letters of a sentence."""
        return "".join([self._letter(token) for token in tokens])

    def _letter(self, token: Token) -> str:
        key = token.kind, token.value, token.text
        found = self._known.get(key)
        if found is None:
            found = self._letters.of(token)
            if token.kind not in {"QUOTE", "WORD", "NUM"}:
                self._known[key] = found
        return found

    def _compiled(self, pattern: str, marks: str) -> Pattern:
        sets = tuple(frozenset(self._meant(name)) for name in _NAME.findall(marks))
        return Pattern(re.compile(self._spelled(pattern), re.X), sets)

    def _meant(self, name: str) -> str:
        if name.startswith("'"):
            return self._letters.word(name[1:-1])
        return self._letters.all_of(name)

    def _spelled(self, pattern: str) -> str:
        """Return a pattern with letters in the place of names, in brackets unless some stand around."""
        found, at = "", 0
        for match in _NAME.finditer(pattern):
            found += pattern[at : match.start()]
            letters = self._meant(match[0])
            found += letters if found.rfind("[") > found.rfind("]") else f"[{letters}]"
            at = match.end()
        return found + pattern[at:]
