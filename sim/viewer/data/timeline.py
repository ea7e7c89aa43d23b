"""The whole run at a glance: series over its steps, and marks on them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from sim.viewer.data.jump import DRIFT
from sim.viewer.data.summary import share
from sim.viewer.data.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.core import Json
    from sim.record.lookup import Edit, Lookup
    from sim.viewer.data.index import Index

MOST = 4000
"""Points of a series at most."""
_NEVER = 1 << 62
_EVENTS, _MARKS = 500, 1000
"""Events with their words, and marks of any other kind, at most."""


def timeline(
    run: Lookup,
    index: Index,
    points: int,
    *,
    report: Json | None = None,
    first: int = 1,
    last: int | None = None,
) -> dict[str, Any]:
    """Return series at up to `points` steps of `first` to `last` (the whole run), and the marks between them.

    Each value is that after its step; `usd`, `tokens` and `seconds` are all up to there. What the index has
    not counted yet is None; `counted` is the last step that it has. Where there are more marks than can be
    drawn some are left out: events of the commonest kinds first.
    """
    end = run.last_step
    last = end if last is None else min(last, end)
    first = max(1, first)
    steps = _ends(first, last, min(points, MOST))
    known = bisect_right(steps, index.counted)
    blank: list[None] = [None] * (len(steps) - known)
    turns = [bisect_right(index.starts, step) - 1 for step in steps[:known]]
    shown = run.shown(end)
    of = None if shown is None else shown.objectives
    met = [_met(index, step) for step in steps[:known]]
    return {
        "from": first,
        "to": last,
        "counted": index.counted,
        "steps": steps,
        "progress": [share(value, of) for value in met] + blank,
        "objective": met + blank,
        "objectives": of,
        "context": [_at(index.context, turn) for turn in turns] + blank,
        "context_limit": context_limit(run),
        "usd": [_rounded(_at(index.usd, turn)) for turn in turns] + blank,
        "tokens": [_at(index.tokens, turn) for turn in turns] + blank,
        "seconds": [round(index.seconds[step - 1], 3) for step in steps[:known]] + blank,
        "marks": {
            "events": _events(run, index, first, last),
            "alarms": _alarms(run, index, report, first, last),
            "resets": _thinned(_between(index.resets, first, last), _MARKS),
            "revisions": _revisions(index, first, last),
            "objectives": [list(pair) for pair in index.objectives if first <= pair[0] <= last][:_MARKS],
            "decisions_every": _every(index, first, last),
        },
    }


def context_limit(run: Lookup) -> int | None:
    """Return the tokens at which a model's context is emptied or full, None for an agent that asks none."""
    model = run.settings.model
    if model is None:
        return None
    if model.context in ("reset", "log") and model.reset_tokens:
        return model.reset_tokens
    known = run.meta().get("model") or {}
    limit: int | None = known.get("context")
    return limit


# --- series -------------------------------------------------------------------------------


def _ends(first: int, last: int, points: int) -> list[int]:
    """Return the last steps of `points` stretches of equal length, of all steps where these are no more."""
    count = last - first + 1
    if count <= points:
        return list(range(first, last + 1))
    return [first - 1 + (number + 1) * count // points for number in range(points)]


def _met(index: Index, step: int) -> int | None:
    at = bisect_right(index.objectives, (step, float("inf"))) - 1
    return index.objectives[at][1] if at >= 0 else None


def _at(values: Sequence[Any], turn: int) -> Any:
    return values[turn] if 0 <= turn < len(values) else None


def _rounded(usd: float | None) -> float | None:
    return None if usd is None else round(usd, 6)


# --- marks --------------------------------------------------------------------------------


def _between(steps: Sequence[int], first: int, last: int) -> Sequence[int]:
    return steps[bisect_left(steps, first) : bisect_right(steps, last)]


def _thinned(values: Sequence[Any], most: int) -> list[Any]:
    """Return at most `most` of the values, evenly spread."""
    if len(values) <= most:
        return list(values)
    return [values[number * len(values) // most] for number in range(most)]


def _events(run: Lookup, index: Index, first: int, last: int) -> Json:
    """Return the events with their words: all of the rarer kinds, and some of the one that fills it up."""
    there = {key: _between(steps, first, last) for key, steps in list(index.events.items())}
    chosen: dict[int, set[tuple[str, str]]] = {}
    left = _EVENTS
    for key, steps in sorted(there.items(), key=lambda item: (len(item[1]), item[0])):
        for step in _thinned(steps, left):
            chosen.setdefault(step, set()).add(key)
        left -= min(left, len(steps))
    told = [
        [event.step, event.source, event.kind, words(event)]
        for step in sorted(chosen)
        for event in run.happened(step - 1, step)
        if (event.source, event.kind) in chosen[step]
    ]
    return {"shown": told, "more": max(0, sum(map(len, there.values())) - len(told))}


def _alarms(run: Lookup, index: Index, report: Json | None, first: int, last: int) -> list[list[Any]]:
    return [
        [alarm["step"], alarm["family"], alarm["row"], alarm["onset"]]
        for alarm in (report["alarms"] if report is not None else _raised(run, index))
        if first <= alarm["step"] <= last
    ]


def _raised(run: Lookup, index: Index) -> Iterator[Json]:
    """Yield the alarms that were raised while the run was played."""
    for step in _thinned(index.events.get(DRIFT, ()), _MARKS):
        for event in run.happened(step - 1, step):
            if (event.source, event.kind) == DRIFT:
                yield {"family": "", "row": "", "onset": None, **event.detail, "step": event.step}


def _revisions(index: Index, first: int, last: int) -> list[list[Any]]:
    """Return (step, number, path, operation) of edits; where there are too many, of some."""

    def step(edit: Edit) -> int:
        return index.first_step(edit.decision) or _NEVER

    begin, end = bisect_left(index.edits, first, key=step), bisect_right(index.edits, last, key=step)
    kept = _thinned(index.edits[begin:end], _MARKS)
    return [[step(edit), edit.number, edit.path, edit.operation] for edit in kept]


def _every(index: Index, first: int, last: int) -> float | None:
    """Return the steps in a decision, on average."""
    count = len(_between(index.starts, first, last))
    return round((last - first + 1) / count, 2) if count else None
