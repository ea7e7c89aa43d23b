"""Plotly's JavaScript, as it lies in its Python package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def plotly_file() -> Path | None:
    """Return Plotly's script, None if Plotly is not installed. It is not imported: that takes a second."""
    spec = find_spec("plotly")
    places = spec.submodule_search_locations if spec is not None else None
    found = [Path(place) / "package_data" / "plotly.min.js" for place in places or ()]
    return next((file for file in found if file.is_file()), None)
