"""An exported page holds what the viewer answers, in a file that is whole, bounded and safe to open."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import shutil
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from sim.core import LongplayError, Revision, RunFileError, RunSettings
from sim.record import Recorder, Run
from sim.record.lookup import Lookup
from sim.session import Session
from sim.viewer.assets import STATIC
from sim.viewer.data import Viewed
from sim.viewer.data.ground import ground_of
from sim.viewer.export.html import export as exporting
from sim.viewer.export.html import export_html
from sim.viewer.export.html.answers import stretches
from sim.viewer.export.html.history import history
from sim.viewer.export.html.linker import LinkError, link
from sim.viewer.export.html.screens import Screens, image
from sim.viewer.export.made import Made
from tests.making import IDENTITY, frame, recorded, steps
from tests.viewing import HOSTILE, explored, hostile

STEPS = 260
LETTERS = {"true": "t", "stale": "s", "false": "f", "unchecked": "u"}


class Elements(HTMLParser):
    """What a browser would make of a file: its data by id, its title, and how many elements of each kind."""

    def __init__(self, file: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.data: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.policy = ""
        self._open, self._id = "", ""
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self._open, self._id = tag, given.get("id") or ""
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._id and self._open == "script":
            self.data[self._id.removeprefix("longplay-")] = data
        elif self._open:
            self.texts[self._open] = self.texts.get(self._open, "") + data

    def bytes(self, name: str) -> bytes:
        return base64.b64decode(self.data[name])

    def json(self, name: str) -> Any:
        return json.loads(gzip.decompress(self.bytes(name)))

    def packs(self, kind: str) -> list[Any]:
        count = sum(name.rpartition("-")[0] == kind for name in self.data)
        return [self.json(f"{kind}-{at}") for at in range(count)]

    def screens(self) -> list[np.ndarray[Any, Any]]:
        """The red of all screens, in the order of their places."""
        count = sum(name.startswith("sheets-") for name in self.data)
        sheets = [Image.open(io.BytesIO(self.bytes(f"sheets-{at}"))) for at in range(count)]
        return [screen for sheet in sheets for screen in reds(sheet)]


def reds(sheet: Image.Image) -> list[np.ndarray[Any, Any]]:
    pixels = np.asarray(sheet.convert("RGB"))
    return list(pixels[:, :, 0].reshape(-1, 144, 160))


def exported(run: Path, **options: Any) -> tuple[Elements, Made]:
    out = run.parent / f"{run.name}.html"
    made = export_html(run, out, **options)
    assert made.files == (out,)
    return Elements(out), made


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored(tmp_path_factory.mktemp("explored") / "run", STEPS)


@pytest.fixture(scope="module")
def page(explorer: Path) -> Elements:
    return exported(explorer)[0]


# --- what is in the file ------------------------------------------------------------------


def test_every_step_is_there_with_the_very_screen_that_was_recorded(explorer: Path, page: Elements) -> None:
    told = Viewed(explorer).steps(0, STEPS)
    del told["after"]
    digests = told.pop("frame")
    (pack,) = page.packs("steps")
    shown = pack.pop("frame")
    assert pack == told
    screens = page.screens()
    assert len(screens) == len(set(digests))
    with Run.open(explorer) as run:
        for at in range(STEPS):
            assert np.array_equal(screens[shown[at]], run.frame(at + 1).pixels[:, :, 0]), f"step {at + 1}"


def test_the_answers_of_the_viewer_are_there_as_they_are(explorer: Path, page: Elements) -> None:
    viewed = Viewed(explorer)
    data, head = page.json("data"), viewed.head()
    assert data["head"] == json.loads(json.dumps({**head, "changed": None, "live": False}))
    assert data["head"]["report_state"] == "stored"
    assert page.packs("decisions") == [
        [viewed.decision(number) for number in range(1, head["last_decision"] + 1)]
    ]
    assert page.packs("timelines") == [viewed.timeline(4000)]
    assert data["timelines"] == [[1, STEPS]]
    assert page.json("figures").keys() == {"progress", "legs"}  # the others have windows, and it is too short
    assert all(figure == viewed.figure(name) for name, figure in page.json("figures").items())
    assert page.json("ways")[0] == [1, viewed.way(1)]
    assert [step for step, _ in page.json("ways")[1:]] == [
        step for step, _ in viewed.timeline(STEPS)["marks"]["objectives"][1:]
    ]


def test_a_jump_leads_where_the_viewer_leads(explorer: Path, page: Elements) -> None:
    viewed = Viewed(explorer)
    for kind, gaps in page.json("jumps").items():
        found, step = [], viewed.jump(0, kind, 1)["step"]
        while step is not None:
            found.append(step)
            step = viewed.jump(step, kind, 1)["step"]
        assert list(accumulate(gaps)) == found, kind


def test_the_map_is_the_viewers_pixel_for_pixel(explorer: Path, page: Elements) -> None:
    viewed, told = Viewed(explorer), page.json("map")
    picture = base64.b64decode(told.pop("image").partition("base64,")[2])
    drawn = viewed.map()
    del drawn["image"]
    assert told == drawn
    ours, theirs = (Image.open(io.BytesIO(data)).convert("RGB") for data in (picture, viewed.map_picture()))
    assert ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize(
    ("agent", "standing"), [("explorer+corruption=1.0@50", "fstu"), ("explorer+noise=0.5", "st")]
)
def test_the_guides_history_is_the_viewers_answer_at_every_step(
    tmp_path: Path, agent: str, standing: str
) -> None:
    with Session.new(tmp_path / "run", RunSettings(agent=agent, steps=STEPS, legs=4)) as session:
        for _ in session.play():
            pass
    viewed = Viewed(tmp_path / "run")
    viewed.count()
    seen = set()
    with Lookup.open(tmp_path / "run") as run:
        standings = list(history(run, viewed.index, ground_of(run)))
    for now, following in zip(standings, [*(one.step for one in standings[1:]), STEPS + 1], strict=True):
        for step in range(now.step, following):
            guide = viewed.guide(step)
            told: dict[str, str] = dict.fromkeys(now.files, "")
            for claim in guide["claims"]:
                told[claim["path"]] += LETTERS[claim["state"]]
            assert (step, dict(now.letters)) == (step, told)
            assert {path: version.page.text for path, version in now.files.items()} == {
                file["path"]: file["text"] for file in guide["files"]
            }
            edit = now.edit
            assert (edit and (edit.revision, edit.operation, edit.changed_at, edit.diff)) == (
                (guide["revision"], guide["operation"], guide["changed_at"], guide["diff"])
                if guide["revision"]
                else None
            )
        seen |= set("".join(now.letters.values()))
    assert "".join(sorted(seen)) == standing


def test_packs_of_the_guide_begin_with_all_of_it(tmp_path: Path) -> None:
    texts = [f"# Notes {number}\n\n" + "x" * 40_000 + "\n" for number in range(12)]
    recorder = Recorder.create(
        tmp_path / "run", RunSettings(world=None, rom="a.gb"), IDENTITY, {"a.md": "old\n"}
    )
    recorder.begin_at(None)
    for step in steps(12, per_decision=1):
        recorder.revise(Revision(step.number, "create", "b.md", texts[step.number - 1]))
        recorder.append(step)
    recorder.close("done")
    page, _ = exported(tmp_path / "run")
    firsts, packs = page.json("data")["guides"], page.packs("guides")
    assert firsts == [pack[0]["step"] for pack in packs]
    assert len(packs) > 2
    for pack in packs:
        assert pack[0]["files"] == {"a.md": ["old\n", [], []], "b.md": [texts[pack[0]["step"] - 1], [], []]}
    assert [change["step"] for pack in packs for change in pack] == list(range(1, 13))


# --- thinned, and within its size ---------------------------------------------------------


@given(shown=some.lists(some.integers(0, 9), min_size=1, max_size=60), every=some.integers(1, 70))
def test_a_thinned_step_shows_the_nearest_earlier_screen_that_is_kept(shown: list[int], every: int) -> None:
    places = {screen: at for at, screen in enumerate(dict.fromkeys(shown))}
    digests = [bytes([screen]) for screen in places]
    thinned = Screens(digests, [places[screen] for screen in shown]).thinned(every)
    assert [thinned.digests[place][0] for place in thinned.shown] == [
        shown[step - step % every] for step in range(len(shown))
    ]
    assert len(set(thinned.digests)) == len(thinned.digests) == len(set(shown[::every]))


@given(colours=some.lists(some.integers(0, 500), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_a_sheet_loses_no_pixel_be_it_grey_or_in_colour(colours: list[int]) -> None:
    frames = [frame(number) for number in colours]
    sheet = Image.open(io.BytesIO(image([one.plane for one in frames]))).convert("RGB")
    expected = np.concatenate([one.pixels[:, :, :3] for one in frames])
    assert np.array_equal(np.asarray(sheet), expected)


def test_a_thinned_file_has_fewer_screens_and_all_data(explorer: Path, page: Elements) -> None:
    thinned, made = exported(explorer, every=7)
    (pack,), (whole,) = thinned.packs("steps"), page.packs("steps")
    screens, all_screens = thinned.screens(), page.screens()
    for at in range(STEPS):
        kept = all_screens[whole["frame"][at - at % 7]]
        assert np.array_equal(screens[pack["frame"][at]], kept)
    assert {**pack, "frame": whole["frame"]} == whole
    for name in page.data:
        if not name.startswith(("sheets-", "steps-", "data")):
            assert thinned.data[name] == page.data[name]
    assert thinned.json("data")["head"]["status"].endswith("1 screen in 7 steps")
    assert "of 7 steps one has its screen" in made.notes[1]


def test_a_file_that_would_be_too_large_is_refused_and_what_would_fit_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "plotly_file", lambda: None)
    run, out = recorded(tmp_path / "run", 200), tmp_path / "page.html"
    export_html(run, out)
    size = out.stat().st_size
    out.unlink()
    most = (size - 3000) / 1e6
    with pytest.raises(
        LongplayError, match=r"the file would be larger than .* MB: --every \d+ fits"
    ) as refused:
        export_html(run, out, most_mb=most)
    assert os.listdir(tmp_path) == ["run"]
    every = int(str(refused.value).partition("--every ")[2].split()[0])
    assert 1 < every <= 40
    export_html(run, out, every=every, most_mb=most)
    assert out.stat().st_size <= most * 1e6
    with pytest.raises(LongplayError, match=r"without a single screen this run takes 0\.. MB"):
        export_html(run, tmp_path / "new" / "folder" / "a.html", most_mb=0.05)
    assert sorted(os.listdir(tmp_path)) == ["page.html", "run"]


@given(last=some.integers(1, 200_000), some_step=some.floats(0, 1), length=some.floats(0, 1))
def test_whatever_is_zoomed_to_lies_in_a_timeline_that_is_not_much_longer(
    last: int, some_step: float, length: float
) -> None:
    first = 1 + round(some_step * (last - 1))
    end = min(last, first + round(length**3 * last))
    found = stretches(last)
    assert found[0] == (1, last)
    within = min(b - a + 1 for a, b in found if a <= first and end <= b)
    assert within <= max(4000, 8 * (end - first + 1))


# --- the file itself ----------------------------------------------------------------------


def test_the_same_run_makes_the_same_bytes_wherever_and_whenever(explorer: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(explorer, copy)
    os.utime(copy / "run.sqlite", (1, 1))
    one, other = tmp_path / "one.html", tmp_path / "other.html"
    export_html(explorer, one)
    export_html(copy / "run.sqlite", other)
    assert one.read_bytes() == other.read_bytes()


def test_text_that_tries_to_be_markup_stays_text(tmp_path: Path) -> None:
    run = hostile(tmp_path / f"{HOSTILE[:8].replace('/', '')}&<!--\u2028")
    page, _ = exported(run)
    names = {name.rpartition("-")[0] or name for name in page.data}
    assert names == {
        "data", "decisions", "figures", "guides", "jumps", "map", "plotly", "sheets", "steps", "timelines",
        "walk", "ways",
    } - ({"figures", "plotly"} - page.data.keys())  # fmt: skip
    assert page.counts["script"] == len(page.data) + 1
    assert page.counts.get("img", 0) == 0
    assert page.texts["title"] == f"{run.name} · Longplay"
    assert page.packs("decisions")[0][0]["saying"]["reason"] == HOSTILE
    assert page.packs("guides")[0][0]["files"]["navigation_guide.md"][0] == HOSTILE
    script, data = page.texts["script"], (tmp_path / f"{run.name}.html").read_text()
    assert HOSTILE not in script
    assert HOSTILE not in data


def test_the_page_may_fetch_nothing_and_run_nothing_but_its_own_scripts(page: Elements) -> None:
    rules = dict(rule.split(" ", 1) for rule in page.policy.split("; "))
    allowed = rules.pop("script-src").split()
    assert rules == {
        "default-src": "'none'", "style-src": "'unsafe-inline'", "img-src": "data: blob:",
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    assert len(allowed) == 2
    assert all(one.startswith("'sha256-") for one in allowed)


def test_a_run_that_is_being_played_is_exported_as_it_stands(tmp_path: Path) -> None:
    recorder = Recorder.create(tmp_path / "run", RunSettings(steps=90), IDENTITY, {"a.md": "# A\n"})
    recorder.begin_at(None)
    for step in steps(60):
        recorder.append(step)
    page, made = exported(tmp_path / "run")
    head = page.json("data")["head"]
    assert (head["last_step"], head["live"], head["status"]) == (60, False, "being played")
    assert (head["name"], head["report"]["steps"]) == ("run", 60)
    assert "the run was being played: this is how it stood" in made.notes
    recorder.close("done")


def test_a_run_without_a_step_a_world_or_a_guide_is_exported_too(tmp_path: Path) -> None:
    recorder = Recorder.create(
        tmp_path / "run", RunSettings(world=None, rom="a.gb", guide="off"), IDENTITY, None
    )
    recorder.begin_at(None)
    recorder.close("done")
    page, _ = exported(tmp_path / "run")
    data = page.json("data")
    assert {kind: data[kind] for kind in ("steps", "decisions", "guides")} == {
        "steps": [], "decisions": [], "guides": []
    }  # fmt: skip
    assert (page.json("map"), page.json("walk"), page.json("ways")) == (None, None, [])


def test_without_plotly_figures_are_left_out_and_that_is_said(
    explorer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "plotly_file", lambda: None)
    page, made = exported(explorer)
    assert not page.data.keys() & {"figures", "plotly"}
    assert made.notes[-1] == 'its figures are left out, for they need plotly: pip install "longplay[view]"'


# --- what can go wrong --------------------------------------------------------------------


def test_progress_goes_up_to_all_of_the_work(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    export_html(recorded(tmp_path / "run", 100), tmp_path / "a.html", progress=lambda *far: told.append(far))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] == 100 + 34 + 100 + 40


def test_an_export_that_is_broken_off_leaves_what_was_there(tmp_path: Path) -> None:
    run, out = recorded(tmp_path / "run", 10), tmp_path / "a.html"
    out.write_text("old")

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_html(run, out, progress=stop)
    assert out.read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["a.html", "run"]


def test_what_cannot_be_exported_is_refused_in_one_line(tmp_path: Path) -> None:
    run, out = recorded(tmp_path / "run", 5), tmp_path / "new" / "a.html"
    with pytest.raises(RunFileError, match="no run at"):
        export_html(tmp_path / "nothing", out)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "run.sqlite").write_bytes(b"\x93" * 5000)
    with pytest.raises(RunFileError, match=r"run\.sqlite"):
        export_html(tmp_path / "bad", out)
    with pytest.raises(LongplayError, match="one step in 0 cannot be kept"):
        export_html(run, out, every=0)
    assert not out.parent.exists()
    with pytest.raises(LongplayError, match=r"cannot write .*: Is a directory"):
        export_html(run, tmp_path)
    with pytest.raises(LongplayError, match="is the run itself"):
        export_html(run, run / "run.sqlite")
    with Run.open(run) as kept:
        assert kept.last_step == 5


# --- the linker ---------------------------------------------------------------------------


def test_modules_are_put_before_those_that_import_them(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "a.js").write_text('import {\n  b as c, d,\n} from "./in/b.js";\nc(d);\n')
    (tmp_path / "in" / "b.js").write_text(
        'import { e } from "../e.js";\nexport const d = 1;\nexport async function b() { await e(d); }\n'
    )
    (tmp_path / "e.js").write_text("export class e {}\nconst own = 2;\n")
    assert link(tmp_path, "a.js") == "\n".join([
        '"use strict";', "const modules = {};",
        'modules["e.js"] = (() => {\nclass e {}\nconst own = 2;\nreturn { e };\n})();',
        'modules["in/b.js"] = (() => {\nconst { e } = modules["e.js"];\nconst d = 1;\n'
        "async function b() { await e(d); }\nreturn { d, b };\n})();",
        'modules["a.js"] = (() => {\nconst { b: c, d } = modules["in/b.js"];\nc(d);\nreturn {  };\n})();',
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("export default 1;", "cannot link"),
        ("export let changing = 1;", "cannot link"),
        ('import * as all from "./a.js";', "cannot link"),
        ('import "./a.js";', "cannot link"),
        ('import { own } from "./a.js";', "in a circle: a.js > a.js"),
        ('export const a = "</SCRIPT>";', "ends a script's element"),
        ('export const a = "<!--";', "ends a script's element"),
    ],
)
def test_what_cannot_be_linked_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "a.js").write_text(text + "\n")
    with pytest.raises(LinkError, match=why):
        link(tmp_path, "a.js")


def test_the_pages_modules_can_be_linked() -> None:
    script = link(STATIC, "app.js")
    assert {file.name for file in STATIC.glob("*.js")} == {
        line.split('"')[1] for line in script.splitlines() if line.startswith("modules[")
    }
