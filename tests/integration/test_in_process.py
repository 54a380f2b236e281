# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules in the controller's process: nobody can tell the difference, but by the time that it takes."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import certifi
import idna
import pytest
import requests
import urllib3

from .playbook import Ansible, Outcome, Task, container, container_info, network, network_info
from .test_secrets import everything
from .tls import tls_server

HERE = "runs in the process of ansible-playbook"
OFF = {"HOODY_IN_PROCESS": "0"}
SERVER = "amber-fox-1a2-de"
SHOP_API = {"project": "Shop", "name": "shop-api"}
#: What differs from run to run: the clock, and the number of the playbook.
_PASSING = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z|playbook-\d"


def lasting(text: str) -> str:
    """The text without what differs from run to run."""
    return re.sub(_PASSING, "(differs)", text)


def results(outcome: Outcome) -> str:
    """What the tasks returned; the order of members is left to chance by Ansible."""
    return json.dumps(outcome.results, sort_keys=True)


def both_ways(ansible: Ansible, *tasks: Task, **options: Any) -> list[Outcome]:
    """The outcome of the same tasks on the same world: in the controller's process, and in processes of their own."""
    outcomes = []
    for environment in ({}, OFF):
        ansible.emulator.restore()
        outcomes.append(ansible.run(*tasks, environment=environment, **options))
    return outcomes


def ordinary_work() -> list[Task]:
    """What playbooks do: loops, changes, questions, failures, registered results that later tasks use."""
    address = {"project": "Shop", "container": "shop-api"}
    names = ["loop-1", "shop-api", "loop-1", "no!", "loop-2"]
    new = {"server": SERVER, "comment": "{{ item }}", "environment_vars": {"NUMBER": "1", "TEXT": "{{ item }}"}}
    return [
        {
            **container(project="Shop", name="{{ item }}", **new),
            "loop": names,
            "register": "made",
            "ignore_errors": True,
        },
        {"ansible.builtin.debug": {"var": "made"}},
        {**container(project="Shop", name="{{ item }}", state="stopped"), "loop": names[:2], "diff": True},
        {**container(project="Shop", name="{{ item }}", state="absent"), "loop": ["loop-2"], "check_mode": True},
        {**container(project="Shop", name="loop-2", state="absent"), "when": "made is failed"},
        {**network(**address, type="block", state="started"), "diff": True},
        {**network_info(**address), "register": "shown"},
        {"ansible.builtin.debug": {"var": "shown"}},
        {**container(**SHOP_API, commentary="x"), "ignore_errors": True},
        {**container(**SHOP_API, state="on"), "ignore_errors": True},
        {**container(project="Nowhere", name="web", state="absent"), "register": "warned"},
        {"ansible.builtin.debug": {"var": "warned"}},
        {**container(project="Nowhere", name="{{ item }}", state="absent"), "loop": ["one", "two"]},
        {**container_info(project="Shop"), "register": "hidden", "no_log": True},
        {**container_info(project="Shop"), "delegate_to": "localhost"},
    ]


def test_same_results_and_same_screen(ansible: Ansible) -> None:
    here, there = both_ways(ansible, *ordinary_work(), arguments=["-v", "--diff"])
    assert lasting(here.succeeded().output) == lasting(there.succeeded().output)
    assert lasting(results(here)) == lasting(results(there))


def test_same_results_with_secrets(ansible: Ansible) -> None:
    here, there = both_ways(ansible, *everything(), arguments=["-v", "--diff"])
    assert lasting(here.succeeded().output) == lasting(there.succeeded().output)
    assert lasting(results(here)) == lasting(results(there))


def test_warnings_of_libraries_stay_off_the_screen(ansible: Ansible, tmp_path: Path) -> None:
    """A process of its own keeps them to itself, as long as it ends well."""
    with tls_server(tmp_path) as (url, _bundle):
        defaults = {"api_url": url, "api_token": "hdy_x", "validate_certs": False}
        here, there = both_ways(ansible, container_info(), defaults=defaults)
    assert here.succeeded().output == there.succeeded().output.replace("playbook-2", "playbook-1")
    assert "Warning" not in here.output


def test_shared_code_is_compiled_once(ansible: Ansible, tmp_path: Path) -> None:
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    ansible.run(container(**SHOP_API), environment=environment).succeeded()
    kept = {f"{path.parent.name}/{path.name.partition('.')[0]}" for path in tmp_path.rglob("cloud/plugins/**/*.pyc")}
    assert {"_engine/plan", "_container/resource", "_in_process/call", "modules/container"} <= kept


def test_the_environment_of_a_task(ansible: Ansible) -> None:
    """It reaches the module, and no other task."""
    emulator = ansible.emulator
    tasks = [
        {**container_info(project="Shop"), "environment": {"HOODY_TOKEN": emulator.token}},
        {**container_info(project="Shop"), "ignore_errors": True},
    ]
    defaults = {"api_url": emulator.url}
    here, there = both_ways(ansible, *tasks, defaults=defaults)
    assert (here[0]["failed"], here.message[:12]) == (False, "No API token")
    assert lasting(here.output) == lasting(there.output)


def test_what_a_loop_remembers_is_confirmed(ansible: Ansible) -> None:
    """Items that create, rename and delete what later items name."""
    identity = ansible.emulator.id_of("shop-api")
    items = [
        {"name": "shop-worker", "state": "absent"},
        {"name": "shop-worker", "state": "present", "server": SERVER},
        {"id": identity, "name": "renamed"},
        {"name": "renamed", "state": "present"},
        {"name": "shop-api", "server": SERVER},
        {"name": "shop-worker", "state": "present"},
    ]
    task = {"hoody.cloud.container": "{{ {'project': 'Shop'} | combine(item) }}", "loop": items}
    for outcome in both_ways(ansible, task):
        rows = [row for row in outcome.succeeded().results if "item" in row]
        assert [row["actions"] for row in rows] == [["delete"], ["create"], ["update"], [], ["create"], []]
        assert rows[3]["container"]["id"] == identity != rows[4]["container"]["id"]


def variations(folder: Path) -> dict[str, tuple[dict[str, Any], dict[str, Any], str]]:
    """What each variation adds to the task and to the variables, and the reason that is given."""
    other = folder / "bin" / "python"
    return {
        "become": ({"become": True}, {"ansible_become_method": "stand_in"}, "become is set"),
        # Not the tests' own interpreter: Ansible starts no background task by one whose path has a blank in it.
        "async": (
            {"async": 60, "poll": 1},
            {"ansible_async_dir": str(folder / "async"), "ansible_python_interpreter": str(other)},
            "async is set",
        ),
        "interpreter": ({}, {"ansible_python_interpreter": str(other)}, "its Python interpreter is another one"),
        "host": ({}, {"ansible_connection": "stand_in"}, "the connection is not local"),
        "delegation": ({"delegate_to": "elsewhere"}, {}, "the connection is not local"),
        "switched off": ({"environment": OFF}, {}, "HOODY_IN_PROCESS is off"),
    }


@pytest.mark.parametrize("name", variations(Path()))
def test_hands_over(ansible: Ansible, tmp_path: Path, name: str) -> None:
    """Where it would make a difference, Ansible runs the module as any other, with the same result."""
    keywords, variables, reason = variations(tmp_path)[name]
    wrapper = tmp_path / "bin" / "python"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    wrapper.chmod(0o755)
    plugins = Path(__file__).parent
    environment = {
        "ANSIBLE_CONNECTION_PLUGINS": str(plugins / "connection_plugins"),
        "ANSIBLE_BECOME_PLUGINS": str(plugins / "become_plugins"),
    }
    elsewhere = {"name": "elsewhere", "ansible_connection": "stand_in", "ansible_python_interpreter": sys.executable}
    task = container(**SHOP_API, comment="handed over")
    outcome = ansible.run(
        {"ansible.builtin.add_host": elsewhere},
        {"name": "here", **task, "check_mode": True},
        {"name": "there", **task, **keywords, "vars": variables},
        arguments=["-vvv"],
        environment=environment,
    ).succeeded()
    here, there = outcome["here"], outcome["there"]
    assert outcome.output.count(HERE) == 1
    assert f"runs in a separate process: {reason}." in outcome.output
    assert there["actions"] == here["actions"] == ["update"]
    assert there["container"]["comment"] == here["container"]["comment"] == "handed over"


@pytest.fixture
def any_python(tmp_path: Path) -> dict[str, str]:
    """An environment in which every Python has the requests library."""
    folder = tmp_path / "libraries"
    folder.mkdir()
    for library in (requests, urllib3, certifi, idna):
        (folder / library.__name__).symlink_to(Path(str(library.__file__)).parent)
    return {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize("ours", [True, False])
def test_an_interpreter_that_is_discovered(
    ansible: Ansible, tmp_path: Path, any_python: dict[str, str], ours: bool
) -> None:
    """The first task discovers it; the second knows whether it is the controller's."""
    tools, others = tmp_path / "tools", tmp_path / "others"
    tools.mkdir()
    others.mkdir()
    for name in ("chmod", "mkdir", "rm", "sleep", "uname"):
        (tools / name).symlink_to(str(shutil.which(name)))
    for minor in range(8, 20):
        other = others / f"python3.{minor}"
        other.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        other.chmod(0o755)
    discovered = "ansible_facts.discovered_interpreter_python"
    outcome = ansible.run(
        container(**SHOP_API),
        container(**SHOP_API),
        {"ansible.builtin.debug": {"var": discovered}},
        variables={"ansible_python_interpreter": "auto_silent"},
        arguments=["-vvv"],
        environment={**any_python, "PATH": f"{Path(sys.executable).parent if ours else others}:{tools}"},
    ).succeeded()
    found = Path(outcome[2][discovered])
    is_ours = found.parent == Path(sys.executable).parent
    # Before ansible-core 2.17, that of some distributions comes before what is on the path.
    assert is_ours == ours or found == Path("/usr/bin/python3")
    reason = "runs in a separate process: its Python interpreter is another one."
    assert (outcome.output.count(reason), outcome.output.count(HERE)) == ((1, 1) if is_ours else (2, 0))


def test_a_copy_of_the_interpreter_elsewhere_is_another_one(
    ansible: Ansible, tmp_path: Path, any_python: dict[str, str]
) -> None:
    """A link to the same file from another folder may be another virtual environment."""
    link = tmp_path / "venv" / "bin" / Path(sys.executable).name
    link.parent.mkdir(parents=True)
    link.symlink_to(sys.executable)
    outcome = ansible.run(
        container(**SHOP_API),
        variables={"ansible_python_interpreter": str(link)},
        arguments=["-vvv"],
        environment=any_python,
    ).succeeded()
    assert HERE not in outcome.output
