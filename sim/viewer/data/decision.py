"""One decision: what the agent said and did, and what its model answered."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.agents.claude.memory import ToolFault
from sim.agents.claude.tools import pressed
from sim.core import RunFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core import Json, RunSettings
    from sim.record.lookup import Answered, Lookup
    from sim.viewer.data.index import Index
    from sim.viewer.data.verdicts import Verdicts

_WORDS = 200_000
"""Characters of a block that are handed on at most."""


def decision(run: Lookup, index: Index, verdicts: Verdicts | None, number: int) -> dict[str, Any]:
    """Return decision `number`; raises RunFileError if there is none.

    `spent` is what the run had used up to it, this decision included; `verdicts` how its words and deeds
    agree (see `Verdict`), null where that has not been judged yet.
    """
    found = run.decided(number)
    if found is None:
        raise RunFileError(f"this run has no decision {number} (its last is {run.last_decision})")
    first, buttons, target, reason, expect, reset, account = found
    following = run.decided(number + 1)
    settings = run.settings
    answers = run.answers(number)
    played = _played(answers, settings, buttons.split())
    return {
        "number": number,
        "first": first,
        "last": run.last_step if following is None else following[0] - 1,
        "buttons": buttons.split(),
        "saying": {"target": target, "reason": reason, "expect": expect},
        "verdicts": _agreement(verdicts, number),
        "reset": reset,
        "account": None if account is None else asdict(account),
        "spent": {
            "usd": index.usd[number - 1] if number <= len(index.usd) else None,
            "tokens": index.tokens[number - 1] if number <= len(index.tokens) else None,
        },
        "assists": list(settings.assists),
        "replies": [_reply(answer, played, settings) for answer in answers],
        "revisions": _revisions(index, number),
    }


def _agreement(verdicts: Verdicts | None, number: int) -> dict[str, Any] | None:
    found = None if verdicts is None else verdicts.of(number)
    return None if found is None else found._asdict()


def _revisions(index: Index, number: int) -> list[int]:
    begin = bisect_left(index.edits, number, key=lambda edit: edit.decision)
    end = bisect_right(index.edits, number, key=lambda edit: edit.decision)
    return [edit.number for edit in index.edits[begin:end]]


# --- replies ------------------------------------------------------------------------------


def _reply(answer: Answered, played: int | None, settings: RunSettings) -> dict[str, Any]:
    """Return a reply as it is shown; `judge` tells that it chose among the samples and was none of them."""
    message = _message(answer)
    content = message.get("content")
    return {
        "turn": answer.turn,
        "sample": answer.sample,
        "chosen": played is None or answer.sample == played,
        "judge": settings.model is not None and 1 < settings.model.samples == answer.sample,
        "model": message.get("model"),
        "seconds": round(answer.seconds, 3),
        "usd": answer.reply.get("usd"),
        "stop": message.get("stop_reason"),
        "usage": message.get("usage"),
        "blocks": [_block(block) for block in content or () if isinstance(block, dict)],
    }


def _message(answer: Answered) -> Json:
    """Return the model's message; an agent of one's own may keep something else, which is shown as it is."""
    message = answer.reply.get("message") if isinstance(answer.reply, dict) else None
    if isinstance(message, dict):
        return message
    return {"content": [{"type": "text", "text": str(answer.reply)}]}


def _block(block: Json) -> dict[str, Any]:
    """Return a block of a message as plain text, with its name and input where it uses a tool."""
    kind = str(block.get("type", "unknown"))
    shown: dict[str, Any] = {"type": kind, "text": _text(kind, block)[:_WORDS]}
    if "name" in block:
        shown["name"] = block["name"]
    if "input" in block:
        shown["input"] = block["input"]
    return shown


def _text(kind: str, block: Json) -> str:
    if kind == "redacted_thinking":
        return "(thoughts that the service keeps to itself)"
    for key in (kind, "text", "thinking", "content"):
        said = block.get(key)
        if isinstance(said, str):
            return said
        if isinstance(said, list):
            parts = (part.get("text") for part in said if isinstance(part, dict))
            return "\n".join(part for part in parts if isinstance(part, str))
    return ""


def _played(answers: list[Answered], settings: RunSettings, buttons: list[str]) -> int | None:
    """Return the sample that was played: the first that pressed these buttons. None: there is just one."""
    drawn = settings.model.samples if settings.model is not None else 1
    if drawn < 2:
        return None
    for sample in range(drawn):
        uses = [use for answer in answers if answer.sample == sample for use in _uses(answer)]
        if any(_presses(use, buttons) for use in uses):
            return sample
    return 0


def _uses(answer: Answered) -> Iterator[Json]:
    for block in _message(answer).get("content") or ():
        if isinstance(block, dict) and block.get("type") == "tool_use":
            yield block


def _presses(use: Json, buttons: list[str]) -> bool:
    try:
        return list(pressed(str(use.get("name")), use.get("input")).buttons) == buttons
    except ToolFault:
        return False
