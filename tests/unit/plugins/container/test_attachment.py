# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container has, where the container is not there: shown by its network profile."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.attachment import Attachment
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import UnknownContainer, UnknownId
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import UnknownProject
from ansible_collections.hoody.cloud.plugins.module_utils._network.resource import NETWORKS

from ..in_process_emulator import Cloud
from ..strategies import ID

PART: Attachment[Any] = NETWORKS
#: Where something is that is not there, and what is said of it.
MISSING: list[tuple[dict[str, Any], type[InputError], str]] = [
    ({"container": "web-1", "project": "Shop"}, UnknownContainer, "no container 'web-1' in the project 'Shop'"),
    ({"container": ID, "project": None}, UnknownId, f"no container with the id {ID}"),
    ({"container": ID, "project": "Shop"}, UnknownId, f"no container with the id {ID}"),
    ({"container": "web-1", "project": "None"}, UnknownProject, "no project 'None'"),
    ({"container": "web-1", "project": ID}, UnknownProject, f"no project with the id {ID}"),
]


def test_its_module_is_told_the_container_too() -> None:
    assert {"container", "project"} == set(PART.options()) - set(PART.own_options())


@pytest.mark.parametrize("place,kind,words", MISSING)
def test_what_is_not_there_has_nothing(place: dict[str, Any], kind: type[InputError], words: str) -> None:
    with pytest.raises(kind, match=words):
        PART.reconcile(Cloud().task({**place, "type": "block"}))


@pytest.mark.parametrize("place,_kind,words", MISSING)
def test_what_is_not_there_has_nothing_to_remove(place: dict[str, Any], _kind: object, words: str) -> None:
    cloud = Cloud()
    task = cloud.task({**place, "state": "absent"})
    assert not PART.reconcile(task)["changed"]
    [warning] = task.warnings
    assert words in warning
    assert warning.endswith("So there is no network to remove.")
    assert not cloud.writes


@pytest.mark.parametrize("place,kind,words", MISSING)
def test_only_a_name_may_be_that_of_one_that_an_earlier_task_makes(
    place: dict[str, Any], kind: type[InputError], words: str
) -> None:
    task = Cloud().task({**place, "type": "block"}, check_mode=True)
    if ID not in place.values():
        assert PART.reconcile(task)["actions"] == ["configure", "start"]
        assert words in task.warnings[0]
    else:
        with pytest.raises(kind, match=words):
            PART.reconcile(task)


def test_who_asks_is_told_of_nothing_in_check_mode_only() -> None:
    for place, kind, _words in (MISSING[0], MISSING[3]):
        told = PART.inform(Cloud().task(place, check_mode=True))
        assert told == {
            "changed": False,
            "network": {"configured": False, "enforced": False, "container_id": None},
        }
        with pytest.raises(kind):
            PART.inform(Cloud().task(place))


def test_who_asks_is_told_what_is_there() -> None:
    cloud = Cloud(empty=False)
    there = cloud.named("shop-crawler")
    told = PART.inform(cloud.task({"container": "shop-crawler", "project": "Shop"}))["network"]
    assert (told["container_id"], told["country"], told["enforced"]) == (there.id, "DE", True)
    assert not cloud.writes
