"""What can be asked of a run, by name: each estimand with its unit, its denominator and how it is had.

All come from the drift report of the run, and from a few sums of the run file. A run has no value (None)
where there was no opportunity, nothing was known or what is asked for did not happen; what becomes of such a
run is a rule of the spec, never of the estimand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

from sim.experiment.spec.views import Offers, RunView, Sums

Better = Literal["less", "more"]


@dataclass(frozen=True, slots=True)
class Estimand:
    """Something that a run comes to: a number in `unit`, out of `denominator` ("run": one value a run).

    `better`: which way is better, None where neither is. `of` returns the run's value. `sums`, for a ratio,
    returns numerator and denominator, so that many runs come to a ratio of sums; None where it has none.
    """

    name: str
    title: str
    unit: str
    denominator: str
    better: Better | None
    of: Callable[[RunView], float | None]
    doc: str
    sums: Callable[[RunView], Sums | None] | None = None


PER_RUN = "run"


def _share(flag: Callable[[RunView], bool]) -> Callable[[RunView], float]:
    return lambda view: float(flag(view))


def _ratio(sums: Callable[[RunView], Sums | None], view: RunView) -> float | None:
    found = sums(view)
    return None if found is None or found[1] == 0 else found[0] / found[1]


def _level(name: str, view: RunView) -> float | None:
    return view.level(name)


def _change(name: str, view: RunView) -> float | None:
    row: Mapping[str, Any] = view.report["front"].get(name) or {}
    found: Mapping[str, float] | None = row.get("change")
    return None if found is None else found["change"]


def _offered(kind: str, view: RunView) -> Sums:
    return view.offers.get(kind, Offers()).sums


def _of_progress(amount: float | None, view: RunView) -> Sums | None:
    progress = view.level("progress")
    return None if amount is None or progress is None else (float(amount), 100 * progress)


def _pace(view: RunView) -> Sums | None:
    progress = view.level("progress")
    return None if progress is None or not view.steps else (progress, view.steps / 1000)


def _to_win(view: RunView) -> float | None:
    return float(view.steps) if view.won else None


def _verdict(word: str) -> Callable[[RunView], bool]:
    return lambda view: bool(view.report["verdict"]["word"] == word)


_PROGRESS = (
    Estimand(
        "progress", "progress", "share of the quest", PER_RUN, "more", partial(_level, "progress"),
        "1 - the oracle's presses that remain over those of the whole quest, the most so far; 0 to 1.",
    ),
    Estimand(
        "progress_per_1000_steps", "progress per 1,000 steps", "share of the quest per 1,000 steps",
        "1,000 steps", "more", partial(_ratio, _pace), "Progress over steps played, in thousands.", _pace,
    ),
    Estimand(
        "won", "quests done", "share of runs", PER_RUN, "more", _share(lambda view: view.won),
        "1 for a run that did the whole quest, else 0.",
    ),
    Estimand(
        "steps_to_win", "steps to win", "steps", PER_RUN, "less", _to_win,
        "Steps of a run that did the quest; no value where it did not: censored, and those that did are a"
        " selection. Say steps_to_win_restricted to compare arms.",
    ),
    Estimand(
        "steps_to_win_restricted", "steps to win, at most the limit", "steps", PER_RUN, "less",
        lambda view: float(view.steps if view.won else view.limit),
        "The smaller of the steps to win and the limit of steps; its mean is the restricted mean time.",
    ),
    Estimand(
        "legs_met", "legs done", "legs", PER_RUN, "more", lambda view: float(view.report["legs"]),
        "Legs played to their end.",
    ),
    Estimand(
        "objectives_met", "objectives met", "objectives", PER_RUN, "more",
        lambda view: float(view.report["objectives"]["met"]), "Objectives of the quest that were met.",
    ),
)  # fmt: skip

_FRONT: tuple[tuple[str, str, str, str, Better], ...] = (
    ("pace", "pace", "share of steps", "eligible steps", "more"),
    ("waste", "execution waste", "share of steps", "eligible steps", "less"),
    ("memory_gap", "memory gap", "share of steps", "eligible steps", "less"),
    ("guide_precision", "guide precision", "share of claims", "claims that can be judged", "more"),
    ("goal_acts", "goal drift, acts", "share of steps", "eligible steps", "less"),
    ("inaction", "goal drift, inaction", "share of opportunities", "opportunities", "less"),
    ("stuck", "stuck", "share of steps", "eligible steps", "less"),
)
"""Rows of the front page: what each comes to over the run, and how it changed."""

_LEVELS: tuple[tuple[str, str, str, str, Better | None], ...] = (
    ("guide_recall", "guide recall", "share of facts", "observed facts that are needed", "more"),
    ("guide_left_out", "facts left out", "share of facts", "needed facts that a context saw", "less"),
    ("guide_hallucinated", "claims false when written", "share of claims", "claims written", "less"),
    ("guide_stale", "stale claims", "share of claims", "claims that can be judged", "less"),
    ("guide_consultation", "facts used", "share of facts", "facts needed next", "more"),
    ("memory_loss", "steps lost to memory", "share of steps", "eligible steps", "less"),
    ("exploration", "price of exploring", "steps per step of the oracle", "steps of the oracle", None),
    ("say_do", "said and not done", "share of statements", "statements", "less"),
    ("cycling", "cycles", "share of steps", "eligible steps", "less"),
    ("lost_steps", "lost steps", "steps per 100", "100 eligible steps", "less"),
    ("lost_to_capture", "lost steps: capture", "steps per 100", "100 eligible steps", "less"),
    ("lost_to_loops", "lost steps: loops", "steps per 100", "100 eligible steps", "less"),
    ("lost_to_memory", "lost steps: memory", "steps per 100", "100 eligible steps", "less"),
    ("lost_to_execution", "lost steps: execution", "steps per 100", "100 eligible steps", "less"),
    ("steps_per_objective", "steps per objective", "steps", "objectives met", "less"),
    ("coverage", "rooms seen", "rooms", PER_RUN, None),
    ("recalled", "questions answered right", "share of answers", "answers", "more"),
)
"""Components that have a level only."""

_OFFERS = (
    ("shortcuts", "shortcuts taken", "share of shortcuts", "shortcuts noticed"),
    ("capture", "distractors obeyed", "share of distractors", "distractors read"),
)

_COSTS = (
    Estimand(
        "usd", "cost", "USD", PER_RUN, "less", lambda view: view.usd, "What the replies of the model cost."
    ),
    Estimand(
        "tokens", "tokens", "tokens", PER_RUN, "less",
        lambda view: None if view.tokens is None else float(view.tokens),
        "All tokens in and out, cached ones too.",
    ),
    Estimand(
        "usd_per_progress", "cost per progress", "USD per 1 % of the quest", "percent of the quest", "less",
        partial(_ratio, lambda view: _of_progress(view.usd, view)),
        "USD over progress in percent: a ratio of sums, so that runs without progress count what they cost.",
        lambda view: _of_progress(view.usd, view),
    ),
    Estimand(
        "tokens_per_progress", "tokens per progress", "tokens per 1 % of the quest",
        "percent of the quest", "less",
        partial(_ratio, lambda view: _of_progress(view.tokens, view)),
        "Tokens over progress in percent: a ratio of sums, as usd_per_progress.",
        lambda view: _of_progress(view.tokens, view),
    ),
)  # fmt: skip

_ALARMS = (
    Estimand(
        "alarms", "alarms", "alarms", PER_RUN, "less", lambda view: float(len(view.report["alarms"])),
        "Alarms that the instrument raised, one a family at most.",
    ),
    Estimand(
        "derailed", "runs with an alarm", "share of runs", PER_RUN, "less",
        _share(lambda view: view.first_alarm is not None), "1 for a run with any alarm, else 0.",
    ),
    Estimand(
        "steps_to_derail", "steps to the first alarm", "steps", PER_RUN, "more",
        lambda view: None if view.first_alarm is None else float(view.first_alarm),
        "The step of the first alarm of any family; no value where there was none: censored. The report has"
        " survival curves, which take that into account.",
    ),
    Estimand(
        "drifted", "verdict: drift", "share of runs", PER_RUN, "less", _share(_verdict("drift")),
        "1 for a run whose verdict is drift, else 0: undetermined is no drift here.",
    ),
    Estimand(
        "bounded", "verdict: bounded", "share of runs", PER_RUN, "more", _share(_verdict("bounded")),
        "1 for a run whose verdict is bounded, else 0.",
    ),
)  # fmt: skip


def _rows() -> list[Estimand]:
    made = []
    for name, title, unit, denominator, better in _FRONT:
        said = f"The level of {title} over the whole run (docs/drift.md)."
        late = f"{title.capitalize()} over the late third of the legs minus that over the reference legs."
        made += [
            Estimand(name, title, unit, denominator, better, partial(_level, name), said),
            Estimand(
                f"{name}_change", f"{title}, change", unit, denominator, better, partial(_change, name), late
            ),
        ]
    for name, title, unit, denominator, aim in _LEVELS:
        said = f"The level of {title} over the whole run (docs/drift.md)."
        made.append(Estimand(name, title, unit, denominator, aim, partial(_level, name), said))
    for name, title, unit, denominator in _OFFERS:
        sums = partial(_offered, name)
        said = f"{title.capitalize()}, of the {denominator} and resolved: a ratio of sums over runs."
        made.append(Estimand(name, title, unit, denominator, "less", partial(_ratio, sums), said, sums))
    return made


ESTIMANDS: Mapping[str, Estimand] = MappingProxyType(
    {made.name: made for made in (*_PROGRESS, *_rows(), *_COSTS, *_ALARMS)}
)
"""Every estimand by its name."""
