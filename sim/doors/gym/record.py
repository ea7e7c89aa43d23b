"""A wrapper that writes every episode down as an ordinary run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gymnasium
from gymnasium.utils import RecordConstructorArgs

from sim.doors.gym.base import LongplayEnv

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.core import RunSettings


class RecordRun(gymnasium.Wrapper["NDArray[np.uint8]", Any, "NDArray[np.uint8]", Any], RecordConstructorArgs):
    """Writes each episode as a run into a folder of its own: `folder/episode-0001` and so on.

    What is there is never written over. Each press is committed before `step` returns. A run is closed when
    its episode is over, and when it is broken off, by `reset` or `close`; then `longplay verify`, `drift` and
    `view` take it like any other. `runs` are the folders written by this wrapper, in order.
    """

    def __init__(self, env: gymnasium.Env[NDArray[np.uint8], Any], folder: Path | str) -> None:
        """Record `env` from its next reset on. Raises TypeError unless it is one of ours underneath."""
        RecordConstructorArgs.__init__(self, folder=folder)
        super().__init__(env)
        if not isinstance(env.unwrapped, LongplayEnv):
            raise TypeError(f"only Longplay's environments can be recorded as runs, not {env.unwrapped}")
        self._recorded = env.unwrapped
        self._recorded.record(self._next)
        self._folder = Path(folder)
        self.runs: list[Path] = []

    @property
    def settings(self) -> RunSettings:
        """Those of the present run."""
        return self._recorded.settings

    def _next(self) -> Path:
        """Make the next folder; several environments may record into one."""
        number = 1 + sum(1 for _ in self._folder.glob("episode-*"))
        while True:
            made = self._folder / f"episode-{number:04}"
            try:
                made.mkdir(parents=True)
            except FileExistsError:
                number += 1
            else:
                self.runs.append(made)
                return made
