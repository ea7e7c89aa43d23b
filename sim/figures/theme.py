"""How all figures look: colours that most eyes tell apart, and the frame that every layout starts from.

A figure is a JSON object of Plotly's own form, {"data": [...], "layout": {...}}: the viewer's page, exported
pages and reports hand it to Plotly's JavaScript, `sim.figures.paint` makes pictures of it. Colours are those
of Okabe and Ito (2008), and each goes with a marker and a dash of its own, so that none tells alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Figure = dict[str, Any]
"""{"data": traces, "layout": layout}."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
MARKERS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
GREY, INK = "#8A8A8A", "#222222"
FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


def colour(number: int, opacity: float = 1.0) -> str:
    """Return the colour of series `number`, from 0.

    >>> colour(0), colour(6, 0.25)
    ('#0072B2', 'rgba(0,114,178,0.25)')
    """
    plain = COLOURS[number % len(COLOURS)]
    if opacity == 1.0:
        return plain
    red, green, blue = (int(plain[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def marker(number: int) -> str:
    """Return the marker of series `number`."""
    return MARKERS[number % len(MARKERS)]


def dash(number: int) -> str:
    """Return the dash of series `number`."""
    return DASHES[number % len(DASHES)]


def figure(data: list[Mapping[str, Any]], *, width: int, height: int, **layout: Any) -> Figure:
    """Return a figure of this size in pixels with our frame: white, thin axes, no grid but one's own."""
    frame = {
        "width": width,
        "height": height,
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "margin": {"l": 60, "r": 20, "t": 40, "b": 50},
        "showlegend": False,
        "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        "hovermode": "closest",
    }
    return {"data": [dict(trace) for trace in data], "layout": frame | layout}


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """Return an axis with a thin grey line and ticks, and no zero line."""
    return {
        "title": {"text": title},
        "zeroline": False,
        "showline": True,
        "linecolor": GREY,
        "ticks": "outside",
        "tickcolor": GREY,
        "showgrid": False,
    } | more
