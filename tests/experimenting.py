"""Experiments for tests, made without a file, that worker processes can import; and one to interrupt:

python -m tests.experimenting FOLDER --jobs 2 [--cluster local]
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import sim
from sim.core import AgentError, Button, Decision, Observation
from sim.drift import INSTRUMENT
from sim.experiment.running import Ended, Registration, run_experiment
from sim.experiment.running.cluster import Cluster
from sim.experiment.running.hands import Hands
from sim.experiment.running.local import Processes
from sim.experiment.spec.model import Arm, Power, Probes, Spec

ROOT = Path(__file__).parent.parent
BASE: Mapping[str, Any] = {"agent": "explorer", "legs": 4, "steps": 240, "snapshot_every": 80}
ARMS: Mapping[str, Mapping[str, Any]] = {"guide": {}, "none": {"guide": "off"}}
PROBES = Probes(every=100, steps=10, anchors=1)
FAKE: Mapping[str, Any] = {"name": "fake", "reset_decisions": 8}


def spec_of(
    arms: Mapping[str, Mapping[str, Any]] = ARMS,
    *,
    worlds: tuple[int, ...] = (5000, 5001),
    seeds: tuple[int, ...] = (0,),
    probes: Probes | None = None,
    cost_usd: float | None = None,
    **base: Any,
) -> Spec:
    """Return an experiment of a few short runs."""
    told = repr((arms, worlds, seeds, probes, cost_usd, base))
    return Spec(
        id="tried", title="An experiment for tests", purpose="to be interrupted", generator="",
        worlds=worlds, seeds=seeds, arms=tuple(Arm(name, changes) for name, changes in arms.items()),
        base={**BASE, **base}, cost_usd=cost_usd, hypotheses=(), gates=(), probes=probes,
        power=Power(None, ""), deviations=(), text="", digest=sha256(told.encode()).hexdigest(),
    )  # fmt: skip


def registered(spec: Spec) -> Registration:
    """Return a registration without asking git."""
    return Registration(spec.digest, "tried.yaml", None, True, sim.__version__, INSTRUMENT, "now")


def conduct(spec: Spec, folder: Path, hands: Callable[[], Hands] = lambda: Processes(2)) -> Ended:
    """Run an experiment in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "registration.json").write_text("{}")
    return run_experiment(spec, registered(spec), folder, hands)


def numbers(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the results in a folder by run, without what depends on the hour: seconds, and lost replies."""
    _, *lines = (folder / "results.jsonl").read_text().splitlines()
    found = {entry["job"]: entry["result"] for entry in map(json.loads, lines)}
    for result in found.values():
        del result["seconds"]
        result["usd"] = result["usd"][0]
        for probe in result["probes"]:
            probe["usd"] = probe["usd"][0]
    return dict(sorted(found.items()))


class Mortal:
    """An agent that goes to and fro, and at its twelfth decision does what its class says."""

    def __init__(self, _setup: object) -> None:
        self._decisions = 0

    def decide(self, observation: Observation) -> Decision:
        self._decisions += 1
        if self._decisions == 12:
            self.fail()
        return Decision((Button.LEFT, Button.RIGHT))

    def fail(self) -> None:
        """Do what is wrong with it: here, nothing."""

    def state(self) -> bytes:
        return str(self._decisions).encode()

    def restore(self, state: bytes) -> None:
        self._decisions = int(state)


class Clueless(Mortal):
    def fail(self) -> None:
        raise AgentError("nothing comes to mind")


class Crashing(Mortal):
    def fail(self) -> None:
        raise ZeroDivisionError("a defect of its own")


class Deadly(Mortal):
    def fail(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Slow(Mortal):
    def decide(self, observation: Observation) -> Decision:
        time.sleep(0.02)
        return Decision((Button.LEFT, Button.RIGHT))


SOAK = spec_of({**ARMS, "noisy": {"agent": "explorer+noise=0.2@100"}}, probes=PROBES)
"""What is interrupted: 6 runs of some seconds, with probes."""


SHORT = spec_of({"slow": {"agent": "tests.experimenting:Slow"}}, steps=150)
"""What is interrupted in a quick test: 2 runs of a second or two."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cluster")
    parser.add_argument("--storage")
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    spec = SHORT if asked.short else SOAK
    if asked.cluster:
        hands = partial(Cluster, asked.cluster, asked.folder, jobs=asked.jobs, storage=asked.storage)
        ended = conduct(spec, asked.folder, hands)
    else:
        ended = conduct(spec, asked.folder, lambda: Processes(asked.jobs))
    print(ended.standing.done, dict(ended.unplayed))
    raise SystemExit(bool(ended.unplayed))


if __name__ == "__main__":
    main()
