# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small tasks inside of one container, over HTTPS beside the same over SSH, both to loopback."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from tests.benchmark.timing import seconds
from tests.emulator.kit.endpoint import Endpoint
from tests.emulator.kit.possible import reason_against
from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Ansible, Task

ROUNDS = 5
ITEMS = 50
COMMAND: Task = {"ansible.builtin.command": "true", "loop": list(range(ITEMS)), "changed_when": False}
FILE: Task = {
    "ansible.builtin.copy": {"content": "{{ item }}", "dest": "/root/{{ item }}"},
    "loop": list(range(ITEMS)),
}
TASKS = {"command": COMMAND, "copy": FILE}


def main() -> None:
    """Print the time of each and the median of the ratios, pair by pair."""
    reason = reason_against() or Endpoint.reason_against()
    if reason:
        print(f"\nnothing is measured inside of containers: {reason}")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with EmulatorProcess(inside=folder / "inside", kit_sleep="none") as emulator:
            ansible = Ansible(emulator, folder)
            inventories = _inventories(emulator, folder)
            print(f"\n{f'{ITEMS} tasks in one container, pipelining':<46}{'SSH, s':>8}{'HTTPS, s':>10}{'x SSH':>8}")
            for title, task in TASKS.items():
                _compare(ansible, inventories, title, task)


def _inventories(emulator: EmulatorProcess, folder: Path) -> dict[str, Path]:
    """One container under both connections."""
    key = folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    made = emulator.put_container(
        project="Shop", name="measured", ssh_public_key=key.with_suffix(".pub").read_text().strip()
    )
    https = {
        "ansible_connection": "hoody.cloud.https",
        "ansible_hoody_project_id": made["project_id"],
        "ansible_hoody_container_id": made["id"],
        "ansible_hoody_server_name": made["server_name"],
        "ansible_hoody_kit_url": emulator.kit_url,
    }
    ssh = {
        "ansible_connection": "ansible.builtin.ssh",
        "ansible_host": "127.0.0.1",
        "ansible_port": emulator.ssh_port,
        "ansible_user": "root",
        "ansible_ssh_private_key_file": str(key),
        "ansible_ssh_common_args": "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null",
    }
    inventories = {}
    for name, host in (("SSH", ssh), ("HTTPS", https)):
        host["ansible_python_interpreter"] = "auto_silent"
        inventories[name] = folder / f"{name}.json"
        inventories[name].write_text(json.dumps({"all": {"hosts": {"measured": host}}}))
    return inventories


def _compare(ansible: Ansible, inventories: dict[str, Path], title: str, task: Task) -> None:
    playbook = ansible.folder / f"{title}.yml"
    playbook.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [task]}]))
    environment = {"ANSIBLE_PIPELINING": "True", "ANSIBLE_REMOTE_TMP": "~/.ansible/tmp"}

    def run(way: str) -> float:
        arguments = ["-i", str(inventories[way])]
        return seconds(lambda: ansible.run_file(playbook, arguments=arguments, environment=environment).succeeded())

    for way in inventories:
        run(way)  # so that neither pays for what is done once
    pairs = [(run("SSH"), run("HTTPS")) for _round in range(ROUNDS)]
    ssh, https = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(second / first for first, second in pairs)
    print(f"{title:<46}{ssh:>8.2f}{https:>10.2f}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
