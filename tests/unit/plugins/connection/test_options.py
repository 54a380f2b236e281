# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way that the options of a host tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.address import FILES, TERMINAL
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.errors import Unreached
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.options import Way, way

from .fake_container import BASE, CONTAINER, PROJECT, SERVER, TEMPLATE

GIVEN = {
    "project_id": PROJECT,
    "container_id": CONTAINER,
    "server_name": SERVER,
    "kit_url": TEMPLATE,
    "command_timeout": 3600,
    "connect_timeout": 20,
}


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOODY_BASE_URL", "HOODY_API_URL", "HOODY_CA_PATH", "HOODY_PROFILE", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOODY_CONFIG", str(tmp_path / "config.json"))
    (tmp_path / "config.json").write_text('{"token": "hdy_of_the_account", "baseUrl": "https://api.hoody.icu"}')


def of(**changed: Any) -> Way:
    return way({**GIVEN, **changed}.get)


def test_the_way_of_a_template() -> None:
    found = of(kit_user="me", kit_password="pass", remote_user="app")
    assert found.endpoint_of(TERMINAL).url == f"{BASE}-terminal-0.{SERVER}"
    assert found.endpoint_of(FILES).shown == f"the files service of {CONTAINER}"
    assert found.gate.given == "kit_password"
    assert (found.limits, found.patience, found.user) == ((3600, 60), 20, "app")
    assert found.endpoint.validate_certs


def test_the_way_of_an_api() -> None:
    assert of(kit_url="").endpoint_of(TERMINAL).url.endswith(f".{SERVER}.containers.hoody.icu")
    found = of(kit_url=None, api_url="https://api.hoody.com", validate_certs=False)
    assert found.endpoint_of(TERMINAL).url.endswith(f".{SERVER}.containers.hoody.com")
    assert not found.endpoint.validate_certs


def test_the_token_of_the_account_is_nowhere() -> None:
    assert "hdy_of_the_account" not in repr(of(kit_url=""))


@pytest.mark.parametrize(
    "changed,words",
    [
        ({"api_url": "nowhere", "kit_url": ""}, "The API URL from the option api_url must look like"),
        ({"ca_path": "/no/bundle"}, "The certificate bundle /no/bundle from the option ca_path does not exist."),
        ({"command_timeout": 0}, "The option command_timeout must be a whole number of seconds from 1 to 86400."),
        ({"connect_timeout": 86401}, "The option connect_timeout must be"),
        ({"remote_user": "a b"}, "remote_user (ansible_user) must be the name of a user"),
        ({"remote_user": "-x"}, "remote_user (ansible_user) must be the name of a user"),
        ({"container_id": None}, "There is no container_id"),
    ],
)
def test_what_cannot_be_is_unreachable(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(Unreached) as failure:
        of(**changed)
    assert words in str(failure.value)
