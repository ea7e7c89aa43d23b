"""In CI a skipped test is a failure: everything that a test may need is installed there."""

from __future__ import annotations

import os

import pytest


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("tests were skipped, and CI has all that they need", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
