# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The short form of ``make torture``."""

from __future__ import annotations

from pathlib import Path

from tests.torture.battle import Battle


def test_a_fleet_under_fire(tmp_path: Path) -> None:
    told = Battle(20261122, 100, tmp_path).fight()
    assert "100 containers as declared" in told
    assert "kills" in told
    assert "restarts" in told
