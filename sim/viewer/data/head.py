"""What the page of a run starts from: everything that does not depend on the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH
from sim.viewer.data.summary import summary

if TYPE_CHECKING:
    from sim.core import Json
    from sim.record.lookup import Lookup
    from sim.viewer.data.index import Index


def head(
    run: Lookup, index: Index, key: str, *, truth: bool, report: Json | None, report_state: str
) -> dict[str, Any]:
    """Return the summary of a run with its settings, versions and report.

    `truth` tells whether the ground truth of its world is known here; `report_state` is "stored", "folding"
    or "none", `report` the drift report as JSON if there is one.
    """
    meta = run.meta()
    return {
        **summary(run, key, report),
        **moving(run),
        "settings": meta.get("settings", {}),
        "identity": meta.get("identity", {}),
        "assists": list(run.settings.assists),
        "seconds": index.played,
        "guide": meta.get("guide") is not None,
        "truth": truth,
        "map": truth,
        "report": report,
        "report_state": report_state,
        "screen": {"width": SCREEN_WIDTH, "height": SCREEN_HEIGHT},
        "events_kinds": {kind: len(steps) for (_, kind), steps in sorted(index.events.items())},
    }


def moving(run: Lookup) -> dict[str, int]:
    """Return what grows while a run is being played."""
    return {
        "last_step": run.last_step,
        "last_decision": run.last_decision,
        "last_revision": run.last_revision,
    }
