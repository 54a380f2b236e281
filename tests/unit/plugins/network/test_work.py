# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent for a network profile, to a service that is a script; and what is sent when it goes wrong."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, Refused
from ansible_collections.hoody.cloud.plugins.module_utils._engine.lookup import Lookup
from ansible_collections.hoody.cloud.plugins.module_utils._engine.resource import Outcome
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Session, Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import WaitError, Work, at_once, drive
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply
from ansible_collections.hoody.cloud.plugins.module_utils._network.resource import NETWORKS
from ansible_collections.hoody.cloud.plugins.module_utils._network.waiting import ServiceWait
from ansible_collections.hoody.cloud.plugins.module_utils._network.work import NetworkWork
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..scripted import Request, failure, scene, success
from ..strategies import ID

PATH = f"/containers/{ID}/network"
NEVER = 1e9


class Service:
    """The network service of one container. A start takes ``starting`` seconds and a stop ``stopping``.

    What is among ``refused``, such as "PATCH", is not done.
    """

    def __init__(self, *, running: bool, starting: float = 0.0, stopping: float = 0.0, refused: str = "") -> None:
        self.scene = scene(self.answer)
        self.stored: Json = {"type": "socks5", "proxy": "socks5://old.example.com:1080"}
        self._running = running
        self._changes_at = 0.0
        self._delays = {"start": starting, "stop": stopping}
        self._refused = refused
        session = Session(self.scene.client.settings)
        session.client, session.lookup = self.scene.client, Lookup(self.scene.client)
        self.task = Task(session, {})

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return self._running if self.scene.clock.now() >= self._changes_at else not self._running

    @property
    def writes(self) -> list[str]:
        """What was sent to change something, as "POST stop" and "PATCH"."""
        lines = [line.replace(PATH, "").replace("/", "") for line in self.scene.transport.lines]
        return [line.strip() for line in lines if not line.startswith("GET")]

    def answer(self, request: Request) -> Reply:
        """The reply to a request."""
        action = request.path.removeprefix(PATH).strip("/")
        if request.method == "GET":
            return success(self.shown())
        if self._refused == f"{request.method} {action}".strip():
            return failure(400, "Not now")
        if request.method == "PATCH":
            self.stored = request.body
        elif (action == "start") != self.running:
            self._running, self._changes_at = action == "start", self.scene.clock.now() + self._delays[action]
        return success()

    def shown(self) -> Json:
        """What GET shows."""
        return {**self.stored, "configured": True, "status": "running" if self.running else "stopped"}

    def work(self, **given: object) -> Work[Outcome]:
        """The work to make it so."""
        wanted = NETWORKS.desired({"container": "web-1", **given})
        return NETWORKS.reconciled(self.task, wanted, NETWORKS.read(self.scene.client, ID))

    def run(self, **given: object) -> Outcome:
        """Make it so."""
        return drive(self.work(**given), self.scene.clock)


NEW = {"type": "http", "proxy": "http://new.example.com:3128"}


def test_nothing_is_stored_over_a_running_service() -> None:
    service = Service(running=True, starting=3, stopping=2)
    assert service.run(**NEW).plan.actions == ["configure"]
    assert service.writes == ["POST stop", "PATCH", "POST start"]
    assert (service.running, service.stored["proxy"]) == (True, NEW["proxy"])
    assert 5 <= service.scene.clock.now() < 9


def test_check_mode_waits_for_nothing_and_sends_nothing() -> None:
    service = Service(running=True)
    service.task = service.task.prediction()
    assert at_once(service.work(**NEW)).plan.actions == ["configure"]
    assert not service.writes


def test_what_is_stored_is_started_again_before_an_error_is_told() -> None:
    service = Service(running=True, starting=3, refused="PATCH")
    with pytest.raises(Refused, match=r"Not now\. Enforced now: socks5 through socks5://old\.example\.com:1080\."):
        service.run(**NEW)
    assert service.writes == ["POST stop", "PATCH", "POST start"]
    assert (service.running, service.task.record.actions) == (True, [])


def test_an_error_is_held_up_for_a_minute_at_most() -> None:
    service = Service(running=True, starting=NEVER, refused="PATCH")
    with pytest.raises(Refused, match="Now the profile is stored, but nothing is enforced"):
        service.run(**NEW)
    assert 60 <= service.scene.clock.now() < 65
    assert service.task.record.actions == ["stop"]


def test_work_that_is_given_up_starts_the_service_again_and_waits_for_nothing() -> None:
    service = Service(running=True, stopping=2)
    wanted, there = NETWORKS.desired(NEW), NETWORKS.read(service.scene.client, ID)
    decision = at_once(NETWORKS.decide(service.task, wanted, there))
    work = NetworkWork(service.task, ID, wanted).apply(decision.plan, there)
    wait = next(work)
    assert isinstance(wait, ServiceWait)
    assert (wait.goal, wait.listed) == ("stop its network service", None)
    work.close()
    assert service.writes == ["POST stop", "POST start"]
    assert not service.scene.clock.slept


def test_a_service_that_does_not_obey_is_not_waited_for_for_ever() -> None:
    words = f"The network service of container {ID} was"
    for service, state, said in (
        (Service(running=False, starting=NEVER), "started", "started, but after 300 s its status is stopped and it"),
        (Service(running=True, stopping=NEVER), "stopped", "stopped, but after 300 s its status is running and it"),
    ):
        with pytest.raises(WaitError) as caught:
            service.run(state=state)
        assert str(caught.value).startswith(f"{words} {said} ")
        assert service.scene.clock.now() == 300
        told = "Enforced now: socks5" if service.running else "it does not run. Now the profile is stored, but nothing"
        assert told in str(caught.value)


def test_an_api_that_gives_no_answer() -> None:
    service = Service(running=True, stopping=1)
    work = service.work(state="stopped")
    wait = next(work)
    assert str(wait.unreached([])) == (
        f"The network service of container {ID} was stopped, but after 300 s the API gives no answer and it still runs."
    )
    with pytest.raises(HoodyError, match="no answer"):
        work.throw(wait.unreached([]))
