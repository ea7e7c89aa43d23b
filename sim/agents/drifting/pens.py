"""Guides whose edits come out otherwise than they were meant, or are published in other words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sim.core import GuideError, Revision
from sim.guide import Guide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Overwritten(Guide):
    """A guide to read as it is and to edit through a hand that slips.

    `rewrite(path, text)` returns what is written into a file in place of a text, and `tidy(path)` may edit
    a file further after every edit of it. An edit that would then change nothing is left out.
    """

    def __init__(self, guide: Guide, rewrite: Callable[[str, str], str], tidy: Callable[[str], None]) -> None:
        super().__init__(frozen=guide.frozen, on_refusal=guide.refuse)
        self._real, self._rewrite, self._tidy = guide, rewrite, tidy

    @property
    def files(self) -> Mapping[str, str]:
        """The text of every file by path."""
        return self._real.files

    @property
    def revision(self) -> int:
        """The number of the last edit."""
        return self._real.revision

    def view(self, path: str = "", lines: tuple[int, int] | None = None, *, numbered: bool = False) -> str:
        """Return the text of a file, or what is in a folder."""
        return self._real.view(path, lines, numbered=numbered)

    def create(self, path: str, text: str) -> Revision:
        """Write a file."""
        return self._edited(path, lambda: self._real.create(path, self._rewrite(path, text)))

    def replace(self, path: str, old: str, new: str) -> Revision:
        """Replace `old`, which must occur exactly once in the file, by what is written in place of `new`."""
        written = self._rewrite(path, new)
        if written == old and path in self.files and self.files[path].count(old) == 1:
            return self._nothing("replace", path)
        return self._edited(path, lambda: self._real.replace(path, old, written))

    def insert(self, path: str, line: int, text: str) -> Revision:
        """Insert what is written in place of `text` as lines of their own after line number `line`."""
        written = self._rewrite(path, text)
        if not written.strip() and text.strip() and path in self.files:
            return self._nothing("insert", path)
        return self._edited(path, lambda: self._real.insert(path, line, written))

    def delete(self, path: str) -> Revision:
        """Delete a file or folder."""
        return self._real.delete(path)

    def rename(self, old: str, new: str) -> Revision:
        """Move a file or folder."""
        return self._real.rename(old, new)

    def _edited(self, path: str, edit: Callable[[], Revision]) -> Revision:
        revision = edit()
        self._tidy(path)
        return revision

    def _nothing(self, operation: str, path: str) -> Revision:
        return Revision(self.revision, operation, path, self.files[path])


class PrivateCopy(Guide):
    """A copy of a guide that somebody reads and edits; every edit is published there in other words."""

    def __init__(self, guide: Guide, reword: Callable[[str], str]) -> None:
        # What cannot be written in public cannot be kept in private either.
        super().__init__(guide.files, on_revision=self._publish, frozen=guide.frozen, on_refusal=guide.refuse)
        self._public, self._reword = guide, reword

    def become(self, files: Mapping[str, str]) -> None:
        """Take other files, by path; nothing is published."""
        self._files, self._sizes = {}, {}
        for path, text in files.items():
            self._put(path, text)

    def _publish(self, revision: Revision) -> None:
        with suppress(GuideError):  # in other words it may be too long; the copy is what the agent reads
            if revision.text is not None:
                self._public.create(revision.path, self._reword(revision.text))
            elif revision.renamed is not None:
                self._public.rename(revision.path, revision.renamed)
            else:
                self._public.delete(revision.path)
