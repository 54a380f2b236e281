# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a request without a reply, and of a reply that is no success."""

from __future__ import annotations

import email.utils
import time
from typing import Any, get_args

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api import errors
from ansible_collections.hoody.cloud.plugins.module_utils._api import failure as _failure
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Kind, Reply, TransportError
from hypothesis import given
from hypothesis import strategies as st

from ..scripted import failure

SETTINGS = Settings("hdy_secret_token", "the option api_token", url_source="the option api_url")


def error(reply: Reply) -> errors.ApiError:
    """What a GET says about it."""
    return _failure.of_reply("GET", "/api/v1/servers", reply, SETTINGS, SETTINGS.secrets)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_of_a_failure_is_an_error(kind: Any) -> None:
    problem = _failure.of_transport("GET", "/api/v1/servers", TransportError(kind, "it broke", "Mend it."))
    assert str(problem) == "GET /api/v1/servers failed: it broke. Mend it."
    assert type(problem).__name__.lower() == kind
    assert problem.facts == {"status": None, "code": None, "method": "GET", "path": "/api/v1/servers", "tries": 1}


STATUSES: dict[int, type[errors.ApiError]] = {
    302: errors.Redirected,
    400: errors.Refused,
    401: errors.Unauthorized,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: errors.WrongMethod,
    408: errors.ServerFault,
    409: errors.Conflict,
    410: errors.ApiError,
    418: errors.ApiError,
    422: errors.Refused,
    425: errors.RateLimited,
    429: errors.RateLimited,
    500: errors.ServerFault,
    502: errors.ServerFault,
    504: errors.ServerFault,
    599: errors.ServerFault,
}


def test_no_status_is_left_out() -> None:
    assert set(_failure._BY_STATUS) <= set(STATUSES)


@pytest.mark.parametrize("status,kind", list(STATUSES.items()))
def test_every_status_is_an_error(status: int, kind: type[errors.ApiError]) -> None:
    problem = error(failure(status))
    assert problem.__class__ is kind
    assert problem.status == status


@given(st.integers(300, 999), st.binary(max_size=40))
def test_whatever_is_said_is_a_sentence(status: int, content: bytes) -> None:
    text = str(error(Reply(status, "", {}, content)))
    assert text.startswith(f"GET /api/v1/servers answered {status}: ")
    assert text.isprintable()


@pytest.mark.parametrize(
    "members,kind",
    [
        ({"code": "CONTAINER_OPERATION_IN_PROGRESS"}, errors.Busy),
        ({"code": "container_finalizing"}, errors.Busy),
        ({"message": "The container is currently being operated on."}, errors.Busy),
        ({"message": "Container is still being set up"}, errors.Busy),
        ({"message": "Container name already in use"}, errors.Conflict),
    ],
)
def test_what_is_only_busy(members: dict[str, Any], kind: type[errors.ApiError]) -> None:
    problem = error(failure(409, **{"message": "No", **members}))
    assert problem.__class__ is kind
    assert problem.busy is (kind is errors.Busy)


@pytest.mark.parametrize(
    "status,members,kind",
    [
        (503, {"code": "SIGNING_NOT_CONFIGURED"}, errors.NotSigning),
        (503, {"message": "Claim signing is not available"}, errors.NotSigning),
        (503, {}, errors.ServerFault),
        (500, {"code": "SIGNING_NOT_CONFIGURED"}, errors.ServerFault),
    ],
)
def test_what_cannot_sign(status: int, members: dict[str, Any], kind: type[errors.ApiError]) -> None:
    assert error(failure(status, **{"message": "No", **members})).__class__ is kind


@pytest.mark.parametrize(
    "envelope,headers,code",
    [
        ({"code": "NAME_TAKEN"}, {}, "NAME_TAKEN"),
        ({"error": "NAME_TAKEN"}, {}, "NAME_TAKEN"),
        ({"error": {"code": "NAME_TAKEN"}}, {}, "NAME_TAKEN"),
        ({}, {"X-Hoody-Error-Code": "NAME_TAKEN"}, "NAME_TAKEN"),
        ({"code": "NAME_TAKEN", "error": "OTHER_CODE"}, {"X-Hoody-Error-Code": "THIRD_CODE"}, "NAME_TAKEN"),
        ({"code": 409, "error": "Conflict"}, {}, None),
        ({"code": "A_" + "B" * 100}, {}, None),
        ({"code": "NAME TAKEN"}, {}, None),
        ({"code": None, "error": []}, {}, None),
    ],
)
def test_where_a_code_is_found(envelope: dict[str, Any], headers: dict[str, str], code: str | None) -> None:
    assert error(failure(409, headers=headers, **envelope)).code == code


def test_field_errors_are_told() -> None:
    rows = [
        {"instancePath": "/limit", "message": "must be <= 100"},
        {"instancePath": "/x"},
        {"message": "no path"},
        "not a row",
        {"instancePath": "/x", "message": "hdy_secret_token is wrong"},
    ]
    problem = error(failure(400, "Validation failed", data=rows))
    assert problem.fields == ("/limit must be <= 100", "/x", "no path", "/x (hidden) is wrong")
    assert "Validation failed (/limit must be <= 100; /x; no path; /x (hidden) is wrong)." in str(problem)
    assert len(error(failure(400, data=rows * 20)).fields) <= 20
    assert error(failure(400, data={"a": 1})).fields == ()


@pytest.mark.parametrize(
    "value,seconds",
    [("7", 7), ("0", 0), ("-3", 0), (" 2.5", 2.5), ("soon", None), ("", None), (None, None), ("Wed, 99 Foo", None)],
)
def test_how_long_to_wait(value: str | None, seconds: float | None) -> None:
    assert error(failure(429, headers={"Retry-After": value} if value is not None else {})).retry_after == seconds


def test_until_when_to_wait() -> None:
    date = email.utils.formatdate(time.time() + 60, usegmt=True)
    assert error(failure(429, headers={"Retry-After": date})).retry_after == pytest.approx(60, abs=5)
    past = email.utils.formatdate(0, usegmt=True)
    assert error(failure(429, headers={"Retry-After": past})).retry_after == 0


@pytest.mark.parametrize(
    "reply,hint",
    [
        (failure(401), "The token came from the option api_token; check that it is complete and still valid."),
        (failure(403), "The token came from the option api_token; it may lack a permission."),
        (
            failure(403, "Token is limited to another realm"),
            "This token works inside its realm only: set the option realm or the variable HOODY_REALM.",
        ),
        (
            failure(503, code="SIGNING_NOT_CONFIGURED"),
            "This deployment of the API has no signing key, so it issues no claims.",
        ),
        (Reply(301, "", {}, b""), "Set api_url (from the option api_url) to the address of the API itself."),
        (failure(404), ""),
        (failure(500), ""),
    ],
)
def test_what_to_do(reply: Reply, hint: str) -> None:
    assert error(reply).hint == hint


@pytest.mark.parametrize(
    "location,words",
    [
        ("https://elsewhere.example.net/x", "elsewhere.example.net"),
        ("/login", "another path"),
        ("https://[::1", "an invalid address"),
        (None, "another path"),
    ],
)
def test_where_a_redirect_leads(location: str | None, words: str) -> None:
    problem = error(Reply(302, "Found", {"Location": location} if location else {}, b""))
    assert problem.message == f"a redirect to {words}, which is not followed"


def test_a_body_that_is_none_is_told() -> None:
    assert error(Reply(502, "Bad Gateway", {}, b"<html>")).message == "Bad Gateway, with a body that is not the API's"
    assert error(Reply(502, "", {}, b"[" * 10**6)).message == "no explanation, with a body that is not the API's"


@pytest.mark.parametrize(
    "message,named",
    [
        ("Container not found", True),
        ("PROJECT NOT FOUND", True),
        ("No network configuration not found here", True),
        ("Cannot PATCH /api/v1/containers/1", False),
        ("Route not found", False),
    ],
)
def test_which_404_is_about_the_resource(message: str, named: bool) -> None:
    problem = error(failure(404, message))
    assert isinstance(problem, errors.NotFound)
    assert _failure.names_resource(problem) is named


def test_a_404_without_an_envelope_is_about_the_route() -> None:
    problem = error(Reply(404, "container not found", {}, b"<html>"))
    assert isinstance(problem, errors.NotFound)
    assert not _failure.names_resource(problem)


@pytest.mark.parametrize(
    "reply,is_elsewhere",
    [
        (failure(404, "Route GET:/docs/api/v1/projects/ not found"), True),
        (Reply(404, "Not Found", {}, b"<html>"), True),
        (failure(404, "Container not found"), False),
        (failure(400, "Route GET:/api/v1/projects/ not found"), False),
    ],
)
def test_a_404_of_another_address_says_where_the_address_came_from(reply: Reply, is_elsewhere: bool) -> None:
    hint = error(reply).hint
    assert ("api_url (from the option api_url) is not the address" in hint) is is_elsewhere
