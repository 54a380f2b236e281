# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders that would be below /tmp of a container are below the test's own, and a janitor is told to hurry."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection import scripts


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the folders of the connection are."""
    folder = tmp_path / "inside"
    folder.mkdir()
    monkeypatch.setattr(scripts, "_SECOND", "0.05")
    monkeypatch.setattr(scripts, "_PATH", f"{folder}/.hoody-")
    return folder
