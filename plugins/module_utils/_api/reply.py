# SPDX-License-Identifier: GPL-3.0-or-later
"""What a success holds; one that does not hold it is an ApiError. What is no success is looked at in ``failure``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._http.exchange import Reply
from .._text.plain import MOST_SAID, plain
from .._text.types import Json
from . import errors, reading

#: Makes of the ``data`` of a reply what is read of it. Raises reading.Unlike when it is not that.
Check = Callable[[Any], Any]


def envelope_of(method: str, path: str, reply: Reply) -> Json:
    """The envelope, whose ``data`` is what was asked for (API notes 1.1); {} where there is no content."""
    if reply.status == 204:
        return {}
    try:
        envelope = reading.envelope(reply.content)
    except reading.Excessive as problem:
        raise errors.Oversized(method, path, f"a success with {problem}", status=reply.status) from None
    if not envelope:
        what = "an empty body" if not reply.content.strip() else "a body that is not the API's JSON"
        hint = "Check that api_url points to the API and not to a web page or a proxy in front of it."
        raise errors.Garbled(method, path, f"a success with {what}", status=reply.status, hint=hint)
    return envelope


def warnings_of(envelope: Json) -> list[str]:
    """What the API warns of beside the data (API notes, part 2, D.4), each in its words and with its code."""
    given = envelope.get("warnings")
    told = [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
    pairs = [(plain(str(item.get("message") or ""), MOST_SAID), item.get("code")) for item in told]
    return [" ".join([text.rstrip("."), *([f"[{plain(str(code), 100)}]"] if code else [])]) for text, code in pairs]


def checked_data(method: str, path: str, data: Any, check: Check) -> Any:
    """What ``check`` makes of the data."""
    try:
        return check(data)
    except reading.Unlike as problem:
        raise errors.Garbled(method, path, f"a success {problem}", status=200) from None
