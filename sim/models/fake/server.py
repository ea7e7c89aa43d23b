"""The service on a port of this machine, in a thread."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from sim.models.fake.organisation import Exchange, Organisation
from sim.models.fake.policy import Policy
from sim.models.fake.wire import Http


class FakeServer:
    """A server of the Messages API on 127.0.0.1, in a thread: `with FakeServer(policy) as server: ...`.

    Point a client at `server.url` with any key. Keyword arguments are those of `Organisation`;
    `server.bill`, `server.log` and `server.refused` tell what was paid, asked and refused.
    """

    def __init__(self, policy: Policy | None = None, *, port: int = 0, **options: Any) -> None:
        self.organisation = Organisation(policy, **options)
        self._http = Http(self.organisation, port)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.02,), name="longplay fake API", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address, such as http://127.0.0.1:40001."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def bill(self) -> list[Exchange]:
        """The requests that are paid for, those whose reply was lost included."""
        return self.organisation.bill

    @property
    def log(self) -> list[Exchange]:
        """Every request to `/v1/messages`, in order."""
        return self.organisation.log

    @property
    def refused(self) -> Mapping[str, int]:
        """How many requests broke each rule, by the rule's name."""
        return self.organisation.refused

    def close(self) -> None:
        """Stop serving, and end every connection and stall."""
        self._http.close()
        self._thread.join()

    def __enter__(self) -> FakeServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close; raises what the policy raised, unless something else went wrong already."""
        self.close()
        if error is None and self._http.crashes:
            raise self._http.crashes[0]
