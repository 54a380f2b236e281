# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The survey finds out how a server behaves, whatever it is like."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import Any, Literal, get_args, get_origin

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._survey.asking import STEPS
from ansible_collections.hoody.cloud.plugins.module_utils._survey.course import conduct, survey_options
from ansible_collections.hoody.cloud.plugins.module_utils._survey.questions import NEVER, READING, UNOBSERVABLE
from ansible_collections.hoody.cloud.plugins.module_utils._survey.trying import QUESTIONS
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.wire.profiles import Profile, likeness, profile
from tests.emulator.wire.switches import Switches

from ..in_process_emulator import SERVER, Cloud
from .covering import pairwise

TRYING: dict[str, Any] = {"project": "Shop", "server": SERVER}
PROFILES: tuple[Profile, ...] = ("current", "seed")
READ = {question.switch for question in READING} - {""}


def survey(cloud: Cloud, *, check_mode: bool = False, **options: Any) -> Json:
    """A survey of this cloud, in a process of its own."""
    defaults = {name: entry.get("default") for name, entry in survey_options().items()}
    return conduct(cloud.task({**defaults, **options}, check_mode=check_mode))


def answers(found: Json) -> dict[str, Any]:
    """The answers, by the ids of their questions."""
    return {item["id"]: item["answer"] for item in found["findings"]}


def open_ones(found: Json) -> set[str]:
    """The switches of which nothing was found out."""
    return {item.switch for item in QUESTIONS.values()} - {""} - set(found["switches"])


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


#: Each request takes its time, too: what takes a while takes long enough.
DELAYS: dict[str, Any] = dict.fromkeys(
    ("create_delay", "start_delay", "stop_delay", "pause_delay", "delete_delay", "copy_delay"), 2.0
)


def observed(value: Any) -> Any:
    """How a value is told: of a duration the first moment at which it was looked."""
    return next(step for step in STEPS if step >= value) if isinstance(value, float) else value


# -- what hides what: such a value of a switch makes that others make no difference, or cannot be tried

_NETWORK = {"network_running_update", "network_updated_status"}
_AFTER_STOP = {"start_delay", "pause_delay", "network_start_needs", "snapshot_state", "delete_unfinished"}
_DYING = {"second_delete", "dying_name"}
_RESTORE = {"snapshot_restore_running", "snapshot_restore_delay"}
_NEEDS_RUNNING = {
    *(_AFTER_STOP | _DYING | _RESTORE),
    *("stop_delay", "operation_while_busy", "delete_running", "delete_delay"),
    *("snapshot_name", "snapshot_same_alias", "copy_delay", "copy_outcome", "copy_network"),
}
_ALIASES = {"alias_port", "alias_orphans", "alias_scope", "alias_programs"}
HIDES: dict[tuple[str, Any], set[str]] = {
    ("update_verbs", "both"): {"verb_refusal"},
    ("network_running_update", "deferred"): {"network_running_update"},
    ("network_running_update", "immediate"): {"network_running_update"},
    ("network_running_update", "stops"): {"network_updated_status"},
    ("network_delay", NEVER): {*_NETWORK, "copy_network"},
    ("newer_fields", False): {"ssh_key_delay", "environment_sync_delay", "environment_sync"},
    ("environment_sync_delay", NEVER): {"environment_sync"},
    ("signing", "none"): {"claim_lifetime", "claim_padding"},
    ("project_delete_delay", 0.0): {"second_project_delete"},
    ("delete_delay", 0.0): _DYING,
    ("firewall_duplicate", "added"): {"firewall_key"},
    ("copy_outcome", "failed"): {"copy_network"},
    ("events_history", "absent"): {"events_duplicates"},
    ("stop_delay", 0.0): {"operation_while_busy"},
    ("start_delay", 0.0): {"delete_unfinished"},
    # What never ends, or ends badly, keeps from trying what comes after it.
    ("create_delay", NEVER): {*_NEEDS_RUNNING, *_ALIASES, "creation_outcome", "operation_conflict"},
    ("creation_outcome", "failed"): _NEEDS_RUNNING,
    ("stop_delay", NEVER): _AFTER_STOP | _RESTORE,
    ("start_delay", NEVER): _AFTER_STOP - {"start_delay", "network_start_needs"} | _RESTORE,
    ("pause_delay", NEVER): {"snapshot_state", "delete_unfinished"},
    ("delete_delay", NEVER): {"alias_orphans"},
    ("copy_delay", NEVER): {"copy_outcome", "copy_network"},
    ("snapshot_restore_delay", NEVER): {"snapshot_restore_running"},
}
_NO_NETWORK = {"network_delay", "network_updated_status"}
_SECOND = {"delete_running", "delete_delay", *_DYING}
#: What only several values hide together: what one keeps from being tried, or from ending, another from being removed.
TOGETHER: dict[tuple[tuple[str, Any], ...], set[str]] = {
    (("create_delay", NEVER), ("network_start_needs", "running")): _NO_NETWORK,
    (("creation_outcome", "failed"), ("network_start_needs", "running")): _NO_NETWORK,
    (("create_delay", NEVER), ("delete_unfinished", "refused"), ("project_delete", "refused")): {
        *("project_delete_delay", "second_project_delete"),
    },
    (("start_delay", NEVER), ("network_start_needs", "running")): {"copy_network"},
    (("start_delay", NEVER), ("delete_unfinished", "refused")): {"alias_orphans"},
    (("stop_delay", NEVER), ("delete_running", "refused")): {"alias_orphans", "delete_delay", *_DYING},
    (("stop_delay", NEVER), ("delete_unfinished", "refused")): {"alias_orphans"},
    (("pause_delay", NEVER), ("snapshot_restore_running", "refused")): {"snapshot_restore_delay"},
    (("delete_delay", NEVER), ("project_delete", "refused")): {
        *("copy_delay", "copy_network", "copy_outcome", "project_delete_delay", "second_project_delete"),
        *_SECOND,
    },
    (("snapshot_restore_delay", NEVER), ("delete_unfinished", "refused")): {"alias_orphans"},
    (("copy_delay", NEVER), ("delete_unfinished", "refused")): _SECOND,
}
#: What makes another switch tell.
_REVEALS: dict[str, dict[str, Any]] = {
    "verb_refusal": {"update_verbs": "patch"},
    "second_project_delete": {"project_delete_delay": 7.0},
    "ssh_key_delay": {"newer_fields": True},
    "environment_sync_delay": {"newer_fields": True},
    "environment_sync": {"newer_fields": True},
}


def hidden(switches: Switches) -> set[str]:
    """The switches that nobody can see under these."""
    present = switches.model_dump()
    causes: dict[tuple[tuple[str, Any], ...], set[str]] = {(cause,): names for cause, names in HIDES.items()}
    met = [
        names
        for cause, names in (causes | TOGETHER).items()
        if all(present[switch] == value for switch, value in cause)
    ]
    return set[str]().union(*met)


def check(found: Json, switches: Switches, *, all_seen: bool = True) -> None:
    """Nothing that was found is wrong, nothing is open that can be seen, and whatever is open has its reason."""
    assert found["switches"] == {name: observed(getattr(switches, name)) for name in found["switches"]}
    assert not all_seen or open_ones(found) <= hidden(switches)
    for item in found["findings"]:
        assert (item["answer"] is None) == (item["fits"] == "unknown") == (item["reason"] is not None), item


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


def test_every_switch_is_asked_for_or_cannot_be() -> None:
    asked = {question.switch for question in QUESTIONS.values()} - {""}
    assert asked | set(UNOBSERVABLE) == set(Switches.model_fields)
    assert not asked & set(UNOBSERVABLE)
    for question in QUESTIONS.values():
        for value in question.values if question.switch else ():
            Switches().changed({question.switch: value})


@pytest.mark.parametrize("revision", PROFILES)
def test_who_behaves_like_it_is_found_to(revision: Profile) -> None:
    """The report of a survey makes an emulator that a survey cannot tell from the first."""
    slow: Mapping[str, Any] = {
        **DELAYS,
        "create_delay": 7.0,
        "delete_delay": 2.5,
        "update_verbs": "put",
        "claim_lifetime": 77,
    }
    first = survey(Cloud(revision, **slow), **TRYING)
    twin = Cloud()
    twin.world.switch(profile("current").changed(likeness(json.dumps(first))))
    again = survey(twin, **TRYING)
    assert again["switches"] == first["switches"]
    assert answers(again) == answers(first)


@pytest.mark.parametrize("report", ["[]", "{}", '{"switches": 7}', "nothing"])
def test_what_is_no_report(report: str) -> None:
    with pytest.raises(ValueError, match=r"switches|Expecting"):
        likeness(report)
