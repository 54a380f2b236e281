# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The survey finds out how a server behaves, whatever it is like.

Each switch of the emulator by itself, each pair of values of two switches, and what hides much beside each other value.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any, Literal, get_args, get_origin

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._survey.questions import NEVER, READING, UNOBSERVABLE

from tests.emulator.wire.profiles import Profile, profile
from tests.emulator.wire.switches import Switches
from tests.unit.plugins.in_process_emulator import Cloud
from tests.unit.plugins.survey.hiding import HIDES, check, observed
from tests.unit.plugins.survey.surveys import DELAYS, TRYING, survey

from .covering import pairwise

PROFILES: tuple[Profile, ...] = ("current", "seed")
READ = {question.switch for question in READING} - {""}


@cache
def values() -> dict[str, list[Any]]:
    """Some values of each switch that can be observed."""
    found: dict[str, list[Any]] = {}
    numbers: dict[Any, list[Any]] = {bool: [True, False], int: [3600, 21600]}
    for name, field in Switches.model_fields.items():
        if name in UNOBSERVABLE:
            continue
        kind: Any = field.annotation
        if get_origin(kind) is Literal:
            found[name] = list(get_args(kind))
        else:
            found[name] = numbers.get(kind, [0.0, 7.0, NEVER])
    return found


#: What makes another switch tell.
_REVEALS: dict[str, dict[str, Any]] = {
    "verb_refusal": {"update_verbs": "patch"},
    "second_project_delete": {"project_delete_delay": 7.0},
    "ssh_key_delay": {"newer_fields": True},
    "environment_sync_delay": {"newer_fields": True},
    "environment_sync": {"newer_fields": True},
}


def alone() -> Iterator[tuple[Profile, str, Any]]:
    """Each profile as it is, and each other value of each switch in it."""
    for revision in PROFILES:
        usual = profile(revision).model_dump()
        yield revision, "update_verbs", usual["update_verbs"]
        for name, some in values().items():
            for value in some:
                if value != usual[name] or name in _REVEALS:
                    yield revision, name, value


@pytest.mark.parametrize("revision, name, value", list(alone()), ids=str)
def test_each_switch_alone(revision: Profile, name: str, value: Any) -> None:
    cloud = Cloud(revision, **{**DELAYS, **_REVEALS.get(name, {}), name: value})
    switches = cloud.world.switches
    read, tried = survey(cloud), survey(cloud, **TRYING)
    check(tried, switches)
    assert name in tried["switches"] or name in HIDES.get((name, value), ())
    present = {switch: observed(getattr(switches, switch)) for switch in read["switches"]}
    assert read["switches"] == present
    assert set(read["switches"]) <= READ


def test_each_pair_of_values() -> None:
    """Those that hide much are met one at a time below."""
    benign = {name: [value for value in some if value not in (NEVER, "failed")] for name, some in values().items()}
    rows = pairwise(benign)
    for one, other in combinations(benign, 2):
        met = {(row[one], row[other]) for row in rows}
        assert len(met) == len(benign[one]) * len(benign[other])
    for row in rows:
        cloud = Cloud(**row)
        check(survey(cloud, **TRYING), cloud.world.switches)
        assert not [name for name in cloud.names() if name.startswith("survey-")]


@pytest.mark.parametrize(
    "name, value",
    [(name, value) for name, some in values().items() for value in some if value in (NEVER, "failed")],
)
def test_what_hides_much_with_each_other_value(name: str, value: Any) -> None:
    """Whatever is asked for without it is still found."""
    others = {switch: [item for item in some if item not in (NEVER, "failed")] for switch, some in values().items()}
    for number in range(max(map(len, others.values()))):
        row = {switch: some[number % len(some)] for switch, some in others.items()}
        cloud = Cloud(**{**row, name: value})
        check(survey(cloud, **TRYING), cloud.world.switches)
