# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests as they are handed to the connection, and replies as they come from it: no byte goes over a wire."""

from __future__ import annotations

import gzip
import io
import socket
from collections.abc import Iterator
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import pytest
import requests
import urllib3
from ansible_collections.hoody.cloud.plugins.module_utils._http import transport as _transport
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, TransportError
from requests.adapters import HTTPAdapter

from ..scripted import FAR, FakeClock


class Wire:
    """What takes requests in the place of a connection, and answers each with the same."""

    def __init__(self) -> None:
        self.sent: list[tuple[requests.PreparedRequest, dict[str, Any]]] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.content = b"{}"
        self.failures: list[Exception] = []

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        """As an adapter of requests does it."""
        self.sent.append((request, how))
        for failure in self.failures:
            raise failure
        raw = urllib3.HTTPResponse(
            io.BytesIO(self.content), self.headers, self.status, reason="Said", preload_content=False
        )
        adapter: Any = HTTPAdapter()
        response: requests.Response = adapter.build_response(request, raw)
        return response


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    found = Wire()
    monkeypatch.setattr(HTTPAdapter, "send", found.send)
    yield found
    assert len(found.sent) == 1


def exchange(endpoint: Endpoint = FAR, method: str = "GET", body: object = None) -> Reply:
    """One request with a token."""

    def bearer(request: Any) -> Any:
        request.headers["Authorization"] = "Bearer hdy_x"
        return request

    transport = _transport.RequestsTransport(endpoint, agent="the test", authorize=bearer, at_once=2)
    try:
        return transport.exchange(method, f"{endpoint.url}/servers", {"page": "1"}, body, 7)
    finally:
        transport.close()


def test_what_is_sent(wire: Wire) -> None:
    assert exchange(method="PATCH", body={"a": 1}) == Reply(200, "Said", {}, b"{}")
    [(request, how)] = wire.sent
    assert (request.method, request.url, request.body) == ("PATCH", f"{FAR.url}/servers?page=1", b'{"a": 1}')
    assert request.headers["Accept-Encoding"] == "gzip"
    assert request.headers["User-Agent"] == "the test"
    assert how["timeout"].total == 7
    assert how["verify"] is True
    assert how["stream"] is True


def test_the_netrc_replaces_no_token(wire: Wire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine api.example.com login me password s3cret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    exchange()
    assert wire.sent[0][0].headers["Authorization"] == "Bearer hdy_x"


@pytest.mark.parametrize(
    "endpoint,verify",
    [
        (FAR._replace(ca_path="/ca.pem"), "/ca.pem"),
        (FAR._replace(validate_certs=False, ca_path="/ca.pem"), False),
    ],
)
def test_which_certificates_are_accepted(wire: Wire, endpoint: Endpoint, verify: object) -> None:
    exchange(endpoint)
    assert wire.sent[0][1]["verify"] == verify


PROXY = "http://ours.example.net:3128"


@pytest.mark.parametrize(
    "endpoint,environment,proxy",
    [
        (FAR, {}, None),
        (FAR._replace(proxy=PROXY), {}, PROXY),
        (FAR._replace(proxy=PROXY), {"HTTPS_PROXY": "http://theirs"}, "http://theirs"),
        (FAR._replace(proxy=PROXY), {"NO_PROXY": "example.com"}, None),
        (Endpoint("http://127.0.0.1:1", "", proxy=PROXY), {"HTTP_PROXY": "http://theirs"}, None),
    ],
)
def test_which_way_requests_go(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint, environment: dict[str, str], proxy: str | None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    exchange(endpoint)
    assert wire.sent[0][1]["proxies"].get(endpoint.url.partition(":")[0]) == proxy


def test_a_redirect_is_a_reply_like_any_other(wire: Wire) -> None:
    wire.status, wire.headers = 302, {"Location": "https://elsewhere.example.net/"}
    assert exchange().status == 302


def test_what_is_packed_is_unpacked(wire: Wire) -> None:
    wire.headers, wire.content = {"Content-Encoding": " GZIP "}, gzip.compress(b'{"data": 1}')
    assert exchange().content == b'{"data": 1}'


@pytest.mark.parametrize(
    "encoding,content,kind,reason",
    [
        ("br", b"x", "garbled", "the reply is compressed in a way that cannot be read"),
        ("gzip", b"no gzip", "garbled", "the reply is compressed in a way that cannot be read"),
        ("gzip", gzip.compress(bytes(_transport.MOST_BYTES + 1)), "oversized", "the reply is larger than 16 MiB"),
        ("identity", bytes(_transport.MOST_BYTES + 1), "oversized", "the reply is larger than 16 MiB"),
    ],
)
def test_what_is_not_read(wire: Wire, encoding: str, content: bytes, kind: str, reason: str) -> None:
    wire.headers, wire.content = {"Content-Encoding": encoding}, content
    with pytest.raises(TransportError, match=reason) as raised:
        exchange()
    assert raised.value.kind == kind


def test_a_body_that_ends_too_early(wire: Wire) -> None:
    wire.headers, wire.content = {"Content-Length": "100"}, b"short"
    with pytest.raises(TransportError, match="closed before the reply was complete") as raised:
        exchange()
    assert raised.value.kind == "interrupted"


@pytest.mark.parametrize("failure", [IncompleteRead(b""), OSError("x"), ValueError("x"), TypeError("x")], ids=repr)
def test_whatever_the_libraries_raise_is_explained(wire: Wire, failure: Exception) -> None:
    wire.failures = [failure]
    with pytest.raises(TransportError) as raised:
        exchange()
    assert raised.value.__suppress_context__
    assert raised.value.hint


def test_what_is_a_fault_of_ours_is_not_hidden(wire: Wire) -> None:
    wire.failures = [KeyError("x")]
    with pytest.raises(KeyError):
        exchange()


class Trickle(io.RawIOBase):
    """A byte each second, for ever."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._clock.pass_by(1)
        buffer[:1] = b"x"
        return 1


class Socket:
    """As much of a socket as is asked how long to wait for a packet."""

    def __init__(self) -> None:
        self.given: list[float] = []

    def gettimeout(self) -> float:
        return 5

    def settimeout(self, seconds: float) -> None:
        self.given.append(seconds)


def test_a_reply_has_a_limit_of_time_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that a socket is given for a packet is all that its reply has."""
    clock, connection = FakeClock(), Socket()
    monkeypatch.setattr(_transport, "Deadline", lambda seconds: Deadline(seconds, clock))
    limited = _transport._Limited(connection, Trickle(clock))
    with pytest.raises(TimeoutError, match="timed out"):
        all(iter(lambda: limited.read(1), b""))
    assert connection.given == [5, 4, 3, 2, 1]
    limited.close()
    assert limited.closed


def test_a_reply_is_read_from_a_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(30)
        theirs.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")
        reply = _transport._Response(ours)
        reply.begin()
        assert (reply.status, reply.read()) == (200, b"body")
        reply.close()


@pytest.mark.parametrize("url", ["https://api.example.com", "http://api.example.com"])
def test_every_connection_reads_such_replies(url: str) -> None:
    transport = _transport.RequestsTransport(FAR, agent="the test", authorize=lambda request: request, at_once=2)
    adapter = transport._session.get_adapter(url)
    for manager in (adapter.poolmanager, adapter.proxy_manager_for("http://proxy.example.net")):
        pool = manager.connection_from_url(url)
        assert pool.ConnectionCls.response_class is _transport._Response
    transport.close()
