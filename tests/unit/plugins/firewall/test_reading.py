# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a reply: of the types that they have to be, and without what no request may hold."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.reading import Unlike
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.reading import checked


@pytest.mark.parametrize(
    "data",
    [None, [], {"ingress": {}}, {"egress": ["x"]}, {"ingress": [{"destination_port": 80}]}, {"egress": [None]}, {}],
)
def test_rules_of_wrong_types_are_refused(data: object) -> None:
    with pytest.raises(Unlike):
        checked(data)


def test_rules_are_what_may_be_sent_again() -> None:
    rule = {"action": "drop", "protocol": "icmp4", "description": "x", "state": "enabled", "icmp_type": "8"}
    shown = {**rule, "direction": "ingress", "source": None, "tomorrow": True}
    assert checked({"ingress": [shown], "egress": None}) == {"ingress": [rule], "egress": []}
