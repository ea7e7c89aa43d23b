"""Runs for the viewer's tests: played once, small, and one with text that tries to be more than text."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core import Button, Decision, Event, ModelSettings, Revision, RunSettings, Saying, Step, Truth
from sim.record import Recorder
from sim.session import Session
from sim.world import EDITION, World, generate, rules
from sim.world.facts.naming import item_name
from sim.world.planners import Distances
from tests.making import IDENTITY, frame

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\u2028{{7*7}}'
"""What a model, a guide or a cartridge might say to a page that does not mind."""


def explored(folder: Path, steps: int = 400) -> Path:
    """A run of the explorer in a world of four legs, with its drift report and a corrupted guide."""
    settings = RunSettings(agent="explorer+corruption=1.0@150", steps=steps, legs=4)
    return _played(folder, settings)


def asked(folder: Path, steps: int = 120) -> Path:
    """A run of the local model."""
    return _played(folder, RunSettings(agent="claude", steps=steps, legs=4, model=ModelSettings("fake")))


def hub_is_far(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Let `datasets`, which is not loaded yet, look on this disk only and keep its notes in `home`."""
    monkeypatch.setenv("HF_HOME", str(home))
    for name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_PROGRESS_BARS"):
        monkeypatch.setenv(name, "1")


def _played(folder: Path, settings: RunSettings) -> Path:
    with Session.new(folder, settings) as session:
        for _ in session.play():
            pass
        session.report()
    return folder


def fetched(folder: Path, *, late: bool) -> Path:
    """A run of the oracle on the twin until it has taken something, and a press more.

    Its guide says from the first decision on (`late`: from the last on) where that thing lies.
    """
    world = generate(1, legs=4)
    played, item = _until_taken(world)
    room = world.rooms[played[-1][1].room].name
    identity = {**IDENTITY, "edition": EDITION}
    recorder = Recorder.create(folder, RunSettings(legs=4), identity, {})
    recorder.begin_at(None)
    for number, (button, state) in enumerate([*played, (Button.WAIT, played[-1][1])], 1):
        if number == (len(played) + 1 if late else 1):
            recorder.revise(Revision(1, "create", "a.md", f"# Notes\n\n## {room}\n\n- Here: {item}\n"))
        screen, truth = frame(number % 5), rules.truth(world, state)
        chosen = Decision((button,))
        recorder.append(Step(number, number, button, screen.digest, truth, (), 9, True, chosen, screen))
    recorder.close("done")
    return folder


def _until_taken(world: World) -> tuple[list[tuple[Button, rules.State]], str]:
    oracle, state = Distances(world), rules.start(world)
    played: list[tuple[Button, rules.State]] = []
    while True:
        button = oracle.best(state)
        state, events = rules.step(world, state, button)
        played.append((button, state))
        for event in events:
            if event.kind == "item":
                return played, item_name(event.detail["item"])


def hostile(folder: Path) -> Path:
    """A run of three steps in which everything that can be text is `HOSTILE`."""
    settings = RunSettings(agent=HOSTILE, world=None, rom=f"{HOSTILE}.gb", steps=3)
    recorder = Recorder.create(
        folder, settings, {**IDENTITY, "game": HOSTILE}, {"navigation_guide.md": HOSTILE}
    )
    recorder.begin_at(None)
    for number in range(1, 4):
        recorder.revise(Revision(number, HOSTILE, f"{number}.md", HOSTILE))
        chosen = Decision((Button.A,), Saying(HOSTILE, HOSTILE, HOSTILE))
        truth = Truth(number, "play", HOSTILE, 1, 2, 0, 3, {"room": HOSTILE})
        events = (Event(HOSTILE, {HOSTILE: HOSTILE}), Event("room", {"room": HOSTILE}))
        screen = frame(number)
        recorder.append(Step(number, number, Button.A, screen.digest, truth, events, 9, True, chosen, screen))
    recorder.close("done")
    return folder
