# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task would do, and how that is shown. Pure: no request and no Ansible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from .._text.plain import HIDDEN, HIDDEN_CHANGED
from .._text.types import Json


class Step(NamedTuple):
    """One thing to do. ``action`` is the word that the user sees; ``body`` is what is sent, if anything."""

    action: str
    body: Mapping[str, Any] = MappingProxyType({})


class Plan(NamedTuple):
    """What a task would do: the steps, and the managed part of the object before and after them.

    ``before`` and ``after`` hold real values; only ``diff`` is fit to be shown.
    """

    steps: tuple[Step, ...]
    before: Json
    after: Json
    subject: str

    @property
    def actions(self) -> list[str]:
        """The words for the steps, in order."""
        return [step.action for step in self.steps]

    @property
    def changed(self) -> bool:
        """Whether the plan changes anything."""
        return bool(self.steps)

    def done(self, actions: Iterable[str]) -> Plan:
        """The same plan with the steps that were really taken in place of those that were planned."""
        return self._replace(steps=tuple(Step(action) for action in actions))

    def achieved(self, after: Json) -> Plan:
        """The same plan with what was really reached in place of what was predicted."""
        return self._replace(after=after)

    def diff(self) -> Json:
        """The difference in the form that Ansible prints, without any secret."""
        before, after = dict(self.before), dict(self.after)
        for name in set(before) | set(after):
            before[name], after[name] = _shown_pair(before.get(name), after.get(name))
        return {
            "before_header": self.subject,
            "after_header": self.subject,
            "before": {name: value for name, value in before.items() if name in self.before},
            "after": {name: value for name, value in after.items() if name in self.after},
        }


class Secret(NamedTuple):
    """A value that a diff may mention and never show."""

    value: Any

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"


def _shown_pair(before: Any, after: Any) -> tuple[Any, Any]:
    """Both sides of one line of a diff, secrets hidden but seen to be changed."""
    if isinstance(before, dict) or isinstance(after, dict):
        pairs = {
            key: _shown_pair((before or {}).get(key), (after or {}).get(key))
            for key in sorted({*(before or {}), *(after or {})})
        }
        return (
            {key: pairs[key][0] for key in pairs if key in before} if isinstance(before, dict) else before,
            {key: pairs[key][1] for key in pairs if key in after} if isinstance(after, dict) else after,
        )
    if not isinstance(before, Secret) and not isinstance(after, Secret):
        return before, after
    changed = isinstance(before, Secret) and isinstance(after, Secret) and before != after
    return (
        HIDDEN if isinstance(before, Secret) else before,
        (HIDDEN_CHANGED if changed else HIDDEN) if isinstance(after, Secret) else after,
    )
