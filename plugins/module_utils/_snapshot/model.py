# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of a container: what a task may want of them, and what has to be done (API notes, part 2, C). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from .._api.errors import InputError
from .._engine.field import refuse_blanks
from .._engine.lookup import in_order
from .._engine.plan import Plan, Step
from .._text.moments import seconds_of
from .._text.types import Json

STATES = ("present", "absent", "restored")
MEMBERS = {"name": "str", "alias": "str", "created_at": "str", "expires_at": "str"}
_MOST_CHARACTERS = 100
_LONGEST_NAME = 64
_MOST_DAYS = 3650
_DAY, _HOUR = 86400, 3600
#: By how much an expiry may differ that was meant to be the same.
_TOLERANCE = 3600


class UnknownSnapshot(InputError):
    """There is no snapshot that could be restored."""


class Desired(NamedTuple):
    """What a task wants of the snapshots of one container. ``expires_in`` is in days, ``max_age`` in hours."""

    container: str
    project: str | None
    state: str
    snapshot: str
    expires_in: int | None = None
    keep: int | None = None
    max_age: float | None = None
    wait: bool = True
    wait_timeout: float = 300.0

    @property
    def is_pattern(self) -> bool:
        """Whether the task names several snapshots at once."""
        return any(sign in self.snapshot for sign in "*?[")

    @property
    def subject(self) -> str:
        """The words for this in a message."""
        return f"snapshots of the container {self.container}"


def options() -> Json:
    """The argument specification without the container and the connection."""
    return {
        "snapshot": {"type": "str", "required": True},
        "state": {"type": "str", "choices": list(STATES), "default": "present"},
        "expires_in": {"type": "int"},
        "keep": {"type": "int"},
        "max_age": {"type": "float"},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "float", "default": 300.0},
    }


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options. Raises InputError."""
    refuse_blanks(given)
    wanted = Desired._make(given.get(name) for name in Desired._fields)
    for problem in _problems(wanted):
        raise InputError(problem)
    return wanted


def _problems(wanted: Desired) -> Iterable[str]:
    """What is wrong with the options, each as a sentence."""
    if not wanted.wait_timeout > 0:
        yield f"The option wait_timeout must be more than 0 seconds, not {wanted.wait_timeout:g}."
    if wanted.expires_in is not None and not 1 <= wanted.expires_in <= _MOST_DAYS:
        yield f"The option expires_in must be 1 to {_MOST_DAYS} days, not {wanted.expires_in}."
    if wanted.max_age is not None and not wanted.max_age > 0:
        yield f"The option max_age must be more than 0 hours, not {wanted.max_age:g}."
    if wanted.keep is not None and wanted.keep < (wanted.state == "present"):
        yield f"The option keep must be at least {int(wanted.state == 'present')}, not {wanted.keep}."
    for name in ("keep", "max_age"):
        if getattr(wanted, name) is not None and not wanted.is_pattern:
            yield (
                f"The option {name} needs several snapshots: give snapshot as a pattern such as "
                f"'{wanted.snapshot}-*', whose * is replaced by the time of a new one."
            )
    if wanted.state == "absent" and wanted.is_pattern and wanted.keep is None:
        yield (
            "A pattern in snapshot deletes several snapshots: give keep, the number of the newest ones to "
            "keep, or 0 for none."
        )
    if wanted.state == "present":
        yield from _problems_of_a_new_one(wanted)


def _problems_of_a_new_one(wanted: Desired) -> Iterable[str]:
    if wanted.is_pattern and (wanted.snapshot.count("*") != 1 or set("?[") & set(wanted.snapshot)):
        yield (
            "To create snapshots with a pattern, snapshot must contain exactly one *, which is replaced by "
            "the time of a new one."
        )
    alias = new_alias(wanted, 0)
    if len(alias) > _MOST_CHARACTERS:
        yield f"The option snapshot must have at most {_MOST_CHARACTERS} characters, not {len(alias)}."
    # The API makes the name of an alias by leaving out all other characters (API notes, part 2, C.3).
    if len(re.sub("[^A-Za-z0-9]", "", alias)) == 1:
        yield (
            "The option snapshot must contain at least two letters or digits, because the API derives the "
            "name from them."
        )


def new_alias(wanted: Desired, now: float) -> str:
    """What a new snapshot is called; ``now`` is in seconds since 1970."""
    stamp = datetime.fromtimestamp(now, timezone.utc).strftime("%Y%m%d-%H%M%S")
    return wanted.snapshot.replace("*", stamp) if wanted.is_pattern else wanted.snapshot


def matching(wanted: Desired, snapshots: Iterable[Json]) -> list[Json]:
    """Those that the task names, the newest first. Raises InputError where one name means several."""
    listed = sorted(snapshots, key=lambda item: str(item.get("created_at") or ""), reverse=True)
    if wanted.is_pattern:
        return [item for item in listed if any(fnmatchcase(name, wanted.snapshot) for name in _names(item))]
    named = [item for item in listed if item.get("name") == wanted.snapshot]
    named = named or [item for item in listed if item.get("alias") == wanted.snapshot]
    if len(named) > 1:
        names = in_order(item["name"] for item in named)
        raise InputError(f"Several snapshots have the alias '{wanted.snapshot}': give one of these names: {names}.")
    return named


def _names(snapshot: Mapping[str, Any]) -> list[str]:
    return [name for name in (snapshot.get("name"), snapshot.get("alias")) if name]


def plan(snapshots: Iterable[Json], wanted: Desired, now: float) -> Plan:
    """What has to be done. Raises InputError, and UnknownSnapshot where there is nothing to restore."""
    everything = list(snapshots)
    there = matching(wanted, everything)
    before = {"snapshots": _aliases(there)}
    if wanted.state == "restored":
        if not there:
            known = in_order(item.get("alias") or item["name"] for item in everything) if everything else "none"
            raise UnknownSnapshot(
                f"The container {wanted.container} has no snapshot '{wanted.snapshot}'. There are: {known}."
            )
        return restoration(wanted, there[0]["name"], before)
    steps = []
    if wanted.state == "present" and not any(_is_young(item, wanted, now) for item in there[:1]):
        body: Json = {"alias": new_alias(wanted, now)}
        _refuse_taken_name(body["alias"], everything)
        if wanted.expires_in is not None:
            body["expiry"] = wanted.expires_in
        steps.append(Step("create", body))
    kept = len(there) if wanted.state == "present" and wanted.keep is None else max((wanted.keep or 0) - len(steps), 0)
    after = {"snapshots": sorted([*_aliases(there[:kept]), *(step.body["alias"] for step in steps)])}
    steps += [Step("delete", {"name": item["name"]}) for item in there[kept:]]
    return Plan(tuple(steps), before, after, wanted.subject)


def _refuse_taken_name(alias: str, snapshots: Iterable[Json]) -> None:
    """Raise InputError where the new name is that of another one, whose place it might take (part 2, C.3)."""
    kept = re.sub("[^A-Za-z0-9_-]", "", alias)
    # The revisions differ in what they leave out at the ends.
    possible = {kept.strip("-_")[:_LONGEST_NAME], kept.lstrip("-")[:_LONGEST_NAME]}
    for item in snapshots:
        if item["name"] in possible:
            raise InputError(
                f"The API would derive the name {item['name']} from the alias '{alias}', but the snapshot "
                f"'{item.get('alias') or item['name']}' has this name: choose another alias."
            )


def restoration(wanted: Desired, name: str, before: Json) -> Plan:
    """The plan that rewinds the container to the snapshot of this name."""
    return Plan((Step("restore", {"name": name}),), before, {**before, "restored": name}, wanted.subject)


def _aliases(snapshots: Iterable[Json]) -> list[str]:
    return sorted(str(item.get("alias") or item["name"]) for item in snapshots)


def _is_young(snapshot: Mapping[str, Any], wanted: Desired, now: float) -> bool:
    if wanted.max_age is None:
        return True
    taken = seconds_of(snapshot.get("created_at"))
    return taken is not None and now - taken < wanted.max_age * _HOUR


def expiry_warning(wanted: Desired, snapshot: Mapping[str, Any]) -> list[str]:
    """That one which is there expires at another time than asked, which cannot be changed (part 2, C.6)."""
    if wanted.expires_in is None or wanted.is_pattern:
        return []
    taken, expires = seconds_of(snapshot.get("created_at")), seconds_of(snapshot.get("expires_at"))
    if taken is not None and expires is not None and abs(expires - taken - wanted.expires_in * _DAY) < _TOLERANCE:
        return []
    when = snapshot.get("expires_at") or "never"
    warning = (
        f"The snapshot '{wanted.snapshot}' of the container {wanted.container} expires {when}, not "
        f"{wanted.expires_in} days after its creation. The API cannot change this."
    )
    return [warning]
