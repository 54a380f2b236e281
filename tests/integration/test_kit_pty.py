# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pty modes of the emulator's terminal service (API notes part 2, G.2, G.3 and G.6)."""

from __future__ import annotations

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess

from .guest import Guest, guest

#: The safe form of a command that has a session for itself.
ONCE = {"terminal_id": "0", "ephemeral": "true", "skip_display_wait": "true"}


@pytest.fixture
def web(inside: EmulatorProcess) -> Guest:
    """A running container; a result is there at once."""
    inside.switch(kit_first_result="there", kit_completion="present")
    return guest(inside)


def execute(
    where: Guest, command: str, index: int = 0, query: dict[str, str] | None = None, **body: Any
) -> dict[str, Any]:
    """Run a command in a session of its own, or at the address of a terminal in that."""
    query = {**({} if index else ONCE), **(query or {})}
    answer = where.terminal("POST", "/execute", index=index, params=query, json={"command": command, **body})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def refusal(where: Guest, path: str, at: int = 0, **body: Any) -> tuple[int, str | None]:
    """Status and code of a POST that is refused."""
    answer = where.terminal("POST", path, index=at, json=body)
    return answer.status_code, answer.json().get("code")


def result(where: Guest, command: dict[str, Any], index: int = 0) -> dict[str, Any]:
    """The result of a command as soon as it is over."""
    pause = threading.Event()
    for _try in range(1000):
        told: dict[str, Any] = where.terminal("GET", f"/result/{command['command_id']}", index=index).json()
        if told["status"] not in ("running", "queued"):
            return told
        pause.wait(0.01)
    raise TimeoutError(told)


def running(where: Guest, command: str, index: int = 0, **options: Any) -> dict[str, Any]:
    """A command that has begun and goes on; it says ``begun`` by a file."""
    told = execute(where, f"touch /tmp/begun; {command}", index, wait=False, **options)
    where.output("until test -e /tmp/begun; do sleep 0.01; done; rm /tmp/begun", timeout=10)
    return told


def outcome(told: dict[str, Any]) -> tuple[str, int | None, str | None]:
    """What matters most of a result."""
    return told["status"], told["exit_code"], told.get("completion")


def test_result_members(web: Guest) -> None:
    told = execute(web, "printf 'a\\nb\\n' >&2; printf '\\033[31mred\\033[0m  '; false", cwd="/usr", env={"A": "1"})
    assert told.pop("command_id").isdigit()
    assert 40000 <= int(told.pop("terminal_id")) <= 65535
    assert told.pop("pid") == told.pop("shell_pid") > 1
    assert told.pop("created_at").endswith("Z")
    assert told.pop("command").startswith("printf")
    assert told == {
        "status": "completed",
        "stdout": "a\r\nb\r\nred",
        "stderr": "",
        "exit_code": 1,
        "timed_out": False,
        "completion": "marker",
        "stdout_truncated": False,
        "stderr_truncated": False,
        "cancelled": False,
        "started": True,
        "cwd": "/usr",
        "shell": "bash",
        "user": "root",
        "home": "/root",
        "ephemeral": True,
    }


def test_what_a_command_finds(web: Guest) -> None:
    assert execute(web, "test -t 0 && tty; pwd; echo $HOME $LOG_LEVEL $A", env={"A": "a b"})["stdout"].split("\r\n")[
        1:
    ] == [
        "/root",
        "/root info a b",
    ]
    assert outcome(execute(web, "if")) == ("completed", 2, "marker"), "a syntax error"
    assert outcome(execute(web, "exit 3")) == ("completed", 1, "ended"), "the shell has died"
    assert outcome(execute(web, "true", cwd="/nowhere")) == ("completed", 1, "marker")
    begun = execute(web, "pwd", query={"cwd": "/srv/made/here", "cwd_auto_create": "true", "env": "B=2"})
    assert begun["stdout"] == "/srv/made/here"
    answer = web.terminal(
        "POST", "/execute", params={**ONCE, "cwd": "/proc/x", "cwd_auto_create": "1"}, json={"command": "x"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "CWD_PERMISSION_DENIED")


def test_the_session_has_the_user(inside: EmulatorProcess, web: Guest) -> None:
    if web.raw("true", user="user")["exit_code"]:
        pytest.skip("only root has other users inside")
    assert execute(web, "id -un; pwd", query={"user": "user"})["stdout"] == "user\r\n/home/user"
    assert execute(web, "id -un", user="user")["stdout"] == "root", "the member of the body is unknown here"


def test_polling(web: Guest) -> None:
    told = running(web, "sleep 0.2; echo done")
    assert told.keys() == {"terminal_id", "command_id", "status", "message"}
    assert (told["status"], told["message"]) == ("running", "Command started successfully")
    first = web.terminal("GET", f"/result/{told['command_id']}").json()
    assert (first["status"], first["exit_code"], first["terminal_id"]) == ("running", None, told["terminal_id"])
    assert result(web, told)["stdout"] == "done"


def test_kit_first_result(inside: EmulatorProcess, web: Guest) -> None:
    inside.switch(kit_first_result="missing")
    path = f"/result/{execute(web, 'true', wait=False)['command_id']}"
    assert [web.terminal("GET", path).status_code for _try in range(2)] == [404, 200]
    answer = web.terminal("GET", "/result/x")
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid command_id in path"})


def test_kit_wait(inside: EmulatorProcess, web: Guest) -> None:
    inside.switch(kit_wait="running")
    told = execute(web, "echo done", wait=True)
    assert "exit_code" not in told
    assert outcome(result(web, told)) == ("completed", 0, "marker")


def test_kit_completion(inside: EmulatorProcess, web: Guest) -> None:
    inside.switch(kit_completion="absent")
    assert "completion" not in execute(web, "true")


def test_kit_result_host(inside: EmulatorProcess, web: Guest) -> None:
    once, third = execute(web, "true"), execute(web, "true", 3)
    for told, at in ((once, {0}), (third, {3})):
        found = {index for index in (0, 3, 4) if web.terminal("GET", f"/result/{told['command_id']}", index=index).ok}
        assert found == at
    inside.switch(kit_result_host="any")
    assert web.terminal("GET", f"/result/{once['command_id']}", index=4).ok


def test_kit_result_life(inside: EmulatorProcess, web: Guest) -> None:
    told = execute(web, "true")
    assert result(web, told)["exit_code"] == 0
    inside.switch(kit_result_life=0)
    assert web.terminal("GET", f"/result/{told['command_id']}").json()["code"] == "COMMAND_NOT_FOUND"


def test_results_end_with_the_container(inside: EmulatorProcess, web: Guest) -> None:
    told, identity = running(web, "sleep 1000"), web.container["id"]
    inside.api("POST", f"/containers/{identity}/restart")
    inside.wait_for(identity, "running")
    assert web.terminal("GET", f"/result/{told['command_id']}").status_code == 404


def test_kit_raw(inside: EmulatorProcess, web: Guest) -> None:
    inside.switch(kit_raw="ignored")
    body: dict[str, Any] = {"mode": "raw", "command": "tty", "stdin_b64": base64.b64encode(b"x").decode()}
    answer = web.terminal("POST", "/execute?ephemeral=true", json=body).json()
    assert "stdout_b64" not in answer
    assert answer["stdout"].startswith("/dev/pts/")
    assert refusal(web, "/execute", **body) == (400, "INVALID_TERMINAL_ID")


def test_a_terminal_keeps_its_state(web: Guest) -> None:
    execute(web, "cd /usr; export A=1; greet() { echo hello; }", 3)
    assert execute(web, "pwd; echo $A; greet", 3)["stdout"] == "/usr\r\n1\r\nhello"
    assert execute(web, "pwd; echo $A", 4)["stdout"] == "/root"
    assert execute(web, "pwd", 3, {"terminal_id": "4"})["stdout"] == "/usr", "the address says which"
    execute(web, "true", 3, cwd="/tmp")
    assert execute(web, "pwd", 3)["stdout"] == "/tmp"
    assert outcome(execute(web, "exit 5", 3)) == ("completed", 1, "ended")
    assert execute(web, "pwd", 3)["stdout"] == "/root", "a new shell"


def test_one_after_another(web: Guest) -> None:
    first = running(web, "until test -e /tmp/go; do sleep 0.01; done; echo one", 3)
    second = execute(web, "echo two", 3, wait=False)
    assert (first["status"], second["status"]) == ("running", "queued")
    assert web.terminal("GET", f"/result/{second['command_id']}", index=3).json()["started"] is False
    late = execute(web, "echo late", 3, wait=True, timeout=0.1)
    assert outcome(late) == ("timed_out", 124, "timeout"), "time passes in the queue, too"
    cancelled = execute(web, "touch /tmp/never", 3, wait=False)
    aborted = web.terminal("POST", f"/execute/{cancelled['command_id']}/abort", index=3).json()
    assert (aborted["status"], aborted["cancelled"]) == ("cancelled", True)
    web.output("touch /tmp/go")
    assert [result(web, item, 3)["stdout"] for item in (first, second)] == ["one", "two"]
    assert execute(web, "ls /tmp/never", 3)["exit_code"] == 2


def test_timeout_of_an_ephemeral_session(web: Guest) -> None:
    told = execute(web, "trap '' TERM; sleep 1000 & sleep 1000", timeout=0.2)
    assert outcome(told) == ("timed_out", 124, "timeout")
    web.output("while ps ax | grep -q '[s]leep 1000'; do sleep 0.05; done", timeout=10)


def test_timeout_of_a_terminal(web: Guest) -> None:
    told = execute(web, "sleep 0.5; touch /tmp/on", 3, timeout=0.1)
    assert outcome(told) == ("timed_out", 124, "timeout")
    assert execute(web, "ls /tmp/on", 3)["exit_code"] == 0, "the program has gone on, and the next one waited"


def test_kit_quiet(inside: EmulatorProcess, web: Guest) -> None:
    inside.switch(kit_quiet=0.2)
    told = execute(web, "echo begun; sleep 0.6", 3)
    assert (outcome(told), told["stdout"]) == (("completed", None, "output_quiet"), "begun")
    assert outcome(execute(web, "sleep 0.5")) == ("completed", 0, "marker"), "not in a session of its own"


@pytest.mark.parametrize("index", [0, 3])
@pytest.mark.parametrize("force,code", [(False, 130), (True, 137)])
def test_abort(web: Guest, index: int, force: bool, code: int) -> None:
    told = running(web, "echo partly; sleep 1000", index)
    path = f"/execute/{told['command_id']}/abort"
    aborted = web.terminal("POST", path, index=index, json={"force": force}).json()
    assert (outcome(aborted), aborted["cancelled"]) == (("cancelled", code, "cancelled"), True)
    assert aborted["stdout"].startswith("partly")
    again = web.terminal("POST", path, index=index)
    assert (again.status_code, again.json()["status"]) == (409, "cancelled")
    web.output("while ps ax | grep -q '[s]leep 1000'; do sleep 0.05; done", timeout=10)
    if index:
        assert execute(web, "echo next", index)["stdout"] == "next"
    assert refusal(web, "/execute/999/abort") == (404, "COMMAND_NOT_FOUND")


def test_own_numbers(web: Guest) -> None:
    assert execute(web, "true", id=77)["command_id"] == "77"
    for wrong in (77, 0, 65536, "x", -1):
        assert refusal(web, "/execute?ephemeral=true", command="true", id=wrong) == (400, "VALIDATION_ERROR")


def test_sessions(web: Guest) -> None:
    made = web.terminal("POST", "/create", index=7).json()
    assert made.pop("pid") > 1
    assert made == {"status": "ok", "terminal_id": "7", "shell_ready": True, "message": "Terminal created"}
    assert web.terminal("POST", "/create", json={"terminal_id": 8}).json()["terminal_id"] == "8"
    assert refusal(web, "/create", 7, terminal_id="8") == (400, "TERMINAL_ID_MISMATCH")
    assert refusal(web, "/create") == (400, "MISSING_TERMINAL_ID")
    assert refusal(web, "/create", terminal_id="70000") == (400, "INVALID_TERMINAL_ID")
    running(web, "sleep 1000", 7)
    assert web.terminal("DELETE", "/7", index=7).json() == {"message": "Terminal closed", "terminal_id": "7"}
    web.output("while ps ax | grep -q '[s]leep 1000'; do sleep 0.05; done", timeout=10)
    gone = web.terminal("DELETE", "/7", index=7)
    assert (gone.status_code, gone.json()["code"]) == (404, "SESSION_NOT_FOUND")


def test_a_hundred_results(web: Guest) -> None:
    numbers = [execute(web, "true", 3)["command_id"] for _number in range(101)]
    assert web.terminal("GET", f"/result/{numbers[0]}", index=3).status_code == 404
    assert web.terminal("GET", f"/result/{numbers[1]}", index=3).ok


def test_refusals(web: Guest) -> None:
    for body, code in (
        ({}, "VALIDATION_ERROR"),
        ({"command": "true", "wait": "yes"}, "VALIDATION_ERROR"),
        ({"command": "true", "env": {"a-b": "x"}}, "VALIDATION_ERROR"),
    ):
        assert refusal(web, "/execute?ephemeral=true", **body) == (400, code)
    assert refusal(web, "/execute", command="true") == (400, "INVALID_TERMINAL_ID")
    assert refusal(web, "/execute?terminal_id=70000", command="true") == (400, "INVALID_TERMINAL_ID")
    assert web.terminal("GET", "/nothing").status_code == 404


def test_the_way_round(web: Guest) -> None:
    """Exact bytes, both streams, stdin and an exit code without raw mode (G.6)."""
    folder = "/tmp/way-0123"
    execute(web, f"mkdir -m 700 {folder}")
    for name, content in (("run", b"cat; printf '\\0err' >&2; exit 9\n"), ("in", b"\x00\xff\r\n")):
        assert web.files("PUT", f"{folder}/{name}", data=content).status_code == 201
    told = execute(web, f"cd {folder}; sh run <in >out 2>err; echo $? >code", wait=False, timeout=60)
    assert result(web, told)["exit_code"] == 0
    assert [web.files("GET", f"{folder}/{name}").content for name in ("out", "err", "code")] == [
        b"\x00\xff\r\n",
        b"\0err",
        b"9\n",
    ]


def test_many_at_once(web: Guest) -> None:
    barrier = "touch /tmp/{0}; until [ $(ls /tmp/n* | wc -l) = 8 ]; do sleep 0.01; done"
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(lambda number: execute(guest(web.emulator), barrier.format(f"n{number}"), timeout=20), range(8))
        )
    assert {item["exit_code"] for item in told} == {0}
    assert len({item["terminal_id"] for item in told}) == 8
