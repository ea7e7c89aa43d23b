"""A YAML file as values that know their place, so that whatever is wrong is said with its line.

Scalars are read by the core schema of YAML 1.2 (yaml.org/spec/1.2.2, 10.3.2), as editors read them: `off`,
`no` and dates are text. No other tags, no key twice, no value that holds itself.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import yaml

from sim.core import LongplayError

if TYPE_CHECKING:
    from collections.abc import Iterable

_TAG = "tag:yaml.org,2002:"
_DEEPEST = 12
"""Levels of a document at most: a spec has five; an alias within its own anchor would have no end."""
_MOST = 100_000
"""Values of a document at most, aliases counted wherever they stand."""


class SpecError(LongplayError):
    """A spec cannot be read; its text names file, line and key, and says what to write."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands: `path` are the keys to it, "" for the whole document.

    `plain`: a dict of values by key, a list of values, or a text, number, truth value or None.
    """

    plain: Any
    file: str
    line: int
    path: str = ""

    def error(self, why: str) -> SpecError:
        """Return an error about this value."""
        where = f"{self.path}: " if self.path else ""
        return SpecError(f"{self.file}:{self.line}: {where}{why}")

    def json(self) -> Any:
        """Return the value as JSON has it."""
        if isinstance(self.plain, dict):
            return {key: value.json() for key, value in self.plain.items()}
        return [value.json() for value in self.plain] if isinstance(self.plain, list) else self.plain


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what to say of a word that is not known: the nearest one that is, or all of them.

    >>> nearest("wast", ["waste", "progress"])
    'did you mean waste?'
    """
    names = list(known)
    found = get_close_matches(word, names, n=1)
    return f"did you mean {found[0]}?" if found else f"say one of {', '.join(names)}"


def read_document(text: str, file: str) -> Value:
    """Return a YAML text as values; `file` is what it is called in errors. Raises SpecError if it is none."""
    try:
        node = yaml.compose(text, Loader=_Core)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 1 if mark is None else mark.line + 1
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise SpecError(f"{file}:{line}: no YAML: {why}") from error
    if node is None:
        raise SpecError(f"{file}:1: it is empty: write a spec, as docs/experiments.md shows")
    return _Reader(file).value(node, "", 0)


class _Core(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """Tells scalars apart as YAML 1.2 does."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _kind, _pattern, _firsts in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.")),
):
    _Core.add_implicit_resolver(f"{_TAG}{_kind}", re.compile(rf"(?:{_pattern})\Z"), _firsts)


class _Reader:
    """Makes values of the nodes of one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._left = _MOST

    def value(self, node: yaml.Node, path: str, depth: int) -> Value:
        here = Value(None, self._file, node.start_mark.line + 1, path)
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            raise here.error("too much or too deep for a spec")
        if isinstance(node, yaml.MappingNode):
            return Value(self._mapping(node, path, depth), here.file, here.line, path)
        if isinstance(node, yaml.SequenceNode):
            items = [self.value(item, f"{path}[{at}]", depth + 1) for at, item in enumerate(node.value)]
            return Value(items, here.file, here.line, path)
        return Value(_scalar(node, here), here.file, here.line, path)

    def _mapping(self, node: yaml.MappingNode, path: str, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, value in node.value:
            here = Value(None, self._file, key.start_mark.line + 1, path)
            if not isinstance(key, yaml.ScalarNode):
                raise here.error("a key is a word")
            name = str(key.value)
            if name in found:
                raise here.error(f"the key {name} is there twice: keep one of them")
            found[name] = self.value(value, f"{path}.{name}" if path else name, depth + 1)
        return found


def _scalar(node: yaml.Node, here: Value) -> Any:
    kind, text = node.tag.removeprefix(_TAG), str(node.value)
    if kind == "str":
        return text
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if kind == "float" and math.isfinite(
        number := float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    ):
        return number
    raise here.error(f"{text!r} is neither text nor a number: put it in quotes if it is text")
