# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The face of modules: options in, and a result or one sentence of failure out."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._ansible import module as _module
from ansible_collections.hoody.cloud.plugins.module_utils._api import client as _client
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from ..modules import given_to_a_module
from ..scripted import FakeTransport, failure, success

SECRET = "s3cret-Zq81"
GIVEN = {"api_token": "hdy_very_secret", "api_url": "https://api.example.com", "api_retries": 0}


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> FakeTransport:
    """The server of every module of a test."""
    found = FakeTransport(success(["x"]))
    monkeypatch.setattr(_client, "transport_for", lambda _settings: found)
    return found


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The warnings of every module of a test, which go another way in each version of ansible-core."""
    found: list[str] = []
    monkeypatch.setattr(_module.HoodyModule, "warn", lambda _self, warning: found.append(warning))
    return found


def run(work: Callable[[Task], Json], options: Json | None = None, **given: object) -> Json:
    """The result of a module with this work, which has one option, ``name``, and these."""
    output = io.StringIO()
    with (
        given_to_a_module({**GIVEN, **given}),
        contextlib.redirect_stdout(output),
        pytest.raises(SystemExit),
    ):
        _module.run(work, {"name": {"type": "str"}, **(options or {})})
    result: Json = json.loads(output.getvalue())
    return result


def test_a_result(transport: FakeTransport, warned: list[str]) -> None:
    def work(task: Task) -> Json:
        task.warnings.append("two\nlines")
        return {"changed": task.check_mode, "servers": task.client.get("/servers"), "name": task.options["name"]}

    result = run(work, name="web")
    assert (result["changed"], result["servers"], result["name"]) == (False, ["x"], "web")
    assert warned == ["two lines"]
    assert transport.lines == ["GET /servers"]
    assert transport.closed
    assert run(work, _ansible_check_mode=True)["changed"]


def test_a_failure_tells_what_was_done_before(transport: FakeTransport) -> None:
    transport._script = [failure(409, "Name taken", code="NAME_TAKEN")]

    def work(task: Task) -> Json:
        task.record.did("create")
        return dict(task.client.post("/containers"))

    result = run(work)
    assert result["failed"]
    assert result["msg"] == "POST /api/v1/containers answered 409: Name taken [NAME_TAKEN]."
    assert result["error"]["status"] == 409
    assert result["changed"]
    assert transport.closed


def test_an_error_before_the_work_changes_nothing(transport: FakeTransport) -> None:
    def work(_task: Task) -> Json:
        raise AssertionError

    result = run(work, api_token="")
    assert "No API token" in result["msg"]
    assert result["changed"] is False
    assert not transport.sent


def test_what_the_work_returns_may_be_a_failure(transport: FakeTransport) -> None:
    assert run(lambda _task: {"msg": "Some failed.", "changed": True})["failed"]


@pytest.mark.usefixtures("transport")
def test_what_a_task_keeps_secret_is_in_no_result() -> None:
    def work(task: Task) -> Json:
        task.keep_secret({SECRET, "on"})
        raise InputError(f"the value {SECRET} is on")

    result = run(work)
    assert SECRET not in result["msg"]
    assert "is on" in result["msg"]
    assert "hdy_very_secret" not in json.dumps(result)


def test_a_library_that_is_missing(transport: FakeTransport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_module, "REQUESTS_ERROR", "Traceback\nImportError: no requests")
    result = run(lambda _task: {})
    assert "(ImportError: no requests)" in result["msg"]
    assert not transport.sent


@pytest.mark.usefixtures("transport")
def test_warnings_of_the_settings_are_shown(warned: list[str]) -> None:
    run(lambda _task: {"changed": False}, config_file="/nowhere/config.json")
    assert "/nowhere/config.json does not exist" in warned[0]


def test_modules_in_one_process_share_a_session(transport: FakeTransport) -> None:
    seen: list[Any] = []
    around = _module.Surroundings(seen.append)

    def work(task: Task) -> Json:
        task.progress("half way")
        seen.append(task.client)
        return {"changed": False}

    token = _module.SURROUNDINGS.set(around)
    try:
        for _time in range(2):
            around.arguments = {**GIVEN, "name": "web"}
            run(work)
    finally:
        _module.SURROUNDINGS.reset(token)
    assert seen[0] == seen[2] == "half way"
    assert seen[1] is seen[3]
    assert not transport.closed
    assert around.session(Settings("another", "the test")).client is not seen[1]


def test_every_shared_option_is_specified() -> None:
    options = _module.connection_options()
    assert options["api_token"] == {"type": "str", "no_log": True}
    assert options["api_retries"] == {"type": "int", "default": 5}
    assert options["realm"] == {"type": "str"}


def test_a_variable_comes_before_a_default_and_is_shown(
    transport: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOODY_API_TIMEOUT", "7.5")
    monkeypatch.setenv("HOODY_API_RETRIES", "3")
    shown = run(lambda _task: {"changed": False}, api_retries=0)["invocation"]["module_args"]
    assert (shown["api_timeout"], shown["api_retries"], shown["validate_certs"]) == (7.5, 0, True)


def test_an_old_library_is_a_warning(
    transport: FakeTransport, warned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(lambda _task: {"changed": False})
    assert not warned
    monkeypatch.setattr(_module, "REQUESTS_VERSION", "2.25.1")
    run(lambda _task: {"changed": False})
    assert len(warned) == 1
    assert "is version 2.25.1" in warned[0]


def test_the_log_of_the_system_has_one_line_a_task(transport: FakeTransport, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[Any] = []
    monkeypatch.setattr(_module.HoodyModule, "log", lambda _self, text, log_args=None: logged.append((text, log_args)))
    run(lambda _task: {"changed": False}, {"map": {"type": "dict"}}, name="a\nb\0c", map={"A": ["x\ny"]})
    assert logged
    assert all("\n" not in str(line) and "\0" not in str(line) for line in logged)
    assert "hdy_very_secret" not in str(logged)
