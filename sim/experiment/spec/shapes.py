"""The parts that the JSON schema of specs is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.experiment.spec.arms import SEEDS
from sim.experiment.spec.fields import NAME

Schema = dict[str, Any]


def obj(properties: dict[str, Schema], *, optional: tuple[str, ...] = (), said: str = "") -> Schema:
    """Return the schema of an object with these properties, all required but the optional ones."""
    return {
        **({"description": said} if said else {}),
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False,
    }


def text(said: str) -> Schema:
    """Return the schema of a text that is not empty."""
    return {"description": said, "type": "string", "minLength": 1}


def texts(said: str) -> Schema:
    """Return the schema of a list of texts, none twice."""
    return {
        "description": said,
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "uniqueItems": True,
    }


def name(said: str) -> Schema:
    """Return the schema of what experiments, arms and hypotheses may be called."""
    return {"description": said, "type": "string", "pattern": whole(NAME.pattern)}


def flag(said: str) -> Schema:
    """Return the schema of true or false."""
    return {"description": said, "type": "boolean"}


def enum(said: str, words: Sequence[str]) -> Schema:
    """Return the schema of one of some words."""
    return {"description": said, "enum": list(words)}


def number(said: str, *, least: float, most: float | None = None, kind: str = "integer") -> Schema:
    """Return the schema of a number within a range; `kind` "integer" or "number"."""
    roof = {} if most is None else {"maximum": most}
    return {"description": said, "type": kind, "minimum": least, **roof}


def above(said: str) -> Schema:
    """Return the schema of a number above 0."""
    return {"description": said, "type": "number", "exclusiveMinimum": 0}


def seeds(said: str) -> Schema:
    """Return the schema of seeds: whole numbers, and ranges such as 5000-5009."""
    one: Schema = {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": SEEDS - 1},
            {"type": "string", "pattern": "^ *[0-9]+ *- *[0-9]+ *$"},
        ]
    }
    return {"description": said, "anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}]}


def or_null(found: Schema) -> Schema:
    """Return the schema of what may also be null."""
    said = found.pop("description", None)
    return {**({"description": said} if said else {}), "anyOf": [found, {"type": "null"}]}


def whole(pattern: str) -> str:
    """Return a pattern that is about the whole of a text."""
    return f"^(?:{pattern})$"
