"""Best of N: which of several samples is played."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.agents.claude.conversation import Conversation, screen, text
from sim.core import CartridgeHung

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.agents.claude.turns import Taken
    from sim.core import Button, Frame, Json, Observation

MAX_TOKENS = 2048
SYSTEM = (
    "You judge how a game on a Game Boy is played. You are shown the screen, what the game asks for, and "
    "several proposals for what to do next. Choose the one that serves the game best. Answer with its number "
    "alone."
)
_NUMBER = re.compile(r"(?<![\w.-])[0-9]{1,2}(?!\w|\.\d)")
"""A whole number that stands alone: neither 1.5 nor -1 nor 2nd names a proposal."""
_SAID = 1000
"""Most characters of what a sample says that the scoring model is shown."""


def question(observation: Observation, samples: Sequence[Taken]) -> Conversation:
    """Return what the scoring model is asked: the screen, the goal, and the samples by number from 1."""
    listed = "\n\n".join(_proposal(number, taken) for number, taken in enumerate(samples, 1))
    words = f"What the game asks for:\n{observation.goal}\n\n{listed}\n\nWhich number?"
    return Conversation().heard(screen(observation.frame), text(words))


def chosen(message: Json, count: int) -> int:
    """Return the index of the sample that the scoring model names last; the first if it names none.

    >>> [chosen({"content": [{"type": "text", "text": said}]}, 3) for said in ("Not 1, but 2.", "7!", "1.5")]
    [1, 0, 0]
    """
    words = " ".join(block["text"] for block in message["content"] if block["type"] == "text")
    numbers = [int(number) for number in _NUMBER.findall(words) if 1 <= int(number) <= count]
    return numbers[-1] - 1 if numbers else 0


def looking_ahead(
    samples: Sequence[Taken], lend: Callable[[tuple[Button, ...]], tuple[Frame, ...]], seen: frozenset[str]
) -> int:
    """Return the index of the sample that leads to the most screens that were not seen yet.

    Each is played in a fork of the emulator and taken back. Among equals the first wins; one that stops the
    cartridge for good loses to any that does not.
    """
    scores = [_new_screens(taken, lend, seen) for taken in samples]
    return scores.index(max(scores))


def _new_screens(
    taken: Taken, lend: Callable[[tuple[Button, ...]], tuple[Frame, ...]], seen: frozenset[str]
) -> int:
    assert taken.pressed is not None
    try:
        return len({frame.digest.hex() for frame in lend(taken.pressed.buttons)} - seen)
    except CartridgeHung:
        return -1


def _proposal(number: int, taken: Taken) -> str:
    press = taken.pressed
    assert press is not None
    lines = [f"Proposal {number}: press {', '.join(press.buttons)}"]
    lines += [f"heads for: {press.target}"] if press.target else []
    lines += [f"expects: {press.expect}"] if press.expect else []
    lines += [f"says: {taken.said[:_SAID]}"] if taken.said else []
    lines += [f"notes: {words}" for words in map(_noted, taken.edits) if words]
    return "\n".join(lines)


def _noted(edit: Json) -> str:
    """Return in words what a use of the memory tool changes, "" for one that reads."""
    if edit["command"] == "view":
        return ""
    paths = (edit.get(name) for name in ("path", "old_path", "new_path"))
    return " ".join([edit["command"], *filter(None, paths)])
