"""`longplay view`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.viewer.folder import Served
from sim.viewer.serve import PORT, serve


@click.command()
@click.argument("path", metavar="[RUN | DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Where to serve; elsewhere needs a token."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"Port to serve at (default {PORT} or a free one; 0: any)."
)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser (default).")
def view(path: Path | None, host: str, port: int | None, browser: bool) -> int:
    """Look at runs in the browser: a run, or all in a folder (default runs/).

    Example: longplay view runs/first
    """
    served = Served(path or (Path("runs") if Path("runs").is_dir() else Path()))
    serve(served, host=host, port=port, say=_say, open_browser=browser)
    return 0


def _say(address: str) -> None:
    click.echo(f"{address} (Ctrl-C stops the viewer)")
