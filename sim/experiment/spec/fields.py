"""Reading the fields of a section: a reader returns what a value was to be, or says what to write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sim.experiment.spec.document import Value, nearest

T = TypeVar("T")
Reader = Callable[[Value], T]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What experiments, arms and hypotheses may be called: their names are folders too."""


class Section:
    """A value that holds others by key; `value` is the whole."""

    def __init__(self, value: Value, known: Iterable[str] | None = None) -> None:
        """Raise SpecError if the value holds no keys, or one that is not `known` (None: all are)."""
        if not isinstance(value.plain, dict):
            raise value.error("write keys and values, as in key: value, or {} for none")
        self.value = value
        for key, found in value.plain.items():
            if known is not None and key not in (names := list(known)):
                raise found.error(f"there is no such key: {nearest(key, names)}")

    def __contains__(self, key: str) -> bool:
        return key in self.value.plain

    def need(self, key: str, read: Reader[T], what: str) -> T:
        """Return the value of a key that must be there; `what` to write is said if it is not."""
        if key not in self:
            raise self.value.error(f"{key} is missing: write {key}: {what}")
        return read(self.value.plain[key])

    def get(self, key: str, read: Reader[T], default: T) -> T:
        """Return the value of a key, or the default if it is not there."""
        return read(self.value.plain[key]) if key in self else default

    def given(self, readers: Mapping[str, Reader[Any]]) -> dict[str, Any]:
        """Return the values of those keys that are there, by key."""
        return {key: read(self.value.plain[key]) for key, read in readers.items() if key in self}

    def at(self, key: str) -> Value:
        """Return where a key stands, or the section itself if it is not there."""
        found: Value = self.value.plain.get(key, self.value)
        return found


def text(value: Value) -> str:
    """Return a text that is not empty."""
    if not isinstance(value.plain, str) or not value.plain.strip():
        raise value.error("write text (in quotes if it looks like a number)")
    return value.plain.strip()


def any_text(value: Value) -> str:
    """Return a text, which may be empty."""
    if not isinstance(value.plain, str):
        raise value.error('write text (in quotes if it looks like a number), or "" for none')
    return value.plain.strip()


def name(value: Value) -> str:
    """Return a name: letters, digits, dots, dashes and underscores."""
    found = text(value)
    if not NAME.fullmatch(found):
        raise value.error("a name has letters, digits, dots, dashes and underscores only, 64 at most")
    return found


def flag(value: Value) -> bool:
    """Return true or false."""
    if not isinstance(value.plain, bool):
        raise value.error("write true or false")
    return value.plain


def whole(least: int, most: int | None = None) -> Reader[int]:
    """Return a reader of whole numbers from `least` to `most`."""

    def read(value: Value) -> int:
        number = value.plain
        if isinstance(number, bool) or not isinstance(number, int) or not _within(number, least, most):
            raise value.error(f"write a whole number {_range(least, most)}, not {_shown(value)}")
        return number

    return read


def number(
    least: float | None = None, most: float | None = None, *, above: float | None = None
) -> Reader[float]:
    """Return a reader of numbers from `least` to `most`, or `above` a number that is itself too small."""

    def read(value: Value) -> float:
        found = value.plain
        if (
            isinstance(found, bool)
            or not isinstance(found, int | float)
            or not _within(found, least, most)
            or (above is not None and found <= above)
        ):
            allowed = f" above {above:g}" if above is not None else ""
            raise value.error(
                f"write a number{allowed} {_range(least, most)}".rstrip() + f", not {_shown(value)}"
            )
        return float(found)

    return read


def optional(read: Reader[T]) -> Reader[T | None]:
    """Return a reader that also takes null, as None."""
    return lambda value: None if value.plain is None else read(value)


def word(*known: str) -> Reader[str]:
    """Return a reader of one of some words; null is the word "null"."""

    def choose(value: Value) -> str:
        found = "null" if value.plain is None else value.plain
        if found not in known:
            said = nearest(found, known) if isinstance(found, str) else f"say one of {', '.join(known)}"
            raise value.error(f"{_shown(value)} is none of its words: {said}")
        return str(found)

    return choose


def each(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """Return a reader of lists, none of whose values is there twice."""

    def all_of(value: Value) -> tuple[T, ...]:
        if not isinstance(value.plain, list):
            raise value.error("write a list, as in [one, another]")
        found: list[T] = []
        for item in value.plain:
            if (one := read(item)) in found:
                raise item.error(f"{item.json()!r} is there twice")
            found.append(one)
        return tuple(found)

    return all_of


def some(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """Return a reader of lists that are not empty."""

    def all_of(value: Value) -> tuple[T, ...]:
        found = each(read)(value)
        if not found:
            raise value.error("name one at least")
        return found

    return all_of


def anything(value: Value) -> Any:
    """Return the value as JSON has it."""
    return value.json()


def _within(number: float, least: float | None, most: float | None) -> bool:
    return (least is None or number >= least) and (most is None or number <= most)


def _range(least: float | None, most: float | None) -> str:
    """Return a range in words.

    >>> _range(1, None), _range(0, 0.9), _range(0, 4294967295), _range(None, None)
    ('from 1 on', 'from 0 to 0.9', 'from 0 to 4,294,967,295', '')
    """
    if least is None:
        return "" if most is None else f"up to {most:,}"
    return f"from {least:,} on" if most is None else f"from {least:,} to {most:,}"


def _shown(value: Value) -> str:
    """Return a value as it is written in YAML, text in quotes."""
    plain = value.json()
    return repr(plain) if isinstance(plain, str) else json.dumps(plain)
