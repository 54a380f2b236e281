# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""What a lookup answers: one container out of a listing, or one member of it, as data that is never a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.reserved import with_free_names
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError, missing_requests
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._api.values import is_id
from ansible_collections.hoody.cloud.plugins.module_utils._container.choosing import living, one_called, place_of
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import Lookup, in_order
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import some
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

if TYPE_CHECKING:
    from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client

_MOST_MEMBERS = 100


class Missing(InputError):
    """Nothing that was listed is what was asked for."""


def listed(settings: Settings) -> list[Json]:
    """The containers of all projects, see ``listed_by``."""
    # Imported late: what is remembered needs no requests library, whose import takes longer than the rest.
    from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
    from ansible_collections.hoody.cloud.plugins.module_utils._http.transport import REQUESTS_ERROR

    if REQUESTS_ERROR:
        raise missing_requests(REQUESTS_ERROR)
    with Client(settings) as client:
        return listed_by(client)


def listed_by(client: Client) -> list[Json]:
    """The containers of all projects, without the values of their variables and without credentials."""
    from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import containers_of
    from ansible_collections.hoody.cloud.plugins.module_utils._container.model import present
    from ansible_collections.hoody.cloud.plugins.module_utils._inventory.fetch import NEVER_KEPT

    found = [present(item) for item in containers_of(Lookup(client)).listed(None)]
    return [{name: value for name, value in item.items() if name not in NEVER_KEPT} for item in living(found)]


def project_id(settings: Settings, project: str) -> str:
    """The id of a project. Raises InputError that lists those that there are."""
    from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client

    with Client(settings) as client:
        return Lookup(client).project_id(project)


def chosen(term: str, project: str | None, containers: list[Json], id_of: Callable[[str], str]) -> Json:
    """The container of this name or id. Raises Missing, and InputError for a name that several have."""
    if is_id(term):
        found = next((item for item in containers if item["id"] == term), None)
        if found is None:
            raise Missing(f"There is no container with the id {term}, or the token cannot see it.")
        if project and not _inside([found], project, id_of):
            raise InputError(f"The container {term} is not in the project '{project}' but in '{place_of(found)}'.")
        return found
    there = _inside(containers, project, id_of) if project else containers
    found = one_called(term, there)
    if found is None:
        where = f"in the project '{project}'" if project else "in any project"
        names = in_order({str(item.get("name")) for item in there})
        raise Missing(f"There is no container '{term}' {where}. There are: {names}.")
    return found


def _inside(containers: list[Json], project: str, id_of: Callable[[str], str]) -> list[Json]:
    """Those in a project. It is asked for only where no container shows it."""
    inside = [item for item in containers if project in (item.get("project_id"), item.get("project_alias"))]
    if inside:
        return inside
    identity = id_of(project)
    return [item for item in containers if item.get("project_id") == identity]


def answer(container: Json, attribute: str | None) -> Any:
    """The container, or what is at the end of a path such as ``server.country``. Raises InputError."""
    value: Any = with_free_names(container)
    for name in attribute.split(".") if attribute else ():
        if not isinstance(value, Mapping) or name not in value:
            there = some(sorted(map(str, value)), _MOST_MEMBERS) if isinstance(value, Mapping) else "nothing in it"
            who = f"The container {container.get('name')}"
            raise InputError(f"{who} has no attribute '{attribute}'. At '{name}' there is: {there}.")
        value = value[name]
    return value
