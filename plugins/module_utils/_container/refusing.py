# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API refuses only when a part has been written already, so that it is refused here before that."""

from __future__ import annotations

from typing import Any

from .._api.errors import InputError
from .._engine.lookup import Lookup
from .._engine.plan import Plan
from .._text.types import Json
from .choosing import living
from .finding import containers_of
from .model import KVM, NAME, RAMDISK_SCOPE, SERVER, Desired
from .replacement import stand_in_name

#: A RAM disk for all containers of the project. The API gives it to one that is alone there (API notes 5.5).
SHARED = "project"


def refuse_impossible(
    lookup: Lookup, wanted: Desired, decided: Plan, current: Json | None, project_id: str | None
) -> None:
    """Raise InputError for what the container's server or project does not allow. ``project_id`` is None if unknown."""
    if _writes(decided, KVM.name, True) and wanted.fields.get(KVM.name):
        _refuse_kvm(lookup, wanted, decided, current)
    if _writes(decided, RAMDISK_SCOPE.name, SHARED) and wanted.fields.get(RAMDISK_SCOPE.name) == SHARED:
        others = neighbours(lookup, project_id, current)
        if others:
            raise InputError(
                f"The {wanted.subject} cannot have {RAMDISK_SCOPE.option_name}: {SHARED}, which only a container that "
                f"is alone in its project can be given: '{others[0].get('name')}' is there too."
            )


def neighbours(lookup: Lookup, project_id: str | None, current: Json | None) -> list[Json]:
    """The other containers of the project, without what a run before left to take the place of this one."""
    if project_id is None:
        return []
    own = (current or {}).get("id")
    there = living(containers_of(lookup).listed(project_id))
    return [item for item in there if item["id"] != own and not (own and item.get(NAME.name) == stand_in_name(own))]


def _writes(decided: Plan, name: str, value: Any) -> bool:
    return any(step.body.get(name) == value for step in decided.steps)


def _refuse_kvm(lookup: Lookup, wanted: Desired, decided: Plan, current: Json | None) -> None:
    body = next(step.body for step in decided.steps if KVM.name in step.body)
    server_id = body.get(SERVER.name) or (current or {}).get(SERVER.name)
    if server_id and lookup.is_free(server_id):
        raise InputError(
            f"The {wanted.subject} cannot have KVM, because its server is a free one: leave {KVM.option_name} out, or "
            "use a server that is rented."
        )
