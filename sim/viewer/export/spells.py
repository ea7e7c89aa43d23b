"""How the claims of a guide stood at each of its revisions, by the spells in which nothing of it changed.

A claim that stands in a guide through a hundred revisions is one row, not a hundred: what stood at revision
r are the rows with from_revision <= r <= to_revision. A row ends when its claim leaves its file, or when its
truth changes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.core import Revision
from sim.guide import apply
from sim.viewer.data.claims import Judge
from sim.viewer.data.ground import ground_of
from sim.viewer.data.index import Index
from sim.viewer.data.library import Library
from sim.viewer.export.stretch import revisions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.record.lookup import Lookup
    from sim.viewer.export.stretch import Stretch

_KEY = ("path", "subject", "relation", "object", "maybe", "state")
Key = tuple[Any, ...]
"""What makes a claim the same one: the fields of `_KEY`, and which of several equal ones of its file."""


@dataclass(slots=True)
class _Spell:
    """A claim since a revision; `until` is the last revision that it was seen at."""

    line: int
    since: tuple[int, int]
    until: tuple[int, int]


def spells(run: Lookup, stretch: Stretch) -> Iterator[tuple[Any, ...]]:
    """Yield the spells of all claims in the columns of the table "claims", in the order in which they ended.

    What stood at the beginning of the stretch counts from the revision that was the last one then.
    """
    begun = run.meta().get("guide")
    if begun is None:
        return
    standing: dict[Key, _Spell] = {}
    at = (0, 0)
    for at, claims in _moments(run, stretch, begun):
        before, standing = standing, {}
        for key, line in claims.items():
            spell = before.pop(key, None) or _Spell(line, at, at)
            spell.until = at
            standing[key] = spell
        yield from _ended(before)
    yield from _ended(standing)


def _moments(
    run: Lookup, stretch: Stretch, begun: Mapping[str, str]
) -> Iterator[tuple[tuple[int, int], dict[Key, int]]]:
    """Yield ((revision, steps played then), lines by claim) for each revision and the one before them."""
    index, library, ground = Index(), Library(), ground_of(run)
    index.advance(run)
    numbers = revisions_of(run, stretch)
    sources = {path: f"={path}" for path in begun}

    def claims(step: int, count: int) -> dict[Key, int]:
        pages = {
            path: library.page(run, ground, begun, path, source) for path, source in sorted(sources.items())
        }
        return _numbered(Judge(run, index, ground, begun, index.edits[:count], step).claims(pages))

    for count, edit in enumerate(index.edits[: numbers.stop - 1], 1):
        first = index.first_step(edit.decision)
        step = index.counted if first is None else first - 1
        if edit.number == numbers.start:
            yield (edit.number - 1, stretch.first - 1), claims(stretch.first - 1, count - 1)
        text = None if edit.gone else str(edit.number)
        apply(sources, Revision(edit.number, edit.operation, edit.path, text, edit.renamed))
        if edit.number >= numbers.start:
            yield (edit.number, step), claims(step, count)
    if not numbers:
        yield (numbers.start - 1, stretch.first - 1), claims(stretch.first - 1, numbers.start - 1)


def _numbered(claims: list[dict[str, Any]]) -> dict[Key, int]:
    """Return the line of each claim, equal ones of a file told apart by a number."""
    seen: Counter[Key] = Counter()
    lines: dict[Key, int] = {}
    for claim in claims:
        key = tuple(claim[name] for name in _KEY)
        seen[key] += 1
        lines[*key, seen[key]] = claim["line"]
    return lines


def _ended(spells: Mapping[Key, _Spell]) -> Iterator[tuple[Any, ...]]:
    for (path, subject, relation, object_, maybe, state, _), spell in spells.items():
        (since, first), (until, last) = spell.since, spell.until
        yield since, until, first, last, path, spell.line, subject, relation, object_, maybe, state
