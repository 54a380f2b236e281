# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of events: what is in it, its two modes and its switches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess
from tests.emulator.routes.gate import COLLEAGUE_TOKEN
from tests.emulator.world.events import CAPACITY

Json = dict[str, Any]


def page(cloud: EmulatorProcess, query: str = "") -> Json:
    """A page of the history."""
    data: Json = cloud.api("GET", f"/events?{query}").json()["data"]
    return data


def walk(cloud: EmulatorProcess, cursor: str = "", limit: int = 500) -> tuple[list[Json], str]:
    """All events behind a cursor, and the cursor behind them."""
    found, query = [], f"after={cursor}" if cursor else "bootstrap=true"
    while True:
        data = page(cloud, f"{query}&limit={limit}")
        found += data["events"]
        cursor = data["pagination"]["next_cursor"]
        if not data["pagination"]["has_more"]:
            return found, cursor
        query = f"after={cursor}"


def names(events: list[Json]) -> list[str]:
    """What they are called."""
    return [event["event"] for event in events]


def refused(cloud: EmulatorProcess, query: str) -> tuple[int, str]:
    """Status and code of a request that fails."""
    answer = cloud.api("GET", f"/events?{query}")
    return answer.status_code, answer.json()["error"]


def test_the_life_of_a_container(cloud: EmulatorProcess) -> None:
    path = f"/projects/{cloud.project_id('Shop')}/containers"
    made = cloud.api("POST", path, {"server_id": cloud.server_id(), "name": "fresh"}).json()["data"]["id"]
    operation = cloud.api("POST", f"/containers/{made}/stop").json()["data"]["operation_id"]
    cloud.api("PATCH", f"/containers/{made}", {"comment": "x"})
    cloud.api("PATCH", f"/containers/{made}", {"name": "older"})
    cloud.api("DELETE", f"/containers/{made}")
    events, _cursor = walk(cloud)
    assert names(events) == [
        f"container.{name}"
        for name in (
            *("creating", "running", "stopped", "operation.completed"),
            *("updated", "renamed", "deleting", "deleted"),
        )
    ]
    assert {event["container_id"] for event in events} == {made}
    stopped = events[2]
    assert stopped["payload"]["container"] == {"id": made, "name": "fresh", "status": "stopped"}
    assert stopped["payload"]["previous"] == {"status": "running"}
    assert {events[2]["operation_id"], events[3]["operation_id"]} == {operation}
    assert events[0]["payload"]["container"]["environment_vars"], "the whole record"
    assert events[-1]["payload"]["container"]["name"] == "older"
    assert cloud.api("GET", f"/events/{stopped['id']}").json()["data"] == stopped
    assert cloud.api("GET", "/events/none").status_code == 404


def test_who_did_it(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    cloud.force(web, status="stopped")
    cloud.api("POST", f"/containers/{web}/start")
    forced, started = [event["actor"] for event in walk(cloud)[0] if event["event"] != "container.operation.completed"]
    assert forced == {"kind": "system"}
    assert started["kind"] == "user"


def test_who_sees_it(cloud: EmulatorProcess) -> None:
    made = cloud.api("POST", "/projects/", {"alias": "Mine"}).json()["data"]["id"]
    colleague = {"Authorization": f"Bearer {COLLEAGUE_TOKEN}"}
    seen = cloud.api("GET", "/events", headers=colleague).json()["data"]["events"]
    assert made not in [event["project_id"] for event in seen]
    assert page(cloud, "limit=1")["events"][0]["project_id"] == made


def test_a_failure(cloud: EmulatorProcess) -> None:
    cloud.switch(creation_outcome="failed")
    path = f"/projects/{cloud.project_id('Shop')}/containers"
    cloud.api("POST", path, {"server_id": cloud.server_id(), "name": "bad"})
    failed = walk(cloud)[0][-1]
    assert failed["event"] == "container.failed"
    assert failed["payload"]["reason_code"] == "CREATE_FAILED"


def test_the_network(cloud: EmulatorProcess) -> None:
    path = f"/containers/{cloud.id_of('web')}/network"
    cloud.api("PATCH", path, {"type": "block"})
    cloud.switch(network_delay="never")
    cloud.api("POST", f"{path}/start")
    assert names(walk(cloud)[0]) == ["container.network.created"], "stored, and not enforced"
    cloud.switch(network_delay=0)
    cloud.api("POST", f"{path}/start")
    cloud.api("PATCH", path, {"type": "block"})
    cloud.api("POST", f"{path}/stop")
    cloud.api("DELETE", path)
    told = names(walk(cloud)[0])[1:]
    assert told == [f"container.network.{name}" for name in ("running", "updated", "stopped", "deleted")]
    cloud.force(cloud.id_of("web"), network={"type": "block", "status": "error"})
    assert names(walk(cloud)[0])[-2:] == ["container.network.created", "container.network.failed"]


def test_projects_and_snapshots(cloud: EmulatorProcess) -> None:
    made = cloud.api("POST", "/projects/", {"alias": "Shelf"}).json()["data"]["id"]
    cloud.api("PATCH", f"/projects/{made}", {"alias": "Rack"})
    cloud.api("DELETE", f"/projects/{made}")
    path = f"/containers/{cloud.id_of('shop-worker')}/snapshots"
    cloud.api("POST", path, {"alias": "one"})
    kept = cloud.api("GET", path).json()["data"]["snapshots"][0]["name"]
    cloud.api("DELETE", f"{path}/{kept}")
    found = walk(cloud)[0]
    assert names(found) == [
        *("project.created", "project.updated", "project.deleted"),
        *("container.snapshot.created", "container.snapshot.deleted"),
    ]
    assert found[0]["payload"] == {"project": {"id": made, "alias": "Rack"}}


def test_by_offset(cloud: EmulatorProcess) -> None:
    web, cache = cloud.id_of("web"), cloud.id_of("shop-cache")
    for number in range(5):
        cloud.control("POST", "/events", {"container_id": cache if number % 2 else web})
    newest = page(cloud)
    assert newest["pagination"] == {"total": 5, "limit": 100, "offset": 0, "has_more": False}
    ids = [event["id"] for event in newest["events"]]
    assert ids == sorted(ids, reverse=True)
    part = page(cloud, "limit=2&offset=2&sort_order=asc")
    assert [event["id"] for event in part["events"]] == ids[::-1][2:4]
    assert part["pagination"]["has_more"]
    for query, count in (
        (f"container_id={web}", 3),
        (f"resource_id={cache}", 2),
        ("resource_type=project", 0),
        ("event_type=container.updated&sort_by=event", 5),
        ("event_type=container.failed", 0),
        (f"project_id={cloud.project_id('Shop')}", 5),
        ("start_date=2100-01-01T00:00:00Z", 0),
        ("end_date=2100-01-01T00:00:00Z", 5),
    ):
        assert page(cloud, query)["pagination"]["total"] == count, query
    assert cloud.api("GET", "/events?start_date=yesterday").status_code == 400
    assert cloud.api("GET", "/events?limit=501").status_code == 400


def test_behind_a_cursor(cloud: EmulatorProcess) -> None:
    web = cloud.id_of("web")
    cloud.control("POST", "/events", {"container_id": web, "count": 7})
    first, cursor = walk(cloud, limit=2)
    assert len({event["id"] for event in first}) == len(first) == 7
    assert page(cloud, f"after={cursor}") == {
        "events": [],
        "pagination": {
            "total": -1,
            "limit": 100,
            "offset": 0,
            "has_more": False,
            "next_cursor": cursor,
            "latest_cursor": cursor,
        },
    }
    cloud.control("POST", "/events", {"container_id": web, "event": "failed"})
    assert names(page(cloud, f"after={cursor}")["events"]) == ["container.failed"]
    assert refused(cloud, "after=nonsense") == (400, "EVENTS_CURSOR_INVALID")
    # The cursor of an event is none to resume from.
    assert refused(cloud, f"after={first[0]['cursor']}") == (400, "EVENTS_CURSOR_INVALID")
    for more in ("event_type=x", "offset=0", "bootstrap=true", "sort_order=asc"):
        assert refused(cloud, f"after={cursor}&{more}") == (400, "EVENTS_QUERY_CONFLICT")


def test_events_history(cloud: EmulatorProcess) -> None:
    cloud.control("POST", "/events", {"container_id": cloud.id_of("web"), "count": 3})
    assert len(page(cloud, "bootstrap=true")["events"]) == 3
    cloud.switch(events_history="newest")
    newest = page(cloud, "bootstrap=true")
    assert newest["events"] == []
    assert not page(cloud, f"after={newest['pagination']['next_cursor']}")["events"]
    cloud.switch(events_history="refused")
    assert cloud.api("GET", "/events?bootstrap=true").status_code == 400
    cloud.switch(events_history="ignored")
    old = page(cloud, "bootstrap=true")
    assert old["pagination"]["total"] == 3
    assert "cursor" not in old["events"][0]
    cloud.switch(events_history="absent")
    answer = cloud.api("GET", "/events")
    assert (answer.status_code, answer.json()["message"]) == (404, "Route GET:/api/v1/events not found")
    assert cloud.api("GET", "/events/x").status_code == 404


@pytest.mark.parametrize("age, code", [("expired", "EVENTS_CURSOR_EXPIRED"), ("reset", "EVENTS_HISTORY_RESET")])
def test_events_cursor_age(cloud: EmulatorProcess, age: str, code: str) -> None:
    cursor = page(cloud, "bootstrap=true")["pagination"]["next_cursor"]
    cloud.switch(events_cursor_age=age)
    answer = cloud.api("GET", f"/events?after={cursor}")
    assert (answer.status_code, answer.json()["error"]) == (410, code)
    assert answer.json()["data"]["retention_days"] == 90
    again = page(cloud, "bootstrap=true")["pagination"]["next_cursor"]
    assert page(cloud, f"after={again}")["events"] == []


def test_the_oldest_events_go(cloud: EmulatorProcess) -> None:
    begin = page(cloud, "bootstrap=true")["pagination"]["next_cursor"]
    cloud.control("POST", "/events", {"container_id": cloud.id_of("web"), "count": CAPACITY})
    assert len(page(cloud, f"after={begin}")["events"]) == 100
    cloud.control("POST", "/events", {"container_id": cloud.id_of("web")})
    assert refused(cloud, f"after={begin}") == (410, "EVENTS_CURSOR_EXPIRED")


def test_a_history_that_was_lost(cloud: EmulatorProcess) -> None:
    cloud.control("POST", "/events", {"container_id": cloud.id_of("web"), "count": 3})
    cursor = walk(cloud)[1]
    cloud.reset()
    assert refused(cloud, f"after={cursor}") == (410, "EVENTS_HISTORY_RESET")


def test_events_duplicates(cloud: EmulatorProcess) -> None:
    cloud.control("POST", "/events", {"container_id": cloud.id_of("web"), "count": 3})
    once = [event["id"] for event in walk(cloud)[0]]
    cloud.switch(events_duplicates="twice")
    assert [event["id"] for event in walk(cloud, limit=1)[0]] == [identity for identity in once for _time in (1, 2)]
    first = page(cloud, "bootstrap=true&limit=1")
    assert walk(cloud, first["pagination"]["next_cursor"])[0][0]["id"] == once[0], (
        "it ends the page and begins the next"
    )
    assert page(cloud)["pagination"]["total"] == 6
