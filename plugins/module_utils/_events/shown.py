# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rulebook is given of an event. Pure.

Whole records stand in some events (API notes part 2, H.4), with variables and credentials, which go no further; and no
text is passed on that Ansible would take for a template, as a rulebook hands texts to playbooks.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

from .._text.plain import plain
from .._text.types import Json

#: The members of an event that are passed on as they are, beside its data.
_TOLD = (
    *("id", "event", "timestamp", "operation_id", "resource_type", "resource_id", "project_id", "container_id"),
    "visibility",
)
#: The members of an object in the data that are passed on where they are no objects themselves.
_OPEN_MEMBERS = frozenset(
    {
        *("id", "name", "status", "type", "code", "project_id", "server_id", "server_name", "created_at", "updated_at"),
    }
)
_SECRET = re.compile(r"pass|token|secret|proxy|env|key|credential", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{(?=[{%#])")
_MOST_TEXT = 1000
#: What makes of the id of an event the one by which ansible-rulebook knows that it was here before.
_NAMESPACE = uuid.UUID("6a4f6b0e-6b0f-5d9a-8a51-0d7f3f4c9a20")


def event_id(event: Json) -> str:
    """By which an event is known when it comes again; "" when it has none."""
    return str(event.get("eventId") or event.get("id") or "")


def event_time(event: Json) -> str:
    """When it was, as text that sorts; "" when it does not say."""
    return str(event.get("timestamp") or event.get("created_at") or "")


def event_name(event: Json) -> str:
    """What it is called."""
    return str(event.get("event") or event.get("event_type") or "")


def shown_event(event: Json) -> Json:
    """An event as rules see it: what they can tell it by, ``data`` without what is secret, and an id of ``meta``."""
    given = event.get("payload") or event.get("data")
    told = {**event, "id": event_id(event), "event": event_name(event), "timestamp": event_time(event)}
    actor = event.get("actor")
    return {
        **{name: _harmless(told.get(name)) for name in _TOLD},
        "actor": _object(actor, frozenset({"kind", "id"})) if isinstance(actor, dict) else None,
        "data": _data(given) if isinstance(given, dict) else {},
        "meta": {"uuid": str(uuid.uuid5(_NAMESPACE, event_id(event)))},
    }


def _data(given: Json) -> Json:
    """Texts and numbers, and of the objects those that are known to hold no secret."""
    found: Json = {}
    for name, value in given.items():
        if isinstance(value, dict):
            found[name] = _object(value, _OPEN_MEMBERS)
            reason = value.get("failure_reason")
            if isinstance(reason, dict):
                found[name]["failure_reason"] = _object(reason, _OPEN_MEMBERS)
        elif not isinstance(value, list) and not _SECRET.search(name):
            found[name] = _harmless(value)
    return found


def _object(value: Json, names: frozenset[str]) -> Json:
    return {
        name: _harmless(item) for name, item in value.items() if name in names and not isinstance(item, (dict, list))
    }


def _harmless(value: Any) -> Any:
    """A text that is none of Ansible's templates and cannot change a screen; everything else as it is."""
    return _TEMPLATE.sub("{ ", plain(value, _MOST_TEXT)) if isinstance(value, str) else value
