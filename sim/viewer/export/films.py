"""A run as a film, MP4 or GIF: the screen, what the agent said and did, and its drift below."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from sim.core import LongplayError
from sim.record.lookup import Lookup
from sim.viewer.export.gifs import Gif
from sim.viewer.export.made import Made
from sim.viewer.export.place import new_file
from sim.viewer.export.reports import report_in
from sim.viewer.export.scene import Scene
from sim.viewer.export.shots import count_of, shots
from sim.viewer.export.stretch import stretch_of, unfinished
from sim.viewer.export.videos import Mp4, need_av

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sim.record.frames import Array

FORMS = ("mp4", "gif")
"""The forms that a film can take."""
MOST_FPS = 50
"""Pictures in a second at most: what shows a GIF slows those down that are shorter."""
LARGEST = 8
"""By how much the screen is enlarged at most."""
_MB = 1_000_000


class _Writer(Protocol):
    """What pictures are handed to; `bytes` are those written so far."""

    @property
    def bytes(self) -> int: ...

    def add(self, picture: Array) -> None: ...


def export_film(
    run: Path,
    out: Path,
    form: str,
    *,
    first: int | None = None,
    last: int | None = None,
    every: int = 1,
    fps: float = 10.0,
    scale: int = 3,
    most_mb: float | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Made:
    """Write a film of a run, or of its steps `first` to `last`, to the file `out`.

    `form`: one of `FORMS`. Every `every`-th step is shown and the last one, `fps` of them a second (at most
    50), with the screen `scale` times as large (1 to 8). `most_mb`: megabytes at most, None for any number.
    `progress` is told (pictures made, of how many). Memory does not grow with the run, and the same run gives
    the same GIF. Raises LongplayError for steps that the run does not have, a film that grows too large, an
    `out` that may not be replaced, or where PyAV is missing.
    """
    if form == "mp4":
        need_av()
    with Lookup.open(run) as opened:
        stretch = stretch_of(opened, first, last)
        if not stretch.steps:
            raise LongplayError(f"{opened.folder} has no steps yet: there is nothing to show")
        of = count_of(stretch, every)
        title = f"{opened.folder.resolve().name}: {opened.settings.label}"
        with new_file(out, force=force) as made:
            report, notes = report_in(opened)
            scene = Scene(title, opened.last_step, report, stretch, scale)
            writer = _mp4 if form == "mp4" else _gif
            with writer(made, scene.size, fps, title) as film:
                for number, shot in enumerate(shots(opened, stretch, every), 1):
                    film.add(scene.draw(shot))
                    if most_mb is not None and film.bytes > most_mb * _MB:
                        raise _too_large(form, most_mb, number, of)
                    if progress is not None:
                        progress(number, of)
        width, height = scene.size
        told = f"{of:,} pictures of {width} x {height}, {of / fps:,.1f} s"
        return Made((out,), (told, *notes, *unfinished(opened, stretch)))


@contextmanager
def _mp4(path: Path, size: tuple[int, int], fps: float, title: str) -> Iterator[_Writer]:
    film = Mp4(path, size, fps, title)
    try:
        yield film
        film.finish()
    finally:
        film.close()


@contextmanager
def _gif(path: Path, size: tuple[int, int], fps: float, title: str) -> Iterator[_Writer]:
    with path.open("wb") as file:
        film = Gif(file, size, fps, title)
        yield film
        film.close()


def _too_large(form: str, most_mb: float, number: int, of: int) -> LongplayError:
    return LongplayError(
        f"the {form} was larger than {most_mb:g} MB after {number:,} of {of:,} pictures: show fewer"
        " (--from, --to-step, --every), a smaller screen (--scale), or allow more (--max-mb)"
    )
