# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where token, address and the rest come from, and what is said when they are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess

from .playbook import Ansible, container_info

TASK = container_info(project="Shop")


def config(folder: Path, content: object) -> str:
    """A profile file."""
    path = folder / "profiles.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_no_token(ansible: Ansible) -> None:
    message = ansible.run(TASK, defaults={"api_url": ansible.emulator.url}).message
    assert message == (
        "No API token: set the option api_token, the environment variable HOODY_TOKEN, "
        "or a token in ~/.hoody/config.json (as the official CLI does)."
    )


@pytest.mark.parametrize(
    "source", ["the option api_token", "the environment variable HOODY_API_TOKEN", "the key token in"]
)
def test_a_wrong_token_says_where_it_came_from(ansible: Ansible, tmp_path: Path, source: str) -> None:
    defaults = {"api_url": ansible.emulator.url}
    environment = {}
    if "option" in source:
        defaults["api_token"] = "hdy_wrong"
    elif "variable" in source:
        environment["HOODY_API_TOKEN"] = "hdy_wrong"
    else:
        defaults["config_file"] = config(tmp_path, {"token": "hdy_wrong"})
    outcome = ansible.run(TASK, defaults=defaults, environment=environment)
    assert "answered 401: Invalid authentication token. The token came from " + source in outcome.message
    assert "hdy_wrong" not in outcome.output


def test_option_before_environment_before_file(ansible: Ansible, tmp_path: Path) -> None:
    emulator = ansible.emulator
    file = config(tmp_path, {"token": "hdy_of_the_file", "baseUrl": emulator.url})
    environment = {"HOODY_TOKEN": "hdy_of_the_environment", "HOODY_CONFIG": file}
    assert "environment variable HOODY_TOKEN" in ansible.run(TASK, defaults={}, environment=environment).message
    ansible.run(TASK, defaults={"api_token": emulator.token}, environment=environment).succeeded()
    environment["HOODY_TOKEN"] = ""
    assert "the key token in" in ansible.run(TASK, defaults={}, environment=environment).message


def test_a_profile_lies_over_the_root_of_the_file(ansible: Ansible, tmp_path: Path) -> None:
    emulator = ansible.emulator
    content = {
        "token": "hdy_root",
        "baseUrl": emulator.url,
        "defaultProfile": "other",
        "profiles": {"work": {"token": emulator.token}, "other": {"token": "hdy_expired"}},
    }
    file = config(tmp_path, content)
    ansible.run(TASK, defaults={"config_file": file, "profile": "work"}).succeeded()
    ansible.run(TASK, defaults={"config_file": file}, environment={"HOODY_PROFILE": "work"}).succeeded()
    assert "401: Token has expired" in ansible.run(TASK, defaults={"config_file": file}).message
    missing = ansible.run(TASK, defaults={"config_file": file, "profile": "home"}).message
    assert missing == f"The profile 'home' from the option profile is not in {file}; it has: other, work."


@pytest.mark.parametrize(
    "content,sentence",
    [
        (
            {"token": {"__locked__": "v1"}},
            "is locked by the official CLI: unlock it there, or give the option api_token",
        ),
        ("{", "cannot be read: it is not valid JSON."),
        ("[]", "cannot be read: it is not a JSON object."),
        (None, "does not exist, but the option config_file asks for it."),
    ],
)
def test_a_profile_file_that_cannot_be_used(ansible: Ansible, tmp_path: Path, content: object, sentence: str) -> None:
    file = config(tmp_path, content) if content is not None else str(tmp_path / "missing.json")
    assert sentence in ansible.run(TASK, defaults={"api_url": ansible.emulator.url, "config_file": file}).message


def test_a_locked_value_that_is_not_needed_does_no_harm(ansible: Ansible, tmp_path: Path) -> None:
    file = config(tmp_path, {"token": {"__locked__": "v1"}})
    ansible.run(TASK, defaults={**ansible.connection, "config_file": file}).succeeded()


def test_blank_options_are_unset_as_awx_sends_them(ansible: Ansible) -> None:
    blank = {"realm": "", "profile": "", "config_file": "", "ca_path": "", "api_timeout": "", "validate_certs": ""}
    environment = {
        "HOODY_TOKEN": ansible.emulator.token,
        "HOODY_BASE_URL": ansible.emulator.url,
        "HOODY_API_RETRIES": "",
    }
    ansible.run(TASK, defaults={"api_token": "", "api_url": "", **blank}, environment=environment).succeeded()


@pytest.mark.parametrize(
    "options,sentence",
    [
        ({"api_url": "http://api.hoody.com"}, "would send the token unencrypted over http"),
        ({"api_url": "api.hoody.com"}, "must look like https://api.hoody.com."),
        ({"api_url": "https://me:pass@api.hoody.com"}, "must not contain a user"),
        ({"realm": "home"}, "The realm from the option realm must be 24 lower-case hexadecimal characters."),
        ({"ca_path": "/missing/bundle.pem"}, "The certificate bundle /missing/bundle.pem from the option ca_path"),
        ({"api_timeout": 0}, "The value from the option api_timeout must be a number of seconds above 0"),
        ({"api_token": "two words"}, "contains white space or unprintable characters"),
    ],
)
def test_unusable_settings(ansible: Ansible, options: dict[str, Any], sentence: str) -> None:
    assert sentence in ansible.run(TASK, defaults={**ansible.connection, **options}).message


def test_unusable_variables_are_named(ansible: Ansible) -> None:
    for variable, value in (
        ("HOODY_API_TIMEOUT", "soon"),
        ("HOODY_API_RETRIES", "1.5"),
        ("HOODY_VALIDATE_CERTS", "si"),
    ):
        assert f"The value from the environment variable {variable} must be" in (
            ansible.run(TASK, environment={variable: value}).message
        )


def test_netrc_never_replaces_the_token(ansible: Ansible, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    ansible.run(TASK, environment={"NETRC": str(tmp_path / ".netrc")}).succeeded()


def test_a_redirect_is_not_followed(ansible: Ansible) -> None:
    ansible.emulator.fault("redirect")
    message = ansible.run(TASK).message
    assert "which is not followed. Set api_url (from the option api_url) to the address of the API itself." in message


def test_a_realm_has_a_host_of_its_own(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """The emulator is the HTTP proxy here, so that any host name leads to it."""
    realm = next(iter(emulator.api("GET", "/realms/").json()["data"]["realm_ids"]))
    defaults = {"api_url": "http://api.hoody.test", "allow_http": True, "api_token": "hdy_realm"}
    environment = {"http_proxy": emulator.url, "HTTP_PROXY": emulator.url, "no_proxy": "", "NO_PROXY": ""}
    outside = ansible.run(container_info(), defaults=defaults, environment=environment)
    assert "This token works inside its realm only: set the option realm" in outside.message
    inside = ansible.run(container_info(), defaults={**defaults, "realm": realm}, environment=environment).succeeded()
    assert all(realm in item["realm_ids"] for item in inside[0]["containers"])
    queries = [
        entry["query"] for entry in emulator.requests() if entry["status"] == 200 and "containers" in entry["path"]
    ]
    assert f"realm_id={realm}" in str(queries[-1])
