"""The results that are shown: each was registered as it stands there, and the page tells what came out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sim.experiment.report as room
from sim.experiment.report.words import VERDICTS
from sim.experiment.running.ready import ready
from sim.experiment.spec.reading import load_spec
from tests.experiment_results import FOLDER, MARKED, MOST, README, names, renewed, report_of, told
from tests.spec_cases import valid

SCHEMA = json.loads((Path(room.__file__).parent / "report.schema.json").read_text())
PAGE = README.read_text("utf-8")


def test_there_are_results_and_the_page_tells_of_each_of_them_once() -> None:
    assert len(names()) >= 3
    assert sorted(found["name"] for found in MARKED.finditer(PAGE)) == names()


@pytest.mark.parametrize("name", names())
def test_a_result_is_that_of_the_spec_beside_it_registered_before_its_runs(name: str) -> None:
    spec, report = load_spec(FOLDER / name / "spec.yaml"), report_of(name)
    assert spec.id == name
    assert valid(spec.text)
    registration: dict[str, Any] = report["registration"]
    assert {spec.digest} == {registration["digest"], report["experiment"]["digest"]}
    assert (report["exploratory"], report["finished"], report["not_played"]) == (False, True, [])
    assert re.fullmatch("[0-9a-f]{40}", registration["commit"])
    assert len(spec.worlds) * len(spec.seeds) >= 10
    assert {run["id"] for run in report["runs"]} == {task.id for task in spec.tasks()}
    assert [one["id"] for one in report["hypotheses"]] == [one.id for one in spec.hypotheses]
    assert list(Draft202012Validator(SCHEMA).iter_errors(report)) == []


@pytest.mark.parametrize("name", names())
def test_what_the_page_tells_of_a_result_is_what_its_report_says(name: str) -> None:
    shown = {found["name"]: found["told"] for found in MARKED.finditer(PAGE)}
    assert shown[name] == told(report_of(name))
    for one in report_of(name)["hypotheses"]:
        assert f"**{one['id']}, {VERDICTS[one['verdict']]}.** {one['question']}" in shown[name]


def test_the_page_is_as_its_command_makes_it() -> None:
    assert renewed(PAGE) == PAGE


def test_no_world_of_a_result_is_played_by_another_one_or_by_a_spec_that_comes_along() -> None:
    specs: list[Path | str] = [*(FOLDER / name / "spec.yaml" for name in names()), *ready()]
    worlds = [world for spec in specs for world in load_spec(spec).worlds]
    assert len(set(worlds)) == len(worlds)


@pytest.mark.parametrize("name", names())
def test_every_text_of_a_result_is_small_and_tells_the_same(name: str) -> None:
    digest = report_of(name)["experiment"]["digest"]
    for text in ("report.md", "report.html"):
        written = (FOLDER / name / text).read_text("utf-8")
        assert digest[:12] in written
        assert len(written.encode()) < MOST
        assert all(one["question"] in written for one in report_of(name)["hypotheses"])


def test_every_link_of_the_page_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert links
    assert [link for link in links if "://" not in link and not (FOLDER / link).exists()] == []


def test_the_words_around_the_numbers_hold_no_result_of_their_own() -> None:
    by_hand = MARKED.sub("", PAGE)
    # A result has a decimal point, or brackets around its interval.
    assert re.findall(r"[+\N{MINUS SIGN}-]?\b\d*\.\d+\b|\[[^]]*, [^]]*\](?!\()", by_hand) == []
