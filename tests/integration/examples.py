# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the README and of every plugin, as plays, each in a world of its own."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import sys
from typing import Any
from urllib.parse import urlsplit

import yaml

from tests.emulator.process import ROOT

from .playbook import Ansible, Task

Play = dict[str, Any]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
KINDS = {
    **dict.fromkeys(MODULES, "modules"),
    "claim_payload": "filter",
    "account_report": "filter",
    "valid_claim": "test",
}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIReadmeReadmeReadmeReadmeReadmeReadmeReadm me@example.com"
#: The name of a task that shows the result of which the documentation has a sample, also where it hides it.
SHOWN = "The result of the sample"
#: Without what Python reads of the machine, which takes longer than the request.
_RESET = """
import http.client, sys
host, body = sys.argv[1:]
there = http.client.HTTPConnection(host)
there.request("POST", "/_emulator/reset", body, {"Content-Type": "application/json"})
assert there.getresponse().status < 300
"""


def documentation(plugin: str, part: str) -> Any:
    """A documentation string of a module, a filter or a test, as data."""
    name = f"ansible_collections.hoody.cloud.plugins.{KINDS[plugin]}.{plugin}"
    return yaml.safe_load(getattr(importlib.import_module(name), part))


def variables(ansible: Ansible) -> dict[str, Any]:
    """What the examples leave to the reader."""
    (ansible.folder / "id.pub").write_text(KEY)
    database = "postgresql://db.internal/shop"
    return {
        "shop_database_url": database,
        "database_urls": {"shop-api": database, "shop-worker": database},
        "proxy_password": "a-password",
        "shop_public_key_file": str(ansible.folder / "id.pub"),
        "vault_hoody_token": ansible.emulator.token,
        "claim_folder": str(ansible.folder),
        "inventory_service_url": f"{ansible.emulator.url}/_emulator/health",
        "shop_api_id": "65a1b2c3d4e5f6070010000e",
    }


def readme_blocks() -> list[Any]:
    """The YAML of the README: plays and tasks, in order, without the inventory files."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    return [item for block in blocks if isinstance(block, list) for item in block]


def play(tasks: list[Any], host: str = "localhost") -> Play:
    """Tasks that stand for themselves."""
    return {"hosts": host, "gather_facts": False, "tasks": tasks}


def begin(ansible: Ansible, *, empty: bool = False) -> Play:
    """A new world for what comes next, without the cost of a module."""
    address, body = urlsplit(ansible.emulator.url).netloc, json.dumps({"empty": empty})
    command = shlex.join([sys.executable, "-I", "-S", "-c", _RESET, address, body])
    task = {"ansible.builtin.debug": {"msg": "{{ lookup('ansible.builtin.pipe', command) }}"}}
    return play([{"name": "A new world", **task, "vars": {"command": command}}])


def prepared(plugin: str) -> list[Task]:
    """What there has to be before the examples of a plugin."""
    if plugin not in ("container_network_info", "container_firewall_info"):
        return []
    made: list[Task] = documentation(plugin.removesuffix("_info"), "EXAMPLES")[:1]
    return made


def examples(ansible: Ansible, plugin: str, host: str = "localhost") -> list[Play]:
    """The examples of a plugin, in a world that has what they need."""
    world = begin(ansible, empty=plugin == "container")
    return [world, play([*prepared(plugin), *documentation(plugin, "EXAMPLES")], host)]


def looked_at(plays: list[Play], module: str) -> list[Play]:
    """The same plays of a module, which also show the result that the documentation has a sample of."""
    *before, last = plays
    tasks = last["tasks"]
    sampled = len(tasks) - 1 if module == "container_info" else len(prepared(module))
    example = {"register": "real", **tasks[sampled]}
    look = {"name": SHOWN, "ansible.builtin.debug": {"msg": f"{{{{ {example['register']} }}}}"}}
    return [*before, {**last, "tasks": [*tasks[:sampled], example, look, *tasks[sampled + 1 :]]}]
