# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator in this process: its application is called where a request would be sent, and nobody waits for its time.

What works on one is the real work on the real stand-in, in a thousandth of a second a request.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from contextvars import copy_context
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._engine.notes import Notes
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Session, Task, unseen
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, TransportError
from requests.structures import CaseInsensitiveDict
from starlette.types import Message

from tests.emulator.app import Emulator, build
from tests.emulator.members.plain import RESOURCES, Plain
from tests.emulator.wire.faults import FaultRule
from tests.emulator.wire.profiles import Profile, profile
from tests.emulator.world.records import Container
from tests.emulator.world.world import World

from .scripted import FakeClock

TOKEN = "hdy_emulator_token"
URL = "https://api.example.com"
SERVER = "amber-fox-1a2-de"
#: So that no two of them come at one moment.
_REQUEST_SECONDS = 0.001


class Killed(BaseException):
    """The process ends here: it sends nothing any more, and what would clean up does not come to it."""


class WorldClock(FakeClock):
    """Where somebody sleeps, the world grows older instead."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def today(self) -> float:
        """The time of the world."""
        return self._world.now()

    def sleep(self, seconds: float) -> None:
        """Sleep, at once."""
        super().sleep(seconds)
        self._world.advance(seconds)

    def pass_by(self, seconds: float) -> None:
        """Time passes although nobody sleeps."""
        super().pass_by(seconds)
        self._world.advance(seconds)


class Connection:
    """What a fault breaks that breaks the connection."""

    broken = False

    def get_extra_info(self, _name: str) -> Connection:
        """Its socket: there is none."""
        return self

    def setsockopt(self, *_option: object) -> None:
        """There is nothing to set."""

    def abort(self) -> None:
        """Break."""
        self.broken = True


class EmulatorTransport:
    """A Transport that calls the application: one request after the other, as the emulator has one thread.

    A client waits for its reply as long as it may, which takes no time. From request number ``killed_at`` on, counted
    from 0, the process that would send is no more; with ``after`` that one is still sent, and its reply lost.
    """

    def __init__(self, emulator: Emulator, clock: FakeClock) -> None:
        self._emulator = emulator
        self._clock = clock
        self._one = threading.Lock()
        self._sent = 0
        self.killed_at: int | None = None
        self.after = False

    def exchange(self, method: str, url: str, query: Mapping[str, str], body: Any, seconds: float) -> Reply:
        """As a Transport does it."""
        with self._one:
            self._sent += 1
            late = -1 if self.killed_at is None else self._sent - 1 - self.killed_at
            if self.killed_at is not None and late >= 0:
                if late == 0 and self.after:
                    self._exchange(method, url, query, body, seconds)
                raise Killed
            return self._exchange(method, url, query, body, seconds)

    def live_on(self, killed_at: int | None = None, *, after: bool = False) -> None:
        """Another process, which sends from the beginning and may be killed in its turn."""
        self._sent, self.killed_at, self.after = 0, killed_at, after

    def close(self) -> None:
        """There is nothing to close."""

    def _exchange(self, method: str, url: str, query: Mapping[str, str], body: Any, seconds: float) -> Reply:
        content = b"" if body is None else json.dumps(body).encode()
        connection, answer = Connection(), bytearray()
        begun: list[Message] = []
        coming = [{"type": "http.request", "body": content, "more_body": False}]

        async def receive() -> Message:
            # Who waits for more waits until the client goes.
            return coming.pop() if coming else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
            answer.extend(message.get("body", b""))

        self._clock.pass_by(_REQUEST_SECONDS)
        scope = {**_scope(method, url, query, body is not None, len(content)), "hoody_transport": connection}
        copy_context().run(_finish, self._emulator(scope, receive, send))
        if not begun:
            if not connection.broken:
                self._clock.pass_by(seconds)
            raise TransportError("interrupted", "the connection broke" if connection.broken else "no reply in time")
        headers = {name.decode(): value.decode() for name, value in begun[0]["headers"]}
        status = begun[0]["status"]
        return Reply(status, HTTPStatus(status).phrase, CaseInsensitiveDict(headers), bytes(answer))


def _scope(method: str, url: str, query: Mapping[str, str], has_body: bool, length: int) -> dict[str, Any]:
    address = urlsplit(url)
    headers = {"host": address.netloc, "authorization": f"Bearer {TOKEN}", "content-length": str(length)}
    if has_body:
        headers["content-type"] = "application/json"
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": address.scheme,
        "method": method,
        "path": address.path,
        "raw_path": address.path.encode(),
        "root_path": "",
        "query_string": urlencode(query).encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": (address.netloc, 443),
    }


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run what waits for nothing but its client."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise AssertionError("the emulator would wait, and real time would pass")


@cache
def _application(resources: tuple[Plain, ...]) -> Emulator:
    """The one of all tests, as a new one takes longer to find its routes than most tests take."""
    return build(profile("current"), TOKEN, resources=resources)


class Cloud:
    """An emulator in its first state, and tasks that work on it. The next one ends it.

    Its time passes only where somebody waits, and a little with each request, however busy the machine is.
    ``resources`` are plain ones that it has.
    """

    def __init__(
        self,
        revision: Profile = "current",
        *,
        empty: bool = True,
        resources: tuple[Plain, ...] = RESOURCES,
        **switches: Any,
    ) -> None:
        self._emulator = _application(resources)
        self.world = self._emulator.world
        begun = time.time()
        self.world.time_of_day = lambda: begun
        self.world.switch(profile(revision).changed(switches))
        self.world.reset(empty=empty)
        self.mend()
        self.forget()
        self.clock = WorldClock(self.world)
        self.transport = EmulatorTransport(self._emulator, self.clock)

    # -- what works on it

    def session(self, *, notes: Notes | None = None, many: bool = False, **settings: Any) -> Session:
        """A new session, as of a new process."""
        given = {"api_url": URL, "url_source": "the test", **settings}
        return Session(Settings(TOKEN, "the test", **given), self.transport, self.clock, notes, many)

    def task(
        self,
        options: Mapping[str, Any],
        *,
        check_mode: bool = False,
        progress: Callable[[str], None] = unseen,
        session: Session | None = None,
    ) -> Task:
        """A task, in a session of its own unless one is given. It shows its diff."""
        return Task(session or self.session(), options, check_mode=check_mode, diff_mode=True, progress=progress)

    # -- what is in it

    def put(self, name: str, status: str = "running", *, project: str = "Shop", **fields: Any) -> Container:
        """Put a container into any state."""
        owner, host = self.world.project_called(project), self.world.server_called(fields.pop("server", SERVER))
        assert owner
        assert host
        return self.world.add_container(owner, host, name, status, **fields)

    def named(self, name: str, project: str = "Shop") -> Container:
        """The one container of this name."""
        [found] = [container for container in self._of(project) if container.name == name]
        return found

    def names(self, project: str = "Shop") -> list[str]:
        """The names of the containers in a project that nobody is deleting."""
        return sorted(container.name for container in self._of(project) if container.status != "deleting")

    def _of(self, project: str) -> list[Container]:
        self.world.settle()
        owner = self.world.project_called(project)
        assert owner
        return list(owner.containers.values())

    # -- what happens to it

    def switch(self, **changes: Any) -> None:
        """Change switches."""
        self.world.switch(self.world.switches.changed(changes))

    def fault(self, kind: str, **rule: Any) -> None:
        """Add a rule for faults."""
        self._emulator.faults.rules.append(FaultRule(kind=kind, **rule))

    def mend(self) -> None:
        """Let nothing go wrong any more."""
        self._emulator.faults.rules.clear()

    # -- what it was asked

    @property
    def lines(self) -> list[str]:
        """The requests so far, as "GET /path" after the prefix of the API."""
        return [f"{entry.method} {entry.path.removeprefix('/api/v1')}" for entry in self._emulator.log.entries]

    @property
    def writes(self) -> list[str]:
        """Those of them that may change something."""
        return [line for line in self.lines if not line.startswith("GET ")]

    def forget(self) -> None:
        """Begin to count anew."""
        self._emulator.log.clear()
