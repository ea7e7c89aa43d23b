"""The way in for OpenTelemetry: a run's decisions as traces, read from its file."""

from sim.doors.traces.otlp import resource_of
from sim.doors.traces.sending import post, write
from sim.doors.traces.spans import Mark, Span, spans

__all__ = ["Mark", "Span", "post", "resource_of", "spans", "write"]
