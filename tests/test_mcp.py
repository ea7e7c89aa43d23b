"""Any MCP client plays: through the SDK's own client, over stdin and stdout, and over HTTP."""

from __future__ import annotations

import asyncio
import base64
import io
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sim.cli.main import main
from sim.core import Button, RunSettings, Saying
from sim.record import Run
from sim.session import MCP, goal_of, report_of, verify

pytest.importorskip("mcp", reason="the package mcp is not installed: pip install 'longplay[mcp]'")

import uvicorn
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import ImageContent, TextContent, TextResourceContents

from sim.doors.mcp.server import build

SETTINGS = RunSettings(MCP, world=7, legs=4, steps=30)


def served(folder: Path, settings: RunSettings = SETTINGS) -> Any:
    numbers = iter(range(1, 100))
    return build(settings, lambda: folder / f"run{next(numbers)}", goal_of(settings))


def together(client: Client, script: Callable[[Client], Coroutine[Any, Any, None]]) -> None:
    async def play() -> None:
        async with client:
            await script(client)

    asyncio.run(play())


async def told(client: Client, tool: str, **arguments: Any) -> tuple[str, bool]:
    """The words that a tool answers with, and whether they are an error."""
    result = await client.call_tool(tool, arguments)
    last = result.content[-1]
    assert isinstance(last, TextContent)
    return last.text, bool(result.is_error)


def test_a_client_sees_presses_and_keeps_a_guide_and_the_run_is_like_any_other(tmp_path: Path) -> None:
    async def script(client: Client) -> None:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        game, guide = (
            {"look", "press", "wait", "status"},
            {"guide_read", "guide_write", "guide_edit", "guide_delete"},
        )
        assert tools == game | guide
        assert await told(client, "look") == ("Step 0 of 30; guide revision 0.", False)
        words = {"target": "goal", "reason": "to know", "expect": "the quest"}
        assert await told(client, "press", buttons=["a", "START"], **words) == (
            "Step 2 of 30; guide revision 0.",
            False,
        )
        assert await told(client, "wait", times=2) == ("Step 4 of 30; guide revision 0.", False)
        wrote = ("Revision 1: navigation_guide.md is written.", False)
        assert await told(client, "guide_write", text="# Guide\n- north: unknown\n") == wrote
        assert await told(client, "guide_edit", old="unknown", new="FERN BEND") == (
            "Revision 2: navigation_guide.md is written.",
            False,
        )
        assert await told(client, "guide_read") == ("# Guide\n- north: FERN BEND\n", False)
        assert await told(client, "status") == ("Step 4 of 30; guide revision 2.", False)

    together(Client(served(tmp_path)), script)
    with Run.open(tmp_path / "run1") as run:
        steps = list(run.steps())
        assert [step.button for step in steps] == [Button.A, Button.START, Button.WAIT, Button.WAIT]
        assert steps[0].chosen is not None
        assert steps[0].chosen.saying == Saying("goal", "to know", "the quest")
        assert run.guide() == {"navigation_guide.md": "# Guide\n- north: FERN BEND\n"}
        assert (run.settings.agent, run.meta()["status"]) == ("mcp", "stopped")
    assert verify(tmp_path / "run1", jobs=1).mismatch is None
    assert report_of(tmp_path / "run1").steps == 4


def test_what_a_client_is_shown_is_the_recorded_screen_and_nothing_that_it_may_not_know(
    tmp_path: Path,
) -> None:
    seen: list[str] = []

    async def script(client: Client) -> None:
        assert client.instructions is not None
        seen.append(client.instructions)
        result = await client.call_tool("press", {"buttons": ["a", "a", "right"]})
        picture, words = result.content
        assert isinstance(picture, ImageContent)
        assert isinstance(words, TextContent)
        resource = await client.read_resource("longplay://screen")
        (blob,) = resource.contents
        assert getattr(blob, "blob", None) == picture.data
        text = await client.read_resource("longplay://guide")
        assert isinstance(text.contents[0], TextResourceContents)
        seen.extend([words.text, text.contents[0].text])
        seen.extend(tool.description or "" for tool in (await client.list_tools()).tools)
        with Image.open(io.BytesIO(base64.b64decode(picture.data))) as shown:
            seen.append(shown.convert("RGB").resize((160, 144), Image.Resampling.NEAREST).tobytes().hex())

    together(Client(served(tmp_path)), script)
    with Run.open(tmp_path / "run1") as run:
        (*_, last) = run.steps()
        pixels = run.frame(last.number).pixels[:, :, :3]
        assert seen.pop() == pixels.tobytes().hex()
        assert last.truth.place is not None
        secrets = {last.truth.place.lower(), str(last.truth.state), "fernmoor-2", str(tmp_path)}
    everything = "\n".join(seen).lower()
    assert [secret for secret in secrets if secret in everything] == []


def test_what_cannot_be_done_is_said_and_changes_nothing(tmp_path: Path) -> None:
    async def script(client: Client) -> None:
        for tool, arguments, says in (
            ("press", {"buttons": ["jump"]}, "no button is called 'jump'"),
            ("press", {"buttons": []}, "press 1 to 20 buttons"),
            ("wait", {"times": 21}, "press 1 to 20 buttons"),
            ("guide_read", {"path": "../secret"}, "../secret"),
            ("guide_edit", {"old": "nowhere", "new": "x"}, "nowhere"),
            ("guide_delete", {"path": "none.md"}, "none.md"),
        ):
            words, wrong = await told(client, tool, **arguments)
            assert wrong
            assert says in words
        assert await told(client, "status") == ("Step 0 of 30; guide revision 0.", False)
        await told(client, "wait", times=20)
        over = "The run is over after step 30: its steps are used up."
        assert await told(client, "wait", times=20) == (over, False)
        words, wrong = await told(client, "press", buttons=["a"])
        assert wrong
        assert over in words

    together(Client(served(tmp_path)), script)
    with Run.open(tmp_path / "run1") as run:
        assert (run.last_step, run.last_revision, run.meta()["status"]) == (30, 0, "done")


def test_without_a_guide_there_are_no_tools_for_one(tmp_path: Path) -> None:
    async def script(client: Client) -> None:
        assert [tool.name for tool in (await client.list_tools()).tools] == [
            "look",
            "press",
            "wait",
            "status",
        ]

    together(Client(served(tmp_path, RunSettings(MCP, world=7, legs=4, guide="off"))), script)


def test_the_command_serves_over_stdin_and_stdout_and_ends_with_its_client(tmp_path: Path) -> None:
    command = ["-m", "sim.cli", "mcp", "--world", "7", "--legs", "4", "--out", str(tmp_path / "run")]

    async def script(client: Client) -> None:
        assert await told(client, "press", buttons=["a", "b"]) == (
            "Step 2 of 4,000; guide revision 0.",
            False,
        )

    root = Path(__file__).parent.parent
    together(Client(StdioServerParameters(command=sys.executable, args=command, cwd=root)), script)
    with Run.open(tmp_path / "run") as run:
        assert (run.last_step, run.settings.legs) == (2, 4)


@contextmanager
def over_http(server: Any) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app = server.streamable_http_app(host="127.0.0.1")
    web = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=web.run)
    thread.start()
    while not web.started:
        threading.Event().wait(0.02)
    try:
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        web.should_exit = True
        thread.join()


def test_every_connection_over_http_plays_a_run_of_its_own(tmp_path: Path) -> None:
    async def play(address: str) -> None:
        async with Client(address, mode="legacy") as one, Client(address, mode="legacy") as other:
            await told(one, "wait", times=3)
            assert (await told(other, "status"))[0] == "Step 0 of 30; guide revision 0."
            await told(other, "wait", times=1)
            assert (await told(one, "status"))[0] == "Step 3 of 30; guide revision 0."

    with over_http(served(tmp_path)) as address:
        asyncio.run(play(address))
    lengths = []
    for number in (1, 2):
        with Run.open(tmp_path / f"run{number}") as run:
            lengths.append(run.last_step)
    assert lengths == [3, 1]


def test_clients_without_connections_share_a_run(tmp_path: Path) -> None:
    async def play(address: str) -> None:
        async with Client(address) as one:
            await told(one, "wait", times=3)
        async with Client(address) as other:
            assert (await told(other, "status"))[0] == "Step 3 of 30; guide revision 0."

    with over_http(served(tmp_path)) as address:
        asyncio.run(play(address))
    assert [path.name for path in tmp_path.iterdir()] == ["run1"]


@pytest.mark.skipif(shutil.which("npx") is None, reason="npx is not installed, and the inspector comes by it")
def test_the_official_inspector_can_play(tmp_path: Path) -> None:
    server = [sys.executable, "-m", "sim.cli", "mcp", "--legs", "4", "--out", str(tmp_path / "run")]
    asked = ["--method", "tools/call", "--tool-name", "wait", "--tool-arg", "times=2"]
    done = subprocess.run(
        ["npx", "--yes", "@modelcontextprotocol/inspector", "--cli", *server, *asked],
        cwd=Path(__file__).parent.parent, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    if "npm error network" in done.stderr or "ENOTFOUND" in done.stderr:
        pytest.skip("the inspector cannot be fetched: there is no way to the package registry")
    assert "Step 2 of 4,000; guide revision 0." in done.stdout, done.stderr
    with Run.open(tmp_path / "run") as run:
        assert run.last_step == 2


def test_a_missing_package_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, "sim.doors.mcp.server")
    with pytest.raises(SystemExit) as ended:
        main(["mcp"])
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert "pip install 'longplay[mcp]'" in said
