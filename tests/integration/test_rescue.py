# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of containers with an inside: the files come back, by the API and in plays that go wrong on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import EmulatorProcess

from .guest import Guest, guest
from .playbook import Task, container
from .plays import Plays

#: Kinds of files, their modes and owners, what is in a folder, and what is gone that the machine has.
FURNISH = (
    "mkdir -p /srv/shop/a/b && echo one >/srv/shop/page && chmod 640 /srv/shop/page && ln -s page /srv/shop/link && "
    "mkfifo /srv/shop/pipe && echo deep >/srv/shop/a/b/c && touch -d 2026-01-02 /srv/shop/a/b/c && "
    "echo home >/root/note && rm -rf /etc/skel"
)
SPOIL = (
    "rm -r /srv/shop/a && mkdir /srv/shop/a && echo two >/srv/shop/page && chmod 600 /srv/shop/page && "
    "rm /srv/shop/link /srv/shop/pipe /root/note && mkdir /etc/skel && echo back >/etc/skel/x && "
    "touch /srv/shop/new && echo x >/tmp/x"
)
#: Everything about them that can be told.
TELL = (
    "cd / && for path in $(find srv/shop root/note etc/skel -maxdepth 9 2>/dev/null | sort); do "
    "stat -c '%n %F %a %u:%g %s %N %Y' $path; [ -f $path ] && cat $path; done; true"
)
RUNNING = ("runs", "stops", "refused")


def at(emulator: EmulatorProcess, method: str, where: dict[str, Any], name: str = "", body: Any = None) -> Any:
    """A request for the snapshots of a container, which succeeds."""
    reply = emulator.api(method, f"/containers/{where['id']}/snapshots{name}", body)
    assert reply.status_code == 200, reply.text
    return reply.json()["data"]


def restored(emulator: EmulatorProcess, there: Guest, name: str) -> None:
    """Take it back, and wait until it runs."""
    at(emulator, "PATCH", there.container, f"/{name}")
    emulator.wait_for(there.container["id"], "running")


def told(there: Guest) -> str:
    """All about its files."""
    return there.output(TELL)


def test_a_copy_has_the_files_of_the_original_or_of_a_snapshot(inside: EmulatorProcess) -> None:
    there = guest(inside)
    there.output("mkdir -p /srv/shop && echo one >/srv/shop/page && chmod 640 /srv/shop/page")
    at(inside, "POST", there.container, body={"alias": "first"})
    there.output("echo two >/srv/shop/page")
    path = f"/containers/{there.container['id']}/copy"
    body = {"target_project_id": there.container["project_id"]}
    for name, snapshot, page in (("copy-now", {}, "two"), ("copy-then", {"source_snapshot": "first"}, "one")):
        made = inside.api("POST", path, {**body, "name": name, **snapshot}).json()["data"]
        inside.wait_for(made["id"], "running")
        copy = Guest(inside, inside.api("GET", f"/containers/{made['id']}").json()["data"])
        assert copy.output("cat /srv/shop/page && stat -c %a /srv/shop/page") == f"{page}\n640"
        copy.output("echo three >/srv/shop/page && touch /srv/shop/new")
        assert inside.api("POST", f"/containers/{made['id']}/sync").status_code == 200
        inside.wait_for(made["id"], "running")
        assert copy.output("cat /srv/shop/page && ls /srv/shop") == "two\npage"
    assert there.output("cat /srv/shop/page") == "two", "each has its own"


def test_the_files_come_back_as_they_were(inside: EmulatorProcess) -> None:
    there = guest(inside)
    there.output(FURNISH)
    before = told(there)
    at(inside, "POST", there.container, body={"alias": "good"})
    assert told(there) == before
    there.output(SPOIL)
    assert told(there) != before
    for _time in range(2):
        restored(inside, there, "good")
        assert told(there) == before
        assert there.raw("ls /tmp/x")["exit_code"] != 0
        there.output(SPOIL)


def test_what_runs_is_ended(inside: EmulatorProcess) -> None:
    there = guest(inside)
    at(inside, "POST", there.container, body={"alias": "good"})
    there.output("setsid sh -c 'while sleep 0.01; do echo x >>/root/log; done' >/dev/null 2>&1 &")
    inside.wait_until(lambda: there.raw("test -s /root/log")["exit_code"] == 0, "it writes")
    restored(inside, there, "good")
    assert there.raw("ls /root/log")["exit_code"] != 0


def test_a_container_that_nobody_had_entered(inside: EmulatorProcess) -> None:
    there = guest(inside)
    at(inside, "POST", there.container, body={"alias": "new"})
    there.output("mkdir -p /srv/shop && echo x >/srv/shop/y && echo x >/root/note")
    restored(inside, there, "new")
    assert there.raw("ls /srv/shop")["exit_code"] != 0
    assert there.raw("ls /root/note")["exit_code"] != 0


def test_what_is_stopped_is_as_it_was_once_it_starts(inside: EmulatorProcess) -> None:
    there = guest(inside)
    identity = there.container["id"]
    there.output("echo one >/root/note")
    at(inside, "POST", there.container, body={"alias": "good"})
    there.output("echo two >/root/note")
    inside.api("POST", f"/containers/{identity}/stop")
    inside.wait_for(identity, "stopped")
    at(inside, "PUT", there.container, "/good")
    inside.wait_for(identity, "stopped")
    inside.api("POST", f"/containers/{identity}/start")
    inside.wait_for(identity, "running")
    assert there.output("cat /root/note") == "one"


def test_nothing_stays_of_what_is_dropped(inside: EmulatorProcess) -> None:
    there = guest(inside)
    there.output("echo one >/root/note")
    assert inside.inside
    kept = Path(inside.inside) / there.container["id"] / "snapshots"
    at(inside, "POST", there.container, body={"alias": "one"})
    at(inside, "POST", there.container, body={"alias": "two"})
    assert sorted(path.name for path in kept.iterdir()) == ["one", "two"]
    at(inside, "DELETE", there.container, "/one")
    assert [path.name for path in kept.iterdir()] == ["two"]
    assert there.raw(f"ls {inside.inside}")["stdout"].strip() == "", "no container sees them"
    inside.api("DELETE", f"/containers/{there.container['id']}")
    inside.wait_for(there.container["id"], "gone")
    inside.wait_until(lambda: not kept.parent.exists(), "its folder is gone")


def snapshot(**options: object) -> Task:
    """A task about the way back, run where the API is reached."""
    given = {"project": "Shop", "container": "web", "snapshot": "before-upgrade", **options}
    return {"hoody.cloud.container_snapshot": given, "delegate_to": "localhost"}


def written(content: str) -> Task:
    """A task that writes the page."""
    return {
        "name": f"write {content}",
        "ansible.builtin.copy": {"content": content, "dest": "/srv/page", "mode": "0640"},
    }


def risky(plays: Plays, *, fails: bool) -> Task:
    """The pattern of the guide around a role that fails, or does not."""
    role = plays.folder / "roles" / "risky" / "tasks"
    role.mkdir(parents=True)
    (role / "main.yml").write_text(
        "- ansible.builtin.copy: {content: two, dest: /srv/page, mode: '0600'}\n"
        "- ansible.builtin.file: {path: /srv/old, state: absent}\n"
        "- ansible.builtin.file: {path: /srv/new, state: directory, mode: '0755'}\n"
        f"- ansible.builtin.command: test -e /srv/{'nothing' if fails else 'new'}\n"
    )
    gone = snapshot(state="absent")
    return {
        "block": [snapshot(), {"ansible.builtin.include_role": {"name": "risky"}}, gone],
        "rescue": [
            {"name": "back", **snapshot(state="restored")},
            {**container(project="Shop", name="web", state="started"), "delegate_to": "localhost"},
            {"ansible.builtin.wait_for_connection": {"timeout": 20}},
            gone,
        ],
    }


@pytest.mark.parametrize("running", RUNNING)
@pytest.mark.parametrize("fails", [True, False])
def test_a_risky_role_and_the_way_back(plays: Plays, running: str, fails: bool) -> None:
    """Whatever the API does to a container that runs, it runs again and is as it was."""
    emulator = plays.emulator
    emulator.switch(snapshot_restore_running=running)
    outcome = plays.run(
        written("one"),
        {"ansible.builtin.copy": {"content": "old", "dest": "/srv/old", "mode": "0644"}},
        risky(plays, fails=fails),
        {"name": "look", "ansible.builtin.shell": "stat -c '%n %a' /srv/page /srv/old /srv/new; cat /srv/page; true"},
        environment={"HOODY_API_URL": emulator.url, "HOODY_CONNECT_TIMEOUT": "20"},
    ).succeeded()
    expected = ["/srv/page 640", "/srv/old 644", "one"] if fails else ["/srv/page 600", "/srv/new 755", "two"]
    assert outcome["look"]["stdout_lines"] == expected
    assert [result["task"] for result in outcome.results].count("back") == fails
    assert emulator.status_of(emulator.id_of("web")) == "running"
    assert at(emulator, "GET", plays.web.container)["snapshots"] == []


def test_the_way_back_stays_where_going_back_has_failed(plays: Plays) -> None:
    emulator = plays.emulator
    emulator.fault("forbidden", method="PATCH", path="/snapshots/before-upgrade$")
    outcome = plays.run(written("one"), risky(plays, fails=True), environment={"HOODY_API_URL": emulator.url})
    assert "answered 403" in outcome["back"]["msg"]
    assert [item["alias"] for item in at(emulator, "GET", plays.web.container)["snapshots"]] == ["before-upgrade"]
