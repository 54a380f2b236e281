# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of a fleet: a row for each container, and all of them in a few numbers and one line. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from .._api.errors import ApiError, HoodyError
from .._attached.parts import PARTS
from .._engine.plan import Plan
from .._text.plain import some
from .._text.types import Json

_CREATE, _DELETE, _RESTART = "create", "delete", "restart"
_MOST_REASONS = 10
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
        if _CREATE in self.actions:
            # What is deleted and created again was there before.
            return "change" if _DELETE in self.actions else _CREATE
        return _DELETE if _DELETE in self.actions else "change"

    @property
    def kinds(self) -> set[str]:
        """In which respects a container that was there is changed."""
        kinds = {name.partition(".")[0] for name in self.changes}
        kinds |= {_RESTART} & set(self.actions)
        kinds |= {"recreate"} if _CREATE in self.actions else set()
        return kinds or {self.actions[-1].rpartition(" ")[2]}


def failure(problem: HoodyError | str) -> Json:
    """An error as data: always the same members, None where no request failed, so that any of them may be asked for."""
    request = problem.request if isinstance(problem, HoodyError) else None
    return {"msg": str(problem), **(request.facts if request else dict.fromkeys(ApiError.FACTS))}


def part_actions(member: str, actions: Iterable[str]) -> list[str]:
    """The words for what is done to a part, beside those for its container."""
    return [f"{action} {member}" for action in actions]


def joined(of_container: Plan, of_parts: Mapping[str, Plan]) -> tuple[list[str], list[str], Json]:
    """The actions of a container and its parts, the names of what they change, and the diff."""
    actions, changes, shown = of_container.actions, _changes(of_container), of_container.diff()
    for member, plan in of_parts.items():
        diff = plan.diff()
        for side in ("before", "after"):
            if diff[side]:
                shown[side][member] = diff[side]
        if plan.changed and _CREATE not in of_container.actions:
            changes += [f"{member}.{name}" for name in _changes(plan)] or [member]
        actions = [*actions, *part_actions(member, plan.actions)]
    return actions, changes, shown


def _changes(plan: Plan) -> list[str]:
    """The names of what differs; none of what is created or deleted as a whole."""
    if not plan.changed or not plan.before or not plan.after:
        return []
    return sorted(name for name in {*plan.before, *plan.after} if plan.before.get(name) != plan.after.get(name))


def summary(rows: Sequence[Row], purged_rows: Sequence[Row], check_mode: bool) -> Json:
    """How many of the declared containers ended how, why those that failed did, and a line that says it all."""
    fates = Counter(row.fate for row in rows)
    counted = {name: fates[name] for name in (_CREATE, "change", _DELETE, "unchanged", "failed", "not_attempted")}
    purged = [row.name for row in purged_rows if not row.error]
    reasons = _reasons([*rows, *purged_rows])
    kinds = Counter(kind for row in rows if row.fate == "change" for kind in row.kinds)
    text = _text(counted, kinds, purged, check_mode)
    return {**counted, "purged": purged, "reasons": reasons, "text": text}


def _text(counted: Mapping[str, int], kinds: Counter[str], purged: Sequence[str], check_mode: bool) -> str:
    """Such as "12 to create, 3 to change (2 network, 1 comment), 980 as declared"; in the past tense after a run."""
    most_first = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    respects = ", ".join(f"{count} {kind}" for kind, count in most_first)
    words = [
        (counted[_CREATE], "to create", "created", ""),
        (counted["change"], "to change", "changed", f" ({respects})"),
        (counted[_DELETE], "to delete", "deleted", ""),
        (len(purged), "to purge", "purged", ""),
    ]
    parts = [f"{count} {future if check_mode else past}{more}" for count, future, past, more in words if count]
    parts.append(f"{counted['unchanged']} as declared")
    parts += [f"{counted[name]} {name.replace('_', ' ')}" for name in ("failed", "not_attempted") if counted[name]]
    return ", ".join(parts)


def _reasons(rows: Sequence[Row]) -> list[Json]:
    """The failures by cause, the most frequent first: how many, their names, and the sentence of the first."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        if row.error and row.attempted:
            grouped.setdefault(_cause(row), []).append(row)
    reasons = [
        {"count": len(group), "msg": (group[0].error or {})["msg"], "names": [row.name for row in group]}
        for group in grouped.values()
    ]
    return sorted(reasons, key=lambda reason: -int(str(reason["count"])))


def _cause(row: Row) -> str:
    """The sentence without what makes it that of this container: names, ids, tries and the log of its status."""
    said = str((row.error or {})["msg"]).partition(" Last status changes:")[0]
    said = re.sub(r"[0-9a-f]{24}| \(after \d+ tries\)", "", said)
    return re.sub(rf"(?<![\w-]){re.escape(row.name)}(?![\w-])", "", said) if row.name else said


def complaint(rows: Sequence[Row], reasons: Sequence[Mapping[str, Any]]) -> str:
    """The sentence with which a fleet fails: each cause once, with the names of those that it met."""
    failed = sum(reason["count"] for reason in reasons)
    told = [
        f"{some([name or '(no name)' for name in reason['names']], 3)}: {reason['msg']}"
        for reason in reasons[:_MOST_REASONS]
    ]
    if len(reasons) > _MOST_REASONS:
        told.append(f"And {len(reasons) - _MOST_REASONS} other causes, see summary.reasons.")
    left = len([row for row in rows if not row.attempted])
    if left:
        told.append(f"{left} were not attempted.")
    return f"{failed} of {len(rows)} containers failed. {' '.join(told)}"
