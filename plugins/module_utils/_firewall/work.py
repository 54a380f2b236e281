# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries out the plan for a firewall, one write after the other, and looks whether each did what it was to do.

Rules have no ids. So a write that finds nothing, or leaves something else behind than it should, ends the sequence:
then the rules are read again, and what is still to do is planned anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._api.errors import HoodyError, InputError, NotFound
from .._api.reading import thing
from .._engine.plan import Step
from .._engine.task import Task
from .._text.types import Json
from . import plan as planning
from .model import (
    MEMBER,
    Desired,
    Rules,
    present,
    rules_in,
    with_rules,
)
from .reading import checked, path_of, read
from .rule import Rule
from .sequence import ADD, ADD_TEMPORARY, DISABLE, ENABLE, RESET

_MOST_ROUNDS = 3
_REMOVED = "removed_count"


class FirewallWork:
    """The work on the firewall of one container; the record of the task has what was done, however it ends."""

    def __init__(self, task: Task, container_id: str, wanted: Desired) -> None:
        self._task = task
        self._client = task.client
        self._id = container_id
        self._wanted = wanted

    def apply(self, steps: Sequence[Step], current: Json) -> Json:
        """Do the steps in order. Ends with the firewall as it is then."""
        state = current
        for _round in range(_MOST_ROUNDS):
            self._go(steps, state)
            state = self._seen(read(self._client, self._id))
            steps = self._left_to_do(state)
            if not steps:
                return state
        rule = steps[0].body.get("rule")
        step = f"{steps[0].action} {rule.brief}" if rule else steps[0].action
        raise HoodyError(
            f"The firewall of container {self._wanted.container} is not as declared after {_MOST_ROUNDS} "
            f"attempts: the next step would be {step}, again. Either someone else changes its rules at the "
            "same time, or "
            "the API stores this rule in another form."
        )

    def _left_to_do(self, state: Json) -> Sequence[Step]:
        try:
            return planning.plan(state, self._wanted).steps
        except InputError as problem:
            raise HoodyError(f"Someone else has changed the rules at the same time. {problem}") from None

    def _go(self, steps: Sequence[Step], state: Json) -> None:
        """Do the steps as long as each leads to where it should."""
        rules = rules_in(state)
        for step in steps:
            expected = planning.after_step(rules, step)
            if not self._do(step, rules, expected):
                return
            rules = expected
            self._seen(with_rules(state, rules))

    def _do(self, step: Step, rules: Rules, expected: Rules) -> bool:
        """Do one step; says whether it led to where it should, as far as its reply tells."""
        if step.action == RESET:
            self._client.post(path_of(self._id, RESET), settle=self._if_empty)
            self._task.record.did(step.action)
            return True
        rule: Rule = step.body["rule"]
        if step.action in (ADD, ADD_TEMPORARY):
            return self._add(step.action, rule, rules, expected)
        try:
            if step.action in (ENABLE, DISABLE):
                self._client.patch(path_of(self._id, rule.direction), rule.switched(step.action == ENABLE).members)
                removed = 1
            else:
                removed = self._remove(rule, rules)
        except NotFound:
            return False
        self._task.record.did(step.action)
        return removed == 1

    def _if_empty(self) -> Json | None:
        now = read(self._client, self._id)
        return None if any(rules_in(now).values()) else now

    def _add(self, action: str, rule: Rule, rules: Rules, expected: Rules) -> bool:
        """Add a rule once: after an unclear reply it is looked whether it is there."""
        warnings: list[str] = []
        before = _number_of(rule, rules)

        def settle() -> Json | None:
            now = read(self._client, self._id)
            return now if _number_of(rule, rules_in(now)) > before else None

        path = path_of(self._id, rule.direction)
        shown = self._client.post(path, rule.members, settle=settle, check=_whole_set, warnings=warnings)
        if not rule.is_temporary:
            self._task.warnings += [f"The API warns about the rule {rule.brief}: {text}." for text in warnings]
        if not shown:
            # It says that this rule is there already.
            return False
        self._task.record.did(action)
        now, then = rules_in(shown)[rule.direction], expected[rule.direction]
        return len(now) == len(then) and all(one.is_like(other) for one, other in zip(now, then))

    def _remove(self, rule: Rule, rules: Rules) -> int:
        """Delete one rule; says how many the API has deleted. Sent twice, it might delete a copy of it, too."""
        before = _number_of(rule, rules)

        def settle() -> Json | None:
            now = read(self._client, self._id)
            return {_REMOVED: 1} if _number_of(rule, rules_in(now)) < before else None

        done = self._client.delete(
            path_of(self._id, rule.direction), body=rule.members, settle=settle, check=_number_removed
        )
        number: int = done.get(_REMOVED, 1)
        return number

    def _seen(self, state: Json) -> Json:
        self._task.record.saw(MEMBER, present(state))
        return state


def _number_of(rule: Rule, rules: Rules) -> int:
    return len([each for each in rules[rule.direction] if each.is_like(rule)])


def _whole_set(data: Any) -> Json:
    """The rules after one was added; {} where the API says that it is there already (D.1)."""
    if isinstance(data, dict) and data.get("duplicate"):
        return {}
    return checked(data)


def _number_removed(data: Any) -> Json:
    return thing(data, "what was deleted", {_REMOVED: "int"})
