"""Spans as OTLP's JSON.

Source: opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding": ids in hexadecimal, 64-bit integers as
strings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sim

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.core import Json
    from sim.doors.traces.spans import Mark, Span
    from sim.record.lookup import Lookup


def resource_of(run: Lookup) -> dict[str, Any]:
    """Return the attributes of whatever a run's spans come from: what was run, with which assists."""
    settings = run.settings
    told: dict[str, Any] = {
        "service.name": "longplay",
        "service.version": sim.__version__,
        "longplay.run": run.folder.resolve().name,
        "longplay.agent": settings.label,
        "longplay.game": str(run.identity().get("game", "unknown")),
        "longplay.assists": list(settings.assists),
    }
    return told if settings.world is None else {**told, "longplay.world": settings.world}


def request_of(spans: Iterable[Span], resource: Mapping[str, Any]) -> Json:
    """Return the body of a request that exports these spans: an ExportTraceServiceRequest."""
    scope = {"name": "longplay", "version": sim.__version__}
    found = [_span(span) for span in spans]
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": _attributes(resource)},
                "scopeSpans": [{"scope": scope, "spans": found}],
            }
        ]
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "traceId": span.trace,
        "spanId": span.id,
        "parentSpanId": span.parent,
        "name": span.name,
        "kind": span.kind,
        "startTimeUnixNano": str(span.begin),
        "endTimeUnixNano": str(span.end),
        "attributes": _attributes(span.attributes),
        "events": [_event(mark) for mark in span.marks],
    }


def _event(mark: Mark) -> dict[str, Any]:
    attributes = _attributes(mark.attributes)
    return {"timeUnixNano": str(mark.moment), "name": mark.name, "attributes": attributes}


def _attributes(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in values.items()]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):  # before int, which it is too
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(entry) for entry in value]}}
    return {"stringValue": value}
