# SPDX-License-Identifier: GPL-3.0-or-later
"""What sends the requests of a client."""

from __future__ import annotations

from typing import Any

from .._http.exchange import Transport
from .._http.transport import RequestsTransport
from .address import AGENT
from .settings import Settings

#: How many requests one client has under way at most.
CONCURRENCY = 16


def transport_for(settings: Settings) -> Transport:
    """What sends the requests of a client with these settings."""

    def bearer(request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {settings.api_token}"
        return request

    return RequestsTransport(settings.endpoint, agent=AGENT, authorize=bearer, at_once=CONCURRENCY)
