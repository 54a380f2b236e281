# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""A container: its fields and its state machine. Pure: ``plan(current, desired)`` decides, nothing here sends.

The fields and their rules are those of the seed (Containers API); where the seed is silent the comment names the
section of the API notes.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._api.reading import Unlike, identified
from ansible_collections.hoody.cloud.plugins.module_utils._api.values import is_id
from ansible_collections.hoody.cloud.plugins.module_utils._engine.field import (
    Field,
    argument_spec,
    differing,
    members_of,
    read_options,
    refuse_blanks,
)
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan, Secret, Step
from ansible_collections.hoody.cloud.plugins.module_utils._text.placeholder import STANDS_FOR, placeholder_in
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import HIDDEN
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

PLATFORM_PREFIX = "HOODY_"
#: What a name consists of, and how short and how long it may be.
NAME_CHARACTERS = string.ascii_letters + string.digits + "_-"
NAME_LENGTHS = (3, 100)
_NAME = "[{}]{{{},{}}}".format(NAME_CHARACTERS, *NAME_LENGTHS)
_COLOR = r"#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})"
_VARIABLE = r"[a-zA-Z_][a-zA-Z0-9_]*"
_SHORT_IMAGE = r"([a-z]+)[/: -](\d[\w.]*)"

# API notes 5.10. Every status that is not named here is one on its way to another.
SETTLED = frozenset({"running", "stopped", "paused", "failed"})
# Not a set, as what the API shows in the place of a status may be nothing that a set can hold.
LEAVING = ("deleting", "deleted")


class ContainerFailed(InputError):
    """The container is in the state ``failed``, from which only deletion leads away."""


def read_name(value: str) -> str:
    """A name that create and update both accept (API notes, conflict C12)."""
    if value == "rand":
        raise ValueError("not be 'rand': a random name gives another container at every run")
    if not re.fullmatch(_NAME, value):
        raise ValueError(f"be 3 to 100 letters, digits, hyphens and underscores, not '{value}'")
    return value


def canonical_color(value: str | None) -> str | None:
    """#RRGGBB. Whether the server expands three digits is unknown, so both spellings are made equal (U9)."""
    digits = (value or "").lstrip("#").upper()
    return digits and "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def _read_color(value: str) -> str | None:
    if not re.fullmatch(_COLOR, value):
        raise ValueError(f"be a colour such as '#10B981' or '10b981', not '{value}'")
    return canonical_color(value)


def canonical_image(value: str | None) -> str | None:
    """The short forms of an image are one image (API notes 5.4 and conflict C25)."""
    text = (value or "").strip().lower()
    if text == "debian":
        return "debian/13"
    short = re.fullmatch(_SHORT_IMAGE, text)
    return "/".join(short.groups()) if short else (value or None)


def canonical_ssh_key(value: str | None) -> str | None:
    """Type and key; what follows is a comment (API notes, U19)."""
    return " ".join((value or "").split()[:2]) or None


def _read_ssh_key(value: str) -> str | None:
    if not value.strip():
        return None
    if len(value.split()) < 2 or "\n" in value.strip():
        raise ValueError("be one public key in one line, such as 'ssh-ed25519 AAAA... comment'")
    return value.strip()


def _read_comment(value: str | None) -> str | None:
    return value or None


def _read_environment(value: Mapping[str, Any]) -> dict[str, str]:
    return {name: _read_variable(name, content) for name, content in value.items()}


def _read_variable(name: Any, value: Any) -> str:
    if not isinstance(name, str) or not re.fullmatch(_VARIABLE, name):
        raise ValueError(f"have names of letters, digits and underscores that begin with no digit, not '{name}'")
    if name.startswith(PLATFORM_PREFIX):
        raise ValueError(f"not contain {name}: names that begin with {PLATFORM_PREFIX} belong to the platform")
    # What YAML read as 420 may have been written 0644, so any string made of it would be a guess.
    if not isinstance(value, str):
        raise ValueError(no_string(name, _as_read(value)))
    placeholder = placeholder_in(value)
    if placeholder:
        raise ValueError(
            f"not hold '{placeholder}' as the value of {name}, {STANDS_FOR}. To add variables and keep the others, "
            "name only the new ones and set purge_environment_vars: false"
        )
    return value


def no_string(name: str, read: str) -> str:
    """The end of the sentence "<option> must ..." for a variable that YAML read as something else, in words."""
    return (
        f"have strings as values, and YAML read {name} as {read}. Put in quotes what is meant, or, "
        'where a template makes it, end that with a filter: "{{ ... | string }}"'
    )


def _as_read(value: Any) -> str:
    """What YAML made of a value, in its own spelling; what may hold many values is only called what it is."""
    if isinstance(value, (dict, list)):
        return "a dictionary" if isinstance(value, dict) else "a list"
    kind = "" if value is None else "the boolean " if isinstance(value, bool) else "the number "
    return f"{kind}{json.dumps(value)}"


def own_environment(value: Mapping[str, Any] | None) -> dict[str, str]:
    """The variables without those of the platform, which no task can change."""
    return {name: str(text) for name, text in (value or {}).items() if not name.startswith(PLATFORM_PREFIX)}


def hides_values(container: Mapping[str, Any]) -> bool:
    """Whether the server keeps the values of variables from this token (API notes, part 2, F.4)."""
    values = (container.get(ENVIRONMENT.name) or {}).values()
    return container.get("values_redacted") is True or any(value is None for value in values)


def hidden_environment(value: Any) -> Any:
    """The names of variables without their values."""
    return dict.fromkeys(value, HIDDEN) if isinstance(value, Mapping) else HIDDEN


def _read_realms(value: list[str]) -> list[str]:
    for realm in value:
        if not is_id(realm):
            raise ValueError(f"hold ids of 24 lower-case hexadecimal characters, not '{realm}'")
    return sorted(set(value))


NAME = Field("name", read=read_name)
SERVER = Field("server_id", option="server", mutable=False)
SSH_KEY = Field("ssh_public_key", read=_read_ssh_key, canonical=canonical_ssh_key, clearable=True)
COMMENT = Field("comment", read=_read_comment, canonical=_read_comment, clearable=True)
ENVIRONMENT = Field(
    "environment_vars",
    type="dict",
    read=_read_environment,
    canonical=own_environment,
    default={},
    secret=True,
    shown=hidden_environment,
)
FIELDS: tuple[Field, ...] = (
    NAME,
    SERVER,
    Field("color", read=_read_color, canonical=canonical_color),
    Field("container_image", canonical=canonical_image, mutable=False),
    Field("ai", type="bool", default=True),
    ENVIRONMENT,
    SSH_KEY,
    COMMENT,
    Field("hoody_kit", type="bool", default=True, mutable=False),
    Field("dev_kit", type="bool", mutable=False),
    Field("autostart", type="bool", default=True),
    Field("ramdisk", type="bool", default=True),
    Field("cache", type="bool", compared=False),
    Field("cache_image", type="bool", compared=False),
    Field("prespawn", type="bool", compared=False),
    Field("bypass_prespawn", type="bool", compared=False),
    Field("realm_ids", type="list", elements="str", read=_read_realms, canonical=sorted, default=()),
)

#: What is no option yet, but is taken over by a container that replaces another (API notes 5.4, 5.5).
KVM = Field("kvm", type="bool", default=False)
RAMDISK_SCOPE = Field("ramdisk_scope", default="container")

_TEXTS = ("id", "project_id", "project_alias", "server_name", "ssh_hostname", "status", "updated_at")
MEMBERS = members_of((*FIELDS, KVM, RAMDISK_SCOPE), **dict.fromkeys(_TEXTS, "str"))

#: The members that a reply can be compared by.
COMPARED = frozenset(item.name for item in FIELDS if item.compared)
_ADDRESS = ("id", "project_id", "project_alias", "server_name", "ssh_hostname", "status")
_BRIEF = COMPARED.union(_ADDRESS)

STATES = ("present", "started", "stopped", "restarted", "paused", "absent")
_POWER = {"started": "running", "restarted": "running", "stopped": "stopped", "paused": "paused"}


class Desired(NamedTuple):
    """What a task wants of one container. ``fields`` holds values by API name, only those that the task gave."""

    fields: Json
    state: str = "present"
    name: str | None = None
    id: str | None = None
    project: str | None = None
    purge_environment_vars: bool = True
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
        raise Unlike("with a container whose project_id is no id")
    return found


def options() -> Json:
    """The argument specification of one container, without the connection."""
    return {
        "id": {"type": "str"},
        "project": {"type": "str"},
        "state": {"type": "str", "choices": list(STATES), "default": "present"},
        **argument_spec(FIELDS),
        "purge_environment_vars": {"type": "bool", "default": True},
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
        raise InputError("Give name or id: a container without either cannot be found again.")
    if given.get("id") and not is_id(given["id"]):
        raise InputError(f"The option id must be 24 lower-case hexadecimal characters, not '{given['id']}'.")
    control = {name: given[name] for name in _CONTROL if given.get(name) is not None}
    if not control.get("wait_timeout", 1) > 0:
        raise InputError(
            f"The option wait_timeout must be more than 0 seconds, not {control['wait_timeout']:g}; "
            "with wait: false nothing is waited for."
        )
    return Desired(**control, fields=read_options(FIELDS, given))


def status_of(container: Mapping[str, Any] | None) -> str:
    """The status, ``absent`` when there is no container or it is on its way out."""
    if container is None or container.get("status") in LEAVING:
        return "absent"
    return str(container.get("status") or "unknown")


def in_progress(container: Mapping[str, Any] | None) -> bool:
    """True while the container is on its way from one status to another, unknown statuses included (C13)."""
    return status_of(container) not in SETTLED | {"absent"}


def plan(current: Json | None, wanted: Desired) -> Plan:
    """What has to be done so that the container is as wanted.

    ``current`` is the container as ``GET`` returned it, or None. Raises InputError for what cannot be done and
    ContainerFailed for a container that has to be replaced first.
    """
    exists = status_of(current) != "absent"
    if wanted.state == "absent":
        return _removal(current, wanted) if exists and current else Plan((), {}, {}, wanted.subject)
    if not exists or current is None:
        if wanted.id:
            raise InputError(f"There is no container with the id {wanted.id}, and a given id cannot be created.")
        return _creation(wanted, {})
    target = aligned(wanted.fields, current, wanted.purge_environment_vars)
    fixed = [item for item in differing(FIELDS, current, target) if not item.mutable]
    failed = status_of(current) == "failed"
    if (fixed or failed) and wanted.recreate:
        return _creation(wanted, current)
    if failed:
        raise ContainerFailed(
            f"The {wanted.subject} is in the state failed and can only be deleted, or replaced with recreate: true."
        )
    if fixed:
        raise InputError(_fixed_message(wanted, current, fixed))
    return _change(current, wanted, target)


def aligned(fields: Json, current: Mapping[str, Any], purge: bool) -> Json:
    """The wanted values completed by what only the present container can tell: its server's name, and the variables
    to keep when they are not purged."""
    result = dict(fields)
    if SERVER.name in fields and fields[SERVER.name] == current.get("server_name"):
        result[SERVER.name] = current.get(SERVER.name)
    if ENVIRONMENT.name in fields and not purge and not hides_values(current):
        result[ENVIRONMENT.name] = {**ENVIRONMENT.current(current), **fields[ENVIRONMENT.name]}
    return result


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
    """The container in the form in which it may be returned."""
    shown = dict(container or {})
    if shown.get(ENVIRONMENT.name) and not show_environment:
        shown[ENVIRONMENT.name] = hidden_environment(shown[ENVIRONMENT.name])
    return shown


def brief(container: Mapping[str, Any] | None) -> Json:
    """The container as one of many: what names it, how to reach it, its status and what a task can manage of it.

    The rest, such as the description of its server, would be most of the result of a task with a thousand containers.
    """
    return {name: value for name, value in present(container).items() if name in _BRIEF}


def runtime_query(value: Any) -> str | None:
    """The query value: true, or a JSON object that names what is wanted."""
    if isinstance(value, dict):
        return json.dumps(value, separators=(",", ":"))
    word = str(value if value is not None else "").strip().lower()
    if word in ("", "false", "no"):
        return None
    if word in ("true", "yes"):
        return "true"
    raise InputError("The option runtime must be true, false, or a dictionary such as {displays: true}.")


def _removal(current: Json, wanted: Desired) -> Plan:
    readable = {item.name: None for item in FIELDS if item.name in current}
    return Plan((Step("delete"),), view(current, readable, with_status=True), {}, wanted.subject)


def _creation(wanted: Desired, replaced: Json) -> Plan:
    """Create; a replaced container hands on what the task does not name, and its power state where that is left alone.

    It goes when the new one is complete, or before that begins with ``force``.
    """
    kept = {item.name: replaced.get(item.name) for item in FIELDS if item.compared}
    kept[ENVIRONMENT.name] = None if hides_values(replaced) else own_environment(kept[ENVIRONMENT.name]) or None
    # Older revisions do not know it, and one that shows it does.
    kept[KVM.name] = replaced.get(KVM.name) or None
    given = aligned(wanted.fields, replaced, wanted.purge_environment_vars)
    body = {name: value for name, value in {**kept, **given}.items() if value is not None}
    missing = [item.option_name for item in (NAME, SERVER) if not body.get(item.name)]
    if missing:
        raise InputError(f"The {wanted.subject} does not exist; to create it, give {' and '.join(missing)} too.")
    # A container starts by itself once it has been built (API notes 5.4).
    left = status_of(replaced) if replaced.get("status") in ("stopped", "paused") else "running"
    goal = _POWER.get(wanted.state, left)
    power = _power_steps("running", goal, restart=False)
    before = view(replaced, given, with_status=wanted.wait) if replaced else {}
    after = view({**body, SERVER.name: wanted.fields.get(SERVER.name)}, wanted.fields, with_status=False)
    if wanted.wait:
        after["status"] = goal
    steps = [Step("create", body)]
    if replaced:
        steps.insert(0 if wanted.force else 1, Step("delete"))
    return Plan((*steps, *power), before, after, wanted.subject)


def _change(current: Json, wanted: Desired, target: Json) -> Plan:
    _refuse_hidden(current, wanted)
    changes = {item.name: target[item.name] for item in differing(FIELDS, current, target)}
    update = (Step("update", changes),) if changes else ()
    # What is still on its way up will run.
    status = "running" if in_progress(current) else status_of(current)
    power = _power_steps(status, _POWER.get(wanted.state, status), restart=wanted.state == "restarted")
    shows_status = bool(power) and wanted.wait
    before = view(current, wanted.fields, with_status=shows_status)
    after = view({**current, **changes}, wanted.fields, with_status=shows_status)
    if shows_status:
        before["status"], after["status"] = status, _POWER[wanted.state]
    return Plan((*update, *power), before, after, wanted.subject)


def _power_steps(status: str, goal: str, *, restart: bool) -> tuple[Step, ...]:
    """The operations that lead from one settled status to another (API notes 5.10)."""
    if restart:
        return (Step("start"),) if status == "stopped" else (Step("restart"),)
    ways = {
        ("stopped", "running"): ("start",),
        ("paused", "running"): ("resume",),
        ("running", "stopped"): ("stop",),
        ("paused", "stopped"): ("stop",),
        ("running", "paused"): ("pause",),
        # Pausing a stopped container is not documented, so it is started first.
        ("stopped", "paused"): ("start", "pause"),
    }
    return tuple(Step(action) for action in ways.get((status, goal), ()))


def _refuse_hidden(current: Json, wanted: Desired) -> None:
    """Raise InputError for variables that cannot be compared; that there shall be none can be seen from the names."""
    if not wanted.fields.get(ENVIRONMENT.name) or not hides_values(current):
        return
    raise InputError(
        f"The API hides the values of the environment variables of the {wanted.subject} from this token, so they can "
        f"be neither compared nor kept: use a token with the permission containers.features.env_values, or leave out "
        f"{ENVIRONMENT.option_name} once the container exists."
    )


def held_by(holders: Iterable[Mapping[str, Any]], claimed: Mapping[str, Any]) -> str:
    """Sentences that tell which containers have the name or the key that another one claims."""
    told = []
    for holder in holders:
        has_key = SSH_KEY.name in claimed and SSH_KEY.seen(holder) == SSH_KEY.current(claimed)
        what = "this SSH key, which can be that of one container only" if has_key else "this name"
        place = holder.get("project_alias") or holder.get("project_id")
        told.append(f"The container {holder.get(NAME.name)} ({holder['id']}) of the project {place} has {what}.")
    return " ".join(told)


def _fixed_message(wanted: Desired, current: Json, fixed: list[Field]) -> str:
    now = view(current, wanted.fields, with_status=False)
    asked = view(wanted.fields, wanted.fields, with_status=False)
    parts = [f"{item.option_name} is {now[item.option_name]!r}, wanted {asked[item.option_name]!r}" for item in fixed]
    return (
        f"The {wanted.subject} cannot be changed in place: {'; '.join(parts)}. "
        "Such a field is set at creation only; recreate: true puts a new container in its place and deletes it with "
        "its data."
    )
