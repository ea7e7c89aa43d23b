"""The long proofs of `tests.paid` and `tests.starter`, in short: kills, faults, and what a decision costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core import ModelSettings
from sim.models.fake import FakeServer, Text, Turn, Use
from tests import paid, starter

ROOT = Path(__file__).parent.parent
PRESS = Use("press", {"buttons": ["up"]})


def longplay(address: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ANTHROPIC_BASE_URL": address, "ANTHROPIC_API_KEY": "any", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "sim.cli", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_failing_service_costs_what_is_recorded_and_nothing_is_done_twice(tmp_path: Path) -> None:
    settings = ModelSettings(name=paid.MODEL, scale=1)
    came = paid.soak(tmp_path / "run", 40, 0.15, seed=3, settings=settings)
    assert came.decisions == 40
    assert sum(came.faults.values()) >= 4
    assert (came.refused, came.twice) == ({}, 0)
    assert came.received == came.billed_received
    assert came.least <= came.billed + 1e-12
    assert came.billed <= came.most + 1e-12


def test_killed_runs_go_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    came = paid.crash(tmp_path, kills=4, steps=60, seed=1)
    assert came.kills == 4
    assert (came.different, came.twice) == (0, 0)


def test_a_decision_costs_less_than_in_the_schemes_that_keep_everything(tmp_path: Path) -> None:
    settings = ModelSettings(name=starter.MODEL, scale=2)
    reset, log, reference = starter.compare(tmp_path, 60, settings, tokens=600)
    assert log.full < reference.full / 3
    assert log.full < reset.full < reference.full
    assert log.cached > 0.8


def test_the_command_plays_a_model_and_says_what_it_cost(tmp_path: Path) -> None:
    with FakeServer(lambda request: Turn((Text("Up."), PRESS))) as server:
        done = longplay(
            server.url, "run", "--model", paid.MODEL, "--steps", "5", "--out", tmp_path / "a", "--json"
        )
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        shown = longplay(server.url, "resume", tmp_path / "a", "--steps", "7")
        assert len(server.bill) == 7
    assert said["agent"] == "claude, claude-opus-5-5, context reset"
    assert (said["replies"], said["samples"], said["steps"]) == (5, 1, 5)
    assert said["usd"] == said["usd_at_most"] > 0
    assert "model: 7 replies" in shown.stdout
    assert "agent: claude, claude-opus-5-5, context reset" in shown.stdout


def test_a_run_that_the_model_cannot_play_ends_with_a_line_and_exit_code_1(tmp_path: Path) -> None:
    with FakeServer(lambda request: Turn((Text("I wonder."),))) as server:
        done = longplay(server.url, "run", "--model", paid.MODEL, "--steps", "5", "--out", tmp_path / "a")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "stopped: the model has used no tool in 10 turns in a row; "
        f"go on with: longplay resume {tmp_path / 'a'}"
    )


REFUSED = {
    "no such model": (["--model", "claude-nothing"], "claude-nothing"),
    "a thinking mode it does not take": (
        ["--model", paid.MODEL, "--thinking", "4096", "--max-tokens", "9000"],
        "thinking",
    ),
    "a budget without a price": (["--model", "claude-haiku-4-5", "--budget-usd", "1"], "price"),
    "samples without a judge": (["--model", paid.MODEL, "--best-of", "3"], "judge"),
    "a model's option without a model": (["--effort", "low"], "--model"),
    "an unknown monitor": (["--model", paid.MODEL, "--monitor", "everything"], "monitor"),
    "prices that are none": (["--model", paid.MODEL, "--prices", "README.md"], "--prices"),
}


@pytest.mark.parametrize(("options", "named"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_played_is_refused_before_anything_is_paid(
    options: list[str], named: str, tmp_path: Path
) -> None:
    with FakeServer() as server:
        done = longplay(server.url, "run", *options, "--out", tmp_path / "run")
        assert server.log == []
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert named in line
    assert not (tmp_path / "run").exists()


def test_without_a_key_one_line_says_what_to_set(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC_")}
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", "run", "--model", paid.MODEL, "--out", tmp_path / "run"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "ANTHROPIC_API_KEY" in done.stderr
    assert not (tmp_path / "run").exists()


def test_an_estimate_asks_nothing(tmp_path: Path) -> None:
    with FakeServer() as server:
        done = longplay(server.url, "run", "--model", paid.MODEL, "--estimate", "--json")
        assert server.log == []
    cases = json.loads(done.stdout)
    assert list(cases) == ["low", "middle", "high", "prices"]
    assert 0 < cases["low"]["usd"] < cases["middle"]["usd"] < cases["high"]["usd"]
