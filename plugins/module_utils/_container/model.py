# SPDX-License-Identifier: GPL-3.0-or-later
"""A container: its fields, what a task may want of it, and how it is shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .._api.errors import InputError
from .._api.reading import Unlike, identified
from .._api.values import is_id
from .._engine.field import (
    Field,
    argument_spec,
    members_of,
    read_options,
    refuse_blanks,
)
from .._engine.plan import Secret
from .._text.types import Json
from .values import (
    canonical_color,
    canonical_image,
    canonical_ssh_key,
    hidden_environment,
    own_environment,
    read_color,
    read_comment,
    read_environment,
    read_name,
    read_realms,
    read_ssh_key,
)

#: What holds a container in results.
MEMBER = "container"

# API notes 5.10. Every status that is not named here is one on its way to another.
SETTLED = frozenset({"running", "stopped", "paused", "failed"})
# Not a set, as what the API shows in the place of a status may be nothing that a set can hold.
LEAVING = ("deleting", "deleted")

NAME = Field("name", read=read_name)
SERVER = Field("server_id", option="server", mutable=False)
SSH_KEY = Field("ssh_public_key", read=read_ssh_key, canonical=canonical_ssh_key, clearable=True)
COMMENT = Field("comment", read=read_comment, canonical=read_comment, clearable=True)
ENVIRONMENT = Field(
    "environment_vars",
    type="dict",
    aliases=("env",),
    read=read_environment,
    canonical=own_environment,
    default={},
    secret=True,
    shown=hidden_environment,
)
REALMS = Field("realm_ids", type="list", elements="str", read=read_realms, canonical=sorted, default=())
#: Switched in a way of its own, see ``plan`` (API notes, part 2, F.3).
KVM = Field("kvm", type="bool", default=False)
#: What a creation does not take, so that a new container gets it once it is there (API notes 5.5).
RAMDISK_SCOPE = Field("ramdisk_scope", choices=("container", "project"), default="container")
#: What older revisions do not know, so that it is sent only where it is asked for, or another container has it.
NEWER = (KVM, RAMDISK_SCOPE)
FIELDS: tuple[Field, ...] = (
    NAME,
    SERVER,
    Field("color", read=read_color, canonical=canonical_color),
    Field("container_image", aliases=("image",), canonical=canonical_image, mutable=False),
    Field("ai", type="bool", default=True),
    ENVIRONMENT,
    SSH_KEY,
    COMMENT,
    Field("hoody_kit", type="bool", default=True, mutable=False),
    Field("dev_kit", type="bool", mutable=False),
    Field("autostart", type="bool", default=True),
    Field("ramdisk", type="bool", default=True),
    *NEWER,
    Field("cache", type="bool", compared=False),
    Field("cache_image", type="bool", compared=False),
    Field("prespawn", type="bool", compared=False),
    Field("bypass_prespawn", type="bool", compared=False),
    REALMS,
)

_TEXTS = ("id", "project_id", "project_alias", "server_name", "ssh_hostname", "status", "updated_at")
MEMBERS = members_of(FIELDS, **dict.fromkeys(_TEXTS, "str"))

#: The members that a reply can be compared by.
COMPARED = frozenset(item.name for item in FIELDS if item.compared)
#: What names a container, how to reach it, and its status.
OUTLINE = ("id", "name", "server_name", "ssh_hostname", "status")
_BRIEF = COMPARED.union(OUTLINE, ("project_id", "project_alias"))

#: What stands for the name of the container in the path of its key file.
_NAME_HERE = "{name}"

STATES = ("present", "started", "stopped", "restarted", "paused", "absent")


class Desired(NamedTuple):
    """What a task wants of one container. ``fields`` holds values by API name, only those that the task gave."""

    fields: Json
    state: str = "present"
    name: str | None = None
    id: str | None = None
    project: str | None = None
    purge_environment_vars: bool = True
    ssh_key_file: str | None = None
    regenerate: bool = False
    recreate: bool = False
    force: bool = False
    wait: bool = True
    wait_timeout: float = 300.0

    @property
    def subject(self) -> str:
        """The words for this container in a message."""
        return f"container {self.name or self.id}"


def checked(data: Any, container_id: str) -> Json:
    """The container of this id, as ``GET`` returned it. Raises Unlike when it is not that."""
    found = identified(data, "a container", MEMBERS, container_id)
    if found.get("project_id") is not None and not is_id(found["project_id"]):
        raise Unlike("with a container whose project_id is not an id")
    return found


def options() -> Json:
    """The argument specification of one container, without the connection."""
    return {
        "id": {"type": "str"},
        "project": {"type": "str"},
        "state": {"type": "str", "choices": list(STATES), "default": "present"},
        **argument_spec(FIELDS),
        "purge_environment_vars": {"type": "bool", "default": True},
        "ssh_key_file": {"type": "path", "no_log": False},
        "regenerate": {"type": "bool", "default": False},
        "recreate": {"type": "bool", "default": False},
        "force": {"type": "bool", "default": False},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "float", "default": 300.0},
    }


#: The options that decide how a container is brought about, as distinct from its fields.
_CONTROL = tuple(sorted(set(options()) & set(Desired._fields)))


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options of one container. Raises InputError."""
    refuse_blanks(given, FIELDS)
    if not given.get("name") and not given.get("id"):
        raise InputError("Give name or id, so that the container can be found again.")
    if given.get("id") and not is_id(given["id"]):
        raise InputError(f"The option id must be 24 lower-case hexadecimal characters, not '{given['id']}'.")
    control = {name: given[name] for name in _CONTROL if given.get(name) is not None}
    if not control.get("wait_timeout", 1) > 0:
        raise InputError(
            f"The option wait_timeout must be more than 0 seconds, not {control['wait_timeout']:g}; "
            "to end without waiting, use wait: false."
        )
    fields = read_options(FIELDS, given)
    _check_key_file(control, fields)
    return Desired(**control, fields=fields)


def _check_key_file(control: Json, fields: Json) -> None:
    """Put the name of the container into the path of its key file. Raises InputError."""
    path = control.get("ssh_key_file")
    if path is None:
        if control.get("regenerate"):
            raise InputError("The option regenerate needs ssh_key_file, where the new key is kept.")
        return
    if SSH_KEY.name in fields:
        raise InputError(f"The options ssh_key_file and {SSH_KEY.option_name} exclude each other: give one of them.")
    if _NAME_HERE in path and not control.get("name"):
        raise InputError(f"The option ssh_key_file has {_NAME_HERE} in it, so give name too.")
    control["ssh_key_file"] = path.replace(_NAME_HERE, control.get("name") or "")


def hides_values(container: Mapping[str, Any]) -> bool:
    """Whether the server keeps the values of variables from this token (API notes, part 2, F.4)."""
    values = (container.get(ENVIRONMENT.name) or {}).values()
    return container.get("values_redacted") is True or any(value is None for value in values)


def status_of(container: Mapping[str, Any] | None) -> str:
    """The status, ``absent`` when there is no container or it is on its way out."""
    if container is None or container.get("status") in LEAVING:
        return "absent"
    return str(container.get("status") or "unknown")


def failure_of(container: Mapping[str, Any] | None) -> str:
    """Why a container has failed, in brackets; empty where the API does not tell (b17)."""
    reason = (container or {}).get("failure_reason")
    told = [reason.get("code"), reason.get("message")] if isinstance(reason, dict) else []
    said = ": ".join(str(text).rstrip(".") for text in told if isinstance(text, str))
    return f" ({said})" if said else ""


def in_progress(container: Mapping[str, Any] | None) -> bool:
    """True while the container is on its way from one status to another, unknown statuses included (C13)."""
    return status_of(container) not in SETTLED | {"absent"}


def view(container: Mapping[str, Any], fields: Json, with_status: bool) -> Json:
    """The part of a container that a task manages, in canonical form, secrets wrapped; for diffs and for comparing."""
    shown: Json = {}
    for item in FIELDS:
        if item.name in fields and item.compared:
            shown[item.option_name] = item.current(container)
    if SERVER.name in fields:
        names = (container.get("server_name"), container.get(SERVER.name))
        given = fields[SERVER.name]
        shown[SERVER.option_name] = given if given in names else names[0] or names[1]
    if ENVIRONMENT.name in shown:
        shown[ENVIRONMENT.name] = {name: Secret(text) for name, text in shown[ENVIRONMENT.name].items()}
    if with_status:
        shown["status"] = container.get("status")
    return shown


def present(container: Mapping[str, Any] | None, *, show_environment: bool = False) -> Json:
    """The container in the form in which it may be returned. Listings have no warnings (API notes 4)."""
    shown = dict(container or {})
    if not shown.get("warnings"):
        shown.pop("warnings", None)
    if shown.get(ENVIRONMENT.name) and not show_environment:
        shown[ENVIRONMENT.name] = hidden_environment(shown[ENVIRONMENT.name])
    return shown


def brief(container: Mapping[str, Any] | None) -> Json:
    """The container as one of many: what names it, how to reach it, its status and what a task can manage of it."""
    return present({name: value for name, value in (container or {}).items() if name in _BRIEF})


def held_by(holders: Iterable[Mapping[str, Any]], claimed: Mapping[str, Any]) -> str:
    """Sentences that tell which containers have the name or the key that another one claims."""
    told = []
    for holder in holders:
        has_key = SSH_KEY.name in claimed and SSH_KEY.seen(holder) == SSH_KEY.current(claimed)
        what = "this SSH key, which can be used for one container only" if has_key else "this name"
        place = holder.get("project_alias") or holder.get("project_id")
        told.append(f"The container {holder.get(NAME.name)} ({holder['id']}) of the project {place} has {what}.")
    return " ".join(told)
