# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator process for each test process, put back to its seed before every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.process import EmulatorProcess

from .inventory import Inventory
from .playbook import Ansible


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[EmulatorProcess]:
    """The emulator, with states that take no longer than a test needs to see them."""
    with EmulatorProcess(
        create_delay=0.1, start_delay=0.05, stop_delay=0.05, pause_delay=0.05, delete_delay=0.1
    ) as process:
        yield process


@pytest.fixture
def emulator(emulator_process: EmulatorProcess) -> EmulatorProcess:
    """The emulator as it was after its start."""
    emulator_process.restore()
    return emulator_process


@pytest.fixture
def ansible(emulator: EmulatorProcess, tmp_path: Path) -> Ansible:
    """Runs playbooks against the emulator."""
    return Ansible(emulator, tmp_path)


@pytest.fixture
def inventory(ansible: Ansible) -> Inventory:
    """Runs inventories against the emulator."""
    return Inventory(ansible)
