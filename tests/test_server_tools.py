"""Tools that run at the service: code, files and MCP servers, through the real SDK and the strict service."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sim.agents import ModelSetup
from sim.core import Json, ModelError, ModelSettings, RunSettings
from sim.models import Claude
from sim.models.fake import FakeServer, Policy, Raw, Text, Turn, Use
from sim.record import Run
from sim.session import Session, verify
from sim.session.models import given as uploads
from tests.test_claude import PLAIN, Played, play, service, turn_by_turn

UP = Use("press", {"buttons": ["up"]})
CODE = replace(PLAIN, server_tools=("code-execution",))
CODE_TOOL = {"type": "code_execution_20250825", "name": "code_execution"}
URL = "https://maps.example.com/mcp"


def code(number: int, out: str = "4\n") -> tuple[Raw, Raw]:
    """Return a run of code at the service and its result, as the service words them."""
    use = {
        "type": "server_tool_use",
        "id": f"srvtoolu_{number}",
        "name": "bash_code_execution",
        "input": {"command": "ls | wc -l"},
    }
    done = {
        "type": "bash_code_execution_tool_result",
        "tool_use_id": f"srvtoolu_{number}",
        "content": {
            "type": "bash_code_execution_result",
            "stdout": out,
            "stderr": "",
            "return_code": 0,
            "content": [],
        },
    }
    return Raw(use, 20), Raw(done, 0)


def containers(played: Played) -> list[str | None]:
    """Return the container that each request names."""
    return [request.get("container") for request in played.requests]


def replied(folder: Path) -> list[Json]:
    with Run.open(folder) as run:
        return [reply["message"] for *_, reply in run.replies()]


# --- code ---------------------------------------------------------------------------------------------


def test_without_being_asked_for_no_tool_of_the_service_is_offered(tmp_path: Path) -> None:
    played = play(tmp_path / "run", turn_by_turn(), steps=1)
    assert [tool["name"] for tool in played.requests[0]["tools"]] == ["press", "wait", "memory"]
    assert {"mcp_servers", "container"}.isdisjoint(played.requests[0])


def test_code_and_its_result_are_recorded_and_sent_back_as_they_came(tmp_path: Path) -> None:
    use, done = code(1)
    played = play(tmp_path / "run", turn_by_turn(Turn((Text("I count."), use, done, UP))), CODE, steps=3)
    assert [step.button.value for step in played.steps] == ["up"] * 3
    assert [tool for tool in played.requests[0]["tools"] if "input_schema" not in tool][1:] == [CODE_TOOL]
    first, *_ = replied(played.folder)
    assert [block for block in first["content"] if block["type"] not in ("text", "tool_use")] == [
        use.block,
        done.block,
    ]
    for request in played.requests[1:]:
        assert request["messages"][1] == {"role": "assistant", "content": first["content"]}
    with played.run as run:
        assert run.settings.assists == ("code-execution",)
        assert run.settings.label.endswith("assist code-execution")
    assert verify(played.folder, deep=True, jobs=1).mismatch is None


def test_code_goes_on_in_the_container_that_it_ran_in(tmp_path: Path) -> None:
    turns = [Turn((UP,)), Turn((*code(1), UP)), Turn((*code(2), UP)), Turn((*code(3), UP))]
    played = play(tmp_path / "run", turn_by_turn(*turns), CODE, steps=5)
    (ran,) = {reply["container"]["id"] for reply in replied(played.folder) if reply.get("container")}
    assert containers(played) == [None, None, ran, ran, ran]


def test_a_container_is_kept_when_the_reply_that_pressed_ran_nothing(tmp_path: Path) -> None:
    look = Use("memory", {"command": "view", "path": "/memories"})
    played = play(tmp_path / "run", turn_by_turn(Turn((*code(1), look)), Turn((UP,))), CODE, steps=3)
    first, *_ = replied(played.folder)
    assert containers(played) == [None, *[first["container"]["id"]] * 3]


def test_a_turn_that_the_service_pauses_goes_on_in_its_container(tmp_path: Path) -> None:
    use, done = code(1)
    paused = Turn((use, done), "pause_turn")
    played = play(tmp_path / "run", turn_by_turn(paused, Turn((UP,))), CODE, steps=1)
    first, _ = replied(played.folder)
    assert containers(played) == [None, first["container"]["id"]]
    assert played.requests[1]["messages"][-1] == {"role": "assistant", "content": first["content"]}


def test_samples_share_no_container(tmp_path: Path) -> None:
    settings = replace(CODE, samples=2, judge="look-ahead")
    numbers = iter(range(100))

    def policy(request: Json) -> Turn:
        is_paused = request["messages"][-1]["role"] == "assistant"
        ran = code(next(numbers))
        return Turn((*ran, UP)) if is_paused else Turn(ran, "pause_turn")

    played = play(tmp_path / "run", policy, settings, steps=3)
    begun = [each for each in played.requests if each["messages"][-1]["role"] == "user"]
    going_on = [each for each in played.requests if each["messages"][-1]["role"] == "assistant"]
    assert [each.get("container") for each in begun] == [None] * 6
    assert len({each["container"] for each in going_on}) == 6
    for each in going_on:
        said = [
            reply for reply in replied(played.folder) if reply["content"] == each["messages"][-1]["content"]
        ]
        assert [reply["container"]["id"] for reply in said] == [each["container"]]


# --- files --------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "map.txt").write_text("NORTH: MOSS HOLLOW\n")
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    return (str(tmp_path / "map.txt"), str(tmp_path / "table.csv"))


def given(files: Sequence[str]) -> ModelSettings:
    return replace(PLAIN, server_tools=("files",), files=tuple(files))


def first_kinds(request: Json) -> list[str]:
    return [block["type"] for block in request["messages"][0]["content"]]


def test_files_are_uploaded_once_and_stand_behind_the_guide_in_every_context(
    files: tuple[str, ...], tmp_path: Path
) -> None:
    settings = replace(given(files), reset_decisions=2, reset_images=0, reset_tokens=0)

    def policy(request: Json) -> Turn:
        update = request["messages"][-1]["content"][-1].get("text", "").startswith("Your context is about")
        return Turn((Text("Done."),)) if update else Turn((UP,))

    played = play(tmp_path / "run", policy, settings, steps=6)
    kept = list(reversed(played.server.organisation.files.listed()))
    assert [(file["filename"], file["size_bytes"]) for file in kept] == [("map.txt", 19), ("table.csv", 8)]
    fresh = [request for request in played.requests if len(request["messages"]) == 1]
    assert len(fresh) == 3
    for request in fresh:
        assert first_kinds(request) == ["text", "container_upload", "container_upload", "text", "image"]
        assert [block["file_id"] for block in request["messages"][0]["content"][1:3]] == [
            file["id"] for file in kept
        ]
        assert CODE_TOOL in request["tools"]
    with played.run as run:
        assert run.settings.assists == ("files",)
        assert run.meta()["files"] == {
            path: {
                "id": file["id"],
                "bytes": file["size_bytes"],
                "sha256": hashlib.sha256(Path(path).read_bytes()).hexdigest(),
            }
            for path, file in zip(files, kept, strict=True)
        }


@pytest.mark.parametrize("context", ["reset", "log"])
def test_a_run_that_goes_on_or_is_played_again_uploads_nothing(
    context: str, files: tuple[str, ...], tmp_path: Path
) -> None:
    model = replace(given(files), context=context, reset_decisions=4, reset_images=0, reset_tokens=0)
    settings = RunSettings(agent="claude", world=1, legs=4, steps=12, model=model, snapshot_every=3)
    with service(turn_by_turn()) as (server, client, seen):
        with Session.new(tmp_path / "run", settings, model=client) as session:
            for step in session.play():
                if step.number == 5:
                    break
        for file in files:
            Path(file).unlink()
        with Session.resume(tmp_path / "run", model=client) as session:
            list(session.play())
            assert session.run.last_step == 12
        assert verify(tmp_path / "run", deep=True, jobs=1).mismatch is None
        assert len(server.organisation.files.ids) == 2
        assert dict(server.refused) == {}
        assert all(first_kinds(each)[:3] == ["text", *["container_upload"] * 2] for each in seen)


def test_without_a_guide_files_stand_at_the_beginning(files: tuple[str, ...], tmp_path: Path) -> None:
    run = RunSettings(agent="claude", world=1, legs=4, guide="off")
    played = play(tmp_path / "run", turn_by_turn(), given(files[:1]), steps=2, run=run)
    assert first_kinds(played.requests[1]) == ["container_upload", "text", "image"]


def test_files_and_code_are_one_tool(files: tuple[str, ...], tmp_path: Path) -> None:
    settings = replace(given(files), server_tools=("code-execution", "files"))
    played = play(tmp_path / "run", turn_by_turn(Turn((*code(1), UP))), settings, steps=2)
    assert played.requests[0]["tools"].count(CODE_TOOL) == 1
    with played.run as run:
        assert run.settings.assists == ("code-execution", "files")


def test_a_file_that_was_uploaded_before_a_failure_is_not_uploaded_again(files: tuple[str, ...]) -> None:
    said: list[Json] = []
    with FakeServer() as server:
        client = Claude(base_url=server.url, api_key="any")
        setup = ModelSetup(client, given(files))
        Path(files[1]).rename(f"{files[1]}.away")
        with pytest.raises(ModelError):
            uploads(setup, None, said.append)
        assert (said, server.organisation.files.ids) == ([], frozenset())
        Path(f"{files[1]}.away").rename(files[1])
        uploads(setup, None, said.append)
        assert [list(each) for each in said] == [[files[0]], list(files)]
        ready = uploads(setup, said[0], said.append)
        assert [file["filename"] for file in server.organisation.files.listed()] == [
            "table.csv", "table.csv", "map.txt",
        ]  # fmt: skip
        assert ready.files == tuple(said[2][file]["id"] for file in files)
        client.close()


@contextmanager
def unfit(what: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield files of which one cannot be uploaded."""
    (folder / "fit.txt").write_text("fit")
    bad = folder / "bad.txt"
    more: tuple[str, ...] = ()
    if what == "too large":
        with bad.open("wb") as file:
            os.truncate(file.fileno(), 500 * 1024 * 1024 + 1)
    elif what == "a folder":
        bad.mkdir()
    elif what == "a name":
        bad = folder / "a:b.txt"
        bad.write_text("x")
    elif what == "twice":
        (folder / "more").mkdir()
        for path in (bad, folder / "more" / "bad.txt"):
            path.write_text("x")
        more = (str(folder / "more" / "bad.txt"),)
    yield (str(folder / "fit.txt"), str(bad), *more)


UNFIT = {
    "missing": "cannot be read: No such file or directory",
    "too large": "has 524,288,001 bytes: the service takes at most 524,288,000",
    "a folder": "is no file: name the files in it one by one",
    "a name": "the service takes no file called 'a:b.txt': rename it",
    "twice": "2 files are called bad.txt: where code runs they would be one, so rename them",
}


@pytest.mark.parametrize(("what", "words"), UNFIT.items(), ids=UNFIT.keys())
def test_a_file_that_cannot_be_given_is_one_line_before_anything_is_sent(
    what: str, words: str, tmp_path: Path
) -> None:
    with unfit(what, tmp_path) as files, service(turn_by_turn()) as (server, client, _):
        settings = RunSettings(agent="claude", world=1, legs=4, model=given(files))
        with pytest.raises(ModelError) as refused:
            Session.new(tmp_path / "run", settings, model=client)
        assert str(refused.value).endswith(words)
        assert len(str(refused.value).splitlines()) == 1
        assert (server.log, server.organisation.files.ids) == ([], frozenset())
    assert not (tmp_path / "run").exists()


def test_a_service_that_takes_no_file_is_told_in_one_line(files: tuple[str, ...], tmp_path: Path) -> None:
    with FakeServer() as server:
        client = Claude(base_url=f"{server.url}/nowhere", api_key="any")
        with pytest.raises(ModelError) as refused:
            client.upload(Path(files[0]))
        client.close()
    assert str(refused.value).startswith(f"the file {files[0]} cannot be uploaded: the model answered 404")


# --- MCP ----------------------------------------------------------------------------------------------


def test_an_mcp_server_is_named_and_what_it_brings_is_sent_back_as_it_came(tmp_path: Path) -> None:
    settings = replace(PLAIN, server_tools=(f"mcp=maps,{URL}",))
    use = {
        "type": "mcp_tool_use",
        "id": "mcptoolu_1",
        "name": "where",
        "server_name": "maps",
        "input": {"x": 1},
    }
    done = {
        "type": "mcp_tool_result",
        "tool_use_id": "mcptoolu_1",
        "is_error": False,
        "content": [{"type": "text", "text": "north"}],
    }
    policy: Policy = turn_by_turn(Turn((Raw(use, 9), Raw(done), UP)))
    played = play(tmp_path / "run", policy, settings, steps=2)
    asked = played.requests[1]
    assert asked["mcp_servers"] == [{"type": "url", "name": "maps", "url": URL}]
    assert asked["tools"][-1] == {"type": "mcp_toolset", "mcp_server_name": "maps"}
    first, _ = replied(played.folder)
    assert json.loads(json.dumps(first["content"][:2])) == [use, done]
    assert asked["messages"][1]["content"] == first["content"]
    with played.run as run:
        assert run.settings.assists == ("mcp",)
        assert run.settings.label.endswith("assist mcp")
    assert verify(played.folder, deep=True, jobs=1).mismatch is None
