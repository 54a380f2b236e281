# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy aliases of a container go with it, on servers that would keep them too."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Garbled, HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS
from ansible_collections.hoody.cloud.plugins.module_utils._container.aliases import list_aliases
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._project.resource import PROJECTS

from tests.emulator.world.records import Alias

from ..in_process_emulator import Cloud
from ..strategies import ID
from ..trials import Case, ends_as_asked

DELETION = {"name": "web-1", "project": "Shop", "state": "absent"}
ORPHANS = ["removed", "kept"]


def cloud_with(*names: str, server: str = "amber-fox-1a2-de", **switches: Any) -> Cloud:
    """One with these aliases of web-1, and one of web-2."""
    cloud = Cloud(**switches)
    for container, name in [(cloud.put("web-2"), "other"), *((None, name) for name in names)]:
        holder = container or (cloud.named("web-1") if "web-1" in cloud.names() else cloud.put("web-1", server=server))
        now = cloud.world.now()
        cloud.world.aliases.add(Alias(cloud.world.new_id(), holder, name, "http", 80, now, now))
    cloud.forget()
    return cloud


def task(cloud: Cloud, *, check_mode: bool = False, **given: Any) -> Task:
    """The task that deletes web-1."""
    return cloud.task({**DELETION, **given}, check_mode=check_mode)


def names(cloud: Cloud) -> list[str]:
    """The aliases that there are."""
    return sorted(alias.name for alias in cloud.world.aliases)


@pytest.mark.parametrize("orphans", ORPHANS)
def test_they_go_before_it(orphans: str) -> None:
    cloud = cloud_with("first", "second", alias_orphans=orphans)
    assert CONTAINERS.reconcile(task(cloud, check_mode=True))["actions"] == ["delete"]
    assert not cloud.writes
    assert CONTAINERS.reconcile(task(cloud))["actions"] == ["delete"]
    assert (names(cloud), cloud.names()) == (["other"], ["web-2"])
    assert [line.split("/")[1] for line in cloud.writes] == ["proxy", "proxy", "containers"]


def test_nothing_is_asked_where_there_are_none() -> None:
    cloud = cloud_with()
    cloud.put("web-1")
    CONTAINERS.reconcile(task(cloud))
    assert not [line for line in cloud.lines if "proxy" in line]


def test_one_that_cannot_go_keeps_them() -> None:
    cloud = cloud_with("first", server="grey-elk-5c6-fi")
    given: dict[str, Any] = {"name": None, "project": None, "id": cloud.named("web-1").id}
    with pytest.raises(HoodyError, match="Operation not permitted on expired container"):
        CONTAINERS.reconcile(task(cloud, **given))
    assert names(cloud) == ["first", "other"]


def test_a_failure_tells_that_they_are_gone() -> None:
    cloud = cloud_with("first")
    cloud.fault("forbidden", method="DELETE", path="/containers/")
    running = task(cloud)
    with pytest.raises(HoodyError):
        CONTAINERS.reconcile(running)
    assert running.record.actions == ["delete_alias"]


def test_a_token_that_may_not_touch_them_deletes_the_container() -> None:
    cloud = cloud_with("first", alias_orphans="kept")
    cloud.fault("forbidden", path="/proxy/aliases")
    running = task(cloud)
    assert CONTAINERS.reconcile(running)["actions"] == ["delete"]
    assert "so aliases of the container web-1 may still exist" in running.warnings[0]
    assert names(cloud) == ["first", "other"]


def test_those_of_a_whole_project() -> None:
    cloud = cloud_with("first", alias_orphans="kept")
    given = {"project": "Shop", "alias": None, "state": "absent", "cascade": True, "wait": True, "wait_timeout": 300.0}
    PROJECTS.reconcile(cloud.task(given))
    assert names(cloud) == []


@pytest.mark.parametrize("orphans", ORPHANS)
def test_whatever_fails_at_whatever_request_none_is_left(orphans: str) -> None:
    def holds(cloud: Cloud) -> bool:
        return (names(cloud), cloud.names()) == (["other"], ["web-2"])

    def before() -> Cloud:
        return cloud_with("first", "second", alias_orphans=orphans)

    ends_as_asked(Case(before, DELETION, CONTAINERS.reconcile, holds))


@pytest.mark.parametrize(
    "aliases",
    [7, ["x"], [{}], [{"id": "../x"}], [{"id": ID, "container_id": "../x"}], [{"id": ID, "container_id": 7}]],
)
def test_a_list_of_something_else_is_refused(aliases: object) -> None:
    cloud = cloud_with("first")
    cloud.fault("altered", path="/proxy/aliases", at=["data", "aliases"], value=aliases)
    with pytest.raises(Garbled):
        list_aliases(cloud.session(api_retries=0).client, {}, {})
