"""A real browser for tests: where it lies, and the mark of tests that cannot do without."""

from __future__ import annotations

from shutil import which

import pytest

CHROME = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
needs_chrome = pytest.mark.skipif(CHROME is None, reason="no Chromium here: apt-get install chromium")
