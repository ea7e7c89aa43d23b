"""The instrument as it watches a run: alarms are events, live is offline, and drift may stop a run."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sim.core import RunSettings, RunStopped
from sim.record import Run
from sim.session import Session, fold, report_of

LOOPING = RunSettings("explorer+loops=0.05@2300", legs=32, steps=3200, monitors=("all=off", "drift"))


@pytest.fixture(scope="module")
def looped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of an agent that goes round in circles from step 2,300 on."""
    folder = tmp_path_factory.mktemp("looped") / "run"
    with Session.new(folder, LOOPING) as session:
        for _ in session.play():
            pass
        live = session.report()
        assert live.to_json() == fold(session.run).to_json()
    return folder


def alarms(run: Run) -> list[tuple[int, str]]:
    """The step and family of every alarm in the run file."""
    connection = sqlite3.connect(run.folder / "run.sqlite")
    with closing(connection):
        rows = connection.execute(
            "SELECT step, detail FROM event WHERE source = 'monitor' AND kind = 'drift' ORDER BY step"
        ).fetchall()
    return [(step, json.loads(detail)["family"]) for step, detail in rows]


def test_alarms_are_events_of_the_step_that_raised_them(looped: Path) -> None:
    with Run.open(looped) as run:
        found = alarms(run)
    report = report_of(looped)
    assert found == [(alarm.step, alarm.family) for alarm in report.alarms]
    assert {"waste", "stuck"} <= {family for _, family in found}
    assert all(2300 < step <= 3200 for step, _ in found)
    assert report.verdict.word == "drift"


def test_a_stored_report_is_read_and_one_that_has_gone_stale_is_made_again(looped: Path) -> None:
    told = report_of(looped).to_json()
    with Run.open(looped) as run:
        assert run.report("longplay-drift-4") == told
        assert fold(run).to_json() == told


def test_drift_stops_a_run_that_is_told_to_and_does_not_stop_it_again(tmp_path: Path, looped: Path) -> None:
    settings = RunSettings(LOOPING.agent, legs=32, steps=3200, monitors=("all=off", "drift=stop"))
    with Run.open(looped) as run:
        (first, _), *others = alarms(run)
    with Session.new(tmp_path / "run", settings) as session, pytest.raises(RunStopped, match="drift"):
        for _ in session.play():
            pass
    assert (session.status, session.run.folder.name) == ("stopped by monitor", "run")
    with Run.open(tmp_path / "run") as run:
        assert run.last_step == first
        assert run.meta()["status"] == "stopped by monitor"
    with Session.resume(tmp_path / "run") as session:
        assert next(session.play()).number == first + 1
    assert others
