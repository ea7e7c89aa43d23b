"""The agent claude, played through the real SDK against the strict local service."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sim.agents.claude import prompts
from sim.agents.claude.conversation import Conversation, text
from sim.agents.claude.requests import Requests
from sim.agents.face import player
from sim.core import Json, ModelSettings, RunSettings, RunStopped, Step
from sim.games import Fernmoor
from sim.guide import starting_guide
from sim.models import Claude, cost, price_of, usage_of
from sim.models.fake import (
    MODELS,
    FakeServer,
    Policy,
    Text,
    Thought,
    Turn,
    Use,
)
from sim.record import Run
from sim.session import Session, verify
from sim.world import generate

MODEL = "claude-opus-5-5"
UP = Use("press", {"buttons": ["up"], "target": "the sign", "expect": "a text"})
PLAIN = ModelSettings(name=MODEL, scale=1)


@dataclass
class Played:
    """A run that was played, and everything that was sent to the service."""

    folder: Path
    server: FakeServer
    requests: list[Json]
    steps: list[Step]
    stopped: RunStopped | None = None

    @property
    def run(self) -> Run:
        return Run.open(self.folder)


@contextmanager
def service(policy: Policy, **options: Any) -> Iterator[tuple[FakeServer, Claude, list[Json]]]:
    seen: list[Json] = []

    def noted(request: Json) -> Turn:
        seen.append(json.loads(json.dumps(request)))
        return policy(request)

    with FakeServer(noted, **options) as server:
        client = Claude(base_url=server.url, api_key="any", timeout=10.0)
        yield server, client, seen
        client.close()


def play(
    folder: Path, policy: Policy, settings: ModelSettings = PLAIN, *, steps: int = 6, **options: Any
) -> Played:
    """Play a run to its end or to where it is stopped."""
    run = options.pop("run", RunSettings(agent="claude", world=1, legs=4, steps=steps, model=settings))
    run = replace(run, steps=steps, model=settings)
    with (
        service(policy, **options) as (server, client, seen),
        Session.new(folder, run, model=client) as session,
    ):
        made: list[Step] = []
        stopped = None
        try:
            made.extend(session.play())
        except RunStopped as error:
            stopped = error
    assert dict(server.refused) == {}
    return Played(folder, server, seen, made, stopped)


def turn_by_turn(*turns: Turn) -> Policy:
    """Say the turns in the order in which new requests come, then press up for ever."""
    rest = list(turns)
    return lambda request: rest.pop(0) if rest else Turn((UP,))


def results(request: Json) -> list[tuple[str, bool]]:
    """Return (text, is_error) of the tool results in the last message of a request."""
    found = []
    for block in request["messages"][-1]["content"]:
        if block["type"] == "tool_result":
            words = [part["text"] for part in block["content"] if part["type"] == "text"]
            found.append(("\n".join(words), block.get("is_error", False)))
    return found


# --- the loop ---------------------------------------------------------------------------------


def test_each_press_is_answered_with_the_screen_after_it(tmp_path: Path) -> None:
    played = play(tmp_path / "run", turn_by_turn(), steps=3)
    assert [step.button.value for step in played.steps] == ["up", "up", "up"]
    assert len(played.requests) == 3
    (answered,) = [b for b in played.requests[1]["messages"][-1]["content"] if b["type"] == "tool_result"]
    assert answered["content"][0] == {"type": "text", "text": "Step 1. Pressed: up. The screen now:"}
    assert answered["content"][1]["source"]["media_type"] == "image/png"


def test_what_the_model_says_is_recorded_with_the_decision(tmp_path: Path) -> None:
    played = play(tmp_path / "run", turn_by_turn(Turn((Thought("hm"), Text("I go up."), UP))), steps=1)
    chosen = played.steps[0].chosen
    assert chosen is not None
    assert (chosen.saying.target, chosen.saying.reason, chosen.saying.expect) == (
        "the sign",
        "I go up.",
        "a text",
    )
    with played.run as run:
        (stored,) = run.decisions()
    assert stored == chosen
    assert stored.account is not None
    assert stored.account.replies == 1


def test_edits_of_the_memory_folder_become_revisions_before_the_press(tmp_path: Path) -> None:
    create = Use("memory", {"command": "create", "path": "/memories/a.md", "file_text": "# Guide\n"})
    insert = Use(
        "memory",
        {
            "command": "insert",
            "path": "/memories/a.md",
            "insert_line": 1,
            "insert_text": "Up.",
        },
    )
    played = play(tmp_path / "run", turn_by_turn(Turn((create,)), Turn((insert, UP))), steps=1)
    with played.run as run:
        assert [(d, r.operation, r.path, r.text) for d, r in run.revisions()] == [
            (1, "create", "a.md", "# Guide\n"),
            (1, "insert", "a.md", "# Guide\nUp.\n"),
        ]
    assert (played.folder / "memory" / "a.md").read_text() == "# Guide\nUp.\n"


WRONG = {
    "an unknown tool": Use("jump", {}),
    "no list": Use("press", {"buttons": "up"}),
    "numbers": Use("press", {"buttons": [1]}),
    "forty buttons": Use("press", {"buttons": ["up"] * 40}),
    "no buttons": Use("press", {"buttons": []}),
    "an absolute path": Use("memory", {"command": "create", "path": "/etc/passwd", "file_text": "x"}),
    "a way out": Use("memory", {"command": "view", "path": "/memories/../secret"}),
    "no path": Use("memory", {"command": "view"}),
    "an unknown command": Use("memory", {"command": "format"}),
    "a wrong type": Use("memory", {"command": "insert", "path": "/memories/a.md", "insert_line": "x"}),
}


@pytest.mark.parametrize("use", WRONG.values(), ids=WRONG.keys())
def test_a_mistake_goes_back_as_an_error_and_the_run_goes_on(use: Use, tmp_path: Path) -> None:
    played = play(tmp_path / "run", turn_by_turn(Turn((use,))), steps=2)
    ((words, is_error),) = results(played.requests[1])
    assert is_error
    assert len(words) > 10
    assert len(played.steps) == 2


def test_only_the_first_press_of_a_reply_is_done(tmp_path: Path) -> None:
    down = Use("press", {"buttons": ["down"]})
    played = play(tmp_path / "run", turn_by_turn(Turn((UP, down))), steps=2)
    assert [step.button.value for step in played.steps] == ["up", "up"]
    assert (prompts.ONE_PRESS, True) in results(played.requests[1])


def test_three_turns_without_a_tool_bring_a_reminder_and_ten_stop_the_run(tmp_path: Path) -> None:
    played = play(tmp_path / "run", lambda request: Turn((Text("I wonder."),)))
    assert played.stopped is not None
    assert played.stopped.status == "no decision"
    asked = [request["messages"][-1]["content"][-1].get("text") for request in played.requests]
    assert len(asked) == 10
    assert asked[1:3] == [prompts.NUDGE] * 2
    assert asked[3:] == [prompts.REMINDER] * 7
    with played.run as run:
        assert run.meta()["status"] == "no decision"


def test_an_empty_reply_does_not_break_the_conversation(tmp_path: Path) -> None:
    played = play(tmp_path / "run", turn_by_turn(Turn(()), Turn(())), steps=1)
    assert len(played.requests) == 3


def test_a_refusal_begins_a_fresh_context_and_three_stop_the_run(tmp_path: Path) -> None:
    refusal = Turn((), "refusal")
    played = play(tmp_path / "one", turn_by_turn(Turn((UP,)), refusal), steps=2)
    assert len(played.requests) == 3
    assert len(played.requests[2]["messages"]) == 1
    assert [step.chosen.reset for step in played.steps if step.chosen] == [False, True]
    stopped = play(tmp_path / "three", lambda request: refusal)
    assert stopped.stopped is not None
    assert stopped.stopped.status == "refused"
    assert len(stopped.requests) == 3


def test_a_reply_that_was_cut_off_is_told_so(tmp_path: Path) -> None:
    long = Use("memory", {"command": "create", "path": "/memories/a.md", "file_text": "word " * 4000})
    settings = replace(PLAIN, max_tokens=1024)
    played = play(tmp_path / "run", turn_by_turn(Turn((long,))), settings, steps=1)
    assert results(played.requests[1]) == [(prompts.CUT_OFF, True)]
    with played.run as run:
        assert run.last_revision == 0


# --- contexts ---------------------------------------------------------------------------------


def test_at_a_reset_the_guide_is_brought_up_to_date_and_begins_the_new_context(tmp_path: Path) -> None:
    note = Use(
        "memory",
        {
            "command": "insert",
            "path": "/memories/navigation_guide.md",
            "insert_line": 0,
            "insert_text": "Go up.",
        },
    )

    def policy(request: Json) -> Turn:
        last = request["messages"][-1]["content"][-1]
        if last.get("text") == prompts.UPDATE:
            written = "Go up." in request["messages"][0]["content"][0]["text"]
            return Turn((Text("It is written."), UP) if written else (note, UP))
        if results(request) and prompts.NOT_NOW in results(request)[-1][0]:
            return Turn((Text("Done."),))
        return Turn((UP,))

    settings = replace(PLAIN, reset_decisions=2, reset_images=0, reset_tokens=0)
    played = play(tmp_path / "run", policy, settings, steps=5)
    assert [step.chosen.reset for step in played.steps if step.chosen] == [False, False, True, False, True]
    fresh = [request for request in played.requests if len(request["messages"]) == 1]
    assert len(fresh) == 3
    assert "--- navigation_guide.md\nGo up.\n" in fresh[1]["messages"][0]["content"][0]["text"]
    refused = [result for request in played.requests for result in results(request) if result[1]]
    assert refused == [(prompts.NOT_NOW, True)] * 2


def test_jitter_draws_another_length_for_each_context_and_the_same_ones_again(tmp_path: Path) -> None:
    settings = replace(PLAIN, reset_decisions=8, reset_images=0, reset_tokens=0, jitter=0.6)

    def policy(request: Json) -> Turn:
        last = request["messages"][-1]["content"][-1]
        return Turn((Text("Done."),)) if last.get("text") == prompts.UPDATE else Turn((UP,))

    def lengths(name: str) -> list[int]:
        steps = play(tmp_path / name, policy, settings, steps=60).steps
        starts = [step.number for step in steps if step.chosen and step.chosen.reset]
        return [b - a for a, b in zip([1, *starts], starts, strict=False)]

    first = lengths("a")
    assert first == lengths("b")
    assert len(set(first)) > 2
    assert 3 <= min(first) <= max(first) <= 13


def test_without_any_way_to_empty_it_a_full_context_stops_the_run(tmp_path: Path) -> None:
    small = {MODEL: replace(MODELS[MODEL], context=30_000)}
    settings = replace(PLAIN, context="none")

    def policy(request: Json) -> Turn:
        return Turn((Text("I think of the way. " * 300), UP))

    played = play(tmp_path / "run", policy, settings, steps=60, models=small)
    assert played.stopped is not None
    assert played.stopped.status == "context full"
    assert all(len(b["messages"]) == 2 * n + 1 for n, b in enumerate(played.requests))


def test_the_service_may_summarise_the_context(tmp_path: Path) -> None:
    settings = replace(PLAIN, context="compaction", reset_tokens=50_000)

    def policy(request: Json) -> Turn:
        return Turn((Text("I think of the way. " * 700), UP))

    played = play(tmp_path / "run", policy, settings, steps=30)
    compactions = [
        step.chosen.account.compactions for step in played.steps if step.chosen and step.chosen.account
    ]
    assert sum(compactions) >= 1
    assert not any(step.chosen.reset for step in played.steps if step.chosen)
    with played.run as run:
        assert run.spent.least == pytest.approx(billed(played.server), abs=1e-12)


def test_the_service_may_clear_old_results(tmp_path: Path) -> None:
    settings = replace(PLAIN, context="clear_tool_uses", reset_tokens=2_000)
    played = play(tmp_path / "run", turn_by_turn(), settings, steps=40)
    edits = [reply["message"].get("context_management") for *_, reply in Run.open(played.folder).replies()]
    assert any(edit and edit["applied_edits"] for edit in edits)


def billed(server: FakeServer) -> float:
    price = price_of(MODEL)
    assert price is not None
    return sum(cost(price, usage_of({"usage": exchange.usage})) for exchange in server.bill)


# --- the cache ----------------------------------------------------------------------------------


def test_no_turn_of_a_whole_run_breaks_the_prefix(tmp_path: Path) -> None:
    settings = replace(PLAIN, reset_images=15)
    played = play(tmp_path / "run", player(), settings, steps=300)
    with played.run as run:
        usages = [usage_of(reply["message"]) for *_, reply in run.replies()]
    assert len(usages) > 60
    for before, now, usage, previous in zip(
        played.requests, played.requests[1:], usages[1:], usages, strict=False
    ):
        assert (now["tools"], now["system"]) == (before["tools"], before["system"])
        if len(now["messages"]) > 1:
            assert unmarked(now["messages"][: len(before["messages"])]) == unmarked(before["messages"])
            assert usage.cache_read >= previous.cache_read + previous.cache_write_5m + previous.cache_write_1h
        else:
            assert usage.cache_read > 0
        assert usage.input == 0


def unmarked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: unmarked(item) for key, item in value.items() if key != "cache_control"}
    return [unmarked(item) for item in value] if isinstance(value, list) else value


def test_slow_turns_are_cached_for_an_hour() -> None:
    requests = Requests(PLAIN, "Win.", memory=True)
    conversation = Conversation().heard(text("memory"), text("screen"))

    def ttls(sent: Sequence[float]) -> list[str]:
        content = requests.playing(conversation, sent, "")["messages"][0]["content"]
        return [block["cache_control"]["ttl"] for block in content]

    assert ttls([0, 100, 200]) == ["1h", "5m"]
    assert ttls([0, 400, 500]) == ["1h", "1h"]


# --- paid for once --------------------------------------------------------------------------------


def test_a_run_that_was_stopped_goes_on_and_replays_without_asking(tmp_path: Path) -> None:
    settings = RunSettings(agent="claude", world=1, legs=4, steps=120, model=replace(PLAIN, reset_images=9),
                           snapshot_every=25)  # fmt: skip
    whole = play(tmp_path / "whole", player(), settings.model or PLAIN, steps=120, run=settings).steps
    with service(player()) as (server, client, _):
        with Session.new(tmp_path / "cut", settings, model=client) as session:
            for step in session.play():
                if step.number == 61:
                    break
        asked = len(server.log)
        with Session.resume(tmp_path / "cut", model=client) as session:
            list(session.play())
        total = len(server.log)
        with Run.open(tmp_path / "cut") as run:
            assert list(run.steps()) == [replace(step, frame=None) for step in whole]
            assert total == sum(1 for _ in run.replies())
        assert 0 < asked < total
        assert verify(tmp_path / "cut", deep=True, jobs=1).mismatch is None
        assert len(server.log) == total


def test_the_budget_stops_a_run_before_it_is_passed_and_can_be_raised(tmp_path: Path) -> None:
    run = RunSettings(agent="claude", world=1, legs=4, steps=120, model=replace(PLAIN, budget_usd=0.2))
    with service(turn_by_turn()) as (server, client, _):
        with Session.new(tmp_path / "run", run, model=client) as session:
            with pytest.raises(RunStopped, match="budget"):
                list(session.play())
            assert session.status == "budget"
        spent = billed(server)
        assert 0 < spent <= 0.2
        with Session.resume(tmp_path / "run", budget=5.0, model=client) as session:
            list(session.play())
            assert session.run.last_step == 120


# --- what it is told ------------------------------------------------------------------------------


def test_the_model_is_never_sent_the_truth(tmp_path: Path) -> None:
    """A model that says nothing of its own is sent no word but the rules, the goal and what it pressed."""
    note = Use("memory", {"command": "view", "path": "/memories"})
    press = Use("press", {"buttons": ["down", "right", "a", "up"]})
    played = play(tmp_path / "run", turn_by_turn(*[Turn((note,)), Turn((press,))] * 40), steps=150)
    world = generate(1, legs=4)
    names = {room.name for room in world.rooms}
    told = "\n".join(words for request in played.requests for words in texts(request))
    for step in played.steps:
        truth = step.truth
        assert str(truth.state) not in told
        assert truth.place is not None
        assert truth.place not in told
    assert not [name for name in names if name.casefold() in told.casefold()]
    assert {
        re.sub(r"\d+", "N", line) for words in texts(played.requests[-1]) for line in words.splitlines()
    } == {
        *prompts.system(Fernmoor.goal, memory=True).splitlines(),
        "Your memory folder:",
        "    N bytes  /memories/navigation_guide.md",
        "--- navigation_guide.md",
        *starting_guide("blank")["navigation_guide.md"].rstrip().splitlines(),
        "--- end",
        "Step N. The screen now:",
        "Step N. Pressed: down, right, a, up. The screen now:",
        "Here're the files and directories up to N levels deep in /memories, excluding hidden items:",
        "NB\t/memories",
        "NB\t/memories/navigation_guide.md",
    }


def texts(request: Json) -> Iterator[str]:
    """Yield every text that the harness says in a request: system, user and results."""
    for block in request["system"]:
        yield block["text"]
    for message in request["messages"]:
        if message["role"] == "user":
            for block in message["content"]:
                for part in block.get("content", [block]):
                    if part["type"] == "text":
                        yield part["text"]


def test_an_assist_is_told_when_it_is_asked_for_and_stands_in_the_label(tmp_path: Path) -> None:
    run = RunSettings(agent="claude", world=1, legs=4, assists=("position",))
    played = play(tmp_path / "run", turn_by_turn(), steps=2, run=run)
    assert "position: " in "\n".join(texts(played.requests[0]))
    with played.run as opened:
        assert opened.settings.label == f"claude, {MODEL}, context reset, assist position"


# --- the log ----------------------------------------------------------------------------------------


def test_a_log_stands_for_what_was_said_between_two_resets(tmp_path: Path) -> None:
    settings = replace(PLAIN, context="log", reset_decisions=3, reset_images=0, reset_tokens=0)
    note = Use("memory", {"command": "create", "path": "/memories/a.md", "file_text": "x"})

    def policy(request: Json) -> Turn:
        last = request["messages"][-1]["content"][-1]
        if last.get("text") == prompts.UPDATE:
            return Turn((Text("Done."),))
        step = texts_of_last(request)[-1]
        return Turn((Text("I go up."), note, UP)) if step.startswith("Step 1.") else Turn((UP,))

    played = play(tmp_path / "run", policy, settings, steps=6)
    pressed = "Pressed: up. Heading for: the sign. Expecting: a text."
    wrote = 'Wrote: {"command": "create", "file_text": "x", "path": "/memories/a.md"} Said: I go up. '
    logs = [texts_of_last(request)[1:-1] for request in played.requests]
    assert logs == [
        [],
        [pressed],
        [pressed, wrote + pressed],
        [pressed, wrote + pressed, pressed, "Step 3. The screen now:"],
        [],
        [pressed],
        [pressed, pressed],
    ]
    assert all(len(request["messages"]) == 1 for request in played.requests)
    assert [step.chosen.reset for step in played.steps if step.chosen] == [
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert verify(played.folder, deep=True, jobs=1).mismatch is None


def texts_of_last(request: Json) -> list[str]:
    return [block["text"] for block in request["messages"][-1]["content"] if block["type"] == "text"]


def test_a_log_is_cached_and_the_screen_behind_it_is_not(tmp_path: Path) -> None:
    settings = replace(PLAIN, context="log", reset_images=30)
    played = play(tmp_path / "run", turn_by_turn(), settings, steps=20)
    with played.run as run:
        usages = [usage_of(reply["message"]) for *_, reply in run.replies()]
    assert 0 < usages[1].cache_read <= usages[0].cache_write_1h + usages[0].cache_write_5m
    for before, after in pairwise(usages[1:]):
        assert after.cache_read == before.cache_read + before.cache_write_5m
    entry, screen = usages[1].cache_write_5m, usages[1].input
    assert {(usage.cache_write_5m, usage.input) for usage in usages[1:]} == {(entry, screen)}
    assert 0 < entry < screen
