"""Pictures of figures: Plotly's own JavaScript in a browser without a window, by way of kaleido.

The extra "figures" and a Chrome or Chromium on this machine are needed. Nothing is fetched: the script is
the one in Plotly's Python package. The same figure gives the same SVG.
"""

from __future__ import annotations

import asyncio
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sim.core import LongplayError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.figures.theme import Figure

_SCALE = 2
_MISSING = 'figures need plotly, kaleido and Chrome or Chromium: pip install "longplay[figures]"'


def available() -> bool:
    """Tell whether the packages that draw are installed, and a browser."""
    if not all(find_spec(name) is not None for name in ("plotly", "kaleido")):
        return False
    # a browser's worth of imports
    from choreographer.browsers.chromium import Chromium  # noqa: PLC0415

    return Chromium.find_browser(skip_local=False) is not None


def svgs(figures: Mapping[str, Figure]) -> dict[str, str]:
    """Return figures, by any name, as texts of SVG pictures.

    Raises LongplayError without the extra or without a browser, which is started once for all of them.
    """
    return {name: _settled(picture.decode()) for name, picture in _drawn(figures, "svg").items()}


def pngs(figures: Mapping[str, Figure]) -> dict[str, bytes]:
    """Return figures as PNG pictures, two pixels for each of their own; raises as `svgs` does."""
    return _drawn(figures, "png")


def _settled(text: str) -> str:
    """Replace what is drawn by lot, so that the same figure is the same text."""
    drawn = dict.fromkeys(
        re.findall(r'(?:id="(?:clip|legend|topdefs-|defs-)|"trace [a-z]+ trace)([0-9a-f]{6})', text)
    )
    for number, lot in enumerate(drawn):
        text = text.replace(lot, f"n{number}")
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _drawn(figures: Mapping[str, Figure], form: str) -> dict[str, bytes]:
    if not available():
        raise LongplayError(_MISSING)
    if not figures:
        return {}
    try:
        return asyncio.run(_painted(figures, form))
    except Exception as error:  # whatever the browser says
        why = " ".join(str(error).split())[:200]
        raise LongplayError(
            f"no figure could be drawn (is Chrome or Chromium installed?): {type(error).__name__}: {why}"
        ) from error


async def _painted(figures: Mapping[str, Figure], form: str) -> dict[str, bytes]:
    # a browser's worth of imports
    from kaleido import Kaleido  # noqa: PLC0415

    async with Kaleido(mathjax=False) as browser:
        return {name: await browser.calc_fig(one, opts=_options(one, form)) for name, one in figures.items()}


def _options(figure: Figure, form: str) -> dict[str, object]:
    layout = figure["layout"]
    scale = {"scale": _SCALE} if form == "png" else {}
    return {"format": form, "width": layout["width"], "height": layout["height"], **scale}
