"""The same runs on the cartridge: what is proved on the twin holds for the machine that it is the twin of.

A run of the plan is played by a real session, on the emulator, through the reader of the pixels and with a
run file, and measured there; the report with its alarms must equal that of the twin. Worlds of uneven
difficulty are made for the calibration alone and stay on the twin.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sim.core import RunSettings
from sim.drift import INSTRUMENT
from sim.experiment.calibration.job import played
from sim.experiment.calibration.plan import CONTROLS, EDITION, Case, Spec, spec
from sim.experiment.pool import run_jobs
from sim.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.core import Json
    from sim.drift import DriftReport

KINDS = ("noise", "amnesia", "loops", "shortcuts")
"""The kinds played there, one run each at medium size: buttons, guide, ways and temptations."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One run played on both: whether alarms and report are equal, and what is not, in words."""

    agent: str
    world: int
    steps: int
    alarms: int
    same: bool
    differing: tuple[str, ...]
    seconds: float


def specs(which: str, controls: int, steps: int) -> dict[str, Spec]:
    """Return the runs of a set that are played on the cartridge too: some controls, then `KINDS`."""
    even = [Case(control, "") for control, (_, difficulty) in CONTROLS.items() if difficulty == "even"]
    chosen = [(case, at // len(even)) for at, case in enumerate(islice(cycle(even), controls))]
    chosen += [(Case(kind, "medium"), 0) for kind in KINDS]
    return {
        f"cartridge/{which}/{case.name}/{number}": spec(which, case, number, steps) for case, number in chosen
    }


def confirm(
    jobs: Mapping[str, Spec],
    folder: Path,
    *,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Confirmed]:
    """Play runs on the cartridge and on the twin and compare; those compared before are read back."""
    definition = {"instrument": INSTRUMENT, "edition": EDITION}
    found = run_jobs(
        work, jobs, folder / "runs-cartridge.jsonl", definition=definition, jobs=processes, progress=progress,
    )  # fmt: skip
    return [confirmed_of(saved) for saved in found.values()]


def confirmed_of(saved: Mapping[str, Any]) -> Confirmed:
    """Return the comparison whose JSON this is."""
    return Confirmed(**{**saved, "differing": tuple(saved["differing"])})


def work(job: Spec) -> Json:
    """Compare one run: what a worker process is given to do."""
    return asdict(compared(job))


def compared(job: Spec) -> Confirmed:
    """Play a run on the cartridge and on the twin, and compare what the instrument says."""
    began = time.perf_counter()
    with TemporaryDirectory(prefix="longplay-") as folder:
        report = _on_cartridge(job, Path(folder) / "run")
    seconds = round(time.perf_counter() - began, 3)
    twin, _ = played(job.run)
    ours, theirs = report.to_json(), twin.to_json()
    differing = tuple(sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)))
    return Confirmed(
        job.run.agent, job.run.world, report.steps, len(report.alarms), not differing, differing, seconds
    )


def _on_cartridge(job: Spec, folder: Path) -> DriftReport:
    run = job.run
    settings = RunSettings(
        agent=run.agent, world=run.world, seed=run.seed, legs=run.legs, steps=run.steps, context=run.context
    )
    with Session.new(folder, settings) as session:
        deque(session.play(), maxlen=0)
        return session.report()
