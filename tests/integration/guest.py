# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container that is spoken to from outside, for tests of the emulator's inside."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from requests import Response, Session

from tests.emulator.process import EmulatorProcess


def _session() -> Session:
    session = Session()
    # Neither a proxy nor a .netrc of the developer may come between.
    session.trust_env = False
    return session


@dataclass
class Guest:
    """The services of one container."""

    emulator: EmulatorProcess
    container: dict[str, Any]
    session: Session = field(default_factory=_session)

    def terminal(self, method: str, path: str, *, index: int = 0, **options: Any) -> Response:
        """A request to the terminal service; the path begins after its prefix."""
        url = self.emulator.kit(self.container, "terminal", index)
        return self.session.request(method, f"{url}/api/v1/terminal{path}", timeout=60, **options)

    def files(self, method: str, path: str, **options: Any) -> Response:
        """A request to the files service; the path begins after its prefix."""
        url = self.emulator.kit(self.container, "files")
        return self.session.request(method, f"{url}/api/v1/files{path}", timeout=60, **options)

    def history(self) -> dict[str, list[bytes]]:
        """All that can be read back of what was written through files, by path."""
        bodies: dict[str, list[bytes]] = {}
        for record in self.emulator.journal(self.container["id"]):
            if record["kept"]:
                answer = self.files("GET", f"{quote(record['path'])}?revision={record['revision']}")
                bodies.setdefault(record["path"], []).append(answer.content)
        return bodies

    def refused(self, **body: Any) -> tuple[int, str]:
        """Status and error of a command that is not run."""
        answer = self.terminal("POST", "/execute", json=body)
        return answer.status_code, answer.json()["error"]

    def raw(self, command: str, stdin: bytes | None = None, **body: Any) -> dict[str, Any]:
        """Run a command in raw mode."""
        if stdin is not None:
            body["stdin_b64"] = base64.b64encode(stdin).decode()
        answer = self.terminal("POST", "/execute", json={"mode": "raw", "command": command, **body})
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def output(self, command: str, **body: Any) -> str:
        """The output of a command that succeeds, without blanks at its ends."""
        told = self.raw(command, **body)
        assert (told["exit_code"], told["stderr"]) == (0, ""), told
        return str(told["stdout"]).strip()


def guest(emulator: EmulatorProcess, name: str = "web", project: str = "Shop") -> Guest:
    """The guest in a container of the seeded world."""
    container = emulator.api("GET", f"/containers/{emulator.id_of(name, project)}").json()["data"]
    return Guest(emulator, container)
