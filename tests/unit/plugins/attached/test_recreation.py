# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a container takes over from the one whose place it takes: nothing that was closed is open, at any moment."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._attached import recreation
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import read_container
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task

from tests.emulator.world.records import Container, Network, effective_of

from ..in_process_emulator import Cloud
from ..trials import Case, ends_as_asked

IMAGE = "ubuntu/22.04"
OPTIONS = {"name": "web-1", "project": "Shop", "container_image": IMAGE, "recreate": True}
BLOCKED = Network("block", status="running")
PROXIED = Network("http", "http://me:secret@proxy.example.net:3128", country="FR", status="running")
RULES = {
    "ingress": [
        {
            "action": "allow",
            "protocol": "tcp",
            "destination_port": "22",
            "source": "10.0.0.0/8",
            "description": "",
            "state": "enabled",
        },
        {"action": "drop", "protocol": "tcp", "destination_port": "22", "description": "", "state": "enabled"},
    ],
    "egress": [{"action": "drop", "protocol": "udp", "destination_port": "53", "description": "", "state": "enabled"}],
}


def subject(cloud: Cloud, network: Network | None = None, **fields: Any) -> Container:
    """The container that is to be replaced."""
    there = cloud.put("web-1", network=copy.deepcopy(network), **fields)
    if there.network and there.network.status == "running":
        there.network.effective = effective_of(there.network)
    return there


def task(cloud: Cloud, *, check_mode: bool = False, **options: Any) -> Task:
    """The task that replaces it."""
    return cloud.task({**OPTIONS, **options}, check_mode=check_mode)


def reconcile(task: Task) -> Mapping[str, Any]:
    """Its result."""
    return CONTAINERS.reconcile(task)


def is_closed(container: Container) -> bool:
    """Whether nothing of it is open that was not."""
    return bool(container.network and (container.network.effective or {}).get("type") == "block") and (
        container.firewall == RULES
    )


def test_network_and_firewall_are_there_before_the_old_one_goes() -> None:
    cloud = Cloud()
    old = subject(cloud, BLOCKED, firewall=copy.deepcopy(RULES))
    reconcile(task(cloud))
    new = cloud.named("web-1")
    assert (new.image, is_closed(new), new.id != old.id) == (IMAGE, True, True)
    kinds = [line.replace(new.id, "new").replace(old.id, "old") for line in cloud.writes]
    assert kinds == [
        f"POST /projects/{old.project.id}/containers",
        *["POST /containers/new/firewall/ingress"] * 2,
        "POST /containers/new/firewall/egress",
        "PATCH /containers/new/network",
        "POST /containers/new/network/start",
        "DELETE /containers/old",
        "PATCH /containers/new",
    ]


@pytest.mark.parametrize(
    "network,enforced",
    [(None, None), (Network("block", status="stopped"), None), (Network("block", status="configured"), None)],
)
def test_what_was_open_before_stays_so(network: Network | None, enforced: object) -> None:
    cloud = Cloud()
    subject(cloud, network)
    reconcile(task(cloud))
    there = cloud.named("web-1").network
    assert (there.type if there else None) == (network.type if network else None)
    assert (there.effective if there else None) is enforced


def test_a_profile_that_should_have_been_enforced_is_so_again() -> None:
    cloud = Cloud()
    subject(cloud, Network("block", status="error"))
    reconcile(task(cloud))
    there = cloud.named("web-1").network
    assert there
    assert (there.effective or {})["type"] == "block"


def test_credentials_are_kept_where_the_server_shows_them_and_said_to_be_lost_where_not() -> None:
    cloud = Cloud("seed")
    subject(cloud, PROXIED)
    run = task(cloud)
    reconcile(run)
    there = cloud.named("web-1").network
    assert there
    assert (there.effective or {})["proxy"] == PROXIED.proxy
    assert "secret" in run.secrets
    hiding = Cloud()
    subject(hiding, PROXIED)
    with pytest.raises(InputError, match="loses the credentials of its proxy, which the API does not show"):
        reconcile(task(hiding))
    assert not hiding.writes


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_is_lost_is_said_before_anything_is_written(check_mode: bool) -> None:
    cloud = Cloud()
    subject(cloud, server="blue-owl-3b4-us", values={"kvm": True}, source_container_id="0" * 24)
    said = (
        "Replacing the container web-1 loses its tie to the container that it is a copy of and KVM, which its free "
        "server does not have."
    )
    with pytest.raises(InputError) as caught:
        reconcile(task(cloud, check_mode=check_mode))
    assert str(caught.value).startswith(said)
    assert not cloud.writes
    forced = task(cloud, check_mode=check_mode, force=True)
    assert reconcile(forced)["actions"] == ["delete", "create"]
    assert forced.warnings == [said]


@pytest.mark.parametrize("what,words", [("network", "its network profile"), ("firewall/rules", "its firewall rules")])
def test_what_this_token_may_not_read_is_lost(what: str, words: str) -> None:
    cloud = Cloud()
    subject(cloud)
    cloud.fault("forbidden", path=f"/{what}$")
    with pytest.raises(InputError, match=f"loses {words}, which this token may not read"):
        reconcile(task(cloud))


def test_a_new_container_that_cannot_be_closed_does_not_take_the_place() -> None:
    cloud = Cloud()
    old = subject(cloud, BLOCKED)
    cloud.fault("forbidden", path="/network/start$")
    run = task(cloud)
    with pytest.raises(
        HoodyError, match=r"web-1 was not changed, .* more traffic may be allowed than before"
    ) as caught:
        reconcile(run)
    assert (cloud.names(), cloud.named("web-1").id) == (["web-1"], old.id)
    assert run.failure(caught.value)["actions"] == []


def test_what_it_takes_over_where_nothing_is_closed() -> None:
    cloud = Cloud()
    old = subject(cloud, values={"kvm": True})
    run = task(cloud)
    current = read_container(cloud.session().client, old.id)
    assert current
    wanted = CONTAINERS.desired(run.options)
    kept = recreation.read(run, wanted, current, {"kvm": True, "server_id": old.server.server_id})
    assert (kept.network, kept.left_out) == (None, ())
    assert kept.firewall.rules == {"ingress": (), "egress": ()}


def blocked_cloud() -> Cloud:
    """One with a container that nothing may leave or enter."""
    cloud = Cloud()
    subject(cloud, BLOCKED, firewall=copy.deepcopy(RULES))
    return cloud


def test_whatever_fails_at_whatever_request_nothing_is_open_and_the_next_run_ends_as_asked() -> None:
    def holds(cloud: Cloud) -> bool:
        there = cloud.named("web-1")
        return cloud.names() == ["web-1"] and there.image == IMAGE and is_closed(there)

    def meanwhile(cloud: Cloud) -> bool:
        """Whichever has the name is closed; and one is there, or the one that is to get the name."""
        there = [container for container in cloud.world.containers.values() if container.status != "deleting"]
        named = [container for container in there if container.name == "web-1"]
        return bool(there) and all(is_closed(container) for container in named or there)

    ends_as_asked(Case(blocked_cloud, OPTIONS, reconcile, holds, meanwhile))
