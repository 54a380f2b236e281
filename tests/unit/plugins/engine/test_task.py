# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task tells of itself when it fails, and what it does not share with its parts."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Record, Session, Task
from ansible_collections.hoody.cloud.plugins.module_utils._engine.waiting import WaitError

from ..in_process_emulator import Cloud
from ..strategies import ID


def task(*, check_mode: bool = False) -> Task:
    """A task that sends nothing."""
    return Cloud().task({}, check_mode=check_mode)


def test_a_detour_is_told_only_where_it_led_nowhere() -> None:
    record = Record()
    record.did("update")
    record.on_the_way("stop")
    assert record.actions == ["update", "stop"]
    record.did("delete")
    assert record.actions == ["update", "delete"]
    record.on_the_way("stop")
    record.arrived()
    assert record.actions == ["update", "delete"]
    record.on_the_way("stop")
    record.undid()
    assert record.actions == ["update"]


def test_who_shows_nothing_tells_no_actions() -> None:
    record = Record()
    assert record.result() == {"changed": False}
    record.did("write")
    assert record.result() == {"changed": True}


def test_the_result_of_a_failure_has_what_was_done_and_what_was_last_seen() -> None:
    record = Record()
    record.saw("container", {"id": ID, "status": "running"})
    record.did("update")
    assert record.result() == {
        "changed": True,
        "actions": ["update"],
        "container": {"id": ID, "status": "running"},
    }
    assert record.shown("container")["status"] == "running"
    assert record.shown("network") == {}


def test_what_a_wait_saw_last_is_what_is_told() -> None:
    failed = task()
    failed.record.saw("container", {"id": ID, "status": "stopped"})
    failed.record.saw("network", {"container_id": ID})
    problem = WaitError("It did not start.")
    problem.seen = {"id": ID, "status": "starting"}
    assert failed.failure(problem)["container"]["status"] == "starting"
    assert failed.failure(problem)["network"] == {"container_id": ID}


def test_a_wait_for_something_else_tells_nothing_of_it() -> None:
    failed = task()
    failed.record.saw("container", {"id": ID, "status": "stopped"})
    problem = WaitError("The other one did not go.")
    problem.seen = {"id": "0" * 24, "status": "deleting"}
    assert failed.failure(problem)["container"] == {"id": ID, "status": "stopped"}
    assert failed.failure(WaitError("No answer."))["container"] == {"id": ID, "status": "stopped"}


def test_an_error_may_bring_a_result_of_its_own() -> None:
    class Own(HoodyError):
        @property
        def result(self) -> dict[str, object]:
            return {"changed": True, "summary": 1}

    assert task().failure(Own("It failed.")) == {"changed": True, "summary": 1}


def test_a_part_shares_all_but_what_it_did() -> None:
    whole = task()
    part = whole.part()
    part.record.did("create")
    part.warnings.append("Mind the gap.")
    part.keep_secret({"hidden"})
    assert whole.record.actions == []
    assert (whole.warnings, whole.secrets, part.lookup) == (["Mind the gap."], {"hidden"}, whole.lookup)


def test_a_prediction_keeps_its_warnings_to_itself() -> None:
    whole = task()
    foretold = whole.prediction()
    foretold.warnings.append("Mind the gap.")
    assert (foretold.check_mode, whole.check_mode, whole.warnings) == (True, False, [])


def test_only_check_mode_supposes_what_is_missing() -> None:
    missing = InputError("There is no container 'web-1'.")
    with pytest.raises(InputError, match="no container 'web-1'"):
        task().suppose(missing)
    foretold = task(check_mode=True)
    foretold.suppose(missing)
    assert foretold.warnings == [
        "There is no container 'web-1'. Check mode continues as if an earlier task had created it."
    ]


def test_tasks_of_a_session_share_what_was_looked_up() -> None:
    cloud = Cloud()
    session: Session = cloud.session()
    for _number in range(3):
        cloud.task({}, session=session).lookup.project_id("Shop")
    assert cloud.lines == ["GET /projects/"]
