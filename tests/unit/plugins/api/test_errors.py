# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences of errors, and what they tell a playbook."""

from __future__ import annotations

import inspect
import sys

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api import errors
from hypothesis import given
from hypothesis import strategies as st

KINDS = [kind for _name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.ApiError)]


def conflict(message: str = "Name taken", **more: object) -> errors.ApiError:
    """A request that the API refused."""
    return errors.Conflict("POST", "/api/v1/containers", message, **{"status": 409, **more})  # type: ignore[arg-type]


def test_a_reply_is_told() -> None:
    assert str(conflict()) == "POST /api/v1/containers answered 409: Name taken."
    assert str(conflict("Name taken.")) == "POST /api/v1/containers answered 409: Name taken."
    problem = conflict(code="NAME_TAKEN", fields=("/name is taken", "/x"), hint="Take another.")
    problem.tries = 3
    assert str(problem) == (
        "POST /api/v1/containers answered 409: Name taken (/name is taken; /x) [NAME_TAKEN] (after 3 tries). "
        "Take another."
    )


def test_nothing_is_told_twice() -> None:
    problem = conflict("NAME_TAKEN: /name is taken", code="NAME_TAKEN", fields=("/name is taken",))
    assert str(problem) == "POST /api/v1/containers answered 409: NAME_TAKEN: /name is taken."


def test_no_reply_is_told() -> None:
    assert str(errors.Unreachable("GET", "/api/v1/x", "no connection")) == "GET /api/v1/x failed: no connection."


def test_more_can_be_said() -> None:
    problem = conflict(hint="First.")
    problem.add("Second.")
    assert str(problem).endswith("Name taken. First. Second.")
    plain = errors.InputError("One.")
    plain.add("Two.")
    assert str(plain) == "One. Two."


@given(st.text(max_size=200), st.text(max_size=40))
def test_every_text_is_fit_for_a_terminal(message: str, code: str) -> None:
    assert str(conflict(message, code=code)).isprintable()
    assert str(errors.HoodyError(message)).isprintable()


def test_what_a_playbook_can_branch_on() -> None:
    facts = {"status": 409, "code": "NAME_TAKEN", "method": "POST", "path": "/api/v1/containers", "tries": 1}
    problem = conflict(code="NAME_TAKEN")
    assert problem.result == {"error": facts}
    assert errors.HoodyError("x").result == {}
    assert errors.HoodyError("x", request=problem).result == {"error": facts}


@pytest.mark.parametrize("kind", KINDS)
def test_what_may_be_sent_again(kind: type[errors.ApiError]) -> None:
    """What is unclear may be over; what will not pass is not sent again."""
    problem = kind("POST", "/x", "no")
    passing = {"Unreachable", "Interrupted", "Garbled", "Incomplete", "Busy", "RateLimited", "ServerFault"}
    assert problem.transient is (kind.__name__ in passing)
    assert problem.unclear is (kind.__name__ in {"Interrupted", "Garbled", "Oversized", "ServerFault"})
    assert problem.busy is (kind is errors.Busy)


def test_a_promise_that_nothing_was_done_is_believed() -> None:
    problem = errors.ServerFault("POST", "/x", "no", status=503, code="CONTAINER_CREATE_DISPATCH_FAILED")
    assert problem.transient
    assert not problem.unclear


def test_a_library_that_is_missing_is_told_with_its_cure() -> None:
    said = str(errors.missing_requests("Traceback:\n  File x\nModuleNotFoundError: No module named 'requests'\n"))
    assert f"by {sys.executable} (ModuleNotFoundError: No module named 'requests')" in said
    assert "-m pip install" in said


@pytest.mark.parametrize("version", ["2.31.0", "2.34.2", "3.0", "10.1.dev1"])
def test_a_library_that_is_new_enough(version: str) -> None:
    assert errors.outdated_requests(version) is None


@pytest.mark.parametrize("version", ["2.30.9", "2.25.1", "1.99"])
def test_a_library_that_is_too_old_is_a_warning(version: str) -> None:
    said = errors.outdated_requests(version) or ""
    assert said.startswith(f"The Python library requests of {sys.executable} is version {version}. ")
    assert said.endswith(f"{sys.executable} -m pip install 'requests>=2.31.0'.")
