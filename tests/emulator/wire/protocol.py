# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP protocol of the server, with two things added that a test server needs."""

from __future__ import annotations

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class EmulatorProtocol(HttpToolsProtocol):
    """Gives the transport to the application, so that a fault can break the connection, and the target's host."""

    def on_headers_complete(self) -> None:
        """Extend the scope before the application starts."""
        extensions: dict[str, object] = {"hoody_transport": self.transport}
        host = httptools.parse_url(self.url).host
        if host:
            extensions["hoody_target_host"] = host
        self.scope.update(extensions)  # type: ignore[typeddict-item]
        super().on_headers_complete()
