# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator process for each test process, put back to its seed before every test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.kit.possible import reason_against
from tests.emulator.process import EmulatorProcess

from .awx import Awx
from .inventory import Inventory
from .playbook import Ansible
from .plays import Plays


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


@pytest.fixture(scope="session")
def inside_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorProcess]:
    """An emulator whose containers have an inside, and are never asleep."""
    if reason := reason_against():
        pytest.skip(reason)
    with EmulatorProcess(
        inside=tmp_path_factory.mktemp("inside"),
        kit_sleep="none",
        create_delay=0.1,
        start_delay=0.05,
        stop_delay=0.05,
        pause_delay=0.05,
        delete_delay=0.1,
    ) as process:
        yield process
        assert not process.complaints()


@pytest.fixture
def inside(inside_process: EmulatorProcess) -> EmulatorProcess:
    """The same as it was after its start: no container has been entered."""
    inside_process.restore()
    return inside_process


@pytest.fixture
def plays(inside: EmulatorProcess, tmp_path: Path) -> Plays:
    """Runs plays inside of the emulator's containers."""
    return Plays(inside, tmp_path)


@pytest.fixture
def ansible(emulator: EmulatorProcess, tmp_path: Path) -> Ansible:
    """Runs playbooks against the emulator."""
    return Ansible(emulator, tmp_path)


@pytest.fixture
def inventory(ansible: Ansible) -> Inventory:
    """Runs inventories against the emulator."""
    return Inventory(ansible)


@pytest.fixture
def awx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Awx:
    """An AWX whose execution environment has Ansible, and no variable or file of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith(("HOODY_", "ANSIBLE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    # AWX runs as root, whose home an execution environment has to itself.
    monkeypatch.setenv("ANSIBLE_REMOTE_TMP", str(tmp_path / "remote"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    return Awx(tmp_path)
