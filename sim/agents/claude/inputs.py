"""What a model gives to a tool, checked: whatever it is, it is understood or refused in one clear line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.core import LongplayError
from sim.guide.rules import shown

_KINDS = {
    type(None): "null",
    bool: "a boolean",
    int: "a whole number",
    float: "a number with a point",
    str: "text",
    list: "a list",
    dict: "an object",
}

Kinds = Mapping[str, type]
"""The fields of an input by name, and what JSON makes of their values."""


class ToolFault(LongplayError):
    """A use of a tool that cannot be done. Its text goes back to the model and says what to do instead."""


def fields(what: str, given: object, needed: Kinds, optional: Kinds | None = None) -> dict[str, Any]:
    """Return the fields of an input; raises ToolFault if one is missing, too many or of another kind.

    `what` names the use in the fault: "press", "memory create".
    """
    takes = {**needed, **(optional or {})}
    if not isinstance(given, Mapping):
        raise ToolFault(f"{what} takes an object with {listed(takes)}, not {kind_of(given)}")
    for name in given:
        if name not in takes:
            raise ToolFault(f"{what} takes {listed(takes)} and no {shown(str(name))}: leave it out")
    for name, kind in takes.items():
        if name not in given and name in needed:
            raise ToolFault(f"{what} needs {name}: give {_KINDS[kind]}")
        if name in given and type(given[name]) is not kind:
            raise ToolFault(f"{name} must be {_KINDS[kind]}, not {kind_of(given[name])}")
    return dict(given)


def kind_of(value: object) -> str:
    """Return in words what a JSON value is."""
    return _KINDS.get(type(value), type(value).__name__)


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return names in a row.

    >>> listed(["press", "wait", "memory"], "or")
    'press, wait or memory'
    """
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end
