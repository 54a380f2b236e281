# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator process for all tests of the emulator; each test finds it as it was after the start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulator.process import EmulatorProcess


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[EmulatorProcess]:
    """The process. Nothing takes time unless a test wants it to."""
    with EmulatorProcess(create_delay=0, start_delay=0, stop_delay=0, pause_delay=0, delete_delay=0) as process:
        yield process
        assert not process.complaints()


@pytest.fixture
def cloud(emulator_process: EmulatorProcess) -> EmulatorProcess:
    """The emulator in its first state."""
    emulator_process.restore()
    return emulator_process
