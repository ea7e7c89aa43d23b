"""How well the claims of texts are read: precision and recall over a folder of excerpts.

python -m tests.claims_score tests/claims/dev --show
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.core import Claim
from sim.world.claims import Reading, read


@dataclass(frozen=True)
class Excerpt:
    """A text of the corpus with the claims and unread sentences that its author set."""

    id: str
    style: str
    rooms: tuple[str, ...]
    text: str
    claims: frozenset[Claim]
    unread: tuple[str, ...]

    def reading(self) -> Reading:
        return read(self.text, self.rooms)


@dataclass
class Count:
    """Claims that were set, found, and both."""

    wanted: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        figures = f"precision {self.precision:.3f}  recall {self.recall:.3f}"
        return f"{figures}  ({self.right} of {self.wanted}, {self.found} found)"


@dataclass
class Score:
    """Counts over a corpus: all claims, and by style and relation."""

    total: Count = field(default_factory=Count)
    styles: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    relations: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    def add(self, style: str, wanted: frozenset[Claim], found: frozenset[Claim]) -> None:
        for claims, name in ((wanted, "wanted"), (found, "found"), (wanted & found, "right")):
            for claim in claims:
                for count in (self.total, self.styles[style], self.relations[family(claim)]):
                    setattr(count, name, getattr(count, name) + 1)


def family(claim: Claim) -> str:
    """The relation without its side: "north" counts as "exit", "blocked east" as "blocked"."""
    words = claim.relation.split()
    hedge = ["maybe"] if words[0] == "maybe" else []
    kind = words[len(hedge)]
    return " ".join([*hedge, "exit" if kind in {"north", "east", "south", "west"} else kind])


def load(folder: Path) -> list[Excerpt]:
    """Every excerpt of the JSON files of a folder: each file holds one or a list of them."""
    found = []
    for path in sorted(folder.glob("*.json")):
        held = json.loads(path.read_text())
        for item in held if isinstance(held, list) else held.get("excerpts", [held]):
            claims = frozenset(Claim(*claim) for claim in item["claims"])
            rooms, unread = tuple(item["rooms"]), tuple(item.get("unread", ()))
            found.append(Excerpt(item["id"], item["style"], rooms, item["text"], claims, unread))
    return found


def score(excerpts: Iterable[Excerpt]) -> Score:
    """Read every excerpt and count."""
    counts = Score()
    for excerpt in excerpts:
        counts.add(excerpt.style, excerpt.claims, excerpt.reading().claims)
    return counts


def show(excerpts: Sequence[Excerpt]) -> None:
    """Print every excerpt that was read wrongly, with what is missing and what is too much."""
    for excerpt in excerpts:
        found = excerpt.reading().claims
        if found == excerpt.claims:
            continue
        print(f"=== {excerpt.id} ({excerpt.style})\n{excerpt.text.rstrip()}")
        for sign, claims in (("-", excerpt.claims - found), ("+", found - excerpt.claims)):
            for claim in sorted(claims, key=lambda c: (c.subject, c.relation, c.object)):
                print(f"  {sign} {claim.subject} | {claim.relation} | {claim.object}")


def main() -> None:
    """Print precision and recall over a folder of excerpts, in all and by style and relation."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print each miss")
    options = parser.parse_args()
    excerpts = load(options.folder)
    if options.show:
        show(excerpts)
    counts = score(excerpts)
    for title, table in (("style", counts.styles), ("relation", counts.relations)):
        for name in sorted(table):
            print(f"{title:9} {name:16} {table[name]}")
    print(f"all {len(excerpts)} excerpts: {counts.total}")


if __name__ == "__main__":
    main()
