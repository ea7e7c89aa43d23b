"""Playing a recorded run again, without its model, and comparing every hash.

The stretches between snapshots are independent, so they are played in parallel. A shallow
verification takes the decisions from the record; a deep one lets the agent decide again, with its
guide and its recorded replies, and compares those too.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from sim.agents import Agent
from sim.core import Json, ReplayMismatch, RunFileError, RunSettings
from sim.guide import OFF, Guide
from sim.play import play
from sim.record import Checker, Run, Snapshot
from sim.session.models import known
from sim.session.outside import OUTSIDE, Outside
from sim.session.parts import Asking, Parts, agent_of, identity, machine_of, refuse_other_cartridge, rom_of


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: `mismatch` is None when everything agrees. Times are wall seconds."""

    steps: int
    segments: int
    deep: bool
    seconds: float
    run_seconds: float
    mismatch: str | None

    def to_json(self) -> Json:
        """Return the outcome as a JSON object."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Segment:
    """The steps in (after, until]; `after` is 0 or the step of a snapshot."""

    after: int
    until: int


def verify(
    path: Path | str, *, deep: bool = False, jobs: int | None = None, rom: str | None = None
) -> Verification:
    """Play the run at `path` again and compare; `jobs` processes, by default one per core.

    Raises RunFileError or CartridgeError when there is nothing to compare with.
    """
    started = time.perf_counter()
    with Run.open(path) as run:
        settings = run.settings if rom is None else replace(run.settings, rom=rom)
        cartridge = rom_of(settings)
        segments, seconds = _segments(run, settings, cartridge), run.seconds
        ends = {segment.until for segment in segments}
        if deep and not ends.issuperset(made.step for made in run.forks):
            raise RunFileError("a fork decides again with the versions that it was made with only")
    if deep and settings.agent in OUTSIDE:
        raise RunFileError("this run's decisions came from outside: verify it without --deep")
    check = partial(_mismatch, Path(path), rom, cartridge, deep)
    found = [text for text in _each(check, segments, jobs or os.cpu_count() or 1) if text]
    elapsed = time.perf_counter() - started
    steps = segments[-1].until if segments else 0
    return Verification(steps, len(segments), deep, elapsed, seconds, found[0] if found else None)


def _segments(run: Run, settings: RunSettings, cartridge: bytes) -> list[Segment]:
    """Cut the run at its snapshots; they are of no use if they were taken by other versions."""
    now, recorded = identity(settings, cartridge), run.identity()
    refuse_other_cartridge(run, now)
    snapshots = run.snapshots() if now == recorded else []
    last = run.last_step
    borders = [0, *(step for step, _, _ in snapshots if step < last), last]
    return [Segment(a, b) for a, b in pairwise(borders) if b > a]


def _each(check: Callable[[Segment], str | None], segments: list[Segment], jobs: int) -> list[str | None]:
    jobs = min(jobs, len(segments))
    if jobs <= 1:
        return [check(segment) for segment in segments]
    # Forked workers share what is imported already, which is most of a short verification's time.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    with multiprocessing.get_context(method).Pool(jobs) as pool:
        return pool.map(check, segments, chunksize=1)


def _mismatch(path: Path, rom: str | None, cartridge: bytes, deep: bool, segment: Segment) -> str | None:
    """Return what differs in a segment, or None."""
    with Run.open(path) as run:
        settings = run.settings_at(segment.until)
        settings = settings if rom is None else replace(settings, rom=rom)
        try:
            _replay(run, settings, cartridge, segment, deep)
        except ReplayMismatch as mismatch:
            return str(mismatch)
    return None


def _replay(run: Run, settings: RunSettings, cartridge: bytes, segment: Segment, deep: bool) -> None:
    start = run.snapshot(segment.after) if segment.after else None
    replay(run, settings, cartridge, start, segment.until, deep=deep)


def replay(
    run: Run, settings: RunSettings, cartridge: bytes, start: Snapshot | None, until: int, *, deep: bool
) -> Snapshot:
    """Play the steps after `start`, None for the beginning, up to `until` again, and return how things stand.

    `settings` are those that they were played with. With `deep` the agent decides again, else the record
    does. Raises ReplayMismatch where something differs.
    """
    step, decision, revision = (start.step, start.decision, start.revision) if start else (0, 0, 0)
    checker = Checker(run)
    checker.begin_at(start)
    guide = None
    if deep and settings.guide != OFF:
        guide = Guide(
            run.guide(revision), revision=revision, on_revision=checker.revision, frozen=settings.frozen
        )
    emulator, game = machine_of(cartridge, settings.game)
    with emulator:
        agent: Agent = Outside(run.decisions(after=decision))
        if deep:
            model = (
                None
                if settings.model is None
                else known(settings.model, {**run.meta(), "model": run.model_at(until)})
            )
            agent = agent_of(settings, guide, Asking(checker), emulator, model)
        parts = Parts(emulator, game, agent, guide).at(start)
        playing = play(emulator, game, parts.decide, step=step, decision=decision, assists=settings.assists)
        while step < until:
            made = next(playing)
            checker.step(made)
            step, decision = made.number, made.decision
        return parts.snapshot(step, decision)
