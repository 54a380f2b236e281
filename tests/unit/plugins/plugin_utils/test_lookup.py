# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lookups share, who asks, and what they answer."""

from __future__ import annotations

import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import CLOCK, Clock
from ansible_collections.hoody.cloud.plugins.plugin_utils._lookup import shared as module
from ansible_collections.hoody.cloud.plugins.plugin_utils._lookup.answer import Missing, answer, chosen
from ansible_collections.hoody.cloud.plugins.plugin_utils._lookup.shared import Shared, world_changed

from ..scripted import FakeClock

SETTINGS = Settings("hdy_of_one", "the test")
WORKERS = 8


class Api:
    """Counts how often it is asked; may be slow, or fail, or have the world change while it answers."""

    def __init__(self) -> None:
        self.asked = 0
        self.seconds = 0.0
        self.failure = ""
        self.meanwhile: list[Path] = []

    def __call__(self) -> list[dict[str, Any]]:
        self.asked += 1
        answered = [{"id": str(self.asked)}]
        time.sleep(self.seconds)
        if self.meanwhile:
            world_changed(self.meanwhile.pop())
        if self.failure:
            raise HoodyError(self.failure)
        return answered


@pytest.fixture
def api() -> Api:
    """One that answers."""
    return Api()


class Calendar(FakeClock):
    """On which the time of day passes as time does."""

    def today(self) -> float:
        """What it shows."""
        return self.now()


def worker(folder: Path, settings: Settings = SETTINGS, clock: Clock = CLOCK) -> Shared:
    """As a new process, which has read nothing."""
    module._read.clear()
    return Shared(folder, settings, clock)


def test_only_the_first_asks(tmp_path: Path, api: Api) -> None:
    first = worker(tmp_path).listing(api)
    assert worker(tmp_path).listing(api) == first
    assert worker(tmp_path).listing(api, oldest=60) == first
    assert api.asked == 1


def test_workers_that_begin_together_ask_once(tmp_path: Path, api: Api) -> None:
    api.seconds = 0.2
    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(pool.map(lambda _number: Shared(tmp_path, SETTINGS).listing(api), range(WORKERS)))
    assert (api.asked, {listing.containers[0]["id"] for listing in found}) == (1, {"1"})


def test_a_failure_is_that_of_all_who_wait_and_of_nobody_later(tmp_path: Path, api: Api) -> None:
    api.seconds, api.failure = 0.2, "The API is out of order."
    together = threading.Barrier(WORKERS)

    def attempt(_number: int) -> str:
        together.wait()
        with pytest.raises(HoodyError) as problem:
            Shared(tmp_path, SETTINGS).listing(api)
        return str(problem.value)

    with ThreadPoolExecutor(WORKERS) as pool:
        assert set(pool.map(attempt, range(WORKERS))) == {"The API is out of order."}
    assert api.asked == 1
    api.failure = ""
    assert worker(tmp_path).listing(api).containers == [{"id": "2"}]


def test_what_is_too_old_is_asked_for_again(tmp_path: Path, api: Api) -> None:
    calendar = Calendar()
    found = []
    for seconds in (0, 9, 2):
        calendar.sleep(seconds)
        found.append(worker(tmp_path, clock=calendar).listing(api, oldest=10).containers)
    assert found == [[{"id": "1"}], [{"id": "1"}], [{"id": "2"}]]


def test_a_change_makes_what_was_listed_void(tmp_path: Path, api: Api) -> None:
    mine = Shared(tmp_path, SETTINGS)
    mine.listing(api)
    world_changed(tmp_path)
    assert mine.listing(api).containers == [{"id": "2"}]
    assert mine.listing(api).containers == [{"id": "2"}]


def test_what_was_listed_while_something_changed_is_of_no_use_to_others(tmp_path: Path, api: Api) -> None:
    api.meanwhile = [tmp_path]
    assert worker(tmp_path).listing(api).containers == [{"id": "1"}]
    assert worker(tmp_path).listing(api).containers == [{"id": "2"}]


def test_while_something_goes_on_nothing_is_shared(tmp_path: Path, api: Api) -> None:
    world_changed(tmp_path, goes_on=True)
    world_changed(tmp_path)
    assert [worker(tmp_path).listing(api).containers[0]["id"] for _number in range(2)] == ["1", "2"]


def test_another_account_has_a_listing_of_its_own(tmp_path: Path, api: Api) -> None:
    worker(tmp_path).listing(api)
    others = (
        SETTINGS._replace(api_token="hdy_of_two"),
        SETTINGS._replace(api_url="https://api.example.com"),
        SETTINGS._replace(realm="0" * 24),
    )
    for other in others:
        worker(tmp_path, other).listing(api)
    assert api.asked == 4


def test_the_files_are_private_and_hold_no_token(tmp_path: Path, api: Api) -> None:
    worker(tmp_path).listing(api)
    files = [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
    assert files
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "hdy_of_one" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "[]", "{", '["x"]', '{"x": 1}', "[[], 1]"])
def test_a_file_that_is_none_is_asked_for_again(tmp_path: Path, api: Api, text: str) -> None:
    worker(tmp_path).listing(api)
    [path] = [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
    path.write_text(text, encoding="utf-8")
    assert worker(tmp_path).listing(api).containers == [{"id": "2"}]


def test_where_nothing_can_be_kept_each_asks(tmp_path: Path, api: Api) -> None:
    nowhere = tmp_path / "nowhere"
    world_changed(nowhere)
    assert [worker(nowhere).listing(api).containers[0]["id"] for _number in range(2)] == ["1", "2"]


# -- what is answered

ONE = {"id": "1" * 24, "name": "web", "status": "running", "project_id": "a" * 24, "project_alias": "Shop"}
TWO = {"id": "2" * 24, "name": "web", "status": "running", "project_id": "b" * 24, "project_alias": None}
THREE = {"id": "3" * 24, "name": "db", "status": "stopped", "project_id": "b" * 24, "project_alias": None}
ALL: list[dict[str, Any]] = [ONE, TWO, THREE]


def id_of(project: str) -> str:
    """Where the listing does not show an alias."""
    return {"Shop": "a" * 24, "Lab": "b" * 24, "Empty": "c" * 24}[project]


def test_a_container_is_chosen_by_name_and_project_or_by_id() -> None:
    assert chosen("web", "Shop", ALL, id_of) is ONE
    assert chosen("web", "Lab", ALL, id_of) is TWO
    assert chosen("web", "b" * 24, ALL, id_of) is TWO
    assert chosen("db", None, ALL, id_of) is THREE
    assert chosen("2" * 24, "Lab", ALL, id_of) is TWO


@pytest.mark.parametrize(
    "term,project,kind,words",
    [
        ("web", None, InputError, "The name 'web' is ambiguous: give project"),
        ("shop", None, Missing, "There is no container 'shop' in any project. There are: db, web."),
        ("db", "Shop", Missing, "There is no container 'db' in the project 'Shop'. There are: web."),
        ("db", "Empty", Missing, "There is no container 'db' in the project 'Empty'. There are: none."),
        ("4" * 24, None, Missing, f"There is no container with the id {'4' * 24}, or the token cannot see it."),
        ("3" * 24, "Shop", InputError, f"The container {'3' * 24} is not in the project 'Shop' but in '{'b' * 24}'."),
    ],
)
def test_what_is_not_there(term: str, project: str | None, kind: type[InputError], words: str) -> None:
    with pytest.raises(InputError) as problem:
        chosen(term, project, ALL, id_of)
    assert words in str(problem.value)
    assert problem.type is kind


def test_an_attribute_may_be_inside_of_another() -> None:
    container = {"name": "web", "server": {"country": "DE"}, "comment": None, "environment_vars": {"__ansible_x": "y"}}
    assert answer(container, "server.country") == "DE"
    assert answer(container, "comment") is None
    assert answer(container, None)["environment_vars"] == {"renamed__ansible_x": "y"}
    for attribute, words in {
        "hostname": "has no attribute 'hostname'. At 'hostname' there is: comment, environment_vars, name, server.",
        "server.town": "At 'town' there is: country.",
        "comment.x": "At 'x' there is: nothing in it.",
    }.items():
        with pytest.raises(InputError) as problem:
            answer(container, attribute)
        assert words in str(problem.value)
