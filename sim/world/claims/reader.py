"""Reads whole guides, and again after an edit at the cost of what was edited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sim.world.claims.keeping import Kept
from sim.world.claims.legend import legend_of
from sim.world.claims.names import RoomIndex
from sim.world.claims.outline import Outline
from sim.world.claims.pages import Page
from sim.world.claims.said import Part, Reading
from sim.world.claims.state import Context
from sim.world.claims.tokenizer import Lexicon

_PIECES, _LINES = 4096, 8192
"""Pieces and lines of texts whose reading is kept."""
_LARGE = 3000
"""Characters above which a piece is cut at a blank line too."""

_ANY = -1
"""The number of a context that stands for every one."""

LegendKey = tuple[tuple[str, tuple[str, str]], ...]


class _Read(NamedTuple):
    """What was read in a piece, the number of the context behind it, and its lines."""

    part: Part
    context: int
    lines: int


class _Book:
    """What was read with one legend: pieces by their text and the number of the context before them."""

    def __init__(self, legend: LegendKey) -> None:
        self.legend = dict(legend)
        self.tokens: Lexicon = Kept(_LINES)
        self.parts: Kept[tuple[str, int], _Read] = Kept(_PIECES)
        self.contexts: list[Context] = []
        self.heading: list[int] = []
        """The number of the context that a heading leaves of each."""
        self._numbers: dict[Context, int] = {}
        self.number(Context())

    def number(self, context: Context) -> int:
        """Return the number of a context: cheaper to look up than the context itself."""
        found = self._numbers.get(context)
        if found is None:
            found = self._numbers[context] = len(self.contexts)
            self.contexts.append(context)
            self.heading.append(found)
            here = context.here if context.level else None
            self.heading[found] = self.number(Context(here, here, here, level=context.level))
        return found


class ClaimReader:
    """Reads the claims of guides about one world.

    `rooms` are the names of the world's rooms. A text is cut at its headings, a long piece also at
    blank lines; each piece is read once for what stands before it and kept.
    """

    def __init__(self, rooms: Iterable[str]) -> None:
        self._index = RoomIndex(rooms)
        self._books: Kept[LegendKey, _Book] = Kept(2)
        self._legends: Kept[str, LegendKey] = Kept(_PIECES)

    def read(self, text: str) -> Reading:
        """Return what a text claims. Never raises: what cannot be read is listed, never guessed."""
        pieces = _pieces(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text)
        book = self._book(pieces)
        context, line = 0, 1
        parts = []
        kept = book.parts
        for piece in pieces:
            found = None
            if piece.startswith("#"):  # a heading speaks anew: what "it" meant before it is forgotten
                context = book.heading[context]
                found = kept.get((piece, _ANY))
            if found is None and (found := kept.get((piece, context))) is None:
                found, key = self._read(book, piece, context)
                kept.put((piece, key), found)
            part, context, lines = found
            parts.append((part, line))
            line += lines
        return Reading.of(parts)

    def _read(self, book: _Book, piece: str, context: int) -> tuple[_Read, int]:
        """Return the reading of a piece, and the context that it holds in."""
        page = Page(Outline(self._index, book.legend, book.contexts[context], book.tokens))
        part, after = page.read(piece)
        found = _Read(part, book.number(after), piece.count("\n"))
        return found, _ANY if page.anew else context

    def _book(self, pieces: list[str]) -> _Book:
        """Return what was read with the short forms of this text, which hold above and below their place."""
        key: LegendKey = ()
        for piece in pieces:
            legend = self._legends.get(piece)
            if legend is None:
                legend = tuple(legend_of(piece, self._index).items())
                self._legends.put(piece, legend)
            if legend:
                key += legend
        book = self._books.get(key)
        if book is None:
            book = _Book(key)
            self._books.put(key, book)
        return book


def read(text: str, rooms: Iterable[str]) -> Reading:
    """Return what a text claims about a world with these rooms."""
    return ClaimReader(rooms).read(text)


def _pieces(text: str) -> list[str]:
    r"""Cut a text at its headings, and what is long at blank lines; joined the pieces are the text.

    >>> _pieces("a\n## B\nc\n")
    ['a\n', '## B\nc\n']
    """
    cut = text.split("\n#")
    pieces = [cut[0], *("#" + piece for piece in cut[1:])]
    pieces = [piece + "\n" for piece in pieces[:-1]] + pieces[-1:]
    if max(map(len, pieces)) <= _LARGE:
        return pieces
    return [part for piece in pieces for part in _shorter(piece)]


def _shorter(piece: str) -> list[str]:
    """Cut a long piece at blank lines where it has some, else at a line's end."""
    found: list[str] = []
    start = 0
    while len(piece) - start > _LARGE:
        blank = piece.find("\n\n", start + _LARGE // 2, start + 2 * _LARGE)
        at = blank + 2 if blank >= 0 else piece.find("\n", start + _LARGE) + 1
        if at <= 0 or at - start > 4 * _LARGE:
            at = start + _LARGE  # a line without end
        found.append(piece[start:at])
        start = at
    return [*found, piece[start:]]
