# SPDX-License-Identifier: GPL-3.0-or-later
"""The writes that lead from some rules to others. Nothing is open for a moment that is open neither before nor after.

Pure. The first rule that matches counts. What becomes of traffic that no rule matches is not documented, nor which
rules count as some (API notes, part 2, D.4). So the order is safe whether that is let through or not, and wherever a
run ends:

1. What closes comes first: rules that close are enabled. What is new is added at the end as far as nothing has to be
   moved before it. A rule at the end decides only about what no rule has matched, and all that will stand before it is
   there already.
2. Rules that let through are deleted or disabled. That closes.
3. The others are added in their order. To move one that closes, a temporary rule that closes the same is added first,
   then the old one is deleted and the new one added, then the temporary one is deleted.
4. Now everything is there, and more than that only what closes: that is deleted or disabled, and what is to let through
   is enabled.

A firewall without rules is open. So a temporary rule is added, too, where rules would all be gone for a moment.

The API deletes the first rule that has all members that are sent, which may be another one with more of them (D.3). So
what stands in front goes first, and where it has to stay nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._api.errors import InputError
from .._engine.plan import Step
from .goal import Addition, Goal
from .rule import Rule, closing_twins

ADD, REMOVE, ENABLE, DISABLE = "add", "delete", "enable", "disable"
RESET = "reset"
ADD_TEMPORARY, REMOVE_TEMPORARY = "add_temporary", "delete_temporary"
_ADDING, _REMOVING = (ADD, ADD_TEMPORARY), (REMOVE, REMOVE_TEMPORARY)


def write(action: str, rule: Rule) -> Step:
    """One write to a rule, which is as it is before."""
    return Step(action, {"rule": rule})


def applied(rules: Sequence[Rule], action: str, rule: Rule) -> list[Rule]:
    """The rules of a direction after a write (D.1, D.3): of those that match, the first is deleted or changed."""
    if action in _ADDING:
        return [*rules, rule]
    if action in _REMOVING:
        place = next((place for place, each in enumerate(rules) if each.is_like(rule)), len(rules))
        return [*rules[:place], *rules[place + 1 :]]
    known = (rule.key, rule.description)
    place = next((place for place, each in enumerate(rules) if (each.key, each.description) == known), len(rules))
    changed = [each.switched(action == ENABLE) for each in rules[place : place + 1]]
    return [*rules[:place], *changed, *rules[place + 1 :]]


def steps_to(there: Sequence[Rule], goal: Goal) -> list[Step]:
    """The writes, in their order. Raises InputError where a temporary rule would be needed and none can be had."""
    sequence = _Sequence(there, goal)
    sequence.close()
    later = sequence.add_what_is_new()
    sequence.stop_letting_through()
    for item in later:
        sequence.add(item)
    sequence.open()
    return sequence.steps


class _Sequence:
    """The writes so far, and the rules as they are then."""

    def __init__(self, there: Sequence[Rule], goal: Goal) -> None:
        self.steps: list[Step] = []
        self._there = there
        self._goal = goal
        self._moved = [old for item in goal.additions for old in item.old]
        self._now = list(there)

    def close(self) -> None:
        for rule in self._goal.switched:
            if not rule.enabled and not rule.opens:
                self._do(ENABLE, rule)

    def add_what_is_new(self) -> list[Addition]:
        """Returns what is left."""
        left = list(self._goal.additions)
        while left and not left[0].old:
            self._do(ADD, left.pop(0).rule)
        return left

    def stop_letting_through(self) -> None:
        for rule in self._goal.switched:
            if rule.enabled and rule.opens:
                self._give_up(DISABLE, rule)
        going = [*self._moved, *(rule for rule in self._goal.removed if rule.enabled)]
        for rule in [rule for rule in self._there if any(rule is each for each in going)]:
            if rule.opens:
                self._give_up(REMOVE, rule)

    def add(self, item: Addition) -> None:
        # Some may be deleted already, as they stood in front of another.
        there = [rule for rule in item.old if any(rule is each for each in self._now)]
        closing = [rule for rule in there if not rule.opens]
        cover = self._cover(closing[0]) if any(rule.enabled for rule in closing) else None
        for rule in closing:
            # They close less than what closes for this rule meanwhile, and than the rule that is added.
            for other in self._in_front_of(rule, REMOVE):
                if any(other is each for each in self._moved):
                    self._give_up(REMOVE, other)
                else:
                    self._clear_away(other)
            self._give_up(REMOVE, rule)
        self._do(ADD, item.rule)
        # Where the rule is to be disabled, what comes behind it has to be there first.
        if cover and item.rule.enabled and not self._in_front_of(cover, REMOVE):
            self._do(REMOVE_TEMPORARY, cover)

    def open(self) -> None:
        for action in (ENABLE, DISABLE):
            for rule in self._goal.switched:
                if rule.opens == (action == ENABLE) != rule.enabled:
                    self._do(action, rule)
        for rule in list(self._now):
            self._clear_away(rule)

    def _clear_away(self, rule: Rule) -> None:
        """Delete a rule if it is to go."""
        if rule.is_temporary:
            self._do(REMOVE_TEMPORARY, rule)
        elif any(rule is each for each in self._goal.removed):
            self._do(REMOVE, rule)

    def _do(self, action: str, rule: Rule) -> None:
        for other in () if action in _ADDING else self._in_front_of(rule, action):
            raise InputError(
                f"The {rule.direction} rule {rule.brief} cannot be changed, because the API would change the "
                f"first rule with the same members, which is {other.brief}. Delete that rule in an earlier task."
            )
        self.steps.append(write(action, rule))
        self._now = applied(self._now, action, rule)

    def _in_front_of(self, rule: Rule, action: str) -> list[Rule]:
        """The rules that the API may take for this one, as they come before it and have all of its members."""
        found = []
        for each in self._now:
            if each.key == rule.key and each.description == rule.description and each.enabled == rule.enabled:
                break
            if rule.may_select(each) and (action not in _REMOVING or each.enabled == rule.enabled):
                found.append(each)
        return found

    def _give_up(self, action: str, rule: Rule) -> None:
        """Delete or disable a rule, and have another one there should it be the last."""
        if self._would_be_bare(applied(self._now, action, rule)):
            self._cover(rule)
        self._do(action, rule)

    def _would_be_bare(self, rules: Sequence[Rule]) -> bool:
        """Whether there would be no rules, or none that is enabled, although there are some before and after."""
        states: Any = (self._there, self._goal.rules, rules)
        some = [(bool(each), any(rule.enabled for rule in each)) for each in states]
        return any(before and after and not now for before, after, now in zip(*some))

    def _cover(self, rule: Rule) -> Rule | None:
        """Have a temporary rule that closes all that this one matches.

        Returns it, or None where one is there already, which then closes something else, too.
        """
        kept = {each.key for each in self._goal.rules}
        for twin in closing_twins(rule):
            there = [each for each in self._now if each.key == twin.key]
            if twin.key in kept or not all(each.is_like(twin) for each in there):
                continue
            if any(each in self._in_front_of(rule, REMOVE) for each in there):
                # It has to go before this rule can be deleted.
                continue
            if there:
                return None
            self._do(ADD_TEMPORARY, twin)
            return twin
        raise InputError(
            f"The {rule.direction} rule {rule.brief} cannot be deleted and added again without allowing its "
            "traffic in between, because there are rules that reject and rules that drop all of its traffic. "
            "Delete one of these first."
        )
