# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inside of the emulator's containers: namespaces, raw mode and files, asked over HTTP (API notes part 2, G)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.emulator.kit.house import House, remove_folder
from tests.emulator.kit.possible import reason_against
from tests.emulator.process import ROOT, EmulatorProcess

from .guest import Guest, guest

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root has other users inside")


@pytest.fixture
def web(inside: EmulatorProcess) -> Guest:
    """A running container."""
    return guest(inside)


def wait_until(condition: str, where: Guest) -> None:
    """Wait inside until a command succeeds."""
    where.output(f"for try in $(seq 200); do if {condition}; then exit; fi; sleep 0.02; done; echo no >&2", timeout=10)


# -- a container of its own


def test_each_has_names_files_and_processes_of_its_own(inside: EmulatorProcess) -> None:
    web, api = guest(inside), guest(inside, "shop-api")
    assert (web.output("hostname"), api.output("hostname")) == ("web", "shop-api")
    web.output("echo changed > /etc/motd; echo mine > /root/mine; echo mine > /tmp/mine")
    assert api.raw("cat /root/mine /tmp/mine; grep changed /etc/motd")["exit_code"] != 0
    assert web.output("cat /root/mine /tmp/mine /etc/motd").split() == ["mine", "mine", "changed"]
    assert int(web.output("ls -d /proc/[0-9]* | wc -l")) < 10
    assert web.output("cat /proc/1/cmdline").count("boot.py") == 1
    folder = inside.inside
    assert folder
    assert not os.path.exists("/root/mine")
    assert web.raw(f"ls {folder}/*")["exit_code"] != 0, "the folders of the others are not to be seen"


def test_a_python_is_there(web: Guest) -> None:
    assert web.output("python3 -c 'import sys; print(sys.version_info >= (3, 9))'") == "True"
    assert web.output(f"{shlex.quote(sys.executable)} -c 'print(1)'") == "1"
    assert web.raw(f"touch {shlex.quote(os.path.realpath(sys.base_prefix))}/x")["exit_code"] != 0


@as_root
def test_the_user_may_become_root(web: Guest) -> None:
    assert web.output("id -un; pwd; echo $A", user="user", env={"A": "1 2"}).splitlines() == [
        "user",
        "/home/user",
        "1 2",
    ]
    assert web.output("su user -c 'id -u'") == "1000"
    if not web.raw("command -v sudo")["exit_code"]:
        assert web.output("sudo -n id -un", user="user") == "root"
    assert web.raw("true", user="nobody-there")["exit_code"] == 1
    web.output("rm -f /usr/bin/sudo")
    assert web.output("id -un; pwd; echo $A", user="user", env={"A": "1 2"}).splitlines() == [
        "user",
        "/home/user",
        "1 2",
    ], "without sudo, by su"


def test_what_stays_and_what_goes(inside: EmulatorProcess, web: Guest) -> None:
    identity = web.container["id"]
    web.output("echo kept > /root/kept; echo kept > /etc/kept; echo gone > /tmp/gone; (sleep 1000 >/dev/null 2>&1 &)")
    inside.api("POST", f"/containers/{identity}/restart")
    inside.wait_for(identity, "running")
    assert web.output(
        "cat /root/kept /etc/kept; ls /tmp/gone /root/.. >/dev/null 2>&1; ps ax | grep -c '[s]leep 1000' || :"
    ).split() == [
        "kept",
        "kept",
        "0",
    ]
    assert web.raw("ls /tmp/gone")["exit_code"] == 2
    inside.api("DELETE", f"/containers/{identity}")
    inside.wait_for(identity, "gone")
    assert web.terminal("GET", "/health").status_code == 503
    assert inside.inside
    assert not (inside.inside / identity).exists()


def test_a_stop_ends_what_runs(inside: EmulatorProcess, web: Guest) -> None:
    """Also when nobody asks the API after it."""
    identity = web.container["id"]
    with ThreadPoolExecutor(1) as pool:
        body = {"mode": "raw", "command": "touch /tmp/begun; sleep 1000"}
        running = pool.submit(web.terminal, "POST", "/execute", json=body)
        wait_until("test -e /tmp/begun", guest(inside))
        inside.api("POST", f"/containers/{identity}/stop")
        assert running.result(timeout=10).status_code == 502
    assert web.terminal("GET", "/health").status_code == web.files("GET", "/etc/hostname").status_code == 503


def test_a_pause_freezes(inside: EmulatorProcess, web: Guest) -> None:
    identity = web.container["id"]
    web.output("(while :; do echo >> /tmp/beat; sleep 0.01; done) >/dev/null 2>&1 &")
    inside.api("POST", f"/containers/{identity}/pause")
    inside.wait_for(identity, "paused")
    assert web.terminal("GET", "/health").status_code == 503
    inside.api("POST", f"/containers/{identity}/resume")
    inside.wait_for(identity, "running")
    before = int(web.output("wc -l < /tmp/beat"))
    wait_until(f"test $(wc -l < /tmp/beat) -gt {before}", web)


def test_a_reset_empties_all(inside: EmulatorProcess, web: Guest) -> None:
    web.output("touch /root/mine")
    inside.reset()
    assert web.raw("ls /root/mine")["exit_code"] == 2


def test_nothing_is_left_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    with EmulatorProcess(inside=folder, kit_sleep="none") as emulator:
        first = guest(emulator)
        first.output("touch /root/mine; (sleep 1000 >/dev/null 2>&1 &)")
        boots = _boots_of(emulator.pid)
        assert boots
    assert not [path for path in folder.iterdir() if path.is_dir()]
    assert not [pid for pid in boots if Path(f"/proc/{pid}").exists()]


def _boots_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_nothing_goes_on_without_it(tmp_path: Path) -> None:
    """Also when it has no time to say goodbye."""
    with EmulatorProcess(inside=tmp_path / "inside", kit_sleep="none") as emulator:
        guest(emulator).output("(sleep 1000 >/dev/null 2>&1 &)")
        below = _below(emulator.pid)
        assert len(below) > 2
        emulator.kill()
        deadline, pause = time.monotonic() + 10, threading.Event()
        while any(_runs(pid) for pid in below):
            assert time.monotonic() < deadline
            pause.wait(0.01)
    with EmulatorProcess(inside=tmp_path / "inside", kit_sleep="none") as emulator:
        assert guest(emulator).output("ls /root") == "", "what it left is not found by the next one"
        api = guest(emulator, "shop-api")
        (tmp_path / "inside" / api.container["id"]).touch()
        assert api.terminal("GET", "/health").status_code == 503
        complaint = f"The inside of container {api.container['id']} cannot be built: "
        assert emulator.complaints().startswith(complaint), "who serves it hears why"


def _below(pid: str | int) -> list[str]:
    children = _boots_of(int(pid))
    return [*children, *(below for child in children for below in _below(child))]


def _runs(pid: str) -> bool:
    """Whether a process still does something: one that nobody has buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_kept_world_keeps_its_containers(tmp_path: Path) -> None:
    with EmulatorProcess(inside=tmp_path / "inside", state=tmp_path / "state", kit_sleep="none") as emulator:
        web, url = guest(emulator), emulator.kit_url
        web.output("echo kept > /root/kept")
        emulator.restart(0)
        assert emulator.kit_url == url
        assert web.output("cat /root/kept") == "kept"


def test_without_an_overlay(tmp_path: Path) -> None:
    """As where root has none, and as ordinary users always have it."""

    async def build() -> tuple[int, int]:
        house = House(tmp_path / "plain", overlay=False)
        try:
            await house.begin("plain")
            checks = (
                "test $(hostname) = plain && touch /etc/x /root/x /tmp/x /srv/x && ! touch /usr/x && test ! -e /root/y"
            )
            return await house.run("bash", "-c", checks + " 2> /dev/null"), house.root.stat("/etc/x").st_size
        finally:
            house.end()
            await house.gone()
            remove_folder(tmp_path / "plain")

    if reason := reason_against():
        pytest.skip(reason)
    assert asyncio.run(build()) == (0, 0)
    assert not (tmp_path / "plain").exists()


@as_root
def test_of_an_ordinary_user() -> None:
    """Root of a user namespace, and nobody else. Only the files that are needed, as the checkout may be private."""
    python, kit = Path("/usr/bin/python3"), ROOT / "tests" / "emulator" / "kit"
    ordinary = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "-i", "PATH=/usr/bin:/bin"]
    if not python.exists() or subprocess.run([*ordinary, "unshare", "--user", "true"], check=False).returncode:
        pytest.skip("no Python or no user namespace for an ordinary user here")
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "kit").mkdir(mode=0o755)
        for name in ("__init__", "boot", "house", "root", "possible"):
            shutil.copy(kit / f"{name}.py", Path(folder) / "kit")
        program = "from kit.possible import reason_against; print(reason_against())"
        line = [*ordinary, f"PYTHONPATH={folder}", "PYTHONDONTWRITEBYTECODE=1", str(python), "-c", program]
        assert subprocess.run(line, capture_output=True, text=True, cwd="/", check=True).stdout == "None\n"


# -- who may start it, and who may ask


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Start an emulator that will not run."""
    command = [sys.executable, "-m", "tests.emulator", "--port", "0", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_refused_beyond_loopback(tmp_path: Path) -> None:
    ended = start("--inside", str(tmp_path), "--host", "0.0.0.0", "--allow-remote")
    assert ended.returncode == 2
    assert "loopback only" in ended.stderr


def test_refused_in_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    ended = start("--inside", str(tmp_path))
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "is not empty" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_address_is_a_secret(inside: EmulatorProcess, web: Guest) -> None:
    secret = inside.kit_url.split("/")[4]
    assert len(secret) >= 24
    web.output("true")
    assert secret not in json.dumps([inside.kit_requests(), inside.requests(), inside.control("GET", "/switches")])
    for wrong in (secret[:-1], secret + "x", "", secret.upper()):
        url = inside.kit(web.container, "terminal").replace(secret, wrong)
        assert requests.get(f"{url}/api/v1/terminal/health", timeout=10).status_code == 403
    assert stat_mode(inside.inside) == 0o700


def stat_mode(path: Path | None) -> int:
    """The rights of a file."""
    assert path
    return path.stat().st_mode & 0o777


def test_no_such_container(inside: EmulatorProcess, web: Guest) -> None:
    for changed, status in (
        ({"id": "0" * 24}, 503),
        ({"project_id": "0" * 24}, 503),
        ({"id": inside.id_of("shop-worker")}, 503),
        ({"id": inside.id_of("shop-cache")}, 503),
        ({"id": "nonsense"}, 404),
    ):
        assert Guest(inside, {**web.container, **changed}).terminal("GET", "/health").status_code == status
    assert web.terminal("GET", "/health", index=10000).status_code == 404, "the name is too long"
    assert requests.get(inside.kit(web.container, "files", 2) + "/api/v1/version", timeout=10).status_code == 404
    short = inside.kit(web.container, "t", 10000)
    assert requests.get(f"{short}/api/v1/terminal/health", timeout=10).status_code == 200


def test_a_container_without_a_kit(inside: EmulatorProcess) -> None:
    container = inside.put_container(project="Shop", name="bare", hoody_kit=False)
    assert Guest(inside, container).terminal("GET", "/health").status_code == 503


def test_log(inside: EmulatorProcess, web: Guest) -> None:
    web.files("GET", "/etc/hostname?x=1")
    web.terminal("GET", "/health", headers={"Authorization": f"Bearer {inside.token}"})
    first, last = inside.kit_requests()
    assert (first["method"], first["service"], first["path"], first["query"], first["status"]) == (
        "GET",
        "files",
        "/api/v1/files/etc/hostname",
        "x=1",
        400,
    )
    assert (first["account_token"], last["account_token"]) == (False, True)
    assert inside.token not in json.dumps(inside.kit_requests())
    inside.control("DELETE", "/kit/requests")
    assert inside.kit_requests() == []


def test_faults(inside: EmulatorProcess, web: Guest) -> None:
    inside.fault("reset_after", inside=True, method="POST", path="/terminal/execute", times=1)
    inside.fault("bad_gateway", inside=True, path="/files/", times=1)
    assert inside.api("GET", "/servers").status_code == 200
    with pytest.raises(requests.ConnectionError):
        web.raw("touch /tmp/done")
    assert web.files("GET", "/etc/hostname").status_code == 502
    assert web.output("ls /tmp/done") == "/tmp/done"
    assert [entry["fault"] for entry in inside.kit_requests()] == ["reset_after", "bad_gateway", None]


def test_kit_sleep(inside: EmulatorProcess, web: Guest) -> None:
    inside.switch(kit_sleep="first_call")
    for call in (web.terminal, web.files):
        asleep = call("GET", "/health")
        assert (asleep.status_code, asleep.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
        assert call("GET", "/health").status_code == 200


def test_kit_gate(inside: EmulatorProcess, web: Guest) -> None:
    basic = {"Authorization": "Basic " + base64.b64encode(b"gate:gate-password").decode()}
    bearer, named = {"Authorization": "Bearer gate-token"}, {"X-Gate-Token": "gate-token"}
    for gate, opened, status in (
        ("open", {}, 200),
        ("basic", basic, 401),
        ("bearer", bearer, 403),
        ("header", named, 403),
        ("closed", None, 403),
    ):
        inside.switch(kit_gate=gate)
        for headers in ({}, basic, bearer, named):
            wanted = 200 if headers == opened or gate == "open" else status
            answer = web.terminal("GET", "/health", headers=headers)
            assert answer.status_code == wanted, (gate, headers)
            assert ("WWW-Authenticate" in answer.headers) == (wanted == 401)


def test_permissions_lock_the_services(inside: EmulatorProcess, web: Guest) -> None:
    """Those that are written through the API; every service of its own."""
    path = f"/containers/{web.container['id']}/proxy/permissions"
    basic = {"Authorization": "Basic " + base64.b64encode(b"ops:secret").decode()}

    def write(method: str, rest: str, body: dict[str, object]) -> None:
        etag = inside.api("GET", path).headers["ETag"]
        assert inside.api(method, path + rest, body, headers={"If-Match": etag}).status_code == 200

    def answers(**options: Any) -> tuple[int, int]:
        return web.terminal("GET", "/health", **options).status_code, web.files("GET", "/health", **options).status_code

    write("PUT", "/groups/ops/password", {"username": "ops", "password": "secret", "salt": "s"})
    write("PUT", "/permissions/ops", {"program": "files", "access": True})
    assert answers() == (200, 401)
    assert answers(headers=basic) == (200, 200)
    write("PATCH", "/default", {"default": "deny"})
    assert answers(headers=basic) == (403, 200)
    write("PUT", "/groups/here/ip", {"range": "127.0.0.0/8"})
    write("PUT", "/permissions/here", {"program": "terminal", "access": "*"})
    assert answers() == (200, 401)
    write("PATCH", "/state", {"enable_proxy": False})
    assert answers(headers=basic) == (403, 403)


def test_kit_body_limit(inside: EmulatorProcess, web: Guest) -> None:
    inside.switch(kit_body_limit=1000)
    assert web.files("PUT", "/tmp/x", data=b"x" * 1000).status_code == 201
    assert web.files("PUT", "/tmp/x", data=b"x" * 1001).status_code == 413
    assert web.terminal("POST", "/execute", json={"mode": "raw", "command": "x" * 1001}).status_code == 413
    inside.switch(kit_body_limit=0)
    assert web.files("PUT", "/tmp/x", data=b"x" * 11_000_000).status_code == 200


# -- raw mode


def test_raw_members(web: Guest) -> None:
    told = web.raw("cat; echo err >&2; exit 3", stdin=b"\x00\xff\n", cwd="/tmp")
    assert told.pop("command_id").startswith("r-")
    assert told.pop("duration_ms") < 10_000
    assert told.pop("pid") > 1
    assert told == {
        "mode": "raw",
        "terminal_id": "0",
        "status": "completed",
        "started": True,
        "exit_code": 3,
        "signal": None,
        "stdout_b64": base64.b64encode(b"\x00\xff\n").decode(),
        "stderr_b64": base64.b64encode(b"err\n").decode(),
        "stdout": "\x00�\n",
        "stderr": "err\n",
        "stdout_truncated": False,
        "stderr_truncated": False,
        "completion": "exit",
        "timed_out": False,
        "cancelled": False,
        "cwd": "/tmp",
        "shell": "bash",
        "user": "root",
    }


def test_raw_stdin_and_environment(web: Guest) -> None:
    assert web.output("readlink /proc/self/fd/0") == "/dev/null"
    assert web.output("wc -c", stdin=b"x" * 3_000_000) == "3000000"
    assert web.output("true", stdin=b"x" * 3_000_000) == "", "who does not read it ends all the same"
    assert web.output("echo $HOME $USER $LOG_LEVEL $A", env={"A": "a b"}) == "/root root info a b"
    answer = web.terminal(
        "POST", "/execute?env=B=c%3Dd&cwd=/usr&user=root", json={"mode": "raw", "command": "echo $B; pwd"}
    )
    assert answer.json()["stdout"] == "c=d\n/usr\n"


def test_raw_refusals(web: Guest) -> None:
    for body, status, error in (
        ({}, 400, "Missing 'command' field"),
        ({"cmd": "true"}, 400, "Missing 'command' field"),
        ({"command": 1}, 400, "Missing 'command' field"),
        ({"command": "true", "wait": False}, 400, "'wait' must not be false in raw mode"),
        ({"command": "true", "ssh_host": "x"}, 400, "'ssh_host' is not allowed in raw mode"),
        ({"command": "true", "stdin_b64": "?"}, 400, "'stdin_b64' is not valid base64"),
        ({"command": "true", "stdin_b64": 1}, 400, "'stdin_b64' is not valid base64"),
        ({"command": "true", "timeout": "1"}, 400, "'timeout' must be a number of seconds"),
        ({"command": "true", "timeout": -1}, 400, "'timeout' must be a number of seconds"),
        ({"command": "true", "env": {"A": 1}}, 400, "'env' must be an object of strings"),
        ({"command": "true", "env": {"1A": "x"}}, 400, "Invalid environment variable: 1A"),
        ({"command": "true", "env": {"__HOODY_X": "x"}}, 400, "Invalid environment variable: __HOODY_X"),
        ({"command": "true", "cwd": "/nowhere"}, 500, "Failed to execute command"),
    ):
        assert web.refused(mode="raw", **body) == (status, error)
    assert web.terminal("POST", "/execute", data=b"[]").status_code == 400
    wrong = web.terminal("GET", "/execute")
    assert (wrong.status_code, wrong.json()) == (405, {"error": "method_not_allowed", "allow": "POST"})


def test_raw_longest_command(web: Guest) -> None:
    assert web.output(": " + "x" * (131071 - 2)) == ""
    assert web.refused(mode="raw", command=": " + "x" * (131072 - 2))[0] == 400


def test_kit_output_limit(inside: EmulatorProcess, web: Guest) -> None:
    noise = "head -c 300000 /dev/zero; head -c 5 /dev/zero >&2"
    told = web.raw(noise)
    assert len(base64.b64decode(told["stdout_b64"])) == 300_000
    inside.switch(kit_output_limit=4096)
    told = web.raw(noise)
    assert (len(base64.b64decode(told["stdout_b64"])), told["stdout_truncated"], told["stderr_truncated"]) == (
        4096,
        True,
        False,
    )


def test_raw_time_limit(web: Guest) -> None:
    told = web.raw("echo begun; sleep 1000 & sleep 1000", timeout=0.2)
    assert (told["status"], told["completion"], told["timed_out"], told["stdout"]) == (
        "timed_out",
        "timeout",
        True,
        "begun\n",
    )
    assert told["duration_ms"] < 2500, "TERM was enough"
    assert web.output("ps ax | grep -c '[s]leep 1000' || :") == "0"


def test_raw_time_limit_for_who_does_not_listen(web: Guest) -> None:
    told = web.raw("trap '' TERM; sleep 1000 & wait; sleep 1000", timeout=0.2)
    assert told["timed_out"]
    assert told["duration_ms"] >= 3000
    assert web.output("ps ax | grep -c '[s]leep 1000' || :") == "0"


def test_raw_waits_for_whoever_holds_its_pipes(web: Guest) -> None:
    told = web.raw("sleep 1000 & exit 4", timeout=0.5)
    assert (told["status"], told["exit_code"]) == ("timed_out", 4)
    assert web.raw("(sleep 1000 & ) >/dev/null 2>&1; exit 4")["status"] == "completed"


def test_raw_ends_when_the_caller_leaves(web: Guest) -> None:
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            web.emulator.kit(web.container, "terminal") + "/api/v1/terminal/execute",
            json={"mode": "raw", "command": "sleep 1000"},
            timeout=0.5,
        )
    wait_until("! ps ax | grep -q '[s]leep 1000'", web)


def test_raw_side_by_side(web: Guest) -> None:
    """Each of them waits until all have begun."""
    barrier = "touch /tmp/$A; until [ $(ls /tmp/n* | wc -l) = 8 ]; do sleep 0.01; done"
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(lambda number: guest(web.emulator).raw(barrier, env={"A": f"n{number}"}, timeout=20), range(8))
        )
    assert {item["exit_code"] for item in told} == {0}


# -- files


def test_files_there_and_back(web: Guest) -> None:
    content = os.urandom(3_000_000)
    put = web.files("PUT", "/root/a%20b%C3%A9", data=content)
    assert (put.status_code, put.json()) == (201, {"path": "/root/a bé", "size": len(content), "success": True})
    assert web.files("GET", "/root/a%20b%C3%A9").content == content
    assert web.files("GET", "/root/a%20b%C3%A9?sha256").text == hashlib.sha256(content).hexdigest()
    assert web.output("sha256sum < '/root/a bé'").split()[0] == hashlib.sha256(content).hexdigest()
    assert web.files("PUT", "/root/x", data=b"1").status_code == 201
    assert web.files("PUT", "/root/x", data=b"22").status_code == 200
    assert web.files("PUT", "/append/root/x", data=b"3").json() == {"path": "/root/x", "new_size": 3, "success": True}
    assert web.files("PUT", "/root/x?append=true", data=b"4").json()["success"] is True
    assert web.files("GET", "/root/x").content == b"2234"
    assert base64.b64decode(web.files("GET", "/root/x?base64").text) == b"2234"
    assert web.files("PUT", "/append/root/nothing", data=b"3").status_code == 404
    assert web.files("DELETE", "/root/x").status_code == 200
    assert web.files("GET", "/root/x").status_code == 404


def test_files_in_pieces(web: Guest) -> None:
    web.output("seq 1 100 > /root/x")
    whole = web.files("GET", "/root/x")
    tag = whole.headers["ETag"]
    for wanted, extra, status, content in (
        ("bytes=0-2", {}, 206, b"1\n2"),
        ("bytes=-4", {}, 206, b"100\n"),
        ("bytes=288-9999", {}, 206, b"100\n"),
        ("bytes=292-", {}, 416, b""),
        ("bytes=0-2", {"If-Range": tag}, 206, b"1\n2"),
        ("bytes=0-2", {"If-Range": '"other"'}, 200, whole.content),
    ):
        answer = web.files("GET", "/root/x", headers={"Range": wanted, **extra})
        assert (answer.status_code, answer.content) == (status, content), wanted
    assert web.files("GET", "/root/x?lines=2-3").text == "2\n3\n"
    assert web.files("GET", "/root/x?lines=3-2").json()["code"] == "INVALID_PARAMETER"
    head = web.files("HEAD", "/root/x")
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, "292", b"")


def test_files_stat(web: Guest) -> None:
    web.output("cd /root; echo hi > x; chmod 4751 x; ln -s x link; ln -s . here; ln -s nowhere lost; mkdir d")
    told = web.files("GET", "/stat/root/x").json()
    assert isinstance(told.pop("mtime"), int)
    assert told == {
        "name": "x",
        "path": "/root/x",
        "path_type": "File",
        "size": 3,
        "permissions": "4751",
        "owner": "root",
        "group": "root",
        "is_symlink": False,
        "symlink_target": None,
        "revisions": 0,
    }
    kinds = {entry["name"]: entry["path_type"] for entry in web.files("GET", "/root").json()["entries"]}
    assert {name: kinds[name] for name in ("x", "link", "here", "lost", "d")} == {
        "x": "File",
        "link": "SymlinkFile",
        "here": "SymlinkDir",
        "lost": "SymlinkFile",
        "d": "Dir",
    }
    assert web.files("GET", "/root/link?stat").json()["symlink_target"] == "x"
    assert web.files("GET", "/realpath/root/here/link").json()["realpath"] == "/root/x"
    assert web.files("GET", "/stat/root/nothing").json()["code"] == "RESOURCE_NOT_FOUND"


def test_files_cannot_get_out(inside: EmulatorProcess, web: Guest, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of the machine")
    web.output(
        f"cd /root; ln -s {tmp_path} out; ln -s /proc/1/root{tmp_path} magic; ln -s ../../../../../..{tmp_path} up"
    )
    for path in ("out", "magic", "up"):
        assert web.files("GET", f"/root/{path}/secret").status_code in (403, 404)
        assert web.files("PUT", f"/root/{path}/new", data=b"x").status_code in (403, 404)
        assert web.files("DELETE", f"/root/{path}/secret").status_code in (403, 404)
    for path in ("%2e%2e/" * 12, "root/" + "%2e%2e/" * 12, "..%2f" * 12, "proc/self/root/", "proc/1/cwd/"):
        assert web.files("GET", f"/{path}{str(secret)[1:]}").status_code in (403, 404)
    web.output("ln -s / /root/top")
    assert web.files("GET", "/root/top/etc/hostname").text == "web\n", "a link inside leads where it leads inside"
    assert (secret.read_text(), [path.name for path in tmp_path.iterdir()]) == ("of the machine", ["secret"])


def test_files_conditions(web: Guest) -> None:
    tag = (web.files("PUT", "/root/x", data=b"1"), web.files("GET", "/root/x"))[1].headers["ETag"]
    for headers, status in (
        ({"If-None-Match": "*"}, 412),
        ({"If-Match": '"other"'}, 412),
        ({"If-Unmodified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}, 412),
        ({"X-Expected-Length": "2"}, 400),
        ({"X-Expected-Length": "1", "If-Match": tag}, 200),
    ):
        assert web.files("PUT", "/root/x", data=b"2", headers=headers).status_code == status, headers
    assert web.files("PUT", "/root/new", data=b"2", headers={"If-None-Match": "*"}).status_code == 201
    assert web.files("PUT", "/root/newer", data=b"2", headers={"If-Match": "*"}).json()["code"] == "OVERWRITE_REFUSED"


def test_files_folders_and_names(inside: EmulatorProcess, web: Guest) -> None:
    def code(method: str, path: str, **options: object) -> str:
        return str(web.files(method, path, **options).json().get("code", "ok"))

    assert code("PUT", "/root/d/x", data=b"") == "RESOURCE_NOT_FOUND"
    assert [code("POST", "/root/d?mkdir=true"), code("POST", "/root/d?mkdir=true")] == ["ok", "PATH_CONFLICT"]
    assert code("PUT", "/root/d", data=b"") == "DIRECTORY_EXISTS"
    assert code("PUT", "/root/d/x", data=b"1") == code("PUT", "/root/d/y", data=b"2") == "ok"
    assert code("PUT", "/root/d/x/y", data=b"") == "PATH_CONFLICT"
    assert code("POST", "/copy/root/d/x?copy_to=/root/d/y") == "PATH_CONFLICT"
    assert code("POST", "/copy/root/d/x?copy_to=/root/d/y&overwrite=true") == "ok"
    assert code("POST", "/move/root/d/y?move_to=/root/d/x") == "PATH_CONFLICT"
    assert web.files("POST", "/move/root/d/y?move_to=/root/z").json() == {
        "source": "/root/d/y",
        "destination": "/root/z",
        "success": True,
    }
    assert code("POST", "/move/root/z?move_to=/tmp/z") == "FILE_MOVE_CROSSES_DEVICES"
    assert web.output("cat /root/z; ls /root/d") == "1x"
    inside.switch(kit_delete="only_empty")
    assert code("DELETE", "/root/d") == "PATH_CONFLICT"
    inside.switch(kit_delete="recursive")
    assert code("DELETE", "/root/d") == "ok"
    assert code("DELETE", "/root/d") == "RESOURCE_NOT_FOUND"


def test_files_on_the_root_route(web: Guest) -> None:
    url = web.emulator.kit(web.container, "files")
    web.files("PUT", "/root/x", data=b"1")
    for wanted, content, status in (
        ("append", b"23", 204),
        ("bytes=1-", b"xy", 204),
        ("bytes=2-", b"xy", 416),
        ("z", b"", 400),
    ):
        answer = requests.patch(f"{url}/root/x", data=content, headers={"X-Update-Range": wanted}, timeout=10)
        assert answer.status_code == status, wanted
    assert web.files("GET", "/root/x").content == b"1xy"
    assert requests.delete(f"{url}/root/x", timeout=10).status_code == 200
    assert requests.get(f"{url}/api/v1/version", timeout=10).json()["service"] == "files"


def test_kit_modes(inside: EmulatorProcess, web: Guest) -> None:
    web.files("PUT", "/root/x", data=b"1")
    for path in ("/chmod/root/x?chmod=640", "/chown/root/x?chown=user:user"):
        assert web.files("PATCH", path).status_code == 403
    assert web.files("PUT", "/root/x?chmod=640", data=b"1").status_code == 403
    for path in (
        "/chmod/root/x?chmod=4755",
        "/chmod/root/x",
        "/chown/root/x?chown=root",
        "/chown/root/x?chown=nobody-there",
    ):
        assert web.files("PATCH", path).status_code == 400
    inside.switch(kit_modes="allowed")
    assert web.files("PUT", "/root/x?chmod=640", data=b"1").json()["mode"] == "640"
    assert web.files("PATCH", "/chmod/root/x?chmod=600").status_code == 200
    assert web.files("GET", "/stat/root/x").json()["permissions"] == "600"


@as_root
def test_kit_modes_of_owners(inside: EmulatorProcess, web: Guest) -> None:
    inside.switch(kit_modes="allowed")
    assert web.files("PUT", "/root/x?owner=user", data=b"1").status_code == 201
    told = web.files("GET", "/stat/root/x").json()
    assert (told["owner"], told["group"]) == ("user", "root")
    assert web.files("PATCH", "/chown/root/x?chown=user:user").status_code == 200
    assert web.files("GET", "/stat/root/x").json()["group"] == "user"


def test_what_is_written_is_recorded(inside: EmulatorProcess, web: Guest) -> None:
    web.output("mkdir -p /root/.git; ln -s /tmp /root/passing")
    for path in ("x", ".git/x", "passing/y"):
        assert web.files("PUT", f"/root/{path}", data=b"one").ok
    assert web.files("PUT", "/root/x", data=b"two").ok
    assert web.files("PUT", "/append/root/x", data=b"three").ok
    assert web.files("PUT", "/tmp/x", data=b"a secret").ok
    assert web.files("PUT", "/root/large", data=b"x" * 2_097_153).ok
    assert web.history() == {"/root/x": [b"one", b"two", b"three"]}
    assert web.files("GET", "/stat/root/x").json()["revisions"] == 3
    web.output("rm /root/x")
    assert web.files("GET", "/root/x?revision=2").content == b"two", "a deletion does not remove it"
    assert web.files("GET", "/root/x?revision=4").status_code == 404
    assert [(record["path"], record["kept"]) for record in inside.journal(web.container["id"])][-1] == (
        "/root/large",
        False,
    )
    inside.api("POST", f"/containers/{web.container['id']}/restart")
    inside.wait_for(web.container["id"], "running")
    assert web.history()["/root/x"][0] == b"one"


def test_kit_unknown_query(inside: EmulatorProcess, web: Guest) -> None:
    assert web.files("GET", "/etc/hostname?x=1").json()["code"] == "INVALID_PARAMETER"
    inside.switch(kit_unknown_query="ignored")
    assert web.files("GET", "/etc/hostname?x=1").text == "web\n"


def test_health(web: Guest) -> None:
    for call, service in ((web.terminal, "terminal"), (web.files, "files")):
        told = call("GET", "/health").json()
        assert (told["status"], told["service"]) == ("ok", service)
        assert told.keys() >= {"built", "started", "memory", "fds", "pid", "ip", "userAgent"}
