"""The explorer behind a model's face plays through the Messages API, by what its requests say alone."""

from __future__ import annotations

import base64
import io
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median
from typing import Any

import httpx2
import numpy as np
import pytest
from anthropic import Anthropic
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sim.agents.face import player
from sim.agents.face.context import UPDATE
from sim.agents.face.edits import edits
from sim.agents.face.folder import Folder
from sim.agents.face.player import context_after
from sim.agents.face.screens import frame_of
from sim.core import Button, Frame, GuideError
from sim.emulator import Emulator
from sim.games import Fernmoor
from sim.guide import NAVIGATION, Guide, starting_guide
from sim.models.fake import FakeServer, Policy, Text, Turn, Use
from sim.world import generate
from sim.world.cartridge import image

Json = dict[str, Any]

SEED, LEGS = 5000, 4
SCALE = 2
PRESS: Json = {"name": "press", "input_schema": {"type": "object"}}
WAIT: Json = {"name": "wait", "input_schema": {"type": "object"}}
MEMORY: Json = {"type": "memory_20250818", "name": "memory"}
NUMBERED = "Here's the content of /memories/{} with line numbers:\n{}"


# --- the client's part ----------------------------------------------------------------------


def png(frame: Frame, scale: int = SCALE, mode: str = "L") -> str:
    pixels = frame.pixels[:, :, :3].repeat(scale, 0).repeat(scale, 1)
    file = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(file, "png", compress_level=1)
    return base64.b64encode(file.getvalue()).decode()


def screen(frame: Frame, scale: int = SCALE, mode: str = "L") -> Json:
    source = {"type": "base64", "media_type": "image/png", "data": png(frame, scale, mode)}
    return {"type": "image", "source": source}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def said(*content: Json) -> Json:
    return {"role": "assistant", "content": list(content)}


def told(*content: Json) -> Json:
    return {"role": "user", "content": list(content)}


def result(use: str, *content: Json, **more: Any) -> Json:
    return {"type": "tool_result", "tool_use_id": use, "content": list(content), **more}


def opening(guide: Guide) -> str:
    files = guide.files
    listing = "\n".join(f"{len(files[path].encode()):6} bytes  /memories/{path}" for path in sorted(files))
    folder = f"Your memory folder:\n{listing or '(no files yet)'}"
    navigation = files.get(NAVIGATION)
    return folder if navigation is None else f"{folder}\n\n--- {NAVIGATION}\n{navigation.rstrip()}\n--- end"


def serve(guide: Guide, given: Mapping[str, Any]) -> str:
    """Do what the memory tool is asked for; raises GuideError."""
    path = given.get("path", "").removeprefix("/memories").removeprefix("/")
    match given["command"]:
        case "view" if not path:
            return "Here're the files:\n" + "".join(f"1.0K\t/memories/{name}\n" for name in guide.files)
        case "view":
            return NUMBERED.format(path, guide.view(path, numbered=True))
        case "create":
            guide.create(path, given["file_text"])
        case "str_replace":
            guide.replace(path, given["old_str"], given["new_str"])
        case "insert":
            guide.insert(path, given["insert_line"], given["insert_text"])
        case "delete":
            guide.delete(path)
    return "done"


@dataclass
class Client:
    """Plays the client's part by its contract, with a context reset every `every` decisions."""

    ask: Callable[[Json], Sequence[Json]]
    emulator: Emulator
    game: Fernmoor
    guide: Guide | None = field(default_factory=lambda: Guide(starting_guide("blank")))
    every: int = 25
    scale: int = SCALE
    more: Json = field(default_factory=dict)
    steps: int = 0
    decisions: int = 0
    replies: int = 0
    resets: int = 0
    summaries: int = 0
    failed: list[Json] = field(default_factory=list)
    pressed: list[Json] = field(default_factory=list)
    requests: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open()

    @property
    def won(self) -> bool:
        return self.game.truth(self.emulator.ram).mode == "won"

    def play(self, decisions: int) -> None:
        """Play until the game is won, or for so many decisions."""
        while self.decisions < decisions and not self.won:
            if self.decisions and self.decisions % self.every == 0:
                self.messages[-1]["content"].append(
                    text(f"{UPDATE}. Bring your memory folder up to date now.")
                )
                self._until_quiet()
                self._open()
                self.resets += 1
            self._until_pressed()

    def _open(self) -> None:
        memory = [text(opening(self.guide))] if self.guide is not None else []
        now = screen(self.emulator.frame, self.scale)
        self.messages = [told(*memory, text(f"Step {self.steps}. The screen now:"), now)]

    def _until_pressed(self) -> None:
        for _ in range(5):
            content = self._reply()
            results, pressed = self._served(content, may_press=True)
            if results:
                self.messages.append(told(*results))
            if pressed:
                self.decisions += 1
                return
        raise AssertionError("nothing was pressed in 5 replies")

    def _until_quiet(self) -> None:
        for _ in range(8):
            results, _ = self._served(self._reply(), may_press=False)
            if not results:
                return
            self.messages.append(told(*results))
        raise AssertionError("it never came to an end of its notes")

    def _reply(self) -> Sequence[Json]:
        offered = [PRESS, WAIT, *([MEMORY] if self.guide is not None else [])]
        body = {
            "model": "claude-opus-5-5",
            "max_tokens": 4096,
            "tools": offered,
            "messages": list(self.messages),
            **self.more,
        }
        self.requests.append(body)
        content = self.ask(body)
        self.replies += 1
        if content[0]["type"] == "compaction":
            self.messages = []
            self.summaries += 1
        self.messages.append(said(*content))
        return content

    def _served(self, content: Sequence[Json], *, may_press: bool) -> tuple[list[Json], bool]:
        results, pressed = [], False
        for use in content:
            if use["type"] != "tool_use":
                continue
            if use["name"] == "memory":
                results.append(self._memory(use))
            elif may_press and not pressed:
                results.append(self._press(use))
                pressed = True
            else:
                results.append(result(use["id"], text("not done"), is_error=True))
        return results, pressed

    def _memory(self, use: Json) -> Json:
        assert self.guide is not None
        try:
            return result(use["id"], text(serve(self.guide, use["input"])))
        except GuideError as error:
            self.failed.append(use)
            return result(use["id"], text(str(error)), is_error=True)

    def _press(self, use: Json) -> Json:
        given = use["input"]
        buttons = given["buttons"] if use["name"] == "press" else ["wait"] * given.get("presses", 1)
        assert 1 <= len(buttons) <= 10
        assert len(given.get("target", "")) <= 200
        assert len(given.get("expect", "")) <= 200
        for button in buttons:
            self.emulator.press(Button(button))
        self.steps += len(buttons)
        self.pressed.append(given)
        return result(
            use["id"], text(f"Step {self.steps}. The screen now:"), screen(self.emulator.frame, self.scale)
        )


def plain(policy: Policy) -> Callable[[Json], list[Json]]:
    """Ask a policy without a server."""
    count = iter(range(1 << 20))

    def ask(body: Json) -> list[Json]:
        found: list[Json] = []
        for part in policy(body).said:
            if isinstance(part, Use):
                use = {"type": "tool_use", "id": f"t{next(count)}", "name": part.name}
                found.append({**use, "input": dict(part.input)})
            elif isinstance(part, Text):
                found.append(text(part.text))
        return found

    return ask


@pytest.fixture(scope="module")
def rom() -> bytes:
    return image(generate(SEED, legs=LEGS))


@pytest.fixture
def emulator(rom: bytes) -> Iterator[Emulator]:
    with Emulator(rom, pacing=Fernmoor(rom).pacing, sound=False) as started:
        yield started


@dataclass
class Played:
    client: Client
    server: FakeServer
    turns: list[Turn]
    seconds: list[float]


@pytest.fixture(scope="module")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client() as client:
        yield client


def through(server: FakeServer, http: httpx2.Client) -> Callable[[Json], list[Json]]:
    """Ask by the real SDK."""
    sdk = Anthropic(base_url=server.url, api_key="any", max_retries=0, http_client=http)

    def ask(body: Json) -> list[Json]:
        message = sdk.beta.messages.create(**body)
        return [block.model_dump(exclude_none=True) for block in message.content]

    return ask


@pytest.fixture(scope="module")
def played(rom: bytes, http: httpx2.Client) -> Iterator[Played]:
    """A whole short world, through the real SDK and the strict fake, with a reset every 25 decisions."""
    policy = player()
    turns: list[Turn] = []
    seconds: list[float] = []

    def timed(request: Any) -> Turn:
        begun = time.perf_counter()
        turns.append(policy(request))
        seconds.append(time.perf_counter() - begun)
        return turns[-1]

    game = Fernmoor(rom)
    with FakeServer(timed) as server, Emulator(rom, pacing=game.pacing, sound=False) as started:
        client = Client(through(server, http), started, game)
        client.play(400)
        yield Played(client, server, turns, seconds)


# --- playing --------------------------------------------------------------------------------


def test_it_wins_a_short_world_through_the_sdk_and_no_request_is_refused(played: Played) -> None:
    client = played.client
    assert client.won
    assert client.steps < 1000
    assert client.resets >= 3
    assert dict(played.server.refused) == {}
    assert client.failed == []


def test_a_turn_takes_a_few_milliseconds(played: Played) -> None:
    assert median(played.seconds) < 0.015


def test_the_same_request_gets_the_same_turn_from_a_policy_that_remembers_nothing(played: Played) -> None:
    cold = player(remembered=0)
    asked = list(zip(played.client.requests, played.turns, strict=True))
    assert [cold(request) for request, _ in asked[::6]] == [turn for _, turn in asked[::6]]


def test_a_policy_that_is_asked_out_of_turn_answers_as_before(played: Played) -> None:
    asked = list(zip(played.client.requests, played.turns, strict=True))[:30]
    shuffled, policy = Random(1).sample(asked, len(asked)), player(remembered=2)
    assert [policy(request) for request, _ in shuffled] == [turn for _, turn in shuffled]


def test_where_the_cache_markers_stand_does_not_matter(played: Played) -> None:
    last = played.client.requests[20]
    marked = [*last["messages"]]
    for number in (0, -1):
        *others, block = marked[number]["content"]
        marked[number] = told(*others, block | {"cache_control": {"type": "ephemeral", "ttl": "5m"}})
    assert marked[-1] != last["messages"][-1]
    assert player(0)(last | {"messages": marked}) == played.turns[20]


def test_the_memory_folder_is_what_the_mind_wrote(played: Played) -> None:
    client = played.client
    context = context_after(client.requests[-1])
    context.answer()
    assert client.guide is not None
    assert dict(context.notes) == dict(client.guide.files)
    assert {NAVIGATION, "lands/01.md", "lands/04.md"} <= client.guide.files.keys()
    assert "- Goal" in client.guide.files[NAVIGATION]


def test_a_long_way_is_walked_in_several_turns_under_one_target(played: Played) -> None:
    presses = played.client.pressed
    cut = [n for n, given in enumerate(presses) if "closer" in given.get("expect", "")]
    assert cut
    assert all(len(presses[n]["buttons"]) == 10 for n in cut)
    assert all(presses[n]["target"] == presses[n + 1]["target"] for n in cut)


def test_small_edits_are_said_in_few_words(played: Played) -> None:
    uses = [part for turn in played.turns for part in turn.said if isinstance(part, Use)]
    commands = Counter(use.input["command"] for use in uses if use.name == "memory")
    assert commands["str_replace"] > 10 * commands["create"]
    assert commands["insert"] > commands["create"]
    assert commands["delete"] == 0


def test_without_a_memory_folder_it_plays_all_the_same(emulator: Emulator, rom: bytes) -> None:
    client = Client(plain(player()), emulator, Fernmoor(rom), guide=None)
    client.play(60)
    assert client.replies == 60 + client.resets
    assert client.game.truth(emulator.ram).objective


def test_after_a_summary_of_the_service_it_reads_its_notes_again(
    rom: bytes, emulator: Emulator, http: httpx2.Client
) -> None:
    compact = {"type": "compact_20260112", "trigger": {"type": "input_tokens", "value": 50_000}}
    more = {"context_management": {"edits": [compact]}, "betas": ["compact-2026-01-12"]}
    with FakeServer(player()) as server:
        client = Client(through(server, http), emulator, Fernmoor(rom), every=1000, scale=8, more=more)
        client.play(60)
        assert dict(server.refused) == {}
    assert client.summaries >= 1
    assert client.failed == []
    assert (client.game.truth(emulator.ram).objective or 0) >= 1
    context = context_after(client.requests[-1])
    context.answer()
    assert client.guide is not None
    assert dict(context.notes) == dict(client.guide.files)


# --- what can go wrong ----------------------------------------------------------------------


def test_a_folder_that_refuses_every_edit_stops_nobody(emulator: Emulator, rom: bytes) -> None:
    class Sealed(Guide):
        def _put(self, path: str, text: str) -> None:
            raise GuideError("the disk is full")

    client = Client(plain(player()), emulator, Fernmoor(rom), guide=Sealed(), every=100)
    client.play(40)
    assert client.replies < 50
    assert len(client.failed) < 20


def test_a_guide_that_somebody_else_changed_is_read_again(emulator: Emulator, rom: bytes) -> None:
    client = Client(plain(player()), emulator, Fernmoor(rom), every=1000)
    client.play(10)
    assert client.guide is not None
    client.guide.create(NAVIGATION, "# Changed\n\n## Quest\n\n- Held: nothing at all\n")
    client.play(30)
    context = context_after(client.requests[-1])
    context.answer()
    assert client.failed
    assert dict(context.notes) == dict(client.guide.files)
    assert client.guide.files[NAVIGATION].startswith("# Changed\n")


def test_a_press_that_is_refused_is_tried_again_more_briefly_and_then_given_up(emulator: Emulator) -> None:
    policy = player()
    messages = [told(text(opening(Guide(starting_guide("blank")))), screen(emulator.frame))]
    said_by_turn = []
    for _ in range(6):
        turn = policy({"tools": [PRESS, WAIT, MEMORY], "messages": messages})
        said_by_turn.append(
            [part.name if isinstance(part, Use) else type(part).__name__ for part in turn.said]
        )
        uses: list[Json] = [
            {"type": "tool_use", "id": f"t{len(messages)}_{n}", "name": part.name, "input": {}}
            for n, part in enumerate(part for part in turn.said if isinstance(part, Use))
        ]
        errors = [result(use["id"], text("not done: cut off"), is_error=True) for use in uses]
        messages += [said(text("I try."), *uses), told(*(errors or [text("Press a button now.")]))]
    notes = ["memory"] * said_by_turn[0].count("memory")
    assert said_by_turn == [
        ["Thought", "Text", *notes, "press"],
        [*notes, "press"],
        ["press"],
        ["press"],
        ["Text"],
        ["Text"],
    ]


def test_a_judge_who_is_offered_no_tool_gets_a_number(emulator: Emulator) -> None:
    asked = {"messages": [told(screen(emulator.frame), text("Which number?"))]}
    assert player()(asked).said == (Text("I take number 1."),)


def test_a_screen_of_another_game_is_played_by_what_is_new() -> None:
    noise = np.random.default_rng(0).integers(0, 256, 144 * 160, np.uint8)
    asked = {"tools": [PRESS], "messages": [told(screen(Frame(noise, b"")))]}
    (use,) = [part for part in player()(asked).said if isinstance(part, Use)]
    assert use.input["buttons"] == ["a"]


def test_without_any_screen_it_waits_for_one() -> None:
    asked = {"tools": [PRESS, WAIT], "messages": [{"role": "user", "content": "Play."}]}
    assert player()(asked).said[-1] == Use("wait", {"presses": 1})


# --- pictures, texts, edits -----------------------------------------------------------------


@pytest.mark.parametrize(("scale", "mode"), [(1, "L"), (2, "L"), (3, "RGB"), (3, "RGBA")])
def test_a_screen_is_read_back_from_its_image(emulator: Emulator, scale: int, mode: str) -> None:
    frame = frame_of(screen(emulator.frame, scale, mode))
    assert frame == emulator.frame
    assert frame is not None
    assert frame.plane.tobytes() == emulator.frame.plane.tobytes()


def test_a_screen_in_colour_keeps_its_colours() -> None:
    plane = np.random.default_rng(0).integers(0, 256, 144 * 160 * 4, np.uint8)
    plane[3::4] = 255
    frame = frame_of(screen(Frame(plane, b""), 2, "RGB"))
    assert frame is not None
    assert frame.plane.tobytes() == plane.tobytes()


@pytest.mark.parametrize("data", ["", "?", "aGVsbG8=", png(Frame(np.zeros(144 * 160, np.uint8), b""))[:60]])
def test_what_is_no_screen_is_none(data: str) -> None:
    assert frame_of({"type": "image", "source": {"type": "base64", "data": data}}) is None
    assert frame_of({"type": "image", "source": {"type": "url", "url": "https://example.com"}}) is None


LINES = st.lists(st.sampled_from(["", "a", "b", "- a", "## a", "\x0b", "\u2028c"]), max_size=12)
TEXTS = st.one_of(LINES.map(lambda lines: "".join(f"{line}\n" for line in lines)), LINES.map("\n".join))


@given(before=st.none() | TEXTS, after=st.none() | TEXTS)
@settings(max_examples=300, deadline=None)
def test_edits_bring_any_text_to_any_other(before: str | None, after: str | None) -> None:
    guide = Guide({} if before is None else {"a.md": before})
    for edit in edits("/memories/a.md", before, after):
        serve(guide, edit)
    assert guide.files.get("a.md") == after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Guide\n",
        "--- end\n\n- x\n",
        "--- mine.md\n- x\n--- navigation\n",
        "a\n--- lands/01.md is mine\n",
    ],
)
def test_the_guide_is_known_from_the_first_message_whatever_stands_in_it(text: str) -> None:
    folder = Folder(f"{opening(Guide({NAVIGATION: text, 'mine.md': '?'}))}\nStep 1. The screen now:")
    assert (folder.views(), dict(folder.guide.files)) == ([], {NAVIGATION: text})


def test_what_was_said_just_before_a_summary_is_known_too() -> None:
    folder = Folder(None)
    edit = {"command": "create", "path": "/memories/lands/02.md", "file_text": "# Land 2\n"}
    folder.done(edit, "done", failed=False)
    listing = "2K\t/memories/lands/01.md\n2K\t/memories/lands/02.md"
    folder.done({"command": "view", "path": "/memories"}, listing, failed=False)
    assert folder.edits() == []
    assert folder.views() == [{"command": "view", "path": "/memories/lands/01.md"}]
    assert dict(folder.guide.files) == {"lands/02.md": "# Land 2\n"}


@pytest.mark.parametrize("ended", [True, False])
def test_a_file_that_was_viewed_is_known_as_it_stands(*, ended: bool) -> None:
    guide = Guide({NAVIGATION: "# Guide\n", "lands/01.md": "# Land 1\n\n### A\n\n- x\n", "mine.md": "?\n"})
    folder = Folder(opening(guide))
    assert folder.views() == [{"command": "view", "path": "/memories/lands/01.md"}]
    shown = guide.view("lands/01.md", numbered=True) + ("     6\t" if ended else "")
    told_ = NUMBERED.format("lands/01.md", shown if ended else shown.rstrip("\n"))
    folder.done({"command": "view", "path": "/memories/lands/01.md"}, told_, failed=False)
    assert folder.views() == []
    assert dict(folder.guide.files) == {NAVIGATION: "# Guide\n", "lands/01.md": guide.files["lands/01.md"]}


def test_a_file_that_cannot_be_viewed_is_asked_for_a_few_times_at_most() -> None:
    folder = Folder(None)
    assert [len(folder.views()) for _ in range(5)] == [1, 1, 1, 0, 0]
    folder.done(
        {"command": "view", "path": "/memories"}, "4.0K\t/memories\n2K\t/memories/lands/01.md", failed=False
    )
    assert [len(folder.views()) for _ in range(5)] == [1, 1, 1, 0, 0]
    folder.done({"command": "view", "path": "/memories/lands/01.md"}, "gone", failed=True)
    assert (folder.views(), dict(folder.guide.files)) == ([], {})
