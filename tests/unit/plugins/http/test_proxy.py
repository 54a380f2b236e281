# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which proxy is on the way, and what is wrong with one."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint
from ansible_collections.hoody.cloud.plugins.module_utils._http.proxy import Proxy, proxy_for

from ..scripted import FAR

OURS = FAR._replace(proxy="http://me:s3cret@ours.example.net:3128", proxy_source="the key proxy")


def test_ours_comes_after_the_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_for(FAR) is None
    assert proxy_for(OURS) == Proxy("http://me:s3cret@ours.example.net:3128", "the key proxy")
    monkeypatch.setenv("HTTP_PROXY", "http://plain.example.net")
    assert proxy_for(OURS) == Proxy("http://me:s3cret@ours.example.net:3128", "the key proxy")
    monkeypatch.setenv("ALL_PROXY", "http://all.example.net")
    assert proxy_for(OURS) == Proxy("http://all.example.net", "the environment variable ALL_PROXY")
    monkeypatch.setenv("https_proxy", "http://far.example.net")
    assert proxy_for(OURS) == Proxy("http://far.example.net", "the environment variable https_proxy")


def test_none_leads_to_this_machine_or_past_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_for(OURS._replace(url="http://127.0.0.1:8080")) is None
    monkeypatch.setenv("NO_PROXY", "example.com")
    assert proxy_for(OURS) is None
    monkeypatch.setenv("HTTPS_PROXY", "http://far.example.net")
    assert proxy_for(OURS) is None
    assert proxy_for(Endpoint("https://example.org", "the test")) is not None


def test_no_password_is_shown() -> None:
    proxy = Proxy("me:s3cret@ours.example.net:3128", "the key proxy")
    assert proxy.shown == "ours.example.net:3128 (from the key proxy)"
    assert proxy.scheme == "http"


@pytest.mark.parametrize("address", ["http://p.example.net", "p.example.net:3128", "HTTPS://me:p%C3%A4ss@[::1]:8"])
def test_a_proxy_that_could_be_used(address: str) -> None:
    assert Proxy(address, "the test").fault() is None


@pytest.mark.parametrize(
    "address,fault",
    [
        ("http://", "is not the URL of a proxy"),
        ("http://p:0", "is not the URL of a proxy"),
        ("http://p:99999", "is not the URL of a proxy"),
        ("http://[::1", "is not the URL of a proxy"),
        ("ftp://p", "has an unknown protocol"),
        ("http://me:pä@p", "has characters in its credentials that need percent encoding"),
    ],
)
def test_a_proxy_that_is_none(address: str, fault: str) -> None:
    said = Proxy(address, "the test").fault()
    assert said
    assert said[0] == fault
    assert "http://proxy.example.com:3128" in said[1]


def test_a_library_that_is_missing() -> None:
    said = Proxy("socks5h://p:1080", "the test").fault()
    assert bool(said) is (find_spec("socks") is None)
    assert not said or "-m pip install PySocks" in said[1]
