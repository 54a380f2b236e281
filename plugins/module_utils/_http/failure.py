# SPDX-License-Identifier: GPL-3.0-or-later
"""Why there is no reply: turns what the libraries raise into what a person can act on.

Loaded only once something has gone wrong. The hints name the options by which an endpoint is set.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
from typing import Any

from .endpoint import Endpoint
from .exchange import Kind, TransportError
from .proxy import Proxy, proxy_for
from .transport import MOST_BYTES

# What the libraries raise, in one version or another, for an address or a proxy that is none.
_UNUSABLE = frozenset(
    {
        *("InvalidURL", "InvalidSchema", "InvalidProxyURL", "LocationParseError", "LocationValueError"),
        *("ProxySchemeUnknown", "URLSchemeUnknown", "ValueError", "TypeError", "UnicodeError", "UnicodeEncodeError"),
    }
)
# What OpenSSL calls a certificate that is not valid yet or no longer, one for another name or address, and something
# that does not answer as TLS does.
_WRONG_TIME, _WRONG_NAME = frozenset({9, 10}), frozenset({62, 64})
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"})


def explained(failure: Exception, endpoint: Endpoint) -> TransportError:
    """Say what broke. The texts of the libraries are not quoted: a proxy's password may stand in them.

    Where a setting may be to blame it is looked at here: what the libraries make of it depends on their versions.
    """
    causes = _causes(failure)
    names = {type(cause).__name__ for cause in causes}
    proxy = proxy_for(endpoint)
    found = (
        _of_reply_limits(names)
        or _of_endpoint(names, causes, endpoint, proxy)
        or _of_proxy(names, causes, proxy)
        or _of_tls(names, causes, endpoint)
        or _of_connection(names, causes)
    )
    found.hint = found.hint or f"Check that {endpoint.shown} (api_url from {endpoint.url_source}) can be reached."
    return found


def _of_reply_limits(names: set[str]) -> TransportError | None:
    hint = "Check that api_url points to the API and not to something in front of it."
    if "TooLarge" in names:
        return TransportError("oversized", f"the reply is larger than {MOST_BYTES >> 20} MiB", hint)
    if names & {"Undecodable", "error"}:
        return TransportError("garbled", "the reply is compressed in a way that cannot be read", hint)
    if names & {"BadStatusLine", "LineTooLong", "HTTPException", "UnknownProtocol", "InvalidChunkLength"}:
        return TransportError("garbled", "the reply is not valid HTTP", hint)
    return None


def _of_endpoint(
    names: set[str], causes: list[BaseException], endpoint: Endpoint, proxy: Proxy | None
) -> TransportError | None:
    """What no repetition heals: an address, a proxy or a bundle of certificates that is none."""
    if type(causes[0]).__name__ in _UNUSABLE:
        fault = proxy and proxy.fault()
        if proxy and fault:
            return TransportError("misconfigured", f"the proxy from {proxy.source} {fault[0]}", fault[1])
        hint = f"Correct api_url (from {endpoint.url_source})."
        return TransportError("misconfigured", f"{endpoint.shown} is not a valid address", hint)
    if endpoint.validate_certs and names & {"SSLError", "OSError", "FileNotFoundError", "PermissionError"}:
        return _of_bundle(endpoint)
    return None


def _of_bundle(endpoint: Endpoint) -> TransportError | None:
    """Whether the file or folder of certificate authorities cannot be used; that of requests' own always can."""
    bundle, source = endpoint.ca_path, endpoint.ca_source
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if not bundle and os.environ.get(name):
            bundle, source = os.environ[name], f"the environment variable {name}"
    if not bundle or os.path.isdir(bundle):
        return None
    words = ""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(bundle)
    except ssl.SSLError:
        words = "holds no certificate"
    except OSError as problem:
        words = f"cannot be read: {problem.strerror}"
    hint = "Name a file with the certificate authority in PEM format."
    return TransportError("misconfigured", f"the file {bundle} from {source} {words}", hint) if words else None


def _of_proxy(names: set[str], causes: list[BaseException], proxy: Proxy | None) -> TransportError | None:
    """What is wrong on the way to or at the proxy. PySocks has no error of urllib3 of its own."""
    through_socks = proxy is not None and proxy.scheme.startswith("socks") and "NewConnectionError" in names
    if proxy is None or not ("ProxyError" in names or through_socks):
        return None
    answers = [re.search(r"Tunnel connection failed: (\d{3})", str(cause)) for cause in causes]
    status = next((int(answer.group(1)) for answer in answers if answer), None)
    hint = "Correct that, or name the host in NO_PROXY if it can be reached without a proxy."
    if status == 407 or "SOCKS5AuthError" in names:
        return TransportError("misconfigured", f"the proxy {proxy.shown} does not accept its credentials", hint)
    if status:
        kind: Kind = "misconfigured" if status < 500 else "unreachable"
        return TransportError(kind, f"the proxy {proxy.shown} answered {status} when asked to connect", hint)
    if _speaks_no_tls(causes):
        hint = "Use an address that begins with http://. The connection to the API is still encrypted."
        return TransportError("misconfigured", f"the proxy {proxy.shown} does not speak TLS", hint)
    distrust = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if distrust:
        said = f"the certificate of the proxy {proxy.shown} is not accepted: {distrust.verify_message.rstrip('.')}"
        return TransportError("untrusted", said, hint)
    what = _of_connection(names - {"ProxyError"}, causes).reason
    return TransportError("unreachable", f"the proxy {proxy.shown} cannot be used: {what}", hint)


def _of_tls(names: set[str], causes: list[BaseException], endpoint: Endpoint) -> TransportError | None:
    kinds = (ssl.SSLCertVerificationError,)
    distrust = next((cause for cause in causes if isinstance(cause, kinds) or _is_mismatch(cause)), None)
    if distrust is not None:
        said = getattr(distrust, "verify_message", "") or "it is for another name"
        hint = "Give its certificate authority with ca_path; turning validate_certs off would expose the token."
        code = getattr(distrust, "verify_code", None)
        if code in _WRONG_TIME:
            hint = "Its owner has to renew it, unless the clock of this machine is wrong."
        elif code in _WRONG_NAME or code is None:
            hint = f"Check api_url (from {endpoint.url_source}): the certificate belongs to another name."
        return TransportError(
            "untrusted", f"the certificate of {endpoint.shown_host} is not accepted: {said.rstrip('.')}", hint
        )
    if _speaks_no_tls(causes):
        return TransportError("misconfigured", f"what answers at {endpoint.shown} does not speak TLS")
    if "SSLError" in names:
        # A handshake that breaks off, or a connection cut inside TLS: it may pass, and work may have been done.
        return TransportError("interrupted", "the TLS connection broke")
    return None


def _is_mismatch(cause: BaseException) -> bool:
    """Whether urllib3 compared the names itself, as its version 1.26 does."""
    return type(cause).__name__ == "CertificateError"


def _speaks_no_tls(causes: list[BaseException]) -> bool:
    # Only what OpenSSL raises has a reason, and not all of these errors come from there.
    return any(isinstance(cause, ssl.SSLError) and getattr(cause, "reason", None) in _NO_TLS for cause in causes)


def _of_connection(names: set[str], causes: list[BaseException]) -> TransportError:
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return TransportError("unreachable", "the host name cannot be resolved")
    if names & {"ConnectTimeout", "ConnectTimeoutError"}:
        return TransportError("unreachable", "no connection within the time limit")
    if "NewConnectionError" in names:
        refused = any(isinstance(cause, ConnectionRefusedError) for cause in causes)
        return TransportError("unreachable", "connection refused" if refused else "no connection")
    if names & {"ReadTimeout", "ReadTimeoutError", "TimeoutError", "timeout"}:
        return TransportError("interrupted", "no complete reply in time")
    return TransportError("interrupted", "the connection was closed before the reply was complete")


def _causes(failure: BaseException) -> list[BaseException]:
    """The failure and what it wraps: requests wraps the errors of urllib3, which wraps those of the system."""
    chain: list[BaseException] = []
    following: Any = failure
    while isinstance(following, BaseException) and following not in chain:
        chain.append(following)
        inner = [getattr(following, "reason", None), following.__cause__, *following.args, following.__context__]
        following = next((candidate for candidate in inner if isinstance(candidate, BaseException)), None)
    return chain
