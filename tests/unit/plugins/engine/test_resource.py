# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every resource has for nothing, shown by the smallest there is: a door that is open or shut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan, Step
from ansible_collections.hoody.cloud.plugins.module_utils._engine.resource import Decision, Outcome, Resource
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import Wait, Work
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..in_process_emulator import Cloud


class Shut(Wait[str]):
    """Until a door is as it is to be, which it is when somebody looks for the second time."""

    def __init__(self) -> None:
        super().__init__("The door", "be so", 10)
        self._looks = 0

    def read(self, _deadline: Deadline) -> str:
        """Look."""
        self._looks += 1
        return "there" if self._looks > 1 else "on its way"

    def reached(self, seen: str) -> bool:
        """Whether it is so."""
        return seen == "there"

    def state(self, seen: str) -> str:
        """As it was seen."""
        return seen


class Doors(Resource[str]):
    """Doors. ``asked`` is what was asked of the resource, in order."""

    member = "door"

    def __init__(self, is_open: bool | None, *, jams: bool = False) -> None:
        self.door: Json | None = None if is_open is None else {"open": is_open, "key": "hidden"}
        self.asked: list[str] = []
        self._jams = jams

    def options(self) -> Json:
        """It has one."""
        return {"state": {"type": "str"}}

    def protect(self, task: Task, given: Mapping[str, Any]) -> None:
        """Before anything can fail."""
        self.asked.append("protect")
        task.keep_secret({"hidden"})

    def desired(self, given: Mapping[str, Any]) -> str:
        """Open or shut."""
        self.asked.append("desired")
        if given["state"] not in ("open", "shut"):
            raise InputError("The option state must be open or shut.")
        return str(given["state"])

    def find(self, _task: Task, _wanted: str) -> Json | None:
        """The door."""
        self.asked.append("find")
        return self.door

    def decide(self, task: Task, wanted: str, current: Json | None) -> Work[Decision]:
        """Push it twice."""
        self.asked.append("decide")
        differs = (current or {}).get("open") != (wanted == "open")
        before, after = ({"open": (current or {}).get("open")}, {"open": wanted == "open"})
        steps = (Step("push"), Step("push")) if differs else ()
        yield from ()

        def work() -> Work[Json | None]:
            self.asked.append("work")
            task.record.did("push")
            if self._jams:
                raise HoodyError("It jams.")
            yield Shut()
            self.door = {"open": wanted == "open", "key": "hidden"}
            return self.door

        return Decision(Plan(steps, before, after, "door"), current, work)

    def predicted(self, plan: Plan, current: Json | None) -> Json | None:
        """As planned."""
        return {**(current or {"key": "hidden"}), **plan.after}

    def reached(self, plan: Plan, _wanted: str, state: Json | None) -> Json:
        """As it is."""
        return {"open": (state or {})["open"], "creaks": True}

    def present(self, state: Json | None) -> Json:
        """Without the key."""
        return {"open": state["open"]} if state else {}

    def check(self, _task: Task, _wanted: str, _outcome: Outcome, _current: Json | None) -> None:
        """In check mode."""
        self.asked.append("check")

    def tell(self, task: Task, _wanted: str, state: Json | None) -> None:
        """Of how it is."""
        self.asked.append("tell")
        task.warnings.append(f"It is {'open' if (state or {})['open'] else 'shut'}.")


def test_the_order_of_a_run() -> None:
    doors, cloud = Doors(False), Cloud()
    result = doors.reconcile(cloud.task({"state": "open"}))
    assert doors.asked == ["protect", "desired", "find", "decide", "work", "tell"]
    assert result["door"] == {"open": True}
    assert cloud.clock.slept == [0.25], "what waits is waited for on the clock of the client"


def test_what_was_done_is_told_and_not_what_was_planned() -> None:
    result = Doors(False).reconcile(Cloud().task({"state": "open"}))
    assert (result["changed"], result["actions"]) == (True, ["push"])
    assert result["diff"]["after"] == {"open": True, "creaks": True}


def test_check_mode_does_nothing_and_refuses_what_the_api_would() -> None:
    doors, cloud = Doors(False), Cloud()
    task = cloud.task({"state": "open"}, check_mode=True)
    result = doors.reconcile(task)
    assert doors.asked == ["protect", "desired", "find", "decide", "tell", "check"]
    assert (result["actions"], result["door"], doors.door) == (
        ["push", "push"],
        {"open": True},
        {"open": False, "key": "hidden"},
    )
    assert task.warnings == ["It is open."]
    assert not cloud.clock.slept


@pytest.mark.parametrize("check_mode", [False, True])
def test_what_is_as_wanted_begins_no_work(check_mode: bool) -> None:
    doors = Doors(True)
    result = doors.reconcile(Cloud().task({"state": "open"}, check_mode=check_mode))
    assert "work" not in doors.asked
    assert (result["changed"], result["actions"], result["door"]) == (False, [], {"open": True})
    assert result["diff"]["before"] == result["diff"]["after"]


def test_no_diff_unless_somebody_wants_one() -> None:
    task = Cloud().task({"state": "open"})
    task.diff_mode = False
    assert set(Doors(False).reconcile(task)) == {"changed", "actions", "door"}


def test_a_failure_tells_what_was_done_and_how_it_was() -> None:
    task = Cloud().task({"state": "open"})
    with pytest.raises(HoodyError) as caught:
        Doors(False, jams=True).reconcile(task)
    assert task.failure(caught.value) == {"changed": True, "actions": ["push"], "door": {"open": False}}


def test_secrets_are_kept_before_an_option_is_refused() -> None:
    task = Cloud().task({"state": "ajar"})
    with pytest.raises(InputError) as caught:
        Doors(False).reconcile(task)
    assert task.secrets == {"hidden"}
    assert task.failure(caught.value) == {"changed": False, "actions": [], "door": {}}
