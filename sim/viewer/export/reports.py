"""The drift report that an export shows: the one in the run file, or one that is made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.session import fold
from sim.viewer.data.summary import stored

if TYPE_CHECKING:
    from sim.core import Json
    from sim.record.lookup import Lookup


def report_in(run: Lookup) -> tuple[Json, tuple[str, ...]]:
    """Return the drift report of a run as JSON, and a note if it had to be made.

    The run file stays as it is.
    """
    found = stored(run)
    if found is not None:
        return found, ()
    note = "the run holds no drift report, so one was made for this export (longplay drift keeps one)"
    return fold(run).to_json(), (note,)
