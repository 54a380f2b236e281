# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the places that hold a value counts, and what is said of one that cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import SettingsError
from ansible_collections.hoody.cloud.plugins.module_utils._api.sources import SETTINGS, Sources, without_blanks


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"token": "of the file", "baseUrl": "https://file"}))
    return str(path)


def test_the_order_of_places(file: str) -> None:
    options, environment = {"config_file": file, "api_token": " given "}, {"HOODY_TOKEN": "set", "HOODY_API_TOKEN": "x"}
    assert Sources(options, environment).text("api_token") == ("given", "the option api_token")
    del options["api_token"]
    assert Sources(options, environment).text("api_token") == ("set", "the environment variable HOODY_TOKEN")
    environment["HOODY_TOKEN"] = ""
    assert Sources(options, environment).text("api_token") == ("x", "the environment variable HOODY_API_TOKEN")
    assert Sources(options, {}).text("api_token") == ("of the file", f"the key token in {file}")
    assert Sources(options, {}).text("realm") == ("", "the default")


def test_a_blank_connection_option_is_none() -> None:
    assert without_blanks({"api_token": "", "realm": "x", "name": ""}) == {"realm": "x", "name": ""}


@pytest.mark.parametrize("word,value", [("yes", True), (" On ", True), ("F", False), ("0", False), (True, True)])
def test_a_flag(word: object, value: bool) -> None:
    for name in ("allow_http", "validate_certs"):
        assert Sources({name: word}, {}).flag(name) is value


def test_the_defaults_of_flags() -> None:
    assert Sources({}, {}).flag("allow_http") is False
    assert Sources({}, {}).flag("validate_certs") is True


def test_what_is_no_flag() -> None:
    with pytest.raises(SettingsError, match="from the environment variable HOODY_ALLOW_HTTP must be true or false"):
        Sources({}, {"HOODY_ALLOW_HTTP": "maybe"}).flag("allow_http")


def timeout(value: object) -> float:
    return Sources({"api_timeout": value}, {}).number("api_timeout", minimum=0.001, maximum=100)


def test_a_number() -> None:
    assert (timeout("2.5"), timeout(100), timeout(None)) == (2.5, 100, 30)


@pytest.mark.parametrize("odd", ["x", "nan", "inf", -1, 0, 100.1, [], "1" * 500])
def test_what_is_no_number(odd: object) -> None:
    with pytest.raises(SettingsError, match="must be a number of seconds above 0, and up to 100, not") as raised:
        timeout(odd)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize("odd", [7, True, ["x"], {"a": 1}])
def test_what_is_no_text(odd: Any) -> None:
    with pytest.raises(SettingsError, match="The value from the option realm must be a string"):
        Sources({"realm": odd}, {}).text("realm")


def test_what_is_locked_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"token": {"__locked__": "v1"}}))
    with pytest.raises(SettingsError, match=r"key token .* is locked .* option api_token or the .* HOODY_TOKEN"):
        Sources({"config_file": str(path)}, {}).text("api_token")


def test_every_setting_is_looked_up() -> None:
    found = Sources({}, {})
    for setting in SETTINGS:
        assert found.raw(setting.name)[0] is None
