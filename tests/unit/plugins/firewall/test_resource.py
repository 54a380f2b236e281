# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A firewall brought about on servers of every kind: foretold, never more open on the way, then left alone."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import (
    InputError,
    Refused,
    ServerFault,
)
from ansible_collections.hoody.cloud.plugins.module_utils._attached import info
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.cautions import shut_ways
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.reading import FIREWALL_READING
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.resource import FIREWALLS
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.rule import TEMPORARY, rule_of
from hypothesis import given, settings

from tests.emulator.world.firewall import MOST_RULES
from tests.emulator.world.records import Container

from ..in_process_emulator import Cloud
from ..trials import Case, ends_as_asked
from .packets import DIRECTIONS, Json, opened_meanwhile
from .test_plan import cases, rule, tcp

DEFAULTS: Json = {name: entry.get("default") for name, entry in FIREWALLS.options().items()}
#: Servers with all that the API leaves open.
WORLDS: dict[str, dict[str, Any]] = {
    "current": {},
    "seed": {"revision": "seed"},
    "adding copies": {"firewall_duplicate": "added", "firewall_matching": "normalised"},
    "strict": {"firewall_key": "everything", "firewall_missing_state": "enabled", "firewall_figures": "absent"},
    "normalising": {"firewall_matching": "normalised", "update_verbs": "put", "verb_refusal": 404},
}
WEB = tcp("allow", "80", "web")
OFFICE = tcp("allow", "22,1601", "office", source="10.0.0.0/8")
REST = tcp("drop", "1-65535", "rest")
MAIL = rule("egress", "reject", "25", None, "mail", "enabled")
DNS = rule("egress", "allow", "443", "192.0.2.0/24", "updates", "enabled")


def described(one: Mapping[str, Any], text: str) -> Json:
    """The rule with another description."""
    return {**one, "description": text}


def switched(one: Mapping[str, Any], state: str) -> Json:
    """The rule in another state."""
    return {**one, "state": state}


#: What is there, and what a task asks for.
CHANGES: dict[str, tuple[Json, Json]] = {
    "new": ({}, {"ingress": [OFFICE, WEB, REST], "egress": [MAIL]}),
    "described": ({"ingress": [OFFICE, WEB, REST]}, {"ingress": [OFFICE, described(WEB, "shop"), REST]}),
    "the only one described": ({"ingress": [WEB]}, {"ingress": [described(WEB, "shop")]}),
    "closing ones described": (
        {"ingress": [OFFICE, REST], "egress": [MAIL]},
        {"ingress": [OFFICE, described(REST, "all else")], "egress": [described(MAIL, "no mail")]},
    ),
    "switched": (
        {"ingress": [OFFICE, WEB, switched(REST, "disabled")]},
        {"ingress": [OFFICE, switched(WEB, "disabled"), REST]},
    ),
    "in order": ({"ingress": [WEB, REST, OFFICE]}, {"ingress": [OFFICE, REST, WEB], "ordered": True}),
    "others": (
        {"ingress": [OFFICE, WEB, REST], "egress": [DNS, MAIL]},
        {"ingress": [OFFICE, tcp("allow", "443"), REST], "egress": [MAIL], "ordered": True, "purge": True},
    ),
    "from one direction to the other": ({"ingress": [OFFICE, REST]}, {"ingress": [], "egress": [MAIL], "purge": True}),
    "copies": (
        {"ingress": [OFFICE, REST, REST, WEB, WEB]},
        {"ingress": [OFFICE, described(REST, "all else"), switched(WEB, "disabled")]},
    ),
    "in other words": (
        {"ingress": [tcp("allow", "80-80", "web", source="10.1.2.3/32")]},
        {"ingress": [tcp("allow", "80", "shop", source="10.1.2.3")]},
    ),
    "left over": (
        {"ingress": [OFFICE, REST, tcp("reject", "1-65535", TEMPORARY)]},
        {"ingress": [OFFICE, described(REST, "all else")]},
    ),
    "purged": ({"ingress": [OFFICE, REST], "egress": [MAIL]}, {"ingress": [], "egress": [], "purge": True}),
    "reset": ({"ingress": [OFFICE, REST], "egress": [MAIL]}, {"state": "absent"}),
    "nothing to reset": ({}, {"state": "absent"}),
}


def cloud_with(firewall: Mapping[str, Any], **world: Any) -> Cloud:
    """One in which web-1 has these rules."""
    cloud = Cloud(**world)
    rules = {side: [dict(each) for each in firewall.get(side) or []] for side in DIRECTIONS}
    cloud.put("web-1", firewall=rules)
    cloud.forget()
    return cloud


def task(cloud: Cloud, options: Mapping[str, Any], *, check_mode: bool = False) -> Task:
    """A task about them."""
    address = {"project": "Shop", "container": "web-1"}
    return cloud.task({**DEFAULTS, **address, **options}, check_mode=check_mode)


def states(cloud: Cloud) -> list[Any]:
    """How the rules were before the first write and after each, as the emulator has kept it."""
    there = cloud.named("web-1")
    return list(there.firewall_history) or [there.firewall]


def done(cloud: Cloud, options: Mapping[str, Any]) -> Json:
    """What comes of a task that check mode has foretold, that opens nothing on its way, and changes nothing again."""
    cloud.named("web-1").firewall_history.clear()
    foretold = FIREWALLS.reconcile(task(cloud, options, check_mode=True))
    assert not cloud.writes
    result = FIREWALLS.reconcile(task(cloud, options))
    for member in ("changed", "actions", "diff"):
        assert foretold[member] == result[member], member
    assert [foretold["firewall"][side] for side in DIRECTIONS] == [result["firewall"][side] for side in DIRECTIONS]
    assert len(cloud.writes) == len(result["actions"])
    assert not opened_meanwhile(states(cloud))
    cloud.forget()
    again = FIREWALLS.reconcile(task(cloud, options))
    assert (again["changed"], again["actions"], cloud.writes) == (False, [], [])
    assert again["diff"]["before"] == again["diff"]["after"] == result["diff"]["after"]
    return result


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("change", CHANGES)
def test_foretold_and_then_left_alone(change: str, world: str) -> None:
    before, options = CHANGES[change]
    done(cloud_with(before, **WORLDS[world]), options)


@settings(max_examples=60)
@given(cases)
def test_any_rules_that_anybody_may_want(case: tuple[Json, Json]) -> None:
    firewall, wish = case
    refusal = ""
    try:
        done(cloud_with(firewall), {**wish, "force": True})
    except InputError as problem:
        refusal = str(problem)
    assert not refusal or refusal.endswith("Nothing was changed.")


@pytest.mark.parametrize("world", WORLDS)
def test_a_rule_that_the_api_would_delete_in_place_of_another(world: str) -> None:
    """It has all the members of the other, and one more: the API deletes the first that has those that are sent."""
    narrow = rule("egress", "reject", "80-80", "10.0.0.0/8", "b", "enabled")
    wide = rule("egress", "reject", "80", None, "b", "enabled")
    wish = {"egress": [{**wide, "description": "a"}]}
    cloud = cloud_with({"egress": [narrow, wide]}, **WORLDS[world])
    with pytest.raises(InputError, match=r"the first rule with the same members, which is .* Delete that rule"):
        done(cloud, wish)
    assert not cloud.writes
    done(cloud, {**wish, "purge": True})
    done(cloud_with({"egress": [wide, narrow]}, **WORLDS[world]), wish)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("change", [name for name in CHANGES if name != "nothing to reset"])
def test_whatever_fails_nothing_opens_and_the_next_run_ends_as_asked(change: str, world: str) -> None:
    before, options = CHANGES[change]
    usual = cloud_with(before, **WORLDS[world])
    # By its id, as what has to be looked up for a name is the same for all resources.
    asked = {**DEFAULTS, "container": usual.named("web-1").id, **options}
    FIREWALLS.reconcile(usual.task(asked))
    goal = copy.deepcopy(usual.named("web-1").firewall)

    def begin() -> Cloud:
        return cloud_with(before, **WORLDS[world])

    def holds(cloud: Cloud) -> bool:
        return not opened_meanwhile([*states(cloud), goal]) and _set_of(cloud.named("web-1")) == _set_of_rules(goal)

    def meanwhile(cloud: Cloud) -> bool:
        return not opened_meanwhile([*states(cloud), goal])

    ends_as_asked(Case(begin, asked, FIREWALLS.reconcile, holds, meanwhile))


def _set_of(container: Container) -> set[Any]:
    return _set_of_rules(container.firewall)


def _set_of_rules(firewall: Mapping[str, Sequence[Any]]) -> set[Any]:
    return {(side, tuple(sorted(each.items()))) for side in DIRECTIONS for each in firewall[side]}


def test_a_direction_that_is_not_named_is_left_alone() -> None:
    cloud = cloud_with({"ingress": [OFFICE, REST], "egress": [MAIL]})
    done(cloud, {"ingress": [], "purge": True})
    assert cloud.named("web-1").firewall == {"ingress": [], "egress": [MAIL]}


@pytest.mark.parametrize("fault", ["firewall_host", "firewall_inventory", "internal_error_after", "reset_after"])
def test_a_passing_failure_adds_nothing_twice(fault: str) -> None:
    cloud = cloud_with({"ingress": [WEB, WEB]}, firewall_duplicate="added")
    cloud.fault(fault, path="/firewall/", times=1, skip=1)
    wanted = [switched(WEB, "disabled"), OFFICE]
    result = FIREWALLS.reconcile(task(cloud, {"ingress": wanted}))
    assert result["firewall"]["ingress"] == wanted
    assert result["actions"] == ["add", "disable", "delete"]


def test_one_of_two_copies_is_deleted_when_the_reply_is_lost() -> None:
    """The second DELETE would take the other one, too; between the two somebody could come in."""
    cloud = cloud_with({"ingress": [REST, REST]})
    cloud.fault("reset_after", method="DELETE", times=1)
    FIREWALLS.reconcile(task(cloud, {"ingress": [switched(REST, "disabled")]}))
    assert cloud.named("web-1").firewall["ingress"] == [switched(REST, "disabled")]
    assert [line.partition(" ")[0] for line in cloud.writes] == ["PATCH", "DELETE"]


def test_the_api_that_says_nothing_else_than_that_it_fails() -> None:
    cloud = cloud_with({"ingress": [OFFICE, REST]})
    cloud.fault("firewall_inventory", method="POST")
    failing = task(cloud, {"ingress": [WEB]})
    with pytest.raises(ServerFault, match="Unable to verify this container's firewall rules"):
        FIREWALLS.reconcile(failing)
    assert failing.record.result()["firewall"]["ingress"] == [OFFICE, REST]
    assert failing.record.actions == []


def test_what_the_api_refuses_is_told_in_its_words() -> None:
    cloud = cloud_with({}, firewall_peers="one")
    with pytest.raises(Refused, match="must be an IPv4 address or a network"):
        FIREWALLS.reconcile(task(cloud, {"ingress": [tcp("allow", "80", source="10.0.0.1,10.0.0.2")]}))
    full = [tcp("allow", str(port)) for port in range(1, MOST_RULES + 1)]
    with pytest.raises(InputError, match="would have 501 rules, but the maximum is 500"):
        FIREWALLS.reconcile(task(cloud_with({"ingress": full}), {"ingress": [tcp("allow", "600")]}))
    with pytest.raises(Refused, match="has reached its firewall rule limit"):
        FIREWALLS.reconcile(
            task(cloud_with({"ingress": full}, firewall_figures="absent"), {"ingress": [tcp("allow", "600")]})
        )
    long = [{**each, "description": "x" * 250, "source": ",".join(["10.0.0.0/8"] * 40)} for each in full[:380]]
    with pytest.raises(Refused, match="have reached their size limit"):
        FIREWALLS.reconcile(task(cloud_with({"ingress": long}), {"ingress": [tcp("allow", "600", "y" * 250)]}))


# -- who is shut out


@pytest.mark.parametrize(
    "rules,shut",
    [
        ([REST], [22, 1601]),
        ([tcp("reject", "22")], [22]),
        ([tcp("drop", "1000-2000")], [1601]),
        ([OFFICE, REST], []),
        ([tcp("allow", "22", source="10.0.0.0/8"), REST], [1601]),
        ([switched(REST, "disabled")], []),
        ([tcp("drop", "1-65535", source="10.0.0.0/8")], []),
        ([tcp("drop", "1-65535", source="0.0.0.0/1"), tcp("drop", "1-65535", source="128.0.0.0/1")], [22, 1601]),
        ([{**REST, "source_port": "53"}], []),
        ([{**REST, "protocol": "udp"}], []),
        ([tcp("allow", "80-443"), tcp("drop", "8080")], []),
    ],
)
def test_which_ways_in_are_shut(rules: list[Json], shut: list[int]) -> None:
    assert shut_ways(rule_of("ingress", each) for each in rules) == shut


@pytest.mark.parametrize("check_mode", [True, False])
def test_shutting_everybody_out_has_to_be_meant(check_mode: bool) -> None:
    cloud = cloud_with({})
    with pytest.raises(InputError) as caught:
        FIREWALLS.reconcile(task(cloud, {"ingress": [REST]}, check_mode=check_mode))
    assert str(caught.value) == (
        "These rules would block all access to port 22 (SSH) and port 1601 (its services) of the "
        "container web-1, so Ansible could no longer connect to it. Add a rule before them that allows access from "
        "your address, or add force: true if this is intended. Nothing was changed."
    )
    assert not cloud.writes
    forced = task(cloud, {"ingress": [REST], "force": True}, check_mode=check_mode)
    assert FIREWALLS.reconcile(forced)["actions"] == ["add"]
    told = (
        "The API warns about the rule 'drop tcp 1-65535 from anywhere': The services of this container stop answering "
        "[FIREWALL_RULE_COVERS_KIT_PORTS]."
    )
    assert forced.warnings == ([] if check_mode else [told])
    # Who was shut out before is no news.
    if not check_mode:
        assert FIREWALLS.reconcile(task(cloud, {"ingress": [REST, WEB]}))["actions"] == ["add"]


# -- what has no effect


def test_a_rule_behind_one_that_decides_for_all_of_it() -> None:
    cloud = cloud_with({"ingress": [OFFICE, REST]})
    pointless = task(cloud, {"ingress": [OFFICE, WEB]})
    FIREWALLS.reconcile(pointless)
    [warning] = pointless.warnings
    assert warning == (
        "In the firewall of container web-1 the ingress rule 'allow tcp 80 from anywhere' has no effect, because "
        "'drop tcp 1-65535 from anywhere' comes first and matches all of its traffic. Use ordered: true to put the "
        "rules in the order of the task, or purge: true to delete all other rules."
    )
    useful = task(cloud, {"ingress": [OFFICE, WEB, REST], "ordered": True})
    FIREWALLS.reconcile(useful)
    # Of the temporary rule nobody needs to hear.
    assert [
        warning for warning in useful.warnings if not warning.startswith("The API warns about the rule 'drop")
    ] == []


def test_another_order_than_that_of_the_task() -> None:
    some = tcp("drop", "1-65535", "some", source="10.0.0.0/9")
    cloud = cloud_with({"ingress": [some, WEB]})
    warned = task(cloud, {"ingress": [WEB, some]}, check_mode=True)
    assert FIREWALLS.reconcile(warned)["actions"] == []
    [warning] = warned.warnings
    assert (
        "'allow tcp 80 from anywhere' comes after 'drop tcp 1-65535 from 10.0.0.0/9', which is later in the task"
        in warning
    )
    harmless = task(cloud_with({"ingress": [OFFICE, WEB]}), {"ingress": [WEB, OFFICE]})
    FIREWALLS.reconcile(harmless)
    assert harmless.warnings == []


# -- who asks


def test_who_asks_is_told_what_is_there_and_how_much_there_can_be() -> None:
    cloud = cloud_with({"ingress": [WEB]})
    asked = {"container": "web-1", "project": "Shop"}
    told = FIREWALL_READING.inform(cloud.task(asked))["firewall"]
    assert (told["ingress"], told["egress"], told["rule_count"], told["max_rules"]) == ([WEB], [], 1, MOST_RULES)
    cloud.switch(firewall_figures="absent")
    told = FIREWALL_READING.inform(cloud.task(asked))["firewall"]
    assert (told["ingress"], told["rule_count"], told["max_bytes"]) == ([WEB], None, None)
    options = {name: entry.get("default") for name, entry in info.options().items()}
    [found] = info.inform(cloud.task({**options, **asked, "firewall": True}))["containers"]
    assert found["firewall"] == told


def test_a_container_that_is_yet_to_come() -> None:
    cloud = Cloud()
    foretold = FIREWALLS.reconcile(task(cloud, {"ingress": [WEB]}, check_mode=True))
    assert (foretold["actions"], foretold["firewall"]["container_id"]) == (["add"], None)
    assert foretold["diff"]["before"] == {"ingress": []}
    assert FIREWALLS.reconcile(task(cloud, {"state": "absent"}))["actions"] == []


def test_a_revision_without_firewalls(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = cloud_with({})
    exchange = cloud.transport.exchange

    def without(method: str, url: str, *arguments: Any) -> Any:
        return exchange(method, url.replace("/firewall/", "/no-such-route/"), *arguments)

    monkeypatch.setattr(cloud.transport, "exchange", without)
    told = FIREWALL_READING.inform(cloud.task({"container": "web-1", "project": "Shop"}))["firewall"]
    assert (told["ingress"], told["egress"]) == ([], [])
