# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What went wrong: turns the failures of the transport and the replies that are no success into typed errors.

Loaded only once something has gone wrong.
"""

from __future__ import annotations

import contextlib
import email.utils
import importlib.util
import os
import re
import socket
import ssl
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from ansible_collections.hoody.cloud.plugins.module_utils._api import errors, reading
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._http.transport import MOST_BYTES, Reply
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import MOST_SAID, plain
from ansible_collections.hoody.cloud.plugins.module_utils._text.secrets import masked
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

_BY_STATUS: Mapping[int, type[errors.ApiError]] = {
    400: errors.Refused,
    401: errors.Unauthorized,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: errors.WrongMethod,
    408: errors.ServerFault,
    409: errors.Conflict,
    422: errors.Refused,
    425: errors.RateLimited,
    429: errors.RateLimited,
}
_CODE = r"[A-Za-z]+(_[A-Za-z0-9]+)+"
_BUSY_CODES = frozenset({"CONTAINER_OPERATION_IN_PROGRESS", "container_finalizing"})
_BUSY_WORDS = r"currently being operated on|still being set up"
_NOT_SIGNING = r"signing is not (available|configured)"
_LONGEST_CODE = 100
_MOST_FIELDS = 20
# What the libraries raise, in one version or another, for an address or a proxy that is none.
_UNUSABLE = frozenset(
    {
        *("InvalidURL", "InvalidSchema", "InvalidProxyURL", "LocationParseError", "LocationValueError"),
        *("ProxySchemeUnknown", "URLSchemeUnknown", "ValueError", "TypeError", "UnicodeError", "UnicodeEncodeError"),
    }
)
_PROXY_SCHEMES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})
# What OpenSSL calls a certificate that is not valid yet or no longer, one for another name or address, and something
# that does not answer as TLS does.
_WRONG_TIME, _WRONG_NAME = frozenset({9, 10}), frozenset({62, 64})
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"})
_RESOURCE_MISSING = r"(container|project|resource|configuration) not found"


class _Cause(NamedTuple):
    """What broke: the class of the error, the words that finish "<request> failed:", and what to do about it."""

    kind: type[errors.ApiError]
    reason: str
    hint: str = ""


def of_transport(method: str, path: str, failure: Exception, settings: Settings) -> errors.ApiError:
    """Say what broke. The texts of the libraries are not quoted: a proxy's password may stand in them.

    Where a setting may be to blame it is looked at here: what the libraries make of it depends on their versions.
    """
    causes = _causes(failure)
    names = {type(cause).__name__ for cause in causes}
    proxy = proxy_for(settings)
    found = (
        _of_reply_limits(names)
        or _of_settings(names, causes, settings, proxy)
        or _of_proxy(names, causes, proxy)
        or _of_tls(names, causes, settings)
        or _of_connection(names, causes)
    )
    hint = found.hint or f"Check that {settings.base_url} (api_url from {settings.url_source}) can be reached."
    return found.kind(method, path, found.reason, hint=hint)


def _of_reply_limits(names: set[str]) -> _Cause | None:
    hint = "Check that api_url points to the API and not to something in front of it."
    if "Oversized" in names:
        return _Cause(errors.Oversized, f"the reply is larger than {MOST_BYTES >> 20} MiB", hint)
    if names & {"Undecodable", "error"}:
        return _Cause(errors.Garbled, "the reply is packed in a way that cannot be read", hint)
    if names & {"BadStatusLine", "LineTooLong", "HTTPException", "UnknownProtocol", "InvalidChunkLength"}:
        return _Cause(errors.Garbled, "the reply is not valid HTTP", hint)
    return None


def _of_settings(
    names: set[str], causes: list[BaseException], settings: Settings, proxy: Proxy | None
) -> _Cause | None:
    """What no repetition heals: an address, a proxy or a bundle of certificates that is none."""
    if type(causes[0]).__name__ in _UNUSABLE:
        fault = proxy and proxy.fault()
        if proxy and fault:
            return _Cause(errors.Misconfigured, f"the proxy from {proxy.source} {fault[0]}", fault[1])
        hint = f"Correct api_url (from {settings.url_source})."
        return _Cause(errors.Misconfigured, f"{settings.base_url} is no address that can be connected to", hint)
    if settings.validate_certs and names & {"SSLError", "OSError", "FileNotFoundError", "PermissionError"}:
        return _of_bundle(settings)
    return None


def _of_bundle(settings: Settings) -> _Cause | None:
    """Whether the file or folder of certificate authorities cannot be used; that of requests' own always can."""
    bundle, source = settings.ca_path, settings.ca_source
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
    return _Cause(errors.Misconfigured, f"the file {bundle} from {source} {words}", hint) if words else None


class Proxy(NamedTuple):
    """The proxy for the API: its address, which may hold a password, and the words for where that came from."""

    address: str
    source: str

    @property
    def shown(self) -> str:
        """Host and port."""
        return self._parts().netloc.rpartition("@")[2] + f" (from {self.source})"

    @property
    def scheme(self) -> str:
        """The protocol that the proxy speaks."""
        return self._parts().scheme.lower()

    def _parts(self) -> SplitResult:
        return urlsplit(self.address if "://" in self.address else f"http://{self.address}")

    def fault(self) -> tuple[str, str] | None:
        """Why it cannot be used, and what to do; None when it could be."""
        example = "It has to look like http://proxy.example.com:3128 or socks5h://proxy.example.com:1080."
        try:
            parts = self._parts()
            usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            usable = False
        if not usable:
            return "is no address of a proxy", example
        if self.scheme not in _PROXY_SCHEMES:
            return "begins with no protocol of a proxy that is known", example
        if not (parts.username or "").isascii() or not (parts.password or "").isascii():
            return "has letters in its credentials that have to be written in percent encoding", example
        if self.scheme.startswith("socks") and importlib.util.find_spec("socks") is None:
            cure = f"Install it: {sys.executable} -m pip install PySocks"
            return "needs the Python library PySocks, which is not installed", cure
        return None


def proxy_for(settings: Settings) -> Proxy | None:
    """The proxy that requests to the API go through, if any: see ``Transport``."""
    # Imported here: without the library no request fails, and this module can be imported all the same.
    from requests.utils import get_environ_proxies, select_proxy, should_bypass_proxies

    url = settings.base_url
    if settings.is_loopback:
        return None
    address = select_proxy(url, get_environ_proxies(url))
    if address:
        usual = (f"{urlsplit(url).scheme}_proxy", "all_proxy")
        names = [name for word in usual for name in (word, word.upper()) if os.environ.get(name) == address]
        return Proxy(address, f"the environment variable {names[0]}" if names else "the settings of the system")
    if settings.http_proxy and not should_bypass_proxies(url, None):
        return Proxy(settings.http_proxy, settings.proxy_source)
    return None


def _of_proxy(names: set[str], causes: list[BaseException], proxy: Proxy | None) -> _Cause | None:
    """What is wrong on the way to or at the proxy. PySocks has no error of urllib3 of its own."""
    through_socks = proxy is not None and proxy.scheme.startswith("socks") and "NewConnectionError" in names
    if proxy is None or not ("ProxyError" in names or through_socks):
        return None
    answers = [re.search(r"Tunnel connection failed: (\d{3})", str(cause)) for cause in causes]
    status = next((int(answer.group(1)) for answer in answers if answer), None)
    hint = "Correct that, or name the host in NO_PROXY if it can be reached without a proxy."
    if status == 407 or "SOCKS5AuthError" in names:
        return _Cause(errors.Misconfigured, f"the proxy {proxy.shown} does not accept its credentials", hint)
    if status:
        kind = errors.Misconfigured if status < 500 else errors.Unreachable
        return _Cause(kind, f"the proxy {proxy.shown} answered {status} when asked to connect", hint)
    if _speaks_no_tls(causes):
        hint = "Let its address begin with http://, which does not change how the API is spoken to."
        return _Cause(errors.Misconfigured, f"the proxy {proxy.shown} does not speak TLS", hint)
    distrust = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if distrust:
        said = f"the certificate of the proxy {proxy.shown} is not accepted: {distrust.verify_message.rstrip('.')}"
        return _Cause(errors.Untrusted, said, hint)
    what = _of_connection(names - {"ProxyError"}, causes).reason
    return _Cause(errors.Unreachable, f"the proxy {proxy.shown} cannot be used: {what}", hint)


def _of_tls(names: set[str], causes: list[BaseException], settings: Settings) -> _Cause | None:
    host = urlsplit(settings.base_url).hostname
    kinds = (ssl.SSLCertVerificationError,)
    distrust = next((cause for cause in causes if isinstance(cause, kinds) or _is_mismatch(cause)), None)
    if distrust is not None:
        said = getattr(distrust, "verify_message", "") or "it is for another name"
        hint = "Give its certificate authority with ca_path; turning validate_certs off would expose the token."
        code = getattr(distrust, "verify_code", None)
        if code in _WRONG_TIME:
            hint = "Its owner has to renew it, unless the clock of this machine is wrong."
        elif code in _WRONG_NAME or code is None:
            hint = f"Check api_url (from {settings.url_source}): the certificate belongs to another name."
        return _Cause(errors.Untrusted, f"the certificate of {host} is not accepted: {said.rstrip('.')}", hint)
    if _speaks_no_tls(causes):
        return _Cause(errors.Misconfigured, f"what answers at {settings.base_url} does not speak TLS")
    if "SSLError" in names:
        # A handshake that breaks off, or a connection cut inside TLS: it may pass, and work may have been done.
        return _Cause(errors.Interrupted, "the TLS connection broke")
    return None


def _is_mismatch(cause: BaseException) -> bool:
    """Whether urllib3 compared the names itself, as its version 1.26 does."""
    return type(cause).__name__ == "CertificateError"


def _speaks_no_tls(causes: list[BaseException]) -> bool:
    return any(isinstance(cause, ssl.SSLError) and cause.reason in _NO_TLS for cause in causes)


def _of_connection(names: set[str], causes: list[BaseException]) -> _Cause:
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return _Cause(errors.Unreachable, "the host name cannot be resolved")
    if names & {"ConnectTimeout", "ConnectTimeoutError"}:
        return _Cause(errors.Unreachable, "no connection within the time limit")
    if "NewConnectionError" in names:
        refused = any(isinstance(cause, ConnectionRefusedError) for cause in causes)
        return _Cause(errors.Unreachable, "connection refused" if refused else "no connection")
    if names & {"ReadTimeout", "ReadTimeoutError", "TimeoutError", "timeout"}:
        return _Cause(errors.Interrupted, "no complete reply in time")
    return _Cause(errors.Interrupted, "the connection was closed before the reply was complete")


def of_reply(method: str, path: str, reply: Reply, settings: Settings, secrets: Iterable[str]) -> errors.ApiError:
    """Turn a reply that is not a success into an error."""
    status, envelope = reply.status, {}
    with contextlib.suppress(reading.Excessive):
        envelope = reading.envelope(reply.content)
    message = str(envelope.get("message") or envelope.get("error") or reply.reason or "no explanation")
    if not envelope:
        message += ", with a body that is not the API's"
    code = _code(envelope, reply.headers)
    kind = _BY_STATUS.get(status, errors.ServerFault if status >= 500 else errors.ApiError)
    if kind is errors.Conflict and (code in _BUSY_CODES or re.search(_BUSY_WORDS, message, re.IGNORECASE)):
        kind = errors.Busy
    if status == 503 and (code == "SIGNING_NOT_CONFIGURED" or re.search(_NOT_SIGNING, message, re.IGNORECASE)):
        kind = errors.NotSigning
    if 300 <= status < 400:
        kind, message = errors.Redirected, f"a redirect to {_target(reply)}, which is not followed"
    return kind(
        method,
        path,
        plain(masked(message, secrets), MOST_SAID),
        status=status,
        code=code,
        fields=tuple(plain(text, MOST_SAID) for text in _field_errors(envelope, secrets)),
        hint=_hint(kind, message, settings),
        retry_after=_retry_after(reply.headers.get("Retry-After")),
        body=envelope or None,
    )


def _hint(kind: type[errors.ApiError], message: str, settings: Settings) -> str:
    if kind is errors.Unauthorized:
        return settings.token_advice
    if kind is errors.Forbidden and "realm" in message:
        return "This token works inside its realm only: set the option realm or the variable HOODY_REALM."
    if kind is errors.Forbidden:
        return f"The token came from {settings.token_source}; it may lack a permission."
    if kind is errors.NotSigning:
        return "This deployment of the API has no signing key, so it issues no claims."
    if kind is errors.Redirected:
        return f"Set api_url (from {settings.url_source}) to the address of the API itself."
    return ""


def _code(envelope: Json, headers: Mapping[str, str]) -> str | None:
    """The machine code, looked for where the official SDK looks (API notes 1.2)."""
    error = envelope.get("error")
    nested = error.get("code") if isinstance(error, dict) else None
    for candidate in (envelope.get("code"), error, nested, headers.get("X-Hoody-Error-Code")):
        if isinstance(candidate, str) and len(candidate) <= _LONGEST_CODE and re.fullmatch(_CODE, candidate):
            return candidate
    return None


def _field_errors(envelope: Json, secrets: Iterable[str]) -> list[str]:
    """The rejected fields of a validation error (API notes 1.2), as texts such as "/limit must be <= 100".

    The path is made of names, so it is left whole whatever the secrets are.
    """
    data = envelope.get("data")
    rows = data[:_MOST_FIELDS] if isinstance(data, list) else []
    return [
        f"{row.get('instancePath', '')} {masked(str(row.get('message', '')), secrets)}".strip()
        for row in rows
        if isinstance(row, Mapping)
    ]


def _retry_after(value: str | None) -> float | None:
    """Seconds, from seconds or from an HTTP date (API notes 1.5)."""
    with contextlib.suppress(ValueError):
        return max(0.0, float(value or ""))
    with contextlib.suppress(ValueError, TypeError, OverflowError, IndexError):
        return max(0.0, email.utils.parsedate_to_datetime(value or "").timestamp() - time.time())
    return None


def names_resource(error: errors.NotFound) -> bool:
    """True when a 404 speaks of the resource, not of the route (API notes 3.1)."""
    return bool(error.body and re.search(_RESOURCE_MISSING, error.message, re.IGNORECASE))


def _target(reply: Reply) -> str:
    try:
        host = urlsplit(reply.headers.get("Location", "")).hostname
    except ValueError:
        host = "what is no address"
    return plain(host or "another path", MOST_SAID)


def _causes(failure: BaseException) -> list[BaseException]:
    """The failure and what it wraps: requests wraps the errors of urllib3, which wraps those of the system."""
    chain: list[BaseException] = []
    following: Any = failure
    while isinstance(following, BaseException) and following not in chain:
        chain.append(following)
        inner = [getattr(following, "reason", None), following.__cause__, *following.args, following.__context__]
        following = next((candidate for candidate in inner if isinstance(candidate, BaseException)), None)
    return chain
