"""Who presses the buttons of an episode: a bare emulator, or a session that records everything."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from sim.core import Decision
from sim.emulator import WindowedEmulator
from sim.games import Unknown, told
from sim.session import Session
from sim.session.parts import machine_of, rom_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sim.core import Button, Event, Frame, RunSettings, Truth


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a press came to: the screen, the emulated frames it took, and what RAM tells.

    `truth` is None on a cartridge of which nothing is known.
    """

    frame: Frame
    frames: int
    truth: Truth | None
    events: tuple[Event, ...]


class Player(Protocol):
    """One episode being played, from the cartridge's start on."""

    @property
    def frame(self) -> Frame:
        """The screen after the last press."""
        ...

    @property
    def pad(self) -> WindowedEmulator | None:
        """The window, None if there is none."""
        ...

    def press(self, button: Button) -> Outcome:
        """Press a button. Raises CartridgeHung if the cartridge stopped the CPU for good."""
        ...

    def words(self) -> Mapping[str, str]:
        """Return what the assists tell in words now, by name."""
        ...

    def finish(self) -> None:
        """Take note that the episode is over; the screen stays."""
        ...

    def again(self) -> Player:
        """Return who plays the next episode of the same game, which is this one or takes its place."""
        ...

    def close(self) -> None:
        """Switch everything off."""
        ...


class Alone:
    """Plays on an emulator, and writes nothing down."""

    def __init__(self, settings: RunSettings, *, window: bool) -> None:
        self._emulator, self._game = machine_of(rom_of(settings), window=window)
        self._assists = settings.assists
        # Of an unknown game RAM tells nothing but a hash of the picture, which would take 15 % of a step.
        self._tells = not isinstance(self._game, Unknown)
        self._start = self._emulator.snapshot()

    @property
    def frame(self) -> Frame:
        """The screen after the last press."""
        return self._emulator.frame

    @property
    def pad(self) -> WindowedEmulator | None:
        """The window, None if there is none."""
        machine = self._emulator
        return machine if isinstance(machine, WindowedEmulator) else None

    def press(self, button: Button) -> Outcome:
        """Press a button."""
        emulator, game = self._emulator, self._game
        frame, ram = emulator.press(button), emulator.ram
        if not self._tells:
            return Outcome(frame, emulator.frames, None, ())
        return Outcome(frame, emulator.frames, game.truth(ram), game.events(ram))

    def words(self) -> Mapping[str, str]:
        """Return what the assists tell in words now."""
        return told(self._game, self._emulator.ram, self._assists)

    def finish(self) -> None:
        """Leave the machine on for the next episode."""

    def again(self) -> Self:
        """Take the machine back to its start, which takes a fraction of switching it on."""
        self._emulator.restore(self._start)
        self._game.events(self._emulator.ram)
        return self

    def close(self) -> None:
        """Switch the machine off."""
        self._emulator.close()


class Recorded:
    """Plays a session: the episode is a run whose decisions come from outside, one press each."""

    def __init__(self, settings: RunSettings, folders: Callable[[], Path], *, window: bool) -> None:
        """Begin a run in the next of the `folders`."""
        self._settings, self._folders, self._window = settings, folders, window
        self._open = ExitStack()
        self._session = self._open.enter_context(Session.new(folders(), settings, window=window))
        self.frame: Frame = self._session.observe().frame

    @property
    def pad(self) -> WindowedEmulator | None:
        """The window, None if there is none."""
        return self._session.pad

    def press(self, button: Button) -> Outcome:
        """Press a button; it is in the run file before this returns."""
        try:
            (step,) = self._session.step(Decision((button,)))
        except BaseException:
            self._open.__exit__(*sys.exc_info())
            raise
        assert step.frame is not None
        self.frame = step.frame
        truth = None if step.truth.mode == "unknown" else step.truth
        return Outcome(step.frame, step.frames, truth, step.events)

    def words(self) -> Mapping[str, str]:
        """Return what the assists tell in words now."""
        return self._session.observe().assists

    def finish(self) -> None:
        """Close the run file, so that it can be read while the next episode is not begun."""
        self._open.close()

    def again(self) -> Recorded:
        """Begin another run."""
        self.close()
        return Recorded(self._settings, self._folders, window=self._window)

    def close(self) -> None:
        """Close the run file; a run that is not over can be resumed."""
        self._open.close()
