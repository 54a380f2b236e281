# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The usual ways to write a play about containers that the emulator makes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.emulator.process import EmulatorProcess
from tests.integration.playbook import Ansible, Task, container, fleet

#: Seconds that a request takes.
LATENCY = 0.05
SERVER = "amber-fox-1a2-de"
DEBUG: Task = {"ansible.builtin.debug": {"msg": "{{ item | default(inventory_hostname) }}"}}
#: The callback plugin of the tests would take its time for each result.
UNRECORDED = {"HOODY_TEST_RECORD": ""}


def names(count: int) -> list[str]:
    """The names that the emulator gives to its fleet."""
    return [f"node-{number:05}" for number in range(1, count + 1)]


def declared(name: str) -> Task:
    """A container that is as declared."""
    return container(project="Fleet", name=name, comment="")


def declared_fleet(count: int) -> Task:
    """So many in one task, all of which are as declared."""
    items = [{"name": name, "comment": ""} for name in names(count)]
    return fleet(project="Fleet", containers=items, concurrency=16)


class Plays:
    """Runs plays for localhost, or for hosts that are named like the containers."""

    def __init__(self, ansible: Ansible, hosts: int) -> None:
        self.ansible = ansible
        self._made = 0
        self._hosts = ansible.folder / "hosts.json"
        self._hosts.write_text(json.dumps({"all": {"hosts": {name: {} for name in names(hosts)}}}))

    def run(self, *tasks: Task, hosts: str = "localhost", arguments: Sequence[str] = ()) -> None:
        """Run tasks; none is what Ansible takes anyway."""
        path = self.write(*tasks, hosts=hosts)
        self.ansible.emulator.clear_requests()
        self.ansible.run_file(path, arguments=arguments, environment=UNRECORDED).succeeded()

    def write(self, *tasks: Task, hosts: str = "localhost") -> Path:
        """Write a playbook with tasks."""
        path = self.ansible.folder / "play.json"
        defaults = {"group/hoody.cloud.hoody": self.ansible.connection}
        play = {"hosts": hosts, "gather_facts": False, "module_defaults": defaults, "tasks": list(tasks)}
        path.write_text(json.dumps([play]))
        return path

    def for_each_host(self, task: Task) -> None:
        """One task for each of the hosts, delegated to the controller."""
        self.run({**task, "delegate_to": "localhost"}, hosts="all", arguments=["-i", str(self._hosts), "-f", "20"])

    def loop(self, task: Task, count: int) -> None:
        """One task in a loop over names, which a variable has: those in a task itself go along with each result."""
        path = self.ansible.folder / "names.json"
        path.write_text(json.dumps({"names": names(count)}))
        self.run({**task, "loop": "{{ names }}"}, arguments=["-e", f"@{path}"])

    def create(self, count: int) -> None:
        """A loop that creates containers and waits for none."""
        self._made += 1
        new = container(project="Fleet", name=f"new-{self._made}-{{{{ item }}}}", server=SERVER, wait=False)
        self.run({**new, "loop": list(range(count))})


@contextmanager
def plays(containers: int, hosts: int = 1) -> Iterator[Plays]:
    """Plays about an emulator with so many containers, which takes its time for each request."""
    with EmulatorProcess(empty=True, containers=containers) as emulator, TemporaryDirectory() as folder:
        made = Plays(Ansible(emulator, Path(folder)), hosts)
        emulator.switch(latency=LATENCY)
        yield made
