# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever happens to a survey: it ends, tells nothing wrong and no secret, and touches nothing that is not its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError, Unauthorized
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import Reply
from ansible_collections.hoody.cloud.plugins.module_utils._survey.around import ask_for_copy
from ansible_collections.hoody.cloud.plugins.module_utils._survey.asking import Asker, Unanswered
from ansible_collections.hoody.cloud.plugins.module_utils._survey.containers import ask_for_key
from ansible_collections.hoody.cloud.plugins.module_utils._survey.course import (
    MOST_READS,
    MOST_TRIALS,
    conduct,
)
from ansible_collections.hoody.cloud.plugins.module_utils._survey.ending import ask_for_end
from ansible_collections.hoody.cloud.plugins.module_utils._survey.findings import Findings
from ansible_collections.hoody.cloud.plugins.module_utils._survey.firewall import ask_for_firewall
from ansible_collections.hoody.cloud.plugins.module_utils._survey.house import House
from ansible_collections.hoody.cloud.plugins.module_utils._survey.network import ask_for_network
from ansible_collections.hoody.cloud.plugins.module_utils._survey.operations import ask_for_restore
from ansible_collections.hoody.cloud.plugins.module_utils._survey.reading import ask_by_reading
from ansible_collections.hoody.cloud.plugins.module_utils._survey.survey import Survey
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

from tests.emulator.routes.gate import READ_ONLY_TOKEN, REALM_TOKEN
from tests.emulator.world.seed import REALM_ID

from .. import in_process_emulator
from ..in_process_emulator import SERVER, TOKEN, Cloud, Killed
from .hiding import check
from .surveys import DELAYS, TRYING, answers, left, others, peopled, survey


def test_reading_writes_nothing_and_takes_few_requests() -> None:
    for options in ({}, {"check_mode": True, **TRYING}):
        cloud = peopled()
        found = survey(cloud, **options)
        assert not cloud.writes
        assert found["requests"] == len(cloud.lines) <= MOST_READS
        assert not found["changed"]
        reasons = {item["reason"] for item in found["findings"] if item["how"] == "write"}
        assert len(reasons) == 1
        assert None not in reasons


def test_trying_leaves_nothing_and_touches_nothing_foreign() -> None:
    cloud = peopled()
    before = others(cloud)
    found = survey(cloud, **TRYING)
    assert (found["left"], found["changed"]) == ([], False)
    assert not [name for name in left(cloud) if name != "survey-first"]
    assert others(cloud) == before
    assert found["requests"] == len(cloud.lines) <= MOST_READS + MOST_TRIALS


def watch(monkeypatch: pytest.MonkeyPatch, cloud: Cloud, before: Callable[[int], None]) -> None:
    """Do something before each request, whose number is counted from 1."""
    exchange, sent = cloud.transport.exchange, count(1)

    def watched(*given: Any) -> Reply:
        before(next(sent))
        return exchange(*given)

    monkeypatch.setattr(cloud.transport, "exchange", watched)


def _count(cloud: Cloud, numbers: list[int], _number: int) -> None:
    numbers.append(len(cloud.world.containers))


def test_never_more_containers_than_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    for most in (1, 2):
        cloud = peopled(project_delete_delay=2.0)
        numbers, there = [0], len(cloud.world.containers)
        watch(monkeypatch, cloud, partial(_count, cloud, numbers))
        found = survey(cloud, **TRYING, max_containers=most)
        assert max(numbers) - there == most
        assert (answers(found)["F.1a"] is None) == (most == 1)


@pytest.mark.parametrize("first", range(4))
def test_a_run_after_one_that_was_killed(first: int) -> None:
    """At any request, before it or after it: the next one removes what is left, and nothing foreign."""
    reference = peopled(alias_orphans="kept")
    survey(reference, **TRYING)
    for number in range(first, len(reference.lines), 16):
        cloud = peopled(alias_orphans="kept")
        before = others(cloud)
        cloud.transport.live_on(number, after=number % 2 == 1)
        with pytest.raises(Killed):
            survey(cloud, **TRYING)
        cloud.transport.live_on()
        found = survey(cloud, **TRYING)
        check(found, cloud.world.switches)
        assert found["left"] == []
        assert left(cloud) == ["survey-first"], "that of another project"
        assert others(cloud) == before


def test_an_interruption_is_cleaned_up(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = peopled(alias_orphans="kept")
    survey(reference, **TRYING)
    whole = len(reference.lines)
    # Among the last ones are those that remove.
    for number in (30, 60, 90, 120, *range(whole - 6, whole + 1)):
        cloud = peopled(alias_orphans="kept")

        def interrupt(present: int, number: int = number) -> None:
            if present == number:
                raise KeyboardInterrupt

        watch(monkeypatch, cloud, interrupt)
        with pytest.raises(KeyboardInterrupt):
            survey(cloud, **TRYING)
        assert left(cloud) == ["survey-first"]


def test_no_room() -> None:
    cloud = peopled()
    cloud.world.project_called("Shop").max_containers = 2  # type: ignore[union-attr]
    found = survey(cloud, **TRYING)
    assert "container limit" in next(item["reason"] for item in found["findings"] if item["id"] == "C22")
    assert answers(found)["C3"] == 422


@pytest.mark.parametrize("realm", [None, REALM_ID])
def test_a_token_of_a_realm(monkeypatch: pytest.MonkeyPatch, realm: str | None) -> None:
    monkeypatch.setattr(in_process_emulator, "TOKEN", REALM_TOKEN)
    cloud = Cloud(**DELAYS)
    options = {"project": "Lab", "server": SERVER, "max_containers": 2, "time_limit": 900, "show_ids": False}
    found = conduct(cloud.task(options, session=cloud.session(realm=realm)))
    if realm:
        check(found, cloud.world.switches)
    else:
        assert set(found["switches"]) == {"signing"}, "which needs no token"
        assert "set the option realm" in peek(found, "C3")["reason"]
        assert "set the option realm" in peek(found, "C22")["reason"]


def test_a_token_that_may_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process_emulator, "TOKEN", READ_ONLY_TOKEN)
    found = survey(peopled(), **TRYING)
    reasons = [item["reason"] for item in found["findings"] if item["how"] == "write"]
    assert all("403" in reason for reason in reasons)


def test_a_token_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process_emulator, "TOKEN", "hdy_nobody")
    with pytest.raises(Unauthorized):
        survey(peopled())


def test_no_secret_is_told() -> None:
    cloud = peopled(proxy_credentials="echoed")
    text = json.dumps(survey(cloud, **TRYING))
    for secret in (TOKEN, "do-not-tell-me", "survey:survey", "xxxxx", 'payload_b64": "', "AAAAC3Nza"):
        assert secret not in text
    assert not re.search(r"[0-9a-f]{24}", text)
    assert re.search(r"[0-9a-f]{24}", json.dumps(survey(cloud, **TRYING, show_ids=True)))


@pytest.mark.parametrize(
    "options, words",
    [
        ({"project": "Shop"}, "both project and server"),
        ({"server": SERVER}, "both project and server"),
        ({**TRYING, "max_containers": 3}, "max_containers"),
        ({"time_limit": 5}, "time_limit"),
        ({**TRYING, "project": "Nowhere"}, "no project"),
        ({**TRYING, "server": "nowhere"}, "no server"),
    ],
)
def test_options_that_cannot_be(options: Mapping[str, Any], words: str) -> None:
    cloud = peopled()
    with pytest.raises(InputError, match=words):
        survey(cloud, **options)
    assert not cloud.writes


def test_nothing_is_written_that_is_not_its_own() -> None:
    """The last line: whatever the questions would send."""
    cloud = peopled()
    shop = cloud.world.project_called("Shop")
    assert shop
    foreign = cloud.named("web-1")
    house = House(Asker(cloud.session().client, 10, 60), shop.id, "65a1b2c3d4e5f60700100004", 2)
    for method, path, body in (
        ("DELETE", f"/containers/{foreign.id}", None),
        ("POST", f"/containers/{foreign.id}/stop", None),
        ("POST", f"/containers/{foreign.id}/copy", {"name": "survey-first", "target_project_id": shop.id}),
        ("POST", f"/projects/{shop.id}/containers", {"name": "survey-app"}),
        ("POST", "/proxy/aliases", {"alias": house.alias_names[0], "container_id": foreign.id}),
        ("DELETE", f"/projects/{shop.id}", None),
        ("PATCH", f"/projects/{shop.id}", {"color": "#AABBCC"}),
        ("POST", "/projects/", {"alias": "survey-results"}),
        ("DELETE", "/proxy/aliases/65a1b2c3d4e5f60700100004", None),
        ("POST", "/users/auth/logout", None),
    ):
        with pytest.raises(Unanswered, match="was not sent"):
            house.asker.send(method, path, body)
    assert not cloud.lines


def test_each_topic_by_itself() -> None:
    """On a server that answers nothing at all, a topic leaves its questions open and goes on."""
    cloud = peopled()
    cloud.fault("html")
    under_way = Survey(Asker(cloud.session(api_retries=0).client, 200, 600))
    under_way.house = House(under_way.asker, "65a1b2c3d4e5f60700100002", "65a1b2c3d4e5f60700100004", 2)
    under_way.subject = "65a1b2c3d4e5f60700100009"
    for topic in (
        ask_by_reading,
        ask_for_key,
        ask_for_firewall,
        ask_for_network,
        ask_for_restore,
        ask_for_copy,
        ask_for_end,
    ):
        topic(under_way)
    assert not under_way.findings.result((), show_ids=False)["switches"]
    assert Findings().answer("C3") is None


def peek(found: Json, identity: str) -> Json:
    """One finding."""
    return next(item for item in found["findings"] if item["id"] == identity)


def test_evidence_tells_what_was_asked() -> None:
    rows = peek(survey(peopled(), **TRYING), "C22")["evidence"]["requests"]
    assert rows[0]["method"] == "GET"
    assert rows[0]["path"].startswith("/api/v1/containers/65a1...")
    assert "status" in rows[0]["members"]
    assert sum(row["times"] for row in rows) > len(rows)
