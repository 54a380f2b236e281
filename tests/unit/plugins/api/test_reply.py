# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a success holds, and what is none although it says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api import errors
from ansible_collections.hoody.cloud.plugins.module_utils._api.reading import Unlike
from ansible_collections.hoody.cloud.plugins.module_utils._api.reply import checked_data, envelope_of, warnings_of
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply


def data(content: bytes, status: int = 200) -> Any:
    """The data of a reply to a GET."""
    return envelope_of("GET", "/api/v1/x", Reply(status, "OK", {}, content)).get("data")


@pytest.mark.parametrize("value", [None, [], {}, "text", 7, False])
def test_the_data_of_an_envelope(value: object) -> None:
    assert data(json.dumps({"statusCode": 200, "data": value}).encode()) == value


def test_no_data() -> None:
    assert data(b"", 204) is None
    assert data(b'{"statusCode": 200}') is None


@pytest.mark.parametrize(
    "given,told",
    [
        (None, []),
        ("text", []),
        ([1, None], []),
        ([{"code": "A_B", "message": "It is so."}], ["It is so [A_B]"]),
        ([{"message": "One\nline"}, {"code": 7}], ["One line", " [7]"]),
    ],
)
def test_warnings_beside_the_data(given: object, told: list[str]) -> None:
    assert warnings_of({"data": {}, "warnings": given}) == told


@pytest.mark.parametrize(
    "content,words",
    [
        (b"", "a success with an empty body"),
        (b" \n", "a success with an empty body"),
        (b"<html>", "a success with a body that is not the API's JSON"),
        (b'{"data": ', "a success with a body that is not the API's JSON"),
        (b"[1]", "a success with a body that is not the API's JSON"),
    ],
)
def test_a_body_that_is_not_the_api(content: bytes, words: str) -> None:
    with pytest.raises(errors.Garbled, match=f"GET /api/v1/x answered 200: {words}") as raised:
        data(content)
    assert "Check that api_url points to the API" in str(raised.value)


def test_a_body_that_holds_too_much() -> None:
    with pytest.raises(errors.Oversized, match="a success with JSON that is nested too deep"):
        data(b'{"data": ' + b"[" * 5000 + b"]" * 5000 + b"}")


def test_data_that_is_not_what_was_promised() -> None:
    def check(value: Any) -> Any:
        if value != 1:
            raise Unlike("without a one")
        return "one"

    assert checked_data("GET", "/api/v1/x", 1, check) == "one"
    with pytest.raises(errors.Garbled, match="GET /api/v1/x answered 200: a success without a one"):
        checked_data("GET", "/api/v1/x", 2, check)
