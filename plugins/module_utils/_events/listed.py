# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of our own, where there is no history: what differs between two listings of the containers. Pure.

Should a history come (back), it tells of the same things under ids of its own; these are found by what they tell.
"""

from __future__ import annotations

from collections.abc import Iterable

from .._text.types import Json
from .batch import Found
from .shown import event_name

#: How the id of such an event begins; its container and its name follow.
_MARK = "listed"
#: The statuses whose event the history calls by another name.
_NAMES = {"provisioning": "creating", "claiming": "creating"}


def listed_states(items: list[Json]) -> dict[str, list[str]]:
    """What is remembered of a listing: name and status of each container, by id."""
    return {item["id"]: _state(item) for item in items}


def listed_differences(before: dict[str, list[str]], items: list[Json]) -> list[Found]:
    """What differs from the last listing."""
    found = [
        Found(_event(item, before.get(item["id"])), [item["id"], _state(item)])
        for item in items
        if before.get(item["id"]) != _state(item)
    ]
    for identity in sorted(before.keys() - {item["id"] for item in items}):
        gone = {"id": identity, "name": before[identity][0], "status": "deleted"}
        found.append(Found(_event(gone, before[identity]), [identity, None]))
    return found


def listed_ids(known: Iterable[str]) -> list[str]:
    """Which of the ids that are known are of such events."""
    return [identity for identity in known if identity.startswith(f"{_MARK}:")]


def told_before(found: list[Found], known: Iterable[str]) -> list[tuple[str, Json]]:
    """Which events of a history were told from a listing, oldest first, each with its id there.

    One of a listing stands for one of a history only: what happens to a container a second time is not told yet.
    """
    told: dict[str, list[str]] = {}
    for identity in listed_ids(known):
        told.setdefault(":".join(identity.split(":")[1:3]), []).append(identity)
    repeated = []
    for event in (item.event for item in found):
        same = told.get(f"{event.get('container_id')}:{event_name(event)}")
        if same:
            repeated.append((same.pop(0), event))
    return repeated


def _state(item: Json) -> list[str]:
    return [str(item.get("name") or ""), str(item.get("status") or "")]


def _event(item: Json, before: list[str] | None) -> Json:
    """An event as a history would have it, of a container that differs from what it was."""
    name, status = _state(item)
    renamed = before is not None and before[1] == status
    event = f"container.{'renamed' if renamed else _NAMES.get(status, status or 'updated')}"
    moment = str(item.get("updated_at") or "")
    return {
        "eventId": f"{_MARK}:{item['id']}:{event}:{moment}:{name}",
        "event": event,
        "timestamp": moment,
        "resource_type": "container",
        "resource_id": item["id"],
        "project_id": item.get("project_id"),
        "container_id": item["id"],
        "payload": {"container": item, **({"previous": {"status": before[1]}} if before else {})},
    }
