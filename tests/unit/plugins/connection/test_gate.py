# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gate is shown."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.errors import Unreached
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.gate import Gate


@pytest.mark.parametrize(
    "gate,headers,given",
    [
        (Gate(), {}, ""),
        (Gate(user="me", password="pass:wörd"), {"Authorization": "Basic bWU6cGFzczp3w7ZyZA=="}, "kit_password"),
        (Gate(password="pass"), {"Authorization": "Basic OnBhc3M="}, "kit_password"),
        (Gate(token="abc"), {"Authorization": "Bearer abc"}, "kit_token"),
        (Gate(token="abc", token_header="X-Access"), {"X-Access": "abc"}, "kit_token"),
        (
            Gate("me", "pass", "abc", "X-Access"),
            {"Authorization": "Basic bWU6cGFzcw==", "X-Access": "abc"},
            "kit_password and kit_token",
        ),
    ],
)
def test_the_credentials(gate: Gate, headers: dict[str, str], given: str) -> None:
    assert gate.checked().headers == headers
    assert gate.given == given


@pytest.mark.parametrize(
    "gate,words",
    [
        (Gate(password="pass", token="abc"), "set kit_token_header, or only one of them"),
        (Gate(token="a\nb"), "kit_token contains white space"),
        (Gate(token="abc", token_header="X: y"), "kit_token_header must be the name of a header"),
        (Gate(user="a:b", password="pass"), "kit_user must not contain a colon"),
    ],
)
def test_what_cannot_be_sent(gate: Gate, words: str) -> None:
    with pytest.raises(Unreached, match=words):
        gate.checked()


def test_bytes_are_called_bytes() -> None:
    request = SimpleNamespace(body=b"x", headers={})
    assert Gate(token="abc").authorize(request).headers == {
        "Content-Type": "application/octet-stream",
        "Authorization": "Bearer abc",
    }
