# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which addresses are those of this very machine."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint, is_address


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8080", "http://127.9.9.9", "https://localhost/api", "http://[::1]:1", "http://a.localhost"],
)
def test_this_machine(url: str) -> None:
    assert Endpoint(url, "the test").is_loopback


@pytest.mark.parametrize(
    "url", ["https://api.example.com", "https://localhost.example.com", "https://10.0.0.1", "https://notlocalhost", "/"]
)
def test_another_machine(url: str) -> None:
    assert not Endpoint(url, "the test").is_loopback


def test_numbers_and_names() -> None:
    assert is_address("192.0.2.1")
    assert is_address("2001:db8::1")
    assert not is_address("192.0.2")
    assert not is_address("example.com")
    assert not is_address("")
