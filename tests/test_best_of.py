"""Best of N: the agent claude draws several samples of a decision, and one of them is played."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from sim.core import Button, Decision, Json, ModelError, ModelSettings, RunSettings, Step
from sim.models import Model, ModelInfo, Usage, cost, price_of, usage_of
from sim.models.fake import FakeServer, Policy, Text, Turn, Use
from sim.record import Run
from sim.session import Session, verify
from tests import paid, tinyrom
from tests.test_claude import MODEL, PLAIN, play, service

ROOT = Path(__file__).parent.parent
JUDGE = "claude-haiku-5-5"
JUDGED = replace(PLAIN, samples=3, judge="model", judge_model=JUDGE)
AHEAD = replace(PLAIN, samples=3, judge="look-ahead")


def press(*buttons: str) -> Use:
    return Use("press", {"buttons": list(buttons)})


def note(words: str) -> Use:
    """Write a line at the top of the guide."""
    where = {"path": "/memories/navigation_guide.md", "insert_line": 0}
    return Use("memory", {"command": "insert", **where, "insert_text": words})


def is_judge(request: Json) -> bool:
    return "tools" not in request


def proposals(request: Json) -> list[str]:
    """Return what the scoring model is shown of each proposal: its buttons."""
    return re.findall(r"Proposal \d+: press ([a-z, ]+)", request["messages"][0]["content"][1]["text"])


def drawing(turns: Sequence[Turn], judge: Callable[[Json], str] = lambda request: "1") -> Policy:
    """Answer each request of the player with the next of the turns, over and over, and judge with `judge`."""
    drawn = cycle(turns)
    return lambda request: Turn((Text(judge(request)),)) if is_judge(request) else next(drawn)


def preferring(buttons: str) -> Callable[[Json], str]:
    """Name the proposal that presses these buttons."""
    return lambda request: f"{proposals(request).index(buttons) + 1}"


def messages(folder: Path) -> list[tuple[int, int, int, list[Json]]]:
    """Return what was said by (decision, turn, sample)."""
    with Run.open(folder) as run:
        return [
            (decision, turn, sample, reply["message"]["content"])
            for decision, turn, sample, reply in run.replies()
        ]


# --- what a loser leaves behind: nothing ------------------------------------------------------------


def test_only_the_edits_of_the_sample_that_is_played_reach_the_guide(tmp_path: Path) -> None:
    turns = [Turn((note(f"{button}\n"), press(button))) for button in ("up", "down", "left")]
    played = play(tmp_path / "run", drawing(turns, preferring("down")), JUDGED, steps=4)
    assert [step.button.value for step in played.steps] == ["down"] * 4
    with played.run as run:
        blank = run.guide(0)["navigation_guide.md"]
        assert [revision.text for _, revision in run.revisions()] == [
            "down\n" * count + blank for count in (1, 2, 3, 4)
        ]
    assert {path.name: path.read_text() for path in (played.folder / "memory").iterdir()} == {
        "navigation_guide.md": "down\n" * 4 + blank
    }
    later = [request for request in played.requests if len(request["messages"]) > 1]
    assert len(later) == 9
    assert not [request for request in later if re.search('"(up|left)"', json.dumps(request["messages"]))]
    assert verify(played.folder, deep=True, jobs=1).mismatch is None


def test_the_judge_is_shown_what_each_sample_would_do(tmp_path: Path) -> None:
    use = Use("press", {"buttons": ["up", "a"], "target": "the sign", "expect": "a text"})
    look = Use("memory", {"command": "view", "path": "/memories"})
    played = play(tmp_path / "run", drawing([Turn((Text("I read."), look, note("x"), use))]), JUDGED, steps=1)
    (asked,) = filter(is_judge, played.requests)
    image, words = asked["messages"][0]["content"]
    assert (asked["model"], image["type"], list(asked["messages"])) == (JUDGE, "image", asked["messages"][:1])
    lines = "press up, a\nheads for: the sign\nexpects: a text\nsays: I read.\n"
    lines += "notes: insert /memories/navigation_guide.md\n"
    for number in (1, 2, 3):
        assert f"Proposal {number}: {lines}" in words["text"]


# --- order of arrival -------------------------------------------------------------------------------


class Shuffled:
    """A model whose replies to `count` samples, asked side by side, come back in a drawn order.

    The requests reach the service in the order of the samples (their threads are started in it), so that a
    policy can tell them apart.
    """

    def __init__(self, model: Model, count: int, seed: int) -> None:
        self.orders: list[tuple[int, ...]] = []
        self._model, self._rng, self._count = model, random.Random(seed), count
        self._together = threading.Barrier(count, action=self._draw)
        self._turn = threading.Condition()
        self._here: list[threading.Thread] = []

    def _draw(self) -> None:
        self._places = [thread for thread in threading.enumerate() if thread in self._here]
        self._here, self._sent, self._left = [], 0, 0
        self.orders.append(tuple(self._rng.sample(range(self._count), self._count)))

    def reply(self, body: Json) -> Json:
        if is_judge(body):
            return self._model.reply(body)
        with self._turn:
            self._here.append(threading.current_thread())
        self._together.wait(timeout=20)
        place = self._places.index(threading.current_thread())
        with self._turn:
            self._turn.wait_for(lambda: self._sent == place)
            message = self._model.reply(body)
            self._sent += 1
            self._turn.notify_all()
            self._turn.wait_for(lambda: self.orders[-1][self._left] == place)
            self._left += 1
            self._turn.notify_all()
        return message

    def describe(self, name: str) -> ModelInfo | None:
        return self._model.describe(name)

    def upload(self, path: Path) -> str:
        return self._model.upload(path)


def scattered(seed: int) -> Policy:
    """Write a note, then press at random; the judge's choice hangs on the order of the proposals."""
    rng = random.Random(seed)

    def policy(request: Json) -> Turn:
        if is_judge(request):
            digest = hashlib.sha256(json.dumps(proposals(request)).encode()).digest()
            return Turn((Text(f"{digest[0] % 3 + 1}"),))
        if request["messages"][-1]["content"][0].get("content", [{}])[-1].get("type") == "text":
            return Turn((press(*rng.choices(["up", "down", "left", "right", "a"], k=2)),))
        return Turn((note(f"{rng.random()}\n"),))

    return policy


def test_the_order_of_arrival_decides_nothing(tmp_path: Path) -> None:
    settings = RunSettings(agent="claude", world=1, legs=4, steps=16, model=JUDGED)
    made, orders = [], []
    for seed in range(3):
        folder = tmp_path / f"{seed}"
        with service(scattered(7)) as (server, client, _):
            model = Shuffled(client, 3, seed)
            with Session.new(folder, settings, model=model) as session:
                list(session.play())
            assert dict(server.refused) == {}
        assert verify(folder, deep=True, jobs=1).mismatch is None
        made.append((paid.contents(folder), messages(folder)))
        orders.append(model.orders)
    assert made[0] == made[1] == made[2]
    assert len({place for order in orders for place in order}) > 4
    assert orders[0] != orders[1] != orders[2]
    played = {step[2] for step in made[0][0]["step"]}
    assert len(played) > 2


# --- costs ------------------------------------------------------------------------------------------


def billed(server: FakeServer) -> float:
    total = 0.0
    for exchange in server.bill:
        price = price_of(exchange.model)
        assert price is not None
        total += cost(price, usage_of({"usage": exchange.usage}))
    return total


def test_losers_and_the_judge_are_paid_for_and_counted(tmp_path: Path) -> None:
    turns = [Turn((note("x"),)), *(Turn((press(button),)) for button in ("up", "down", "left"))]
    played = play(tmp_path / "run", drawing(turns, lambda request: "2"), JUDGED, steps=8)
    accounts = [step.chosen.account for step in played.steps if step.chosen]
    with played.run as run:
        replies = [reply["message"] for *_, reply in run.replies()]
        used, spent = run.used, run.spent
    assert Counter(exchange.model for exchange in played.server.bill)[JUDGE] == len(accounts)
    assert sum(map(usage_of, replies), Usage()) == sum(
        (usage_of({"usage": exchange.usage}) for exchange in played.server.bill), Usage()
    )
    assert len(replies) == len(played.server.bill) == used["replies"] > 4 * len(accounts)
    assert spent.least == spent.most == pytest.approx(billed(played.server), abs=1e-12)
    assert sum(account.usd or 0.0 for account in accounts if account) == pytest.approx(spent.least, abs=1e-12)
    assert {account.samples for account in accounts if account} == {3}


def test_a_budget_bounds_all_samples_of_a_turn_and_the_judge(tmp_path: Path) -> None:
    settings = replace(JUDGED, budget_usd=0.45)
    played = play(tmp_path / "run", drawing([Turn((press("up"),))]), settings, steps=200)
    assert played.stopped is not None
    assert played.stopped.status == "budget"
    assert 0.05 < billed(played.server) <= 0.45


# --- kills ------------------------------------------------------------------------------------------


class Interrupted:
    """A model that is interrupted in the place of its k-th request, from 1."""

    def __init__(self, model: Model, at: int) -> None:
        self._model, self._left, self._lock = model, at, threading.Lock()

    def reply(self, body: Json) -> Json:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                raise KeyboardInterrupt
        return self._model.reply(body)

    def describe(self, name: str) -> ModelInfo | None:
        return self._model.describe(name)

    def upload(self, path: Path) -> str:
        return self._model.upload(path)


@pytest.mark.parametrize("at", random.Random(5).sample(range(1, 24), 6))
def test_a_run_that_is_interrupted_between_samples_asks_only_for_the_missing_ones(
    at: int, tmp_path: Path
) -> None:
    settings = RunSettings(agent="claude", world=1, legs=4, steps=12, model=JUDGED)
    with service(scattered(at)) as (server, client, _):
        with (
            pytest.raises(KeyboardInterrupt),
            Session.new(tmp_path / "run", settings, model=Interrupted(client, at)) as session,
        ):
            list(session.play())
        before = messages(tmp_path / "run")
        assert at - 1 <= len(before) == len(server.log) <= at + 1
        with Session.resume(tmp_path / "run", model=client) as session:
            list(session.play())
            assert session.run.last_step == 12
        after = messages(tmp_path / "run")
        assert [said for said in after if said in before] == before
        assert len(after) == len(server.log)
        assert verify(tmp_path / "run", deep=True, jobs=1).mismatch is None
        assert (len(after), dict(server.refused)) == (len(server.log), {})


@pytest.mark.parametrize("at", [2, 7])
def test_a_process_that_is_killed_between_samples_goes_on_without_asking_twice(
    at: int, tmp_path: Path
) -> None:
    process: subprocess.Popen[bytes] | None = None
    draw, asked = scattered(at), 0

    def policy(request: Json) -> Turn:
        nonlocal asked
        asked += 1
        if asked == at and process is not None:
            os.kill(process.pid, signal.SIGKILL)
        return draw(request)

    folder = tmp_path / "run"
    options = ["--model", MODEL, "--best-of", "3", "--judge", "model", "--judge-model", JUDGE, "--scale", "1",
               "--legs", "4", "--steps", "8"]  # fmt: skip
    with FakeServer(policy) as server:
        environment = {**os.environ, "ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "any"}
        command = [sys.executable, "-m", "sim.cli"]
        process = subprocess.Popen(
            [*command, "run", *options, "--out", str(folder)], env=environment, cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.wait(timeout=60) == -signal.SIGKILL
        before = messages(folder)
        done = subprocess.run(
            [*command, "resume", str(folder)], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL,
            check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0
        assert dict(server.refused) == {}
        bill = billed(server)
    after = messages(folder)
    assert [said for said in after if said in before] == before
    connection = sqlite3.connect(folder / "run.sqlite")
    counted = dict(connection.execute("SELECT status, count(*) FROM attempt GROUP BY status").fetchall())
    twice = connection.execute(
        "SELECT count(*) FROM attempt a JOIN attempt b USING (decision, turn, sample)"
        " WHERE a.status = 'received' AND b.id > a.id"
    ).fetchone()
    connection.close()
    assert (counted["received"], twice) == (len(after), (0,))
    assert 1 <= counted["lost"] <= 3
    with Run.open(folder) as run:
        assert run.last_step == 8
        assert run.spent.least is not None
        assert run.spent.most is not None
        assert run.spent.least <= bill + 1e-12
        assert bill <= run.spent.most
    assert verify(folder, deep=True, jobs=1).mismatch is None


# --- samples that decide nothing --------------------------------------------------------------------

MUSING = Text("I wonder.")


def with_a_muser(turns: Sequence[Turn]) -> Policy:
    """Draw the turns; a sample that once said that it wonders does nothing else."""
    draw = drawing(turns)
    return lambda request: Turn((MUSING,)) if '"I wonder."' in json.dumps(request) else draw(request)


def test_a_sample_that_refuses_or_never_presses_loses_to_one_that_does(tmp_path: Path) -> None:
    turns = [Turn((note("no\n"),), "refusal"), Turn((MUSING,)), Turn((note("yes\n"), press("down")))]
    played = play(tmp_path / "run", with_a_muser(turns), JUDGED, steps=2)
    assert [step.button.value for step in played.steps] == ["down", "down"]
    assert not any(map(is_judge, played.requests))
    with played.run as run:
        assert [revision.text.count("no") for _, revision in run.revisions() if revision.text] == [
            run.guide(0)["navigation_guide.md"].count("no")
        ] * 2
        accounts = [decision.account for decision in run.decisions()]
        assert run.spent.least == pytest.approx(billed(played.server), abs=1e-12)
    assert [account.replies for account in accounts if account] == [12, 12]
    assert verify(played.folder, deep=True, jobs=1).mismatch is None


def test_only_when_no_sample_ever_presses_the_run_is_stopped(tmp_path: Path) -> None:
    played = play(tmp_path / "run", lambda request: Turn((MUSING,)), JUDGED)
    assert played.stopped is not None
    assert (played.stopped.status, len(played.requests)) == ("no decision", 30)


def test_when_samples_refuse_and_none_presses_a_fresh_context_begins(tmp_path: Path) -> None:
    turns = [Turn((), "refusal"), Turn((MUSING,)), Turn((), "refusal")]
    played = play(tmp_path / "mixed", with_a_muser([*turns, Turn((press("up"),))]), JUDGED, steps=1)
    assert [step.button.value for step in played.steps] == ["up"]
    refused = play(tmp_path / "all", lambda request: Turn((note("x"),), "refusal"), JUDGED)
    assert refused.stopped is not None
    assert (refused.stopped.status, len(refused.requests)) == ("refused", 9)
    with refused.run as run:
        assert run.last_revision == 0


# --- the scoring model ------------------------------------------------------------------------------

NONSENSE = {
    "nothing": Turn(()),
    "no number": Turn((Text("Bananas."),)),
    "a number that is none of theirs": Turn((Text("42"),)),
    "less than nothing": Turn((Text("-2"),)),
    "in between": Turn((Text("2.5"),)),
    "more digits than a number may have": Turn((Text("9" * 8000),)),
    "a refusal": Turn((), "refusal"),
}


@pytest.mark.parametrize("verdict", NONSENSE.values(), ids=NONSENSE.keys())
def test_a_judge_that_names_no_sample_leaves_it_at_the_first(verdict: Turn, tmp_path: Path) -> None:
    draw = drawing([Turn((press(button),)) for button in ("up", "down", "left")])
    played = play(
        tmp_path / "run", lambda request: verdict if is_judge(request) else draw(request), JUDGED, steps=2
    )
    first = [said[0]["input"]["buttons"][0] for _, turn, sample, said in messages(played.folder)
             if (turn, sample) == (0, 0)]  # fmt: skip
    assert [step.button.value for step in played.steps] == first


def test_a_judge_that_does_not_exist_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    settings = RunSettings(agent="claude", world=1, legs=4, model=replace(JUDGED, judge_model="claude-none"))
    with service(drawing([Turn((press("up"),))])) as (server, client, _):
        with pytest.raises(ModelError, match="claude-none"):
            Session.new(tmp_path / "run", settings, model=client)
        assert server.log == []
    assert not (tmp_path / "run").exists()


# --- looking ahead ----------------------------------------------------------------------------------


def wandering(seed: int) -> Policy:
    rng = random.Random(seed)
    return lambda request: Turn((press(*rng.choices(["up", "down", "left", "right", "a"], k=4)),))


def pressed_alone(folder: Path, buttons: Sequence[Button], settings: RunSettings) -> list[Step]:
    """Return the steps of a run in which these buttons are pressed and nobody looks ahead."""
    alone = replace(settings, agent="external", model=None, assists=())
    with Session.new(folder, alone) as session:
        return [step for button in buttons for step in session.step(Decision((button,)))]


def bare(step: Step) -> Step:
    """Return a step without the decision that it belongs to."""
    return replace(step, decision=0, chosen=None, last=False, frame=None)


def frames(folder: Path) -> set[bytes]:
    connection = sqlite3.connect(folder / "run.sqlite")
    try:
        return {row[0] for row in connection.execute("SELECT hash FROM frame")}
    finally:
        connection.close()


def test_looking_ahead_leaves_the_emulator_where_it_was(tmp_path: Path) -> None:
    played = play(tmp_path / "run", wandering(3), AHEAD, steps=60)
    with played.run as run:
        settings = run.settings
    alone = pressed_alone(tmp_path / "alone", [step.button for step in played.steps], settings)
    assert list(map(bare, played.steps)) == list(map(bare, alone))
    assert [step.frame for step in played.steps] == [step.frame for step in alone]
    assert frames(tmp_path / "run") == frames(tmp_path / "alone") == {step.screen for step in played.steps}
    assert verify(played.folder, deep=True, jobs=1).mismatch is None
    assert len(played.requests) == 3 * 15


def test_looking_ahead_plays_the_sample_that_leads_to_the_most_new_screens(tmp_path: Path) -> None:
    played = play(tmp_path / "run", wandering(4), AHEAD, steps=24)
    pressed: list[Button] = []
    drawn = messages(played.folder)
    with Session.new(tmp_path / "zero", RunSettings(agent="external", world=1, legs=4)) as session:
        shown = {session.observe().frame.digest}
    for number, decision in enumerate((step.chosen for step in played.steps if step.chosen), 1):
        scores: list[tuple[int, tuple[Button, ...]]] = []
        for *_, said in (each for each in drawn if each[0] == number):
            buttons = tuple(map(Button, said[0]["input"]["buttons"]))
            folder = tmp_path / f"{number}-{len(scores)}"
            steps = pressed_alone(
                folder, [*pressed, *buttons], RunSettings(agent="external", world=1, legs=4)
            )
            scores.append((len({step.screen for step in steps[len(pressed) :]} - shown), buttons))
        best = max(score for score, _ in scores)
        assert decision.buttons == next(buttons for score, buttons in scores if score == best)
        pressed += decision.buttons
        shown.add(played.steps[len(pressed) - 1].screen)


def test_looking_ahead_goes_on_after_a_stop_as_if_nothing_had_happened(tmp_path: Path) -> None:
    settings = RunSettings(agent="claude", world=1, legs=4, steps=40, model=AHEAD, snapshot_every=8)
    made = []
    for name, stops in (("whole", 40), ("cut", 21)):
        with service(wandering(6)) as (server, client, _):
            model = Shuffled(client, 3, 1)
            with Session.new(tmp_path / name, settings, model=model) as session:
                for step in session.play():
                    if step.number == stops:
                        break
            with Session.resume(tmp_path / name, model=model) as session:
                list(session.play())
            assert len(server.log) == len(messages(tmp_path / name))
        assert verify(tmp_path / name, deep=True, jobs=1).mismatch is None
        made.append((paid.contents(tmp_path / name), messages(tmp_path / name)))
    assert made[0] == made[1]


def test_a_sample_that_would_stop_the_cartridge_for_good_loses(tmp_path: Path) -> None:
    rom = tmp_path / "stops.gb"
    rom.write_bytes(tinyrom.cartridge(tinyrom.until_a_button(bytes([0xFC]))))
    run = RunSettings(agent="claude", world=None, rom=str(rom))
    turns = [Turn((press("a"),)), Turn((press("a", "b"),)), Turn((Use("wait", {"presses": 2}),))]
    played = play(tmp_path / "run", drawing(turns), AHEAD, steps=2, run=run)
    assert [step.button for step in played.steps] == [Button.WAIT] * 2


# --- how it is called -------------------------------------------------------------------------------


def label(settings: ModelSettings, tmp_path: Path) -> str:
    with play(tmp_path / "run", drawing([Turn((press("up"),))]), settings, steps=1).run as run:
        return run.settings.label


def test_the_label_says_how_many_samples_and_who_chose(tmp_path: Path) -> None:
    assert label(JUDGED, tmp_path / "a") == f"claude, {MODEL}, best of 3 judged by {JUDGE}, context reset"
    assert label(AHEAD, tmp_path / "b") == (
        f"claude, {MODEL}, best of 3 by look-ahead, context reset, assist look-ahead"
    )


def longplay(address: str, *arguments: str | Path) -> str:
    environment = {**os.environ, "ANTHROPIC_BASE_URL": address, "ANTHROPIC_API_KEY": "any", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout


def test_every_result_says_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    options = ("--model", MODEL, "--best-of", "2", "--judge", "look-ahead", "--legs", "4")
    with FakeServer(drawing([Turn((press("up"),))])) as server:
        ran = json.loads(longplay(server.url, "run", *options, "--steps", "2", "--out", folder, "--json"))
        shown = longplay(server.url, "resume", folder, "--steps", "3")
    drift = longplay("", "drift", folder)
    told = json.loads(longplay("", "drift", folder, "--json"))
    name = f"claude, {MODEL}, best of 2 by look-ahead, context reset, assist look-ahead"
    assert (ran["agent"], ran["samples"], told[str(folder)]["agent"]) == (name, 2, name)
    assert f"agent: {name}" in shown.splitlines()
    assert f"agent: {name}" in drift.splitlines()
