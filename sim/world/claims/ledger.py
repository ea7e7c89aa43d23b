"""The claims collected from a piece of text, and how a later sentence takes an earlier one back."""

from __future__ import annotations

from dataclasses import dataclass

from sim.core import Claim
from sim.world.claims.contradiction import HEDGED, contradicts
from sim.world.claims.lexicon import SIDES
from sim.world.claims.said import Said


@dataclass(slots=True)
class Entry:
    """A claim in the making: hedged or not, its line, the number of its sentence."""

    claim: Claim
    line: int
    sentence: int
    unit: int = 0
    implicit: bool = False
    """An exit only mentioned; what is told of it later replaces this."""
    bare: bool = False
    """A thing of a list without a verb: a deed behind it may carry it off."""


class Ledger:
    """Claims in the order in which they were read."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.sentence = 0
        self.unit = 0
        self.correcting = False
        self.corrections: list[Claim] = []
        """Claims made in the place of earlier ones."""
        self.sides: dict[str, set[str]] = {}
        """Sides of each room about which something was said."""

    def add(
        self, subject: str, relation: str, value: str, line: int, *, hedged: bool = False, bare: bool = False
    ) -> Entry:
        """Write a claim down."""
        if relation.rsplit(" ", maxsplit=1)[-1] in SIDES:
            side = relation.rsplit(" ", maxsplit=1)[-1]
            self.sides.setdefault(subject, set()).add(side)
            self._explicit(subject, side)
        claim = Claim(subject, HEDGED * hedged + relation, value)
        if self.correcting:
            self._override(claim)
        for told in self.of_sentence(self.sentence):
            if told.claim == claim:
                return told
        entry = Entry(claim, line, self.sentence, self.unit, bare=bare)
        self.entries.append(entry)
        return entry

    def _explicit(self, subject: str, side: str) -> None:
        """Take back what this paragraph only mentioned of a side, for now it is told."""
        for at in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[at]
            if entry.unit != self.unit:
                return
            if entry.implicit and (entry.claim.subject, entry.claim.relation) == (subject, side):
                del self.entries[at]

    def forget_needs(self, obstacle: str) -> None:
        """Take back what an obstacle needed, as told in this sentence: it is open now."""
        self.entries = [
            entry
            for entry in self.entries
            if entry.sentence != self.sentence
            or entry.claim.relation != "needs"
            or entry.claim.subject.split(" ")[0] != obstacle
        ]

    def said(self) -> tuple[Said, ...]:
        """Return what still stands."""
        return tuple(Said(entry.claim, entry.line) for entry in self.entries)

    def remove(self, entry: Entry) -> None:
        """Take one claim back."""
        for at in range(len(self.entries) - 1, -1, -1):
            if self.entries[at] is entry:
                del self.entries[at]
                return

    def hedge(self, entry: Entry) -> None:
        """Make a claim a hedged one."""
        claim = entry.claim
        if not claim.relation.startswith(HEDGED):
            entry.claim = Claim(claim.subject, HEDGED + claim.relation, claim.object)

    def of_sentence(self, number: int) -> list[Entry]:
        """Return the claims of one sentence."""
        found = []
        for entry in reversed(self.entries):
            if entry.sentence < number:
                break
            if entry.sentence == number:
                found.append(entry)
        return found[::-1]

    def take_back(self, numbers: set[int]) -> None:
        """Forget the claims of some sentences."""
        self.entries = [entry for entry in self.entries if entry.sentence not in numbers]

    def last_sentence(self) -> int | None:
        """Return the number of the last sentence before this one that claimed something."""
        return next((e.sentence for e in reversed(self.entries) if e.sentence < self.sentence), None)

    def _override(self, claim: Claim) -> None:
        self.corrections.append(claim)
        kept = []
        for entry in self.entries:
            same = entry.sentence == self.sentence and entry.claim == claim
            if not same and contradicts(claim, entry.claim):
                continue
            kept.append(entry)
        self.entries = kept
