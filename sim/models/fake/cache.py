"""The prompt cache of one organisation: which prefixes are kept, until when, and what that costs.

Source: the "Prompt caching" page of platform.claude.com/docs. A prompt is the sequence of tools, system
blocks and message blocks. Each marked block ends a prefix that is kept for its time to live, from the
last use on. A request reads the longest kept prefix that ends at a marked block or at one of the 19
blocks before it, and writes from there to its last marked block. A prefix that is shorter than the
model's minimum is neither kept nor an error. What comes before decides: a change of thinking, effort,
tool choice or output format starts the messages anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.models.fake.request import THOUGHTS, Block, Placed, Request
from sim.models.fake.seals import short
from sim.models.fake.tokens import block_tokens, digest, tool_tokens

LOOK_BACK = 20
"""Blocks looked at for one marked block, itself included."""
SECONDS = {"5m": 300.0, "1h": 3600.0}
"""Time to live by name, in seconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a prompt: a digest of everything up to it, its tokens, its marker's TTL or ""."""

    prefix: str
    tokens: int
    ttl: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a prompt costs, in tokens: neither read nor written, read, and written by time to live."""

    plain: int = 0
    read: int = 0
    written_5m: int = 0
    written_1h: int = 0

    @property
    def total(self) -> int:
        """All tokens of the prompt."""
        return self.plain + self.read + self.written_5m + self.written_1h


def pieces(request: Request, history: Sequence[Placed]) -> list[Piece]:
    """Return a prompt as the cache sees it; `history` is what the model is shown of the conversation."""
    found: list[Piece] = []
    state = request.model.id
    for tool in request.tools:
        if not tool.get("defer_loading"):
            state = short(f"{state} {digest(tool)}")
            found.append(Piece(state, tool_tokens(tool), _ttl(tool)))
    for item in request.system:
        state = short(f"{state} system {digest(item.block)}")
        found.append(Piece(state, block_tokens(item.block), _ttl(item.block)))
    state = short(f"{state} {_settings(request)}")
    for item in history:
        state = short(f"{state} {item.role} {digest(item.block)}")
        found.append(Piece(state, block_tokens(item.block), _ttl(item.block)))
    return _marked_as_a_whole(request, found, history)


def _settings(request: Request) -> str:
    body = request.body
    budget = (body.get("thinking") or {}).get("budget_tokens")
    written = (body.get("output_config") or {}).get("format")
    return digest([request.thinking, budget, request.effort, written, body.get("tool_choice")])


def _ttl(block: Block) -> str:
    content = block.get("content")
    inner = [_ttl(part) for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    own = [block["cache_control"].get("ttl", "5m")] if block.get("cache_control") else []
    return next(iter(own + [ttl for ttl in reversed(inner) if ttl]), "")


def _marked_as_a_whole(request: Request, found: list[Piece], history: Sequence[Placed]) -> list[Piece]:
    """Put the marker of the whole request on its last block that can be cached."""
    marker = request.body.get("cache_control")
    if not marker or not found:
        return found
    last = len(found) - 1
    for item in reversed(history):
        if item.kind not in THOUGHTS:
            break
        last -= 1
    if last >= 0 and not found[last].ttl:
        found[last] = replace(found[last], ttl=marker.get("ttl", "5m"))
    return found


class PrefixCache:
    """The prefixes that are kept, by digest, with the time at which each is forgotten."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[float, str]] = {}

    def charge(self, prompt: Sequence[Piece], *, least: int, now: float) -> Charge:
        """Return what a prompt costs at time `now` (seconds), and keep its marked prefixes.

        `least`: tokens below which a prefix is not kept.
        """
        sums = _running(prompt)
        marked = [at for at, piece in enumerate(prompt) if piece.ttl and sums[at] >= least]
        hit = self._longest(prompt, marked, now)
        written = {"5m": 0, "1h": 0}
        done = sums[hit] if hit >= 0 else 0
        read = done
        for at in marked:
            if at > hit:
                written[prompt[at].ttl] += sums[at] - done
                done = sums[at]
            self._keep(prompt[at], now)
        if hit >= 0:
            self._refresh(prompt[hit].prefix, now)
        whole = sums[-1] if sums else 0
        return Charge(whole - done, read, written["5m"], written["1h"])

    def _longest(self, prompt: Sequence[Piece], marked: Sequence[int], now: float) -> int:
        for end in reversed(marked):
            for at in range(end, max(-1, end - LOOK_BACK), -1):
                until, _ = self._until.get(prompt[at].prefix, (now, ""))
                if until > now:
                    return at
        return -1

    def _keep(self, piece: Piece, now: float) -> None:
        until, ttl = self._until.get(piece.prefix, (now, ""))
        longer = ttl if until > now and SECONDS.get(ttl, 0) > SECONDS[piece.ttl] else piece.ttl
        self._until[piece.prefix] = (now + SECONDS[longer], longer)

    def _refresh(self, prefix: str, now: float) -> None:
        _, ttl = self._until[prefix]
        self._until[prefix] = (now + SECONDS[ttl], ttl)


def _running(prompt: Sequence[Piece]) -> list[int]:
    sums: list[int] = []
    for piece in prompt:
        sums.append(piece.tokens + (sums[-1] if sums else 0))
    return sums
