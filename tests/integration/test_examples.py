# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation and the README runs, and every sample of a result is a real one."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.emulator.process import ROOT

from .examples import KINDS, MODULES, SHOWN, Play, documentation, examples, looked_at, readme_blocks, variables
from .playbook import Ansible
from .plays import Plays


def test_the_examples_and_samples_of_every_plugin(ansible: Ansible) -> None:
    """One playbook runs them all. Each plugin has a host, so that none has what the examples of another register."""
    local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, **variables(ansible)}
    inventory, playbook = ansible.folder / "hosts.json", ansible.folder / "examples.json"
    inventory.write_text(json.dumps({"all": {"hosts": dict.fromkeys(KINDS, local)}}))
    plays: list[Play] = []
    for plugin in KINDS:
        own = examples(ansible, plugin, host=plugin)
        plays += looked_at(own, plugin) if plugin in MODULES else own
    playbook.write_text(json.dumps(plays))
    outcome = ansible.run_file(
        playbook,
        arguments=["-i", str(inventory)],
        environment={"HOODY_TOKEN": ansible.emulator.token, "HOODY_API_URL": ansible.emulator.url},
    ).succeeded()
    assert {result["on"] for result in outcome.results} == {"localhost", *KINDS}
    shown = {result["on"]: result["msg"] for result in outcome.results if result["task"] == SHOWN}
    for module in MODULES:
        see_samples(module, shown[module])


def see_samples(module: str, result: dict[str, Any]) -> None:
    """Names and types of the samples are those that the emulator gives; only ids and times differ."""
    for name, described in documentation(module, "RETURN").items():
        if described["returned"] not in ("always", "success"):
            continue
        sample, real = described["sample"], result[name]
        if isinstance(real, dict):
            assert shape(sample) == shape(worth_showing(real, sample)), (module, name)
        elif not isinstance(real, list):
            assert shape(sample) == shape(real), (module, name)
        elif real and isinstance(real[0], dict):
            assert shape(sample[0]) == shape(worth_showing(real[0], sample[0])), (module, name)
        else:
            assert {type(item) for item in sample} == {type(item) for item in real} or not real, (module, name)


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
