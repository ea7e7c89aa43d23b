"""The pages themselves: files that lie beside this one, and Plotly's script from its Python package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, JSONResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

STATIC = Path(__file__).parent / "static"
_PAGES = {"": "index.html", "run": "run.html", "compare": "compare.html"}
"""Which file an address shows, by its first part; what has no file of its own is shown by the first one."""
_HEADERS = {"Cache-Control": "no-cache"}


def plotly_file() -> Path | None:
    """Return Plotly's script, None if Plotly is not installed. It is not imported: that takes a second."""
    spec = find_spec("plotly")
    places = spec.submodule_search_locations if spec is not None else None
    found = [Path(place) / "package_data" / "plotly.min.js" for place in places or ()]
    return next((file for file in found if file.is_file()), None)


async def page(request: Request) -> Response:
    """Answer with the page of an address."""
    first = request.path_params["page"].partition("/")[0]
    if first not in _PAGES:
        return JSONResponse({"error": "there is no such page"}, 404)
    file = STATIC / _PAGES[first]
    return FileResponse(file if file.is_file() else STATIC / _PAGES[""], headers=_HEADERS)


async def plotly(request: Request) -> Response:
    """Answer with Plotly's script."""
    file = plotly_file()
    if file is None:
        return JSONResponse({"error": 'figures need plotly: pip install "longplay[view]"'}, 404)
    return FileResponse(file, media_type="text/javascript", headers=_HEADERS)
