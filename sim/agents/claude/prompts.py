"""What the model is told: every sentence that comes from the harness stands here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.guide import NAVIGATION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.agents.claude.turns import Taken
    from sim.core import Button

FOLDER = "/memories"
"""The memory folder as the model knows it."""
GUIDE = f"{FOLDER}/{NAVIGATION}"

_PLAY = """\
You are playing a game on a Game Boy. You see its screen as an image after every press, and you act with \
the press tool alone. Look at the screen before you decide, press few buttons at a time where you are not \
sure what they do, and compare what you see with what you expected.

THE GAME
{goal}
"""
_MEMORY = f"""
YOUR MEMORY
Your context is emptied again and again during the game. All that you keep is the memory folder {FOLDER}, \
which you read and write with the memory tool. Keep {GUIDE} as your navigation guide: where things are, what \
leads where, what you have done, what you are doing and what comes next. Whoever reads it next has seen \
nothing of the game: it will be you. Write down what you learn when you learn it, mend what turns out to be \
wrong, and keep it short enough to be read each time. You may keep more files; name them in the guide.
"""
_READ_ONLY = f"""
YOUR MEMORY
Your context is emptied again and again during the game. All that is kept is the memory folder {FOLDER}, \
which you can view with the memory tool. {GUIDE} is your navigation guide: where things are, and what leads \
where. Nothing in the folder can be changed, and nothing you learn is kept beyond your context.
"""
_NO_MEMORY = """
Your context is emptied again and again during the game, and nothing is kept beyond it.
"""
_GOES_ON = """
The game is long: thousands of presses. Do not stop, do not ask: press.
"""

UPDATE = (
    f"Your context is about to be emptied. Bring your memory folder up to date now with the memory tool, so "
    f"that you can go on from {GUIDE} alone. No button can be pressed until then. Say so when you are done."
)
NUDGE = "Nothing was pressed. Use the press or the wait tool to go on with the game."
REMINDER = (
    "Nothing was pressed in your last turns. The game goes on with the tools only: press with a list of "
    'buttons, for instance {"buttons": ["a"]}, or wait. Look at the last screen and use one of them now.'
)
HURRY = "You have read and written for long. Press a button now."
CUT_OFF = "not done: your reply was cut off because it was too long. Say less and use the tool again."
ONE_PRESS = "not done: one press or wait a turn. Look at the new screen first."
NOT_NOW = "not done: your context is about to be emptied. Only the memory tool can be used now."


def system(goal: str, *, memory: bool, frozen: bool = False) -> str:
    """Return the system prompt for a game's goal; a `frozen` memory can be read only."""
    kept = (_READ_ONLY if frozen else _MEMORY) if memory else _NO_MEMORY
    return (_PLAY.format(goal=goal) + kept + _GOES_ON).strip()


def memory_folder(files: Mapping[str, str]) -> str:
    """Return the memory folder as a new context begins with it: what there is, and the guide in full."""
    listing = "\n".join(f"{len(files[path].encode()):6} bytes  {FOLDER}/{path}" for path in sorted(files))
    guide = files.get(NAVIGATION)
    text = f"Your memory folder:\n{listing or '(no files yet)'}"
    return text if guide is None else f"{text}\n\n--- {NAVIGATION}\n{guide.rstrip()}\n--- end"


def opening(step: int, assists: Mapping[str, str]) -> str:
    """Return what stands before the first screen of a context."""
    return _with(f"Step {step}. The screen now:", assists)


def pressed(step: int, buttons: Sequence[Button], assists: Mapping[str, str]) -> str:
    """Return what stands before the screen after a press."""
    return _with(f"Step {step}. Pressed: {', '.join(buttons)}. The screen now:", assists)


def logged(taken: Taken) -> str:
    """Return one decision as the log of a context keeps it: what was written, pressed, meant and expected."""
    press = taken.pressed
    assert press is not None
    parts = [f"Wrote: {_cut(json.dumps(given, ensure_ascii=False), 600)}" for given in taken.edits]
    parts += [f"Said: {_cut(' '.join(taken.said.split()), 300)}"] if taken.said else []
    parts += [f"Pressed: {', '.join(press.buttons)}."]
    parts += [f"Heading for: {press.target}."] if press.target else []
    parts += [f"Expecting: {press.expect}."] if press.expect else []
    return " ".join(parts)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}..."


def _with(text: str, assists: Mapping[str, str]) -> str:
    return "\n".join([*(f"{name}: {told}" for name, told in assists.items()), text])
