# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line, the request log and the control of the world."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.emulator.greeting import collections_path
from tests.emulator.process import ROOT, EmulatorProcess


def test_log(cloud: EmulatorProcess) -> None:
    cloud.api("GET", "/servers?x=1", headers={"User-Agent": "a test"})
    cloud.api("PATCH", f"/containers/{cloud.id_of('web')}", {"comment": "a secret"})
    first, last = cloud.requests()[0], cloud.requests()[-1]
    assert (first["method"], first["path"], first["query"]) == ("GET", "/api/v1/servers", "x=1")
    assert (first["status"], first["fault"], first["user_agent"]) == (200, None, "a test")
    assert (first["has_body"], first["content_type"]) == (False, None)
    assert (last["has_body"], last["content_type"]) == (True, "application/json")
    everything = str(cloud.requests())
    assert cloud.token not in everything
    assert "a secret" not in everything


def test_log_leaves_control_out(cloud: EmulatorProcess) -> None:
    cloud.control("GET", "/health")
    assert cloud.requests() == []


def test_log_after_a_number(cloud: EmulatorProcess) -> None:
    for _round in range(3):
        cloud.api("GET", "/servers")
    assert [entry["number"] for entry in cloud.control("GET", "/requests?after=2")] == [3]


def test_summary(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    cloud.clear_requests()
    cloud.switch(latency=1)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: cloud.api("GET", f"/containers/{web}"), range(4)))
    summary = cloud.summary()
    assert summary["by_route"] == {"GET /api/v1/containers/{id}": 4}
    assert summary["by_status"] == {"200": 4}
    assert 2 <= summary["max_in_flight"] <= 4


def test_reset_gives_the_same_ids(cloud: EmulatorProcess) -> None:
    before = cloud.api("GET", "/containers/").json()["data"]["containers"]
    cloud.api("DELETE", f"/containers/{before[0]['id']}")
    cloud.reset()
    assert cloud.api("GET", "/containers/").json()["data"]["containers"] == before
    cloud.reset(empty=True)
    assert cloud.api("GET", "/containers/").json()["data"]["containers"] == []


def test_put_container(cloud: EmulatorProcess) -> None:
    made = cloud.put_container(
        project="Lab",
        server="blue-owl-3b4-us",
        name="odd",
        status="failed",
        comment="x",
        environment_vars={"A": "1"},
        network={"type": "block", "status": "running"},
    )
    assert cloud.id_of("odd", "Lab") == made["id"]
    assert (made["status"], made["server_name"], made["environment_vars"]["A"]) == ("failed", "blue-owl-3b4-us", "1")
    assert cloud.egress(made["id"])["running"] is True
    with pytest.raises(RuntimeError, match="404"):
        cloud.put_container(project="Nowhere", name="odd")


def test_force(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    cloud.switch(stop_delay="never")
    cloud.api("POST", f"/containers/{web}/stop")
    assert cloud.force(web, status="failed", name="broken")["name"] == "broken"
    assert cloud.status_of(web) == "failed"
    assert cloud.id_of("broken") == web
    cloud.control("DELETE", f"/containers/{web}")
    assert cloud.status_of(web) == "gone"


def test_bulk(cloud: EmulatorProcess) -> None:
    cloud.bulk(150)
    cloud.bulk(50)
    page = cloud.api("GET", f"/projects/{cloud.project_id('Fleet')}/containers?sort_by=name&limit=1").json()["data"]
    assert page["pagination"]["total"] == 200
    assert page["containers"][0]["name"] == "node-00200"


def run(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The program, until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "tests.emulator", *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments,words",
    [
        (["--host", "0.0.0.0"], "--allow-remote"),
        (["--set", "nonsense"], "NAME=VALUE"),
        (["--set", "no_such=1"], "update_verbs"),
        (["--set", "update_verbs=post"], "--set update_verbs"),
    ],
)
def test_wrong_command_lines(arguments: list[str], words: str) -> None:
    ended = run(*arguments)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_missing_library_is_told_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError('No module', name='uvicorn')")
    ended = run(environment={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert ended.returncode == 1
    assert ended.stderr.startswith("The emulator needs the Python library uvicorn, which ")
    assert Path(shlex.split(ended.stderr.splitlines()[-1])[-1]).read_text().count("uvicorn") == 1


def test_port_in_use(cloud: EmulatorProcess) -> None:
    ended = run("--port", cloud.url.rpartition(":")[2])
    assert ended.returncode == 1
    assert "cannot listen" in ended.stderr
    other = int(cloud.url.rpartition(":")[2]) + 1
    assert f'make emulator ARGS="--port {other}"' in ended.stderr


@pytest.mark.parametrize(
    "number,fault",
    [(signal.SIGTERM, "hang"), (signal.SIGINT, "hang"), (signal.SIGTERM, "slow"), (signal.SIGTERM, "drip")],
)
def test_signals_end_it_even_when_requests_hang(number: signal.Signals, fault: str) -> None:
    with EmulatorProcess(profile="seed", containers=5, empty=True) as emulator:
        assert emulator.control("GET", "/health")["containers"] == 5
        emulator.fault(fault, seconds=60)
        with ThreadPoolExecutor(1) as pool:
            hanging = pool.submit(emulator.api, "GET", "/servers")
            while not emulator.requests():
                pass
            emulator.send_signal(number)
            assert emulator.stop() == 0
            assert hanging.exception(timeout=10)
        assert not emulator.complaints()


def typed(banner: str) -> list[subprocess.CompletedProcess[str]]:
    """What comes of each command of the banner, in a shell into which its exports were pasted."""
    pasted = re.findall(r"^  ((?:export|\.) .*)$", banner, re.MULTILINE)
    commands = re.findall(r"^  ((?:ansible|curl) (?:.*\\\n)*.*)$", banner, re.MULTILINE)
    return [
        subprocess.run(
            ["bash", "-c", "\n".join([*pasted, command])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        for command in commands
    ]


def test_what_it_says_can_be_typed() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.emulator", "--port", "0"],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        text = "".join(iter(process.stdout.readline, "Press Ctrl-C to stop.\n"))
        endings = typed(text)
        process.terminate()
        assert process.stderr
        assert process.stderr.read() == ""
    assert [(ended.returncode, ended.stdout) for ended in endings if ended.returncode] == []
    assert len(endings) == 4
    assert "/docs" in text
    assert process.returncode == 0


def test_where_the_collection_is(tmp_path: Path) -> None:
    """In its place it needs no link; in a clone that no make was called in, nobody knows where Ansible finds it."""
    installed = tmp_path / "ansible_collections" / "hoody" / "cloud"
    assert collections_path(installed) == tmp_path
    assert collections_path(tmp_path) is None
    (tmp_path / ".build" / "collections" / "ansible_collections" / "hoody" / "cloud").mkdir(parents=True)
    assert collections_path(tmp_path) == tmp_path / ".build" / "collections"
