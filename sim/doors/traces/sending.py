"""Where traces go: a collector that speaks OTLP over HTTP, or a file."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sim.core import LongplayError
from sim.doors.traces.otlp import request_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sim.doors.traces.spans import Span

_BATCH = 512
"""Spans in a request, and in a line of a file."""
_PATH = "/v1/traces"
_TIMEOUT = 10.0
_READ = 1 << 16


def post(address: str, spans: Iterable[Span], resource: Mapping[str, Any]) -> int:
    """Send spans to the collector at `address`, such as http://127.0.0.1:4318, and return how many they are.

    Raises LongplayError if it cannot be reached or refuses some; what it took before stays there. To send the
    same again does no harm: the ids are the same.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise LongplayError(f"an OTLP address begins with http:// or https://, not {address!r}")
    target = address if address.endswith(_PATH) else address.rstrip("/") + _PATH
    sent = 0
    for batch in _batches(spans):
        _send(target, json.dumps(request_of(batch, resource)).encode(), sent)
        sent += len(batch)
    return sent


def write(file: Path, spans: Iterable[Span], resource: Mapping[str, Any]) -> int:
    """Write spans into a file as OTLP JSON, a request a line, and return how many there were.

    Raises LongplayError if the file cannot be written.
    """
    written = 0
    try:
        with file.open("w") as lines:
            for batch in _batches(spans):
                lines.write(json.dumps(request_of(batch, resource)) + "\n")
                written += len(batch)
    except OSError as error:
        raise LongplayError(f"cannot write {file}: {error.strerror}") from error
    return written


def _batches(spans: Iterable[Span]) -> Iterator[list[Span]]:
    rest = iter(spans)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _send(target: str, body: bytes, before: int) -> None:
    request = urllib.request.Request(target, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
            said = response.read(_READ)
    except (OSError, HTTPException) as error:
        why = getattr(error, "reason", None) or error
        raise LongplayError(f"{target} did not take the traces ({why}), after {before} spans") from error
    refused = _refused(said)
    if refused:
        raise LongplayError(f"{target} refused some of the traces ({refused}), after {before} spans")


def _refused(said: bytes) -> str:
    """Return what a collector says it refused of a request that it took otherwise, "" for nothing."""
    try:
        partial = json.loads(said or b"{}").get("partialSuccess") or {}
        count = int(partial.get("rejectedSpans") or 0)
    except (ValueError, TypeError, AttributeError):
        return ""  # an answer of its own kind; the status said that all is well
    return f"{count} spans: {partial.get('errorMessage') or 'no reason given'}" if count else ""
