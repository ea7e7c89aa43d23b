"""Steps in columns, as the page reads them ahead while it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.viewer.data.words import words

if TYPE_CHECKING:
    from sim.record.lookup import Lookup

MOST = 2000
"""Steps in an answer at most."""


def steps(run: Lookup, after: int, count: int) -> dict[str, Any]:
    """Return up to `count` steps numbered above `after`, one list a column, and their events.

    `frame` is the digest of the screen after the step, in hexadecimal.
    """
    page = run.page(after, min(count, MOST))
    events = run.happened(after, page[-1].number) if page else []
    return {
        "after": after,
        "number": [step.number for step in page],
        "decision": [step.decision for step in page],
        "button": [step.button for step in page],
        "frame": [step.frame.hex() for step in page],
        "mode": [step.mode for step in page],
        "place": [step.place for step in page],
        "x": [step.x for step in page],
        "y": [step.y for step in page],
        "objective": [step.objective for step in page],
        "seconds": [round(step.seconds, 6) for step in page],
        "events": [[event.step, event.source, event.kind, words(event)] for event in events],
    }
