"""Tables: Markdown, columns parted by semicolons, commas or blanks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.world.claims.lexicon import LABELS, PHRASES

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FOUR = re.compile(r"\b([NESW])\W+([NESW])\W+([NESW])\W+([NESW])\b", re.I)
_SPLITS: tuple[tuple[str, Callable[[str], list[str]]], ...] = (
    (";", lambda raw: [cell.strip() for cell in raw.split(";")]),
    ("\t", lambda raw: [cell.strip() for cell in raw.split("\t")]),
    (",", lambda raw: [cell.strip() for cell in raw.split(",")]),
    ("  ", lambda raw: re.split(r"\s{2,}", raw.strip())),
)
"""What parts the cells of a row, and how a row is cut there."""
_ROLES_SAID = """
room: room | name | place | location | where | from | area | room name
dest: to | leads to | destination | goes to | target | leads
side: direction | dir | side | way
things: things | items | contents | objects | content | item | object | thing | features | seen | inside
things: what | entities | things here | people | holds | who | has | person | here
done: done | deeds | status | notes | state | deed | note | done? | actions | comment | remarks
done: progress | what i did | remark | action | what happened | event | what they say | said | hint
done: info | they say | result | outcome
told: says | text | words | sign says | message
exits: exits | ways | doors | connections | ways out | links | paths | open exits
blocked: obstacle | blocked | blocked by | by | barrier | what blocks | lock | block
needs: needs | wants | requires | opens with | need | takes | solution | required | opened by | needed
found: found in | found at | lies in | found | is in
opens: opens | used for | unlocks | for | needed for | used on | use | purpose
key: key | tool
number: # | no | nr | id | date | turn | step | day | time | n° | no. | t
place: exit | from exit
"""
_ROLES = {
    phrase.strip(): line.partition(":")[0]
    for line in _ROLES_SAID.strip().split("\n")
    for phrase in line.partition(":")[2].split("|")
}
"""What a column holds, by its head."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the role of its column, what the header says, and its words."""

    role: str
    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table and the number of its line."""

    line: int
    cells: tuple[Cell, ...]
    title: str = ""


def is_rule(raw: str) -> bool:
    """Return whether a line is the rule between a table's header and its rows."""
    return "|" in raw and "-" in raw and _RULE.match(raw) is not None


def role_of(head: str) -> str:
    """Return what a column of this name holds: a side's name, a role, or ""."""
    words = re.sub(r"[*_`]", "", head).strip().lower()
    phrase = PHRASES.get(words)
    if phrase and phrase[0] == "SIDE":
        return phrase[1]
    words = words.rstrip("?").strip() or words
    if "/" in words and words != "n/a":
        return next((role for part in words.split("/") if (role := role_of(part))), "")
    if words in {"picked up", "taken", "completed", "finished", "visited?", "pulled", "used"}:
        return "done"
    return _ROLES.get(words) or ("things" if LABELS.get(words) == "things" else "")


def _role_within(head: str) -> str:
    """Return the role that the longest phrase within a longer head has: "what stands there"."""
    words = head.split()
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size, -1, -1):
            phrase = " ".join(words[start : start + size])
            if role := _ROLES.get(phrase):
                return role
            sense = PHRASES.get(phrase, ("", ""))
            if sense[0] == "SIDE" and len(phrase) > 1:
                return sense[1]
    return ""


def table_at(lines: Sequence[tuple[int, str]], at: int) -> tuple[list[Row], int] | None:
    """Return the rows of the table that begins at a line and the index behind it, or None."""
    raw = lines[at][1]
    if raw.count("|") >= 2 or (at + 1 < len(lines) and _RULE.match(lines[at + 1][1]) and "|" in raw):
        return _piped(lines, at)
    if at + 1 < len(lines) and lines[at + 1][1].strip():
        for mark, split in _SPLITS:
            if mark not in raw:
                continue
            heads = split(raw)
            if len(heads) >= 3 and len(split(lines[at + 1][1])) >= 2 and all(role_of(head) for head in heads):
                return _columns(lines, at, split, heads)
    return None


def _cells(raw: str) -> list[str]:
    inner = raw.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") else inner
    return [cell.strip() for cell in inner.split("|")]


def _piped(lines: Sequence[tuple[int, str]], at: int) -> tuple[list[Row], int] | None:
    ruled = at + 1 < len(lines) and _RULE.match(lines[at + 1][1]) is not None and "-" in lines[at + 1][1]
    heads = _cells(lines[at][1])
    known = sum(bool(role_of(head)) for head in heads)
    if not ruled and known < 2:
        return None
    rows: list[Row] = []
    end = at + 1 + ruled
    title = next((head for head in heads if head), "") if known == 0 else ""
    while end < len(lines) and lines[end][1].count("|") >= 1 and lines[end][1].strip():
        if not _RULE.match(lines[end][1]):
            cells = _cells(lines[end][1])
            if rows and role_of(heads[0]) == "room" and not cells[0] and any(cells):
                cells[0] = rows[-1].cells[0].text  # the room of the row above
            rows.append(_make(lines[end][0], heads, cells, title))
        end += 1
    return rows, end


def _columns(
    lines: Sequence[tuple[int, str]], at: int, split: Callable[[str], list[str]], heads: list[str]
) -> tuple[list[Row], int]:
    rows, end = [], at + 1
    while end < len(lines) and lines[end][1].strip() and len(split(lines[end][1])) >= 2:
        rows.append(_make(lines[end][0], heads, split(lines[end][1]), ""))
        end += 1
    return rows, end


def _unfolded(heads: Sequence[str], cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return heads and cells with a column "Exits (N/E/S/W)" as four columns."""
    new_heads, new_cells = [], []
    for head, cell in zip(heads, [*cells, *[""] * len(heads)], strict=False):
        order = _FOUR.search(head)
        values = [value.strip() for value in re.split(r"[/,;]", cell)]
        if order and len(values) == 4:
            new_heads += list(order.groups())
            new_cells += values
        else:
            new_heads.append(head)
            new_cells.append(cell)
    return new_heads, new_cells


def _make(line: int, heads: Sequence[str], cells: Sequence[str], title: str) -> Row:
    heads, cells = _unfolded(heads, cells)
    padded = [*cells, *[""] * (len(heads) - len(cells))]
    made = tuple(
        Cell(role_of(head) or _role_within(head.lower()), head, cell)
        for head, cell in zip(heads, padded, strict=False)
    )
    return Row(line, made, title)
