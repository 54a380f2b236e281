# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the collection, run by their names as users run them."""

from __future__ import annotations

import yaml

from tests.emulator.process import ROOT

from .playbook import Ansible, Outcome

EXAMPLE = ROOT / "playbooks" / "vars" / "fleet.yml"
FLEET = "Apply the fleet"


def play_fleet(ansible: Ansible, *arguments: str) -> Outcome:
    """Run hoody.cloud.fleet with the example."""
    environment = {"HOODY_TOKEN": ansible.emulator.token, "HOODY_API_URL": ansible.emulator.url}
    return ansible.run_file("hoody.cloud.fleet", arguments=["-e", f"@{EXAMPLE}", *arguments], environment=environment)


def test_a_fleet_in_a_variables_file(ansible: Ansible) -> None:
    ansible.emulator.put_container(project="Shop", name="crawler-forgotten", status="running")
    declared = [item["name"] for item in yaml.safe_load(EXAMPLE.read_text())["fleet_containers"]][:4]
    foretold = play_fleet(ansible, "--check", "--diff").succeeded()
    first = play_fleet(ansible).succeeded()
    second = play_fleet(ansible).succeeded()
    # All but the tense.
    words = {"text": "", "lines": []}
    assert {**foretold[FLEET]["summary"], **words} == {**first[FLEET]["summary"], **words}
    assert [row["name"] for row in first[FLEET]["results"] if row["changed"]] == [*declared, "crawler-forgotten"]
    assert foretold["Show what was done"]["msg"] == "4 to create, 1 to purge, 1 as declared"
    assert first["Show what was done"]["msg"] == "4 created, 1 purged, 1 as declared"
    assert not second[FLEET]["changed"]
    queue = ansible.emulator.egress(ansible.emulator.id_of("crawler-queue"))
    assert queue["effective"]["type"] == "block"


def test_without_a_declaration(ansible: Ansible) -> None:
    assert ansible.run_file("hoody.cloud.fleet").message.startswith("Declare fleet_project and fleet_containers")


def test_a_fleet_of_which_some_fail(ansible: Ansible) -> None:
    """It ends with the reason, and not with the rows of all."""
    outcome = play_fleet(ansible, "-e", '{"fleet_defaults": {"server": "nowhere"}}')
    assert outcome.returncode == 2
    assert outcome["Show what was done"]["msg"] == "1 as declared, 4 failed"
    assert outcome.message.startswith("4 of 5 containers failed. crawler-eu-1, crawler-eu-2, crawler-us-1 and 1 more: ")
    assert (
        "  4 failed, crawler-eu-1, crawler-eu-2, crawler-us-1 and 1 more: There is no active server" in outcome.output
    )
    assert '"results"' not in outcome.output
    assert play_fleet(ansible, "-e", "fleet_project=Nowhere").message.startswith("There is no project 'Nowhere'.")


def test_where_a_report_is_written(ansible: Ansible) -> None:
    """Where whoever runs it is; nothing in check mode, and nothing without a token."""
    here = {"PWD": str(ansible.folder), "HOODY_API_URL": ansible.emulator.url}
    token = {"HOODY_TOKEN": ansible.emulator.token}
    refused = ansible.run_file("hoody.cloud.report", environment={**here, "HOODY_TOKEN": "wrong"})
    assert "401" in refused.message
    ansible.run_file("hoody.cloud.report", arguments=["--check"], environment={**here, **token}).succeeded()
    assert not (ansible.folder / "hoody-report").exists()
    ansible.run_file("hoody.cloud.report", environment={**here, **token}).succeeded()
    assert [file.name for file in (ansible.folder / "hoody-report").iterdir()] == ["report.html"]
    assert not (ROOT / "playbooks" / "hoody-report").exists()
