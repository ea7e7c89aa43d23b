"""The page around the data: the viewer's own, with its script, styles and icon put in."""

from __future__ import annotations

import base64
import html
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from sim import __version__
from sim.viewer.export.html.linker import LinkError, link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_STYLE = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')
_ICON = re.compile(r'<link rel="icon" href="/static/([^"]+\.svg)">')
_SCRIPT = re.compile(r'<script type="module" src="/static/([^"]+)"></script>')
_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
"""Nothing may be fetched, and only our own scripts run. Plotly sets styles of its own at elements."""


def page(static: Path, title: str, scripts: Iterable[str]) -> tuple[str, str]:
    """Return what stands before the data and what stands behind it.

    `title` may hold anything. `scripts` are texts that the page may run besides its own. Raises LinkError if
    the files in `static` cannot be put into one.
    """
    text = (static / "index.html").read_text(encoding="utf-8")
    script = ""

    def linked(found: re.Match[str]) -> str:
        nonlocal script
        script = f"\n{link(static, found[1])}\n"
        return f'<script type="module">{script}</script>'

    text = _SCRIPT.sub(linked, text)
    text = _STYLE.sub(lambda found: f"<style>\n{_style(static / found[1])}</style>", text)
    text = _ICON.sub(lambda found: f'<link rel="icon" href="{_address(static / found[1])}">', text)
    text = re.sub("<title>.*?</title>", lambda _: f"<title>{html.escape(title)} · Longplay</title>", text)
    if "<body>\n" not in text or "/static/" in re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL):
        raise LinkError("index.html has no body, or asks for a file in a way that is not known here")
    policy = _POLICY.format(scripts=" ".join(f"'{_hash(allowed)}'" for allowed in (script, *scripts)))
    marks = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'    <meta name="generator" content="Longplay {__version__}">'
    )
    charset = '<meta charset="utf-8">'
    begin, body, end = text.replace(charset, f"{charset}\n    {marks}", 1).partition("<body>\n")
    return begin + body, end


def _style(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    if "</style" in text.lower() or "url(" in text:
        raise LinkError(f"{file.name} ends its element, or asks for another file")
    return text


def _address(file: Path) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(file.read_bytes()).decode()}"


def _hash(script: str) -> str:
    """Return what a script is called in a policy (Content Security Policy Level 3, 2.3.1)."""
    return f"sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}"
