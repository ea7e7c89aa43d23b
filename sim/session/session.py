"""A session plays one run: it opens or resumes the run file and keeps it true to what is played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from sim.agents import Agent
from sim.core import (
    AgentError,
    Decision,
    GuideError,
    Json,
    Observation,
    Revision,
    RunFileError,
    RunSettings,
    RunStopped,
    Step,
)
from sim.drift import INSTRUMENT, DriftReport, Tracker
from sim.emulator import WindowedEmulator
from sim.guide import OFF, TRUTHFUL, Guide, MemoryFolder
from sim.models import Model, check_files
from sim.play import observe, play
from sim.record import Recorder, Run, Snapshot
from sim.session.fold import fold
from sim.session.guides import files_of
from sim.session.models import Reached, given, info_json, info_of, reach
from sim.session.outside import OUTSIDE, Outside
from sim.session.parts import (
    Asking,
    Parts,
    agent_of,
    assisted,
    identity,
    machine_of,
    refuse_other_cartridge,
    rom_of,
)
from sim.session.watching import Guard

MEMORY = "memory"


class Session:
    """One run being played. Use as a context manager: leaving it closes the run file.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, Session.new(folder, RunSettings("random", steps=3)) as session:
    ...     [step.number for step in session.play()]
    [1, 2, 3]
    """

    def __init__(
        self,
        recorder: Recorder,
        settings: RunSettings,
        parts: Parts,
        start: Snapshot | None,
        guard: Guard,
        reached: Reached | None = None,
    ) -> None:
        self.settings = settings
        self._guard = guard
        self.run: Run = recorder.run
        self.stopped: RunStopped | None = None
        self._reached = reached
        self._recorder = recorder
        self._parts = parts
        self._step, self._decision = (start.step, start.decision) if start else (0, 0)
        self._snapshot_step = self._step
        self._recorded = self.run.last_step
        self._won = self.run.won
        self._loop = self._committed(self._step, self._decision)

    # --- opening --------------------------------------------------------------------------

    @classmethod
    def new(
        cls,
        folder: Path | str,
        settings: RunSettings,
        *,
        carry: bool = False,
        window: bool = False,
        model: Model | None = None,
    ) -> Session:
        """Start a run in `folder`, which must not hold one yet.

        `carry` writes the guide back to the folder it started from when the run ends; `window` shows
        the game to a person, who can play it at the keys (`Session.pad`); `model` stands for the one that
        the settings name. Raises the LongplayError that tells what is wrong with the cartridge, guide,
        agent, model, folder or display.
        """
        folder, settings = Path(folder), assisted(settings)
        rom = rom_of(settings)
        files = files_of(settings)
        if carry:
            _refuse_to_carry(settings)
        refuse_foreign_memory(folder)
        if settings.model:
            check_files(settings.model.files)
        reached = reach(settings.model, model) if settings.model else None
        try:
            recorder = Recorder.create(folder, settings, identity(settings, rom), files)
            try:
                if carry:
                    recorder.remember("carry", str(Path(settings.guide).resolve()))
                if reached is not None:
                    reached = _given(_informed(reached, recorder), recorder)
                return cls._at(recorder, settings, rom, None, window, reached)
            except BaseException:
                recorder.discard()
                raise
        except BaseException:
            _let_go(reached)
            raise

    @classmethod
    def resume(
        cls,
        path: Path | str,
        *,
        steps: int | None = None,
        rom: str | None = None,
        budget: float | None = None,
        window: bool = False,
        model: Model | None = None,
    ) -> Session:
        """Go on with the run at `path` from where it stopped.

        `steps` extends it; `rom` tells where its cartridge lies now; `budget` is the most it may cost in
        USD from its beginning; `window` and `model` are as in `new`. What
        follows the last snapshot is played again and checked against the record. After an upgrade of
        Longplay or PyBoy that is the whole run: either it replays the same, or ReplayMismatch says
        where it does not.
        """
        recorder = Recorder.resume(Path(path))
        reached: Reached | None = None
        try:
            settings = _changed(recorder.run.settings, steps, rom, budget)
            cartridge = rom_of(settings)
            now = identity(settings, cartridge)
            upgraded = now != recorder.run.identity()
            refuse_other_cartridge(recorder.run, now)
            if upgraded and recorder.run.forks:
                raise RunFileError(
                    "a fork goes on with the versions that it was made with only: fork its parent again"
                )
            snapshot = None if upgraded else recorder.run.last_snapshot()
            if settings.model is not None:
                reached = reach(settings.model, model)
                reached = _given(_informed(reached, recorder), recorder)
            session = cls._at(recorder, settings, cartridge, snapshot, window, reached)
            session._catch_up()
            recorder.go_on(settings, now)
        except BaseException:
            recorder.abandon()
            _let_go(reached)
            raise
        return session

    @classmethod
    def _at(
        cls,
        recorder: Recorder,
        settings: RunSettings,
        rom: bytes,
        start: Snapshot | None,
        window: bool,
        reached: Reached | None = None,
    ) -> Session:
        memory = MemoryFolder(recorder.run.folder / MEMORY)

        guard = Guard(recorder, settings)

        def revised(revision: Revision) -> None:
            if guard.revision(revision):
                _mirror(memory, revision)

        guide = None
        if settings.guide != OFF:
            number = start.revision if start else 0
            guide = Guide(
                recorder.run.guide(number), revision=number, on_revision=revised,
                frozen=settings.frozen, on_refusal=guard.refused,
            )  # fmt: skip
        emulator, game = machine_of(rom, settings.game, window=window)
        agent: Agent
        if settings.agent in OUTSIDE:
            agent = Outside(recorder.run.decisions(after=start.decision if start else 0))
        else:
            setup = reached.setup if reached else None
            agent = agent_of(settings, guide, Asking(recorder, guard.reply), emulator, setup)
        if guide is not None:
            memory.sync(recorder.run.guide())
        parts = Parts(emulator, game, agent, guide).at(start)
        recorder.begin_at(start)
        return cls(recorder, settings, parts, start, guard, reached)

    def _catch_up(self) -> None:
        """Play what is recorded beyond the snapshot again, so that the loop stands where it stood."""
        while self._step < self._recorded:
            next(self._loop)

    # --- playing --------------------------------------------------------------------------

    def play(self) -> Iterator[Step]:
        """Yield the agent's steps, each committed before it is yielded, until the run has ended.

        Raises RunStopped when somebody stops it before: its budget, a monitor, or an agent that cannot go
        on. Then `stopped` says why, and the run can be resumed.
        """
        while not self.ended:
            yield self._next()

    def step(self, decision: Decision) -> tuple[Step, ...]:
        """Play a decision made outside and return its steps (settings.agent: "external" or "human").

        Fewer steps than buttons come back when the run ends within the decision. After a resume the
        first call also plays what a kill left undone of the decision before.
        """
        if not isinstance(self._parts.agent, Outside):
            raise AgentError(f"agent {self.settings.agent!r} decides by itself: call Session.play()")
        self._parts.agent.give(decision)
        number = self._decision + 1
        steps: list[Step] = []
        while not self.ended and not (steps and steps[-1].last and steps[-1].decision == number):
            steps.append(self._next())
        return tuple(steps)

    def _next(self) -> Step:
        try:
            return next(self._loop)
        except RunStopped as stopped:
            self.stopped = stopped
            raise

    def observe(self) -> Observation:
        """Return what an agent may know now."""
        return observe(self._parts.emulator, self._parts.game, self._step, self.settings.assists)

    @property
    def guide(self) -> Guide | None:
        """The memory folder of this run, None with `--guide off`."""
        return self._parts.guide

    @property
    def pad(self) -> WindowedEmulator | None:
        """The keys of the window, None if this session has no window."""
        machine = self._parts.emulator
        return machine if isinstance(machine, WindowedEmulator) else None

    @property
    def tracker(self) -> Tracker | None:
        """The drift instrument, which has seen every step so far; None if it was told not to watch."""
        return self._guard.tracker

    @property
    def waits(self) -> bool:
        """True if the game stands still until a button is pressed."""
        return self._parts.game.pacing.ready is not None

    @property
    def ended(self) -> bool:
        """True when the quest is done or the steps are used up."""
        return self._won or self._step >= self.settings.steps

    @property
    def status(self) -> str:
        """How the run stands: "won", "done" (its steps are used up), why it was stopped, or "stopped"."""
        if self.stopped is not None:
            return self.stopped.status
        return "won" if self._won else "done" if self.ended else "stopped"

    def _committed(self, step: int, decision: int) -> Iterator[Step]:
        """Yield the loop's steps, each after it and its snapshot are in the run file."""
        parts = self._parts
        assists = self.settings.assists
        for made in play(
            parts.emulator, parts.game, parts.decide, step=step, decision=decision, assists=assists
        ):
            self._guard.step(made)
            self._step, self._decision = made.number, made.decision
            self._won = made.truth.mode == "won"
            if made.last and self._snapshot_is_due():
                self._recorder.snapshot(parts.snapshot(self._step, self._decision))
                self._snapshot_step = self._step
            yield made
            if made.number >= self._recorded:
                self._guard.obey()

    def _snapshot_is_due(self) -> bool:
        # The last recorded step counts: a kill may have come between it and its snapshot.
        beyond = self._step >= self._recorded
        return beyond and self._step - self._snapshot_step >= self.settings.snapshot_every

    # --- reporting and closing ------------------------------------------------------------

    def report(self) -> DriftReport:
        """Return the drift report of the run as it stands, and store it in the run file."""
        tracker = self._guard.tracker
        report = fold(self.run) if tracker is None else tracker.report()
        self._recorder.report(INSTRUMENT, report.to_json())
        return report

    def remember(self, key: str, value: Json) -> None:
        """Commit something that the run says of itself, such as the experiment it is part of (`Run.meta`)."""
        self._recorder.remember(key, value)

    def close(self, status: str | None = None) -> None:
        """End the session: carry the guide back if asked for, and leave one file behind."""
        status = status or self.status
        try:
            target = self.run.meta().get("carry")
            if target and self.guide and status in ("won", "done"):
                MemoryFolder(target).sync(self.guide.files, remove=self.run.guide(0))
        finally:
            self._parts.emulator.close()
            _let_go(self._reached)
            self._recorder.close(status)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        elif issubclass(kind, RunFileError):
            # The file itself failed: what is committed stays, and nothing more can be written.
            self._parts.emulator.close()
            _let_go(self._reached)
            self._recorder.abandon()
        elif issubclass(kind, KeyboardInterrupt | RunStopped):
            self.close()
        else:
            self.close("failed")


def _mirror(memory: MemoryFolder, revision: Revision) -> None:
    """Do a committed edit on disk too; a full disk is not a refusal that an agent may overlook."""
    try:
        memory.apply(revision)
    except GuideError as error:
        raise RunFileError(f"{error}; what was committed is safe: resume the run after that") from error


def _changed(settings: RunSettings, steps: int | None, rom: str | None, budget: float | None) -> RunSettings:
    if rom is not None and settings.rom is None:
        raise RunFileError("this run plays a Fernmoor world: it takes no ROM file")
    model = settings.model
    if budget is not None:
        if model is None:
            raise RunFileError("this run asks no model: it takes no budget")
        model = replace(model, budget_usd=budget)
    return replace(settings, steps=steps or settings.steps, rom=rom or settings.rom, model=model)


def _informed(reached: Reached, recorder: Recorder) -> Reached:
    """Go by what the model said of itself when the run first asked it."""
    said = recorder.run.meta()
    if "model" not in said:
        recorder.remember("model", info_json(reached.setup.info))
        return reached
    return replace(reached, setup=replace(reached.setup, info=info_of(said["model"])))


def _given(reached: Reached, recorder: Recorder) -> Reached:
    """Upload the files that the model is given, but for those that the run file says it has."""
    said = recorder.run.meta().get("files")
    return replace(reached, setup=given(reached.setup, said, lambda files: recorder.remember("files", files)))


def _let_go(reached: Reached | None) -> None:
    if reached is not None:
        reached.close()


def _refuse_to_carry(settings: RunSettings) -> None:
    """Refuse to write a guide back where there is no folder of the user's, or nothing new to write."""
    if settings.guide in TRUTHFUL or not Path(settings.guide).is_dir():
        raise RunFileError("--carry needs --guide FOLDER: a folder of yours to write the guide back to")
    if settings.frozen:
        raise RunFileError("a frozen guide ends as it began: leave --carry or --frozen out")


def refuse_foreign_memory(folder: Path) -> None:
    """Raise RunFileError if something lies already where a run in `folder` is to keep its guide."""
    folder = folder / MEMORY
    if folder.is_dir() and any(folder.iterdir()):
        raise RunFileError(f"{folder} holds files already: choose another --out, or move them away")
