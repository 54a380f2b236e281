# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the items of a loop and the hosts of a play share, counted in requests; and that nobody is led astray by it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.torture.battle import FAULTS, Neighbour

from .playbook import Ansible, Outcome, Task, container, container_info, network

SERVER = "amber-fox-1a2-de"
COUNT = 150
#: Two pages, and a third one that proves that there is no more.
PAGES = 2
SECRET = "a-value-that-nobody-may-see"


def play(ansible: Ansible, hosts: Sequence[str], *tasks: Task, forks: int = 5, **environment: str) -> Outcome:
    """Run tasks for these hosts, on the controller."""
    inventory, playbook = ansible.folder / "hosts.json", ansible.folder / "play.json"
    inventory.write_text(json.dumps({"all": {"hosts": {name: {} for name in hosts}}}))
    content = {
        "hosts": "all",
        "gather_facts": False,
        "module_defaults": {"group/hoody.cloud.hoody": ansible.connection},
        "tasks": [{**task, "delegate_to": "localhost"} for task in tasks],
    }
    playbook.write_text(json.dumps([content]))
    return ansible.run_file(playbook, arguments=["-i", str(inventory), "-f", str(forks)], environment=environment)


def asked(ansible: Ansible) -> list[dict[str, Any]]:
    """The requests about the project Fleet, or about none: what an earlier test has interrupted may still clean up."""
    emulator = ansible.emulator
    log = emulator.requests()
    project = emulator.project_id("Fleet")
    pages = [emulator.api("GET", f"/projects/{project}/containers?limit=100&page={page}") for page in (1, 2, 3)]
    known = {project, *(item["id"] for page in pages for item in page.json()["data"]["containers"])}
    return [entry for entry in log if set(re.findall("[0-9a-f]{24}", entry["path"])) <= known]


@pytest.fixture
def fleet_names(ansible: Ansible) -> list[str]:
    """The names of many containers in a project of their own."""
    ansible.emulator.bulk(COUNT)
    ansible.emulator.clear_requests()
    return [f"node-{number:05}" for number in range(1, COUNT + 1)]


def test_hosts_list_once_and_read_one_container_each(ansible: Ansible, fleet_names: list[str]) -> None:
    hosts = fleet_names[:20]
    play(ansible, hosts, container(project="Fleet", name="{{ inventory_hostname }}", state="started")).succeeded()
    log = asked(ansible)
    assert len(log) == 1 + PAGES + len(hosts), [entry["path"] for entry in log]
    assert not [entry for entry in log if entry["method"] != "GET"]


def test_each_task_looks_for_itself(ansible: Ansible, fleet_names: list[str]) -> None:
    """What comes between two tasks may be anything."""
    emulator = ansible.emulator
    body = {"name": "new", "server_id": emulator.server_id(SERVER)}
    made = {
        "ansible.builtin.uri": {
            "url": f"{emulator.url}/api/v1/projects/{emulator.project_id('Fleet')}/containers",
            "method": "POST",
            "headers": {"Authorization": f"Bearer {emulator.token}"},
            "body_format": "json",
            "body": body,
            "status_code": 201,
        },
        "vars": {"ansible_python_interpreter": sys.executable},
    }
    emulator.clear_requests()
    mine = container(project="Fleet", name="{{ inventory_hostname }}")
    outcome = play(ansible, ["node-00001"], mine, made, network(project="Fleet", container="new", type="block"), mine)
    outcome.succeeded()
    listed = [entry for entry in asked(ansible) if entry["path"].endswith("/containers")]
    assert len([entry for entry in listed if entry["method"] == "GET"]) == 3 * PAGES


def test_a_loop_over_what_is_as_declared_reads_one_container(ansible: Ansible, fleet_names: list[str]) -> None:
    """So few that even a busy machine is done with them before what was listed is too old to count."""
    names = fleet_names[:20]
    ansible.run({**container(project="Fleet", name="{{ item }}", state="started"), "loop": names}).succeeded()
    everywhere = ansible.run(container_info()).succeeded()[0]["containers"]
    pages = len(everywhere) // 100 + 1
    every = asked(ansible)
    log = [entry for entry in every if entry["path"] != "/api/v1/containers/"]
    assert [entry["path"].rpartition("/")[0] for entry in log] == ["/api/v1/containers"]
    assert len(every) == 2 * pages + 1, "and those of the question"


def test_a_loop_that_creates_lists_once(ansible: Ansible, fleet_names: list[str]) -> None:
    new = container(project="Fleet", name="new-{{ item }}", server=SERVER, wait=False)
    ansible.emulator.switch(latency=0.05)
    ansible.run({**new, "loop": list(range(50))}).succeeded()
    log = asked(ansible)
    assert len(log) <= 2 * 50 + PAGES + 3, [entry["path"] for entry in log if entry["method"] == "GET"]
    assert len([entry for entry in log if entry["method"] == "POST"]) == 50


def test_hosts_that_create_and_delete(ansible: Ansible, fleet_names: list[str]) -> None:
    """Whatever a host has done, other hosts and later tasks find it, and none is made twice."""
    hosts = [f"new-{number}" for number in range(12)]
    mine = {"project": "Fleet", "name": "{{ inventory_hostname }}"}
    outcome = play(
        ansible,
        hosts,
        {"name": "made", **container(**mine, server=SERVER, wait=False)},
        {"name": "there", **container(**mine, comment="mine")},
        {"name": "gone", **container(**mine, state="absent")},
        {"name": "still gone", **container(**mine, state="absent")},
        {"name": "made again", **container(**mine, server=SERVER, wait=False)},
    ).succeeded()
    actions: dict[str, set[str]] = {}
    for result in outcome.results:
        actions.setdefault(result["task"], set()).add(" ".join(result["actions"]))
    assert actions == {
        "made": {"create"},
        "there": {"update"},
        "gone": {"delete"},
        "still gone": {""},
        "made again": {"create"},
    }
    names = [item["name"] for item in ansible.run(container_info(project="Fleet")).succeeded()[0]["containers"]]
    assert sorted(names) == sorted([*fleet_names, *hosts])


def test_hosts_that_declare_the_same_container_make_one(ansible: Ansible) -> None:
    outcome = play(
        ansible,
        [f"host-{number}" for number in range(8)],
        container(project="Shop", name="one", server=SERVER),
        forks=8,
    ).succeeded()
    results = [result for result in outcome.results if "container" in result]
    assert len({result["container"]["id"] for result in results}) == 1
    assert sorted(result["actions"] for result in results) == [*[[]] * 7, ["create"]]


def test_two_plays_at_once_and_a_neighbour_make_no_container_twice(ansible: Ansible, tmp_path: Path) -> None:
    """Each declares the same names in a loop, and somebody else makes and removes some of them meanwhile."""
    names = [f"both-{number:02}" for number in range(20)]
    task = container(project="Shop", name="{{ item }}", server=SERVER, comment="ours", wait=False)
    ansible.emulator.switch(create_delay=0)
    folders = [tmp_path / "one", tmp_path / "two"]
    playbooks = []
    for folder in folders:
        folder.mkdir()
        defaults = {"group/hoody.cloud.hoody": ansible.connection}
        content = {"hosts": "localhost", "gather_facts": False, "module_defaults": defaults}
        playbooks.append(folder / "play.json")
        playbooks[-1].write_text(json.dumps([{**content, "tasks": [{**task, "loop": names, "register": "made"}]}]))
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "ansible", "playbook", str(playbook)],
            cwd=ansible.folder,
            env={**ansible.environment(), "HOODY_TEST_RECORD": str(playbook.with_suffix(".record"))},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for playbook in playbooks
    ]
    neighbour = threading.Thread(target=disturb, args=(ansible, names))
    neighbour.start()
    said = [run.communicate(timeout=300)[0] for run in runs]
    neighbour.join()
    assert [run.returncode for run in runs] == [0, 0], said
    there = ansible.run({**task, "loop": names}, container_info(project="Shop")).succeeded()[-1]["containers"]
    found = sorted((item["name"], item["comment"]) for item in there if item["name"] in names)
    assert found == [(name, "ours") for name in names]


def disturb(ansible: Ansible, names: Sequence[str]) -> None:
    """Make containers that somebody else declares, as soon as he has begun."""
    ansible.emulator.wait_for_reply("POST", 201)
    for name in names[10:15]:
        path = f"/projects/{ansible.emulator.project_id('Shop')}/containers"
        body: dict[str, Any] = {"name": name, "server_id": ansible.emulator.server_id(SERVER)}
        assert ansible.emulator.api("POST", path, body).status_code in (201, 409)


def test_no_value_of_a_variable_is_on_disk(ansible: Ansible, tmp_path: Path) -> None:
    ansible.emulator.put_container(project="Shop", name="env", environment_vars={"PASSWORD": SECRET})
    temporary = tmp_path / "local"
    mine = {"project": "Shop", "environment_vars": {"PASSWORD": SECRET}}
    search = f"grep -rlE '{SECRET}|{ansible.emulator.token}' {temporary}"
    outcome = play(
        ansible,
        ["env", "new-1"],
        {**container(**mine, name="{{ inventory_hostname }}", server=SERVER), "no_log": True},
        {"ansible.builtin.command": f"find {temporary} -name 'hoody-notes-*'", "register": "notes"},
        {"ansible.builtin.command": search, "register": "found", "failed_when": "found.rc != 1", "name": "look"},
        {"ansible.builtin.assert": {"that": "notes.stdout_lines | length >= 2"}},
        ANSIBLE_LOCAL_TEMP=str(temporary),
        ANSIBLE_PIPELINING="True",
    ).succeeded()
    assert outcome["look"]["rc"] == 1
    assert not list(temporary.rglob("hoody-*"))


def test_loops_and_hosts_under_fire(ansible: Ansible) -> None:
    """A quarter of the requests fails in every way that passes, and somebody else is at work in the same project."""
    emulator = ansible.emulator
    emulator.switch(create_delay=0)
    names = [f"mine-{number:02}" for number in range(12)]
    task = container(project="Shop", server=SERVER, comment="ours", wait=False, api_retries=2)
    options = task["hoody.cloud.container"]
    by_loop = {"hoody.cloud.container": {**options, "name": "{{ item }}"}, "loop": names[:8]}
    by_host = {"hoody.cloud.container": {**options, "name": "{{ inventory_hostname }}"}}
    neighbour = Neighbour(emulator, 1)
    emulator.fault(kinds=FAULTS, probability=0.25, retry_after=0, seed=1)
    neighbour.start()
    for _attempt in range(20):
        ended = [ansible.run(by_loop).returncode, play(ansible, names[4:], by_host).returncode]
        if ended == [0, 0]:
            break
    neighbour.stop()
    emulator.clear_faults()
    there = ansible.run(by_loop, container_info(project="Shop")).succeeded()[-1]["containers"]
    assert sorted((item["name"], item["comment"]) for item in there if item["name"].startswith("mine-")) == [
        (name, "ours") for name in names
    ]
    assert {item["id"]: item["name"] for item in there if item["name"].startswith("foreign-")} == neighbour.owns
