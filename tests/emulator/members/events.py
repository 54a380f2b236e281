# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events and their history (API notes part 2, H.4 and H.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, Field

from ..wire.bodies import ID_PATTERN, Flag, QueryNumber, SortOrder
from ..wire.switches import Switches
from ..wire.table import ABSENT, Json, Table, member
from ..world.events import Event
from .containers import CONTAINER, Seen
from .values import constants, moment_of

#: The events that show no more of their container than this.
_BRIEF = frozenset({"container.running", "container.stopped", "container.paused", "container.copying"})


class EventQuery(BaseModel):
    """API notes part 2, H.5. What selects by a text selects nothing where the text means nothing."""

    limit: Annotated[QueryNumber, Field(ge=1, le=500)] = 100
    offset: Annotated[QueryNumber, Field(ge=0)] = 0
    sort_by: str | None = None
    sort_order: SortOrder = "desc"
    event_type: str | None = None
    resource_type: str | None = None
    resource_id: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    project_id: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    container_id: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    start_date: Annotated[str, Field(json_schema_extra={"format": "date-time"})] | None = None
    end_date: Annotated[str, Field(json_schema_extra={"format": "date-time"})] | None = None
    realm_id: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    after: str | None = None
    bootstrap: Flag | None = None


def has_cursors(switches: Switches) -> bool:
    """Whether the revision knows cursors, and what came with them."""
    return switches.events_history in ("cursors", "newest")


class Told(NamedTuple):
    """An event as this revision shows it."""

    event: Event
    switches: Switches

    @property
    def resource_type(self) -> str:
        """What it is about."""
        return "container" if self.event.container else "project"

    @property
    def resource_id(self) -> str:
        """The id of that."""
        return self.event.container.id if self.event.container else self.event.project.id

    @property
    def container_id(self) -> str | None:
        """The id of its container, if it is about one."""
        return self.event.container.id if self.event.container else None

    @property
    def payload(self) -> Json:
        """What an event tells of its container, and what else it tells."""
        container = self.event.container
        if container is None:
            return {"project": {"id": self.event.project.id, "alias": self.event.project.alias}}
        if self.event.name in _BRIEF or ".network." in self.event.name:
            shown = {"id": container.id, "name": container.name, "status": container.status}
        else:
            shown = CONTAINER.members_of(Seen(container), "single", self.switches)
        beside = {"reason_code": container.failure[0]} if container.failure else {}
        return {"container": shown, **beside, **self.event.extra}

    @property
    def actor(self) -> Json:
        """Whose doing it is."""
        user = self.event.actor
        return {"kind": "user", "id": user.id} if user else {"kind": "system"}


#: What every revision tells of an event.
FIRST = (
    member("event", str, "event.name"),
    member("eventId", str, "event.id"),
    member("timestamp", str, moment_of("event.at")),
)
#: What else the history tells of it, and live frames of a revision that knows cursors.
FURTHER = (
    member("cursor", str, lambda told: f"one-{told.event.number}", known=has_cursors, about="No point to resume from."),
    member("schema_version", int, lambda _told: 1, known=has_cursors),
    member("change_id", str, lambda told: f"change-{told.event.number}", known=has_cursors),
    member("operation_id", str, "event.operation_id", null=True, known=has_cursors),
    member("cause_event_id", str, lambda _told: None, null=True, known=has_cursors),
    member("resource_type", str),
    member("resource_id", str),
    member("project_id", str, "event.project.id", null=True),
    member("container_id", str, null=True),
    member("realm_ids", list[str], "event.realm_ids"),
    *constants(all_realms=False),
    member("visibility", Literal["full", "nameless", "removed"], lambda _told: "full"),
    member("actor", dict[str, Any]),
    *constants(ephemeral=False),
)
EVENT = Table(
    "Event",
    "API notes part 2, H.4 and H.5.",
    member("id", str, "event.id"),
    member("event_type", str, "event.name"),
    member("created_at", str, moment_of("event.at")),
    member("payload", dict[str, Any]),
    member("data", dict[str, Any], lambda _told: ABSENT, optional=True, about="Its name in live frames."),
    member("user_id", str, lambda told: told.event.project.owner.id),
    *FIRST,
    *FURTHER,
)


class EventPlace(NamedTuple):
    """The place of a page in the history; the cursors are None in offset mode."""

    total: int
    limit: int
    offset: int
    has_more: bool
    next_cursor: str | None = None
    latest_cursor: str | None = None


class EventPage(NamedTuple):
    """One page of the history."""

    events: Sequence[Told]
    place: EventPlace


EVENT_PLACE = Table(
    "EventPagination",
    "API notes part 2, H.5. In cursor mode the total is -1.",
    member("total", int),
    member("limit", int),
    member("offset", int),
    member("has_more", bool),
    member("next_cursor", str, null=True, not_in="offset", known=has_cursors),
    member("latest_cursor", str, null=True, not_in="offset", known=has_cursors),
)
EVENT_PAGE = Table(
    "EventPage",
    "One page of the history.",
    member("events", [EVENT]),
    member("pagination", EVENT_PLACE, "place"),
)
