# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Asks the files service of a container. All of it lies below /tmp, so it leaves no history (G.8)."""

from __future__ import annotations

from urllib.parse import quote

from .service import TRANSFER, Service

_ROOT = "/api/v1/files"


class Files:
    """The files service, as far as the connection needs it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def write(self, path: str, content: bytes) -> None:
        """Make a file of this content, as a whole, so that it may be sent again."""
        self._service.put(_ROOT + quote(path), content)

    def read(self, path: str) -> bytes | None:
        """What a file holds; None when there is none."""
        reply = self._service.get(_ROOT + quote(path), absent=True, seconds=TRANSFER)
        return None if reply is None else reply.content
