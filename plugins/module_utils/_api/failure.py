# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong: turns the failures of the transport and the replies that are no success into typed errors.

Loaded only once something has gone wrong.
"""

from __future__ import annotations

import contextlib
import email.utils
import re
import time
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from .._http.exchange import Kind, Reply, TransportError
from .._text.plain import MOST_SAID, plain
from .._text.secrets import masked
from .._text.types import Json
from . import errors, reading
from .settings import Settings

_BY_KIND: Mapping[Kind, type[errors.ApiError]] = {
    "unreachable": errors.Unreachable,
    "interrupted": errors.Interrupted,
    "garbled": errors.Garbled,
    "oversized": errors.Oversized,
    "misconfigured": errors.Misconfigured,
    "untrusted": errors.Untrusted,
}
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
_BUSY_CODES = frozenset({"CONTAINER_OPERATION_IN_PROGRESS", "container_finalizing", "SNAPSHOT_OPERATION_IN_PROGRESS"})
_BUSY_WORDS = r"currently being operated on|still being set up"
_NOT_SIGNING = r"signing is not (available|configured)"
_LONGEST_CODE = 100
_MOST_FIELDS = 20
_ROUTE_MISSING = r"route\b.* not found|.*, with a body that is not the API's$"
_RESOURCE_MISSING = r"(container|project|resource|configuration|snapshot|pool|alias) not found"


def of_transport(method: str, path: str, problem: TransportError) -> errors.ApiError:
    """Turn a request that got no reply into an error."""
    return _BY_KIND[problem.kind](method, path, problem.reason, hint=problem.hint)


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
    if kind is errors.NotFound and re.match(_ROUTE_MISSING, message, re.IGNORECASE):
        return (
            f"Either api_url (from {settings.url_source}) is not the address of the API, or this revision of the API "
            "does not have this request."
        )
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


def told_to_wait(error: errors.ApiError) -> errors.ApiError:
    """The error of a request that is given up, with what the API asks for before the next one."""
    if error.retry_after:
        error.hint = f"The API asks to wait {error.retry_after:.0f} s before the next try. {error.hint}".strip()
    return error


def names_resource(error: errors.NotFound) -> bool:
    """True when a 404 speaks of the resource, not of the route (API notes 3.1)."""
    return bool(error.body and re.search(_RESOURCE_MISSING, error.message, re.IGNORECASE))


def _target(reply: Reply) -> str:
    try:
        host = urlsplit(reply.headers.get("Location", "")).hostname
    except ValueError:
        host = "an invalid address"
    return plain(host or "another path", MOST_SAID)
