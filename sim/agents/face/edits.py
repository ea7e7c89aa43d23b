r"""The smallest uses of the memory tool that turn one text into another.

>>> edits("/memories/a.md", "one\ntwo\n" * 20, "one\ntwo\n" * 20 + "three\n")
[{'command': 'insert', 'path': '/memories/a.md', 'insert_line': 40, 'insert_text': 'three\n'}]
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core import Json

Hunk = tuple[int, int, list[str]]
"""Lines of a text from, and up to but not with, which are to be these."""


def edits(path: str, before: str | None, after: str | None) -> list[Json]:
    """Return the inputs of the memory tool that make a file's text `after`; None is for no file.

    They are to be done in order. Where a few replaced or inserted lines would be longer than the whole
    text the file is written anew.
    """
    if before == after:
        return []
    if after is None:
        return [{"command": "delete", "path": path}]
    whole: list[Json] = [{"command": "create", "path": path, "file_text": after}]
    if not before or not (before.endswith("\n") and after.endswith("\n")):
        return whole
    small = _small(path, before, after)
    return whole if small is None or _length(small) > _length(whole) else small


def _length(found: list[Json]) -> int:
    return sum(len(value) for edit in found for value in edit.values() if isinstance(value, str))


def _small(path: str, before: str, after: str) -> list[Json] | None:
    """Return replacements and insertions from the bottom to the top, so that line numbers stay true."""
    old, new = _lines(before), _lines(after)
    text = before
    found: list[Json] = []
    for start, end, lines in reversed(list(_hunks(old, new))):
        if start == end:
            inserted = "".join(lines)
            found.append({"command": "insert", "path": path, "insert_line": start, "insert_text": inserted})
            text = "".join([*old[:start], inserted, text[len("".join(old[:start])) :]])
            continue
        first = _anchor(text, old, start, end)
        if first is None:
            return None
        kept, gone = "".join(old[first:start]), "".join(old[first:end])
        put = kept + "".join(lines)
        found.append({"command": "str_replace", "path": path, "old_str": gone, "new_str": put})
        text = text.replace(gone, put, 1)
    return found


def _lines(text: str) -> list[str]:
    """Return the lines with their ends; only a newline ends one, as in the guide."""
    return [f"{line}\n" for line in text.split("\n")[:-1]]


def _hunks(old: list[str], new: list[str]) -> Iterator[Hunk]:
    """Yield what differs; only the part between the first and the last difference is compared in full."""
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle, fresh = old[same : len(old) - tail], new[same : len(new) - tail]
    matcher = SequenceMatcher(None, middle, fresh, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            yield same + start, same + end, fresh[first:last]


def _anchor(text: str, old: list[str], start: int, end: int) -> int | None:
    """Return from which line on the lines up to `end` occur once in `text`, None if they never do."""
    for first in range(start, -1, -1):
        wanted = "".join(old[first:end])
        if text.find(wanted, text.find(wanted) + 1) < 0:
            return first
    return None
