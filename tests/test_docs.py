"""What the documents show is what happens: their commands run, their examples work."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from sim.cli.main import COMMANDS
from sim.standin import doodle
from tests import pictures

ROOT = Path(__file__).parent.parent
DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)


def readme_commands() -> list[list[str]]:
    lines = "".join(blocks(ROOT / "README.md", "sh")).splitlines()
    parts = (shlex.split(part, comments=True) for line in lines for part in line.split("&&"))
    return [words for words in parts if words[:1] == ["longplay"]]


def look_at_and_leave(arguments: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Serve what a command serves, get its page, and press Ctrl-C."""
    server = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *arguments, "--no-browser", "--port", "0"],
        cwd=folder, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[0]
        with urlopen(address) as page:
            assert b"Longplay" in page.read()
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0


def test_every_command_of_the_readme_runs_in_its_order(tmp_path: Path) -> None:
    (tmp_path / "memory").symlink_to(ROOT / "memory")
    (tmp_path / "mygame.gb").write_bytes(doodle())
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"
    }  # fmt: skip
    commands = readme_commands()
    assert len(commands) > 5
    for words in commands:
        if words[1] == "view":
            look_at_and_leave(words[1:], tmp_path, environment)
            continue
        # Somebody has to press the keys of a window, and to close it.
        module = ["tests.atkeys", "A,A,Right,close"] if words[1] == "play" else ["sim.cli"]
        done = subprocess.run(
            [sys.executable, "-m", *module, *words[1:]],
            cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{shlex.join(words)}: {done.stderr}"
    for example in blocks(ROOT / "README.md", "python"):
        subprocess.run(
            [sys.executable, "-c", example],
            cwd=tmp_path,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def test_every_command_stands_in_the_readme() -> None:
    assert {words[1] for words in readme_commands()} == set(COMMANDS)


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_examples_of_a_page_work(page: Path) -> None:
    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert failed == 0


def test_the_pictures_of_fernmoor_are_what_the_cartridge_shows() -> None:
    album = pictures.take()
    assert album.missing == []
    assert pictures.stale(album) == [], "take them again: python -m tests.pictures"
    shown = set(re.findall(r"\(images/fernmoor/(.+?)\)", (ROOT / "docs" / "fernmoor.md").read_text()))
    assert {file.name for file in pictures.FOLDER.iterdir()} == shown


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text())
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []
