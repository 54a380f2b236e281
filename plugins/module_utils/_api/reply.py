# SPDX-License-Identifier: GPL-3.0-or-later
"""What a success holds; one that does not hold it is an ApiError. What is no success is looked at in ``failure``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._http.exchange import Reply
from . import errors, reading

#: Makes of the ``data`` of a reply what is read of it. Raises reading.Unlike when it is not that.
Check = Callable[[Any], Any]


def data_of(method: str, path: str, reply: Reply) -> Any:
    """The ``data`` of the envelope (API notes 1.1); None where there is no content."""
    if reply.status == 204:
        return None
    try:
        envelope = reading.envelope(reply.content)
    except reading.Excessive as problem:
        raise errors.Oversized(method, path, f"a success with {problem}", status=reply.status) from None
    if not envelope:
        what = "an empty body" if not reply.content.strip() else "a body that is not the API's JSON"
        hint = "Check that api_url points to the API and not to a web page or a proxy in front of it."
        raise errors.Garbled(method, path, f"a success with {what}", status=reply.status, hint=hint)
    return envelope.get("data")


def checked_data(method: str, path: str, data: Any, check: Check) -> Any:
    """What ``check`` makes of the data."""
    try:
        return check(data)
    except reading.Unlike as problem:
        raise errors.Garbled(method, path, f"a success {problem}", status=200) from None
