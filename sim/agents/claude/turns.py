"""One sample of a decision: the model reads and writes its notes until it presses something.

A sample is a generator: it yields the conversation that the model is to be asked with, and is sent the
answer. So one sample or many are played alike, and whoever drives them asks for all at once.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.agents.claude import prompts
from sim.agents.claude.conversation import Conversation, result, text
from sim.agents.claude.memory import ToolFault, serve
from sim.agents.claude.tools import Pressed, pressed
from sim.core import Json, RunStopped

if TYPE_CHECKING:
    from sim.guide import Guide
    from sim.models.asking import Answer

EMPTY_REMINDED, EMPTY_STOPPED = 3, 10
"""Turns in a row without a use of a tool after which the model is reminded, and the run stopped."""
REPLIES_HURRIED, REPLIES_STOPPED = 20, 40
"""Replies in one decision without a press after which the model is hurried, and the run stopped."""
UPDATES = 8
"""Most replies in which the memory folder is brought up to date before a context reset."""
MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a sample.

    `conversation` ends with what the model said last. `results` answer its tool uses and wait for the next
    user message; that of the press, whose id is `press`, is left out of them. `pressed` is None when the
    model refused, or its context was full: `ended` tells which. `edits` are the inputs of the memory uses
    that were done, `said` is the model's text.
    """

    conversation: Conversation
    results: tuple[Json, ...] = ()
    press: str = ""
    pressed: Pressed | None = None
    ended: str = ""
    edits: tuple[Any, ...] = ()
    said: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def container(self) -> str:
        """The container that its code ran in last, "" if none ran."""
        ran = (container_of(answer.message) for answer in reversed(self.answers))
        return next(filter(None, ran), "")

    def blocks(self, *shown: Json) -> tuple[Json, ...]:
        """Return what the next user message begins with: every result, `shown` being that of the press."""
        return (*self.results, result(self.press, *shown))


Sample = Generator[Conversation, "Answer", Taken]


def decide(conversation: Conversation, guide: Guide | None) -> Sample:
    """Let the model go on until it presses something; raises RunStopped when it never does."""
    taken, empty = Taken(conversation), 0
    while True:
        taken, uses = yield from _reply(taken)
        if taken.ended:
            return taken
        taken = _served(taken, uses, guide)
        if taken.pressed is not None:
            return taken
        count = len(taken.answers)
        empty = 0 if uses else empty + 1
        if empty >= EMPTY_STOPPED:
            raise RunStopped("no decision", f"the model has used no tool in {empty} turns in a row")
        if count >= REPLIES_STOPPED:
            raise RunStopped("no decision", f"the model has pressed nothing in {count} replies in a row")
        taken = _heard(taken, *_urged(empty, count))


def update(conversation: Conversation, guide: Guide | None) -> Sample:
    """Let the model bring its memory folder up to date; nothing can be pressed."""
    taken = Taken(conversation)
    while True:
        taken, uses = yield from _reply(taken)
        if taken.ended or not uses or len(taken.answers) >= UPDATES:
            return taken
        taken = _heard(_served(taken, uses, guide, may_press=False))


def container_of(message: Json) -> str:
    """Return the id of the container that a reply's code ran in, "" if none ran."""
    return str((message.get("container") or {}).get("id", ""))


def _reply(taken: Taken) -> Generator[Conversation, Answer, tuple[Taken, list[Json]]]:
    """Ask until the model's turn is over; return its tool uses."""
    uses: list[Json] = []
    while True:
        answer = yield taken.conversation
        content, stop = answer.message["content"], answer.message["stop_reason"]
        taken = replace(taken, answers=(*taken.answers, answer), said=_joined(taken.said, content))
        if stop == "refusal":
            return replace(taken, ended="refusal"), []
        taken = replace(taken, conversation=taken.conversation.said(content))
        uses += [block for block in content if block["type"] == "tool_use"]
        if stop == "model_context_window_exceeded":
            return replace(taken, ended="full"), []
        if stop != "pause_turn":
            if stop == "max_tokens" and content and content[-1]["type"] == "tool_use":
                uses[-1] = {**uses[-1], "input": None}
            return taken, uses


def _served(taken: Taken, uses: list[Json], guide: Guide | None, *, may_press: bool = True) -> Taken:
    """Do what the model asked for, in order; what cannot be done is told as an error."""
    for use in uses:
        try:
            taken = _done(taken, use, guide, may_press)
        except ToolFault as fault:
            taken = replace(taken, results=(*taken.results, result(use["id"], text(str(fault)), error=True)))
    return taken


def _done(taken: Taken, use: Json, guide: Guide | None, may_press: bool) -> Taken:
    name, given = use["name"], use["input"]
    if given is None:
        raise ToolFault(prompts.CUT_OFF)
    if name == MEMORY and guide is not None:
        told = serve(guide, given)
        results = (*taken.results, result(use["id"], text(told)))
        return replace(taken, results=results, edits=(*taken.edits, given))
    press = pressed(name, given)
    if not may_press:
        raise ToolFault(prompts.NOT_NOW)
    if taken.pressed is not None:
        raise ToolFault(prompts.ONE_PRESS)
    return replace(taken, press=use["id"], pressed=press)


def _heard(taken: Taken, *urged: Json) -> Taken:
    return replace(taken, conversation=taken.conversation.heard(*taken.results, *urged), results=())


def _urged(empty: int, replies: int) -> tuple[Json, ...]:
    if empty:
        return (text(prompts.REMINDER if empty >= EMPTY_REMINDED else prompts.NUDGE),)
    return (text(prompts.HURRY),) if replies >= REPLIES_HURRIED else ()


def _joined(before: str, content: list[Json]) -> str:
    """Return what was said so far; what was thought stands for a reply that says nothing."""
    for kind, key in (("text", "text"), ("thinking", "thinking")):
        words = [block[key].strip() for block in content if block["type"] == kind]
        if any(words):
            return "\n".join(part for part in (before, *words) if part)
    return before
