# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For any rules that are there and any that are wanted: what is planned leads there, and opens nothing on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan, Step
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.goal import goal_of
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.model import Desired, desired, options
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.plan import as_desired, plan
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.rule import TEMPORARY, Rule, rule_of
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.sequence import (
    ADD_TEMPORARY,
    ENABLE,
    RESET,
    steps_to,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.world.firewall import agree

from .packets import DIRECTIONS, Json, opened_meanwhile

DEFAULTS = {name: entry.get("default") for name, entry in options().items()}
_PORTS = ("80", "80-80", "80-90", "443", "80,443", "1-65535")
_PEERS = (None, "0.0.0.0/0", "10.0.0.0/8", "10.1.2.3", "10.1.2.3/32")


def rule(direction: str, action: str, ports: str, peer: str | None, description: str, state: str) -> Json:
    """A rule as the API shows it, and as a task may write it. Ports of an "icmp" are its type."""
    kind = (
        {"protocol": "icmp4", "icmp_type": "8"} if ports == "icmp" else {"protocol": "tcp", "destination_port": ports}
    )
    peers = {("source" if direction == "ingress" else "destination"): peer} if peer else {}
    return {"action": action, **kind, **peers, "description": description, "state": state}


def rules_of(direction: str) -> st.SearchStrategy[list[Json]]:
    """A few rules that have to do with each other, some of them twice."""
    one = st.builds(
        rule,
        st.just(direction),
        st.sampled_from(["allow", "drop", "reject"]),
        st.sampled_from([*_PORTS, "icmp"]),
        st.sampled_from(_PEERS),
        st.sampled_from(["a", "b", "b", TEMPORARY]),
        st.sampled_from(["enabled", "enabled", "disabled"]),
    )
    return st.lists(one, max_size=5)


def _wanted_of(direction: str) -> st.SearchStrategy[list[Json] | None]:
    def distinct(rules: Sequence[Json]) -> list[Json]:
        known = {rule_of(direction, each).key: each for each in rules if each["description"] != TEMPORARY}
        return list(known.values())

    return st.none() | rules_of(direction).map(distinct)


firewalls = st.fixed_dictionaries({side: rules_of(side) for side in DIRECTIONS})
wishes = st.fixed_dictionaries(
    {**{side: _wanted_of(side) for side in DIRECTIONS}, "purge": st.booleans(), "ordered": st.booleans()}
).filter(lambda wish: any(wish[side] is not None for side in DIRECTIONS))


def _alike(there: Sequence[Json], wish: Sequence[Json], number: int) -> list[Json]:
    """Rules that were there, in another order or with another description or state, among others."""
    mixed = [*wish[:1], *there[number % 2 :], *there[: number % 2], *wish[1:]]
    return [{**each, "description": "a"} if number % 3 == 0 else each for each in mixed]


def wanting_what_is_there(firewall: Json, wish: Json, number: int) -> tuple[Json, Json]:
    """A firewall, and a task that mostly wants what it has."""
    wanted = {side: None if wish[side] is None else _alike(firewall[side], wish[side], number) for side in DIRECTIONS}
    for side, rules in wanted.items():
        known = {rule_of(side, each).key: each for each in rules or () if each["description"] != TEMPORARY}
        wanted[side] = None if rules is None else list(known.values())
    return firewall, {**wish, **wanted}


cases = st.tuples(firewalls, wishes) | st.builds(wanting_what_is_there, firewalls, wishes, st.integers(0, 5))


def of_options(**given_options: Any) -> Desired:
    """What a task with these options wants."""
    return desired({**DEFAULTS, "container": "web-1", **given_options})


def _first_with(members: Json, rules: Sequence[Json]) -> int:
    """Where the first rule stands that has these members: the very one that has no others (D.3)."""
    place = next(place for place, each in enumerate(rules) if agree(each, members, exactly=False))
    assert {**rules[place], "state": ""}.keys() == {**members, "state": ""}.keys()
    return place


def after(firewall: Json, step: Step) -> Json:
    """What the API makes of a write: it adds at the end, and of those that match it takes the first."""
    if step.action == RESET:
        return {side: [] for side in DIRECTIONS}
    about: Rule = step.body["rule"]
    rules, members = list(firewall[about.direction]), about.members
    if step.action.startswith("add"):
        rules.append(members)
    elif step.action.startswith("delete"):
        del rules[_first_with(members, rules)]
    else:
        place = _first_with({name: text for name, text in members.items() if name != "state"}, rules)
        rules[place] = {**rules[place], "state": "enabled" if step.action == ENABLE else "disabled"}
    return {**firewall, about.direction: rules}


def states_of(firewall: Json, steps: Sequence[Step]) -> list[Json]:
    """The firewall before the steps and after each."""
    states = [firewall]
    for step in steps:
        states.append(after(states[-1], step))
    return states


def planned(firewall: Json, wish: Json) -> Plan | None:
    """The plan; None where it is refused.

    That is for bystanders, for lack of a temporary rule, and for a rule that the API would take for the one meant.
    """
    try:
        return plan(firewall, of_options(**wish))
    except InputError as problem:
        refusal = str(problem)
    assert not wish["purge"] or any(words in refusal for words in ("without allowing its traffic", "the API would"))
    return None


def is_as_asked(before: Json, now: Json, wish: Json) -> None:
    """Assert that the task has what it asked for, and nobody else less than before."""
    for side in DIRECTIONS:
        if wish[side] is None:
            assert now[side] == before[side]
            continue
        named = {rule_of(side, each).key: each for each in wish[side]}
        first: dict[Any, Json] = {}
        for each in now[side]:
            first.setdefault(rule_of(side, each).key, each)
            assert not rule_of(side, each).is_temporary
        for key, each in named.items():
            assert (first[key]["description"], first[key]["state"]) == (each["description"], each["state"])
        there = [] if wish["purge"] else [each for each in before[side] if not rule_of(side, each).is_temporary]
        others = [each for each in there if rule_of(side, each).key not in named]
        assert [each for each in now[side] if rule_of(side, each).key not in named] == others
        if wish["ordered"]:
            assert [key for key in first if key in named] == list(named)


@settings(max_examples=250)
@given(cases)
def test_it_leads_there_and_opens_nothing_on_the_way(case: tuple[Json, Json]) -> None:
    firewall, wish = case
    made = planned(firewall, wish)
    if made is None:
        return
    states = states_of(firewall, made.steps)
    is_as_asked(firewall, states[-1], wish)
    assert not opened_meanwhile(states)
    again = plan(states[-1], of_options(**wish))
    assert (again.steps, again.before) == ((), made.after)


@settings(max_examples=200)
@given(cases, st.integers(0, 20))
def test_wherever_a_run_ends_the_next_one_ends_as_asked(case: tuple[Json, Json], number: int) -> None:
    firewall, wish = case
    made = planned(firewall, wish)
    if made is None or not made.steps:
        return
    states = states_of(firewall, made.steps)
    broken_off = states[number % len(states)]
    rest = planned(broken_off, wish)
    assert rest is not None
    then = states_of(broken_off, rest.steps)
    is_as_asked(firewall, then[-1], wish)
    assert not opened_meanwhile([firewall, *then, states[-1]])


@settings(max_examples=200)
@given(cases)
def test_no_rule_is_added_that_is_there(case: tuple[Json, Json]) -> None:
    """The API would not add it, and what makes it the same is not documented: the narrowest is what it matches."""
    firewall, wish = case
    made = planned(firewall, wish)
    for state, step in zip(states_of(firewall, made.steps), made.steps, strict=False) if made else ():
        about: Rule = step.body["rule"]
        if step.action.startswith("add"):
            assert about.key not in {rule_of(about.direction, each).key for each in state[about.direction]}


@given(firewalls)
def test_all_of_a_firewall_can_be_given_to_another_container(firewall: Json) -> None:
    """It lets through nothing that the old one does not."""
    steps = plan({}, as_desired(firewall)).steps
    made = states_of({side: [] for side in DIRECTIONS}, steps)[-1]
    assert not opened_meanwhile([firewall, made, firewall])
    assert not opened_meanwhile([made, firewall, made])


def tcp(action: str, ports: str, description: str = "", *, source: str | None = None, state: str = "enabled") -> Json:
    """An inbound rule."""
    return rule("ingress", action, ports, source, description or f"{action} {ports}", state)


def actions(before: Sequence[Json], wanted: Sequence[Json], **given_options: Any) -> list[str]:
    """What is done to the inbound rules."""
    return plan({"ingress": before}, of_options(ingress=wanted, **given_options)).actions


WEB, REST = tcp("allow", "80"), tcp("drop", "1-65535")
#: A rule that closes, or that is the only one, is deleted and added again.
MOVED = ["add_temporary", "delete", "add", "delete_temporary"]


def test_what_is_there_in_other_words_is_there() -> None:
    there = tcp("allow", "80-80,443", "web", source="10.1.2.3/32")
    assert actions([there], [tcp("allow", "443, 80", "web", source="10.1.2.3")]) == []
    assert actions([WEB], [{**WEB, "source": "0.0.0.0/0"}]) == []


@pytest.mark.parametrize(
    "before,wanted,given_options,expected",
    [
        ([], [WEB, REST], {}, ["add", "add"]),
        ([WEB, REST], [WEB], {}, []),
        ([WEB, REST], [WEB], {"purge": True}, ["delete"]),
        ([WEB], [], {"purge": True}, ["delete"]),
        ([WEB], [{**WEB, "state": "disabled"}], {}, ["disable"]),
        ([{**WEB, "state": "disabled"}], [WEB], {}, ["enable"]),
        # The rest stays closed, and the web is closed for a moment.
        ([WEB, REST], [{**WEB, "description": "new"}, REST], {}, ["delete", "add", *MOVED]),
        # The only rule: without the temporary one there would be none.
        ([WEB], [{**WEB, "description": "new"}], {}, MOVED),
        ([REST], [{**REST, "description": "new"}], {}, MOVED),
        # In another order.
        ([REST, WEB], [WEB, REST], {}, []),
        ([REST, WEB], [WEB, REST], {"ordered": True}, MOVED),
        # One allows what the other has allowed.
        ([WEB], [tcp("allow", "443")], {"purge": True}, ["add", "delete"]),
        # Two copies are as good as one, unless they differ.
        ([WEB, WEB], [WEB], {"purge": True}, []),
        ([WEB, WEB], [{**WEB, "state": "disabled"}], {}, ["disable", "delete"]),
        # What an earlier run has left.
        ([WEB, tcp("reject", "80", TEMPORARY)], [WEB], {}, ["delete_temporary"]),
    ],
)
def test_the_steps(before: list[Json], wanted: list[Json], given_options: Json, expected: list[str]) -> None:
    assert actions(before, wanted, **given_options) == expected


def test_what_an_earlier_run_keeps_closed_stays_so_until_everything_is_there() -> None:
    """Its temporary rule may close what one that is moved closes, and more, which nothing else closes by then."""
    there = [tcp("drop", "80", "old"), tcp("drop", "1-65535", TEMPORARY)]
    wanted = [tcp("drop", "80", "new"), tcp("reject", "80"), tcp("reject", "1-65535")]
    made = plan({"ingress": there}, of_options(ingress=wanted, ordered=True))
    assert made.actions == ["delete", "add", "add", "add", "delete_temporary"]
    assert not opened_meanwhile(states_of({"ingress": there, "egress": []}, made.steps))


def test_a_temporary_rule_in_front_of_another_is_deleted_once() -> None:
    """The API would take it for the one behind it, so it goes first, and is itself one that is to be moved."""
    narrow = tcp("drop", "80", TEMPORARY, source="10.1.2.3")
    there = [narrow, tcp("drop", "80", TEMPORARY), REST]
    wanted = [tcp("drop", "80", "b"), {**narrow, "description": "b"}]
    made = plan({"ingress": there}, of_options(ingress=wanted))
    states = states_of({"ingress": there, "egress": []}, made.steps)
    assert states[-1]["ingress"] == [REST, *wanted]
    assert not opened_meanwhile(states)


def test_a_rule_in_front_of_another_that_is_to_be_moved_behind_it_is_deleted_first() -> None:
    """The API would delete it in the place of the other. What closes for the other meanwhile closes for both."""
    narrow, wide = tcp("reject", "80", "b", source="10.0.0.0/8"), tcp("reject", "80", "b")
    there, wanted = [narrow, WEB, wide], [WEB, tcp("reject", "443"), wide, narrow]
    made = plan({"ingress": there}, of_options(ingress=wanted, ordered=True, purge=True))
    states = states_of({"ingress": there, "egress": []}, made.steps)
    assert states[-1]["ingress"] == wanted
    assert not opened_meanwhile(states)


def test_both_directions_are_never_without_rules_together() -> None:
    there = {"ingress": [WEB], "egress": []}
    out = rule("egress", "drop", "25", None, "mail", "enabled")
    made = plan(there, of_options(ingress=[], egress=[out], purge=True))
    assert [(step.action, step.body["rule"].direction) for step in made.steps] == [
        ("add", "egress"),
        ("delete", "ingress"),
    ]


def test_a_rule_is_not_moved_behind_one_of_others_that_decides_otherwise() -> None:
    theirs = tcp("allow", "1-65535", "theirs")
    with pytest.raises(InputError) as caught:
        actions([tcp("drop", "25", "old"), theirs], [tcp("drop", "25", "new")])
    assert str(caught.value) == (
        "The ingress rule 'drop tcp 25 from anywhere' has to be added again at the end. It would then come after "
        "'allow tcp 1-65535 from anywhere', which is not in this task and has another action for the same traffic. Add "
        "that rule to the task, or delete it with purge: true."
    )
    assert actions([tcp("drop", "25", "old"), theirs], [tcp("drop", "25", "new")], purge=True)
    assert actions([tcp("allow", "25", "old"), theirs], [tcp("allow", "25", "new")])


def test_a_rule_that_nobody_can_read_stays_where_it_is() -> None:
    odd = {**tcp("allow", "80", "odd"), "source": "2001:db8::/32"}
    assert actions([odd], [WEB]) == ["add"]
    with pytest.raises(
        InputError, match=r"'allow tcp 80 from anywhere source 2001:db8::/32', which is not in this task"
    ):
        actions([tcp("drop", "80", "old"), odd], [tcp("drop", "80", "new")])


def test_where_no_temporary_rule_can_be_had() -> None:
    everything = [tcp(action, "1-65535", "old") for action in ("drop", "reject")]
    with pytest.raises(InputError, match="cannot be deleted and added again without allowing its traffic in between"):
        actions(everything, [{**each, "description": "new"} for each in everything])


def test_more_rules_than_there_can_be() -> None:
    full = {"ingress": [WEB, REST], "max_rules": 2}
    with pytest.raises(InputError, match="The firewall would have 3 rules, but the maximum is 2"):
        plan(full, of_options(ingress=[tcp("allow", "443")]))
    assert plan({**full, "max_rules": 1}, of_options(ingress=[WEB], purge=True)).actions == ["delete"]


def test_the_diff_has_a_line_for_each_rule() -> None:
    ping = {"action": "allow", "protocol": "icmp4", "icmp_type": "8", "icmp_code": "0", "description": "ping"}
    odd = {**tcp("reject", "443,80-90", "odd", source="10.0.0.0/8,192.0.2.1", state="disabled"), "source_port": "53"}
    made = plan({"ingress": [WEB]}, of_options(ingress=[ping, odd]))
    assert made.before == {"ingress": ["allow tcp 80 from anywhere: allow 80"]}
    assert made.after["ingress"][1:] == [
        "allow icmp4 type 8 code 0 from anywhere: ping",
        "reject tcp 80-90,443 from 10.0.0.0/8,192.0.2.1 with source port 53 (disabled): odd",
    ]


def test_a_goal_that_is_reached_has_no_steps() -> None:
    there = [rule_of("ingress", WEB)]
    assert steps_to(there, goal_of(there, there, purge=True, ordered=True)) == []
    assert ADD_TEMPORARY not in actions([WEB, REST], [WEB, REST], ordered=True, purge=True)
