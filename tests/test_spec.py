"""What the file of an experiment may say, and what is said of a file that says something else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core import ModelSettings, RunSettings
from sim.experiment.spec.arms import MODEL, SETTINGS
from sim.experiment.spec.document import SpecError, read_document
from sim.experiment.spec.estimands import ESTIMANDS
from sim.experiment.spec.fields import Section
from sim.experiment.spec.hypotheses import read_hypotheses
from sim.experiment.spec.model import Arm, Bound, Gate, Hypothesis, Power, Probes, Spec, settings_of
from sim.experiment.spec.reading import load_spec, parse_spec
from sim.experiment.spec.schema import FILE, schema
from tests.spec_cases import NOT_HERE, ONLY_READERS, REFUSED, WHOLE, valid

HYPOTHESIS = Hypothesis(
    "H1", "Does it help?", "waste_change", "own", "none", "share of steps", "eligible steps", "greater",
    "null", 0.05, Bound("low", ">=", 0.05), Bound("high", "<", 0.05),
    decides={"met": "keep it", "not_met": "drop it"},
)  # fmt: skip


def changed(old: str, new: str) -> str:
    """Return the whole spec with one part of it changed."""
    assert WHOLE.count(old) == 1, old
    return WHOLE.replace(old, new)


# --- what a file says ---------------------------------------------------------------------


def test_a_file_says_everything_that_a_spec_holds() -> None:
    found = parse_spec(WHOLE)
    assert found == Spec(
        id="tried", title="Does a guide help?", purpose="To see what a spec says.", generator="fernmoor-2",
        worlds=(7, 5000, 5001, 5002), seeds=(0, 3),
        arms=(
            Arm("own", {}), Arm("none", {"guide": "off"}),
            Arm("noisy", {}, {"kind": "noise", "size": 0.1, "onset": 100}),
        ),
        base={"agent": "explorer", "steps": 300, "legs": 4, "monitors": ["loop=stop"]}, cost_usd=None,
        hypotheses=(HYPOTHESIS,),
        gates=(Gate("opportunities_per_half", ">=", 20), Gate("model_fingerprint", "==", "constant")),
        probes=Probes(100, 10, cells=("kept/kept", "empty/blank")), power=Power(0.02, "the validation"),
        deviations=(), text=WHOLE, digest=found.digest,
    )  # fmt: skip
    assert valid(WHOLE)


def test_the_published_schema_is_what_the_readers_take() -> None:
    assert json.loads(FILE.read_text()) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())


def test_an_arm_can_set_every_field_of_a_run_that_is_its_own() -> None:
    placed = {"world", "seed", "rom", "game"}
    assert set(SETTINGS) == {field.name for field in fields(RunSettings)} - placed
    assert list(MODEL) == [field.name for field in fields(ModelSettings)]


@pytest.mark.parametrize(
    "text",
    [
        WHOLE + "# another comment\n",
        changed("cost_usd: null\n", "").replace("gates:", "cost_usd: null\ngates:"),
        changed("id: tried", 'id:    "tried"'),
        WHOLE + "deviations: [a machine was replaced]\n",
    ],
)
def test_comments_layout_order_and_later_deviations_leave_the_digest_as_it_is(text: str) -> None:
    assert parse_spec(text).digest == parse_spec(WHOLE).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sesoi: .05", "sesoi: .06"), ("[0, 3]", "[0, 4]"), ("drop it", "drop it all"),
        ("own: {}", "own: {context: 5}"),
    ],
)  # fmt: skip
def test_a_changed_spec_is_another_experiment(old: str, new: str) -> None:
    assert parse_spec(changed(old, new)).digest != parse_spec(WHOLE).digest


def test_words_mean_what_they_mean_in_yaml_1_2() -> None:
    text = "[off, no, 1_000, 2026-11-23, 1:30, 0x1F, 1e3, .5, ~, true, 'off']"
    assert read_document(text, "spec").json() == [
        "off", "no", "1_000", "2026-11-23", "1:30", 31, 1000.0, 0.5, None, True, "off",
    ]  # fmt: skip


# --- runs ---------------------------------------------------------------------------------


def test_every_arm_plays_every_world_with_every_seed_next_to_the_other_arms() -> None:
    tasks = parse_spec(WHOLE).tasks()
    assert [task.id for task in tasks[:7]] == [
        "own/w7-s0", "none/w7-s0", "noisy/w7-s0", "none/w7-s3", "noisy/w7-s3", "own/w7-s3", "noisy/w5000-s0",
    ]  # fmt: skip
    assert len({task.id for task in tasks}) == len(tasks) == 4 * 2 * 3
    for at in range(0, len(tasks), 3):
        together = tasks[at : at + 3]
        assert len({(task.world, task.seed) for task in together}) == 1
        assert {task.arm for task in together} == {"own", "none", "noisy"}


def test_the_arms_take_turns_in_being_first() -> None:
    firsts = [task.arm for task in parse_spec(WHOLE).tasks()[::3]]
    assert all(before != after for before, after in pairwise(firsts))
    assert max(map(firsts.count, firsts)) - min(map(firsts.count, firsts)) <= 1


def test_a_run_has_the_settings_of_all_arms_its_own_and_its_fault() -> None:
    by_id = {task.id: task.settings for task in parse_spec(WHOLE).tasks()}
    expected = RunSettings("explorer+noise=0.1@100", 5001, steps=300, seed=3, legs=4, monitors=("loop=stop",))
    assert by_id["noisy/w5001-s3"] == json.loads(json.dumps(asdict(expected)))
    assert by_id["none/w7-s0"] == json.loads(json.dumps(asdict(RunSettings(
        "explorer", 7, steps=300, legs=4, guide="off", monitors=("loop=stop",)
    ))))  # fmt: skip


def test_what_an_arm_says_of_its_model_goes_on_top_of_what_all_have() -> None:
    base: dict[str, Any] = {
        "agent": "claude",
        "model": {"name": "fake", "context": "log", "reset_decisions": 8},
    }
    own: list[dict[str, Any]] = [{}, {"model": {"context": "none"}}, {"model": None}]
    models = [settings_of(base, Arm("a", settings), 1, 0).model for settings in own]
    fake = ModelSettings("fake", context="log", reset_decisions=8)
    assert models == [fake, replace(fake, context="none"), None]


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new", "said"), REFUSED, ids=[said[:60] for *_, said in REFUSED])
def test_what_cannot_be_is_refused_with_its_line_and_what_to_write(old: str, new: str, said: str) -> None:
    text = changed(old, new)
    with pytest.raises(SpecError) as refusal:
        parse_spec(text)
    assert str(refusal.value) == said
    if not any(words in said for words in ONLY_READERS):
        assert not valid(text)


def test_a_value_that_holds_itself_is_refused() -> None:
    with pytest.raises(SpecError, match="too much or too deep for a spec"):
        parse_spec(changed("own: {}", "own: &own {context: *own}"))


def test_a_text_that_is_no_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(SpecError, match=r"^spec:2: no YAML: "):
        parse_spec("id: tried\n]")
    with pytest.raises(SpecError, match=r"^spec:1: it is empty"):
        parse_spec("# nothing\n")


def loaded(folder: Path, text: str) -> Spec:
    file = folder / "spec.yaml"
    file.write_text(text)
    return load_spec(file)


@pytest.mark.parametrize(("old", "new", "said"), NOT_HERE)
def test_what_cannot_be_played_here_can_be_read_but_not_run(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = changed(old, new)
    assert parse_spec(text).id == "tried"
    with pytest.raises(SpecError) as refusal:
        loaded(tmp_path, text)
    assert said in str(refusal.value)


def test_a_spec_that_is_nowhere_is_refused_with_the_nearest_one_that_comes_along() -> None:
    with pytest.raises(SpecError, match=r"called guide-on-of: did you mean guide-on-off\?"):
        load_spec("guide-on-of")


@given(
    *(
        [
            st.tuples(
                st.sampled_from(["low", "high"]), st.sampled_from([">=", ">", "<=", "<"]), st.integers(-2, 2)
            )
        ]
        * 2
    )
)
def test_met_and_not_met_never_hold_of_one_interval(
    met: tuple[Any, Any, int], not_met: tuple[Any, Any, int]
) -> None:
    asked = {**HYPOTHESIS_AS_WRITTEN, "met": _written(met), "not_met": _written(not_met)}
    ends = [number / 4 for number in range(-13, 14)]
    both = any(
        _holds(met, low, high) and _holds(not_met, low, high) for low in ends for high in ends if low <= high
    )
    document = read_document(json.dumps([asked]), "spec")
    if both:
        with pytest.raises(SpecError, match="may hold of one interval"):
            read_hypotheses(document, ["own", "none"])
    else:
        read_hypotheses(document, ["own", "none"])


HYPOTHESIS_AS_WRITTEN: Mapping[str, Any] = {
    **read_document(WHOLE, "spec").json()["hypotheses"][0], "direction": "two-sided",
}  # fmt: skip


def _written(bound: tuple[str, str, int]) -> str:
    side, op, value = bound
    return f"CI_{side} {op} {value}"


def _holds(bound: tuple[str, str, int], low: float, high: float) -> bool:
    side, op, value = bound
    end = low if side == "low" else high
    return {">=": end >= value, ">": end > value, "<=": end <= value, "<": end < value}[op]


def test_every_estimand_says_what_it_is() -> None:
    for name, estimand in ESTIMANDS.items():
        assert estimand.name == name
        assert all((estimand.title, estimand.unit, estimand.denominator))
        assert estimand.doc.endswith(".")


def test_a_section_without_keys_says_how_to_write_some() -> None:
    with pytest.raises(
        SpecError, match=r"^spec:1: write keys and values, as in key: value, or \{\} for none$"
    ):
        Section(read_document("[1]", "spec"))
