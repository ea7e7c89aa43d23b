"""Probes from the live state: the cells of context by guide."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sim.core import LongplayError, RunFileError
from sim.drift.states import state_of
from sim.experiment.running.asks import BLANK, EMPTY, KEPT, SELF
from sim.experiment.running.copies import begun, played_out, remember
from sim.experiment.running.score import failed, score
from sim.record import Run
from sim.session import Change, fork_off
from sim.session.parts import world_of

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core import RunSettings
    from sim.experiment.running.asks import Ask
    from sim.experiment.running.score import Taken

_APART = 1000
"""Between the seeds of two repetitions."""


def forked(ask: Ask, parent: Path, place: Path, left: float | None) -> Taken:
    """Take a probe of the run in `parent` by a fork that plays in `place`.

    `left`: the most that it may cost, in USD. The agent as it is needs no fork: that is the run itself.
    Raises Aside if no model answers, RunFileError if a file cannot be written.
    """
    with Run.open(parent) as run:
        settings = run.settings
        world, begin = world_of(settings), state_of(next(run.steps(after=ask.at - 1)).truth)
        if ask.cell == SELF:
            return score(ask, run, world, begin)
    if not begun(place):
        shutil.rmtree(place, ignore_errors=True)
        try:
            fork_off(parent, place, ask.at, _change(ask, settings))
        except RunFileError:
            raise
        except LongplayError as error:
            return failed(ask, str(error))
        remember(place)
    with played_out(place, left) as (run, usd, wrong):
        return score(ask, run, world, begin, usd=usd, error=wrong)


def _change(ask: Ask, settings: RunSettings) -> Change:
    is_drawn = ask.context == EMPTY and ask.repeat > 0
    return Change(
        guide=BLANK if ask.guide == BLANK else KEPT,
        context=ask.context,
        seed=settings.seed + _APART * ask.repeat if is_drawn else None,
        steps=ask.at + ask.steps,
        monitors=(*settings.monitors, "drift=off"),  # it would fold the whole history
    )
