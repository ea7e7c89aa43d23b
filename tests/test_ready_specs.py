"""The specs that come along, and the page that tells how one is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.experiment.running.ready import ready
from sim.experiment.spec.arms import MODEL, SETTINGS
from sim.experiment.spec.estimands import ESTIMANDS
from sim.experiment.spec.gates import GATES
from sim.experiment.spec.hypotheses import KEYS as HYPOTHESIS_KEYS
from sim.experiment.spec.reading import KEYS, load_spec
from tests.spec_cases import valid

PAGE = (Path(__file__).parent.parent / "docs" / "experiments.md").read_text("utf-8")


@pytest.mark.parametrize("name", ready())
def test_every_spec_that_comes_along_can_be_played_here_and_follows_the_schema(name: str) -> None:
    spec = load_spec(name)
    assert spec.id == name
    assert len(spec.worlds) * len(spec.seeds) >= 6
    assert spec.hypotheses
    assert valid(spec.text)


def test_the_specs_that_come_along_play_worlds_that_no_other_of_them_plays() -> None:
    worlds = [world for name in ready() for world in load_spec(name).worlds]
    assert len(set(worlds)) == len(worlds)


def test_the_page_on_experiments_shows_a_spec_that_can_be_played(tmp_path: Path) -> None:
    (written,) = re.findall(r"```yaml\n(# yaml-language-server.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "spec.yaml"
    file.write_text(written)
    spec = load_spec(file)
    assert valid(written)
    assert len(spec.tasks()) == 20


def test_the_page_on_experiments_names_every_estimand_gate_key_and_ready_spec() -> None:
    rows = [
        *(f"| `{name}` | {each.unit} | {each.denominator} | {each.better or ''} |"
          for name, each in ESTIMANDS.items()),
        *(f"| `{gate}` | {looks_at} |" for gate, looks_at in GATES.items()),
        *(f"| `{name}` | {load_spec(name).title} |" for name in ready()),
    ]  # fmt: skip
    assert [row for row in rows if row not in PAGE] == []
    assert [key for key in (*KEYS, *SETTINGS, *MODEL, *HYPOTHESIS_KEYS) if f"`{key}`" not in PAGE] == []
