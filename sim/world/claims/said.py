"""What a reading of a guide hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.core import Claim
from sim.world.claims.contradiction import contradicts


@dataclass(frozen=True, slots=True)
class Said:
    """A claim and the line of the text, from 1, on which it stands."""

    claim: Claim
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """The reading of one piece of a text; its lines count from 0 at the piece's own beginning."""

    said: tuple[Said, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    claims: frozenset[Claim] = frozenset()
    corrections: tuple[Claim, ...] = ()
    """Claims of this piece that take back what contradicts them in the pieces before it."""


def _corrected(claim: Claim, part: Part) -> bool:
    return any(contradicts(correction, claim) for correction in part.corrections)


class Reading:
    """The claims of a text in its order, and what is checkable in spirit but has no form.

    `said` keeps duplicates: the same claim twice is two `Said`. `unread` is (line, sentence).
    The two are put together when first asked for; `claims` never needs them.
    """

    __slots__ = ("_claims", "_parts", "_said", "_unread")

    def __init__(self, said: Sequence[Said] = (), unread: Sequence[tuple[int, str]] = ()) -> None:
        self._said: tuple[Said, ...] | None = tuple(said)
        self._unread: tuple[tuple[int, str], ...] | None = tuple(unread)
        self._claims: frozenset[Claim] | None = None
        self._parts: tuple[tuple[Part, int], ...] = ()

    @classmethod
    def of(cls, parts: Sequence[tuple[Part, int]]) -> Reading:
        """Return the reading made of parts and the number of the line on which each begins."""
        reading = cls()
        reading._parts = tuple(parts)
        reading._said = reading._unread = None
        return reading

    @property
    def said(self) -> tuple[Said, ...]:
        """Every claim with its line, in the order of the text."""
        if self._said is None:
            found: list[Said] = []
            for part, first in self._parts:
                if part.corrections:
                    found = [said for said in found if not _corrected(said.claim, part)]
                found += [Said(said.claim, said.line + first) for said in part.said]
            self._said = tuple(found)
        return self._said

    @property
    def unread(self) -> tuple[tuple[int, str], ...]:
        """Line and words of every sentence that says something checkable in no form of a claim."""
        if self._unread is None:
            self._unread = tuple(
                (line + first, words) for part, first in self._parts for line, words in part.unread
            )
        return self._unread

    @property
    def claims(self) -> frozenset[Claim]:
        """The different claims."""
        if self._claims is None:
            if self._said is not None:
                self._claims = frozenset(said.claim for said in self._said)
            elif any(part.corrections for part, _ in self._parts):
                self._claims = frozenset(said.claim for said in self.said)
            else:
                self._claims = frozenset().union(*(part.claims for part, _ in self._parts))
        return self._claims

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reading) and (self.said, self.unread) == (other.said, other.unread)

    def __hash__(self) -> int:
        return hash((self.said, self.unread))

    def __repr__(self) -> str:
        return f"Reading(said={self.said!r}, unread={self.unread!r})"
