"""A run's decisions are OpenTelemetry traces: in a file, or at a collector that speaks OTLP over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import main
from sim.core import Button, Decision, LongplayError, ModelSettings, RunSettings, Saying
from sim.doors.traces import Span, post, resource_of, spans, write
from sim.doors.traces.otlp import request_of
from sim.record.lookup import Lookup
from sim.session import EXTERNAL, Session

SAID = Saying("place FERN", "to see it", "a sign")
DECISIONS = (
    Decision((Button.A,) * 6, SAID),
    Decision((Button.LEFT,) * 9, reset=True),
    Decision((Button.START, Button.B)),
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("traces") / "played"
    with Session.new(folder, RunSettings(agent=EXTERNAL, world=3, legs=4, steps=50)) as session:
        for decision in DECISIONS:
            assert session.guide is not None
            session.guide.create(f"note-{len(decision.buttons)}.md", "a note")
            session.step(decision)
    return folder


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("traces") / "asked"
    model = ModelSettings(name="fake", samples=2, judge="model")
    with Session.new(folder, RunSettings(agent="claude", world=3, legs=4, steps=12, model=model)) as session:
        for _ in session.play():
            pass
    return folder


def spans_of(folder: Path) -> list[Span]:
    with Lookup.open(folder) as run:
        return list(spans(run))


def named(found: Sequence[Span], operation: str) -> list[Span]:
    return [span for span in found if span.attributes["gen_ai.operation.name"] == operation]


# --- what the spans are ---------------------------------------------------------------------


def test_every_decision_is_a_trace_with_its_presses_in_it(played: Path) -> None:
    found = spans_of(played)
    tops = named(found, "invoke_agent")
    assert [top.parent for top in tops] == ["", "", ""]
    assert len({top.trace for top in tops}) == len(DECISIONS)
    assert len({span.id for span in found}) == len(found)
    for top, decision in zip(tops, DECISIONS, strict=True):
        inside = [span for span in found if span.parent == top.id]
        assert {span.trace for span in inside} == {top.trace}
        assert [span.attributes["longplay.button"] for span in inside] == list(decision.buttons)
        assert {span.name for span in inside} == {"execute_tool press"}


def test_a_decision_tells_what_was_said_and_which_files_were_written(played: Path) -> None:
    first, second, _ = named(spans_of(played), "invoke_agent")
    shared = {"gen_ai.operation.name", "gen_ai.conversation.id", "gen_ai.agent.name"}
    assert {key: value for key, value in first.attributes.items() if key not in shared} == {
        "longplay.target": "place FERN", "longplay.reason": "to see it", "longplay.expect": "a sign",
        "longplay.reset": False, "longplay.decision": 1, "longplay.step": 1,
    }  # fmt: skip
    assert (second.attributes["longplay.reset"], second.attributes["longplay.step"]) == (True, 7)
    marks = [(mark.name, mark.attributes) for mark in first.marks]
    assert marks == [("guide.create", {"longplay.file": "note-6.md"})]


def test_what_a_press_caused_is_marked_in_it(played: Path) -> None:
    with Lookup.open(played) as run:
        happened = [(event.step, f"{event.source}.{event.kind}") for event in run.happened(0, run.last_step)]
    presses = named(spans_of(played), "execute_tool")
    marked = [(span.attributes["longplay.step"], mark.name) for span in presses for mark in span.marks]
    assert marked == happened != []


def test_times_go_on_without_a_gap_and_add_up_to_those_of_the_run(played: Path, asked: Path) -> None:
    for folder in (played, asked):
        found = spans_of(folder)
        tops = named(found, "invoke_agent")
        assert all(span.begin <= span.end for span in found)
        assert [top.begin for top in tops[1:]] == [top.end for top in tops[:-1]]
        for span in found:
            top = next(top for top in tops if top.trace == span.trace)
            assert top.begin <= span.begin <= span.end <= top.end
    with Lookup.open(played) as run:
        took = named(spans_of(played), "invoke_agent")
        assert (took[-1].end - took[0].begin) / 1e9 == pytest.approx(run.seconds, abs=1e-6)


def test_every_reply_of_a_model_is_a_chat_with_its_tokens(asked: Path) -> None:
    found = spans_of(asked)
    chats, tops = named(found, "chat"), named(found, "invoke_agent")
    with Lookup.open(asked) as run:
        answers = [answer for number in range(1, len(tops) + 1) for answer in run.answers(number)]
        used = run.used
    assert len(chats) == len(answers) > len(tops)
    assert {chat.name for chat in chats} == {"chat fake"}
    for chat in chats:
        told = chat.attributes
        assert told["gen_ai.provider.name"] == "anthropic"
        assert told["gen_ai.usage.input_tokens"] >= (
            told["gen_ai.usage.cache_read.input_tokens"] + told["gen_ai.usage.cache_creation.input_tokens"]
        )
    for what, kinds in (("input", ("input", "cache_read", "cache_write")), ("output", ("output",))):
        key = f"gen_ai.usage.{what}_tokens"
        total = sum(used[kind] for kind in kinds)
        assert (
            sum(top.attributes[key] for top in tops) == total == sum(chat.attributes[key] for chat in chats)
        )


def test_the_same_run_is_the_same_spans_and_another_run_shares_no_id(played: Path, asked: Path) -> None:
    assert spans_of(played) == spans_of(played)
    ours, theirs = ({span.id for span in spans_of(folder)} for folder in (played, asked))
    assert not ours & theirs


def test_a_run_without_a_step_has_no_spans(tmp_path: Path) -> None:
    with Session.new(tmp_path, RunSettings(agent=EXTERNAL, legs=4)):
        pass
    assert spans_of(tmp_path) == []


# --- how they are written -------------------------------------------------------------------


def test_every_kind_of_value_is_written_as_otlp_writes_it(played: Path) -> None:
    (span, *_) = spans_of(played)
    both = [{"stringValue": "a"}, {"stringValue": "b"}]
    values = {"text": "a", "whole": 2**40, "part": 0.5, "yes": True, "list": ["a", "b"]}
    body = request_of([replace(span, attributes=values, marks=())], {"service.name": "x"})
    assert body["resourceSpans"][0]["scopeSpans"][0]["spans"] == [
        {
            "traceId": span.trace, "spanId": span.id, "parentSpanId": "", "name": span.name, "kind": 1,
            "startTimeUnixNano": str(span.begin), "endTimeUnixNano": str(span.end),
            "attributes": [
                {"key": "text", "value": {"stringValue": "a"}},
                {"key": "whole", "value": {"intValue": "1099511627776"}},
                {"key": "part", "value": {"doubleValue": 0.5}},
                {"key": "yes", "value": {"boolValue": True}},
                {"key": "list", "value": {"arrayValue": {"values": both}}},
            ],
            "events": [],
        }
    ]  # fmt: skip
    assert body["resourceSpans"][0]["resource"] == {
        "attributes": [{"key": "service.name", "value": {"stringValue": "x"}}]
    }


def test_the_resource_tells_what_was_run_and_with_which_assists(tmp_path: Path) -> None:
    settings = RunSettings(agent=EXTERNAL, world=3, legs=4, assists=("position",))
    with Session.new(tmp_path / "told", settings):
        pass
    with Lookup.open(tmp_path / "told") as run:
        told = resource_of(run)
    told.pop("service.version")
    assert told == {
        "service.name": "longplay", "longplay.run": "told", "longplay.agent": "external, assist position",
        "longplay.game": "fernmoor", "longplay.assists": ["position"], "longplay.world": 3,
    }  # fmt: skip


# --- where they go --------------------------------------------------------------------------


@contextmanager
def collector(answer: Callable[[], tuple[int, bytes]]) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """A collector on this machine: its address, and (path, type, body) of what it was sent."""
    got: list[tuple[str, str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append((self.path, self.headers["Content-Type"], body))
            status, said = answer()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", got
        finally:
            server.shutdown()
            thread.join()


def many(played: Path) -> list[Span]:
    return spans_of(played)[:1] * 1100


@pytest.mark.parametrize("path", ["", "/", "/v1/traces"])
def test_a_collector_gets_every_span_in_bounded_requests(played: Path, path: str) -> None:
    found = many(played)
    with collector(lambda: (200, b"{}")) as (address, got):
        assert post(address + path, found, {"service.name": "x"}) == 1100
    assert {(where, kind) for where, kind, _ in got} == {("/v1/traces", "application/json")}
    sizes = [len(body["resourceSpans"][0]["scopeSpans"][0]["spans"]) for _, _, body in got]
    assert sizes == [512, 512, 76]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((503, b""), r"did not take the traces \(Service Unavailable\), after 0 spans"),
        (
            (200, b'{"partialSuccess": {"rejectedSpans": "2", "errorMessage": "too old"}}'),
            r"refused some of the traces \(2 spans: too old\), after 0 spans",
        ),
    ],
    ids=["error", "partly"],
)
def test_a_collector_that_refuses_is_told_of_in_one_line(
    played: Path, answer: tuple[int, bytes], why: str
) -> None:
    with collector(lambda: answer) as (address, _), pytest.raises(LongplayError, match=why):
        post(address, many(played), {})


@pytest.mark.parametrize("said", [b"", b"thanks", b"[]", b'{"partialSuccess": {}}'], ids=str)
def test_whatever_a_collector_says_beside_its_status_is_no_error(played: Path, said: bytes) -> None:
    with collector(lambda: (200, said)) as (address, _):
        assert post(address, many(played), {}) == 1100


def test_an_address_that_nobody_answers_at_or_that_is_none_is_one_line(played: Path) -> None:
    with collector(lambda: (200, b"")) as (address, _):
        pass
    with pytest.raises(LongplayError, match=r"did not take the traces .*refused"):
        post(address, many(played), {})
    with pytest.raises(LongplayError, match="begins with http"):
        post("localhost:4318", many(played), {})


def test_a_file_holds_a_request_a_line(played: Path, tmp_path: Path) -> None:
    found = many(played)
    file = tmp_path / "trace.json"
    assert write(file, found, {"service.name": "x"}) == 1100
    bodies = [json.loads(line) for line in file.read_text().splitlines()]
    assert bodies[2] == request_of(found[1024:], {"service.name": "x"})
    with pytest.raises(LongplayError, match=r"cannot write .*: No such file"):
        write(tmp_path / "missing" / "trace.json", found, {})


def run(*arguments: object) -> object:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


def test_the_command_writes_or_sends_and_counts(
    played: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = len(spans_of(played))
    assert run("trace", played, "-o", tmp_path / "t.json", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"spans": count, "to": str(tmp_path / "t.json")}
    with collector(lambda: (200, b"{}")) as (address, got):
        assert run("trace", played, "--otlp", address) == 0
    assert capsys.readouterr().out == f"{played}: {count} spans to {address}\n"
    assert [got[0][2]] == [json.loads(line) for line in (tmp_path / "t.json").read_text().splitlines()]
    assert run("trace", played, "--otlp", address, "-o", tmp_path / "t.json") == 2
    assert run("trace", tmp_path) == 2
