# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of each container of a fleet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from .._api.errors import ApiError, HoodyError
from .._attached.parts import PARTS
from .._engine.plan import Plan
from .._text.types import Json

CREATE, CHANGE, DELETE, RESTART = "create", "change", "delete", "restart"
_NO_PARTS: Mapping[str, Json | None] = MappingProxyType({part.member: None for part in PARTS})


class Row(NamedTuple):
    """What came of one item. ``diff`` is fit to be shown; ``error`` is None, or what ``failure`` made of it.

    ``changes`` names what differed, what belongs to a part as in "network.country". ``parts`` holds each part by its
    member, None where the task leaves it alone.
    """

    name: str
    actions: list[str] = []
    changes: list[str] = []
    diff: Json = {}
    container: Json = {}
    parts: Mapping[str, Json | None] = _NO_PARTS
    error: Json | None = None
    attempted: bool = True

    def result(self, diff_mode: bool) -> Json:
        """The row as the module returns it."""
        shown = {
            "name": self.name,
            "changed": bool(self.actions),
            "actions": self.actions,
            "changes": self.changes,
            "container": self.container,
            **self.parts,
            "error": self.error,
        }
        return {**shown, "diff": self.diff} if diff_mode else shown

    @property
    def fate(self) -> str:
        """Which number of the summary it counts for."""
        if self.error:
            return "failed" if self.attempted else "not_attempted"
        if not self.actions:
            return "unchanged"
        if CREATE in self.actions:
            # What is deleted and created again was there before.
            return CHANGE if DELETE in self.actions else CREATE
        return DELETE if DELETE in self.actions else CHANGE

    @property
    def respects(self) -> list[str]:
        """In which respects a container that was there is changed, such as "comment" and "network.country"."""
        found = [
            *self.changes,
            *sorted({RESTART} & set(self.actions)),
            *(["recreate"] if CREATE in self.actions else []),
        ]
        return found or [self.actions[-1].rpartition(" ")[2]]

    @property
    def kinds(self) -> set[str]:
        """The same, with what belongs to a part as that part."""
        return {name.partition(".")[0] for name in self.respects}


def failure(problem: HoodyError | str) -> Json:
    """An error as data: always the same members, None where no request failed, so that any of them may be asked for."""
    request = problem.request if isinstance(problem, HoodyError) else None
    return {"msg": str(problem), **(request.facts if request else dict.fromkeys(ApiError.FACTS))}


def part_of(container: Json, members: Iterable[str]) -> Json:
    """A container with these members only. Of thousands, each member takes memory and time all the way to Ansible."""
    return {member: container[member] for member in members if member in container}


def part_actions(member: str, actions: Iterable[str]) -> list[str]:
    """The words for what is done to a part, beside those for its container."""
    return [f"{action} {member}" for action in actions]


def joined(of_container: Plan, of_parts: Mapping[str, Plan]) -> tuple[list[str], list[str]]:
    """The actions of a container and its parts, and the names of what they change."""
    actions, changes = of_container.actions, _changes(of_container)
    for member, plan in of_parts.items():
        if plan.changed and CREATE not in of_container.actions:
            changes += [f"{member}.{name}" for name in _changes(plan)] or [member]
        actions = [*actions, *part_actions(member, plan.actions)]
    return actions, changes


def joined_diff(of_container: Plan, of_parts: Mapping[str, Plan]) -> Json:
    """The diff of a container with those of its parts in it."""
    shown = of_container.diff()
    for member, plan in of_parts.items():
        diff = plan.diff()
        for side in ("before", "after"):
            if diff[side]:
                shown[side][member] = diff[side]
    return shown


def _changes(plan: Plan) -> list[str]:
    """The names of what differs; none of what is created or deleted as a whole."""
    if not plan.changed or not plan.before or not plan.after:
        return []
    return sorted(name for name in {*plan.before, *plan.after} if plan.before.get(name) != plan.after.get(name))
