# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command and every example of the guides runs, and says what the guide says."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.emulator.kit.endpoint import Endpoint
from tests.emulator.process import ROOT
from tests.emulator.world.seed import SEEDED_KEY

from .examples import variables
from .guides import GUIDES, Block, blocks, commands, follow
from .playbook import Ansible, Task, container, container_info, fleet, network, network_info, run_program
from .plays import Plays
from .tls import tls_server

#: AWX is no part of these tests; what its guide shows is tested beside the kit that it is about.
NAMES = sorted(path.stem for path in GUIDES.glob("*.rst") if path.stem != "guide_awx")
#: Those that need an emulator whose containers have an inside.
INSIDE = ["guide_inside", "guide_ssh"]
#: Those that begin with nothing.
EMPTY = ["guide_around"]


def environment(ansible: Ansible) -> dict[str, str]:
    """That of a person with the emulator running, who has cloned from here in place of GitHub."""
    own = ansible.environment()
    (ansible.folder / "record.json").touch()
    return {
        **own,
        "PATH": f"{Path(sys.executable).parent}:{own['PATH']}",
        "PYTHONPATH": "",
        "HOODY_API_URL": ansible.emulator.url,
        "HOODY_TOKEN": ansible.emulator.token,
        "HOODY_TEST_RECORD": str(ansible.folder / "record.json"),
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": f"url.file://{ROOT}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/hoody-com/hoody.cloud",
        "GIT_CONFIG_KEY_1": "safe.directory",
        "GIT_CONFIG_VALUE_1": "*",
    }


def replaced(ansible: Ansible) -> dict[str, str]:
    """What stands in a guide, and what stands for it here."""
    # A shell would take a blank in the path of the checkout for its end.
    checkout = ansible.folder / "checkout"
    checkout.symlink_to(ROOT)
    # Folders and not links, as git ignores only those under these names.
    path = ".build/collections/ansible_collections/hoody"
    rig = f"mkdir -p .venv {path} && ln -s {shlex.quote(sys.prefix)}/* .venv && ln -s {checkout} {path}/cloud"
    return {
        "http://127.0.0.1:8042": ansible.emulator.url,
        "~/.ansible/collections": f"{checkout}/.build/collections",
        "pip install": "pip install --quiet --dry-run --no-index",
        "git clone": "git clone --quiet --depth 1",
        # The emulator runs already; what make would have built is that of this checkout.
        "make emulator": f"grep -q '^emulator:.* ##' {checkout}/Makefile && {rig}",
        # What these do is tested by running them, which this test is part of.
        **{
            f"make {target}": f"grep -q '^{target}:.* ##' {checkout}/Makefile #"
            for target in ("demo", "test", "unit", "release")
        },
        "antsibull-changelog release": "antsibull-changelog release --version 99.0.0",
    }


@pytest.mark.parametrize("guide", sorted(set(NAMES) - set(INSIDE)))
def test_a_guide(ansible: Ansible, guide: str) -> None:
    ansible.emulator.reset(empty=guide in EMPTY)
    common = replaced(ansible)
    own = {'make emulator ARGS="--empty"': common["make emulator"]}
    problems = follow(guide, ansible.folder, environment(ansible), {**own, **common})
    assert not problems, "\n\n".join(problems)


@pytest.mark.parametrize("guide", INSIDE)
def test_a_guide_into_the_containers(plays: Plays, guide: str) -> None:
    if guide == "guide_ssh" and (reason := Endpoint.reason_against()):
        pytest.skip(reason)
    variables = {**environment(plays.ansible), "HOODY_KIT_URL": plays.emulator.kit_url}
    del variables["ANSIBLE_REMOTE_TMP"]
    common = replaced(plays.ansible)
    # What Molecule does is tested beside its scenario.
    own = {
        'make emulator ARGS="--inside ../inside"': common["make emulator"],
        "molecule test": "true",
        "=2222": f"={plays.emulator.ssh_port}",
        # ssh would look into the home of whoever runs the tests, whatever HOME is.
        "accept-new": f"accept-new -o UserKnownHostsFile={plays.folder}/known_hosts",
    }
    problems = follow(guide, plays.folder, variables, {**own, **common})
    assert not problems, "\n\n".join(problems)


def is_followed(block: Block) -> bool:
    """Whether `follow` does something with a block: it is a file, or has commands."""
    return bool(block.file or (block.language == "console" and list(commands(block))))


def loose(guide: str) -> list[dict[str, Any]]:
    """The tasks of a guide that are in no file; nothing else is left beside what was followed."""
    rest = [block for block in blocks(guide) if not is_followed(block)]
    assert {block.language for block in rest} <= {"yaml"}, guide
    return [item for block in rest for item in yaml.safe_load(block.text)]


def test_the_tasks_between_the_lines(ansible: Ansible) -> None:
    tasks = [task for guide in NAMES for task in loose(guide)]
    ansible.run(*tasks, variables=variables(ansible)).succeeded()


#: What each message of the page of troubles comes from: a task, or one with other connection settings.
NOTHING_LISTENS = {"api_url": "http://127.0.0.1:9", "api_retries": 0}


def firewall(container: str, **rule: str) -> Task:
    """A task that wants one rule for what comes in."""
    return {"hoody.cloud.container_firewall": {"project": "Shop", "container": container, "ingress": [rule]}}


WEB = {"action": "allow", "protocol": "tcp", "destination_port": "80"}
REST = {"action": "drop", "protocol": "tcp", "destination_port": "1-65535", "description": "the rest"}
TROUBLES: list[tuple[str, Task]] = [
    ("No API token", container_info(api_token="")),
    ("answered 401", container_info(api_token="hdy_wrong")),
    ("The profile file", container_info(config_file="no-such-file.json", api_token="", api_url="")),
    ("would send the token unencrypted over http", container_info(api_url="http://api.example.net")),
    ("failed: connection refused", container_info(**NOTHING_LISTENS)),
    (
        "failed: the proxy",
        {
            **container_info(api_url="https://api.example.net", api_retries=0),
            "environment": {"HTTPS_PROXY": "http://127.0.0.1:9"},
        },
    ),
    ("the certificate of ... is not accepted", container_info(api_url="{{ untrusted }}", api_retries=0)),
    ("a listing of containers returned ... items", container_info(project="Lab", api_retries=0)),
    ("answered 200: a success with", network_info(project="Shop", container="shop-worker", api_retries=0)),
    ("There is no project", container_info(project="Shoppe")),
    ("There is no active server", container(project="Shop", name="shop-new", server="amber-fox")),
    ("There is no container", network(project="Shop", container="shop-apii", type="block")),
    ("has no option", container(project="Shop", name="shop-new", sever="amber-fox-1a2-de")),
    ("is ambiguous: give project", network_info(container="web")),
    ("cannot be changed in place", container(project="Shop", name="shop-api", container_image="ubuntu/22.04")),
    (
        "Nothing was changed. If this is intended, add force: true",
        container(project="Shop", name="shop-api", container_image="ubuntu/22.04", recreate=True),
    ),
    ("does not exist; to create it, give", container(project="Shop", name="shop-new")),
    ("is in the state failed", container(project="Shop", name="shop-broken")),
    ("has no network profile to", network(project="Shop", container="shop-cache", state="started")),
    ("would block all access to port", firewall("shop-crawler", **REST)),
    ("has to be added again at the end", firewall("shop-api", **WEB, description="shop")),
    ("must be a dictionary of options such as", fleet(project="Shop", containers=["shop-api"])),
    ("must have strings as values", container(project="Shop", name="shop-api", environment_vars={"DEBUG": True})),
    (
        "which results show instead of a hidden value",
        container(project="Shop", name="shop-api", environment_vars={"DATABASE_URL": "(hidden)"}),
    ),
    ("must not be blank", container(project="", name="shop-api", state="absent")),
    (
        "cannot get the declared values",
        {
            **container(project="Shop", name="lab-api", server="amber-fox-1a2-de", ssh_public_key=SEEDED_KEY),
            "check_mode": True,
        },
    ),
    ("a random name creates another container", container(project="Shop", name="rand")),
    ("Nothing is purged", fleet(project="Shop", containers=[], purge=True, purge_pattern="*")),
]


#: The messages that no task ends with: commands that do. In a folder with the files of `TROUBLED`.
COMMANDS: list[tuple[str, str]] = [
    ("couldn't resolve module/action", "ANSIBLE_COLLECTIONS_PATH=/nowhere ansible-playbook play.yml"),
    (
        "The Python library requests cannot be imported",
        "PYTHONPATH=$PWD/without ansible localhost -m hoody.cloud.project_info",
    ),
    ("The emulator needs the Python library", 'cd "$ROOT" && PYTHONPATH="$OLDPWD/without" python -m tests.emulator'),
    ("No module named 'tests'", "cd / && python -m tests.emulator"),
    (
        "is not the address of the API",
        "HOODY_API_URL=$HOODY_API_URL/docs ansible localhost -m hoody.cloud.project_info",
    ),
    ("has no attribute 'id'", "ansible-playbook --check new.yml"),
    ("is a template that cannot be evaluated", "ansible-inventory -i vault.hoody.yml --list"),
    ("cannot be derived from api_url", "ansible shop-api -i https.hoody.yml -m ansible.builtin.ping"),
    ("cannot listen on", 'cd "$ROOT" && python -m tests.emulator --port ${HOODY_API_URL##*:}'),
    ("its name does not end in hoody.yml", "ansible-inventory -i shop.yml --list"),
    ("has keys that are not options of this plugin", "ansible-inventory -i mistyped.hoody.yml --list"),
    (
        "No inventory was parsed",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING=1 HOODY_TOKEN=hdy_wrong ansible-inventory -i shop.hoody.yml --list",
    ),
    ("has no SSH key", "ansible shop-crawler -i shop.hoody.yml -m ansible.builtin.ping"),
]
#: Those that need containers with an inside, as hosts.
INSIDE_ONLY = ["does not run, or has no services", "require credentials"]
TROUBLED = {
    "play.yml": "- hosts: localhost\n  tasks:\n    - hoody.cloud.container_info:\n",
    "new.yml": """
- hosts: localhost
  tasks:
    - hoody.cloud.container: {project: Shop, name: shop-new, server: amber-fox-1a2-de}
      register: made
    - ansible.builtin.debug: {msg: "{{ made.container.id }}"}
""",
    "vault.hoody.yml": "plugin: hoody.cloud.containers\napi_token: '{{ vault_hoody_token }}'\n",
    "https.hoody.yml": "plugin: hoody.cloud.containers\nprojects: [Shop]\nconnect: https\n",
    "shop.yml": "plugin: hoody.cloud.containers\n",
    "shop.hoody.yml": "plugin: hoody.cloud.containers\nprojects: [Shop]\n",
    "mistyped.hoody.yml": "plugin: hoody.cloud.containers\nproject: Shop\nfilter: []\n",
    "without/requests.py": "raise ModuleNotFoundError('No module', name='requests')\n",
    "without/uvicorn.py": "raise ModuleNotFoundError('No module', name='uvicorn')\n",
}


def headings() -> list[str]:
    """The messages that the page of troubles explains."""
    page = (GUIDES / "guide_troubleshooting.rst").read_text(encoding="utf-8")
    return re.findall(r"^``(.+)``\n-+$", page, re.MULTILINE)


def test_every_heading_of_the_page_of_troubles_is_tried() -> None:
    tried = [message for message, _way in (*TROUBLES, *COMMANDS)] + INSIDE_ONLY
    assert sorted(headings()) == sorted(tried)


@pytest.mark.parametrize("message, command", COMMANDS, ids=[message for message, _command in COMMANDS])
def test_the_commands_of_the_page_of_troubles(ansible: Ansible, message: str, command: str) -> None:
    for name, content in TROUBLED.items():
        (ansible.folder / name).parent.mkdir(exist_ok=True)
        (ansible.folder / name).write_text(content)
    own = environment(ansible)
    process = run_program(["bash", "-c", command], ansible.folder, {**own, "ROOT": str(ROOT)})
    assert message in " ".join(process.stdout.split()), process.stdout


def test_the_hosts_of_the_page_of_troubles(plays: Plays) -> None:
    emulator = plays.emulator
    stopped = emulator.api("GET", f"/containers/{emulator.id_of('shop-worker')}").json()["data"]
    first, second = INSIDE_ONLY
    ping: Task = {"ansible.builtin.ping": {}}
    said = plays.run(ping, hosts={"stopped": plays.host(stopped)}, environment={"HOODY_CONNECT_TIMEOUT": "1"}).said
    assert first in said
    emulator.switch(kit_gate="basic")
    assert second in plays.run(ping).said


def test_the_messages_of_the_page_of_troubles(ansible: Ansible, tmp_path: Path) -> None:
    """Each heading is part of a message that a task really ends with, and each of these is explained."""
    emulator = ansible.emulator
    emulator.put_container(project="Shop", name="shop-broken", status="failed")
    for rule in ({**WEB, "description": "web"}, REST):
        emulator.api("POST", f"/containers/{emulator.id_of('shop-api')}/firewall/ingress", rule)
    emulator.fault("short_page", path=f"/projects/{emulator.project_id('Lab')}/containers$")
    emulator.fault("html", path=f"/containers/{emulator.id_of('shop-worker')}/network$")
    tasks = [{**task, "name": message, "ignore_errors": True} for message, task in TROUBLES]
    with tls_server(tmp_path) as (url, _bundle):
        outcome = ansible.run(*tasks, variables={"untrusted": url})
    for message, _task in TROUBLES:
        said = outcome[message]["msg"]
        assert re.search(re.escape(message).replace(r"\.\.\.", ".*"), said), said
