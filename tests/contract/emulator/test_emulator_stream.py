# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live events: what a client of Socket.IO is told, and what it is refused."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import socketio

from tests.emulator.app import build
from tests.emulator.process import EmulatorProcess
from tests.emulator.routes.accounts import PASSWORD
from tests.emulator.routes.gate import COLLEAGUE_TOKEN, EXPIRED_TOKEN, REALM_TOKEN, Gate
from tests.emulator.routes.listener import TICK_SECONDS, Listener
from tests.emulator.wire.switches import Switches
from tests.emulator.world.seed import REALM_ID

from .test_emulator_events import walk

Json = dict[str, Any]
PATH = "/api/v1/events"
OTHER_REALM = "65a1b2c3d4e5f60718293aff"
MOST_SECONDS = 30


class Ear:
    """A client that is connected. What it is told waits in ``frames``; None is the end."""

    def __init__(self, client: socketio.AsyncClient) -> None:
        self.client = client
        self.frames: asyncio.Queue[Json | None] = asyncio.Queue()
        client.on("message", self.frames.put)
        client.on("disconnect", self._end)

    async def _end(self, _reason: str) -> None:
        await self.frames.put(None)

    async def hear(self, kind: str) -> Json:
        """The next frame, which is of this type."""
        frame = await asyncio.wait_for(self.frames.get(), MOST_SECONDS)
        assert frame is not None
        assert frame["type"] == kind, frame
        return frame

    async def end(self) -> None:
        """Nothing comes any more."""
        assert await asyncio.wait_for(self.frames.get(), MOST_SECONDS) is None


@contextlib.asynccontextmanager
async def listening(
    cloud: EmulatorProcess, token: str | None = None, query: str = "", **header: str
) -> AsyncIterator[Ear]:
    """Somebody who listens, and is not admitted yet; without a token the owner."""
    client = socketio.AsyncClient(reconnection=False)
    ear = Ear(client)
    auth = {"token": cloud.token if token is None else token}
    try:
        await client.connect(cloud.url + query, header, auth, ["websocket"], socketio_path=PATH)
        yield ear
    finally:
        await client.disconnect()
        # A refused handshake leaves it open.
        if client.eio.http and not client.eio.http.closed:
            await client.eio.http.close()


def test_what_happens_is_told_as_the_history_tells_it(cloud: EmulatorProcess) -> None:
    cloud.control("POST", "/events", {"container_id": cloud.id_of("shop-cache"), "count": 3})

    async def listen() -> None:
        async with listening(cloud) as ear:
            welcome = await ear.hear("welcome")
            bounds = (welcome["boundary_cursor"], welcome["latest_cursor"])
            assert (*bounds, welcome["retention_days"]) == ("valid-0", "valid-6", 90)
            assert welcome["realmId"] is None
            cloud.force(cloud.id_of("shop-cache"), status="failed")
            cloud.api("DELETE", f"/containers/{cloud.id_of('web')}")
            told = [await ear.hear("event") for _number in range(3)]
        kept, _cursor = walk(cloud, bounds[1])
        assert [event["event"] for event in told] == [
            *("container.failed", "container.deleting", "container.deleted"),
        ]
        for frame, event in zip(told, kept, strict=True):
            unlike = {"id", "event_type", "payload", "created_at", "user_id"}
            shared = {name: value for name, value in event.items() if name not in unlike}
            assert frame == {"type": "event", "data": event["payload"], **shared}

    asyncio.run(listen())


def test_events_socket(cloud: EmulatorProcess) -> None:
    async def listen() -> None:
        async with listening(cloud) as ear:
            await ear.hear("welcome")
            await ear.client.emit("ping")
            assert (await ear.hear("pong"))["timestamp"]
            cloud.switch(events_socket="closes")
            await ear.end()
        async with listening(cloud) as ear:
            await ear.hear("welcome")
            await ear.end()
        cloud.switch(events_socket="absent")
        with pytest.raises(socketio.exceptions.ConnectionError):
            async with listening(cloud):
                pass

    asyncio.run(listen())
    statuses = [entry["status"] for entry in cloud.requests() if "EIO=4" in entry["query"]]
    assert statuses == [101, 101, 404]


def test_only_websockets_are_served(cloud: EmulatorProcess) -> None:
    answer = cloud.session.get(f"{cloud.url}{PATH}/?EIO=4&transport=polling", timeout=30)
    message = "Polling transport is not supported; use the websocket transport"
    assert (answer.status_code, answer.json()["message"]) == (400, message)
    cloud.switch(events_socket="absent")
    assert cloud.api("GET", "/events?EIO=4&transport=polling").status_code == 200, "the history, as ever"


@pytest.mark.parametrize(
    "token, query, code",
    [
        ("", "", "MISSING_TOKEN"),
        ("hdy_wrong", "", "INVALID_TOKEN"),
        (EXPIRED_TOKEN, "", "AUTH_TOKEN_EXPIRED"),
        (REALM_TOKEN, "", "REALM_REQUIRED"),
        (REALM_TOKEN, f"?realm_id={OTHER_REALM}", "REALM_ACCESS_DENIED"),
    ],
)
def test_who_is_not_admitted(cloud: EmulatorProcess, token: str, query: str, code: str) -> None:
    async def listen() -> None:
        async with listening(cloud, token, query) as ear:
            assert (await ear.hear("error"))["error"] == code
            await ear.end()

    asyncio.run(listen())


def test_a_realm_is_that_of_the_host_and_of_the_query(cloud: EmulatorProcess) -> None:
    host = {"Host": f"{REALM_ID}.api.example.com"}

    async def listen() -> None:
        for query, headers in ((f"?realm_id={REALM_ID}", {}), ("", host), (f"?realm_id={REALM_ID}", host)):
            async with listening(cloud, REALM_TOKEN, query, **headers) as ear:
                assert (await ear.hear("welcome"))["realmId"] == REALM_ID
                inside = cloud.put_container(project="Shop", status="running")["id"]
                cloud.force(inside, realm_ids=[REALM_ID])
                cloud.force(inside, status="failed")
                event = await ear.hear("event")
                assert (event["event"], event["realm_ids"]) == ("container.failed", [REALM_ID])
            cloud.reset()
        async with listening(cloud, None, f"?realm_id={OTHER_REALM}", **host) as ear:
            assert (await ear.hear("error"))["error"] == "REALM_MISMATCH"

    asyncio.run(listen())


def test_who_sees_less_is_told_less(cloud: EmulatorProcess) -> None:
    async def listen() -> None:
        async with listening(cloud, COLLEAGUE_TOKEN) as ear:
            await ear.hear("welcome")
            cloud.force(cloud.id_of("web", "Lab"), status="failed")
            cloud.force(cloud.id_of("web"), status="failed")
            assert (await ear.hear("event"))["project_id"] == cloud.project_id("Shop")
            path = f"/projects/{cloud.project_id('Shop')}/permissions"
            [entry] = cloud.api("GET", path).json()["data"]["permissions"]
            cloud.api("DELETE", f"{path}/{entry['id']}")
            changed = await ear.hear("scope_changed")
            shop = cloud.project_id("Shop")
            assert changed == {"type": "scope_changed", "project_id": shop, "reason": "PROJECT_ACCESS_REVOKED"}

    asyncio.run(listen())


def test_a_logout_ends_it(cloud: EmulatorProcess) -> None:
    login = {"username": "emulator", "password": PASSWORD}
    token = cloud.api("POST", "/users/auth/login", login).json()["data"]["token"]

    async def listen() -> None:
        async with listening(cloud, token) as ear:
            await ear.hear("welcome")
            cloud.api("POST", "/users/auth/logout")
            assert (await ear.hear("revoked"))["reason"] == "JWT_REVOKED"
            await ear.end()

    asyncio.run(listen())


def test_an_older_revision_tells_of_what_was_asked_for(cloud: EmulatorProcess) -> None:
    cloud.switch(events_history="ignored")
    web, cache = cloud.id_of("web"), cloud.id_of("shop-cache")

    async def listen() -> None:
        async with listening(cloud) as ear:
            assert (await ear.hear("welcome")).keys() == {"type", "connectionId", "userId", "realmId", "timestamp"}
            await ear.client.emit("subscribe", {"projectId": "Shop"})
            assert (await ear.hear("error"))["error"] == "INVALID_PROJECT_ID"
            await ear.client.emit("subscribe", {"containerId": web})
            await ear.client.emit("ping")
            await ear.hear("pong")
            cloud.force(cache, status="failed")
            cloud.force(web, status="failed")
            event = await ear.hear("event")
            assert event.keys() == {"type", "event", "eventId", "timestamp", "data"}
            assert event["data"]["container"]["id"] == web

    asyncio.run(listen())


def test_events_duplicates_are_live_too_and_a_reset_begins_anew(cloud: EmulatorProcess) -> None:
    cloud.switch(events_duplicates="twice")

    async def listen() -> None:
        async with listening(cloud) as ear:
            await ear.hear("welcome")
            for _world in range(2):
                cloud.force(cloud.id_of("web"), status="failed")
                once, again = await ear.hear("event"), await ear.hear("event")
                assert once == again
                cloud.reset()

    asyncio.run(listen())


def test_it_ends_with_the_emulator() -> None:
    async def listen() -> None:
        with EmulatorProcess() as emulator:
            async with listening(emulator) as ear:
                await ear.hear("welcome")
                assert await asyncio.to_thread(emulator.stop) == 0
                await ear.end()
            assert not emulator.complaints()

    asyncio.run(listen())


def test_a_tick_tells_now_and_then_how_far_the_history_reaches() -> None:
    world = build(Switches(), "mine").world
    listener = Listener(
        "one", Gate(build(Switches(), "mine").api, world, "mine", lambda _path: set()), "mine", (None, None)
    )
    assert listener.begin()["type"] == "welcome"
    assert list(listener.frames()) == []
    world.advance(TICK_SECONDS)
    assert list(listener.frames()) == [{"type": "tick", "latest_cursor": "valid-0"}]
    assert list(listener.frames()) == []
