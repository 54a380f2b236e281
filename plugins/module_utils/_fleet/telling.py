# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of a whole fleet: in numbers, in one line, and in a line for each kind of change and failure. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .._text.plain import plain, some
from .._text.types import Json
from .rows import CHANGE, CREATE, DELETE, Row

_PURGE = "purge"
_DONE = {CREATE: "created", CHANGE: "changed", DELETE: "deleted", _PURGE: "purged"}
_FATES = (CREATE, CHANGE, DELETE, "unchanged", "failed", "not_attempted")
#: How many kinds are told, of changes and of failures, and how many names of each. The rest is counted.
_MOST_KINDS, _MOST_NAMED = 10, 3


def summary(rows: Sequence[Row], purged_rows: Sequence[Row], check_mode: bool) -> Json:
    """How many of the declared containers ended how, in which respects they differed, why those that failed did."""
    fates = Counter(row.fate for row in rows)
    counted = {name: fates[name] for name in _FATES}
    purged = [row.name for row in purged_rows if not row.error]
    groups, reasons = _groups(rows, purged), _reasons([*rows, *purged_rows])
    kinds = Counter(kind for row in rows if row.fate == CHANGE for kind in row.kinds)
    text = _text(counted, kinds, purged, check_mode)
    lines = _each_kind(groups, reasons, check_mode)
    return {**counted, "purged": purged, "groups": groups, "reasons": reasons, "text": text, "lines": lines}


def _text(counted: Mapping[str, int], kinds: Counter[str], purged: Sequence[str], check_mode: bool) -> str:
    """Such as "12 to create, 3 to change (2 network, 1 comment), 980 as declared"; in the past tense after a run."""
    most_first = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    respects = ", ".join(f"{count} {kind}" for kind, count in most_first)
    counts = {**{action: counted[action] for action in (CREATE, CHANGE, DELETE)}, _PURGE: len(purged)}
    more = {CHANGE: f" ({respects})"}
    parts = [f"{count} {_verb(action, check_mode)}{more.get(action, '')}" for action, count in counts.items() if count]
    parts.append(f"{counted['unchanged']} as declared")
    parts += [f"{counted[name]} {name.replace('_', ' ')}" for name in ("failed", "not_attempted") if counted[name]]
    return ", ".join(parts)


def _verb(action: str, check_mode: bool) -> str:
    return f"to {action}" if check_mode else _DONE[action]


def _groups(rows: Sequence[Row], purged: Sequence[str]) -> list[Json]:
    """What was done, each kind once: how often, in which respects, and to whom. The most frequent kinds come first."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for row in rows:
        if row.fate in (CREATE, CHANGE, DELETE):
            respects = tuple(row.respects) if row.fate == CHANGE else ()
            found.setdefault((row.fate, respects), []).append(row.name)
    if purged:
        found[_PURGE, ()] = list(purged)
    groups = [
        {"action": action, "changes": list(respects), "count": len(names), "names": names}
        for (action, respects), names in found.items()
    ]
    order = [*_DONE]
    return sorted(groups, key=lambda group: (order.index(str(group["action"])), -int(str(group["count"]))))


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


def _each_kind(groups: Sequence[Json], reasons: Sequence[Json], check_mode: bool) -> list[str]:
    """What stands between the one line and all the diffs: a line for each kind of change and each cause of failure."""
    lines = []
    for group in groups[:_MOST_KINDS]:
        respects = f" in {', '.join(group['changes'])}" if group["changes"] else ""
        lines.append(f"{group['count']} {_verb(group['action'], check_mode)}{respects}: {_who(group)}")
    if len(groups) > _MOST_KINDS:
        left = groups[_MOST_KINDS:]
        lines.append(f"{sum(group['count'] for group in left)} in {len(left)} other ways, see summary.groups")
    lines += [f"{reason['count']} failed, {_who(reason)}: {reason['msg']}" for reason in reasons[:_MOST_KINDS]]
    if len(reasons) > _MOST_KINDS:
        lines.append(_other_causes(reasons))
    return [plain(line) for line in lines]


def _who(group: Mapping[str, Any]) -> str:
    return some([name or "(no name)" for name in group["names"]], _MOST_NAMED)


def _other_causes(reasons: Sequence[Any]) -> str:
    return f"And {len(reasons) - _MOST_KINDS} other causes, see summary.reasons."


def complaint(rows: Sequence[Row], reasons: Sequence[Mapping[str, Any]]) -> str:
    """The sentence with which a fleet fails: each cause once, with the names of those that it met."""
    failed = sum(reason["count"] for reason in reasons)
    told = [f"{_who(reason)}: {reason['msg']}" for reason in reasons[:_MOST_KINDS]]
    if len(reasons) > _MOST_KINDS:
        told.append(_other_causes(reasons))
    left = len([row for row in rows if not row.attempted])
    if left:
        told.append(f"{left} were not attempted.")
    return f"{failed} of {len(rows)} containers failed. {' '.join(told)}"
