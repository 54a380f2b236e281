# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that answers with bytes of its own, however wrong they are. Loopback only.

What a working server can be made to do is a fault of the emulator; this is for what no HTTP library would send.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

#: Writes an answer to a connection. ``over`` is set when the server ends: whoever never ends has to look at it.
Answer = Callable[[socket.socket, threading.Event], None]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def page(containers: list[Any], total: object = None, **pagination: object) -> dict[str, Any]:
    """The envelope of a page of containers."""
    pages = {"total": len(containers) if total is None else total, **pagination}
    return {"statusCode": 200, "message": "ok", "data": {"containers": containers, "pagination": pages}}


def whole(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """A complete answer."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def says(value: object) -> Answer:
    """Answers with JSON, or with bytes as they are."""
    raw = value if isinstance(value, bytes) else whole(json.dumps(value).encode())
    return lambda connection, over: connection.sendall(raw)


def endless(begin: bytes, block: bytes, pause: float = 0.0) -> Answer:
    """Begins, and then sends the block for ever."""

    def answer(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(begin)
        while not over.wait(pause):
            connection.sendall(block)

    return answer


def bomb(megabytes: int) -> bytes:
    """An answer that takes some thousandth of what it is when unpacked."""
    body = gzip.compress(b'{"data": "' + b" " * (megabytes << 20) + b'"}', 1)
    return whole(body, "200 OK", "Content-Encoding: gzip")


def _request(connection: socket.socket) -> bytes:
    """One request with its body; nothing when there is no other."""
    text = b""
    while b"\r\n\r\n" not in text:
        received = connection.recv(65536)
        if not received:
            return b""
        text += received
    head, _separator, body = text.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length.group(1)):
        body += connection.recv(65536)
    return head


@contextmanager
def hostile(
    answer: Answer, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[tuple[str, list[str]]]:
    """Serve on a free port; gives the address, and the requests as they come: the first line of each."""
    over, asked, threads = threading.Event(), [], []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            stream = context.wrap_socket(connection, server_side=True) if context else connection
            while not over.is_set() and (head := _request(stream)):
                asked.append(head.split(b"\r\n")[0].decode())
                answer(stream, over)

    def accept() -> None:
        with suppress(OSError):
            while not over.is_set():
                connection = listening.accept()[0]
                connection.settimeout(30)
                threads.append(threading.Thread(target=serve, args=[connection], daemon=True))
                threads[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield f"http{'s' if context else ''}://{host}:{listening.getsockname()[1]}", asked
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join(10)
