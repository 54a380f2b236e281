# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays inside of containers over HTTPS, in the emulator's real namespaces."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from typing import Any

import pytest

from .guest import guest
from .playbook import Outcome, Task
from .plays import Plays
from .tls import tls_server

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root has other users inside")

#: What is easy to find among processes, and takes longer than any test.
LONG = "sleep 4321"
#: Ways to the same: whether modules go by stdin, and what the services can do.
RAW, RAW_FILES, ROUND, ROUND_FILES = (
    pytest.param("True", {}, id="raw pipelining"),
    pytest.param("False", {"kit_output_limit": 300_000, "kit_unknown_query": "ignored"}, id="raw files"),
    pytest.param("True", {"kit_raw": "ignored", "kit_wait": "running"}, id="round pipelining"),
    pytest.param("False", {"kit_raw": "ignored", "kit_sleep": "first_call"}, id="round files"),
)

#: Another owner of a file, where there is one inside.
OTHER = "user" if os.getuid() == 0 else "root"
ODD_NAME = "ä b'c\"$d {x}.bin"
BINARY = bytes(range(256)) * 8


def builtin(module: str, name: str = "", **arguments: object) -> Task:
    """A task with a module of ansible-core."""
    return {"name": name or module, f"ansible.builtin.{module}": arguments}


def nothing_is_left(plays: Plays) -> None:
    """No file is left inside, neither of ours nor of Ansible's own."""
    left = "find /tmp /root/.ansible/tmp -mindepth 1 -maxdepth 1 -name '*hoody-*' -o -name 'ansible*' 2>/dev/null"
    plays.look(f'for try in $(seq 250); do [ "$({left})" ] || exit 0; sleep 0.02; done; {left} >&2; ps ax >&2')


def no_token(plays: Plays) -> None:
    """What went to the container had nothing of the account, and no file was sent of which a history is kept."""
    log = plays.emulator.kit_requests()
    assert log
    assert all(entry["path"].startswith("/api/v1/files/tmp/.hoody-") for entry in log if entry["method"] == "PUT")
    assert not [entry for entry in log if entry["account_token"]]


@pytest.mark.parametrize("pipelining,switches", [RAW, ROUND_FILES])
def test_what_modules_do(plays: Plays, pipelining: str, switches: dict[str, Any]) -> None:
    """The modules that everybody uses, in one play."""
    plays.emulator.switch(**switches)
    source, large = plays.folder / ODD_NAME, plays.folder / "large"
    source.write_bytes(BINARY)
    large.write_bytes(os.urandom(20_000_000))
    (plays.folder / "one").write_bytes(b"x")
    (plays.folder / "template.j2").write_text("ä {{ ansible_facts.hostname }}\n", encoding="utf-8")
    (plays.folder / "script.sh").write_text('#!/bin/sh\ncat; echo "script $1"\n')
    tree = plays.folder / "tree" / "a b"
    tree.mkdir(parents=True)
    (tree / "ö").write_text("ö")
    outcome = plays.run(
        builtin("ping"),
        builtin("setup", gather_subset=["min"]),
        builtin("copy", "odd", src=str(source), dest=f"/root/{ODD_NAME}", mode="0640"),
        builtin("copy", "odd again", src=str(source), dest=f"/root/{ODD_NAME}", mode="0640"),
        builtin("copy", "one", src="one", dest="/root/one", owner=OTHER),
        builtin("copy", "large", src="large", dest="/root/large"),
        builtin("copy", "content", content="ä\n", dest="/root/content"),
        builtin("copy", "tree", src="tree", dest="/root/"),
        builtin("template", src="template.j2", dest="/root/template"),
        builtin("fetch", "fetch odd", src=f"/root/{ODD_NAME}", dest="fetched/", flat=True),
        builtin("fetch", "fetch large", src="/root/large", dest="fetched/large", flat=True),
        builtin("slurp", src="/root/one"),
        builtin("file", path="/root/folder", state="directory", mode="0700"),
        builtin("lineinfile", path="/root/lines", line="ä=1", create=True),
        builtin("command", argv=["sh", "-c", "echo out; echo no >&2; exit 3"]) | {"failed_when": False},
        builtin("command", "stdin", argv=["cat"], stdin="1\n2 ä"),
        builtin("command", "much", argv=["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"]),
        {"name": "bytes", "ansible.builtin.raw": "printf '\\377\\376x'"},
        builtin("shell", cmd="echo b; echo a | sort | tr a-z A-Z; echo $HOME $WORD")
        | {"environment": {"WORD": "ä ' $x"}},
        builtin("script", cmd="script.sh 'a b'"),
        {"name": "raw", "ansible.builtin.raw": "echo raw; cat; exit 0"},
        builtin("stat", path=f"/root/{ODD_NAME}", checksum_algorithm="sha256"),
        builtin("stat", "stat large", path="/root/large", checksum_algorithm="sha256"),
        environment={"ANSIBLE_PIPELINING": pipelining},
    ).succeeded()
    assert outcome["setup"]["ansible_facts"]["ansible_hostname"] == "web"
    assert [outcome[name]["changed"] for name in ("odd", "odd again")] == [True, False]
    assert (plays.folder / "fetched" / ODD_NAME).read_bytes() == BINARY
    assert (plays.folder / "fetched" / "large").read_bytes() == large.read_bytes()
    assert outcome["stat"]["stat"]["checksum"] == hashlib.sha256(BINARY).hexdigest()
    assert outcome["stat"]["stat"]["mode"] == "0640"
    assert outcome["stat large"]["stat"]["checksum"] == hashlib.sha256(large.read_bytes()).hexdigest()
    assert [outcome["command"][member] for member in ("rc", "stdout", "stderr")] == [3, "out", "no"]
    assert outcome["stdin"]["stdout"] == "1\n2 ä"
    assert outcome["much"]["stdout"] == "x" * 300_000
    assert outcome["bytes"]["stdout"].encode("utf-8", "surrogateescape") == b"\xff\xfex"
    assert outcome["shell"]["stdout_lines"] == ["b", "A", "/root ä ' $x"]
    assert outcome["script"]["stdout_lines"] == ["script a b"]
    assert outcome["raw"]["stdout_lines"] == ["raw"]
    assert plays.look("cat /root/template /root/content /root/lines '/root/tree/a b/ö'") == "ä web\nä\nä=1\nö"
    assert plays.look("stat -c '%U %a' /root/one /root/folder") == f"{OTHER} 644\nroot 700"
    no_token(plays)
    nothing_is_left(plays)
    assert plays.look("ls -A /root/.ansible/tmp") == ""


@as_root
@pytest.mark.parametrize("pipelining,switches", [RAW, ROUND_FILES])
def test_facts_users_and_the_console(plays: Plays, pipelining: str, switches: dict[str, Any]) -> None:
    plays.emulator.switch(**switches)
    user = {"name": "user", "ansible.builtin.user": {"name": "worker", "shell": "/bin/sh"}}
    environment = {"ANSIBLE_PIPELINING": pipelining}
    outcome = plays.run(builtin("service_facts"), builtin("setup"), user, environment=environment).succeeded()
    assert outcome["service_facts"]["ansible_facts"]["services"]
    assert plays.look("id -un worker") == "worker"
    hosts = plays.folder / "console.json"
    hosts.write_text(json.dumps({"all": {"hosts": {"web": plays.host(plays.web.container)}}}))
    console = subprocess.run(
        [sys.executable, "-m", "ansible", "console", "-i", str(hosts), "all"],
        input="shell echo from-$((1+1))-console\nexit\n",
        cwd=plays.folder,
        env=plays.environment(HOODY_TEST_RECORD="", **environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "from-2-console" in console.stdout, console.stdout + console.stderr
    nothing_is_left(plays)


@as_root
@pytest.mark.parametrize("pipelining,switches", [RAW_FILES, ROUND])
def test_other_users(plays: Plays, pipelining: str, switches: dict[str, Any]) -> None:
    """``become`` with and without a password, by sudo and su, and a connection that is another user's."""
    word = "open 'sesame' $HOME"
    plays.web.output("echo root:$(cat) | chpasswd; cat >/dev/null", stdin=word.encode())
    plays.web.output("echo x >/root/secret; chmod 600 /root/secret")
    plays.web.output("useradd -m asked && echo asked:$(cat) | chpasswd", stdin=word.encode())
    plays.web.output("chmod u+w /etc/sudoers; echo 'asked ALL=(ALL) ALL' >>/etc/sudoers")
    who = {"cmd": "id -un; echo $HOME; cat", "stdin": "1\n2"}
    (plays.folder / "file").write_text("x")
    plays.emulator.switch(**switches)
    outcome = plays.run(
        builtin("shell", "sudo", **who) | {"become": True, "become_user": "user"},
        builtin("shell", "su", **who) | {"become": True, "become_user": "user", "become_method": "su"},
        builtin("shell", "connected", **who) | {"remote_user": "user"},
        builtin("copy", "copied", src="file", dest="/home/user/file") | {"remote_user": "user"},
        builtin("fetch", "private", src="/root/secret", dest="fetched/")
        | {"remote_user": "user", "failed_when": False},
        builtin("shell", "back", **who) | {"remote_user": "user", "become": True},
        builtin("shell", "password", **who)
        | {"remote_user": "asked", "become": True, "vars": {"ansible_become_pass": word}},
        builtin("copy", "password copied", src="file", dest="/root/file")
        | {"remote_user": "asked", "become": True, "vars": {"ansible_become_pass": word}},
        {"name": "not asked", "ansible.builtin.raw": "cat", "remote_user": "user", "become": True}
        | {"vars": {"ansible_become_pass": word}},
        builtin("shell", "su password", **who)
        | {"remote_user": "asked", "become": True, "become_method": "su", "vars": {"ansible_become_pass": word}},
        builtin("shell", "wrong", **who)
        | {"remote_user": "asked", "become": True, "vars": {"ansible_become_pass": "wrong"}, "ignore_errors": True},
        builtin("shell", "missing", **who) | {"remote_user": "asked", "become": True, "ignore_errors": True},
        environment={"ANSIBLE_PIPELINING": pipelining},
        arguments=["-vvvv"],
    ).succeeded()
    as_user = ["user", "/home/user", "1", "2"]
    assert [outcome[name]["stdout_lines"] for name in ("sudo", "su", "connected")] == [as_user] * 3
    for name in ("back", "password", "su password"):
        assert outcome[name]["stdout_lines"] == ["root", "/root", "1", "2"], name
    assert outcome["not asked"]["stdout"] == ""
    assert "Permission denied" in outcome["private"]["msg"]
    assert "Incorrect sudo password" in outcome["wrong"]["msg"]
    assert "Missing sudo password" in outcome["missing"]["msg"]
    assert plays.look("stat -c %U /home/user/file /root/file") == "user\nroot"
    assert word not in outcome.output
    assert plays.emulator.kit_url.split("/inside/")[1].split("/")[0] not in outcome.output
    nothing_is_left(plays)


@pytest.mark.parametrize("pipelining,switches", [RAW, ROUND])
def test_waiting(plays: Plays, pipelining: str, switches: dict[str, Any]) -> None:
    """Long work, a restart in the middle of a play, and a connection that begins anew."""
    plays.emulator.switch(**switches)
    web = plays.web.container["id"]
    outcome = plays.run(
        builtin("shell", "begun", cmd="sleep 1; echo done; echo no >&2; exit 4")
        | {"async": 60, "poll": 0, "register": "begun"},
        builtin("async_status", jid="{{ begun.ansible_job_id }}")
        | {"until": "status.finished", "retries": 100, "delay": 0.2, "failed_when": False, "register": "status"},
        builtin("shell", "polled", cmd="sleep 1; echo polled") | {"async": 60, "poll": 1},
        builtin("shell", "background", cmd="sleep 300 >/dev/null 2>&1 & echo on"),
        {"name": "reset", "ansible.builtin.meta": "reset_connection"},
        builtin("ping", "after the reset"),
        {"name": "restart", "delegate_to": "localhost"}
        | {"hoody.cloud.container": {"id": web, "state": "restarted", "api_url": plays.emulator.url}}
        | {"vars": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}},
        builtin("wait_for_connection", timeout=60),
        builtin("shell", "after", cmd="echo again"),
        environment={"ANSIBLE_PIPELINING": pipelining},
    ).succeeded()
    assert [outcome["async_status"][member] for member in ("stdout", "stderr", "rc")] == ["done", "no", 4]
    assert outcome["polled"]["stdout"] == "polled"
    assert outcome["background"]["stdout"] == "on"
    assert outcome["after"]["stdout"] == "again"


def test_the_inventory_needs_nothing_else(plays: Plays) -> None:
    """From an inventory file to a ping, whatever its variables are called, and without a piece of paper in between."""
    emulator = plays.emulator
    for name in ("shop-api", "web"):
        emulator.force(emulator.id_of(name), hoody_kit=True)
    source = plays.folder / "shop.hoody.yml"
    options = {"projects": ["Shop"], "statuses": ["running"], "connect": "https", "hostvars_prefix": "of_api_"}
    source.write_text(json.dumps({"plugin": "hoody.cloud.containers", **options}))
    environment = plays.environment(HOODY_BASE_URL=emulator.url, HOODY_TEST_RECORD="")
    command = [sys.executable, "-v", "-m", "ansible", "adhoc", "all", "-i", str(source)]
    command += ["-m", "ansible.builtin.ping", "-o"]
    done = subprocess.run(command, cwd=plays.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("SUCCESS") == len(done.stdout.splitlines()) > 1
    for package, file in (("_inventory", "hosts"), ("_connection", "service")):
        loaded = rf"^# code object from .*/{package}/(?:__pycache__/)?{file}\b"
        assert len(re.findall(loaded, done.stderr, re.MULTILINE)) == 1, f"{file} is not loaded before there are workers"
    listing = [sys.executable, "-m", "ansible", "inventory", "-i", str(source), "--list"]
    shown = subprocess.run(
        listing, cwd=plays.folder, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert '"ansible_hoody_container_id"' in shown
    assert emulator.kit_url.partition("/inside/")[2].partition("/")[0] not in shown
    no_token(plays)


def test_what_container_returned_is_enough(plays: Plays) -> None:
    """A container that a play makes and then works in."""
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    made = {"project": "Shop", "name": "fresh", "server": "amber-fox-1a2-de", "state": "started"}
    outcome = plays.run(
        {"name": "made", "hoody.cloud.container": {**made, "api_url": plays.emulator.url}, "register": "made"},
        builtin(
            "add_host",
            hostname="fresh",
            ansible_connection="hoody.cloud.https",
            ansible_python_interpreter=sys.executable,
            ansible_hoody_project_id="{{ made.container.project_id }}",
            ansible_hoody_container_id="{{ made.container.id }}",
            ansible_hoody_server_name="{{ made.container.server_name }}",
        ),
        builtin("wait_for_connection", timeout=60) | {"delegate_to": "fresh"},
        builtin("command", argv=["hostname"]) | {"delegate_to": "fresh"},
        hosts={"localhost": local},
    ).succeeded()
    assert outcome["command"]["stdout"] == "fresh"


def unreachable(outcome: Outcome) -> dict[str, str]:
    """The sentences of the hosts that could not be reached."""
    found = re.findall(r"^fatal: \[(.*?)\]: UNREACHABLE! => (\{.*\})$", outcome.output, re.MULTILINE)
    return {host: json.loads(result)["msg"] for host, result in found}


def test_what_is_unreachable(plays: Plays) -> None:
    """One sentence each, and no host of them has failed."""
    emulator = plays.emulator
    web, api = plays.web.container, guest(emulator, "shop-api").container
    bare = guest(emulator, "shop-worker").container
    emulator.force(bare["id"], status="running", hoody_kit=False)
    emulator.api("POST", f"/containers/{api['id']}/stop")
    emulator.wait_for(api["id"], "stopped")
    emulator.switch(kit_gate="basic")
    right = {"ansible_hoody_kit_user": "gate", "ansible_hoody_kit_password": "gate-password"}
    secret = emulator.kit_url.partition("/inside/")[2].partition("/")[0]
    hosts = {
        "right": plays.host(web, **right),
        "stopped": plays.host(api, **right),
        "bare": plays.host(bare, **right),
        "foreign": plays.host({**web, "id": "0" * 24}, **right),
        "none": plays.host(web),
        "wrong": plays.host(web, ansible_hoody_kit_user="gate", ansible_hoody_kit_password="no-password"),
        "lost": plays.host({**web, "id": "../web"}),
        "unknown": {"ansible_connection": "hoody.cloud.https"},
        "closed": plays.host(web, ansible_hoody_kit_url="http://127.0.0.1:9/secret/{container_id}-{service}"),
        "plain": plays.host(web, ansible_hoody_kit_url="http://secret.example.com/{container_id}-{service}"),
        "nowhere": plays.host(web, ansible_hoody_kit_url="https://secret.invalid/{container_id}-{service}"),
    }
    with tls_server(plays.folder) as (address, _bundle):
        template = f"{address}/secret/{{container_id}}-{{service}}"
        outcome = plays.run(
            builtin("ping"),
            hosts={**hosts, "distrusted": plays.host(web, ansible_hoody_kit_url=template)},
            arguments=["--forks", "12"],
            environment={"HOODY_CONNECT_TIMEOUT": "1"},
        )
    stopped = "The container does not run, or has no services because its hoody_kit is false (HTTP 503"
    said = unreachable(outcome)
    for host, words in {
        "stopped": stopped,
        "bare": stopped,
        "foreign": stopped,
        "none": "The services of the container require credentials (HTTP 401): set kit_user and kit_password",
        "wrong": "The services of the container do not accept kit_password (HTTP 401).",
        "lost": "The option container_id (ansible_hoody_container_id) must be 24 lower-case hexadecimal characters.",
        "unknown": "There is no project_id: set ansible_hoody_project_id, as an inventory file with connect: https",
        "closed": "The terminal service cannot be reached: connection refused. Check that the container runs",
        "plain": "The option kit_url begins with http, which is for the loopback interface only: use https.",
        "nowhere": "The terminal service cannot be reached: the host name cannot be resolved.",
        "distrusted": f"the certificate of the terminal service of {web['id']} is not accepted: self-signed",
    }.items():
        assert words in said.pop(host), host
    assert not said
    assert "failed=1" not in outcome.output
    assert "right                      : ok=1" in outcome.output
    assert not re.search(f"{secret}|no-password|gate-password", outcome.output)


@pytest.mark.parametrize(
    "gate,given",
    [
        ("bearer", {"HOODY_KIT_TOKEN": "gate-token"}),
        ("header", {"HOODY_KIT_TOKEN": "gate-token", "HOODY_KIT_TOKEN_HEADER": "X-Gate-Token"}),
        ("basic", {"HOODY_KIT_USER": "gate", "HOODY_KIT_PASS": "gate-password"}),
    ],
)
def test_the_variables_of_the_cli_open_a_gate(plays: Plays, gate: str, given: dict[str, str]) -> None:
    plays.emulator.switch(kit_gate=gate)
    plays.run({"ansible.builtin.raw": "true"}, environment=given).succeeded()
    no_token(plays)


def test_a_container_that_stops_in_the_middle(plays: Plays) -> None:
    local = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    web = plays.web.container["id"]
    outcome = plays.run(
        {"name": "before", "ansible.builtin.raw": "true"},
        {"name": "stop", "hoody.cloud.container": {"id": web, "state": "stopped", "api_url": plays.emulator.url}}
        | {"delegate_to": "localhost", "vars": local},
        {"name": "after", "ansible.builtin.raw": "true"},
        environment={"HOODY_CONNECT_TIMEOUT": "1"},
    )
    assert "The container does not run" in unreachable(outcome)["web"]


def test_a_container_that_stops_under_a_command(plays: Plays) -> None:
    """What became of it cannot be known, and it is not run once more."""
    web = plays.web.container["id"]
    play = plays.begin({"ansible.builtin.raw": f"echo x >>/root/runs; {LONG}"})
    try:
        plays.look("for try in $(seq 1500); do [ -s /root/runs ] && exit; sleep 0.02; done; echo no >&2")
        plays.emulator.api("POST", f"/containers/{web}/stop")
        output = play.communicate(timeout=60)[0]
    finally:
        play.kill()
    assert "It is unknown whether the command ran to its end" in output
    assert "UNREACHABLE" in output
    plays.emulator.api("POST", f"/containers/{web}/start")
    plays.emulator.wait_for(web, "running")
    assert plays.look("cat /root/runs") == "x"


LIMITED = pytest.mark.parametrize("switches", [{}, {"kit_raw": "ignored"}], ids=["raw", "round"])
NO_LONG = f"for try in $(seq 500); do pgrep -f '^{LONG}' >/dev/null || exit 0; sleep 0.02; done; ps ax >&2"


@LIMITED
def test_a_command_that_takes_too_long_is_ended_inside(plays: Plays, switches: dict[str, Any]) -> None:
    plays.emulator.switch(**switches)
    outcome = plays.run(
        {"name": "long", "ansible.builtin.raw": f"{LONG}; touch /root/mark", "ignore_errors": True},
        builtin("shell", "module", cmd=f"{LONG}; touch /root/mark") | {"ignore_errors": True},
        {"name": "deaf", "ansible.builtin.raw": f"trap '' TERM; {LONG}; touch /root/mark", "ignore_errors": True},
        {"name": "after", "ansible.builtin.raw": "echo here"},
        environment={"HOODY_COMMAND_TIMEOUT": "1"},
    ).succeeded()
    for name in ("long", "module", "deaf"):
        assert (
            "The command was ended because it took longer than command_timeout, which is 1 s." in outcome[name]["msg"]
        )
    assert outcome["after"]["stdout_lines"] == ["here"]
    plays.look(NO_LONG)
    assert plays.look("ls /root/mark 2>&1 || :").startswith("ls: cannot access")
    nothing_is_left(plays)


@LIMITED
@pytest.mark.parametrize("pipelining", ["True", "False"], ids=["pipelining", "files"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_nothing_is_left_when_a_play_ends_early(
    plays: Plays, switches: dict[str, Any], pipelining: str, number: int
) -> None:
    plays.emulator.switch(**switches)
    play = plays.begin(
        builtin("shell", cmd=f"{LONG}; touch /root/mark"),
        environment={"HOODY_CONNECT_TIMEOUT": "1", "ANSIBLE_PIPELINING": pipelining},
    )
    try:
        seen = (
            f"for try in $(seq 1500); do pgrep -f '^{LONG}' >/dev/null && break; sleep 0.02; done; pgrep -f '^{LONG}'"
        )
        told = plays.web.terminal(
            "POST", "/execute", params={"ephemeral": "true"}, json={"command": seen, "wait": True, "timeout": 60}
        )
        assert told.json()["exit_code"] == 0, told.text
        workers = subprocess.run(["pgrep", "-P", str(play.pid)], capture_output=True, text=True, check=False)
        os.killpg(play.pid, number)
        if number == signal.SIGKILL:
            for worker in workers.stdout.split():
                os.kill(int(worker), number)
        play.communicate(timeout=60)
    finally:
        if play.poll() is None:
            os.killpg(play.pid, signal.SIGKILL)
            play.communicate()
    plays.look(NO_LONG)
    nothing_is_left(plays)
    assert plays.look("ls /root/mark 2>&1 || :").startswith("ls: cannot access")


def test_many_at_once(plays: Plays) -> None:
    """Twenty containers and as many forks; the services are asked what they can do once for each."""
    emulator = plays.emulator
    emulator.bulk(20)
    path = f"/projects/{emulator.project_id('Fleet')}/containers?limit=100"
    listed = emulator.api("GET", path).json()["data"]["containers"]
    nodes = [container for container in listed if container["name"].startswith("node-")]
    assert len(nodes) == 20
    for node in nodes:
        emulator.force(node["id"], status="running", hoody_kit=True)
    outcome = plays.run(
        {"name": "first", "ansible.builtin.raw": "hostname"},
        {"name": "second", "ansible.builtin.raw": "hostname"},
        hosts={node["name"]: plays.host(node) for node in nodes},
        arguments=["--forks", "20"],
    ).succeeded()
    for task in ("first", "second"):
        names = [result["stdout"].strip() for result in outcome.results if result["task"] == task]
        assert sorted(names) == sorted(node["name"] for node in nodes)
    log = emulator.kit_requests()
    assert sum(entry["path"].endswith("/health") for entry in log) == 20
    assert sum(entry["path"].endswith("/execute") for entry in log) == 60
