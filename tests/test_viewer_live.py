"""The viewer follows runs that are being written by another process, and stops when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from sim.session import report_of
from sim.viewer.data import Viewed
from tests.viewing import explored

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent as on Unix")
_LONG = 60


def started(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sim.cli", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def viewer(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A viewer in a process of its own: its address, and the process."""
    process = started("view", str(folder), "--no-browser", "--port", "0")
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        page = "/run/" if (folder / "run.sqlite").exists() else "/"
        assert line.endswith(f"{page} (Ctrl-C stops the viewer)\n"), line
        yield line.split()[0].removesuffix(page), process
    finally:
        process.kill()
        process.communicate()


def answer(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=_LONG) as given:
        return json.load(given)


class Stream:
    """Server-sent events of an address, read in the background."""

    def __init__(self, address: str) -> None:
        self._given = urllib.request.urlopen(address, timeout=_LONG)
        assert self._given.headers["content-type"].startswith("text/event-stream")
        self._queue: Queue[tuple[str, Any]] = Queue()
        self.ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        kind = ""
        try:
            for line in self._given:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    self._queue.put((kind, json.loads(value)))
        finally:
            self.ended.set()

    def until(self, kind: str, fits: Callable[[Any], bool] = lambda _: True) -> Any:
        """Return the first event of a kind that fits."""
        deadline = time.monotonic() + _LONG
        while True:
            try:
                found, value = self._queue.get(timeout=max(0.01, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"no {kind} that fits came in {_LONG} s") from None
            if found == kind and fits(value):
                return value


def steps_of(folder: Path) -> int:
    return int(Viewed(folder).moving()["last_step"]) if (folder / "run.sqlite").exists() else 0


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _LONG
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_run_that_another_process_plays_moves_on_the_page_until_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "root" / "live"
    folder.parent.mkdir()
    with viewer(folder.parent) as (address, _):
        table = Stream(f"{address}/api/live")
        player = started("run", "--model", "fake", "--steps", "100000", "--out", str(folder))
        try:
            first = table.until("run", lambda run: run["steps"] > 0)
            assert (first["id"], first["live"], first["status"]) == ("live", True, "running")
            head = answer(f"{address}/api/run/live")
            assert (head["live"], head["report_state"]) == (True, "folding")
            page = Stream(f"{address}/api/run/live/live")
            before = page.until("head", lambda told: told["last_step"] > head["last_step"])
            later = page.until("head", lambda told: told["last_step"] > before["last_step"])
            new = answer(f"{address}/api/run/live/steps?after={before['last_step']}&count=2000")
            assert new["number"][0] == before["last_step"] + 1
            assert new["number"][-1] >= min(later["last_step"], before["last_step"] + 2000)
            report = page.until("report")
            assert 0 < report["steps"] <= steps_of(folder)
            assert later["usd"]["least"] > before["usd"]["least"] > 0
        finally:
            player.kill()
            player.communicate()
        ended = table.until("run", lambda run: not run["live"])
        assert (ended["status"], ended["steps"]) == ("interrupted", steps_of(folder))
        whole = page.until("report", lambda told: told["steps"] == ended["steps"])
        assert answer(f"{address}/api/run/live")["report_state"] in ("folding", "stored")
    assert whole == json.loads(json.dumps(report_of(folder).to_json()))


def test_whoever_listens_late_is_told_what_there_is_by_now(tmp_path: Path) -> None:
    explored(tmp_path / "root" / "run", 300)
    with viewer(tmp_path / "root") as (address, _):
        answer(f"{address}/api/run/run")
        early = Stream(f"{address}/api/run/run/live")
        seconds = early.until("timeline")["seconds"]
        early.until("head")
        late = Stream(f"{address}/api/run/run/live")  # nothing changes any more
        assert late.until("report")["steps"] == 300
        assert late.until("timeline") == {"counted": 300, "seconds": seconds}
        assert late.until("head")["last_step"] == 300
        assert answer(f"{address}/api/run/run")["seconds"] == seconds > 0


def test_a_report_that_no_file_holds_is_made_in_the_background_and_the_file_stays_as_it_is(
    tmp_path: Path,
) -> None:
    folder = explored(tmp_path / "root" / "run", 300)
    expected = json.loads(json.dumps(report_of(folder).to_json()))
    without_report(folder)
    held = (folder / "run.sqlite").read_bytes()
    with viewer(folder) as (address, _):
        page = Stream(f"{address}/api/run/./live")
        assert answer(f"{address}/api/run/.")["report"] is None
        assert page.until("report") == expected
        wait_until(lambda: answer(f"{address}/api/run/.")["report_state"] == "stored")
        assert answer(f"{address}/api/run/.")["report"] == expected
    assert (folder / "run.sqlite").read_bytes() == held
    assert sorted(path.name for path in folder.iterdir()) == [".lock", "memory", "run.sqlite"]


def without_report(folder: Path) -> None:
    import sqlite3

    with sqlite3.connect(folder / "run.sqlite") as run:
        run.execute("DELETE FROM report")


def test_ctrl_c_stops_the_viewer_with_pages_open_and_leaves_no_process(tmp_path: Path) -> None:
    folder = explored(tmp_path / "run", 300)
    without_report(folder)
    with viewer(folder) as (address, process):
        streams = [Stream(f"{address}/api/live"), Stream(f"{address}/api/run/./live")]
        answer(f"{address}/api/run/.")
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=_LONG)
        assert (process.returncode, out, error) == (0, "", "")
        assert time.monotonic() - began < 5
        assert all(stream.ended.wait(5) for stream in streams)
    wait_until(lambda: not any(str(folder) in words for words in processes()))


def processes() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none"], "longplay: there is no folder none: name a run, or a folder of runs\n"),
        (["--host", "no.such.host.invalid"], "longplay: cannot serve at no.such.host.invalid: "),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], words: str) -> None:
    done = started("view", *arguments, "--no-browser")
    out, error = done.communicate(timeout=_LONG)
    assert (done.returncode, out) == (2, "")
    assert error.startswith(words)
    assert error.count("\n") == 1


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import importlib.util as u; find = u.find_spec;"
        "u.find_spec = lambda name, *more: None if name in ('starlette', 'uvicorn') else find(name, *more);"
        f"from sim.cli import main; main(['view', {str(tmp_path)!r}, '--no-browser'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2, 'longplay: the viewer needs starlette and uvicorn: pip install "longplay[view]"\n',
    )  # fmt: skip
