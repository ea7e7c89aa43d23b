"""A model is asked through the real SDK: paid for once, within its budget, and every failure is told."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sim.core import Journal, Json, ModelError, ModelSettings, ReplayMismatch, RunStopped, Spent, Unanswered
from sim.models import (
    MEMORY_TOOL,
    Answer,
    Ask,
    Asker,
    Claude,
    Known,
    ModelInfo,
    Price,
    Usage,
    bill,
    check,
    context_of,
    cost,
    dated,
    edits_of,
    known_of,
    most_of,
    price_of,
    server_tools_of,
    thinking_of,
    usage_of,
)
from sim.models.asking import TRIES
from sim.models.bounds import IMAGE, prompt_most
from sim.models.fake import (
    MODELS,
    FakeServer,
    Fault,
    Kind,
    Raw,
    Text,
    Thought,
    Turn,
    Use,
    random_faults,
    steady,
)
from tests.fake_cases import (
    BASE,
    CHATTY,
    CODE,
    PRESS,
    counted,
    edit,
    image,
    mark,
    picture,
    result,
    said,
    user,
)

Body = dict[str, Any]
OPUS = "claude-opus-5-5"
HAIKU = "claude-haiku-5-5"
LONG = "x" * 4 * 5000
"""5,000 tokens: enough for any model's cache."""


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """No test finds credentials or an address that it was not given."""
    for name in (
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_AUTH_TOKEN",
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_PROFILE",
        "ANTHROPIC_CONFIG_DIR",
        "ANTHROPIC_CUSTOM_HEADERS",
        "ANTHROPIC_VERTEX_PROJECT_ID",
        "ANTHROPIC_VERTEX_BASE_URL",
        "ANTHROPIC_BEDROCK_BASE_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_PROFILE",
        "CLOUD_ML_REGION",
    ):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@contextmanager
def reached(server: FakeServer, timeout: float = 10.0) -> Iterator[Claude]:
    client = Claude(base_url=server.url, api_key="any", timeout=timeout)
    try:
        yield client
    finally:
        client.close()


@dataclass
class Canned:
    """A server that gives one answer to everything, and keeps what it was asked."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    asked: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@contextmanager
def canned(status: int, content: bytes = b"", headers: Mapping[str, str] | None = None) -> Iterator[Canned]:
    answer = Canned(status, headers or {}, content)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer.asked.append((self.command, self.path, headers, body))
            self.send_response(answer.status)
            for name, value in {"content-type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def do_POST(self) -> None:
            self.do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    answer.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield answer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def refusal(kind: str, message: str = "so it is", **more: Any) -> bytes:
    return json.dumps({"type": "error", "error": {"type": kind, "message": message, **more}}).encode()


def one_line(error: BaseException) -> str:
    words = str(error)
    assert "\n" not in words
    return words


# --- one request --------------------------------------------------------------------------


def test_a_reply_is_the_whole_message_and_its_content_may_be_sent_back() -> None:
    ran = {"type": "server_tool_use", "id": "srv_1", "name": "code_execution", "input": {"code": "1"}}
    came = {"type": "code_execution_result", "stdout": "1", "stderr": "", "return_code": 0, "content": []}
    brought = {"type": "code_execution_tool_result", "tool_use_id": "srv_1", "content": came}
    said_so = (Thought("Hm.", 30), Text("so"), Raw(ran, 7), Raw(brought, 3))
    turn = Turn((*said_so, Use("press", {"buttons": ["a"]})))
    with FakeServer(lambda _: turn) as server, reached(server) as claude:
        body = {**BASE, "tools": [PRESS, CODE]}
        first = claude.reply(body)
        use = first["content"][-1]
        talk = [*BASE["messages"], said("assistant", *first["content"]), said("user", result(use["id"]))]
        second = claude.reply({**body, "messages": talk})
        bills = [exchange.usage for exchange in server.bill]
    kinds = ["thinking", "text", "server_tool_use", "code_execution_tool_result", "tool_use"]
    assert [block["type"] for block in first["content"]] == kinds
    assert (use["input"], first["stop_reason"], first["model"]) == ({"buttons": ["a"]}, "tool_use", OPUS)
    assert [first["usage"], second["usage"]] == bills


def test_a_summary_may_be_sent_back() -> None:
    change = edit("compact_20260112", trigger=counted("input_tokens", 50_000))
    with FakeServer(CHATTY) as server, reached(server) as claude:
        body = {**BASE, **user("x" * 200_000), **change}
        first = claude.reply(body)
        talk = [*body["messages"], said("assistant", *first["content"]), said("user", "go on")]
        assert claude.reply({**body, "messages": talk})["stop_reason"] == "end_turn"
    assert first["content"][0]["type"] == "compaction"


@pytest.mark.parametrize(
    ("kind", "billed", "words"),
    [
        (Kind.OVERLOADED, False, "the model answered 529: overloaded_error: Overloaded"),
        (Kind.RATE_LIMITED, False, "the model answered 429: rate_limit_error"),
        (Kind.SERVER_ERROR, True, "the model answered 500: api_error"),
        (Kind.RESET_BEFORE, True, "the connection was lost"),
        (Kind.RESET_AFTER, True, "the connection was lost"),
        (Kind.RESET_MIDWAY, True, "the connection was lost"),
        (Kind.ERROR_EVENT, True, "the reply broke off with an error: overloaded_error: Overloaded"),
        (Kind.SHORT, True, "the reply broke off before its end"),
        (Kind.GARBAGE, True, "the reply could not be read"),
    ],
)
def test_a_failure_is_told_and_counts_as_billed_unless_it_surely_was_not(
    kind: Kind, billed: bool, words: str
) -> None:
    with FakeServer(steady("word " * 60), faults=[kind]) as server, reached(server) as claude:
        with pytest.raises(Unanswered) as caught:
            claude.reply(BASE)
        assert claude.reply(BASE)["stop_reason"] == "end_turn"
        assert [exchange.billed <= billed for exchange in server.log][:1] == [True]
        assert len(server.log) == 2
    assert (one_line(caught.value)[: len(words)], caught.value.billed) == (words, billed)
    assert caught.value.wait == (1.0 if kind is Kind.RATE_LIMITED else None)


@pytest.mark.parametrize("policy", [steady("word " * 60), steady("")])
def test_silence_for_longer_than_the_timeout_is_a_lost_reply(policy: Any) -> None:
    with FakeServer(policy, faults=[Fault(Kind.STALL, 30)]) as server, reached(server, 0.3) as claude:
        began = time.monotonic()
        with pytest.raises(Unanswered) as caught:
            claude.reply(BASE)
        assert time.monotonic() - began < 5
    assert caught.value.billed


def test_silence_before_the_first_byte_is_a_lost_reply() -> None:
    def slow(_: Json) -> Turn:
        time.sleep(1)
        return Turn()

    with FakeServer(slow) as server, reached(server, 0.2) as claude:
        with pytest.raises(Unanswered, match="did not answer in time") as caught:
            claude.reply(BASE)
        assert caught.value.billed
        until = time.monotonic() + 10
        while not server.bill and time.monotonic() < until:
            time.sleep(0.05)
        assert len(server.bill) == 1


def test_a_service_that_is_not_there_has_billed_nothing() -> None:
    with FakeServer() as server:
        gone = server.url
    claude = Claude(base_url=gone, api_key="any")
    with pytest.raises(Unanswered, match="the connection was lost: ConnectError") as caught:
        claude.reply(BASE)
    assert not caught.value.billed


@pytest.mark.parametrize(
    ("status", "billed", "headers", "wait"),
    [
        (408, True, {}, None),
        (409, False, {}, None),
        (424, True, {}, None),
        (429, False, {"retry-after": "7"}, 7.0),
        (429, False, {"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        (429, False, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        (429, False, {"retry-after": "soon"}, None),
        (500, True, {}, None),
        (502, True, {}, None),
        (503, False, {"retry-after": "30"}, 30.0),
        (504, True, {}, None),
        (529, False, {}, None),
    ],
)
def test_a_status_that_passes_may_be_tried_again(
    status: int, billed: bool, headers: Mapping[str, str], wait: float | None
) -> None:
    for content in (refusal("api_error"), b"<html>no</html>", b""):
        with canned(status, content, headers) as server:
            claude = Claude(base_url=server.url, api_key="any")
            with pytest.raises(Unanswered) as caught:
                claude.reply(BASE)
            claude.close()
        one_line(caught.value)
        assert (caught.value.billed, caught.value.wait, len(server.asked)) == (billed, wait, 1)


@pytest.mark.parametrize(
    ("status", "content", "advice"),
    [
        (400, refusal("invalid_request_error", "prompt is too long"), "prompt is too long"),
        (401, refusal("authentication_error"), "ANTHROPIC_API_KEY"),
        (402, refusal("billing_error"), "billing"),
        (403, b"", "do not allow"),
        (404, refusal("not_found_error"), "check the model's name"),
        (413, refusal("request_too_large"), "reset earlier"),
        (429, refusal("rate_limit_error", details={"error_code": "enforced_spend_limit_reached"}), "spend"),
    ],
)
def test_a_status_that_stays_is_an_error_with_advice(status: int, content: bytes, advice: str) -> None:
    with canned(status, content) as server:
        claude = Claude(base_url=server.url, api_key="any")
        with pytest.raises(ModelError, match=advice) as caught:
            claude.reply(BASE)
        claude.close()
    assert f"the model answered {status}" in one_line(caught.value)


@pytest.mark.parametrize(
    "body", [{**BASE, "no_such_field": 1}, {**BASE, "system": "\ud800"}, {**BASE, "max_tokens": float("nan")}]
)
def test_what_cannot_be_sent_is_an_error_and_not_a_try(body: Body) -> None:
    with canned(400, refusal("invalid_request_error")) as server:
        claude = Claude(base_url=server.url, api_key="any")
        with pytest.raises(ModelError) as caught:
            claude.reply(body)
        claude.close()
    one_line(caught.value)


def test_one_client_serves_many_threads_at_once() -> None:
    with FakeServer(CHATTY) as server, reached(server) as claude:
        with ThreadPoolExecutor(8) as threads:
            replies = list(threads.map(lambda n: claude.reply({**BASE, **user(f"hi {n}")}), range(40)))
        assert len({reply["id"] for reply in replies}) == len(server.bill) == 40


# --- providers ----------------------------------------------------------------------------


def test_a_client_that_cannot_be_built_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def words(*arguments: Any, **options: Any) -> str:
        with pytest.raises(ModelError) as caught:
            Claude(*arguments, **options)
        return one_line(caught.value)

    assert words() == "there are no credentials for the Claude API: set ANTHROPIC_API_KEY"
    assert words("azure") == "no provider is called 'azure': say one of anthropic, bedrock, vertex"
    for package in ("boto3", "google"):
        monkeypatch.setitem(sys.modules, package, None)
    assert words("bedrock").endswith("pip install 'anthropic[bedrock]'")
    assert words("vertex").endswith("pip install 'anthropic[vertex]'")
    assert "CLOUD_ML_REGION" in words("vertex", api_key="token")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "from the environment")
    Claude().close()


def test_bedrock_gets_its_own_request(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("boto3")
    with pytest.raises(ModelError, match="AWS_REGION"):
        Claude("bedrock")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(ModelError, match="bedrock cannot be used"):
        Claude("bedrock")
    monkeypatch.delenv("AWS_PROFILE")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    name = "anthropic.claude-opus-5-5-v1:0"
    with canned(529, b"{}") as server:
        with pytest.raises(ModelError, match="AWS credentials"):
            Claude("bedrock", base_url=server.url).reply(BASE)
        for name_of, value in (("AWS_ACCESS_KEY_ID", "dummy"), ("AWS_SECRET_ACCESS_KEY", "dummy")):
            monkeypatch.setenv(name_of, value)
        for key in (None, "a key"):
            claude = Claude("bedrock", base_url=server.url, api_key=key)
            with pytest.raises(Unanswered):
                claude.reply({**BASE, "model": name, "betas": ["compact-2026-01-12"]})
            claude.close()
        assert claude.describe(name) is None
    (_, path, signed, body), (_, _, bearing, _) = server.asked
    assert path == "/model/anthropic.claude-opus-5-5-v1:0/invoke-with-response-stream"
    assert signed["authorization"].startswith("AWS4-HMAC-SHA256 Credential=dummy/")
    assert "/eu-west-1/bedrock/aws4_request" in signed["authorization"]
    assert bearing["authorization"] == "Bearer a key"
    assert json.loads(body) == {
        "max_tokens": 2000,
        "messages": BASE["messages"],
        "anthropic_version": "2026-10-21",
        "anthropic_beta": ["compact-2026-01-12"],
    }


def test_vertex_gets_its_own_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUD_ML_REGION", "europe-west1")
    monkeypatch.setenv("ANTHROPIC_VERTEX_PROJECT_ID", "games")
    with canned(529, b"{}") as server:
        claude = Claude("vertex", base_url=server.url, api_key="token")
        with pytest.raises(Unanswered):
            claude.reply({**BASE, "betas": ["compact-2026-01-12"]})
        assert claude.describe(OPUS) is None
        claude.close()
    ((_, path, headers, body),) = server.asked
    assert path == (
        "/projects/games/locations/europe-west1/publishers/anthropic/models/claude-opus-5-5:streamRawPredict"
    )
    assert (headers["authorization"], headers["anthropic-beta"]) == ("Bearer token", "compact-2026-01-12")
    assert json.loads(body) == {
        "max_tokens": 2000,
        "messages": BASE["messages"],
        "stream": True,
        "anthropic_version": "2026-10-21",
    }


# --- what a model takes -------------------------------------------------------------------

ALL_EFFORTS = ("low", "medium", "high", "xhigh", "max")
OPUS_INFO = ModelInfo(OPUS, 1_000_000, 128_000, frozenset({"adaptive"}), ALL_EFFORTS, True, True, 600)
OLD_INFO = ModelInfo(
    "claude-haiku-4-5", 200_000, 64_000, frozenset({"enabled", "disabled"}), (), False, True, 100
)
SONNET_INFO = replace(OPUS_INFO, name="claude-sonnet-5-5", thinking=frozenset({"adaptive", "between_tools"}))
FREE_INFO = replace(OPUS_INFO, name=HAIKU, thinking=frozenset({"adaptive", "disabled"}))


def test_a_service_tells_what_a_model_takes() -> None:
    with FakeServer() as server, reached(server) as claude:
        infos = [claude.describe(info.name) for info in (OPUS_INFO, OLD_INFO, SONNET_INFO, FREE_INFO)]
        with pytest.raises(ModelError, match=r"claude-opus-9.*check the model's name"):
            claude.describe("claude-opus-9")
        assert server.log == []
    assert infos == [OPUS_INFO, OLD_INFO, SONNET_INFO, FREE_INFO]


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (404, refusal("not_found_error")),
        (404, b"404 page not found"),
        (405, b""),
        (501, b""),
        (200, b"<html>welcome</html>"),
        (200, json.dumps({"id": OPUS, "object": "model", "owned_by": "somebody"}).encode()),
        (200, json.dumps({"id": OPUS, "type": "model", "max_tokens": None, "capabilities": None}).encode()),
    ],
)
def test_a_service_that_does_not_tell_is_no_error(status: int, content: bytes) -> None:
    with canned(status, content) as server:
        claude = Claude(base_url=server.url, api_key="any")
        assert claude.describe(OPUS) is None
        claude.close()


def test_a_service_that_cannot_be_asked_about_a_model_is_an_error() -> None:
    with canned(401, refusal("authentication_error")) as server:
        claude = Claude(base_url=server.url, api_key="any")
        with pytest.raises(ModelError, match="check the key"):
            claude.describe(OPUS)
    with pytest.raises(ModelError, match=f"cannot be asked about {OPUS}"):
        claude.describe(OPUS)


# --- prices -------------------------------------------------------------------------------

DEAR = Price(input=10, output=50, cache_read=1, cache_write_1h=20)


def test_the_table_holds_the_published_prices_and_its_date() -> None:
    assert price_of(OPUS) == Price(4, 20, 0.2, 8)
    assert price_of(HAIKU) == Price(0.1, 0.5, 0.01, 0.2, long_prompt=100_000, long_factor=5)
    assert price_of("claude-sonnet-5-5") == Price(2, 10, 0.1, 4)
    assert price_of("claude-fable-5-1") == Price(10, 50, 0.25, 20)
    assert dated() == "2026-11-01"


def test_a_price_is_found_by_its_name_and_never_by_another() -> None:
    own = {OPUS: {"input": 1, "output": 2, "cache_read": 3, "cache_write_1h": 4}, "mine": DEAR}
    assert price_of(f"{OPUS}-20261001") == price_of(OPUS)
    assert (price_of(OPUS, own), price_of("mine", own)) == (Price(1, 2, 3, 4), DEAR)
    assert [price_of(name, own) for name in ("claude-opus-5", "claude-opus-5-5-1", "mine-2", "claude")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    "entry",
    [
        {"input": 1},
        {"input": 1, "output": 1, "cache_read": 1, "cache_write_1h": -1},
        {"input": "1", "output": 1, "cache_read": 1, "cache_write_1h": 1},
        {"input": 1, "output": 1, "cache_read": 1, "cache_write_1h": float("nan")},
        {"input": 1, "output": 1, "cache_read": 1, "cache_write_1h": 1, "long_prompt": "100k"},
        {"input": 1, "output": 1, "cache_read": 1, "cache_write_1h": 1, "colour": 1},
        7,
    ],
)
def test_an_entry_that_is_no_price_is_refused(entry: Any) -> None:
    with pytest.raises(ModelError) as caught:
        price_of("mine", {"mine": entry})
    one_line(caught.value)


def test_every_kind_of_token_has_its_price() -> None:
    million = 1_000_000
    kinds = [
        Usage(input=million),
        Usage(cache_read=million),
        Usage(cache_write_5m=million),
        Usage(cache_write_1h=million),
        Usage(output=million, thinking=million),
    ]
    assert [cost(DEAR, usage) for usage in kinds] == [10, 1, 12.5, 20, 50]
    assert cost(DEAR, sum(kinds, Usage())) == 93.5


def test_a_long_prompt_costs_more_from_its_first_token() -> None:
    price = replace(DEAR, long_prompt=100, long_factor=5)
    prompts = [Usage(input=60, cache_read=40, output=1000), Usage(input=60, cache_read=41, output=1000)]
    assert [cost(price, usage) for usage in prompts] == pytest.approx([0.05064, 5 * 0.050641])


def test_a_summary_is_added_to_the_bill_as_a_prompt_of_its_own() -> None:
    parts = [{"input_tokens": 90, "output_tokens": 5}, {"input_tokens": 30, "output_tokens": 10}]
    iterations = [{"type": "compaction", **parts[0]}, {"type": "message", **parts[1]}]
    reply = {"usage": {**parts[1], "iterations": iterations}}
    price = replace(DEAR, long_prompt=100, long_factor=5)
    assert usage_of(reply) == Usage(input=120, output=15)
    assert bill(price, reply) == pytest.approx((900 + 250 + 300 + 500) / 1e6)
    assert context_of(reply) == 40


def test_what_a_reply_does_not_tell_to_be_short_lived_counts_as_long() -> None:
    usage = {"input_tokens": 1, "output_tokens": 2, "cache_creation_input_tokens": 100}
    split = {"ephemeral_5m_input_tokens": 30, "ephemeral_1h_input_tokens": 20}
    told = usage_of({"usage": {**usage, "cache_creation": split}})
    assert told == Usage(input=1, cache_write_5m=30, cache_write_1h=70, output=2)
    assert usage_of({"usage": usage}) == Usage(input=1, cache_write_5m=100, output=2)
    assert usage_of({}) == Usage()


# --- bounds -------------------------------------------------------------------------------


def varied() -> Iterator[tuple[Body, Any]]:
    """Yield some dozens of requests of every kind, and what is answered."""
    dice = random.Random(4)
    words = ["hi", "Ünï→cödé 漢字 🎮", '\n\t"quoted"', "x" * 3000, LONG]
    summary = edit("compact_20260112", trigger=counted("input_tokens", 50_000))
    changes: list[Body] = [
        {},
        {"tools": [PRESS, dict(MEMORY_TOOL)]},
        {"tools": [PRESS, CODE]},
        {"system": [mark(LONG, "1h")]},
        {"system": "be brief", "tools": [{**PRESS, "cache_control": {"type": "ephemeral"}}]},
        {"thinking": {"type": "adaptive", "display": "summarized"}, "output_config": {"effort": "low"}},
        {"cache_control": {"type": "ephemeral", "ttl": "1h"}},
        summary,
        edit("clear_tool_uses_20250919", trigger=counted("input_tokens", 1)),
    ]
    turns = [
        Turn((Text("ok"),)),
        Turn((Thought("deep", tokens=900), Text("word " * 90), Use("press", {"n": 1}))),
        Turn((Text("long " * 4000),)),
    ]
    for number in range(60):
        model = dice.choice([OPUS, HAIKU, "claude-sonnet-5-5", "claude-fable-5-1"])
        change = changes[number % len(changes)]
        content: list[Any] = [dice.choice(words) for _ in range(dice.randint(1, 3))]
        content += [image(dice.randint(1, 700), dice.randint(1, 700)) for _ in range(dice.randint(0, 4))]
        ttl = "5m" if "tools" in change else dice.choice(["5m", "1h"])
        marked = dice.random() < 0.5 and "cache_control" not in change
        content += [mark("x" * dice.randint(1, 9000), ttl)] if marked else []
        messages = [said("user", *content)]
        if "tools" in change and dice.random() < 0.5:
            asked = {"type": "tool_use", "id": "t1", "name": "press", "input": {"why": "é" * 40}}
            shown = result("t1", content=[{"type": "text", "text": "see"}, image(480, 432)])
            messages += [said("assistant", "well", asked), said("user", shown, "and now?")]
        if change is summary:
            messages[0]["content"].append({"type": "text", "text": "y" * 220_000})
        body = {**BASE, "model": model, "max_tokens": dice.choice([1, 50, 3000]), "messages": messages}
        yield {**body, **change}, turns[number % len(turns)]


def test_no_request_costs_more_than_its_bound() -> None:
    script = list(varied())
    now = [0]
    with FakeServer(lambda _: script[now[0]][1]) as server, reached(server) as claude:
        ratios = []
        for number, (body, _) in enumerate(script):
            now[0] = number
            price = price_of(body["model"])
            assert price is not None
            bound = most_of(body, price)
            reply = claude.reply(body)
            exchange = server.bill[-1]
            assert exchange.usage == reply["usage"]
            billed = by_hand(price, exchange.usage)
            assert bill(price, reply) == pytest.approx(billed)
            assert billed <= bound
            ratios.append(billed / bound)
        kinds = {key for exchange in server.bill for key, value in (exchange.usage or {}).items() if value}
        assert len(server.bill) == len(script)
        assert {"iterations", "cache_read_input_tokens", "cache_creation_input_tokens"} <= kinds
    assert max(ratios) > 0.3


def by_hand(price: Price, usage: Any) -> float:
    """Price a usage as the price list reads, apart from the code under test."""
    total = 0.0
    for part in [usage, *[part for part in usage.get("iterations") or [] if part["type"] == "compaction"]]:
        split = part["cache_creation"]
        prompt = part["input_tokens"] + part["cache_read_input_tokens"] + part["cache_creation_input_tokens"]
        usd = (
            part["input_tokens"] * price.input
            + part["cache_read_input_tokens"] * price.cache_read
            + split["ephemeral_5m_input_tokens"] * price.input * 1.25
            + split["ephemeral_1h_input_tokens"] * price.cache_write_1h
            + part["output_tokens"] * price.output
        )
        total += usd * (5 if price.long_prompt and prompt > price.long_prompt else 1) / 1e6
    return total


def test_what_was_counted_before_makes_the_bound_tight() -> None:
    turn = Turn((Thought("deep", tokens=800), Use("press", {"button": "a"})))
    with FakeServer(lambda _: turn) as server, reached(server) as claude:
        body = {**BASE, "tools": [PRESS], "system": [mark(LONG, "1h")]}
        messages: list[Body] = [said("user", "hi", image(480, 432))]
        known: Known | None = None
        slack = []
        for _ in range(12):
            request = {**body, "messages": messages}
            bound, reply = prompt_most(request, known), claude.reply(request)
            slack.append(bound - usage_of(reply).prompt)
            known = known_of(reply, len(messages), said=True)
            use = reply["content"][-1]["id"]
            shown = result(use, content=[{"type": "text", "text": "now"}, image(480, 432)])
            messages = [*messages, said("assistant", *reply["content"]), said("user", shown)]
        assert known == Known(usage_of(reply).prompt, usage_of(reply).output, 24)
    assert slack[0] > 10_000
    assert all(0 <= each < 400 for each in slack[1:])


def test_what_the_service_cleared_or_summarised_stays_under_the_bound() -> None:
    clear = edit("clear_tool_uses_20250919", trigger=counted("input_tokens", 3000))
    summary = edit("compact_20260112", trigger=counted("input_tokens", 50_000))
    for change, text in ((clear, "x" * 4000), (summary, "x" * 60_000)):
        with FakeServer(steady(use="press")) as server, reached(server) as claude:
            messages: list[Body] = [said("user", "hi")]
            known: Known | None = None
            applied = 0
            for _ in range(9):
                request = {**BASE, "tools": [PRESS], **change, "messages": messages}
                bound, reply = most_of(request, DEAR, known), claude.reply(request)
                applied += bool(reply["context_management"]["applied_edits"])
                applied += "iterations" in reply["usage"]
                assert bill(DEAR, reply) <= bound
                assert usage_of(reply).prompt <= 2 * prompt_most(request, known)
                known = known_of(reply, len(messages), said=True)
                shown = result(reply["content"][-1]["id"], content=text)
                messages = [*messages, said("assistant", *reply["content"]), said("user", shown)]
            assert applied > 1


def test_thoughts_without_their_text_are_bound_by_what_a_reply_may_hold() -> None:
    turn = Turn((Thought("deep", tokens=1900), Use("press")))
    with FakeServer(lambda _: turn) as server, reached(server) as claude:
        messages: list[Body] = [said("user", "hi")]
        for _ in range(6):
            request = {**BASE, "tools": [PRESS], "messages": messages}
            reply = claude.reply(request)
            assert usage_of(reply).prompt <= prompt_most(request)
            shown = said("user", result(reply["content"][-1]["id"]))
            messages = [*messages, said("assistant", *reply["content"]), shown]
    assert usage_of(reply).prompt > 5 * 1900


def test_what_is_known_of_a_reply_leaves_nothing_out() -> None:
    usage = {"input_tokens": 100, "cache_read_input_tokens": 20, "output_tokens": 7}
    applied = [{"type": "clear_tool_uses_20250919", "cleared_input_tokens": 5000}]
    reply: Body = {"content": [{"type": "text", "text": "so"}], "usage": usage}
    cleared = {**reply, "context_management": {"applied_edits": applied}}
    block = {"type": "code_execution_tool_result", "tool_use_id": "srv_1", "content": {"stdout": "x" * 900}}
    served = {**reply, "content": [*reply["content"], block]}
    assert known_of(reply, 3, said=True) == Known(120, 7, 4)
    assert known_of(reply, 3, said=False) == Known(120, 0, 3)
    assert known_of(cleared, 3, said=True) == Known(5120, 7, 4)
    assert 907 < known_of(served, 3, said=True).output_tokens < 1100


def test_an_image_is_bound_by_its_area_and_its_patches() -> None:
    def tokens(block: Body) -> int:
        bare = {**BASE, **user("x")}
        return prompt_most({**BASE, **user("x", block)}) - prompt_most(bare) - 16

    assert tokens(image(480, 432)) == 18 * 16
    assert tokens(image(2000, 2000)) == 5334
    assert tokens(image(1, 1)) == 1
    assert tokens(picture("/9j/4AAQ", "image/jpeg")) == IMAGE
    assert tokens({"type": "image", "source": {"type": "file", "file_id": "file_1"}}) == IMAGE


def test_the_bound_knows_long_prompts_summaries_and_tools_at_the_service() -> None:
    price = Price(1, 5, 0.1, 2, long_prompt=100_000, long_factor=5)
    plain = {**BASE, **user("x" * 60_000)}
    known = Known(99_000, 0, 0)
    short, long = (
        most_of({**BASE, **user("x")}, price, replace(known, prompt_tokens=n)) for n in (90_000, 100_000)
    )
    assert long > 5 * short
    summary = edit("compact_20260112", trigger=counted("input_tokens", 50_000))
    more = [most_of({**plain, **change}, DEAR) for change in ({}, summary, {"tools": [CODE]})]
    assert more[0] < 2
    assert 8 < more[1] < 15
    assert more[2] > 10 * more[0]


# --- modes --------------------------------------------------------------------------------

PLAIN = ModelSettings()


@pytest.mark.parametrize(
    ("change", "info", "words"),
    [
        ({"provider": "azure"}, None, "provider 'azure' means nothing: say anthropic, bedrock or vertex"),
        ({"context": "sliding"}, None, "say reset, log, compaction, clear_tool_uses or none"),
        ({"effort": "huge"}, None, "say low, medium, high, xhigh or max"),
        ({"judge": "dice", "samples": 2}, None, "say look-ahead or model"),
        ({"tools_ttl": "2h"}, None, "say 1h or 5m"),
        ({"name": ""}, None, "needs a name"),
        ({"max_tokens": 0}, None, "max_tokens must be at least 1"),
        ({"scale": 13}, None, "scale must be from 1 to 12"),
        ({"scale": 0}, None, "scale must be from 1 to 12"),
        ({"jitter": 1.0}, None, "jitter must be at least 0 and below 1"),
        ({"reset_images": -1}, None, "reset_images must be at least 0"),
        ({"budget_usd": -1.0}, None, "an amount in USD"),
        ({"budget_usd": float("nan")}, None, "an amount in USD"),
        ({"reset_tokens": 0, "reset_images": 0}, None, "needs reset_tokens, reset_decisions or reset_images"),
        ({"context": "compaction", "reset_tokens": 49_999}, None, "at least 50,000, not 49,999"),
        ({"context": "clear_tool_uses", "reset_tokens": 0}, None, "needs reset_tokens"),
        ({"thinking": "hard"}, None, "say default, off, adaptive or between_tools, or a budget such as 4096"),
        ({"thinking": "1023"}, None, "at least 1,024 tokens, not 1,023"),
        ({"thinking": "4096"}, None, "must be below max_tokens (4,096): say max_tokens 8192 or more"),
        ({"thinking": "4096+tools"}, None, "must be below max_tokens"),
        ({"samples": 0}, None, "samples must be at least 1"),
        ({"samples": 3}, None, "3 samples need a judge: say judge look-ahead or model"),
        ({"judge": "model"}, None, "say 2 samples or more"),
        ({"judge_model": HAIKU}, None, "asked only with judge model"),
        ({"server_tools": ("search",)}, None, "say code-execution, files or mcp=NAME,URL"),
        ({"server_tools": ("mcp=maps",)}, None, "mcp=NAME,https://..."),
        ({"server_tools": ("mcp=maps,http://maps",)}, None, "mcp=NAME,https://..."),
        ({"server_tools": ("code-execution",) * 2}, None, "named twice"),
        ({"server_tools": ("code-execution",), "provider": "vertex"}, None, "not offered by vertex"),
        ({"server_tools": ("files",)}, None, "at least one file"),
        ({"files": ("map.png",)}, None, "add the server tool files"),
        ({"name": "mine", "budget_usd": 1.0}, None, "the price of mine is not known"),
        (
            {"budget_usd": 1.0, "samples": 2, "judge": "model", "judge_model": "mine"},
            None,
            "the price of mine is not known",
        ),
        ({"prices": {OPUS: {"input": 1}}}, None, "is not one"),
        ({"thinking": "off"}, OPUS_INFO, "does not take thinking off: say default or adaptive"),
        ({"thinking": "off"}, SONNET_INFO, "say default, adaptive or between_tools"),
        ({"thinking": "2048"}, OPUS_INFO, "does not take thinking 2048"),
        ({"thinking": "adaptive"}, OLD_INFO, "say default, off or a budget such as 4096"),
        ({"effort": "low"}, OLD_INFO, "it takes none"),
        ({"effort": "max"}, replace(OPUS_INFO, efforts=("low", "high")), "say low or high"),
        ({"max_tokens": 128_001}, OPUS_INFO, "at most 128,000 tokens, not max_tokens 128,001"),
        ({"context": "compaction"}, OLD_INFO, "does not offer compaction: say context reset"),
        ({"context": "clear_tool_uses"}, replace(OPUS_INFO, clears=False), "does not offer clear_tool_uses"),
        ({"reset_tokens": 196_000}, OLD_INFO, "more than the 200,000 tokens"),
        ({"reset_tokens": 150_000, "jitter": 0.5}, OLD_INFO, "more than the 200,000 tokens"),
        ({"reset_images": 101}, OLD_INFO, "reset_images 101 (with jitter) is more than the 100 images"),
        ({"reset_images": 80, "jitter": 0.5}, OLD_INFO, "more than the 100 images"),
    ],
)
def test_settings_that_cannot_be_played_are_refused_with_what_would_be_right(
    change: Body, info: ModelInfo | None, words: str
) -> None:
    with pytest.raises(ModelError) as caught:
        check(replace(PLAIN, **change), info)
    assert words in one_line(caught.value)


PLAYABLE: list[tuple[Body, ModelInfo]] = [
    ({}, OPUS_INFO),
    ({}, OLD_INFO),
    ({"budget_usd": 5.0, "effort": "max", "thinking": "adaptive"}, OPUS_INFO),
    ({"thinking": "between_tools"}, SONNET_INFO),
    ({"thinking": "off"}, FREE_INFO),
    ({"thinking": "1024"}, OLD_INFO),
    ({"thinking": "2048+tools"}, OLD_INFO),
    ({"context": "compaction"}, OPUS_INFO),
    ({"context": "clear_tool_uses"}, OPUS_INFO),
    ({"context": "none", "reset_tokens": 0, "reset_images": 0}, OPUS_INFO),
    ({"samples": 3, "judge": "look-ahead"}, OPUS_INFO),
    ({"samples": 2, "judge": "model", "judge_model": HAIKU, "budget_usd": 1.0}, OPUS_INFO),
    ({"server_tools": ("code-execution", "mcp=maps,https://maps.example/mcp")}, OPUS_INFO),
]


@pytest.mark.parametrize(("change", "info"), PLAYABLE)
def test_what_is_found_right_is_taken_by_the_service(change: Body, info: ModelInfo) -> None:
    settings = replace(PLAIN, name=info.name, **change)
    check(settings, None)
    check(settings, info)
    thinking, (edits, betas) = thinking_of(settings), edits_of(settings)
    tools, servers, more = server_tools_of(settings)
    body: Body = {
        "model": settings.name,
        "max_tokens": settings.max_tokens,
        "messages": BASE["messages"],
        "tools": [PRESS, dict(MEMORY_TOOL), *tools],
        "betas": [*betas, *more],
    }
    body |= {"thinking": thinking} if thinking else {}
    body |= {"context_management": edits} if edits else {}
    body |= {"mcp_servers": servers} if servers else {}
    body |= {"output_config": {"effort": settings.effort}} if settings.effort else {}
    with FakeServer() as server, reached(server) as claude:
        assert claude.reply(body)["stop_reason"] == "end_turn"


def test_modes_become_fields_of_the_request() -> None:
    thinkings = {
        word: thinking_of(replace(PLAIN, thinking=word))
        for word in ("default", "off", "adaptive", "between_tools", "2048", "2048+tools")
    }
    assert thinkings == {
        "default": None,
        "off": {"type": "disabled"},
        "adaptive": {"type": "adaptive", "display": "summarized"},
        "between_tools": {"type": "between_tools"},
        "2048": {"type": "enabled", "budget_tokens": 2048, "display": "summarized"},
        "2048+tools": {"type": "enabled", "budget_tokens": 2048, "display": "summarized"},
    }
    assert thinking_of(PLAIN, OPUS_INFO) == thinkings["adaptive"]
    trigger = {"type": "input_tokens", "value": 60_000}
    assert edits_of(PLAIN) == (None, ())
    assert edits_of(replace(PLAIN, thinking="2048+tools")) == (None, ("interleaved-thinking-2025-05-14",))
    assert edits_of(replace(PLAIN, context="compaction")) == (
        {"edits": [{"type": "compact_20260112", "trigger": trigger}]},
        ("compact-2026-01-12",),
    )
    assert edits_of(replace(PLAIN, context="clear_tool_uses")) == (
        {
            "edits": [
                {
                    "type": "clear_tool_uses_20250919",
                    "trigger": trigger,
                    "keep": {"type": "tool_uses", "value": 10},
                    "exclude_tools": ["memory"],
                }
            ]
        },
        ("context-management-2025-06-27",),
    )
    served = replace(PLAIN, server_tools=("code-execution", "mcp=maps,https://maps.example/mcp"))
    assert server_tools_of(PLAIN) == ([], [], ())
    assert server_tools_of(served) == (
        [CODE, {"type": "mcp_toolset", "mcp_server_name": "maps"}],
        [{"type": "url", "name": "maps", "url": "https://maps.example/mcp"}],
        ("mcp-client-2025-11-20",),
    )


# --- asking -------------------------------------------------------------------------------


@dataclass
class Attempt:
    key: tuple[int, int]
    request: Json
    most: float | None
    status: str = "sent"
    why: str = ""
    usd: float | None = None


class Ledger:
    """A journal in memory, which only its owner's thread may use; `attempts` are all that were made."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.replies: dict[tuple[int, int], tuple[Json, str]] = {}
        self._owner = threading.get_ident()

    def reply(self, request: Json, ask: Any, *, turn: int = 0, sample: int = 0) -> Json:
        found = self.recorded(request, turn=turn, sample=sample)
        return found or self.receive(self.send(request, turn=turn, sample=sample), ask())

    def recorded(self, request: Json, *, turn: int = 0, sample: int = 0) -> Json | None:
        self._check()
        if (turn, sample) not in self.replies:
            return None
        asked, text = self.replies[turn, sample]
        if asked != request:
            raise ReplayMismatch("another request")
        read: Json = json.loads(text)
        return read

    def send(self, request: Json, *, turn: int = 0, sample: int = 0, most: float | None = 0.0) -> int:
        self._check()
        self.attempts.append(Attempt((turn, sample), request, most))
        return len(self.attempts) - 1

    def receive(self, attempt: int, reply: Json, usd: float | None = 0.0) -> Json:
        self._check()
        made = self._end(attempt, "received")
        made.usd = usd
        self.replies[made.key] = made.request, json.dumps(reply)
        read: Json = json.loads(self.replies[made.key][1])
        return read

    def fail(self, attempt: int, why: str, *, billed: bool) -> None:
        self._check()
        self._end(attempt, "lost" if billed else "unbilled").why = why

    def spent(self) -> Spent:
        self._check()
        owed = [made for made in self.attempts if made.status != "unbilled"]
        least = [made.usd for made in owed if made.status == "received"]
        most = [made.most if made.usd is None else made.usd for made in owed]
        return Spent(_sum(least), _sum(most))

    @property
    def statuses(self) -> list[str]:
        return [made.status for made in self.attempts]

    def _end(self, attempt: int, status: str) -> Attempt:
        made = self.attempts[attempt]
        assert made.status == "sent"
        made.status = status
        return made

    def _check(self) -> None:
        assert threading.get_ident() == self._owner, "the journal is for one thread"


def _sum(amounts: Sequence[float | None]) -> float | None:
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


class Nobody:
    """A model that must not be asked."""

    def reply(self, body: Json) -> Json:
        raise AssertionError("it was asked")

    def describe(self, name: str) -> ModelInfo | None:
        raise AssertionError("it was asked")

    def upload(self, path: Path) -> str:
        raise AssertionError("it was asked")


class Scripted(Nobody):
    """A model that does what it is told, one thing a request: raises an exception, or replies."""

    def __init__(self, *script: BaseException | Json) -> None:
        self.script = list(script)

    def reply(self, body: Json) -> Json:
        done = self.script.pop(0)
        if isinstance(done, BaseException):
            raise done
        return done


REPLY: Body = {"content": [], "stop_reason": "end_turn", "usage": {"input_tokens": 100, "output_tokens": 10}}
LOST, BUSY = Unanswered("it was lost", billed=True), Unanswered("it is busy", billed=False)


def ask_of(body: Body = BASE, turn: int = 0, sample: int = 0) -> Ask:
    return Ask(body, lambda: body, turn, sample)


@dataclass
class Waits:
    """A clock that only moves when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def asker_of(
    model: Any, journal: Journal, settings: ModelSettings = PLAIN, waits: Waits | None = None, seed: int = 0
) -> Asker:
    waits = waits or Waits()
    return Asker(model, journal, settings, clock=waits.clock, sleep=waits.sleep, seed=seed)


def test_the_ledger_is_a_journal() -> None:
    assert isinstance(Ledger(), Journal)


def test_an_answer_is_paid_for_once_and_read_back_ever_after() -> None:
    ledger = Ledger()
    with FakeServer(CHATTY) as server, reached(server) as claude:
        first = Asker(claude, ledger, PLAIN).ask(ask_of())
        (exchange,) = server.bill
    assert first.message["usage"] == exchange.usage
    assert first.usd == ledger.attempts[0].usd == by_hand(Price(4, 20, 0.2, 8), exchange.usage)
    assert first.usd <= (ledger.attempts[0].most or 0)
    assert first.sent <= first.got <= time.time()
    again = Asker(Nobody(), ledger, PLAIN).ask(Ask(BASE, lambda: pytest.fail("the body was made")))
    assert again == first
    with pytest.raises(ReplayMismatch):
        Asker(Nobody(), ledger, PLAIN).ask(ask_of({**BASE, "max_tokens": 1}))


def test_an_answer_without_a_price_or_a_usage_has_no_cost() -> None:
    for reply, model in ((REPLY, "mine"), ({**REPLY, "usage": None}, OPUS)):
        ledger = Ledger()
        answer = asker_of(Scripted(reply), ledger).ask(ask_of({**BASE, "model": model}))
        assert (answer.usd, ledger.attempts[0].usd) == (None, None)


def test_a_request_is_tried_again_after_a_wait_that_doubles() -> None:
    waits, ledger = Waits(), Ledger()
    script: list[BaseException | Json] = [*[LOST, BUSY] * 4, REPLY]
    answer = asker_of(Scripted(*script), ledger, waits=waits).ask(ask_of())
    assert ledger.statuses == [*["lost", "unbilled"] * 4, "received"]
    assert ledger.attempts[0].why == "it was lost"
    tops = [1, 2, 4, 8, 16, 32, 60, 60]
    assert [top / 2 <= slept <= top for slept, top in zip(waits.slept, tops, strict=True)] == [True] * 8
    assert (answer.sent, answer.got) == (waits.now, waits.now)


def test_the_waits_follow_from_the_seed() -> None:
    slept = []
    for seed in (1, 1, 2):
        waits = Waits()
        asker_of(Scripted(LOST, LOST, REPLY), Ledger(), waits=waits, seed=seed).ask(ask_of())
        slept.append(waits.slept)
    assert slept[0] == slept[1] != slept[2]


@pytest.mark.parametrize(
    ("asked", "slept"), [(7.0, [7.0]), (150.0, [60.0, 60.0, 30.0]), (3600.0, [60.0] * 10), (60.0, [60.0])]
)
def test_a_service_that_asks_to_wait_is_waited_for_up_to_ten_minutes(
    asked: float, slept: list[float]
) -> None:
    waits = Waits()
    busy = Unanswered("busy", billed=False, wait=asked)
    asker_of(Scripted(busy, REPLY), Ledger(), waits=waits).ask(ask_of())
    assert waits.slept == slept


def test_a_model_that_never_answers_stops_the_run_and_every_try_is_in_the_journal() -> None:
    ledger, waits = Ledger(), Waits()
    with pytest.raises(RunStopped, match=r"no reply in 12 tries.*it was lost.*longplay resume RUN") as caught:
        asker_of(Scripted(*[LOST] * TRIES), ledger, waits=waits).ask(ask_of())
    assert (caught.value.status, ledger.statuses) == ("model unreachable", ["lost"] * TRIES)
    assert len(waits.slept) == TRIES - 1


def test_what_cannot_help_is_not_tried_again() -> None:
    for error, status in ((ModelError("no such model"), "unbilled"), (OSError("no idea"), "lost")):
        ledger = Ledger()
        with pytest.raises(type(error), match=str(error)):
            asker_of(Scripted(error), ledger).ask(ask_of())
        assert ledger.statuses == [status]


def test_ctrl_c_in_a_wait_or_a_request_ends_the_asking() -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    ledger = Ledger()
    with pytest.raises(KeyboardInterrupt):
        Asker(Scripted(BUSY), ledger, PLAIN, sleep=stop).ask(ask_of())
    with pytest.raises(KeyboardInterrupt):
        asker_of(Scripted(KeyboardInterrupt()), ledger).ask(ask_of())
    assert [(made.status, made.why) for made in ledger.attempts] == [
        ("unbilled", "it is busy"),
        ("lost", "interrupted"),
    ]


def test_a_request_that_could_pass_the_budget_is_not_sent() -> None:
    ledger, settings = Ledger(), replace(PLAIN, budget_usd=1.0)
    bound = most_of(BASE, Price(4, 20, 0.2, 8))
    asker = asker_of(Scripted(*[REPLY] * 9), ledger, settings)
    asker.ask(ask_of())
    ledger.attempts[0].usd = 1.0 - bound
    asker.ask(ask_of(turn=1))
    ledger.attempts[1].usd = bound
    with pytest.raises(RunStopped, match=r"budget of 1\.00 USD .*--budget-usd N") as caught:
        asker.ask(ask_of(turn=2))
    one_line(caught.value)
    assert (caught.value.status, ledger.statuses) == ("budget", ["received", "received"])


def test_a_lost_reply_counts_at_its_dearest() -> None:
    bound = most_of(BASE, Price(4, 20, 0.2, 8))
    ledger, settings = Ledger(), replace(PLAIN, budget_usd=2.5 * bound)
    with pytest.raises(RunStopped, match="budget"):
        asker_of(Scripted(LOST, LOST), ledger, settings).ask(ask_of())
    assert ledger.statuses == ["lost", "lost"]


def test_a_budget_needs_every_price() -> None:
    settings, ledger = replace(PLAIN, budget_usd=9.0), Ledger()
    with pytest.raises(ModelError, match="price of mine"):
        asker_of(Nobody(), ledger, settings).ask(ask_of({**BASE, "model": "mine"}))
    own = replace(settings, prices={"mine": {"input": 1, "output": 1, "cache_read": 1, "cache_write_1h": 1}})
    asker_of(Scripted(REPLY), ledger, own).ask(ask_of({**BASE, "model": "mine"}))
    ledger.attempts[0].usd = ledger.attempts[0].most = None
    with pytest.raises(ModelError, match="earlier requests"):
        asker_of(Nobody(), ledger, own).ask(ask_of({**BASE, "model": "mine"}, 1))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_fails_no_run_is_billed_more_than_its_budget(seed: int) -> None:
    """A conversation grows until the budget stops it; the service writes its own bill."""
    price = Price(4, 20, 0.2, 8)
    settings, ledger = replace(PLAIN, budget_usd=1.5), Ledger()
    turn = Turn((Thought("deep", tokens=300), Use("press", {"button": "a"})))
    faults = random_faults(0.2, seed)
    with FakeServer(lambda _: turn, faults=faults) as server, reached(server) as claude:
        asker = asker_of(claude, ledger, settings)
        with pytest.raises(RunStopped) as caught:
            grown(asker, 400)
        billed = sum(by_hand(price, exchange.usage) for exchange in server.bill)
        received = [exchange for exchange in server.bill if not exchange.lost]
    spent = ledger.spent()
    assert caught.value.status == "budget"
    assert spent.least is not None
    assert spent.most is not None
    assert spent.least <= billed <= spent.most <= 1.5
    assert spent.most > 1.3
    assert len(received) >= ledger.statuses.count("received") > 10


def grown(asker: Asker, turns: int) -> None:
    """Ask again and again with a conversation that grows by a screen each time."""
    messages: list[Body] = [said("user", "hi")]
    for number in range(turns):
        body = {**BASE, "tools": [PRESS], "system": [mark(LONG, "1h")], "messages": messages}
        answer = asker.ask(ask_of(body, number))
        shown = result(answer.message["content"][-1]["id"], content=[image(480, 432)])
        messages = [*messages, said("assistant", *answer.message["content"]), said("user", shown)]


# --- side by side -------------------------------------------------------------------------


class Paced(Nobody):
    """Answers each request after the pause that its text tells, and remembers the order of arrival."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    def reply(self, body: Json) -> Json:
        text = body["messages"][0]["content"][0]["text"]
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(float(text))
        with self._lock:
            self.at_once -= 1
            self.order.append(text)
        return {**REPLY, "id": text}


def test_answers_come_in_the_order_of_the_asks_whatever_arrives_first() -> None:
    model, ledger = Paced(), Ledger()
    texts = ["0.6", "0.3", "0.0"]
    asks = [ask_of({**BASE, **user(text)}, sample=number) for number, text in enumerate(texts)]
    asker = Asker(model, ledger, PLAIN)
    answers = asker.ask_all(asks)
    assert [answer.message["id"] for answer in answers] == texts
    assert (model.order, model.most_at_once) == (texts[::-1], 3)
    assert Asker(Nobody(), ledger, PLAIN).ask_all(asks) == answers
    assert asker.ask_all([]) == []


def test_only_what_is_missing_is_asked_for() -> None:
    ledger = Ledger()
    asks = [ask_of({**BASE, **user(str(number))}, sample=number) for number in range(3)]
    middle = asker_of(Scripted({**REPLY, "id": "middle"}), ledger).ask(asks[1])
    answers = asker_of(Scripted(REPLY, REPLY), ledger).ask_all(asks)
    assert (answers[1], len(ledger.attempts)) == (middle, 3)


def test_samples_that_fail_are_asked_for_again_and_the_others_are_kept() -> None:
    ledger = Ledger()
    with FakeServer(CHATTY, faults=[Kind.OVERLOADED, None, Kind.SHORT]) as server, reached(server) as claude:
        asks = [ask_of({**BASE, **user(f"hi {number}")}, sample=number) for number in range(4)]
        answers = asker_of(claude, ledger).ask_all(asks)
        assert len(server.log) == 6
    assert sorted(ledger.statuses) == ["lost", *["received"] * 4, "unbilled"]
    assert len({answer.message["id"] for answer in answers}) == 4


def test_an_error_of_one_sample_is_raised_when_the_others_are_in_the_journal() -> None:
    class OneBad(Paced):
        def reply(self, body: Json) -> Json:
            if body["max_tokens"] == 1:
                raise ModelError("refused")
            return super().reply(body)

    ledger = Ledger()
    bodies = [{**BASE, "max_tokens": 1}, {**BASE, **user("0.2")}]
    with pytest.raises(ModelError, match="refused"):
        Asker(OneBad(), ledger, PLAIN).ask_all([ask_of(body, 0, n) for n, body in enumerate(bodies)])
    assert ledger.statuses == ["unbilled", "received"]


def test_all_samples_together_stay_within_the_budget_or_none_is_sent() -> None:
    bound = most_of(BASE, Price(4, 20, 0.2, 8))
    asks = [ask_of(sample=number) for number in range(3)]
    ledger = Ledger()
    with pytest.raises(RunStopped, match="budget"):
        asker_of(Nobody(), ledger, replace(PLAIN, budget_usd=2.9 * bound)).ask_all(asks)
    assert ledger.attempts == []
    enough = replace(PLAIN, budget_usd=3.1 * bound)
    assert len(asker_of(Scripted(*[REPLY] * 3), ledger, enough).ask_all(asks)) == 3


def test_the_bound_of_a_conversation_is_tight_from_its_second_request_on() -> None:
    ledger = Ledger()
    marked: list[Body] = [said("user", mark(LONG), image(480, 432))]
    with FakeServer(steady("fine")) as server, reached(server) as claude:
        first = asker_of(claude, ledger).ask(ask_of({**BASE, "messages": marked}))
        plain = said("user", LONG, image(480, 432))
        after = [plain, said("assistant", *first.message["content"]), said("user", mark("go on", "1h"))]
        for asker in (asker_of(claude, ledger), asker_of(claude, ledger)):
            asker.ask(ask_of({**BASE, "messages": marked}))
            asker.ask(ask_of({**BASE, "max_tokens": 3000, "messages": after}, len(ledger.attempts)))
    loose, *tight = [made.most or 0 for made in ledger.attempts]
    assert loose > 0.15
    assert tight == pytest.approx([0.12, 0.12], rel=0.15)


def test_an_answer_reads_as_it_was_kept() -> None:
    ledger = Ledger()
    stored = {"message": REPLY, "sent": 1.0, "got": 2.5, "usd": 0.25}
    ledger.receive(ledger.send(BASE), stored)
    assert asker_of(Nobody(), ledger).ask(ask_of()) == Answer(REPLY, 1.0, 2.5, 0.25)


def test_the_catalogue_of_the_fake_is_known_to_the_checks() -> None:
    with FakeServer() as server, reached(server) as claude:
        for name in MODELS:
            check(replace(PLAIN, name=name), claude.describe(name))
