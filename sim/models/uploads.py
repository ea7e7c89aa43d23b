"""Files that a model is given: found fit before anything is sent, and uploaded once."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.core import Json, ModelError
from sim.models.base import Model

MOST_BYTES = 500 * 1024 * 1024
"""Most bytes of a file that the service takes."""
_NAME = re.compile(r'[^<>:"|?*\\/\x00-\x1f]{1,255}')
_CHUNK = 1 << 20


def check_files(files: Sequence[str]) -> None:
    """Raise ModelError naming the first file that cannot be uploaded, and why."""
    for problem in _problems(files):
        raise ModelError(problem)


def uploaded(model: Model, file: str) -> Json:
    """Upload a file and return what a run file says of it: its `id`, size in `bytes` and `sha256`.

    Raises ModelError if the file cannot be read or the service does not take it.
    """
    check_files([file])
    path, digest, size = Path(file), hashlib.sha256(), 0
    try:
        with path.open("rb") as content:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise ModelError(f"the file {file} cannot be read: {error.strerror or error}") from error
    return {"id": model.upload(path), "bytes": size, "sha256": digest.hexdigest()}


def _problems(files: Sequence[str]) -> Iterator[str]:
    for name, count in Counter(Path(file).name for file in files).items():
        if count > 1:
            yield f"{count} files are called {name}: where code runs they would be one, so rename them"
    for file in files:
        yield from _unfit(file)


def _unfit(file: str) -> Iterator[str]:
    path = Path(file)
    try:
        size = path.stat().st_size
    except OSError as error:
        yield f"the file {file} cannot be read: {error.strerror or error}"
        return
    if not path.is_file():
        yield f"{file} is no file: name the files in it one by one"
    elif not _NAME.fullmatch(path.name):
        yield f"the service takes no file called {path.name!r}: rename it"
    elif size > MOST_BYTES:
        yield f"the file {file} has {size:,} bytes: the service takes at most {MOST_BYTES:,}"
