# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests need no server: what would open a socket fails. Whoever needs one is a contract test."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes tells what else the machine does.
settings.register_profile("unit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unit")


@pytest.fixture(autouse=True, scope="package")
def _no_sockets() -> Iterator[None]:
    """No socket is opened, by a test or by what is made for several; the two ends of a pair lead nowhere else."""
    open_one = socket.socket.__init__

    def refuse(made: socket.socket, *given: Any, **named: Any) -> None:
        is_open = len(given) > 3 or "fileno" in named
        if not is_open:
            raise AssertionError("a unit test would open a socket")
        open_one(made, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "__init__", refuse)
        yield
