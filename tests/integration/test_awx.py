# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kit for AWX: used as AWX uses it, without a cluster.

How AWX calls ansible-inventory, injects a credential and hands an inventory to a job is written here as its sources
have it (devel of October 2024, three months after the last release).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ansible_runner
import jq
import pytest
import yaml
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.emulator.process import ROOT

from .inventory import Inventory

KIT = ROOT / "extensions" / "awx"
TYPE = KIT / "credential_type"


def load(path: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def inject(fields: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment that AWX makes of a credential of our type, and the files beside it."""
    inputs, injectors = load(TYPE / "inputs.yml"), load(TYPE / "injectors.yml")
    known = {field["id"] for field in inputs["fields"]}
    assert set(fields) <= known
    assert set(inputs["required"]) <= set(fields)
    environment = ImmutableSandboxedEnvironment()
    # AWX gives only what was filled in; anything else is undefined, which is an empty text.
    namespace: dict[str, Any] = {**fields, "tower": {}}
    [(name, template)] = injectors["file"].items()
    assert name == "template"
    path = folder / "credential-file"
    path.write_text(environment.from_string(template).render(**namespace))
    namespace["tower"] = {"filename": str(path)}
    assert not [name for name in injectors["env"] if name.startswith("ANSIBLE_")], "AWX refuses these"
    assert "extra_vars" not in injectors, "AWX leaves these out of inventory updates"
    return {name: environment.from_string(text).render(**namespace) for name, text in injectors["env"].items()}


@pytest.fixture
def runner(inventory: Inventory) -> Path:
    """The private folder of a job, with the project template in it."""
    folder = inventory.folder / "runner"
    shutil.copytree(KIT / "project", folder / "project")
    return folder


def clean() -> dict[str, str]:
    """What an execution environment has: the collection in it, and nothing else of ours."""
    gone = {name: "" for name in os.environ if name.startswith(("HOODY_", "ANSIBLE_"))}
    return {**gone, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".build" / "collections"), "ANSIBLE_NOCOLOR": "1"}


def update(inventory: Inventory, runner: Path, *extra: str, **variables: str) -> tuple[int, str, Path]:
    """An update of the inventory source as AWX runs it: the exit status, the output and the file with the result."""
    output = runner / "artifacts" / "1" / "output.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    source = runner / "project" / "inventory" / "containers.hoody.yml"
    fields = {"token": inventory.emulator.token, "url": inventory.emulator.url}
    environment = {
        **clean(),
        "ANSIBLE_CONFIG": str(runner / "project" / "ansible.cfg"),
        "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
        "ANSIBLE_INVENTORY_EXPORT": "True",
        "ANSIBLE_VERBOSE_TO_STDERR": "True",
        "ANSIBLE_HOST_PATTERN_MISMATCH": "error",
        "INVENTORY_SOURCE_ID": "1",
        "INVENTORY_UPDATE_ID": "1",
        **inject(fields, runner),
        **variables,
    }
    arguments = ["--list", "--export", "-i", str(source), "--output", str(output)]
    arguments += ["--playbook-dir", str(source.parent), *extra]
    said, complained, status = ansible_runner.run_command(
        executable_cmd=str(Path(sys.executable).with_name("ansible-inventory")),
        cmdline_args=arguments,
        private_data_dir=str(runner),
        envvars=environment,
        host_cwd=str(runner / "project"),
        quiet=True,
        runner_mode="subprocess",
    )
    return status, said + complained, output


def test_an_update_and_its_way_back_into_a_job(inventory: Inventory, runner: Path) -> None:
    status, said, output = update(inventory, runner, "-vvvv", "--limit", "all")
    assert status == 0, said
    exported = json.loads(output.read_text())
    hosts = exported["_meta"]["hostvars"]
    assert hosts["shop-api"]["hoody_status"] == "running"
    assert "shop-api" in exported["label_role_api"]["hosts"]
    assert "__ansible_unsafe" not in output.read_text()
    assert inventory.emulator.token not in said + output.read_text()
    # enabled_var and enabled_value: texts, compared as AWX does.
    enabled = {name for name, variables in hosts.items() if str(variables["hoody_status"]).lower() == "running"}
    assert "shop-api" in enabled
    assert enabled < set(hosts)

    # For a job, AWX writes what it has read into a program that prints it.
    script = inventory.folder / "hosts"
    script.write_text(f"#! /usr/bin/env python3\nprint({json.dumps(exported)!r})\n")
    script.chmod(0o700)
    back = inventory.list(script, environment={"ANSIBLE_INVENTORY_ENABLED": "script"})
    assert back.hosts == hosts
    assert back.groups["label_role_api"] == {"shop-api"}


def test_source_variables_are_environment_variables(inventory: Inventory, runner: Path) -> None:
    emulator = inventory.emulator
    realm = emulator.api("GET", f"/containers/{emulator.id_of('web', 'Lab')}").json()["data"]["realm_ids"][0]
    status, said, output = update(inventory, runner, HOODY_REALM=realm)
    assert status == 0, said
    assert set(json.loads(output.read_text())["_meta"]["hostvars"]) == {"web"}
    status, said, _output = update(inventory, runner, HOODY_TOKEN="hdy_wrong")
    assert status
    assert "The token came from the environment variable HOODY_TOKEN" in " ".join(said.split())


def test_a_job_changes_a_container_and_shows_no_secret(inventory: Inventory, runner: Path) -> None:
    survey = json.loads((KIT / "survey.json").read_text())
    answers = {question["variable"]: question["default"] for question in survey["spec"]}
    answers |= {"container_project": "Shop", "container_name": "shop-cache", "container_state": "started"}
    fields = {"token": inventory.emulator.token, "url": inventory.emulator.url}
    inventory.emulator.force(inventory.emulator.id_of("shop-cache"), status="stopped")
    run = ansible_runner.run(
        private_data_dir=str(runner),
        playbook="set_state.yml",
        extravars={**answers, "ansible_python_interpreter": sys.executable},
        envvars={**clean(), **inject(fields, runner), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        inventory="localhost ansible_connection=local",
        verbosity=4,
        quiet=True,
    )
    events = list(run.events)
    with run.stdout as file:
        said = file.read()
    assert run.rc == 0, said
    assert inventory.emulator.status_of(inventory.emulator.id_of("shop-cache")) == "running"
    assert inventory.emulator.token not in json.dumps(events) + said

    # Which containers were managed, as the platform asks the events.
    queries = load(ROOT / "extensions" / "audit" / "event_query.yml")
    [result] = [
        event["event_data"]["res"]
        for event in events
        if event["event"] == "runner_on_ok" and event["event_data"]["resolved_action"] == "hoody.cloud.container"
    ]
    [node] = jq.compile(queries["hoody.cloud.container"]["query"]).input(result).all()
    assert node["name"] == "shop-cache"
    assert node["canonical_facts"] == {"hoody_container_id": inventory.emulator.id_of("shop-cache")}
    rows = {"results": [{"container": {"id": "1", "name": "one"}}, {"container": {}}, {"container": {"id": "2"}}]}
    nodes = jq.compile(queries["hoody.cloud.container_fleet"]["query"]).input(rows).all()
    assert [node["canonical_facts"]["hoody_container_id"] for node in nodes] == ["1", "2"]
    network = {"changed": False, "network": {"container_id": "1", "configured": False}}
    [node] = jq.compile(queries["hoody.cloud.container_network"]["query"]).input(network).all()
    assert node["canonical_facts"] == {"hoody_container_id": "1"}
    assert not jq.compile(queries["hoody.cloud.container"]["query"]).input({"container": {}}).all()


def test_a_credential_with_and_without_its_optional_fields(tmp_path: Path) -> None:
    assert inject({"token": "t"}, tmp_path) == {
        "HOODY_TOKEN": "t",
        "HOODY_API_URL": "",
        "HOODY_REALM": "",
        "HOODY_CA_PATH": "",
    }
    full = inject({"token": "t", "url": "https://x", "realm": "r", "ca": "PEM"}, tmp_path)
    assert Path(full["HOODY_CA_PATH"]).read_text() == "PEM"
    inputs = load(TYPE / "inputs.yml")
    assert [field["id"] for field in inputs["fields"] if field.get("secret")] == ["token"]
    assert {field["type"] for field in inputs["fields"]} == {"string"}


def test_ansible_builder_sees_what_the_collection_needs(tmp_path: Path) -> None:
    collections = tmp_path / "collections" / "ansible_collections" / "hoody"
    collections.mkdir(parents=True)
    (collections / "cloud").symlink_to(ROOT)
    builder = [sys.executable, "-m", "ansible_builder"]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    said = subprocess.run(
        [*builder, "introspect", str(tmp_path / "collections")],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    needed = yaml.safe_load(said.stdout)
    assert [line for line in needed["python"] if line.startswith("requests>=") and "hoody.cloud" in line]
    context = tmp_path / "context"
    definition = KIT / "execution_environment" / "execution-environment.yml"
    subprocess.run(
        [*builder, "create", "--file", str(definition), "--context", str(context)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert "hoody.cloud" in (context / "_build" / "requirements.yml").read_text()
