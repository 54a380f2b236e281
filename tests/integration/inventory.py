# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs real inventories and tells what came of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .playbook import Ansible

PLUGIN = "hoody.cloud.containers"


@dataclass
class Listing:
    """What a run of ``ansible-inventory --list --export`` left behind. ``messages`` is in one line."""

    returncode: int
    output: str
    messages: str

    @property
    def data(self) -> dict[str, Any]:
        """The exported inventory."""
        assert self.returncode == 0, self.messages
        exported: dict[str, Any] = json.loads(self.output)
        return exported

    @property
    def hosts(self) -> dict[str, dict[str, Any]]:
        """The variables of each host."""
        found: dict[str, dict[str, Any]] = self.data.get("_meta", {}).get("hostvars", {})
        return found

    @property
    def groups(self) -> dict[str, set[str]]:
        """The hosts of each group that has any, but those that every inventory has."""
        return {
            name: set(group["hosts"])
            for name, group in self.data.items()
            if name not in ("_meta", "all", "ungrouped") and group.get("hosts")
        }


class Inventory:
    """Runs ansible-inventory on one file against one emulator, as a user with nothing else configured would."""

    def __init__(self, ansible: Ansible) -> None:
        self.ansible = ansible
        self.emulator = ansible.emulator
        self.folder = ansible.folder
        self.environment = {
            **ansible.environment(),
            "HOODY_API_URL": self.emulator.url,
            "HOODY_TOKEN": self.emulator.token,
            "HOODY_API_RETRIES": "1",
            "ANSIBLE_INVENTORY_ENABLED": "auto,ini",
            "ANSIBLE_VERBOSE_TO_STDERR": "True",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "True",
        }

    def file(self, text: str = "", name: str = "test.hoody.yml", **options: object) -> Path:
        """Write an inventory file of these options, or of this text."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text or yaml.safe_dump({"plugin": PLUGIN, **options}, sort_keys=False), encoding="utf-8")
        return path

    def list(
        self, source: Path | Sequence[Path], *arguments: str, environment: Mapping[str, str | None] | None = None
    ) -> Listing:
        """List the hosts of files or folders, in order. A variable that is None is taken out of the environment."""
        sources = [source] if isinstance(source, Path) else source
        variables = {**self.environment, **(environment or {})}
        process = subprocess.run(
            [
                *(sys.executable, "-m", "ansible", "inventory", "--list", "--export"),
                *(f"--inventory={path}" for path in sources),
                *arguments,
            ],
            cwd=self.folder,
            env={name: value for name, value in variables.items() if value is not None},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert "Traceback" not in process.stderr + process.stdout, process.stderr
        return Listing(process.returncode, process.stdout, " ".join(process.stderr.split()))

    def of(self, **options: Any) -> Listing:
        """List the hosts of a file of these options."""
        return self.list(self.file(**options))

    def pages(self) -> Sequence[dict[str, Any]]:
        """The requests for listings of containers, oldest first."""
        return [entry for entry in self.emulator.requests() if entry["path"].rstrip("/").endswith("/containers")]
