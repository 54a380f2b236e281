# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a name to a container: how many requests that takes, and what is remembered and confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import (
    Containers,
    UnknownContainer,
    UnknownId,
    containers_of,
    read_container,
)
from ansible_collections.hoody.cloud.plugins.module_utils._container.replacement import stand_in
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import UnknownProject

from ..in_process_emulator import Cloud
from ..strategies import ID, KEYS


def of(cloud: Cloud, **settings: Any) -> Containers:
    """What a new session knows of the containers: nothing."""
    return containers_of(cloud.session(**settings).lookup)


def listing(cloud: Cloud, project: str = "Shop") -> str:
    """The request that lists a project."""
    found = cloud.world.project_called(project)
    assert found
    return f"GET /projects/{found.id}/containers"


def test_an_id_alone_is_taken_as_it_is() -> None:
    cloud = Cloud()
    assert of(cloud).container(ID, None) == {"id": ID}
    assert not cloud.lines


def test_an_id_with_a_project_is_read_to_see_that_it_is_there() -> None:
    cloud = Cloud()
    there = cloud.put("web-1")
    assert of(cloud).container(there.id, "Shop") == {"id": there.id}
    assert cloud.lines == [f"GET /containers/{there.id}"], "the reply names the project, so none is looked up"


@pytest.mark.parametrize("project", ["Lab", ID])
def test_an_id_is_not_that_of_another_project(project: str) -> None:
    cloud = Cloud()
    there = cloud.put("web-1")
    with pytest.raises(InputError, match=f"{there.id} is not in the project '{project}' but in 'Shop'"):
        of(cloud).container(there.id, project)
    with pytest.raises(UnknownId, match=f"no container with the id {ID}"):
        of(cloud).container(ID, "Shop")


def test_in_a_loop_the_later_names_take_one_request_each() -> None:
    cloud = Cloud()
    there = [cloud.put(f"web-{number}") for number in range(3)]
    known = of(cloud)
    found = [known.read_by_name(container.name, "Shop") for container in there]
    assert [item and item["id"] for item in found] == [container.id for container in there]
    reads = [f"GET /containers/{container.id}" for container in there]
    assert cloud.lines == ["GET /projects/", listing(cloud), *reads]


@pytest.mark.parametrize("change", ["renamed", "deleting", "gone"])
def test_what_is_not_confirmed_is_listed_for_again(change: str) -> None:
    cloud = Cloud()
    there = cloud.put("web-1")
    known = of(cloud)
    assert known.container("web-1", "Shop")["id"] == there.id
    if change == "renamed":
        cloud.world.rename(there, "web-2")
        cloud.world.touch(there, moved=True)
    elif change == "deleting":
        cloud.world.set_status(there, "deleting", "test", cloud.world.now())
    else:
        cloud.world.remove(there)
    other = cloud.put("web-1")
    cloud.forget()
    assert known.container("web-1", "Shop")["id"] == other.id
    assert cloud.lines == [f"GET /containers/{there.id}", listing(cloud)]


@pytest.mark.parametrize("seconds,lists", [(4.9, 1), (5.1, 2)])
def test_a_name_that_is_not_there_is_listed_for_again_after_a_moment(seconds: float, lists: int) -> None:
    cloud = Cloud()
    known = of(cloud)
    for _time in range(2):
        cloud.clock.sleep(seconds)
        with pytest.raises(UnknownContainer, match=r"There is no container 'web-1' in the project 'Shop'\."):
            known.container("web-1", "Shop")
    assert cloud.lines == ["GET /projects/", *[listing(cloud)] * lists]
    with pytest.raises(UnknownContainer, match="in any project"):
        known.container("web-1", None)


def test_a_name_in_two_projects_is_told_apart_by_the_project() -> None:
    cloud = Cloud()
    shop, lab = cloud.put("web-1"), cloud.put("web-1", project="Lab")
    known = of(cloud)
    with pytest.raises(InputError, match=f"'web-1' is ambiguous: .* {shop.id} in Shop, {lab.id} in Lab"):
        known.container("web-1", None)
    assert known.container("web-1", "Lab")["id"] == lab.id


def test_a_dying_one_is_found_only_by_whoever_wants_it_gone() -> None:
    cloud = Cloud()
    dying = cloud.put("web-1", "deleting")
    known = of(cloud)
    assert known.by_name("web-1", "Shop") is None
    assert (known.by_name("web-1", "Shop", dying=True) or {})["id"] == dying.id
    living = cloud.put("web-1")
    assert (known.by_name("web-1", "Shop", dying=True) or {})["id"] == living.id


def test_one_that_is_to_take_a_name_over_is_known_by_it_unless_another_has_it() -> None:
    cloud = Cloud()
    first, _rest = stand_in({"id": ID}, {"name": "web-1"})
    new = cloud.put(first["name"], values={"comment": first["comment"]})
    known = of(cloud)
    assert (known.read_by_name("web-1", "Shop") or {})["id"] == new.id
    old = cloud.put("web-1")
    assert (known.read_by_name("web-1", "Shop") or {})["id"] == old.id


def test_who_holds_a_name_or_a_key() -> None:
    cloud = Cloud()
    shop, lab = cloud.put("web-1"), cloud.put("web-1", project="Lab", ssh_public_key=f"{KEYS[0]} somebody")
    dying = cloud.put("web-1", "deleting")
    known = of(cloud)
    in_shop = shop.project.id
    assert [item["id"] for item in known.holders(in_shop, "web-1", None)] == [shop.id, dying.id]
    assert [item["id"] for item in known.holders(in_shop, "web-1", None, but=shop.id)] == [dying.id]
    assert [item["id"] for item in known.holders(in_shop, None, KEYS[0])] == [lab.id], "in whichever project"
    cloud.forget()
    assert known.holders(None, "web-1", None) == []
    assert not cloud.lines, "a name without a project is nobody's"


def test_a_project_that_is_given_by_an_id_and_is_not_there() -> None:
    cloud = Cloud()
    with pytest.raises(UnknownProject, match=f"no project with the id {ID}") as caught:
        of(cloud).listed(ID)
    assert caught.value.request
    assert caught.value.request.status == 404


def test_a_container_that_is_not_there_is_none() -> None:
    assert read_container(Cloud().session().client, ID) is None
