"""What was registered before the runs: the spec as it was, committed, and what it was played with."""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from sim.core import LongplayError
from sim.drift import INSTRUMENT

if TYPE_CHECKING:
    from sim.experiment.spec.model import Spec

FILE, TEXT = "registration.json", "spec.yaml"
_PACKAGE = Path(sim.__file__).parent


class RegistrationError(LongplayError):
    """An experiment cannot be begun: its spec is not registered, or is not the one that it began with."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What stands of an experiment before its first run.

    `digest`: of the spec. `path`: where it lay, `commit`: the git commit that last changed it there, None
    where it is not committed or came with Longplay itself. `exploratory`: it was not registered, and every
    page of the report says so. `longplay`, `instrument`: versions. `started`: UTC.
    """

    digest: str
    path: str
    commit: str | None
    exploratory: bool
    longplay: str
    instrument: str
    started: str
    deviations: tuple[str, ...] = ()


def register(spec: Spec, path: Path, folder: Path, *, exploratory: bool) -> Registration:
    """Return the registration of the experiment in `folder`, written there if it is a new one.

    `path` is where the spec was read from. Raises RegistrationError if `folder` holds another experiment, or
    if the spec of a new one is not committed and it is not said to be exploratory.
    """
    if (folder / FILE).exists():
        return _same(_read(folder / FILE), spec, folder)
    commit, why = committed(path)
    if why is not None and not exploratory:
        raise RegistrationError(
            f"{path} is not registered: {why}. Commit it before the first run, or say --exploratory, "
            "which then stands on every page of the report"
        )
    made = Registration(
        spec.digest, _named(path), commit, exploratory, sim.__version__, INSTRUMENT,
        time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), tuple(spec.deviations),
    )  # fmt: skip
    _write(folder / TEXT, spec.text)
    _write(folder / FILE, _told(made))
    return made


def committed(path: Path) -> tuple[str | None, str | None]:
    """Return the commit that a file is in as it is now, and None; or None and why it is in none.

    A spec that is part of an installed Longplay is as fixed as its version: that has no commit, and no fault.
    """
    if not _is_in_a_repository(path):
        if path.resolve().is_relative_to(_PACKAGE):
            return None, None
        return None, "it lies in no git repository"
    if _git(path, "status", "--porcelain", "--untracked-files=all", "--ignored", "--", path.name):
        return None, "it has changes that are not committed"
    commit = _git(path, "log", "-1", "--format=%H", "--", path.name)
    return (commit, None) if commit else (None, "it is not committed")


def _is_in_a_repository(path: Path) -> bool:
    try:
        return _git(path, "rev-parse", "--is-inside-work-tree") == "true"
    except RegistrationError:
        return False


def _git(path: Path, *words: str) -> str:
    """Return what git says of the folder that a file lies in."""
    command = ["git", "-C", str(path.resolve().parent), *words]
    calm = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=calm)
    except OSError as error:
        raise RegistrationError(f"git cannot be asked about {path}: {error.strerror}") from error
    if done.returncode:
        raise RegistrationError(f"git cannot be asked about {path}: {done.stderr.strip()}")
    return done.stdout.strip()


def _named(path: Path) -> str:
    """Return where a spec lies, without where this machine keeps it."""
    resolved = path.resolve()
    if resolved.is_relative_to(_PACKAGE):
        return f"longplay:{resolved.stem}"
    return path.as_posix() if not path.is_absolute() else path.name


def _same(found: Registration, spec: Spec, folder: Path) -> Registration:
    if found.digest != spec.digest:
        raise RegistrationError(
            f"{folder} holds the experiment {found.digest[:12]}, and this spec is {spec.digest[:12]}: "
            "a changed spec is another experiment, choose another --out"
        )
    if found.deviations != tuple(spec.deviations):  # the one thing that may be written afterwards
        found = replace(found, deviations=tuple(spec.deviations))
        _write(folder / FILE, _told(found))
    return found


def _read(file: Path) -> Registration:
    try:
        stored = json.loads(file.read_text())
        return Registration(**{**stored, "deviations": tuple(stored["deviations"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise RegistrationError(f"{file} cannot be read: {error}") from error


def _told(made: Registration) -> str:
    return json.dumps(asdict(made), indent=2) + "\n"


def _write(file: Path, text: str) -> None:
    """Write a file whole, or not at all."""
    unborn = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unborn.write_text(text, "utf-8")
        unborn.rename(file)
    except OSError as error:
        raise RegistrationError(f"cannot write {file}: {error.strerror or error}") from error
