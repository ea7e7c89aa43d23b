"""The answers about one run: what an address asks for, and how it is answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.core import LongplayError
from sim.viewer.data import jump, screens, timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.viewer.data import Viewed

_DIGEST = re.compile(r"[0-9a-f]{32}")
_LARGEST = 2**53
"""Above it numbers of JavaScript are not exact."""


class BadQuestion(LongplayError):
    """An address asks for something that makes no sense."""


class Answer(NamedTuple):
    """What is sent back: JSON, or bytes of a media type. `lasting`: it will never be another."""

    value: Any
    media: str = "application/json"
    lasting: bool = False


class Query:
    """The values in an address, read as what they are to be."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def number(self, name: str, default: int, least: int = 0, most: int = _LARGEST) -> int:
        """Return a whole number; raises BadQuestion for anything else, or one out of range."""
        text = self._values.get(name, str(default))
        if not re.fullmatch(r"-?[0-9]{1,16}", text) or not least <= int(text) <= most:
            raise BadQuestion(f"{name} must be a whole number from {least} to {most}, not {text[:40]!r}")
        return int(text)

    def word(self, name: str, words: Sequence[str] = (), default: str = "") -> str:
        """Return a word, one of `words` if there are any; raises BadQuestion for another."""
        text = self._values.get(name, default)
        if words and text not in words:
            raise BadQuestion(f"{name} must be one of {', '.join(words)}, not {text[:40]!r}")
        return text

    def digests(self, name: str, most: int) -> list[bytes]:
        """Return digests of screens, separated by commas; raises BadQuestion for anything else."""
        texts = [text for text in self._values.get(name, "").split(",") if text]
        if len(texts) > most:
            raise BadQuestion(f"{len(texts)} {name} are too many: ask for {most} at most")
        return [digest_of(text) for text in texts]


def digest_of(text: str) -> bytes:
    """Return the digest that 32 hexadecimal digits tell; raises BadQuestion for anything else."""
    if not _DIGEST.fullmatch(text):
        raise BadQuestion(f"a screen is named by 32 hexadecimal digits, not {text[:40]!r}")
    return bytes.fromhex(text)


def answer(viewed: Viewed, asked: Sequence[str], query: Query) -> Answer | None:
    """Return the answer to the part of an address that follows the run's id; None if it means nothing.

    Raises BadQuestion for values that cannot be, LongplayError where a run has no such thing.
    """
    if not asked:
        return Answer(viewed.head())
    name, *rest = asked
    if len(rest) == 1 and name in _NAMED:
        return _NAMED[name](viewed, rest[0])
    if not rest and name in _PLAIN:
        return _PLAIN[name](viewed, query)
    return None


_PLAIN: dict[str, Callable[[Viewed, Query], Answer]] = {
    "steps": lambda viewed, query: Answer(
        viewed.steps(query.number("after", 0), query.number("count", 500, 1))
    ),
    "frames": lambda viewed, query: Answer(
        viewed.frames(query.digests("hashes", screens.MOST)), "application/octet-stream", lasting=True
    ),
    "timeline": lambda viewed, query: Answer(
        viewed.timeline(
            query.number("points", 1000, 1, timeline.MOST),
            query.number("from", 1, 1),
            query.number("to", _LARGEST, 0),
        )
    ),
    "jump": lambda viewed, query: Answer(
        viewed.jump(
            query.number("from", 0),
            query.word("kind", jump.KINDS, "event"),
            int(query.word("way", ("1", "-1"), "1")),
            query.word("name"),
        )
    ),
    "guide": lambda viewed, query: Answer(viewed.guide(query.number("step", _LARGEST))),
    "map": lambda viewed, query: Answer(viewed.map()),
    "map.png": lambda viewed, query: Answer(viewed.map_picture(), "image/png"),
    "trail": lambda viewed, query: Answer(
        viewed.trail(query.number("until", _LARGEST), query.number("points", 500, 1))
    ),
    "way": lambda viewed, query: Answer(viewed.way(query.number("step", 0))),
}
_NAMED: dict[str, Callable[[Viewed, str], Answer]] = {
    "frame": lambda viewed, name: Answer(viewed.frame(digest_of(name)), "image/png", lasting=True),
    "decision": lambda viewed, name: Answer(
        viewed.decision(Query({"decision": name}).number("decision", 0, 1))
    ),
    "figure": lambda viewed, name: Answer(viewed.figure(name)),
}
