"""Probes in frozen situations: the same places of a world for every agent, at every time.

The situations lie on the oracle's way, evenly over the first half of the quest, which most agents get to. An
agent is put there by the machine's state alone: it is not told, and thinks that it is where it was. So a gap
on the anchors is about what the agent has become, not about where it has come to; how it copes with the jump
is part of it, the same at every time.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sim.core import RunSettings
from sim.experiment.running.asks import FRESH as FRESH_SELF
from sim.experiment.running.copies import begun, played_out, remember
from sim.experiment.running.score import score
from sim.record import FRESH, Recorder, Run, Snapshot
from sim.session.parts import identity, machine_of, rom_of, world_of
from sim.world.planners import distances_of

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core import Json
    from sim.experiment.running.asks import Ask
    from sim.experiment.running.score import Taken
    from sim.world.rules import State


class Anchor(NamedTuple):
    """A situation: the machine's state, and the twin's."""

    emulator: bytes
    state: State


def anchored(ask: Ask, parent: Path, place: Path, left: float | None) -> Taken:
    """Take a probe of the run in `parent` in a frozen situation; it plays in `place`.

    `left`: the most that it may cost, in USD. Raises Aside if no model answers, RunFileError if a file
    cannot be written.
    """
    assert ask.anchor is not None
    with Run.open(parent) as run:
        settings, said = run.settings, run.meta()
        snapshot = run.snapshot(ask.at)
        if ask.cell == FRESH_SELF:  # as it was before the first step
            snapshot = replace(snapshot, revision=0, agent=FRESH)
        guide = None if settings.guide == "off" else run.guide(snapshot.revision)
    anchor = anchors_of(_game(settings), ask.of)[ask.anchor]
    if not begun(place):
        shutil.rmtree(place, ignore_errors=True)
        steps, monitors = ask.at + ask.steps, (*settings.monitors, "drift=off")
        there = replace(snapshot, emulator=anchor.emulator)
        _write(place, replace(settings, steps=steps, monitors=monitors), guide, there, said.get("model"))
        remember(place)
    with played_out(place, left) as (run, usd, error):
        return score(ask, run, world_of(settings), anchor.state, usd=usd, error=error)


def _write(
    place: Path, settings: RunSettings, guide: dict[str, str] | None, start: Snapshot, model: Json | None
) -> None:
    """Write a run that has not played a step and goes on from a snapshot."""
    recorder = Recorder.create(place, settings, identity(settings, rom_of(settings)), guide)
    if model is not None:
        recorder.remember("model", model)
    recorder.snapshot(start)
    recorder.close("stopped")


def _game(settings: RunSettings) -> RunSettings:
    """Return the part of the settings that a world's anchors depend on."""
    return RunSettings(world=settings.world, legs=settings.legs, without=settings.without)


@lru_cache(maxsize=2)
def anchors_of(game: RunSettings, count: int) -> tuple[Anchor, ...]:
    """Return `count` situations on the oracle's way through a Fernmoor world, with no text on the screen."""
    world = world_of(game)
    assert world is not None
    plan = distances_of(world).plan
    states = [state for leg in plan.legs for state in leg.states]
    wanted = [_open(states, (2 * number + 1) * len(states) // (4 * count)) for number in range(count)]
    emulator, _ = machine_of(rom_of(game))
    found: dict[int, bytes] = {}
    with emulator:
        for number, button in enumerate(plan.buttons[: max(wanted) + 1]):
            if number in wanted:
                found[number] = emulator.snapshot()
            emulator.press(button)
    return tuple(Anchor(found[number], states[number]) for number in wanted)


def _open(states: list[State], number: int) -> int:
    """Return the number of the first state, from one on, in which no text is shown."""
    return next(at for at in range(number, len(states)) if states[at].text is None)
