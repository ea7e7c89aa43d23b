"""An agent of the docs plays: the real Claude Agent SDK, its client, our server, a local service."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core import Json
from sim.models.fake import FakeServer, Text, Turn, Use, turns_taken
from sim.record import Run
from sim.session import report_of, verify

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "agent_sdk.py"
QUIET = ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "DISABLE_TELEMETRY", "DISABLE_AUTOUPDATER")

pytest.importorskip("claude_agent_sdk", reason="claude-agent-sdk is not installed: pip install -e '.[dev]'")


def player(request: Json) -> Turn:
    """A model that writes its guide, presses twice and is content."""
    script = (
        Turn((Use("mcp__longplay__guide_write", {"text": "# Guide\n- nothing seen yet\n"}),)),
        Turn((Use("mcp__longplay__press", {"buttons": ["a", "start"], "reason": "what is asked?"}),)),
        Turn((Text("I see a quest."), Use("mcp__longplay__press", {"buttons": ["right"], "target": "east"}))),
    )
    taken = turns_taken(request)
    return script[taken] if taken < len(script) else Turn((Text("That will do."),))


def test_an_agent_of_the_claude_agent_sdk_plays_a_run_like_any_other(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with FakeServer(player) as service:
        environment = {
            **os.environ, **dict.fromkeys(QUIET, "1"), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
            "ANTHROPIC_BASE_URL": service.url, "ANTHROPIC_API_KEY": "any",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, str(EXAMPLE), str(run)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("I see a quest.\nThat will do.\n4 turns, 0.")
    assert verify(run, jobs=1).mismatch is None
    assert report_of(run).steps == 3
    with Run.open(run) as opened:
        assert [step.button.value for step in opened.steps()] == ["a", "start", "right"]
        assert (opened.settings.label, opened.settings.world) == ("mcp", 7)
        assert [revision.text for _, revision in opened.revisions()] == ["# Guide\n- nothing seen yet\n"]
