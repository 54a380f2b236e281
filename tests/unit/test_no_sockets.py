# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever connects or listens in a unit test is told so."""

from __future__ import annotations

import socket

import pytest
import requests


def test_nobody_connects_or_listens() -> None:
    for family in (socket.AF_INET, socket.AF_UNIX):
        with pytest.raises(AssertionError, match="would open a socket"):
            socket.socket(family)
    with pytest.raises(AssertionError, match="would open a socket"):
        socket.create_server(("127.0.0.1", 0))
    with pytest.raises(AssertionError, match="would open a socket"):
        requests.get("http://127.0.0.1:1", timeout=1)


def test_the_ends_of_a_pair_are_no_connection_to_anybody() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"x")
        assert theirs.recv(1) == b"x"
