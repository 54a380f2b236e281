# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator that is asked without a process and without a socket, so that a test can reach into its world."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tests.emulator.app import Emulator

Answer = tuple[int, Any]
TOKEN = "secret"


class Asked:
    """An emulator that was built with TOKEN."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def ask(self, method: str, path: str, body: Any = None, *, token: str = TOKEN, host: str = "localhost") -> Answer:
        """Status and decoded body of a reply; the path may have a query."""
        return asyncio.run(self._ask(method, path, body, token, host))

    async def _ask(self, method: str, path: str, body: Any, token: str, host: str) -> Answer:
        content = b"" if body is None else json.dumps(body).encode()
        path, _mark, query = (path if path.startswith("/openapi") else f"/api/v1{path}").partition("?")
        headers = {"authorization": f"Bearer {token}", "host": host, "content-length": str(len(content))}
        if body is not None:
            headers["content-type"] = "application/json"
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        messages: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        await self.emulator(scope, receive, send)
        return messages[0]["status"], json.loads(b"".join(item.get("body", b"") for item in messages))

    def data(self, method: str, path: str, body: Any = None, **options: str) -> Any:
        """The data of a reply that is no error."""
        status, reply = self.ask(method, path, body, **options)
        assert status < 300, reply
        return reply["data"]

    def refusal(self, method: str, path: str, body: Any = None, **options: str) -> tuple[int, str]:
        """Status and message of a reply that is an error."""
        status, reply = self.ask(method, path, body, **options)
        return status, reply["message"]
