"""How large the guide is and how often it is edited: context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.drift.measure import WINDOW, Measure
from sim.guide import apply

if TYPE_CHECKING:
    from sim.core import Revision
    from sim.drift.moment import Moment


class GuideSize(Measure):
    """Characters in all files of the guide: the mean over a window's steps; the level is the size now.

    A run without a guide has no values.
    """

    name, title = "guide", "guide, characters"

    def __init__(self, files: Mapping[str, str] | None) -> None:
        super().__init__()
        self._files = None if files is None else dict(files)
        self._characters = _characters(self._files or {})

    def revised(self, revision: Revision) -> None:
        """Take a revision."""
        self._files = self._files or {}
        apply(self._files, revision)
        self._characters = _characters(self._files)

    def update(self, moment: Moment) -> None:
        """Take a step."""
        del moment
        if self._files is not None:
            self.numerator += self._characters
            self.denominator += 1

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return "characters, mean over the steps"

    @property
    def level(self) -> float | None:
        """Characters now."""
        return None if self._files is None else float(self._characters)

    @property
    def files(self) -> int | None:
        """Files now, None without a guide."""
        return None if self._files is None else len(self._files)


class Revisions(Measure):
    """Edits of the guide."""

    name, title = "revisions", "guide, revisions"

    def __init__(self, *, guide: bool) -> None:
        super().__init__()
        self._guide = guide
        self.scale = WINDOW

    def revised(self, revision: Revision) -> None:
        """Take a revision."""
        del revision
        self._guide = True
        self.numerator += 1

    def update(self, moment: Moment) -> None:
        """Take a step."""
        del moment
        self.denominator += self._guide

    @property
    def unit(self) -> str:
        """The unit of the values in windows."""
        return f"revisions per {WINDOW} steps"

    @property
    def level(self) -> float | None:
        """Edits so far."""
        return float(self.numerator) if self._guide else None


def _characters(files: Mapping[str, str]) -> int:
    return sum(map(len, files.values()))
