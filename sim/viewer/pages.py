"""The pages themselves, as the server answers with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse, JSONResponse, Response

from sim.figures.script import plotly_file
from sim.viewer.assets import STATIC

if TYPE_CHECKING:
    from starlette.requests import Request

_PAGES = ("", "run", "compare")
"""What the address of a page begins with. All are one file, which looks at its address itself."""
_HEADERS = {"Cache-Control": "no-cache"}


async def page(request: Request) -> Response:
    """Answer with the page of an address."""
    first = request.path_params["page"].partition("/")[0]
    if first not in _PAGES:
        return JSONResponse({"error": "there is no such page"}, 404)
    return FileResponse(STATIC / "index.html", headers=_HEADERS)


async def plotly(request: Request) -> Response:
    """Answer with Plotly's script."""
    file = plotly_file()
    if file is None:
        return JSONResponse({"error": 'figures need plotly: pip install "longplay[view]"'}, 404)
    return FileResponse(file, media_type="text/javascript", headers=_HEADERS)
