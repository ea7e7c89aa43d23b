"""What a guide says of places: those it tells of, and what leads from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.guide.guide import apply
from sim.world.claims import ClaimReader
from sim.world.reading import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.core import Claim, Revision

_HEDGE = "maybe "

Exits = dict[int, str | None]
"""By side the name of the place that it is said to lead to, None where that is left open."""


class Hearsay:
    """Reads the files of a guide for claims about places whose names were met in the run.

    Names of places never entered cannot be known here, so nothing is heard of them. A hedged claim is
    believed like a plain one, and of claims about one side the later, file by file in the order in which
    they were written last. `places` holds what is said, by name: a place that any claim is about is there.
    """

    def __init__(self, guide: Mapping[str, str] | None) -> None:
        self._files = dict(guide or {})
        self._names = 0
        self.stale = bool(self._files)
        """Whether there is something to read that was not read yet."""
        self.places: dict[str, Exits] = {}

    def revised(self, revision: Revision) -> None:
        """Take a revision of the guide; what it says is heard at the next reading."""
        path = revision.renamed or revision.path
        apply(self._files, revision)
        if path in self._files:
            self._files[path] = self._files.pop(path)
        self.stale = True

    def read(self, names: Sequence[str]) -> bool:
        """Read the guide, if it was edited or there are new names in it to know; tell whether it was read.

        `names` are those of the places met so far: the same ones, and new ones after them.
        """
        if not self._files and not self.places:
            self.stale = False
            return False
        if not self.stale and len(names) == self._names:
            return False
        by_plain = {name.upper(): name for name in names if name.strip()}
        reader = ClaimReader(by_plain)
        texts = [text for text in self._files.values() if text]
        self.places = _believed((said.claim for text in texts for said in reader.read(text).said), by_plain)
        self._names, self.stale = len(names), False
        return True


def _believed(claims: Iterable[Claim], names: Mapping[str, str]) -> dict[str, Exits]:
    places: dict[str, Exits] = {}
    for claim in claims:
        place = names.get(claim.subject.upper())
        if place is None:
            continue
        exits = places.setdefault(place, {})
        how, _, side = claim.relation.removeprefix(_HEDGE).rpartition(" ")
        if side not in SIDES:
            continue
        if how == "blocked":
            exits.setdefault(SIDES.index(side), None)
        elif claim.object == "nothing":
            exits.pop(SIDES.index(side), None)
        else:
            exits[SIDES.index(side)] = names.get(claim.object.upper())
    return places
