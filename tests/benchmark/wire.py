# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A way to a server of this machine that takes only so many bytes a second, as a network does. Loopback only."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_BLOCK = 65536


class _Wire:
    """All connections share the rate: bytes a second, in the direction of the server."""

    def __init__(self, server: tuple[str, int], rate: float) -> None:
        self._server = server
        self._rate = rate
        self._free_at = 0.0
        self._lock = threading.Lock()

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.create_connection(self._server)
                for source, target, is_slow in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._carry, args=(source, target, is_slow), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_slow: bool) -> None:
        with suppress(OSError):
            while block := source.recv(_BLOCK):
                if is_slow:
                    time.sleep(self._delay(len(block)))
                target.sendall(block)
            target.shutdown(socket.SHUT_WR)

    def _delay(self, count: int) -> float:
        """How long to wait until so many bytes have come through."""
        with self._lock:
            now = time.perf_counter()
            self._free_at = max(now, self._free_at) + count / self._rate
            return self._free_at - now


@contextmanager
def slow(url: str, rate: float) -> Iterator[str]:
    """The address under which a server is reached over such a wire."""
    parts = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = _Wire((str(parts.hostname), parts.port or 80), rate)
        threading.Thread(target=wire.serve, args=(listener,), daemon=True).start()
        yield url.replace(parts.netloc, f"127.0.0.1:{listener.getsockname()[1]}", 1)
        # What waits for a connection is woken up, which closing alone does not do.
        listener.shutdown(socket.SHUT_RDWR)
