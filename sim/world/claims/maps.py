"""Drawn maps: rooms joined by lines of dashes and bars."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.world.claims.ledger import Ledger

_LABEL = re.compile(r"[^\W\d_][\w'.]*(?: [^\W_][\w'.]*)*|\?")
_WIRES = re.compile(r"[\s|│┃¦v^vV▲▼x:\\/+\-=─━?.┌┐└┘├┤┬┴┼]+$")
_BETWEEN = re.compile(r"\s*[\])}>|│]*\s*(<?)[-=─━~]+(>?)\s*[\[({<|│]*\s*$")
_BOXED = re.compile(r"^\s*[\])}|│]*\s*(<?)[-=─━~]+(>?)\s*[\[({|│]*\s*$")
_PIPES = "|│┃¦v^V▲▼:"
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Node:
    """A room of the drawing, or "?", and the columns that its label takes."""

    room: str
    first: int
    last: int


Row = list[Node] | None


def drawing(
    lines: Sequence[tuple[int, str]], room_of: Callable[[str], str | None]
) -> tuple[list[int], list[Row]] | None:
    """Return which of some lines are a drawn map (their indexes) and the rooms of each, or None."""
    if not any(mark in raw for _, raw in lines for mark in ("--", "==", "─", "|", "│", "]-[", " - ")):
        return None
    rows: list[Row] = [_row(raw, room_of) for _, raw in lines]
    wires = [
        bool(raw.strip()) and _WIRES.match(raw) is not None and row in (None, [])
        for (_, raw), row in zip(lines, rows, strict=True)
    ]
    piped = [
        wire and any(mark in raw for mark in _PIPES) for wire, (_, raw) in zip(wires, lines, strict=True)
    ]
    used = []
    for at, row in enumerate(rows):
        near = (at > 0 and wires[at - 1]) or (at + 1 < len(rows) and wires[at + 1])
        if wires[at] or (row and (near or _joined(lines[at][1], row, strict=not any(piped)))):
            used.append(at)
    drawn = any(rows[at] for at in used) and any(
        piped[at] or (rows[at] and _joined(lines[at][1], rows[at] or [], strict=not any(piped)))
        for at in used
    )
    if not drawn:
        return None
    return used, [rows[at] if at in used else None for at in range(len(rows))]


def _row(raw: str, room_of: Callable[[str], str | None]) -> Row:
    """Return the rooms of a line that holds nothing else but lines and brackets, else None."""
    raw = re.sub(r"(?<=\w)( ?)\(([^()]{2,})\)", lambda m: m[0] if room_of(m[2]) else " " * len(m[0]), raw)
    nodes = []
    rest = list(raw)
    for match in _LABEL.finditer(raw):
        if match[0] in {"v", "V", "x", "X"}:
            continue
        room = UNKNOWN if match[0] == "?" else room_of(match[0])
        if room is None:
            return None
        nodes.append(Node(room, match.start(), match.end() - 1))
        rest[match.start() : match.end()] = " " * (match.end() - match.start())
    left = "".join(rest)
    return nodes if re.fullmatch(r"[\s\[\](){}|│┃\-=─━~<>+xX*]*", left) else None


def _joined(raw: str, row: list[Node], *, strict: bool) -> bool:
    """Return whether two rooms of a line are joined by a drawn line."""
    for left, right in itertools.pairwise(row):
        between = raw[left.last + 1 : right.first]
        wire = _BETWEEN.fullmatch(between)
        if wire and not (strict and not re.search(r"[-=─━]{2}|[\])][-=─]|\]", between)):
            if (
                strict
                and (wire[1] or wire[2])
                and not re.search(r"[\])(\[]", between)
                and not (wire[1] and wire[2])
            ):
                continue
            return True
    return False


def read_map(lines: Sequence[tuple[int, str]], rows: Sequence[Row], ledger: Ledger) -> None:
    """Write down the exits that a drawing shows."""
    for at, row in enumerate(rows):
        raw, number = lines[at][1], lines[at][0]
        for left, right in zip(row or [], (row or [])[1:], strict=False):
            wire = _BETWEEN.fullmatch(raw[left.last + 1 : right.first])
            if wire:
                back, on = bool(wire[1]), bool(wire[2])
                _exit(ledger, left, "east", right, number, shown=on or not back)
                _exit(ledger, right, "west", left, number, shown=back or not on)
        if not row and at and lines[at][1].strip():
            _verticals(lines, rows, at, ledger)


def _exit(ledger: Ledger, one: Node, side: str, other: Node, line: int, *, shown: bool) -> None:
    if shown and one.room not in (UNKNOWN, other.room):
        ledger.add(one.room, side, "unknown" if other.room == UNKNOWN else other.room, line)


def _verticals(lines: Sequence[tuple[int, str]], rows: Sequence[Row], at: int, ledger: Ledger) -> None:
    """Follow the bars of a line up and down to the rooms that they join."""
    raw, number = lines[at][1], lines[at][0]
    for column, mark in enumerate(raw):
        if mark not in _PIPES or (mark in "vV▼^▲" and _bar(lines, rows, at - 1, column)):
            continue
        if _bar(lines, rows, at - 1, column):
            continue
        above = _node(lines, rows, at, column, -1)
        below = _node(lines, rows, at, column, 1)
        if above and below:
            marks = _marks(lines, rows, at, column)
            down, up = bool(set(marks) & set("vV▼")), bool(set(marks) & set("^▲"))
            _exit(ledger, above, "south", below, number, shown=down or not up)
            _exit(ledger, below, "north", above, number, shown=up or not down)


def _bar(lines: Sequence[tuple[int, str]], rows: Sequence[Row], at: int, column: int) -> bool:
    """Return whether the bar above goes on here, so that it was followed already."""
    if at < 0 or rows[at] or column >= len(lines[at][1]):
        return False
    return lines[at][1][column] in _PIPES and not rows[at]


def _marks(lines: Sequence[tuple[int, str]], rows: Sequence[Row], at: int, column: int) -> str:
    found = ""
    while at < len(lines) and not rows[at] and column < len(lines[at][1]) and lines[at][1][column] in _PIPES:
        found += lines[at][1][column]
        at += 1
    return found


def _node(
    lines: Sequence[tuple[int, str]], rows: Sequence[Row], at: int, column: int, step: int
) -> Node | None:
    """Return the room that a bar ends at, going up or down."""
    at += step
    while 0 <= at < len(lines):
        row, raw = rows[at], lines[at][1]
        if row:
            near = sorted(row, key=lambda node: _away(node, column))
            return near[0] if _away(near[0], column) <= 4 else None
        mark = raw[column] if column < len(raw) else " "
        around = raw[max(0, column - 1) : column + 2]
        if mark not in _PIPES and mark not in "+-=─┬┴┼" and not set(around) & set(_PIPES + "+-─"):
            return None
        at += step
    return None


def _away(node: Node, column: int) -> int:
    return max(node.first - column, column - node.last, 0)
