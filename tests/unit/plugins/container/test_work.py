# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent for a container, to a project that is a script, with the detours that a server may force on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Conflict, HoodyError, Refused
from ansible_collections.hoody.cloud.plugins.module_utils._container.model import desired
from ansible_collections.hoody.cloud.plugins.module_utils._container.operation import Operations
from ansible_collections.hoody.cloud.plugins.module_utils._container.work import ContainerWork
from ansible_collections.hoody.cloud.plugins.module_utils._container.writing import Writing
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import Lookup
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan, Step
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Session, Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import drive
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply, TransportError
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..scripted import Request, broken, failure, scene, success
from ..strategies import KEYS, PROJECT_ID, SERVERS

LIST = f"/projects/{PROJECT_ID}/containers"
OPERATIONS = {"start": "running", "resume": "running", "restart": "running", "pause": "paused", "stop": "stopped"}
BODY = {"name": "web-1", "server_id": SERVERS["amber"]}

Fault = Callable[[Request], "Reply | TransportError | None"]


class Project:
    """A project with containers. What changes takes two seconds; ``fault`` may answer in its place."""

    def __init__(self, *names: str, status: str = "running", fault: Fault = lambda _request: None) -> None:
        self.scene = scene(self.answer, api_retries=0)
        self.containers: dict[str, Json] = {}
        self.fault = fault
        self._arrivals: list[tuple[float, str, str]] = []
        session = Session(self.scene.client.settings)
        session.client, session.lookup = self.scene.client, Lookup(self.scene.client)
        self.task = Task(session, {})
        for name in names:
            self.add({"name": name}, status)

    @property
    def writes(self) -> list[str]:
        """What was sent to change something: the verb, and the operation or the name of the container."""
        names = {identity: container["name"] for identity, container in self.containers.items()}
        said = []
        for request in self.scene.transport.sent:
            parts = request.path.strip("/").split("/")
            if request.method != "GET":
                said.append(f"{request.method} {names.get(parts[-1], parts[-1])}")
        return said

    def add(self, body: Json, status: str) -> Json:
        """A container that is there."""
        identity = f"{len(self.containers):024x}"
        self.containers[identity] = {"project_id": PROJECT_ID, "environment_vars": {}, **body}
        self.containers[identity].update(id=identity, status=status)
        return self.containers[identity]

    def goes(self, identity: str, through: str, to: str) -> None:
        """A container is on its way."""
        self.containers[identity]["status"] = through
        self._arrivals.append((self.scene.clock.now() + 2, identity, to))

    def there(self) -> dict[str, Json]:
        """What is there by now."""
        for arrival in list(self._arrivals):
            when, identity, status = arrival
            if self.scene.clock.now() >= when:
                self.containers[identity]["status"] = status
                self._arrivals.remove(arrival)
        return {key: value for key, value in self.containers.items() if value["status"] != "deleted"}

    def answer(self, request: Request) -> Reply | TransportError:
        """The reply to a request."""
        there = self.there()
        parts = request.path.strip("/").split("/")
        if request.path in (LIST, "/containers/") and request.method == "GET":
            found = [item for item in there.values() if request.query.get("include_deleting") or not dying(item)]
            return success({"containers": found, "pagination": {"total": len(found)}})
        if parts[-1] == "status-logs":
            return success({"logs": []})
        if request.path != LIST and parts[1] not in there:
            return failure(404, "Container not found")
        answer = self.fault(request) if request.method != "GET" else None
        return answer or self.change(request, parts)

    def change(self, request: Request, parts: list[str]) -> Reply:
        """Do what is asked for."""
        if request.path == LIST:
            made = self.add(request.body, "creating")
            self.goes(made["id"], "creating", "running")
            return success(made, 201)
        container = self.containers[parts[1]]
        if request.method == "PATCH":
            container.update(request.body)
        elif parts[-1] in OPERATIONS:
            self.goes(parts[1], container["status"], OPERATIONS[parts[-1]])
        elif parts[-2] == "env":
            del container["environment_vars"][parts[-1]]
        elif request.method == "DELETE":
            self.goes(parts[1], "deleting", "deleted")
        return success(container)

    def work(self, *steps: Step, current: Json | None = None, **options: object) -> Json | None:
        """Do these steps for a container."""
        wanted = desired({"name": "web-1", **options})
        plan = Plan(steps, {}, {}, wanted.subject)
        return drive(ContainerWork(self.task, wanted, PROJECT_ID).apply(plan, current), self.scene.clock)


def dying(container: Json) -> bool:
    """Whether it is about to go."""
    return bool(container["status"] == "deleting")


def refusing(*lines: str, times: int = 1, status: int = 409) -> Fault:
    """Refuses what one of the lines begins, such as "DELETE", so many times."""
    left = [times]

    def answer(request: Request) -> Reply | None:
        action = f"{request.method} {request.path.rpartition('/')[2]}"
        if left[0] and any(action.startswith(line) for line in lines):
            left[0] -= 1
            return failure(status, "Not like this")
        return None

    return answer


def only(project: Project) -> Json:
    """The one container of a project."""
    (found,) = project.there().values()
    return found


def test_a_new_container_is_waited_for() -> None:
    project = Project()
    made = project.work(Step("create", BODY))
    assert made is not None
    assert (made["status"], made["name"]) == ("running", "web-1")
    assert (project.writes, project.task.record.actions) == (["POST containers"], ["create"])
    assert 2 <= project.scene.clock.now() < 4


def test_what_an_unclear_reply_left_behind_is_adopted_and_completed() -> None:
    def lost(request: Request) -> TransportError | None:
        if request.method != "POST":
            return None
        project.add({**request.body, "comment": "of somebody else"}, "running")
        return broken()

    project = Project(fault=lost)
    made = project.work(Step("create", {**BODY, "comment": "mine"}))
    assert made is not None
    assert (len(project.there()), made["comment"]) == (1, "mine")
    assert project.writes == ["POST containers", "PATCH web-1"]


def test_a_name_that_a_dying_container_holds_is_waited_for() -> None:
    project = Project("web-1", fault=refusing("POST containers"))
    project.goes(only(project)["id"], "deleting", "deleted")
    project.work(Step("create", BODY))
    assert project.writes == ["POST containers"] * 2
    assert 4 <= project.scene.clock.now() < 8


def test_a_key_that_a_living_container_holds_is_refused() -> None:
    project = Project("web-2", fault=refusing("POST containers", times=9))
    only(project)["ssh_public_key"] = KEYS[0]
    with pytest.raises(Conflict, match="web-2"):
        project.work(Step("create", {**BODY, "ssh_public_key": KEYS[0]}))
    assert project.writes == ["POST containers"]


def test_a_refusal_that_nobody_explains_is_not_the_last_word() -> None:
    """Whoever held the name may have gone between the refusal and the look."""
    project = Project(fault=refusing("POST containers"))
    project.work(Step("create", BODY))
    assert project.writes == ["POST containers"] * 2
    project = Project(fault=refusing("POST containers", times=9))
    with pytest.raises(Conflict, match="Not like this"):
        project.work(Step("create", BODY))
    assert project.writes == ["POST containers"] * 2


def test_variables_that_an_update_leaves_are_removed_one_by_one() -> None:
    def merging(request: Request) -> Reply | None:
        if request.method != "PATCH":
            return None
        container = only(project)
        container["environment_vars"] = {**container["environment_vars"], **request.body["environment_vars"]}
        return success(container)

    project = Project("web-1", fault=merging)
    only(project)["environment_vars"] = {"OLD": "1", "KEPT": "1", "HOODY_OF_THE_PLATFORM": "1"}
    after = project.work(Step("update", {"environment_vars": {"KEPT": "2"}}), current=dict(only(project)))
    assert after is not None
    assert after["environment_vars"] == {"KEPT": "2", "HOODY_OF_THE_PLATFORM": "1"}
    assert project.writes == ["PATCH web-1", "DELETE OLD"]
    assert not project.task.warnings


@pytest.mark.parametrize(
    "written,reply,is_read",
    [
        ({"comment": "new", "autostart": False}, {}, False),
        ({"comment": "new"}, {"comment": "old"}, True),
        ({"comment": "new"}, {"comment": 5}, True),
        ({"comment": "new"}, {"id": "f" * 24}, True),
        ({"comment": "new"}, None, True),
        ({"comment": "new", "environment_vars": {"A": "1"}}, {}, True),
        ({"ssh_public_key": KEYS[0]}, {}, True),
    ],
    ids=["all", "another value", "another type", "another container", "nothing", "variables", "key"],
)
def test_an_update_whose_reply_does_not_show_all_of_it_is_read_back(
    written: Json, reply: Json | None, is_read: bool
) -> None:
    project = Project("web-1")
    before = only(project)

    def answer(request: Request) -> Reply:
        before.update(request.body)
        return success(None if reply is None else {"id": before["id"], **written, **reply})

    project.fault = answer
    changed = project.work(Step("update", written), current={**before, "snapshot_count": 3, "status": "running"})
    assert [request.method for request in project.scene.transport.sent] == ["PATCH", *(["GET"] if is_read else [])]
    assert changed is not None
    assert {name: changed[name] for name in written} == written
    assert is_read or changed["snapshot_count"] == 3, "what an update does not write stays as it was"


def test_a_value_that_does_not_stay_is_warned_of() -> None:
    project = Project("web-1", fault=lambda request: success() if request.method == "PATCH" else None)
    project.work(Step("update", {"comment": "new"}), current=dict(only(project)))
    assert project.writes == ["PATCH web-1"] * 2
    assert project.task.warnings == ["The API accepted the container web-1, but returns another value for comment."]


@pytest.mark.parametrize("action,status", [("start", "running"), ("stop", "stopped"), ("pause", "paused")])
def test_an_operation_is_waited_for(action: str, status: str) -> None:
    project = Project("web-1", status="running" if status != "running" else "stopped")
    after = project.work(Step(action), current=dict(only(project)))
    assert after is not None
    assert (after["status"], project.writes, project.task.record.actions) == (status, [f"POST {action}"], [action])
    project.work(Step(action), current=dict(only(project)), wait=False)
    assert project.scene.clock.now() < 4


def test_a_paused_container_is_resumed_where_it_cannot_be_stopped() -> None:
    project = Project("web-1", status="paused", fault=refusing("POST stop"))
    project.work(Step("stop"), current=dict(only(project)))
    assert project.writes == ["POST stop", "POST resume", "POST stop"]
    assert project.task.record.actions == ["stop"]
    project = Project("web-1", fault=refusing("POST stop", status=400))
    with pytest.raises(Refused):
        project.work(Step("stop"), current=dict(only(project)))


def test_a_running_container_is_stopped_where_it_cannot_be_deleted() -> None:
    project = Project("web-1", fault=refusing("DELETE"))
    there = dict(only(project))
    operations = Operations(project.task, desired({"name": "web-1"}))
    assert drive(operations.delete(there, last=True), project.scene.clock) is None
    assert project.writes == ["DELETE web-1", "POST stop", "DELETE web-1"]
    assert (project.task.record.actions, project.there()) == (["delete"], {})
    # One that is gone already is as wanted.
    assert drive(operations.delete(there, last=True), project.scene.clock) is None


def test_a_container_that_is_being_built_is_left_to_settle_where_it_cannot_be_deleted() -> None:
    project = Project("web-1", fault=refusing("DELETE"))
    project.goes(only(project)["id"], "creating", "running")
    project.work(Step("delete"), current=dict(only(project)))
    assert project.writes == ["DELETE web-1"] * 2
    project = Project("web-1", status="stopped", fault=refusing("DELETE", times=9))
    with pytest.raises(Conflict):
        project.work(Step("delete"), current=dict(only(project)))
    assert project.writes == ["DELETE web-1"] * 3


def test_a_replacement_has_everything_before_the_old_one_goes() -> None:
    project = Project("web-1")
    old = dict(only(project))
    after = project.work(Step("create", {**BODY, "comment": "new"}), Step("delete"), current=old)
    assert after is not None
    assert (after["name"], after["comment"]) == ("web-1", "new")
    assert after["id"] != old["id"]
    assert [line.split()[0] for line in project.writes] == ["POST", "DELETE", "PATCH"]
    assert project.task.record.actions == ["create", "delete"]


def test_the_old_one_stays_where_its_replacement_cannot_be_made() -> None:
    project = Project("web-1", fault=refusing("POST containers", status=400))
    with pytest.raises(HoodyError, match="The container web-1 was not changed, because the new container"):
        project.work(Step("create", BODY), Step("delete"), current=dict(only(project)))
    assert (only(project)["status"], project.task.record.actions) == ("running", [])


def test_writing_tells_whose_values_are_hidden() -> None:
    project = Project("web-1")
    only(project).update(environment_vars={"A": None}, values_redacted=True)
    writing = Writing(project.task, desired({"name": "web-1"}), PROJECT_ID)
    drive(writing.completed(only(project)["id"], {"environment_vars": {"A": "1"}}), project.scene.clock)
    assert "hides the values of the environment variables of the container web-1" in project.task.warnings[0]
    assert not project.writes
