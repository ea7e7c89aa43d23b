"""A piece of a text, unit by unit: headings, lists within lists, tables, drawings, questions."""

from __future__ import annotations

import re

from sim.world.claims.fragments import sentences
from sim.world.claims.maps import drawing, read_map
from sim.world.claims.outline import Outline
from sim.world.claims.rows import sentences_of
from sim.world.claims.said import Part
from sim.world.claims.sentence import read_sentence
from sim.world.claims.state import Context, Frame
from sim.world.claims.tables import is_rule, table_at
from sim.world.claims.tokens import Token, plain

_FENCE = re.compile(r"\s*(```|~~~)")
_STRUCK = re.compile(r"~~(?! ).+?~~")


class Page:
    """Reads one piece of a text."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline

    @property
    def anew(self) -> bool:
        """Whether the piece that was read says the same whatever the context."""
        return bool(self._outline.anew)

    def read(self, text: str) -> tuple[Part, Context]:
        """Return what the piece says and where it leaves off."""
        text = plain(_STRUCK.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text))
        self._outline.lexer.note(text)
        lines = [(number, "" if _FENCE.match(raw) else raw) for number, raw in enumerate(text.split("\n"))]
        at = 0
        run: list[tuple[int, str]] = []
        while at < len(lines):
            end = at
            while end < len(lines) and lines[end][1].strip():
                end += 1
            block = lines[at:end]
            self._block(block, run)
            run += lines[end : end + 1]
            at = end + 1
        self._outline.read(run)
        ledger = self._outline.scribe.ledger
        said = ledger.said()
        part = Part(
            said, tuple(self._outline.unread), frozenset(s.claim for s in said), tuple(ledger.corrections)
        )
        return part, self._outline.scribe.state.context()

    # --- blocks ----------------------------------------------------------------------------

    def _block(self, block: list[tuple[int, str]], run: list[tuple[int, str]]) -> None:
        """Read tables and drawings at once, and put the other lines aside as prose."""
        drawn = None if any(is_rule(raw) for _, raw in block) else drawing(block, self._outline.room)
        if drawn:
            used, rows = drawn
            first = used[0]
            self._prose(block[:first], run)
            self._outline.read(run)
            run.clear()
            self._outline.begins(anew=False)
            self._outline.scribe.ledger.sentence += 1
            read_map(
                [line if at in used else (line[0], "") for at, line in enumerate(block)],
                rows,
                self._outline.scribe.ledger,
            )
            self._prose([line for at, line in enumerate(block) if at > first and at not in used], run)
            run += [(line, note) for at in used for line, note in self._notes(block[at])]
            return
        self._prose(block, run)

    def _notes(self, line: tuple[int, str]) -> list[tuple[int, str]]:
        """Return what stands in brackets behind the rooms of a drawing, as list items."""
        found = []
        for match in re.finditer(r"([A-Za-z][\w'. ]*?)\s*\(([^()]{2,})\)", line[1]):
            room = self._outline.room(match[1])
            if room and self._outline.room(match[2]) is None:
                found.append((line[0], f"- {room}: {match[2]}"))
        return found

    def _prose(self, block: list[tuple[int, str]], run: list[tuple[int, str]]) -> None:
        at = 0
        while at < len(block):
            table = table_at(block, at)
            if table:
                self._outline.read(run)
                run.clear()
                self._outline.begins(anew=False)
                for row in table[0]:
                    for tokens, frame in sentences_of(row, self._outline.lexer.tokens):
                        self._row(tokens, frame)
                at = table[1]
            else:
                run.append(block[at])
                at += 1

    def _row(self, tokens: list[Token], frame: Frame) -> None:
        known = {"here": self._outline.scribe.state.here, "local": self._outline.scribe.state.local}
        for sentence in sentences(tokens):
            read_sentence(self._outline.scribe, sentence, frame)
        self._outline.scribe.state.here, self._outline.scribe.state.local = known["here"], known["local"]
