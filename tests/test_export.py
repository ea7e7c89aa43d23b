"""`longplay export` as a person uses it: where things go, what is refused, what stays when it is stopped."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from sim.cli.main import main
from sim.core import LongplayError
from sim.figures import FIGURES, available
from sim.record.lookup import Lookup
from sim.viewer.export.pictures import export_figures
from sim.viewer.export.place import new_file, new_folder
from tests.chrome import needs_chrome
from tests.making import recorded
from tests.viewing import explored, hub_is_far

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "export.md").read_text()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored(tmp_path_factory.mktemp("explored") / "first", 200)


def longplay(*arguments: str | Path) -> int:
    """The exit code of a command in this process."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on stderr."""
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("longplay: ")
    assert told.err.count("\n") == 1
    return told.err


def test_exports_lie_beside_the_run_and_are_announced_with_their_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = recorded(tmp_path / "first", 5)
    before = (run / "run.sqlite").read_bytes()
    assert longplay("export", run, "--to", "gif", "--scale", "1") == 0
    gif = run / "export" / "first.gif"
    size = gif.stat().st_size
    assert capsys.readouterr().out.splitlines()[0] == f"{gif} ({size / 1000:.0f} kB)"
    assert longplay("export", run / "run.sqlite", "--to", "csv") == 0
    told = capsys.readouterr().out
    assert re.fullmatch(rf"{re.escape(str(run))}/export/csv \([\d.]+ kB, 8 files\)\n", told)
    assert sorted(file.name for file in (run / "export").iterdir()) == ["csv", "first.gif"]
    assert (run / "run.sqlite").read_bytes() == before


def test_json_prints_files_notes_and_bytes_and_nothing_else(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.gif"
    assert longplay("export", run, "--to", "gif", "--to-step", "9", "--scale", "1", "-o", out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    with Image.open(out) as image:
        width, height = image.size
    notes = [f"9 pictures of {width} x {height}, 0.9 s"]
    assert told == {"files": [str(out)], "notes": notes, "bytes": out.stat().st_size}


def test_what_is_there_is_replaced_with_force_only(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.gif"
    out.write_text("mine")
    arguments = ("export", run, "--to", "gif", "--to-step", "2", "-o", out)
    assert longplay(*arguments) == 2
    assert "exists already: replace it with --force, or choose another -o" in complaint(capsys)
    assert out.read_text() == "mine"
    assert longplay(*arguments, "--force") == 0
    assert out.read_bytes().startswith(b"GIF89a")


def test_a_run_is_never_replaced_not_even_with_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = recorded(tmp_path / "run", 5)
    file = run / "run.sqlite"
    before = file.read_bytes()
    assert longplay("export", run, "--to", "gif", "-o", file, "--force") == 2
    assert f"{file} is a run: choose another -o" in complaint(capsys)
    assert file.read_bytes() == before


def test_force_in_a_folder_touches_no_file_that_is_not_ours(run: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    out.mkdir()
    assert longplay("export", run, "--to", "csv", "-o", out) == 0  # an empty folder is in nobody's way
    (out / "notes.txt").write_text("mine")
    assert longplay("export", run, "--to", "csv", "-o", out) == 2
    assert longplay("export", run, "--to", "csv", "--table", "steps", "-o", out, "--force") == 0
    assert sorted(file.name for file in out.iterdir()) == [
        "columns.csv", "notes.txt", "run.json", "steps.csv"
    ]  # fmt: skip
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere", "--to", "csv"], "no run at nowhere"),
        (["RUN", "--to", "tiff"], "'tiff' is not one of"),
        (["RUN"], "Missing option '--to'"),
        (["RUN", "--to", "csv", "--table", "rooms"], "no table 'rooms'"),
        (["RUN", "--to", "csv", "--every", "2"], "--every is for html, mp4, gif, not for csv"),
        (["RUN", "--to", "png", "--from", "2"], "--from is for mp4, gif, parquet, csv, not for png"),
        (["RUN", "--to", "gif", "--table", "steps"], "--table is for parquet, csv, not for gif"),
        (["RUN", "--to", "gif", "--from", "0"], "0 is not in the range x>=1"),
        (["RUN", "--to", "gif", "--from", "201"], "no step 201: it has 200 steps"),
        (["RUN", "--to", "csv", "--from", "5", "--to-step", "4"], "--from 5 lies after --to-step 4"),
        (["RUN", "--to", "csv", "-o", "FILE"], "is a file, and the export is a folder"),
        (["RUN", "--to", "gif", "-o", "FOLDER"], "is a folder, and the export is a file"),
        (["RUN", "--to", "gif", "-o", "FILE/a.gif", "--to-step", "1"], "cannot write"),
        (["CORRUPT", "--to", "csv"], "the file is damaged or not a run file"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], why: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "corrupt").mkdir()
    (tmp_path / "corrupt" / "run.sqlite").write_bytes(b"SQLite format 3\x00" + bytes(2000))
    named = {"RUN": run, "FILE": tmp_path / "file", "FOLDER": tmp_path / "folder"}
    named["CORRUPT"] = tmp_path / "corrupt"
    words = [re.sub(r"^[A-Z]+", lambda name: str(named[name[0]]), word) for word in arguments]
    assert longplay("export", *words) == 2
    assert why in complaint(capsys)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["corrupt", "file", "folder"]
    assert not (run / "export").exists() or not list((run / "export").iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_halfway_it_leaves_nothing(number: signal.Signals, run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "sim.cli", "export", str(run), "--to", "gif", "--scale", "8"]
    exporting = subprocess.Popen(
        [*command, "-o", str(out / "a.gif")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    with exporting:
        until = time.monotonic() + 60
        while not any(file.stat().st_size > 20_000 for file in out.glob(".a.gif-*/a.gif")):
            assert time.monotonic() < until
            assert exporting.poll() is None
            time.sleep(0.02)
        exporting.send_signal(number)
        assert exporting.wait(30) == 130
    assert not out.exists()


def write_half(file: Path) -> None:
    file.write_text("half")
    raise ZeroDivisionError


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "a.txt"
    with pytest.raises(ZeroDivisionError), new_file(out, force=False) as made:
        write_half(made)
    assert list(tmp_path.iterdir()) == []
    with new_file(out, force=False) as made:
        made.write_text("whole")
        assert not out.exists()
    assert out.read_text() == "whole"
    assert list(out.parent.iterdir()) == [out]


def test_a_folder_that_fails_leaves_the_one_before_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "folder"
    with new_folder(out, force=False, known=["a", "b"]) as made:
        (made / "a").write_text("old")
        (made / "b").write_text("old")
    with pytest.raises(ZeroDivisionError), new_folder(out, force=True, known=["a", "b"]) as made:
        write_half(made / "a")
    assert {file.name: file.read_text() for file in out.iterdir()} == {"a": "old", "b": "old"}
    with new_folder(out, force=True, known=["a", "b"]) as made:
        (made / "a").write_text("new")
    assert {file.name: file.read_text() for file in out.iterdir()} == {"a": "new"}
    assert list(tmp_path.iterdir()) == [out]


# --- figures ------------------------------------------------------------------------------


@needs_chrome
def test_every_figure_that_has_something_to_show_becomes_a_picture(run: Path, tmp_path: Path) -> None:
    done = export_figures(run, tmp_path / "png", "png")
    assert [file.name for file in done.files] == ["progress.png", "legs.png"]
    assert done.notes == (f"nothing to draw in {', '.join(name for name in FIGURES if name not in _SHORT)}",)
    for file in done.files:
        with Image.open(io.BytesIO(file.read_bytes())) as picture:
            assert picture.size == (1720, 640)
    assert sorted(file.name for file in (tmp_path / "png").iterdir()) == ["legs.png", "progress.png"]


_SHORT = ("progress", "legs")
"""What there is to draw of a run shorter than a window."""


def test_figures_without_their_extra_are_one_clear_line(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.figures.paint.available", lambda: False)
    with pytest.raises(LongplayError, match=r'pip install "longplay\[figures\]"'):
        export_figures(run, tmp_path / "png", "png")
    assert list(tmp_path.iterdir()) == []


# --- the page about it --------------------------------------------------------------------


def test_the_commands_of_the_page_do_what_it_says(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs").mkdir()
    with Lookup.open(run) as opened:
        (tmp_path / "runs" / "first").mkdir()
        opened.copy_to(tmp_path / "runs" / "first" / "run.sqlite")
    monkeypatch.chdir(tmp_path)
    hub_is_far(monkeypatch, tmp_path / "home")
    commands = [
        shlex.split(line, comments=True)
        for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    ]
    assert len(commands) > 4
    for words in commands:
        form = words[4]
        if form == "html" and find_spec("sim.viewer.export.html") is None:
            continue
        if form in ("png", "svg") and not available():
            continue
        assert longplay(*words[1:]) == 0, words
    for example in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(compile(example, "docs/export.md", "exec"), {})
