# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests need no server: what would connect to one fails."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes tells what else the machine does.
settings.register_profile("unit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unit")

#: What stands for the one exception: an emulator that runs as a process of its own.
PROCESS = "emulator_process"


@pytest.fixture(autouse=True)
def _no_connections(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket is connected, but to the emulator where a test asks for its process."""
    if PROCESS in request.fixturenames:
        return

    def refuse(_socket: socket.socket, address: object) -> NoReturn:
        raise AssertionError(f"a unit test would connect to {address}")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
