"""One run of an experiment as a worker is given it, and what a worker says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.core import settings_from

if TYPE_CHECKING:
    from sim.core import Json, RunSettings
    from sim.experiment.spec.model import Probes, Task


UNREACHABLE = "model unreachable"
"""The status of a run whose model gave no reply for long."""


class Interrupted(Exception):
    """A run was left on purpose between two steps, and can be gone on with."""


class Aside(Exception):
    """A run cannot go on now for a reason that is not its own: no model answers."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What every run file says of the experiment it is part of, under the key "experiment"."""

    id: str
    digest: str
    exploratory: bool

    def to_json(self, task: Task) -> Json:
        """Return the mark of one run as a JSON object."""
        return {"id": self.id, "digest": self.digest, "exploratory": self.exploratory, "task": task.id}


@dataclass(frozen=True, slots=True)
class Job:
    """A run to be played into `folder`: its task, its mark, and the probes to take of it.

    `allowance`: the most that the run and its probes may cost, in USD; None for no limit.
    """

    task: Task
    folder: str
    mark: Mark
    probes: Probes | None = None
    allowance: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker says of a run: it is `measured`, or was set `aside` for the reason given.

    A run is set aside when nothing is wrong with itself: whoever runs the experiment again goes on with it.
    """

    measured: Json | None = None
    aside: str | None = None

    def to_json(self) -> Json:
        """Return the reply as a JSON object."""
        return {"measured": self.measured, "aside": self.aside}


def settings_of(job: Job) -> RunSettings:
    """Return the settings of a job's run, its budget included.

    A run that probes are taken of has a snapshot at each of them.
    """
    settings = settings_from(job.task.settings)
    if settings.model is not None and job.allowance is not None:
        settings = replace(settings, model=replace(settings.model, budget_usd=job.allowance))
    if job.probes is not None:
        settings = replace(settings, snapshot_every=job.probes.every)
    return settings
