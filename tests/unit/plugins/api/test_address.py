# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the address of the API may be, and that of a realm."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.address import checked_url, realm_url
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import SettingsError

REALM, OTHER = "65a1b2c3d4e5f607000000ee", "65a1b2c3d4e5f607000000ff"


@pytest.mark.parametrize(
    "url,checked",
    [
        ("https://api.example.com", "https://api.example.com"),
        ("https://api.example.com/", "https://api.example.com"),
        ("https://api.example.com:8443/api/v1/", "https://api.example.com:8443"),
        ("https://api.example.com/hoody/api/v1", "https://api.example.com/hoody"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:1/", "http://[::1]:1"),
    ],
)
def test_an_address(url: str, checked: str) -> None:
    assert checked_url(url, "the test", False) == checked


@pytest.mark.parametrize(
    "url", ["", "api.example.com", "ftp://x", "https://", "https://x:0", "https://x:y", "http://[x"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(SettingsError, match="The API URL from the test must look like https://"):
        checked_url(url, "the test", False)


@pytest.mark.parametrize("url", ["https://me@x", "https://:p@x", "https://x/?a=b", "https://x/#a"])
def test_what_an_address_must_not_hold(url: str) -> None:
    with pytest.raises(SettingsError, match="must not contain a user, a query or a fragment"):
        checked_url(url, "the test", False)


def test_the_token_is_not_sent_unencrypted_unless_that_is_asked_for() -> None:
    with pytest.raises(SettingsError, match="would send the token unencrypted"):
        checked_url("http://api.example.com", "the test", False)
    assert checked_url("http://api.example.com", "the test", True) == "http://api.example.com"


@pytest.mark.parametrize(
    "url,of_realm",
    [
        ("https://api.example.com", f"https://{REALM}.api.example.com"),
        ("https://api.example.com:8443/hoody", f"https://{REALM}.api.example.com:8443/hoody"),
        (f"https://{OTHER}.api.example.com", f"https://{REALM}.api.example.com"),
        ("http://localhost:8080", f"http://{REALM}.localhost:8080"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_the_host_of_a_realm(url: str, of_realm: str) -> None:
    assert realm_url(url, REALM) == of_realm
