# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole fleet in one task."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess

from .playbook import Ansible, Outcome, Task, begun, fleet, thrice

SERVER = "amber-fox-1a2-de"
NEW = {"server": SERVER, "container_image": "debian/13"}
PROXY = {"type": "socks5", "proxy": "socks5://proxy.example.net:1080", "country": "DE"}


def names(prefix: str, count: int) -> list[dict[str, Any]]:
    """So many items."""
    return [{"name": f"{prefix}-{number:03}"} for number in range(count)]


def rows(outcome: Outcome | dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of a result by the names of their containers."""
    result = outcome[0] if isinstance(outcome, Outcome) else outcome
    return {row["name"]: row for row in result["results"]}


def listed(emulator: EmulatorProcess, project: str = "Shop") -> dict[str, dict[str, Any]]:
    """What is in a project, by name."""
    path = f"/projects/{emulator.project_id(project)}/containers?limit=100"
    return {item["name"]: item for item in emulator.api("GET", path).json()["data"]["containers"]}


def most_at_once(log: list[dict[str, Any]]) -> int:
    """How many requests of the log were under way at the same time; the log rounds to milliseconds."""
    edges: list[tuple[datetime, int]] = []
    for entry in log:
        began = begun(entry)
        edges += [(began, 1), (began + timedelta(milliseconds=entry["milliseconds"] - 2), -1)]
    running = most = 0
    for _moment, step in sorted(edges):
        running += step
        most = max(most, running)
    return most


def fleet_of_every_kind() -> Task:
    """Containers to create, change, stop, rename and delete, with networks and without."""
    return fleet(
        project="Shop",
        defaults={**NEW, "state": "started", "environment_vars": {"TIER": "web"}, "network": {**PROXY}},
        containers=[
            {"name": "web-1"},
            {"name": "web-2", "environment_vars": {"TIER": "spare"}, "network": {"country": "FR", "state": "started"}},
            {"name": "shop-api", "comment": "changed", "network": {"type": "block"}},
            {"name": "shop-worker", "state": "stopped", "server": "blue-owl-3b4-us"},
            {"name": "shop-crawler", "state": "absent"},
            {"name": "never", "state": "absent"},
        ],
    )


@pytest.mark.parametrize("profile", ["seed", "current"])
def test_created_changed_and_unchanged(ansible: Ansible, profile: str) -> None:
    emulator = ansible.emulator
    emulator.use_profile(profile)
    emulator.switch(create_delay=0.1, delete_delay=0.1)
    outcome = ansible.run(*thrice(fleet_of_every_kind(), "fleet"), arguments=["--diff"])
    result = outcome.succeeded()["fleet run"]
    check, again = outcome["fleet check"], outcome["fleet again"]
    assert [row["name"] for row in result["results"]][:3] == ["web-1", "web-2", "shop-api"]
    done = rows(result)
    assert done["web-2"]["actions"] == ["create", "configure network", "start network"]
    assert (done["shop-crawler"]["actions"], done["never"]["actions"]) == (["delete"], [])
    assert done["web-2"]["network"]["country"] == "FR"
    assert done["web-2"]["container"]["status"] == "running"
    for name, row in rows(check).items():
        assert (row["actions"], row["diff"]) == (done[name]["actions"], done[name]["diff"]), name
    assert (again["changed"], again["summary"]["unchanged"], again["diff"]) == (False, 6, [])
    respects = "(2 environment_vars, 2 network, 1 comment)"
    assert result["summary"] == {
        "create": 2,
        "change": 2,
        "delete": 1,
        "unchanged": 1,
        "failed": 0,
        "not_attempted": 0,
        "purged": [],
        "groups": result["summary"]["groups"],
        "reasons": [],
        "text": result["summary"]["text"],
        "lines": [
            "2 created: web-1, web-2",
            "1 changed in comment, environment_vars, network: shop-api",
            "1 changed in environment_vars, network: shop-worker",
            "1 deleted: shop-crawler",
        ],
    }
    assert check["summary"]["groups"] == result["summary"]["groups"]
    assert result["summary"]["text"] == f"2 created, 2 changed {respects}, 1 deleted, 1 as declared"
    assert check["summary"]["text"] == f"2 to create, 2 to change {respects}, 1 to delete, 1 as declared"
    assert f"container_fleet: {check['summary']['text']}\n" in outcome.output
    assert done["shop-api"]["changes"] == rows(check)["shop-api"]["changes"]
    assert done["shop-api"]["changes"] == ["comment", "environment_vars", "network"]
    assert done["shop-api"]["actions"] == ["update", "configure network", "start network"]
    assert done["web-1"]["changes"] == done["shop-crawler"]["changes"] == []
    assert "TIER" in outcome.output
    assert "spare" not in outcome.output


def test_what_is_as_declared_costs_one_listing(ansible: Ansible) -> None:
    """Two of a fleet ask for what the listing leaves out; only they cost a request more."""
    emulator = ansible.emulator
    emulator.bulk(99)
    project = emulator.project_id("Fleet")
    emulator.clear_requests()
    items: list[dict[str, object]] = [{"name": f"node-{number:05}", "state": "started"} for number in range(1, 100)]
    result = ansible.run(fleet(project=project, containers=items)).succeeded()[0]
    assert (result["changed"], result["summary"]["unchanged"]) == (False, 99)
    assert len(emulator.requests()) == 1
    assert len(json.dumps(result["results"])) < 99 * 500, "a thousand rows are half a megabyte at most"
    assert set(result["results"][0]["container"]) == {"id", "name", "server_name", "ssh_hostname", "status"}
    emulator.clear_requests()
    items[0]["ramdisk"] = items[1]["ramdisk"] = True
    assert not ansible.run(fleet(project=project, containers=items)).succeeded()[0]["changed"]
    assert len(emulator.requests()) == 3


def test_many_creations_go_together(ansible: Ansible) -> None:
    """A hundred containers that take a second to build, with 50 ms a request."""
    emulator = ansible.emulator
    emulator.switch(create_delay=1.0, latency=0.05)
    emulator.clear_requests()
    task = fleet(project="Shop", defaults={**NEW, "state": "started"}, containers=names("web", 100), concurrency=12)
    outcome = ansible.run(task).succeeded()
    assert outcome[0]["summary"]["create"] == 100
    log = emulator.requests()
    assert 2 <= most_at_once(log) <= 12
    posts = [number for number, entry in enumerate(log) if entry["method"] == "POST"]
    assert len(posts) == 100
    assert len([entry for entry in log if entry["path"] == "/api/v1/rentals"]) == 1
    polls = [entry for entry in log[posts[0] :] if entry["path"].endswith("/containers") and entry["method"] == "GET"]
    assert len(polls) < 30, "what waits is looked after by listings, not one by one"


def test_two_of_a_hundred_are_wrong(ansible: Ansible) -> None:
    items = names("web", 100)
    items[7]["color"] = "lilac"
    items[42]["server"] = "no-such-server"
    task = fleet(project="Shop", defaults={**NEW, "wait": False}, containers=items)
    outcome = ansible.run(task)
    result = outcome[0]
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["msg"].startswith(
        "2 of 100 containers failed. web-007: The option color must be a color such as '#10B981' or '10b981', "
        "not 'lilac'. web-042: There is no active server 'no-such-server' among the rented ones"
    )
    done = rows(result)
    assert [row["name"] for row in result["results"]] == [item["name"] for item in items]
    assert {name for name, row in done.items() if row["error"]} == {"web-007", "web-042"}
    assert len(set(done) & set(listed(ansible.emulator))) in range(90, 99)
    assert result["summary"]["create"] == 98


def test_a_network_that_fails_leaves_what_its_container_did(ansible: Ansible) -> None:
    ansible.emulator.fault("internal_error", method="PATCH", path="/network$", retry_after=0)
    items = [{"name": "web-1", **NEW, "network": PROXY}, {"name": "web-2", **NEW}]
    task = {**fleet(project="Shop", containers=items, api_retries=1), "ignore_errors": True}
    failed = ansible.run(task)[0]
    first, second = failed["results"]
    assert (first["actions"], first["changed"], first["container"]["name"]) == (["create"], True, "web-1")
    assert "/network answered 500" in first["error"]["msg"]
    assert (second["actions"], second["error"]) == (["create"], None)
    ansible.emulator.clear_faults()
    again = ansible.run(task).succeeded()
    assert rows(again)["web-1"]["actions"] == ["configure network", "start network"]


def test_failures_stop_what_has_not_begun(ansible: Ansible) -> None:
    emulator = ansible.emulator
    wrong: list[dict[str, Any]] = [{"name": "bad name"}, {"name": "web-1", "color": "lilac"}]
    task = fleet(project="Shop", defaults=NEW, containers=[*names("new", 3), *wrong], max_failures=2)
    emulator.clear_requests()
    result = ansible.run(task)[0]
    assert (result["changed"], result["summary"]["failed"]) == (False, 2)
    assert {entry["method"] for entry in emulator.requests()} == {"GET"}, "too much was wrong before anything began"
    emulator.fault("internal_error", method="POST", path="/containers$")
    task = fleet(
        project="Shop", defaults=NEW, containers=names("new", 40), max_failures=3, concurrency=2, api_retries=0
    )
    outcome = ansible.run(task)
    summary = outcome[0]["summary"]
    assert 3 <= summary["failed"] <= 4
    assert summary["failed"] + summary["not_attempted"] == 40
    assert outcome[0]["results"][-1]["error"]["msg"] == "Not attempted: 3 others failed (max_failures)."
    assert f" {summary['not_attempted']} were not attempted." in outcome.message


def test_purge(ansible: Ansible) -> None:
    """Deletes what matches and is not declared; in check mode it says so, and nothing else is touched.

    Of the defaults, only what is about deleting counts for it: the others may make no sense for any item.
    """
    emulator = ansible.emulator
    for name in ("web-1", "web-2", "web-3", "database"):
        emulator.put_container(project="Lab", name=name, status="running")
    before = listed(emulator, "Lab")
    keep = [{"name": "web-1", "color": "#000000"}]
    task = fleet(project="Lab", defaults={"color": "?"}, containers=keep, purge=True, purge_pattern="web-[0-9]")
    outcome = ansible.run(*thrice(task, "purge")).succeeded()
    check, run, again = (outcome[f"purge {part}"] for part in ("check", "run", "again"))
    assert check["summary"]["purged"] == run["summary"]["purged"] == ["web-2", "web-3"]
    assert rows(run)["web-2"]["actions"] == rows(check)["web-2"]["actions"] == ["delete"]
    assert rows(check)["web-2"]["diff"] == rows(run)["web-2"]["diff"]
    assert (again["changed"], again["summary"]["purged"]) == (False, [])
    assert set(listed(emulator, "Lab")) == set(before) - {"web-2", "web-3"}


PURGE = {"project": "Lab", "purge": True}


@pytest.mark.parametrize(
    "task,sentence",
    [
        *[
            (
                fleet(**PURGE, containers=[], purge_pattern=pattern),
                "Nothing is purged: no name of a container can match the purge_pattern",
            )
            for pattern in ("^web-.*$", r"web-\d", "['web-*']", "w?")
        ],
        (
            fleet(**PURGE, containers=[], purge_pattern=["web-*"]),
            "The option purge_pattern must be a string, not a list.",
        ),
        (fleet(project="Lab", containers=[], purge_pattern="web-*"), "The option purge_pattern needs purge: true"),
        (
            fleet(project="Lab", containers=[{"name": "web-[3:1]"}]),
            "web-[3:1]: The range [3:1] in the name 'web-[3:1]' ends before it begins;",
        ),
        (
            fleet(project="Lab", containers=[{"name": "web-[1:2]"}, {"name": "web-2"}]),
            "More than one item of containers has the name web-2.",
        ),
        (fleet(**PURGE, containers=[]), "purge is True but all of the following are missing: purge_pattern"),
        (fleet(**PURGE, containers=[], purge_pattern=""), "The option purge_pattern must not be blank"),
        (
            fleet(**PURGE, containers=[], purge_pattern="*"),
            "Nothing is purged: containers is empty and purge_pattern '*' matches everything in the project, so all ",
        ),
        (
            fleet(**PURGE, containers=[{"name": "x y"}], purge_pattern="*"),
            "must be 3 to 100 letters, digits, hyphens and underscores, not 'x y'. Nothing was purged.",
        ),
        (
            fleet(project="Lab", containers=[{"name": "one"}, {"name": "one"}]),
            "More than one item of containers has the name one.",
        ),
        (fleet(project="Lab", containers=[], concurrency=0), "The option concurrency must be 1 to 32, not 0."),
        (fleet(project="Lab", containers=[], max_failures=-1), "The option max_failures must not be negative"),
        (
            fleet(project="Lab", defaults={"wait_timeout": 0}, containers=[{"name": "web-1", "wait_timeout": 9}]),
            "The option wait_timeout must be more than 0 seconds, not 0; to end without waiting, use wait: false.",
        ),
        (fleet(project="Nowhere", containers=[]), "There is no project 'Nowhere'."),
        (
            fleet(project="Lab", containers=[{"comment": "?"}]),
            "(no name): Give name or id, so that the container can be found again.",
        ),
        (
            fleet(project="Lab", containers=[{"name": "new-1", "network": {"type": "http"}, **NEW}]),
            "new-1: The network type http needs a proxy: give proxy.",
        ),
    ],
)
def test_bad_input_writes_nothing(ansible: Ansible, task: Task, sentence: str) -> None:
    emulator = ansible.emulator
    for name in ("web-1", "web-2"):
        emulator.put_container(project="Lab", name=name, status="running")
    emulator.clear_requests()
    assert sentence in ansible.run(task).message
    assert {entry["method"] for entry in emulator.requests()} <= {"GET"}


def test_two_items_for_one_container(ansible: Ansible) -> None:
    """One by its id and one by its name: which of them should win?"""
    identity = ansible.emulator.id_of("shop-api")
    items = [{"id": identity, "comment": "one"}, {"name": "shop-api", "comment": "two"}]
    message = ansible.run(fleet(project="Shop", containers=items)).message
    assert message == f"The items {identity} and shop-api of containers are about the same container."


def test_waits_end_when_the_api_has_stopped_answering(ansible: Ansible) -> None:
    """The containers are listed and the operations accepted, and then nothing answers any more."""
    emulator = ansible.emulator
    items = [{**item, "state": "stopped"} for item in names("web", 20)]
    for item in items:
        emulator.put_container(project="Shop", name=item["name"], status="running")
    emulator.switch(stop_delay="never")
    listing = {"method": "GET", "path": "/projects/[0-9a-f]+/containers$"}
    emulator.fault("slow", **listing, times=1, seconds=0)
    emulator.fault("hang", **listing)
    emulator.fault("hang", method="GET", path="/containers/[0-9a-f]{24}")
    emulator.clear_requests()
    outcome = ansible.run(fleet(project="Shop", defaults={"wait_timeout": 3}, containers=items))
    assert {row["error"]["msg"].split(": ", 1)[1] for row in outcome[0]["results"]} == {"no answer within 3 s."}
    assert not [entry for entry in emulator.requests() if entry["path"].endswith("/status-logs")]


def test_a_wait_that_fails_or_never_ends(ansible: Ansible) -> None:
    """Whoever looks on is told after ten seconds what the fleet waits for."""
    emulator = ansible.emulator
    emulator.switch(create_delay="never")
    task = fleet(project="Shop", defaults={**NEW, "wait_timeout": 11}, containers=names("slow", 6))
    outcome = ansible.run(task)
    shown = (
        "container_fleet: 0 of 6 containers done; waiting for slow-000 to become running, slow-001 to become running"
    )
    assert shown in outcome.output
    result = outcome[0]
    reasons = {row["error"]["msg"].split(": ", 1)[1] for row in result["results"]}
    assert {reason[:35] for reason in reasons} == {"it was provisioning after 11 s. Las"}
    emulator.restore()
    emulator.switch(creation_outcome="failed")
    result = ansible.run(fleet(project="Shop", defaults=NEW, containers=names("broken", 6)))[0]
    assert {row["error"]["msg"].split(": ", 1)[1][:40] for row in result["results"]} == {
        "the container is failed (CREATE_FAILED: "
    }


def test_the_same_as_the_modules_for_one(ansible: Ansible) -> None:
    """What a fleet made is as it should be for the single modules."""
    first = ansible.run(fleet_of_every_kind()).succeeded()
    items = [row for row in first[0]["results"] if row["container"]]
    single = [
        task
        for row in items
        for task in (
            {"hoody.cloud.container": {"project": "Shop", "name": row["name"], "state": row["container"]["status"]}},
            {"hoody.cloud.container_network": {"project": "Shop", "container": row["name"], **PROXY}},
        )
    ]
    for task in single:
        options = next(iter(task.values()))
        if "state" in options:
            options["state"] = {"running": "started"}.get(options["state"], options["state"])
        elif options["container"] == "web-2":
            options["country"] = "FR"
        elif options["container"] == "shop-api":
            options["type"] = "block"
    outcome = ansible.run(*single).succeeded()
    assert not [result for result in outcome.results if result["changed"]]


def key(letter: str) -> str:
    """A public key of its own."""
    return f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{letter * 43}"


def test_a_range_stands_for_its_names(ansible: Ansible) -> None:
    emulator = ansible.emulator
    items = [{"name": "worker-[08:11]"}, {"name": "worker-12", "comment": "spare"}, {"name": "[a:c]-1", "wait": False}]
    outcome = ansible.run(*thrice(fleet(project="Lab", defaults=NEW, containers=items), "fleet"))
    result = outcome.succeeded()["fleet run"]
    made = ["worker-08", "worker-09", "worker-10", "worker-11", "worker-12", "a-1", "b-1", "c-1"]
    assert [row["name"] for row in result["results"]] == made
    assert set(made) <= set(listed(emulator, "Lab"))
    assert outcome["fleet check"]["summary"]["text"] == "8 to create, 0 as declared"
    assert outcome["fleet again"]["summary"]["text"] == "8 as declared"


def identities(there: dict[str, dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Id and key by name."""
    return {name: (container["id"], container["ssh_public_key"]) for name, container in there.items()}


def claiming(emulator: EmulatorProcess) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Three containers of the project Lab with a key each, by name, and one elsewhere."""
    for name in ("one", "two", "three"):
        emulator.put_container(project="Lab", name=name, status="stopped", ssh_public_key=key(name[1].upper()))
    emulator.put_container(project="Shop", name="far", status="stopped", ssh_public_key=key("F"))
    there = listed(emulator, "Lab")
    return there, {name: container["id"] for name, container in there.items()}


def test_check_mode_refuses_what_cannot_be(ansible: Ansible) -> None:
    """As the run does, which the API tells so in the worst case; and nothing is written for it."""
    emulator = ansible.emulator
    before, ids = claiming(emulator)
    impossible: list[tuple[list[dict[str, Any]], str]] = [
        ([{"name": "new-[1:30]", **NEW, "ssh_public_key": key("Z")}], "The items new-1, new-2, new-3 and 27 more of"),
        ([{"id": ids["one"], "name": "two"}], "cannot have the name 'two'. The container two ("),
        ([{"id": ids["one"], "name": "two"}, {"name": "two", "comment": "x"}], "More than one item of containers has"),
        ([{"id": ids["one"], "name": "two"}, {"id": ids["two"], "comment": "x"}], "cannot have the name 'two'."),
        ([{"id": ids["one"], "name": "two"}, {"id": ids["two"], "name": "one"}], "need names or keys of each"),
        (
            [{"name": "new-1", **NEW, "ssh_public_key": key("N")}],
            "The item new-1 of containers cannot have this ssh_public_key. The container one (",
        ),
        ([{"name": "new-1", **NEW, "ssh_public_key": key("F")}], "The container far ("),
        ([{"name": "two", "ssh_public_key": key("N")}, {"name": "one", "comment": "x"}], "The container one ("),
        (
            [{"id": ids["one"], "name": "two"}, {"id": ids["two"], "name": "three"}],
            "2 of 2 containers failed. two, three: ",
        ),
    ]
    tasks = [fleet(project="Lab", containers=items) for items, _words in impossible]
    emulator.clear_requests()
    checked = ansible.run(*[{**task, "check_mode": True, "ignore_errors": True} for task in tasks]).succeeded()
    done = ansible.run(*[{**task, "ignore_errors": True} for task in tasks]).succeeded()
    for (_items, words), check, run in zip(impossible, checked.results, done.results, strict=True):
        assert words in check["msg"], check["msg"]
        assert (run["failed"], bool(run.get("results"))) == (True, bool(check.get("results"))), words
    assert checked[-1]["results"][1]["error"]["msg"] == (
        "The item three of containers cannot have the name 'three'. "
        f"The container three ({ids['three']}) of the project Lab has this name."
    )
    sent = {entry["method"] for entry in emulator.requests() if entry["status"] < 300}
    assert sent == {"GET", "PATCH"}, "only the comments of items that are possible were written"
    assert identities(listed(emulator, "Lab")) == identities(before)


def test_names_and_keys_change_hands(ansible: Ansible) -> None:
    """What another item gives up can be had, whatever the order of the items; check mode knows that, too."""
    emulator = ansible.emulator
    _before, ids = claiming(emulator)
    items = [
        {"id": ids["one"], "name": "two"},
        {"id": ids["two"], "name": "three", "ssh_public_key": ""},
        {"id": ids["three"], "state": "absent"},
        {"name": "new-1", **NEW, "ssh_public_key": key("W")},
        {"name": "new-2", **NEW, "ssh_public_key": key("H")},
    ]
    outcome = ansible.run(*thrice(fleet(project="Lab", containers=items, concurrency=4), "fleet")[:2]).succeeded()
    check, run = outcome["fleet check"], outcome["fleet run"]
    for foretold, row in zip(check["results"], run["results"], strict=True):
        assert (foretold["actions"], foretold["changes"]) == (row["actions"], row["changes"])
    assert run["summary"]["text"] == "2 created, 2 changed (2 name, 1 ssh_public_key), 1 deleted, 0 as declared"
    now = listed(emulator, "Lab")
    assert (now["two"]["id"], now["three"]["id"]) == (ids["one"], ids["two"])
    assert (now["new-1"]["ssh_public_key"], now["new-2"]["ssh_public_key"]) == (key("W"), key("H"))


def test_a_project_that_is_gone_holds_nothing(ansible: Ansible) -> None:
    """As for the single modules: what is to be absent is, and there is nothing to purge."""
    gone = {"project": "65a1b2c3d4e5f6ffffffffff"}
    absent = [{"name": "web-[1:3]", "state": "absent"}, {"id": "65a1b2c3d4e5f6fffffffffe", "state": "absent"}]
    outcome = ansible.run(
        *thrice(fleet(**gone, containers=absent), "absent"),
        fleet(project="Nowhere", containers=[], purge=True, purge_pattern="web-*"),
        {**fleet(**gone, containers=[*absent, {"name": "web-4"}]), "ignore_errors": True},
    ).succeeded()
    assert outcome["absent run"]["summary"]["text"] == "4 as declared"
    assert [result["changed"] for result in outcome.results[:4]] == [False] * 4
    assert "There is no project 'Nowhere'. The token sees:" in outcome.said
    assert outcome[4]["error"]["status"] == 404


def test_the_reasons_are_grouped(ansible: Ansible) -> None:
    emulator = ansible.emulator
    emulator.fault("internal_error", method="POST", path="/containers$")
    items = [{"name": "web-[01:12]"}, {"name": "odd", "color": "lilac"}, {"name": "shop-api"}]
    outcome = ansible.run(fleet(project="Shop", defaults=NEW, containers=items, api_retries=0))
    summary = outcome[0]["summary"]
    assert [reason["count"] for reason in summary["reasons"]] == [12, 1]
    assert summary["reasons"][0]["names"] == [f"web-{number:02}" for number in range(1, 13)]
    assert summary["text"] == "1 as declared, 13 failed"
    assert outcome.message.startswith("13 of 14 containers failed. web-01, web-02, web-03 and 9 more: POST /api/v1/")
    assert f"container_fleet: {summary['text']}\n" in outcome.output
    assert summary["lines"] == [
        f"12 failed, web-01, web-02, web-03 and 9 more: {summary['reasons'][0]['msg']}",
        f"1 failed, odd: {summary['reasons'][1]['msg']}",
    ]
    assert [line in outcome.said for line in summary["lines"]] == [True, True]


@pytest.mark.parametrize("in_process", ["1", "0"])
def test_many_that_differ_are_a_few_lines(ansible: Ansible, in_process: str) -> None:
    """Without --diff, so that a thousand can be looked over; and nothing of that where nothing is to be seen."""
    emulator = ansible.emulator
    emulator.bulk(40)
    items = [
        {"name": f"node-[{first:05}:{last:05}]", "comment": name} for first, last, name in ((1, 30, "a"), (31, 38, "b"))
    ]
    task = {
        **fleet(project="Fleet", containers=[*items, {"name": "node-00039", "state": "stopped"}]),
        "check_mode": True,
    }
    outcome = ansible.run(task, {**task, "no_log": True}, environment={"HOODY_IN_PROCESS": in_process}).succeeded()
    assert outcome[0]["summary"]["groups"][0]["names"] == [f"node-{number:05}" for number in range(1, 39)]
    shown = [line for line in outcome.output.splitlines() if " to change" in line]
    assert shown == [
        "hoody.cloud.container_fleet: 39 to change (38 comment, 1 status), 0 as declared",
        "  38 to change in comment: node-00001, node-00002, node-00003 and 35 more",
        "  1 to change in status: node-00039",
    ]


def test_a_deletion_that_somebody_else_began_is_waited_for(ansible: Ansible) -> None:
    emulator = ansible.emulator
    identity = emulator.id_of("shop-crawler")
    emulator.switch(delete_delay=2)
    emulator.api("DELETE", f"/containers/{identity}")
    items = [{"name": "shop-crawler", "state": "absent"}]
    result = ansible.run(fleet(project="Shop", containers=items), environment={"HOODY_IN_PROCESS": "0"}).succeeded()
    assert (result[0]["changed"], emulator.status_of(identity)) == (False, "gone")
    assert "container_fleet: 1 as declared" in result.output
