# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain resource, shown by one that is invented: foretold, made once, changed where it differs, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Conflict, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.field import Field
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import UnknownProject
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plain import Plain
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.members.plain import plain
from tests.emulator.wire.table import member

from ..in_process_emulator import Cloud
from ..strategies import ID
from ..trials import Case, ends_as_asked

INVENTED = plain(
    "Volume",
    "Invented.",
    "/projects/{id}/volumes",
    member("name", str, taken="create update"),
    member("size", int, default=10, taken="create update"),
    member("comment", str, null=True, taken="create update"),
    member("fast", bool, default=False, taken="create"),
)


class Volumes(Plain):
    """Volumes of projects."""

    member = "volume"
    plural = "volumes"
    path = "/projects/{project_id}/volumes"
    fields = (
        Field("name"),
        Field("size", type="int", default=10),
        Field("comment", clearable=True, read=lambda text: text or None, shown=lambda text: text and f"<{text}>"),
        Field("fast", type="bool", default=False, mutable=False),
    )


VOLUMES = Volumes()
#: What is there, what is asked of it, and what is done.
CASES: dict[str, tuple[Json | None, Json, list[str]]] = {
    "create": (None, {"size": 20, "fast": True}, ["create"]),
    "as it is": ({"size": 20}, {"size": 20}, []),
    "update": ({"size": 20, "comment": "before"}, {"size": 30, "comment": ""}, ["update"]),
    "delete": ({}, {"state": "absent"}, ["delete"]),
    "gone": (None, {"state": "absent"}, []),
}


def cloud_with(*volumes: Json) -> Cloud:
    """One in which these volumes are there."""
    cloud = Cloud(resources=(INVENTED,))
    for given in volumes:
        VOLUMES.reconcile(task(cloud, **given))
    cloud.forget()
    return cloud


def task(cloud: Cloud, *, check_mode: bool = False, **options: Any) -> Task:
    """A task about the volume data-1."""
    return cloud.task({"name": "data-1", "project": "Shop", "state": "present", **options}, check_mode=check_mode)


def told(cloud: Cloud, *, check_mode: bool = False, **options: Any) -> list[Json]:
    """What is told of the volumes."""
    asked = cloud.task({"volume": None, "project": "Shop", **options}, check_mode=check_mode)
    volumes: list[Json] = VOLUMES.inform(asked)["volumes"]
    return volumes


@pytest.mark.parametrize("case", CASES)
def test_check_mode_says_what_a_run_does_and_the_next_run_does_nothing(case: str) -> None:
    there, options, actions = CASES[case]
    cloud = cloud_with(*([there] if there is not None else []))
    foretold = VOLUMES.reconcile(task(cloud, check_mode=True, **options))
    assert not cloud.writes
    done = VOLUMES.reconcile(task(cloud, **options))
    assert (foretold["actions"], done["actions"]) == (actions, actions)
    assert foretold["diff"] == done["diff"]
    assert len(cloud.writes) == len(actions)
    again = VOLUMES.reconcile(task(cloud, **options))
    assert (again["changed"], len(cloud.writes)) == (False, len(actions))
    assert len(told(cloud)) == (options.get("state") != "absent")


def test_only_what_differs_is_sent_and_only_what_was_named_is_shown() -> None:
    cloud = cloud_with({"size": 20, "comment": "before"})
    done = VOLUMES.reconcile(task(cloud, size=30))
    assert done["diff"]["before"] == {"name": "data-1", "size": 20}
    assert done["diff"]["after"] == {"name": "data-1", "size": 30}
    assert done["volume"]["comment"] == "<before>", "as the field is to be shown"


def test_what_cannot_be_changed_is_said_before_anything_is() -> None:
    cloud = cloud_with({"fast": True})
    with pytest.raises(InputError, match="volume data-1 cannot be changed in place: fast is set at creation only"):
        VOLUMES.reconcile(task(cloud, fast=False, size=30))
    assert not cloud.writes


def test_by_its_id_it_is_renamed() -> None:
    cloud = cloud_with({})
    [there] = told(cloud)
    assert VOLUMES.reconcile(task(cloud, id=there["id"], name="data-2"))["actions"] == ["update"]
    assert [volume["name"] for volume in told(cloud)] == ["data-2"]
    assert not VOLUMES.reconcile(task(cloud, id=there["id"], name="data-2"))["changed"]


def test_an_id_is_one_of_its_project_or_none_at_all() -> None:
    cloud = cloud_with({})
    [there] = told(cloud)
    with pytest.raises(InputError, match=f"volume {there['id']} is not in the project 'Lab'"):
        VOLUMES.reconcile(task(cloud, id=there["id"], project="Lab"))
    with pytest.raises(
        InputError, match=f"no volume with the id {ID}, and a volume with a certain id cannot be created"
    ):
        VOLUMES.reconcile(task(cloud, id=ID))
    assert not VOLUMES.reconcile(task(cloud, id=ID, state="absent"))["changed"]


@pytest.mark.parametrize("check_mode,kind", [(True, InputError), (False, Conflict)])
def test_check_mode_refuses_a_name_that_the_run_is_refused(check_mode: bool, kind: type[Exception]) -> None:
    cloud = cloud_with({}, {"name": "data-2"})
    there = told(cloud, volume="data-1")[0]
    with pytest.raises(kind):
        VOLUMES.reconcile(task(cloud, id=there["id"], name="data-2", check_mode=check_mode))


@pytest.mark.parametrize(
    "options,words",
    [
        ({"name": None}, "Give name or id, so that the volume can"),
        ({"name": " "}, "The option name must not be blank"),
        ({"id": "x"}, "The option id must be 24"),
    ],
)
def test_bad_input_is_one_sentence(options: Json, words: str) -> None:
    with pytest.raises(InputError, match=words):
        VOLUMES.reconcile(task(cloud_with(), **options))


@pytest.mark.parametrize("project", ["Gone", "65a1b2c3d4e5f607ffffffff"])
def test_a_project_that_is_not_there(project: str) -> None:
    cloud = cloud_with()
    gone = task(cloud, project=project, state="absent")
    assert not VOLUMES.reconcile(gone)["changed"]
    assert gone.warnings[0].endswith("So there is nothing to delete.")
    with pytest.raises(UnknownProject):
        VOLUMES.reconcile(task(cloud, project=project))
    with pytest.raises(UnknownProject):
        told(cloud, project=project)
    if project != "Gone":
        # An id is known only of what is there.
        with pytest.raises(UnknownProject):
            VOLUMES.reconcile(task(cloud, project=project, check_mode=True))
        return
    assert VOLUMES.reconcile(task(cloud, project=project, check_mode=True))["actions"] == ["create"]
    assert told(cloud, project=project, check_mode=True) == []


def test_who_asks_is_told_of_all_or_of_one() -> None:
    cloud = cloud_with({"name": "data-2"}, {"name": "data-1"})
    assert [volume["name"] for volume in told(cloud)] == ["data-1", "data-2"]
    [second] = told(cloud, volume="data-2")
    assert told(cloud, volume=second["id"]) == [second]
    assert told(cloud, volume="data-3") == []


def test_its_options_are_its_fields_and_what_finds_it() -> None:
    assert set(VOLUMES.options()) == {"name", "size", "comment", "fast", "id", "project", "state"}
    assert VOLUMES.options()["project"]["required"]
    assert set(VOLUMES.info_options()) == {"volume", "project"}


@pytest.mark.parametrize("case", ["create", "update", "delete"])
def test_whatever_fails_at_whatever_request_the_next_run_ends_as_asked(case: str) -> None:
    there, options, _actions = CASES[case]

    def holds(cloud: Cloud) -> bool:
        found = [thing.values for thing in cloud.world.things[INVENTED.plural].values()]
        sizes = [options["size"]] if "size" in options else []
        return [values["size"] for values in found] == sizes

    given = {"name": "data-1", "project": "Shop", "state": "present", **options}
    before = [there] if there is not None else []
    ends_as_asked(Case(lambda: cloud_with(*before), given, VOLUMES.reconcile, holds))
