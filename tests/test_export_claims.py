"""The claims of a guide as a table: at each revision they stand as its text says, judged by the truth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sim.record.lookup import Lookup
from sim.viewer.data.ground import ground_of
from sim.viewer.export.tables import export_tables
from sim.world.facts import HEDGE
from tests.viewing import explored

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored(tmp_path_factory.mktemp("explored") / "run")


def parquet_of(run: Path, out: Path, **more: Any) -> dict[str, Rows]:
    export_tables(run, out, "parquet", **more)
    return {file.stem: pq.read_table(file).to_pylist() for file in out.glob("*.parquet")}


def standing(rows: Rows, revision: int) -> Counter[tuple[Any, ...]]:
    """The claims at a revision as the table tells them, false and stale taken together."""
    return Counter(
        (*(row[name] for name in ("path", "subject", "relation", "object", "maybe")), row["truth_state"])
        for row in rows
        if row["from_revision"] <= revision <= row["to_revision"]
    )


def judged(run: Lookup, revision: int, step: int) -> Counter[tuple[Any, ...]]:
    """The claims of the guide's text at a revision, judged in the state after a step."""
    ground = ground_of(run)
    assert ground is not None
    state, found = ground.state(run, step), []
    assert state is not None
    for path, text in run.guide(revision).items():
        for said in ground.reader.read(text).said:
            claim, verdict = said.claim, ground.facts.judge(said.claim, state)
            word = "unchecked" if verdict is None else "true" if verdict else "false"
            relation = claim.relation.removeprefix(HEDGE)
            found.append((path, claim.subject, relation, claim.object, relation != claim.relation, word))
    return Counter(found)


def test_claims_stand_at_each_revision_as_the_text_of_the_guide_says(explorer: Path, tmp_path: Path) -> None:
    rows = parquet_of(explorer, tmp_path / "out", names=["claims"])["claims"]
    no_matter = [{**row, "truth_state": row["truth_state"].replace("stale", "false")} for row in rows]
    with Lookup.open(explorer) as run:
        last = run.last_revision
        assert last > 20
        for decision, made in run.revisions():
            found = run.decided(decision)
            assert found is not None
            assert standing(no_matter, made.number) == judged(run, made.number, found[0] - 1)
    assert {row["truth_state"] for row in rows} >= {"true", "false", "unchecked"}
    assert max(row["to_revision"] for row in rows) == last


def test_a_claim_is_stale_if_it_was_true_when_its_line_was_written(explorer: Path, tmp_path: Path) -> None:
    rows = parquet_of(explorer, tmp_path / "out", names=["claims"])["claims"]
    claim = ("path", "subject", "relation", "object", "maybe")
    stale = [row for row in rows if row["truth_state"] == "stale"]
    assert stale
    for row in stale:
        assert any(
            other["truth_state"] == "true" and other["to_revision"] == row["from_revision"] - 1
            for other in rows
            if all(other[name] == row[name] for name in claim)
        )


def test_claims_of_a_stretch_are_those_that_stand_in_it(explorer: Path, tmp_path: Path) -> None:
    whole = parquet_of(explorer, tmp_path / "whole", names=["claims", "revisions"])
    part = parquet_of(explorer, tmp_path / "part", names=["claims", "revisions"], first=150, last=300)
    numbers = [row["number"] for row in part["revisions"]]
    assert numbers
    assert [row for row in whole["revisions"] if row["number"] in numbers] == part["revisions"]
    for number in numbers:
        assert standing(part["claims"], number) == standing(whole["claims"], number)
    assert {row["from_revision"] for row in part["claims"]} >= {numbers[0] - 1}
    assert max(row["to_revision"] for row in part["claims"]) == numbers[-1]
