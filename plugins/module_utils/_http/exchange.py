# SPDX-License-Identifier: GPL-3.0-or-later
"""What a transport is, whoever makes one: it takes a request, and gives a reply or says why there is none.

Needs no library, so that what builds on it can be loaded, and tried, without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol

#: What can break. ``unreachable``: no connection was made, so nothing was processed. ``interrupted``: it broke after
#: the request was sent. ``garbled``: the reply is none. ``oversized``: the reply is too large to be read.
#: ``misconfigured``: no request could ever be sent like this. ``untrusted``: the certificate is not accepted.
Kind = Literal["unreachable", "interrupted", "garbled", "oversized", "misconfigured", "untrusted"]


class Reply(NamedTuple):
    """What came back. ``content`` is the whole body, unpacked."""

    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes


class TransportError(Exception):
    """There is no reply. ``reason`` ends a sentence that begins with "<request> failed:"; ``hint`` is what to do."""

    def __init__(self, kind: Kind, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.hint = hint


class Transport(Protocol):
    """Sends requests. Many threads may use it at once."""

    def exchange(self, method: str, url: str, query: Mapping[str, str], body: Any, seconds: float) -> Reply:
        """Send a request, and read the reply, within so many seconds.

        ``body`` is sent as it is if it is bytes, and as JSON unless it is None.

        Raises TransportError.
        """

    def close(self) -> None:
        """Close the kept-alive connections."""
