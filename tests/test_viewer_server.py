"""The viewer's server answers what may be asked, and nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.core import RunFileError, RunSettings
from sim.figures import FIGURES
from sim.record import Recorder
from sim.viewer.app import create_app
from sim.viewer.catalogue import Catalogue
from sim.viewer.data import Viewed
from sim.viewer.folder import Served
from sim.viewer.serve import address_of, listening
from tests.making import IDENTITY, frame, recorded, steps
from tests.viewing import HOSTILE, explored, fetched, hostile

HERE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs: good ones, one in a folder of its own, and what only looks like runs."""
    root = tmp_path_factory.mktemp("served")
    recorded(root / "made", 10)
    recorded(root / "deep" / "down a%b" / "run", 12)
    hostile(root / "hostile")
    fetched(root / "oracle", late=False)
    for name in ("corrupt", "foreign", "truncated", "empty", "odd"):
        (root / "bad" / name).mkdir(parents=True)
    (root / "bad" / "corrupt" / "run.sqlite").write_bytes(b"\x93" * 20_000)
    (root / "bad" / "empty" / "run.sqlite").touch()
    whole = (root / "made" / "run.sqlite").read_bytes()
    (root / "bad" / "truncated" / "run.sqlite").write_bytes(whole[: len(whole) // 2])
    with sqlite3.connect(root / "bad" / "foreign" / "run.sqlite") as foreign:
        foreign.execute("CREATE TABLE notes (words)")
    (root / "bad" / "odd" / "run.sqlite").write_bytes(whole)
    with sqlite3.connect(root / "bad" / "odd" / "run.sqlite") as odd:
        odd.execute("UPDATE meta SET value = '[1]' WHERE key IN ('identity', 'guide')")
    (root / "notes.txt").write_text("no run")
    return root


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Served(root)), base_url=HERE) as client:
        yield client


def answer(client: TestClient, address: str, status: int = 200) -> Any:
    given = client.get(address)
    assert given.status_code == status, given.text
    assert given.headers["content-type"] == "application/json"
    return given.json()


def listed(client: TestClient) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while (told := answer(client, "/api/runs"))["pending"]:
        assert time.monotonic() < deadline
    return {run["id"]: run for run in told["runs"]}


# --- what is answered ---------------------------------------------------------------------


def test_every_run_of_the_folder_is_listed_with_its_summary(client: TestClient, root: Path) -> None:
    runs = listed(client)
    good = ["made", "deep/down a%b/run", "hostile", "oracle"]
    bad = [f"bad/{name}" for name in ("corrupt", "foreign", "truncated", "empty", "odd")]
    assert sorted(runs) == sorted(good + bad)
    assert {key: runs[key] for key in good} == {key: Viewed(root / key, key).summary() for key in good}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("corrupt", "file is not a database: the file is damaged or not a run file"),
        ("foreign", "is an SQLite file but not a Longplay run"),
        ("truncated", "database disk image is malformed: the file is damaged or not a run file"),
        ("empty", "is an SQLite file but not a Longplay run"),
        ("odd", "it is damaged, or another program wrote it"),
    ],
)
def test_a_file_that_is_no_run_is_a_clear_line(client: TestClient, name: str, words: str) -> None:
    run = listed(client)[f"bad/{name}"]
    assert run.keys() == {"id", "name", "live", "changed", "error"}
    assert (run["name"], run["live"]) == (name, False)
    assert words in run["error"]
    assert "\n" not in run["error"]
    told = answer(client, f"/api/run/bad/{name}", 404)
    assert told.keys() == {"error"}
    assert words in told["error"]


@pytest.mark.parametrize(
    ("address", "ask"),
    [
        ("", lambda viewed: viewed.head()),
        ("/steps?after=2&count=5", lambda viewed: viewed.steps(2, 5)),
        ("/timeline?points=4&from=2&to=9", lambda viewed: viewed.timeline(4, 2, 9)),
        ("/jump?from=5&kind=decision&way=-1", lambda viewed: viewed.jump(5, "decision", -1)),
        ("/decision/3", lambda viewed: viewed.decision(3)),
        ("/guide?step=7", lambda viewed: viewed.guide(7)),
    ],
)
@pytest.mark.parametrize("key", ["made", "deep/down a%b/run"])
def test_answers_are_those_of_the_run_file(
    client: TestClient, root: Path, key: str, address: str, ask: Any
) -> None:
    told = answer(client, f"/api/run/{key.replace('%', '%25').replace(' ', '%20')}{address}")
    viewed = Viewed(root / key, key)
    if not address:  # the server has a report made, which the file does not hold
        viewed.report, viewed.report_state = told["report"], "folding"
        told["report_state"] = "folding"
    expected = ask(viewed)
    if address.startswith("/decision"):  # the server judges them in its own time
        assert told.pop("verdicts") in (None, expected.pop("verdicts"))
    assert told == expected


def test_the_map_and_the_ways_are_answered_where_there_is_a_world(client: TestClient, root: Path) -> None:
    viewed = Viewed(root / "oracle", "oracle")
    assert answer(client, "/api/run/oracle/map") == viewed.map()
    assert answer(client, "/api/run/oracle/trail?until=9&points=5") == viewed.trail(9, 5)
    assert answer(client, "/api/run/oracle/way?step=3") == viewed.way(3)
    picture = client.get(viewed.map()["image"])
    assert (picture.headers["content-type"], picture.content) == ("image/png", viewed.map_picture())
    assert answer(client, "/api/run/made/map", 404) == {
        "error": "this run has no map: its world is not known here"
    }


def test_a_figure_of_two_runs_has_both_their_reports_by_name(tmp_path: Path) -> None:
    runs = {"one": explored(tmp_path / "runs" / "one"), "two": explored(tmp_path / "runs" / "two", 300)}
    copied = tmp_path / "runs" / "again" / "one"
    shutil.copytree(runs["one"], copied)
    reports = {name: Viewed(folder).find_report() or {} for name, folder in runs.items()}
    with TestClient(create_app(Served(tmp_path / "runs")), base_url=HERE) as client:
        for name in ("progress", "legs"):
            told = answer(client, f"/api/figure/{name}?a=one&b=two")
            assert told == json.loads(json.dumps(FIGURES[name](reports)))
        told = answer(client, "/api/figure/progress?a=one&b=again%2Fone")  # names that are the same: ids
        assert [trace["name"] for trace in told["data"]] == ["one", "again/one"]
        assert answer(client, "/api/figure/cost?a=one&b=two") is None  # nobody was paid
        for wrong in ("none?a=one&b=two", "progress?a=one", "progress?a=one&b=../one", "legs?a=one&b=two/x"):
            assert answer(client, f"/api/figure/{wrong}", 404).keys() == {"error"}


def test_screens_may_be_kept_for_good(client: TestClient, root: Path) -> None:
    digests = [frame(number).digest for number in (1, 3)]
    one = client.get(f"/api/run/made/frame/{digests[0].hex()}")
    pack = client.get(f"/api/run/made/frames?hashes={digests[0].hex()},{digests[1].hex()}")
    viewed = Viewed(root / "made")
    assert (one.content, pack.content) == (viewed.frame(digests[0]), viewed.frames(digests))
    assert {one.headers["cache-control"], pack.headers["cache-control"]} == {
        "private, max-age=31536000, immutable"
    }


def test_a_folder_that_is_a_run_is_served_by_itself(root: Path) -> None:
    for path in (root / "made", root / "made" / "run.sqlite"):
        with TestClient(create_app(Served(path)), base_url=HERE) as client:
            assert list(listed(client)) == ["."]
            expected = Viewed(root / "made", ".").steps()
            for address in ("/api/run/./steps", "/api/run/steps", "/api/run/%2E/steps"):
                assert answer(client, address) == expected
            assert answer(client, "/api/run/.")["id"] == answer(client, "/api/run/")["id"] == "."


def test_hostile_text_is_sent_as_json_and_as_nothing_else(client: TestClient) -> None:
    for address in ("", "/steps", "/decision/1", "/guide?step=3", "/timeline"):
        given = client.get(f"/api/run/hostile{address}")
        assert given.headers["content-type"] == "application/json"
        assert given.headers["x-content-type-options"] == "nosniff"
        assert "alert(1)" in given.text
    assert answer(client, "/api/run/hostile/steps")["place"] == [HOSTILE] * 3


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("/steps?after=x", "after must be a whole number from 0 to 9007199254740992, not 'x'"),
        ("/steps?count=0", "count must be a whole number from 1 to 9007199254740992, not '0'"),
        ("/steps?after=-1", "after must be a whole number from 0 to 9007199254740992, not '-1'"),
        ("/steps?after=99999999999999999999", "after must be a whole number"),
        ("/timeline?points=5000", "points must be a whole number from 1 to 4000, not '5000'"),
        ("/jump?kind=rumour", "kind must be one of event, alarm, reset, edit, decision, objective"),
        ("/jump?way=0", "way must be one of 1, -1, not '0'"),
        ("/frame/xyz", "a screen is named by 32 hexadecimal digits, not 'xyz'"),
        ("/frames?hashes=../../etc", "a screen is named by 32 hexadecimal digits"),
        (f"/frames?hashes={','.join(['0' * 32] * 129)}", "129 hashes are too many: ask for 128 at most"),
        ("/decision/-1", "decision must be a whole number from 1"),
        ("/decision/1e3", "decision must be a whole number from 1"),
    ],
)
def test_values_that_make_no_sense_are_told_so(client: TestClient, address: str, error: str) -> None:
    assert answer(client, f"/api/run/made{address}", 400)["error"].startswith(error)


@pytest.mark.parametrize(
    "address",
    ["/nothing", "/steps/1", "/frame", f"/frame/{'0' * 32}", "/decision/77", "/live/x", "/figure/none"],
)
def test_what_a_run_does_not_have_is_not_found(client: TestClient, address: str) -> None:
    assert answer(client, f"/api/run/made{address}", 404).keys() == {"error"}


HOSTILE_PATHS = [
    "../made", "..%2fmade", "%2e%2e/made", "made/../made/../../etc", "..%5c..%5cetc", "/etc", "%2fetc",
    "made%00", "made/run.sqlite", "made/memory/navigation_guide.md", "bad", "notes.txt", "x" * 5000,
    "%ff%fe", "deep/..%2f..%2f", "C:%5cWindows", "made;x", "~root", "....//made",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_no_address_leads_out_of_the_folder(client: TestClient, path: str) -> None:
    for address in (f"/api/run/{path}", f"/api/run/{path}/steps", f"/static/{path}", f"/run/../{path}"):
        given = client.get(address)
        assert given.status_code in (200, 404)
        assert b"root:" not in given.content
        assert not given.content.startswith(b"SQLite")
        if address.startswith("/api"):
            assert given.json().keys() == {"error"}


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege on Windows")
def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = recorded(tmp_path / "outside", 3)
    root = tmp_path / "root"
    recorded(root / "inside", 3)
    (root / "folder").symlink_to(outside)
    (root / "file").mkdir()
    (root / "file" / "run.sqlite").symlink_to(outside / "run.sqlite")
    shutil.copytree(root / "inside", root / "log")
    (root / "log" / "run.sqlite-wal").symlink_to(tmp_path / "elsewhere")
    (root / "round").symlink_to(root)
    shutil.copytree(root / "inside", root / "ring")
    (root / "ring" / "run.sqlite-wal").symlink_to("run.sqlite-wal")
    with TestClient(create_app(Served(root)), base_url=HERE) as client:
        assert list(listed(client)) == ["inside"]
        for name in ("folder", "file", "log", "ring"):
            assert answer(client, f"/api/run/{name}", 404).keys() == {"error"}


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text are a Linux speciality")
def test_a_folder_whose_name_is_no_text_does_not_spoil_the_table(tmp_path: Path) -> None:
    recorded(tmp_path / "good", 3)
    shutil.copytree(tmp_path / "good", tmp_path / os.fsdecode(b"b\xffd"))
    with TestClient(create_app(Served(tmp_path)), base_url=HERE) as client:
        assert list(listed(client)) == ["good"]
        assert answer(client, "/api/run/b%FFd", 404).keys() == {"error"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_reading_is_allowed(client: TestClient, method: str) -> None:
    given = client.request(method, "/api/runs")
    assert (given.status_code, given.headers["allow"]) == (405, "GET, HEAD")
    assert client.head("/api/runs").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "192.168.1.5"]
)
def test_a_foreign_name_for_this_machine_is_refused(client: TestClient, host: str) -> None:
    for address in ("/", "/api/runs", "/static/index.html"):
        given = client.get(address, headers={"host": host})
        assert (given.status_code, given.json().keys()) == (403, {"error"})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8642", "LOCALHOST", "[::1]:80"])
def test_the_names_of_this_machine_are_taken(client: TestClient, host: str) -> None:
    assert client.get("/api/runs", headers={"host": host}).status_code == 200


def test_every_answer_forbids_what_a_page_does_not_need(client: TestClient) -> None:
    for address in ("/", "/api/runs", "/api/run/none", "/static/none", "/vendor/plotly.min.js"):
        headers = client.get(address).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy == {
            "default-src": "'self'", "script-src": "'self'", "style-src": "'self' 'unsafe-inline'",
            "img-src": "'self' blob: data:", "connect-src": "'self'", "object-src": "'none'",
            "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
        }  # fmt: skip
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"


# --- away from this machine ---------------------------------------------------------------


@pytest.fixture
def far(root: Path) -> Iterator[TestClient]:
    app = create_app(Served(root), host="0.0.0.0", token="s3cret")
    with TestClient(app, base_url="http://192.168.1.5:8000", follow_redirects=False) as client:
        yield client


def test_elsewhere_nobody_gets_in_without_the_token(far: TestClient) -> None:
    for address in ("/", "/api/runs", "/api/run/made", "/api/runs?token=", "/api/runs?token=s3cres"):
        assert answer(far, address, 403) == {
            "error": "a token is needed: use the whole address that the viewer printed"
        }
    far.cookies.set("longplay-token", "guess")
    assert answer(far, "/api/runs", 403).keys() == {"error"}


def test_the_token_opens_the_door_once_and_goes_out_of_the_address(far: TestClient) -> None:
    given = far.get("/compare?token=s3cret&a=made&b=deep/down%20a%25b/run")
    assert (given.status_code, given.headers["location"]) == (
        303, "/compare?a=made&b=deep%2Fdown+a%25b%2Frun",
    )  # fmt: skip
    cookie = given.headers["set-cookie"].lower()
    assert re.search(r"longplay-token=s3cret;.*httponly.*samesite=strict", cookie)
    assert far.get("/api/runs").status_code == 200


def test_the_token_does_not_send_the_browser_to_another_site(far: TestClient) -> None:
    given = far.get("http://192.168.1.5:8000//evil.example/x?token=s3cret")
    assert given.headers["location"] == "/evil.example/x"


def test_elsewhere_too_a_foreign_name_is_refused(far: TestClient) -> None:
    assert far.get("/?token=s3cret", headers={"host": "evil.example"}).status_code == 403


def test_elsewhere_answers_are_packed_for_the_way(far: TestClient) -> None:
    far.get("/?token=s3cret")
    assert far.get("/api/run/oracle/map").headers["content-encoding"] == "gzip"


def test_the_address_tells_where_to_go() -> None:
    assert address_of("127.0.0.1", 8642, "", None) == "http://127.0.0.1:8642/"
    assert address_of("192.168.1.5", 80, "run/", "a_b-c") == "http://192.168.1.5:80/run/?token=a_b-c"


def test_a_port_that_is_taken_is_left_alone_unless_none_was_asked_for() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Exception, match=rf"cannot serve at 127.0.0.1, port {port}: .*choose another"):
            listening("127.0.0.1", port)
    with listening("127.0.0.1", None) as first, listening("127.0.0.1", None) as second:
        assert first.getsockname() != second.getsockname()


# --- the table of runs --------------------------------------------------------------------


def test_the_table_follows_runs_that_come_change_and_go(tmp_path: Path) -> None:
    told: list[Any] = []
    recorded(tmp_path / "one", 3)
    catalogue = Catalogue(
        Served(tmp_path), lambda run: told.append((run["id"], run.get("steps"))), told.append
    )
    assert catalogue.known() == ([], 0)
    catalogue.look()
    catalogue.look()
    assert told == [("one", 3)]
    recorder = Recorder.create(tmp_path / "two", RunSettings(steps=5), IDENTITY, {})
    recorder.begin_at(None)
    look_anew(catalogue)
    played = steps(5)
    for _ in range(2):
        recorder.append(next(played))
        look_anew(catalogue)
    assert told[1:] == [("two", 0), ("two", 1), ("two", 2)]
    assert catalogue.known()[0][1]["live"] is True
    recorder.close("done")
    look_anew(catalogue)
    assert [(run["id"], run["status"], run["live"]) for run in catalogue.known()[0]] == [
        ("one", "done", False), ("two", "done", False),
    ]  # fmt: skip
    shutil.rmtree(tmp_path / "one")
    look_anew(catalogue)
    assert told[-1] == "one"
    assert [run["id"] for run in catalogue.known()[0]] == ["two"]


def look_anew(catalogue: Catalogue) -> None:
    catalogue._next = 0.0  # as if some seconds had passed
    catalogue.look()


def test_a_thousand_runs_do_not_keep_the_page_waiting(tmp_path: Path) -> None:
    source = explored(tmp_path / "source", 60)
    root = tmp_path / "root"
    for number in range(1000):
        folder = root / f"{number:04}"
        folder.mkdir(parents=True)
        shutil.copyfile(source / "run.sqlite", folder / "run.sqlite")
    with TestClient(create_app(Served(root)), base_url=HERE) as client:
        began = time.perf_counter()
        first = answer(client, "/api/runs")
        waited = time.perf_counter() - began
        assert len(first["runs"]) + first["pending"] in (0, 1000)
        runs = listed(client)
        began = time.perf_counter()
        answer(client, "/api/runs")
        again = time.perf_counter() - began
    assert sorted(runs) == [f"{number:04}" for number in range(1000)]
    assert {json.dumps({**run, "id": "", "name": "", "changed": 0}) for run in runs.values()} == {
        json.dumps({**Viewed(source, "").summary(), "name": "", "changed": 0})
    }
    assert waited < 3
    assert again < 1


def test_a_folder_that_is_not_there_is_a_clear_line(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match=r"there is no folder .*: name a run, or a folder of runs"):
        Served(tmp_path / "none")
