"""What is committed stays, is read back exactly, and is checked instead of written twice."""

from __future__ import annotations

import collections
import os
import shutil
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.core import Event, ReplayMismatch, Revision, RunFileError, RunSettings, Truth
from sim.record import Recorder, Run, Snapshot
from tests import making

COUNT = 200


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.recorded(tmp_path_factory.mktemp("runs") / "run", COUNT)


def create(folder: Path, **settings: int) -> Recorder:
    recorder = Recorder.create(folder, RunSettings(**settings), making.IDENTITY, {})  # type: ignore[arg-type]
    recorder.begin_at(None)
    return recorder


def test_steps_are_read_back_as_they_were_written(finished: Path) -> None:
    with Run.open(finished) as run:
        read = list(run)
    written = [replace(step, frame=None) for step in making.steps(COUNT)]
    written[-1] = replace(written[-1], last=True)  # the record ends within its decision
    assert read == written


def test_a_stretch_of_steps_is_the_same_stretch_of_the_whole(finished: Path) -> None:
    with Run.open(finished) as run:
        assert list(run.steps(after=50, until=77)) == [
            replace(step, last=step.last or step.number == 77) for step in list(run)[50:77]
        ]


def test_every_screen_is_read_back_pixel_for_pixel(finished: Path) -> None:
    with Run.open(finished) as run:
        for step in making.steps(COUNT):
            assert step.frame is not None
            assert np.array_equal(run.frame(step.number).pixels, step.frame.pixels)


def test_a_screen_seen_twice_is_stored_once(finished: Path) -> None:
    with sqlite3.connect(finished / "run.sqlite") as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT hash) FROM frame").fetchone() == (40, 40)
    connection.close()


def test_a_closed_run_is_one_file_that_says_what_it_is(finished: Path) -> None:
    assert sorted(p.name for p in finished.iterdir() if not p.name.startswith(".")) == ["run.sqlite"]
    connection = sqlite3.connect(finished / "run.sqlite")
    assert connection.execute("PRAGMA application_id").fetchone() == (0x4C504C59,)
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    with Run.open(finished) as run:
        assert (run.meta()["status"], run.settings) == ("done", RunSettings(steps=COUNT))


def test_playing_a_recorded_stretch_again_writes_nothing(finished: Path) -> None:
    before = (finished / "run.sqlite").stat().st_size
    recorder = Recorder.resume(finished)
    recorder.begin_at(None)
    for step in making.steps(COUNT):
        recorder.append(step)
    recorder.close("done")
    assert (finished / "run.sqlite").stat().st_size == before
    with Run.open(finished) as run:
        assert run.last_step == COUNT


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"screen": b"\x00" * 16}, "step 5: frame was"),
        ({"truth": Truth(9, "play", "HERE", 1, 2, 0, 3, {"room": 7})}, "step 5: state was 5, now it is 9"),
        ({"frames": 10}, "step 5: frames was 9, now it is 10"),
        ({"events": (Event("hop"),)}, "step 5: events was"),
        ({"decision": 9}, "step 5: decision was 2, now it is 9"),
    ],
)
def test_a_step_that_differs_from_its_record_is_named(
    finished: Path, changed: dict[str, object], message: str
) -> None:
    recorder = Recorder.resume(finished)
    recorder.begin_at(None)
    played = list(making.steps(5))
    for step in played[:4]:
        recorder.append(step)
    with pytest.raises(ReplayMismatch, match=message):
        recorder.append(replace(played[4], **changed))  # type: ignore[arg-type]
    recorder.abandon()


def test_a_decision_that_differs_from_its_record_is_named(finished: Path) -> None:
    recorder = Recorder.resume(finished)
    recorder.begin_at(None)
    first = next(making.steps(1))
    assert first.chosen is not None
    with pytest.raises(ReplayMismatch, match="decision 1: reset was 0, now it is 1"):
        recorder.append(replace(first, chosen=replace(first.chosen, reset=True)))
    recorder.abandon()


def test_revisions_rebuild_the_guide_at_any_moment(tmp_path: Path) -> None:
    recorder = create(tmp_path / "run")
    made = [
        Revision(1, "create", "a.md", "one"),
        Revision(2, "create", "notes/b.md", "two"),
        Revision(3, "replace", "a.md", "uno"),
        Revision(4, "rename", "notes", None, "old"),
        Revision(5, "delete", "a.md", None),
    ]
    assert [recorder.revise(revision) for revision in made] == [True] * 5
    recorder.close("stopped")
    with Run.open(tmp_path / "run") as run:
        assert [run.guide(n) for n in range(6)] == [
            {},
            {"a.md": "one"},
            {"a.md": "one", "notes/b.md": "two"},
            {"a.md": "uno", "notes/b.md": "two"},
            {"a.md": "uno", "old/b.md": "two"},
            {"old/b.md": "two"},
        ]
        assert list(run.revisions()) == [(1, revision) for revision in made]


def test_a_recorded_revision_is_checked(tmp_path: Path) -> None:
    recorder = create(tmp_path / "run")
    recorder.revise(Revision(1, "create", "a.md", "one"))
    recorder.close("stopped")
    recorder = Recorder.resume(tmp_path / "run")
    recorder.begin_at(None)
    assert recorder.revise(Revision(1, "create", "a.md", "one")) is False
    with pytest.raises(ReplayMismatch, match="guide revision 1: text was one, now it is two"):
        recorder.revise(Revision(1, "create", "a.md", "two"))
    recorder.abandon()


def test_a_run_whose_writer_died_while_it_closed_the_file_can_be_read(finished: Path, tmp_path: Path) -> None:
    shutil.copytree(finished, tmp_path / "run")
    writer = sqlite3.connect(tmp_path / "run" / "run.sqlite", isolation_level=None)
    writer.execute("PRAGMA journal_mode=DELETE")
    writer.execute("PRAGMA cache_size=1")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE step SET truth = truth || ' '")
    shutil.copytree(tmp_path / "run", tmp_path / "dead")  # both files, as a kill leaves them
    writer.execute("ROLLBACK")
    writer.close()
    assert (tmp_path / "dead" / "run.sqlite-journal").stat().st_size > 0
    with Run.open(tmp_path / "dead") as dead, Run.open(finished) as whole:
        assert list(dead.steps()) == list(whole.steps())


def test_a_reply_is_paid_for_once(tmp_path: Path) -> None:
    recorder = create(tmp_path / "run")
    asked = []

    def ask() -> dict[str, str]:
        asked.append(1)
        return {"text": "go north"}

    assert recorder.reply({"q": 1}, ask) == {"text": "go north"}
    recorder.abandon()  # as after a crash: the reply was committed, nothing else
    recorder = Recorder.resume(tmp_path / "run")
    recorder.begin_at(None)
    assert recorder.reply({"q": 1}, ask) == {"text": "go north"}
    assert asked == [1]
    with pytest.raises(ReplayMismatch, match="request was"):
        recorder.reply({"q": 2}, ask)
    recorder.abandon()


def test_a_request_lost_in_a_crash_is_counted_and_asked_again(tmp_path: Path) -> None:
    recorder = create(tmp_path / "run")

    def crash() -> dict[str, str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recorder.reply({"q": 1}, crash)
    recorder.abandon()
    recorder = Recorder.resume(tmp_path / "run")
    recorder.begin_at(None)
    assert recorder.reply({"q": 1}, lambda: {"text": "again"}) == {"text": "again"}
    recorder.close("stopped")
    connection = sqlite3.connect(tmp_path / "run" / "run.sqlite")
    assert connection.execute("SELECT status FROM attempt ORDER BY id").fetchall() == [
        ("lost",),
        ("received",),
    ]
    connection.close()


def test_snapshots_come_back_as_they_were(tmp_path: Path) -> None:
    recorder = create(tmp_path / "run")
    taken = [Snapshot(3, 1, 0, b"machine", b"mind"), Snapshot(6, 2, 0, b"machine 2", b"mind 2")]
    for snapshot in taken:
        recorder.snapshot(snapshot)
    recorder.close("stopped")
    with Run.open(tmp_path / "run") as run:
        assert run.snapshots() == [(3, 1, 0), (6, 2, 0)]
        assert (run.snapshot(3), run.last_snapshot()) == (taken[0], taken[1])


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    recorder = create(tmp_path / "run")
    with pytest.raises(RunFileError, match="being played by another process"):
        Recorder.resume(tmp_path / "run")
    recorder.close("stopped")
    Recorder.resume(tmp_path / "run").abandon()


def test_a_run_is_readable_while_it_is_written(tmp_path: Path) -> None:
    recorder = create(tmp_path / "run")
    for step in making.steps(10):
        recorder.append(step)
        with Run.open(tmp_path / "run") as run:
            assert run.last_step == step.number
    recorder.close("done")


def test_a_new_run_never_overwrites_an_old_one(finished: Path) -> None:
    with pytest.raises(RunFileError, match="holds a run already"):
        create(finished)
    with Run.open(finished) as run:
        assert run.last_step == COUNT


def changed(finished: Path, folder: Path, pragma: str) -> Path:
    folder.mkdir()
    copy = folder / "run.sqlite"
    copy.write_bytes((finished / "run.sqlite").read_bytes())
    connection = sqlite3.connect(copy)
    connection.execute(pragma)
    connection.commit()
    connection.close()
    return folder


def test_a_run_of_an_older_version_is_refused(finished: Path, tmp_path: Path) -> None:
    older = changed(finished, tmp_path / "older", "PRAGMA user_version=1")
    for opened in (Run.open, Recorder.resume):
        with pytest.raises(RunFileError, match=r"older Longplay \(format 1, this one reads 2\)"):
            opened(older)


def test_a_run_of_a_newer_version_is_refused(finished: Path, tmp_path: Path) -> None:
    newer = changed(finished, tmp_path / "newer", "PRAGMA user_version=3")
    for opened in (Run.open, Recorder.resume):
        with pytest.raises(RunFileError, match=r"newer Longplay \(format 3, this one reads up to 2\)"):
            opened(newer)


def test_another_sqlite_file_is_refused(finished: Path, tmp_path: Path) -> None:
    other = changed(finished, tmp_path / "other", "PRAGMA application_id=7")
    with pytest.raises(RunFileError, match="not a Longplay run"):
        Run.open(other)


@pytest.mark.parametrize("content", [b"", b"text, not a database", b"SQLite format 3\x00" + bytes(500)])
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run.sqlite").write_bytes(content)
    for opened in (Run.open, Recorder.resume):
        with pytest.raises(RunFileError):
            opened(tmp_path)


def test_a_truncated_run_is_an_error_and_not_a_crash(finished: Path, tmp_path: Path) -> None:
    data = (finished / "run.sqlite").read_bytes()
    (tmp_path / "run.sqlite").write_bytes(data[: len(data) // 2])

    def read_all() -> None:
        with Run.open(tmp_path) as run:
            for step in run:
                run.frame(step.number)

    with pytest.raises(RunFileError):
        read_all()


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="no run at"):
        Run.open(tmp_path / "nowhere")


def test_a_damaged_screen_is_named(finished: Path, tmp_path: Path) -> None:
    copy = changed(finished, tmp_path / "copy", "UPDATE frame SET image = x'00112233'")
    with Run.open(copy) as run, pytest.raises(RunFileError, match="stored screen is damaged"):
        run.frame(1)


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFileError, match="cannot write a run in"):
        create(tmp_path / "file" / "run")
    if os.geteuid() == 0:
        return  # root writes everywhere; the rest needs an ordinary user
    folder = tmp_path / "closed"
    folder.mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(RunFileError, match="cannot write a run in"):
        create(folder / "run")


def test_a_full_disk_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    recorder = create(tmp_path / "run", steps=4000)
    recorder.run._connection.execute("PRAGMA max_page_count=60")
    endless = making.steps(4000, screens=4000)
    with pytest.raises(RunFileError, match="what was committed is safe"):
        collections.deque(map(recorder.append, endless), maxlen=0)
    written = recorder.run.last_step
    recorder.abandon()
    recorder = Recorder.resume(tmp_path / "run")
    recorder.begin_at(None)
    for step in making.steps(written + 20, screens=4000):
        recorder.append(step)
    recorder.close("done")
    with Run.open(tmp_path / "run") as run:
        assert (run.last_step, [step.number for step in run]) == (written + 20, list(range(1, written + 21)))
