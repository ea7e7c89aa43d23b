"""`longplay` with somebody at the keys: `python -m tests.atkeys KEYS ARGUMENT...`

KEYS are SDL names separated by commas, typed one by one into the window once it is open; "close"
closes it, and "shot" leaves what it shows in the working folder (SDL_window1-*.bmp). It needs no
display: SDL_VIDEODRIVER=dummy.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

from sim.cli import main
from sim.emulator.sdl import sdl2

_APART, _HELD = 0.35, 0.08
_SAVE = "SDL_VIDEO_DUMMY_SAVE_FRAMES"
"""While this is set, SDL's window without a display keeps every picture as a file."""


def type_keys(names: list[str]) -> None:
    """Wait for the window, then type."""
    sdl = sdl2()
    while not sdl.SDL_GetWindowFromID(1):
        time.sleep(0.05)
    time.sleep(1)
    for name in names:
        if name == "close":
            push(sdl, sdl.SDL_QUIT)
        elif name == "shot":
            os.environ[_SAVE] = "1"
            time.sleep(0.1)
            del os.environ[_SAVE]
        else:
            key = sdl.SDL_GetKeyFromName(name.encode())
            push(sdl, sdl.SDL_KEYDOWN, key)
            time.sleep(_HELD)
            push(sdl, sdl.SDL_KEYUP, key)
        time.sleep(_APART)


def push(sdl: Any, kind: int, key: int = 0) -> None:
    """Put an event where those of a real window arrive."""
    event = sdl.SDL_Event()
    event.type = kind
    if key:
        event.key.keysym.sym = key
    sdl.SDL_PushEvent(event)


if __name__ == "__main__":
    threading.Thread(target=type_keys, args=(sys.argv[1].split(","),), daemon=True).start()
    main(sys.argv[2:])
