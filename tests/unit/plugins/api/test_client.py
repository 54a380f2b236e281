# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client does with a server that follows a script: what it sends, how often, when, and what it makes of it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api import errors, sending
from ansible_collections.hoody.cloud.plugins.module_utils._api.client import PAGE_SIZE, Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.reading import Unlike
from ansible_collections.hoody.cloud.plugins.module_utils._api.sending import CONCURRENCY
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, TransportError
from ansible_collections.hoody.cloud.plugins.module_utils._http.retry import PAUSES

from ..scripted import Answer, FakeClock, Request, Scene, broken, failure, scene, success

GONE = failure(404, "Container not found")
NO_ROUTE = Reply(404, "Not Found", {}, b"<html>")
NO_VERB = failure(405, "Method Not Allowed")


# -- one request


def test_what_is_sent() -> None:
    client, transport, _clock = scene(success({"id": 1}))
    assert client.get("/containers/x y", {"runtime": True, "none": None, "page": 2}) == {"id": 1}
    [request] = transport.sent
    assert request == Request("GET", "/containers/x%20y", {"runtime": "true", "page": "2"}, None, 30.0)


def test_a_realm_is_part_of_the_host() -> None:
    realm = "65a1b2c3d4e5f607000000ee"
    client, transport, _clock = scene(success(), realm=realm)
    client.get("/servers")
    assert transport.sent[0].path == f"https://{realm}.api.example.com/api/v1/servers"


@pytest.mark.parametrize("name", ["/containers/../admin", "/claims/.hidden"])
def test_a_name_that_leads_elsewhere_is_not_sent(name: str) -> None:
    client, transport, _clock = scene(success())
    with pytest.raises(errors.Unreadable, match="would address another resource"):
        client.get(name)
    assert not transport.sent


def test_the_data_is_checked() -> None:
    client, _transport, clock = scene(success([]))
    assert client.get("/servers", check=len) == 0

    def refuse(_data: Any) -> Any:
        raise Unlike("without a list")

    with pytest.raises(errors.Garbled, match=r"GET /api/v1/servers answered 200: a success without a list"):
        client.get("/servers", check=refuse)
    assert len(clock.slept) == 3


def test_a_client_closes_its_transport() -> None:
    client, transport, _clock = scene(success())
    with client as entered:
        assert entered is client
    assert transport.closed


# -- tries


def said(made: Scene, method: str = "get") -> errors.ApiError:
    """The error in which a request ends."""
    with pytest.raises(errors.ApiError) as raised:
        getattr(made.client, method)("/servers")
    return raised.value


@pytest.mark.parametrize("answer", [failure(500), failure(429), failure(408), broken("unreachable"), broken()])
def test_what_may_pass_is_tried_again(answer: Answer) -> None:
    client, transport, clock = scene(answer, answer, success("well"))
    assert client.get("/servers") == "well"
    assert transport.lines == ["GET /servers"] * 3
    assert [0.125 <= clock.slept[0] <= 0.25, 0.25 <= clock.slept[1] <= 0.5] == [True, True]


@pytest.mark.parametrize("answer", [failure(500), broken("unreachable"), broken()])
def test_there_is_an_end_to_it(answer: Answer) -> None:
    made = scene(answer)
    problem = said(made)
    assert len(made.transport.sent) == problem.tries == 4
    assert "(after 4 tries)" in str(problem)


@pytest.mark.parametrize(
    "answer",
    [
        *(failure(status) for status in (400, 401, 403, 404, 405, 409, 410, 418, 422)),
        *(broken(kind) for kind in ("misconfigured", "untrusted", "oversized")),
        Reply(302, "Found", {"Location": "https://elsewhere.example.net/"}, b""),
        failure(503, "Claim signing is not configured", code="SIGNING_NOT_CONFIGURED"),
    ],
)
def test_what_will_not_pass_is_told_at_once(answer: Answer) -> None:
    made = scene(answer)
    assert said(made).tries == 1
    assert not made.clock.slept
    assert len(made.transport.sent) == 1


def test_what_the_server_asks_for_is_obeyed() -> None:
    client, _transport, clock = scene(failure(429, headers={"Retry-After": "7"}), success())
    client.get("/servers")
    assert clock.slept == [7]


def test_what_asks_for_too_long_a_pause_is_told() -> None:
    made = scene(failure(429, headers={"Retry-After": "3600"}))
    assert "The API asks to wait 3600 s before the next try." in str(said(made))
    assert not made.clock.slept


def test_who_is_busy_is_asked_until_time_is_up() -> None:
    made = scene(failure(409, code="CONTAINER_OPERATION_IN_PROGRESS"), api_retries=0, api_timeout=50.0)
    problem = said(made, "delete")
    assert isinstance(problem, errors.Busy)
    assert problem.tries > 6
    assert 50 - PAUSES.longest < made.clock.now() < 50 + PAUSES.longest


def test_a_request_has_what_is_left_of_the_time() -> None:
    made = scene(failure(500), api_timeout=30.0)

    def slow(_request: Request) -> Reply:
        made.clock.pass_by(20)
        return failure(500)

    made.transport._script = [slow]
    with pytest.raises(errors.ServerFault):
        made.client.get("/servers", deadline=Deadline(45, made.clock))
    assert [int(request.seconds) for request in made.transport.sent] == [30, 24, 4]


def test_no_time_is_left_for_hardly_any() -> None:
    """A deadline that is over is still one try, which a transport can be given."""
    made = scene(success("well"))
    assert made.client.get("/servers", deadline=Deadline(0, made.clock)) == "well"
    assert made.transport.sent[0].seconds == 0.001


# -- what may be done once


@pytest.mark.parametrize("answer", [failure(500), broken(), Reply(200, "OK", {}, b"<html>")])
@pytest.mark.parametrize("method", ["get", "delete"])
def test_what_sets_a_state_is_sent_again(method: str, answer: Answer) -> None:
    client, transport, _clock = scene(answer, success())
    getattr(client, method)("/servers")
    assert len(transport.sent) == 2


@pytest.mark.parametrize("answer", [failure(500), broken(), Reply(201, "OK", {}, b"<html>")])
def test_a_post_that_may_have_worked_is_sent_once(answer: Answer) -> None:
    made = scene(answer, success())
    said(made, "post")
    assert len(made.transport.sent) == 1


@pytest.mark.parametrize(
    "answer", [broken("unreachable"), failure(429), failure(503, code="CONTAINER_CREATE_DISPATCH_FAILED")]
)
def test_a_post_that_did_not_work_is_sent_again(answer: Answer) -> None:
    client, transport, _clock = scene(answer, success("made"))
    assert client.post("/containers", {"name": "a"}) == "made"
    assert [request.body for request in transport.sent] == [{"name": "a"}] * 2


@pytest.mark.parametrize("answer", [failure(500), broken(), failure(409), failure(422)])
def test_what_is_found_to_be_done_is_not_done_again(answer: Answer) -> None:
    client, transport, _clock = scene(answer)
    assert client.post("/containers", settle=lambda: {"id": "found"}) == {"id": "found"}
    assert len(transport.sent) == 1


def test_what_is_found_not_to_be_done_is_done_again() -> None:
    client, transport, clock = scene(failure(500), success("made"))
    assert client.post("/containers", settle=lambda: None) == "made"
    assert len(transport.sent) == 2
    assert len(clock.slept) == 1


@pytest.mark.parametrize("answer", [failure(409), failure(422)])
def test_a_refusal_that_is_found_to_be_one_is_told(answer: Answer) -> None:
    made = scene(answer)
    with pytest.raises((errors.Conflict, errors.Refused)):
        made.client.post("/containers", settle=lambda: None)
    assert len(made.transport.sent) == 1


def test_it_is_told_when_nobody_knows_whether_it_was_done() -> None:
    client, _transport, _clock = scene(broken())

    def settle() -> None:
        raise errors.Unreachable("GET", "/api/v1/containers", "gone")

    with pytest.raises(errors.Interrupted) as raised:
        client.post("/containers", settle=settle)
    unknown = "It is unknown whether it was done, because GET /api/v1/containers failed as well. Do something."
    assert str(raised.value).endswith(unknown)


def test_a_refusal_is_no_doubt() -> None:
    client, _transport, _clock = scene(failure(422, "No"))

    def settle() -> None:
        raise errors.Unreachable("GET", "/api/v1/containers", "gone")

    with pytest.raises(errors.Refused) as raised:
        client.post("/containers", settle=settle)
    assert "not known" not in str(raised.value)


# -- PATCH or PUT


def test_an_update_is_a_patch() -> None:
    client, transport, _clock = scene(success("new"))
    assert client.update("/containers/1", {"a": 1}) == "new"
    assert transport.lines == ["PATCH /containers/1"]


@pytest.mark.parametrize("answer", [NO_VERB, NO_ROUTE])
def test_a_server_that_knows_only_put_is_remembered(answer: Answer) -> None:
    client, transport, _clock = scene(answer, success("new"))
    assert client.update("/containers/1", {"a": 1}) == "new"
    assert client.update("/containers/1", {"a": 2}) == "new"
    assert transport.lines == ["PATCH /containers/1", "PUT /containers/1", "PUT /containers/1"]


def test_one_that_changes_its_mind_is_followed() -> None:
    client, transport, _clock = scene(NO_VERB, success(), NO_VERB, success(), success())
    for _time in range(3):
        client.update("/c", {})
    assert transport.lines == ["PATCH /c", "PUT /c", "PUT /c", "PATCH /c", "PATCH /c"]


def test_a_container_that_is_gone_is_no_matter_of_verbs() -> None:
    client, transport, _clock = scene(GONE)
    with pytest.raises(errors.NotFound):
        client.update("/containers/1", {})
    assert transport.lines == ["PATCH /containers/1"]


def test_one_that_knows_neither_is_told_of_the_first() -> None:
    client, transport, _clock = scene(NO_VERB, NO_ROUTE, NO_VERB, success())
    with pytest.raises(errors.WrongMethod, match="PATCH /api/v1/c answered 405"):
        client.update("/c", {})
    client.update("/c", {})
    assert transport.lines == ["PATCH /c", "PUT /c", "PATCH /c", "PUT /c"]


# -- listings, and many requests at once


def identity(number: int) -> str:
    return f"{number:024x}"


def pages_of(count: int) -> Answer:
    """A listing of so many, newest first or last as it is asked for."""

    def answer(request: Request) -> Reply:
        numbers = sorted(range(count), reverse=request.query["sort_order"] == "desc")
        start = (int(request.query["page"]) - 1) * int(request.query["limit"])
        items = [{"id": identity(number)} for number in numbers[start : start + int(request.query["limit"])]]
        return success({"containers": items, "pagination": {"total": count}})

    return answer


def test_all_pages_of_a_listing() -> None:
    client, transport, _clock = scene(pages_of(PAGE_SIZE * 2 + 7))
    found = client.list_all("/containers/", "containers", {"include_deleting": True})
    assert [item["id"] for item in found] == [identity(number) for number in range(PAGE_SIZE * 2 + 7)]
    assert len(transport.sent) == 3
    asked = {"sort_by": "id", "sort_order": "desc", "limit": str(PAGE_SIZE), "include_deleting": "true"}
    assert all(asked.items() <= dict(request.query).items() for request in transport.sent)


def test_a_listing_that_cannot_be_complete_is_an_error() -> None:
    client, _transport, _clock = scene(success({"containers": [], "pagination": {"total": 5}}))
    with pytest.raises(errors.Incomplete, match="a listing of containers returned 0 of 5") as raised:
        client.list_all("/containers/", "containers")
    assert raised.value.path == "/api/v1/containers/"


def test_never_more_at_once_than_said() -> None:
    barrier, under_way, most = threading.Lock(), 0, 0

    def answer(_request: Request) -> Reply:
        nonlocal under_way, most
        with barrier:
            under_way += 1
            most = max(most, under_way)
        threading.Event().wait(0.001)
        with barrier:
            under_way -= 1
        return success()

    client, transport, _clock = scene(answer)
    client.at_most(3)
    client.concurrently(lambda _item: client.get("/servers"), range(CONCURRENCY * 2))
    assert most <= 3
    assert len(transport.sent) == CONCURRENCY * 2


def test_results_have_the_order_of_the_items() -> None:
    client, _transport, _clock = scene(success())
    assert client.concurrently(str, range(40)) == [str(number) for number in range(40)]
    assert client.concurrently(str, []) == []


# -- what is never shown


def test_no_secret_is_in_an_error() -> None:
    quoting = failure(422, "bad: hdy_secret_token, hunter-22", data=[{"instancePath": "/a", "message": "hunter-22!"}])
    client, _transport, _clock = scene(quoting)
    client.hide(["hunter-22", ""])
    with pytest.raises(errors.Refused) as raised:
        client.get("/servers")
    assert str(raised.value) == "GET /api/v1/servers answered 422: bad: (hidden), (hidden) (/a (hidden)!)."


def test_a_client_makes_its_own_transport(monkeypatch: pytest.MonkeyPatch) -> None:
    """That knows the token only by what puts it into a request."""
    given: list[Any] = []

    class Remembering:
        def __init__(self, *arguments: Any, **named: Any) -> None:
            given.append((arguments, named))

    monkeypatch.setattr(sending, "RequestsTransport", Remembering)
    settings = Settings("hdy_x", "the test")
    Client(settings)
    [(arguments, named)] = given
    assert arguments == (settings.endpoint,)
    assert named["agent"].startswith("hoody.cloud/")

    class Prepared:
        headers: dict[str, str] = {}

    assert named["authorize"](Prepared()).headers == {"Authorization": "Bearer hdy_x"}
    assert "hdy_x" not in f"{arguments} {named['agent']}"


def test_time_is_that_of_the_clock() -> None:
    made = scene(TransportError("unreachable", "gone"), success())
    assert isinstance(made.client.clock, FakeClock)
    made.client.get("/servers")
    assert made.clock.now() == sum(made.clock.slept) > 0
