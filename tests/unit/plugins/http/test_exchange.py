# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a transport is: the real one and the one of the tests are alike to who uses them."""

from __future__ import annotations

import inspect

from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Transport, TransportError
from ansible_collections.hoody.cloud.plugins.module_utils._http.transport import RequestsTransport

from ..scripted import FakeTransport


def test_both_do_what_a_transport_does() -> None:
    for name in ("exchange", "close"):
        wanted = inspect.signature(getattr(Transport, name)).parameters
        for kind in (RequestsTransport, FakeTransport):
            assert list(inspect.signature(getattr(kind, name)).parameters) == list(wanted)


def test_a_failure_says_what_broke() -> None:
    problem = TransportError("unreachable", "connection refused")
    assert (problem.kind, problem.reason, problem.hint) == ("unreachable", "connection refused", "")
    assert str(problem) == "connection refused"
