# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The transports to the services of a container. The API token is nowhere near."""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.module_utils._api.address import AGENT
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import missing_requests
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Transport
from ansible_collections.hoody.cloud.plugins.module_utils._http.transport import REQUESTS_ERROR, RequestsTransport

from .gate import Gate


def transport_to(endpoint: Endpoint, gate: Gate) -> Transport:
    """What sends the requests to a service."""
    if REQUESTS_ERROR:
        raise missing_requests(REQUESTS_ERROR)
    return RequestsTransport(endpoint, agent=AGENT, authorize=gate.authorize, at_once=1)
