"""An experiment is played once, whatever happens to those who play it, and costs what it may."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from sim.cli.experiment import experiment
from sim.core import LongplayError, RunFileError
from sim.experiment.results import Results, ResultsError
from sim.experiment.running import Job, Mark, RegistrationError, play_task, register
from sim.experiment.running.board import board, line
from sim.experiment.running.conduct import TRIES, jobs_of
from sim.experiment.running.hands import Outcome
from sim.experiment.running.job import Interrupted, settings_of
from sim.experiment.running.local import Processes
from sim.experiment.running.purse import Cost, Purse, allowances
from sim.experiment.running.standing import Tally
from sim.experiment.spec.model import Probes, Spec
from sim.prng import Pcg32
from sim.record import Run
from tests import experimenting
from tests.experimenting import FAKE, PROBES, ROOT, conduct, numbers, spec_of

MARK = Mark("tried", "0" * 64, False)
SHORT: Mapping[str, Any] = {"steps": 120, "snapshot_every": 50}


def job_of(spec: Spec, folder: Path, task: str | None = None) -> Job:
    jobs = jobs_of(spec, Mark(spec.id, spec.digest, True), folder)
    return next(job for job in jobs if task in (None, job.task.id))


# --- hands that play nothing --------------------------------------------------------------


class Stub:
    """Hands that do as they are told in no time: `play` says what comes of the n-th try of a task."""

    def __init__(self, play: Callable[[Job, int], Outcome], most: int = 2) -> None:
        self.play, self.most = play, most
        self.given: list[str] = []
        self.at_once: list[int] = []
        self.crew: list[Job] = []
        self.ended = False

    @property
    def free(self) -> int:
        return self.most - len(self.crew)

    @property
    def busy(self) -> int:
        return len(self.crew)

    def give(self, job: Job) -> None:
        self.given.append(job.task.id)
        self.crew.append(job)
        self.at_once.append(len(self.crew))

    def wait(self, seconds: float) -> Sequence[Outcome]:
        job = self.crew.pop(0)
        return [self.play(job, self.given.count(job.task.id))]

    def steps(self) -> Mapping[str, int]:
        return {job.task.id: 10 for job in self.crew}

    def end(self) -> None:
        self.ended = True


def result(steps: int = 100, usd: float = 0.0, error: str | None = None) -> dict[str, Any]:
    return {"steps": steps, "usd": [usd, usd], "probes": [], "error": error, "seconds": 1.0}


def done(job: Job, _times: int) -> Outcome:
    return Outcome(job.task.id, {"measured": result(), "aside": None})


def here(job: Job, _times: int) -> Outcome:
    """Play a job in this process."""
    return Outcome(job.task.id, play_task(job).to_json())


def test_every_run_is_played_once_in_the_order_of_the_spec_with_its_arms_interleaved(tmp_path: Path) -> None:
    hands = Stub(done)
    ended = conduct(spec_of(seeds=(0, 1)), tmp_path, lambda: hands)
    assert hands.given == [
        "guide/w5000-s0", "none/w5000-s0", "none/w5000-s1", "guide/w5000-s1",
        "guide/w5001-s0", "none/w5001-s0", "none/w5001-s1", "guide/w5001-s1",
    ]  # fmt: skip
    assert max(hands.at_once) == 2
    assert (ended.standing.done, ended.unplayed, hands.ended) == (8, {}, True)


def test_what_is_there_is_not_played_again_and_nobody_is_asked_to(tmp_path: Path) -> None:
    conduct(spec_of(), tmp_path, lambda: Stub(done))
    kept = (tmp_path / "results.jsonl").read_bytes()
    ended = conduct(spec_of(), tmp_path, lambda: pytest.fail("nothing is left to play"))
    assert (ended.standing.done, (tmp_path / "results.jsonl").read_bytes()) == (4, kept)


def test_a_run_whose_worker_died_is_tried_again_as_long_as_it_gets_further(tmp_path: Path) -> None:
    def play(job: Job, times: int) -> Outcome:
        return Outcome(job.task.id, died="signal 9", steps=times) if times <= 3 * TRIES else done(job, times)

    assert conduct(spec_of(), tmp_path, lambda: Stub(play)).standing.done == 4


def test_a_run_that_ends_every_worker_is_set_aside_and_the_others_are_played(tmp_path: Path) -> None:
    def play(job: Job, times: int) -> Outcome:
        if job.task.id == "none/w5000-s0":
            return Outcome(job.task.id, died="signal 9", steps=7)
        return done(job, times)

    hands = Stub(play)
    ended = conduct(spec_of(), tmp_path, lambda: hands)
    assert hands.given.count("none/w5000-s0") == TRIES
    assert ended.unplayed == {"none/w5000-s0": "its worker ended 5 times at step 7 (signal 9)"}
    assert (ended.standing.done, ended.standing.arms[1].aside) == (3, 1)


def test_a_line_that_says_nothing_of_the_run_ends_the_experiment_and_keeps_what_is_done(
    tmp_path: Path,
) -> None:
    def play(job: Job, times: int) -> Outcome:
        if job.task.id == "none/w5001-s0":
            return Outcome(job.task.id, raised="the disk is full", ours=True)
        return done(job, times)

    hands = Stub(play, most=1)
    with pytest.raises(LongplayError, match="run none/w5001-s0: the disk is full"):
        conduct(spec_of(), tmp_path, lambda: hands)
    assert hands.ended
    assert conduct(spec_of(), tmp_path, lambda: Stub(done)).standing.done == 4


def test_a_defect_is_raised_with_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="Traceback"):
        conduct(
            spec_of(), tmp_path, lambda: Stub(lambda job, _: Outcome(job.task.id, raised="Traceback ..."))
        )


def test_a_folder_with_the_results_of_another_spec_is_refused(tmp_path: Path) -> None:
    conduct(spec_of(), tmp_path, lambda: Stub(done))
    with pytest.raises(ResultsError, match="another definition"):
        conduct(spec_of(steps=301), tmp_path, lambda: Stub(done))


def test_two_processes_never_run_one_experiment(tmp_path: Path) -> None:
    def play(job: Job, _times: int) -> Outcome:
        with pytest.raises(RunFileError, match="another process"):
            conduct(spec_of(), tmp_path, lambda: Stub(done))
        return done(job, 1)

    conduct(spec_of(), tmp_path, lambda: Stub(play))


# --- cost ---------------------------------------------------------------------------------


def test_runs_without_a_budget_share_what_the_cap_leaves(tmp_path: Path) -> None:
    own = {"model": {**FAKE, "budget_usd": 2.0}, "agent": "claude"}
    spec = spec_of({"plain": {}, "own": own, "open": {"model": FAKE, "agent": "claude"}}, cost_usd=10.0)
    assert allowances(spec.tasks(), spec.cost_usd) == {
        task.id: {"plain": None, "own": 2.0, "open": 3.0}[task.arm] for task in spec.tasks()
    }
    with pytest.raises(LongplayError, match="all in the budgets of other arms"):
        allowances(spec.tasks(), 4.0)
    budgets = {job.task.arm: settings_of(job).model for job in jobs_of(spec, MARK, tmp_path)}
    assert {arm: model and model.budget_usd for arm, model in budgets.items()} == {
        "plain": None, "own": 2.0, "open": 3.0,
    }  # fmt: skip


def test_no_run_begins_that_could_take_the_experiment_beyond_its_cap(tmp_path: Path) -> None:
    own = {"model": {**FAKE, "budget_usd": 2.0}, "agent": "claude"}
    spec = spec_of({"own": own}, seeds=(0, 1, 2), worlds=(5000,), cost_usd=5.0)

    def play(job: Job, _times: int) -> Outcome:
        return Outcome(job.task.id, {"measured": result(usd=1.9), "aside": None})

    hands = Stub(play, most=3)
    ended = conduct(spec, tmp_path, lambda: hands)
    assert (max(hands.at_once), hands.given) == (2, ["own/w5000-s0", "own/w5000-s1"])
    assert ended.standing.cost == Cost(3.8, 3.8)
    assert ended.unplayed == {"own/w5000-s2": "the cost cap of the experiment leaves no room for it"}


def test_no_order_of_events_takes_a_purse_beyond_its_cap(tmp_path: Path) -> None:
    dice = Pcg32(3)
    for _ in range(50):
        own = {"model": {**FAKE, "budget_usd": dice.between(1, 30) / 10}, "agent": "claude"}
        spec = spec_of({"own": own}, seeds=tuple(range(8)), worlds=(1,), cost_usd=dice.between(1, 90) / 10)
        jobs = jobs_of(spec, MARK, tmp_path)
        purse, under_way = Purse(spec.cost_usd, (), jobs), list[Job]()
        while True:
            if jobs and purse.allows(jobs[-1]):
                purse.begin(jobs[-1])
                under_way.append(jobs.pop())
            elif under_way:
                job = under_way.pop(dice.below(len(under_way)))
                purse.pay(job, result(usd=dice.between(0, 100) / 100 * (job.allowance or 0)))
            else:
                break
            worst = (purse.spent.most or 0) + sum(job.allowance or 0 for job in under_way)
            assert worst <= (spec.cost_usd or 0) + 1e-6


# --- real runs ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nobody disturbed, with its probes."""
    folder = tmp_path_factory.mktemp("experiment")
    job = job_of(spec_of(probes=PROBES), folder)
    reply = play_task(job)
    (folder / "reply.json").write_text(json.dumps(reply.to_json()))
    return folder


def told(reply: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in reply["measured"].items() if name != "seconds"}


def test_a_run_says_which_experiment_it_is_part_of(whole: Path) -> None:
    spec = spec_of(probes=PROBES)
    with Run.open(whole / "runs" / "guide/w5000-s0") as run:
        assert run.meta()["experiment"] == {
            "id": "tried", "digest": spec.digest, "exploratory": True, "task": "guide/w5000-s0",
        }  # fmt: skip


def test_a_run_of_another_experiment_is_not_gone_on_with(tmp_path: Path) -> None:
    job = job_of(spec_of(**SHORT), tmp_path)
    with pytest.raises(Interrupted):
        play_task(job, stop=lambda: True)
    with pytest.raises(RunFileError, match="another experiment"):
        play_task(replace(job, mark=MARK))


def test_a_run_left_anywhere_comes_to_the_same_numbers(whole: Path, tmp_path: Path) -> None:
    job = job_of(spec_of(probes=PROBES), tmp_path)
    asked, stops = [0], iter((40, 1, 120, 50, 5, 3))

    def stop() -> bool:
        asked[0] -= 1
        return asked[0] < 0

    for asked[0] in stops:
        with pytest.raises(Interrupted):
            play_task(job, stop=stop)
    reply = json.loads(json.dumps(play_task(job).to_json()))
    assert told(reply) == told(json.loads((whole / "reply.json").read_text()))


def test_a_run_that_is_over_is_not_played_again(whole: Path) -> None:
    job = job_of(spec_of(probes=PROBES), whole)
    reply = play_task(job, tell=lambda step: pytest.fail(f"step {step} was played again"))
    assert json.loads(json.dumps(reply.to_json())) == json.loads((whole / "reply.json").read_text())


@pytest.mark.parametrize(
    ("agent", "said"),
    [("Clueless", "nothing comes to mind"), ("Crashing", "ZeroDivisionError: a defect of its own")],
)
def test_what_goes_wrong_in_an_agent_is_a_result_with_an_error(tmp_path: Path, agent: str, said: str) -> None:
    job = job_of(spec_of(agent=f"tests.experimenting:{agent}", **SHORT), tmp_path)
    first, again = play_task(job).measured, play_task(job).measured
    assert first is not None
    assert (first["error"], first["steps"]) == (said, 22)
    assert again == first


def test_a_model_run_ends_at_its_allowance_and_says_so(tmp_path: Path) -> None:
    spec = spec_of({"model": {"agent": "claude", "model": FAKE}}, worlds=(5000,), cost_usd=0.2)
    found = play_task(job_of(spec, tmp_path)).measured
    assert found is not None
    assert "budget" in found["error"]
    assert 0 < found["usd"][0] <= found["usd"][1] <= 0.2


def test_a_run_that_cannot_be_begun_ends_the_experiment(tmp_path: Path) -> None:
    with pytest.raises(LongplayError, match="no agent is called"):
        play_task(job_of(spec_of(agent="nobody"), tmp_path))


# --- real processes -----------------------------------------------------------------------


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_processes_play_the_same_numbers_as_nobody_but_this_one(tmp_path: Path) -> None:
    spec = spec_of(**SHORT, worlds=(5000,))
    conduct(spec, tmp_path / "processes", lambda: Processes(2))
    conduct(spec, tmp_path / "here", lambda: Stub(here))
    assert numbers(tmp_path / "processes") == numbers(tmp_path / "here")


def test_an_agent_that_kills_its_workers_stops_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiment.running.conduct.TRIES", 2)
    deadly = {"agent": "tests.experimenting:Deadly"}
    ended = conduct(spec_of({"guide": {}, "deadly": deadly}, **SHORT, worlds=(5000,)), tmp_path)
    assert ended.unplayed == {"deadly/w5000-s0": "its worker ended 2 times at step 22 (signal 9)"}
    assert numbers(tmp_path).keys() == {"guide/w5000-s0"}


def test_after_ctrl_c_and_after_a_kill_the_same_command_does_what_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.experimenting", str(tmp_path), "--short"]
    for number in (signal.SIGINT, signal.SIGKILL):
        steps = played(tmp_path)
        first = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True, text=True)
        wait_for(lambda: played(tmp_path) > steps + 5)  # noqa: B023 - called at once
        os.killpg(first.pid, number) if number == signal.SIGINT else first.kill()
        _, said = first.communicate(timeout=40)
        wait_for(lambda: not is_alive(first.pid))  # noqa: B023 - called at once
        if number == signal.SIGINT:
            assert said.count("KeyboardInterrupt") == 1, said
            assert not any(tmp_path.glob("runs/*/*/run.sqlite-wal")), "every run file is closed"
    assert conduct(experimenting.SHORT, tmp_path, lambda: Stub(here)).standing.done == 2


def test_a_full_disk_ends_the_experiment_with_one_line_and_loses_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.experimenting", str(tmp_path), "--short", "--jobs", "1"]

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    full = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=small)
    assert full.stderr.splitlines()[-1].startswith("sim.core.errors.LongplayError: run slow/w5000-s0: ")
    assert "free some space" in full.stderr
    assert 0 < played(tmp_path) < 150
    assert conduct(experimenting.SHORT, tmp_path, lambda: Stub(here)).standing.done == 2


def played(folder: Path) -> int:
    """Return how many steps the runs in a folder have played."""
    files = list(folder.glob("runs/*/*/run.sqlite"))
    total = 0
    for file in files:
        with suppress(RunFileError), Run.open(file) as run:
            total += run.last_step
    return total


def is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


# --- the command --------------------------------------------------------------------------

WRITTEN = """
id: quick
title: A quick one
purpose: to be run by a test
worlds: {generator: fernmoor-2, seeds: 5000}
base: {agent: random, legs: 4, steps: 20}
arms:
  own: {guide: blank}
  none: {guide: off}
hypotheses: []
power: {mde80: null, source: not known}
"""


def longplay(*arguments: str) -> Result:
    return CliRunner().invoke(experiment, arguments, standalone_mode=False)


def test_the_command_plans_refuses_plays_and_says_what_to_do_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quick.yaml").write_text(WRITTEN)
    planned = json.loads(longplay("quick.yaml", "--plan", "--json").stdout)
    assert (planned["runs"], planned["steps_at_most"], planned["arms"]) == (2, 40, ["own", "none"])
    refused = longplay("quick.yaml")
    assert isinstance(refused.exception, RegistrationError)
    assert "quick.yaml is not registered" in str(refused.exception)
    done = longplay("quick.yaml", "--exploratory", "--jobs", "1")
    assert done.return_value == 0
    assert done.stdout == "runs/quick: 2 of 2 runs\nreport: longplay report runs/quick\n"
    assert done.stderr.startswith("EXPLORATORY: ")
    told = json.loads(longplay("quick.yaml", "--json").stdout)
    assert (told["exploratory"], told["unplayed"], [arm["done"] for arm in told["arms"]]) == (
        True,
        {},
        [1, 1],
    )


# --- registration -------------------------------------------------------------------------


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(folder), *who, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_spec_is_registered_when_it_is_committed_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "repository"
    home.mkdir()
    path, spec = home / "trial.yaml", replace(spec_of(), text="id: tried\n")
    path.write_text(spec.text)
    with pytest.raises(RegistrationError, match="it lies in no git repository"):
        register(spec, path, tmp_path / "a", exploratory=False)
    git(home, "init", "-q")
    with pytest.raises(RegistrationError, match="changes that are not committed"):
        register(spec, path, tmp_path / "a", exploratory=False)
    git(home, "add", ".")
    git(home, "commit", "-qm", "registered")
    made = register(spec, path, tmp_path / "a", exploratory=False)
    assert (made.commit, made.exploratory, made.digest) == (
        git(home, "rev-parse", "HEAD"),
        False,
        spec.digest,
    )
    assert (tmp_path / "a" / "spec.yaml").read_text() == spec.text
    path.write_text("id: another\n")
    with pytest.raises(RegistrationError, match="say --exploratory"):
        register(spec, path, tmp_path / "b", exploratory=False)
    assert register(spec, path, tmp_path / "b", exploratory=True).exploratory
    assert register(spec, path, tmp_path / "b", exploratory=False).exploratory, "once exploratory, always"
    assert register(spec, path, tmp_path / "a", exploratory=True) == made, "once registered, always"
    late = replace(spec, deviations=("one world was left out",))
    noted = register(late, path, tmp_path / "a", exploratory=False)
    assert noted == replace(made, deviations=late.deviations), "what deviated is written afterwards"
    assert register(late, path, tmp_path / "a", exploratory=False) == noted


def test_a_changed_spec_is_another_experiment(tmp_path: Path) -> None:
    path = tmp_path / "trial.yaml"
    path.write_text("id: tried\n")
    register(spec_of(), path, tmp_path / "out", exploratory=True)
    with pytest.raises(RegistrationError, match="choose another --out"):
        register(spec_of(steps=301), path, tmp_path / "out", exploratory=True)


# --- the board ----------------------------------------------------------------------------


def test_the_board_tells_of_every_arm_what_is_done_and_what_it_costs() -> None:
    model = {"agent": "claude", "model": FAKE}
    tasks = spec_of({"guide": {}, "model": model}, seeds=(0, 1)).tasks()
    tally = Tally(tasks, {"guide/w5000-s0": result(), "model/w5000-s0": result(200, 1.5, "budget")}, 9.0)
    tally.aside["model/w5001-s0"] = "no answer"
    standing = tally.stand({"guide/w5000-s1": 50})
    assert [(arm.done, arm.running, arm.failed, arm.aside, arm.steps) for arm in standing.arms] == [
        (1, 1, 0, 0, 150), (1, 0, 1, 1, 200),
    ]  # fmt: skip
    assert (standing.cost, standing.to_come, standing.cap) == (Cost(1.5, 1.5), 4.5, 9.0)
    said = (
        "2 of 8 runs, 1 running, 1 with an error, 1 set aside, $1.50 so far, about $4.50 to come, cap $9.00"
    )
    assert line(standing) == said
    for terminal in (True, False):
        out = io.StringIO()
        with board("A title", Console(file=out, force_terminal=terminal, width=120)) as shown:
            shown(replace(standing, arms=standing.arms[:1]))
            shown(replace(standing, arms=()))
        assert ("A title" in out.getvalue()) == terminal
        assert ("0 of 0 runs" in out.getvalue()) != terminal or terminal


# --- probes -------------------------------------------------------------------------------


def probes_of(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "reply.json").read_text())["measured"]["probes"]
    return found


def test_probes_are_taken_in_every_cell_and_on_every_anchor_from_one_state(whole: Path) -> None:
    taken = probes_of(whole)
    points = sorted({probe["at"] for probe in taken})
    assert len(points) == 2
    here = [(probe["at"], probe["cell"]) for probe in taken if probe["anchor"] is None]
    assert here == [(at, cell) for at in points for cell in PROBES.cells]
    there = [(probe["at"], probe["anchor"], probe["cell"]) for probe in taken if probe["anchor"] is not None]
    first = [(points[0], 0, cell) for cell in ("kept/kept", "empty/blank")]
    assert there == [*first, (points[1], 0, "kept/kept")]
    assert all(probe["error"] is None and probe["steps"] == PROBES.steps for probe in taken)


def test_the_agent_as_it_is_is_the_run_itself(whole: Path) -> None:
    with Run.open(whole / "runs" / "guide/w5000-s0") as run:
        for probe in probes_of(whole):
            if probe["anchor"] is None and probe["cell"] == "kept/kept":
                steps = list(run.steps(after=probe["at"] - 1, until=probe["at"] + PROBES.steps))
                met = (steps[-1].truth.objective or 0) - (steps[0].truth.objective or 0)
                assert (probe["steps"], probe["objectives"]) == (len(steps) - 1, met)


def test_probing_leaves_the_run_as_it_was_and_no_copies_of_it(whole: Path, tmp_path: Path) -> None:
    spec = spec_of(snapshot_every=PROBES.every)
    play_task(job_of(spec, tmp_path))
    with (
        Run.open(tmp_path / "runs" / "guide/w5000-s0") as plain,
        Run.open(whole / "runs" / "guide/w5000-s0") as probed,
    ):
        assert list(plain.steps()) == list(probed.steps())
        assert plain.guide() == probed.guide()
    assert list((whole / "runs").rglob("run.sqlite")) == [whole / "runs" / "guide/w5000-s0" / "run.sqlite"]


def test_probes_without_a_guide_have_none_to_take_away_and_repeat_only_what_can_differ(
    tmp_path: Path,
) -> None:
    spec = spec_of(probes=replace(PROBES, every=150, repeats=2, anchors=0))
    play_task(job_of(spec, tmp_path, "none/w5000-s0"))
    with Results(
        tmp_path / "runs/none/w5000-s0/probes.jsonl",
        {"experiment": spec.digest, "task": "none/w5000-s0"},
        {},
    ):
        pass
    lines = (tmp_path / "runs/none/w5000-s0/probes.jsonl").read_text().splitlines()[1:]
    cells = [(json.loads(entry)["result"]["cell"], json.loads(entry)["result"]["repeat"]) for entry in lines]
    assert cells == [("kept/kept", 0), ("empty/kept", 0), ("empty/kept", 1)]


def test_a_models_probes_cost_what_its_run_left_of_the_allowance(tmp_path: Path) -> None:
    probes = Probes(every=40, steps=10, anchors=1, cells=("kept/kept", "empty/blank"))
    spec = spec_of(
        {"model": {"agent": "claude", "model": FAKE}}, steps=60, worlds=(5000,), probes=probes, cost_usd=50.0
    )
    job = job_of(spec, tmp_path)
    found = play_task(job).measured
    assert found is not None
    forks = [probe for probe in found["probes"] if probe["cell"] == "empty/blank" and probe["anchor"] is None]
    assert all(probe["usd"][0] > 0 and probe["error"] is None for probe in forks)
    assert len(list(Path(job.folder).glob("probes/*/run.sqlite"))) == 3, "what was paid for is kept"
    assert play_task(job).measured == found
    (Path(job.folder) / "probes.jsonl").unlink()
    poor = play_task(replace(job, allowance=found["usd"][1])).measured
    assert poor is not None
    assert poor["usd"] == found["usd"]
