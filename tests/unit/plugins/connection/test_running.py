# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands in a container, both ways: the very same comes of each."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection import raw_mode, running, scripts, transfer
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.address import Container
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.errors import Refused, Unreached
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.gate import Gate
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.host import Host
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.options import Way
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.replies import Ended
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.running import Limits

from ..scripted import Request, broken
from .fake_container import CONTAINER, PROJECT, SERVER, TEMPLATE, FakeContainer, reply

WAY = Way(
    Container(PROJECT, CONTAINER, SERVER), TEMPLATE, Gate(), Limits(command=900, lease=900), 20.0, "", Endpoint("", "")
)
BOTH = pytest.mark.parametrize("raw", [True, False], ids=["raw", "files"])
SHELLS = pytest.mark.parametrize("shell", [name for name in ("sh", "bash") if shutil.which(name)])
ODD = bytes(range(256)) * 3


def host(container: FakeContainer, folder: Path, **changed: object) -> Host:
    return Host(WAY._replace(**changed), str(folder), container.transport_to, container.clock)  # type: ignore[arg-type]


def until(condition: Callable[[], bool]) -> None:
    """Wait for what a process does that nobody waits for."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@BOTH
@SHELLS
def test_exact_bytes_both_streams_and_the_code(raw: bool, shell: str, inside: Path, tmp_path: Path) -> None:
    container = FakeContainer(raw=raw, shell=shell)
    worked = host(container, tmp_path)
    run = worked.running().run
    assert run("cat; echo no >&2; exit 7", stdin=BytesIO(ODD)) == Ended(7, ODD, b"no\n")
    assert run("echo one\necho two") == Ended(0, b"one\ntwo\n", b"")
    assert run("cat <<END\n$((1+1)) 'ä'\nEND") == Ended(0, "2 'ä'\n".encode(), b"")
    assert run("kill -9 $$").code == 137
    assert run("exit 3") == Ended(3, b"", b"")
    assert run("cat; printf %s '\udcff ä \\n'; exit 4", stdin=BytesIO(ODD)) == Ended(4, ODD + b"\xff \xc3\xa4 \\n", b"")
    assert run("wc -c") == Ended(0, b"0\n", b"")
    worked.close()
    until(lambda: not list(inside.iterdir()))
    assert container.closed == 2


def test_a_raw_command_is_one_request(tmp_path: Path) -> None:
    container = FakeContainer()
    host(container, tmp_path).running().run("true")
    again = host(container, tmp_path)
    again.running().run("true")
    assert container.lines == ["GET terminal/health", *["POST terminal/execute"] * 3]
    again.known.forget()
    host(container, tmp_path).running()
    assert container.lines[4:] == ["GET terminal/health", "POST terminal/execute"]


@BOTH
@pytest.mark.parametrize("pieces", ["one", "many"])
def test_much_output(raw: bool, pieces: str, inside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "MOST_INLINE", 1000)
    monkeypatch.setattr(scripts, "PIECE", 1000 if pieces == "many" else 2**20)
    worked = host(FakeContainer(raw=raw), tmp_path)
    for size in (1001, 1993, 2000, 9_000):
        data = (ODD * 1000)[:size]
        assert worked.running().run("cat; echo no >&2; exit 7", stdin=BytesIO(data)) == Ended(7, data, b"no\n")
    worked.close()
    until(lambda: not list(inside.iterdir()))


@BOTH
def test_much_input(raw: bool, inside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_mode, "MOST_ALONG", 1000)
    monkeypatch.setattr(running, "PIECE", 700)
    worked = host(FakeContainer(raw=raw), tmp_path)
    for size in (699, 700, 1400, 9999):
        assert worked.running().run("cat", stdin=BytesIO((ODD * 14)[:size])).stdout == (ODD * 14)[:size]
    worked.close()
    until(lambda: not list(inside.iterdir()))


@BOTH
def test_files_both_ways(raw: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_mode, "MOST_ALONG", 1000)
    monkeypatch.setattr(scripts, "MOST_INLINE", 1000)
    monkeypatch.setattr(running, "PIECE", 700)
    run = host(FakeContainer(raw=raw), tmp_path).running()
    target, back = (tmp_path / name for name in ("ä b'c\"$d", "back"))
    target.write_bytes(b"of before")
    target.chmod(0o640)
    for data in (b"", b"x", ODD, ODD * 10):
        transfer.put(run, BytesIO(data), str(target))
        assert target.read_bytes() == data
        transfer.fetch(run, str(target), back)
        assert back.read_bytes() == data
    assert target.stat().st_mode & 0o777 == 0o640


@BOTH
def test_files_that_cannot_be(raw: bool, tmp_path: Path) -> None:
    run = host(FakeContainer(raw=raw), tmp_path).running()
    missing, here = tmp_path / "no" / "file", tmp_path / "here"
    with pytest.raises(Refused, match=r"/no/file cannot be written in the container: (No such|Directory nonexist)"):
        transfer.put(run, BytesIO(b"x"), str(missing))
    with pytest.raises(Refused, match=r"/no/file cannot be read in the container: No such file"):
        transfer.fetch(run, str(missing), here)


def test_a_file_that_changes_on_its_way(tmp_path: Path) -> None:
    def forged(request: Request) -> Reply | None:
        if request.method == "POST" and "sha256sum" in request.body["command"]:
            return reply(200, exit_code=0, stdout_b64="YWJj", stderr_b64="YWJj")
        return None

    run = host(FakeContainer(instead=forged), tmp_path).running()
    with pytest.raises(Refused, match="is not the same in the container"):
        transfer.put(run, BytesIO(b"text"), "/target")
    with pytest.raises(Refused, match="is not the same here"):
        transfer.fetch(run, "/source", tmp_path / "target")


@BOTH
def test_a_command_that_is_too_long(raw: bool, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="longer than 128000 bytes"):
        host(FakeContainer(raw=raw), tmp_path).running().run(f": {'x' * 131072}")


def test_the_time_limit_of_the_way_round_ends_the_command(inside: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    worked = host(FakeContainer(raw=False), tmp_path, limits=Limits(command=2, lease=900))
    with pytest.raises(Refused, match="longer than command_timeout, which is 2 s"):
        worked.running().run(f"sleep 60; touch {mark}")
    worked.close()
    until(lambda: not list(inside.iterdir()))
    assert not mark.exists()


def test_silence_ends_what_runs(inside: Path, tmp_path: Path) -> None:
    """As after a worker was killed: nobody says that it is not needed any more."""
    container = FakeContainer(raw=False)
    run = host(container, tmp_path, limits=Limits(command=600, lease=4)).running().run
    run("true")
    until(lambda: not list(inside.iterdir()))
    with pytest.raises(Refused, match=r"The files service refused \(HTTP 404\): No such folder."):
        run("true")
    container.clock.pass_by(60)
    assert run("echo again").stdout == b"again\n"


@BOTH
def test_a_janitor_that_is_faster_than_the_service(
    raw: bool, inside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has removed the folder before the service has told that it wrote a file there."""

    def late(request: Request) -> Reply | None:
        if request.method != "PUT" or not request.path.endswith("/end"):
            return None
        Path(request.path.removeprefix("files")).touch()
        return reply(404, success=False, error="No such file or directory", code="RESOURCE_NOT_FOUND")

    monkeypatch.setattr(scripts, "MOST_INLINE", 1)
    worked = host(FakeContainer(raw=raw, instead=late), tmp_path)
    assert worked.running().run("echo much").stdout == b"much\n"
    worked.close()
    until(lambda: not list(inside.iterdir()))


def test_nothing_is_put_into_a_folder_that_the_command_has_not_made(inside: Path, tmp_path: Path) -> None:
    inside.rmdir()
    container = FakeContainer(raw=False)
    with pytest.raises(Refused, match="No folder can be made in the /tmp of the container"):
        host(container, tmp_path).running().run("true")
    assert not [line for line in container.lines if line.startswith("PUT")]


def test_without_a_tmp_a_raw_command_runs_all_the_same(inside: Path, tmp_path: Path) -> None:
    inside.rmdir()
    worked = host(FakeContainer(), tmp_path)
    assert worked.running().run("cat; exit 3", stdin=BytesIO(ODD)) == Ended(3, ODD, b"")


def test_what_cannot_be_reached_is_forgotten(tmp_path: Path) -> None:
    answers = iter([None, None, broken("untrusted")])
    container = FakeContainer(instead=lambda request: next(answers, None))
    host(container, tmp_path).running()
    worked = host(container, tmp_path)
    worked.known.forget()
    with pytest.raises(Unreached):
        worked.running()
    assert worked.known.raw() is None


def test_another_user(tmp_path: Path) -> None:
    container = FakeContainer()
    host(container, tmp_path, user="app").running().run("true")
    assert container.sent[-1].body["user"] == "app"
    assert "user" not in container.sent[1].body


def test_a_service_that_forgot_the_raw_mode(tmp_path: Path) -> None:
    container = FakeContainer()
    worked = host(container, tmp_path).running()
    container.raw = False
    with pytest.raises(Refused, match="no longer supports the raw mode"):
        worked.run("true")
