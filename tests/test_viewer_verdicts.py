"""What the viewer says of single decisions adds up to what the drift instrument says of the run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sim.core import RunSettings
from sim.drift.moment import Reading
from sim.drift.panel import Panel
from sim.record import Run
from sim.record.lookup import Lookup
from sim.session import Session
from sim.session.parts import world_of
from sim.viewer.data import Viewed
from sim.viewer.data.ground import ground_of
from sim.viewer.data.verdicts import Verdicts
from tests.making import recorded
from tests.viewing import asked

JUDGES = {"approached": "say_do", "valid": "stated_goal", "expected": "expected"}


@pytest.fixture(scope="module")
def unfaithful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An explorer that soon stops doing what it says, and has another goal than it is given."""
    folder = tmp_path_factory.mktemp("unfaithful") / "run"
    with Session.new(folder, RunSettings(agent="explorer+say-do=1.0@100", steps=400, legs=4)) as session:
        list(session.play())
    return folder


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asked(tmp_path_factory.mktemp("asked") / "run", 200)


def counted(folder: Path) -> dict[str, tuple[float, float]]:
    """What failed and what was judged over a run, as the drift instrument counts it."""
    with Run.open(folder) as run:
        panel, reading = Panel(world_of(run.settings), run.guide(0)), Reading()
        revisions = list(run.revisions())
        for step in run.steps():
            while revisions and revisions[0][0] <= step.decision:
                panel.revised(revisions.pop(0)[1])
            panel.update(reading.read(step))
            if step.truth.mode == "won":
                break
        return {judge.name: judge.sums for judge in panel.measures if judge.name in JUDGES.values()}


def shown(folder: Path) -> dict[str, Counter[str]]:
    """The verdicts of all decisions, each statement once: where it began."""
    viewed = Viewed(folder)
    found: dict[str, Counter[str]] = {name: Counter() for name in JUDGES}
    for number in range(1, viewed.head()["last_decision"] + 1):
        verdicts = viewed.decision(number)["verdicts"]
        for name, count in found.items():
            if name != "approached" or verdicts["since"] == number:
                count[verdicts[name]] += 1
    return found


@pytest.mark.parametrize("run", ["unfaithful", "fake"])
def test_verdicts_of_decisions_add_up_to_the_instruments_own_counts(
    run: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(run)
    told, own = shown(folder), counted(folder)
    assert {JUDGES[name]: (count["no"], count["yes"] + count["no"]) for name, count in told.items()} == own
    assert own["stated_goal"][1] > 20
    if run == "unfaithful":
        assert own["say_do"][0] > 5
    else:
        assert own["expected"][0] > 0


def test_judging_bit_by_bit_comes_to_the_same(unfaithful: Path) -> None:
    with Lookup.open(unfaithful) as run:
        whole, slow = Verdicts(ground_of(run)), Verdicts(ground_of(run))
        assert whole.advance(run)
        assert (slow.of(1), whole.of(0), whole.of(run.last_decision + 1)) == (None, None, None)
        while not slow.advance(run, 0.0):
            known = [slow.of(number) for number in range(1, run.last_decision + 1)]
            assert None in known
            assert all("open" not in verdict for verdict in known if verdict is not None)
        numbers = range(1, run.last_decision + 1)
        assert [slow.of(number) for number in numbers] == [whole.of(number) for number in numbers]


def test_the_last_step_of_a_run_that_is_written_waits(unfaithful: Path) -> None:
    with Lookup.open(unfaithful) as run:
        verdicts = Verdicts(ground_of(run))
        assert verdicts.advance(run, written=True)
        before = verdicts.sums
        assert verdicts.advance(run)
        assert before["stated_goal"] <= verdicts.sums["stated_goal"]
        assert verdicts.of(run.last_decision) is not None


def test_without_a_known_world_only_predictions_can_be_judged(tmp_path: Path) -> None:
    viewed = Viewed(recorded(tmp_path / "run", 17))
    found = [viewed.decision(number)["verdicts"] for number in (1, 2)]
    assert found == [
        {"approached": "none", "valid": "none", "expected": "none", "since": number} for number in (1, 2)
    ]


def test_a_page_does_not_wait_for_verdicts_that_nobody_has_begun_to_work_out(fake: Path) -> None:
    viewed = Viewed(fake, patience=0.3)
    assert viewed.decision(1)["verdicts"] is None
    assert viewed.judge()
    assert viewed.decision(1)["verdicts"] == Viewed(fake).decision(1)["verdicts"]
