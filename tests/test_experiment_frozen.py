"""An arm whose guide is frozen: a model that may only read is not asked to write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.agents.claude import prompts
from sim.core import RunSettings
from sim.models.fake import Text, Turn
from tests.test_claude import PLAIN, UP, play

if TYPE_CHECKING:
    from sim.core import Json


def texts(request: Json) -> list[str]:
    return [block["text"] for block in request["messages"][-1]["content"] if block["type"] == "text"]


def asked_to_write(requests: list[Json]) -> int:
    return sum(prompts.UPDATE in texts(request) for request in requests)


@pytest.mark.parametrize("context", ["reset", "log"])
def test_at_a_reset_a_frozen_guide_is_not_to_be_brought_up_to_date(tmp_path: Path, context: str) -> None:
    settings = replace(PLAIN, context=context, reset_decisions=2, reset_images=0, reset_tokens=0)
    run = RunSettings(agent="claude", world=1, legs=4, guide="blank", model=settings)

    def policy(request: Json) -> Turn:
        return Turn((Text("Done."),)) if prompts.UPDATE in texts(request) else Turn((UP,))

    played = {
        frozen: play(
            tmp_path / str(frozen), policy, settings, steps=6, run=replace(run, frozen=frozen)
        )
        for frozen in (True, False)
    }  # fmt: skip
    resets = {
        frozen: [step.chosen.reset for step in each.steps if step.chosen] for frozen, each in played.items()
    }
    assert resets[True] == resets[False]
    assert sum(resets[True]) > 0
    assert asked_to_write(played[True].requests) == 0
    assert asked_to_write(played[False].requests) == sum(resets[False])
    assert len(played[True].requests) == 6


def test_a_model_with_a_frozen_guide_is_told_that_it_can_be_read_only(tmp_path: Path) -> None:
    settings = RunSettings(agent="claude", world=1, legs=4, guide="blank", frozen=True, model=PLAIN)
    played = play(tmp_path / "run", lambda request: Turn((UP,)), steps=1, run=settings)
    (system,) = played.requests[0]["system"]
    assert "Nothing in the folder can be changed" in system["text"]
    assert "Write down" not in system["text"]
