# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner of networks, for any present and any wanted configuration, on servers that echo credentials or do not."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils import _network as network
from ansible_collections.hoody.cloud.plugins.module_utils._errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._resource import Plan
from hypothesis import given, settings
from hypothesis import strategies as st

from .strategies import network_options, stored_networks


class Server:
    """The simplest server: it stores what it is sent, and shows credentials or only that it has some."""

    def __init__(self, stored: dict[str, Any], echoes: bool) -> None:
        self.stored = stored
        self.echoes = echoes

    def shown(self) -> dict[str, Any]:
        proxy = self.stored.get("proxy")
        if self.echoes or not self.stored.get("configured"):
            return dict(self.stored)
        members = {**self.stored, "credentials_configured": bool(network.userinfo(proxy))}
        return {**members, "proxy": network.without_userinfo(proxy)} if proxy else members

    def carry_out(self, plan: Plan) -> None:
        for step in plan.steps:
            if step.action == "remove":
                self.stored = {"configured": False}
            elif step.action == "configure":
                body = dict(step.body)
                old = self.stored.get("proxy")
                unchanged = body.get("proxy") and network.canonical_proxy(old) == network.canonical_proxy(body["proxy"])
                if unchanged and not self.echoes and not network.userinfo(body["proxy"]):
                    body["proxy"] = network.with_userinfo(body["proxy"], network.userinfo(old))
                    if "proxy_credentials" not in plan.after:
                        body["proxy"] = network.without_userinfo(body["proxy"])  # removed and stored anew
                self.stored = {**body, "configured": True, "status": self.stored.get("status", "configured")}
            else:
                self.stored["status"] = "running" if step.action == "start" else "stopped"


@settings(max_examples=4000, deadline=None)
@given(stored=stored_networks, options=network_options, echoes=st.booleans())
def test_the_prediction_comes_true_and_the_second_plan_is_empty(
    stored: dict[str, Any], options: dict[str, Any], echoes: bool
) -> None:
    server = Server(stored, echoes)
    try:
        wanted = network.desired(options)
        plan = network.plan(server.shown(), wanted, "web")
    except InputError:
        return
    server.carry_out(plan)
    assert network.reached(server.shown(), plan.after) == plan.after
    repeated = network.plan(server.shown(), wanted, "web")
    unknowable = wanted.update_password == "always" and bool(wanted.credentials) and not echoes
    assert repeated.actions == (["configure"] if unknowable and wanted.state != "absent" else [])


@settings(max_examples=1000, deadline=None)
@given(stored=stored_networks, options=network_options, echoes=st.booleans())
def test_nothing_that_is_shown_holds_credentials(stored: dict[str, Any], options: dict[str, Any], echoes: bool) -> None:
    current = Server(stored, echoes).shown()
    shown = [network.present(current, "1")]
    try:
        plan = network.plan(current, network.desired(options), "web")
    except InputError as refusal:
        shown.append(str(refusal))
    else:
        shown += [plan.diff(), network.present(network.predicted(current, plan), "1")]
    for word in ("me:", "you@", "pass", "p%40ss", "p@ss"):
        assert word not in repr(shown)


@pytest.mark.parametrize(
    "options,sentence",
    [
        ({"type": "socks5"}, "The network type socks5 needs a proxy"),
        ({"state": "started"}, "has no network configuration to start: give type"),
        ({"country": "DE"}, "has no network configuration to change: give type"),
        ({"type": "http", "proxy": "proxy.example.com"}, "The option proxy must be a URL"),
        ({"type": "http", "proxy": "http://u:p@p.example", "proxy_username": "u"}, "not both"),
        ({"type": "http", "proxy": "http://p.example", "proxy_password": "p"}, "needs proxy_username"),
        (
            {"type": "block", "dns_servers": ["1.1.1.1"] * 5},
            "The option dns_servers must name at most 4 servers, not 5",
        ),
    ],
)
def test_bad_input_is_one_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as refusal:
        network.plan({"configured": False}, network.desired(options), "web")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    "one,other",
    [
        ("socks5://proxy.example.com:1080", "SOCKS5://Proxy.Example.com"),
        ("http://proxy.example.com", "http://proxy.example.com:80/"),
        ("https://u:p@proxy.example.com:443", "https://proxy.example.com"),
        ("http://[2001:DB8::1]:80", "http://[2001:db8::1]"),
    ],
)
def test_spellings_of_one_endpoint_are_equal(one: str, other: str) -> None:
    assert network.canonical_proxy(one) == network.canonical_proxy(other)
