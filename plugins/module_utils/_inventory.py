# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""From containers to hosts: what is asked of the API, variables and names. Pure: no request and no Ansible."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._container import runtime_query
from ansible_collections.hoody.cloud.plugins.module_utils._errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._resource import Json
from ansible_collections.hoody.cloud.plugins.module_utils._settings import Settings

# Names that mean something else to Ansible: a container must not take the place of the controller, or of a group.
_RESERVED_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "all", "ungrouped"})
_LABEL = r"([A-Za-z_][\w.-]*)=(\S*)"
_SSH_HOST = r"[A-Za-z0-9][A-Za-z0-9.:-]*"


class Query(NamedTuple):
    """What is asked of the API. Everything that decides what the answer holds is in here, so it can be a key."""

    projects: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    include_expired: bool = False
    include_prespawn: bool = False
    runtime: str | None = None
    network: bool = False
    expose_environment: tuple[str, ...] = ()

    @classmethod
    def of_options(cls, options: Mapping[str, Any]) -> Query:
        """The query of an inventory file. Raises InputError."""
        asked: Json = {name: options[name] for name in cls._fields}
        for name in ("projects", "statuses", "expose_environment"):
            asked[name] = tuple(sorted({str(item) for item in asked[name] or ()}))
        return cls(**{**asked, "runtime": runtime_query(asked["runtime"])})

    def key(self, settings: Settings, form: int) -> str:
        """Tells apart what different accounts, addresses and queries give; holds no token that could be read."""
        account = hashlib.sha256(settings.api_token.encode()).hexdigest()
        parts = [form, account, settings.base_url, settings.realm, self]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def checked_prefix(prefix: str) -> str:
    """The prefix of the variables. Raises InputError for one that leads to names that mean something to Ansible."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", prefix) or prefix.startswith("ansible"):
        raise InputError(
            "The option hostvars_prefix must be letters, digits and underscores, begin with no digit and not with "
            f"'ansible', and not be empty, not '{prefix}': variables such as name and tags belong to Ansible."
        )
    return prefix


def variables(container: Json, prefix: str, connect: str) -> Json:
    """The variables of a host: every member of the container under the prefix, labels, and how to connect."""
    result = {_variable(prefix, name): value for name, value in container.items()}
    result[prefix + "labels"] = labels(container.get("comment"))
    host = container.get("ssh_hostname")
    # What could be read as an option of ssh, or as anything but a name, is not connected to.
    if connect == "ssh" and isinstance(host, str) and re.fullmatch(_SSH_HOST, host):
        result["ansible_host"], result["ansible_user"] = host, "root"
    return result


@cache
def _variable(prefix: str, member: str) -> str:
    return prefix + re.sub(r"\W", "_", member, flags=re.ASCII)


def labels(comment: Any) -> dict[str, str]:
    """The words of a comment that look like ``key=value``."""
    matches = (re.fullmatch(_LABEL, word) for word in str(comment or "").split())
    return {match.group(1): match.group(2) for match in matches if match}


def safe_name(text: Any) -> str:
    """A text as the name of a host: whatever a pattern, a path, a template or ssh would read as its own is replaced."""
    return re.sub(r"[^\w.@+-]|^[.-]", "_", str(text).strip())


def unique_names(wanted: Sequence[tuple[Json, str]], taken: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """A name for each container, in order, no two alike; and the wanted names that could not be given.

    ``taken`` tells the container's id for names that the inventory holds already: another container's is not touched.
    Nobody keeps a name that two want, so the result does not depend on the order.
    """
    choices = [_choices(container, name) for container, name in wanted]
    level = [0] * len(wanted)
    while True:
        names = [choice[at] for choice, at in zip(choices, level)]
        counts = Counter(names)
        lost = [
            number
            for number, ((container, _name), name) in enumerate(zip(wanted, names))
            if level[number] < len(choices[number]) - 1
            and (counts[name] > 1 or name in _RESERVED_HOSTS or taken.get(name, container["id"]) != container["id"])
        ]
        if not lost:
            return names, sorted({name for (_container, name), at in zip(wanted, level) if at})
        for number in lost:
            level[number] += 1


def _choices(container: Json, name: str) -> tuple[str, ...]:
    project = safe_name(container.get("project_alias") or container.get("project_id") or "hoody")
    return (name, f"{project}-{name}", f"{project}-{name}-{container['id']}", str(container["id"]))
