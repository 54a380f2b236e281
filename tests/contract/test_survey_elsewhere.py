# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The survey of a server that is hostile, or that forbids one thing or another: it ends, and tells nothing wrong."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._survey.course import MOST_READS, MOST_REMOVALS, MOST_TRIALS

from tests.unit.plugins.survey.hiding import check
from tests.unit.plugins.survey.surveys import TRYING, left, others, peopled, survey


def patterns() -> list[tuple[str, str]]:
    """Every kind of request that a survey sends, as method and regular expression."""
    cloud = peopled(project_delete_delay=2.0)
    survey(cloud, **TRYING)
    found = set()
    for line in cloud.lines:
        method, path = line.split(" ")
        path = re.sub(r"[0-9a-f]{24}", "[0-9a-f]{24}", path)
        found.add((method, f"^/api/v1{path}$"))
    return sorted(found)


_HOSTILE = (
    *("html", "truncated", "empty", "internal_error", "bad_gateway_after", "rate_limited", "gateway_timeout_after"),
    *("reset_before", "reset_after", "redirect", "deep", "hang", "forbidden", "refused", "short_page"),
)


@pytest.mark.parametrize("kind", _HOSTILE)
@pytest.mark.parametrize("path", [None, "containers", "[0-9a-f]/", "projects/$"])
def test_a_hostile_server(kind: str, path: str | None) -> None:
    """Each question ends, within the time, and nothing is told that is not so."""
    cloud = peopled()
    before, begun = others(cloud), cloud.clock.now()
    cloud.fault(kind, path=path)
    found = survey(cloud, **TRYING)
    assert cloud.clock.now() - begun <= 900
    assert found["requests"] <= MOST_READS + MOST_TRIALS + MOST_REMOVALS
    assert others(cloud) == before
    for item in found["findings"]:
        assert (item["answer"] is None) == (item["reason"] is not None), item
    # A server that refuses everything is like one in which everything is refused.
    if kind != "refused":
        check(found, cloud.world.switches, all_seen=False)
    cloud.mend()
    assert survey(cloud, **TRYING)["left"] == []
    assert left(cloud) == ["survey-first"]


@pytest.mark.parametrize("method, path", patterns())
def test_one_endpoint_is_forbidden(method: str, path: str) -> None:
    cloud = peopled(project_delete_delay=2.0)
    before = others(cloud)
    cloud.fault("forbidden", method=method, path=path)
    found = survey(cloud, **TRYING)
    check(found, cloud.world.switches, all_seen=False)
    assert (
        any("answered 403" in (item["reason"] or "") for item in found["findings"]) or found["left"] or method == "GET"
    )
    assert others(cloud) == before
    cloud.mend()
    again = survey(cloud, **TRYING)
    assert again["left"] == []
    check(again, cloud.world.switches)


@pytest.mark.parametrize(
    "value",
    [None, 7, True, "../../../admin", ["x"], [None], {"x": 1}, {"containers": [{"id": 7, "name": "survey-first"}]}],
)
@pytest.mark.parametrize(
    "at", [["data"], ["data", "id"], ["data", "containers"], ["data", "status"], ["data", "aliases"]]
)
def test_members_of_a_wrong_type(at: list[str | int], value: Any) -> None:
    cloud = peopled()
    before = others(cloud)
    cloud.fault("altered", at=at, value=value)
    found = survey(cloud, **TRYING)
    assert json.dumps(found)
    assert others(cloud) == before
