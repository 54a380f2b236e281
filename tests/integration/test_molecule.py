# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenario for Molecule, run by Molecule itself in a role of somebody's."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.emulator.process import ROOT

from .playbook import run_program
from .plays import Plays


def test_the_scenario(plays: Plays, tmp_path: Path) -> None:
    role = tmp_path / "role"
    shutil.copytree(ROOT / "extensions" / "molecule" / "container", role / "molecule" / "default")
    before = {container["name"] for container in containers(plays)}
    process = run_program(
        [sys.executable, "-m", "molecule", "test"],
        role,
        {
            **plays.environment(HOODY_TOKEN=plays.emulator.token, HOODY_API_URL=plays.emulator.url),
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOODY_TEST_RECORD": "/dev/null",
        },
    )
    assert process.returncode == 0, process.stdout
    assert "Check that each machine has its own file" in process.stdout, "it was verified"
    made = [entry for entry in plays.emulator.requests() if entry["method"] == "POST"]
    assert len(made) == 2, "one for each machine"
    assert {container["name"] for container in containers(plays)} == before


def containers(plays: Plays) -> list[dict[str, str]]:
    """What there is."""
    listed: list[dict[str, str]] = plays.emulator.api("GET", "/containers/?limit=100").json()["data"]["containers"]
    return listed
