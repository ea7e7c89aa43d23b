"""The explorer's pen: brings the guide up to date with what was learned, and reads it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents import notes
from sim.agents.sections import find, write_section
from sim.guide import NAVIGATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.agents.knowledge import Knowledge
    from sim.guide import Guide


class Notebook:
    """Reads and edits the navigation guide. Whatever else stands in it stays as it is."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def read(self) -> Knowledge:
        """Return what the guide says now."""
        return notes.parse(self._guide.files.get(NAVIGATION, ""))

    def write(self, known: Knowledge, places: Iterable[str]) -> None:
        """Write the sections of the quest and of some places, where they say something new.

        Raises GuideError when the guide refuses an edit, for instance because it is full.
        """
        write_section(self._guide, notes.render_quest(known), before=notes.PLACES)
        if find(self._guide.files[NAVIGATION], notes.PLACES) < 0:
            write_section(self._guide, notes.PLACES_SECTION)
        for name in sorted(places):
            section = notes.render_place(known.places[name])
            write_section(self._guide, section, before=self._next(notes.heading(name)))

    def _next(self, heading: str) -> str | None:
        """Return the heading of the first place, by the alphabet, after a place's."""
        text = self._guide.files[NAVIGATION]
        start = find(text, notes.PLACES)
        while (start := text.find("\n" + notes.heading(""), start) + 1) > 0:
            other = text[start : text.find("\n", start)]
            if other > heading:
                return other
        return None
