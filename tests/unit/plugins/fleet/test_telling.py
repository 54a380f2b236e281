# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of all the items of a fleet."""

from __future__ import annotations

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Conflict, Interrupted
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import telling
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.rows import Row, failure

from ..strategies import ID


def test_a_fleet_in_one_line() -> None:
    taken = Conflict("POST", "/api/v1/projects/65a1b2c3d4e5f60700000001/containers", "Name in use", status=409)
    taken.tries = 3
    again = Conflict("POST", "/api/v1/projects/65a1b2c3d4e5f60700000001/containers", "Name in use", status=409)
    lost = Interrupted("GET", f"/api/v1/containers/{ID}", "no reply in time")
    rows = [
        Row("web-1", ["create", "configure network", "start network"]),
        Row("web-2", ["update", "stop"], ["comment", "status"]),
        Row("web-3", ["configure network"], ["network.country", "network.type"]),
        Row("web-4", ["delete", "create"], ["container_image"]),
        Row("web-5", ["restart"]),
        Row("web-6", ["delete"]),
        Row("web-7"),
        Row("web-8", ["create"], error=failure(taken)),
        Row("web-9", error=failure(again)),
        Row("web-10", error=failure(lost)),
        Row("web-11", error=failure("Not attempted."), attempted=False),
    ]
    purged = [Row("old-1", ["delete"]), Row("old-2", error=failure(lost))]
    summary = telling.summary(rows, purged, check_mode=False)
    assert summary["text"] == (
        "1 created, 4 changed (1 comment, 1 container_image, 1 network, 1 recreate, 1 restart, 1 status), 1 deleted, "
        "1 purged, 1 as declared, 3 failed, 1 not attempted"
    )
    future = telling.summary(rows[:3], purged[:1], check_mode=True)["text"]
    assert future == "1 to create, 2 to change (1 comment, 1 network, 1 status), 1 to purge, 0 as declared"
    assert (summary["purged"], summary["delete"]) == (["old-1"], 1)
    assert [reason["names"] for reason in summary["reasons"]] == [["web-8", "web-9"], ["web-10", "old-2"]]
    assert telling.complaint([*rows, *purged], summary["reasons"]).endswith("1 were not attempted.")
    assert [(group["action"], group["changes"], group["names"]) for group in summary["groups"]] == [
        ("create", [], ["web-1"]),
        ("change", ["comment", "status"], ["web-2"]),
        ("change", ["network.country", "network.type"], ["web-3"]),
        ("change", ["container_image", "recreate"], ["web-4"]),
        ("change", ["restart"], ["web-5"]),
        ("delete", [], ["web-6"]),
        ("purge", [], ["old-1"]),
    ]
    assert summary["lines"] == [
        "1 created: web-1",
        "1 changed in comment, status: web-2",
        "1 changed in network.country, network.type: web-3",
        "1 changed in container_image, recreate: web-4",
        "1 changed in restart: web-5",
        "1 deleted: web-6",
        "1 purged: old-1",
        f"2 failed, web-8, web-9: {failure(taken)['msg']}",
        f"2 failed, web-10, old-2: {failure(lost)['msg']}",
    ]


def test_a_thousand_that_differ_in_a_few_lines() -> None:
    """The most frequent kind is the first, and what is left out is counted."""
    rows = [Row(f"a-{number}", ["update"], ["comment"]) for number in range(3)]
    rows += [Row(f"b-{number:03}", ["configure network"], ["network.country"]) for number in range(997)]
    assert telling.summary(rows, [], check_mode=True)["lines"] == [
        "997 to change in network.country: b-000, b-001, b-002 and 994 more",
        "3 to change in comment: a-0, a-1, a-2",
    ]
    kinds = [Row(f"c-{number:02}", ["update"], [f"volumes.{number:02}"]) for number in range(12)]
    causes = [Row(f"d-{number:02}", error=failure(f"Broken {number:02}")) for number in range(12)]
    lines = telling.summary([*kinds, *causes], [], check_mode=False)["lines"]
    assert (len(lines), lines[9:11]) == (
        22,
        ["1 changed in volumes.09: c-09", "2 in 2 other ways, see summary.groups"],
    )
    assert lines[-2:] == ["1 failed, d-09: Broken 09", "And 2 other causes, see summary.reasons."]


def test_no_line_moves_the_cursor() -> None:
    """The words of an error are somebody else's."""
    lines = telling.summary([Row("a", error=failure("one\n\x1b[2Jtwo"))], [], check_mode=False)["lines"]
    assert lines == ["1 failed, a: one [2Jtwo"]
