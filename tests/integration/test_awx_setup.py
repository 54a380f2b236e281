# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWX set up in one command, against a stand-in for its API that holds every form against what AWX publishes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import pytest

from .awx import KIT, TYPE, load
from .awx_api import AwxApi, awx_api
from .playbook import Ansible, Outcome

ADMIN, TOKEN = "awx-admin-token", "hdy_token_for_awx"
GIVEN = ("-e", "awx_scm_url=https://git.example.com/hoody.git", "-e", "awx_image=registry.example.com/hoody-ee:1")


@pytest.fixture
def api() -> Iterator[AwxApi]:
    """An AWX with nothing in it."""
    with awx_api(ADMIN) as served:
        yield served


def set_up(ansible: Ansible, api: AwxApi, *arguments: str, environment: Mapping[str, str] | None = None) -> Outcome:
    """Run the playbook as its head says."""
    own = {"CONTROLLER_HOST": api.url, "CONTROLLER_OAUTH_TOKEN": ADMIN, "HOODY_TOKEN": TOKEN, **(environment or {})}
    given = [*GIVEN, "-e", "awx_delay=0", *arguments]
    outcome = ansible.run_file("hoody.cloud.awx", arguments=given, environment=own)
    assert TOKEN not in outcome.output
    assert ADMIN not in outcome.output
    return outcome


def changed(outcome: Outcome) -> int:
    """How many tasks have changed something."""
    return int(re.findall(r"changed=(\d+)", outcome.output)[-1])


def test_everything_then_nothing_and_then_what_differs(ansible: Ansible, api: AwxApi) -> None:
    """Four runs: predicted, made, left alone, and put right with a renewed token. Each request is a process."""
    assert changed(set_up(ansible, api, "--check").succeeded()) == 0
    assert api.writes == []
    first = set_up(ansible, api, "-vvvv").succeeded()
    assert changed(first) == len(api.writes) == 12
    see_all_of_it(api)

    api.writes.clear()
    assert changed(set_up(ansible, api).succeeded()) == 0
    assert api.writes == []

    api.one("inventory_sources", "Hoody")["overwrite_vars"] = False
    api.surveys[api.one("job_templates", "Hoody: change a container")["id"]]["spec"].pop()
    renewed = {"HOODY_TOKEN": "hdy_another"}
    put_right = set_up(ansible, api, "-e", "awx_renew_token=true", environment=renewed).succeeded()
    assert changed(put_right) == 3
    assert api.writes == [
        ("PATCH", "credentials"),
        ("PATCH", "inventory_sources"),
        ("POST", "job_templates/survey_spec"),
    ]
    assert api.one("credentials", "Hoody")["inputs"] == {"token": "hdy_another"}
    assert api.one("inventory_sources", "Hoody")["overwrite_vars"] is True
    see_surveys(api)


def see_all_of_it(api: AwxApi) -> None:
    """What AWX has after the first run."""
    kind = api.one("credential_types", "Hoody")
    assert (kind["inputs"], kind["injectors"]) == (load(TYPE / "inputs.yml"), load(TYPE / "injectors.yml"))
    credential = api.one("credentials", "Hoody")
    assert (int(credential["credential_type"]), credential["inputs"]) == (kind["id"], {"token": TOKEN})
    source = api.one("inventory_sources", "Hoody")
    assert (KIT / "project" / source["source_path"]).exists()
    assert (source["source"], source["overwrite"], source["overwrite_vars"]) == ("scm", True, True)
    assert int(source["credential"]) == credential["id"]
    see_surveys(api)


def see_surveys(api: AwxApi) -> None:
    """Each template has its survey and the credential."""
    for playbook, survey in (("set_state.yml", "survey.json"), ("snapshot.yml", "survey_snapshot.json")):
        template = next(item for item in api.objects["job_templates"].values() if item["playbook"] == playbook)
        assert api.surveys[template["id"]] == json.loads((KIT / survey).read_text())
        assert api.credentials[template["id"]] == [api.one("credentials", "Hoody")["id"]]
        assert template["survey_enabled"] is True


@pytest.mark.parametrize(
    "arguments, environment, words",
    [
        ([], {"HOODY_TOKEN": ""}, "Set CONTROLLER_HOST, CONTROLLER_OAUTH_TOKEN"),
        ([], {"CONTROLLER_OAUTH_TOKEN": ""}, "Set CONTROLLER_HOST, CONTROLLER_OAUTH_TOKEN"),
        (["-e", "awx_image="], {}, "give awx_scm_url and awx_image with -e"),
        (["-e", "awx_organization=Other"], {}, "AWX shows no organization Other"),
    ],
)
def test_what_is_missing_is_said(
    ansible: Ansible, api: AwxApi, arguments: list[str], environment: dict[str, str], words: str
) -> None:
    outcome = set_up(ansible, api, *arguments, environment=environment)
    assert outcome.returncode == 2
    assert words in outcome.said
    assert api.writes == []
