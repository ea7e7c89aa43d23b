"""Best of N: which of several samples is played."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.agents.claude.conversation import Conversation, screen, text

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
_NUMBER = re.compile(r"\d+")


def question(observation: Observation, samples: Sequence[Taken]) -> Conversation:
    """Return what the scoring model is asked: the screen, the goal, and the samples by number from 1."""
    listed = "\n\n".join(_proposal(number, taken) for number, taken in enumerate(samples, 1))
    words = f"What the game asks for:\n{observation.goal}\n\n{listed}\n\nWhich number?"
    return Conversation().heard(screen(observation.frame), text(words))


def chosen(message: Json, count: int) -> int:
    """Return the index of the sample that the scoring model names last; the first if it names none.

    >>> chosen({"content": [{"type": "text", "text": "Not 1, but 2."}]}, 3)
    1
    """
    words = " ".join(block["text"] for block in message["content"] if block["type"] == "text")
    numbers = [int(number) for number in _NUMBER.findall(words) if 1 <= int(number) <= count]
    return numbers[-1] - 1 if numbers else 0


def looking_ahead(
    samples: Sequence[Taken], lend: Callable[[tuple[Button, ...]], tuple[Frame, ...]], seen: frozenset[str]
) -> int:
    """Return the index of the sample that leads to the most screens that were not seen yet.

    Each is played in a fork of the emulator and taken back. Among equals the first wins.
    """
    scores = []
    for taken in samples:
        assert taken.pressed is not None
        new = {frame.digest.hex() for frame in lend(taken.pressed.buttons)} - seen
        scores.append(len(new))
    return scores.index(max(scores))


def _proposal(number: int, taken: Taken) -> str:
    press = taken.pressed
    assert press is not None
    lines = [f"Proposal {number}: press {', '.join(press.buttons)}"]
    lines += [f"heads for: {press.target}"] if press.target else []
    lines += [f"expects: {press.expect}"] if press.expect else []
    lines += [f"says: {taken.said[:1000]}"] if taken.said else []
    return "\n".join(lines)
