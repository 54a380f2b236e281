# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collections of other clouds, and what stands in for their APIs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.emulator.process import ROOT

PEERS = ROOT / ".build" / "peers"


def install_peers() -> bool:
    """Have the collections of other clouds, from the package ansible; says whether that worked."""
    if (PEERS / "ansible_collections" / "vultr" / "cloud").is_dir():
        return True
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(PEERS), "ansible"]
    home = os.environ.get("USER_HOME", os.environ["HOME"])
    if subprocess.run(command, env={**os.environ, "HOME": home}, check=False).returncode:
        print("\nThe package ansible could not be installed, so there is no other cloud to compare with.")
        return False
    return True


class Server(ThreadingHTTPServer):
    """Takes as many connections at once as an inventory opens."""

    request_queue_size = 64


@contextmanager
def served(replies: Mapping[str, object], latency: float, parameter: str = "") -> Iterator[str]:
    """Answer every GET with the reply for what its query says of a parameter, ``latency`` seconds later.

    Gives the address. Without the parameter it is the reply for an empty text. All are made into JSON beforehand.
    """
    bodies = {value: json.dumps(reply).encode() for value, reply in replies.items()}
    ending = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            ending.wait(latency)
            body = bodies[parse_qs(urlsplit(self.path).query).get(parameter, [""])[0]]
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        ending.set()
        server.shutdown()
        thread.join()
