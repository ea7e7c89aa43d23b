"""The rows of every table of a run, one after another: no more of it is in memory than a chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from sim.record.lookup import CHUNK
from sim.viewer.data import DAMAGE, damaged
from sim.viewer.data.decision import decision
from sim.viewer.data.index import Index
from sim.viewer.data.screens import png
from sim.viewer.data.words import words
from sim.viewer.export.spells import spells
from sim.viewer.export.stretch import revisions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sim.core import Json
    from sim.record.lookup import Lookup, Shown
    from sim.viewer.export.stretch import Stretch

Row = tuple[Any, ...]
"""Cells in the order of the table's columns; None where there is no value."""
_USED = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")


def rows(run: Lookup, table: str, stretch: Stretch) -> Iterator[Row]:
    """Yield the rows of a table of `columns.TABLES`; raises RunFileError where the run is damaged."""
    try:
        yield from _ROWS[table](run, stretch)
    except DAMAGE as error:
        raise damaged(run.folder, error) from error


def extent(run: Lookup, table: str, stretch: Stretch) -> range:
    """Return the numbers that a table goes along in a stretch: of steps, decisions or revisions."""
    if table in ("steps", "screens", "events"):
        return range(stretch.first, stretch.last + 1)
    if table in ("decisions", "replies"):
        return range(stretch.first_decision, stretch.last_decision + 1)
    return revisions_of(run, stretch)


def _pages(run: Lookup, stretch: Stretch) -> Iterator[Sequence[Shown]]:
    after = stretch.first - 1
    while page := run.page(after, min(CHUNK, stretch.last - after)):
        yield page
        after = page[-1].number


def _steps(run: Lookup, stretch: Stretch) -> Iterator[Row]:
    for page in _pages(run, stretch):
        steps = run.steps(page[0].number - 1, page[-1].number)
        for shown, step in zip(page, steps, strict=True):
            truth = step.truth
            yield (
                step.number, step.decision, step.button.value, step.screen.hex(), step.frames, shown.seconds,
                truth.state, truth.mode, truth.place, truth.x, truth.y, truth.objective, truth.objectives,
                _json(truth.detail),
            )  # fmt: skip


def _screens(run: Lookup, stretch: Stretch) -> Iterator[Row]:
    seen: set[bytes] = set()
    for page in _pages(run, stretch):
        new = {shown.frame: shown.number for shown in reversed(page) if shown.frame not in seen}
        seen.update(new)
        planes = run.planes(new)
        for digest, step in sorted(new.items(), key=lambda found: found[1]):
            yield step, digest.hex(), png(planes[digest])


def _decisions(run: Lookup, stretch: Stretch) -> Iterator[Row]:
    found = run.decided(stretch.first_decision)
    for number in range(stretch.first_decision, stretch.last_decision + 1):
        if found is None:
            return
        following = run.decided(number + 1)
        first, buttons, target, reason, expect, reset, account = found
        last = run.last_step if following is None else following[0] - 1
        used: Row = (None,) * 9
        if account is not None:
            used = (
                account.replies, account.input, account.cache_read, account.cache_write, account.output,
                account.context, account.usd, account.compactions, account.samples,
            )  # fmt: skip
        yield number, first, last, buttons, target, reason, expect, reset, *used
        found = following


def _replies(run: Lookup, stretch: Stretch) -> Iterator[Row]:
    nothing = Index()  # what has been spent up to a decision is not asked for
    for number in range(stretch.first_decision, stretch.last_decision + 1):
        answers = run.answers(number)
        if not answers:
            continue
        told = decision(run, nothing, None, number)["replies"]
        for answer, shown in zip(answers, told, strict=True):
            recorded = run.reply(number, answer.turn, answer.sample)
            assert recorded is not None
            yield number, *_reply(shown, answer.seconds), *recorded


def _reply(shown: Json, seconds: float) -> Row:
    said = [block["text"] for block in shown["blocks"] if block["type"] == "text"]
    thought = [block["text"] for block in shown["blocks"] if "thinking" in block["type"]]
    tools = [
        {"name": block["name"], "input": block.get("input")} for block in shown["blocks"] if "name" in block
    ]
    used = shown["usage"] or {}
    return (
        shown["turn"], shown["sample"], shown["chosen"], shown["judge"], shown["model"], shown["stop"],
        shown["usd"], *(used.get(name) for name in _USED), seconds, "\n".join(said), "\n".join(thought),
        _json(tools),
    )  # fmt: skip


def _events(run: Lookup, stretch: Stretch) -> Iterator[Row]:
    for after in range(stretch.first - 1, stretch.last, CHUNK):
        for event in run.happened(after, min(after + CHUNK, stretch.last)):
            yield (
                event.step, event.number, event.source, event.kind, event.place, words(event),
                _json(event.detail),
            )  # fmt: skip


def _revisions(run: Lookup, stretch: Stretch) -> Iterator[Row]:
    numbers = revisions_of(run, stretch)
    for number, made in run.revisions(numbers.start - 1, numbers.stop - 1):
        found = run.decided(number)
        step = None if found is None else found[0]
        yield made.number, number, step, made.operation, made.path, made.renamed, made.text


_ROWS: Mapping[str, Callable[[Lookup, Stretch], Iterator[Row]]] = {
    "steps": _steps,
    "screens": _screens,
    "decisions": _decisions,
    "replies": _replies,
    "claims": spells,
    "events": _events,
    "revisions": _revisions,
}


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
