"""Opening run files: the tables, their version, and SQLite's errors in our own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sim.core import RunFileError

FILE_NAME = "run.sqlite"
APPLICATION_ID = 0x4C504C59  # "LPLY"
VERSION = 2
PAGE_SIZE = 1024  # a step dirties few bytes on three or four pages, and each is written whole
LOG_PAGES = 20_000  # in the write-ahead log before it is folded back: 20 MB

TABLES = """
CREATE TABLE meta (            -- settings, versions, status; values are JSON
  key TEXT PRIMARY KEY, value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE frame (           -- one distinct screen: its bytes, xor its base's, zstandard
  hash BLOB PRIMARY KEY, base BLOB REFERENCES frame(hash), depth INTEGER NOT NULL, image BLOB NOT NULL
);
CREATE TABLE decision (        -- one turn of the agent; from replies on: what a model used, NULL for none
  number INTEGER PRIMARY KEY, step INTEGER NOT NULL, buttons TEXT NOT NULL,
  target TEXT NOT NULL, reason TEXT NOT NULL, expect TEXT NOT NULL, reset INTEGER NOT NULL,
  replies INTEGER, input INTEGER, cache_read INTEGER, cache_write INTEGER, output INTEGER,
  context INTEGER, usd REAL, compactions INTEGER, samples INTEGER
);
CREATE TABLE step (            -- one press; seconds: wall time since the step before
  number INTEGER PRIMARY KEY, decision INTEGER NOT NULL, button TEXT NOT NULL,
  frame BLOB NOT NULL REFERENCES frame(hash), state INTEGER NOT NULL, mode TEXT NOT NULL,
  place TEXT, x INTEGER, y INTEGER, objective INTEGER, objectives INTEGER, truth TEXT NOT NULL,
  frames INTEGER NOT NULL, seconds REAL NOT NULL
);
CREATE TABLE event (           -- what a step caused; source: game, harness or monitor
  step INTEGER NOT NULL, number INTEGER NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
  detail TEXT NOT NULL, PRIMARY KEY (step, source, number)
) WITHOUT ROWID;
CREATE TABLE revision (        -- one edit of the memory folder; text: the file after it, NULL if gone
  number INTEGER PRIMARY KEY, decision INTEGER NOT NULL, operation TEXT NOT NULL,
  path TEXT NOT NULL, renamed TEXT, text TEXT
);
CREATE TABLE attempt (         -- one request sent outside, by digest; USD: at most, and as billed
  id INTEGER PRIMARY KEY, decision INTEGER NOT NULL, turn INTEGER NOT NULL, sample INTEGER NOT NULL,
  request TEXT NOT NULL, most REAL, usd REAL, why TEXT,  -- 'lost': may have been billed; 'unbilled': was not
  status TEXT NOT NULL CHECK (status IN ('sent', 'received', 'lost', 'unbilled'))
);
CREATE TABLE reply (           -- a whole reply, committed before any of it is acted on
  decision INTEGER NOT NULL, turn INTEGER NOT NULL, sample INTEGER NOT NULL,
  request TEXT NOT NULL, reply TEXT NOT NULL, seconds REAL NOT NULL,
  PRIMARY KEY (decision, turn, sample)
) WITHOUT ROWID;
CREATE TABLE snapshot (        -- the state after a step that ended a decision
  step INTEGER PRIMARY KEY, decision INTEGER NOT NULL, revision INTEGER NOT NULL,
  emulator BLOB NOT NULL, agent BLOB NOT NULL
);
CREATE TABLE report (          -- drift reports, so that they need not be folded again
  instrument TEXT NOT NULL, step INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (instrument, step)
) WITHOUT ROWID;
"""


def locate(path: Path | str) -> Path:
    """Return the run file that `path` (a run folder or the file itself) means.

    Raises RunFileError if there is none.
    """
    path = Path(path)
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        raise RunFileError(f"no run at {path}: expected a folder with {FILE_NAME} or such a file")
    return file


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Turn SQLite's errors about `file` into RunFileError; every committed row stays."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(file, error) from error


def explained(file: Path, error: sqlite3.Error) -> RunFileError:
    """Return an error that says in one line what is wrong with `file` and what to do."""
    text = str(error)
    if "full" in text or "disk I/O" in text:
        hint = "what was committed is safe; free some space and resume the run"
    elif "readonly" in text or "unable to open" in text:
        hint = "make the folder writable and try again"
    elif "locked" in text:
        hint = "another program is writing to it; close that and try again"
    else:
        hint = "the file is damaged or not a run file"
    return RunFileError(f"{file}: {text}: {hint}")


def create(file: Path, meta: Mapping[str, str]) -> sqlite3.Connection:
    """Make a new run file that says `meta` of itself, and return its connection.

    The file appears under its name when it is whole: a kill before that leaves no run. Raises
    RunFileError if there is one already.
    """
    if file.exists():
        raise RunFileError(f"{file.parent} holds a run already: resume it, or choose another --out")
    unborn = file.with_name(f"{file.name}.new")
    with translated(file):
        try:
            unborn.unlink(missing_ok=True)
            connection = _connect(unborn)
            connection.executescript(
                f"PRAGMA page_size={PAGE_SIZE}; PRAGMA application_id={APPLICATION_ID};"
                f"PRAGMA user_version={VERSION}; {TABLES}"
            )
            connection.executemany("INSERT INTO meta VALUES (?,?)", meta.items())
            connection.close()
            unborn.rename(file)
        except OSError as error:
            raise RunFileError(f"cannot write {file}: {error.strerror or error}") from error
    return reopen(file)


def reopen(file: Path) -> sqlite3.Connection:
    """Open a run file for writing, and check what it is."""
    with translated(file):
        return _logged(_checked(_connect(file), file))


def read(file: Path) -> sqlite3.Connection:
    """Open a run file for reading only, also while another process writes it.

    A writer that was killed while it closed the file leaves a journal that has to be undone first,
    which a reader may not: that is done as a writer would.
    """
    with translated(file):
        try:
            return _checked(_reading(file), file)
        except sqlite3.OperationalError as error:
            if "readonly" not in str(error):
                raise
        undoing = _connect(file)
        undoing.execute("PRAGMA user_version")
        undoing.close()
        return _checked(_reading(file), file)


def finish(connection: sqlite3.Connection, file: Path) -> None:
    """Fold the write-ahead log back, so that the run is one file again, and close."""
    try:
        with translated(file):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # A reader may hold the log; then it stays beside the file, which is harmless.
            connection.execute("PRAGMA busy_timeout=0")
            try:
                connection.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
    finally:
        connection.close()


def _reading(file: Path) -> sqlite3.Connection:
    uri = f"{file.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=10)


def _logged(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Use a write-ahead log: a commit survives the death of the process at a tenth of the cost."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    return connection


def _checked(connection: sqlite3.Connection, file: Path) -> sqlite3.Connection:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        connection.close()
        raise RunFileError(f"{file} is an SQLite file but not a Longplay run")
    if version < VERSION:
        connection.close()
        raise RunFileError(
            f"{file} was written by an older Longplay (format {version}, this one reads {VERSION}): "
            "read it with that one"
        )
    if version > VERSION:
        connection.close()
        raise RunFileError(
            f"{file} was written by a newer Longplay (format {version}, this one reads up to {VERSION}): "
            "upgrade longplay"
        )
    return connection
