"""A cluster plays an experiment to the same numbers, and loses nothing when a worker or the place is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim.experiment.running import play_task
from sim.experiment.running.cluster import Cluster, ClusterError
from sim.experiment.running.conduct import jobs_of
from sim.experiment.running.job import Mark
from sim.experiment.running.pulse import Beats
from sim.experiment.running.storage import Storage, StorageError
from sim.record import Run
from tests.experiment_soak import workers_of
from tests.experimenting import ROOT, SHORT, conduct, numbers, spec_of
from tests.test_experiment_running import Stub, here

needs_ray = pytest.mark.skipif(
    find_spec("ray") is None, reason='Ray is missing: pip install "longplay[cluster]"'
)
needs_fsspec = pytest.mark.skipif(
    find_spec("fsspec") is None, reason='fsspec is missing: pip install "longplay[cluster]"'
)


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The numbers of the short experiment, played here."""
    folder = tmp_path_factory.mktemp("here")
    conduct(SHORT, folder, lambda: Stub(here))
    return dict(numbers(folder))


def begun(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "tests.experimenting",
        str(folder),
        "--short",
        "--cluster",
        "local",
        *more,
    ]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@needs_ray
def test_a_cluster_plays_the_same_numbers_though_a_worker_is_killed(
    tmp_path: Path, wanted: dict[str, object]
) -> None:
    process, until = begun(tmp_path), time.monotonic() + 120
    while not (workers := workers_of(process.pid)) or not any(tmp_path.glob("runs/*/*/run.sqlite")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    os.kill(workers[0], signal.SIGKILL)
    said, errors = process.communicate(timeout=180)
    assert said == "2 {}\n", errors
    assert numbers(tmp_path) == wanted


@needs_ray
@needs_fsspec
def test_runs_are_gathered_through_any_storage(tmp_path: Path, wanted: dict[str, object]) -> None:
    storage = tmp_path / "elsewhere"
    said, errors = begun(tmp_path / "out", "--storage", storage.as_uri()).communicate(timeout=180)
    assert said == "2 {}\n", errors
    assert numbers(tmp_path / "out") == wanted
    for folder in (tmp_path / "out" / "runs", storage / "runs"):
        with Run.open(folder / "slow/w5000-s0") as run:
            assert run.last_step == 150


@needs_fsspec
def test_what_is_kept_of_a_run_under_way_can_be_gone_on_with_elsewhere(tmp_path: Path) -> None:
    job = jobs_of(spec_of(steps=120), Mark("tried", "0" * 64, True), tmp_path)[0]
    storage = Storage((tmp_path / "kept").as_uri())

    def keep(step: int) -> None:
        if step == 70:
            storage.keep(job.task.id, Path(job.folder))

    whole = play_task(job, tell=keep).measured
    other = jobs_of(spec_of(steps=120), Mark("tried", "0" * 64, True), tmp_path / "other")[0]
    assert storage.fetch(job.task.id, Path(other.folder))
    steps: list[int] = []
    again = play_task(other, tell=steps.append).measured
    assert whole is not None
    assert again is not None
    assert {**again, "seconds": 0} == {**whole, "seconds": 0}
    assert steps[0] == 71
    assert not storage.fetch("no/such-run", tmp_path / "none")


@needs_fsspec
def test_a_storage_that_nothing_speaks_to_is_refused() -> None:
    with pytest.raises(StorageError, match="nowhere://at/all cannot be used"):
        Storage("nowhere://at/all")


def test_a_cluster_without_ray_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"pip install .longplay\[cluster\]"):
        Cluster("local", tmp_path)


def test_a_storage_without_fsspec_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(StorageError, match=r"pip install .longplay\[cluster\]"):
        Storage("file:///tmp")


def test_a_heart_is_heard_once_for_each_time_it_beats_and_told_when_to_stop() -> None:
    beats = Beats()
    assert not beats.beat("a", 1)
    assert not beats.beat("a", 2)
    assert (beats.heard(), beats.heard()) == ({"a": 2}, {})
    beats.end()
    assert beats.beat("b", 1)
