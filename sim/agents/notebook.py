"""The explorer's pen: brings the guide up to date with what was learned, and looks things up in it.

The quest stands in `navigation_guide.md`, the places in one file for each land, `lands/01.md` and so
on; a place whose land is not known stands in `navigation_guide.md`, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents import notes, readback, wording
from sim.agents.sections import find, write_section
from sim.guide import NAVIGATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.agents.knowledge import Knowledge, Place
    from sim.guide import Guide

LANDS = "lands/"
"""The folder of the files that tell of the places, one for each land."""


class Notebook:
    """Reads and edits the guide. Whatever else stands in it stays as it is."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def read(self) -> Knowledge:
        """Return what the navigation guide says now, without the files of the lands."""
        return readback.parse(self._guide.files.get(NAVIGATION, ""))

    def look_up(self, known: Knowledge, name: str) -> None:
        """Read the file that tells of a place, unless the place is known or nothing tells of it."""
        if name in known.places:
            return
        page = self._page_of(name)
        if page is not None:
            for other, place in readback.parse(self._guide.files[page]).places.items():
                known.places.setdefault(other, place)

    def write(self, known: Knowledge, places: Iterable[str]) -> None:
        """Write the sections of the quest and of some places, where they say something new.

        Raises GuideError when the guide refuses an edit, for instance because it is full.
        """
        write_section(self._guide, NAVIGATION, notes.render_quest(known), before=wording.PLACES)
        if find(self._guide.files[NAVIGATION], wording.PLACES) < 0:
            write_section(self._guide, NAVIGATION, wording.PLACES_SECTION)
        for name in sorted(places):
            self._write_place(known.places[name])

    def _write_place(self, place: Place) -> None:
        heading = notes.heading(place.name)
        page = _page(place.land)
        if find(self._guide.files.get(page, ""), heading) < 0:
            page = self._page_of(place.name) or page
        if page not in self._guide.files:
            self._guide.create(page, notes.land_title(place.land or 0))
        write_section(self._guide, page, notes.render_place(place), before=self._next(page, heading))

    def _page_of(self, name: str) -> str | None:
        """Return the file in which a place has its section, or None."""
        heading = notes.heading(name)
        files = self._guide.files
        pages = sorted(path for path in files if path == NAVIGATION or path.startswith(LANDS))
        return next((path for path in pages if find(files[path], heading) >= 0), None)

    def _next(self, page: str, heading: str) -> str | None:
        """Return the heading of the first place on a page, by the alphabet, after a place's."""
        text = self._guide.files[page]
        start = max(find(text, wording.PLACES), 0)
        while (start := text.find("\n" + notes.heading(""), start) + 1) > 0:
            other = text[start : text.find("\n", start)]
            if other > heading:
                return other
        return None


def _page(land: int | None) -> str:
    """Return the file of a land; those to the west of the first room count backwards.

    >>> _page(0), _page(-1), _page(None)
    ('lands/01.md', 'lands/west-01.md', 'navigation_guide.md')
    """
    if land is None:
        return NAVIGATION
    return f"{LANDS}{land + 1:02}.md" if land >= 0 else f"{LANDS}west-{-land:02}.md"
