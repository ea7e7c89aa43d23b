"""What a decision's input costs, against the scheme of a well-known starter, on the same replies.

    python -m tests.starter --decisions 3000

The reference: screens of 320 x 288 kept in the history, cache breakpoints of five minutes on the last and
the third-last message, and at 30 messages a summary of the history by one extra request without tools,
from which the history begins anew. Both schemes ask the strict local service through the real SDK, which
counts tokens and caches by prefix. Costs are in tokens at the full input price, by the model's own prices.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from sim.agents.claude.prompts import UPDATE, system
from sim.agents.claude.screen import data
from sim.agents.claude.tools import definitions
from sim.agents.face import player
from sim.core import Json, ModelSettings, RunSettings
from sim.games import Fernmoor
from sim.models import Claude, Price, Usage, price_of, usage_of
from sim.models.fake import FakeServer, Policy, Text, Turn, Use
from sim.record import Run
from sim.session import Session

MODEL = "claude-opus-5-5"
SECONDS = 6.0
"""Between two requests, by the service's clock."""
MESSAGES = 30
SCALE = 2
SUMMARY = "The player walks on and keeps the quest in mind. " * 41  # 500 tokens
TALK = "I see the way and keep to it, step after step. "[:40]
ASK = "Sum up the game so far: where you are, what you did, what comes next."
CACHED = {"type": "ephemeral", "ttl": "5m"}


@dataclass(frozen=True)
class Paid:
    """Input of one decision in tokens at the full price, and its share read from the cache."""

    full: float
    read: float


def paid(usages: Sequence[Usage], price: Price) -> Paid:
    """Return what the requests of one decision cost."""
    full = sum(
        u.input + (u.cache_read * price.cache_read + u.cache_write_1h * price.cache_write_1h) / price.input
        + u.cache_write_5m * 1.25
        for u in usages
    )  # fmt: skip
    prompt = sum(u.prompt for u in usages)
    return Paid(full, sum(u.cache_read for u in usages) / prompt)


def paced(policy: Policy) -> FakeServer:
    """Return a service by whose clock each request comes some seconds after the one before."""
    servers: list[FakeServer] = []
    servers.append(FakeServer(policy, clock=lambda: SECONDS * len(servers[0].log)))
    return servers[0]


# --- ours -------------------------------------------------------------------------------------


def wordy(policy: Policy, tokens: int) -> Policy:
    """Return a player who says so many tokens more in each reply that presses."""

    def talking(request: Json) -> Turn:
        turn = policy(request)
        presses = any(isinstance(part, Use) and part.name in ("press", "wait") for part in turn.said)
        return replace(turn, said=(Text(TALK * (tokens // 10)), *turn.said)) if presses and tokens else turn

    return talking


def play(folder: Path, decisions: int, settings: ModelSettings, policy: Policy, world: int = 1) -> None:
    """Play a run of so many decisions."""
    run = RunSettings(agent="claude", world=world, legs=96, steps=60 * decisions, model=settings)
    with paced(policy) as server:
        client = Claude(base_url=server.url, api_key="any")
        with Session.new(folder, run, model=client) as session:
            for step in session.play():
                if step.last and step.decision >= decisions:
                    break
        client.close()


def repeated(run: Run) -> Policy:
    """Return a player who says what was said in a run at the same step, all of a decision at once."""
    said: dict[int, list[Any]] = {}
    begun = {step.decision: step.number - 1 for step in run.steps() if step.chosen}
    for decision, _, _, reply in run.replies():
        said.setdefault(begun[decision], []).extend(reply["message"]["content"])

    def policy(request: Json) -> Turn:
        words = list(_texts(request["messages"][-1]["content"]))
        if words[-1] == UPDATE:
            return Turn((Text("My notes are up to date."),))
        step = re.findall(r"Step ([0-9]+)\.", "\n".join(words))[-1]
        return Turn(tuple(_again(said[int(step)])))

    return policy


def _texts(content: Sequence[Json]) -> Iterator[str]:
    for block in content:
        if block["type"] == "tool_result":
            yield from _texts(block["content"])
        elif block["type"] == "text":
            yield block["text"]


def _again(content: Sequence[Json]) -> Iterator[Text | Use]:
    for block in content:
        if block["type"] == "text":
            yield Text(block["text"])
        elif block["type"] == "tool_use" and block["input"].get("command") != "view":
            yield Use(block["name"], block["input"])


def ours(run: Run, price: Price) -> list[Paid]:
    """Return what each decision of a run cost."""
    usages: dict[int, list[Usage]] = {}
    for decision, _, _, reply in run.replies():
        usages.setdefault(decision, []).append(usage_of(reply["message"]))
    return [paid(usages[decision], price) for decision in sorted(usages)]


# --- the reference ------------------------------------------------------------------------------


def replies(run: Run) -> Iterator[tuple[list[Json], str]]:
    """Yield each decision's reply, as long as in the run, and the screen after it.

    What was written to the memory folder is said instead, for the reference has none.
    """
    contents: dict[int, list[Any]] = {}
    for decision, _, _, reply in run.replies():
        contents.setdefault(decision, []).extend(reply["message"]["content"])
    last = {step.decision: step.number for step in run.steps()}
    for decision in sorted(last):
        yield contents[decision], data(run.frame(last[decision]), SCALE)


def as_turn(content: Sequence[Json], request: Json) -> Turn:
    """Return a reply as the service is to give it."""
    if not request.get("tools"):
        return Turn((Text(SUMMARY),))
    said: list[Any] = []
    for block in content:
        if block["type"] == "text":
            said.append(Text(block["text"]))
        elif block["type"] == "tool_use" and block["name"] == "memory":
            said.append(Text(json.dumps(block["input"])))
    press = [b for b in content if b["type"] == "tool_use" and b["name"] != "memory"][-1]
    return Turn((*said, Use(press["name"], press["input"])))


class Starter:
    """The reference scheme."""

    def __init__(self, client: Claude, goal: str) -> None:
        self._client = client
        self._system = system(goal, memory=False)
        self._history: list[dict[str, Any]] = [
            {"role": "user", "content": [{"type": "text", "text": "Play."}]}
        ]

    def decide(self, screen: str) -> list[Usage]:
        """Ask for one decision, show the screen after it, and sum up the history when it is long."""
        used = [self._ask(self._history, definitions(memory=False))]
        message = self._message
        self._history.append({"role": "assistant", "content": message["content"]})
        (use,) = [block for block in message["content"] if block["type"] == "tool_use"]
        shown = [{"type": "text", "text": "Pressed."}, _image(screen)]
        result = {"type": "tool_result", "tool_use_id": use["id"], "content": shown}
        self._history.append({"role": "user", "content": [result]})
        if len(self._history) >= MESSAGES:
            last = {"role": "user", "content": [{"type": "text", "text": ASK}]}
            asked = [*map(_toolless, self._history), last]
            used.append(self._ask(asked, ()))
            words = [{"type": "text", "text": SUMMARY}, _image(screen)]
            self._history = [{"role": "user", "content": words}]
        return used

    def _ask(self, history: Sequence[Json], tools: Sequence[Json]) -> Usage:
        messages = [dict(message) for message in history]
        for place in (-1, -3):
            if len(messages) >= -place:
                *before, last = messages[place]["content"]
                messages[place]["content"] = [*before, {**last, "cache_control": CACHED}]
        body: Json = {
            "model": MODEL,
            "max_tokens": 4096,
            "system": self._system,
            "messages": messages,
            "betas": [],
        }
        self._message = self._client.reply({**body, "tools": list(tools)} if tools else body)
        return usage_of(self._message)


def _image(png: str) -> Json:
    return {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": png}}


def _toolless(message: Json) -> dict[str, Any]:
    """Return a message with its tool uses and results as text and images, as it needs no tools then."""
    content: list[Json] = []
    for block in message["content"]:
        if block["type"] == "tool_use":
            content.append({"type": "text", "text": json.dumps(block["input"])})
        elif block["type"] == "tool_result":
            content += block["content"]
        else:
            content.append(block)
    return {**message, "content": content}


def reference(run: Run, goal: str, price: Price) -> list[Paid]:
    """Return what each decision costs in the reference scheme, with the replies of a run."""
    given: list[Sequence[Json]] = [()]
    with paced(lambda request: as_turn(given[0], request)) as server:
        client = Claude(base_url=server.url, api_key="any")
        starter, costs = Starter(client, goal), []
        for content, screen in replies(run):
            given[0] = content
            costs.append(paid(starter.decide(screen), price))
        client.close()
    return costs


@dataclass(frozen=True)
class Compared:
    """Mean input of a decision in tokens at the full price, the share read from the cache, both halves."""

    scheme: str
    decisions: int
    full: float
    cached: float
    early: float
    late: float


def compare(folder: Path, decisions: int, settings: ModelSettings, tokens: int) -> list[Compared]:
    """Play a run and pay for its replies in three schemes; the first 100 decisions are left out.

    In contexts that keep everything until they are reset, with a log, and as the reference. The player of the
    run itself reads its whole memory folder in every context; that is left out of all three.
    """
    price = price_of(MODEL)
    assert price is not None
    play(folder / "played", decisions, settings, wordy(player(), tokens))
    with Run.open(folder / "played") as run:
        last = run.last_decision
        found = [_compared("starter", reference(run, Fernmoor.goal, price))]
        for context in ("log", "reset"):
            play(folder / context, last, replace(settings, context=context), repeated(run))
            with Run.open(folder / context) as again:
                found.append(_compared(context, ours(again, price)))
    return found[::-1]


def _compared(scheme: str, paid: list[Paid]) -> Compared:
    skip = min(100, len(paid) // 2)
    half = (len(paid) + skip) // 2
    full = [each.full for each in paid]
    return Compared(
        scheme, len(paid), mean(full[skip:]), mean(each.read for each in paid[skip:]), mean(full[skip:half]),
        mean(full[half:]),
    )  # fmt: skip


def main() -> None:
    """Print both schemes and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--decisions", type=int, default=3000)
    parser.add_argument("--scale", type=int, default=ModelSettings().scale)
    parser.add_argument("--reset-images", type=int, default=ModelSettings().reset_images)
    parser.add_argument("--reset-decisions", type=int, default=ModelSettings().reset_decisions)
    parser.add_argument("--reply-tokens", type=int, default=300, help="more in each reply that presses")
    given = parser.parse_args()
    settings = ModelSettings(
        name=MODEL, scale=given.scale, reset_images=given.reset_images, reset_decisions=given.reset_decisions
    )
    with tempfile.TemporaryDirectory() as root:
        found = compare(Path(root), given.decisions, settings, given.reply_tokens)
    print(
        f"{found[0].decisions:,} decisions, from the 101st on; input a decision in tokens at the full price"
    )
    for each in found:
        trend = f"first half {each.early:,.0f}, second {each.late:,.0f} ({each.late / each.early - 1:+.1%})"
        ratio = f"ratio {each.full / found[-1].full:.2f}"
        print(f"{each.scheme:8} {each.full:8,.0f}  {ratio}, {each.cached:.0%} from the cache, {trend}")


if __name__ == "__main__":
    main()
