"""Inspect AI plays Fernmoor: its mock model through the task, and the runs that it leaves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("inspect_ai", reason="inspect-ai is not installed: pip install 'longplay[inspect]'")

from inspect_ai import eval as evaluate
from inspect_ai.log import EvalLog, read_eval_log
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from longplay.evals import fernmoor
from sim.core import Account, Button
from sim.record import Run
from sim.session import report_of, verify

ROOT = Path(__file__).parent.parent
MOCK = "mockllm/model"
SPENT = ModelUsage(input_tokens=90, output_tokens=7, total_tokens=107, input_tokens_cache_read=10)


def answer(tool: str, **arguments: Any) -> ModelOutput:
    output = ModelOutput.for_tool_call(MOCK, tool, arguments)
    output.usage = SPENT
    return output


def script() -> Iterator[ModelOutput]:
    """Write the guide once, press on; one mistake."""
    yield answer("guide_write", text="# Guide\n- north: unknown\n")
    yield answer("press", buttons=["jump"])
    while True:
        yield answer("press", buttons=["a", "a", "start"], target="goal", reason="what is asked?")


def played(folder: Path, outputs: Iterator[ModelOutput], epochs: int = 1, **task: Any) -> EvalLog:
    chosen = {"world": 5000, "legs": 4, "steps": 24, "context": 4, "runs": str(folder / "runs"), **task}
    model = get_model(MOCK, custom_outputs=outputs, memoize=False)
    (log,) = evaluate(
        fernmoor(**chosen), model=model, epochs=epochs, log_dir=str(folder / "logs"), display="none"
    )
    assert log.status == "success", log.error
    return log


def asked_by_name(name: str, folder: Path, where: Path) -> EvalLog:
    """What Inspect makes of a task that is named, in a process of its own that was started in `where`."""
    done = subprocess.run(
        [sys.executable, "-c", BY_NAME, name, str(folder)],
        cwd=where, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (log,) = (folder / "logs").glob("*.eval")
    return read_eval_log(str(log))


BY_NAME = """
import sys
from inspect_ai import eval
from inspect_ai.model import ModelOutput, ModelUsage, get_model

output = ModelOutput.for_tool_call("mockllm/model", "press", {"buttons": ["a"]})
output.usage = ModelUsage(input_tokens=9, output_tokens=1, total_tokens=10)
name, folder = sys.argv[1:]
chosen = {"world": 7, "legs": 4, "steps": 3, "runs": f"{folder}/runs"}
model = get_model("mockllm/model", custom_outputs=[output] * 9, memoize=False)
(log,) = eval(name, model=model, task_args=chosen, log_dir=f"{folder}/logs", display="none")
"""


@pytest.mark.skipif(
    not entry_points(group="inspect_ai", name="longplay"),
    reason="longplay is not installed: pip install -e '.[dev]'",
)
def test_inspect_finds_the_task_by_the_entry_point_of_the_package(tmp_path: Path) -> None:
    log = asked_by_name("longplay/fernmoor", tmp_path, tmp_path)
    assert (log.status, log.eval.task) == ("success", "longplay/fernmoor")
    assert verify(*(tmp_path / "runs").iterdir(), jobs=1).steps == 3


def test_inspect_finds_the_task_by_its_file(tmp_path: Path) -> None:
    log = asked_by_name("longplay/evals.py@fernmoor", tmp_path, ROOT)
    assert (log.status, log.eval.task) == ("success", "fernmoor")
    assert verify(*(tmp_path / "runs").iterdir(), jobs=1).steps == 3


def test_epochs_are_worlds_and_each_leaves_a_run_like_any_other(tmp_path: Path) -> None:
    log = played(tmp_path, script(), epochs=2)
    assert log.samples is not None
    folders = [Path(sample.metadata["run"]) for sample in log.samples]
    assert sorted(folder.name for folder in folders) == ["mockllm-model-world5000", "mockllm-model-world5001"]
    for folder in folders:
        assert verify(folder, jobs=1).mismatch is None
        with Run.open(folder) as run:
            assert (run.last_step, run.meta()["status"], run.settings.agent) == (24, "done", "inspect")


def test_scores_are_those_of_the_drift_report_and_nothing_is_scored_that_had_no_opportunity(
    tmp_path: Path,
) -> None:
    log = played(tmp_path, script())
    assert log.samples is not None
    (sample,) = log.samples
    assert sample.scores is not None
    score = sample.scores["drift_report"]
    report = report_of(sample.metadata["run"])
    levels = {row.name: row.level for row in report.front if row.level is not None}
    assert score.value == {
        "progress": report.component("progress").level,
        **levels,
        "lost_per_100": report.lost["total"],
        "drift": 0.0,
        "bounded": 0.0,
        "undetermined": 1.0,
    }
    assert "shortcuts" not in levels
    assert (score.answer, score.explanation) == (report.verdict.word, report.verdict.why)
    assert score.metadata is not None
    assert score.metadata["drift"] == report.to_json()


def test_the_log_shows_screens_and_says_what_was_refused(tmp_path: Path) -> None:
    log = read_eval_log(played(tmp_path, script(), context=0).location)
    assert log.samples is not None
    messages = log.samples[0].messages
    shown = [part for message in messages if not isinstance(message.content, str) for part in message.content]
    assert sum(part.type == "image" for part in shown) == 1 + 8
    errors = [message.error.message for message in messages if message.role == "tool" and message.error]
    assert errors == ["no button is called 'jump': a, b, start, select, up, down, left, right, wait"]


def test_the_context_is_emptied_and_the_run_says_so(tmp_path: Path) -> None:
    log = played(tmp_path, script(), context=4)
    assert log.samples is not None
    with Run.open(log.samples[0].metadata["run"]) as run:
        decisions = [step.chosen for step in run.steps() if step.chosen is not None]
    assert [decision.reset for decision in decisions] == [False] * 4 + [True] + [False] * 3
    assert decisions[1].account == Account(1, 90, 10, 0, 7, 100, None)
    assert decisions[0].buttons == (Button.A, Button.A, Button.START)


def test_a_model_that_uses_no_tool_is_left_after_three_answers(tmp_path: Path) -> None:
    def idle() -> Iterator[ModelOutput]:
        while True:
            output = ModelOutput.from_content(MOCK, "I would rather talk.")
            output.usage = SPENT
            yield output

    log = played(tmp_path, idle())
    assert log.samples is not None
    assert sum(message.role == "assistant" for message in log.samples[0].messages) == 3
    with Run.open(log.samples[0].metadata["run"]) as run:
        assert (run.last_step, run.meta()["status"]) == (0, "stopped")


def test_without_a_guide_there_are_no_tools_for_one(tmp_path: Path) -> None:
    def wants_a_guide() -> Iterator[ModelOutput]:
        yield answer("guide_read")
        while True:
            yield answer("wait", times=20)

    log = played(tmp_path, wants_a_guide(), guide="off")
    assert log.samples is not None
    tools = [message for message in log.samples[0].messages if message.role == "tool"]
    assert tools[0].error is not None
    assert "guide_read" in tools[0].error.message
