# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names and ids that the workers of a run share."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._engine.notes import Directory, Noted
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import CLOCK
from ansible_collections.hoody.cloud.plugins.plugin_utils._in_process.notes import TaskNotes

SETTINGS = Settings("hdy_secret", "the test")
NAMES = {"web-1": ["a"], "web-2": ["b", "c"]}


def notes(folder: Path, settings: Settings = SETTINGS, task: str = "one") -> TaskNotes:
    """The notes as another worker sees them."""
    return TaskNotes(folder, task, settings)


def test_what_one_writes_others_read(tmp_path: Path) -> None:
    noted = Noted(NAMES, time.time())
    assert notes(tmp_path).read("topic") is None
    notes(tmp_path).write("topic", noted)
    assert notes(tmp_path).read("topic") == noted
    assert notes(tmp_path).read("another topic") is None
    assert notes(tmp_path, task="another").read("topic") is None
    assert notes(tmp_path, SETTINGS._replace(api_token="hdy_other")).read("topic") is None


def test_the_files_are_private_and_hold_no_token(tmp_path: Path) -> None:
    notes(tmp_path).write("topic", Noted(NAMES, 1.0))
    with notes(tmp_path).alone("topic"):
        pass
    for path in tmp_path.iterdir():
        assert "hdy_secret" not in path.name + path.read_text()
        assert path.stat().st_mode & 0o077 == 0 or path.suffix == ".lock"


@pytest.mark.parametrize(
    "name,identity,names",
    [
        ("web-3", "d", {**NAMES, "web-3": ["d"]}),
        ("web-1", "d", {**NAMES, "web-1": ["d"]}),
        ("web-1", None, {"web-2": ["b", "c"]}),
        ("web-9", "a", {"web-9": ["a"], "web-2": ["b", "c"]}),
        ("nowhere", None, NAMES),
    ],
)
def test_a_change(tmp_path: Path, name: str, identity: str | None, names: dict[str, list[str]]) -> None:
    noted = Noted(NAMES, time.time())
    notes(tmp_path).write("topic", noted)
    notes(tmp_path).change("topic", name, identity)
    assert notes(tmp_path).read("topic") == Noted(names, noted.at)


def test_what_was_never_listed_is_not_known_by_one_change(tmp_path: Path) -> None:
    notes(tmp_path).change("topic", "web-1", "a")
    assert notes(tmp_path).read("topic") is None


def test_what_is_crossed_out_counts_no_more(tmp_path: Path) -> None:
    notes(tmp_path).write("topic", Noted(NAMES, time.time()))
    notes(tmp_path).cross_out()
    assert notes(tmp_path).read("topic") is None
    later = Noted(NAMES, time.time())
    notes(tmp_path).write("topic", later)
    assert notes(tmp_path).read("topic") == later


@pytest.mark.parametrize("content", ["", "{", "[]", "[1]", '["one", {"web-1": ["a"]}]', '{"names": 1}'])
def test_a_broken_file_is_none(tmp_path: Path, content: str) -> None:
    notes(tmp_path).write("topic", Noted(NAMES, time.time()))
    [path] = tmp_path.iterdir()
    path.write_text(content)
    assert notes(tmp_path).read("topic") is None


def test_a_folder_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    notes(missing).write("topic", Noted(NAMES, 1.0))
    notes(missing).cross_out()
    with notes(missing).alone("topic"):
        assert notes(missing).read("topic") is None


def test_one_lists_and_the_others_wait_for_that(tmp_path: Path) -> None:
    asked: list[int] = []
    begin = threading.Barrier(8)

    def look(number: int) -> None:
        def ask() -> dict[str, list[str]]:
            asked.append(number)
            return NAMES

        begin.wait()
        known = Directory(notes(tmp_path), "topic", CLOCK, ask)
        assert known.ids("web-1") == ["a"]
        assert known.ids("web-2") == ["b", "c"]

    threads = [threading.Thread(target=look, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def test_a_name_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    notes(tmp_path).write("topic", Noted(NAMES, CLOCK.today()))
    known = Directory(notes(tmp_path), "topic", CLOCK, lambda: {"new": ["x"]})
    assert (known.ids("web-1"), known.ids("new"), known.ids("never")) == (["a"], ["x"], [])


def test_what_is_old_is_asked_for(tmp_path: Path) -> None:
    notes(tmp_path).write("topic", Noted(NAMES, CLOCK.today() - 61))
    known = Directory(notes(tmp_path), "topic", CLOCK, lambda: {"web-1": ["x"]})
    assert known.ids("web-1") == ["x"]
