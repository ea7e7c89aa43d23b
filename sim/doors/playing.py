"""One client's run: what its tools do, in a thread of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sim.agents.claude.screen import png
from sim.core import Button, Decision, GuideError, LongplayError, RunStopped, Saying
from sim.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.core import Account, RunSettings
    from sim.guide import Guide

_T = TypeVar("_T")
MOST = 20
"""Buttons that one call may press."""
SCALE = 3
"""How much larger the screen is shown."""


class Refused(LongplayError):
    """What a client asked for cannot be done; the client is told why."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The screen as a PNG, and where the run stands in words."""

    picture: bytes
    words: str


class Playing:
    """A run that a client plays. Every call waits for the one before it.

    The run file belongs to the thread that opened it, so all is done in one.
    """

    def __init__(self, settings: RunSettings, folder: Path) -> None:
        """Begin the run. Raises the LongplayError that keeps it from beginning."""
        self._thread = ThreadPoolExecutor(1, "longplay-mcp")
        self._settings = settings
        self.folder = folder
        self.account: Account | None = None
        """What the answer cost that the next decision comes of; used once."""
        self.fresh = False
        """Whether the player's context was emptied before the next decision; used once."""
        try:
            self._session = self._do(lambda: Session.new(folder, settings))
        except BaseException:
            self._thread.shutdown()
            raise

    def close(self) -> None:
        """End the run; what was played is kept."""
        try:
            self._do(self._close)
        finally:
            self._thread.shutdown()

    def _close(self) -> None:
        self._session.report()
        self._session.close()

    def _do(self, work: Callable[[], _T]) -> _T:
        return self._thread.submit(work).result()

    @property
    def decisions(self) -> int:
        """The decisions made so far."""
        return self._do(lambda: self._session.run.last_decision)

    @property
    def over(self) -> bool:
        """Whether the run has ended or was stopped."""
        return self._do(lambda: self._session.ended or self._session.stopped is not None)

    @property
    def keeps_guide(self) -> bool:
        """Whether there is a guide in this run."""
        return self._settings.guide != "off"

    # --- tools ----------------------------------------------------------------------------

    def look(self) -> Shown:
        """Return the screen as it is."""
        return self._do(self._shown)

    def press(self, buttons: list[str], saying: Saying) -> Shown:
        """Press buttons as one decision, and return the screen; raises Refused if that cannot be."""
        decision = Decision(_buttons(buttons), saying, reset=self.fresh, account=self.account)
        self.fresh, self.account = False, None
        return self._do(lambda: self._pressed(decision))

    def status(self) -> str:
        """Return how far the run is, and whether it goes on."""
        return self._do(self._stands)

    def goal(self) -> str:
        """Return what the game asks for."""
        return self._do(lambda: self._session.observe().goal)

    def view(self, path: str) -> str:
        """Return the text of a file of the guide, "" for a list of all; raises Refused if there is none."""
        return self._do(lambda: self._edited(lambda guide: guide.view(path)))

    def write(self, path: str, text: str) -> str:
        """Write a file of the guide whole."""
        return self._do(lambda: self._edited(lambda guide: _said(guide.create(path, text).number, path)))

    def edit(self, path: str, old: str, new: str) -> str:
        """Put `new` in the place of `old`, which stands once in a file of the guide."""
        return self._do(lambda: self._edited(lambda guide: _said(guide.replace(path, old, new).number, path)))

    def delete(self, path: str) -> str:
        """Delete a file of the guide."""
        return self._do(lambda: self._edited(lambda guide: _said(guide.delete(path).number, path)))

    # --- in the thread --------------------------------------------------------------------

    def _shown(self) -> Shown:
        seen = self._session.observe()
        told = [f"{name}: {text}" for name, text in seen.assists.items()]
        return Shown(png(seen.frame, SCALE), "\n".join([self._stands(), *told]))

    def _pressed(self, decision: Decision) -> Shown:
        if self._session.ended or self._session.stopped:
            raise Refused(self._stands())
        try:
            self._session.step(decision)
        except RunStopped as stopped:
            raise Refused(f"the run was stopped: {stopped}") from stopped
        return self._shown()

    def _stands(self) -> str:
        session = self._session
        step, most = session.run.last_step, self._settings.steps
        if session.stopped is not None:
            return f"The run was stopped after step {step:,}: {session.stopped}"
        if session.ended:
            how = "the quest is finished" if session.status == "won" else "its steps are used up"
            return f"The run is over after step {step:,}: {how}."
        return f"Step {step:,} of {most:,}; guide revision {session.guide.revision if session.guide else 0}."

    def _edited(self, edit: Callable[[Guide], str]) -> str:
        guide = self._session.guide
        if guide is None:
            raise Refused("this run is played without a guide")
        try:
            return edit(guide)
        except GuideError as error:
            raise Refused(str(error)) from error


def _said(number: int, path: str) -> str:
    return f"Revision {number}: {path} is written."


def _buttons(names: list[str]) -> tuple[Button, ...]:
    known = {button.value: button for button in Button}
    wrong = next((name for name in names if name.lower() not in known), None)
    if wrong is not None:
        raise Refused(f"no button is called {wrong!r}: {', '.join(known)}")
    if not 1 <= len(names) <= MOST:
        raise Refused(f"press 1 to {MOST} buttons at a time, not {len(names)}")
    return tuple(known[name.lower()] for name in names)
