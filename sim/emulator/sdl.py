"""SDL2, which PyBoy draws its window with: whether there is a display, and which keys are pressed."""

from __future__ import annotations

import functools
import importlib
import os
import sys
import warnings
from collections import deque
from typing import Any

from sim.core import Button, LongplayError

KEYS = {
    Button.UP: "Up",
    Button.DOWN: "Down",
    Button.LEFT: "Left",
    Button.RIGHT: "Right",
    Button.A: "A",
    Button.B: "S",
    Button.START: "Return",
    Button.SELECT: "Backspace",
}
"""The key of each button, by SDL's name for it: the same as in PyBoy itself."""

_AHEAD = 3
"""Presses that are kept while another one is being played; faster fingers are not followed."""
_REPEATED = (Button.UP, Button.DOWN, Button.LEFT, Button.RIGHT)
_NOWHERE = (b"offscreen", b"dummy", b"evdev")
"""Video drivers whose windows nobody sees; SDL falls back to one when there is no screen."""


class DisplayError(LongplayError):
    """There is no display that a window could be opened on."""


@functools.cache
def sdl2() -> Any:
    """Return the module sdl2, which warns about where its library lies. Raises DisplayError without it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            importlib.import_module("sdl2.ext")
            return importlib.import_module("sdl2")
        except ImportError as error:
            raise _no_window(f"SDL2 cannot be loaded: {' '.join(str(error).split())}") from error


def require_display() -> None:
    """Raise DisplayError if no window can be seen here."""
    chosen = os.environ.get("SDL_VIDEODRIVER")
    on_x11 = sys.platform.startswith(("linux", "freebsd"))
    if on_x11 and not (chosen or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise _no_window("neither DISPLAY nor WAYLAND_DISPLAY is set")
    sdl = sdl2()
    if sdl.SDL_InitSubSystem(sdl.SDL_INIT_VIDEO) < 0:
        raise _no_window(sdl.SDL_GetError().decode() or "SDL2 does not say why")
    driver = sdl.SDL_GetCurrentVideoDriver()
    if driver in _NOWHERE and not chosen:
        sdl.SDL_QuitSubSystem(sdl.SDL_INIT_VIDEO)
        raise _no_window("SDL2 finds no screen")
    # PyBoy asks for a renderer on the graphics card and goes on without one, with a black window. A
    # window of a few hundred pixels needs no such card.
    sdl.SDL_SetHint(sdl.SDL_HINT_RENDER_DRIVER, b"software")


def _no_window(why: str) -> DisplayError:
    return DisplayError(
        f"no window can be opened ({why}): play where there is a display, "
        "or let an agent play with: longplay run"
    )


class Keys:
    """The keys pressed in the window, in order; one of the arrows repeats while it is held."""

    closed: bool = False
    """True once the window was closed or Escape pressed."""

    def __init__(self) -> None:
        sdl = sdl2()
        self._buttons = {sdl.SDL_GetKeyFromName(key.encode()): button for button, key in KEYS.items()}
        self._waiting: deque[Button] = deque()
        self._held: list[Button] = []

    def next(self) -> Button | None:
        """Return the button to press now, None if no key is pressed."""
        sdl = sdl2()
        for event in sdl.ext.get_events():
            self._take(sdl, event)
        if self._waiting:
            return self._waiting.popleft()
        return self._held[-1] if self._held else None

    def _take(self, sdl: Any, event: Any) -> None:
        if event.type == sdl.SDL_QUIT:
            self.closed = True
        elif event.type == sdl.SDL_KEYDOWN and not event.key.repeat:
            self._press(sdl, event.key.keysym.sym)
        elif event.type == sdl.SDL_KEYUP:
            button = self._buttons.get(event.key.keysym.sym)
            self._held = [held for held in self._held if held is not button]

    def _press(self, sdl: Any, key: int) -> None:
        button = self._buttons.get(key)
        if key == sdl.SDLK_ESCAPE:
            self.closed = True
        elif button is not None and len(self._waiting) < _AHEAD:
            self._waiting.append(button)
            if button in _REPEATED:
                self._held.append(button)
