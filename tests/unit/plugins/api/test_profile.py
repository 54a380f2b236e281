# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the official CLI: the root, and the profile that lies over it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import SettingsError
from ansible_collections.hoody.cloud.plugins.module_utils._api.profile import Asked, ProfileFile

NOBODY = Asked(None, "the default")
CONTENT = {
    "token": "root",
    "realm": "root",
    "expiresAt": 1700000000,
    "profiles": {"work": {"token": "work", "proxy": "", "expiresAt": 1800000000}, "other": {"realm": "other"}},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "config.json"
    found.write_text(json.dumps(CONTENT))
    return found


def opened(path: Path, profile: str | None = None) -> ProfileFile:
    return ProfileFile(str(path), NOBODY, Asked(profile, "the option profile"))


def test_the_root(path: Path) -> None:
    file = opened(path)
    assert file.get("token") == ("root", f"the key token in {path}")
    assert file.get("proxy") == (None, f"the key proxy in {path}")
    assert file.place == f"in {path}"
    assert not file.is_asked_for
    assert file.expiry() == 1700000000


def test_a_profile_lies_over_the_root(path: Path) -> None:
    file = opened(path, "work")
    assert file.get("token") == ("work", f"the key token of the profile work in {path}")
    assert file.get("realm") == ("root", f"the key realm in {path}")
    assert file.get("proxy")[0] is None
    assert file.place == f"in the profile work in {path}"
    assert file.is_asked_for


def test_an_end_is_that_of_the_token_beside_it(path: Path) -> None:
    assert opened(path, "work").expiry() == 1800000000
    assert opened(path, "other").expiry() == 1700000000


def test_a_profile_that_is_not_there(path: Path) -> None:
    with pytest.raises(SettingsError, match=r"'gone' from the option profile is not in .* it has: other, work\."):
        opened(path, "gone").get("token")


def test_no_file(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.json"
    assert opened(nowhere).get("token")[0] is None
    with pytest.raises(SettingsError, match="does not exist, but the option profile asks for it"):
        opened(nowhere, "work").get("token")
    asked = ProfileFile(str(nowhere), Asked(str(nowhere), "the option config_file"), NOBODY)
    with pytest.raises(SettingsError, match="does not exist, but the option config_file asks for it"):
        asked.get("token")


def test_a_file_is_read_once_and_late(path: Path) -> None:
    file = opened(path)
    assert file.get("token")[0] == "root"
    path.unlink()
    assert file.get("realm")[0] == "root"


def test_no_content_is_quoted(path: Path) -> None:
    path.write_text('{"token": "hdy_secret" oops')
    with pytest.raises(SettingsError, match="it is not valid JSON") as raised:
        opened(path).get("token")
    assert "hdy_secret" not in str(raised.value)
    assert raised.value.__suppress_context__
