# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A firewall that others change, too, while a task works on it, or that the API keeps in another way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.model import desired
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.plan import plan
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.resource import FIREWALLS
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.work import FirewallWork

from ..in_process_emulator import Cloud
from .test_plan import rule, tcp
from .test_resource import OFFICE, REST, WEB, cloud_with, described, task

THEIRS = rule("ingress", "drop", "icmp", None, "theirs", "enabled")


def test_it_ends_with_the_firewall_as_it_is_then() -> None:
    cloud = cloud_with({"ingress": [OFFICE]})
    run = task(cloud, {"ingress": [WEB]})
    there = FIREWALLS.read(run.client, cloud.named("web-1").id)
    wanted = desired(run.options)
    state = FirewallWork(run, there["container_id"], wanted).apply(plan(there, wanted).steps, there)
    assert (state["ingress"], run.record.actions) == ([OFFICE, WEB], ["add"])


class Meddler:
    """Somebody else who changes the rules, just before a request of the task is served."""

    def __init__(self, cloud: Cloud, number: int, meddle: Callable[[list[Any]], object]) -> None:
        self._exchange = cloud.transport.exchange
        self._rules = cloud.named("web-1").firewall["ingress"]
        self._left = number
        self._meddle = meddle

    def __call__(self, method: str, *arguments: Any) -> Any:
        if method != "GET":
            self._left -= 1
            if self._left == 0:
                self._meddle(self._rules)
        return self._exchange(method, *arguments)


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize(
    "meddle",
    [
        lambda rules: rules.clear(),
        lambda rules: rules.append(THEIRS),
    ],
)
def test_somebody_else_changes_rules_too(number: int, meddle: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = cloud_with({"ingress": [OFFICE, WEB, REST]})
    wanted = [OFFICE, described(WEB, "shop"), REST]
    monkeypatch.setattr(cloud.transport, "exchange", Meddler(cloud, number, meddle))
    FIREWALLS.reconcile(task(cloud, {"ingress": wanted, "ordered": True}))
    assert [each for each in cloud.named("web-1").firewall["ingress"] if each["description"] != "theirs"] == wanted


def test_somebody_else_adds_what_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = cloud_with({"ingress": [OFFICE, WEB, REST]})
    meddler = Meddler(cloud, 1, lambda rules: rules.append(tcp("allow", "8080", "theirs")))
    monkeypatch.setattr(cloud.transport, "exchange", meddler)
    with pytest.raises(HoodyError, match=r"^Someone else has changed the rules at the same time\."):
        FIREWALLS.reconcile(task(cloud, {"ingress": [OFFICE, described(WEB, "shop"), REST], "ordered": True}))


def test_somebody_who_does_not_stop() -> None:
    cloud = cloud_with({"ingress": [OFFICE]})
    cloud.fault("altered", method="GET", path="/firewall/rules", at=["data", "ingress"], value=[OFFICE])
    with pytest.raises(HoodyError, match="after 3 attempts: the next step would be add 'allow tcp 80 from anywhere'"):
        FIREWALLS.reconcile(task(cloud, {"ingress": [WEB]}))
