"""Claude, as everybody else in the house knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core import Json
    from sim.models.base import ModelInfo

TIMEOUT = 600.0
"""Seconds without a byte after which a reply is given up as lost."""


class Claude:
    """A client of one of the SDK's providers; see `base.Model`. It may be used from several threads.

    Credentials come from the environment, as the SDK documents; so does the address
    (ANTHROPIC_BASE_URL), which makes any compatible endpoint work.
    """

    def __init__(
        self,
        provider: str = "anthropic",
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        """Build the client.

        `provider`: "anthropic", "bedrock" or "vertex". `api_key`: a key of Anthropic or Bedrock, or an access
        token of Google. `timeout`: seconds without a byte after which a reply is given up as lost. Raises
        ModelError for an unknown provider, missing credentials or a missing package.
        """
        from sim.models.sdk import Connection  # noqa: PLC0415  (loading the SDK takes a second)

        self._connection = Connection(provider, base_url=base_url, api_key=api_key, timeout=timeout)

    def reply(self, body: Json) -> Json:
        """Send a request once and return the whole reply; see `base.Model.reply`."""
        return self._connection.reply(body)

    def describe(self, name: str) -> ModelInfo | None:
        """Return what is known of a model; see `base.Model.describe`. Asking is free."""
        return self._connection.describe(name)

    def upload(self, path: Path) -> str:
        """Give the service a file and return its id; see `base.Model.upload`."""
        return self._connection.upload(path)

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()
