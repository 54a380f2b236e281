# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one connection is told of live events, and when (API notes part 2, H.2 to H.4). Knows no socket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..members.events import Told, has_cursors
from ..members.frames import ERROR, EVENT_FRAME, PONG, REVOKED, SCOPE_CHANGED, TICK, WELCOME, Greeted, Problem
from ..wire.bodies import ID_PATTERN
from ..wire.table import Json
from ..world.events import Event
from ..world.sessions import Credential
from .call import Call
from .events import bounds_of, shows
from .gate import Gate

TICK_SECONDS = 30.0
#: By what a client of an older revision names what it wants to hear of, and what is wrong with another id.
_ROOMS = {"projectId": "INVALID_PROJECT_ID", "containerId": "INVALID_CONTAINER_ID"}


class Listener:
    """A connection. ``realms`` are those of its host and of its query, ``token`` is whatever came as one.

    Once it is ``over``, there is nothing more to tell.
    """

    def __init__(self, identity: str, gate: Gate, token: object, realms: tuple[str | None, str | None]) -> None:
        self.over = False
        self._identity = identity
        self._gate = gate
        self._world = gate.world
        self._token = token if isinstance(token, str) else ""
        self._realms = realms
        self._history = self._world.history
        self._place = self._history.last
        self._rooms: set[str] = set()
        self._seen: set[str] = set()
        self._ticked = self._world.now()

    def begin(self) -> Json:
        """The first frame."""
        switches, call = self._world.switches, self._call()
        problem = self._refusal(call)
        if problem:
            self.over = True
            return ERROR.render(Problem(*problem, call.now), switches)
        self._seen = self._visible(call)
        self._place = self._history.last
        user = call.credential.user.id
        greeted = Greeted(self._identity, user, call.realm_id, now=call.now, **bounds_of(call))
        self.over = switches.events_socket == "closes"
        return WELCOME.render(greeted, switches)

    def frames(self) -> Iterator[Json]:
        """What is to be told by now."""
        switches, call = self._world.switches, self._call()
        if self._refusal(call):
            self.over = True
            code = "JWT_REVOKED" if self._credential(call.now) is None else "JWT_EXPIRED"
            yield REVOKED.render(Problem(code, "The token is no longer valid", call.now), switches)
            return
        seen = self._visible(call)
        for lost in sorted((self._seen - seen) & self._world.projects.keys()):
            yield SCOPE_CHANGED.render(self._world.projects[lost], switches)
        self._seen = seen
        yield from self._events(call)
        if has_cursors(switches) and call.now - self._ticked >= TICK_SECONDS:
            self._ticked = call.now
            yield TICK.render(Greeted("", "", None, now=call.now, **bounds_of(call)), switches)

    def pong(self) -> Json:
        """The answer to a ping."""
        return PONG.render(Problem("", "", self._world.now()), self._world.switches)

    def subscribe(self, wish: Any) -> Json | None:
        """Take a wish to hear of something, which newer revisions take without effect; gives what is wrong with it."""
        switches = self._world.switches
        wishes = wish if isinstance(wish, dict) else {}
        for name in _ROOMS.keys() & wishes.keys():
            if not re.fullmatch(ID_PATTERN, str(wishes[name])):
                return ERROR.render(Problem(_ROOMS[name], f"{name} is not an id", self._world.now()), switches)
            self._rooms.add(wishes[name])
        return None

    def _call(self) -> Call:
        now = self._world.settle()
        return Call(self._world, now, self._realms[0] or self._realms[1], self._credential(now) or Credential())

    def _credential(self, now: float) -> Credential | None:
        return self._gate.credential(self._token, now)

    def _refusal(self, call: Call) -> tuple[str, str] | None:
        """Why the caller is not admitted: a code and a sentence. Of realms, only one code is published (H.2)."""
        token, (host, query) = self._credential(call.now), self._realms
        if not self._token:
            return "MISSING_TOKEN", "Authentication token required"
        if token is None:
            return "INVALID_TOKEN", "Invalid authentication token"
        if token.expired:
            return "JWT_EXPIRED" if token.is_session else "AUTH_TOKEN_EXPIRED", "Token has expired"
        if host and query and host != query:
            return "REALM_MISMATCH", "The host and realm_id name different realms"
        if token.realm_id and not call.realm_id:
            return "REALM_REQUIRED", "This token needs a realm"
        if token.realm_id and token.realm_id != call.realm_id:
            return "REALM_ACCESS_DENIED", "This token is for another realm"
        return None

    def _visible(self, call: Call) -> set[str]:
        return {project.id for project in self._world.projects.values() if call.sees(project)}

    def _events(self, call: Call) -> Iterator[Json]:
        switches = self._world.switches
        if self._history is not self._world.history:
            # The world was reset, and its history begins anew.
            self._history, self._place = self._world.history, 0
        for event in self._history.after(self._place):
            self._place = event.number
            if shows(call, event) and self._hears(event):
                frame = EVENT_FRAME.render(Told(event, switches), switches)
                yield from [frame] * (2 if switches.events_duplicates == "twice" else 1)

    def _hears(self, event: Event) -> bool:
        """Older revisions tell each of the rooms that it has joined."""
        rooms = {event.project.id, event.container.id if event.container else event.project.id}
        return has_cursors(self._world.switches) or not rooms.isdisjoint(self._rooms)
