# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the terminal service says of a command."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.errors import Refused
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.replies import (
    Ended,
    command_id,
    is_over,
    is_raw,
    raw_result,
)


@pytest.mark.parametrize(
    "members,ended",
    [
        ({"exit_code": 3, "stdout_b64": "/wA=", "stderr_b64": "eA=="}, Ended(3, b"\xff\0", b"x")),
        ({"exit_code": 0, "stdout_b64": ""}, Ended(0, b"", b"")),
        ({"exit_code": None, "signal": 9, "stdout_b64": ""}, Ended(137, b"", b"")),
        ({"exit_code": None, "signal": "SIGTERM", "stdout_b64": ""}, Ended(143, b"", b"")),
        ({"exit_code": None, "signal": "int", "stdout_b64": ""}, Ended(130, b"", b"")),
        ({"exit_code": None, "signal": "SIGNOTHING", "stdout_b64": ""}, Ended(137, b"", b"")),
    ],
)
def test_a_result(members: dict[str, Any], ended: Ended) -> None:
    assert raw_result(members, 60) == ended


@pytest.mark.parametrize(
    "members,words",
    [
        ({"timed_out": True}, "longer than command_timeout, which is 60 s"),
        ({"status": "timed_out"}, "longer than command_timeout, which is 60 s"),
        ({"exit_code": 0, "stdout_truncated": True}, "cut the output"),
        ({"exit_code": 0, "stderr_truncated": True}, "cut the output"),
        ({"exit_code": None}, "did not return how the command ended"),
        ({"exit_code": "0"}, "did not return how the command ended"),
        ({"exit_code": True}, "did not return how the command ended"),
        ({"exit_code": 0, "stdout_b64": "%"}, "output that cannot be read"),
        ({"exit_code": 0, "stdout_b64": 7}, "output that cannot be read"),
    ],
)
def test_no_result(members: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        raw_result(members, 60)


def test_the_raw_mode_is_known_by_its_bytes() -> None:
    assert is_raw({"stdout_b64": ""})
    assert not is_raw({"stdout": "", "mode": "raw"})


@pytest.mark.parametrize("status,over", [("running", False), ("queued", False), ("failed", True), (None, False)])
def test_the_end_of_a_command(status: Any, over: bool) -> None:
    assert is_over({"status": status}) is over


def test_an_id_is_text_or_a_number() -> None:
    assert [command_id({"command_id": identity}) for identity in (7, "r-1")] == ["7", "r-1"]
    for identity in (None, "", "../health", "ä"):
        with pytest.raises(Refused, match="did not return the id"):
            command_id({"command_id": identity})
