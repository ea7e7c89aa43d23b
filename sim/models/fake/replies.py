"""From a validated request to the whole reply: what is shown, what it costs, what is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sim.core import Json
from sim.models.fake.cache import Charge, PrefixCache, pieces
from sim.models.fake.context import Shown, as_sent, compacts, edited, fixed_tokens, history_tokens
from sim.models.fake.policy import Policy, Raw, Said, Text, Thought, Turn, Use
from sim.models.fake.refusal import Problem, RefusedError
from sim.models.fake.request import Placed, Request
from sim.models.fake.seals import Seal, short, sign, sign_summary
from sim.models.fake.thoughts import CONTROLS, Verdict, judge, opening
from sim.models.fake.tokens import canonical, text_tokens

Summary = Callable[[Json], str]
"""Maps the body of a request to the summary of its conversation."""


def plain_summary(request: Json) -> str:
    """Return a stand-in for a summary: how many messages there were."""
    return f"Summary of the {len(request['messages'])} messages before."


@dataclass
class Voice:
    """The reply as it grows: its blocks, what they cost and what was cut."""

    request: Request
    before: str
    chain: str
    room: int
    content: list[dict[str, Any]] = field(default_factory=list)
    spent: int = 0
    thought: int = 0
    cut: bool = False
    stopped_by: str | None = None

    def say(self, part: Said) -> None:
        """Add one part of a turn, or as much of it as there is room for."""
        if self.cut or self.stopped_by is not None:
            return
        block, cost = self._block(part)
        if block is None:
            return
        if cost > self.room - self.spent:
            self.cut = True
            block, cost = self._shortened(part, self.room - self.spent)
            if block is None:
                return
        self.spent += cost
        self.thought += cost if isinstance(part, Thought) else 0
        if block["type"] == "thinking":
            self.chain = short(block["signature"])
        self.before = self.request.extended(self.before, "assistant", block)
        self.content.append(block)

    def _block(self, part: Said) -> tuple[dict[str, Any] | None, int]:
        if isinstance(part, Text):
            text = self._until_stopped(part.text)
            return ({"type": "text", "text": text} if text else None), text_tokens(text)
        if isinstance(part, Use):
            name = f"toolu_{short(f'{self.request.digest} {len(self.content)}')}"
            block = {"type": "tool_use", "id": name, "name": part.name, "input": dict(part.input)}
            return block, text_tokens(part.name) + text_tokens(canonical(part.input))
        if isinstance(part, Raw):
            return dict(part.block), part.tokens
        cost = text_tokens(part.text) if part.tokens is None else part.tokens
        return (self._thinking(part.text, cost) if self.request.thinks else None), cost

    def _thinking(self, text: str, cost: int) -> dict[str, Any]:
        display = (self.request.body.get("thinking") or {}).get("display")
        shown = text if display == "summarized" or (display is None and self.request.model.shows) else ""
        seal = Seal(self.request.model.id, short(shown), opening(self.content), self.before, self.chain, cost)
        return {"type": "thinking", "thinking": shown, "signature": sign(seal)}

    def _shortened(self, part: Said, room: int) -> tuple[dict[str, Any] | None, int]:
        """Return what fits into `room` tokens: the beginning of a text, a tool use without its input."""
        if isinstance(part, Use):
            block, _ = self._block(replace(part, input={}))
            return block, room
        if isinstance(part, Raw) or room <= 0:
            return None, 0
        if isinstance(part, Text):
            return self._block(Text(part.text[: 4 * room]))
        return self._block(Thought(part.text[: 4 * room], room))

    def _until_stopped(self, text: str) -> str:
        stops = [(text.find(stop), stop) for stop in self.request.body.get("stop_sequences") or []]
        found = min(((at, stop) for at, stop in stops if at >= 0), default=None)
        if found is None:
            return text
        self.stopped_by = found[1]
        return text[: found[0]]


@dataclass
class Teller:
    """Makes replies: it knows the organisation's cache, its clock and what the model says.

    `bound`: whether thinking blocks are held to what stood before them unasked.
    """

    policy: Policy
    clock: Callable[[], float]
    bound: bool = True
    summary: Summary = plain_summary
    cache: PrefixCache = field(default_factory=PrefixCache)

    def count(self, request: Request) -> dict[str, Any]:
        """Return the answer of the token counter."""
        history = as_sent(request, judge(request, enforced=self.bound).dropped)
        fixed = fixed_tokens(request)
        counted: dict[str, Any] = {"input_tokens": fixed + history_tokens(edited(request, history).history)}
        if request.body.get("context_management"):
            counted["context_management"] = {"original_input_tokens": fixed + history_tokens(history)}
        return counted

    def reply(self, request: Request) -> dict[str, Any]:
        """Return the whole message, and account for it; raises RefusedError."""
        verdict = judge(request, enforced=self.bound)
        shown = edited(request, as_sent(request, verdict.dropped))
        if request.body.get("compaction"):
            return self._summarised(request, shown, verdict)
        compacting = compacts(request, shown.history)
        if compacting is None:
            return self._answered(request, shown, verdict)
        return self._compacted(request, shown, verdict, pause=bool(compacting.get("pause_after_compaction")))

    def _answered(
        self, request: Request, shown: Shown, verdict: Verdict, summary: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Let the policy speak. `summary`: the block that stands before what it says."""
        charge, room = self._charge(request, shown.history)
        voice = self._voice(request, summary, room)
        turn = self.policy(request.body)
        for part in turn.said if request.max_tokens else ():
            voice.say(part)
        usage = _usage(charge, max(voice.spent, min(1, request.max_tokens)), voice.thought)
        message = _message(request, voice.content, usage)
        message |= _stop(turn, voice, request)
        return message | _container(request, voice.content) | _reports(request, shown, verdict)

    def _voice(self, request: Request, summary: dict[str, Any] | None, room: int) -> Voice:
        before = request.prefixes[-1]
        if summary is not None:
            return Voice(request, request.extended(before, "assistant", summary), "", room, [summary])
        thoughts = [item for item in request.history if item.kind == "thinking"]
        chain = short(thoughts[-1].block["signature"]) if thoughts else ""
        return Voice(request, before, chain, room)

    def _charge(self, request: Request, history: tuple[Placed, ...]) -> tuple[Charge, int]:
        """Return what the prompt costs, and the tokens there is room for in the reply."""
        prompt = pieces(request, history)
        size, most = sum(piece.tokens for piece in prompt), request.model.context
        if size > most:
            problem = Problem("", f"prompt is too long: {size} tokens > {most} maximum")
            raise RefusedError("prompt_fits_the_context", problem)
        charge = self.cache.charge(prompt, least=request.model.cached_from, now=self.clock())
        return charge, min(request.max_tokens, most - size)

    def _summarised(self, request: Request, shown: Shown, verdict: Verdict) -> dict[str, Any]:
        """Answer a request for a summary: the signed block alone."""
        charge, _ = self._charge(request, shown.history)
        text = self.summary(request.body)
        block = {"type": "compaction", "content": text, "signature": sign_summary(text)}
        message = _message(request, [block], _usage(charge, text_tokens(text), 0))
        return message | {"stop_reason": "compaction"} | _reports(request, shown, verdict)

    def _compacted(self, request: Request, shown: Shown, verdict: Verdict, *, pause: bool) -> dict[str, Any]:
        """Summarise the conversation, then answer from the summary unless a pause is asked for."""
        charge, _ = self._charge(request, shown.history)
        text = self.summary(request.body)
        block = {"type": "compaction", "content": text}
        first = {"type": "compaction", **_counts(charge, text_tokens(text))}
        if pause:
            message = _message(request, [block], _usage(Charge(), 0, 0))
            message |= {"stop_reason": "compaction"} | _reports(request, shown, verdict)
            message["usage"]["iterations"] = [first]
            return message
        from_now_on = Shown((Placed("", "assistant", 0, block),), shown.applied)
        message = self._answered(request, from_now_on, verdict, block)
        usage = message["usage"]
        counts = {name: usage[name] for name in _counts(Charge(), 0)}
        usage["iterations"] = [first, {"type": "message", **counts}]
        return message


def _counts(charge: Charge, output: int) -> dict[str, Any]:
    return {
        "input_tokens": charge.plain,
        "cache_read_input_tokens": charge.read,
        "cache_creation_input_tokens": charge.written_5m + charge.written_1h,
        "cache_creation": {
            "ephemeral_5m_input_tokens": charge.written_5m,
            "ephemeral_1h_input_tokens": charge.written_1h,
        },
        "output_tokens": output,
    }


def _usage(charge: Charge, output: int, thought: int) -> dict[str, Any]:
    return {
        **_counts(charge, output),
        "output_tokens_details": {"thinking_tokens": thought},
        "service_tier": "standard",
    }


def _message(request: Request, content: list[dict[str, Any]], usage: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"msg_{request.digest[:24]}",
        "type": "message",
        "role": "assistant",
        "model": request.model.id,
        "content": content,
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }


def _stop(turn: Turn, voice: Voice, request: Request) -> dict[str, Any]:
    """Return why the model stopped; what cut it short goes before what the turn says."""
    if voice.cut or not request.max_tokens:
        full = voice.room < request.max_tokens
        return {"stop_reason": "model_context_window_exceeded" if full else "max_tokens"}
    if voice.stopped_by is not None:
        return {"stop_reason": "stop_sequence", "stop_sequence": voice.stopped_by}
    if turn.reason == "refusal":
        details = {"type": "refusal", "category": turn.category, "explanation": None}
        return {"stop_reason": "refusal", "stop_details": details}
    return {"stop_reason": turn.reason}


def _container(request: Request, content: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the container that code ran in, if any did: the one of the request, or a new one."""
    ran = [block for block in content if block["type"].endswith("code_execution_tool_result")]
    if not ran:
        return {}
    named = request.body.get("container")
    known = named.get("id") if isinstance(named, dict) else named
    new = f"container_{short(f'{request.digest} {canonical(content)}')}"
    return {"container": {"id": known or new, "expires_at": "2030-01-01T00:00:00Z"}}


def _reports(request: Request, shown: Shown, verdict: Verdict) -> dict[str, Any]:
    reports: dict[str, Any] = {}
    if request.body.get("context_management"):
        reports["context_management"] = {"applied_edits": list(shown.applied)}
    if CONTROLS in request.betas:
        reports["input_transformations"] = list(verdict.notes)
    return reports
