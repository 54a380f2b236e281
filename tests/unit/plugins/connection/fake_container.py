# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container that is a folder of this machine, behind a transport that needs no socket.

Its commands are real processes, as what is tried is what a shell makes of our scripts.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, TransportError
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.gate import Gate

from ..scripted import FakeClock, Request

PROJECT, CONTAINER, SERVER = "65a1b2c3d4e5f60718293a01", "65a1b2c3d4e5f60718293b01", "amber-fox"
TEMPLATE = "https://kit.example.com/secret/{project_id}-{container_id}-{service}-{index}.{server_name}"
BASE = f"https://kit.example.com/secret/{PROJECT}-{CONTAINER}"

#: What comes of a request in the place of what the container would say; None leaves it to the container.
Instead = Callable[[Request], "Reply | TransportError | None"]


def reply(http_status: int, **members: Any) -> Reply:
    """A reply of a service: an object without an envelope."""
    return Reply(http_status, "", {}, json.dumps(members).encode())


class FakeContainer:
    """Both services. ``shell`` is the one that its commands are for."""

    def __init__(self, *, raw: bool = True, shell: str = "sh", instead: Instead = lambda request: None) -> None:
        self.raw = raw
        self.shell = shell
        self.instead = instead
        self.clock = FakeClock()
        self.sent: list[Request] = []
        self.closed = 0
        self._results: dict[str, dict[str, Any]] = {}
        self._polls = 0

    def transport_to(self, _endpoint: Endpoint, _gate: Gate) -> FakeContainer:
        """As the connection has its transports made."""
        return self

    @property
    def lines(self) -> list[str]:
        """What was asked for, without what is random in it."""
        return [f"{request.method} {request.path.split('/.hoody-')[0]}" for request in self.sent]

    def exchange(self, method: str, url: str, query: Mapping[str, str], body: Any, seconds: float) -> Reply:
        """As a Transport does it."""
        service, _slash, path = url.removeprefix(f"{BASE}-").partition("/api/v1/")
        request = Request(method, path, query, body, seconds)
        self.sent.append(request)
        answer = self.instead(request)
        if isinstance(answer, TransportError):
            raise answer
        if answer:
            return answer
        assert service == f"{'terminal-0' if path.startswith('terminal') else 'files-1'}.{SERVER}"
        return self._terminal(request) if path.startswith("terminal") else self._files(request)

    def close(self) -> None:
        """Count it."""
        self.closed += 1

    def _files(self, request: Request) -> Reply:
        path = unquote(request.path.removeprefix("files"))
        if request.method == "PUT":
            if not os.path.isdir(os.path.dirname(path)):
                return reply(404, success=False, error="No such folder")
            with open(path, "wb") as file:
                file.write(request.body)
            return reply(200, path=path, size=len(request.body), success=True)
        if not os.path.exists(path):
            return reply(404, success=False, error="Not found", code="RESOURCE_NOT_FOUND")
        with open(path, "rb") as file:
            return Reply(200, "", {}, file.read())

    def _terminal(self, request: Request) -> Reply:
        if request.path.endswith("health"):
            return reply(200, status="ok")
        if request.method == "POST":
            return self._raw(request.body) if self.raw and "mode" in request.body else self._typed(request.body)
        self._polls += 1
        if self._polls % 2:  # what was begun just now is not known yet
            return reply(404, error="Command not found", code="COMMAND_NOT_FOUND")
        return reply(200, **self._results[request.path.rpartition("/")[2]])

    def _raw(self, body: dict[str, Any]) -> Reply:
        stdin = base64.b64decode(body.get("stdin_b64", ""))
        done = subprocess.run([self.shell, "-c", body["command"]], input=stdin, capture_output=True, check=False)
        out, err = (base64.b64encode(stream).decode() for stream in (done.stdout, done.stderr))
        signal = -done.returncode if done.returncode < 0 else None
        code = None if signal else done.returncode
        return reply(200, status="completed", exit_code=code, signal=signal, stdout_b64=out, stderr_b64=err)

    def _typed(self, body: dict[str, Any]) -> Reply:
        done = subprocess.run([self.shell, "-c", body["command"]], capture_output=True, check=False)
        identity = len(self._results) + 1
        self._results[str(identity)] = {"status": "completed", "exit_code": done.returncode, "stdout": "rewritten\r\n"}
        return reply(200, terminal_id="40001", command_id=identity, status="running")
