"""Versions of a guide's files, read once: an edit changes one file, and the others need not be read again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.record.lookup import Lookup
    from sim.viewer.data.ground import Ground
    from sim.world.claims import Said
    from sim.world.rules import State

_MOST = 4_000_000
"""Characters of all pages that are kept."""


@dataclass(slots=True)
class Page:
    """One version of a file: its lines, what they claim, and what could not be read in them.

    `written` keeps, by line, the state in which it was written, as far as somebody has asked.
    """

    text: str
    lines: list[str]
    said: Sequence[Said] = ()
    unread: Sequence[tuple[int, str]] = ()
    written: dict[str, State | None] = field(default_factory=dict)


class Library:
    """The pages of one run that were looked at last. Hold `lock` while using them."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()
        self._size = 0

    def page(
        self, run: Lookup, ground: Ground | None, begun: Mapping[str, str], path: str, source: str
    ) -> Page:
        """Return a version of a file.

        `source` is the revision that its text is from, or "=a.md" for the file a.md among those that the run
        began with (`begun`).
        """
        key = (path, source)
        found = self._pages.get(key)
        if found is None:
            found = self._pages[key] = _read(ground, text_of(run, begun, source))
            self._size += len(found.text)
        self._pages.move_to_end(key)
        while self._size > _MOST and len(self._pages) > 1:
            self._size -= len(self._pages.popitem(last=False)[1].text)
        return found


def text_of(run: Lookup, begun: Mapping[str, str], source: str) -> str:
    """Return the text of a source, as `Library.page` takes it."""
    return begun[source[1:]] if source.startswith("=") else run.text(int(source)) or ""


def _read(ground: Ground | None, text: str) -> Page:
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    if ground is None:  # nobody knows the names that claims are made of
        return Page(text, lines)
    reading = ground.reader.read(text)
    return Page(text, lines, reading.said, reading.unread)
