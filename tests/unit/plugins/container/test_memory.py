# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a loop and the hosts of a play know of containers without asking, and when they ask all the same."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS
from ansible_collections.hoody.cloud.plugins.module_utils._container import memory
from ansible_collections.hoody.cloud.plugins.module_utils._engine.notes import Noted, Notes
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Session
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.world.seed import add_fleet

from ..in_process_emulator import SERVER, Cloud

ALL = "GET /containers/"


class Board(Notes):
    """Notes that the sessions of a test share."""

    def __init__(self) -> None:
        self.topics: dict[str, Noted] = {}

    def read(self, topic: str) -> Noted | None:
        return self.topics.get(topic)

    def write(self, topic: str, noted: Noted) -> None:
        self.topics[topic] = noted

    def change(self, topic: str, name: str, identity: str | None) -> None:
        if topic in self.topics:
            names = {other: ids for other, ids in self.topics[topic].names.items() if other != name}
            self.topics[topic] = Noted({**names, **({name: [identity]} if identity else {})}, self.topics[topic].at)

    def cross_out(self) -> None:
        self.topics.clear()


def reconcile(cloud: Cloud, session: Session, check_mode: bool = False, **options: Any) -> Json:
    """The result of a task of this session."""
    given = {name: entry.get("default") for name, entry in CONTAINERS.options().items()}
    task = cloud.task({**given, "project": "Shop", **options}, session=session, check_mode=check_mode)
    return CONTAINERS.reconcile(task)


def reads(cloud: Cloud) -> list[str]:
    """The requests, without the ids in them."""
    return [line.rpartition("/")[0] + "/" if line.startswith("GET /containers/") else line for line in cloud.lines]


def filled(count: int, **switches: Any) -> Cloud:
    """A cloud with so many containers in one project, named as the seed names them."""
    cloud = Cloud(**switches)
    add_fleet(cloud.world, "Shop", count, "node-")
    return cloud


def test_a_loop_over_what_is_as_declared_lists_once_and_returns_what_a_task_alone_does() -> None:
    cloud = filled(30)
    session, alone = cloud.session(many=True), cloud.session()
    cloud.forget()
    results = [reconcile(cloud, session, name=name, state="started") for name in cloud.names()]
    assert reads(cloud) == [ALL, ALL], "one page, and the first container"
    assert results == [reconcile(cloud, alone, name=name, state="started") for name in cloud.names()]


@pytest.mark.parametrize("seconds,lists", [(4.9, 1), (5.1, 2)])
def test_what_was_listed_counts_for_a_moment(seconds: float, lists: int) -> None:
    cloud = filled(3)
    session = cloud.session(many=True)
    first, second, third = cloud.names()
    for name in (first, second):
        reconcile(cloud, session, name=name)
    cloud.clock.sleep(seconds)
    cloud.forget()
    reconcile(cloud, session, name=third)
    assert reads(cloud) == [ALL] * (lists - 1)


def test_what_others_change_meanwhile_is_read_before_anything_is_written() -> None:
    cloud = filled(3)
    session = cloud.session(many=True)
    first, second, _third = cloud.names()
    reconcile(cloud, session, name=first)
    reconcile(cloud, session, name=second)
    cloud.named(second).values["comment"] = "theirs"
    result = reconcile(cloud, session, name=second, comment="ours")
    assert result["diff"]["before"]["comment"] == "theirs"


def test_an_item_finds_what_an_earlier_item_did() -> None:
    cloud = filled(3)
    session = cloud.session(many=True)
    first, second, third = cloud.names()
    for name in (first, second, third):
        reconcile(cloud, session, name=name)
    assert reconcile(cloud, session, name=second, comment="new")["actions"] == ["update"]
    assert reconcile(cloud, session, name=second, comment="new")["actions"] == []
    assert reconcile(cloud, session, name=second, comment="newer")["actions"] == ["update"]
    assert reconcile(cloud, session, name=third, state="absent")["actions"] == ["delete"]
    assert reconcile(cloud, session, name=third, server=SERVER)["actions"] == ["create"]
    identity = cloud.named(first).id
    assert reconcile(cloud, session, id=identity, name="renamed")["actions"] == ["update"]
    assert reconcile(cloud, session, name=first, server=SERVER)["actions"] == ["create"]
    assert reconcile(cloud, session, name="renamed")["container"]["id"] == identity


def test_a_loop_that_creates_lists_once() -> None:
    cloud = filled(30)
    session = cloud.session(many=True)
    cloud.forget()
    for number in range(10):
        cloud.clock.sleep(3)
        reconcile(cloud, session, name=f"new-{number}", server=SERVER, wait=False)
    assert len(cloud.lines) == 2 * 10 + 3


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_container_that_somebody_made_meanwhile_is_not_made_twice(check_mode: bool) -> None:
    cloud = filled(3)
    session = cloud.session(many=True)
    reconcile(cloud, session, name="new-1", server=SERVER)
    cloud.clock.sleep(10)
    theirs = cloud.put("new-2", values={"comment": "theirs"})
    result = reconcile(cloud, session, name="new-2", server=SERVER, comment="ours", check_mode=check_mode)
    assert (result["actions"], result["container"]["id"]) == (["update"], theirs.id)
    assert result["diff"]["before"]["comment"] == "theirs"
    assert len(cloud.names()) == 5


@pytest.mark.parametrize("total", [2000, 2001])
def test_a_large_account_is_listed_only_where_that_pays(total: int) -> None:
    cloud = filled(total)
    session = cloud.session(many=True)
    cloud.forget()
    for name in cloud.names()[:30]:
        reconcile(cloud, session, name=name)
    pages = total // 100 + 1
    alone = [line for line in cloud.lines if line.startswith("GET /containers/6")]
    # One page tells how many there are. Reading pays until it has cost as much as the listing would have.
    expected = (1, pages, 0) if total == 2000 else (21, 1 + pages, pages)
    in_project = len([line for line in cloud.lines if line.endswith("/containers")])
    assert (len(alone), cloud.lines.count(ALL), in_project) == expected


@pytest.mark.parametrize("lacking", ["hidden", "on its way"])
def test_what_a_listing_does_not_tell_is_read(lacking: str) -> None:
    cloud = filled(3, environment_values="redacted" if lacking == "hidden" else "shown")
    session = cloud.session(many=True)
    first, second, _third = cloud.names()
    if lacking == "on its way":
        cloud.world.set_status(cloud.named(second), "stopping", "test", cloud.world.now() + 60)
    reconcile(cloud, session, name=first)
    cloud.forget()
    variables: Json = {"environment_vars": {"A": "1"}} if lacking == "hidden" else {}
    with suppress(HoodyError):
        reconcile(cloud, session, name=second, wait=False, **variables)
    assert cloud.lines[0] == f"GET /containers/{cloud.named(second).id}"


def test_what_may_have_a_warning_is_read_as_no_listing_shows_that() -> None:
    cloud = Cloud()
    known = memory.Memory(Notes(), cloud.clock)
    item = {"id": "65a1b2c3d4e5f60700100001", "name": "web-1", "project_alias": "Shop", "server_expired": False}
    for expired in (False, True):
        known.hear(None, [{**item, "server_expired": expired}], cloud.clock.today())
        known.see({**item, "warnings": []})
        assert (known.recent("web-1", "Shop") is None) == expired


def test_a_token_that_may_not_list_everything_reads_one_after_the_other() -> None:
    cloud = filled(3)
    cloud.fault("forbidden", path="/api/v1/containers/$")
    session = cloud.session(many=True)
    for name in cloud.names():
        assert not reconcile(cloud, session, name=name)["changed"]
    assert cloud.lines.count(ALL) == 1
    assert reconcile(cloud, session, name="new-1", server=SERVER)["actions"] == ["create"]


def test_an_api_that_does_not_answer_is_asked_once_by_a_task() -> None:
    cloud = filled(3)
    session = cloud.session(many=True, api_retries=0)
    cloud.fault("internal_error_after", path="/api/v1/containers/$")
    cloud.forget()
    with pytest.raises(HoodyError, match="500"):
        reconcile(cloud, session, name=cloud.names()[0])
    assert reads(cloud) == [ALL]


def test_hosts_share_names_and_read_each_their_own() -> None:
    cloud, board = filled(30), Board()
    cloud.forget()
    for name in cloud.names():
        reconcile(cloud, cloud.session(notes=board), name=name)
    assert len(cloud.lines) == 1 + 1 + 30
    assert all(set(noted._fields) == {"names", "at"} for noted in board.topics.values())


def test_hosts_that_create_list_once() -> None:
    cloud, board = filled(3, create_delay=0), Board()
    cloud.forget()
    for number in range(10):
        cloud.clock.sleep(3)
        made = reconcile(cloud, cloud.session(notes=board), name=f"new-{number}", server=SERVER, wait=False)
        again = reconcile(cloud, cloud.session(notes=board), name=f"new-{number}")
        assert made["container"]["id"] == again["container"]["id"]
    assert len(cloud.lines) == 3 + 10 * 3


def test_whatever_was_done_the_next_task_knows_by_whatever_name() -> None:
    """Projects are given by alias, by id or not at all, and containers are renamed by name and by id."""
    cloud, board = filled(2), Board()
    identity = cloud.named(cloud.names()[0]).project.id
    everywhere = ("Shop", identity, None)

    def known(name: str) -> list[Any]:
        return [reconcile(cloud, cloud.session(notes=board), name=name, project=each)["actions"] for each in everywhere]

    first, _second = cloud.names()
    assert known(first) == [[], [], []]
    for number, project in enumerate(everywhere[:2]):
        made = reconcile(cloud, cloud.session(notes=board), name=f"new-{number}", project=project, server=SERVER)
        assert known(f"new-{number}") == [[], [], []]
        given = {"id": made["container"]["id"], "project": None, "name": f"renamed-{number}"}
        assert reconcile(cloud, cloud.session(notes=board), **given)["actions"] == ["update"]
        assert known(f"renamed-{number}") == [[], [], []]
        again = reconcile(cloud, cloud.session(notes=board), name=f"new-{number}", project=project, server=SERVER)
        assert again["actions"] == ["create"]
        for name in (f"new-{number}", f"renamed-{number}"):
            gone = reconcile(cloud, cloud.session(notes=board), name=name, project=project, state="absent")
            assert gone["actions"] == ["delete"]


def test_after_a_failure_nothing_is_taken_for_granted() -> None:
    cloud, board = filled(3), Board()
    reconcile(cloud, cloud.session(notes=board), name="new-1", server=SERVER)
    cloud.fault("internal_error_after", method="POST")
    with pytest.raises(HoodyError):
        reconcile(cloud, cloud.session(notes=board, api_retries=0), name="new-2", server="nowhere")
    cloud.mend()
    cloud.forget()
    reconcile(cloud, cloud.session(notes=board), name="new-3", server=SERVER)
    assert [line for line in cloud.lines if line.startswith("GET /projects/") and line.endswith("/containers")]


def test_a_minute_is_the_longest() -> None:
    assert memory.FRESH == 5.0
    cloud = filled(3)
    session = cloud.session(many=True)
    reconcile(cloud, session, name="new-1", server=SERVER)
    cloud.clock.sleep(61)
    cloud.forget()
    reconcile(cloud, session, name="new-2", server=SERVER)
    assert [line for line in cloud.lines if line.startswith("GET /projects/") and line.endswith("/containers")]
