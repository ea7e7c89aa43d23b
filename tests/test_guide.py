"""The guide in memory: edits and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from sim.core import GuideError, Revision
from sim.guide import MAX_FILE, MAX_FILES, MAX_TOTAL, NAVIGATION, Guide, shipped_guides, starting_guide

NOTES = {NAVIGATION: "# Guide\n\n- one\n- two\n", "places/moss.md": "wet"}


def refusal(edit: Callable[[], Any]) -> str:
    """The one line that an edit is refused with."""
    with pytest.raises(GuideError) as caught:
        edit()
    line = str(caught.value)
    assert line.isprintable(), line
    return line


# --- edits --------------------------------------------------------------------------------


def test_every_edit_is_a_numbered_revision() -> None:
    made: list[Revision] = []
    guide = Guide(on_revision=made.append)
    returned = [
        guide.create("notes.md", "a\nb\n"),
        guide.replace("notes.md", "b", "c"),
        guide.insert("notes.md", 1, "new"),
        guide.rename("notes.md", "old/notes.md"),
        guide.delete("old/notes.md"),
    ]
    assert returned == [
        Revision(1, "create", "notes.md", "a\nb\n"),
        Revision(2, "replace", "notes.md", "a\nc\n"),
        Revision(3, "insert", "notes.md", "a\nnew\nc\n"),
        Revision(4, "rename", "notes.md", None, "old/notes.md"),
        Revision(5, "delete", "old/notes.md", None),
    ]
    assert (made, dict(guide.files), guide.revision) == (returned, {}, 5)


def test_revisions_are_numbered_on_from_where_a_run_stopped() -> None:
    assert Guide(NOTES, revision=41).delete(NAVIGATION).number == 42


@pytest.mark.parametrize(
    ("before", "line", "text", "after"),
    [
        ("", 0, "x", "x\n"),
        ("a\nb\n", 0, "x\ny", "x\ny\na\nb\n"),
        ("a\nb\n", 2, "x\n", "a\nb\nx\n"),
        ("a\nb", 2, "x", "a\nb\nx\n"),
        ("a\nb", 1, "", "a\nb"),
        ("a\x0bb\u2028c\n", 1, "x", "a\x0bb\u2028c\nx\n"),
    ],
)
def test_inserted_text_is_lines_of_its_own(before: str, line: int, text: str, after: str) -> None:
    assert Guide({"n.md": before}).insert("n.md", line, text).text == after


def test_folders_are_moved_and_deleted_whole() -> None:
    guide = Guide({"a/x.md": "1", "a/b/y.md": "2", "ab.md": "3"})
    guide.rename("a", "c/d")
    assert dict(guide.files) == {"ab.md": "3", "c/d/x.md": "1", "c/d/b/y.md": "2"}
    guide.delete("c")
    assert dict(guide.files) == {"ab.md": "3"}


def test_a_file_may_be_renamed_to_another_case_of_its_name() -> None:
    guide = Guide({"Notes.md": "x"})
    guide.rename("Notes.md", "notes.md")
    assert dict(guide.files) == {"notes.md": "x"}


def test_view_shows_files_lines_and_folders() -> None:
    guide = Guide(NOTES)
    assert guide.view() == "    21 bytes  navigation_guide.md\n     3 bytes  places/moss.md\n"
    assert guide.view("places") == "     3 bytes  places/moss.md\n"
    assert guide.view(NAVIGATION) == NOTES[NAVIGATION]
    assert guide.view(NAVIGATION, (3, -1)) == "- one\n- two\n"
    assert guide.view(NAVIGATION, (1, 2), numbered=True) == "     1\t# Guide\n     2\t\n"
    assert Guide().view() == "(no files yet)\n"


def test_line_ends_become_newlines_and_files_cannot_be_changed_from_outside() -> None:
    guide = Guide({"n.md": "a\r\nb\rc"})
    assert guide.files["n.md"] == "a\nb\nc"
    assert guide.replace("n.md", "a\r\nb", "z").text == "z\nc"
    with pytest.raises(TypeError):
        guide.files["n.md"] = "x"  # type: ignore[index]


# --- refusals -----------------------------------------------------------------------------


REFUSED: list[tuple[Callable[[Guide], Any], str]] = [
    (lambda g: g.view("no.md"), "there is no file 'no.md': there is navigation_guide.md, places/moss.md"),
    (
        lambda g: g.view(NAVIGATION, (2, 9)),
        "navigation_guide.md has 4 lines: ask for lines from 1 to 4, the first one first",
    ),
    (
        lambda g: g.replace(NAVIGATION, "three", "x"),
        "navigation_guide.md does not hold the text 'three': view it and copy the text exactly",
    ),
    (
        lambda g: g.replace(NAVIGATION, "- ", "x"),
        "navigation_guide.md holds the text '- ' more than once (lines 3, 4): give more of it",
    ),
    (lambda g: g.replace(NAVIGATION, "", "x"), "the old text is empty: give the text to replace"),
    (lambda g: g.replace(NAVIGATION, "one", cast("str", None)), "the new text must be text, not NoneType"),
    (
        lambda g: g.insert(NAVIGATION, 5, "x"),
        "navigation_guide.md has no line 5: give 0 for its top up to 4 for its end",
    ),
    (
        lambda g: g.insert(NAVIGATION, -1, "x"),
        "navigation_guide.md has no line -1: give 0 for its top up to 4 for its end",
    ),
    (lambda g: g.insert(NAVIGATION, cast("int", "1"), "x"), "the line must be a whole number, not str"),
    (lambda g: g.insert(NAVIGATION, True, "x"), "the line must be a whole number, not bool"),
    (lambda g: g.create("places", "x"), "'places' cannot be a file and a folder at once"),
    (
        lambda g: g.create(f"{NAVIGATION}/x.md", "x"),
        "'navigation_guide.md' cannot be a file and a folder at once",
    ),
    (
        lambda g: g.create("Places/fern.md", "x"),
        "'Places' and 'places' differ in case or accents only: use one",
    ),
    (lambda g: g.create("n.md", "a\0b"), "the text has a NUL character: write plain text"),
    (
        lambda g: g.create("n.md", "\ud800"),
        "the text of n.md has half of a surrogate pair: write plain text",
    ),
    (lambda g: g.create("n.md", cast("str", None)), "the text must be text, not NoneType"),
    (
        lambda g: g.create("n.md", "é" * (MAX_FILE // 2 + 1)),
        "n.md would have 65,538 bytes, a file may have 65,536: shorten it",
    ),
    (
        lambda g: g.delete("no"),
        "there is no file or folder 'no': there is navigation_guide.md, places/moss.md",
    ),
    (
        lambda g: g.rename(NAVIGATION, "places/moss.md"),
        "'places/moss.md' is there already: delete it first or choose another name",
    ),
    (
        lambda g: g.rename(NAVIGATION, "places"),
        "'places' is there already: delete it first or choose another name",
    ),
    (lambda g: g.rename("places", "places/old"), "'places' cannot be moved into itself"),
    (
        lambda g: g.rename("places", "a/b/c/d/e/f/g/h"),
        "the path 'a/b/c/d/e/f/g/h/moss.md' has 9 levels, at most 8 are allowed",
    ),
]


@pytest.mark.parametrize(("edit", "line"), REFUSED)
def test_a_refused_edit_says_why_and_changes_nothing(edit: Callable[[Guide], Any], line: str) -> None:
    made: list[Revision] = []
    guide = Guide(NOTES, on_revision=made.append)
    assert refusal(lambda: edit(guide)) == line
    assert (dict(guide.files), guide.revision, made) == (NOTES, 0, [])


HOSTILE = {
    "": "empty",
    "/etc/passwd": "absolute",
    "../x": "has a .. in it",
    "a/../../x": "has a .. in it",
    "a/./x": "has a . in it",
    "a//x": "empty part",
    "a/": "empty part",
    "a\\..\\x": "backslash",
    "C:x": "not every system",
    "a\0b": "control",
    "a\nb": "control",
    "a\x7f": "control",
    "a\u202egpj.md": "control",
    "\ud800": "control",
    ".hidden": "begin with a dot",
    "a/.git/config": "begin with a dot",
    "a" * 256: "longer than 255 bytes",
    "é" * 128: "longer than 255 bytes",
    "/".join(["a" * 200] * 5): "longer than 1000 bytes",
    "/".join("abcdefghi"): "levels",
    "con": "Windows",
    "a/Lpt1.md": "Windows",
    "nul .txt": "Windows",
    "a ": "space",
    "a.": "space or ends with a dot",
}


@pytest.mark.parametrize("path", HOSTILE, ids=ascii)
def test_hostile_paths_are_refused_by_every_edit(path: str) -> None:
    guide = Guide(NOTES)
    edits: list[Callable[[], Any]] = [
        lambda: guide.create(path, "x"),
        lambda: guide.replace(path, "a", "b"),
        lambda: guide.insert(path, 0, "x"),
        lambda: guide.delete(path),
        lambda: guide.rename(path, "fine.md"),
        lambda: guide.rename(NAVIGATION, path),
    ]
    for edit in edits:
        assert HOSTILE[path] in refusal(edit)
    assert (dict(guide.files), guide.revision) == (NOTES, 0)


@pytest.mark.parametrize("path", [None, 3, b"a.md", ["a"], Path("a.md")])
def test_a_path_that_is_no_text_is_refused(path: Any) -> None:
    assert refusal(lambda: Guide().create(path, "x")) == f"a path must be text, not {type(path).__name__}"


def test_a_memory_folder_is_bounded_in_files_and_bytes() -> None:
    guide = Guide({f"{n}.md": "x" for n in range(MAX_FILES)})
    assert (
        refusal(lambda: guide.create("one more.md", ""))
        == "the memory folder may hold 200 files: delete one first"
    )
    full = Guide({f"{n}.md": "x" * MAX_FILE for n in range(MAX_TOTAL // MAX_FILE)})
    assert "1,048,577 bytes, 1,048,576 are allowed" in refusal(lambda: full.create("one more.md", "x"))
    assert full.create("0.md", "").text == ""


# --- starting guides ----------------------------------------------------------------------


def test_the_shipped_guides_load_and_hold_a_navigation_guide() -> None:
    assert sorted(shipped_guides()) == ["blank", "fernmoor-basics"]
    for name in shipped_guides():
        guide = Guide(starting_guide(name))
        assert list(guide.files) == [NAVIGATION]
        assert guide.view(NAVIGATION).startswith("# Navigation guide\n")


def test_a_folder_comes_before_a_shipped_guide_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "blank").mkdir()
    (tmp_path / "blank" / "mine.md").write_text("mine")
    (tmp_path / "file.md").touch()
    assert starting_guide("blank") == {"mine.md": "mine"}
    assert refusal(lambda: starting_guide("none")) == (
        "there is no folder none, and the guides that come along are blank, fernmoor-basics"
    )
    assert (
        refusal(lambda: starting_guide("file.md"))
        == "file.md is a file: name the folder that the guide lies in"
    )
