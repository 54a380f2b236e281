# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the history of events (API notes part 2, H.5)."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from itertools import islice
from typing import Annotated, Any

from fastapi import Path, Query, Request
from starlette.responses import Response

from ..members.events import EVENT, EVENT_PAGE, EventPage, EventPlace, EventQuery, Told, has_cursors
from ..wire.envelope import ApiError, not_found, reply, route_not_found
from ..wire.table import envelope_of
from ..world.events import Event
from .call import Call, call_of
from .call import router as make_router

router = make_router("events", errors=(400, 401, 403, 404, 410, 422, 429, 500))
_PATH = "/events"
#: The whole path of the history.
HISTORY = router.prefix + _PATH
_RETENTION_DAYS = 90
#: A cursor: how old those are that were given with it, and behind which place of the history it stands.
_CURSOR = re.compile(r"(valid|expired|reset)-([0-9]{1,15})")
_SHOWN = "Events retrieved successfully"
_ENDS = {"expired": "EVENTS_CURSOR_EXPIRED", "reset": "EVENTS_HISTORY_RESET"}


@router.get(_PATH, operation_id="listEvents", response_model=envelope_of(EVENT_PAGE))
async def list_events(request: Request, query: Annotated[EventQuery, Query()]) -> Response:
    """Read the history: newest first by offset, or oldest first behind a cursor."""
    call = call_of(request)
    kind = call.switches.events_history
    if kind == "absent":
        raise route_not_found("GET", request.url.path)
    asks = query.after is not None or query.bootstrap is not None
    if asks and kind == "refused":
        raise ApiError(400, "Validation failed")
    if has_cursors(call.switches) and (query.after is not None or query.bootstrap == "true"):
        return _behind_cursor(call, request, query)
    return _by_offset(call, query)


def shows(call: Call, event: Event, realm_id: str | None = None) -> bool:
    """Whether the caller can see what it is about."""
    return call.in_realm(event.realm_ids) and call.sees(event.project) and realm_id in (None, *event.realm_ids)


# -- by offset


def _by_offset(call: Call, query: EventQuery) -> Response:
    since, until = _moment(query.start_date), _moment(query.end_date)
    found = [
        told
        for told in (Told(event, call.switches) for event in call.world.history.after(0))
        if shows(call, told.event, query.realm_id)
        and query.event_type in (None, told.event.name)
        and query.resource_type in (None, told.resource_type)
        and query.resource_id in (None, told.resource_id)
        and query.project_id in (None, told.event.project.id)
        and query.container_id in (None, told.container_id)
        and (since is None or told.event.at >= since)
        and (until is None or told.event.at <= until)
    ]
    if query.sort_by in ("event", "event_type"):
        found.sort(key=lambda told: told.event.name)
    if query.sort_order == "desc":
        found.reverse()
    found = _each(call, found)
    shown = found[query.offset : query.offset + query.limit]
    place = EventPlace(len(found), query.limit, query.offset, query.offset + query.limit < len(found))
    return reply(_SHOWN, EVENT_PAGE.render(EventPage(shown, place), call.switches, "offset"))


def _moment(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise ApiError(400, "Invalid date") from None
    return moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp()


def _each(call: Call, found: list[Told]) -> list[Told]:
    """Each of them, as often as the history shows it."""
    times = 2 if call.switches.events_duplicates == "twice" else 1
    return [told for told in found for _time in range(times)]


# -- behind a cursor


def _behind_cursor(call: Call, request: Request, query: EventQuery) -> Response:
    """A page of at most ``limit``, in which an event that comes twice may stand at both sides of the end."""
    if request.query_params.keys() - {"after", "bootstrap", "limit", "realm_id"} or (query.after and query.bootstrap):
        raise ApiError(400, "The cursor cannot be combined with these parameters", code="EVENTS_QUERY_CONFLICT")
    # Places count each event twice, whether it is shown twice or not.
    place = _place(call, query)
    twice = call.switches.events_duplicates == "twice"
    places = (
        (2 * event.number - 1 + half, event)
        for event in call.world.history.after(max(place, 0) // 2)
        if shows(call, event, query.realm_id)
        for half in ((0, 1) if twice else (1,))
        if 2 * event.number - 1 + half > place
    )
    found = list(islice(places, query.limit + 1))
    shown, has_more = found[: query.limit], len(found) > query.limit
    latest = 2 * call.world.history.last
    reached = shown[-1][0] if has_more else latest
    where = EventPlace(-1, query.limit, 0, has_more, _cursor(call, reached), _cursor(call, latest))
    page = EventPage([Told(event, call.switches) for _place, event in shown], where)
    return reply(_SHOWN, EVENT_PAGE.render(page, call.switches))


def _cursor(call: Call, place: int) -> str:
    return f"{call.switches.events_cursor_age}-{place}"


def _place(call: Call, query: EventQuery) -> int:
    """Behind which place of the history to begin."""
    history, age = call.world.history, call.switches.events_cursor_age
    if query.after is None:
        return 2 * history.last if call.switches.events_history == "newest" else 0
    match = _CURSOR.fullmatch(query.after)
    if not match:
        raise ApiError(400, "The cursor is not valid", code="EVENTS_CURSOR_INVALID")
    place = int(match[2])
    if age != "valid" and match[1] != age:
        raise _gone(call, _ENDS[age])
    if place > 2 * history.last:
        raise _gone(call, _ENDS["reset"])
    if place < 2 * (history.first - 1):
        raise _gone(call, _ENDS["expired"])
    return place


def bounds_of(call: Call) -> dict[str, Any]:
    """From where to where the history reaches, in the words of the API."""
    history = call.world.history
    return {
        "boundary_cursor": _cursor(call, 2 * (history.first - 1)),
        "latest_cursor": _cursor(call, 2 * history.last),
        "retention_days": _RETENTION_DAYS,
    }


def _gone(call: Call, code: str) -> ApiError:
    return ApiError(410, "The cursor is no longer in the history", code=code, data=bounds_of(call))


@router.get(_PATH + "/{id}", operation_id="getEvent", response_model=envelope_of(EVENT))
async def get_event(request: Request, event_id: Annotated[str, Path(alias="id", description="Event id.")]) -> Response:
    """Read one event."""
    call = call_of(request)
    if call.switches.events_history == "absent":
        raise route_not_found("GET", request.url.path)
    event = call.world.history.found(event_id)
    if not event or not shows(call, event):
        raise not_found("Event")
    return reply("Event retrieved successfully", EVENT.render(Told(event, call.switches), call.switches))
