# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs real plays inside of the emulator's containers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.emulator.process import EmulatorProcess

from .guest import Guest, guest
from .playbook import Ansible, Outcome, Task


class Plays:
    """Runs tasks in containers, over HTTPS unless told otherwise, as a user with nothing else configured would."""

    def __init__(self, emulator: EmulatorProcess, folder: Path) -> None:
        self.emulator = emulator
        self.folder = folder
        self.ansible = Ansible(emulator, folder)
        self._runs = 0

    def host(self, container: Mapping[str, Any], **variables: object) -> dict[str, object]:
        """The variables of a host that is a container."""
        return {
            "ansible_connection": "hoody.cloud.https",
            "ansible_hoody_project_id": container["project_id"],
            "ansible_hoody_container_id": container["id"],
            "ansible_hoody_server_name": container["server_name"],
            **variables,
        }

    def environment(self, **variables: str) -> dict[str, str]:
        """What a run finds: the address of the services, and no setting of the machine that runs the tests."""
        return {
            **self.ansible.environment(),
            "ANSIBLE_REMOTE_TMP": "~/.ansible/tmp",
            "HOODY_KIT_URL": self.emulator.kit_url,
            "HOODY_CONNECT_TIMEOUT": "3",
            # The account's token is at hand, and must not be used.
            "HOODY_TOKEN": self.emulator.token,
            **variables,
        }

    def files(self, tasks: Sequence[Task], hosts: Mapping[str, Any], **play: object) -> tuple[Path, Path]:
        """Write an inventory of these hosts and a playbook of these tasks."""
        self._runs += 1
        inventory, playbook = (self.folder / f"{name}-{self._runs}.json" for name in ("hosts", "playbook"))
        inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
        content = {"hosts": "all", "gather_facts": False, "tasks": list(tasks), **play}
        playbook.write_text(json.dumps([content]), encoding="utf-8")
        return inventory, playbook

    def run(
        self,
        *tasks: Task,
        hosts: Mapping[str, Any] | None = None,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        **play: object,
    ) -> Outcome:
        """Run the tasks in one play on these hosts, by default on the container ``web``."""
        known = hosts or {"web": self.host(self.web.container)}
        inventory, playbook = self.files(tasks, known, **play)
        return self.ansible.run_file(
            playbook,
            arguments=["-i", str(inventory), *arguments],
            environment=self.environment(**(environment or {})),
        )

    def begin(self, *tasks: Task, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Begin such a run, as if from a terminal: it is a group of processes of its own."""
        inventory, playbook = self.files(tasks, {"web": self.host(self.web.container)})
        return self.ansible.begin_file(
            playbook, arguments=["-i", str(inventory)], environment=self.environment(**(environment or {}))
        )

    def look(self, command: str) -> str:
        """The output of a command in the container ``web``, however its services are made to behave."""
        self.emulator.switch(kit_raw="known", kit_sleep="none", kit_gate="open")
        return self.web.output(command)

    @property
    def web(self) -> Guest:
        """The services of the container ``web``."""
        return guest(self.emulator)
