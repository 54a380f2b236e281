# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kit for AWX: used as AWX uses it, without a cluster."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jq
import yaml

from tests.emulator.process import ROOT, EmulatorProcess

from .awx import KIT, TYPE, Awx, Credential, handed_over, load


def test_a_job_changes_a_container_and_shows_no_secret(emulator: EmulatorProcess, awx: Awx) -> None:
    survey = json.loads((KIT / "survey.json").read_text())
    answers = {question["variable"]: question["default"] for question in survey["spec"]}
    answers |= {"container_project": "Shop", "container_name": "shop-cache", "container_state": "started"}
    own = Credential({"token": emulator.token, "url": emulator.url})
    emulator.force(emulator.id_of("shop-cache"), status="stopped")
    hosts = handed_over(awx.update(own).succeeded().exported)
    job = awx.job("set_state.yml", hosts, own, answers=answers, verbosity=4).succeeded()
    assert emulator.status_of(emulator.id_of("shop-cache")) == "running"
    assert emulator.token not in json.dumps(job.events) + job.said

    # Which containers were managed, as the platform asks the events.
    queries = load(ROOT / "extensions" / "audit" / "event_query.yml")
    [event] = [
        event["event_data"]
        for event in job.events
        if event["event"] == "runner_on_ok" and event["event_data"]["task_action"] == "hoody.cloud.container"
    ]
    [node] = jq.compile(queries[event["resolved_action"]]["query"]).input(event["res"]).all()
    assert node["name"] == "shop-cache"
    assert jq.compile(queries["hoody.cloud.in_process"]["query"]).input(event["res"]).all() == [node]
    assert node["canonical_facts"] == {"hoody_container_id": emulator.id_of("shop-cache")}
    rows = {
        "results": [
            {"container": {"id": "1", "name": "one"}, "actions": []},
            {"container": {}, "actions": []},
            {"container": {"id": "2"}, "actions": []},
        ]
    }
    parts = ("network", "firewall", "proxy_alias")
    of_one = {part: {"changed": False, part: {"container_id": "1"}, "actions": []} for part in parts}
    for module, result, expected in (
        ("hoody.cloud.container_fleet", rows, ["1", "2"]),
        ("hoody.cloud.container_network", of_one["network"], ["1"]),
        ("hoody.cloud.container_firewall", of_one["firewall"], ["1"]),
        ("hoody.cloud.proxy_alias", of_one["proxy_alias"], ["1"]),
        ("hoody.cloud.container_copy", {"container": {"id": "1", "name": "one"}, "actions": ["copy"]}, ["1"]),
        ("hoody.cloud.container", {"container": {}, "actions": []}, []),
    ):
        for action in (module, "hoody.cloud.in_process"):
            nodes = jq.compile(queries[action]["query"]).input(result).all()
            assert [node["canonical_facts"]["hoody_container_id"] for node in nodes] == expected


def test_a_job_takes_a_snapshot_and_goes_back(emulator: EmulatorProcess, awx: Awx) -> None:
    survey = json.loads((KIT / "survey_snapshot.json").read_text())
    answers = {question["variable"]: question["default"] for question in survey["spec"]}
    answers |= {"container_project": "Shop", "container_name": "shop-api"}
    own = Credential({"token": emulator.token, "url": emulator.url})
    hosts = handed_over(awx.update(own).succeeded().exported)
    # AWX hands an answer that was left empty over as an empty string.
    for state, days, action in (("present", 14, "create"), ("restored", "", "restore"), ("absent", "", "delete")):
        asked = {**answers, "snapshot_state": state, "snapshot_days": days}
        assert f"shop-api: {action}" in awx.job("snapshot.yml", hosts, own, answers=asked).succeeded().said


def test_a_credential_with_and_without_its_optional_fields(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    blank: dict[str, str] = {}
    Credential({"token": "t", "url": ""}).inject(blank, tmp_path)
    assert blank == {"HOODY_TOKEN": "t", "HOODY_API_URL": "", "HOODY_REALM_ID": "", "HOODY_CA_PATH": ""}
    full: dict[str, str] = {}
    Credential({"token": "t", "url": "https://x", "realm": "r", "ca": "PEM"}).inject(full, tmp_path)
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
