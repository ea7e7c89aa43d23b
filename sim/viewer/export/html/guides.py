"""The guide's history in packs: each begins with the whole guide and goes on with what changed.

A pack is a list of {step, files, letters, edit} as `static/embedded_guide.js` reads them: `files` has
[text, claims, unread] of new versions by path and null for files that are gone, `letters` how the claims of a
file stand, a letter each, `edit` the last edit; what did not change is left out. A claim is [line, subject,
relation, object, maybe]. A diff counts what is in the new text anyway by its length in UTF-16 units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from sim.world.facts import HEDGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.viewer.export.html.answers import Pack
    from sim.viewer.export.html.history import LastEdit, Standing, Version

_LEAST, _TIMES = 1 << 16, 2
"""A pack is as long as so many bytes, and so many times what it begins with: both cost little then."""


def packs(history: Iterable[Standing], last: int) -> Iterator[Pack]:
    """Yield the history of a guide up to step `last` in packs, each with the steps that it covers as work."""
    parts: list[bytes] = []
    before: Standing | None = None
    first = size = most = 0
    for now in history:
        if size >= most and before is not None:
            yield first, _joined(parts), now.step - first
            parts, before = [], None
        change = orjson.dumps(_change(before, now))
        if before is None:
            first, size, most = now.step, 0, _LEAST + _TIMES * len(change)
        parts.append(change)
        size += len(change)
        before = now
    if before is not None:
        yield first, _joined(parts), last - first + 1


def _joined(parts: list[bytes]) -> bytes:
    return b"[" + b",".join(parts) + b"]"


def _change(before: Standing | None, now: Standing) -> dict[str, Any]:
    """Return what is new against `before`, everything where that is None."""
    old = {} if before is None else before.files
    letters = {} if before is None else before.letters
    fresh = {path for path, version in now.files.items() if old.get(path) is not version}
    change: dict[str, Any] = {
        "step": now.step,
        "files": {path: _file(now.files[path]) for path in sorted(fresh)}
        | dict.fromkeys(sorted(old.keys() - now.files.keys())),
        "letters": {
            path: told for path, told in now.letters.items() if path in fresh or letters.get(path) != told
        },
    }
    if now.edit is not None and (before is None or before.edit is not now.edit):
        change["edit"] = _edit(now.edit)
    return change


def _file(version: Version) -> list[Any]:
    claims = [
        [
            line, claim.subject, claim.relation.removeprefix(HEDGE), claim.object,
            claim.relation.startswith(HEDGE),
        ]
        for line, claim in version.claims
    ]  # fmt: skip
    return [version.page.text, claims, list(version.page.unread)]


def _edit(edit: LastEdit) -> dict[str, Any]:
    return {
        "revision": edit.revision,
        "operation": edit.operation,
        "changed_at": edit.changed_at,
        "diff": [
            {"path": file["path"], "ops": [[sign, _words(sign, text)] for sign, text in file["ops"]]}
            for file in edit.diff
        ],
    }


def _words(sign: str, text: str) -> str | int:
    """Return the text of what was taken out, the length of what is in the new text."""
    return text if sign == "-" else len(text.encode("utf-16-le")) // 2
