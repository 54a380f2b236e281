# SPDX-License-Identifier: GPL-3.0-or-later
"""What containers can be made of, and which realms there are (API notes 12 and 13, and part 2, B)."""

from __future__ import annotations

from functools import partial
from typing import Any

from .._api.client import PREFIX
from .._api.errors import Incomplete
from .._api.reading import page, thing
from .._api.values import is_id
from .._engine.task import Task
from .._text.types import Json

_PATH = "/images/public"
_PAGE_SIZE = 100
_COUNTS = ("projects", "containers", "servers", "auth_tokens")


def search_options() -> Json:
    """The argument specification of a question that can be narrowed, without the connection."""
    return {"search": {"type": "str"}}


def inform_of_images(task: Task) -> Json:
    """Tell about the public images that the API finds, by alias."""
    found: dict[str, Json] = {}
    number, total = 0, 1
    # They cannot be sorted by id, so these pages prove nothing; images come and go rarely.
    while len(found) < total:
        number += 1
        query = {"search": task.options["search"], "page": number, "limit": _PAGE_SIZE, "sort_by": "alias"}
        items, total = task.client.get(_PATH, query, check=partial(page, member="images"))
        known = len(found)
        found.update((item["id"], item) for item in items)
        if known == len(found) < total:
            said = f"a listing of images returned {known} of {total} items"
            raise Incomplete("GET", PREFIX + _PATH, said, status=200)
    images = sorted(found.values(), key=lambda item: (str(item.get("alias") or ""), item["id"]))
    return {"changed": False, "images": images}


def inform_of_realms(task: Task) -> Json:
    """Tell which realms the token sees, and how much is in each."""
    shown = task.client.get("/realms/", {"include_usage": True}, check=_realms)
    asked = task.options["search"] or ""
    usage = shown.get("usage") or {}
    realms = [
        {"id": realm, **{name: (usage.get(realm) or {}).get(name) for name in _COUNTS}}
        for realm in sorted(filter(is_id, shown.get("realm_ids") or []))
        if asked in realm
    ]
    return {"changed": False, "realms": realms}


def _realms(data: Any) -> Json:
    found = thing(data, "a list of realms", {"realm_ids": "list"})
    return thing(found, "a list of realms", {"usage": "dict"}, inside="dict")
