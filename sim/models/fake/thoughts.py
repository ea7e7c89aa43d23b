"""Thinking blocks that come back: unchanged, readable by the model, and bound to what stood before them.

Source: the "Preserved thinking" and "Troubleshooting thinking" pages of platform.claude.com/docs. On a
model that binds thinking, a block is valid while system, tools and all blocks before it are what they
were, and while the thinking block before it is the one that was there, or none. Blocks of another model
that this one cannot read are dropped without a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.models.fake.catalogue import can_read
from sim.models.fake.refusal import Problem, RefusedError
from sim.models.fake.request import THOUGHTS, Block, Placed, Request, is_summary
from sim.models.fake.seals import Seal, read, short
from sim.models.fake.tokens import digest

CONTROLS = "thinking-binding-controls-2026-08-01"
"""The beta header that opens `block_binding` and has dropped blocks reported."""

_DROPPED, _ALLOWED = "thinking_dropped", "thinking_mismatch_allowed"
_CHANGED = (
    "`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. These "
    "blocks must remain as they were in the original response."
)
_MODEL, _PREFIX = "model_binding_mismatch", "prefix_binding_mismatch"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which thinking blocks are not shown to the model, by path, and what is reported of it."""

    dropped: frozenset[str]
    notes: tuple[Mapping[str, str], ...]


def judge(request: Request, *, enforced: bool) -> Verdict:
    """Check every thinking block that came back; raises RefusedError for one that makes the request bad.

    `enforced`: whether the organisation is one whose requests are held to the binding unasked.
    """
    binding = (request.body.get("thinking") or {}).get("block_binding") or {}
    chosen = binding.get("prefix_mismatch_behavior")
    notes: list[Mapping[str, str]] = []
    previous: str | None = None
    broken = False
    for index, item in _returned(request):
        seal = _opened(request, item)
        if not can_read(request.model, seal.model):
            notes.append({"type": _DROPPED, "path": item.path, "reason": _MODEL})
        elif request.model.bound:
            broken = broken or _is_broken(seal, request.prefixes[index], previous)
            if broken and (chosen or enforced) and chosen != "drop_block":
                raise RefusedError("thoughts_are_bound", Problem(item.path, _bound(request)))
            if broken:
                kind = _DROPPED if chosen else _ALLOWED
                notes.append({"type": kind, "path": item.path, "reason": _PREFIX})
        previous = item.block["signature"]
    dropped = frozenset(note["path"] for note in notes if note["type"] == _DROPPED)
    return Verdict(dropped, tuple(notes))


def _returned(request: Request) -> list[tuple[int, Placed]]:
    """Return the thinking blocks after the last summary, with their places in the history."""
    history = list(enumerate(request.history))
    start = max((index for index, item in history if is_summary(item.block)), default=0)
    for _, item in history[start:]:
        if item.kind == "redacted_thinking":
            problem = Problem(item.path, "Invalid `data` in `redacted_thinking` block")
            raise RefusedError("thoughts_are_unchanged", problem)
    return [(index, item) for index, item in history[start:] if item.kind == "thinking"]


def _opened(request: Request, item: Placed) -> Seal:
    """Return what a block's signature vouches for; raises RefusedError if the block was changed or moved."""
    seal = read(item.block["signature"])
    if seal is None:
        problem = Problem(item.path, "Invalid `signature` in `thinking` block")
        raise RefusedError("thoughts_are_unchanged", problem)
    turn = [other for other in request.latest_assistant if other.message == item.message]
    moved = item in turn and seal.turn != opening([other.block for other in turn[: turn.index(item)]])
    if moved or seal.text != short(item.block["thinking"]):
        raise RefusedError("thoughts_are_unchanged", Problem(item.path, _CHANGED))
    return seal


def opening(blocks: Sequence[Block]) -> str:
    """Return a digest of the blocks that stand before a thinking block in its message, thinking aside."""
    return digest([block for block in blocks if block["type"] not in THOUGHTS])


def _is_broken(seal: Seal, before: str, previous: str | None) -> bool:
    return seal.before != before or (previous is not None and seal.chain != short(previous))


def _bound(request: Request) -> str:
    message = (
        "Invalid `signature` in `thinking` block. The block is bound to a different conversation. Remove "
        'the block, or set `thinking.block_binding.prefix_mismatch_behavior` to "drop_block".'
    )
    if CONTROLS in request.betas:
        return message
    return f"{message} That setting requires the `{CONTROLS}` value in the `anthropic-beta` header."
