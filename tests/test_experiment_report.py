"""The report of an experiment: nothing registered is left out, and nothing is said without its condition."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import sim.experiment.report as room
from sim.cli.report import report
from sim.core import LongplayError
from sim.experiment.deciding.samples import Place, Sample
from sim.experiment.folder import Experiment
from sim.experiment.measured import Measured
from sim.experiment.report import fallen, plain, read_failing, write
from sim.experiment.report.markdown import as_markdown
from sim.experiment.report.matter import Matter, matter
from sim.experiment.report.page import as_html
from sim.experiment.report.sections import EXPLORATORY
from sim.experiment.results import Results
from sim.experiment.running.registration import Registration
from sim.experiment.spec.model import Bound, Gate, Power, Spec
from sim.experiment.spec.reading import load_spec
from sim.figures import arms
from tests.madeup import Shares, Ways, hypothesis, run, runs, spec

SCHEMA = json.loads((Path(room.__file__).parent / "report.schema.json").read_text())
COMMIT = "c0ffee" * 6 + "c0ff"


def registration(made: Spec, *, exploratory: bool = False) -> Registration:
    commit = None if exploratory else COMMIT
    return Registration(
        made.digest, "trials/made.yaml", commit, exploratory, "0.1", "longplay-drift-3", "2026"
    )


def experiment(made: Spec, played: list[Measured], *, exploratory: bool = False) -> Experiment:
    known = {each.task.id for each in played}
    missing = tuple(task for task in made.tasks() if task.id not in known)
    said = registration(made, exploratory=exploratory)
    return Experiment(Path("runs/made-up"), made, said, tuple(played), missing)


def three(**changes: Any) -> tuple[Spec, list[Measured]]:
    """Return an experiment with a hypothesis that is met, one that is not, and one that is undetermined."""
    made = spec(
        [
            hypothesis("H1"),
            hypothesis("H2", arm="shuffled", question="Does <b>it</b> matter & how?"),
            hypothesis("H3", estimand="shortcuts", denominator="shortcuts noticed"),
        ],
        worlds=10, seeds=2, arms=("none", "guide", "shuffled"), gates=[Gate("unattributed", "<=", 0.05)],
        **changes,
    )  # fmt: skip
    rng = np.random.default_rng(5)
    values = {
        "waste_change": Ways({"none": 0.0, "guide": 0.25, "shuffled": -0.1}).samples(rng, 10, 2),
        "shortcuts": Shares({"none": 0.1, "guide": 0.12, "shuffled": 0.1}).samples(rng, 10, 2),
        "progress": Ways({"none": 0.4, "guide": 0.5, "shuffled": 0.4}).samples(rng, 10, 2),
    }
    played = runs(made, values, ratios=["shortcuts"])
    return made, [replace(each, gates={"unattributed": 0.01}) for each in played]


@pytest.fixture(scope="module")
def told() -> Matter:
    return matter(experiment(*three()))


class Reader(HTMLParser):
    """Collects heads, addresses and text of a page, and whether its elements are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.heads: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "line", "circle", "rect"):
            self.open.append(tag)
        if tag in ("h1", "h2"):
            self.heads.append("")
        given = dict(attrs)
        self.links += [given["href"] or ""] if tag == "a" else []
        self.outside += [str(given[name]) for name in ("src", "href") if name in given and tag != "a"]

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("line", "circle", "rect"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data
            if {"h1", "h2"} & set(self.open):
                self.heads[-1] += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


# --- what must be in it -----------------------------------------------------------------------


def test_the_json_follows_its_schema_with_and_without_values(told: Matter) -> None:
    made, played = three()
    empty = matter(experiment(made, []))
    bare = matter(experiment(replace(made, hypotheses=(), gates=()), played))
    Draft202012Validator.check_schema(SCHEMA)
    for each in (told, empty, bare):
        text = json.dumps(plain.as_json(each), allow_nan=False)
        assert list(Draft202012Validator(SCHEMA).iter_errors(json.loads(text))) == []


def test_every_registered_hypothesis_is_in_every_report_whatever_came_of_it(told: Matter) -> None:
    verdicts = {one["id"]: one["verdict"] for one in plain.as_json(told)["hypotheses"]}
    assert verdicts == {"H1": "met", "H2": "not_met", "H3": "undetermined"}
    text, page = as_markdown(told), read(as_html(told, None)).text
    for head in ("H1: met", "H2: not met", "H3: undetermined"):
        assert f"### {head}" in text
    for question in (one.question for one in told.experiment.spec.hypotheses):
        assert question in page
        assert question in text
    nothing = matter(experiment(three()[0], []))
    assert {one["verdict"] for one in plain.as_json(nothing)["hypotheses"]} == {"undetermined"}


def test_what_is_not_met_is_told_with_the_smallest_effect_that_would_have_been_seen(told: Matter) -> None:
    cards = as_markdown(told).split("### ")
    assert ["in 4 of 5 experiments" in card for card in cards[1:]] == [False, True, True]


def test_an_exploratory_report_says_so_at_the_top_and_at_every_head() -> None:
    told = matter(experiment(*three(), exploratory=True))
    page = read(as_html(told, None))
    assert len(page.heads) > 8
    assert [head for head in page.heads if EXPLORATORY not in head] == []
    heads = [line for line in as_markdown(told).splitlines() if re.match("##? ", line)]
    assert [head for head in heads if not head.endswith(f"({EXPLORATORY})")] == []
    assert plain.as_json(told)["exploratory"] is True


def test_a_registered_report_never_says_that_it_is_exploratory(told: Matter) -> None:
    assert EXPLORATORY not in as_markdown(told)
    assert EXPLORATORY not in read(as_html(told, None)).text


def test_every_arm_stands_with_its_condition_beside_its_numbers() -> None:
    made, played = three()
    modes = {"none": "context log", "guide": "best of 3 judged by m", "shuffled": "thinking 4096"}
    labelled = [
        replace(
            each, label=f"claude, m, {modes[each.task.arm]}, assist grid", condition={"assists": ["grid"]}
        )
        for each in played
    ]
    told = matter(experiment(made, labelled))
    assert told.shared == ("claude", "m", "assist grid")
    table = as_markdown(told).split("## Results")[1].split("\n##")[0]
    for arm, mode in modes.items():
        assert f"{arm}<br>{mode}" in table
    assert "All arms: claude, m, assist grid." in table


def test_a_relative_risk_is_never_without_its_base_rates(told: Matter) -> None:
    for one in plain.as_json(told)["risks"]:
        assert one["relative_risk"] is None or (one["base_rate"] and one["arm_rate"] and one["base_of"] > 0)
    rows = as_markdown(told).split("## Shortcuts and distractors")[1].split("\n##")[0]
    assert len(re.findall(r"\d+ of \d+<br>0\.\d+ \[", rows)) == 4


def test_what_deviated_is_found_in_the_runs_and_told_beside_what_was_declared() -> None:
    made, played = three(deviations=("World 5003 was played on another machine.",))
    played = played[:-2]
    played[0] = replace(played[0], error="AgentError: it left")
    played[1] = replace(played[1], identity={"longplay": "0.2"})
    told = matter(experiment(made, played))
    assert [task.arm for task in told.experiment.missing] == ["shuffled", "none"]
    assert played[0].task.arm == "none"
    assert told.deviations == (
        "World 5003 was played on another machine.",
        "none: 1 of 20 runs are not played yet.",
        "none: 1 of 19 runs ended with an error and have no values.",
        "shuffled: 1 of 20 runs are not played yet.",
        "Not all runs have the same longplay: 0.1 in 57 runs, 0.2 in 1 run.",
    )
    text = as_markdown(told)
    assert all(deviation in text for deviation in told.deviations)
    assert {verdict.reason for verdict in told.found.verdicts} == {
        "2 runs of the experiment are not played yet"
    }


def test_runs_and_moments_are_linked_as_the_viewer_serves_them() -> None:
    made, played = three()
    played[4] = replace(played[4], survival={"time": 1234, "event": "derailed"})
    told = matter(experiment(made, played))
    links = read(as_html(told, None)).links
    assert f"http://127.0.0.1:8642/run/{played[4].task.id}#step=1234" in links
    assert sum(link.startswith("http://127.0.0.1:8642/compare?a=") for link in links) == 9
    assert len([link for link in links if "/run/" in link]) == len(played)


# --- the page ---------------------------------------------------------------------------------


def test_the_page_is_whole_needs_nothing_from_elsewhere_and_shows_text_as_text(told: Matter) -> None:
    page = as_html(told, "/* plotly */")
    found = read(page)
    assert found.outside == []
    assert "<b>it</b>" not in page
    assert "Does <b>it</b> matter & how?" in found.text
    sections = set(re.findall('<section id="([^"]+)"', page)) | {"H1", "H2", "H3"}
    assert {link[1:] for link in found.links if link.startswith("#")} <= sections


def test_figures_are_in_the_page_as_data_or_are_said_to_be_left_out(told: Matter) -> None:
    page = as_html(told, "/* plotly */")
    figures = json.loads(re.search(r"const figures = (\{.*\});\n", page).group(1))  # type: ignore[union-attr]
    assert set(figures) == {"results-0", "results-1"}
    assert all(f'id="{name}"' in page for name in figures)
    assert "Figures are left out" in as_html(told, None)


def test_the_strip_of_a_hypothesis_shows_its_interval_on_the_ground_of_its_verdict(told: Matter) -> None:
    strips = re.findall(r'<svg class="strip (\w+)".*?</svg>', as_html(told, None))
    assert strips == ["met", "not_met", "undetermined"]
    drawn = re.search(r'<svg class="strip met".*?</svg>', as_html(told, None)).group(0)  # type: ignore[union-attr]
    left = float(re.search(r'class="reach" x1="([\d.]+)"', drawn).group(1))  # type: ignore[union-attr]
    ground = float(re.search(r'class="ground met" x="([\d.]+)"', drawn).group(1))  # type: ignore[union-attr]
    assert left >= ground


# --- the gate, and the command ------------------------------------------------------------------


def test_a_gate_falls_by_name_or_for_any_hypothesis_and_says_why(told: Matter) -> None:
    verdicts, ids = told.found.verdicts, ["H1", "H2", "H3"]
    assert fallen(verdicts, read_failing("H1:not_met", ids)) == []
    assert fallen(verdicts, read_failing("H1:not_met, H2:not_met", ids)) == [
        "H2 is not met: CI_high < 0.05 holds"
    ]
    assert len(fallen(verdicts, read_failing("any:not_met,any:undetermined", ids))) == 2
    for wrong, line in (
        ("H9:not_met", "--fail-on 'H9:not_met': the hypotheses are H1, H2, H3"),
        ("H1:failed", "--fail-on 'H1:failed': a verdict is one of met, not_met, undetermined"),
    ):
        with pytest.raises(LongplayError, match=re.escape(line)):
            read_failing(wrong, ids)


def folder_of(made: Spec, played: list[Measured], folder: Path) -> Path:
    """Write the folder of an experiment as it lies there when its runs are over."""
    folder.mkdir()
    (folder / "spec.yaml").write_text(made.text)
    (folder / "registration.json").write_text(json.dumps(asdict(registration(made))))
    with Results(folder / "results.jsonl", {}, {task.id: task for task in made.tasks()}) as results:
        for each in played:
            results.add(each.task.id, each.to_json())
    return folder


@pytest.fixture
def steady(tmp_path: Path) -> Path:
    """The folder of the ready spec of a drift gate, whose agent loses 12 to 13 steps of 100."""
    made = load_spec("drift-gate")
    sums = Sample({Place(at, made.seeds[0]): (12 + at / 10, 1.0) for at in range(len(made.worlds))})
    some = Sample({Place(at, made.seeds[0]): (0.9 + at / 200, 1.0) for at in range(len(made.worlds))})
    arm = made.arms[0].name
    played = runs(made, {"lost_steps": {arm: sums}, "progress": {arm: some}})
    return folder_of(made, [replace(each, gates={"unattributed": 0.0}) for each in played], tmp_path / "gate")


def test_the_command_writes_three_files_and_exits_with_1_if_a_gate_fell(steady: Path) -> None:
    said = CliRunner().invoke(report, [str(steady)], standalone_mode=False)
    assert (said.return_value, said.exception) == (0, None)
    written = json.loads((steady / "report.json").read_text())
    words = {one["id"]: one["verdict"] for one in written["hypotheses"]}
    assert (steady / "report.md").read_text().startswith("# A small drift gate")
    assert (steady / "report.html").read_text().startswith("<!doctype html>")
    again = CliRunner().invoke(report, [str(steady), "--fail-on", f"H1:{words['H1']}"], standalone_mode=False)
    assert again.return_value == 1
    assert f"failed: H1 is {words['H1'].replace('_', ' ')}" in again.output
    other = next(word for word in ("met", "not_met") if word != words["H1"])
    passed = CliRunner().invoke(
        report, [str(steady), "--fail-on", f"H1:{other}", "--json"], standalone_mode=False
    )
    assert passed.return_value == 0
    assert list(Draft202012Validator(SCHEMA).iter_errors(json.loads(passed.output))) == []


def test_a_report_of_the_same_runs_is_the_same_to_the_byte(steady: Path) -> None:
    write(steady)
    first = {file.name: file.read_bytes() for file in steady.glob("report.*")}
    write(steady)
    assert {file.name: file.read_bytes() for file in steady.glob("report.*")} == first
    assert set(first) == {"report.html", "report.md", "report.json"}


def test_the_example_of_a_gate_on_pull_requests_names_what_there_is() -> None:
    example = Path(__file__).parent.parent / "docs" / "examples" / "drift-gate.yml"
    steps = yaml.safe_load(example.read_text())["jobs"]["drift"]["steps"]
    lines = [shlex.split(step["run"]) for step in steps if step.get("run", "").startswith("longplay")]
    played, gated = lines
    ids = [one.id for one in load_spec(played[2]).hypotheses]
    assert (played[:2], gated[:2]) == (["longplay", "experiment"], ["longplay", "report"])
    assert played[played.index("--out") + 1] == gated[2]
    assert read_failing(gated[gated.index("--fail-on") + 1], ids)


def test_a_folder_without_an_experiment_is_refused_with_a_line(tmp_path: Path) -> None:
    with pytest.raises(LongplayError, match="holds no experiment"):
        write(tmp_path)


def test_a_run_without_any_value_is_counted_and_not_told_as_zero() -> None:
    made = spec([hypothesis(missing="null", met=Bound("low", ">", 0.0), not_met=Bound("high", "<", 0.0))])
    played = [
        run(task, {"waste_change": None if task.world == 5000 else 0.1 * task.world % 0.3})
        for task in made.tasks()
    ]
    told = plain.as_json(matter(experiment(made, played)))
    level = next(one for one in told["levels"] if one["arm"] == "guide")
    assert (level["missing"], level["denominator"]) == (1, 9)
    assert told["hypotheses"][0]["dropped"] == [[5000, 0]]


def test_all_figures_are_figures_to_plotly_and_have_a_line_for_each_arm() -> None:
    graph = pytest.importorskip("plotly.graph_objects")
    course = arms.Course([100.0, 300.0], [0.1, 0.4], [None, 0.2], [None, 0.7])
    dots = {"a": {"w1": 0.1}, "b": {"w1": 0.2}}
    drawn = {
        "dots": arms.dots(dots, {"a": arms.Mean(0.1, 0.0, 0.2)}, title="t", unit="u"),
        "incidence": arms.incidence({"a": course, "b": course}, horizon=400.0),
        "courses": arms.courses({"a": course, "b": course}, title="t", unit="u"),
        "bought": arms.bought({"a": {"w1": (2.0, 0.5)}, "b": {"w1": (1.0, 0.4)}}, unit="USD"),
    }  # fmt: skip
    for name, each in drawn.items():
        made = graph.Figure(each)
        assert {"a", "b"} <= {trace.name for trace in made.data}, name
    steps = drawn["incidence"]["data"][1]
    assert (steps["x"], steps["y"]) == ([0.0, 100.0, 300.0, 400.0], [0.0, 0.1, 0.4, 0.4])
    band = drawn["incidence"]["data"][0]
    assert (band["x"], band["y"]) == ([300.0, 400.0, 400.0, 300.0], [0.7, 0.7, 0.2, 0.2])


# --- runs that cost something and get nowhere -------------------------------------------------


def costly(missing: str) -> tuple[Spec, list[Measured]]:
    """Return eight worlds of 2 USD a run for a tenth of the quest; in the first the guide gets nowhere."""
    made = spec(
        [
            hypothesis(
                estimand="usd_per_progress", unit="USD per 1 % of the quest",
                denominator="percent of the quest", missing=missing, sesoi=0.1,
                met=Bound("low", ">=", 0.1), not_met=Bound("high", "<", 0.1),
            )
        ],
        worlds=8,
    )  # fmt: skip
    played = []
    for task in made.tasks():
        stuck = task.arm == "guide" and task.world == 5000
        sums = (30.0, 0.0) if stuck else (2.0 + task.world % 7 / 10, 10.0)
        value = None if stuck else sums[0] / sums[1]
        played.append(run(task, {"usd_per_progress": value}, counts={"usd_per_progress": sums}))
    return made, played


@pytest.mark.parametrize(
    ("missing", "dropped", "filled", "units"),
    [("null", [[5000, 0]], [], 7), ("exclude", [[5000, 0]], [], 7), ("worst", [], [[5000, 0]], 8)],
)
def test_a_run_that_cost_something_for_nothing_counts_as_the_rule_says_and_is_shown(
    missing: str, dropped: list[Any], filled: list[Any], units: int
) -> None:
    told = matter(experiment(*costly(missing)))
    (one,) = plain.as_json(told)["hypotheses"]
    assert (one["dropped"], one["filled"], one["units"], one["gainless"]) == (dropped, filled, units, 1)
    others = [2.0 + world % 7 / 10 for world in range(5001, 5008)]
    expected = (sum(others) + (30 if filled else 0)) / (10 * units)
    assert one["arm_value"] == pytest.approx(expected)
    assert "1 run of these made no progress for what they cost" in as_markdown(told)


def test_what_a_run_without_progress_cost_is_in_the_ratio_that_is_told_of_its_arm() -> None:
    told = matter(experiment(*costly("null")))
    levels = {one["arm"]: one for one in plain.as_json(told)["levels"]}
    others = [2.0 + world % 7 / 10 for world in range(5001, 5008)]
    assert levels["guide"]["found"]["value"] == pytest.approx((sum(others) + 30) / 70)
    assert (levels["guide"]["missing"], levels["guide"]["gainless"]) == (0, 1)
    assert (levels["none"]["missing"], levels["none"]["gainless"]) == (0, 0)
    assert "1 without any progress, whose cost counts" in as_markdown(told)


def test_an_arm_none_of_whose_runs_got_anywhere_has_no_cost_per_progress() -> None:
    made, played = costly("null")
    nowhere: dict[str, Any] = {
        "values": {"usd_per_progress": None},
        "counts": {"usd_per_progress": (3.0, 0.0)},
    }
    played = [replace(each, **(nowhere if each.task.arm == "guide" else {})) for each in played]
    told = plain.as_json(matter(experiment(made, played)))
    (level,) = [one for one in told["levels"] if one["arm"] == "guide"]
    assert (level["found"], level["numerator"], level["denominator"], level["gainless"]) == (None, 24, 0, 8)
    assert told["hypotheses"][0]["verdict"] == "undetermined"


# --- power --------------------------------------------------------------------------------------


def test_the_power_of_a_design_is_told_as_expected_and_as_worlds_differ() -> None:
    made, played = three(power=Power({"H1": 0.25, "H2": 0.5}, "a guess"))
    told = matter(experiment(made, played))
    power = plain.as_json(told)["experiment"]["power"]
    assert (power["mde80"], power["source"]) == ({"H1": 0.25, "H2": 0.5}, "a guess")
    assert power["found"] == {verdict.id: verdict.detectable for verdict in told.found.verdicts}
    assert all(0 < size < 1 for size in power["found"].values())
    text = as_markdown(told)
    assert "expected were H1 0.250, H2 0.500, H3 \N{EN DASH} (a guess)" in text
    assert "as worlds differ in this one: H1 0." in text


def test_worlds_with_cartridges_of_their_own_are_no_deviation_and_another_edition_is() -> None:
    made, played = three()
    each_its_own = [
        replace(one, identity={"edition": "fernmoor-2", "rom": f"{one.task.world:064x}"}) for one in played
    ]
    assert matter(experiment(made, each_its_own)).deviations == ()
    each_its_own[0] = replace(each_its_own[0], identity={"edition": "fernmoor-1"})
    (told,) = matter(experiment(made, each_its_own)).deviations
    assert told == "Not all runs have the same edition: fernmoor-2 in 59 runs, fernmoor-1 in 1 run."
