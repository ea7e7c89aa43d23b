"""The guide as it stood at a step: its files, what they claim and how that stands, and the last edit."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from sim.core import Revision
from sim.guide import apply
from sim.viewer.data.claims import STATES, Judge
from sim.viewer.data.diff import operations
from sim.viewer.data.library import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.record.lookup import Edit, Lookup
    from sim.viewer.data.ground import Ground
    from sim.viewer.data.index import Index
    from sim.viewer.data.library import Library, Page

Sources = dict[str, str]
"""Where the text of each file is, as `Library.page` takes it."""


def guide(run: Lookup, index: Index, library: Library, ground: Ground | None, step: int) -> dict[str, Any]:
    """Return the guide as it stood at `step`, the edits of that step's decision included.

    The diff is what the last edit changed. A claim that is false now is stale if it was true when its line
    was written; without ground truth none is checked.
    """
    begun: Mapping[str, str] = run.meta().get("guide") or {}
    edits = index.edits[: _edits_until(run, index, step)]
    last = edits[-1] if edits else None
    before = _sources(begun, edits[:-1])
    now = dict(before)
    if last is not None:
        _follow(now, last)
    with library.lock, nullcontext() if ground is None else ground.lock:
        pages = {path: library.page(run, ground, begun, path, source) for path, source in sorted(now.items())}
        claims = Judge(run, index, ground, begun, edits, step).claims(pages)
    counted = Counter(claim["state"] for claim in claims)
    unread = [
        {"path": path, "line": line, "text": words}
        for path, page in pages.items()
        for line, words in page.unread
    ]
    return {
        "revision": last.number if last else 0,
        "files": _files(pages),
        "claims": claims,
        "unread": unread,
        "counts": {state: counted[state] for state in STATES} | {"unread": len(unread)},
        "previous": last.number - 1 if last else None,
        "diff": _diff(run, begun, before, now),
        "operation": last.operation if last else None,
        "changed_at": index.first_step(last.decision) if last else None,
    }


def _edits_until(run: Lookup, index: Index, step: int) -> int:
    """Return how many edits had been made when `step` was played."""
    shown = run.shown(step)
    if shown is None:
        return 0
    return bisect_right(index.edits, shown.decision, key=lambda edit: edit.decision)


def _sources(begun: Mapping[str, str], edits: Sequence[Edit]) -> Sources:
    """Return where the text of each file is after these edits, the first ones of the run."""
    sources = {path: f"={path}" for path in begun}
    for edit in edits:
        _follow(sources, edit)
    return sources


def _follow(sources: Sources, edit: Edit) -> None:
    if not edit.gone:
        sources[edit.path] = str(edit.number)
    else:
        apply(sources, Revision(edit.number, edit.operation, edit.path, None, edit.renamed))


def _files(pages: Mapping[str, Page]) -> list[dict[str, Any]]:
    """Return the files line by line, each line with the numbers of the claims that stand on it."""
    files, number = [], 0
    for path, page in pages.items():
        marks: dict[int, list[int]] = {}
        for said in page.said:
            marks.setdefault(said.line, []).append(number)
            number += 1
        lines = [{"n": n, "text": line, "marks": marks.get(n, [])} for n, line in enumerate(page.lines, 1)]
        files.append({"path": path, "text": page.text, "lines": lines})
    return files


def _diff(run: Lookup, begun: Mapping[str, str], before: Sources, now: Sources) -> list[dict[str, Any]]:
    """Return the files that differ, with what is kept, taken out and put in."""
    changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    found = []
    for path in changed:
        old = text_of(run, begun, before[path]) if path in before else ""
        new = text_of(run, begun, now[path]) if path in now else ""
        found.append({"path": path, "ops": operations(old, new)})
    return found
