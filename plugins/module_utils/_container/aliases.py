# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy aliases of containers, as far as they are listed, and go with their container (API notes, part 2, E)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .._api.client import Client
from .._api.errors import Forbidden, NotFound, WrongMethod
from .._api.reading import Members, Unlike, has_id, thing
from .._api.values import is_id
from .._engine.task import Task
from .._text.types import Json

ALIASES = "/proxy/aliases"
#: What names the container of an alias.
HOLDER = "container_id"


def has_aliases(container: Mapping[str, Any]) -> bool:
    """Whether a container shows that it has some."""
    return bool(container.get("proxy_domains_count") or container.get("has_proxy_domains"))


def list_aliases(client: Client, query: Json, members: Members) -> list[Json]:
    """Those that the API finds with this query; the list has no pages."""

    def checked(data: Any) -> list[Json]:
        listed = thing(data, "the proxy aliases", {"aliases": "list"}, inside="dict").get("aliases")
        return [checked_alias(item, members) for item in listed or []]

    found: list[Json] = client.get(ALIASES, query, check=checked)
    return found


def checked_alias(data: Any, members: Members) -> Json:
    """An alias of a reply. Raises Unlike."""
    found = thing(data, "a proxy alias", members)
    if not has_id(found) or not (found.get(HOLDER) is None or is_id(found[HOLDER])):
        raise Unlike("with a proxy alias whose ids are not valid")
    return found


def delete_alias(client: Client, identity: str) -> None:
    """Delete one; what is gone already is as asked."""
    with suppress(NotFound):
        client.delete(f"{ALIASES}/{identity}")


def delete_aliases(task: Task, container: Json) -> None:
    """Delete those of a container that is about to go: an API may keep them, and their names would stay taken (E.8)."""
    if not has_aliases(container) or container.get("server_expired") is True:
        # A container on an expired server cannot go.
        return
    identity = container["id"]
    try:
        for alias in list_aliases(task.client, {HOLDER: identity}, {}):
            if alias.get(HOLDER) == identity:
                delete_alias(task.client, alias["id"])
                task.record.on_the_way("delete_alias")
    except Forbidden:
        task.warnings.append(
            f"This token cannot delete proxy aliases, so aliases of the container {container.get('name') or identity} "
            "may still exist, and their names may still be in use."
        )
    except (NotFound, WrongMethod):
        # A revision of the API without them.
        return
