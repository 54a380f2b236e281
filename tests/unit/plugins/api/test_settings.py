# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The profile file as the official CLI reads it, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import SettingsError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings, resolve

REALM, OTHER = "65a1b2c3d4e5f607000000ee", "65a1b2c3d4e5f607000000ff"
URL = "https://api.example.com"
OPTIONS = {"api_token": "hdy_x"}
GIVEN = {"HOODY_TOKEN": "hdy_given", "HOODY_BASE_URL": URL}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".hoody").mkdir()
    return tmp_path


def read(home: Path, content: object, options: dict[str, Any] | None = None, /, **environment: str) -> Settings:
    """The settings that come of a file in its usual place. Bytes and texts are written as they are."""
    if content is not None:
        text = content if isinstance(content, str) else json.dumps(content)
        (home / ".hoody" / "config.json").write_text(text)
    return resolve(options or {}, environment)


PROFILES = {"default": {"realm": REALM}, "work": {"token": "hdy_work", "realm": OTHER}}


@pytest.mark.parametrize(
    "root,environment,token,realm",
    [
        ({"profiles": PROFILES}, {}, "hdy_root", REALM),
        ({"profiles": PROFILES, "defaultProfile": ""}, {}, "hdy_root", REALM),
        ({"profiles": PROFILES, "defaultProfile": "work"}, {}, "hdy_work", OTHER),
        ({"profiles": PROFILES, "defaultProfile": "work"}, {"HOODY_PROFILE": "default"}, "hdy_root", REALM),
        ({"profiles": PROFILES}, {"HOODY_PROFILE": "work"}, "hdy_work", OTHER),
        ({"profiles": {"work": {}}}, {}, "hdy_root", None),
        ({}, {"HOODY_PROFILE": "default"}, "hdy_root", None),
        ({"defaultProfile": "default"}, {}, "hdy_root", None),
        ({"profiles": []}, {}, "hdy_root", None),
        ({"profiles": {"default": {"token": "hdy_default"}}, "token": ""}, {}, "hdy_default", None),
    ],
)
def test_which_profile_lies_over_the_root(
    home: Path, root: dict[str, Any], environment: dict[str, str], token: str, realm: str | None
) -> None:
    settings = read(home, {"token": "hdy_root", **root}, **environment)
    assert (settings.api_token, settings.realm) == (token, realm)


def test_a_message_names_the_profile_of_a_value(home: Path) -> None:
    profile = {"token": "hdy_x", "realm": "home"}
    content = {"baseUrl": URL, "profiles": {"default": profile}}
    with pytest.raises(SettingsError, match=r"realm from the key realm of the profile default in ~/.hoody/config.json"):
        read(home, content)
    del profile["realm"]
    settings = read(home, content)
    assert settings.token_source == "the key token of the profile default in ~/.hoody/config.json"
    assert settings.url_source == "the key baseUrl in ~/.hoody/config.json"
    with pytest.raises(SettingsError, match=r"or a token in the profile default in ~/.hoody/config.json"):
        read(home, {"profiles": {"default": {}}})


@pytest.mark.parametrize(
    "content,reason",
    [
        ("{", "cannot be read: it is not valid JSON."),
        ("[" * 100000, "cannot be read: it is not valid JSON."),
        ("[]", "cannot be read: it is not a JSON object."),
        ({"defaultProfile": "gone"}, "The profile 'gone' from its key defaultProfile is not in"),
        ({"defaultProfile": ["x"], "profiles": {}}, "from its key defaultProfile is not in"),
        ({"profiles": {"default": "x"}}, "The profile 'default' from its key defaultProfile is not in"),
    ],
)
def test_a_broken_file_matters_where_something_is_needed_from_it(home: Path, content: object, reason: str) -> None:
    settings = read(home, content, **GIVEN)
    assert settings.api_token == "hdy_given"
    [warning] = settings.warnings
    assert reason in warning
    assert "so a realm or a proxy in it has no effect." in warning
    assert not read(home, content, HOODY_REALM=REALM, https_proxy="http://p", **GIVEN).warnings
    with pytest.raises(SettingsError) as raised:
        read(home, content, HOODY_TOKEN="hdy_given")
    assert reason in str(raised.value)
    assert "give the option api_url or the environment variable HOODY_BASE_URL." in str(raised.value)
    with pytest.raises(SettingsError, match=r"cannot be read|is not in"):
        read(home, content, HOODY_PROFILE="work", **GIVEN)


def test_a_file_that_is_not_there(home: Path) -> None:
    assert not read(home, None, HOODY_PROFILE="default", **GIVEN).warnings
    assert "missing.json does not exist" in read(home, None, {"config_file": "missing.json"}, **GIVEN).warnings[0]
    with pytest.raises(SettingsError, match="does not exist, but the environment variable HOODY_PROFILE asks for it"):
        read(home, None, HOODY_PROFILE="work", **GIVEN)


@pytest.mark.parametrize(
    "ended", [1700000000, 1700000000000, "1700000000", "2023-11-14T22:13:20.000Z", "2023-11-14T22:13:20"]
)
def test_an_expired_session_is_explained_with_its_cure(home: Path, ended: object) -> None:
    advice = read(home, {"token": "hdy_x", "expiresAt": ended}).token_advice
    assert "ended on 2023-11-14 22:13 UTC: log in again with 'hoody login', or use an auth token." in advice
    # It is about the token that stands beside it.
    assert "ended" not in read(home, {"expiresAt": ended}, **GIVEN).token_advice
    over = {"profiles": {"default": {"token": "hdy_y"}}, "token": "hdy_x", "expiresAt": ended}
    assert "ended" not in read(home, over).token_advice


@pytest.mark.parametrize("odd", [None, True, "soon", "", [], {}, -1, 1e300, "nan", 4102444800])
def test_no_end_is_told_where_none_is_known_to_have_passed(home: Path, odd: object) -> None:
    assert "still valid" in read(home, {"token": "hdy_x", "expiresAt": odd}).token_advice


def test_the_proxy_of_the_file_comes_after_the_variables(home: Path) -> None:
    content = {"token": "hdy_x", "profiles": {"default": {"proxy": "http://me:pass%20word@proxy.example.net:3128"}}}
    settings = read(home, content)
    assert settings.http_proxy == "http://me:pass%20word@proxy.example.net:3128"
    assert settings.proxy_source == "the key proxy of the profile default in ~/.hoody/config.json"
    assert {"pass word", "pass%20word", "me:pass%20word"} <= set(settings.secrets)
    for variable in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        assert read(home, content, **{variable: "http://other"}).http_proxy is None
    assert read(home, content, HTTP_PROXY="http://other").http_proxy is not None
    with pytest.raises(SettingsError, match=r"key proxy in .* is locked .* give the environment variable HTTPS_PROXY"):
        read(home, {"token": "hdy_x", "proxy": {"__locked__": "v1"}})


@pytest.mark.parametrize(
    "token,words",
    [
        ("(hidden)", "is '(hidden)', which results show instead of a hidden value"),
        ("hdy x", "contains white space or unprintable characters"),
        ("hdy_\u00e4", "contains white space or unprintable characters"),
    ],
)
def test_what_is_no_token(token: str, words: str) -> None:
    with pytest.raises(SettingsError) as raised:
        resolve({"api_token": token}, {})
    assert f"The API token from the option api_token {words}" in str(raised.value)


def test_a_bundle_has_to_be_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUNDLES", str(home))
    (home / "ca.pem").touch()
    for path in ("~/ca.pem", "$BUNDLES/ca.pem"):
        settings = resolve({"ca_path": path, **OPTIONS}, {})
        assert (settings.ca_path, settings.ca_source) == (str(home / "ca.pem"), "the option ca_path")
    with pytest.raises(SettingsError, match=r"The certificate bundle ~/gone.pem from .* HOODY_CA_PATH does not exist"):
        resolve(OPTIONS, {"HOODY_CA_PATH": "~/gone.pem"})


def test_the_transport_is_told_all_but_the_token(home: Path) -> None:
    content = {"proxy": "http://p:3128", "baseUrl": URL, "realm": REALM}
    endpoint = read(home, content, {**OPTIONS, "validate_certs": False}).endpoint
    assert endpoint.url == f"https://{REALM}.api.example.com"
    assert endpoint.url_source == "the key baseUrl in ~/.hoody/config.json"
    assert (endpoint.proxy, endpoint.proxy_source) == ("http://p:3128", "the key proxy in ~/.hoody/config.json")
    assert endpoint.validate_certs is False
    assert "hdy_x" not in str(endpoint)
