# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the services of a container are."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.address import (
    FILES,
    TERMINAL,
    Container,
    address_of,
    checked_template,
    derived,
)
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.errors import Unreached

from .fake_container import CONTAINER, PROJECT, SERVER, TEMPLATE

SHOP = Container(PROJECT, CONTAINER, SERVER)


@pytest.mark.parametrize(
    "api_url,domain",
    [
        ("https://api.hoody.com", "hoody.com"),
        ("https://api.hoody.icu:8443", "hoody.icu:8443"),
        (f"https://{PROJECT}.api.hoody.com", "hoody.com"),
    ],
)
def test_the_addresses_belong_to_the_api(api_url: str, domain: str) -> None:
    template = checked_template(derived(api_url, "the default"))
    assert address_of(template, SHOP, TERMINAL) == (
        f"https://{PROJECT}-{CONTAINER}-terminal-0.{SERVER}.containers.{domain}"
    )
    assert address_of(template, SHOP, FILES) == f"https://{PROJECT}-{CONTAINER}-files-1.{SERVER}.containers.{domain}"


@pytest.mark.parametrize("api_url", ["http://127.0.0.1:8080", "https://hoody.example.com", "https://xapi.example.com"])
def test_what_cannot_be_derived_has_to_be_given(api_url: str) -> None:
    with pytest.raises(Unreached, match=r"from api_url \(from the default\).*set kit_url or .* HOODY_KIT_URL"):
        derived(api_url, "the default")


@pytest.mark.parametrize(
    "template,words",
    [
        ("https://kit.example.com/{container_id}", "contain {container_id} and {service}"),
        ("https://kit.example.com/{service}", "contain {container_id} and {service}"),
        ("https://kit.example.com/{container_id}-{service}-{name}", "an address with the placeholders"),
        ("https://kit.example.com/{container_id.__class__}-{service}", "an address with the placeholders"),
        ("https://kit.example.com/{container_id!r}-{service}", "an address with the placeholders"),
        ("https://kit.example.com/{container_id:>9}-{service}", "an address with the placeholders"),
        ("https://kit.example.com/{container_id}-{service}-{}", "an address with the placeholders"),
        ("https://kit.example.com/{container_id}-{service}?secret", "an address with the placeholders"),
        ("https://me:secret@kit.example.com/{container_id}-{service}", "an address with the placeholders"),
        ("ftp://kit.example.com/{container_id}-{service}", "an address with the placeholders"),
        ("https://kit.example.com:secret/{container_id}-{service}", "an address with the placeholders"),
        ("{container_id}{service", "an address with the placeholders"),
        ("http://secret.example.com/{container_id}-{service}", "loopback interface only"),
    ],
)
def test_a_template_that_leads_nowhere(template: str, words: str) -> None:
    with pytest.raises(Unreached) as failure:
        checked_template(template)
    assert words in str(failure.value)
    assert "secret" not in str(failure.value)


def test_loopback_may_be_plain() -> None:
    template = "http://127.0.0.1:8080/inside/{container_id}-{service}-{index}/"
    assert address_of(checked_template(template), SHOP, FILES) == f"http://127.0.0.1:8080/inside/{CONTAINER}-files-1"


@pytest.mark.parametrize(
    "changed,words",
    [
        ({"project_id": ""}, "There is no project_id: set ansible_hoody_project_id"),
        ({"container_id": ""}, "There is no container_id"),
        ({"server_name": ""}, "There is no server_name"),
        ({"container_id": "../x"}, "container_id (ansible_hoody_container_id) must be 24 lower-case hexadecimal"),
        ({"project_id": PROJECT.upper()}, "project_id (ansible_hoody_project_id) must be 24 lower-case hexadecimal"),
        ({"server_name": "evil.example.com/"}, "server_name (ansible_hoody_server_name) must be the name of a server"),
        ({"server_name": "a..b"}, "must be the name of a server"),
        ({"server_name": "-a"}, "must be the name of a server"),
        ({"server_name": "a\n"}, "must be the name of a server"),
    ],
)
def test_what_is_put_into_an_address_is_looked_at(changed: dict[str, str], words: str) -> None:
    with pytest.raises(Unreached) as failure:
        SHOP._replace(**changed).checked(TEMPLATE)
    assert words in str(failure.value)


def test_what_a_template_does_not_hold_need_not_be_known() -> None:
    assert Container("", CONTAINER, "").checked("http://127.0.0.1/{container_id}-{service}")
