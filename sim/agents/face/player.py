"""The policy: the state after each message is a fold over the conversation, remembered where it can be."""

from __future__ import annotations

import json
from collections import OrderedDict
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
import xxhash

from sim.agents.face.context import MEMORY, PRESS, WAIT, Context, Offered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core import Json
    from sim.models.fake import Policy, Turn

V = TypeVar("V")


def player(remembered: int = 4) -> Policy:
    """Return the policy: it plays Fernmoor as the explorer does, through the tools press, wait and memory.

    The same request gets the same turn from any policy made here. `remembered`: how many conversations it
    goes on with where it stopped; each other one is gone through from its beginning.
    """
    return _Player(remembered)


class _Player:
    """The policy, with the contexts after the requests that came last and the turns they got."""

    def __init__(self, remembered: int) -> None:
        self._most = remembered
        self._contexts: OrderedDict[str, Context] = OrderedDict()
        self._turns: OrderedDict[str, Turn] = OrderedDict()

    def __call__(self, request: Json) -> Turn:
        """Return the turn that answers a request."""
        offered = _offered(request)
        messages = _since_summary(request["messages"])
        names = _names(offered, messages)
        turn = self._turns.get(names[-1])
        if turn is None:
            context = self._after(offered, messages, names)
            turn = context.answer()
            self._keep(self._contexts, names[-1], context)
            self._keep(self._turns, names[-1], turn)
        return turn

    def _after(self, offered: Offered, messages: Sequence[Json], names: Sequence[str]) -> Context:
        """Return the state after all messages, from the longest beginning that is remembered."""
        for last in range(len(messages) - 2, -1, -1):
            if names[last] in self._contexts and messages[last + 1]["role"] == "assistant":
                context = self._contexts.pop(
                    names[last]
                )  # it grows: whoever asks for it again goes through anew
                context.say(messages[last + 1]["content"])
                return _gone_through(context, messages[last + 2 :])
        return _gone_through(*_begun(offered, messages, names[0]))

    def _keep(self, kept: OrderedDict[str, V], name: str, value: V) -> None:
        kept[name] = value
        while len(kept) > self._most:
            kept.popitem(last=False)


def context_after(request: Json) -> Context:
    """Return the state after a request's messages, before it is answered, from these messages alone."""
    offered, messages = _offered(request), _since_summary(request["messages"])
    return _gone_through(*_begun(offered, messages, _names(offered, messages[:1])[0]))


def _begun(offered: Offered, messages: Sequence[Json], name: str) -> tuple[Context, Sequence[Json]]:
    """Return a fresh state and the messages that it has still to hear."""
    first, seed = messages[0], int(name[:16], 16)
    if first["role"] == "assistant":
        context = Context(seed, offered, None)
        context.say(first["content"])
        return context, messages[1:]
    texts = (block["text"] for block in first["content"] if block["type"] == "text")
    return Context(seed, offered, "\n".join(texts)), messages


def _gone_through(context: Context, messages: Sequence[Json]) -> Context:
    for message in messages:
        if message["role"] == "assistant":
            context.answer()
            context.say(message["content"])
        else:
            context.hear(message["content"])
    return context


def _offered(request: Json) -> Offered:
    names = {tool.get("name") for tool in request.get("tools") or ()}
    return Offered(PRESS in names, WAIT in names, MEMORY in names)


def _since_summary(messages: Sequence[Json]) -> list[Json]:
    """Return the messages with their content as blocks, from the last summary of the service on."""
    found: list[Json] = []
    for message in messages:
        blocks = _blocks(message["content"])
        places = [place for place, block in enumerate(blocks) if block["type"] == "compaction"]
        found = [
            *([] if places else found),
            {**message, "content": blocks[places[-1] :] if places else blocks},
        ]
    return found


def _blocks(content: Any) -> list[Json]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content or ())


def _names(offered: Offered, messages: Sequence[Json]) -> list[str]:
    """Return a digest of the conversation up to each message, cache markers aside."""

    def name(before: str, message: Json) -> str:
        return xxhash.xxh3_128_hexdigest(before.encode() + _bytes(message))

    return list(accumulate(messages, name, initial=str(tuple(offered))))[1:]


def _bytes(message: Json) -> bytes:
    plain = {**message, "content": _unmarked(message["content"])}
    try:
        return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # half of a surrogate pair, which is no UTF-8
        return json.dumps(plain, sort_keys=True).encode()


def _unmarked(content: Any) -> Any:
    """Return blocks without the markers that move along as a conversation grows."""
    if not isinstance(content, list):
        return content
    return [
        {
            name: _unmarked(value) if name == "content" else value
            for name, value in block.items()
            if name != "cache_control"
        }
        for block in content
    ]
