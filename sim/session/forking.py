"""Forks: a run that begins with another one's history, and goes on with one thing changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from sim.core import ModelSettings, Revision, RunFileError, RunSettings
from sim.drift.states import state_of
from sim.games import ASSISTS
from sim.guide import OFF
from sim.record import FRESH, Fork, Recorder, Run, Snapshot, fork
from sim.record.lookup import FILE_NAME
from sim.session.guides import files_of, refuse_frozen_nothing
from sim.session.outside import OUTSIDE
from sim.session.parts import GUIDES, assisted, identity, refuse_other_cartridge, rom_of
from sim.session.session import MEMORY, Session, refuse_foreign_memory
from sim.session.verify import replay

KEPT, EMPTY = "kept", "empty"
_OPERATION = "fork"


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed at a fork; what is None stays as it is.

    `guide`: "kept", or as in `RunSettings`: "blank", "off", a folder, "oracle" or "shuffled", which tell of
    the world as it is then. `frozen`: whether it can only be read from then on. `context`: "kept", or "empty"
    for an agent that starts with an empty working memory, as any other agent than the parent's does. `agent`
    and `model` go together. `seed` is another agent's only; `steps` are those of the whole run.
    """

    guide: str = KEPT
    context: str = KEPT
    agent: str | None = None
    model: ModelSettings | None = None
    seed: int | None = None
    steps: int | None = None
    monitors: tuple[str, ...] | None = None
    frozen: bool | None = None


def fork_off(path: Path | str, folder: Path | str, at: int, change: Change = Change()) -> Fork:
    """Write a run into `folder` that leaves the one at `path` at step `at`, or where that decision began.

    What the parent did up to there is its history, so that it is measured from the beginning. Nothing is
    asked of a model. Go on with `Session.resume`. Raises RunFileError if there is no such step, if nothing
    would differ, if the parent does not replay, or if something lies in `folder` already.
    """
    if not (Path(folder) / FILE_NAME).exists():  # else it is the run there that is in the way
        refuse_foreign_memory(Path(folder))
    with Run.open(path) as parent:
        cartridge = rom_of(parent.settings)
        now = identity(parent.settings, cartridge)
        refuse_other_cartridge(parent, now)
        step = _place(parent, at)
        settings = parent.settings_at(step)
        changed = _settings(parent.settings, change)
        kept = change.context == KEPT and (changed.agent, changed.model) == (settings.agent, settings.model)
        _refuse_twin(change, kept, frozen=changed.frozen != settings.frozen)
        here = _state(parent, settings, cartridge, step, deep=kept, same=now == parent.identity())
        edits = _edits(parent, change, changed, here)
        start = replace(
            here,
            revision=edits[-1].number if edits else here.revision,
            agent=here.agent if kept or changed.agent in OUTSIDE else FRESH,
        )
        made = Fork(
            parent.folder.name, step, here.decision, change.guide, KEPT if kept else EMPTY, settings,
            parent.model_at(step),
        )  # fmt: skip
        fork(
            parent, Path(folder), made, settings=changed, identity=identity(changed, cartridge), start=start,
            edits=edits, snapshots=now == parent.identity(),
        )  # fmt: skip
    return made


def forked(
    path: Path | str, folder: Path | str, at: int, change: Change = Change(), *, window: bool = False
) -> Session:
    """Fork a run off as `fork_off` does, and return the session that goes on from there.

    `window` is as in `Session.new`. A fork that cannot be gone on with, because its agent or model is not to
    be had, leaves nothing: what `Session.resume` raises is raised.
    """
    fork_off(path, folder, at, change)
    try:
        return Session.resume(folder, window=window)
    except BaseException:
        shutil.rmtree(Path(folder) / MEMORY, ignore_errors=True)
        Recorder.resume(Path(folder)).discard()
        raise


def _place(parent: Run, at: int) -> int:
    if not 1 <= at <= parent.last_step:
        raise RunFileError(f"{parent.folder} has no step {at:,}: its last is {parent.last_step:,}")
    step = parent.end_of_decision(at)
    if step == 0:
        raise RunFileError(f"step {at:,} lies within the first decision: nothing has been decided before it")
    return step


def _settings(settings: RunSettings, change: Change) -> RunSettings:
    """Return the settings that the fork goes on with."""
    other = change.agent is not None
    forgets = change.context == EMPTY or other or change.model is not None
    # What was read in a guide that tells the truth lasts in either the guide or the working memory.
    lasting = ASSISTS if forgets and change.guide != KEPT else (*ASSISTS, *GUIDES)
    guide = settings.guide if change.guide == KEPT else change.guide
    changed = replace(
        settings,
        assists=tuple(name for name in settings.assists if name in lasting),
        guide=guide,
        frozen=settings.frozen and guide != OFF if change.frozen is None else change.frozen,
        agent=change.agent if change.agent is not None else settings.agent,
        model=change.model if other or change.model is not None else settings.model,
        seed=settings.seed if change.seed is None else change.seed,
        steps=change.steps or settings.steps,
        monitors=settings.monitors if change.monitors is None else change.monitors,
    )
    refuse_frozen_nothing(changed)
    return assisted(changed)


def _refuse_twin(change: Change, kept: bool, *, frozen: bool) -> None:
    """Refuse what would be the parent once more; `frozen`: the guide is frozen or thawed there."""
    if kept and change.guide == KEPT and not frozen:
        raise RunFileError(
            "with everything kept a fork would be its parent again: change --guide, --context or --agent"
        )
    if kept and change.seed is not None:
        raise RunFileError("a seed is drawn from when an agent begins: it goes with --context empty")


def _state(
    parent: Run, settings: RunSettings, cartridge: bytes, step: int, *, deep: bool, same: bool
) -> Snapshot:
    """Return how things stood after a step; the agent's state only if it decides again (`deep`)."""
    earlier = [number for number, _, _ in parent.snapshots() if number <= step] if same else []
    start = parent.snapshot(earlier[-1]) if earlier else None
    here = replay(parent, settings, cartridge, start, step, deep=deep)
    before = parent.revisions(until=None)
    revision = max((each.number for decision, each in before if decision <= here.decision), default=0)
    return replace(here, revision=revision)


def _edits(parent: Run, change: Change, settings: RunSettings, here: Snapshot) -> list[Revision]:
    """Return what becomes of the guide, as revisions."""
    if change.guide == KEPT:
        return []
    now = next(parent.steps(after=here.step - 1, until=here.step)).truth
    last, will = here.revision, files_of(settings, state_of(now))
    if will is None:
        return []
    was = parent.guide(last)
    paths = [path for path in sorted({*was, *will}) if was.get(path) != will.get(path)]
    return [Revision(number, _OPERATION, path, will.get(path)) for number, path in enumerate(paths, last + 1)]
