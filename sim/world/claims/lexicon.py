"""The words of navigation guides and what they stand for: kind and value by phrase, lower case."""

from __future__ import annotations

from typing import Final

from sim.world.claims.words import ANNOUNCED, SENSES, THINGS

SIDES: Final = ("north", "east", "south", "west")
OBSTACLES: Final = frozenset(["gate", "barrier", "water", "darkness", "rock", "fence", "shutter"])
"""What can be in the way of an exit, as written in `blocked` claims."""
CARRIED: Final = frozenset(["raft", "lamp", "hammer", "parcel", "token", "seal", "key"])
"""Things that leave their room when taken; keys also with a letter."""
TOOLS: Final = frozenset(["raft", "lamp", "hammer", "lever", "key"])
"""What an obstacle can want; keys also with a letter."""
BEASTS: Final = ("owl", "fox", "fish", "bear")
DEED_OF: Final = {
    "lever": "pulled",
    "person": "talked",
    "chest": "opened",
    "desk": "reported",
    "statue": "touched",
    "pedestal": "touched",
    "panel": "touched",
    "well": "touched",
    "parcel": "took",
    "gate": "opened",
    "barrier": "opened",
    "rock": "opened",
    "water": "opened",
    "darkness": "opened",
    "shutter": "opened",
} | dict.fromkeys(CARRIED, "took")
"""The deed that a tick behind a thing stands for."""


def _entries(block: str, fixed: str | None) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for line in block.strip().split("\n"):
        head, _, phrases = line.partition(":")
        kind, value = (fixed, head) if fixed else head.split()
        for phrase in phrases.split("|"):
            found.setdefault(phrase.strip(), (kind, value))
    return found


_MADE = ("of", "in the form of", "in the shape of", "shaped like", "depicting", "representing", "showing")


def _beasts() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for beast in BEASTS:
        found |= {f"{stone} {beast}": ("THING", f"statue {beast}") for stone in ("stone", "statue")}
        found |= {
            f"{beast} of stone": ("THING", f"statue {beast}"),
            f"{beast} statue": ("THING", f"statue {beast}"),
            f"statue of {beast}": ("THING", f"statue {beast}"),
        }
        found |= {
            f"statue {made} {a} {beast}": ("THING", f"statue {beast}")
            for made in _MADE
            for a in ("a", "an", "the")
        }
        for pedestal in ("pedestal", "ped", "plinth"):
            found |= {f"{pedestal} {beast}": ("THING", f"pedestal {beast}")}
            found |= {f"{beast} {pedestal}": ("THING", f"pedestal {beast}")}
            found |= {
                f"{pedestal} {of} {a} {beast}": ("THING", f"pedestal {beast}")
                for of in ("of", "for", "with", "marked with")
                for a in ("a", "an", "the")
            }
    return found


PHRASES: Final = (
    {phrase: ("THING", value) for phrase, (_, value) in _entries(THINGS, "THING").items()}
    | _beasts()
    | _entries(SENSES, None)
)
"""Kind and value by phrase; words are parted by one blank."""
LABELS: Final = {phrase: value for phrase, (_, value) in _entries(ANNOUNCED, "LABEL").items()}
"""What a heading, column or word before a colon announces, by phrase."""
