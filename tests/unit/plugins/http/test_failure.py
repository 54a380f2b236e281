# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of what the libraries raise: the errors are theirs, nested as they nest them."""

from __future__ import annotations

import socket
import ssl
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import TransportError
from ansible_collections.hoody.cloud.plugins.module_utils._http.failure import explained
from ansible_collections.hoody.cloud.plugins.module_utils._http.transport import TooLarge, Undecodable
from requests import exceptions as of_requests
from urllib3 import exceptions as of_urllib3

from ..scripted import FAR

POOL: Any = None
REACH = "Check that https://api.example.com (api_url from the option api_url) can be reached."


def wrapped(cause: Exception, kind: type[Exception] = of_requests.ConnectionError) -> Exception:
    """An error as requests raises it when a connection cannot be made."""
    return kind(of_urllib3.MaxRetryError(POOL, "/servers", cause))


def no_connection(cause: Exception) -> Exception:
    """An error of urllib3 about a connection that was not made."""
    problem = of_urllib3.NewConnectionError(POOL, "Failed to establish a new connection")
    problem.__cause__ = cause
    return problem


def distrust(code: int, words: str) -> ssl.SSLCertVerificationError:
    """What OpenSSL says of a certificate."""
    problem = ssl.SSLCertVerificationError(1, f"certificate verify failed: {words}")
    problem.verify_code, problem.verify_message = code, words
    return problem


def of_tls(reason: str) -> ssl.SSLError:
    """What OpenSSL says of what is no TLS."""
    problem = ssl.SSLError(1, f"[SSL: {reason}] it is")
    problem.reason = reason
    return problem


def in_tls(cause: Exception) -> Exception:
    """The same as requests raises it."""
    return wrapped(of_urllib3.SSLError(cause), of_requests.SSLError)


PLAIN: list[tuple[Exception, str, str]] = [
    (wrapped(no_connection(ConnectionRefusedError(111, "refused"))), "unreachable", "connection refused"),
    (wrapped(no_connection(OSError(113, "No route to host"))), "unreachable", "no connection"),
    (wrapped(no_connection(socket.gaierror(-2, "unknown"))), "unreachable", "the host name cannot be resolved"),
    (
        wrapped(of_urllib3.ConnectTimeoutError(POOL, "timed out"), of_requests.ConnectTimeout),
        "unreachable",
        "no connection within the time limit",
    ),
    (of_requests.ReadTimeout("timed out"), "interrupted", "no complete reply in time"),
    (of_urllib3.ReadTimeoutError(POOL, "/servers", "timed out"), "interrupted", "no complete reply in time"),
    (TimeoutError("timed out"), "interrupted", "no complete reply in time"),
    (
        of_requests.ConnectionError(of_urllib3.ProtocolError("aborted", ConnectionResetError(104, "reset"))),
        "interrupted",
        "the connection was closed before the reply was complete",
    ),
    (
        of_urllib3.ProtocolError("broken", IncompleteRead(b"")),
        "interrupted",
        "the connection was closed before the reply was complete",
    ),
    (ConnectionError(), "interrupted", "the connection was closed before the reply was complete"),
    (in_tls(ssl.SSLEOFError(8, "EOF occurred")), "interrupted", "the TLS connection broke"),
    (
        in_tls(of_tls("WRONG_VERSION_NUMBER")),
        "misconfigured",
        "what answers at https://api.example.com does not speak TLS",
    ),
]


@pytest.mark.parametrize("failure,kind,reason", PLAIN)
def test_what_broke(failure: Exception, kind: str, reason: str) -> None:
    problem = explained(failure, FAR)
    assert isinstance(problem, TransportError)
    assert (problem.kind, problem.reason, problem.hint) == (kind, reason, REACH)


HINT_OF_REPLIES = "Check that api_url points to the API and not to something in front of it."


@pytest.mark.parametrize(
    "failure,kind,reason",
    [
        (TooLarge(), "oversized", "the reply is larger than 16 MiB"),
        (Undecodable(), "garbled", "the reply is compressed in a way that cannot be read"),
        (
            of_requests.ConnectionError(of_urllib3.ProtocolError("aborted", BadStatusLine("SSH-2.0"))),
            "garbled",
            "the reply is not valid HTTP",
        ),
        (of_urllib3.ProtocolError("aborted", LineTooLong("header line")), "garbled", "the reply is not valid HTTP"),
        (HTTPException("got more than 100 headers"), "garbled", "the reply is not valid HTTP"),
    ],
)
def test_what_is_no_reply(failure: Exception, kind: str, reason: str) -> None:
    problem = explained(failure, FAR)
    assert (problem.kind, problem.reason, problem.hint) == (kind, reason, HINT_OF_REPLIES)


@pytest.mark.parametrize(
    "failure", [of_requests.InvalidURL("x"), of_urllib3.LocationParseError("x"), UnicodeError("label too long")]
)
def test_an_address_that_is_none(failure: Exception) -> None:
    problem = explained(failure, FAR)
    assert problem.kind == "misconfigured"
    assert problem.reason == "https://api.example.com is not a valid address"
    assert problem.hint == "Correct api_url (from the option api_url)."
    with_proxy = FAR._replace(proxy="http://", proxy_source="the key proxy")
    problem = explained(failure, with_proxy)
    assert problem.reason == "the proxy from the key proxy is not the URL of a proxy"


@pytest.mark.parametrize(
    "code,words,hint",
    [
        (10, "certificate has expired", "Its owner has to renew it, unless the clock of this machine is wrong."),
        (9, "certificate is not yet valid", "Its owner has to renew it, unless the clock of this machine is wrong."),
        (62, "Hostname mismatch.", "Check api_url (from the option api_url): the certificate belongs to another name."),
        (
            18,
            "self-signed certificate",
            "Give its certificate authority with ca_path; turning validate_certs off would expose the token.",
        ),
    ],
)
def test_a_certificate_that_is_not_accepted(code: int, words: str, hint: str) -> None:
    problem = explained(in_tls(distrust(code, words)), FAR)
    assert problem.kind == "untrusted"
    assert problem.reason == f"the certificate of api.example.com is not accepted: {words.rstrip('.')}"
    assert problem.hint == hint


def test_a_name_that_urllib3_compared_itself() -> None:
    class CertificateError(ValueError):
        """As version 1.26 of urllib3 has it."""

    problem = explained(in_tls(CertificateError("x")), FAR)
    assert problem.reason == "the certificate of api.example.com is not accepted: it is for another name"


@pytest.mark.parametrize("from_variable", [True, False])
def test_a_bundle_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, from_variable: bool) -> None:
    bundle = tmp_path / "bundle.pem"
    endpoint, source = FAR._replace(ca_path=str(bundle), ca_source="the option ca_path"), "the option ca_path"
    if from_variable:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
        endpoint, source = FAR, "the environment variable REQUESTS_CA_BUNDLE"
    failure = OSError("Could not find a suitable TLS CA certificate bundle")
    problem = explained(failure, endpoint)
    assert problem.kind == "misconfigured"
    assert problem.reason == f"the file {bundle} from {source} cannot be read: No such file or directory"
    bundle.write_text("nothing\n")
    assert explained(failure, endpoint).reason == f"the file {bundle} from {source} holds no certificate"
    assert explained(failure, endpoint._replace(validate_certs=False)).kind == "interrupted"
    bundle.unlink()
    bundle.mkdir()
    assert explained(failure, endpoint).kind == "interrupted"


THROUGH = Endpoint("https://api.example.com", "the test", proxy="http://me:s3cret@p:3128", proxy_source="the key proxy")
NAMED = "the proxy p:3128 (from the key proxy)"


def at_proxy(cause: Exception) -> Exception:
    """What requests raises for what went wrong at a proxy."""
    return wrapped(of_urllib3.ProxyError("Cannot connect to proxy.", cause), of_requests.ProxyError)


@pytest.mark.parametrize(
    "cause,kind,reason",
    [
        (OSError("Tunnel connection failed: 407 No"), "misconfigured", f"{NAMED} does not accept its credentials"),
        (OSError("Tunnel connection failed: 403 No"), "misconfigured", f"{NAMED} answered 403 when asked to connect"),
        (OSError("Tunnel connection failed: 503 No"), "unreachable", f"{NAMED} answered 503 when asked to connect"),
        (
            no_connection(ConnectionRefusedError(111, "refused")),
            "unreachable",
            f"{NAMED} cannot be used: connection refused",
        ),
        (of_tls("HTTP_REQUEST"), "misconfigured", f"{NAMED} does not speak TLS"),
        (
            distrust(18, "self-signed certificate"),
            "untrusted",
            "the certificate of the proxy p:3128 (from the key proxy) is not accepted: self-signed certificate",
        ),
    ],
)
def test_a_proxy_that_is_in_the_way(cause: Exception, kind: str, reason: str) -> None:
    problem = explained(at_proxy(cause), THROUGH)
    assert (problem.kind, problem.reason) == (kind, reason)
    assert problem.hint
    assert "s3cret" not in f"{problem.reason} {problem.hint}"


def test_a_proxy_that_speaks_socks() -> None:
    """PySocks has errors of its own, inside of one of urllib3 that is about any connection."""

    class SOCKS5AuthError(OSError):
        """As PySocks has it."""

    through = THROUGH._replace(proxy="socks5h://me:s3cret@p:1080")
    problem = explained(wrapped(no_connection(SOCKS5AuthError("no"))), through)
    assert problem.reason == "the proxy p:1080 (from the key proxy) does not accept its credentials"


def test_errors_that_hold_each_other_come_to_an_end() -> None:
    first, second = ValueError("x"), KeyError("x")
    first.__cause__, second.__cause__ = second, first
    assert explained(first, FAR).kind == "misconfigured"


@pytest.mark.parametrize(
    "failure",
    [
        in_tls(of_tls("WRONG_VERSION_NUMBER")),
        in_tls(distrust(18, "self-signed certificate")),
        of_requests.InvalidURL("x"),
        wrapped(no_connection(ConnectionRefusedError(111, "refused"))),
    ],
)
def test_an_address_that_is_a_secret_is_not_shown(failure: Exception) -> None:
    problem = explained(failure, FAR._replace(words="the service"))
    assert "example.com" not in f"{problem.reason} {problem.hint}"
