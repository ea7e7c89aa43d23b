"""What the tables of a run hold: the one place where their columns are named, typed and explained.

A column whose name begins with "truth_" holds what no agent ever sees: it was read from the cartridge's RAM,
or judged by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TRUTH = "truth_"
"""How the name of a column begins that holds ground truth."""
TYPES: Mapping[str, str] = {
    "integer": "whole number, 64 bits",
    "number": "double",
    "boolean": "true or false",
    "text": "text",
    "json": "text with a JSON value",
    "picture": "a PNG: a struct of its bytes and of a path, which is null",
}
"""The types of columns, and what they are."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `kind`: one of `TYPES`. `unit` may be empty. `nullable`: whether a cell may have no value.
    """

    name: str
    kind: str
    unit: str
    meaning: str
    nullable: bool = False

    @property
    def truth(self) -> bool:
        """Whether it holds ground truth."""
        return self.name.startswith(TRUTH)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row of it is, in which order, and its columns.

    `along`: the column that grows from row to row.
    """

    name: str
    row: str
    along: str
    columns: tuple[Column, ...]

    @property
    def place(self) -> int:
        """Where in a row the column lies that grows."""
        return [column.name for column in self.columns].index(self.along)

    @property
    def pictures(self) -> bool:
        """Whether a column holds pictures, for which CSV has no form."""
        return any(column.kind == "picture" for column in self.columns)


def document(table: Table) -> str:
    """Return the columns of a table as a table of Markdown, as docs/export.md has it."""
    lines = ["| column | type | unit | meaning |", "| --- | --- | --- | --- |"]
    for column in table.columns:
        kind = f"{column.kind} or null" if column.nullable else column.kind
        lines.append(f"| `{column.name}` | {kind} | {column.unit} | {column.meaning} |")
    return "\n".join(lines) + "\n"


def _steps() -> tuple[Column, ...]:
    return (
        Column("number", "integer", "steps", "number of the step, from 1"),
        Column("decision", "integer", "", "decision that it belongs to"),
        Column("button", "text", "", "what was pressed: a b start select up down left right, or wait"),
        Column("screen", "text", "", "the screen after it: xxh3-128 of its RGBA pixels, hexadecimal"),
        Column("frames", "integer", "frames", "emulated frames until the game was ready again"),
        Column("seconds", "number", "s", "wall time since the step before"),
        Column("truth_hash", "integer", "", "hash of everything that matters to the game's future, signed"),
        Column("truth_mode", "text", "", "play, text (a dialogue waits), won or unknown"),
        Column("truth_place", "text", "", "name of the room", nullable=True),
        Column("truth_x", "integer", "cells", "column in the room, from 0 at the left", nullable=True),
        Column("truth_y", "integer", "cells", "row in the room, from 0 at the top", nullable=True),
        Column("truth_objective", "integer", "objectives", "objectives met", nullable=True),
        Column("truth_objectives", "integer", "objectives", "objectives of the quest", nullable=True),
        Column("truth_detail", "json", "", "the game's own fields, by name"),
    )


def _screens() -> tuple[Column, ...]:
    return (
        Column("step", "integer", "steps", "first step of these that showed it"),
        Column("screen", "text", "", "what steps know it by: xxh3-128 of its RGBA pixels, hexadecimal"),
        Column("image", "picture", "", "160 x 144 pixels, 8-bit grey, or RGB from a cartridge in colour"),
    )


def _decisions() -> tuple[Column, ...]:
    used = {
        "replies": ("replies", "replies of the model, every sample counted"),
        "input": ("tokens", "read at full price"),
        "cache_read": ("tokens", "read from the service's cache"),
        "cache_write": ("tokens", "written to the service's cache"),
        "output": ("tokens", "written by the model, its thinking included"),
        "context": ("tokens", "prompt of the reply that decided"),
    }
    return (
        Column("number", "integer", "decisions", "number of the decision, from 1"),
        Column("first_step", "integer", "steps", "its first step"),
        Column("last_step", "integer", "steps", "its last step (so far)"),
        Column("buttons", "text", "", "what it chose to press, with spaces between"),
        Column("target", "text", "", "what the agent says it heads for"),
        Column("reason", "text", "", "why, as the agent says"),
        Column("expect", "text", "", "what it says it will see"),
        Column("reset", "boolean", "", "whether its working memory was emptied before"),
        *(Column(name, "integer", unit, told, nullable=True) for name, (unit, told) in used.items()),
        Column("usd", "number", "USD", "what it cost; null also where a price is not known", nullable=True),
        Column("compactions", "integer", "", "summaries of the service's own making", nullable=True),
        Column("samples", "integer", "replies", "replies drawn to choose from", nullable=True),
    )


def _replies() -> tuple[Column, ...]:
    return (
        Column("decision", "integer", "decisions", "decision that it was asked for"),
        Column("turn", "integer", "", "turn of the conversation within the decision, from 0"),
        Column("sample", "integer", "", "which of several replies to the same, from 0"),
        Column("chosen", "boolean", "", "whether its sample was played"),
        Column("judge", "boolean", "", "whether it judged samples and is none itself"),
        Column("model", "text", "", "model that says it wrote it", nullable=True),
        Column("stop", "text", "", "why it ended, in the service's word", nullable=True),
        Column("usd", "number", "USD", "what it cost", nullable=True),
        Column("input", "integer", "tokens", "read at full price", nullable=True),
        Column("cache_read", "integer", "tokens", "read from the service's cache", nullable=True),
        Column("cache_write", "integer", "tokens", "written to the service's cache", nullable=True),
        Column("output", "integer", "tokens", "written by the model, thinking included", nullable=True),
        Column("seconds", "number", "s", "wall time until it was there"),
        Column("said", "text", "", "its plain text"),
        Column("thought", "text", "", "its thinking, as far as the service tells it"),
        Column("tools", "json", "", "the tools that it used: a list of objects with name and input"),
        Column("request", "text", "", "what the request is known by: xxh3-128, hexadecimal"),
        Column("reply", "json", "", "all of it, as it was recorded"),
    )


def _claims() -> tuple[Column, ...]:
    return (
        Column("from_revision", "integer", "revisions", "first revision at which it stood so; 0: the start"),
        Column("to_revision", "integer", "revisions", "last revision at which it stood so"),
        Column("from_step", "integer", "steps", "steps that had been played at from_revision"),
        Column("to_step", "integer", "steps", "steps that had been played at to_revision"),
        Column("path", "text", "", "file of the guide"),
        Column("line", "integer", "lines", "line in that file at from_revision, from 1"),
        Column("subject", "text", "", "what the claim is about"),
        Column("relation", "text", "", "what it says about that"),
        Column("object", "text", "", "what stands at the other end of the relation"),
        Column("maybe", "boolean", "", "whether the text is not sure of it"),
        Column(
            "truth_state", "text", "",
            "true; stale (false, and true when its line was written); false; or unchecked",
        ),
    )  # fmt: skip


def _events() -> tuple[Column, ...]:
    return (
        Column("step", "integer", "steps", "step that caused it"),
        Column("number", "integer", "", "which of that source's events of the step, from 0"),
        Column("source", "text", "", "game, harness or monitor"),
        Column("truth_kind", "text", "", "what kind of event"),
        Column("truth_place", "text", "", "name of the room after the step", nullable=True),
        Column("truth_words", "text", "", "what happened, in words"),
        Column("truth_detail", "json", "", "what happened, as an object"),
    )


def _revisions() -> tuple[Column, ...]:
    return (
        Column("number", "integer", "revisions", "number of the edit, from 1"),
        Column("decision", "integer", "decisions", "decision in which it was made"),
        Column("step", "integer", "steps", "first step of that decision", nullable=True),
        Column("operation", "text", "", "what the agent did"),
        Column("path", "text", "", "file (or folder) that was edited"),
        Column("renamed", "text", "", "new path, of a rename", nullable=True),
        Column("text", "text", "", "the file after the edit; null where it is gone", nullable=True),
    )


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table("steps", "one button press, in order", "number", _steps()),
        Table("screens", "one screen, in the order in which they were first seen", "step", _screens()),
        Table("decisions", "one turn of the agent, in order", "number", _decisions()),
        Table("replies", "one reply of a model, by decision, turn and sample", "decision", _replies()),
        Table(
            "claims",
            "one claim of the guide for as long as it stood unchanged in its file and in its truth, "
            "in the order in which that ended",
            "to_revision",
            _claims(),
        ),
        Table("events", "something that a step caused, in order", "step", _events()),
        Table("revisions", "one edit of the guide, in order", "number", _revisions()),
    )
}
"""The tables by name."""
