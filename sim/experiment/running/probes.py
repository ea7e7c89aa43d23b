"""Fork probes: the agent as it is, beside a fresh self in the same place.

Every M steps, where a decision ended, the run is left from the live state with its context kept or empty and
its guide kept or blank (`forks.py`), and put into frozen situations of its world (`anchors.py`). All cells
of a point start from the same state of the machine, so that what is difficult there cancels: the drift of an
agent is the gap between it and its fresh self. The forks play; the run that is probed is not touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.experiment.results import Results
from sim.experiment.running.anchors import anchored
from sim.experiment.running.asks import Ask, asks_of
from sim.experiment.running.forks import forked
from sim.experiment.running.job import Interrupted
from sim.record import Run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.core import Json
    from sim.experiment.running.job import Job
    from sim.experiment.spec.model import Probes

FILE = "probes.jsonl"
FOLDER = "probes"


def probe(job: Job, folder: Path, probes: Probes, stop: Callable[[], bool]) -> list[Json]:
    """Take the probes of the run in `folder`, which has ended, and return them (see `score.Taken`).

    Those in its `probes.jsonl` are not taken again. A model's probes cost what the run left of its allowance
    at most. Raises Interrupted between two probes when `stop` says so.
    """
    with Run.open(folder) as run:
        asks = asks_of(run, probes)
        spent = run.spent.most
    left = None if job.allowance is None or spent is None else job.allowance - spent
    definition = {"experiment": job.mark.digest, "task": job.task.id}
    with Results(folder / FILE, definition, asks) as results:
        for name, ask in asks.items():
            if name not in results.found:
                if stop():
                    raise Interrupted
                results.add(name, _take(ask, folder, name, left))
            left = _less(left, results.found[name])
        return [results.found[name] for name in asks]


def _take(ask: Ask, folder: Path, name: str, left: float | None) -> Json:
    place = folder / FOLDER / name.replace("/", "-")
    take = forked if ask.anchor is None else anchored
    return take(ask, folder, place, left).to_json()


def _less(left: float | None, taken: Json) -> float | None:
    return None if left is None else left - (taken["usd"][1] or 0.0)
