"""`longplay export`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.jobs import tally
from sim.cli.output import console, print_json
from sim.record.lookup import Lookup

if TYPE_CHECKING:
    from sim.viewer.export.made import Made

_FILMS, _TABLES, _FIGURES = ("mp4", "gif"), ("parquet", "csv"), ("png", "svg")
_FORMS = ("html", *_FILMS, *_TABLES, *_FIGURES)
_TAKES: Mapping[str, tuple[str, ...]] = {
    "every": ("html", *_FILMS),
    "max_mb": ("html", *_FILMS),
    "first": (*_FILMS, *_TABLES),
    "last": (*_FILMS, *_TABLES),
    "fps": _FILMS,
    "scale": _FILMS,
    "tables": _TABLES,
}
"""Which forms each option is for."""
_FLAGS = {"first": "--from", "last": "--to-step", "tables": "--table", "max_mb": "--max-mb"}
_MOST_MB = 50.0


@click.command()
@click.argument("path", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--to", "form", required=True, type=click.Choice(_FORMS), help="What to make of it.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path),
    help="File to write, or folder for tables and figures (default RUN/export/...).",
)  # fmt: skip
@click.option("--from", "first", type=click.IntRange(1), help="First step (films and tables).")
@click.option("--to-step", "last", type=click.IntRange(1), help="Last step (films and tables).")
@click.option("--every", type=click.IntRange(1), help="Show every Nth step only (html and films).")
@click.option("--fps", type=click.FloatRange(0.1, 50), help="Steps shown in a second (films; default 10).")
@click.option(
    "--scale",
    type=click.IntRange(1, 8),
    help="Whole factor to enlarge the screen by (films; default 3).",
)
@click.option(
    "--max-mb", type=click.FloatRange(0, min_open=True),
    help=f"Megabytes at most (html and gif: default {_MOST_MB:g}; mp4: any).",
)  # fmt: skip
@click.option("--table", "tables", multiple=True, help="Only this table; may be given more than once.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def export(
    path: Path, form: str, out: Path | None, force: bool, as_json: bool, **asked: Any
) -> int:  # fmt: skip
    """Make a page, a film, tables or figures of a run (see docs/export.md).

    Example: longplay export runs/first --to gif --from 100 --to-step 400
    """
    given = {name: value for name, value in asked.items() if value not in (None, ())}
    for name in given:
        if form not in _TAKES[name]:
            raise click.UsageError(
                f"{_FLAGS.get(name, f'--{name}')} is for {', '.join(_TAKES[name])}, not for {form}"
            )
    with Lookup.open(path) as run:
        folder = run.folder
    target = out or _beside(folder, form)
    with _stoppable(), tally(f"export to {form}") as progress:
        made = _MAKERS[form](path, target, form, force=force, progress=progress, **given)
    size = sum(file.stat().st_size for file in made.files)
    if as_json:
        print_json({"files": [str(file) for file in made.files], "notes": list(made.notes), "bytes": size})
        return 0
    many = f", {len(made.files)} files" if target.is_dir() else ""
    for line in (f"{target} ({_readable(size)}{many})", *made.notes):
        console().print(line, soft_wrap=True, markup=False)
    return 0


def _beside(folder: Path, form: str) -> Path:
    """Return where an export goes of itself: a folder for many files, else a file with the run's name."""
    home = folder / "export"
    return home / form if form in (*_TABLES, *_FIGURES) else home / f"{folder.resolve().name}.{form}"


def _readable(size: int) -> str:
    """Return a number of bytes as people say it.

    >>> _readable(999), _readable(12_345), _readable(3_200_000)
    ('999 bytes', '12 kB', '3.2 MB')
    """
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a wish to terminate end things as Ctrl-C does, so that what is half made is cleared away."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


# --- makers: each loads what it needs when it is asked for ----------------------------------


def _page(path: Path, out: Path, _form: str, *, force: bool, max_mb: float = _MOST_MB, **more: Any) -> Made:
    from sim.viewer.export.html import export_html  # noqa: PLC0415
    from sim.viewer.export.place import check_free  # noqa: PLC0415

    check_free(out, force=force)
    return export_html(path, out, most_mb=max_mb, **more)


def _film(path: Path, out: Path, form: str, *, max_mb: float | None = None, **more: Any) -> Made:
    from sim.viewer.export.films import export_film  # noqa: PLC0415

    most = _MOST_MB if max_mb is None and form == "gif" else max_mb
    return export_film(path, out, form, most_mb=most, **more)


def _tables(path: Path, out: Path, form: str, *, tables: tuple[str, ...] = (), **more: Any) -> Made:
    from sim.viewer.export.tables import export_tables  # noqa: PLC0415

    return export_tables(path, out, form, names=tables, **more)


def _figures(path: Path, out: Path, form: str, **more: Any) -> Made:
    from sim.viewer.export.pictures import export_figures  # noqa: PLC0415

    return export_figures(path, out, form, **more)


_MAKERS: Mapping[str, Callable[..., Made]] = {
    "html": _page,
    **dict.fromkeys(_FILMS, _film),
    **dict.fromkeys(_TABLES, _tables),
    **dict.fromkeys(_FIGURES, _figures),
}
