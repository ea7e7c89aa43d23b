"""What reads the guide's files into statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.core import Claim

LINE = "line"
"""The relation of a statement that is a line of text and nothing more."""


class SaysClaim(Protocol):
    """A claim that stands in a text."""

    @property
    def claim(self) -> Claim:
        """The claim."""
        ...


class Read(Protocol):
    """What a reader made of a text."""

    @property
    def said(self) -> Sequence[SaysClaim]:
        """Every claim in the order of the text; one that is repeated stands there as often."""
        ...

    @property
    def unread(self) -> Sequence[tuple[int, str]]:
        """Line and words of statements that could be checked in spirit but are in no known form."""
        ...


class Reader(Protocol):
    """Turns a file's text into claims. Reading a text again after a small edit should be cheap."""

    def read(self, text: str) -> Read:
        """Return what a text says; must not raise."""
        ...


@dataclass(frozen=True, slots=True)
class _Line:
    claim: Claim


@dataclass(frozen=True, slots=True)
class _Lines:
    said: tuple[_Line, ...]
    unread: tuple[tuple[int, str], ...] = ()


class LineReader:
    """Reads lines, where nothing is known of the world: they can be repeated and thrown out, not judged.

    Empty lines and those without any letter or digit are no statements.
    """

    def read(self, text: str) -> Read:
        """Return every line as a statement."""
        lines = (line.strip() for line in text.split("\n"))
        return _Lines(tuple(_Line(Claim("", LINE, line)) for line in lines if any(map(str.isalnum, line))))
