# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked for becomes hosts, and what of it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api import errors
from ansible_collections.hoody.cloud.plugins.module_utils._api.sending import CONCURRENCY
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.fetch import fetch
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.variables import Query

from ..scripted import Answer, Request, Scene, broken, failure, scene, success

PROJECT, OTHER = "65a1b2c3d4e5f60718293a01", "65a1b2c3d4e5f60718293a02"


def identity(number: int) -> str:
    return f"{number:024x}"


def shown(number: int, **members: object) -> dict[str, Any]:
    """A container as a listing shows it."""
    return {"id": identity(number), "name": f"web-{number}", "status": "running", **members}


def account(containers: list[dict[str, Any]], network: Answer | None = None) -> Scene:
    """An API with these containers, the newest last; ``network`` is the answer to each question for one."""

    def answer(request: Request) -> Reply:
        if request.path.endswith("/network"):
            found = network(request) if callable(network) else network
            if isinstance(found, Exception):
                raise found
            assert found is not None
            return found
        if request.path.startswith("/projects/") and "containers" not in request.path:
            return listing("projects", [{"id": PROJECT, "alias": "Shop"}])
        project = request.path.split("/")[2] if request.path.startswith("/projects/") else None
        return listing("containers", [item for item in containers if project in (None, item.get("project_id"))])

    def listing(member: str, items: list[dict[str, Any]]) -> Reply:
        ordered = sorted(items, key=lambda item: str(item["id"]), reverse=True)
        return success({member: ordered, "pagination": {"total": len(items)}})

    return scene(answer, api_retries=0)


def test_all_sorted_by_id() -> None:
    made = account([shown(2), shown(1, status="stopped"), shown(3)])
    answer = fetch(made.client, Query())
    assert [item["name"] for item in answer.containers] == ["web-1", "web-2", "web-3"]
    assert answer.listed == {"running": 2, "stopped": 1}
    assert answer.troubles == []
    assert len(made.transport.sent) == 1


def test_only_these_statuses() -> None:
    made = account([shown(1), shown(2, status="stopped"), shown(3, status=None)])
    answer = fetch(made.client, Query(statuses=("stopped",)))
    assert [item["name"] for item in answer.containers] == ["web-2"]
    assert answer.listed == {"running": 1, "stopped": 1, "": 1}


def test_each_project_once() -> None:
    made = account([shown(1, project_id=PROJECT), shown(2, project_id=OTHER), shown(3)])
    answer = fetch(made.client, Query(projects=(PROJECT, "Shop", OTHER)))
    assert [item["name"] for item in answer.containers] == ["web-1", "web-2"]
    assert sum("containers" in line for line in made.transport.lines) == 2


def test_flags_are_sent_where_they_are_asked_for() -> None:
    made = account([])
    fetch(made.client, Query())
    fetch(made.client, Query(include_expired=True, include_prespawn=True, runtime="false"))
    first, second = (dict(request.query) for request in made.transport.sent)
    assert {name: second[name] for name in second.keys() - first.keys()} == {
        "include_expired": "true",
        "include_prespawn": "true",
        "runtime": "false",
    }


def test_what_may_be_a_secret_is_not_kept() -> None:
    secret = {
        "environment_vars": {"A": "1", "B": "2"},
        "proxy_permissions": {"a": 1},
        "project_proxy_permissions": {"a": 1},
        "proxy_domains": ["x"],
        "env_sync": "x",
    }
    [kept] = fetch(account([shown(1, **secret)]).client, Query()).containers
    assert kept == shown(1)
    [kept] = fetch(account([shown(1, **secret)]).client, Query(expose_environment=("B", "C"))).containers
    assert kept == shown(1, environment_vars={"B": "2"})


# -- the network of each


def test_the_network_of_each() -> None:
    network = success({"type": "block", "configured": True})
    [kept] = fetch(account([shown(1)], network).client, Query(network=True)).containers
    assert kept["network"]["type"] == "block"


def test_one_that_vanished_has_none() -> None:
    answer = fetch(account([shown(1)], failure(404, "Container not found")).client, Query(network=True))
    assert answer.containers[0]["network"] is None
    assert answer.troubles == []


def test_one_that_fails_is_no_harm_to_the_others() -> None:
    def network(request: Request) -> Reply:
        return failure(500, "Oh") if identity(2) in request.path else success({"type": "block", "configured": True})

    answer = fetch(account([shown(number) for number in (1, 2, 3)], network).client, Query(network=True))
    assert [item["network"] is None for item in answer.containers] == [False, True, False]
    [trouble] = answer.troubles
    assert trouble.startswith("The network profile of web-2 could not be read, so it is null in the variables. GET ")


@pytest.mark.parametrize("answer", [broken("unreachable"), failure(401), failure(429)])
def test_what_is_no_matter_of_one_is_an_error(answer: Answer) -> None:
    with pytest.raises((errors.Unreachable, errors.Unauthorized, errors.RateLimited)):
        fetch(account([shown(1), shown(2)], answer).client, Query(network=True))


def test_what_fails_for_all_is_an_error() -> None:
    many = [shown(number) for number in range(CONCURRENCY * 2)]
    with pytest.raises(errors.ServerFault):
        fetch(account(many, failure(500, "Oh")).client, Query(network=True))
