# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task may ask of a firewall: refused in one sentence before anything is sent, or sent in the API's words."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.model import desired, options
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.rule import TEMPORARY

from tests.contract.described import SECOND

Json = dict[str, Any]
DEFAULTS = {name: entry.get("default") for name, entry in options().items()}
WEB: Json = {"action": "allow", "protocol": "tcp", "destination_port": "80", "description": "web", "state": "enabled"}
PING: Json = {"action": "allow", "protocol": "icmp4", "icmp_type": "8", "description": "ping", "state": "enabled"}


def without(name: str) -> Json:
    """A rule that lacks something."""
    return {key: value for key, value in WEB.items() if key != name}


@pytest.mark.parametrize(
    "given,words",
    [
        ({}, "Give ingress or egress: without both of them, the task would manage nothing."),
        ({"state": "absent", "ingress": [WEB]}, "deletes all rules, so ingress cannot be given with it."),
        ({"ingress": [without("destination_port")]}, "Rule 1 of ingress: destination_port is required for tcp"),
        ({"ingress": [PING, {**PING, "destination_port": "80"}]}, "Rule 2 of ingress: destination_port has no meaning"),
        ({"egress": [{**PING, "source_port": "80"}]}, "source_port has no meaning for the protocol icmp4."),
        ({"ingress": [{**WEB, "icmp_type": "8"}]}, "icmp_type has no meaning for the protocol tcp."),
        (
            {"ingress": [{**WEB, "destination_port": "90-80"}]},
            "destination_port must be a port from 1 to 65535, a range",
        ),
        ({"ingress": [{**WEB, "source": "2001:db8::1"}]}, "with commas; there is no IPv6, not '2001:db8::1'."),
        ({"egress": [{**WEB, "destination": "office"}]}, "Rule 1 of egress: destination must be an IPv4 address"),
        ({"ingress": [{**PING, "icmp_code": "x"}]}, "icmp_code must be a number from 0 to 255, not 'x'."),
        ({"ingress": [{**WEB, "description": " "}]}, "Rule 1 of ingress: The option description must not be blank."),
        ({"ingress": [{**WEB, "description": "x" * 256}]}, "description must have at most 255 characters, not 256."),
        ({"ingress": [{**WEB, "destination_port": ",".join(["80"] * 30)}]}, "must have at most 64 characters, not 89."),
        ({"ingress": [{**WEB, "description": TEMPORARY}]}, "is reserved for temporary rules: choose another one."),
        (
            {"ingress": [WEB, PING, {**WEB, "destination_port": "80-80", "description": "again"}]},
            "Rule 1 and rule 3 of ingress are the same, because they match the same traffic with the same action",
        ),
    ],
)
def test_bad_input_is_told_in_one_sentence(given: Json, words: str) -> None:
    with pytest.raises(InputError) as caught:
        desired({**DEFAULTS, "container": "web-1", **given})
    assert words in str(caught.value)


def test_a_rule_is_sent_in_the_words_of_the_task_and_lists_without_blanks() -> None:
    wanted = desired(
        {**DEFAULTS, "ingress": [{**WEB, "destination_port": "443, 80", "source": "10.1.2.3, 192.0.2.0/24"}]}
    )
    [rule] = wanted.rules["ingress"]
    assert rule.members == {**WEB, "destination_port": "443,80", "source": "10.1.2.3,192.0.2.0/24"}
    assert set(wanted.rules) == {"ingress"}


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_the_options_of_a_rule_are_what_the_api_takes(direction: str) -> None:
    schemas = SECOND["components"]["schemas"]
    described = schemas[f"{direction.capitalize()}RuleCreate"]
    declared = options()[direction]["options"]
    assert set(declared) == set(described["properties"])
    assert {name for name, entry in declared.items() if entry.get("required")} == set(described["required"])
    for name, entry in described["properties"].items():
        found = schemas[entry["$ref"].rpartition("/")[2]] if "$ref" in entry else entry
        assert sorted(declared[name].get("choices", [])) == sorted(found.get("enum", [])), name
        longest = found.get("maxLength")
        if longest and longest > 8:
            peer = {"source": "10.0.0.1", "destination": "10.0.0.1"}.get(name)
            text = ",".join([peer or "80"] * longest) if name != "description" else "x" * (longest + 1)
            with pytest.raises(InputError, match=f"{name} must have at most {longest} characters"):
                desired({**DEFAULTS, direction: [{**WEB, name: text}]})
