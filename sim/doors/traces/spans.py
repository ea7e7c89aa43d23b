"""The decisions of a run as spans, in the words of OpenTelemetry's conventions for generative AI.

Each decision is a trace of its own: `invoke_agent` with a `chat` for each reply and an `execute_tool` for
each press in it. A trace of thousands of decisions would open in no viewer; the conversation id holds a run
together.
Source of names: OpenTelemetry semantic conventions 1.41, docs/gen-ai (status: development).
"""

from __future__ import annotations

import calendar
import json
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sim.models import usage_of
from sim.record.lookup import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.record.lookup import Answered, Edit, Happened, Lookup, Shown

INTERNAL, CLIENT = 1, 3
"""Kinds of spans, by their numbers in OTLP."""

_PROVIDERS = {"anthropic": "anthropic", "bedrock": "aws.bedrock", "vertex": "gcp.vertex_ai"}
_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a moment (Unix nanoseconds) within a span."""

    name: str
    moment: int
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, from `begin` to `end` in Unix nanoseconds.

    `trace` (32) and `id` (16) are hexadecimal and follow from the run and the decision, so that a run sent
    twice is the same traces. `parent` is the span that it lies in, "" for the outermost. Attributes are
    strings, integers, floats, booleans or lists of strings.
    """

    trace: str
    id: str
    parent: str
    name: str
    kind: int
    begin: int
    end: int
    attributes: Mapping[str, Any]
    marks: tuple[Mark, ...] = field(default=())


def spans(run: Lookup) -> Iterator[Span]:
    """Yield the spans of a run, decision by decision, the outermost of each first.

    The file knows how long a press and a reply took, not when: the clock starts when the run was created and
    stands still while it is not played. Replies of one turn begin together, at the turn's beginning.
    """
    teller = _Teller(run)
    edits = _Edits(run)
    now = calendar.timegm(time.strptime(run.meta()["created"], "%Y-%m-%dT%H:%M:%SZ")) * _NANOSECONDS
    for steps in _decisions(run):
        made = teller.decision(steps, now, edits.of(steps[0].decision))
        yield from made
        now = made[0].end


class _Teller:
    """Makes the spans of a run's decisions."""

    def __init__(self, run: Lookup) -> None:
        self._run = run
        settings = run.settings
        first = run.meta()["created"], run.identity().get("rom"), run.folder.resolve().name
        self._key = json.dumps([*first, settings.agent, settings.world, settings.seed])
        self._conversation = sha256(self._key.encode()).hexdigest()[:32]
        self._common: dict[str, Any] = {"gen_ai.conversation.id": self._conversation}
        self._agent = settings.agent
        self._model: dict[str, Any] = {}
        if settings.model is not None:
            self._model = {
                "gen_ai.provider.name": _PROVIDERS.get(settings.model.provider, settings.model.provider),
                "gen_ai.request.model": settings.model.name,
            }

    def decision(self, steps: Sequence[Shown], begin: int, edits: Sequence[Edit]) -> list[Span]:
        """Return the spans of a decision that begins at a moment, itself first."""
        number = steps[0].decision
        trace = self._digest(f"decision {number}", 32)
        top = self._digest(f"decision {number}", 16)
        answers = self._run.answers(number)
        replies, thought = self._replies(trace, top, number, answers, begin)
        presses = self._presses(trace, top, steps, begin, thought)
        end = max(presses[-1].end, thought)
        marks = tuple(Mark(f"guide.{edit.operation}", begin, {"longplay.file": edit.path}) for edit in edits)
        told = self._said(number) | {"longplay.decision": number, "longplay.step": steps[0].number}
        named = {"gen_ai.agent.name": self._agent, **self._model, **told}
        name, attributes = f"invoke_agent {self._agent}", self._attributes("invoke_agent", named)
        head = Span(trace, top, "", name, INTERNAL, begin, end, attributes, marks)
        return [head, *replies, *presses]

    def _said(self, number: int) -> dict[str, Any]:
        """Return what the agent said about a decision, and what it used."""
        decided = self._run.decided(number)
        if decided is None:
            return {}
        _, _, target, reason, expect, reset, account = decided
        words = {"target": target, "reason": reason, "expect": expect}
        told: dict[str, Any] = {f"longplay.{name}": text for name, text in words.items() if text}
        told["longplay.reset"] = reset
        if account is not None:
            told["gen_ai.usage.input_tokens"] = account.input + account.cache_read + account.cache_write
            told["gen_ai.usage.output_tokens"] = account.output
            if account.usd is not None:
                told["longplay.usd"] = account.usd
        return told

    def _replies(
        self, trace: str, parent: str, number: int, answers: Sequence[Answered], begin: int
    ) -> tuple[list[Span], int]:
        """Return the spans of a decision's replies, and when the last of them had come."""
        found, turn, last = [], 0, begin
        for answer in answers:
            if answer.turn != turn:
                turn, begin = answer.turn, last
            end = begin + round(answer.seconds * _NANOSECONDS)
            last = max(last, end)
            key = self._digest(f"reply {number} {answer.turn} {answer.sample}", 16)
            name = f"chat {self._model.get('gen_ai.request.model', '')}".strip()
            attributes = self._attributes("chat", {**self._model, **_answered(answer)})
            found.append(Span(trace, key, parent, name, CLIENT, begin, end, attributes))
        return found, last

    def _presses(
        self, trace: str, parent: str, steps: Sequence[Shown], begin: int, thought: int
    ) -> list[Span]:
        """Return the spans of a decision's presses; the first begins when it was `thought` of."""
        found = []
        happened = self._run.happened(steps[0].number - 1, steps[-1].number)
        for step in steps:
            end = begin + round(step.seconds * _NANOSECONDS)
            told = {
                "gen_ai.tool.name": "press", "gen_ai.tool.type": "function", "longplay.step": step.number,
                "longplay.button": step.button, "longplay.screen": step.frame.hex(),
            }  # fmt: skip
            marks = tuple(_mark(event, end) for event in happened if event.step == step.number)
            key, name = self._digest(f"step {step.number}", 16), "execute_tool press"
            first, attributes = min(max(begin, thought), end), self._attributes("execute_tool", told)
            found.append(Span(trace, key, parent, name, INTERNAL, first, end, attributes, marks))
            begin = end
        return found

    def _attributes(self, operation: str, more: Mapping[str, Any]) -> dict[str, Any]:
        return {"gen_ai.operation.name": operation, **self._common, **more}

    def _digest(self, what: str, digits: int) -> str:
        return sha256(f"{self._key} {what} {digits}".encode()).hexdigest()[:digits]


class _Edits:
    """The revisions of a run by decision, for decisions asked for in order."""

    def __init__(self, run: Lookup) -> None:
        self._run = run
        self._ahead: list[Edit] = []
        self._last = 0

    def of(self, decision: int) -> list[Edit]:
        """Return those up to a decision that were not returned before."""
        found: list[Edit] = []
        while self._ahead or self._more():
            if self._ahead[0].decision > decision:
                break
            found.append(self._ahead.pop(0))
        return found

    def _more(self) -> bool:
        self._ahead = self._run.edits(self._last, CHUNK)
        self._last = self._ahead[-1].number if self._ahead else self._last
        return bool(self._ahead)


def _decisions(run: Lookup) -> Iterator[list[Shown]]:
    """Yield the steps of each decision."""
    steps: list[Shown] = []
    after = 0
    while page := run.page(after, CHUNK):
        for step in page:
            if steps and steps[0].decision != step.decision:
                yield steps
                steps = []
            steps.append(step)
        after = page[-1].number
    if steps:
        yield steps


def _answered(answer: Answered) -> dict[str, Any]:
    """Return what a reply tells of itself; input tokens count the cached ones, as the conventions ask."""
    message = answer.reply.get("message", answer.reply)
    told: dict[str, Any] = {"longplay.turn": answer.turn, "longplay.sample": answer.sample}
    named = {"gen_ai.response.id": message.get("id"), "gen_ai.response.model": message.get("model")}
    told |= {key: str(value) for key, value in named.items() if value}
    if message.get("stop_reason"):
        told["gen_ai.response.finish_reasons"] = [str(message["stop_reason"])]
    if message.get("usage"):
        usage = usage_of(message)
        told["gen_ai.usage.input_tokens"] = usage.prompt
        told["gen_ai.usage.output_tokens"] = usage.output
        told["gen_ai.usage.cache_read.input_tokens"] = usage.cache_read
        told["gen_ai.usage.cache_creation.input_tokens"] = usage.prompt - usage.input - usage.cache_read
    return told


def _mark(event: Happened, moment: int) -> Mark:
    detail = {f"longplay.{key}": _plain(value) for key, value in event.detail.items()}
    return Mark(f"{event.source}.{event.kind}", moment, detail)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else json.dumps(value)
