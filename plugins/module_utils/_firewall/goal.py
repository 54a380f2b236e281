# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of one direction are to become, and what of them stays where it is. Pure.

The API adds at the end and moves nothing (API notes, part 2, D.1). So whatever is to stand elsewhere, or to have
another description, is deleted and added again, and so is what has to stay behind it. A rule that the task does not
name is never moved: a run that is killed in between could not bring it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .._api.errors import InputError
from .rule import Rule
from .traffic import Traffic

Key = tuple[str, Traffic]


class Addition(NamedTuple):
    """A rule to add at the end, and those to delete before, as they are it at another place or in other words."""

    rule: Rule
    old: tuple[Rule, ...] = ()


class Goal(NamedTuple):
    """How the rules will be, and what leads there.

    ``switched`` are rules as they are now that stay and get the other state, ``removed`` those that go for good.
    Temporary rules go anyway.
    """

    rules: tuple[Rule, ...]
    switched: tuple[Rule, ...]
    additions: tuple[Addition, ...]
    removed: tuple[Rule, ...]


def goal_of(there: Sequence[Rule], wanted: Sequence[Rule], *, purge: bool, ordered: bool) -> Goal:
    """Compare the rules of a direction. Raises InputError for what would change what a rule of others means."""
    named = {rule.key: rule for rule in wanted}
    places: dict[Key, list[int]] = {}
    for place, rule in enumerate(there):
        if rule.key in named:
            places.setdefault(rule.key, []).append(place)
    additions = _in_this_order(there, wanted, places) if ordered else _in_any_order(there, wanted, places)
    moved = {item.rule.key for item in additions}
    rules: list[Rule] = []
    switched: list[Rule] = []
    removed: list[Rule] = []
    for place, rule in enumerate(there):
        asked = named.get(rule.key)
        if rule.key in moved or (asked is None and rule.is_temporary):
            continue
        if asked is None:
            (removed if purge else rules).append(rule)
        elif place == places[rule.key][0]:
            if rule.enabled != asked.enabled:
                switched.append(rule)
            rules.append(rule.switched(asked.enabled))
        else:
            # A second copy, as older servers make them: as long as it is like the first it does nothing.
            (rules if rule.is_like(asked) else removed).append(rule)
    goal = Goal((*rules, *(item.rule for item in additions)), tuple(switched), additions, tuple(removed))
    _check_bystanders(there, goal, [] if purge else [rule for rule in rules if rule.key not in named])
    return goal


def _in_any_order(
    there: Sequence[Rule], wanted: Sequence[Rule], places: Mapping[Key, list[int]]
) -> tuple[Addition, ...]:
    """What has a new description, what has to stay behind it because it decides otherwise, and what is new.

    The task says in which order: a run that was killed before it has added them again would know of no other.
    """
    named = {rule.key: rule for rule in wanted}
    moved: dict[Key, Rule] = {}
    for key in sorted(places, key=lambda key: places[key][0]):
        rule = there[places[key][0]]
        follows = any(other.decides_otherwise(rule) for other in moved.values())
        if follows or rule.description != named[key].description:
            moved[key] = rule
    return tuple(_addition(rule, there, places) for rule in wanted if rule.key in moved or rule.key not in places)


def _in_this_order(
    there: Sequence[Rule], wanted: Sequence[Rule], places: Mapping[Key, list[int]]
) -> tuple[Addition, ...]:
    """From the first that is not where it has to be, all of them."""
    last = -1
    for number, rule in enumerate(wanted):
        place = places.get(rule.key, [-1])[0]
        if place <= last or there[place].description != rule.description:
            return tuple(_addition(each, there, places) for each in wanted[number:])
        last = place
    return ()


def _addition(rule: Rule, there: Sequence[Rule], places: Mapping[Key, list[int]]) -> Addition:
    return Addition(rule, tuple(there[place] for place in places.get(rule.key, ())))


def _check_bystanders(there: Sequence[Rule], goal: Goal, bystanders: Sequence[Rule]) -> None:
    """Raise InputError where a rule would move behind one of others that decides otherwise."""
    if not bystanders:
        return
    places = {id(rule): place for place, rule in enumerate(there)}
    for item in goal.additions:
        for other in bystanders if item.old else ():
            if places[id(other)] > places[id(item.old[0])] and item.rule.decides_otherwise(other):
                raise InputError(
                    f"The {item.rule.direction} rule {item.rule.brief} has to be added again at the end. It would "
                    f"then come after {other.brief}, which is not in this task and has another action for the same "
                    "traffic. Add that rule to the task, or delete it with purge: true."
                )
