"""The protocol: paths, headers, streams, and the faults of the way.

Source of paths, headers and sizes: the "API overview" and "Errors" pages of platform.claude.com/docs.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from socketserver import TCPServer
from typing import Any
from urllib.parse import urlsplit

from sim.models.fake.catalogue import model_info
from sim.models.fake.faults import Kind
from sim.models.fake.files import MAX_BYTES
from sim.models.fake.organisation import Organisation, Outcome
from sim.models.fake.refusal import STATUS, Problem, RefusedError
from sim.models.fake.stream import encoded, events

MAX_BODY = 32 * 1024 * 1024
"""Most bytes of a request to the Messages API."""
_ANSWERS = {
    Kind.OVERLOADED: Problem("", "Overloaded", "overloaded_error"),
    Kind.RATE_LIMITED: Problem("", "Number of requests has exceeded your rate limit", "rate_limit_error"),
    Kind.SERVER_ERROR: Problem("", "Internal server error", "api_error"),
}
_GARBAGE = b"<html><body>upstream is thinking</body></html>"
_LET_READ = 0.05
"""Seconds given to the client to read what was sent, before a reset takes it away."""


class Http(ThreadingHTTPServer):
    """The listening socket, the connections, and what the policy raised (`crashes`)."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, organisation: Organisation, port: int) -> None:
        """Listen on a port of 127.0.0.1; 0 takes a free one. Raises OSError if it cannot be had."""
        self.organisation = organisation
        self.crashes: list[Exception] = []
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._numbers = count(1)
        super().__init__(("127.0.0.1", port), _Handler)

    def next_id(self) -> str:
        """Return the id of one more response."""
        return f"req_fake_{next(self._numbers):06d}"

    def server_bind(self) -> None:
        """Bind without asking anybody for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it is open."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection when it ends."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away: what matters is in the log."""

    def close(self) -> None:
        """Stop listening and wake every thread that waits."""
        self.closing.set()
        self.shutdown()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was faster
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: Http

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._answer()

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._answer()

    def _answer(self) -> None:
        organisation = self.server.organisation
        try:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                raise ConnectionResetError("the client went away before it had asked")
            self._check_headers(body)
            self._route(organisation, body)
        except RefusedError as refused:
            organisation.refuse(refused)
            self._send_error(refused.problem)
        except OSError:
            self.close_connection = True  # the client went away
        except Exception as error:  # the policy is the caller's: it must not take the server down silently
            self.server.crashes.append(error)
            self._send_error(Problem("", f"policy: {error!r}", "api_error"))

    def _check_headers(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        if len(body) > (MAX_BYTES if path.startswith("/v1/files") else MAX_BODY):
            problem = Problem("", "Request exceeds the maximum size", "request_too_large")
            raise RefusedError("body_is_small_enough", problem)
        bearer = self.headers.get("authorization", "")
        if not (self.headers.get("x-api-key") or bearer.removeprefix("Bearer ").strip()):
            raise RefusedError("authenticated", Problem("", "invalid x-api-key", "authentication_error"))
        if not self.headers.get("anthropic-version"):
            raise RefusedError("version_is_sent", Problem("anthropic-version", "header is required"))

    def _route(self, organisation: Organisation, body: bytes) -> None:
        """Serve one path. Query parameters do not matter: beta features go by the header."""
        path = urlsplit(self.path).path
        match (self.command, *path.strip("/").split("/")):
            case ("POST", "v1", "messages"):
                self._send_outcome(organisation.message(body, self._betas()))
            case ("POST", "v1", "messages", "count_tokens"):
                self._send_json(organisation.count(body, self._betas()))
            case ("GET", "v1", "models"):
                self._send_json(_page([model_info(model) for model in organisation.models.values()]))
            case ("GET", "v1", "models", name):
                self._send_json(organisation.model(name))
            case ("POST", "v1", "files"):
                content_type = self.headers.get("content-type", "")
                self._send_json(organisation.files.upload(content_type, body))
            case ("GET", "v1", "files"):
                self._send_json(_page(organisation.files.listed()))
            case ("GET", "v1", "files", name):
                self._send_json(organisation.files.get(name))
            case ("GET", "v1", "files", name, "content"):
                self._send(200, "application/octet-stream", organisation.files.content(name))
            case ("DELETE", "v1", "files", name):
                self._send_json(organisation.files.delete(name))
            case _:
                problem = Problem("", f"Not found: {self.command} {path}", "not_found_error")
                raise RefusedError("known_path", problem)

    def _betas(self) -> frozenset[str]:
        sent = ",".join(self.headers.get_all("anthropic-beta") or [])
        return frozenset(beta.strip() for beta in sent.split(",")) - {""}

    def _send_outcome(self, outcome: Outcome) -> None:
        kind = outcome.fault
        if kind in _ANSWERS:
            wait = {"retry-after": f"{outcome.seconds:g}"} if kind is Kind.RATE_LIMITED else {}
            self._send_error(_ANSWERS[kind], wait)
        elif kind in (Kind.RESET_BEFORE, Kind.RESET_AFTER):
            self._reset()
        elif kind is Kind.GARBAGE:
            self._send(200, "text/html", _GARBAGE)
        elif outcome.streamed:
            self._send_stream([encoded(event) for event in events(outcome.message)], outcome)
        else:
            self._send_whole(json.dumps(outcome.message).encode(), outcome)

    def _send_stream(self, parts: list[bytes], outcome: Outcome) -> None:
        """Send events in chunks; a fault strikes in the middle, after a block was opened."""
        self._start(200, "text/event-stream", {"transfer-encoding": "chunked"})
        middle = max(3, len(parts) // 2)
        self._send_chunks(parts[:middle])
        match outcome.fault:
            case Kind.RESET_MIDWAY:
                self._reset()
                return
            case Kind.ERROR_EVENT:
                self._send_chunks([encoded(_error_body(_ANSWERS[Kind.OVERLOADED]))])
            case Kind.SHORT:
                pass
            case _:
                if outcome.fault is Kind.STALL:
                    self._stall(outcome.seconds)
                self._send_chunks(parts[middle:])
        self._send_chunks([b""])

    def _send_chunks(self, parts: list[bytes]) -> None:
        for part in parts:
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        self.wfile.flush()

    def _send_whole(self, body: bytes, outcome: Outcome) -> None:
        """Send a message in one piece, or half of it."""
        match outcome.fault:
            case Kind.STALL:
                self._stall(outcome.seconds)
            case Kind.SHORT:
                body = body[: len(body) // 2]
            case Kind.RESET_MIDWAY:
                self._start(200, "application/json", {"content-length": str(len(body))})
                self.wfile.write(body[: len(body) // 2])
                self._reset()
                return
        self._send(200, "application/json", body)

    def _stall(self, seconds: float) -> None:
        self.wfile.flush()
        self.server.closing.wait(seconds)

    def _reset(self) -> None:
        """End the connection with a reset, so that the client sees an error and not an end."""
        self.wfile.flush()
        self.server.closing.wait(_LET_READ)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _send_json(self, value: Mapping[str, Any]) -> None:
        self._send(200, "application/json", json.dumps(value).encode())

    def _send_error(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(_error_body(problem)).encode()
        self._send(STATUS[problem.kind], "application/json", body, headers)

    def _send(
        self, status: int, content_type: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> None:
        self._start(status, content_type, {"content-length": str(len(body)), **(headers or {})})
        self.wfile.write(body)
        self.wfile.flush()

    def _start(self, status: int, content_type: str, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        named = {"content-type": content_type, "request-id": self.server.next_id(), **headers}
        for name, value in named.items():
            self.send_header(name, value)
        self.end_headers()


def _error_body(problem: Problem) -> dict[str, Any]:
    return {"type": "error", "error": {"type": problem.kind, "message": str(problem)}}


def _page(items: list[dict[str, Any]]) -> dict[str, Any]:
    ends = {"first_id": items[0]["id"], "last_id": items[-1]["id"]} if items else {}
    return {"data": items, "has_more": False, **ends}
