# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Asks the terminal service of a container."""

from __future__ import annotations

import base64
from collections.abc import Callable

from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from .errors import Refused
from .replies import command_id, is_over, is_raw
from .service import QUICK, Service

_ROOT = "/api/v1/terminal"
#: The form of a command of no session that every revision takes (G.2).
_ONCE = {"terminal_id": "0", "ephemeral": "true", "skip_display_wait": "true"}
#: What a service may need to end a command whose time is over: three seconds from TERM to KILL (G.5).
_GRACE = 15
# The pauses of the vendor's client (G.4).
_POLLS = ((2.0, 0.1), (10.0, 0.5), (float("inf"), 1.0))
_UNKNOWN_AT_FIRST = 2.0


class Terminal:
    """The terminal service, as far as the connection needs it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.clock = service.clock

    def wake(self) -> None:
        """Wait until the service is awake."""
        self._service.get(f"{_ROOT}/health")

    def knows_raw(self) -> bool:
        """Whether it has the raw mode, which a command tells that does nothing."""
        reply = self._service.post(f"{_ROOT}/execute", _ONCE, {"mode": "raw", "command": "true"}, QUICK)
        return reply.status != 400 and is_raw(self._service.object_of(reply))

    def raw(self, command: str, stdin: bytes, user: str, limit: int) -> Json:
        """Run a command on pipes, to its end; it ends when the connection does."""
        body: Json = {"mode": "raw", "command": command, "timeout": limit}
        if stdin:
            body["stdin_b64"] = base64.b64encode(stdin).decode()
        if user:
            body["user"] = user
        reply = self._service.object_of(self._execute(body, limit))
        if not is_raw(reply):
            raise Refused("The terminal service no longer supports the raw mode: run the play again.")
        return reply

    def typed(self, command: str, limit: int, meanwhile: Callable[[], None]) -> None:
        """Run a line in a terminal, to its end. Its text is of no use (G.2); what matters it leaves in files."""
        body = {"command": command, "wait": False, "timeout": limit}
        reply = self._service.object_of(self._execute(body, limit))
        clock = self.clock
        begin = clock.now()
        deadline = Deadline(limit + _GRACE, clock)
        while not is_over(reply):
            waited = clock.now() - begin
            clock.sleep(next(pause for until, pause in _POLLS if waited <= until))
            meanwhile()
            answer = self._service.get(f"{_ROOT}/result/{command_id(reply)}", absent=True)
            if answer is not None:
                reply = {**reply, **self._service.object_of(answer)}
            elif waited > _UNKNOWN_AT_FIRST:
                return
            if not deadline.remaining():
                return

    def _execute(self, body: Json, limit: int) -> Reply:
        return self._service.post(f"{_ROOT}/execute", _ONCE, body, limit + _GRACE)
