# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of all the items of a fleet."""

from __future__ import annotations

from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Conflict, Interrupted
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import rows as _fleet_rows
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.rows import Row

from ..strategies import ID


def error(problem: Any) -> dict[str, Any]:
    """An error as a row has it."""
    return _fleet_rows.failure(problem)


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
        Row("web-8", ["create"], error=error(taken)),
        Row("web-9", error=error(again)),
        Row("web-10", error=error(lost)),
        Row("web-11", error=error("Not attempted."), attempted=False),
    ]
    purged = [Row("old-1", ["delete"]), Row("old-2", error=error(lost))]
    summary = _fleet_rows.summary(rows, purged, check_mode=False)
    assert summary["text"] == (
        "1 created, 4 changed (1 comment, 1 container_image, 1 network, 1 recreate, 1 restart, 1 status), 1 deleted, "
        "1 purged, 1 as declared, 3 failed, 1 not attempted"
    )
    future = _fleet_rows.summary(rows[:3], purged[:1], check_mode=True)["text"]
    assert future == "1 to create, 2 to change (1 comment, 1 network, 1 status), 1 to purge, 0 as declared"
    assert (summary["purged"], summary["delete"]) == (["old-1"], 1)
    assert [reason["names"] for reason in summary["reasons"]] == [["web-8", "web-9"], ["web-10", "old-2"]]
    assert _fleet_rows.complaint([*rows, *purged], summary["reasons"]).endswith("1 were not attempted.")
