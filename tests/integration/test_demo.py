# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration, which holds each of its steps to what it announces."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path

from tests.demo.__main__ import STEPS
from tests.emulator.kit.possible import reason_against
from tests.emulator.process import ROOT

from .playbook import Ansible, run_program


def test_the_demonstration(ansible: Ansible) -> None:
    environment = {**ansible.environment(), "HOODY_TEST_RECORD": ""}
    process = run_program([sys.executable, "-m", "tests.demo"], ROOT, environment)
    assert process.returncode == 0, process.stdout
    assert "a-value-that-is-never-shown" not in process.stdout
    assert "a-password-that-is-never-shown" not in process.stdout
    configured = "demo-web is demo-web" in process.stdout
    assert configured == (reason_against() is None), process.stdout
    assert "WARNING" not in process.stdout
    typed = re.findall(r"^\$ (.+)$", process.stdout, re.MULTILINE)
    assert all(shlex.split(command)[0] in ("ansible-playbook", "ansible-inventory") for command in typed)
    *_others, said = process.stdout.split("Next, type")
    named = re.findall(r"^  (\S+\.\w+) ", said, re.MULTILINE)
    assert named
    assert all((ROOT / name).exists() for name in named)
    assert "make emulator" in said


def test_what_it_prints_can_be_typed(ansible: Ansible) -> None:
    """Its commands need nothing but what the emulator prints; the first of them, in a shell."""
    environment = {
        **ansible.environment(),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOODY_API_URL": ansible.emulator.url,
        "HOODY_TOKEN": ansible.emulator.token,
        "HOODY_TEST_RECORD": "",
    }
    for step in [step for step in STEPS if not step.inside]:
        process = run_program(["bash", "-c", step.command], ROOT, environment)
        assert process.returncode == 0, process.stdout
        assert step.shows in process.stdout
