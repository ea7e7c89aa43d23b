"""A run as tables: what is read back, by other libraries, is what its file holds."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from sim.core import Button, Decision, Frame, LongplayError, RunFileError, RunSettings, Saying, Step, Truth
from sim.record import Recorder
from sim.record.lookup import Lookup
from sim.viewer.export.batches import batches
from sim.viewer.export.columns import TABLES, TYPES, document
from sim.viewer.export.csvs import csv_writer
from sim.viewer.export.tables import export_tables, tables_of
from tests.making import IDENTITY, frame, recorded
from tests.viewing import asked, explored, hostile, hub_is_far

Rows = list[dict[str, Any]]
DOCS = Path(__file__).parent.parent / "docs" / "export.md"
AWKWARD = ("=1+1", "a,b", 'say "no"', "two\nlines", "cr\rhere", "crlf\r\n", " space ", "\u2028", "\x00", "'")


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored(tmp_path_factory.mktemp("explored") / "run")


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asked(tmp_path_factory.mktemp("asked") / "run", 60)


def in_csv(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_parquet(folder: Path, name: str) -> Rows:
    rows: Rows = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


def parquet_of(run: Path, out: Path, **more: Any) -> dict[str, Rows]:
    export_tables(run, out, "parquet", **more)
    return {file.stem: in_parquet(out, file.stem) for file in out.glob("*.parquet")}


def as_csv(value: Any) -> str:
    """A cell of Parquet as CSV says it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def shown(png: bytes) -> bytes:
    """A picture as grey pixels, one after another."""
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("L").tobytes()


def pixels(one: Frame) -> bytes:
    """The same of a screen that has no colours, though it may be a cartridge's in colour."""
    return one.plane.reshape(144 * 160, -1)[:, 0].tobytes()


def test_the_tables_of_a_run_made_by_hand_hold_all_of_it(tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", 7)
    made = parquet_of(run, tmp_path / "out")
    seconds = [step.pop("seconds") for step in made["steps"]]
    assert all(took >= 0 for took in seconds)
    pictures = [row.pop("image") for row in made["screens"]]
    assert [shown(picture["bytes"]) for picture in pictures] == [pixels(frame(n)) for n in range(1, 8)]
    assert {picture["path"] for picture in pictures} == {None}
    assert made == {
        "screens": [{"step": number, "screen": frame(number).digest.hex()} for number in range(1, 8)],
        "steps": [
            {
                "number": number, "decision": (number - 1) // 3 + 1, "button": "up",
                "screen": frame(number).digest.hex(), "frames": 9, "truth_hash": number,
                "truth_mode": "play", "truth_place": "HERE", "truth_x": 1, "truth_y": 2,
                "truth_objective": 0, "truth_objectives": 3, "truth_detail": '{"room":7}',
            }
            for number in range(1, 8)
        ],
        "decisions": [
            {
                "number": number, "first_step": 3 * number - 2, "last_step": min(3 * number, 7),
                "buttons": "up up up", "target": f"target {number - 1}", "reason": "because", "expect": "",
                "reset": False, "replies": None, "input": None, "cache_read": None, "cache_write": None,
                "output": None, "context": None, "usd": None, "compactions": None, "samples": None,
            }
            for number in (1, 2, 3)
        ],
        "replies": [],
        "claims": [],
        "events": [
            {
                "step": number, "number": 0, "source": "game", "truth_kind": "bump", "truth_place": "HERE",
                "truth_words": "bumps into something in HERE", "truth_detail": '{"room":7}',
            }
            for number in (1, 3, 5, 7)
        ],
        "revisions": [],
    }  # fmt: skip


@pytest.mark.parametrize("name", tables_of("csv"))
@pytest.mark.parametrize("which", ["explorer", "fake"])
def test_csv_says_the_same_as_parquet(
    which: str, name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    run = request.getfixturevalue(which)
    export_tables(run, tmp_path / "csv", "csv", names=[name])
    export_tables(run, tmp_path / "parquet", "parquet", names=[name])
    typed = in_parquet(tmp_path / "parquet", name)
    assert in_csv(tmp_path / "csv", name) == [
        {column: as_csv(value) for column, value in row.items()} for row in typed
    ]
    assert typed or name == ("replies" if which == "explorer" else "")


def test_replies_are_as_they_were_recorded(fake: Path, tmp_path: Path) -> None:
    made = parquet_of(fake, tmp_path / "out", names=["replies", "decisions"])
    with Lookup.open(fake) as run:
        recorded_ = [(n, turn, sample, reply) for n, turn, sample, reply in run.replies()]
        requests = [run.reply(n, turn, sample) for n, turn, sample, _ in recorded_]
    assert [(r["decision"], r["turn"], r["sample"]) for r in made["replies"]] == [r[:3] for r in recorded_]
    assert [(r["request"], r["reply"]) for r in made["replies"]] == requests
    for row, (_, _, _, reply) in zip(made["replies"], recorded_, strict=True):
        blocks, used = reply["message"]["content"], reply["message"]["usage"]
        assert row["said"] == "\n".join(b["text"] for b in blocks if b["type"] == "text")
        assert row["thought"] == "\n".join(b["thinking"] for b in blocks if b["type"] == "thinking")
        assert [tool["input"] for tool in json.loads(row["tools"])] == [
            b["input"] for b in blocks if b["type"] == "tool_use"
        ]
        assert (row["usd"], row["output"]) == (reply["usd"], used["output_tokens"])
    for kind in ("input", "cache_read", "cache_write", "output"):
        assert sum(r[kind] for r in made["replies"]) == sum(d[kind] for d in made["decisions"])


# --- stretches ----------------------------------------------------------------------------


def test_a_stretch_is_the_same_rows_as_in_the_whole_run(fake: Path, tmp_path: Path) -> None:
    names = ["steps", "decisions", "replies", "events"]
    whole = parquet_of(fake, tmp_path / "whole", names=names)
    part = parquet_of(fake, tmp_path / "part", names=names, first=10, last=30)
    decisions = {row["decision"] for row in whole["steps"] if 10 <= row["number"] <= 30}
    assert part == {
        "steps": [row for row in whole["steps"] if 10 <= row["number"] <= 30],
        "decisions": [row for row in whole["decisions"] if row["number"] in decisions],
        "replies": [row for row in whole["replies"] if row["decision"] in decisions],
        "events": [row for row in whole["events"] if 10 <= row["step"] <= 30],
    }


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [(8, None, "no step 8: it has 7 steps"), (1, 9, "no step 9"), (5, 4, "--from 5 lies after --to-step 4")],
)
def test_steps_that_a_run_does_not_have_are_refused(
    first: int, last: int | None, why: str, tmp_path: Path
) -> None:
    run = recorded(tmp_path / "run", 7)
    with pytest.raises(LongplayError, match=why):
        export_tables(run, tmp_path / "out", "csv", first=first, last=last)
    assert not (tmp_path / "out").exists()


def test_an_unknown_table_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(LongplayError, match="no table 'rooms': say one of steps, decisions, replies, claims"):
        export_tables(recorded(tmp_path / "run", 1), tmp_path / "out", "csv", names=["steps", "rooms"])


# --- texts that try to be more than text --------------------------------------------------


def spoken(folder: Path, words: str, count: int) -> Path:
    """A run in which the agent says the same thing in every decision."""
    recorder = Recorder.create(folder, RunSettings(world=None, rom="a.gb", steps=count), IDENTITY, None)
    recorder.begin_at(None)
    for number in range(1, count + 1):
        screen, truth = frame(1), Truth(number, "play", words)
        chosen = Decision((Button.A,), Saying(words, words, words))
        recorder.append(Step(number, number, Button.A, screen.digest, truth, (), 9, True, chosen, screen))
    recorder.close("done")
    return folder


def test_awkward_texts_survive_in_both_forms(tmp_path: Path) -> None:
    words = "".join(AWKWARD)
    run = spoken(tmp_path / "run", words, 2)
    for form, read in (("csv", in_csv), ("parquet", in_parquet)):
        export_tables(run, tmp_path / form, form, names=["decisions", "steps"])
        for row in read(tmp_path / form, "decisions"):
            assert [row[name] for name in ("target", "reason", "expect")] == [words] * 3
        assert [row["truth_place"] for row in read(tmp_path / form, "steps")] == [words] * 2


def test_a_hostile_run_is_exported_as_it_is(tmp_path: Path) -> None:
    run = hostile(tmp_path / "run")
    made = parquet_of(run, tmp_path / "out")
    with Lookup.open(run) as opened:
        texts = [revision.text for _, revision in opened.revisions()]
    assert [row["text"] for row in made["revisions"]] == texts
    assert len(made["steps"]) == 3
    assert {row["truth_state"] for row in made["claims"]} <= {"unchecked"}


@settings(deadline=None)  # a disk may be busy
@given(some.lists(some.tuples(some.text(), some.text()), max_size=5))
def test_any_texts_are_read_back_from_csv(pairs: list[tuple[str, str]]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        rows = [(number, number, None, *pair, None, None) for number, pair in enumerate(pairs, 1)]
        with csv_writer(Path(folder), TABLES["revisions"], {}) as write:
            write(rows)
        found = in_csv(Path(folder), "revisions")
    assert [(row["operation"], row["path"]) for row in found] == pairs


# --- what the files say of themselves -----------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_a_parquet_file_explains_its_columns_and_names_its_run(
    name: str, explorer: Path, tmp_path: Path
) -> None:
    export_tables(explorer, tmp_path / "out", "parquet", names=[name], last=200)
    schema = pq.read_schema(tmp_path / "out" / f"{name}.parquet")
    arrow = {
        "integer": "int64", "number": "double", "boolean": "bool",
        "picture": "struct<bytes: binary, path: string>",
    }  # fmt: skip
    for column, field in zip(TABLES[name].columns, schema, strict=True):
        told = {key.decode(): value.decode() for key, value in field.metadata.items()}
        told.pop("PARQUET:field_id", None)
        assert (field.name, str(field.type)) == (column.name, arrow.get(column.kind, "string"))
        assert field.nullable == column.nullable
        assert told == {
            "type": column.kind, "unit": column.unit, "meaning": column.meaning,
            "truth": "true" if column.name.startswith("truth_") else "false",
        }  # fmt: skip
    told = json.loads(schema.metadata[b"longplay"])
    assert (told["run"], told["agent"]) == ("run", "explorer+corruption=1.0@150")
    assert (told["steps"], told["first_step"], told["last_step"]) == (400, 1, 200)
    with Lookup.open(explorer) as run:
        assert told["identity"] == run.identity()
        assert told["created"] == run.meta()["created"]


def test_csv_has_a_file_that_explains_its_columns_and_one_that_names_its_run(tmp_path: Path) -> None:
    run = hostile(tmp_path / "run")
    made = export_tables(run, tmp_path / "out", "csv", names=["steps", "events"])
    assert [file.name for file in made.files] == ["columns.csv", "events.csv", "run.json", "steps.csv"]
    told = in_csv(tmp_path / "out", "columns")
    assert [(row["table"], row["column"]) for row in told] == [
        (name, column.name) for name in ("steps", "events") for column in TABLES[name].columns
    ]
    assert {row["column"] for row in told if row["truth"] == "true"} == {
        row["column"] for row in told if row["column"].startswith("truth_")
    }
    with Lookup.open(run) as opened:
        assert json.loads((tmp_path / "out" / "run.json").read_text())["identity"] == opened.identity()


def test_a_folder_of_parquet_is_a_dataset_that_tells_what_it_holds(
    explorer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub_is_far(monkeypatch, tmp_path / "home")
    import datasets

    made = parquet_of(explorer, tmp_path / "out", last=200)
    head = yaml.safe_load((tmp_path / "out" / "README.md").read_text().split("---\n")[1])
    assert head["pretty_name"] == "explorer+corruption=1.0@150 plays fernmoor, world 1"
    assert head["size_categories"] == ["n<1K"]
    assert datasets.get_dataset_config_names(str(tmp_path / "out")) == [name for name in TABLES if made[name]]
    for told in head["dataset_info"]:
        name = told["config_name"]
        read = datasets.load_dataset(str(tmp_path / "out"), name, split="train")
        assert [split["num_examples"] for split in told["splits"]] == [len(made[name])]
        assert list(read.features) == [column.name for column in TABLES[name].columns]
        if name != "screens":
            assert read.to_list() == made[name]
    images = datasets.load_dataset(str(tmp_path / "out"), "screens", split="train")["image"]
    assert [image.tobytes() for image in images] == [shown(row["image"]["bytes"]) for row in made["screens"]]


def test_csv_has_no_pictures_and_says_where_they_are(tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", 1)
    assert [file.name for file in export_tables(run, tmp_path / "all", "csv").files] == sorted(
        [*(f"{name}.csv" for name in TABLES if name != "screens"), "columns.csv", "run.json"]
    )
    with pytest.raises(LongplayError, match="use --to parquet"):
        export_tables(run, tmp_path / "out", "csv", names=["screens"])


def test_a_screen_that_comes_again_is_kept_once(explorer: Path, tmp_path: Path) -> None:
    made = parquet_of(explorer, tmp_path / "out", names=["steps", "screens"])
    first: dict[str, int] = {}
    for row in made["steps"]:
        first.setdefault(row["screen"], row["number"])
    assert {row["screen"]: row["step"] for row in made["screens"]} == first
    assert len(first) < len(made["steps"])
    assert [row["step"] for row in made["screens"]] == sorted(first.values())


def test_no_path_of_the_machine_is_told(tmp_path: Path) -> None:
    settings = RunSettings(world=None, rom="/home/me/secret/mygame.gb", guide="/home/me/notes", steps=1)
    recorder = Recorder.create(tmp_path / "run", settings, IDENTITY, {})
    recorder.begin_at(None)
    recorder.close("done")
    export_tables(tmp_path / "run", tmp_path / "out", "csv")
    told = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (told["settings"]["rom"], told["settings"]["guide"]) == ("mygame.gb", "notes")
    assert "/home/me" not in (tmp_path / "out" / "run.json").read_text()


@pytest.mark.parametrize("name", TABLES)
def test_the_page_explains_every_column_as_the_code_does(name: str) -> None:
    assert document(TABLES[name]) in DOCS.read_text()
    assert {column.kind for column in TABLES[name].columns} <= set(TYPES)


# --- the same again, damage, and what is missing ------------------------------------------


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_same_run_gives_the_same_bytes(form: str, fake: Path, tmp_path: Path) -> None:
    made = [export_tables(fake, tmp_path / name, form) for name in ("one", "two")]
    contents = [{file.name: file.read_bytes() for file in done.files} for done in made]
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE step SET truth = '{' WHERE number = 5",
        "UPDATE step SET decision = 'x' WHERE number = 5",
        "UPDATE decision SET step = 'x' WHERE number = 2",
        "UPDATE event SET detail = '[' WHERE step = 3",
        "DROP TABLE event",
    ],
)
def test_a_damaged_run_is_one_clear_error_and_leaves_nothing(harm: str, tmp_path: Path) -> None:
    run = recorded(tmp_path / "run", 9)
    with sqlite3.connect(run / "run.sqlite") as damaging:
        damaging.execute(harm)
    damaging.close()
    with pytest.raises(RunFileError, match=r"run\.sqlite"):
        export_tables(run, tmp_path / "out" / "tables", "parquet")
    assert not (tmp_path / "out").exists()


def test_without_pyarrow_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = recorded(tmp_path / "run", 1)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LongplayError, match=r'pip install "longplay\[tables\]"'):
        export_tables(run, tmp_path / "out", "parquet")
    assert export_tables(run, tmp_path / "csv", "csv").notes == ()


def test_a_run_without_steps_has_tables_without_rows(tmp_path: Path) -> None:
    recorder = Recorder.create(tmp_path / "run", RunSettings(), IDENTITY, {})
    made = parquet_of(tmp_path / "run", tmp_path / "out")
    recorder.close("done")
    assert made == {name: [] for name in TABLES}


@given(
    some.lists(some.tuples(some.integers(), some.text(max_size=9))), some.integers(1, 5), some.integers(1, 30)
)
def test_batches_are_all_rows_in_order_and_never_large(
    rows: list[tuple[int, str]], most_rows: int, most_text: int
) -> None:
    found = list(batches(rows, most_rows, most_text))
    assert [row for batch in found for row in batch] == rows
    for batch in found:
        assert 0 < len(batch) <= most_rows
        assert len(batch) == 1 or sum(len(text) for _, text in batch) <= most_text


def test_progress_goes_up_to_a_hundred(fake: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    export_tables(fake, tmp_path / "out", "csv", progress=lambda done, of: told.append((done, of)))
    assert told == sorted(told)
    assert told[-1] == (100, 100)
