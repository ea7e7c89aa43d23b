"""A run as a film: what a player decodes is the screens of the run, in order, with words and drift beside."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from sim.core import LongplayError, RunSettings, Saying
from sim.record import Recorder
from sim.record.lookup import Lookup
from sim.viewer.export.captions import Captions
from sim.viewer.export.films import export_film
from sim.viewer.export.gifs import Gif
from sim.viewer.export.lanes import Band, Lane, lanes_of
from sim.viewer.export.look import BLUE, INK, ORANGE, letters, wrapped
from sim.viewer.export.shots import Shot, count_of, shots
from sim.viewer.export.stretch import Stretch, stretch_of
from tests.making import IDENTITY, recorded
from tests.viewing import HOSTILE, explored, hostile

Array = np.ndarray[Any, Any]


@pytest.fixture(scope="module")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored(tmp_path_factory.mktemp("explored") / "run")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("made") / "run", 20)


def screens(run: Path, numbers: range | list[int], scale: int) -> list[Array]:
    with Lookup.open(run) as opened:
        plain = [opened.frame(number).pixels[:, :, :3] for number in numbers]
    return [one.repeat(scale, axis=0).repeat(scale, axis=1) for one in plain]


def gif_frames(source: Path | io.BytesIO) -> list[tuple[Array, int]]:
    """Each frame as RGB, and for how many milliseconds it is shown."""
    with Image.open(source) as image:
        found = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            found.append((np.asarray(image.convert("RGB")), int(image.info["duration"])))
        return found


def test_a_gif_shows_the_very_screens_of_the_run(explorer: Path, tmp_path: Path) -> None:
    done = export_film(explorer, tmp_path / "a.gif", "gif", first=101, last=130, scale=2, fps=12.5)
    shown = gif_frames(tmp_path / "a.gif")
    assert [time for _, time in shown] == [80] * 30
    for (picture, _), screen in zip(shown, screens(explorer, range(101, 131), 2), strict=True):
        assert (picture[:288, :320] == screen).all()
    height, width = shown[0][0].shape[:2]
    assert done.files == (tmp_path / "a.gif",)
    assert done.notes == (f"30 pictures of {width} x {height}, 2.4 s",)


def test_an_mp4_shows_the_screens_of_the_run_in_order(explorer: Path, tmp_path: Path) -> None:
    export_film(explorer, tmp_path / "a.mp4", "mp4", first=1, last=25, scale=2, fps=8)
    with av.open(str(tmp_path / "a.mp4")) as container:
        stream = container.streams.video[0]
        told = (stream.codec_context.name, stream.pix_fmt, float(stream.average_rate or 0))
        pictures = [picture.to_ndarray(format="rgb24") for picture in container.decode(stream)]
        assert container.metadata["title"] == "run: explorer+corruption=1.0@150"
    assert told == ("h264", "yuv420p", 8.0)
    assert len(pictures) == 25
    for picture, screen in zip(pictures, screens(explorer, range(1, 26), 2), strict=True):
        assert picture.shape[0] % 2 == picture.shape[1] % 2 == 0
        assert np.abs(picture[:288, :320].astype(int) - screen).mean() < 6


def test_every_third_step_is_shown_and_the_last_one(explorer: Path, tmp_path: Path) -> None:
    export_film(explorer, tmp_path / "a.gif", "gif", first=10, last=20, every=3, scale=1)
    shown = gif_frames(tmp_path / "a.gif")
    expected = screens(explorer, [10, 13, 16, 19, 20], 1)
    assert [(p[:144, :160] == s).all() for (p, _), s in zip(shown, expected, strict=True)] == [True] * 5


@pytest.mark.parametrize("every", [1, 2, 3, 7, 19, 20, 99])
def test_as_many_are_shown_as_are_announced(every: int, made: Path) -> None:
    with Lookup.open(made) as run:
        for first, last in ((1, 20), (5, 5), (3, 17)):
            stretch = stretch_of(run, first, last)
            numbers = [shot.step.number for shot in shots(run, stretch, every)]
            assert numbers == sorted({*range(first, last + 1, every), last})
            assert len(numbers) == count_of(stretch, every)


def test_the_same_run_gives_the_same_gif(explorer: Path, tmp_path: Path) -> None:
    for name in ("one.gif", "two.gif"):
        export_film(explorer, tmp_path / name, "gif", last=12, scale=1)
    assert (tmp_path / "one.gif").read_bytes() == (tmp_path / "two.gif").read_bytes()


def test_colours_come_out_almost_as_they_are(made: Path, tmp_path: Path) -> None:
    export_film(made, tmp_path / "a.gif", "gif", scale=1)
    shown = gif_frames(tmp_path / "a.gif")
    for (picture, _), screen in zip(shown, screens(made, range(1, 21), 1), strict=True):
        assert np.abs(picture[:144, :160].astype(int) - screen).max() <= 17


def test_a_film_that_grows_too_large_is_refused_and_leaves_nothing(explorer: Path, tmp_path: Path) -> None:
    for form in ("gif", "mp4"):
        with pytest.raises(LongplayError, match=rf"the {form} was larger than 0.02 MB after .* of 400"):
            export_film(explorer, tmp_path / "out" / "a", form, most_mb=0.02)
    assert not (tmp_path / "out").exists()


def test_a_run_without_steps_has_no_film(tmp_path: Path) -> None:
    Recorder.create(tmp_path / "run", RunSettings(), IDENTITY, {}).close("done")
    with pytest.raises(LongplayError, match="has no steps yet"):
        export_film(tmp_path / "run", tmp_path / "a.gif", "gif")


def test_without_pyav_the_error_names_the_extra(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(LongplayError, match=r'pip install "longplay\[video\]"'):
        export_film(made, tmp_path / "a.mp4", "mp4")


def test_a_hostile_run_is_only_drawn(tmp_path: Path) -> None:
    done = export_film(hostile(tmp_path / "run"), tmp_path / "a.gif", "gif", scale=1)
    assert len(gif_frames(tmp_path / "a.gif")) == 3
    assert "no drift report" in done.notes[1]


# --- the GIF itself -----------------------------------------------------------------------


pictures_of_greys = some.lists(
    some.binary(min_size=12, max_size=12).map(
        lambda greys: 17 * (np.frombuffer(greys, np.uint8).reshape(3, 4) % 4)
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(pictures_of_greys, some.sampled_from([1, 3, 10, 30, 50]))
def test_any_pictures_come_back_from_a_gif_each_at_its_time(greys: list[Array], fps: int) -> None:
    pictures = [grey[:, :, None].repeat(3, axis=2) for grey in greys]
    file = io.BytesIO()
    film = Gif(file, (4, 3), fps, "a test")
    for picture in pictures:
        film.add(picture)
    film.close()
    ends = np.cumsum([time for _, time in gif_frames(io.BytesIO(file.getvalue()))])
    assert ends[-1] == 10 * round(100 * len(pictures) / fps)
    shown = gif_frames(io.BytesIO(file.getvalue()))
    for number, picture in enumerate(pictures):
        at = 10 * round(100 * number / fps)
        frame = next(one for (one, _), end in zip(shown, ends, strict=True) if at < end)
        assert (frame == picture).all()


def test_what_does_not_change_costs_nothing() -> None:
    sizes = []
    for count in (1, 500):
        file = io.BytesIO()
        film = Gif(file, (160, 144), 10, "")
        for _ in range(count):
            film.add(np.full((144, 160, 3), 85, np.uint8))
        film.close()
        sizes.append(len(file.getvalue()))
    assert sizes[0] == sizes[1]


# --- words and lanes ----------------------------------------------------------------------


@settings(deadline=None)
@given(some.text(max_size=200), some.integers(40, 200), some.integers(1, 6))
def test_words_are_wrapped_to_lines_that_fit(text: str, width: int, most: int) -> None:
    lines = wrapped(text, 10, width, most)
    assert len(lines) <= most
    assert all(letters(10).getlength(line) <= width for line in lines)
    whole = wrapped(text, 10, width, 1000)
    plain = "".join(sign for sign in text if sign.isprintable() and not sign.isspace())
    assert "".join("".join(whole).split()) == plain
    assert lines == whole if len(whole) <= most else lines[:-1] == whole[: most - 1]


def test_captions_change_with_what_is_said_and_keep_their_size(made: Path) -> None:
    with Lookup.open(made) as run:
        first, second = list(shots(run, stretch_of(run, 1, 2), 1))
    captions = Captions(HOSTILE, 20, 240, 192, 10)
    drawn = [
        captions.draw(shot).copy()
        for shot in (
            first,
            second,
            Shot(first.step._replace(decision=9), Saying("there", "because " * 500, "all"), first.screen),
            Shot(first.step._replace(decision=10, place=None, objective=None), Saying(), first.screen),
        )
    ]
    assert {one.shape for one in drawn} == {(192, 240, 3)}
    assert all((a != b).any() for number, a in enumerate(drawn) for b in drawn[:number])


def test_lanes_are_progress_and_what_the_front_page_has_values_of_in_the_stretch() -> None:
    row = {"title": "a row"}
    report = {
        "objectives": {"of": 4, "steps": [100, 250]},
        "windows": {"ends": [500, 550]},
        "front": {"waste": row, "stuck": {"title": "stuck"}, "pace": {"title": "pace"}},
        "components": {
            "waste": {"windows": [0.1, None]}, "stuck": {"windows": [None, 0.4]},
            "pace": {"windows": [None, None]},
        },
        "alarms": [{"row": "stuck", "step": 530}],
    }  # fmt: skip
    progress = Lane("progress", [0, 100, 350], [0.0, 0.25, 0.5], stairs=True)
    waste = Lane("a row", [500, 550], [0.1, None], [])
    stuck = Lane("stuck", [500, 550], [None, 0.4], [530])
    assert lanes_of(report, Stretch(1, 600, 1, 9, True)) == [progress, waste, stuck]
    assert lanes_of(report, Stretch(510, 540, 1, 9, False)) == [progress, stuck]
    assert [progress.at(step) for step in (0, 99, 100, 900)] == [0.0, 0.0, 0.25, 0.5]


def test_the_playhead_goes_along_the_band_and_alarms_are_orange_in_their_lane() -> None:
    lanes = [
        Lane("one", [0, 500, 1000], [0.0, 0.5, 1.0]),
        Lane("two", [0, 500, 1000], [-0.2, 0.5, None], [300]),
    ]
    stretch = Stretch(1, 1000, 1, 1000, True)
    band = Band(lanes, stretch, 600, 20, 10)
    drawn = {step: band.draw(step) for step in (1, 400, 1000)}
    assert {one.shape for one in drawn.values()} == {(band.height, 600, 3)}
    heads = [int(np.flatnonzero((one == INK).all(2).all(0))[0]) for one in drawn.values()]
    assert heads == sorted(heads)
    assert heads[1] - heads[0] == pytest.approx(0.4 * (heads[2] - heads[0]), abs=2)
    rows, columns = np.nonzero((drawn[1] == ORANGE).all(2))
    assert rows.min() >= band.height // 2 - 5
    assert columns.mean() == pytest.approx(heads[0] + 0.3 * (heads[2] - heads[0]), abs=3)
    later = Band(lanes, Stretch(301, 1000, 301, 1000, True), 600, 20, 10).draw(500)
    assert not (later == ORANGE).all(2).any()


def test_of_what_came_before_a_stretch_only_the_last_value_is_drawn() -> None:
    lane = Lane("one", [0, 100, 200, 900], [0.0, 0.5, 1.0, 1.0], stairs=True)
    drawn = Band([lane], Stretch(300, 800, 300, 800, False), 600, 20, 10).draw(800)
    rows, columns = np.nonzero((drawn == BLUE).all(2))
    assert columns.max() - columns.min() > 300
    assert rows.max() - rows.min() <= 1
