"""Jobs are done once each: by real processes that may be killed, into a file that outlives all of it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core import LongplayError
from sim.experiment import ResultsError, TwinRun, fold, run_jobs
from sim.experiment.results import Results, digest
from tests import poolwork
from tests.poolwork import Sum, sums

ROOT = Path(__file__).parent.parent
MADE = {"edition": 1}


def wanted(count: int) -> dict[str, Any]:
    return {f"sum-{number}": {"sum": number + 100, "pair": [number, 100]} for number in range(count)}


def run(
    folder: Path, count: int, work: Callable[[Sum], Any] = poolwork.add, jobs: int = 1, **more: Any
) -> dict[str, Any]:
    specs = sums(folder, count, more.pop("seconds", 0.0))
    return run_jobs(work, specs, folder / "results.jsonl", **{"definition": MADE, "jobs": jobs, **more})


def done(folder: Path) -> dict[str, int]:
    """How often each job was begun."""
    return Counter(f"sum-{note.stem}" for note in (folder / "done").iterdir())


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]


# --- done once ----------------------------------------------------------------------------


def test_every_job_is_done_once_and_told_of_in_order(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = run(tmp_path, 8, jobs=2, progress=lambda *counts: told.append(counts))
    assert list(found.items()) == list(wanted(8).items())
    assert done(tmp_path) == dict.fromkeys(wanted(8), 1)
    assert told == [(number, 8) for number in range(9)]
    head, *rest = lines(tmp_path)
    assert head["format"] == "longplay-results-1"
    assert {line["job"]: line["result"] for line in rest} == found


def test_what_is_there_is_not_done_again(tmp_path: Path) -> None:
    run(tmp_path, 3)
    told: list[tuple[int, int]] = []
    assert run(tmp_path, 6, progress=lambda *counts: told.append(counts)) == wanted(6)
    assert done(tmp_path) == dict.fromkeys(wanted(6), 1)
    assert told == [(3, 6), (4, 6), (5, 6), (6, 6)]
    before = (tmp_path / "results.jsonl").read_bytes()
    assert run(tmp_path, 2) == wanted(2)
    assert (tmp_path / "results.jsonl").read_bytes() == before


def test_runs_on_the_twin_are_jobs(tmp_path: Path) -> None:
    runs = {kind: TwinRun(legs=4, steps=150, difficulty=kind) for kind in ("even", "rising")}
    found = run_jobs(poolwork.drift, runs, tmp_path / "drift.jsonl", definition=MADE, jobs=2)
    assert found == {kind: fold(run).to_json() for kind, run in runs.items()}


def test_no_jobs_are_done_at_once_and_on_no_process_none_can_be(tmp_path: Path) -> None:
    assert run(tmp_path, 0) == {}
    with pytest.raises(ValueError, match="jobs must be at least 1, not 0"):
        run(tmp_path, 1, jobs=0)


@pytest.mark.parametrize("kept", [1, 20, 200])
def test_a_torn_last_line_is_dropped_and_its_job_done_again(tmp_path: Path, kept: int) -> None:
    run(tmp_path, 4)
    file = tmp_path / "results.jsonl"
    whole = file.read_bytes()
    *complete, last = whole.splitlines(keepends=True)
    file.write_bytes(b"".join(complete) + last[: min(kept, len(last) - 1)])
    assert run(tmp_path, 4) == wanted(4)
    assert file.read_bytes() == whole
    assert done(tmp_path) == {**dict.fromkeys(wanted(4), 1), "sum-3": 2}


def test_a_file_torn_in_its_first_line_begins_anew(tmp_path: Path) -> None:
    run(tmp_path, 2)
    file = tmp_path / "results.jsonl"
    whole = file.read_bytes()
    for kept in (0, 10):
        file.write_bytes(whole[:kept])
        assert run(tmp_path, 2) == wanted(2)
        assert file.read_bytes() == whole


# --- refused ------------------------------------------------------------------------------


def test_another_definition_is_refused_and_the_file_left_as_it_is(tmp_path: Path) -> None:
    run(tmp_path, 2)
    before = (tmp_path / "results.jsonl").read_bytes()
    for changed in ({"definition": {"edition": 2}}, {"work": poolwork.refuse}, {"seconds": 0.001}):
        with pytest.raises(ResultsError, match=r"holds results of another definition .*: move it away"):
            run(tmp_path, 2, **changed)
    assert (tmp_path / "results.jsonl").read_bytes() == before


@pytest.mark.parametrize("content", ["a note", "a note\n", '{"format": "else", "definition": ""}\n', "[]\n"])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "results.jsonl").write_text(content)
    with pytest.raises(ResultsError, match="holds no results: choose another file"):
        run(tmp_path, 1)
    assert (tmp_path / "results.jsonl").read_text() == content


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    run(tmp_path, 3)
    file = tmp_path / "results.jsonl"
    broken = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*broken[:2], "{]\n", *broken[2:]]))
    with pytest.raises(ResultsError, match="is damaged in line 3: remove the line"):
        run(tmp_path, 3)


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, why in ((tmp_path / "file" / "results.jsonl", "File exists"), (tmp_path, "Is a directory")):
        with pytest.raises(ResultsError, match=f"cannot write results to {re.escape(str(path))}: {why}"):
            run_jobs(poolwork.add, sums(tmp_path, 1), path, definition=MADE)


def test_equal_specs_have_equal_digests_and_others_have_not(tmp_path: Path) -> None:
    one = Sum("there", 1, 2)
    assert (
        digest(one)
        == digest(Sum("there", 1, 2))
        == digest({"right": 2, "left": 1} | {"folder": "there", "seconds": 0.0})
    )
    assert digest(one) != digest(Sum("there", 2, 1))


# --- failing and dying --------------------------------------------------------------------


def test_the_job_of_a_killed_worker_is_done_by_another(tmp_path: Path) -> None:
    assert run(tmp_path, 6, poolwork.add_or_die_once, jobs=2) == wanted(6)
    assert done(tmp_path) == {**dict.fromkeys(wanted(6), 1), "sum-3": 2}


def test_a_job_that_kills_its_worker_twice_ends_the_rest_but_not_the_results(tmp_path: Path) -> None:
    with pytest.raises(
        LongplayError, match=r"job sum-3 ended its worker 2 times \(the last time by signal 9\)"
    ):
        run(tmp_path, 4, poolwork.add_or_die)
    assert done(tmp_path) == {"sum-0": 1, "sum-1": 1, "sum-2": 1, "sum-3": 2}
    assert [line["job"] for line in lines(tmp_path)[1:]] == ["sum-0", "sum-1", "sum-2"]


def test_a_job_that_cannot_be_done_says_why_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(LongplayError, match=r"^job sum-3: no such world$"):
        run(tmp_path, 4, poolwork.refuse)


@pytest.mark.parametrize(
    ("work", "words"), [(poolwork.divide, "ZeroDivisionError"), (poolwork.tell_no_json, "TypeError")]
)
def test_a_bug_in_a_job_crashes_loudly(tmp_path: Path, work: Callable[[Sum], Any], words: str) -> None:
    specs = {"wrong": Sum(str(tmp_path), 1, 0)}
    with pytest.raises(RuntimeError, match=rf"(?s)^job wrong failed in its worker:\n.*{words}"):
        run_jobs(work, specs, tmp_path / "results.jsonl", definition=MADE, jobs=1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_pool_goes_on_where_it_stopped(tmp_path: Path, number: int) -> None:
    specs = sums(tmp_path, 30, 0.05)
    command = [sys.executable, "-m", "tests.poolwork", str(tmp_path)]
    # A group of its own: Ctrl-C on a terminal reaches every process of the group.
    pool = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True, text=True)
    wait_for(lambda: len(done(tmp_path)) >= 4)
    os.killpg(pool.pid, number) if number == signal.SIGINT else pool.kill()
    _, errors = pool.communicate(timeout=20)
    if number == signal.SIGINT:
        assert errors.count("KeyboardInterrupt") == 1, errors
    wait_for(lambda: not alive(pool.pid))
    before = lines(tmp_path)[1:] if number == signal.SIGINT else []
    assert 2 <= len((tmp_path / "results.jsonl").read_text().splitlines()) < 30
    begun = done(tmp_path)
    found = run_jobs(poolwork.add, specs, tmp_path / "results.jsonl", definition={"edition": 1}, jobs=2)
    assert found == wanted(30)
    again = [job for job, times in done(tmp_path).items() if times > 1]
    assert set(again) <= begun.keys() - {line["job"] for line in before}
    assert len(again) <= 2


def alive(group: int) -> bool:
    """Tell whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


# --- the file -----------------------------------------------------------------------------


def test_a_result_survives_a_kill_as_soon_as_it_is_added(tmp_path: Path) -> None:
    path, specs = tmp_path / "results.jsonl", {"a": 1, "b": 2}
    results = Results(path, MADE, specs)
    results.add("a", [1.5, None])
    with Results(path, MADE, specs) as again:
        assert again.found == {"a": [1.5, None]}
    results.close()


def test_numbers_that_are_no_json_are_refused(tmp_path: Path) -> None:
    with (
        Results(tmp_path / "results.jsonl", MADE, {"a": 1}) as results,
        pytest.raises(ValueError, match="JSON"),
    ):
        results.add("a", float("nan"))
