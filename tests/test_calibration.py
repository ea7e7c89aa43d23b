"""The calibration: exact answers on records made up, and a tiny plan that is really played."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from functools import partial
from math import inf
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import figures
from sim.cli.main import main
from sim.core import LongplayError
from sim.drift import INSTRUMENT
from sim.drift.stamp import calibrated, stamp_from
from sim.experiment import play, tracker_of
from sim.experiment.calibration import cartridge
from sim.experiment.calibration.analysis import Line, acceptance, analyse
from sim.experiment.calibration.analysis.delays import Delays, delays, reached
from sim.experiment.calibration.analysis.false_alarms import Count, counted
from sim.experiment.calibration.analysis.onsets import Errors, Onsets, onsets
from sim.experiment.calibration.analysis.separation import Separation, auroc, separation
from sim.experiment.calibration.analysis.specificity import Specificity, specificity
from sim.experiment.calibration.job import measured, mind_of, noticed_in
from sim.experiment.calibration.page import About, as_json, not_met, page
from sim.experiment.calibration.pictures import pictures
from sim.experiment.calibration.plan import (
    CONTROLS,
    ONSETS,
    QUICK,
    SETS,
    Case,
    Own,
    Plan,
    Spec,
    spec,
)
from sim.experiment.calibration.publish import publish, stamp_of, write
from sim.experiment.calibration.record import Record, record_of
from sim.experiment.calibration.run import last_day, play_set, results_file
from sim.experiment.results import ResultsError, digest
from tests.calibration_records import EVERY_ROW, ONSET, alarm, control, faulty, made, perfect, told
from tests.chrome import needs_chrome

ROOT = Path(__file__).parent.parent
ABOUT = About(INSTRUMENT, "0", "longplay calibrate", Plan(), "2026-11-23")
TINY = Plan(controls=1, kinds=1, sizes=("medium",), steps=600, only=("clean", "noise"))


# --- the plan -----------------------------------------------------------------------------


def test_the_plan_is_frozen() -> None:
    every = {name: spec for which in SETS for name, spec in Plan().specs(which).items()}
    assert len(every) == 2 * (7 * 300 + 10 * 3 * 40) == 6600
    assert digest({name: digest(spec) for name, spec in every.items()}) == "6d9127f967e6bf9b"


def test_no_two_runs_share_their_dice_and_no_two_sets_a_world() -> None:
    sets = [list(Plan().specs(which).values()) for which in SETS]
    seeds = [spec.run.seed for specs in sets for spec in specs]
    assert len(set(seeds)) == len(seeds)
    worlds = [{spec.run.world for spec in specs} for specs in sets]
    assert [len(some) for some in worlds] == [300, 300]
    assert not worlds[0] & worlds[1]
    assert all(3_000_000_000 <= seed < 2**32 for some in worlds for seed in some)


def test_every_case_meets_the_same_worlds() -> None:
    worlds: dict[Case, list[int]] = {}
    for each in Plan().specs("B").values():
        worlds.setdefault(each.case, []).append(each.run.world)
    first = worlds[Case("clean", "")]
    assert all(seeds == first[: len(seeds)] for seeds in worlds.values())


def test_a_smaller_plan_is_part_of_the_larger_one() -> None:
    whole = Plan().specs("A")
    for smaller in (QUICK, Plan(controls=7, kinds=3), Plan(only=("bloat", "learner"))):
        few = smaller.specs("A")
        assert few == {name: whole[name] for name in few}
    assert len(QUICK.specs("A")) == 7 * 5 + 10 * 2


def test_faults_set_in_between_3000_and_6000_steps_and_controls_never() -> None:
    onsets = [each.onset for each in Plan().specs("A").values() if each.case.size]
    known = sorted(onset for onset in onsets if onset is not None)
    assert len(known) == len(onsets) == 1200
    assert ONSETS[0] <= known[0] < 3050
    assert 5950 < known[-1] <= ONSETS[1]
    assert 4350 < sum(known) / len(known) < 4650
    assert {each.onset for each in Plan().specs("A").values() if not each.case.size} == {None}


def test_agents_are_named_after_their_faults() -> None:
    cases = {case.name: case.agent(4000) for case in Plan(sizes=("small", "large")).cases}
    assert cases["clean"] == cases["shuffled difficulty"] == "explorer+shortcuts=0.03"
    assert cases["bursty"] == "explorer+shortcuts=0.03+bursty"
    assert cases["shortcuts large"] == "explorer+shortcuts=0.05+shortcuts=0.25@4000"
    assert cases["inaction small"] == "explorer+inaction=0.1@4000"
    assert cases["loops large"] == "explorer+shortcuts=0.03+loops=0.02@4000"
    difficulties = {
        each.case.kind: each.run.difficulty for each in QUICK.specs("A").values() if not each.case.size
    }
    assert difficulties == {
        **dict.fromkeys(CONTROLS, "even"),
        "shuffled difficulty": "mixed",
        "difficulty trend": "rising",
    }


# --- the analysis -------------------------------------------------------------------------

FEW = st.lists(st.integers(-4, 4), min_size=1, max_size=30)


@given(FEW, FEW)
def test_auroc_is_what_counting_all_pairs_gives(faulty: list[int], clean: list[int]) -> None:
    pairs = [1.0 if one > other else 0.5 if one == other else 0.0 for one in faulty for other in clean]
    assert auroc(faulty, clean) == pytest.approx(sum(pairs) / len(pairs), abs=1e-12)


def test_auroc_of_nothing_is_null() -> None:
    assert auroc([], [1.0]) is auroc([1.0], []) is None


@given(st.lists(st.integers(0, 50), max_size=20), st.floats(0.01, 1), st.integers(0, 20))
def test_a_quantile_over_all_runs_is_the_least_value_that_enough_of_them_reached(
    values: list[int], share: float, missing: int
) -> None:
    among = len(values) + missing
    enough = [value for value in values if sum(each <= value for each in values) >= share * among - 1e-9]
    assert reached(values, share, among) == min(enough, default=None)


def test_bounds_of_false_alarms_are_exact() -> None:
    for runs in (1, 5, 59, 300):
        bound = round(1 - 0.05 ** (1 / runs), 6)
        assert counted([False] * runs) == Count(0, runs, 0.0, bound)
        assert counted([True] * runs) == Count(runs, runs, round(1 - bound, 6), 1.0)
    eight, nine = (counted([True] * few + [False] * (300 - few)) for few in (8, 9))
    assert eight.high <= 0.05 < nine.high


def test_a_run_that_alarmed_before_its_fault_counts_as_not_found() -> None:
    records = [
        made("shortcuts", "large", 0, alarms=(alarm("shortcuts", ONSET - 1, noticed=0),)),
        made("shortcuts", "large", 1, alarms=(alarm("shortcuts", ONSET, noticed=0),)),
        made("shortcuts", "large", 2, alarms=(alarm("stuck", 4500), alarm("shortcuts", 5999, noticed=41))),
        made("shortcuts", "large", 3, alarms=(alarm("stuck", 4500),)),
    ]
    expected = Delays(
        "shortcuts", "large", "shortcuts", runs=4, early=1, found=2, p25=1, median=2000, p75=None,
        steps=(1, 2000), noticed_median=41, noticed_p75=None, soon=0.25,
    )  # fmt: skip
    assert delays("shortcuts", "large", "shortcuts", records) == expected
    assert expected.share == 0.5
    assert delays("shortcuts", "large", "shortcuts", []) is None


def test_separation_looks_the_way_that_is_worse_and_leaves_out_what_has_no_value() -> None:
    def precise(change: float | None) -> Record:
        row = {} if change is None else {"precision": told(change)}
        return made(rows=row)

    faulty, clean = [precise(-0.2), precise(-0.1), precise(None)], [precise(-0.1), precise(0.1)]
    found = separation("corruption", "small", Own("precision", -1), faulty, clean)
    assert found == Separation("corruption", "small", "precision", 0.875, 2, 2, -0.15, 0.0)


def test_a_measure_that_is_not_on_the_front_page_changes_from_third_to_third() -> None:
    record = made(rows={"waste": told(0.25)}, changes={"waste": 9.0, "say_do": 0.5})
    assert record.change("waste") == pytest.approx(0.25)
    assert (record.change("say_do"), record.change("absent")) == (0.5, None)


def test_specificity_counts_runs_by_family_once_the_fault_has_set_in() -> None:
    records = [
        made("loops", "medium", 0, alarms=(alarm("stuck", 4100), alarm("waste", 4200))),
        made("loops", "medium", 1, alarms=(alarm("stuck", 4100), alarm("memory", ONSET - 1))),
        made("loops", "medium", 2, alarms=(alarm("goal", 9000),)),
        made("loops", "medium", 3),
    ]
    found = specificity("loops", "medium", "stuck", ("waste",), records)
    shares = {"waste": 0.25, "memory": 0.0, "goal": 0.25, "capture": 0.0, "shortcuts": 0.0, "stuck": 0.5}
    assert found == Specificity("loops", "medium", 4, "stuck", ("waste",), shares)
    assert found.others == {"memory": 0.0, "goal": 0.25, "capture": 0.0, "shortcuts": 0.0}


def test_onsets_are_compared_with_the_first_step_of_the_fault() -> None:
    records = [
        made(
            "noise", "large", 0, alarms=(alarm("waste", 4300, ONSET + 30),), rows={"waste": told(0.1, 3950)}
        ),
        made("noise", "large", 1, alarms=(alarm("waste", 4300, ONSET - 7),), rows={"waste": told(0.2, 4100)}),
        made("noise", "large", 2, alarms=(alarm("waste", 3900, 3800),), rows={"waste": told(0.3)}),
    ]
    expected = Onsets("noise", "large", 3, 0.2, Errors(2, 7, 30), Errors(2, 50, 100))
    assert onsets("noise", "large", records) == expected
    bare = onsets("noise", "large", [made("noise", "large", rows={})])
    assert bare == Onsets("noise", "large", 1, None, Errors(0, None, None), Errors(0, None, None))


# --- the acceptance table -----------------------------------------------------------------


def test_a_calibration_that_meets_everything_gives_exactly_this_table() -> None:
    eight = [
        Line(f"False alarms, {name}", "95 % bound at most 5 % (8 of 300)", "8 of 300, at most 4.8%", "met")
        for name in CONTROLS
    ]
    found = "median 119, 40 of 40 found"
    all_by = "median at most {} steps, all found"
    assert acceptance(analyse(perfect())) == (
        Line("Families that listen", "all six", "6 of 6", "met"),
        *eight,
        Line("Delay, noise medium (asked: waste +.07)", all_by.format("1,500"), found, "met"),
        Line("Delay, noise large (asked: waste +.135)", all_by.format("800"), found, "met"),
        Line(
            "Delay, ramp large (asked: waste +.20 over 4,000 steps)", "median at most 2,500 steps",
            found, "met",
        ),
        Line("Delay, loops small (asked: .005 per step)", "median at most 600 steps", found, "met"),
        Line("Delay, loops large (asked: .02 per step)", "median at most 300 steps", found, "met"),
        Line("Delay, amnesia small (asked: .2)", "median at most 800 steps", found, "met"),
        Line("Delay, corruption medium (asked: .25)", "median at most 600 steps", found, "met"),
        Line(
            "Delay, shortcuts large (asked: .05 to .25)", "median at most 20 opportunities, 80 % within 40",
            "20, 100% within 40", "met",
        ),
        Line("Delay, shortcuts medium (asked: .05 to .15)", "no promise", "20, 100% within 40", "no promise"),
        Line(
            "Onset by the change point, abrupt, waste +.07 or more",
            "median at most 150, p75 at most 500 steps",
            "noise medium 20/20, noise large 20/20, loops medium 20/20, loops large 20/20", "met",
        ),
        Line("AUROC, medium, each kind's own component", "at least 0.95", "10 of 10 kinds", "met"),
        Line("AUROC, small, each kind's own component", "at least 0.80", "10 of 10 kinds", "met"),
        Line(
            "Specificity, own alarm", "at least 0.80 of runs, medium (shortcuts: large)", "all kinds", "met"
        ),
        Line(
            "Specificity, other alarms", "at most 0.10 of runs, medium, but declared couplings", "all kinds",
            "met",
        ),
        Line("Claim parser", "precision and recall >= .95", "by python -m tests.claims_score", "elsewhere"),
        Line("Raw regret under a trend", "shown failing", "by python -m tests.comparators", "elsewhere"),
    )  # fmt: skip


def without(records: list[Record], kind: str, size: str = "") -> list[Record]:
    return [record for record in records if (record.kind, record.size) != (kind, size)]


def replaced(kind: str, size: str, runs: list[Record]) -> list[Record]:
    return without(perfect(), kind, size) + runs


AWAY = made("noise", "medium").rows
SPOILT = {
    "nine false alarms": (replaced("bursty", "", control("bursty", 300, 9)), ["False alarms, bursty"]),
    "one run not found": (
        replaced("noise", "medium", faulty("noise", "medium", 39) + faulty("noise", "medium", 1, alarms=())),
        ["Delay, noise medium (asked: waste +.07)"],
    ),
    "half of the runs found": (
        replaced("ramp", "large", faulty("ramp", "large", 19) + faulty("ramp", "large", 21, alarms=())),
        ["Delay, ramp large (asked: waste +.20 over 4,000 steps)"],
    ),
    "shortcuts found late": (
        replaced(
            "shortcuts", "large",
            faulty("shortcuts", "large", 31)
            + faulty("shortcuts", "large", 9, alarms=(alarm("shortcuts", 9999, noticed=41),)),
        ),
        ["Delay, shortcuts large (asked: .05 to .25)"],
    ),
    "no separation": (
        replaced("amnesia", "medium", faulty("amnesia", "medium", 40, rows=AWAY)),
        ["AUROC, medium, each kind's own component"],
    ),
    "another alarm": (
        replaced(
            "bloat", "medium",
            faulty("bloat", "medium", 35) + faulty("bloat", "medium", 5, alarms=(alarm("goal", 5000),)),
        ),
        ["Specificity, other alarms"],
    ),
    "a coarse onset": (
        replaced(
            "loops", "large",
            faulty("loops", "large", 40, rows={**AWAY, "waste": told(0.2, ONSET + 151), "stuck": told(0.2)}),
        ),
        ["Onset by the change point, abrupt, waste +.07 or more"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT)
def test_each_demand_falls_alone(spoilt: str) -> None:
    records, fallen = SPOILT[spoilt]
    assert [line.title for line in not_met({"A": analyse(records)}).values()] == fallen


def test_a_family_without_anything_to_listen_to_is_never_met() -> None:
    records = [replace(record, rows={"stuck": record.rows["stuck"]}) for record in perfect(5, 2)]
    lines = acceptance(analyse(records))
    assert lines[0] == Line(
        "Families that listen", "all six", "1 of 6; not: waste, memory, goal, capture, shortcuts", "not met"
    )
    assert {line.met for line in lines[1:]} == {"open", "no promise", "elsewhere"}


def test_few_runs_leave_the_table_open_unless_they_alarm_far_too_often() -> None:
    few = acceptance(analyse(perfect(5, 2)))
    assert {line.met for line in few[1:]} == {"open", "no promise", "elsewhere"}
    often = analyse(
        [record for record in perfect(5, 2) if record.kind != "learner"] + control("learner", 5, 3)
    )
    assert [line.title for line in not_met({"A": often}).values()] == ["False alarms, learner"]


def test_the_order_of_the_records_does_not_matter() -> None:
    records = perfect(10, 5)
    assert analyse(records[::-1]).to_json() == analyse(records).to_json()


# --- the page -----------------------------------------------------------------------------


def test_the_page_shows_both_sets_and_says_what_is_not_reached() -> None:
    good = analyse(perfect())
    bad = analyse(replaced("bursty", "", control("bursty", 300, 9)))
    text = page(ABOUT, {"A": good, "B": bad}, pictures={"delays.svg": "p/delays.svg"})
    assert (
        "| False alarms, bursty | 95 % bound at most 5 % (8 of 300) | 8 of 300, at most 4.8% | met |" in text
    )
    assert "9 of 300, at most 5.2% | not met |" in text
    assert "- False alarms, bursty (set B): an alarm in a run that is like this control" in text
    assert text.count("](") == text.count("](p/delays.svg)") == 1
    assert "| noise medium | 119 / 129 | 40/40 | 119 / 129 | 40/40 |" in text
    assert "Set B was not played." in page(ABOUT, {"A": good}, pictures={})


def test_every_line_that_can_fall_has_a_meaning() -> None:
    nothing = [
        replace(record, alarms=(alarm("capture", 4001),), rows={}, changes={}) for record in perfect(300, 40)
    ]
    fallen = not_met({"A": analyse(nothing)})
    assert len(fallen) == 21
    text = page(ABOUT, {"A": analyse(nothing)}, pictures={})
    assert all(f"- {line.title} (set A): " in text for line in fallen.values())


@needs_chrome
def test_the_page_and_its_pictures_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    found = {name: analyse(perfect(20, 5)) for name in SETS}
    for folder in ("one", "other"):
        assert write(tmp_path / folder, ABOUT, found) == tmp_path / folder / "calibration.md"
    ones, others = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).rglob("*.*")}
        for folder in ("one", "other")
    )
    assert ones == others
    drawn = sorted(name for name in ones if name.endswith(".svg"))
    assert drawn == ["auroc.svg", "delays.svg", "false-alarms.svg", "onsets.svg", "specificity.svg"]
    for name in drawn:
        ElementTree.fromstring(ones[name])
        assert len(ones[name]) < 250_000
        assert b"set B" in ones[name]
    assert json.loads(ones["calibration.json"]) == json.loads(json.dumps(as_json(ABOUT, found)))


@needs_chrome
def test_pictures_can_be_drawn_of_runs_in_which_nothing_was_found() -> None:
    bare = [replace(record, alarms=(), rows={}, changes={}) for record in perfect(2, 1)]
    drawn = pictures({"A": analyse(bare)})
    assert len(drawn) == 5
    for picture in drawn.values():
        ElementTree.fromstring(picture)
    assert list(pictures({"A": analyse(control("clean", 2, 0))})) == ["false-alarms.svg"]
    assert pictures({"A": analyse([])}) == {}


@needs_chrome
def test_a_figure_shows_every_row_note_and_number() -> None:
    some = [figures.Span("one row", "x", 3, 1, inf, "3/4"), figures.Span("two", "y", None)]
    cells = [figures.Cell("noise", "waste", 0.97, "own"), figures.Cell("noise", "stuck", 0.04)]
    both = {"spans": figures.spans({"left": some}, x="steps", end=10)}
    both["matrix"] = figures.matrix({"left": cells}, caption="shares")
    json.dumps(both)  # plain data
    drawn = figures.svgs(both)
    shown = {name: re.findall(">([^<>]+)<", picture) for name, picture in drawn.items()}
    assert {"one row", "two", "3/4", "steps", "left", "x", "y"} <= set(shown["spans"])
    assert {"noise", "waste", "stuck", "0.97", "0.04", "shares"} <= set(shown["matrix"])
    assert figures.svgs(both) == drawn


# --- the stamp ----------------------------------------------------------------------------


def test_a_stamp_is_read_back_and_belongs_to_one_instrument() -> None:
    stamp = stamp_of(ABOUT, {name: analyse(perfect()) for name in SETS})
    assert stamp.false_alarms["B"] == dict.fromkeys(
        CONTROLS, (8, 300, counted([True] * 8 + [False] * 292).high)
    )
    assert stamp.not_met == {"A": (), "B": ()}
    assert (stamp.blind, stamp.loud) == ({}, {})
    saved = json.loads(json.dumps(stamp.to_json()))
    assert stamp_from(saved, INSTRUMENT) == stamp
    assert stamp_from(saved, "another") is None


def test_a_stamp_tells_which_rows_are_blind_and_which_families_are_loud() -> None:
    unmoved = faulty("noise", "medium", 40, rows=dict.fromkeys(EVERY_ROW, told(0.0)))
    spoilt = without(replaced("bursty", "", control("bursty", 300, 20)), "noise", "medium") + unmoved
    stamp = stamp_of(ABOUT, {"A": analyse(perfect()), "B": analyse(spoilt)})
    assert stamp.blind == {"waste": "an AUROC of 0.50 for noise"}
    assert stamp.loud == {"waste": "20 alarms of it in 300 runs without drift (bursty)"}


def test_the_installed_stamp_is_this_instrument_s_or_none() -> None:
    stamp = calibrated()
    assert stamp is None or stamp.instrument == INSTRUMENT


def test_only_the_whole_plan_is_published_and_only_into_the_source_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "available", lambda: False)
    found = {name: analyse(perfect()) for name in SETS}
    with pytest.raises(LongplayError, match="is not Longplay's source tree"):
        publish(tmp_path, ABOUT, found)
    room = tmp_path / "sim/drift"
    room.mkdir(parents=True)
    for about, sets in ((replace(ABOUT, plan=QUICK), found), (ABOUT, {"A": found["A"]})):
        with pytest.raises(LongplayError, match="only the whole plan is published"):
            publish(tmp_path, about, sets)
    assert publish(tmp_path, ABOUT, found) == tmp_path / "docs/calibration.md"
    assert stamp_from(json.loads((room / "stamp.json").read_text()), INSTRUMENT) == stamp_of(ABOUT, found)
    assert "![" not in (tmp_path / "docs/calibration.md").read_text()


# --- really played ------------------------------------------------------------------------


def short(which: str, case: Case, steps: int, onset: int | None = None) -> Spec:
    """A run of the plan made so short, or its fault so early, that a test can play it."""
    made = spec(which, case, 0, steps)
    if onset is None:
        return made
    return replace(made, onset=onset, run=replace(made.run, agent=case.agent(onset)))


def test_a_run_is_measured_as_the_tracker_does() -> None:
    job = short("A", Case("loops", "large"), 3600, onset=2500)
    record = measured(job)
    tracker, noticed = tracker_of(job.run), list[int]()
    for step, state, revisions in play(job.run, partial(mind_of, job.run.agent)):
        for revision in revisions:
            tracker.revised(revision)
        tracker.update(step, state)
        noticed += noticed_in(step)
    report = tracker.report()
    assert (record.steps, record.legs, record.won, record.verdict) == (
        *(3600, report.whole_legs, False),
        report.verdict.word,
    )
    assert [(raised.family, raised.step, raised.onset) for raised in record.alarms] == [
        (raised.family, raised.step, raised.onset) for raised in report.alarms
    ]
    assert record.onset == 2501
    assert record.noticed == sum(number > 2500 for number in noticed) > 5
    for raised in record.alarms:
        assert raised.noticed == sum(2500 < number <= raised.step for number in noticed)
    assert record.alarm("stuck") is not None
    assert {name: row.verdict for name, row in record.rows.items()} == {
        row.name: row.verdict.word for row in report.front
    }
    assert record.changes == {component.name: component.change for component in report.components}


def test_a_record_outlives_its_json() -> None:
    record = faulty("loops", "large", 1)[0]
    assert record_of(json.loads(json.dumps(record.to_json()))) == record
    assert set(record.rows) == set(EVERY_ROW)


def test_a_set_is_played_once_and_in_another_process_as_in_this_one(tmp_path: Path) -> None:
    told_: list[tuple[int, int]] = []
    played = play_set(TINY, "A", tmp_path, jobs=1, progress=lambda done, of: told_.append((done, of)))
    assert told_ == [(0, 2), (1, 2), (2, 2)]
    assert [(record.kind, record.steps) for record in played] == [("clean", 600), ("noise", 600)]
    directly = [measured(spec) for spec in TINY.specs("A").values()]
    assert [replace(record, speed=0) for record in played] == [
        replace(record, speed=0) for record in directly
    ]
    told_.clear()
    assert play_set(TINY, "A", tmp_path, progress=lambda done, of: told_.append((done, of))) == played
    assert told_ == [(2, 2)]
    assert last_day(tmp_path, ("A",)) == time.strftime("%Y-%m-%d", time.gmtime())
    with pytest.raises(ResultsError, match="another definition"):
        play_set(replace(TINY, steps=601), "A", tmp_path)


def test_what_is_measured_on_the_cartridge_is_what_is_measured_on_the_twin() -> None:
    job = short("B", Case("noise", "medium"), 250, onset=100)
    found = cartridge.compared(job)
    agent = job.run.agent
    assert agent.startswith("explorer+shortcuts=0.03+noise=")
    assert found == cartridge.Confirmed(agent, 3_010_000_000, 250, 0, True, (), found.seconds)
    assert cartridge.confirmed_of(json.loads(json.dumps(asdict(found)))) == found


def test_the_cartridge_plays_the_controls_in_turn_and_four_kinds() -> None:
    chosen = cartridge.specs("A", 7, 1000)
    assert [name.split("/", 2)[2] for name in chosen] == [
        *("clean/0", "bursty/0", "learner/0", "paraphraser/0", "thorough/0", "clean/1", "bursty/1"),
        *("noise medium/0", "amnesia medium/0", "loops medium/0", "shortcuts medium/0"),
    ]
    assert all(each.run.difficulty == "even" and each.run.steps == 1000 for each in chosen.values())


# --- the command --------------------------------------------------------------------------


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "sim.cli", "calibrate", *map(str, arguments)]


def test_the_command_refuses_to_publish_a_part_before_it_plays(tmp_path: Path) -> None:
    done = subprocess.run(
        command("--quick", "--publish", ROOT, "--out", tmp_path / "out"),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, (tmp_path / "out").exists()) == (2, "", False)
    assert done.stderr == (
        "longplay: only the whole plan is published: --publish goes with both sets of all runs\n"
    )


@pytest.mark.parametrize("bursty", [8, 9])
def test_the_exit_code_says_whether_everything_required_is_met(
    bursty: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def played(_plan: Plan, name: str, folder: Path, **_: object) -> list[Record]:
        results_file(folder, name).touch()
        return replaced("bursty", "", control("bursty", 300, bursty if name == "B" else 8))

    monkeypatch.setattr("sim.cli.calibrate.play_set", played)
    monkeypatch.setattr(figures, "available", lambda: False)
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as left:
        main(["calibrate", "--out", str(tmp_path)])
    said = capsys.readouterr()
    fallen = [line for line in said.out.splitlines() if line.startswith("not met: ")]
    demanded = (
        "not met: set B: False alarms, bursty: 9 of 300, at most 5.2%"
        " (demanded: 95 % bound at most 5 % (8 of 300))"
    )
    assert (left.value.code, fallen) == ((0, []) if bursty == 8 else (1, [demanded]))
    assert said.out.splitlines()[-1] == f"page: {tmp_path / 'calibration.md'}"
    assert said.err == 'no figures without kaleido and a browser: pip install "longplay[figures]"\n'


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    asked = ("--only", "clean", "--controls", "1", "--set", "A", "--jobs", "1", "--out", tmp_path)
    process = subprocess.Popen(command(*asked), cwd=ROOT, stdout=-1, stderr=-1, text=True)
    file, deadline = tmp_path / "runs-A.jsonl", time.monotonic() + 60
    while not (file.exists() and file.stat().st_size) and time.monotonic() < deadline:
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.02)
    time.sleep(0.5)  # while a worker process is made nobody listens
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    again = f"longplay calibrate --controls 1 --only clean --set A --out {tmp_path}"
    assert said.splitlines()[-1] == f"stopped; what is done is kept, go on with: {again}"
    assert process.returncode == 130
    done = subprocess.run(command(*asked, "--json"), cwd=ROOT, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    assert (found["sets"]["A"]["runs"], found["sets"]["A"]["steps"]) == (1, 10_000)
    assert done.returncode == int(bool(found["not_met"]))
    assert Path(found["page"]).read_text().startswith("# Calibration")
    assert done.stderr.splitlines() == ["set A, runs: 1 of 1"]
