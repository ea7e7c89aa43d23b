"""What all our environments do alike: a cartridge, played press by press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.error import InvalidAction, ResetNeeded

from sim.core import SCREEN_HEIGHT, SCREEN_WIDTH, Button
from sim.doors.gym.players import Alone, Recorded
from sim.doors.gym.screens import GREY, RGB, seen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.core import Event, Frame, RunSettings, Truth
    from sim.doors.gym.players import Player

ACTIONS = tuple(Button)
"""The button of each action: a, b, start, select, up, down, left, right, and wait (no button)."""
POSITION = "position"
"""The assist that tells in words where the player stands."""

_MODES = ("human", "rgb_array")


class LongplayEnv(gymnasium.Env["NDArray[np.uint8]", Any]):
    """A cartridge as an environment: one step is one press and lasts until the game is ready again.

    Observation: the screen and nothing else, uint8 (144, 160, channels), grey or RGB. Action: a number in
    `ACTIONS`. The same seed and actions give the same observations on every machine. `settings` are those of
    the episode, as a run would have them; the assists among them stand beside every result.
    """

    metadata: dict[str, Any] = {"render_modes": list(_MODES), "render_fps": 60}

    def __init__(
        self, settings: RunSettings, *, channels: int = GREY, render_mode: str | None = None
    ) -> None:
        if channels not in (GREY, RGB):
            raise ValueError(f"a screen has {GREY} or {RGB} channels, not {channels}")
        if render_mode is not None and render_mode not in _MODES:
            raise ValueError(f"render_mode is one of {', '.join(_MODES)}, not {render_mode!r}")
        self.settings, self.render_mode = settings, render_mode
        self.observation_space = spaces.Box(0, 255, (SCREEN_HEIGHT, SCREEN_WIDTH, channels), np.uint8)
        self.action_space = spaces.Discrete(len(ACTIONS))
        self._channels = channels
        self._player: Player | None = None
        self._folders: Callable[[], Path] | None = None
        self._step, self._over = 0, True

    def record(self, folders: Callable[[], Path] | None) -> None:
        """Write each episode from the next one on as a run into the next of the `folders`; None to stop."""
        self._let_go()
        self._folders = folders

    # --- what differs between games ---------------------------------------------------------

    def _chosen(self, seed: int | None) -> RunSettings:
        """Return the settings of the next episode."""
        return self.settings

    def _begin(self) -> dict[str, Any]:
        """Return what `info` tells of an episode that begins, besides step and frames."""
        return {"progress": None}

    def _judge(self, truth: Truth | None, events: tuple[Event, ...]) -> tuple[float, dict[str, Any]]:
        """Return the reward of a press, and what `info` tells."""
        return 0.0, {"progress": None}

    # --- what Gymnasium asks for ------------------------------------------------------------

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.uint8], dict[str, Any]]:
        """Begin an episode; `options` are not used.

        Raises the LongplayError that tells what is wrong with the world, cartridge, display or run folder.
        """
        super().reset(seed=seed)
        self._over = True  # the episode before ends here, even if this one cannot begin
        settings = self._chosen(seed)
        if self._player is None or settings != self.settings:
            self._let_go()
            self._player = self._play(settings)
        else:
            self._player = self._player.again()
        self.settings = settings
        self._step, self._over = 0, False
        return self._seen(self._player.frame), self._info(self._player, 0, self._begin())

    def step(self, action: Any) -> tuple[NDArray[np.uint8], float, bool, bool, dict[str, Any]]:
        """Press the button of an action: `(observation, reward, terminated, truncated, info)`.

        Raises InvalidAction for a number that is none, ResetNeeded between two episodes, CartridgeHung if the
        cartridge stopped the CPU for good.
        """
        player = self._player
        if player is None or self._over:
            raise ResetNeeded("no episode is being played: call reset()")
        if not 0 <= action < len(ACTIONS):
            raise InvalidAction(f"an action is a number from 0 to {len(ACTIONS) - 1}, not {action!r}")
        self._over = True  # until it is known that it is not: a press may fail
        made = player.press(ACTIONS[action])
        self._step += 1
        reward, told = self._judge(made.truth, made.events)
        info = self._info(player, made.frames, told)
        terminated = made.truth is not None and made.truth.mode == "won"
        truncated = not terminated and self._step >= self.settings.steps
        if player.pad is not None:
            player.pad.poll()  # what is pressed on the keyboard is nobody's action
            truncated = truncated or (player.pad.closed and not terminated)
        self._over = terminated or truncated
        if self._over:
            player.finish()
        return self._seen(made.frame), reward, terminated, truncated, info

    def render(self) -> NDArray[np.uint8] | None:
        """Return the screen as uint8 (144, 160, 3), or None where a window shows it already."""
        if self.render_mode != "rgb_array":
            return None
        if self._player is None:
            raise ResetNeeded("there is nothing to see yet: call reset()")
        return seen(self._player.frame, RGB)

    def close(self) -> None:
        """Switch the machine off, and close the run file if there is one."""
        self._let_go()

    # --- inside -----------------------------------------------------------------------------

    def _play(self, settings: RunSettings) -> Player:
        window = self.render_mode == "human"
        if self._folders is not None:
            return Recorded(settings, self._folders, window=window)
        return Alone(settings, window=window)

    def _seen(self, frame: Frame) -> NDArray[np.uint8]:
        return seen(frame, self._channels)

    def _info(self, player: Player, frames: int, told: dict[str, Any]) -> dict[str, Any]:
        info = {"step": self._step, "frames": frames, **told}
        return {**info, **player.words()} if POSITION in self.settings.assists else info

    def _let_go(self) -> None:
        player, self._player, self._over = self._player, None, True
        if player is not None:
            player.close()
