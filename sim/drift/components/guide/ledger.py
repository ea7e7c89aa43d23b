"""The statements that a guide holds now, and what a decision's edits changed about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.guide import apply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core import Claim, Revision
    from sim.drift.components.guide.reading import Reader


class Change(NamedTuple):
    """What edits came to: claims that the guide did not hold before, claims that it holds no more.

    `before` counts the statements that stood there, `dropped` those of them that are gone, each as often
    as it was said.
    """

    appeared: tuple[Claim, ...] = ()
    gone: tuple[Claim, ...] = ()
    before: int = 0
    dropped: int = 0


class _Page(NamedTuple):
    claims: Sequence[Claim] = ()
    unread: int = 0


class Ledger:
    """The guide's files as a multiset of statements.

    Edits are taken together when `settle` is called, so that a section that is deleted and written again
    by one decision has not changed. A file is read when it was edited, and only what differs between the
    first and the last difference in it is counted anew.
    """

    def __init__(self, files: Mapping[str, str], reader: Reader) -> None:
        self._files, self._reader = dict(files), reader
        self._pages: dict[str, _Page] = {}
        self._edited = set(files)
        self._counts: dict[Claim, int] = {}
        self.characters = sum(map(len, self._files.values()))
        """Characters in all files."""
        self.total = 0
        """Statements, each as often as it is said."""
        self.unread = 0

    @property
    def distinct(self) -> int:
        """Different statements."""
        return len(self._counts)

    def __contains__(self, claim: Claim) -> bool:
        return claim in self._counts

    def edit(self, revision: Revision) -> None:
        """Note an edit."""
        files = self._files
        if revision.text is None:
            before = set(files)
            apply(files, revision)
            self._edited |= before ^ files.keys()
            self.characters = sum(map(len, files.values()))
        else:
            length = len(files.get(revision.path, ""))
            apply(files, revision)
            self.characters += len(files.get(revision.path, "")) - length
        self._edited.add(revision.path)

    def settle(self) -> Change:
        """Read what was edited since the last time and return what that changed."""
        if not self._edited:
            return Change(before=self.total)
        delta: Counter[Claim] = Counter()
        for path in self._edited:
            self._reread(path, delta)
        self._edited.clear()
        return self._book(delta)

    def _reread(self, path: str, delta: Counter[Claim]) -> None:
        old, text = self._pages.pop(path, _Page()), self._files.get(path)
        new = _Page()
        if text is not None:
            reading = self._reader.read(text)
            new = self._pages[path] = _Page([said.claim for said in reading.said], len(reading.unread))
        self.unread += new.unread - old.unread
        first, last = _same(old.claims, new.claims)
        for claim in old.claims[first : len(old.claims) - last]:
            delta[claim] -= 1
        for claim in new.claims[first : len(new.claims) - last]:
            delta[claim] += 1

    def _book(self, delta: Counter[Claim]) -> Change:
        before, dropped = self.total, 0
        appeared, gone = [], []
        for claim, more in delta.items():
            if not more:
                continue
            had = self._counts.get(claim, 0)
            if had + more:
                self._counts[claim] = had + more
                if not had:
                    appeared.append(claim)
            else:
                del self._counts[claim]
                gone.append(claim)
            self.total += more
            dropped += max(-more, 0)
        return Change(tuple(appeared), tuple(gone), before, dropped)


def _same(old: Sequence[Claim], new: Sequence[Claim]) -> tuple[int, int]:
    """Return how many claims two sequences have in common at their beginning, and then at their end."""
    # Claims that a reader has kept are the same objects, which is quicker to see than that they are equal.
    most = min(len(old), len(new))
    first = 0
    while first < most and (old[first] is new[first] or old[first] == new[first]):
        first += 1
    last = 0
    while last < most - first and (old[-1 - last] is new[-1 - last] or old[-1 - last] == new[-1 - last]):
        last += 1
    return first, last
