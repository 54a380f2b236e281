# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the workers of a run share."""

from __future__ import annotations

import os
from pathlib import Path

from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.known import FRESH, Known

SECRET = "https://secret.example.com"


def test_what_one_learns_all_know(tmp_path: Path) -> None:
    first, second, other = (Known(str(tmp_path), address) for address in (SECRET, SECRET, f"{SECRET}/other"))
    assert second.raw() is None
    assert not second.is_fresh()
    for raw in (True, False):
        first.learn(raw)
        assert second.raw() is raw
    assert second.is_fresh()
    assert other.raw() is None
    second.forget()
    assert first.raw() is None
    first.forget()


def test_what_was_long_ago_is_looked_at_again(tmp_path: Path) -> None:
    known = Known(str(tmp_path), SECRET)
    known.learn(True)
    (file,) = tmp_path.glob("hoody-*")
    assert SECRET not in file.name + file.read_text()
    age = file.stat().st_mtime - FRESH - 1
    os.utime(file, (age, age))
    assert not known.is_fresh()
    known.answered()
    assert known.is_fresh()
    assert known.raw() is True


def test_a_folder_that_is_gone_is_no_harm(tmp_path: Path) -> None:
    known = Known(str(tmp_path / "gone"), SECRET)
    known.learn(True)
    known.answered()
    assert known.raw() is None
