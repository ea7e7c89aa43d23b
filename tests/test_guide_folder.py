"""The memory folder on disk: what is refused, and that nothing outside is ever touched."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core import GuideError, Revision
from sim.guide import MAX_FILE, MAX_FILES, NAVIGATION, Guide, MemoryFolder, apply, load_folder
from tests.test_guide import NOTES, refusal


def listing(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder, hidden or not: bytes of files, None for folders."""
    return {
        str(found.relative_to(folder)): found.read_bytes() if found.is_file() else None
        for found in folder.rglob("*")
    }


def test_a_folder_is_brought_to_exactly_the_given_files(tmp_path: Path) -> None:
    memory = MemoryFolder(tmp_path / "run" / "memory")
    memory.sync({"a.md": "1", "deep/er/b.md": "2"})
    memory.sync({"deep": "now a file", "a.md": "1"})
    assert listing(memory.path) == {"a.md": b"1", "deep": b"now a file"}
    memory.sync({"deep/c.md": "and back"})
    assert listing(memory.path) == {"deep": None, "deep/c.md": b"and back"}
    memory.sync({})
    assert listing(memory.path) == {}


def test_sync_leaves_equal_files_and_hidden_ones_alone_and_cleans_up_after_a_kill(tmp_path: Path) -> None:
    memory = MemoryFolder(tmp_path)
    memory.sync(NOTES)
    (tmp_path / "places" / ".longplay-new").write_text("half a fi")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("mine")
    before = (tmp_path / NAVIGATION).stat().st_ino
    memory.sync(NOTES)
    assert (tmp_path / NAVIGATION).stat().st_ino == before
    assert load_folder(tmp_path) == NOTES
    assert sorted(path.name for path in tmp_path.rglob(".*")) == [".git"]


def test_carrying_a_guide_back_removes_only_what_the_run_removed(tmp_path: Path) -> None:
    memory = MemoryFolder(tmp_path)
    memory.sync(NOTES)
    (tmp_path / "mine.md").write_text("written while the run played")
    memory.sync({NAVIGATION: "new"}, remove=NOTES)
    assert load_folder(tmp_path) == {NAVIGATION: "new", "mine.md": "written while the run played"}


def test_a_file_left_half_written_by_a_killed_process_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".longplay-new").write_text("half")
    MemoryFolder(tmp_path).apply(Revision(1, "create", "a.md", "whole"))
    assert listing(tmp_path) == {"a.md": b"whole"}


def test_a_guide_survives_the_way_to_disk_and_back(tmp_path: Path) -> None:
    MemoryFolder(tmp_path).sync(NOTES)
    assert load_folder(tmp_path) == NOTES


def test_text_saved_on_another_system_is_read_as_plain_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf# T\r\nx\r\n")
    assert load_folder(tmp_path) == {"a.md": "# T\nx\n"}


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def loop(folder: Path) -> None:
    (folder / "d").mkdir()
    (folder / "d" / "e").symlink_to("..")


def crowd(folder: Path) -> None:
    for number in range(MAX_FILES + 1):
        (folder / f"{number}.md").touch()


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "not UTF-8": (lambda f: (f / "a.md").write_bytes(b"ok \xff"), "is not UTF-8 text (byte 3)"),
    "NUL": (lambda f: (f / "a.md").write_bytes(b"a\0b"), "has a NUL character"),
    "too large": (lambda f: (f / "a.md").write_bytes(b"x" * (MAX_FILE + 1)), "is larger than 65,536 bytes"),
    "absurd": (lambda f: sparse(f / "a.md"), "is larger than 65,536 bytes"),
    "link to a file": (lambda f: (f / "a.md").symlink_to("/etc/hostname"), "is a symbolic link"),
    "link to nothing": (lambda f: (f / "a.md").symlink_to("nowhere"), "is a symbolic link"),
    "link to a folder": (lambda f: (f / "sub").symlink_to("/etc"), "is a symbolic link"),
    "link in a circle": (loop, "is a symbolic link"),
    "fifo": (lambda f: os.mkfifo(f / "pipe"), "is not a plain file"),
    "too many": (crowd, "more than 200 files"),
    "too deep": (lambda f: (f / "1/2/3/4/5/6/7/8/9").mkdir(parents=True), "levels"),
    "name not UTF-8": (lambda f: os.mkdir(os.fsencode(f) + b"/\xff"), "invalid character"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_folder_that_holds_no_guide_is_refused(fault: str, tmp_path: Path) -> None:
    spoil, why = FAULTS[fault]
    spoil(tmp_path)
    assert why in refusal(lambda: load_folder(tmp_path))


def test_a_missing_folder_a_file_and_a_link_in_its_place_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert refusal(lambda: load_folder(tmp_path / "none")).endswith("none: No such file or directory")
    assert refusal(lambda: load_folder(tmp_path / "file")).endswith("file: Not a directory")
    assert "is a symbolic link" in refusal(lambda: load_folder(tmp_path / "link"))
    assert "is a symbolic link" in refusal(lambda: MemoryFolder(tmp_path / "link").sync(NOTES))


def test_links_planted_in_the_folder_never_lead_a_write_outside(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "memory"
    outside.mkdir()
    (outside / "secret.md").write_text("untouched")
    memory = MemoryFolder(root)
    memory.sync({"sub/secret.md": "x", "a.md": "x"})
    (root / "sub" / "secret.md").unlink()
    (root / "sub").rmdir()
    (root / "sub").symlink_to(outside)
    (root / "a.md").unlink()
    (root / "a.md").symlink_to(outside / "secret.md")
    (root / ".longplay-new").symlink_to(outside / "secret.md")

    memory.apply(Revision(1, "create", "a.md", "mine"))
    for revision in (
        Revision(2, "create", "sub/secret.md", "pwned"),
        Revision(3, "delete", "sub/secret.md", None),
        Revision(4, "rename", "sub/secret.md", None, "stolen.md"),
        Revision(5, "rename", "a.md", None, "sub/a.md"),
    ):
        assert "is a symbolic link" in refusal(lambda revision=revision: memory.apply(revision))  # type: ignore[misc]
    memory.sync({"a.md": "mine", "sub/secret.md": "in its own folder"})
    assert listing(outside) == {"secret.md": b"untouched"}
    assert listing(root) == {"a.md": b"mine", "sub": None, "sub/secret.md": b"in its own folder"}
    assert not (root / "sub").is_symlink()


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full: free some space"),
        (errno.EROFS, "the file system is read-only: choose another folder"),
    ],
)
def test_a_disk_that_refuses_is_one_clear_line_and_leaves_the_old_file(
    number: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = MemoryFolder(tmp_path)
    memory.sync(NOTES)

    def fail(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", fail)
    line = refusal(lambda: memory.apply(Revision(1, "create", NAVIGATION, "new")))
    assert line == f"cannot write {tmp_path / NAVIGATION}: {reason}"
    assert listing(tmp_path) == {
        "places": None,
        "places/moss.md": b"wet",
        NAVIGATION: NOTES[NAVIGATION].encode(),
    }


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_seen_while_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_really = os.open
    monkeypatch.setattr(os, "open", lambda path, flags, mode=0: open_really("/dev/full", os.O_WRONLY))
    line = refusal(lambda: MemoryFolder(tmp_path).apply(Revision(1, "create", "a.md", "new")))
    assert line.endswith("a.md: the disk is full: free some space")


# --- properties ---------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["a.md", "b.md", "B.md", "d", "d/a.md", "d/e/a.md", "d/e", "f/a.md", "../x", "/x", "d/.h"]
)
TEXTS = st.text(alphabet="ab\n\r\0é", max_size=12)
EDITS = st.one_of(
    st.tuples(st.just("create"), NAMES, TEXTS),
    st.tuples(st.just("replace"), NAMES, TEXTS, TEXTS),
    st.tuples(st.just("insert"), NAMES, st.integers(-1, 6), TEXTS),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(EDITS, max_size=25))
def test_after_any_edits_disk_record_and_memory_agree(edits: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        memory = MemoryFolder(Path(home, "memory"))
        memory.sync({})
        made: list[Revision] = []

        def revised(revision: Revision) -> None:
            made.append(revision)
            memory.apply(revision)

        guide, replayed = Guide(on_revision=revised), dict[str, str]()
        for operation, *arguments in edits:
            before = dict(guide.files)
            try:
                getattr(guide, operation)(*arguments)
            except GuideError:
                assert dict(guide.files) == before
            else:
                apply(replayed, made[-1])
        assert [revision.number for revision in made] == list(range(1, guide.revision + 1))
        assert dict(guide.files) == replayed == load_folder(memory.path)
        assert os.listdir(home) == ["memory"]
        folders = {str(p.relative_to(memory.path)) for p in memory.path.rglob("*") if p.is_dir()}
        assert all(any(path.startswith(f"{folder}/") for path in guide.files) for folder in folders)


PARTS = st.sampled_from(
    ["..", ".", "", "a", "/", "\\", "~", "C:", "outside", "link", "%2e%2e", "\0", " ", "CON"]
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.one_of(st.lists(PARTS, max_size=5).map("/".join), st.text(max_size=20)), min_size=1, max_size=5
    )
)
def test_no_path_escapes_the_folder(paths: list[str]) -> None:
    with tempfile.TemporaryDirectory() as home:
        root, outside = Path(home, "memory"), Path(home, "outside")
        outside.mkdir()
        (outside / "a").write_text("untouched")
        root.mkdir()
        (root / "link").symlink_to(outside)
        guide = Guide(on_revision=MemoryFolder(root).apply)
        for path in paths:
            with suppress(GuideError):
                guide.create(path, "x")
            with suppress(GuideError):
                guide.rename(path, f"{path}2")
        assert listing(outside) == {"a": b"untouched"}
        assert sorted(os.listdir(home)) == ["memory", "outside"]
