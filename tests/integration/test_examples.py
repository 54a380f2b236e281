# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation and the README runs, and every sample of a result is a real one."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.emulator.process import ROOT

from .playbook import Ansible, Task
from .plays import Plays

MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
KINDS = {
    **dict.fromkeys(MODULES, "modules"),
    "claim_payload": "filter",
    "account_report": "filter",
    "valid_claim": "test",
}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIReadmeReadmeReadmeReadmeReadmeReadmeReadm me@example.com"


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


def prepare(ansible: Ansible, module: str) -> None:
    """The world that the examples of a module begin with."""
    ansible.emulator.reset(empty=module == "container")
    if module in ("container_network_info", "container_firewall_info"):
        made = documentation(module.removesuffix("_info"), "EXAMPLES")[0]
        ansible.run(made, variables=variables(ansible)).succeeded()


@pytest.mark.parametrize("plugin", KINDS)
def test_the_examples_of_a_plugin(ansible: Ansible, plugin: str) -> None:
    prepare(ansible, plugin)
    outcome = ansible.run(*documentation(plugin, "EXAMPLES"), variables=variables(ansible)).succeeded()
    assert outcome.results


def readme_blocks() -> list[Any]:
    """The YAML of the README: plays and tasks, in order, without the inventory files."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    return [item for block in blocks if isinstance(block, list) for item in block]


def test_the_readme(ansible: Ansible, tmp_path: Path) -> None:
    plays = [item for item in readme_blocks() if item.get("hosts") == "localhost"]
    tasks = [item for item in readme_blocks() if "hosts" not in item]
    environment = {"HOODY_TOKEN": ansible.emulator.token, "HOODY_API_URL": ansible.emulator.url}
    ansible.run(*tasks, variables=variables(ansible), environment=environment).succeeded()
    playbook = tmp_path / "readme.yml"
    playbook.write_text(yaml.safe_dump([{**play, "vars": variables(ansible)} for play in plays]))
    first = ansible.run_file(playbook, environment=environment).succeeded()
    second = ansible.run_file(playbook, environment=environment).succeeded()
    assert [result["changed"] for result in first.results] == [True, True, False]
    assert [result["changed"] for result in second.results] == [False, False, False]


def test_the_first_screen_of_the_readme(plays: Plays, tmp_path: Path) -> None:
    """Declared and configured, with the inventory that stands beside it; the second run changes nothing."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## See it work")[0]
    playbook, inventory = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "site.yml").write_text(playbook)
    (tmp_path / "shop.hoody.yml").write_text(inventory)
    environment = plays.environment(HOODY_TOKEN=plays.emulator.token, HOODY_API_URL=plays.emulator.url)
    for changed in ([True, True, False, True], [False] * 4):
        outcome = plays.ansible.run_file(
            tmp_path / "site.yml", arguments=["-i", str(tmp_path / "shop.hoody.yml")], environment=environment
        ).succeeded()
        assert [result["changed"] for result in outcome.results] == changed


@pytest.mark.parametrize("module", MODULES)
def test_the_samples_have_the_members_of_real_results(ansible: Ansible, module: str) -> None:
    """Names and types of the samples are those that the emulator gives; only ids and times differ."""
    prepare(ansible, module)
    first = documentation(module, "EXAMPLES")[0 if module != "container_info" else -1]
    shown: Task = {"name": "shown", "ansible.builtin.debug": {"var": "real"}}
    result = ansible.run({**first, "register": "real"}, shown, variables=variables(ansible)).succeeded()["shown"][
        "real"
    ]
    for name, described in documentation(module, "RETURN").items():
        if described["returned"] not in ("always", "success"):
            continue
        sample, real = described["sample"], result[name]
        if isinstance(real, dict):
            assert shape(sample) == shape(worth_showing(real, sample))
        elif not isinstance(real, list):
            assert shape(sample) == shape(real)
        elif real and isinstance(real[0], dict):
            assert shape(sample[0]) == shape(worth_showing(real[0], sample[0]))
        else:
            assert {type(item) for item in sample} == {type(item) for item in real} or not real


def test_the_sample_of_the_filter(ansible: Ansible) -> None:
    tasks = documentation("claim_payload", "EXAMPLES")[:2]
    shown = {"ansible.builtin.debug": {"msg": "{{ issued.claim | hoody.cloud.claim_payload(hoody.public_keys) }}"}}
    outcome = ansible.run(*tasks, {"name": "shown", **shown}).succeeded()
    assert shape(documentation("claim_payload", "RETURN")["_value"]["sample"]) == shape(outcome["shown"]["msg"])


def worth_showing(real: dict[str, Any], sample: dict[str, Any]) -> dict[str, Any]:
    """The members of a result that a sample has to have: it may leave out what is null there."""
    return {name: value for name, value in real.items() if value is not None or name in sample}


def shape(value: object) -> Any:
    """Names and types, all the way down."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value[:1]]
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__
