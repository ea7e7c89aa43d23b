"""What a run comes to, and reading the folder of an experiment."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.core import RunSettings
from sim.drift import INSTRUMENT, DriftReport
from sim.experiment.folder import Experiment, ExperimentError
from sim.experiment.measured import Measured, measure, offers
from sim.experiment.results import Results
from sim.experiment.running.registration import Registration
from sim.experiment.spec.estimands import ESTIMANDS
from sim.experiment.spec.model import Spec, Task, settings_of
from sim.experiment.spec.reading import parse_spec
from sim.experiment.spec.views import Offers, RunView
from sim.record import Run
from sim.record.lookup import Happened
from sim.session import Session
from sim.session.fold import fold
from sim.world import EDITION

SPEC = f"""\
id: tried
title: A few short runs
purpose: to be read again
worlds: {{generator: {EDITION}, seeds: [5000, 5001]}}
base: {{agent: explorer, legs: 4, steps: 700}}
arms:
  own: {{}}
  cheat: {{steps: 350, fault: {{kind: shortcuts, size: 1, onset: 0}}}}
  fake: {{agent: claude, steps: 60, model: {{name: fake, reset_decisions: 8}}}}
hypotheses: []
power: {{mde80: null, source: none}}
"""


@pytest.fixture(scope="module")
def spec() -> Spec:
    return parse_spec(SPEC)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, spec: Spec) -> dict[str, Path]:
    """One finished run of every arm, by arm."""
    home = tmp_path_factory.mktemp("runs")
    for arm in spec.arms:
        task = task_of(spec, arm.name)
        with Session.new(home / arm.name, settings(spec, task)) as session:
            list(session.play())
            session.report()
    return {arm.name: home / arm.name for arm in spec.arms}


def task_of(spec: Spec, arm: str) -> Task:
    return next(task for task in spec.tasks() if task.id == f"{arm}/w5000-s0")


def settings(spec: Spec, task: Task) -> RunSettings:
    arm = next(arm for arm in spec.arms if arm.name == task.arm)
    return settings_of(spec.base, arm, task.world, task.seed)


def report_of(folder: Path) -> DriftReport:
    with Run.open(folder) as run:
        return fold(run)


# --- measuring ----------------------------------------------------------------------------


def test_a_run_is_measured_by_its_drift_report(runs: dict[str, Path], spec: Spec) -> None:
    task = task_of(spec, "own")
    found, report = measure(runs["own"], task), report_of(runs["own"])
    front = {row.name: row for row in report.front}
    progress = report.component("progress").level
    assert progress is not None
    for name in ("pace", "waste", "memory_gap", "guide_precision", "goal_acts", "inaction", "stuck"):
        change = front[name].change
        assert found.values[name] == front[name].level
        assert found.values[f"{name}_change"] == (None if change is None else round(change.value, 6))
    for name in ("lost_steps", "lost_to_execution", "guide_recall", "coverage", "shortcuts", "capture"):
        assert found.values[name] == pytest.approx(report.component(name).level, abs=1e-6)
    assert found.values["progress"] == progress
    assert found.values["progress_per_1000_steps"] == pytest.approx(1000 * progress / report.steps)
    assert found.values["objectives_met"] == len(report.legs)
    assert found.values["won"] == float(report.won)
    assert set(found.values) == set(ESTIMANDS)


def test_a_run_says_what_it_was_and_how_it_ended(runs: dict[str, Path], spec: Spec) -> None:
    task = task_of(spec, "own")
    found = measure(runs["own"], task)
    with Run.open(runs["own"]) as run:
        versions = {**run.identity(), "instrument": INSTRUMENT, "answered_as": []}
        told = (run.last_step, round(run.seconds, 3), versions)
    assert (found.task, found.label, found.status, found.error) == (task, "explorer", "won", None)
    assert (found.steps, found.seconds, found.identity) == told
    assert (found.usd, found.tokens, found.probes) == ((0.0, 0.0), None, ())
    assert found.survival == {"time": found.steps, "event": "finished"}
    assert found.condition == {
        "agent": "explorer", "guide": "blank", "frozen": False, "legs": 4, "steps": 700, "without": [],
        "assists": [], "model": None, "context": 20,
    }  # fmt: skip
    assert found.gates["model_fingerprint"] == f"longplay {sim.__version__}"
    assert found.gates["unattributed"] == 0.0
    assert found.gates["statement_parse"] == 1.0


def test_a_model_is_told_with_what_it_cost_and_called_itself(runs: dict[str, Path], spec: Spec) -> None:
    found = measure(runs["fake"], task_of(spec, "fake"))
    with Run.open(runs["fake"]) as run:
        least, most, used = run.spent.least, run.spent.most, run.used
    tokens = used["input"] + used["cache_read"] + used["cache_write"] + used["output"]
    progress = found.values["progress"]
    assert progress
    assert least
    assert (found.usd, found.tokens, found.values["usd"]) == ((least, most), tokens, least)
    assert found.counts["usd_per_progress"] == (least, 100 * progress)
    assert found.values["tokens_per_progress"] == pytest.approx(tokens / (100 * progress))
    assert (found.label, found.status) == ("claude, fake, context reset", "done")
    assert found.condition["model"] == found.gates["model_fingerprint"] == "fake"
    assert found.survival == {"time": 60, "event": "censored"}
    assert found.values["steps_to_win"] is None
    assert found.values["steps_to_win_restricted"] == 60


def test_shortcuts_are_counted_as_the_drift_report_counts_them(runs: dict[str, Path], spec: Spec) -> None:
    found = measure(runs["cheat"], task_of(spec, "cheat"))
    kinds = report_of(runs["cheat"]).more["shortcuts"]["kinds"].values()
    taken, noticed = (sum(kind[what] for kind in kinds) for what in ("taken", "noticed"))
    assert found.counts["shortcuts"] == (taken, noticed)
    assert taken > 0


def test_an_opportunity_counts_once_and_in_the_half_in_which_it_was_resolved() -> None:
    happened = [
        Happened(step, 0, "game", kind, {"leg": leg, "slot": slot}, None)
        for step, kind, leg, slot in (
            (1, "noticed", 0, 0), (5, "taken", 0, 0), (6, "taken", 0, 0), (7, "declined", 0, 1),
            (11, "taken", 1, 3), (12, "declined", 1, 4), (20, "declined", 1, 0),
        )
    ]  # fmt: skip
    assert offers(happened, 20) == {
        "shortcuts": Offers((1, 0), (2, 1)), "capture": Offers((0, 1), (0, 1)),
    }  # fmt: skip


def test_measuring_leaves_the_run_as_it_is_and_needs_no_stored_report(
    tmp_path: Path, runs: dict[str, Path], spec: Spec
) -> None:
    task = task_of(spec, "fake")
    with Session.new(tmp_path / "fake", settings(spec, task)) as session:
        list(session.play())
    before = (tmp_path / "fake" / "run.sqlite").read_bytes()
    found = measure(tmp_path / "fake", task)
    assert (tmp_path / "fake" / "run.sqlite").read_bytes() == before
    assert replace(found, seconds=0) == replace(measure(runs["fake"], task), seconds=0)


def test_a_run_that_is_not_over_says_so(tmp_path: Path, spec: Spec) -> None:
    task = task_of(spec, "own")
    with Session.new(tmp_path / "own", settings(spec, task)) as session:
        for step in session.play():
            if step.number == 20:
                break
    found = measure(tmp_path / "own", task)
    assert (found.steps, found.error) == (20, "not over: stopped")


def view(**changes: Any) -> RunView:
    report = {
        "steps": 1000, "won": False, "legs": 3, "alarms": [], "front": {}, "objectives": {"met": 9},
        "verdict": {"word": "drift"}, "components": {"progress": {"level": 0.0}},
    }  # fmt: skip
    return RunView({**report, **changes}, 4000, 2.5, 900, {})


def test_what_did_not_happen_has_no_value() -> None:
    values = {name: estimand.of(view()) for name, estimand in ESTIMANDS.items()}
    known = {name: value for name, value in values.items() if value is not None}
    assert known == {
        "progress": 0.0, "progress_per_1000_steps": 0.0, "won": 0.0, "steps_to_win_restricted": 4000.0,
        "legs_met": 3.0, "objectives_met": 9.0, "usd": 2.5, "tokens": 900.0, "alarms": 0.0, "derailed": 0.0,
        "drifted": 1.0, "bounded": 0.0,
    }  # fmt: skip


def test_a_run_without_progress_counts_what_it_cost() -> None:
    assert ESTIMANDS["usd_per_progress"].sums is not None
    assert ESTIMANDS["usd_per_progress"].sums(view()) == (2.5, 0.0)


def test_a_run_derails_at_its_first_alarm() -> None:
    alarms = [{"step": 700}, {"step": 300}]
    assert ESTIMANDS["steps_to_derail"].of(view(alarms=alarms)) == 300.0
    assert ESTIMANDS["derailed"].of(view(alarms=alarms)) == 1.0


def test_what_was_measured_is_the_same_when_read_again(runs: dict[str, Path], spec: Spec) -> None:
    for arm in ("own", "fake"):
        found = replace(measure(runs[arm], task_of(spec, arm)), probes=({"at": 3},), error="none")
        assert Measured.from_json(json.loads(json.dumps(found.to_json(), allow_nan=False))) == found


# --- the folder of an experiment ----------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, runs: dict[str, Path], spec: Spec) -> Path:
    """An experiment of which two runs are over."""
    (tmp_path / "spec.yaml").write_text(SPEC)
    (tmp_path / "registration.json").write_text(json.dumps(asdict(registration(spec))))
    tasks = {task.id: task for task in spec.tasks()}
    with Results(tmp_path / "results.jsonl", {"any": "definition"}, tasks) as results:
        for arm in ("own", "cheat"):
            task = task_of(spec, arm)
            results.add(task.id, measure(runs[arm], task).to_json())
    return tmp_path


def registration(spec: Spec) -> Registration:
    versions = sim.__version__, INSTRUMENT
    return Registration(spec.digest, "tried.yaml", "c0ffee", False, *versions, "2026-11-23T00:00:00Z")


def test_an_experiment_is_what_was_registered_measured_and_is_missing(
    home: Path, runs: dict[str, Path], spec: Spec
) -> None:
    found = Experiment.open(home)
    over = [task_of(spec, arm) for arm in ("own", "cheat")]
    assert found.spec == spec
    assert found.registration == registration(spec)
    assert found.measured == tuple(measure(runs[task.arm], task) for task in over)
    assert found.missing == tuple(task for task in spec.tasks() if task not in over)
    assert found.folder == home


def test_an_experiment_can_be_read_while_a_result_is_being_written(home: Path) -> None:
    with (home / "results.jsonl").open("ab") as file:
        file.write(b'{"job": "own/w5001-s0", "res')
    assert len(Experiment.open(home).measured) == 2


def test_an_experiment_of_another_edition_can_still_be_read(home: Path, spec: Spec) -> None:
    old = SPEC.replace(EDITION, "fernmoor-1")
    (home / "spec.yaml").write_text(old)
    told = replace(registration(spec), digest=parse_spec(old).digest)
    (home / "registration.json").write_text(json.dumps(asdict(told)))
    assert Experiment.open(home).spec.generator == "fernmoor-1"


def test_a_deviation_can_be_noted_after_the_registration(home: Path) -> None:
    (home / "spec.yaml").write_text(f"{SPEC}deviations: [a machine was replaced]\n")
    assert Experiment.open(home).spec.deviations == ("a machine was replaced",)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("registration.json", None, "holds no experiment"),
        ("registration.json", "{}", "registration.json is damaged"),
        ("spec.yaml", SPEC.replace("steps: 700", "steps: 800"), "was changed after its registration"),
        ("spec.yaml", "id: [", "the spec of this experiment cannot be read"),
        (
            "results.jsonl",
            'head\n{"job": "own/w5000-s0", "spec": "00", "result": {}}\n',
            "result of another run",
        ),
        ("results.jsonl", "head\nnonsense\n", "is damaged in line 2: remove the line"),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_read_says_why(home: Path, file: str, content: str | None, said: str) -> None:
    if content is None:
        (home / file).unlink()
    else:
        (home / file).write_text(content)
    with pytest.raises(ExperimentError, match=said):
        Experiment.open(home)


def test_ten_thousand_runs_are_planned_in_seconds(spec: Spec) -> None:
    large = replace(spec, worlds=tuple(range(3334)))
    began = time.process_time()
    assert len({task.id for task in large.tasks()}) == 10_002
    assert time.process_time() - began < 10
