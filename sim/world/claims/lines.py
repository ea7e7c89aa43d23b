"""The lines of a text: headings, list items, paragraphs, without their marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_HEADING = re.compile(r"\s{0,3}(#{1,6})(?!\d)\s*(.*?)\s*#*\s*$")
_FRAMED = re.compile(r"\s{0,3}([=~*+■►◆]{1,5}|-{2,5})\s+([^=~*|>]{3,40}?)\s+\1\s*$")
"""A heading between marks: "== Moss Hollow ==."""
_STEP = re.compile(
    r"(?:n|e|s|w|north|east|south|west|up|down|left|right)\b(?=\s*(?:,|again|from|to\b|into|$))", re.I
)
"""What a line of a log begins with that tells a step, behind its number or time."""
_UNDERLINE = re.compile(r"\s*(={3,}|-{3,})\s*$")
_BULLET = re.compile(r"(\s*)(?:[-*+•‣◦·\u2013]\s+|\(?(?:\d{1,3}|[a-z])[.)]\s+)(?=\S)(.*)$")
_BOX = re.compile(r"\s*(?:\[([ xX✓✔]?)\]|([☑✓✔✅])|([☐✗✘❌☒⬜□◻▢]))\s*(.*)$")
_STAMP = re.compile(
    r"\s*(?:[\[(]?\d{1,2}[:h]\d{2}(?::\d{2})?[\])]?|[\[(#]\d{1,5}[\])]?|t\d{1,5}\b|#\d{1,5}\b|\d{1,5}\.(?=\s)"
    r"|\d{1,4}\s+(?=[A-Z>])(?!NORTH|SOUTH|EAST|WEST)"
    r"|(?:turn|step|day|move|entry|session|log|tick|frame|note|decision)\s*#?\d{1,5}\b)\s*[:.)\]|>-]*\s*",
    re.I,
)
_QUOTED = re.compile(r"\s{0,3}>\s?(.*)$")
_DEEP = ("    ", "\t")
_SPEAKS = re.compile(
    r"(?:says?|said|reads?|read|text|words|written|wrote|sign|it)\b[^.:]{0,30}[:,]?\s*$", re.I
)
_LABELLED = re.compile(r"\s*[\w' ()/,]{1,40}(?::|=|->|→|\s[-\u2013—]\s)")
_CAPITALS = re.compile(r"(?=(?:[^A-Za-z]*[A-Z]){4})[^a-z]+$")
_CALLS = re.compile(
    r"(?P<head>(?i:.*\b(?:sign|person|desk|man|woman|girl|hermit|keeper|giver|notice)\b[^:\"]*:"
    r"|.*\b(?:says?|reads?|said)\b:?))\s+(?P<words>[A-Z][^a-z\"]{3,})$"
)
_LOUD = re.compile(r"[^a-z\"]{4}$")
"""How a text ends that ends in what somebody calls."""


_DANGLES = re.compile(
    r"(?<=[A-Za-z] )(?:and|or|but|to|in|of|the|an?|from|with|is|are|was|at|into|onto|on|by|for|which|that"
    r"|my|its|while|where|has|have|there|i|you|one|leads?|goes|lies|lie|stands|needs?|wants?|not|no)$"
)
"""How a line ends whose sentence goes on."""
_NARROW = 55
"""Characters below which nobody wraps lines."""
_PROSE = re.compile(r"\b(?:the|a|is|are|was|of|to|and|in|has|have|from|there|you|I|it)\b")
"""Words that notes do without."""


@dataclass(slots=True)
class Unit:
    """A paragraph, a list item or a heading: its first line from 0, its depth, and its words."""

    line: int
    depth: int
    text: str
    heading: int = 0
    bullet: bool = False
    ticked: bool | None = None
    gap: bool = False
    """Whether a blank line stands before it."""
    raw: str = ""


def units(lines: Sequence[tuple[int, str]]) -> list[Unit]:
    """Return the units of consecutive lines, given with their numbers."""
    found: list[Unit] = []
    gap = False
    at = 0
    while at < len(lines):
        number, raw = lines[at]
        if not raw.strip():
            gap = True
            at += 1
            continue
        if (quote := _quotation(lines, at)) and found:
            words, at = quote
            found[-1].text += f' "{words}"'
            continue
        underlined = at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1][1]) and not _BULLET.match(raw)
        if underlined and len(raw.strip()) < 60 and "|" not in raw and raw.strip()[-1:] not in ".,;":
            found.append(Unit(number, 0, raw.strip(), 1 if "=" in lines[at + 1][1] else 2, gap=gap, raw=raw))
            at += 2
            gap = False
            continue
        unit = _unit(number, raw)
        unit.gap, gap = gap, False
        if found and not unit.gap and _continues(found[-1], unit, raw, lines):
            found[-1].text += "\n" + raw.strip()
            found[-1].raw = raw
        elif unit.text:
            found.append(unit)
        at += 1
    found = _changed(found)
    for unit in found:
        if (
            _LOUD.search(unit.text, max(0, len(unit.text) - 5))
            and (call := _CALLS.match(unit.text))
            and _CAPITALS.match(call["words"])
            and ("sign" in unit.text.lower() or len(call["words"].split()) > 1)
        ):
            unit.text = f'{call["head"]} "{call["words"]}"'
    return found


def _quotation(lines: Sequence[tuple[int, str]], at: int) -> tuple[str, int] | None:
    """Return the words of a block quote or an indented block of capitals, and the line behind it."""
    if not lines[at][1].startswith(_DEEP) and lines[at][1].lstrip()[:1] != ">":
        return None
    before = next((raw for _, raw in reversed(lines[max(0, at - 2) : at]) if raw.strip()), "")
    words: list[str] = []
    while at < len(lines):
        raw = lines[at][1]
        quoted = _QUOTED.match(raw)
        inner = quoted[1] if quoted else raw
        deep = raw.startswith(_DEEP) and _SPEAKS.search(before) is not None
        if not inner.strip() or not _CAPITALS.match(inner) or not (quoted or deep) or _BULLET.match(inner):
            break
        words.append(inner.strip().strip('"'))
        at += 1
    return (" ".join(words), at) if words else None


def _unit(number: int, raw: str) -> Unit:
    depth, text, heading, bullet, ticked = _parsed(raw)
    return Unit(number, depth, text, heading, bullet, ticked, raw=raw)


@lru_cache(8192)
def _parsed(raw: str) -> tuple[int, str, int, bool, bool | None]:
    """Return depth and words of a line, its depth as a heading, whether it is an item, and a ticked one."""
    heading = _HEADING.match(raw)
    if heading:
        return 0, heading[2], len(heading[1]), False, None
    if framed := _FRAMED.match(raw):
        return 0, framed[2], 2, False, None
    text, bullet = raw.expandtabs(4).rstrip(), False
    indent = len(text) - len(text.lstrip())
    ticked: bool | None = None
    if item := _BULLET.match(text):
        text, bullet = item[2], True
    if box := _BOX.match(text):
        ticked = bool(box[2] or (box[1] or "").strip())
        text, bullet = box[4], True
    if bullet and (again := re.match(r"(?:\d{1,3}|[a-z])[.)]\s+(.*)$", text)):
        text = again[1]
    text = text.strip()
    if stamp := _STAMP.match(text):
        rest = text[stamp.end() :]
        text = rest if rest.strip() else text
        if _STEP.match(text):
            text = f"went {text}"
    if text.startswith("> "):
        text = _typed(text[2:])
    return indent * 2 + bullet, text, 0, bullet, ticked


def _changed(found: list[Unit]) -> list[Unit]:
    """Leave out the lines of a list of changes that begin with "-" where one with "+" follows."""
    marks = [unit.raw.lstrip()[:2] for unit in found]
    if "+ " not in marks:
        return found
    gone = set()
    for at in range(len(found) - 1, 0, -1):
        follows = marks[at] == "+ " or at in gone
        if marks[at - 1] == "- " and follows and found[at - 1].depth == found[at].depth:
            gone.add(at - 1)
    return [unit for at, unit in enumerate(found) if at not in gone]


def _typed(text: str) -> str:
    """Return what was typed at a prompt with the room it led to as a step: "n: Goose Green"."""
    step = re.match(r"(?i)(n|e|s|w|north|east|south|west)\s*:\s*(?!locked|wall|shut|blocked|no|\?|-)", text)
    return f"went {step[1]}, {text[step.end() :]}" if step else text


def _continues(before: Unit, unit: Unit, raw: str, lines: Sequence[tuple[int, str]]) -> bool:
    """Return whether a line goes on with the sentence of the line above."""
    if before.heading or unit.heading or unit.bullet or raw.lstrip()[:1] in {"{", "[", "<", '"'}:
        return False
    last = before.raw.rstrip()
    if not _LABELLED.match(raw) and (_DANGLES.search(last) or _wrapped(last, raw, lines)):
        return True
    if last.endswith((".", "!", "?")) and "?" in raw:
        return False
    if last.endswith((".", "!", "?", ":", ";")) and not (
        len(last) > 60 and not before.bullet and last[-1] != ":"
    ):
        return False
    lower = raw.strip()[:1].islower() or raw.strip()[:1] in "(\"'"
    if re.search(r"[<>→|=]|--", last) or (":" in last and ":" in raw):
        return False
    plain = re.search(r"[A-Z][a-z]", before.text) is None
    if _LABELLED.match(raw) or (_LABELLED.match(before.text.split("\n")[-1]) and not lower):
        return False
    if before.bullet:
        return len(raw) - len(raw.lstrip()) > 0 and unit.depth >= before.depth and lower
    if _STAMP.match(raw) and _STAMP.match(last):
        return False
    return not plain and (len(last) >= 75 or (lower and len(last) >= 45))


def _wrapped(last: str, raw: str, lines: Sequence[tuple[int, str]]) -> bool:
    """Return whether a line ends where it does because the next word did not fit."""
    if len(last) < _NARROW or last[-1] in ".!?:;" or re.search(r"[<>→|=]|--", last):
        return False
    if len(_PROSE.findall(last)) < 2:
        return False
    word = raw.split(None, 1)[0]
    return len(last) + 1 + len(word) > max(len(line) for _, line in lines)
