"""The folder of an experiment, as it lies on the disk:

spec.yaml            the spec as it was registered
registration.json    its hash, the commit it is in, versions
results.jsonl        what every run came to, a line each (`sim.experiment.results`)
runs/ARM/wW-sS/      ordinary runs: `longplay view DIR/runs` shows them
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core import LongplayError
from sim.experiment.measured import Measured
from sim.experiment.results import digest
from sim.experiment.running.conduct import RESULTS
from sim.experiment.running.registration import FILE, TEXT, Registration
from sim.experiment.spec.model import Spec, Task
from sim.experiment.spec.reading import SpecError, parse_spec


class ExperimentError(LongplayError):
    """A folder holds no experiment, or one that cannot be read."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment as far as it has come: `measured` are the runs that are over, `missing` the others.

    Both are in the order of `spec.tasks()`.
    """

    folder: Path
    spec: Spec
    registration: Registration
    measured: tuple[Measured, ...]
    missing: tuple[Task, ...]

    @classmethod
    def open(cls, folder: Path | str) -> Experiment:
        """Read the experiment in a folder; it may be going on. Raises ExperimentError if there is none."""
        home = Path(folder)
        registration = _registration(home / FILE)
        spec = _spec(home / TEXT, registration)
        tasks = spec.tasks()
        found = _results(home / RESULTS, {task.id: task for task in tasks})
        measured = tuple(found[task.id] for task in tasks if task.id in found)
        return cls(home, spec, registration, measured, tuple(task for task in tasks if task.id not in found))


def _registration(file: Path) -> Registration:
    try:
        told = json.loads(file.read_text("utf-8"))
        return Registration(**{**told, "deviations": tuple(told["deviations"])})
    except FileNotFoundError as error:
        raise ExperimentError(
            f"{file.parent} holds no experiment: longplay experiment SPEC --out {file.parent} makes one"
        ) from error
    except OSError as error:
        raise ExperimentError(f"{file} cannot be read: {error.strerror or error}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise ExperimentError(f"{file} is damaged: {error}") from error


def _spec(file: Path, registration: Registration) -> Spec:
    try:
        spec = parse_spec(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ExperimentError(f"{file} cannot be read: {error}") from error
    except SpecError as error:
        raise ExperimentError(f"the spec of this experiment cannot be read: {error}") from error
    if spec.digest != registration.digest:
        raise ExperimentError(
            f"{file} was changed after its registration (it is {spec.digest[:12]}, registered was"
            f" {registration.digest[:12]}): put it back; a changed spec is a new experiment"
        )
    return spec


def _results(file: Path, tasks: dict[str, Task]) -> dict[str, Measured]:
    """Return the results of the spec's runs; a torn last line is one that is being written."""
    try:
        *lines, _torn = file.read_bytes().split(b"\n") if file.exists() else [b""]
    except OSError as error:
        raise ExperimentError(f"{file} cannot be read: {error.strerror or error}") from error
    found: dict[str, Measured] = {}
    for number, line in enumerate(lines[1:], 2):
        try:
            entry: dict[str, Any] = json.loads(line)
            task = tasks.get(entry["job"])
            if task is None:
                continue
            if entry["spec"] != digest(task):
                raise ExperimentError(f"{file}: line {number} is the result of another run than {task.id}")
            found[task.id] = Measured.from_json(entry["result"])
        except (ValueError, KeyError, TypeError) as error:
            raise ExperimentError(f"{file} is damaged in line {number}: remove the line") from error
    return found
