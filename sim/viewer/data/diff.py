"""What changed between two texts, line by line."""

from __future__ import annotations

from difflib import SequenceMatcher


def operations(old: str, new: str) -> list[list[str]]:
    r"""Return what leads from one text to another: "=" kept, "-" taken out, "+" put in; each is whole lines.

    >>> operations("a\nb\nc\n", "a\nB\nc\n")
    [['=', 'a\n'], ['-', 'b\n'], ['+', 'B\n'], ['=', 'c\n']]
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = _same(before, after)
    tail = _same(before[head:][::-1], after[head:][::-1])
    # What both ends have in common costs nothing; edits of a guide are small.
    changed = _changed(before[head : len(before) - tail], after[head : len(after) - tail])
    kept = before[:head], before[len(before) - tail :]
    ops = [("=", kept[0]), *changed, ("=", kept[1])]
    return [[sign, "".join(lines)] for sign, lines in ops if lines]


def _changed(before: list[str], after: list[str]) -> list[tuple[str, list[str]]]:
    ops: list[tuple[str, list[str]]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        ops += [("=", before[a:b])] if tag == "equal" else [("-", before[a:b]), ("+", after[c:d])]
    return ops


def _same(one: list[str], other: list[str]) -> int:
    both = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in both if a != b), min(len(one), len(other)))
