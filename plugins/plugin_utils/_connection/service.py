# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Asks one service of a container, within limits, and says in a sentence why there is no answer.

Only what does the same when it arrives twice is sent again: GET, and PUT of a whole file. A command is sent again only
where no connection was made, so that nothing of it can have arrived.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._api.reading import Excessive, envelope
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import CLOCK, Clock, Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, Transport, TransportError
from ansible_collections.hoody.cloud.plugins.module_utils._http.retry import Backoff
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import MOST_SAID, plain
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from .errors import Refused, Unreached
from .gate import Gate

#: How many seconds a request may take that has little to do, and one that has a piece of a file with it.
QUICK, TRANSFER = 60.0, 300.0

_MANY = 1_000_000
_ASLEEP = frozenset({429, 502, 503, 504})
_OF_FILES_OR_TERMINAL = frozenset({"ACCESS_FORBIDDEN", "CWD_PERMISSION_DENIED"})
_HINTS = {
    "unreachable": "Check that the container runs, and project_id, container_id, server_name and kit_url.",
    "interrupted": "Check the network, and whether the container is running.",
    "garbled": "Check that kit_url is the address of the container and not of something in front of it.",
    "oversized": "",
    "misconfigured": "Check kit_url, ca_path and the proxy.",
    "untrusted": "Give its certificate authority with ca_path, and check kit_url and server_name.",
}


class _Setback(NamedTuple):
    """Why a request is sent once more. Only the deadline limits how often."""

    retry_after: float | None = None
    busy: bool = True


class Service:
    """One service of a container, which messages call by ``name``. ``patience`` is how long its sleep is waited for."""

    def __init__(
        self, name: str, base: str, transport: Transport, gate: Gate, patience: float, clock: Clock = CLOCK
    ) -> None:
        self.name = name
        self._base = base
        self._transport = transport
        self._gate = gate
        self._patience = patience
        self.clock = clock

    def get(self, path: str, *, absent: bool = False, seconds: float = QUICK) -> Reply | None:
        """Read. ``absent`` says that nothing may be there: then it is None."""
        reply = self._send("GET", path, {}, None, seconds, repeats=True)
        if absent and reply.status == 404:
            return None
        return self._successful(reply)

    def put(self, path: str, content: bytes) -> None:
        """Write a file as a whole."""
        self._successful(self._send("PUT", path, {}, content, TRANSFER, repeats=True))

    def post(self, path: str, query: dict[str, str], body: Json, seconds: float) -> Reply:
        """Have something done, once. The reply may be any that comes from the service itself."""
        return self._send("POST", path, query, body, seconds, repeats=False)

    def object_of(self, reply: Reply) -> Json:
        """The object that a successful reply holds, with or without the envelope that some clients expect."""
        try:
            whole = envelope(self._successful(reply).content)
        except Excessive as problem:
            raise Refused(f"The {self.name} service answered with {problem}.") from None
        inner = whole.get("data")
        return inner if isinstance(inner, dict) and "statusCode" in whole else whole

    def _send(
        self, method: str, path: str, query: dict[str, str], body: Any, seconds: float, *, repeats: bool
    ) -> Reply:
        backoff = Backoff(_MANY, Deadline(self._patience, self.clock))
        while True:
            try:
                reply = self._transport.exchange(method, self._base + path, query, body, seconds)
            except TransportError as problem:
                failure = self._unanswered(problem, repeats)
                again = problem.kind == "unreachable" or (repeats and problem.kind == "interrupted")
            else:
                if reply.status not in _ASLEEP:
                    return reply
                failure, again = self._without_service(reply, repeats), repeats or reply.status == 429
            if not again or not backoff.pause(_Setback()):
                raise failure

    def _unanswered(self, problem: TransportError, repeats: bool) -> Unreached:
        if problem.kind == "interrupted" and not repeats:
            return Unreached(
                f"It is unknown whether the command ran, because {problem.reason} after it was sent to the "
                f"{self.name} service. It is not sent again."
            )
        if problem.kind == "oversized":
            return Unreached(f"The {self.name} service cannot be used: {problem.reason}.")
        hint = problem.hint if problem.kind == "misconfigured" and "proxy" in problem.reason else _HINTS[problem.kind]
        return Unreached(f"The {self.name} service cannot be reached: {problem.reason}. {hint}".rstrip())

    def _without_service(self, reply: Reply, repeats: bool) -> Unreached:
        if reply.status == 503:
            return Unreached(
                f"The container does not run, or has no services because its hoody_kit is false (HTTP 503 from the "
                f"{self.name} service): start it with hoody.cloud.container and state: started."
            )
        if reply.status == 429:
            return Unreached(f"The {self.name} service asks to wait (HTTP 429): use fewer forks.")
        if not repeats:
            return Unreached(
                f"It is unknown whether the command ran to its end, because a proxy in front of the {self.name} "
                f"service returned HTTP {reply.status}. It is not sent again."
            )
        return Unreached(
            f"The {self.name} service did not wake up within connect_timeout (HTTP {reply.status} from a "
            "proxy in front of it)."
        )

    def _successful(self, reply: Reply) -> Reply:
        if 200 <= reply.status < 300:
            return reply
        said = _said(reply)
        if reply.status == 401 or (reply.status == 403 and said.get("code") not in _OF_FILES_OR_TERMINAL):
            raise Unreached(self._of_gate(reply.status))
        if 300 <= reply.status < 400:
            raise Unreached(
                f"The {self.name} service answered with a redirect, which is never followed, as addresses are "
                "credentials: check kit_url."
            )
        if not said and reply.status == 404:
            raise Unreached(
                f"There is no {self.name} service at this address (HTTP 404): check project_id, container_id, "
                "server_name and kit_url."
            )
        words = str(said.get("error") or said.get("message") or "it does not say why")
        raise Refused(f"The {self.name} service refused (HTTP {reply.status}): {plain(words, MOST_SAID).rstrip('.')}.")

    def _of_gate(self, status: int) -> str:
        if self._gate.given:
            return f"The services of the container do not accept {self._gate.given} (HTTP {status})."
        return (
            f"The services of the container require credentials (HTTP {status}): set kit_user and "
            "kit_password, or kit_token."
        )


def _said(reply: Reply) -> Json:
    try:
        return envelope(reply.content)
    except Excessive:
        return {}
