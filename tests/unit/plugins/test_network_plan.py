# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner of networks, for any present and any wanted configuration, on servers that echo credentials or do not."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan
from ansible_collections.hoody.cloud.plugins.module_utils._network import enforcement, shown, values
from ansible_collections.hoody.cloud.plugins.module_utils._network import model as network
from ansible_collections.hoody.cloud.plugins.module_utils._network import plan as planning
from ansible_collections.hoody.cloud.plugins.module_utils._text.secrets import without_userinfo
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
        members = {**self.stored, "credentials_configured": bool(values.userinfo(proxy))}
        return {**members, "proxy": without_userinfo(proxy)} if proxy else members

    def carry_out(self, plan: Plan) -> None:
        for step in plan.steps:
            if step.action == "remove":
                self.stored = {"configured": False}
            elif step.action == "configure":
                body = dict(step.body)
                old = self.stored.get("proxy")
                unchanged = body.get("proxy") and values.canonical_proxy(old) == values.canonical_proxy(body["proxy"])
                if unchanged and not self.echoes and not values.userinfo(body["proxy"]):
                    body["proxy"] = values.with_userinfo(body["proxy"], values.userinfo(old))
                    if "proxy_credentials" not in plan.after:
                        body["proxy"] = without_userinfo(body["proxy"])  # removed and stored anew
                kept = {name: value for name, value in self.stored.items() if name in ("status", "remote_status")}
                served = enforcement.is_serving(self.stored)
                self.stored = {**body, "configured": True, "status": "configured", **kept}
                if served and plan.after["enforced"]:
                    self.switch(True)
            else:
                self.switch(step.action != "stop")

    def switch(self, running: bool) -> None:
        self.stored["status"] = "running" if running else "stopped"
        self.stored.pop("remote_status", None)


@settings(max_examples=4000, deadline=None)
@given(stored=stored_networks, options=network_options, echoes=st.booleans())
def test_the_prediction_comes_true_and_the_second_plan_is_empty(
    stored: dict[str, Any], options: dict[str, Any], echoes: bool
) -> None:
    server = Server(stored, echoes)
    try:
        wanted = network.desired(options)
        plan = planning.plan(server.shown(), wanted, "web")
    except InputError:
        return
    server.carry_out(plan)
    assert planning.reached(server.shown(), plan.after) == plan.after
    repeated = planning.plan(server.shown(), wanted, "web")
    unknowable = wanted.update_password == "always" and bool(wanted.credentials) and not echoes
    if wanted.state == "restarted":
        assert repeated.actions in (["restart"], ["configure"])
    else:
        assert repeated.actions == (["configure"] if unknowable and wanted.state != "absent" else [])


@settings(max_examples=1000, deadline=None)
@given(stored=stored_networks, options=network_options, echoes=st.booleans())
def test_nothing_that_is_shown_holds_credentials(stored: dict[str, Any], options: dict[str, Any], echoes: bool) -> None:
    current = Server(stored, echoes).shown()
    told: list[object] = [shown.present(current, "1")]
    try:
        plan = planning.plan(current, network.desired(options), "web")
    except InputError as refusal:
        told.append(str(refusal))
    else:
        told += [plan.diff(), shown.present(planning.predicted(current, plan), "1")]
    for word in ("me:", "you@", "pass", "p%40ss", "p@ss"):
        assert word not in repr(told)


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
        planning.plan({"configured": False}, network.desired(options), "web")
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
    assert values.canonical_proxy(one) == values.canonical_proxy(other)


RUNNING = {"configured": True, "type": "block", "status": "running"}
LIVES = {"is_running": True}


@pytest.mark.parametrize(
    "current,enforced",
    [
        ({"configured": False}, False),
        (RUNNING, True),
        ({**RUNNING, "status": "configured"}, False),
        ({**RUNNING, "status": "stopped"}, False),
        ({**RUNNING, "status": "error"}, False),
        ({**RUNNING, "status": None}, None),
        ({**RUNNING, "status": "paused"}, None),
        ({**RUNNING, "remote_status": None}, True),
        ({**RUNNING, "remote_status": {}}, True),
        ({**RUNNING, "remote_status": LIVES}, True),
        ({**RUNNING, "remote_status": {"is_running": False}}, False),
        ({**RUNNING, "status": None, "remote_status": LIVES}, True),
        ({**RUNNING, "status": "configured", "remote_status": LIVES}, None),
        ({**RUNNING, "status": "stopped", "remote_status": LIVES}, None),
        ({**RUNNING, "status": "error", "remote_status": LIVES}, None),
    ],
)
def test_what_is_enforced_is_read_of_every_sign(current: dict[str, Any], enforced: bool | None) -> None:
    assert enforcement.enforced(current) is enforced


@pytest.mark.parametrize(
    "configured,checked,enforced",
    [
        ("2026-11-25T01:00:00.500Z", "2026-11-25T01:00:00.600Z", True),
        ("2026-11-25T01:00:00.500Z", "2026-11-25T01:00:00.500Z", True),
        ("2026-11-25T01:00:00.500Z", "2026-11-25T01:00:00.400Z", None),
        ("2026-11-25T01:00:00.500Z", "2026-11-25T01:00:00Z", True),
        ("2026-11-25T01:00:01.500Z", "2026-11-25T01:00:00Z", None),
        ("2026-11-25T01:00:00.500Z", None, True),
        (None, "2026-11-25T01:00:00Z", True),
        ("yesterday", "2026-11-25T01:00:00Z", True),
    ],
)
def test_a_check_tells_of_what_was_configured_before_it(
    configured: object, checked: object, enforced: bool | None
) -> None:
    times = {"configured_at": configured, "last_status_check": checked}
    assert enforcement.enforced({**RUNNING, **times}) is enforced
    times = {"configured_at": configured, "remote_status": {**LIVES, "last_check": checked}}
    assert enforcement.enforced({**RUNNING, **times}) is enforced


DOUBT = {**RUNNING, "status": "configured", "remote_status": LIVES}
PROXY = {"type": "http", "proxy": "http://p.example.net"}


@pytest.mark.parametrize(
    "current,options,actions,enforced",
    [
        ({"configured": False}, {"type": "block"}, ["configure", "start"], True),
        ({"configured": False}, {"type": "block", "state": "present"}, ["configure"], False),
        (RUNNING, {}, [], True),
        (RUNNING, {"state": "restarted"}, ["restart"], True),
        (RUNNING, {**PROXY, "state": "restarted"}, ["configure"], True),
        (RUNNING, {"comment": "new", "state": "restarted"}, ["configure", "restart"], True),
        (RUNNING, {**PROXY, "state": "present"}, ["configure"], True),
        (RUNNING, {**PROXY, "state": "stopped"}, ["configure", "stop"], False),
        (DOUBT, {}, ["restart"], True),
        (DOUBT, {"state": "present"}, [], None),
        (DOUBT, {**PROXY, "state": "present"}, ["configure"], True),
        (DOUBT, {"comment": "new"}, ["configure"], True),
        (DOUBT, {"state": "stopped"}, ["stop"], False),
        ({**RUNNING, "status": "error"}, {}, ["start"], True),
        ({**RUNNING, "status": "stopped"}, {"state": "restarted"}, ["start"], True),
    ],
)
def test_what_a_state_does(
    current: dict[str, Any], options: dict[str, Any], actions: list[str], enforced: bool | None
) -> None:
    plan = planning.plan(current, network.desired(options), "web")
    assert plan.actions == actions
    assert plan.after["enforced"] is enforced
    assert enforcement.enforced(planning.predicted(current, plan)) is enforced


@pytest.mark.parametrize(
    "options,interrupts",
    [(PROXY, True), ({"comment": "new"}, False), ({"comment": "new", "dns_servers": ["9.9.9.9"]}, True)],
)
def test_only_what_is_enforced_interrupts_a_service(options: dict[str, Any], interrupts: bool) -> None:
    plan = planning.plan(RUNNING, network.desired(options), "web")
    assert planning.interrupts(RUNNING, plan) is interrupts
    assert planning.interrupts({**RUNNING, "status": "stopped"}, plan) is False


@pytest.mark.parametrize(
    "options",
    [
        {"proxy": ""},
        {"proxy": "http://p", "proxy_username": ""},
        {"proxy": "http://p", "proxy_username": "me", "proxy_password": ""},
        {"proxy": "http://@p"},
        {"proxy": "http://:pass@p"},
        {"proxy": "http://me:@p"},
    ],
)
def test_an_empty_credential_is_a_mistake(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="empty"):
        network.desired({"type": "http", **options})
    assert network.desired({**options, "type": "block"}).credentials is None


@pytest.mark.parametrize(
    "state,warns",
    [
        (PROXY, False),
        ({"type": "socks5", "proxy": "SOCKS5://p"}, False),
        ({"type": "socks5", "proxy": "http://p"}, True),
        ({"type": "block", "proxy": "http://p"}, False),
        ({}, False),
    ],
)
def test_two_protocols_are_told(state: dict[str, Any], warns: bool) -> None:
    assert bool(enforcement.scheme_warning(state, "web")) == warns
