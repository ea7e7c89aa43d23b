"""The fake API is what the real SDK expects, refuses what the service refuses, and bills what it serves."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import anthropic
import httpx2
import pytest
from anthropic import Anthropic, beta_tool

from sim.models.fake import (
    MODELS,
    OTHERS,
    RULES,
    FakeServer,
    Fault,
    Kind,
    Raw,
    Text,
    Thought,
    Turn,
    Use,
    random_faults,
    scripted,
    steady,
)
from sim.models.fake.shapes import BETAS, KNOWN_BETAS
from tests.fake_cases import (
    BASE,
    CASES,
    CHATTY,
    EDITS,
    OLD,
    PRESS,
    Case,
    image,
    mark,
    played,
    result,
    said,
    talk,
    user,
)
from tests.fake_grammar import GRAMMAR, written

BOUND = "thinking-binding-controls-2026-08-01"
COMPACTS = "compact-2026-01-12"
ROOT = Path(__file__).parent.parent

Json = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def http() -> Iterator[None]:
    """Close the connections at the end. One pool serves all tests: each new one reads certificates."""
    yield
    pool().close()
    pool.cache_clear()


@cache
def pool() -> httpx2.Client:
    return httpx2.Client()


def client_of(server: FakeServer, **options: Any) -> Anthropic:
    settings = {"max_retries": 0, "timeout": 5.0, "http_client": pool(), **options}
    return Anthropic(base_url=server.url, api_key="test", **settings)


def ask(server: FakeServer, *changes: Json) -> Any:
    """Send the base request with changes through the SDK, and return its message."""
    body = dict(BASE)
    for change in changes:
        body |= change
    return client_of(server).beta.messages.create(**body)


def stream(server: FakeServer, *changes: Json) -> Any:
    body = dict(BASE)
    for change in changes:
        body |= change
    with client_of(server).beta.messages.stream(**body) as events:
        return events.get_final_message()


def refusal(server: FakeServer, *changes: Json) -> str:
    """Return the message with which a request is refused."""
    with pytest.raises(anthropic.BadRequestError) as caught:
        ask(server, *changes)
    assert caught.value.type == "invalid_request_error"
    return str(caught.value.api_message)


def blocks(message: Any) -> list[Json]:
    return [block.model_dump(exclude_none=True) for block in message.content]


def counts(usage: Any) -> tuple[int, int, int]:
    """Return a prompt's tokens: plain, read from the cache, written to it."""
    return usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens


@pytest.fixture(scope="module")
def shared() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def chatty() -> Iterator[FakeServer]:
    with FakeServer(CHATTY) as server:
        yield server


# --- rules --------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.path}")
def test_a_request_that_breaks_a_rule_is_refused_and_its_neighbour_is_served(
    shared: FakeServer, case: Case
) -> None:
    before = dict(shared.refused)
    message = refusal(shared, case.broken)
    assert message.startswith(f"{case.path}: " if case.path else "")
    grown = {rule: count for rule, count in shared.refused.items() if count != before.get(rule, 0)}
    assert grown == {case.rule: before.get(case.rule, 0) + 1}
    assert ask(shared, case.kept).type == "message"


def test_every_rule_has_a_request_that_breaks_it() -> None:
    here = {
        "authenticated",
        "body_is_json",
        "body_is_small_enough",
        "code_execution_is_declared",
        "files_are_known",
        "known_model",
        "known_path",
        "prompt_fits_the_context",
        "summary_is_ours",
        "thoughts_are_bound",
        "thoughts_are_unchanged",
        "thoughts_open_the_last_turn",
        "version_is_sent",
    }
    rules = {rule.__name__ for rule in RULES}
    assert len(rules) == len(RULES)
    assert {case.rule for case in CASES} | here == rules | set(OTHERS)


def test_the_grammar_is_that_of_the_installed_sdk() -> None:
    assert GRAMMAR.read_text() == written(), "run python -m tests.fake_grammar and read the difference"


def test_every_beta_only_block_and_tool_names_its_header() -> None:
    grammar = json.loads(GRAMMAR.read_text())
    roots = [grammar["objects"][name]["content!"] for name in ("UserMessage", "AssistantMessage")]
    options = json.dumps([*roots, grammar["objects"]["Messages"]["tools"]])
    reached = {name for name in grammar["beta_only"] if f'"@{name}"' in options}
    fields = {name for name in grammar["beta_only"] if "." in name}
    assert (reached | fields) - set(BETAS) == set()
    assert {beta for headers in BETAS.values() for beta in headers} <= KNOWN_BETAS


def test_headers_paths_and_sizes_are_checked(shared: FakeServer) -> None:
    def status(path: str = "/v1/messages", content: bytes = b"{", without: str = "") -> tuple[int, str]:
        sent = {"x-api-key": "test", "anthropic-version": "2026-10-21"}
        kept = {name: value for name, value in sent.items() if name != without}
        reply = pool().post(shared.url + path, content=content, headers=kept)
        return reply.status_code, reply.json()["error"]["type"]

    assert status(without="x-api-key") == (401, "authentication_error")
    assert status(without="anthropic-version") == (400, "invalid_request_error")
    assert status() == (400, "invalid_request_error")
    assert status("/v1/nowhere") == (404, "not_found_error")
    assert status(content=b" " * (32 * 1024 * 1024 + 1)) == (413, "request_too_large")
    names = ("authenticated", "version_is_sent", "body_is_json", "known_path", "body_is_small_enough")
    assert [shared.refused[name] for name in names] == [1] * 5


def test_an_unknown_model_is_not_found(shared: FakeServer) -> None:
    with pytest.raises(anthropic.NotFoundError):
        ask(shared, {"model": "claude-opus-9"})
    assert shared.refused["known_model"] == 1


def test_a_refused_request_is_not_billed() -> None:
    with FakeServer(faults=[Kind.OVERLOADED]) as server:
        refusal(server, user(""))
        assert ([exchange.status for exchange in server.log], server.bill) == ([400], [])


# --- replies ------------------------------------------------------------------------------


def test_a_stream_tells_the_same_message_as_one_piece(chatty: FakeServer) -> None:
    whole, told = ask(chatty, {"tools": [PRESS]}), stream(chatty, {"tools": [PRESS]})
    assert [block.type for block in whole.content] == ["thinking", "text", "tool_use"]
    assert (told.id, blocks(told), told.stop_reason) == (whole.id, blocks(whole), whole.stop_reason)
    assert told.usage == whole.usage


def test_the_stable_methods_are_served_too(chatty: FakeServer) -> None:
    client = client_of(chatty)
    tools: Any = [PRESS]
    message = client.messages.create(**BASE, tools=tools)
    counted = client.messages.count_tokens(model=BASE["model"], messages=BASE["messages"])
    assert (message.stop_reason, counted.input_tokens) == ("tool_use", 1)


def test_the_same_request_gets_the_same_reply_from_another_server(chatty: FakeServer) -> None:
    with FakeServer(CHATTY) as other:
        assert ask(other, {"tools": [PRESS]}).to_dict() == ask(chatty, {"tools": [PRESS]}).to_dict()
        assert ask(other, user("ho")).id != ask(other).id


def test_a_script_is_told_turn_by_turn() -> None:
    script = scripted([Turn((Use("press", {"button": "a"}),)), Turn((Text("done"),))])
    with FakeServer(script) as server:
        first = ask(server, {"tools": [PRESS]})
        asked = first.content[0]
        second = ask(server, played(result(asked.id), asked=(asked.to_dict(),)))
    assert (first.stop_reason, asked.input) == ("tool_use", {"button": "a"})
    assert (second.stop_reason, second.content[0].text) == ("end_turn", "done")


def test_a_policy_that_fails_is_answered_with_500_and_raised_at_the_end() -> None:
    def after_the_script() -> None:
        with FakeServer(scripted([])) as server, pytest.raises(anthropic.InternalServerError):
            ask(server)

    with pytest.raises(IndexError):
        after_the_script()


@pytest.mark.parametrize(
    ("turn", "change", "stop", "texts"),
    [
        (Turn((Text("no"),), "refusal", "cyber"), {}, "refusal", ["no"]),
        (Turn((Text("so"),), "pause_turn"), {}, "pause_turn", ["so"]),
        (Turn(), {}, "end_turn", []),
        (Turn((Text("12345678"),)), {"max_tokens": 1}, "max_tokens", ["1234"]),
        (Turn((Text("1234"), Text("5"))), {"max_tokens": 1}, "max_tokens", ["1234"]),
        (Turn((Text("one. two"), Text("3"))), {"stop_sequences": ["."]}, "stop_sequence", ["one"]),
        (Turn((Text("x"),)), {"max_tokens": 0}, "max_tokens", []),
    ],
)
def test_a_turn_stops_for_its_reason(turn: Turn, change: Json, stop: str, texts: list[str]) -> None:
    with FakeServer(lambda _: turn) as server:
        message, told = ask(server, change), stream(server, change)
    assert (message.stop_reason, [block.text for block in message.content]) == (stop, texts)
    assert told.stop_reason == stop
    assert (message.stop_details and message.stop_details.category) == turn.category


def test_a_tool_use_that_does_not_fit_comes_without_its_input() -> None:
    turn = Turn((Use("press", {"button": "a" * 400}),))
    with FakeServer(lambda _: turn) as server:
        message = ask(server, {"tools": [PRESS], "max_tokens": 20})
    assert (message.stop_reason, message.content[0].input) == ("max_tokens", {})
    assert message.usage.output_tokens == 20


def test_thinking_is_shown_and_charged_as_the_request_says() -> None:
    turn = Turn((Thought("Let me think.", tokens=300), Text("yes")))
    with FakeServer(lambda _: turn) as server:
        hidden = ask(server)
        shown = ask(server, {"thinking": {"type": "adaptive", "display": "summarized"}})
        off = ask(server, {"model": "claude-haiku-5-5", "thinking": {"type": "disabled"}})
    assert (hidden.content[0].thinking, shown.content[0].thinking) == ("", "Let me think.")
    assert (hidden.usage.output_tokens, hidden.usage.output_tokens_details.thinking_tokens) == (301, 300)
    assert ([block.type for block in off.content], off.usage.output_tokens) == (["text"], 1)


def test_server_tools_pass_through_and_a_paused_turn_goes_on() -> None:
    ran = {"type": "server_tool_use", "id": "srv_1", "name": "code_execution", "input": {"code": "1"}}
    code = {"type": "code_execution_20250825", "name": "code_execution"}
    turn = Turn((Raw(ran, tokens=7),), "pause_turn")
    with FakeServer(lambda _: turn) as server:
        paused = stream(server, {"tools": [code]})
        again = ask(server, talk(*BASE["messages"], paused.to_param(), tools=[code]))
    assert (paused.content[0].input, paused.usage.output_tokens) == ({"code": "1"}, 7)
    assert again.stop_reason == "pause_turn"


def test_the_tool_runner_plays_against_it() -> None:
    pressed = []

    @beta_tool
    def press(button: str) -> str:
        """Press a button.

        Args:
            button: which one
        """
        pressed.append(button)
        return "done"

    turns = [Turn((Thought("Hm."), Use("press", {"button": name}))) for name in "ab"]
    with FakeServer(scripted([*turns, Turn((Text("won"),))])) as server:
        last = client_of(server).beta.messages.tool_runner(**BASE, tools=[press], thread=False).until_done()
        assert (pressed, last.content[0].text, len(server.bill)) == (["a", "b"], "won", 3)  # type: ignore[union-attr]


def test_models_tell_what_they_take(shared: FakeServer) -> None:
    client = client_of(shared)
    listed = [model.id for model in client.models.list()]
    old, new = client.models.retrieve(OLD), client.beta.models.retrieve("claude-sonnet-5-5")
    with pytest.raises(anthropic.NotFoundError):
        client.models.retrieve("claude-opus-9")
    assert listed == list(MODELS)
    assert old.capabilities is not None
    assert new.capabilities is not None
    types = old.capabilities.thinking.types.to_dict(), new.capabilities.thinking.types.to_dict()
    taken = [{name for name, entry in each.items() if entry["supported"]} for each in types]  # type: ignore[index]
    assert taken == [{"enabled", "disabled"}, {"adaptive", "between_tools"}]
    assert (old.max_input_tokens, old.max_tokens, new.max_input_tokens) == (200_000, 64_000, 1_000_000)


def test_files_are_kept_until_they_are_deleted(chatty: FakeServer) -> None:
    named: Json = {"type": "image", "source": {"type": "file"}}
    upload: Json = {"type": "container_upload"}
    code = {"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]}
    client = client_of(chatty)
    file = client.files.upload(file=("map.png", b"\x89PNG\r\n\x1a\n", "image/png"))
    named["source"]["file_id"] = upload["file_id"] = file.id
    assert (file.size_bytes, [each.id for each in client.files.list()]) == (8, [file.id])
    assert ask(chatty, user(named)).usage.input_tokens == 1000
    assert ask(chatty, user(upload), code).type == "message"
    assert "code execution" in refusal(chatty, user(upload))
    client.files.delete(file.id)
    with pytest.raises(anthropic.NotFoundError, match=file.id):
        ask(chatty, user(named))
    assert (chatty.refused["files_are_known"], chatty.refused["code_execution_is_declared"]) == (1, 1)


def test_a_client_that_dies_while_it_asks_has_asked_nothing(chatty: FakeServer) -> None:
    address = chatty.url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1]))) as connection:
        connection.sendall(b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert (chatty.log, dict(chatty.refused)) == ([], {})


# --- faults -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "streamed", "error", "billed"),
    [
        (Kind.OVERLOADED, False, anthropic.OverloadedError, False),
        (Kind.OVERLOADED, True, anthropic.OverloadedError, False),
        (Kind.RATE_LIMITED, True, anthropic.RateLimitError, False),
        (Kind.SERVER_ERROR, False, anthropic.InternalServerError, False),
        (Kind.RESET_BEFORE, False, anthropic.APIConnectionError, False),
        (Kind.RESET_AFTER, False, anthropic.APIConnectionError, True),
        (Kind.RESET_AFTER, True, anthropic.APIConnectionError, True),
        (Kind.RESET_MIDWAY, False, anthropic.APIConnectionError, True),
        (Kind.RESET_MIDWAY, True, httpx2.ReadError, True),
        (Kind.ERROR_EVENT, False, anthropic.OverloadedError, False),
        (Kind.ERROR_EVENT, True, anthropic.APIStatusError, True),
        (Kind.SHORT, False, ValueError, True),
        (Kind.GARBAGE, True, AssertionError, True),
    ],
)
def test_a_fault_is_seen_through_the_sdk_and_written_down(
    kind: Kind, streamed: bool, error: type[Exception], billed: bool
) -> None:
    with FakeServer(CHATTY, faults=[kind]) as server:
        with pytest.raises(error) as caught:
            (stream if streamed else ask)(server)
        assert [(exchange.billed, exchange.lost) for exchange in server.log] == [(billed, billed)]
        assert ask(server).type == "message"
    if kind is Kind.ERROR_EVENT and streamed:
        assert isinstance(caught.value, anthropic.APIStatusError)
        assert (caught.value.status_code, caught.value.type) == (200, "overloaded_error")


def test_a_rate_limit_says_when_to_come_back() -> None:
    with FakeServer(faults={0: Fault(Kind.RATE_LIMITED, 7)}) as server:
        with pytest.raises(anthropic.RateLimitError) as caught:
            ask(server)
        assert caught.value.response.headers["retry-after"] == "7"


def test_a_reset_midway_comes_after_some_events() -> None:
    seen: list[str] = []
    with FakeServer(steady("word " * 60), faults=[Kind.RESET_MIDWAY]) as server:
        events = client_of(server).messages.create(**BASE, stream=True)
        with pytest.raises(httpx2.ReadError):
            seen.extend(event.type for event in events)
        events.close()
    assert seen[:3] == ["message_start", "content_block_start", "content_block_delta"]


def test_a_short_stream_ends_without_an_error_and_without_a_reason() -> None:
    with FakeServer(steady("word " * 60), faults=[Kind.SHORT]) as server:
        message = stream(server)
        assert (message.stop_reason, server.bill[0].lost) == (None, True)
        assert message.content[0].text.startswith("word ")


def test_garbage_in_one_piece_is_not_a_message_to_the_sdk() -> None:
    with FakeServer(faults=[Kind.GARBAGE]) as server:
        assert ask(server) == "<html><body>upstream is thinking</body></html>"


@pytest.mark.parametrize("send", [ask, stream])
def test_a_stall_only_costs_time(send: Any) -> None:
    with FakeServer(CHATTY, faults=[Fault(Kind.STALL, 0.2)]) as server:
        assert (send(server).stop_reason, server.bill[0].lost) == ("end_turn", False)


def test_a_client_that_loses_patience_is_billed_all_the_same() -> None:
    with FakeServer(faults=[Fault(Kind.STALL, 30)]) as server:
        with pytest.raises(anthropic.APITimeoutError):
            client_of(server, timeout=0.2).messages.create(**BASE)
        assert len(server.bill) == 1


def test_the_sdk_pays_twice_for_a_reply_that_was_lost() -> None:
    with FakeServer(faults=[Kind.RESET_AFTER]) as server:
        client_of(server, max_retries=1).messages.create(**BASE)
        assert [exchange.lost for exchange in server.bill] == [True, False]
        assert len({exchange.digest for exchange in server.bill}) == 1


def test_random_faults_are_the_same_each_time_and_as_many_as_asked_for() -> None:
    drawn = [random_faults(0.08, 3)(number) for number in range(2000)]
    assert drawn == [random_faults(0.08, 3)(number) for number in range(2000)]
    kinds = [fault.kind for fault in drawn if fault]
    assert 120 < len(kinds) < 200
    assert set(kinds) == set(Kind)


def test_many_clients_at_once_are_each_served_and_billed_once(chatty: FakeServer) -> None:
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda number: ask(chatty, user(f"hi {number}")), range(40)))
    assert len({reply.id for reply in replies}) == 40
    assert [exchange.number for exchange in chatty.bill] == list(range(40))


# --- accounts -----------------------------------------------------------------------------


def test_tokens_can_be_counted_by_hand(shared: FakeServer) -> None:
    change = {"system": "x" * 40, "tools": [PRESS], **user("y" * 41, image(150, 100))}
    tool = len('{"input_schema":{"type":"object"},"name":"press"}')
    expected = 10 + 11 + 20 + -(-tool // 4)
    counted = client_of(shared).beta.messages.count_tokens(model=BASE["model"], **change)
    assert (counted.input_tokens, ask(shared, change).usage.input_tokens) == (expected, expected)


def test_the_bill_is_the_sum_of_the_usages() -> None:
    with FakeServer(CHATTY, faults=[None, Kind.OVERLOADED, Kind.RESET_AFTER]) as server:
        usages = []
        for number in range(6):
            try:
                usages.append((ask if number % 2 else stream)(server, user("x" * number * 100 + "x")).usage)
            except anthropic.APIError:
                continue
        billed = [exchange.usage for exchange in server.bill if not exchange.lost]
        assert [usage.to_dict() for usage in usages] == billed
        assert [exchange.number for exchange in server.bill] == [0, 2, 3, 4, 5]
        assert server.bill[1].usage == {**billed[0], "input_tokens": 51}  # type: ignore[dict-item]


LONG = "x" * 4 * 600
"""600 tokens: enough for the cache."""


def test_a_marked_prefix_is_written_once_and_read_until_its_time_is_over() -> None:
    now = [0.0]
    with FakeServer(clock=lambda: now[0]) as server:
        change = {"system": [mark(LONG)], **user("hi!?")}
        seen = []
        for moment in (0, 299, 598, 899):
            now[0] = moment
            seen.append(counts(ask(server, change).usage))
    assert seen == [(1, 0, 600), (1, 600, 0), (1, 600, 0), (1, 0, 600)]


def test_what_is_written_for_an_hour_is_told_apart() -> None:
    now = [0.0]
    with FakeServer(clock=lambda: now[0]) as server:
        change = {"system": [mark(LONG, "1h")], **user(mark(LONG), "rest")}
        created = ask(server, change).usage.cache_creation
        now[0] = 3599
        later = ask(server, change).usage
    assert (created.ephemeral_1h_input_tokens, created.ephemeral_5m_input_tokens) == (600, 600)
    assert counts(later) == (1, 600, 600)


def test_a_short_prefix_is_silently_not_cached() -> None:
    with FakeServer() as server:
        short = {"system": [mark("x" * 4 * 511)]}
        assert [counts(ask(server, short).usage) for _ in range(2)] == [(512, 0, 0)] * 2
        haiku = {"model": "claude-haiku-5-5", "system": [mark("x" * 4 * 4095)]}
        assert counts(ask(server, haiku).usage) == (4096, 0, 0)


@pytest.mark.parametrize(("blocks", "read"), [(18, 600), (19, 600), (20, 0)])
def test_the_cache_looks_back_twenty_blocks(blocks: int, read: int) -> None:
    with FakeServer() as server:
        ask(server, user(mark(LONG)))
        usage = ask(
            server, user({"type": "text", "text": LONG}, *["step"] * (blocks - 1), mark("last"))
        ).usage
    assert usage.cache_read_input_tokens == read


def test_the_whole_requests_marker_moves_with_the_conversation() -> None:
    with FakeServer(steady("fine")) as server:
        marked = {"cache_control": {"type": "ephemeral"}}
        first = ask(server, user(LONG), marked)
        second = ask(server, talk(*user(LONG)["messages"], first.to_param(), said("user", "more")), marked)
    assert [counts(first.usage), counts(second.usage)] == [(0, 0, 600), (0, 600, 2)]


def test_a_change_of_tools_breaks_the_cache_and_a_change_of_effort_breaks_the_messages() -> None:
    with FakeServer() as server:
        change = {"tools": [PRESS], "system": [mark(LONG)], **user(mark(LONG))}
        first = counts(ask(server, change).usage)
        effort = counts(ask(server, change, {"output_config": {"effort": "low"}}).usage)
        tools = counts(ask(server, change, {"tools": [{**PRESS, "name": "wait"}]}).usage)
    assert (first, effort, tools) == ((0, 0, 1213), (0, 613, 600), (0, 0, 1212))


def test_a_lost_reply_has_filled_the_cache() -> None:
    with FakeServer(faults=[Kind.RESET_AFTER]) as server:
        with pytest.raises(anthropic.APIConnectionError):
            ask(server, user(mark(LONG)))
        assert counts(ask(server, user(mark(LONG))).usage) == (0, 600, 0)


# --- thinking that comes back -------------------------------------------------------------


def conversation(server: FakeServer, rounds: int = 3, **change: Any) -> list[Json]:
    """Play some rounds with the tool, append-only, and return the messages for the next request."""
    messages: list[Json] = [said("user", "hi")]
    for _ in range(rounds):
        reply = ask(server, talk(*messages, tools=[PRESS]), change)
        uses = [block for block in reply.content if block.type == "tool_use"]
        messages.append(reply.to_param())
        messages.append(said("user", *[result(block.id) for block in uses], "Go on."))
    return [{**message, "content": [dict_of(block) for block in message["content"]]} for message in messages]


def dict_of(block: Any) -> Json:
    return dict(block) if isinstance(block, dict) else block.to_dict()


def without_thoughts(messages: list[Json], numbers: set[int]) -> list[Json]:
    return [
        {**message, "content": [part for part in message["content"] if part["type"] != "thinking"]}
        if number in numbers
        else message
        for number, message in enumerate(messages)
    ]


def test_a_history_that_only_grows_is_accepted_also_after_a_restart(chatty: FakeServer) -> None:
    messages = conversation(chatty)
    with FakeServer(CHATTY) as restarted:
        assert ask(restarted, talk(*messages, tools=[PRESS])).stop_reason == "tool_use"
    marked = [*messages[:-1], said("user", result(messages[-1]["content"][0]["tool_use_id"]), mark("Go on."))]
    assert ask(chatty, talk(*marked, tools=[PRESS], max_tokens=99)).stop_reason == "tool_use"


def test_a_thought_is_bound_to_everything_before_it(chatty: FakeServer) -> None:
    messages = conversation(chatty)
    edited = [said("user", "hello"), *messages[1:]]
    cut = [said("user", "hi"), *messages[3:]]
    extended = [
        *messages[:2],
        {**messages[2], "content": [*messages[2]["content"], {"type": "text", "text": "!"}]},
    ]
    for change in (
        talk(*edited, tools=[PRESS]),
        talk(*cut, tools=[PRESS]),
        talk(*extended, *messages[3:], tools=[PRESS]),
        talk(*messages, tools=[PRESS], system="new"),
        talk(*messages, tools=[PRESS, {**PRESS, "name": "wait"}]),
        talk(*without_thoughts(messages, {3}), tools=[PRESS]),
    ):
        message = refusal(chatty, change)
        assert "Invalid `signature` in `thinking` block. The block is bound to a different" in message
        assert BOUND in message
    assert chatty.refused == {"thoughts_are_bound": 6}


def test_thoughts_may_be_left_out_from_the_front_or_altogether(chatty: FakeServer) -> None:
    messages = conversation(chatty)
    for numbers in ({1}, {1, 3}, {1, 3, 5}):
        kept = without_thoughts(messages, numbers)
        assert ask(chatty, talk(*kept, tools=[PRESS])).stop_reason == "tool_use"
    cut = without_thoughts([said("user", "hi"), *messages[3:]], {1, 3})
    assert ask(chatty, talk(*cut, tools=[PRESS])).stop_reason == "tool_use"


def test_a_thought_must_not_be_changed(chatty: FakeServer) -> None:
    messages = conversation(chatty, 1)
    thought = messages[1]["content"][0]
    for changed, text in (
        ({**thought, "thinking": "Aha."}, "cannot be modified"),
        ({**thought, "signature": thought["signature"][:-8]}, "Invalid `signature`"),
        ({**thought, "signature": ""}, "Invalid `signature`"),
        ({"type": "redacted_thinking", "data": "abc"}, "Invalid `data`"),
    ):
        turn = {**messages[1], "content": [changed, *messages[1]["content"][1:]]}
        assert text in refusal(chatty, talk(messages[0], turn, messages[2], tools=[PRESS]))
    assert chatty.refused == {"thoughts_are_unchanged": 4}


@pytest.mark.parametrize("model", ["claude-opus-5-5", "claude-opus-5"])
def test_a_thought_must_not_be_moved_behind_its_tool_use(chatty: FakeServer, model: str) -> None:
    messages = conversation(chatty, 1, model=model)
    thought, *rest = messages[1]["content"]
    turned = talk(messages[0], said("assistant", *rest, thought), messages[2], tools=[PRESS], model=model)
    assert "cannot be modified" in refusal(chatty, turned)
    assert chatty.refused == {"thoughts_are_unchanged": 1}


def test_thoughts_that_no_longer_fit_are_dropped_on_request(chatty: FakeServer) -> None:
    messages = conversation(chatty)
    edited = talk(said("user", "hello"), *messages[1:], tools=[PRESS], betas=[BOUND])
    drop = {"thinking": {"type": "adaptive", "block_binding": {"prefix_mismatch_behavior": "drop_block"}}}
    reply = ask(chatty, edited, drop)
    notes = [(note.type, note.path, note.reason) for note in reply.input_transformations]
    assert notes == [
        ("thinking_dropped", f"messages.{number}.content.0", "prefix_binding_mismatch")
        for number in (1, 3, 5)
    ]
    stripped = talk(*without_thoughts(edited["messages"], {1, 3, 5}), tools=[PRESS])
    assert reply.usage.input_tokens == ask(chatty, stripped).usage.input_tokens


def test_older_models_and_accounts_do_not_bind(chatty: FakeServer) -> None:
    messages = conversation(chatty, model="claude-opus-5")
    edited = [said("user", "hello"), *messages[1:]]
    assert ask(chatty, talk(*edited, tools=[PRESS]), {"model": "claude-opus-5"}).type == "message"
    with FakeServer(CHATTY, bound=False) as old_account:
        bound = conversation(old_account)
        reply = ask(old_account, talk(said("user", "hello"), *bound[1:], tools=[PRESS], betas=[BOUND]))
    assert {note.type for note in reply.input_transformations} == {"thinking_mismatch_allowed"}


def test_another_models_thoughts_are_dropped_without_a_word(chatty: FakeServer) -> None:
    messages = conversation(chatty, model="claude-fable-5-1")
    reply = ask(chatty, talk(*messages, tools=[PRESS], betas=[BOUND]))
    assert {note.reason for note in reply.input_transformations} == {"model_binding_mismatch"}


def test_in_manual_thinking_a_turn_that_waits_for_results_begins_with_its_thoughts(
    chatty: FakeServer,
) -> None:
    manual: Json = {"model": OLD, "thinking": {"type": "enabled", "budget_tokens": 1024}}
    messages = conversation(chatty, 1, **manual)
    assert messages[1]["content"][0]["thinking"] == "Hm."
    assert ask(chatty, talk(*messages, tools=[PRESS]), manual).type == "message"
    bare = without_thoughts(messages, {1})
    assert "Expected `thinking`" in refusal(chatty, talk(*bare, tools=[PRESS]), manual)
    assert chatty.refused == {"thoughts_open_the_last_turn": 1}


# --- context ------------------------------------------------------------------------------


def test_a_prompt_must_fit_the_context_and_a_reply_ends_where_it_is_full() -> None:
    small = {"claude-opus-5-5": replace(MODELS["claude-opus-5-5"], context=100)}
    with FakeServer(steady("x" * 400), models=small) as server:
        assert refusal(server, user("x" * 404)) == "prompt is too long: 101 tokens > 100 maximum"
        full = ask(server, user("x" * 360))
        assert ask(server, user("x" * 360), {"max_tokens": 5}).stop_reason == "max_tokens"
        assert (server.refused, len(server.bill)) == ({"prompt_fits_the_context": 1}, 2)
    assert (full.stop_reason, len(full.content[0].text)) == ("model_context_window_exceeded", 40)


def edits(*items: Json, **more: Any) -> Json:
    return {"context_management": {"edits": list(items)}, "betas": [EDITS, COMPACTS], **more}


def test_old_tool_results_are_cleared_when_there_are_too_many(chatty: FakeServer) -> None:
    messages = conversation(chatty, 5)
    messages = [said(each["role"], *[stretched(part) for part in each["content"]]) for each in messages]
    messages = without_thoughts(messages, set(range(20)))
    clear: Json = {
        "type": "clear_tool_uses_20250919",
        "trigger": {"type": "tool_uses", "value": 4},
        "keep": {"type": "tool_uses", "value": 2},
    }
    plain = ask(chatty, talk(*messages, tools=[PRESS]))
    cleared = ask(chatty, talk(*messages, tools=[PRESS]), edits(clear))
    (report,) = cleared.context_management.applied_edits
    assert (report.cleared_tool_uses, report.cleared_input_tokens) == (3, 3 * (100 - 9))
    assert plain.usage.input_tokens - cleared.usage.input_tokens == report.cleared_input_tokens
    assert (
        stream(chatty, talk(*messages, tools=[PRESS]), edits(clear)).context_management
        == cleared.context_management
    )
    asked: Json = talk(*messages, tools=[PRESS], model=BASE["model"], **edits(clear))
    counted = client_of(chatty).beta.messages.count_tokens(**asked)
    assert counted.context_management is not None
    assert counted.input_tokens == cleared.usage.input_tokens
    assert counted.context_management.original_input_tokens == plain.usage.input_tokens
    for kept in (
        {**clear, "trigger": {"type": "tool_uses", "value": 5}},
        {**clear, "clear_at_least": {"type": "input_tokens", "value": 1000}},
        {**clear, "exclude_tools": ["press"]},
    ):
        assert ask(chatty, talk(*messages, tools=[PRESS]), edits(kept)).context_management.applied_edits == []


def stretched(part: Json) -> Json:
    return {**part, "content": "x" * 400} if part["type"] == "tool_result" else part


def test_old_thinking_is_cleared_and_the_rest_stays_valid() -> None:
    turn = Turn((Thought("deep", tokens=500), Use("press")))
    with FakeServer(lambda _: turn) as server:
        messages = conversation(server)
        reply = ask(server, talk(*messages, tools=[PRESS]), edits({"type": "clear_thinking_20251015"}))
        (report,) = reply.context_management.applied_edits
        assert (report.cleared_thinking_turns, report.cleared_input_tokens) == (2, 1000)
        again = [*messages, reply.to_param(), said("user", result(reply.content[-1].id))]
        assert ask(server, talk(*again, tools=[PRESS])).type == "message"


SUMMARISE: Json = {"type": "compact_20260112", "trigger": {"type": "input_tokens", "value": 50_000}}


def test_a_long_conversation_is_summarised_and_its_cost_stands_in_the_iterations() -> None:
    with FakeServer(CHATTY, summary=lambda _: "We met.") as server:
        short = ask(server, edits(SUMMARISE))
        long = user("x" * 200_000)
        reply = ask(server, long, edits(SUMMARISE))
        assert [block.type for block in reply.content] == ["compaction", "thinking", "text"]
        told = stream(server, long, edits(SUMMARISE))
        following = talk(*long["messages"], reply.to_param(), said("user", "next"), betas=[COMPACTS])
        after = ask(server, following)
        assert server.bill[-1].usage == after.usage.to_dict()
    assert (short.usage.iterations, blocks(told), told.usage) == (None, blocks(reply), reply.usage)
    first, second = reply.usage.iterations
    assert (first.type, first.input_tokens, first.output_tokens) == ("compaction", 50_000, 2)
    assert (second.type, second.input_tokens, reply.usage.input_tokens) == ("message", 2, 2)
    assert after.usage.input_tokens == 2 + 1 + 5 + 1


def test_a_summary_that_was_streamed_goes_back_as_the_sdk_has_it() -> None:
    with FakeServer(CHATTY) as server:
        long = user("x" * 200_000)
        told = stream(server, long, edits(SUMMARISE))
        following = talk(*long["messages"], told.to_param(), said("user", "next"), betas=[COMPACTS])
        assert ask(server, following).stop_reason == "end_turn"


def test_a_summary_may_be_a_pause() -> None:
    pause = {**SUMMARISE, "pause_after_compaction": True}
    with FakeServer(CHATTY) as server:
        long = user("x" * 200_000)
        paused = ask(server, long, edits(pause))
        assert (paused.stop_reason, [block.type for block in paused.content]) == (
            "compaction",
            ["compaction"],
        )
        goes_on = ask(server, talk(*long["messages"], paused.to_param()), edits(pause))
    assert (goes_on.stop_reason, goes_on.usage.input_tokens < 20) == ("end_turn", True)


def test_a_summary_on_demand_is_signed_and_opens_the_next_request() -> None:
    beta = {"betas": ["compact-2026-09-04"]}
    with FakeServer(CHATTY, summary=lambda _: "We met.") as server:
        reply = ask(server, {"compaction": {"type": "summarize"}}, beta)
        assert (reply.stop_reason, reply.content[0].content) == ("compaction", "We met.")
        block = reply.content[0].to_dict()
        opened = talk(said("assistant", block), said("user", "next"))
        assert ask(server, opened, beta).usage.input_tokens == 3
        forged = talk(said("assistant", {**block, "content": "We fought."}), said("user", "next"))
        assert "Invalid `signature`" in refusal(server, forged, beta)
        assert server.refused == {"summary_is_ours": 1}


# --- the command --------------------------------------------------------------------------


def test_the_command_prints_its_address_and_serves_until_ctrl_c() -> None:
    command = [
        sys.executable,
        "-m",
        "sim.models.fake",
        "--port",
        "0",
        "--policy",
        "tests.fake_cases:CHATTY",
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with Anthropic(base_url=address, api_key="test", max_retries=0) as client:
            assert client.messages.create(**BASE).stop_reason == "end_turn"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "1 requests, 1 billed, 0 of them lost, 0 refused\n")


def test_a_bad_option_is_one_clear_line() -> None:
    command = [sys.executable, "-m", "sim.models.fake", "--faults", "often"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("'often' is not a share such as 8% or 0.08")
