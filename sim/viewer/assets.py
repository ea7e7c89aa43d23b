"""What pages are made of: the files that lie beside this one."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"
