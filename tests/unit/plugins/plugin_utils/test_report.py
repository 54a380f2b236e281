# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report says of containers as the API shows them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.hoody.cloud.plugins.filter.account_report import FilterModule
from ansible_collections.hoody.cloud.plugins.plugin_utils._report.egress import egress_of
from ansible_collections.hoody.cloud.plugins.plugin_utils._report.view import account_report

NOW = 1_796_040_000.0  # 2026-11-30T12:00:00Z
PROXY = "socks5://proxy.example.net:1080"
GERMAN = {"country": "DE", "country_name": "Germany", "city": "Falkenstein"}


def container(name: str, network: Any = None, **members: Any) -> dict[str, Any]:
    """A container as container_info returns it."""
    shown = {"id": f"id-{name}", "name": name, "project_alias": "Shop", "server_name": "fox", "status": "running"}
    return {**shown, "server": GERMAN, "network": network or {"configured": False, "enforced": False}, **members}


def profile(enforced: bool | None = True, **members: Any) -> dict[str, Any]:
    """A network profile as container_info attaches it."""
    return {"configured": True, "enforced": enforced, "type": "socks5", "proxy": PROXY, "country": "NL", **members}


def report(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The report of these."""
    given = {"servers": [], "proxy_aliases": [], "snapshots": [], "fleet": {}, "days": 30, "now": NOW, **more}
    return account_report(containers, **given)


@pytest.mark.parametrize(
    "network, state, country, proxy",
    [
        ({"configured": False, "enforced": False}, "unfiltered", "DE", ""),
        (profile(), "enforced", "NL", PROXY),
        (profile(False), "stored", "NL", PROXY),
        (profile(None), "unknown", "NL", PROXY),
        (profile(type="block", proxy=None), "blocked", "", "block"),
        (profile(False, type="block", proxy=None), "stored", "", "block"),
        (profile(None, type="block", proxy=None), "unknown", "", "block"),
        (profile(proxy="http://user:secret@proxy.example.net:3128"), "enforced", "NL", "http://proxy.example.net:3128"),
        (profile(country=None, proxy=7), "enforced", "", ""),
        ("gone", "unknown", "", ""),
    ],
)
def test_what_becomes_of_the_traffic(network: Any, state: str, country: str, proxy: str) -> None:
    """A profile that only lies there blocks and filters nothing, and what is not told is no green."""
    assert egress_of(container("web", network), {"fox": "DE"}) == {"state": state, "country": country, "proxy": proxy}


def test_networks_that_nobody_asked_for() -> None:
    assert egress_of({"id": "1"}, {})["state"] == "unknown"


def test_the_map() -> None:
    """Countries by size, what leads nowhere last; in each the ways, what has no profile first; the worst mark first."""
    made = report(
        container("a", profile()),
        container("b", profile(False)),
        container("c", profile(proxy="http://other.example.net:1")),
        container("d"),
        container("e", profile(country="DE")),
        container("f", profile(type="block")),
        container("g", profile(type="block")),
        container("h", profile(country="")),
    )
    assert made["egress"]["counts"] == {"unfiltered": 1, "stored": 1, "enforced": 4, "blocked": 2}
    assert [(item["code"], item["name"], item["blocks"], item["count"]) for item in made["egress"]["countries"]] == [
        ("NL", "NL", False, 3),
        ("DE", "Germany", False, 2),
        ("", "", False, 1),
        ("", "", True, 2),
    ]
    netherlands, germany = made["egress"]["countries"][:2]
    assert [row["name"] for row in netherlands["ways"][0]["containers"]] == ["b", "a"]
    assert [(way["proxy"], way["unfiltered"]) for way in germany["ways"]] == [("", True), (PROXY, False)]


def test_a_listing_that_does_not_tell_of_servers() -> None:
    """That of a project: then the servers themselves tell where they are."""
    made = report(container("a", server=None), servers=[{"name": "fox", "country": "DE"}])
    assert [(item["code"], item["name"]) for item in made["egress"]["countries"]] == [("DE", "DE")]


def test_why_containers_failed() -> None:
    reason = {"code": "NO_SPACE", "message": "The disk is full."}
    made = report(
        container("a", status="failed", failure_reason=reason),
        container("b", status="failed", failure_reason=reason),
        container("c", status="failed"),
        container("d", server_expired=True, server_expired_reason="not paid"),
        container("e", profile(False, status="error")),
        container("f", env_sync={"exhausted": True, "last_error": "SECRET=1"}),
        container("g"),
    )
    assert [(item["msg"], item["count"]) for item in made["failed"]] == [
        ("NO_SPACE: The disk is full", 2),
        ("Its environment variables were not installed, and the API does not try again", 1),
        ("Its server has expired (not paid)", 1),
        ("The container has failed, and the API does not report why", 1),
        ("The service of its network profile reports an error", 1),
    ]
    assert "SECRET" not in str(made)


def test_what_ends() -> None:
    aliases = [
        {"alias": "shop", "container_id": "id-a", "expires_at": "2026-12-02T13:00:00.000Z", "enabled": True},
        {"alias": "off", "container_id": "id-a", "expires_at": "2026-12-01T00:00:00.000Z", "enabled": False},
        {"alias": "ever", "container_id": "id-a", "expires_at": None, "enabled": True},
    ]
    old = {"name": "s-1", "alias": "before-change", "expires_at": "2026-12-10T00:00:00.000Z"}
    servers = [
        {"name": "fox", "rental_end": "2026-11-29T00:00:00.000Z"},
        {"name": "gone", "rental_end": "2026-11-29T00:00:00.000Z"},
        {"name": "owl", "rental_end": "2027-01-28T00:00:00.000Z"},
    ]
    pooled = container("b", server_name="ray", server={**GERMAN, "expires_at": "2026-12-30T11:00:00.000Z"})
    snapshots = [container("a", snapshots=[old, {"name": "s-2", "expires_at": None}])]
    made = report(container("a"), pooled, servers=servers, proxy_aliases=aliases, snapshots=snapshots)
    assert [(item["kind"], item["name"], item["days"], item["concerns"]) for item in made["ending"]] == [
        ("server", "fox", -2, "1 container on it"),
        ("proxy alias", "shop", 2, "a (Shop)"),
        ("snapshot", "before-change", 9, "a (Shop)"),
        ("server", "ray", 29, "1 container on it"),
    ]
    assert (made["next_end"]["name"], made["next_end"]["days"]) == ("owl", 58)
    assert report(container("a"), days=0, servers=servers)["ending"][0]["name"] == "fox"


def test_what_differs_from_a_fleet() -> None:
    """Each container says so, too, and what is not there yet is told in the summary only."""
    summary = {
        "text": "1 to create, 1 to change (1 comment), 1 to purge, 0 as declared, 1 failed",
        "groups": [{"action": "change", "changes": ["comment"], "count": 1, "names": ["a"]}],
        "reasons": [{"count": 1, "msg": "No.", "names": ["c"]}],
        "unchanged": 0,
    }
    results: list[dict[str, Any]] = [
        {"container": {"id": "id-a"}, "actions": ["update"], "changes": ["comment"], "error": None},
        {"container": {"id": "id-b"}, "actions": ["delete"], "changes": [], "error": None},
        {"container": {"id": "id-c"}, "actions": [], "changes": [], "error": {"msg": "No."}},
        {"container": {"id": "id-d"}, "actions": ["delete", "create"], "changes": ["container_image"], "error": None},
        {"container": {"id": "id-e"}, "actions": ["restart"], "changes": [], "error": None},
        {"container": {"id": "id-f"}, "actions": [], "changes": [], "error": None},
        {"container": {}, "actions": ["create"], "changes": [], "error": None},
    ]
    made = report(*map(container, "abcdef"), fleet={"results": results, "summary": summary})
    assert [(row["drift"], row["changes"]) for row in made["containers"]] == [
        ("differs", ["comment"]),
        ("to be deleted", []),
        ("cannot get the declared values", []),
        ("to be replaced", ["container_image"]),
        ("differs", ["restart"]),
        ("", []),
    ]
    assert (made["drift"]["differing"], made["drift"]["text"]) == (2, summary["text"])
    assert report(fleet={"msg": "There is no project 'Nowhere'."})["drift"]["problem"].startswith("There is no project")
    assert report()["drift"] is None


def test_figures() -> None:
    servers = [{"name": "fox", "city": "Falkenstein", "country": "DE", "containers_left": 3, "rental_end": None}]
    made = report(
        container("b", status="stopped"),
        container("a", project_alias="Lab", comment="two\nlines \x1b[2J"),
        {**container("c", server_name=None, server=None), "name": None},
        servers=servers,
    )
    assert (made["total"], made["statuses"]) == (3, {"running": 2, "stopped": 1})
    assert [(item["name"], item["count"]) for item in made["projects"]] == [("Shop", 2), ("Lab", 1)]
    assert [(item["name"], item["place"], item["room"]) for item in made["servers"]] == [
        ("fox", "Falkenstein, DE", 3),
        ("none", "", None),
    ]
    assert [row["name"] for row in made["containers"]] == ["id-c", "a", "b"]
    assert made["containers"][1]["comment"] == "two lines [2J"


@pytest.mark.parametrize(
    "given",
    [
        (["web"],),
        ([{"name": "web"}],),
        ({"id": "1"},),
        ([], "fox"),
        ([], [], [], [], ["fleet"]),
        ([], [], [], [], {}, "soon"),
    ],
)
def test_what_is_no_report(given: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="report"):
        FilterModule().filters()["account_report"](*given)
