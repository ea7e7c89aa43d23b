"""The tools of the model: memory, press and wait, and the screens it is shown."""

from __future__ import annotations

import base64
import io
import itertools
import json
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import numpy as np
import pytest
import xxhash
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from sim.agents.claude.memory import ToolFault, escapes, serve
from sim.agents.claude.screen import data, png
from sim.agents.claude.tools import MOST_BUTTONS, MOST_WORDS, Pressed, definitions, pressed
from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH, Button, Frame, GuideError, Revision
from sim.guide import MAX_FILE, MAX_FILES, NAVIGATION, Guide

NOTES = {NAVIGATION: "# Guide\n\n- one\n- two\n", "lands/moss.md": "wet\n", "lands/deep/down/far.md": "x"}
SIX = "1\n2\n3\n4\n5\n6\n"

Files = Mapping[str, str]


def use(command: str, path: str | None = None, **more: Any) -> dict[str, Any]:
    named = {} if path is None else {"path": path}
    return {"command": command, **named, **more}


def served(uses: Mapping[str, Any], files: Files = NOTES) -> tuple[str, dict[str, str]]:
    """What the model is told, and the files after it."""
    guide = Guide(files)
    return serve(guide, uses), dict(guide.files)


def fault(uses: Any, files: Files = NOTES) -> str:
    """The one line that a use of the memory tool is refused with; nothing is changed."""
    guide = Guide(files)
    with pytest.raises(ToolFault) as caught:
        serve(guide, uses)
    assert (dict(guide.files), guide.revision) == (dict(files), 0)
    return one_line(caught.value)


def press_fault(name: str, uses: Any) -> str:
    """The one line that a press is refused with."""
    with pytest.raises(ToolFault) as caught:
        pressed(name, uses)
    return one_line(caught.value)


def one_line(error: ToolFault) -> str:
    line = str(error)
    assert line.isprintable(), line
    assert len(line) < 1500
    return line


# --- memory: what is done -----------------------------------------------------------------

HEAD = "Here's the content of /memories/navigation_guide.md with line numbers:\n"
LISTED = "Here're the files and directories up to 2 levels deep in {}, excluding hidden items:\n"
GUIDE = f"/memories/{NAVIGATION}"


@pytest.mark.parametrize(
    ("uses", "told"),
    [
        (use("view", GUIDE), f"{HEAD}     1\t# Guide\n     2\t\n     3\t- one\n     4\t- two"),
        (use("view", GUIDE, view_range=[2, 3]), f"{HEAD}     2\t\n     3\t- one"),
        (use("view", GUIDE, view_range=[3, -1]), f"{HEAD}     3\t- one\n     4\t- two"),
        (use("view", GUIDE, view_range=[4, 900]), f"{HEAD}     4\t- two"),
        (
            use("view", "/memories"),
            LISTED.format("/memories") + "26B\t/memories\n5B\t/memories/lands/\n1B\t/memories/lands/deep/\n"
            "4B\t/memories/lands/moss.md\n21B\t/memories/navigation_guide.md",
        ),
        (
            use("view", "/memories/lands/"),
            LISTED.format("/memories/lands") + "5B\t/memories/lands\n1B\t/memories/lands/deep/\n"
            "1B\t/memories/lands/deep/down/\n4B\t/memories/lands/moss.md",
        ),
    ],
)  # fmt: skip
def test_a_view_shows_lines_by_number_and_folders_by_size(uses: Any, told: str) -> None:
    assert served(uses) == (told, NOTES)


def test_a_trailing_slash_changes_nothing_of_a_view() -> None:
    assert served(use("view", "/memories/")) == served(use("view", "/memories"))


def test_an_empty_folder_and_an_empty_file_can_be_viewed() -> None:
    assert served(use("view", "/memories"), {})[0] == LISTED.format("/memories") + "0B\t/memories"
    told = "Here's the content of /memories/a with line numbers:\n     1\t"
    assert served(use("view", "/memories/a"), {"a": ""})[0] == told
    assert served(use("view", "/memories/a", view_range=[1, -1]), {"a": ""})[0] == told


def test_large_files_are_listed_by_kilobytes() -> None:
    files = {f"{n}.md": "x" * (63 * 1024 + 512) for n in range(16)}
    lines = served(use("view", "/memories"), {**files, "17.md": "x" * (8 * 1024)})[0].split("\n")
    assert lines[1:3] == ["1.0M\t/memories", "63.5K\t/memories/0.md"]


@pytest.mark.parametrize(
    ("uses", "told", "changed"),
    [
        (
            use("create", "/memories/a b/new.md", file_text="one\r\ntwo"),
            "File created successfully at: /memories/a b/new.md",
            {"a b/new.md": "one\ntwo"},
        ),
        (
            use("str_replace", GUIDE, old_str="- one\n", new_str="- 1\n- 1b\n"),
            "The memory file has been edited.\n"
            "     1\t# Guide\n     2\t\n     3\t- 1\n     4\t- 1b\n     5\t- two",
            {NAVIGATION: "# Guide\n\n- 1\n- 1b\n- two\n"},
        ),
        (
            use("str_replace", "/memories/lands/moss.md", old_str="wet\r\n", new_str=""),
            "The memory file has been edited.\n     1\t",
            {"lands/moss.md": ""},
        ),
        (
            use("insert", GUIDE, insert_line=0, insert_text="top"),
            "The file /memories/navigation_guide.md has been edited.",
            {NAVIGATION: "top\n# Guide\n\n- one\n- two\n"},
        ),
        (
            use("insert", GUIDE, insert_line=4, insert_text="- three\n"),
            "The file /memories/navigation_guide.md has been edited.",
            {NAVIGATION: "# Guide\n\n- one\n- two\n- three\n"},
        ),
        (use("delete", GUIDE), "Successfully deleted /memories/navigation_guide.md", {NAVIGATION: None}),
        (
            use("delete", "/memories/lands/"),
            "Successfully deleted /memories/lands",
            {"lands/moss.md": None, "lands/deep/down/far.md": None},
        ),
        (
            use("rename", old_path="/memories/lands/moss.md", new_path="/memories/old/moss.md"),
            "Successfully renamed /memories/lands/moss.md to /memories/old/moss.md",
            {"lands/moss.md": None, "old/moss.md": "wet\n"},
        ),
        (
            use("rename", old_path="/memories/lands", new_path="/memories/Lands/"),
            "Successfully renamed /memories/lands to /memories/Lands",
            {"lands/moss.md": None, "lands/deep/down/far.md": None, "Lands/moss.md": "wet\n",
             "Lands/deep/down/far.md": "x"},
        ),
    ],
)  # fmt: skip
def test_an_edit_is_told_in_the_documented_words(
    uses: Any, told: str, changed: Mapping[str, str | None]
) -> None:
    after = {path: text for path, text in {**NOTES, **changed}.items() if text is not None}
    assert served(uses) == (told, after)


def test_a_replacement_shows_two_lines_around_it() -> None:
    told = served(use("str_replace", "/memories/a", old_str="4", new_str="four"), {"a": SIX})[0]
    assert (
        told == "The memory file has been edited.\n     2\t2\n     3\t3\n     4\tfour\n     5\t5\n     6\t6"
    )


def test_every_edit_becomes_one_revision_and_a_view_none() -> None:
    made: list[Revision] = []
    guide = Guide(on_revision=made.append)
    for uses in (
        use("create", "/memories/a", file_text="1\n"),
        use("view", "/memories/a"),
        use("str_replace", "/memories/a", old_str="1", new_str="2"),
        use("insert", "/memories/a", insert_line=1, insert_text="3"),
        use("rename", old_path="/memories/a", new_path="/memories/b"),
        use("view", "/memories"),
        use("delete", "/memories/b"),
    ):
        serve(guide, uses)
    assert made == [
        Revision(1, "create", "a", "1\n"),
        Revision(2, "replace", "a", "2\n"),
        Revision(3, "insert", "a", "2\n3\n"),
        Revision(4, "rename", "a", None, "b"),
        Revision(5, "delete", "b", None),
    ]


# --- memory: what is refused --------------------------------------------------------------

THERE = "There is /memories/lands/deep/down/far.md, /memories/lands/moss.md, /memories/navigation_guide.md"
GONE = f"The path /memories/gone.md does not exist. Please provide a valid path. {THERE}"
IS_FOLDER = "The path {} does not exist as a file, it is a folder: name a file in it"


@pytest.mark.parametrize(
    ("uses", "line"),
    [
        (use("view", "/memories/gone.md"), GONE),
        (use("str_replace", "/memories/gone.md", old_str="a", new_str="b"), GONE),
        (use("insert", "/memories/gone.md", insert_line=0, insert_text="b"), GONE),
        (use("delete", "/memories/gone.md"), GONE),
        (use("rename", old_path="/memories/gone.md", new_path="/memories/b"), GONE),
        (use("str_replace", "/memories/lands", old_str="a", new_str=""), IS_FOLDER.format("/memories/lands")),
        (use("insert", "/memories", insert_line=0, insert_text=""), IS_FOLDER.format("/memories")),
        (
            use("create", "/memories", file_text="new"),
            "/memories names a folder: name a file in it, folders are made with their files",
        ),
        (
            use("create", "/memories/new/", file_text="new"),
            "/memories/new names a folder: name a file in it, folders are made with their files",
        ),
        (
            use("create", "/memories/lands", file_text="new"),
            "'/memories/lands' cannot be a file and a folder at once",
        ),
        (
            use("create", "/memories/Lands/x.md", file_text="new"),
            "'/memories/Lands' and '/memories/lands' differ in case or accents only: use one",
        ),
        (
            use("str_replace", GUIDE, old_str="- three\n- four", new_str=""),
            r"No replacement was performed, old_str '- three\n- four' did not appear verbatim in "
            f"{GUIDE}. View it and copy the text exactly",
        ),
        (
            use("str_replace", GUIDE, old_str="- ", new_str=""),
            "No replacement was performed. Multiple occurrences of old_str '- ' in lines: 3, 4. "
            "Please ensure it is unique: give more of the text around it",
        ),
        (use("str_replace", GUIDE, old_str="", new_str="x"), "old_str is empty: give the text to replace"),
        (
            use("insert", GUIDE, insert_line=5, insert_text="x"),
            "Invalid `insert_line` parameter. "
            "It should be within the range of lines of the file: [0, 4], 0 for its top",
        ),
        (
            use("view", GUIDE, view_range=[5, 6]),
            "Invalid `view_range` parameter: give the first and the last line, from 1 to 4, -1 for the end",
        ),
        (
            use("view", "/memories", view_range=[1, 2]),
            "/memories is a folder: view_range is for files, leave it out",
        ),
        (
            use("delete", "/memories"),
            "Cannot delete the /memories directory itself: name a file or folder in it",
        ),
        (
            use("rename", old_path="/memories/", new_path="/memories/a"),
            "Cannot rename the /memories directory itself: name a file or folder in it",
        ),
        (
            use("rename", old_path="/memories/lands/moss.md", new_path=GUIDE),
            f"The destination {GUIDE} already exists: choose another name, or delete it",
        ),
        (
            use("rename", old_path=GUIDE, new_path="/memories"),
            "The destination /memories already exists: choose another name, or delete it",
        ),
        (
            use("rename", old_path="/memories/lands", new_path="/memories/lands/in"),
            "'/memories/lands' cannot be moved into itself",
        ),
        (
            use("create", "/memories/.hidden", file_text=""),
            "the path '/memories/.hidden' has a hidden part: names must not begin with a dot",
        ),
        (
            use("create", "/memories/a'b\".md", file_text=""),
            """the path '/memories/a\\'b".md' has one of < > : " | ? *, which not every system allows""",
        ),
        (
            use("create", "/memories/big.md", file_text="x" * (MAX_FILE + 1)),
            "/memories/big.md would have 65,537 bytes, a file may have 65,536: shorten it",
        ),
        (
            use("create", "/memories/half.md", file_text="\ud800"),
            "the text of /memories/half.md has half of a surrogate pair: write plain text",
        ),
        (use("create", "/memories/a", file_text="\0"), "the text has a NUL character: write plain text"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_one_line(uses: Any, line: str) -> None:
    assert fault(uses) == line


def test_a_missing_path_names_a_few_of_many_files() -> None:
    files = {f"{n}.md": "" for n in range(9)}
    there = ", ".join(f"/memories/{n}.md" for n in range(5))
    assert fault(use("view", "/memories/x"), files).endswith(f"There is {there} and 4 more")
    assert fault(use("view", "/memories/x"), {}).endswith("/memories is empty")


def test_the_folder_holds_so_many_files_and_no_more() -> None:
    files = {f"{n}.md": "" for n in range(MAX_FILES)}
    line = fault(use("create", "/memories/more.md", file_text=""), files)
    assert line == "the memory folder may hold 200 files: delete one first"


def test_what_cannot_be_kept_is_no_fault_of_the_model() -> None:
    def full(_: Revision) -> None:
        raise GuideError("cannot write the run: no space left")

    with pytest.raises(GuideError, match="no space left"):
        serve(Guide(on_revision=full), use("create", "/memories/a", file_text=""))


COMMANDS = "the memory tool takes the command view, create, str_replace, insert, delete or rename, not "


@pytest.mark.parametrize(
    ("uses", "line"),
    [
        (None, f"{COMMANDS}null"),
        ("view", f"{COMMANDS}null"),
        ({}, f"{COMMANDS}null"),
        ({"command": ["view"]}, f"{COMMANDS}a list"),
        ({"command": "undo\n_edit"}, rf"{COMMANDS}'undo\n_edit'"),
        (use("view"), "memory view needs path: give text"),
        (use("view", GUIDE, view_range=None), "view_range must be a list, not null"),
        (
            use("view", GUIDE, lines=1),
            "memory view takes command, path and view_range and no 'lines': leave it out",
        ),
        ({"command": "view", "path": None}, "path must be text, not null"),
        (use("create", "/memories/a"), "memory create needs file_text: give text"),
        (use("create", "/memories/a", file_text={"a": 1}), "file_text must be text, not an object"),
        (
            use("insert", GUIDE, insert_line="1", insert_text=""),
            "insert_line must be a whole number, not text",
        ),
        (
            use("insert", GUIDE, insert_line=True, insert_text=""),
            "insert_line must be a whole number, not a boolean",
        ),
        (
            use("insert", GUIDE, insert_line=1.0, insert_text=""),
            "insert_line must be a whole number, not a number with a point",
        ),
        (use("rename", old_path=GUIDE), "memory rename needs new_path: give text"),
    ],
)  # fmt: skip
def test_a_malformed_use_is_told_what_the_tool_takes(uses: Any, line: str) -> None:
    assert fault(uses) == line


@pytest.mark.parametrize(
    "view_range",
    [
        [], [1], [1, 2, 3], [0, 2], [-1, 2], [3, 2], [1, -2], [5, -1], [1, 2.0], [True, 2], [None, 2],
        ["1", 2], [[1], 2],
    ],
)  # fmt: skip
def test_a_view_range_is_two_lines_of_the_file(view_range: list[Any]) -> None:
    assert fault(use("view", GUIDE, view_range=view_range)).startswith("Invalid `view_range` parameter")


# --- memory: what lies outside ------------------------------------------------------------

OUTSIDE = [
    "", "/", "notes.md", "memories/notes.md", "./notes.md", "../notes.md", "/etc/passwd", "//memories/a",
    "/memoriesEVIL/x", "/memories.md", "/Memories/a", " /memories/a", "/memories ", "~/a", "$HOME/a",
    "file:///memories/a", "C:/memories/a", "C:\\a", "\\memories\\a", "/memories\\..\\a", "/memories/a\\b",
    "/memories/..", "/memories/../", "/memories/../a", "/memories/a/../../b", "/memories/a/..",
    "/memories/..a",
    "/memories/...", "/memories/.. /a", "/memories/%2e%2e/a", "/memories/%2E%2E%2Fa", "/memories/.%2e/a",
    "/memories%2f..%2fa", "/memories/%252e%252e/a", "/memories/%c0%ae%c0%ae/a", "/memories/a%00.md",
    "/memories/a\0.md",
    "/memories\0/../a", "/memories/\uff0e\uff0e/a", "/memories/\u2025/a", "/memories/x\uff0f..\uff0fa",
    "/memories/\uff052e\uff052e/a", "/memories/\ufe52\ufe52/a", "/memories/a\uff3c..",
    "\uff0fmemories/a",
]  # fmt: skip
REFUSED = [
    "/memories/./a", "/memories//a", "/memories/a//b", "/memories/.ssh/id", "/memories/a\nb",
    "/memories/a\x1b",
    "/memories/\ud800", "/memories/a\u202eb", "/memories/con", "/memories/a:b", "/memories/ a",
    "/memories/a.",
    "/memories/" + "a/" * 8 + "b", "/memories/" + "a" * 256, "/memories/" + "ab/" * 400 + "c",
]  # fmt: skip


def at(path: str) -> list[dict[str, Any]]:
    """A use of each command with this path, and two of rename."""
    return [
        use("view", path),
        use("view", path, view_range=[1, 1]),
        use("create", path, file_text="x"),
        use("str_replace", path, old_str="x", new_str="y"),
        use("insert", path, insert_line=0, insert_text="x"),
        use("delete", path),
        use("rename", old_path=path, new_path="/memories/new"),
        use("rename", old_path=GUIDE, new_path=path),
    ]


@pytest.mark.parametrize("path", OUTSIDE, ids=ascii)
def test_no_command_takes_a_path_outside_and_each_counts_as_an_escape(path: str) -> None:
    lines = {fault(uses) for uses in at(path)}
    assert len(lines) == 1
    assert "is no path inside of /memories: name one such as /memories/notes.md" in lines.pop()
    assert [escapes(uses) for uses in at(path)] == [True] * 8


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: ascii(path[:30]))
def test_a_bad_name_inside_is_refused_and_is_no_escape(path: str) -> None:
    for uses in at(path):
        fault(uses)
        assert not escapes(uses)


def test_what_looks_like_an_escape_and_is_a_name_can_be_written() -> None:
    names = [
        "a..b.md",
        "100%.md",
        "x...y",
        "memories/memories.md",
        "memoriesEVIL",
        "50 % of.md",
        "\u00e9t\u00e9.md",
    ]
    guide = Guide()
    for name in names:
        uses = use("create", f"/memories/{name}", file_text="x")
        serve(guide, uses)
        assert not escapes(uses)
    assert sorted(guide.files) == sorted(names)


@pytest.mark.parametrize(
    "uses", [None, "/etc", [], {}, {"path": None}, {"path": ["/etc"]}, {"file_text": "/etc"}]
)
def test_a_use_without_a_path_is_no_escape(uses: Any) -> None:
    assert not escapes(uses)


# --- memory: whatever is given ------------------------------------------------------------

PIECES = [
    "/memories",
    "/",
    "..",
    ".",
    "a",
    "lands",
    "%2e",
    "\\",
    "\0",
    "\ud800",
    NAVIGATION,
    "moss.md",
    " ",
    "\n",
]
paths = st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.sampled_from(
    [GUIDE, "/memories", "/memories/lands", "/memories/lands/moss.md", "/memories/new/x.md"]
)
texts = st.sampled_from(["", "one", "- ", "wet\n", "x\0", "\ud800", "a\r\nb", "y" * MAX_FILE]) | st.text(
    max_size=5
)
numbers = st.integers(-2, 7) | st.integers()
scalars = st.none() | st.booleans() | numbers | st.floats() | texts | paths
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
near = st.fixed_dictionaries(
    {"command": st.sampled_from(["view", "create", "str_replace", "insert", "delete", "rename"])},
    optional={
        "path": paths | anything,
        "old_path": paths,
        "new_path": paths | anything,
        "file_text": texts | anything,
        "old_str": texts,
        "new_str": texts | anything,
        "insert_line": numbers | anything,
        "insert_text": texts,
        "view_range": st.lists(numbers | anything, max_size=3) | anything,
    },
)


@st.composite
def wellformed(draw: st.DrawFn) -> dict[str, Any]:
    """A use with the fields that its command takes."""
    fields: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "view": {"path": paths},
        "create": {"path": paths, "file_text": texts},
        "str_replace": {"path": paths, "old_str": texts, "new_str": texts},
        "insert": {"path": paths, "insert_line": numbers, "insert_text": texts},
        "delete": {"path": paths},
        "rename": {"old_path": paths, "new_path": paths},
    }
    command = draw(st.sampled_from(sorted(fields)))
    return {"command": command, **{name: draw(kind) for name, kind in fields[command].items()}}


@settings(max_examples=600, deadline=None)
@given(st.lists(anything | near | wellformed(), min_size=1, max_size=5))
@example([{"command": "insert", "path": GUIDE, "insert_line": 10**5000, "insert_text": ""}])
@example([{"command": "view", "path": GUIDE, "view_range": [1, 10**5000]}])
@example([{"command": "view", "path": "/memories/%" + "25" * 40_000}])
@example([{7: 8, "command": "view", "path": GUIDE}])
def test_any_json_gives_a_text_or_a_fault_that_changes_nothing(uses: list[Any]) -> None:
    guide = Guide(NOTES)
    for one in uses:
        before, number = dict(guide.files), guide.revision
        try:
            told = serve(guide, one)
        except ToolFault as error:
            one_line(error).encode()
            assert (dict(guide.files), guide.revision) == (before, number)
        else:
            told.encode()
            assert not escapes(one)
            assert guide.revision == number + (one["command"] != "view")
        assert escapes(one) in (True, False)


buttons = st.sampled_from(["up", "A", "wait", "", "Start"])
near_press = st.fixed_dictionaries(
    {},
    optional={
        "buttons": st.lists(buttons | anything, max_size=12) | anything,
        "target": texts | anything,
        "expect": texts | anything,
        "presses": numbers | anything,
    },
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["press", "wait", "memory", "jump"]), anything | near_press)
def test_any_json_is_a_press_or_a_fault(name: str, uses: Any) -> None:
    try:
        press = pressed(name, uses)
    except ToolFault as error:
        one_line(error).encode()
    else:
        assert 1 <= len(press.buttons) <= MOST_BUTTONS
        assert {type(button) for button in press.buttons} == {Button}
        for words in (press.target, press.expect):
            assert len(words) <= MOST_WORDS
            words.encode()


# --- press and wait -----------------------------------------------------------------------


def test_the_tools_are_these() -> None:
    press, wait, memory = definitions(memory=True)
    assert definitions(memory=False) == (press, wait)
    assert memory == {"type": "memory_20250818", "name": "memory"}
    assert [press["name"], wait["name"]] == ["press", "wait"]
    schemas = json.loads(json.dumps([press["input_schema"], wait["input_schema"]]))
    for schema in schemas:
        for field in schema["properties"].values():
            assert field.pop("description")
    names = ["a", "b", "start", "select", "up", "down", "left", "right"]
    words = {"type": "string", "maxLength": 200}
    assert schemas == [
        {
            "type": "object",
            "properties": {
                "buttons": {
                    "type": "array",
                    "items": {"type": "string", "enum": names},
                    "minItems": 1,
                    "maxItems": 10,
                },
                "target": words,
                "expect": words,
            },
            "required": ["buttons"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"presses": {"type": "integer", "minimum": 1, "maximum": 10}},
            "required": [],
            "additionalProperties": False,
        },
    ]


@pytest.mark.parametrize(
    ("name", "uses", "press"),
    [
        ("press", {"buttons": ["up"]}, Pressed((Button.UP,))),
        ("press", {"buttons": ["UP", "Start", "a"]}, Pressed((Button.UP, Button.START, Button.A))),
        (
            "press",
            {"buttons": ["left"] * 10, "target": "the door", "expect": "e" * 200},
            Pressed((Button.LEFT,) * 10, "the door", "e" * 200),
        ),
        ("wait", {}, Pressed((Button.WAIT,))),
        ("wait", {"presses": 10}, Pressed((Button.WAIT,) * 10)),
    ],
)
def test_a_press_is_understood(name: str, uses: Any, press: Pressed) -> None:
    assert pressed(name, uses) == press


BUTTONS = "the buttons are a, b, start, select, up, down, left and right"


@pytest.mark.parametrize(
    ("name", "uses", "line"),
    [
        ("press", {"buttons": ["a"] * 40}, "40 buttons are too many: at most 10 in one press"),
        ("press", {"buttons": ["a"] * 11}, "11 buttons are too many: at most 10 in one press"),
        (
            "press",
            {"buttons": []},
            'buttons is empty: give at least one, such as ["a"], or use wait to press nothing',
        ),
        ("press", {"buttons": "up"}, "buttons must be a list, not text"),
        ("press", {"buttons": True}, "buttons must be a list, not a boolean"),
        ("press", {"buttons": None}, "buttons must be a list, not null"),
        ("press", {"buttons": [True]}, f"there is no button a boolean: {BUTTONS}"),
        ("press", {"buttons": ["a", 1]}, f"there is no button a whole number: {BUTTONS}"),
        ("press", {"buttons": [["a"]]}, f"there is no button a list: {BUTTONS}"),
        ("press", {"buttons": ["north\n"]}, rf"there is no button 'north\n': {BUTTONS}"),
        ("press", {"buttons": [" up"]}, f"there is no button ' up': {BUTTONS}"),
        ("press", {"buttons": ["a", "Wait"]}, "wait is no button: use the wait tool to let time pass"),
        ("press", {}, "press needs buttons: give a list"),
        ("press", ["a"], "press takes an object with buttons, target and expect, not a list"),
        ("press", None, "press takes an object with buttons, target and expect, not null"),
        (
            "press",
            {"buttons": ["a"], "times": 3},
            "press takes buttons, target and expect and no 'times': leave it out",
        ),
        ("press", {"buttons": ["a"], "target": None}, "target must be text, not null"),
        (
            "press",
            {"buttons": ["a"], "expect": "e" * 201},
            "expect has 201 characters, at most 200 are allowed: shorten it",
        ),
        (
            "press",
            {"buttons": ["a"], "target": "\ud800"},
            "target has a character that stands for nothing: write plain text",
        ),
        ("wait", {"presses": 0}, "presses must be from 1 to 10"),
        ("wait", {"presses": 11}, "presses must be from 1 to 10"),
        ("wait", {"presses": True}, "presses must be a whole number, not a boolean"),
        ("wait", {"presses": "3"}, "presses must be a whole number, not text"),
        ("wait", {"buttons": ["a"]}, "wait takes presses and no 'buttons': leave it out"),
        ("wait", 3, "wait takes an object with presses, not a whole number"),
        ("memory", {"command": "view"}, "there is no memory in this run: use press or wait"),
        ("jump", {}, "there is no tool 'jump': use press, wait or, where it is offered, memory"),
        ("", None, "there is no tool '': use press, wait or, where it is offered, memory"),
    ],
)
def test_a_press_that_means_nothing_is_refused_in_one_line(name: str, uses: Any, line: str) -> None:
    assert press_fault(name, uses) == line


# --- screens ------------------------------------------------------------------------------


def framed(plane: NDArray[Any]) -> Frame:
    flat = plane.reshape(-1).astype(np.uint8)
    return Frame(flat, xxhash.xxh3_128_digest(flat.tobytes()))


def monochrome(shades: int, seed: int = 0) -> Frame:
    """A screen with so many shades of grey."""
    random = np.random.default_rng(seed)
    values = random.permutation(256)[:shades].astype(np.uint8)
    plane = values[np.arange(SCREEN_WIDTH * SCREEN_HEIGHT) % shades]
    return framed(random.permutation(plane))


def coloured(seed: int = 0) -> Frame:
    pixels = np.random.default_rng(seed).integers(0, 256, (SCREEN_HEIGHT, SCREEN_WIDTH, 4))
    pixels[:, :, 3] = 255
    return framed(pixels)


SCREENS = {
    **{f"{shades} shades": monochrome(shades) for shades in (1, 2, 3, 4, 5, 16, 17, 256)},
    "colour": coloured(),
}


@pytest.mark.parametrize("scale", [1, 2, 3, 5])
@pytest.mark.parametrize("frame", SCREENS.values(), ids=SCREENS.keys())
def test_a_png_shows_the_screen_with_every_pixel_enlarged(frame: Frame, scale: int) -> None:
    image = Image.open(io.BytesIO(png(frame, scale)))
    image.load()
    enlarged = np.kron(frame.pixels, np.ones((scale, scale, 1), np.uint8))
    assert image.format == "PNG"
    assert image.mode == ("RGB" if frame.plane.size > SCREEN_WIDTH * SCREEN_HEIGHT else "P")
    np.testing.assert_array_equal(np.asarray(image.convert("RGBA")), enlarged)


def test_a_png_is_valid_to_a_strict_reader() -> None:
    for frame, scale in itertools.product(SCREENS.values(), (1, 3)):
        Image.open(io.BytesIO(png(frame, scale))).verify()


def test_equal_screens_give_equal_bytes_and_the_base64_is_of_them() -> None:
    for first, second in ((monochrome(4, 7), monochrome(4, 7)), (coloured(7), coloured(7))):
        assert png(first, 3) == png(second, 3)
        assert base64.b64decode(data(first, 3), validate=True) == png(first, 3)
    assert png(monochrome(4, 7), 3) != png(monochrome(4, 8), 3)


def test_a_screen_of_tiles_is_written_small_and_fast() -> None:
    tiles = np.random.default_rng(1).integers(0, 4, (12, 8, 8)) * 85
    rows = tiles[np.random.default_rng(2).integers(0, 12, (18, 20))].swapaxes(1, 2)
    frame = framed(rows)
    assert len(png(frame, 3)) < 10_000
    times = []
    for _ in range(20):
        start = perf_counter()
        png(frame, 3)
        times.append(perf_counter() - start)
    assert min(times) < 0.004
