"""The command as a person uses it: real processes, real files, exit codes and single clear lines."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli.main import COMMANDS
from sim.record import Run
from sim.session import fold
from tests import crash

ROOT = Path(__file__).parent.parent


def longplay(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim.cli", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "R"
    done = longplay("run", "--steps", "300", "--seed", "3", "--world", "7", "--out", folder, "--json")
    assert (done.returncode, json.loads(done.stdout)["steps"]) == (0, 300), done.stderr
    return folder


def test_run_prints_one_json_object_with_the_drift_report(tmp_path: Path) -> None:
    done = longplay("run", "--steps", "40", "--out", tmp_path / "R", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert {"run", "status", "steps", "decisions", "revisions", "seconds", "drift"} <= set(found)
    assert (found["status"], found["steps"]) == ("done", 40)


def test_run_names_its_folder_after_the_settings_and_never_reuses_it(tmp_path: Path) -> None:
    for expected in ("random-world1-seed0", "random-world1-seed0-2"):
        done = longplay("run", "--agent", "random", "--steps", "5", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "runs" / expected / "run.sqlite").is_file()


def test_run_plays_the_quest_and_the_twin_that_were_asked_for(tmp_path: Path) -> None:
    asked = ["--legs", "6", "--without", "shortcuts", "--without", "distractors,shortcuts"]
    done = longplay("run", "--agent", "random", "--steps", "5", *asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with Run.open(tmp_path / "runs" / "random-world1-legs6-no-distractors-no-shortcuts-seed0") as run:
        assert (run.settings.legs, run.settings.without) == (6, ("distractors", "shortcuts"))
    facts = json.loads(longplay("world", "1", *asked, "--json").stdout)
    assert (facts["legs"], facts["without"], facts["rooms"]) == (6, ["distractors", "shortcuts"], 96)


def test_a_run_stops_on_monitors_that_there_are_only(tmp_path: Path) -> None:
    done = longplay(
        "run", "--steps", "40", "--stop-on", "drift", "--stop-on", "stall", "--out", tmp_path / "R"
    )
    assert done.returncode == 0
    refused = longplay("run", "--steps", "40", "--stop-on", "nobody", "--out", tmp_path / "S")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "no monitor is called 'nobody'" in refused.stderr
    assert "drift" in refused.stderr
    assert not (tmp_path / "S").exists()


def test_run_ends_with_the_drift_table_and_line(tmp_path: Path) -> None:
    done = longplay("run", "--steps", "60", "--out", tmp_path / "R")
    assert done.returncode == 0
    assert "execution waste" in done.stdout
    assert "undetermined" in done.stdout


def test_verify_says_yes_with_0_and_no_with_1(run: Path, tmp_path: Path) -> None:
    assert longplay("verify", run).returncode == 0
    assert longplay("verify", run, "--deep").returncode == 0
    (tmp_path / "run.sqlite").write_bytes((run / "run.sqlite").read_bytes())
    connection = sqlite3.connect(tmp_path / "run.sqlite")
    connection.execute("UPDATE step SET state = 1 WHERE number = 9")
    connection.commit()
    connection.close()
    done = longplay("verify", tmp_path, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["mismatch"].startswith("step 9: state was 1, now it is")


def test_drift_reports_several_runs_by_name(run: Path) -> None:
    done = longplay("drift", run, run / "run.sqlite", "--json")
    assert done.returncode == 0
    reports = json.loads(done.stdout)
    with Run.open(run) as opened:
        expected = {"agent": "explorer", **fold(opened).to_json()}
        assert reports == dict.fromkeys([str(run), str(run / "run.sqlite")], expected)


def test_a_killed_run_goes_on_to_the_run_that_was_not_killed(run: Path, tmp_path: Path) -> None:
    arguments = ["run", "--steps", "300", "--seed", "3", "--world", "7", "--out", str(tmp_path / "R")]
    process = subprocess.Popen([sys.executable, "-m", "sim.cli", *arguments], cwd=ROOT, stdout=-3, stderr=-3)
    file = tmp_path / "R" / "run.sqlite"
    while not file.exists() and process.poll() is None:
        time.sleep(0.01)
    time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = longplay("resume", tmp_path / "R", "--json")
    assert done.returncode == 0, done.stderr
    assert crash.contents(tmp_path / "R") == crash.contents(run)


def test_ctrl_c_stops_between_steps_and_tells_how_to_go_on(tmp_path: Path) -> None:
    arguments = ["run", "--agent", "random", "--steps", "1000000", "--out", str(tmp_path / "R")]
    process = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *arguments], cwd=ROOT, stdout=-1, stderr=-1, text=True
    )
    while not (tmp_path / "R" / "run.sqlite").exists() and process.poll() is None:
        time.sleep(0.01)
    time.sleep(0.5)
    second = longplay("resume", tmp_path / "R")
    assert (second.returncode, second.stdout) == (2, "")
    assert "is being played by another process" in second.stderr
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"go on with: longplay resume {tmp_path / 'R'}" in errors
    assert "Traceback" not in out + errors
    done = longplay("verify", tmp_path / "R")
    assert done.returncode == 0, done.stdout


def test_a_full_disk_loses_nothing_and_says_how_to_go_on(run: Path, tmp_path: Path) -> None:
    arguments = ["run", "--steps", "300", "--seed", "3", "--world", "7", "--out", str(tmp_path / "R")]

    def no_large_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, preexec_fn=no_large_files,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "what was committed is safe; free some space and resume the run" in line
    resumed = longplay("resume", tmp_path / "R", "--json")
    assert resumed.returncode == 0, resumed.stderr
    assert crash.contents(tmp_path / "R") == crash.contents(run)


def test_world_draws_the_map_and_writes_a_cartridge_that_plays(tmp_path: Path) -> None:
    done = longplay("world", "7", "--map", "world.png", "--rom", "world.gb", "--json", cwd=tmp_path)
    facts = json.loads(done.stdout)
    assert (done.returncode, facts["seed"]) == (0, 7)
    assert facts["rooms"] >= 64
    assert (tmp_path / "world.png").read_bytes()[:4] == b"\x89PNG"
    played = longplay("run", "--rom", "world.gb", "--steps", "20", "--out", "R", cwd=tmp_path)
    assert played.returncode == 0, played.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["R", "world.gb", "world.png"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--steps", "0"], "steps"),
        (["run", "--agent", "nobody", "--out", "R"], "nobody"),
        (["run", "--agent", "nowhere:Nobody", "--out", "R"], "nowhere"),
        (["run", "--world", "1", "--rom", "x.gb"], "--world and --rom exclude each other"),
        (["run", "--rom", "x.gb", "--legs", "8"], "--legs and --without are of Fernmoor worlds"),
        (["run", "--rom", "x.gb", "--without", "shortcuts"], "--legs and --without are of Fernmoor worlds"),
        (["run", "--legs", "97"], "97"),
        (["run", "--without", "distractors,trees"], "'trees' is none of distractors, shortcuts"),
        (["world", "1", "--without", "trees"], "'trees' is none of distractors, shortcuts"),
        (["run", "--rom", "missing.gb", "--out", "R"], "missing.gb"),
        (["run", "--rom", "text.gb", "--out", "R"], "text.gb"),
        (["run", "--guide", "missing", "--out", "R"], "missing"),
        (["run", "--carry", "--out", "R"], "--carry needs --guide FOLDER"),
        (["run", "--out", "text.gb"], "text.gb"),
        (["run", "--speed", "9"], "--speed"),
        (["resume", "nowhere"], "no run at nowhere"),
        (["resume", "text.gb"], "text.gb"),
        (["verify", "nowhere"], "no run at nowhere"),
        (["drift", "text.gb"], "text.gb"),
        (["drift"], "RUN"),
        (["world", "-1"], "-1"),
        (["world", "1", "--map", "nowhere/map.png"], "nowhere"),
        (["world", "1", "--map", "map.jpg"], "map.jpg"),
        (["run", "--agent", "human", "--out", "R"], "longplay play"),
        (["run", "--agent", "external", "--out", "R"], "sim.Session"),
        (["play", "--world", "1", "--rom", "x.gb"], "--world and --rom exclude each other"),
        (["play", "--rom", "missing.gb", "--out", "R"], "missing.gb"),
        (["dance"], "dance"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "text.gb").write_text("this is no cartridge\n")
    done = longplay(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("longplay: ")
    assert words in lines[0]
    assert not (tmp_path / "R" / "run.sqlite").exists()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_helps_with_an_example(name: str) -> None:
    done = longplay(name, "--help")
    assert done.returncode == 0
    assert f"Example: longplay {name} " in " ".join(done.stdout.split())
