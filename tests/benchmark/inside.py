# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small tasks inside of one container, over HTTPS or over SSH, both to loopback."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmark.wire import slow
from tests.emulator.kit.endpoint import Endpoint
from tests.emulator.kit.possible import reason_against as reason_against_inside
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Ansible, Task

ITEMS = 50
COMMAND: Task = {"ansible.builtin.command": "true", "loop": list(range(ITEMS)), "changed_when": False}
FILE: Task = {
    "ansible.builtin.copy": {"content": "{{ item }}", "dest": "/root/{{ item }}"},
    "loop": list(range(ITEMS)),
}
HTTPS, SSH = "HTTPS", "SSH"


def reason_against() -> str | None:
    """Why nothing can be measured on this machine."""
    return reason_against_inside() or Endpoint.reason_against()


def removed(path: str) -> Task:
    """See that there is no such file."""
    return {"ansible.builtin.file": {"path": path, "state": "absent"}}


def copied(source: Path) -> Task:
    """Copy a file into the container."""
    return {"ansible.builtin.copy": {"src": str(source), "dest": f"/root/{source.name}"}}


class Ways:
    """The ways into one container."""

    def __init__(self, emulator: EmulatorProcess, folder: Path, kit_url: str) -> None:
        self.folder = folder
        self._kit_url = kit_url
        self._emulator = emulator
        self._ansible = Ansible(emulator, folder)
        self._key = folder / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self._key], check=True)
        public = self._key.with_suffix(".pub").read_text().strip()
        self._container = emulator.put_container(project="Shop", name="measured", ssh_public_key=public)
        hosts = {HTTPS: self._over_https(), SSH: self._over_ssh()}
        self._inventories = {way: self._inventory(way, host) for way, host in hosts.items()}

    def run(self, way: str, *tasks: Task) -> None:
        """Run tasks in the container."""
        playbook = self.folder / "play.json"
        playbook.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": list(tasks)}]))
        environment = {"ANSIBLE_PIPELINING": "True", "ANSIBLE_REMOTE_TMP": "~/.ansible/tmp", "HOODY_TEST_RECORD": ""}
        arguments = ["-i", str(self._inventories[way])]
        self._ansible.run_file(playbook, arguments=arguments, environment=environment).succeeded()

    def address(self, path: str) -> str:
        """Where the files service of the container has this path."""
        made = self._container
        names = {"project_id": made["project_id"], "container_id": made["id"], "server_name": made["server_name"]}
        return self._kit_url.format(**names, service="files", index="1") + f"/api/v1/files{path}"

    def _inventory(self, way: str, host: dict[str, Any]) -> Path:
        path = self.folder / f"{way}.json"
        hosts = {"measured": {**host, "ansible_python_interpreter": "auto_silent"}}
        path.write_text(json.dumps({"all": {"hosts": hosts}}))
        return path

    def _over_https(self) -> dict[str, Any]:
        return {
            "ansible_connection": "hoody.cloud.https",
            "ansible_hoody_project_id": self._container["project_id"],
            "ansible_hoody_container_id": self._container["id"],
            "ansible_hoody_server_name": self._container["server_name"],
            "ansible_hoody_kit_url": self._kit_url,
        }

    def _over_ssh(self) -> dict[str, Any]:
        return {
            "ansible_connection": "ansible.builtin.ssh",
            "ansible_host": "127.0.0.1",
            "ansible_port": self._emulator.ssh_port,
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(self._key),
            "ansible_ssh_common_args": "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
        }


@contextmanager
def ways(rate: float = 0) -> Iterator[Ways]:
    """The ways into a container of an emulator that has an inside, and whose services do not sleep.

    With a ``rate``, HTTPS goes over a wire that takes so many bytes a second.
    """
    with (
        TemporaryDirectory() as name,
        EmulatorProcess(inside=Path(name, "inside"), kit_sleep="none") as emulator,
        slow(emulator.kit_url, rate) if rate else nullcontext(emulator.kit_url) as kit_url,
    ):
        yield Ways(emulator, Path(name), kit_url)
