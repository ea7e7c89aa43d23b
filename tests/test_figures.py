"""The figures of a run: plain data made from its drift report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.core import RunSettings
from sim.drift import FRONT
from sim.figures import FIGURES, pngs
from sim.session import Session
from sim.viewer.data import Viewed
from tests.chrome import needs_chrome

if TYPE_CHECKING:
    from sim.core import Json


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("figures") / "run"
    with Session.new(home, RunSettings("explorer+loops=0.02@400", steps=900, legs=8)) as session:
        list(session.play())
        session.report()
    return home


@pytest.fixture(scope="module")
def told(folder: Path) -> Json:
    report = Viewed(folder).head()["report"]
    assert isinstance(report, dict)
    return report


def test_progress_climbs_a_step_at_each_objective(told: Json) -> None:
    drawn = FIGURES["progress"]({"run": told})
    assert drawn is not None
    (line,) = drawn["data"]
    met = told["objectives"]["steps"]
    assert line["x"] == [0, *(sum(met[: count + 1]) for count in range(len(met))), told["steps"]]
    assert line["y"][:3] == [0.0, 1 / told["objectives"]["of"], 2 / told["objectives"]["of"]]
    assert line["y"][-1] == line["y"][-2] == len(met) / told["objectives"]["of"]


def test_the_front_page_has_a_lane_for_each_row_with_opportunities_and_the_alarms_in_theirs(
    told: Json,
) -> None:
    told = {**told, "alarms": [{"row": "stuck", "step": 700}, {"row": "waste", "step": 650}]}
    drawn = FIGURES["front"]({"run": told})
    assert drawn is not None
    shown = [name for name in FRONT if any(v is not None for v in told["components"][name]["windows"])]
    lanes = [trace for trace in drawn["data"] if trace["mode"] == "lines"]
    assert [trace["y"] for trace in lanes] == [list(told["components"][name]["windows"]) for name in shown]
    titles = [head["text"] for head in drawn["layout"]["annotations"]]
    assert titles == [f"<b>{told['front'][name]['title']}</b>" for name in shown]
    alarmed = {
        (trace["yaxis"], step) for trace in drawn["data"] if trace["mode"] == "markers" for step in trace["x"]
    }
    rows = {(f"y{shown.index(alarm['row']) + 1}", alarm["step"]) for alarm in told["alarms"]}
    assert alarmed == rows != set()


def test_lost_steps_stand_upon_each_other_by_cause(told: Json) -> None:
    drawn = FIGURES["lost"]({"run": told})
    assert drawn is not None
    assert [trace["name"] for trace in drawn["data"]] == ["capture", "loops", "memory", "execution"]
    assert {trace["stackgroup"] for trace in drawn["data"]} == {"lost"}


def test_two_runs_lie_over_each_other_and_are_told_apart_without_colour(told: Json) -> None:
    for name in ("progress", "front", "guide"):
        drawn = FIGURES[name]({"one": told, "two": told})
        assert drawn is not None
        lines = [trace for trace in drawn["data"] if trace["mode"] == "lines"]
        looks = {(trace["name"], trace["line"]["color"], trace["line"]["dash"]) for trace in lines}
        dashes = [{dash for who, _, dash in looks if who.startswith(run)} for run in ("one", "two")]
        assert dashes[0].isdisjoint(dashes[1]), name
        assert len({(colour, dash) for _, colour, dash in looks}) == len({who for who, _, _ in looks}), name


def test_what_was_never_measured_has_no_figure(told: Json) -> None:
    bare = {**told, "components": {}, "front": {}, "objectives": {"met": 0, "of": None, "steps": []}}
    assert [name for name, draw in FIGURES.items() if draw({"run": bare}) is not None] == []


@needs_chrome
def test_every_figure_is_plain_data_that_can_be_painted(told: Json) -> None:
    drawn = {name: made for name, draw in FIGURES.items() if (made := draw({"run": told})) is not None}
    assert set(drawn) == set(FIGURES) - {"cost"} | ({"cost"} & set(drawn))
    assert json.loads(json.dumps(drawn)) == drawn
    for name, picture in pngs(drawn).items():
        assert picture.startswith(b"\x89PNG"), name


def test_the_viewer_hands_out_the_same_figures(folder: Path, told: Json) -> None:
    viewed = Viewed(folder)
    drawn = FIGURES["legs"]({viewed.key: told})
    assert viewed.figure("legs") == drawn
    assert viewed.figure("cost") is None  # nobody was paid
    with pytest.raises(Exception, match="there is no figure 'none'"):
        viewed.figure("none")
