# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet: many containers of one project, each with what it has, declared at once. Pure.

An item takes the options of the modules for one container and for each of its parts; what it leaves out comes from the
defaults of the fleet, then from those of the modules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any, NamedTuple

from .._api.errors import InputError
from .._attached.parts import PARTS
from .._container import model as container
from .._text.types import Json
from .names import can_match, expanded

#: What makes an item that item, and so has no default.
_IDENTITY = ("name", "id")
#: What decides how a container is deleted.
_REMOVAL = ("force", "wait", "wait_timeout")
MOST_CONCURRENCY = 32


class Item(NamedTuple):
    """One declared container. ``parts`` holds what is wanted of each part, by its member, that the task names."""

    container: container.Desired
    parts: Mapping[str, Any] = MappingProxyType({})

    @property
    def name(self) -> str:
        """The name by which messages call it."""
        return str(self.container.name or self.container.id)


def options() -> Json:
    """The argument specification of a fleet, without the connection."""
    item = _item_options()
    shared = {name: entry for name, entry in item.items() if name not in _IDENTITY}
    return {
        "project": {"type": "str", "required": True},
        "defaults": {"type": "dict", "options": shared},
        "containers": {"type": "list", "elements": "dict", "required": True, "options": item},
        "concurrency": {"type": "int", "default": 8},
        "max_failures": {"type": "int", "default": 0},
        "purge": {"type": "bool", "default": False},
        "purge_pattern": {"type": "str"},
    }


def _item_options() -> Json:
    """Those of the modules, without their defaults: these count only where the fleet has none of its own."""
    single = {name: entry for name, entry in container.options().items() if name != "project"}
    parts = {part.member: {"type": "dict", "options": _without_defaults(part.own_options())} for part in PARTS}
    return {**_without_defaults(single), **parts}


def _without_defaults(specification: Json) -> Json:
    return {
        name: {key: value for key, value in entry.items() if key != "default"} for name, entry in specification.items()
    }


def merged(defaults: Mapping[str, Any] | None, given: Mapping[str, Any]) -> Json:
    """The options of one item: its own, then those of the fleet, then those of the modules; None is not given.

    The options of a part are taken one by one; every other option is taken as a whole.
    """
    result = {**_CONTAINER_DEFAULTS, **_given(defaults), **_given(given)}
    for member, of_module in _PART_DEFAULTS.items():
        sources = [(source or {}).get(member) for source in (defaults, given)]
        if any(source is not None for source in sources):
            result[member] = {**of_module, **_given(sources[0]), **_given(sources[1])}
    return result


def _given(source: Mapping[str, Any] | None) -> Json:
    return {name: value for name, value in (source or {}).items() if value is not None}


def _defaults_of(specification: Json) -> Json:
    return {name: entry["default"] for name, entry in specification.items() if "default" in entry}


_CONTAINER_DEFAULTS = _defaults_of(container.options())
_PART_DEFAULTS = {part.member: _defaults_of(part.own_options()) for part in PARTS}


def desired(given: Mapping[str, Any], project: str) -> Item:
    """Check the merged options of one item. Raises InputError."""
    wanted = container.desired({**given, "project": project})
    if wanted.state == "absent":
        # What is deleted takes its parts along; defaults may name them for all items.
        return Item(wanted)
    called = {"container": wanted.name or wanted.id, "wait_timeout": wanted.wait_timeout}
    named = [part for part in PARTS if given.get(part.member) is not None]
    return Item(wanted, {part.member: part.desired({**given[part.member], **called}) for part in named})


def ranged(given: Mapping[str, Any]) -> list[Json]:
    """The items that an item with a range in its name stands for, itself if there is none. Raises InputError."""
    name = given.get("name")
    if not name:
        return [dict(given)]
    names = expanded(name)
    if given.get("id") and names != [name]:
        raise InputError(f"The item {name} of containers has an id, so its name cannot be a range.")
    return [{**given, "name": each} for each in names]


def check_purge(purge: bool, pattern: str | None) -> None:
    """Raise InputError for a pattern that purges nothing."""
    if not purge and pattern is not None:
        raise InputError("The option purge_pattern needs purge: true; without that, nothing is purged.")
    if purge and not pattern:
        raise InputError("Nothing is purged: the option purge_pattern must not be empty.")
    if pattern and not can_match(pattern):
        raise InputError(
            f"Nothing is purged: no name of a container can match the purge_pattern '{pattern}'. Give one shell "
            "pattern such as web-*, in which * matches any characters. A regular expression or a list is not supported."
        )


def removal(defaults: Mapping[str, Any] | None) -> container.Desired:
    """How to delete what is purged; the defaults of the fleet say whether to force, and how long to wait."""
    given = defaults or {}
    return container.desired({"name": "purged", "state": "absent", **{name: given.get(name) for name in _REMOVAL}})


def check_distinct(items: Iterable[Mapping[str, Any]]) -> None:
    """Raise InputError when two items claim one name or one id: which of them should win?"""
    for member in _IDENTITY:
        counted = Counter(item[member] for item in items if item.get(member))
        twice = sorted(value for value, count in counted.items() if count > 1)
        if twice:
            raise InputError(f"More than one item of containers has the {member} {', '.join(twice)}.")


def check_targets(items: Iterable[Item], found: Iterable[Mapping[str, Any] | None]) -> None:
    """Raise InputError when two items are about one container, one by its name and one by its id.

    ``found`` are the containers that are there, in the order of the items.
    """
    names: dict[str, str] = {}
    for item, there in zip(items, found):
        other = names.setdefault(there["id"], item.name) if there else item.name
        if other != item.name:
            raise InputError(f"The items {other} and {item.name} of containers are about the same container.")


def purged(listed: Sequence[Json], declared: Iterable[Item], pattern: str) -> list[Json]:
    """The containers that match and are not declared, by name. Raises InputError when nothing would be left.

    ``listed`` are the containers of the project as the listing shows them.
    """
    wanted = list(declared)
    kept = {item.container.id for item in wanted} | {item.container.name for item in wanted}
    matching = [found for found in listed if isinstance(found.get("name"), str) and fnmatchcase(found["name"], pattern)]
    if not wanted and matching and len(matching) == len(listed):
        raise InputError(
            f"Nothing is purged: containers is empty and purge_pattern '{pattern}' matches everything in the project, "
            f"so all {len(matching)} containers would be deleted. Give a narrower pattern, or list them with "
            "state: absent."
        )
    left = [found for found in matching if found["id"] not in kept and found["name"] not in kept]
    return sorted(left, key=lambda found: str(found["name"]))


#: How the options that are secret may be shown, in whichever option they stand.
FIELDS = (*container.FIELDS, *(field for part in PARTS for field in part.shown))
