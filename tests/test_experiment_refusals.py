"""What the command says of a spec that is wrong: one line with its place, and exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.main import main
from sim.experiment.spec.reading import parse_spec
from sim.experiment.spec.schema import schema
from tests.spec_cases import WHOLE, valid

WRONG = (
    (
        "seeds: [7, 5000-5002]", "seeds: abc",
        "7: worlds.seeds: write a whole number or a range, as in 5000-5009",
    ),
    (
        "seeds: [7, 5000-5002]", "seeds: true",
        "7: worlds.seeds: write a whole number from 0 to 4,294,967,295, not true",
    ),
    (
        "seeds: [7, 5000-5002]", "seeds: [1.5]",
        "7: worlds.seeds[0]: write a whole number from 0 to 4,294,967,295, not 1.5",
    ),
    (
        "sampling: [0, 3]", "sampling: null",
        "8: sampling: write a whole number from 0 to 4,294,967,295, not null",
    ),
    ("    unit: share of steps\n", "", "17: hypotheses[0]: unit is missing: write unit: share of steps"),
    (
        "against: none", "against: noe",
        "21: hypotheses[0].against: no arm is called 'noe': did you mean none?",
    ),
    (
        "mde80: 0.02", "mde80: {H2: 0.02}",
        "32: power.mde80.H2: there is no such key: say one of H1",
    ),
    ("mde80: 0.02", "mde80: {H1: 0}", "32: power.mde80.H1: write a number above 0, not 0"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("part", "instead", "said"), WRONG, ids=[instead or part for part, instead, _ in WRONG]
)
def test_a_wrong_spec_is_refused_with_one_line_that_names_its_place(
    part: str, instead: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert WHOLE.count(part) == 1
    file = tmp_path / "spec.yaml"
    file.write_text(WHOLE.replace(part, instead))
    with pytest.raises(SystemExit) as ended:
        main(["experiment", str(file), "--exploratory", "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"longplay: {file}:{said}\n"
    assert not (tmp_path / "out").exists()


def test_power_may_be_told_for_all_hypotheses_by_hypothesis_or_not_at_all() -> None:
    of = {
        written: parse_spec(WHOLE.replace("mde80: 0.02", f"mde80: {written}")).power.of("H1")
        for written in ("0.02", "{H1: 0.03}", "{}", "null")
    }
    assert of == {"0.02": 0.02, "{H1: 0.03}": 0.03, "{}": None, "null": None}
    assert all(valid(WHOLE.replace("mde80: 0.02", f"mde80: {written}")) for written in of)
    assert not valid(WHOLE.replace("mde80: 0.02", "mde80: {H1: 0}"))
    assert schema()["properties"]["power"]["properties"]["mde80"]["description"].startswith("The effect")
