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
import re
import ssl
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.hoody.cloud.plugins.module_utils import _errors as errors
from ansible_collections.hoody.cloud.plugins.module_utils._secrets import masked
from ansible_collections.hoody.cloud.plugins.module_utils._settings import Settings

Json = dict[str, Any]

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
_RESOURCE_MISSING = r"(container|project|resource|configuration) not found"


def of_transport(method: str, path: str, failure: Exception, settings: Settings) -> errors.ApiError:
    """Say what broke. The texts of the libraries are not quoted: a proxy's password may stand in them."""
    kind: type[errors.ApiError] = errors.Unreachable
    hint = f"Check that {settings.base_url} (api_url from {settings.url_source}) can be reached."
    causes = _causes(failure)
    names = {type(cause).__name__ for cause in causes}
    distrust = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if distrust:
        kind = errors.Untrusted
        reason = f"the certificate of {urlsplit(settings.base_url).hostname} is not accepted: {distrust.verify_message}"
        hint = "Give its certificate authority with ca_path; turning validate_certs off would expose the token."
    elif "SSLError" in names:
        # A handshake that breaks off, or a connection cut inside TLS: it may pass, and work may have been done.
        kind, reason = errors.Interrupted, "the TLS connection broke, or this is no TLS server"
    elif "ProxyError" in names:
        reason = "the HTTP proxy named by the environment cannot be used"
    elif "NameResolutionError" in names:
        reason = "the host name cannot be resolved"
    elif "ConnectTimeout" in names:
        reason = "no connection within the time limit"
    elif "NewConnectionError" in names:
        refused = any(isinstance(cause, ConnectionRefusedError) for cause in causes)
        reason = "connection refused" if refused else "no connection"
    else:
        kind = errors.Interrupted
        late = names & {"ReadTimeout", "ReadTimeoutError", "TimeoutError"}
        reason = "no reply in time" if late else "the connection was closed before the reply was complete"
    return kind(method, path, reason, hint=hint)


def of_reply(
    method: str, path: str, response: Any, envelope: Json, settings: Settings, secrets: Iterable[str]
) -> errors.ApiError:
    """Turn a reply that is not a success into an error."""
    status = response.status_code
    message = str(envelope.get("message") or envelope.get("error") or f"{response.reason or 'no explanation'}")
    if not envelope:
        message += ", with a body that is not the API's"
    code = _code(envelope, response.headers)
    kind = _BY_STATUS.get(status, errors.ServerFault if status >= 500 else errors.ApiError)
    if kind is errors.Conflict and (code in _BUSY_CODES or re.search(_BUSY_WORDS, message, re.IGNORECASE)):
        kind = errors.Busy
    if status == 503 and (code == "SIGNING_NOT_CONFIGURED" or re.search(_NOT_SIGNING, message, re.IGNORECASE)):
        kind = errors.NotSigning
    if 300 <= status < 400:
        kind, message = errors.Redirected, f"a redirect to {_target(response)}, which is not followed"
    return kind(
        method,
        path,
        masked(message, secrets),
        status=status,
        code=code,
        fields=tuple(_field_errors(envelope, secrets)),
        hint=_hint(kind, message, settings),
        retry_after=_retry_after(response.headers.get("Retry-After")),
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
        if isinstance(candidate, str) and re.fullmatch(_CODE, candidate):
            return candidate
    return None


def _field_errors(envelope: Json, secrets: Iterable[str]) -> list[str]:
    """The rejected fields of a validation error (API notes 1.2), as texts such as "/limit must be <= 100".

    The path is made of names, so it is left whole whatever the secrets are.
    """
    data = envelope.get("data")
    rows = data if isinstance(data, list) else []
    return [
        f"{row.get('instancePath', '')} {masked(str(row.get('message', '')), secrets)}".strip()
        for row in rows
        if isinstance(row, Mapping)
    ]


def _retry_after(value: str | None) -> float | None:
    """Seconds, from seconds or from an HTTP date (API notes 1.5)."""
    with contextlib.suppress(ValueError):
        return max(0.0, float(value or ""))
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, email.utils.parsedate_to_datetime(value or "").timestamp() - time.time())
    return None


def names_resource(error: errors.NotFound) -> bool:
    """True when a 404 speaks of the resource, not of the route (API notes 3.1)."""
    return bool(error.body and re.search(_RESOURCE_MISSING, error.message, re.IGNORECASE))


def _target(response: Any) -> str:
    location = urlsplit(response.headers.get("Location", ""))
    return location.hostname or "another path"


def _causes(failure: BaseException) -> list[BaseException]:
    """The failure and what it wraps: requests wraps the errors of urllib3, which wraps those of the system."""
    chain: list[BaseException] = []
    following: Any = failure
    while isinstance(following, BaseException) and following not in chain:
        chain.append(following)
        inner = [getattr(following, "reason", None), following.__cause__, *following.args, following.__context__]
        following = next((candidate for candidate in inner if isinstance(candidate, BaseException)), None)
    return chain
