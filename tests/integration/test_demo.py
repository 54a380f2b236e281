# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration, which holds each of its steps to what it announces."""

from __future__ import annotations

import sys

from tests.emulator.kit.possible import reason_against
from tests.emulator.process import ROOT

from .playbook import Ansible, run_program


def test_the_demonstration(ansible: Ansible) -> None:
    process = run_program([sys.executable, "-m", "tests.demo"], ROOT, ansible.environment())
    assert process.returncode == 0, process.stdout
    assert "a-value-that-is-never-shown" not in process.stdout
    assert "a-password-that-is-never-shown" not in process.stdout
    configured = "demo-web is demo-web" in process.stdout
    assert configured == (reason_against() is None), process.stdout
    assert "make emulator serves it to you" in process.stdout.splitlines()[-1]
