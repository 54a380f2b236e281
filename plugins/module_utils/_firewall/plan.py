# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be done so that the firewall of a container is as wanted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._api.errors import InputError
from .._engine.plan import Plan, Step
from .._text.types import Json
from .goal import Goal, goal_of
from .model import DIRECTIONS, FIGURES, Desired, Rules, rules_in
from .rule import DESCRIPTION, Rule
from .sequence import RESET, applied, steps_to


def plan(current: Mapping[str, Any], wanted: Desired) -> Plan:
    """What has to be done; ``current`` is the firewall as the API shows it. Raises InputError."""
    subject = f"firewall of container {wanted.container}"
    there = rules_in(current)
    if wanted.state == "absent":
        steps = [Step(RESET)] if any(there.values()) else []
        return Plan(tuple(steps), _lines(there), _lines(dict.fromkeys(DIRECTIONS, ())), subject)
    goals = {
        side: goal_of(there[side], rules, purge=wanted.purge, ordered=wanted.ordered)
        for side, rules in wanted.rules.items()
    }
    _check_number(current, there, goals)
    # What is to have rules comes first, lest there are none in either direction for a moment.
    in_turn = sorted(goals, key=lambda side: _emptiness(goals[side]))
    steps = [step for side in in_turn for step in steps_to(there[side], goals[side])]
    before = _lines({side: there[side] for side in goals})
    return Plan(tuple(steps), before, _lines({side: goal.rules for side, goal in goals.items()}), subject)


def _emptiness(goal: Goal) -> tuple[bool, bool]:
    return not any(rule.enabled for rule in goal.rules), not goal.rules


def _check_number(current: Mapping[str, Any], there: Rules, goals: Mapping[str, Goal]) -> None:
    """Raise InputError where there will be more rules than there can be."""
    most = current.get(FIGURES[2])
    total = sum(len(goals[side].rules if side in goals else there[side]) for side in DIRECTIONS)
    if most is not None and total > most and total > sum(map(len, there.values())):
        raise InputError(f"The firewall would have {total} rules, but the maximum is {most}.")


def _lines(rules: Mapping[str, Iterable[Rule]]) -> Json:
    return {side: [rule.words for rule in rules[side]] for side in DIRECTIONS if side in rules}


def after_step(rules: Rules, step: Step) -> Rules:
    """The rules after a step."""
    if step.action == RESET:
        return {side: [] for side in DIRECTIONS}
    rule: Rule = step.body["rule"]
    return {**rules, rule.direction: applied(rules[rule.direction], step.action, rule)}


def after_steps(rules: Rules, steps: Iterable[Step]) -> Rules:
    """The rules after several."""
    for step in steps:
        rules = after_step(rules, step)
    return rules


def view(state: Mapping[str, Any], plan_made: Plan) -> Json:
    """What the plan is about, as it is now."""
    now = rules_in(state)
    return _lines({side: now[side] for side in plan_made.after})


def as_desired(current: Mapping[str, Any]) -> Desired:
    """A firewall that is there as a task would describe it, to give it to another container.

    Of several copies of a rule one is enough, an enabled one if there is. What a run that was killed has left to keep
    something closed goes on doing so.
    """
    wanted = {}
    for side, there in rules_in(current).items():
        deciding = {rule.key: rule for rule in reversed(there) if rule.enabled}
        found: dict[Any, Rule] = {}
        for rule in there:
            if deciding.get(rule.key, rule) is rule:
                found.setdefault(rule.key, _of_its_own(rule))
        wanted[side] = tuple(found.values())
    return Desired("", None, "present", wanted, ordered=True, force=True)


def _of_its_own(rule: Rule) -> Rule:
    if not rule.is_temporary:
        return rule
    text = "kept closed by hoody.cloud"
    return rule._replace(description=text, members={**rule.members, DESCRIPTION: text})
