# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent again, and what is said where there is no answer."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, TransportError
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.errors import Refused, Unreached
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.gate import Gate
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.service import Service

from ..scripted import URL, Answer, FakeClock, FakeTransport, broken
from .fake_container import reply

OPEN = Gate()
HTML = Reply(502, "Bad Gateway", {}, b"<html>asleep</html>")


def scene(*script: Answer, gate: Gate = OPEN) -> tuple[Service, FakeTransport]:
    transport = FakeTransport(*script)
    return Service("terminal", URL, transport, gate, 20.0, FakeClock()), transport


def test_a_service_that_sleeps_is_waited_for() -> None:
    service, transport = scene(HTML, HTML, broken("unreachable"), broken("interrupted"), reply(200, status="ok"))
    assert service.get("/health")
    service.put("/file", b"x")
    assert len(transport.sent) == 6


@pytest.mark.parametrize("answer", [HTML, reply(503, error="stopped"), broken("unreachable"), broken("interrupted")])
def test_no_longer_than_its_patience(answer: Answer) -> None:
    service, transport = scene(answer)
    with pytest.raises(Unreached):
        service.get("/health")
    assert len(transport.sent) > 3
    assert 10 < service.clock.now() <= 20


@pytest.mark.parametrize("answer", [HTML, reply(503), reply(504), broken("interrupted"), broken("garbled")])
def test_a_command_is_sent_once(answer: Answer) -> None:
    service, transport = scene(answer, reply(200))
    with pytest.raises(Unreached):
        service.post("/execute", {}, {}, 60)
    assert len(transport.sent) == 1


@pytest.mark.parametrize("answer", [HTML, reply(504), broken("interrupted")])
def test_what_became_of_a_command_may_not_be_known(answer: Answer) -> None:
    service, _transport = scene(answer)
    with pytest.raises(Unreached, match=r"^It is unknown whether the command ran.*It is not sent again\.$"):
        service.post("/execute", {}, {}, 60)


def test_a_command_of_which_nothing_was_sent_is_sent() -> None:
    service, transport = scene(broken("unreachable"), reply(429), reply(200))
    assert service.post("/execute", {}, {}, 60).status == 200
    assert len(transport.sent) == 3


KIT = Gate(user="me", password="secret")


@pytest.mark.parametrize(
    "answer,gate,words",
    [
        (reply(401), OPEN, "The services of the container require credentials (HTTP 401): set kit_user"),
        (reply(403), OPEN, "require credentials (HTTP 403)"),
        (reply(401), KIT, "do not accept kit_password (HTTP 401)."),
        (Reply(404, "", {}, b"<html>"), OPEN, "There is no terminal service at this address (HTTP 404): check"),
        (Reply(302, "", {"Location": "https://secret"}, b""), OPEN, "a redirect, which is never followed"),
        (HTML, OPEN, "did not wake up within connect_timeout (HTTP 502 from"),
        (reply(503), OPEN, "does not run, or has no services because its hoody_kit is false (HTTP 503"),
        (reply(429), OPEN, "asks to wait (HTTP 429)"),
        (broken("unreachable"), OPEN, "cannot be reached: it is unreachable. Check that the container runs"),
        (broken("untrusted"), OPEN, "cannot be reached: it is untrusted. Give its certificate authority"),
        (broken("oversized"), OPEN, "cannot be used: it is oversized."),
        (TransportError("misconfigured", "the proxy is none", "Change it."), OPEN, "the proxy is none. Change it."),
        (TransportError("misconfigured", "it is none", "Look at secret."), OPEN, "Check kit_url, ca_path and"),
    ],
)
def test_what_is_unreachable(answer: Answer, gate: Gate, words: str) -> None:
    service, _transport = scene(answer, gate=gate)
    with pytest.raises(Unreached) as failure:
        service.get("/health")
    assert words in str(failure.value)
    assert "secret" not in str(failure.value)
    assert "example.com" not in str(failure.value)


@pytest.mark.parametrize(
    "answer,words",
    [
        (reply(500, error="Failed to execute\x1b[31m command"), "(HTTP 500): Failed to execute [31m command."),
        (reply(403, error="No", code="ACCESS_FORBIDDEN"), "(HTTP 403): No."),
        (reply(413), "(HTTP 413): it does not say why."),
        (Reply(400, "", {}, b"[" * 100_000), "(HTTP 400): it does not say why."),
    ],
)
def test_what_is_refused(answer: Answer, words: str) -> None:
    service, _transport = scene(answer)
    with pytest.raises(Refused) as failure:
        service.object_of(service.post("/execute", {}, {}, 60))
    assert str(failure.value) == f"The terminal service refused {words}"


@pytest.mark.parametrize("body", [{"a": 1}, {"statusCode": 200, "message": "Done", "data": {"a": 1}}])
def test_with_an_envelope_or_without(body: dict[str, Any]) -> None:
    service, _transport = scene(reply(200, **body))
    assert service.object_of(service.post("/execute", {}, {}, 60)) == {"a": 1}


def test_a_reply_without_end() -> None:
    service, _transport = scene(Reply(200, "", {}, b"[" * 100_000))
    with pytest.raises(Refused, match="answered with JSON that is nested too deep"):
        service.object_of(service.post("/execute", {}, {}, 60))


def test_what_is_not_there_is_none_where_that_may_be() -> None:
    service, _transport = scene(reply(404, error="Not found"))
    assert service.get("/file", absent=True) is None
    with pytest.raises(Refused):
        service.get("/file")
