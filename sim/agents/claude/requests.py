"""What is asked of the model: the body of each request, its stable part first and marked for the cache."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.agents.claude import judging, prompts
from sim.agents.claude.tools import definitions
from sim.models import edits_of, server_tools_of, thinking_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.agents.claude.conversation import Conversation
    from sim.core import Json, ModelSettings
    from sim.models import ModelInfo

SHORT_TTL = 300
"""Seconds that a short-lived cache entry lives after its last use."""
_SAFE = 0.9


def given(files: Sequence[str]) -> tuple[Json, ...]:
    """Return the blocks that put uploaded files, by their ids, to where the model's code runs."""
    return tuple({"type": "container_upload", "file_id": file} for file in files)


class Requests:
    """The requests of one run: the settings and the game's goal never change, the conversation does."""

    def __init__(
        self,
        settings: ModelSettings,
        goal: str,
        *,
        memory: bool,
        frozen: bool = False,
        info: ModelInfo | None = None,
    ) -> None:
        self._settings = settings
        served, mcp, betas = server_tools_of(settings)
        edits, edit_betas = edits_of(settings)
        thinking = thinking_of(settings, info)
        self._tools = [*definitions(memory=memory), *served]
        self._stable = {"type": "ephemeral", "ttl": settings.tools_ttl}
        self._memory = memory
        words = prompts.system(goal, memory=memory, frozen=frozen)
        system = {"type": "text", "text": words, "cache_control": self._stable}
        self._common: Json = {
            "model": settings.name,
            "max_tokens": settings.max_tokens,
            "tools": self._tools,
            "system": [system],
            **({"thinking": thinking} if thinking else {}),
            **({"output_config": {"effort": settings.effort}} if settings.effort else {}),
            **({"context_management": edits} if edits else {}),
            **({"mcp_servers": mcp} if mcp else {}),
            "betas": sorted({*edit_betas, *betas}),
        }

    def playing(self, conversation: Conversation, sent: Sequence[float], container: str) -> Json:
        """Return the body that asks for the next reply of the player.

        `sent`: when the last requests were sent, in seconds; by their gaps the cache of the growing part is
        chosen. `container`: where earlier code ran, "" for nowhere.
        """
        last = {"type": "ephemeral", "ttl": self._ttl(sent)}
        first = self._stable if self._memory else None
        body = {**self._common, "messages": conversation.marked(first, last)}
        return {**body, "container": container} if container else body

    def judging(self, conversation: Conversation) -> Json:
        """Return the body that asks the scoring model."""
        settings = self._settings
        return {
            "model": settings.judge_model or settings.name,
            "max_tokens": judging.MAX_TOKENS,
            "system": judging.SYSTEM,
            "messages": list(conversation.messages),
            "betas": [],
        }

    def _ttl(self, sent: Sequence[float]) -> str:
        """Return the shortest life that outlives the gaps between turns."""
        longest = max((after - before for before, after in pairwise(sent)), default=0.0)
        return "1h" if longest > SHORT_TTL * _SAFE and self._settings.tools_ttl == "1h" else "5m"
