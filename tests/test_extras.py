"""With nothing but what Longplay depends on, each command works, or says in one line what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.viewing import explored

ROOT = Path(__file__).parent.parent
BARE = """
import sys
sys.modules.update(dict.fromkeys({absent}))
from sim.cli.main import main
main(sys.argv[1:])
"""
EXTRAS = (
    *("av", "dedrift", "fsspec", "gymnasium", "inspect_ai", "kaleido", "mcp", "plotly", "pyarrow", "ray"),
    *("river", "ruptures", "starlette", "uvicorn"),
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored(tmp_path_factory.mktemp("bare") / "run", 60)


def bare(*arguments: str | Path, folder: Path) -> tuple[int, str]:
    """What the command comes to where no extra is installed: its exit code, and what it says of errors."""
    done = subprocess.run(
        [sys.executable, "-c", BARE.format(absent=EXTRAS), *map(str, arguments)],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize("form", ["html", "gif", "csv"])
def test_what_needs_no_extra_is_exported_without_one(form: str, run: Path, tmp_path: Path) -> None:
    assert bare("export", run, "--to", form, "-o", tmp_path / "made", folder=tmp_path)[0] == 0
    assert (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("export", "RUN", "--to", "mp4"), "video"),
        (("export", "RUN", "--to", "parquet"), "tables"),
        (("export", "RUN", "--to", "svg"), "figures"),
        (("view", "RUN", "--no-browser"), "view"),
        (("mcp",), "mcp"),
        (("experiment", "drift-gate", "--cluster", "local"), "cluster"),
    ],
    ids=lambda part: part if isinstance(part, str) else part[0],
)
def test_what_needs_an_extra_names_it_in_one_line_and_leaves_nothing(
    arguments: tuple[str, ...], extra: str, run: Path, tmp_path: Path
) -> None:
    given = [str(run) if part == "RUN" else part for part in arguments]
    before = sorted(run.rglob("*"))
    code, said = bare(*given, folder=tmp_path)
    assert (code, said.strip().count("\n")) == (2, 0), said
    assert f"longplay[{extra}]" in said
    assert sorted(run.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []
