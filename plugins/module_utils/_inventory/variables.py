# SPDX-License-Identifier: GPL-3.0-or-later
"""From containers to hosts: what is asked of the API, variables and names. Pure: no request and no Ansible."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from .._api.errors import InputError
from .._api.settings import Settings
from .._container.model import COMMENT
from .._container.question import runtime_query
from .._text.types import Json
from .ssh import address_of

# Names that mean something else to Ansible: a container must not take the place of the controller, or of a group.
_RESERVED_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "all", "ungrouped"})
_LABEL = r"([A-Za-z_][\w.-]*)=(\S*)"


class Answer(NamedTuple):
    """What the API said, and what is remembered of it.

    ``listed`` tells how many containers were listed in each state, selected or not, ``troubles`` what could not be
    read, and ``shared_keys`` which SSH keys several of those that were listed show.
    """

    containers: list[Json]
    listed: dict[str, int]
    troubles: list[str]
    shared_keys: list[str]


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
            "The option hostvars_prefix must be letters, digits and underscores that do not begin with a digit or "
            f"'ansible', not '{prefix}'. It must not be empty: variables such as name and tags belong to Ansible."
        )
    return prefix


def variables(container: Json, prefix: str, connect: str) -> Json:
    """The variables of a host: every member of the container under the prefix, labels, and where to connect to."""
    result = {_variable(prefix, name): value for name, value in container.items()}
    result[prefix + "labels"] = labels(container.get(COMMENT.name))
    address = address_of(container) if connect == "ssh" else None
    if address:
        result["ansible_host"] = address
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


class WantedName(NamedTuple):
    """What a container may be called, the best name first.

    ``asked`` says that the first of them is what the user's ``hostnames`` made of it, which others may be called too.
    """

    id: str
    names: tuple[str, ...]
    asked: bool = False

    def at(self, level: int) -> str:
        """The name at a level; beyond the last one there is always another."""
        return self.names[level] if level < len(self.names) else f"{self.id}-{level}"


class Names(NamedTuple):
    """The names that were given, in order, and those that were not: to any of several, or because they are taken."""

    given: list[str]
    shared: list[str]
    occupied: list[str]


def own_names(container: Json, *, alone: bool) -> WantedName:
    """What a container is called by itself. ``alone`` says that the containers of one project only are listed.

    The name of a host must not depend on what else is listed, or what somebody starts elsewhere renames it. Names are
    unique inside a project (seed), so the name is enough where there is one project, and the alias of the project
    belongs to it where there are several. A name that would have to be changed to be a host's is never used alone,
    because another container may have the changed one.
    """
    name = str(container.get("name") or container["id"])
    plain = (name,) if alone and safe_name(name) == name else ()
    return WantedName(str(container["id"]), (*plain, *_distinct(container, name)))


def asked_names(container: Json, name: str) -> WantedName:
    """What a container is called that the user wants to have this name."""
    return WantedName(str(container["id"]), (name, *_distinct(container, name)), asked=True)


def _distinct(container: Json, name: str) -> tuple[str, ...]:
    project = container.get("project_alias") or container.get("project_id") or "hoody"
    qualified = safe_name(f"{project}-{name}")
    return qualified, f"{qualified}-{container['id']}", str(container["id"])


def unique_names(wanted: Sequence[WantedName], taken: Mapping[str, str]) -> Names:
    """A name for each container, in order, no two alike.

    ``taken`` tells which names are in use already: by the same container, whose id it holds, or by something else.
    A name that was asked for twice is nobody's, because it does not tell which one is meant. Of those that want any
    other name at once the oldest keeps it (ids ascend with time), so that what is new never renames what is there.
    """
    levels = [0] * len(wanted)
    shared: set[str] = set()
    occupied: set[str] = set()
    while True:
        names = [one.at(level) for one, level in zip(wanted, levels)]
        keepers = _keepers(wanted, levels, names)
        lost = []
        for number, (one, name) in enumerate(zip(wanted, names)):
            if name in _RESERVED_HOSTS or taken.get(name, one.id) != one.id:
                occupied.add(name)
            elif name not in taken and keepers.get(name, one.id) != one.id:
                shared.add(name)
            else:
                continue
            lost.append(number)
        if not lost:
            return Names(names, sorted(shared), sorted(occupied))
        for number in lost:
            levels[number] += 1


def _keepers(wanted: Sequence[WantedName], levels: Sequence[int], names: Sequence[str]) -> dict[str, str]:
    """For each name that several want: the id of the container that keeps it, or "" where nobody does."""
    counts = Counter(names)
    if len(counts) == len(names):
        return {}
    keepers = {name: "" for name, count in counts.items() if count > 1}
    for one, level, name in zip(wanted, levels, names):
        if name in keepers and not (one.asked and level == 0):
            keepers[name] = min(one.id, keepers[name] or one.id)
    return keepers
