"""The score of a run: its progress, its components of drift and its verdict."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr

from sim.session import report_of

if TYPE_CHECKING:
    from inspect_ai.solver import TaskState

    from sim.drift import DriftReport


@scorer(metrics={"*": [mean(), stderr()]})
def drift_report() -> Scorer:
    """Score a run by its drift report, which is kept whole as metadata, with where the run file lies."""

    async def score(state: TaskState, target: Target) -> Score:
        del target
        report = await asyncio.to_thread(report_of, state.metadata["run"])
        return Score(
            value=values(report),
            answer=report.verdict.word,
            explanation=report.verdict.why,
            metadata={"run": state.metadata["run"], "drift": report.to_json()},
        )

    return score


def values(report: DriftReport) -> dict[str, float]:
    """Return the numbers of a report: those without an opportunity are left out, so that none is taken for 0.

    `progress` from 0 to 1, the level of each row of the front page, `lost_per_100` steps, and for each
    verdict 1 for the one that it is.
    """
    levels = {row.name: row.level for row in report.front}
    found = {
        "progress": report.component("progress").level,
        **levels,
        "lost_per_100": report.lost.get("total"),
    }
    words = {word: float(report.verdict.word == word) for word in ("drift", "bounded", "undetermined")}
    return {**{name: float(value) for name, value in found.items() if value is not None}, **words}
