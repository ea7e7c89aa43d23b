"""The viewer's page is typed: its JSDoc is checked as strictly as TypeScript checks anything."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from shutil import which

import pytest

from sim.viewer.assets import STATIC

TSC = which("tsc")
OPTIONS = (
    *("--noEmit", "--checkJs", "--strict", "--allowJs", "--target", "es2022", "--module", "es2022"),
    *("--moduleResolution", "bundler", "--lib", "es2023,dom,dom.iterable", "--pretty", "false"),
)
needs_tsc = pytest.mark.skipif(TSC is None, reason="no TypeScript here: npm install --global typescript")


def checked(*files: Path, more: tuple[str, ...] = ()) -> list[str]:
    """What the compiler complains of, a line each."""
    assert TSC is not None
    done = subprocess.run(
        [TSC, *OPTIONS, *more, *map(str, files)],
        cwd=files[0].parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (not done.stdout), done.stdout + done.stderr
    return done.stdout.splitlines()


@needs_tsc
def test_every_type_of_the_page_holds() -> None:
    files = sorted(STATIC.rglob("*.js"))
    assert len(files) > 40
    assert checked(*files) == []


@needs_tsc
def test_a_wrong_type_is_found(tmp_path: Path) -> None:
    file = tmp_path / "wrong.js"
    file.write_text("/** @param {string} words */\nexport const long = (words) => words.size;\n")
    (found,) = checked(file)
    assert "TS2339" in found


def test_every_file_asks_to_be_checked_and_none_leaves_anything_out() -> None:
    for file in sorted(STATIC.rglob("*.js")):
        text = file.read_text()
        assert text.startswith("// @ts-check\n"), file.name
        assert not re.search(r"@ts-(ignore|nocheck|expect-error)", text), file.name


def test_nothing_of_the_compiler_lies_in_the_package() -> None:
    assert [file.name for file in STATIC.rglob("*") if file.name in ("node_modules", "package.json")] == []
